//! Constants of a tape: numbers and lists of them.

use crate::notation::lexer::Kind;
use crate::notation::number::rational;
use crate::notation::parser::{Parsed, Parser};
use crate::notation::source::Span;
use crate::term::Rational;

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
    if matches!(inner.0, Written::Name(_)) && !parser.at_symbol(")") {
        let error = parser.error(inner.1, "a step inside the arguments of another one");
        return Err(error.with_help("give it a line and a name of its own: `let NAME := …`"));
    }
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

/// `3`, `-1/3`, `0.25` or `1e-3`.
fn number(parser: &mut Parser) -> Parsed<Rational> {
    let start = parser.span();
    let mut text = String::new();
    if parser.eat("-") {
        text.push('-');
    }
    text.push_str(&digits(parser)?);
    if parser.eat("/") {
        text.push('/');
        text.push_str(&digits(parser)?);
    }
    if matches!(parser.peek(), Kind::Name(_)) && parser.span().start == parser.before() {
        // `2x` would be read as two arguments.
        let span = start.start..parser.span().end;
        return Err(parser.error(span, "a letter in a number"));
    }
    let span = start.start..parser.before();
    rational(&text).map_err(|why| parser.error(span, why.to_string()))
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
