//! Terms in Lean's notation; what is printed parses back to the same term.

use std::fmt;

use num_traits::{One, Signed};

use super::indexed::{IndexedVector, axes, fresh};
use super::operator::{
    ACTION, APPLICATION, ATOM, COMPOSITION, Facts, LOWEST, NEGATION, Notation, PRODUCT, SUM,
    SUMMAND,
};
use super::{Apart, Dim, IndexMap, Op, Rational, Sort, Space, Term};

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print(self, LOWEST, true))
    }
}

/// Prints `term` so that it stands where `least` is the weakest binding allowed
/// and where a reader knows its sort, or does not.
fn print(term: &Term, least: u8, known: bool) -> String {
    let sorted = matches!(term.op(), Op::Zero(_) | Op::Id(_) | Op::Pull(_));
    if !known && (sorted || is_indexed(term) || moved(term).is_some()) {
        return format!("({term} : {})", term.sort());
    }
    let (text, strength) = match term.op().facts() {
        Facts::Variable(name, _) => (name.to_string(), ATOM),
        Facts::Constant(value) => constant(value),
        Facts::Dimension(dim) => dimension(dim),
        Facts::IndexMap(map) => index_map(map),
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

/// Whether the term is a vector that is written by its coordinates: `fun i j => u j i`.
fn is_indexed(term: &Term) -> bool {
    term.space() != Some(&Space::Real) && IndexedVector::of(term).is_some()
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
                matches!(first.op(), Op::Zero(_) | Op::Select)
                    || is_indexed(first)
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
            if let Some((numerator, denominator)) = quotient(term) {
                let left = print(numerator, PRODUCT, true);
                let right = print(denominator, PRODUCT + 1, true);
                return (format!("{left} / {right}"), PRODUCT);
            }
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
        Notation::Application if term.space() == Some(&Space::Real) => {
            match IndexedVector::of(term) {
                Some(indexed) => summed(&indexed, &[]),
                None => application(term),
            }
        }
        Notation::Application if is_indexed(term) => (lambda(term), LOWEST),
        Notation::Application if moved(term).is_some() => {
            let name = moved(term).map_or_else(String::new, |map| index_map(map).0);
            (format!("{name} {}", arg(1, ATOM, false)), APPLICATION)
        }
        Notation::Application => application(term),
        Notation::Composition => {
            // The identity of the outer map's domain is the only one that fits.
            let inner = matches!(term.args().get(1).map(Term::op), Some(Op::Id(_)));
            let outer = arg(0, COMPOSITION + 1, false);
            let inner = arg(1, COMPOSITION, inner);
            (format!("{outer} ∘L {inner}"), COMPOSITION)
        }
        Notation::Lambda | Notation::Comparison if axes(term) == 0 => (choice(term), LOWEST),
        Notation::Lambda | Notation::Comparison => (lambda(term), LOWEST),
        Notation::IndexMap => match term.op() {
            Op::Pull(map) => index_map(map),
            _ => (name.into(), LOWEST),
        },
    }
}

/// The index map of `reshape u`, `takeLeft u` and `takeRight u`.
fn moved(term: &Term) -> Option<&IndexMap> {
    match (term.op(), term.args().first().map(Term::op)) {
        (Op::Apply, Some(Op::Pull(map))) if map.axes().is_none() => Some(map),
        _ => None,
    }
}

/// `c / d`, where that is not one constant.
fn quotient(term: &Term) -> Option<(&Term, &Term)> {
    let [numerator, inverse] = term.args() else {
        return None;
    };
    let constants = [numerator, inverse.args().first()?].map(|c| matches!(c.op(), Op::Const(_)));
    match (inverse.op(), inverse.args()) {
        (Op::Inv, [denominator]) if constants != [true, true] => Some((numerator, denominator)),
        _ => None,
    }
}

fn application(term: &Term) -> (String, u8) {
    let map = argument(term, 0, |map| print(map, APPLICATION, false));
    let vector = argument(term, 1, |vector| print(vector, ATOM, true));
    (format!("{map} {vector}"), APPLICATION)
}

/// `fun u i j => u j i`.
fn index_map(map: &IndexMap) -> (String, u8) {
    let vector = Term::var("u", Sort::Vec(map.to().clone()));
    let pull = Term::new(Op::pull(map.clone()), Vec::new());
    let image = pull.and_then(|pull| Term::new(Op::Apply, vec![pull, vector]));
    let text = match (image, map.axes()) {
        (Ok(image), Some(_)) => {
            let indices = fresh(&image, axes(&image), &[]);
            let body = coordinate(&image, &indices, LOWEST);
            format!("fun u {} => {body}", indices.join(" "))
        }
        _ => match map.shifted_by() {
            Some(by) if *by == Dim::constant(0_u8) => "takeLeft".into(),
            Some(_) => "takeRight".into(),
            None => "reshape".into(),
        },
    };
    (text, LOWEST)
}

/// `∀ i, u i ≠ v i`, or `∀ i, u i < v i`; without an index between numbers.
pub(super) fn condition(condition: &Apart) -> String {
    let (symbol, [left, right]) = match condition.order() {
        Some(sides) => ("<", sides),
        None => ("≠", condition.sides()),
    };
    if !condition.is_coordinatewise() {
        return format!(
            "{} {symbol} {}",
            print(left, SUM, true),
            print(right, SUM, true)
        );
    }
    let variables = [left, right].into_iter().flat_map(Term::variables);
    let taken: Vec<String> = variables.map(|(name, _)| name.to_string()).collect();
    let indices = fresh(left, 1, &taken);
    let [left, right] = [left, right].map(|side| coordinate(side, &indices, SUM));
    format!("∀ {}, {left} {symbol} {right}", indices.join(" "))
}

/// A vector by its coordinates.
fn lambda(term: &Term) -> String {
    let indices = fresh(term, axes(term), &[]);
    let body = coordinate(term, &indices, LOWEST);
    format!("fun {} => {body}", indices.join(" "))
}

/// A choice between numbers, or a comparison of numbers.
fn choice(term: &Term) -> String {
    let formula = match term.op().facts() {
        Facts::Operator(row) => row.coordinate.as_ref(),
        _ => None,
    };
    let filled = formula.map(|formula| {
        let part = |position, least| argument(term, position, |arg| print(arg, least, true));
        formula.fill(part).0
    });
    filled.unwrap_or_default()
}

fn dimension(dim: &Dim) -> (String, u8) {
    let text = dim.to_string();
    let strength = match text.as_str() {
        _ if dim.name().is_some() => ATOM,
        sum if sum.contains('+') => SUM,
        product if product.contains('*') => PRODUCT,
        _ => APPLICATION,
    };
    (text, strength)
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

/// A sum at these indices, and how strongly it binds.
fn summed(indexed: &IndexedVector<'_>, indices: &[String]) -> (String, u8) {
    let (names, inner) = indexed.indices(indices);
    let sums: String = names.iter().map(|name| format!("∑ {name}, ")).collect();
    let body = coordinate(indexed.vector, &inner, SUMMAND);
    (format!("{sums}{body}"), SUMMAND)
}

/// A coordinate of a vector term as a scalar formula, at indices of these names.
fn coordinate(term: &Term, indices: &[String], least: u8) -> String {
    if indices.is_empty() {
        return print(term, least, true);
    }
    let formula = match term.op().facts() {
        Facts::Operator(row) => row.coordinate.as_ref(),
        _ => None,
    };
    let (text, strength) = match (formula, IndexedVector::of(term)) {
        (Some(formula), _) => formula.fill(|position, least| {
            argument(term, position, |arg| match arg.sort() {
                Sort::Mask(_) if arg.args().is_empty() => {
                    format!("{} {}", print(arg, ATOM, true), indices.join(" "))
                }
                Sort::Vec(Space::Real) => print(arg, least, true),
                _ => coordinate(arg, indices, least),
            })
        }),
        (None, Some(indexed)) => match indexed.indices(indices) {
            (sums, chosen) if sums.is_empty() => {
                return coordinate(indexed.vector, &chosen, least);
            }
            _ => summed(&indexed, indices),
        },
        (None, None) if matches!(term.space(), Some(Space::Hom(..)) | None) => {
            return print(term, least, true);
        }
        (None, None) => {
            let vector = print(term, APPLICATION, true);
            (format!("{vector} {}", indices.join(" ")), APPLICATION)
        }
    };
    enclosed(text, strength < least)
}
