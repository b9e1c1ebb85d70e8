//! Terms as LaTeX formulas.

use num_traits::{One, Signed};

use super::formula::{Markup, print};
use super::operator::{ATOM, Formula, PRODUCT, Row, SUM};
use super::{Dim, Rational, Term, latex_name};

impl Term {
    /// The term as a LaTeX formula for math mode; needs `amsmath` and `amssymb`.
    pub fn latex(&self) -> String {
        print::<Latex>(self)
    }
}

struct Latex;

impl Markup for Latex {
    const PRODUCT_OF_REALS: Formula =
        Formula(r"# \cdot #", PRODUCT, &[(0, PRODUCT), (1, PRODUCT + 1)]);
    const PRODUCT_OF_COORDINATES: Formula =
        Formula(r"#\, #", PRODUCT, &[(0, PRODUCT), (1, PRODUCT + 1)]);
    const SUM_OF_TWO: Formula = Formula("# + #", SUM, &[(0, SUM), (1, SUM + 1)]);

    fn operator(row: &'static Row) -> &'static Formula {
        &row.latex
    }

    fn name(name: &str) -> String {
        latex_name(name)
    }

    fn dimension(dim: &Dim) -> String {
        latex_name(&dim.to_string())
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

    fn enclosed(text: String) -> String {
        format!(r"\left({text}\right)")
    }

    fn indexed(text: String, indices: &[String]) -> String {
        let names: Vec<String> = indices.iter().map(|name| latex_name(name)).collect();
        format!("{text}_{{{}}}", names.join(r"\,"))
    }

    fn transposed(text: String) -> String {
        format!(r"{text}^{{\top}}")
    }

    fn ones() -> String {
        r"\mathbf{1}".into()
    }

    fn maps_to(variable: String, value: String) -> String {
        format!(r"{variable} \mapsto {value}")
    }

    fn sum(indices: &[String], body: String) -> String {
        let sum = |name: &String| format!(r"\sum_{{{}}} ", latex_name(name));
        indices.iter().map(sum).collect::<String>() + &body
    }

    /// `P_{(i, j) \mapsto (j, i)}`.
    fn pull(names: &[String], images: &[String]) -> String {
        let tuple = |names: &[String]| format!("({})", names.join(", "));
        format!(r"P_{{{} \mapsto {}}}", tuple(names), tuple(images))
    }

    fn slice(start: &Dim) -> String {
        let start = latex_name(&start.to_string());
        format!(r"\operatorname{{slice}}_{{{start}}}")
    }

    fn reshape() -> String {
        r"\operatorname{reshape}".into()
    }
}
