//! Terms as LaTeX formulas.

use num_traits::{One, Signed};

use super::{Op, Rational, Sort, Term, latex_name};

const LOWEST: u8 = 0;
const SUM: u8 = 1;
const PRODUCT: u8 = 2;
const ATOM: u8 = 3;

impl Term {
    /// The term as a LaTeX formula for math mode; needs `amsmath` and `amssymb`.
    pub fn latex(&self) -> String {
        print(self, LOWEST)
    }
}

fn print(term: &Term, least: u8) -> String {
    let (text, level) = shape(term);
    if level < least {
        format!(r"\left({text}\right)")
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
    let infix = |symbol: &str, level: u8| {
        (
            format!("{} {symbol} {}", arg(0, level), arg(1, level + 1)),
            level,
        )
    };
    match term.op() {
        Op::Var(name, _) => (latex_name(name), ATOM),
        Op::Const(value) => constant(value),
        Op::Zero(_) => ("0".into(), ATOM),
        Op::Id(_) => (r"\mathrm{id}".into(), ATOM),
        Op::Add => infix("+", SUM),
        Op::Sub => infix("-", SUM),
        Op::Neg => (format!("-{}", arg(0, PRODUCT)), SUM),
        Op::Smul if *term.sort() == Sort::REAL => infix(r"\cdot", PRODUCT),
        Op::Smul => (format!(r"{}\, {}", arg(0, ATOM), arg(1, ATOM)), PRODUCT),
        Op::Inv => (format!("{}^{{-1}}", arg(0, ATOM)), ATOM),
        Op::Inner => (
            format!(r"\langle {}, {} \rangle", arg(0, LOWEST), arg(1, LOWEST)),
            ATOM,
        ),
        Op::Hadamard => infix(r"\odot", PRODUCT),
        Op::Fill(_) => (format!(r"{}\,\mathbf{{1}}", arg(0, ATOM)), PRODUCT),
        Op::Select => (
            format!(
                r"\begin{{cases}} {} & \text{{where }} {} \\ {} & \text{{elsewhere}} \end{{cases}}",
                arg(1, LOWEST),
                arg(0, LOWEST),
                arg(2, LOWEST)
            ),
            ATOM,
        ),
        Op::Get => (format!("{}_{{{}}}", arg(1, ATOM), arg(0, LOWEST)), ATOM),
        Op::Single => (
            format!(
                r"\operatorname{{single}}_{{{}}}\left({}\right)",
                arg(0, LOWEST),
                arg(1, LOWEST)
            ),
            ATOM,
        ),
        Op::GetClm => (format!(r"\pi_{{{}}}", arg(0, LOWEST)), ATOM),
        Op::Diag => (
            format!(r"\operatorname{{diag}}\left({}\right)", arg(0, LOWEST)),
            ATOM,
        ),
        Op::Apply => (format!(r"{}\, {}", arg(0, ATOM), arg(1, ATOM)), PRODUCT),
        Op::Comp => infix(r"\circ", PRODUCT),
        Op::Adjoint => (format!(r"{}^{{\dagger}}", arg(0, ATOM)), ATOM),
    }
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
