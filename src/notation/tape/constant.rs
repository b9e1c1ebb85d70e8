//! Constants of a tape: numbers and lists of them.

use crate::notation::lexer::Kind;
use crate::notation::parser::{Parsed, Parser};
use crate::notation::source::Span;
use crate::term::Rational;

/// Longer numbers are an error: reading one takes time that grows with its square.
const DIGITS: usize = 1_000;

/// A constant or a name, as it is written.
#[derive(Debug)]
pub enum Written {
    Name(String),
    Number(Rational),
    /// Numbers or words, or lists of them.
    List(Vec<(Written, Span)>),
    /// `csv "path"`.
    Csv(String),
    /// `npy "path"`.
    Npy(String),
}

/// An argument with its place; none if no argument comes next.
pub fn argument(parser: &mut Parser) -> Parsed<Option<(Written, Span)>> {
    let start = parser.span();
    if !parser.eat("(") {
        return item(parser, 2);
    }
    let inner = item(parser, 2)?.ok_or_else(|| parser.unexpected("an argument"))?;
    let span = start.start..parser.span().end;
    parser.expect(")")?;
    Ok(Some((inner.0, span)))
}

/// An argument without parentheses around it; lists may nest so deep.
fn item(parser: &mut Parser, depth: usize) -> Parsed<Option<(Written, Span)>> {
    let span = parser.span();
    let written = match parser.peek().clone() {
        Kind::Name(word) if word == "csv" || word == "npy" => {
            parser.advance();
            let path = path(parser)?;
            if word == "csv" {
                Written::Csv(path)
            } else {
                Written::Npy(path)
            }
        }
        Kind::Name(name) => {
            parser.advance();
            Written::Name(name)
        }
        Kind::Number(_) | Kind::Symbol("-") => Written::Number(number(parser)?),
        Kind::Symbol("[") => {
            let Some(depth) = depth.checked_sub(1) else {
                return Err(parser.error(span, "lists may not nest deeper than a matrix"));
            };
            parser.advance();
            Written::List(items(parser, depth)?)
        }
        _ => return Ok(None),
    };
    let end = parser.before().max(span.end);
    Ok(Some((written, span.start..end)))
}

/// What stands in a list, up to its closing bracket.
fn items(parser: &mut Parser, depth: usize) -> Parsed<Vec<(Written, Span)>> {
    let mut items = Vec::new();
    if parser.eat("]") {
        return Ok(items);
    }
    loop {
        let found = item(parser, depth)?;
        items.push(found.ok_or_else(|| parser.unexpected("a number, `true`, `false` or a list"))?);
        if parser.eat("]") {
            return Ok(items);
        }
        if !parser.eat(",") {
            return Err(parser.unexpected("`,` or `]`"));
        }
    }
}

fn path(parser: &mut Parser) -> Parsed<String> {
    match parser.peek().clone() {
        Kind::Text(path) => {
            parser.advance();
            Ok(path)
        }
        _ => Err(parser
            .unexpected("a path")
            .with_help("a path stands between `\"` on one line")),
    }
}

/// `3`, `-1/3` or `0.25`.
fn number(parser: &mut Parser) -> Parsed<Rational> {
    let start = parser.span();
    let mut text = String::new();
    if parser.eat("-") {
        text.push('-');
    }
    text.push_str(&digits(parser)?);
    let more = |parser: &Parser| matches!(parser.peek(), Kind::Number(_));
    for symbol in [".", "/"] {
        if parser.eat(symbol) {
            if !more(parser) {
                return Err(parser.unexpected("a digit"));
            }
            text.push_str(symbol);
            text.push_str(&digits(parser)?);
            break;
        }
    }
    if matches!(parser.peek(), Kind::Name(_)) && parser.span().start == parser.before() {
        // `1e-3` would be read as three arguments.
        let span = start.start..parser.span().end;
        let error = parser.error(span, "a letter in a number");
        return Err(error.with_help("exponents are read in files only: `1/1000` for `1e-3`"));
    }
    let span = start.start..parser.before();
    rational(&text).map_err(|why| parser.error(span, why))
}

fn digits(parser: &mut Parser) -> Parsed<String> {
    match parser.peek().clone() {
        Kind::Number(digits) => {
            parser.advance();
            Ok(digits)
        }
        _ => Err(parser.unexpected("a number")),
    }
}

/// A rational from `-3`, `1/3`, `0.25` or `1e-3`, exactly.
///
/// # Errors
/// Why it is none.
pub fn rational(text: &str) -> Result<Rational, String> {
    let none = || format!("`{text}` is not a number");
    if text.len() > DIGITS {
        return Err(format!("a number may have {DIGITS} digits at most"));
    }
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    if let Some((numerator, denominator)) = unsigned.split_once('/') {
        if !digits(numerator) || !digits(denominator) {
            return Err(none());
        }
        let quotient = format!("{sign}{numerator}/{denominator}");
        return quotient
            .parse()
            .map_err(|_| format!("the denominator of `{text}` is 0"));
    }
    let (decimal, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((decimal, exponent)) => (decimal, exponent.parse::<i64>().map_err(|_| none())?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    if !digits(whole) || !(fraction.is_empty() || digits(fraction)) || decimal.ends_with('.') {
        return Err(none());
    }
    let zeros = |count: u64| {
        let count = usize::try_from(count).ok().filter(|c| *c <= DIGITS);
        count
            .map(|count| "0".repeat(count))
            .ok_or_else(|| format!("the exponent of `{text}` is out of range"))
    };
    let places = i64::try_from(fraction.len()).map_err(|_| none())?;
    let power = exponent.saturating_sub(places);
    let (above, below) = if power < 0 {
        (String::new(), zeros(power.unsigned_abs())?)
    } else {
        (zeros(power.unsigned_abs())?, String::new())
    };
    format!("{sign}{whole}{fraction}{above}/1{below}")
        .parse()
        .map_err(|_| none())
}
