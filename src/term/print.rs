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
        f.write_str(&print(self, LOWEST))
    }
}

/// Prints `term` so that it stands where `least` is the weakest binding allowed.
fn print(term: &Term, least: u8) -> String {
    let (text, level) = shape(term);
    if level < least {
        format!("({text})")
    } else {
        text
    }
}

fn shape(term: &Term) -> (String, u8) {
    let arg = |position: usize, least: u8| {
        term.args()
            .get(position)
            .map_or_else(String::new, |arg| print(arg, least))
    };
    let infix = |symbol: &str, level: u8, left: u8, right: u8| {
        (
            format!("{} {symbol} {}", arg(0, left), arg(1, right)),
            level,
        )
    };
    let call = |name: &str| {
        let args: Vec<String> = term.args().iter().map(|a| print(a, ATOM)).collect();
        (format!("{name} {}", args.join(" ")), APPLICATION)
    };
    match term.op() {
        Op::Var(name, _) => (name.to_string(), ATOM),
        Op::Const(value) => constant(value),
        Op::Zero(_) => ("0".into(), ATOM),
        Op::Id(_) => ("id".into(), ATOM),
        Op::Add => infix("+", SUM, SUM, SUM + 1),
        Op::Sub => infix("-", SUM, SUM, SUM + 1),
        Op::Neg => (format!("-{}", arg(0, NEGATION)), NEGATION),
        Op::Smul if *term.sort() == Sort::REAL => infix("*", PRODUCT, PRODUCT, PRODUCT + 1),
        Op::Smul => infix("•", ACTION, ACTION + 1, ACTION),
        Op::Inv => (format!("{}⁻¹", arg(0, ATOM)), ATOM),
        Op::Inner => (format!("⟪{}, {}⟫", arg(0, LOWEST), arg(1, LOWEST)), ATOM),
        Op::Hadamard => infix("⊙", PRODUCT, PRODUCT, PRODUCT + 1),
        Op::Fill(_) | Op::Select => (
            format!("fun i => {}", coordinate(term, "i", LOWEST)),
            LOWEST,
        ),
        Op::Get => call("get"),
        Op::Single => call("single"),
        Op::GetClm => call("getCLM"),
        Op::Diag => call("diag"),
        Op::Apply => (
            format!("{} {}", arg(0, APPLICATION), arg(1, ATOM)),
            APPLICATION,
        ),
        Op::Comp => infix("∘L", COMPOSITION, COMPOSITION + 1, COMPOSITION),
        Op::Adjoint => (format!("{}.adjoint", arg(0, ATOM)), ATOM),
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
            .map_or_else(String::new, |arg| print(arg, least))
    };
    let (text, level) = match term.op() {
        Op::Zero(_) => ("0".to_string(), ATOM),
        Op::Fill(_) => (plain(0, least), ATOM),
        Op::Add => (format!("{} + {}", arg(0, SUM), arg(1, SUM + 1)), SUM),
        Op::Sub => (format!("{} - {}", arg(0, SUM), arg(1, SUM + 1)), SUM),
        Op::Neg => (format!("-{}", arg(0, NEGATION)), NEGATION),
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
        _ if matches!(term.space(), Some(Space::Named(_))) => {
            (format!("{} {i}", print(term, APPLICATION)), APPLICATION)
        }
        _ => (print(term, least), ATOM),
    };
    if level < least {
        format!("({text})")
    } else {
        text
    }
}
