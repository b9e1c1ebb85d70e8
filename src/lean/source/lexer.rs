//! Lean text to tokens. Comments and layout go; lines and columns stay.

use std::sync::Arc;

use crate::spec::{Diagnostic, Source, Span};

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
    "→ₗ[", "→L[", "<|>", "∘L", "⁻¹", ":=", "=>", "<|", "|>", "@[", "?_", "..", "<-", "->", "!=",
    "==", "<=", ">=", "&&", "||", "++",
];

fn starts_name(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == '«' || c == 'ℝ'
}

fn continues_name(c: char) -> bool {
    c.is_alphanumeric() && !('⁰'..='⁹').contains(&c) && !matches!(c, '¹' | '²' | '³')
        || matches!(c, '_' | '\'' | '!' | '?' | '₀'..='₉')
}

/// The length of the name at the start of `rest`, dots included.
fn name_length(rest: &str) -> usize {
    let mut end = 0;
    loop {
        let part = rest.get(end..).unwrap_or("");
        end += if part.starts_with('«') {
            part.find('»').map_or(part.len(), |at| at + '»'.len_utf8())
        } else {
            part.find(|c: char| !continues_name(c))
                .unwrap_or(part.len())
        };
        let after = rest.get(end..).unwrap_or("");
        match after.strip_prefix('.') {
            Some(next) if next.starts_with(starts_name) => end += 1,
            _ => return end,
        }
    }
}

/// The length of the block comment at the start of `rest`; comments nest. Like
/// Lean, passes over the character after `/-`: it neither opens nor closes.
fn comment_length(rest: &str) -> Option<usize> {
    let first = rest.get(2..)?.chars().next()?;
    let mut depth = 1_usize;
    let begin = 2 + first.len_utf8();
    let mut bytes = rest.bytes().enumerate().skip(begin).peekable();
    while let Some((at, byte)) = bytes.next() {
        match (byte, bytes.peek()) {
            (b'/', Some((_, b'-'))) => {
                depth += 1;
                bytes.next();
            }
            (b'-', Some((_, b'/'))) => {
                depth -= 1;
                bytes.next();
                if depth == 0 {
                    return Some(at + 2);
                }
            }
            _ => {}
        }
    }
    None
}

/// The length of the string at the start of `rest`.
fn string_length(rest: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The length of the raw string `r"…"` or `r#"…"#` at the start of `rest`; none
/// if no raw string starts here, and all of `rest` if it does not end.
fn raw_length(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('r')?;
    let hashes = after.bytes().take_while(|b| *b == b'#').count();
    let body = after.get(hashes..)?.strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes.min(64)));
    let length = body.find(&close).map_or(body.len(), |at| at + close.len());
    Some(2 + hashes + length)
}

/// The length of the character literal at the start of `rest`, if one stands there.
fn character_length(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices().skip(1);
    let (_, first) = chars.next()?;
    if first == '\\' {
        return rest
            .get(2..)?
            .char_indices()
            .skip(1)
            .take(8)
            .find(|(_, c)| *c == '\'')
            .map(|(at, _)| at + 3);
    }
    match chars.next() {
        Some((at, '\'')) => Some(at + 1),
        _ => None,
    }
}

/// Cuts a file into tokens. What does not end is an error, and ends the file.
pub fn lex(source: &Arc<Source>, errors: &mut Vec<Diagnostic>) -> Tokens {
    let text = source.text();
    let mut list = Vec::new();
    let (mut at, mut column, mut first) = (0_usize, 0_u32, true);
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
        } else if matches!(c, ' ' | '\r' | '\u{feff}') {
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
            column,
            start: byte(at),
            end: byte(at + length),
        });
        first = false;
        column += count(rest.get(..length).unwrap_or(""));
        at += length;
    }
    Tokens {
        source: source.clone(),
        list,
    }
}

fn number_length(rest: &str) -> usize {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let whole = digits(rest);
    match rest.get(whole..).and_then(|after| after.strip_prefix('.')) {
        Some(after) if after.starts_with(|c: char| c.is_ascii_digit()) => whole + 1 + digits(after),
        _ => whole,
    }
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}
