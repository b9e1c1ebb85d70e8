//! Terms as formulas of mathematics, apart from the language that these are written in.
//!
//! A [`Markup`] says how a language writes names, numbers and parentheses, and which of the
//! formulas of an operator's row are its own; what needs parentheses and which tensors are written
//! by their coordinates is the same in all.

use super::indexed::{IndexedVector, axes, fresh};
use super::matrix::MatrixForm;
use super::operator::{ATOM, Facts, Formula, LOWEST, PRODUCT, Row, SUM};
use super::{Dim, IndexMap, Op, Rational, Sort, Space, Term};

/// A language for formulas.
pub(super) trait Markup {
    /// A product of two reals; other multiples have no symbol.
    const PRODUCT_OF_REALS: Formula;
    /// A product in one coordinate.
    const PRODUCT_OF_COORDINATES: Formula;
    /// A sum.
    const SUM_OF_TWO: Formula;

    /// The formula of an operator.
    fn operator(row: &'static Row) -> &'static Formula;

    /// A name.
    fn name(name: &str) -> String;

    /// A dimension.
    fn dimension(dim: &Dim) -> String;

    /// A constant, and how strongly it binds.
    fn constant(value: &Rational) -> (String, u8);

    /// In parentheses.
    fn enclosed(text: String) -> String;

    /// With these indices.
    fn indexed(text: String, indices: &[String]) -> String;

    /// The transpose of a matrix.
    fn transposed(text: String) -> String;

    /// A column of ones.
    fn ones() -> String;

    /// The map of a variable to a value.
    fn maps_to(variable: String, value: String) -> String;

    /// A sum over these indices.
    fn sum(indices: &[String], body: String) -> String;

    /// The pull-back that takes coordinates of these names to those.
    fn pull(names: &[String], images: &[String]) -> String;

    /// The part of a vector that begins there.
    fn slice(start: &Dim) -> String;

    /// Another shape with the same coordinates in their order.
    fn reshape() -> String;
}

/// The formula of a term.
pub(super) fn print<M: Markup>(term: &Term) -> String {
    within::<M>(term, LOWEST)
}

/// The formula of a term where one must bind so strongly.
fn within<M: Markup>(term: &Term, least: u8) -> String {
    if let Some(matrix) = MatrixForm::of(term) {
        let (text, strength) = matrix_formula::<M>(&matrix);
        return enclosed::<M>(text, strength < least);
    }
    if let Some((variable, value)) = term.image().filter(|(_, value)| is_written(value)) {
        let text = M::maps_to(print::<M>(&variable), print::<M>(&value));
        return enclosed::<M>(text, LOWEST < least);
    }
    if IndexedVector::of(term).is_some() {
        let indices = fresh(term, axes(term), &[]);
        let text = coordinate::<M>(term, &indices, LOWEST);
        return match indices.as_slice() {
            [] => enclosed::<M>(text, SUM < least),
            _ => M::indexed(M::enclosed(text), &indices),
        };
    }
    let (text, strength) = match term.op().facts() {
        Facts::Variable(name, _) => (M::name(name), ATOM),
        Facts::Constant(value) => M::constant(value),
        Facts::Dimension(dim) => (
            M::dimension(dim),
            if dim.name().is_some() { ATOM } else { SUM },
        ),
        Facts::IndexMap(map) => (index_map::<M>(map), ATOM),
        Facts::Operator(row) => {
            let reals = *term.op() == Op::Smul && *term.sort() == Sort::REAL;
            let formula = if reals {
                &M::PRODUCT_OF_REALS
            } else {
                M::operator(row)
            };
            formula.fill(|position, least| {
                let arg = term.args().get(position);
                arg.map_or_else(String::new, |arg| within::<M>(arg, least))
            })
        }
    };
    enclosed::<M>(text, strength < least)
}

/// Whether no part of a value is a map that moves axes, applied, which has no coordinates of its
/// own: its formula would be that of the map again.
fn is_written(value: &Term) -> bool {
    let applied = match (value.op(), value.args()) {
        (Op::Apply, [map, _]) => map.image().is_some(),
        _ => false,
    };
    let shown = !applied || IndexedVector::of(value).is_some() || MatrixForm::of(value).is_some();
    shown && value.args().iter().all(is_written_within)
}

/// The same of an argument, whose maps are part of what is applied.
fn is_written_within(arg: &Term) -> bool {
    matches!(arg.space(), Some(Space::Hom(..))) || is_written(arg)
}

/// A matrix, and how strongly it binds.
fn matrix_formula<M: Markup>(matrix: &MatrixForm<'_>) -> (String, u8) {
    let within = |matrix: &MatrixForm<'_>, least: u8| match matrix {
        MatrixForm::Term(term) => within::<M>(term, least),
        matrix => {
            let (text, strength) = matrix_formula::<M>(matrix);
            enclosed::<M>(text, strength < least)
        }
    };
    match matrix {
        MatrixForm::Term(term) => (self::within::<M>(term, ATOM), ATOM),
        MatrixForm::Transposed(of) => (M::transposed(within(of, ATOM)), ATOM),
        MatrixForm::Product(left, right) => M::PRODUCT_OF_COORDINATES.fill(|position, _| {
            // A product of matrices may be bracketed in either way.
            within(if position == 0 { left } else { right }, PRODUCT)
        }),
        MatrixForm::Ones => (M::ones(), ATOM),
        MatrixForm::Sum(left, right) => M::SUM_OF_TWO
            .fill(|position, least| within(if position == 0 { left } else { right }, least)),
    }
}

