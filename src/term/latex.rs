//! Terms as LaTeX formulas.

use num_traits::{One, Signed};

use super::operator::{ATOM, Facts, Formula, LOWEST, PRODUCT, SUM};
use super::{IndexMap, Op, Rational, Sort, Term, latex_name};

/// A product of two reals; other multiples have no symbol.
const PRODUCT_OF_REALS: Formula = Formula(r"# \cdot #", PRODUCT, &[(0, PRODUCT), (1, PRODUCT + 1)]);

impl Term {
    /// The term as a LaTeX formula for math mode; needs `amsmath` and `amssymb`.
    pub fn latex(&self) -> String {
        print(self, LOWEST)
    }
}

fn print(term: &Term, least: u8) -> String {
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
    if strength < least {
        format!(r"\left({text}\right)")
    } else {
        text
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
