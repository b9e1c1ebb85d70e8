//! The greater and the lesser of two tensors, coordinate by coordinate.
//!
//! Lean: `NN.Proofs.Autograd.Tape.Nodes.Piecewise`, namespace `Proofs.Autograd.TapeNodes`.

use super::pointwise::common_shape;
use super::{Number, Pointwise, ScalarRule};
use crate::tape::{Context, Fderiv, Idx, LinearMap, Node, Result, Tensor};

kernels![
    "NN.Proofs.Autograd.Tape.Nodes.Piecewise";
    max_elem,
    min_elem,
    max_elem_fderiv_at,
    min_elem_fderiv_at,
];

/// The greater of `get a x` and `get b x` in each coordinate, of their common shape. At a tie the
/// derivative is that of `b`.
///
/// Lean: `Proofs.Autograd.TapeNodes.maxElem`.
///
/// # Errors
///
/// [`Error::Index`](crate::tape::Error::Index) if `a` or `b` is out of range;
/// [`Error::Shape`](crate::tape::Error::Shape) if their shapes differ.
pub fn max_elem(context: &Context, a: Idx, b: Idx) -> Result<Node> {
    Pointwise::node(MaxElem, context, [("a", a), ("b", b)], [])
}

/// The lesser of `get a x` and `get b x` in each coordinate, of their common shape. At a tie the
/// derivative is that of `b`.
///
/// Lean: `Proofs.Autograd.TapeNodes.minElem`.
///
/// # Errors
///
/// As for [`max_elem`].
pub fn min_elem(context: &Context, a: Idx, b: Idx) -> Result<Node> {
    Pointwise::node(MinElem, context, [("a", a), ("b", b)], [])
}

/// The derivative of [`max_elem`] at `x`, where no coordinate of `get a x` equals that of
/// `get b x`: `proj a` in the coordinates where `a` is greater, `proj b` in the others.
///
/// Lean: `Proofs.Autograd.TapeNodes.maxElemFderivAt`.
///
/// # Errors
///
/// As for [`max_elem`].
pub fn max_elem_fderiv_at(context: &Context, a: Idx, b: Idx) -> Result<Fderiv> {
    chosen(context, a, b, |a, b| a > b)
}

/// The derivative of [`min_elem`] at `x`, where no coordinate of `get a x` equals that of
/// `get b x`: `proj a` in the coordinates where `a` is less, `proj b` in the others.
///
/// Lean: `Proofs.Autograd.TapeNodes.minElemFderivAt`.
///
/// # Errors
///
/// As for [`max_elem`].
pub fn min_elem_fderiv_at(context: &Context, a: Idx, b: Idx) -> Result<Fderiv> {
    chosen(context, a, b, |a, b| a < b)
}

/// `proj a` where a condition on the two numbers holds, `proj b` elsewhere.
fn chosen(context: &Context, a: Idx, b: Idx, is_a: fn(f64, f64) -> bool) -> Result<Fderiv> {
    let output = common_shape(context, &[("a", a), ("b", b)])?;
    let project_a = LinearMap::projection(context, a)?;
    let project_b = LinearMap::projection(context, b)?;
    let deriv = move |x: &[Tensor]| {
        let pairs = || Ok(a.get(x)?.iter().zip(b.get(x)?));
        let indicator = |of: bool| {
            let entries = pairs()?.map(|(&a, &b)| f64::from(is_a(a, b) == of));
            Ok(LinearMap::diagonal(entries.collect()))
        };
        let by_a = LinearMap::compose(indicator(true)?, project_a.clone())?;
        let by_b = LinearMap::compose(indicator(false)?, project_b.clone())?;
        by_a.plus(by_b)
    };
    Ok(Fderiv::new(context.clone(), output, deriv))
}

/// `max a b`.
#[derive(Clone, Copy)]
struct MaxElem;

impl ScalarRule<2> for MaxElem {
    fn value<T: Number>(self, []: [T; 0], [a, b]: [T; 2]) -> T {
        a.if_greater(b, a, b)
    }

    fn tangent<T: Number>(self, []: [T; 0], [a, b]: [T; 2], [da, db]: [T; 2]) -> T {
        a.if_greater(b, da, db)
    }

    fn cotangent<T: Number>(self, []: [T; 0], [a, b]: [T; 2], delta: T) -> [T; 2] {
        let zero = T::from_f64(0.0);
        [a.if_greater(b, delta, zero), a.if_greater(b, zero, delta)]
    }
}

/// `min a b`.
#[derive(Clone, Copy)]
struct MinElem;

impl ScalarRule<2> for MinElem {
    fn value<T: Number>(self, []: [T; 0], [a, b]: [T; 2]) -> T {
        b.if_greater(a, a, b)
    }

    fn tangent<T: Number>(self, []: [T; 0], [a, b]: [T; 2], [da, db]: [T; 2]) -> T {
        b.if_greater(a, da, db)
    }

    fn cotangent<T: Number>(self, []: [T; 0], [a, b]: [T; 2], delta: T) -> [T; 2] {
        let zero = T::from_f64(0.0);
        [b.if_greater(a, delta, zero), b.if_greater(a, zero, delta)]
    }
}
