//! Tokens to written terms: operators by precedence climbing, applications by
//! Lean's rule of columns, binders, local definitions. Proofs are passed over.

use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

use super::lexer::{Kind, Tokens, closes, opens};
use super::syntax::{Argument, Binder, DECIDABLE, Local, Syntax, Written};
use super::words::RESERVED;
use crate::notation::{Diagnostic, INFIX, NEGATION, Span};

/// Deeper nesting is not read, so that no text can exhaust the stack.
const DEPTH: usize = 128;

/// What Lean has and `spec/` has not: symbol, strength, and the least strength
/// of the left and right operand.
const LEAN_INFIX: &[(&str, u8, u8, u8)] = &[
    ("→", 25, 26, 25),
    ("->", 25, 26, 25),
    ("→L[", 25, 26, 25),
    ("→ₗ[", 25, 26, 25),
    ("≃", 25, 26, 26),
    ("×", 35, 36, 35),
    ("=", 50, 51, 51),
    ("≠", 50, 51, 51),
    ("<", 50, 51, 51),
    (">", 50, 51, 51),
    ("≤", 50, 51, 51),
    ("≥", 50, 51, 51),
    ("++", 65, 65, 66),
    ("^", 75, 76, 75),
];

/// What stands under `∑ i,`.
const SUMMAND: u8 = 67;

/// A term that cannot be read.
pub type Parsed<T> = Result<T, Diagnostic>;

/// A place in a range of tokens.
pub struct Parser<'a> {
    pub(super) tokens: &'a Tokens,
    pub(super) begin: usize,
    pub(super) at: usize,
    pub(super) end: usize,
    /// Arguments of a function stand to the right of this column.
    pub(super) column: Option<u32>,
    depth: usize,
}

impl<'a> Parser<'a> {
    /// Begins at the start of a range.
    pub fn new(tokens: &'a Tokens, range: &Range<usize>) -> Parser<'a> {
        Parser {
            tokens,
            begin: range.start,
            at: range.start,
            end: range.end,
            column: None,
            depth: 0,
        }
    }

    pub(super) fn text(&self) -> &'a str {
        self.text_at(self.at)
    }

