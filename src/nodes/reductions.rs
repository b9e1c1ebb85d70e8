//! The sum of a tensor, and tensors one after the other.
//!
//! Lean: `NN.Proofs.Autograd.Tape.Nodes.Reductions`, namespace `Proofs.Autograd.TapeNodes`.

use super::linear::{Linear, dims};
use crate::tape::{Context, Error, Fderiv, Idx, Node, Result, Shape};

kernels![
    "NN.Proofs.Autograd.Tape.Nodes.Reductions";
    sum,
    sum_fderiv,
    concat_vectors,
    concat_vectors_fderiv,
    concat_leading_axis,
    concat_leading_axis_fderiv,
];

/// The sum of all coordinates of the tensor at `idx`, a scalar.
///
/// The coordinates are added up in the order of the crate's sums, which takes them row-major.
/// Lean: `Proofs.Autograd.TapeNodes.sum`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn sum(context: &Context, idx: Idx) -> Result<Node> {
    Ok(Linear::sum(context, idx, &[], None)?.node(context))
}

/// The derivative of [`sum`], everywhere: the sum after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.sumFderiv`.
///
/// # Errors
///
/// As for [`sum`], and [`Error::TooLarge`] if a vector of the tensor's size cannot be held.
pub fn sum_fderiv(context: &Context, idx: Idx) -> Result<Fderiv> {
    Linear::sum(context, idx, &[], None)?.fderiv(context)
}

/// The vector at `a`, of shape `[n]`, and then the one at `b`, of shape `[m]`: shape `[n + m]`.
///
/// Lean: `Proofs.Autograd.TapeNodes.concatVectors`.
///
/// # Errors
///
/// [`Error::Index`] if `a` or `b` is out of range; [`Error::Dimensions`] if one is not a vector;
/// [`Error::TooLarge`] if `n + m` is beyond `usize::MAX`.
pub fn concat_vectors(context: &Context, a: Idx, b: Idx) -> Result<Node> {
    check_vectors(context, a, b)?;
    concat_leading_axis(context, a, b)
}

/// The derivative of [`concat_vectors`], everywhere: `proj a` and then `proj b`.
///
/// Lean: `Proofs.Autograd.TapeNodes.concatVectorsFderiv`.
///
/// # Errors
///
/// As for [`concat_vectors`], and if a vector of the size of `a` or `b` cannot be held.
pub fn concat_vectors_fderiv(context: &Context, a: Idx, b: Idx) -> Result<Fderiv> {
    check_vectors(context, a, b)?;
    concat_leading_axis_fderiv(context, a, b)
}

/// The tensor at `a`, of shape `[n, ..s]`, and then the one at `b`, of shape `[m, ..s]`: shape
/// `[n + m, ..s]`.
///
/// Lean: `Proofs.Autograd.TapeNodes.concatLeadingAxis`.
///
/// # Errors
///
/// [`Error::Index`] if `a` or `b` is out of range; [`Error::Dimensions`] if one is a scalar;
/// [`Error::Shape`] if they differ behind the first dimension; [`Error::TooLarge`] if `n + m` is
/// beyond `usize::MAX`.
pub fn concat_leading_axis(context: &Context, a: Idx, b: Idx) -> Result<Node> {
    Ok(concatenated(context, a, b)?.node(context))
}

/// The derivative of [`concat_leading_axis`], everywhere: `proj a` and then `proj b`.
///
/// Lean: `Proofs.Autograd.TapeNodes.concatLeadingAxisFderiv`.
///
/// # Errors
///
/// As for [`concat_leading_axis`], and if a vector of the size of `a` or `b` cannot be held.
pub fn concat_leading_axis_fderiv(context: &Context, a: Idx, b: Idx) -> Result<Fderiv> {
    concatenated(context, a, b)?.fderiv(context)
}

fn check_vectors(context: &Context, a: Idx, b: Idx) -> Result<()> {
    let [_] = dims(context, ("a", a), "a vector")?;
    let [_] = dims(context, ("b", b), "a vector")?;
    Ok(())
}

fn concatenated(context: &Context, a: Idx, b: Idx) -> Result<Linear> {
    let leading = |name: &str, idx: Idx| {
        let shape = context.shape(idx, name)?;
        let parts = shape.dims().split_first();
        parts.ok_or_else(|| shape.dimensions(name, "at least one dimension"))
    };
    let (&n, rest) = leading("a", a)?;
    let (&m, _) = leading("b", b)?;
    let with_rest = |leading: usize| Shape::new([&[leading], rest].concat());
    Error::check_shape(|| "b".into(), &with_rest(m), context.shape(b, "b")?.dims())?;
    let rows = n.checked_add(m);
    let rows = rows.ok_or_else(|| with_rest(usize::MAX).too_large("output"))?;
    Ok(Linear::concat(a, b, n, with_rest(rows)))
}
