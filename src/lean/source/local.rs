//! Local definitions, tactic blocks that build data, and proofs, which are passed
//! over.

use super::bracket::{closes, opens};
use super::lexer::Kind;
use super::parser::{Parsed, Parser, written};
use super::syntax::{Local, Syntax, Written};

/// Symbols whose bound variables end with a comma.
const BINDING: &[&str] = &["∀", "∃", "∑", "∏"];

/// Symbols of propositions.
const RELATIONS: &[&str] = &["=", "≠", "<", ">", "≤", "≥"];

/// A step of a tactic block that builds data.
#[derive(Clone, Debug)]
pub enum Tactic {
    /// `let`, or `have`, which is a proof.
    Local(Local),
    /// `exact` or `refine`: the value.
    Value(Syntax),
}

impl Parser<'_> {
    /// `let` or `have` up to its body.
    pub(super) fn local(&mut self) -> Parsed<Local> {
        let column = self.here();
        let proof = self.text() == "have";
        self.at += 1;
        self.with_column(column, |parser| {
            if proof {
                return parser.proof();
            }
            let (name, _) = parser.name()?;
            let binders = parser.binders()?;
            let sort = if parser.eat(":") {
                Some(parser.sort_before(&[":="])?)
            } else {
                None
            };
            parser.expect(":=")?;
            let value = parser.term()?;
            Ok(Local {
                name,
                binders,
                sort,
                value,
                proof,
            })
        })
    }

    /// What follows `have`: its name and its type, the rest passed over. A type
    /// that is no equation or the like could be one of instances.
    pub(super) fn proof(&mut self) -> Parsed<Local> {
        let span = self.span();
        let name = match self.kind() {
            Some(Kind::Name) => self.name()?.0,
            _ => "this".into(),
        };
        let start = self.at;
        self.skip_to(&[":="])?;
        let (mut depth, mut equation, mut function) = (0_usize, false, self.at == start);
        for at in start..self.at {
            let text = self.text_at(at);
            if opens(text) {
                depth += 1;
            } else if closes(text) {
                depth = depth.saturating_sub(1);
            } else if depth == 0 {
                equation |= RELATIONS.contains(&text);
                function |= matches!(text, "→" | "->");
            }
        }
        if !equation || function {
            return Err(self.error(span, "a `have` of this type is not read"));
        }
        self.at += 1;
        self.pass(true);
        Ok(Local {
            name,
            binders: Vec::new(),
            sort: None,
            value: written(Written::Proposition, span),
            proof: true,
        })
    }

    /// Passes what belongs to a proof: up to the bracket or comma that encloses
    /// it, or a line that does not stand right of the column.
    pub(super) fn pass(&mut self, separated: bool) {
        let (mut depth, mut binding) = (0_usize, 0_usize);
        let start = self.at;
        while let Some(token) = self.tokens.list.get(self.at).filter(|_| !self.done()) {
            let text = self.text();
            let outside = self.column.is_some_and(|column| token.column <= column);
            if depth == 0 && self.at > start && token.first && outside {
                return;
            }
            if opens(text) {
                depth += 1;
            } else if closes(text) {
                if depth == 0 {
                    return;
                }
                depth -= 1;
            } else if depth == 0 {
                match text {
                    "," if binding == 0 => return,
                    "," => binding -= 1,
                    ";" if separated => return,
                    "then" | "else" => return,
                    _ if BINDING.contains(&text) => binding += 1,
                    _ => {}
                }
            }
            self.at += 1;
        }
    }

    /// The steps of a tactic block that builds data.
    pub fn tactics(&mut self) -> Parsed<Vec<Tactic>> {
        let column = self.here();
        self.with_column(column, |parser| {
            let mut steps = Vec::new();
            while !parser.done() {
                match parser.text() {
                    "classical" => parser.at += 1,
                    "let" | "have" => steps.push(Tactic::Local(parser.local()?)),
                    "exact" => {
                        parser.at += 1;
                        steps.push(Tactic::Value(parser.term()?));
                        if !parser.done() {
                            return Err(parser.unexpected("the end of the block"));
                        }
                    }
                    // What follows fills the holes, with proofs.
                    "refine" => {
                        parser.at += 1;
                        steps.push(Tactic::Value(parser.term()?));
                        return Ok(steps);
                    }
                    _ => return Err(parser.unexpected("`let`, `exact` or `refine`")),
                }
                parser.eat(";");
            }
            Ok(steps)
        })
    }
}