fn enclosed<M: Markup>(text: String, weak: bool) -> String {
    if weak { M::enclosed(text) } else { text }
}

/// A coordinate of a vector term at these indices.
fn coordinate<M: Markup>(term: &Term, indices: &[String], least: u8) -> String {
    if let Some(indexed) = IndexedVector::of(term) {
        let (sums, inner) = indexed.indices(indices);
        if sums.is_empty() {
            return coordinate::<M>(indexed.vector, &inner, least);
        }
        let body = coordinate::<M>(indexed.vector, &inner, PRODUCT);
        return enclosed::<M>(M::sum(&sums, body), SUM < least);
    }
    if indices.is_empty() {
        return within::<M>(term, least);
    }
    match term.op().facts() {
        Facts::Operator(row) if row.coordinate.is_some() => {
            let products = matches!(term.op(), Op::Hadamard | Op::Smul);
            let formula = if products {
                &M::PRODUCT_OF_COORDINATES
            } else {
                M::operator(row)
            };
            let (text, strength) = formula.fill(|position, least| {
                let arg = term.args().get(position);
                arg.map_or_else(String::new, |arg| match arg.sort() {
                    Sort::Vec(Space::Real) => within::<M>(arg, least),
                    Sort::Mask(_) if arg.args().is_empty() => {
                        M::indexed(within::<M>(arg, ATOM), indices)
                    }
                    _ => coordinate::<M>(arg, indices, least),
                })
            });
            enclosed::<M>(text, strength < least)
        }
        Facts::Variable(name, _) => M::indexed(M::name(name), indices),
        _ => M::indexed(M::enclosed(within::<M>(term, LOWEST)), indices),
    }
}

/// The pull-back by an index map, which is told by its axes.
fn index_map<M: Markup>(map: &IndexMap) -> String {
    let count = map.from().axes().map_or(0, |axes| axes.len());
    let letters = ["i", "j", "k", "l", "p", "q"].map(String::from).into_iter();
    let numbered = (1..).map(|number| format!("i_{{{number}}}"));
    let names: Vec<String> = letters.chain(numbered).take(count).collect();
    let Some(axes) = map.axes() else {
        return map.shifted_by().map_or_else(M::reshape, M::slice);
    };
    let images = axes.iter().filter_map(|&axis| names.get(axis).cloned());
    M::pull(&names, &images.collect::<Vec<_>>())
}
