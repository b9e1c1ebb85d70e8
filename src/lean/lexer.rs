//! Lean text to tokens. Comments and layout go; lines and columns stay.

use std::sync::Arc;

use super::extent::{
    character_length, comment_length, documents, name_length, number_length, raw_length,
    starts_name, string_length,
};
use crate::notation::{Diagnostic, Source, Span};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name or keyword, with its dots.
    Name,
    /// A number.
    Number,
    /// A string or character.
    Text,
    /// Anything else.
    Symbol,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Whether nothing but space and comments stands before it on its line.
    pub first: bool,
    /// Whether it stands behind a comment that documents what follows.
    pub documented: bool,
    /// Its column, from 0, in characters.
    pub column: u32,
    /// Its first byte.
    pub start: u32,
    /// The byte after it.
    pub end: u32,
}

impl Token {
    /// Its bytes.
    pub fn span(&self) -> Span {
        let byte = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        byte(self.start)..byte(self.end)
    }
}

/// The tokens of a file.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// The file.
    pub source: Arc<Source>,
    /// In their order.
    pub list: Vec<Token>,
}

impl Tokens {
    /// The text of the token at a position; empty after the last.
    pub fn text(&self, at: usize) -> &str {
        self.list
            .get(at)
            .map_or("", |token| self.source.slice(&token.span()))
    }

    /// Where the token at a position stands.
    pub fn span(&self, at: usize) -> Span {
        let end = self.source.text().len();
        self.list.get(at).map_or(end..end, Token::span)
    }
}

/// Symbols of more than one character, longest first.
const SYMBOLS: &[&str] = &[
    "→ₗ[", "→L[", "<|>", "⁻¹'", "∘L", "⁻¹", "''", ":=", "=>", "<|", "|>", "@[", "?_", "..", "<-",
    "->", "!=", "==", "<=", ">=", "&&", "||", "++",
];

/// Cuts a file into tokens. What does not end is an error, and ends the file.
pub fn lex(source: &Arc<Source>, errors: &mut Vec<Diagnostic>) -> Tokens {
    let text = source.text();
    let mut list = Vec::new();
    let (mut at, mut column, mut first) = (0_usize, 0_u32, true);
    let mut documented = false;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let c = rest.chars().next().unwrap_or(' ');
        let unclosed = |errors: &mut Vec<Diagnostic>, what: &str, opening: usize| {
            let message = format!("this {what} does not end");
            errors.push(Diagnostic::new(source, at..at + opening, message));
            rest.len()
        };
        let (kind, length) = if c == '\n' {
            (at, column, first) = (at + 1, 0, true);
            continue;
        } else if c == ' ' || rest.starts_with("\r\n") || at == 0 && c == '\u{feff}' {
            // Lean knows no other space.
            (at, column) = (at + c.len_utf8(), column + 1);
            continue;
        } else if rest.starts_with("--") {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        } else if rest.starts_with("/-") {
            let length = comment_length(rest).unwrap_or_else(|| unclosed(errors, "comment", 2));
            let comment = rest.get(..length).unwrap_or("");
            match comment.rsplit_once('\n') {
                Some((_, last)) => (column, first) = (count(last), true),
                None => column += count(comment),
            }
            documented |= documents(rest);
            at += length;
            continue;
        } else if let Some(length) = raw_length(rest) {
            (Kind::Text, length)
        } else if starts_name(c) {
            (Kind::Name, name_length(rest))
        } else if c.is_ascii_digit() {
            (Kind::Number, number_length(rest))
        } else if c == '"' {
            let length = string_length(rest).unwrap_or_else(|| unclosed(errors, "string", 1));
            (Kind::Text, length)
        } else if let Some(length) = character_length(rest).filter(|_| c == '\'') {
            (Kind::Text, length)
        } else {
            let symbol = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol));
            (Kind::Symbol, symbol.map_or(c.len_utf8(), |s| s.len()))
        };
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        list.push(Token {
            kind,
            first,
            documented,
            column,
            start: byte(at),
            end: byte(at + length),
        });
        (first, documented) = (false, false);
        column += count(rest.get(..length).unwrap_or(""));
        at += length;
    }
    Tokens {
        source: source.clone(),
        list,
    }
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}
