//! Text to tokens: the part of Lean's lexical grammar that terms use.

use std::sync::Arc;

use super::number;
use super::source::{Diagnostic, Source, Span};

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name, with its dots, as in Lean: `A.adjoint`, `CtxVec.get`.
    Name(String),
    /// An integer or a decimal: `3`, `0.25`, `1e-3`.
    Number(String),
    /// `"…"`, without the quotes.
    Text(String),
    /// A symbol or arrow.
    Symbol(&'static str),
    /// After the last token.
    End,
}

/// A token and where it stands.
#[derive(Clone, Debug)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where.
    pub span: Span,
}

/// Longest first, so that `:=` is not read as `:`.
const SYMBOLS: &[&str] = &[
    "→L[ℝ]",
    "∘L",
    "⁻¹",
    ":=",
    "=>",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "⟪",
    "⟫",
    ",",
    ":",
    "..",
    ".",
    "=",
    "≠",
    ">",
    "<",
    "∀",
    "+",
    "-",
    "*",
    "/",
    "•",
    "⊙",
    "→",
    "ℝ",
    "∑",
];

fn starts_name(c: char) -> bool {
    (c.is_alphabetic() || c == '_') && c != 'ℝ'
}

fn continues_name(c: char) -> bool {
    starts_name(c) || c.is_ascii_digit() || c == '\'' || ('₀'..='₉').contains(&c)
}

/// The length of the name at the start of `rest`, dots included.
fn name_length(rest: &str) -> usize {
    let mut end = 0;
    loop {
        let part: usize = rest
            .get(end..)
            .unwrap_or("")
            .chars()
            .take_while(|&c| continues_name(c))
            .map(char::len_utf8)
            .sum();
        end += part;
        let after = rest.get(end..).unwrap_or("");
        match after.strip_prefix('.') {
            Some(next) if next.chars().next().is_some_and(starts_name) => end += 1,
            _ => return end,
        }
    }
}

/// What stands before the closing quote, which must be on the same line.
fn quoted(rest: &str) -> Option<&str> {
    let line = rest.split('\n').next()?;
    line.split_once('"').map(|(text, _)| text)
}

/// What to write instead of a character that other languages have.
fn instead(character: char) -> Option<&'static str> {
    Some(match character {
        '#' => "a comment begins with `--`",
        '^' => "a square is written as a product: `u ⊙ u` of vectors, `c * c` of numbers",
        '·' | '∙' | '×' | '∘' => {
            "`c • u` is a multiple, `u ⊙ v` a product by coordinates, `A ∘L B` a composition"
        }
        '⟨' | '⟩' => "an inner product is written `⟪u, v⟫`",
        '−' => "a minus is written `-`",
        _ => return None,
    })
}

/// Cuts a source into tokens; `--` starts a comment that ends with its line.
pub fn lex(source: &Arc<Source>, errors: &mut Vec<Diagnostic>) -> Vec<Token> {
    let text = source.text();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let first = rest.chars().next().unwrap_or(' ');
        // Some editors begin a file with a byte order mark.
        let length = if first.is_whitespace() || at == 0 && first == '\u{feff}' {
            at += first.len_utf8();
            continue;
        } else if rest.starts_with("--") {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        } else if starts_name(first) {
            let length = name_length(rest);
            let name = rest.get(..length).unwrap_or("").to_string();
            tokens.push(Token {
                kind: Kind::Name(name),
                span: at..at + length,
            });
            length
        } else if first.is_ascii_digit() {
            let length = number::length(rest);
            let digits = rest.get(..length).unwrap_or("").to_string();
            tokens.push(Token {
                kind: Kind::Number(digits),
                span: at..at + length,
            });
            length
        } else if let Some(text) = rest.strip_prefix('"').and_then(quoted) {
            let length = text.len() + 2;
            tokens.push(Token {
                kind: Kind::Text(text.to_string()),
                span: at..at + length,
            });
            length
        } else if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            tokens.push(Token {
                kind: Kind::Symbol(symbol),
                span: at..at + symbol.len(),
            });
            symbol.len()
        } else {
            let span = at..at + first.len_utf8();
            let error = Diagnostic::new(source, span, format!("unexpected character `{first}`"));
            errors.push(match instead(first) {
                Some(help) => error.with_help(help),
                None => error,
            });
            match first {
                // The words of a comment would be errors of their own.
                '#' => rest.find('\n').unwrap_or(rest.len()),
                _ => first.len_utf8(),
            }
        };
        at += length;
    }
    tokens.push(Token {
        kind: Kind::End,
        span: text.len()..text.len(),
    });
    tokens
}
