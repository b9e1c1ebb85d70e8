//! Terms in Lean's notation; what is printed parses back to the same term.

use std::fmt;

use num_traits::{One, Signed};

use super::operator::{
    ACTION, APPLICATION, ATOM, COMPOSITION, Facts, LOWEST, NEGATION, Notation, PRODUCT,
};
use super::{Op, Rational, Sort, Space, Term};

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print(self, LOWEST, true))
    }
}

/// Prints `term` so that it stands where `least` is the weakest binding allowed
/// and where a reader knows its sort, or does not.
fn print(term: &Term, least: u8, known: bool) -> String {
    if !known && matches!(term.op(), Op::Zero(_) | Op::Id(_) | Op::Fill(_)) {
        return format!("({term} : {})", term.sort());
    }
    let (text, strength) = match term.op().facts() {
        Facts::Variable(name, _) => (name.to_string(), ATOM),
        Facts::Constant(value) => constant(value),
        Facts::Operator(row) => written(term, row.name, &row.notation, known),
    };
    enclosed(text, strength < least)
}

fn enclosed(text: String, weak: bool) -> String {
    if weak { format!("({text})") } else { text }
}

/// The argument at a position, printed by `print`.
fn argument(term: &Term, position: usize, print: impl Fn(&Term) -> String) -> String {
    let arg = term.args().get(position);
    arg.map_or_else(String::new, print)
}

fn written(term: &Term, name: &str, notation: &Notation, known: bool) -> (String, u8) {
    let arg = |position: usize, least: u8, known: bool| {
        argument(term, position, |arg| print(arg, least, known))
    };
    // Two terms of one sort: a reader learns it from the first, or from the
    // second where the first is a bare number or function.
    let alike = |known: bool, left: u8, right: u8| {
        let second_tells = !known
            && term.args().first().is_some_and(|first| {
                matches!(first.op(), Op::Zero(_) | Op::Fill(_) | Op::Select)
                    || matches!(first.op(), Op::Const(c) if !c.is_negative() && c.denom().is_one())
            });
        let first = arg(0, left, known || second_tells);
        (first, arg(1, right, !second_tells))
    };
    match notation {
        Notation::Alone => (name.into(), ATOM),
        Notation::Call => {
            let args: Vec<String> = term.args().iter().map(|a| print(a, ATOM, false)).collect();
            (format!("{name} {}", args.join(" ")), APPLICATION)
        }
        Notation::Infix(strength) => {
            let (left, right) = alike(known, *strength, strength + 1);
            (format!("{left} {name} {right}"), *strength)
        }
        // `--` would begin a comment.
        Notation::Negation => (format!("-{}", arg(0, NEGATION + 1, known)), NEGATION),
        Notation::Postfix(text) => (format!("{}{text}", arg(0, ATOM, false)), ATOM),
        Notation::Multiple if *term.sort() == Sort::REAL => {
            let (left, right) = (arg(0, PRODUCT, true), arg(1, PRODUCT + 1, true));
            (format!("{left} * {right}"), PRODUCT)
        }
        Notation::Multiple => {
            let (left, right) = (arg(0, ACTION + 1, true), arg(1, ACTION, known));
            (format!("{left} • {right}"), ACTION)
        }
        Notation::Inner => {
            let (left, right) = alike(false, LOWEST, LOWEST);
            (format!("⟪{left}, {right}⟫"), ATOM)
        }
        Notation::Application => {
            let (map, vector) = (arg(0, APPLICATION, false), arg(1, ATOM, true));
            (format!("{map} {vector}"), APPLICATION)
        }
        Notation::Composition => {
            // The identity of the outer map's domain is the only one that fits.
            let inner = matches!(term.args().get(1).map(Term::op), Some(Op::Id(_)));
            let outer = arg(0, COMPOSITION + 1, false);
            let inner = arg(1, COMPOSITION, inner);
            (format!("{outer} ∘L {inner}"), COMPOSITION)
        }
        Notation::Lambda => (
            format!("fun i => {}", coordinate(term, "i", LOWEST)),
            LOWEST,
        ),
    }
}

fn constant(value: &Rational) -> (String, u8) {
    let level = if value.is_negative() {
        NEGATION
    } else if value.denom().is_one() {
        ATOM
    } else {
        PRODUCT
    };
    if value.denom().is_one() {
        (value.to_string(), level)
    } else {
        (
            format!("{} / {}", value.numer(), value.denom()),
            level.min(PRODUCT),
        )
    }
}

/// How the coordinate of a vector is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coordinate<'a>(pub &'a str);

/// The coordinate `i` of a vector term as a scalar formula.
pub fn pointwise(term: &Term, i: Coordinate<'_>) -> String {
    coordinate(term, i.0, LOWEST)
}

fn coordinate(term: &Term, i: &str, least: u8) -> String {
    let formula = match term.op().facts() {
        // The same in every coordinate.
        _ if matches!(term.op(), Op::Fill(_)) => {
            return argument(term, 0, |arg| print(arg, least, true));
        }
        Facts::Operator(row) => row.coordinate.as_ref(),
        _ => None,
    };
    let (text, strength) = match formula {
        Some(formula) => formula.fill(|position, least| {
            argument(term, position, |arg| match arg.sort() {
                Sort::Mask(_) => format!("{} {i}", print(arg, ATOM, true)),
                Sort::Vec(Space::Real) => print(arg, least, true),
                _ => coordinate(arg, i, least),
            })
        }),
        None if matches!(term.space(), Some(Space::Named(_))) => (
            format!("{} {i}", print(term, APPLICATION, true)),
            APPLICATION,
        ),
        None => return print(term, least, true),
    };
    enclosed(text, strength < least)
}
