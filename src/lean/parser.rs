//! A place in the tokens of a term, and what stands there: words, binders, types.

use std::ops::Range;
use std::rc::Rc;

use super::bracket::{closes, opens};
use super::lexer::{Kind, Tokens};
use super::syntax::{Argument, Binder, Syntax, Written};
use crate::notation::{Diagnostic, Span};

/// Deeper nesting is not read, so that no text can exhaust the stack.
pub(super) const DEPTH: usize = 128;

/// Words that no term begins with, or only where a whole term may stand.
pub(super) const RESERVED: &[&str] = &[
    "then", "else", "in", "with", "where", "do", "from", "at", "using", "match", "let", "have",
    "show", "if", "calc", "suffices", "open", "nomatch", "return",
];

/// A term that cannot be read.
pub type Parsed<T> = Result<T, Diagnostic>;

/// A place in a range of tokens.
pub struct Parser<'a> {
    pub(super) tokens: &'a Tokens,
    pub(super) at: usize,
    pub(super) end: usize,
    /// Arguments of a function stand to the right of this column.
    pub(super) column: Option<u32>,
    pub(super) depth: usize,
}

impl<'a> Parser<'a> {
    /// Begins at the start of a range.
    pub fn new(tokens: &'a Tokens, range: &Range<usize>) -> Parser<'a> {
        Parser {
            tokens,
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

    pub(super) fn before(&self) -> usize {
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

    pub(super) fn expect(&mut self, text: &str) -> Parsed<()> {
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
            Some(Kind::Name) if !RESERVED.contains(&self.text()) => {
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
                // It could change what an operator means.
                "[" => return Err(self.error(self.span(), "an instance parameter is not read")),
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
                sort: sort.clone(),
            }));
        }
    }

    /// A type that ends before one of the symbols; what is no type of data is
    /// passed over as a proposition.
    pub(super) fn sort_before(&mut self, ends: &[&str]) -> Parsed<Syntax> {
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
    pub(super) fn data_sort(&mut self) -> Parsed<Syntax> {
        self.with_column(None, |parser| parser.nested(Self::term))
    }

    /// Binders inside a definition.
    pub(super) fn binders_of_data(&mut self) -> Parsed<Vec<Binder>> {
        let binders = self.binders()?;
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
}

pub(super) fn written(kind: Written, span: Span) -> Syntax {
    Syntax {
        kind: Rc::new(kind),
        span,
    }
}

pub(super) fn positional(value: Syntax) -> Argument {
    Argument { name: None, value }
}

pub(super) fn applied(function: Syntax, args: Vec<Argument>) -> Syntax {
    let Some(last) = args.last() else {
        return function;
    };
    let start = args.iter().map(|arg| arg.value.span.start).min();
    let start = function.span.start.min(start.unwrap_or(usize::MAX));
    let end = function.span.end.max(last.value.span.end);
    written(Written::Application(function, args), start..end)
}
