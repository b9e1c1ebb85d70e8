//! Lean text to tokens. Comments and layout go; lines and columns stay.

use std::sync::Arc;

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

/// What opens a bracket, and what closes it.
const BRACKETS: &[(&str, &str)] = &[
    ("(", ")"),
    ("[", "]"),
    ("{", "}"),
    ("⟨", "⟩"),
    ("⟪", "⟫"),
    ("@[", "]"),
    ("→L[", "]"),
    ("→ₗ[", "]"),
];

/// Whether a symbol opens a bracket.
pub fn opens(symbol: &str) -> bool {
    BRACKETS.iter().any(|(open, _)| *open == symbol)
}

/// Whether a symbol closes a bracket.
pub fn closes(symbol: &str) -> bool {
    BRACKETS.iter().any(|(_, close)| *close == symbol)
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

/// Lean's `isIdFirst`, and the opening of a name in quotes. Other letters belong
/// to no name: Lean ends a name before them, whatever they are elsewhere.
fn starts_name(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '_' | '«') || is_letter_like(c)
}

/// Lean's `isIdRest`.
fn continues_name(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '_' | '\'' | '!' | '?')
        || is_letter_like(c)
        || matches!(c, '\u{2080}'..='\u{2089}' | '\u{2090}'..='\u{209c}' | '\u{1d62}'..='\u{1d6a}' | '\u{2c7c}')
}

/// Lean's `isLetterLike`: Latin, Greek without `λ`, `Π` and `Σ`, Coptic, and the
/// letters of mathematics.
fn is_letter_like(c: char) -> bool {
    match c {
        'λ' | 'Π' | 'Σ' | '×' | '÷' => false,
        '\u{c0}'..='\u{17f}' | '\u{391}'..='\u{3a9}' | '\u{3b1}'..='\u{3fb}' => true,
        _ => {
            matches!(c, '\u{1f00}'..='\u{1ffe}' | '\u{2100}'..='\u{214f}' | '\u{1d49c}'..='\u{1d59f}')
        }
    }
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
    let mut begin = 2 + first.len_utf8();
    if documents(rest) {
        // `/--` is a token, and what follows a token may be a comment.
        begin = rest.len() - after_space(rest.get(begin..)?)?.len();
    }
    let mut depth = 1_usize;
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

/// Whether a comment documents what follows it, or the module.
fn documents(rest: &str) -> bool {
    rest.starts_with("/--") || rest.starts_with("/-!")
}

/// What follows space and comments; none if one of them does not end.
fn after_space(mut rest: &str) -> Option<&str> {
    loop {
        rest = rest.trim_start_matches([' ', '\r', '\n']);
        if rest.starts_with("--") {
            rest = rest.get(rest.find('\n')?..)?;
        } else if rest.starts_with("/-") && !documents(rest) {
            rest = rest.get(comment_length(rest)?..)?;
        } else {
            return Some(rest);
        }
    }
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
    let close = format!("\"{}", "#".repeat(hashes));
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

/// The length of the number at the start of `rest`. A letter that does not
/// belong to it begins another token.
fn number_length(rest: &str) -> usize {
    let run = |text: &str, digit: fn(&u8) -> bool| text.bytes().take_while(digit).count();
    let in_base = |digit: fn(&u8) -> bool| match run(rest.get(2..).unwrap_or(""), digit) {
        0 => None,
        digits => Some(2 + digits),
    };
    let based = match rest.get(..2) {
        Some("0x" | "0X") => in_base(u8::is_ascii_hexdigit),
        Some("0b" | "0B") => in_base(|b| matches!(b, b'0' | b'1')),
        Some("0o" | "0O") => in_base(|b| (b'0'..=b'7').contains(b)),
        _ => None,
    };
    if let Some(length) = based {
        return length;
    }
    let digits = |from: usize| run(rest.get(from..).unwrap_or(""), u8::is_ascii_digit);
    let mut length = digits(0);
    if rest.get(length..).is_some_and(|r| r.starts_with('.')) && digits(length + 1) > 0 {
        length += 1 + digits(length + 1);
    }
    let after = rest.get(length..).unwrap_or("");
    if let Some(exponent) = after.strip_prefix(['e', 'E']) {
        let sign = usize::from(exponent.starts_with(['+', '-']));
        let power = digits(length + 1 + sign);
        if power > 0 {
            length += 1 + sign + power;
        }
    }
    length
}
