//! Terms in Lean's notation; what is printed parses back to the same term.

use std::fmt;

use num_traits::{One, Signed};

use super::{Op, Rational, Sort, Space, Term};

// Lean's binding strengths.
const LOWEST: u8 = 0;
const SUM: u8 = 65;
const PRODUCT: u8 = 70;
const ACTION: u8 = 73;
const NEGATION: u8 = 75;
const COMPOSITION: u8 = 80;
const APPLICATION: u8 = 100;
const ATOM: u8 = 110;

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
    let (text, level) = shape(term, known);
    if level < least {
        format!("({text})")
    } else {
        text
    }
}

fn shape(term: &Term, known: bool) -> (String, u8) {
    let arg_known = |position: usize, least: u8, known: bool| {
        term.args()
            .get(position)
            .map_or_else(String::new, |arg| print(arg, least, known))
    };
    let arg = |position: usize, least: u8| arg_known(position, least, true);
    let infix = |symbol: &str, level: u8, left: u8, right: u8| {
        (
            format!("{} {symbol} {}", arg(0, left), arg(1, right)),
            level,
        )
    };
    // Two terms of one sort: a reader learns it from the first, or from the
    // second where the first is a bare number or function.
    let second_tells = |known: bool| {
        !known
            && term.args().first().is_some_and(|first| {
                matches!(first.op(), Op::Zero(_) | Op::Fill(_) | Op::Select)
                    || matches!(first.op(), Op::Const(c) if !c.is_negative() && c.denom().is_one())
            })
    };
    let alike = |known: bool, left: u8, right: u8| {
        let second_tells = second_tells(known);
        let first = arg_known(0, left, known || second_tells);
        (first, arg_known(1, right, !second_tells))
    };
    let like = |symbol: &str, level: u8| {
        let (left, right) = alike(known, level, level + 1);
        (format!("{left} {symbol} {right}"), level)
    };
    let call = |name: &str| {
        let args: Vec<String> = term.args().iter().map(|a| print(a, ATOM, false)).collect();
        (format!("{name} {}", args.join(" ")), APPLICATION)
    };
    match term.op() {
        Op::Var(name, _) => (name.to_string(), ATOM),
        Op::Const(value) => constant(value),
        Op::Zero(_) => ("0".into(), ATOM),
        Op::Id(_) => ("id".into(), ATOM),
        Op::Add => like("+", SUM),
        Op::Sub => like("-", SUM),
        Op::Neg => (negative(&arg_known(0, NEGATION, known)), NEGATION),
        Op::Smul if *term.sort() == Sort::REAL => infix("*", PRODUCT, PRODUCT, PRODUCT + 1),
        Op::Smul => {
            let (left, right) = (arg(0, ACTION + 1), arg_known(1, ACTION, known));
            (format!("{left} • {right}"), ACTION)
        }
        Op::Inv => (format!("{}⁻¹", arg(0, ATOM)), ATOM),
        Op::Inner => {
            let (left, right) = alike(false, LOWEST, LOWEST);
            (format!("⟪{left}, {right}⟫"), ATOM)
        }
        Op::Hadamard => like("⊙", PRODUCT),
        Op::Fill(_) | Op::Select => (
            format!("fun i => {}", coordinate(term, "i", LOWEST)),
            LOWEST,
        ),
        Op::Get => call("get"),
        Op::Single => call("single"),
        Op::GetClm => call("getCLM"),
        Op::Diag => call("diag"),
        Op::Apply => (
            format!("{} {}", arg_known(0, APPLICATION, false), arg(1, ATOM)),
            APPLICATION,
        ),
        Op::Comp => {
            // The identity of the outer map's domain is the only one that fits.
            let inner = matches!(term.args().get(1).map(Term::op), Some(Op::Id(_)));
            let outer = arg_known(0, COMPOSITION + 1, false);
            let inner = arg_known(1, COMPOSITION, inner);
            (format!("{outer} ∘L {inner}"), COMPOSITION)
        }
        Op::Adjoint => (format!("{}.adjoint", arg_known(0, ATOM, false)), ATOM),
    }
}

/// `-u`; `--` would begin a comment.
fn negative(operand: &str) -> String {
    if operand.starts_with('-') {
        format!("-({operand})")
    } else {
        format!("-{operand}")
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
    let arg = |position: usize, least: u8| {
        term.args()
            .get(position)
            .map_or_else(String::new, |arg| coordinate(arg, i, least))
    };
    let plain = |position: usize, least: u8| {
        term.args()
            .get(position)
            .map_or_else(String::new, |arg| print(arg, least, true))
    };
    let (text, level) = match term.op() {
        Op::Zero(_) => ("0".to_string(), ATOM),
        Op::Fill(_) => (plain(0, least), ATOM),
        Op::Add => (format!("{} + {}", arg(0, SUM), arg(1, SUM + 1)), SUM),
        Op::Sub => (format!("{} - {}", arg(0, SUM), arg(1, SUM + 1)), SUM),
        Op::Neg => (negative(&arg(0, NEGATION)), NEGATION),
        Op::Smul => (
            format!("{} * {}", plain(0, PRODUCT), arg(1, PRODUCT + 1)),
            PRODUCT,
        ),
        Op::Hadamard => (
            format!("{} * {}", arg(0, PRODUCT), arg(1, PRODUCT + 1)),
            PRODUCT,
        ),
        Op::Select => (
            format!(
                "if {} {i} then {} else {}",
                plain(0, ATOM),
                arg(1, LOWEST),
                arg(2, LOWEST)
            ),
            LOWEST,
        ),
        _ if matches!(term.space(), Some(Space::Named(_))) => (
            format!("{} {i}", print(term, APPLICATION, true)),
            APPLICATION,
        ),
        _ => (print(term, least, true), ATOM),
    };
    if level < least {
        format!("({text})")
    } else {
        text
    }
}
