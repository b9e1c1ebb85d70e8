//! Terms as MathML, which browsers show without scripts and read aloud.
//!
//! Each formula is one element, of those of MathML Core.

use num_traits::{One, Signed};

use super::formula::{Markup, print};
use super::operator::{ATOM, Formula, PRODUCT, Row, SUM};
use super::{Dim, Rational, Term};

/// The operator between factors that are written side by side, with a thin space.
pub(super) const TIMES: &str = "<mo>\u{2062}</mo><mspace width=\"0.17em\"/>";

impl Term {
    /// The term as an element of MathML, without the `math` element around a formula.
    pub fn mathml(&self) -> String {
        print::<MathMl>(self)
    }
}

struct MathMl;

impl Markup for MathMl {
    const PRODUCT_OF_REALS: Formula = Formula(
        "<mrow>#<mo>⋅</mo>#</mrow>",
        PRODUCT,
        &[(0, PRODUCT), (1, PRODUCT + 1)],
    );
    const PRODUCT_OF_COORDINATES: Formula = Formula(
        "<mrow>#<mo>\u{2062}</mo><mspace width=\"0.17em\"/>#</mrow>",
        PRODUCT,
        &[(0, PRODUCT), (1, PRODUCT + 1)],
    );
    const SUM_OF_TWO: Formula =
        Formula("<mrow>#<mo>+</mo>#</mrow>", SUM, &[(0, SUM), (1, SUM + 1)]);

    fn operator(row: &'static Row) -> &'static Formula {
        &row.mathml
    }

    fn name(name: &str) -> String {
        mathml_name(name)
    }

    fn dimension(dim: &Dim) -> String {
        let token = |token: &str| match token {
            "+" => "<mo>+</mo>".into(),
            "*" => "<mo>⋅</mo>".into(),
            _ if token.chars().all(|c| c.is_ascii_digit()) => format!("<mn>{token}</mn>"),
            name => mathml_name(name),
        };
        row(&dim.to_string().split(' ').map(token).collect::<String>())
    }

    fn constant(value: &Rational) -> (String, u8) {
        let magnitude = value.numer().magnitude();
        let mut text = format!("<mn>{magnitude}</mn>");
        if !value.denom().is_one() {
            text = format!("<mfrac>{text}<mn>{}</mn></mfrac>", value.denom());
        }
        if value.is_negative() {
            return (row(&format!("<mo>−</mo>{text}")), SUM);
        }
        (text, ATOM)
    }

    fn enclosed(text: String) -> String {
        row(&format!("<mo>(</mo>{text}<mo>)</mo>"))
    }

    fn indexed(text: String, indices: &[String]) -> String {
        let names: Vec<String> = indices.iter().map(|name| mathml_name(name)).collect();
        format!("<msub>{text}{}</msub>", row(&names.join(TIMES)))
    }

    fn transposed(text: String) -> String {
        format!("<msup>{text}<mo>⊤</mo></msup>")
    }

    fn ones() -> String {
        "<mn>𝟏</mn>".into()
    }

    fn maps_to(variable: String, value: String) -> String {
        row(&format!("{variable}<mo>↦</mo>{value}"))
    }

    fn sum(indices: &[String], body: String) -> String {
        let sum = |name: &String| format!("<munder><mo>∑</mo>{}</munder>", mathml_name(name));
        row(&(indices.iter().map(sum).collect::<String>() + &body))
    }

    fn pull(names: &[String], images: &[String]) -> String {
        let tuple = |names: &[String]| {
            let names: Vec<String> = names.iter().map(|name| mathml_name(name)).collect();
            format!("<mo>(</mo>{}<mo>)</mo>", names.join("<mo>,</mo>"))
        };
        let map = format!("{}<mo>↦</mo>{}", tuple(names), tuple(images));
        format!("<msub><mi>P</mi>{}</msub>", row(&map))
    }

    fn slice(start: &Dim) -> String {
        format!("<msub><mi>slice</mi>{}</msub>", MathMl::dimension(start))
    }

    fn reshape() -> String {
        "<mi>reshape</mi>".into()
    }
}

/// A row of elements.
fn row(elements: &str) -> String {
    format!("<mrow>{elements}</mrow>")
}

/// A name as an element: one letter is slanted, more are upright.
pub fn mathml_name(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        match c {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            c => text.push(c),
        }
    }
    match name {
        "dx" => row("<mi>d</mi><mi>x</mi>"),
        _ => format!("<mi>{text}</mi>"),
    }
}