    pub(super) fn text_at(&self, at: usize) -> &'a str {
        if at < self.end {
            self.tokens.text(at)
        } else {
            ""
        }
    }

    pub(super) fn kind(&self) -> Option<Kind> {
        let inside = self.at < self.end;
        inside.then(|| self.tokens.list.get(self.at).map(|t| t.kind))?
    }

    /// Where the next token stands; after the last, where that stands.
    pub(super) fn span(&self) -> Span {
        let last = self.end.saturating_sub(1);
        self.tokens.span(self.at.min(last))
    }

    fn before(&self) -> usize {
        self.tokens.span(self.at.saturating_sub(1)).end
    }

    /// Whether the range is used up.
    pub fn done(&self) -> bool {
        self.at >= self.end
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.text() == text;
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, text: &str) -> Parsed<()> {
        if self.eat(text) {
            Ok(())
        } else {
            Err(self.unexpected(&format!("`{text}`")))
        }
    }

    /// The message that something else was expected here.
    pub fn unexpected(&self, expected: &str) -> Diagnostic {
        let found = match self.text() {
            "" => "the end of the declaration".to_string(),
            text => format!("`{}`", text.chars().take(40).collect::<String>()),
        };
        self.error(self.span(), format!("expected {expected}, found {found}"))
    }

    pub(super) fn error(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(&self.tokens.source, span, message)
    }

    pub(super) fn name(&mut self) -> Parsed<(String, Span)> {
        let span = self.span();
        match self.kind() {
            Some(Kind::Name) if !RESERVED.contains(self.text()) => {
                let name = self.text().to_string();
                self.at += 1;
                Ok((name, span))
            }
            _ => Err(self.unexpected("a name")),
        }
    }

    pub(super) fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEPTH {
            let message = format!("terms that nest deeper than {DEPTH} are not read");
            return Err(self.error(self.span(), message));
        }
        self.depth += 1;
        let result = parse(self);
        self.depth -= 1;
        result
    }

    /// Parses with another column, or with none inside brackets.
    pub(super) fn with_column<T>(
        &mut self,
        column: Option<u32>,
        parse: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<T> {
        let outer = std::mem::replace(&mut self.column, column);
        let result = parse(self);
        self.column = outer;
        result
    }

    pub(super) fn here(&self) -> Option<u32> {
        self.tokens.list.get(self.at).map(|token| token.column)
    }

    /// Binders up to something else: `{Γ : List Shape} (a b : Idx Γ s) [inst]`.
    pub fn binders(&mut self) -> Parsed<Vec<Binder>> {
        let mut binders = Vec::new();
        loop {
            let (close, explicit) = match self.text() {
                "(" => (")", true),
                "{" => ("}", false),
                "[" => {
                    binders.push(self.instance_binder()?);
                    continue;
                }
                _ => return Ok(binders),
            };
            self.at += 1;
            let mut names = vec![self.name()?];
            while self.kind() == Some(Kind::Name) {
                names.push(self.name()?);
            }
            let sort = if self.eat(":") {
                Some(self.sort_before(&[close, ":="])?)
            } else {
                None
            };
            // What stands for an argument that a caller leaves out: such calls
            // are not read.
            if self.eat(":=") {
                self.skip_to(&[close])?;
            }
            self.expect(close)?;
            binders.extend(names.into_iter().map(|(name, span)| Binder {
                name,
                span,
                explicit,
                instance: false,
                sort: sort.clone(),
            }));
        }
    }

    /// `[name : T]` or `[T]`; what a relation that can be decided is does not matter.
    fn instance_binder(&mut self) -> Parsed<Binder> {
        let span = self.span();
        self.at += 1;
        let named = self.kind() == Some(Kind::Name) && self.text_at(self.at + 1) == ":";
        let name = if named { self.name()?.0 } else { "_".into() };
        if named {
            self.expect(":")?;
        }
        let start = self.at;
        let mut sort = self.sort_before(&["]"])?;
        // Any two proofs that a relation is decidable are equal.
        if self.text_at(start) == DECIDABLE && matches!(sort.kind.as_ref(), Written::Proposition) {
            let class = written(Written::Name(DECIDABLE.into()), sort.span.clone());
            sort = applied(class, vec![positional(sort)]);
        }
        self.expect("]")?;
        Ok(Binder {
            name,
            span,
            explicit: false,
            instance: true,
            sort: Some(sort),
        })
    }

    /// A type that ends before one of the symbols; what is not a type of data is
    /// passed over as a proposition.
    fn sort_before(&mut self, ends: &[&str]) -> Parsed<Syntax> {
        let start = self.at;
        let parsed = self.with_column(None, |parser| parser.nested(Self::term));
        if let Ok(sort) = parsed
            && ends.contains(&self.text())
        {
            return Ok(sort);
        }
        self.at = start;
        let from = self.span().start;
        self.skip_to(ends)?;
        Ok(Syntax {
            kind: Rc::new(Written::Proposition),
            span: from..self.before(),
        })
    }

    /// The type of something inside a definition: what cannot be read could be
    /// that of an instance.
    fn data_sort(&mut self) -> Parsed<Syntax> {
        self.with_column(None, |parser| parser.nested(Self::term))
    }

    /// Binders inside a definition.
    fn binders_of_data(&mut self) -> Parsed<Vec<Binder>> {
        let binders = self.binders()?;
        if let Some(instance) = binders.iter().find(|binder| binder.instance) {
            // It could change what an operator means.
            return Err(self.error(instance.span.clone(), "an instance parameter is not read"));
        }
        let mut sorts = binders.iter().filter_map(|binder| binder.sort.as_ref());
        match sorts.find(|sort| matches!(sort.kind.as_ref(), Written::Proposition)) {
            Some(sort) => Err(self.error(sort.span.clone(), "this type is not read")),
            None => Ok(binders),
        }
    }

    pub(super) fn skip_to(&mut self, ends: &[&str]) -> Parsed<()> {
        let mut depth = 0_usize;
        while !self.done() {
            let text = self.text();
            if depth == 0 && ends.contains(&text) {
                return Ok(());
            }
            if opens(text) {
                depth += 1;
            } else if closes(text) {
                depth = depth.saturating_sub(1);
            }
            self.at += 1;
        }
        Err(self.unexpected(&format!("`{}`", ends.join("` or `"))))
    }

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

    fn binary(&mut self, least: u8) -> Parsed<Syntax> {
        self.nested(|parser| {
            let mut left = parser.prefix(least)?;
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

    fn prefix(&mut self, least: u8) -> Parsed<Syntax> {
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
            "∑" => {
                if least > SUMMAND {
                    return Err(self.unexpected("a term that binds more strongly"));
                }
                self.at += 1;
                let (name, span) = self.name()?;
                let sort = match self.eat(":") {
                    true => Some(self.data_sort()?),
                    false => None,
                };
                self.expect(",")?;
                let body = self.binary(SUMMAND)?;
                let end = body.span.end;
                let binder = Binder {
                    name,
                    span,
                    explicit: true,
                    instance: false,
                    sort,
                };
                Ok(written(Written::Sum(binder, body), start..end))
            }
            "∀" => {
                self.at += 1;
                let (name, at) = self.name()?;
                let sort = match self.eat(":") {
                    true => Some(self.data_sort()?),
                    false => None,
                };
                self.expect(",")?;
                let body = self.term()?;
                let span = start..body.span.end;
                let binder = Binder {
                    name,
                    span: at,
                    explicit: true,
                    instance: false,
                    sort,
                };
                Ok(written(Written::All(binder, body), span))
            }
            // As an argument it could be the end of another.
            "‖" => {
                self.at += 1;
                let operand = self.with_column(None, Self::term)?;
                self.expect("‖")?;
                Ok(written(Written::Norm(operand), start..self.before()))
            }
            // As an argument, likewise.
            "|" => {
                self.at += 1;
                let operand = self.with_column(None, Self::term)?;
                self.expect("|")?;
                Ok(written(Written::Absolute(operand), start..self.before()))
            }
            // `show T from u` is `u`, of the type `T`.
            "show" => {
                self.at += 1;
                let sort = self.term()?;
                self.expect("from")?;
                let value = self.term()?;
                let span = start..value.span.end;
                Ok(written(Written::Ascription(value, sort), span))
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
            "match" => {
                self.at += 1;
                let value = self.term()?;
                self.expect("with")?;
                let mut arms = Vec::new();
                while self.eat("|") {
                    let (name, _) = self.name()?;
                    let mut binders = Vec::new();
                    while self.kind() == Some(Kind::Name) {
                        binders.push(self.name()?.0);
                    }
                    self.expect("=>")?;
                    arms.push((name, binders, self.term()?));
                }
                Ok(written(Written::Match(value, arms), start..self.before()))
            }
            _ => {
                let function = self.postfix()?.ok_or_else(|| self.unexpected("a term"))?;
                let args = self.arguments()?;
                Ok(applied(function, args))
            }
        }
    }

    fn arguments(&mut self) -> Parsed<Vec<Argument>> {
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

    /// An atom with what is attached to it, or nothing if no atom comes next.
    fn postfix(&mut self) -> Parsed<Option<Syntax>> {
        let Some(mut atom) = self.atom()? else {
            return Ok(None);
        };
        for _ in 0..DEPTH {
            let start = atom.span.start;
            // A space before the dot would make it something else.
            let attached = self.span().start == atom.span.end;
            if self.text() == "⁻¹" {
                self.at += 1;
                atom = written(Written::Inverse(atom), start..self.before());
            } else if self.text() == "." && attached {
                self.at += 1;
                let field = self.text().to_string();
                if !matches!(self.kind(), Some(Kind::Name | Kind::Number)) {
                    return Err(self.unexpected("a field"));
                }
                self.at += 1;
                atom = written(Written::Field(atom, field), start..self.before());
            } else {
                return Ok(Some(atom));
            }
        }
        Err(self.unexpected("fewer fields"))
    }

    fn atom(&mut self) -> Parsed<Option<Syntax>> {
        let start = self.span().start;
        let text = self.text();
        let kind = match (self.kind(), text) {
            (None | Some(Kind::Text), _) => return Ok(None),
            (Some(Kind::Number), digits) => {
                self.at += 1;
                Written::Number(digits.into())
            }
            // The function of a map, which an application of the map is too.
            (_, "⇑") => {
                self.at += 1;
                let map = self.atom()?.ok_or_else(|| self.unexpected("a term"))?;
                map.kind.as_ref().clone()
            }
            (_, "@") => {
                self.at += 1;
                let (name, span) = self.name()?;
                Written::Explicit(written(Written::Name(name), span))
            }
            // Nothing stands before the dot: else it would be a field.
            (_, ".") if self.is_dotted() => {
                self.at += 1;
                let (name, _) = self.name()?;
                Written::Dotted(name)
            }
            (_, "_" | "?_") => {
                self.at += 1;
                Written::Hole
            }
            (_, "fun" | "λ") => {
                self.at += 1;
                self.nested(Self::lambda)?
            }
            (_, "by") => {
                self.at += 1;
                let from = self.at;
                self.pass(self.here(), false)?;
                // A whole body of tactics gives data, and is read.
                if self.done() && from > self.begin + 1 {
                    self.passed(from)?;
                }
                Written::By(from..self.at)
            }
            (Some(Kind::Name), name) if !RESERVED.contains(name) => {
                self.at += 1;
                Written::Name(name.into())
            }
            (_, "(") => {
                self.at += 1;
                let inner = self.with_column(None, Self::term)?;
                let kind = if self.eat(":") {
                    Written::Ascription(inner, self.data_sort()?)
                } else if self.eat(",") {
                    let second = self.with_column(None, Self::term)?;
                    Written::Pair(inner, second)
                } else {
                    inner.kind.as_ref().clone()
                };
                self.expect(")")?;
                kind
            }
            (_, "⟨") => {
                self.at += 1;
                let mut parts = vec![self.with_column(None, Self::term)?];
                while self.eat(",") {
                    parts.push(self.with_column(None, Self::term)?);
                }
                self.expect("⟩")?;
                Written::Anonymous(parts)
            }
            (_, "{") => {
                self.at += 1;
                self.nested(Self::instance)?
            }
            _ => return Ok(None),
        };
        Ok(Some(written(kind, start..self.before())))
    }

    /// Whether a dot has a name right behind it, and space or a bracket before it.
    fn is_dotted(&self) -> bool {
        let span = self.span();
        let next = self
            .tokens
            .list
            .get(self.at + 1)
            .filter(|_| self.at + 1 < self.end);
        let named = next.is_some_and(|t| t.kind == Kind::Name && t.span().start == span.end);
        let apart = self.at == self.begin
            || self.before() < span.start
            || opens(self.tokens.text(self.at.saturating_sub(1)));
        named && apart
    }

    /// What follows `fun`.
    fn lambda(&mut self) -> Parsed<Written> {
        let mut binders = Vec::new();
        loop {
            match self.text() {
                "=>" | "↦" => break,
                ":" => {
                    self.at += 1;
                    let sort = self.data_sort()?;
                    for binder in &mut binders {
                        let binder: &mut Binder = binder;
                        binder.sort.get_or_insert_with(|| sort.clone());
                    }
                }
                "(" | "{" => binders.extend(self.binders_of_data()?),
                _ => {
                    let (name, span) = self.name()?;
                    binders.push(Binder {
                        name,
                        span,
                        explicit: true,
                        instance: false,
                        sort: None,
                    });
                }
            }
        }
        if binders.is_empty() {
            return Err(self.unexpected("a name"));
        }
        self.at += 1;
        let body = self.term()?;
        Ok(Written::Lambda(binders, body))
    }

    /// What follows `{` of a structure instance.
    fn instance(&mut self) -> Parsed<Written> {
        let column = self.here();
        let fields = self.with_column(column, |parser| {
            let mut fields: Vec<(String, Syntax)> = Vec::new();
            let mut names = BTreeSet::new();
            while parser.text() != "}" {
                let (name, span) = parser.name()?;
                if !names.insert(name.clone()) {
                    return Err(parser.error(span, format!("`{name}` is given twice")));
                }
                let binders = parser.binders_of_field()?;
                let value = if parser.eat(":=") {
                    parser.term()?
                } else if matches!(parser.text(), "," | "}") {
                    written(Written::Name(name.clone()), span.clone())
                } else {
                    return Err(parser.unexpected("`:=`"));
                };
                let value = if binders.is_empty() {
                    value
                } else {
                    let whole = span.start..value.span.end;
                    written(Written::Lambda(binders, value), whole)
                };
                fields.push((name, value));
                parser.eat(",");
            }
            Ok(fields)
        })?;
        self.expect("}")?;
        Ok(Written::Instance(fields))
    }

    fn binders_of_field(&mut self) -> Parsed<Vec<Binder>> {
        let mut binders = self.binders_of_data()?;
        while self.kind() == Some(Kind::Name) {
            let (name, span) = self.name()?;
            binders.push(Binder {
                name,
                span,
                explicit: true,
                instance: false,
                sort: None,
            });
        }
        Ok(binders)
    }

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
            let binders = parser.binders_of_data()?;
            let sort = if parser.eat(":") {
                Some(parser.data_sort()?)
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
}

pub(super) fn written(kind: Written, span: Span) -> Syntax {
    Syntax {
        kind: Rc::new(kind),
        span,
    }
}

fn positional(value: Syntax) -> Argument {
    Argument { name: None, value }
}

fn applied(function: Syntax, args: Vec<Argument>) -> Syntax {
    let Some(last) = args.last() else {
        return function;
    };
    let start = args.iter().map(|arg| arg.value.span.start).min();
    let start = function.span.start.min(start.unwrap_or(usize::MAX));
    let end = function.span.end.max(last.value.span.end);
    written(Written::Application(function, args), start..end)
}
