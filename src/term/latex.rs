//! Terms as LaTeX formulas.

use num_traits::{One, Signed};

use super::indexed::{IndexedVector, axes, fresh};
use super::operator::{ATOM, Facts, Formula, LOWEST, PRODUCT, SUM};
use super::{IndexMap, Op, Rational, Sort, Space, Term, latex_name};

/// A product of two reals; other multiples have no symbol.
const PRODUCT_OF_REALS: Formula = Formula(r"# \cdot #", PRODUCT, &[(0, PRODUCT), (1, PRODUCT + 1)]);

/// A product in one coordinate.
const PRODUCT_OF_COORDINATES: Formula =
    Formula(r"#\, #", PRODUCT, &[(0, PRODUCT), (1, PRODUCT + 1)]);

impl Term {
    /// The term as a LaTeX formula for math mode; needs `amsmath` and `amssymb`.
    pub fn latex(&self) -> String {
        print(self, LOWEST)
    }
}

fn print(term: &Term, least: u8) -> String {
    if IndexedVector::of(term).is_some() {
        let indices = fresh(term, axes(term), &[]);
        let text = coordinate(term, &indices, LOWEST);
        return match indices.as_slice() {
            [] => enclosed(text, SUM < least),
            _ => format!(r"\left({text}\right)_{{{}}}", subscript(&indices)),
        };
    }
    let (text, strength) = match term.op().facts() {
        Facts::Variable(name, _) => (latex_name(name), ATOM),
        Facts::Constant(value) => constant(value),
        Facts::Dimension(dim) => (latex_name(&dim.to_string()), SUM),
        Facts::IndexMap(map) => (index_map(map), ATOM),
        Facts::Operator(row) => {
            let reals = *term.op() == Op::Smul && *term.sort() == Sort::REAL;
            let formula = if reals { &PRODUCT_OF_REALS } else { &row.latex };
            formula.fill(|position, least| {
                let arg = term.args().get(position);
                arg.map_or_else(String::new, |arg| print(arg, least))
            })
        }
    };
    enclosed(text, strength < least)
}

fn enclosed(text: String, weak: bool) -> String {
    if weak {
        format!(r"\left({text}\right)")
    } else {
        text
    }
}

fn subscript(indices: &[String]) -> String {
    let names: Vec<String> = indices.iter().map(|name| latex_name(name)).collect();
    names.join(r"\,")
}

/// A coordinate of a vector term at these indices.
fn coordinate(term: &Term, indices: &[String], least: u8) -> String {
    if let Some(indexed) = IndexedVector::of(term) {
        let (sums, inner) = indexed.indices(indices);
        if sums.is_empty() {
            return coordinate(indexed.vector, &inner, least);
        }
        let sums: String = sums
            .iter()
            .map(|name| format!(r"\sum_{{{}}} ", latex_name(name)))
            .collect();
        let body = coordinate(indexed.vector, &inner, PRODUCT);
        return enclosed(format!("{sums}{body}"), SUM < least);
    }
    if indices.is_empty() {
        return print(term, least);
    }
    match term.op().facts() {
        Facts::Operator(row) if row.coordinate.is_some() => {
            let products = matches!(term.op(), Op::Hadamard | Op::Smul);
            let formula = if products {
                &PRODUCT_OF_COORDINATES
            } else {
                &row.latex
            };
            let (text, strength) = formula.fill(|position, least| {
                let arg = term.args().get(position);
                arg.map_or_else(String::new, |arg| match arg.sort() {
                    Sort::Vec(Space::Real) => print(arg, least),
                    Sort::Mask(_) => format!("{}_{{{}}}", print(arg, ATOM), subscript(indices)),
                    _ => coordinate(arg, indices, least),
                })
            });
            enclosed(text, strength < least)
        }
        Facts::Variable(name, _) => format!("{}_{{{}}}", latex_name(name), subscript(indices)),
        _ => format!(
            r"\left({}\right)_{{{}}}",
            print(term, LOWEST),
            subscript(indices)
        ),
    }
}

/// The pull-back by an index map, which is told by its axes: `P_{(i, j) \mapsto (j, i)}`.
fn index_map(map: &IndexMap) -> String {
    let count = map.from().axes().map_or(0, |axes| axes.len());
    let letters = ["i", "j", "k", "l", "p", "q"].map(String::from).into_iter();
    let numbered = (1..).map(|number| format!("i_{{{number}}}"));
    let names: Vec<String> = letters.chain(numbered).take(count).collect();
    let Some(axes) = map.axes() else {
        return match map.shifted_by() {
            Some(by) => format!(
                r"\operatorname{{slice}}_{{{}}}",
                latex_name(&by.to_string())
            ),
            None => r"\operatorname{reshape}".into(),
        };
    };
    let images: Vec<String> = axes
        .iter()
        .filter_map(|&axis| names.get(axis).cloned())
        .collect();
    let tuple = |names: &[String]| format!("({})", names.join(", "));
    format!(r"P_{{{} \mapsto {}}}", tuple(&names), tuple(&images))
}

fn constant(value: &Rational) -> (String, u8) {
    let sign = if value.is_negative() { "-" } else { "" };
    let text = if value.denom().is_one() {
        value.to_string()
    } else {
        format!(
            r"{sign}\tfrac{{{}}}{{{}}}",
            value.numer().magnitude(),
            value.denom()
        )
    };
    (text, if value.is_negative() { SUM } else { ATOM })
}
