//! Tokens to written terms: operators, by the precedence climbing of `spec/`,
//! and applications, by Lean's rule of columns.

use super::bracket::opens;
use super::parser::{DEPTH, Parsed, Parser, applied, positional, written};
use super::syntax::{Argument, Syntax, Written};
use crate::notation::{INFIX, NEGATION};

/// What Lean has and `spec/` has not: symbol, strength, and the least strength
/// of the left and right operand.
const LEAN_INFIX: &[(&str, u8, u8, u8)] = &[
    ("→", 25, 26, 25),
    ("->", 25, 26, 25),
    ("→L[", 25, 26, 25),
    ("→ₗ[", 25, 26, 25),
    ("=", 50, 51, 51),
    ("≠", 50, 51, 51),
    ("<", 50, 51, 51),
    (">", 50, 51, 51),
    ("≤", 50, 51, 51),
    ("≥", 50, 51, 51),
    ("++", 65, 65, 66),
    ("^", 75, 76, 75),
];

impl Parser<'_> {
    /// A whole term.
    pub fn term(&mut self) -> Parsed<Syntax> {
        self.nested(|parser| {
            let mut left = parser.binary(0)?;
            let mut pipes = 0;
            loop {
                let start = left.span.start;
                if parser.eat("<|") {
                    let right = parser.term()?;
                    return Ok(applied(left, vec![positional(right)]));
                }
                if !parser.eat("|>") {
                    return Ok(left);
                }
                pipes += 1;
                if pipes > DEPTH {
                    return Err(parser.unexpected("fewer pipes"));
                }
                if parser.eat(".") {
                    let (field, span) = parser.name()?;
                    left = written(Written::Field(left, field), start..span.end);
                    let args = parser.arguments()?;
                    left = applied(left, args);
                } else {
                    let right = parser.binary(11)?;
                    left = applied(right, vec![positional(left)]);
                }
            }
        })
    }

    pub(super) fn binary(&mut self, least: u8) -> Parsed<Syntax> {
        self.nested(|parser| {
            let mut left = parser.prefix()?;
            let mut strength = u8::MAX;
            let mut operators = 0;
            loop {
                let text = parser.text();
                let mut table = INFIX.iter().chain(LEAN_INFIX);
                let Some(&(symbol, level, least_left, least_right)) =
                    table.find(|(symbol, ..)| *symbol == text)
                else {
                    return Ok(left);
                };
                if level < least || strength < least_left {
                    return Ok(left);
                }
                operators += 1;
                if operators > DEPTH {
                    return Err(parser.unexpected("a shorter chain of operators"));
                }
                parser.at += 1;
                if opens(symbol) {
                    if !parser.eat("ℝ") {
                        return Err(parser.unexpected("`ℝ`"));
                    }
                    parser.expect("]")?;
                }
                let right = parser.binary(least_right)?;
                let span = left.span.start..right.span.end;
                left = written(Written::Infix(symbol, left, right), span);
                strength = level;
            }
        })
    }

    pub(super) fn prefix(&mut self) -> Parsed<Syntax> {
        let start = self.span().start;
        match self.text() {
            "-" => {
                self.at += 1;
                let operand = self.binary(NEGATION)?;
                let span = start..operand.span.end;
                Ok(written(Written::Negation(operand), span))
            }
            "let" | "have" => {
                let local = self.local()?;
                self.eat(";");
                let body = self.term()?;
                let span = start..body.span.end;
                Ok(written(Written::Let(local, body), span))
            }
            "if" => {
                self.at += 1;
                let condition = self.term()?;
                self.expect("then")?;
                let yes = self.term()?;
                self.expect("else")?;
                let no = self.term()?;
                let span = start..no.span.end;
                Ok(written(Written::If(condition, yes, no), span))
            }
            _ => {
                let function = self.postfix()?.ok_or_else(|| self.unexpected("a term"))?;
                let args = self.arguments()?;
                Ok(applied(function, args))
            }
        }
    }

    pub(super) fn arguments(&mut self) -> Parsed<Vec<Argument>> {
        let mut args = Vec::new();
        loop {
            let right = match (self.here(), self.column) {
                (Some(here), Some(column)) => here > column,
                _ => true,
            };
            if self.done() || !right {
                return Ok(args);
            }
            if args.len() > DEPTH {
                return Err(self.unexpected("fewer arguments"));
            }
            let named = self.text() == "(" && self.text_at(self.at + 2) == ":=";
            if named {
                self.at += 1;
                let (name, _) = self.name()?;
                self.expect(":=")?;
                let value = self.with_column(None, Self::term)?;
                self.expect(")")?;
                args.push(Argument {
                    name: Some(name),
                    value,
                });
            } else if let Some(value) = self.postfix()? {
                args.push(positional(value));
            } else {
                return Ok(args);
            }
        }
    }
}
