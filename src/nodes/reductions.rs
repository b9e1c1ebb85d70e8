//! Sums of a tensor, a tensor repeated, and tensors one after the other.
//!
//! Lean: `NN.Proofs.Autograd.Tape.Nodes.Reductions`, namespace `Proofs.Autograd.TapeNodes`.

use super::linear::{Linear, dims};
use crate::tape::{Broadcast, Context, Error, Fderiv, Idx, Node, Result, Shape};

kernels![
    "NN.Proofs.Autograd.Tape.Nodes.Reductions";
    sum,
    sum_fderiv,
    broadcast_to,
    broadcast_to_fderiv,
    reduce_sum,
    reduce_sum_fderiv,
    reduce_mean,
    reduce_mean_fderiv,
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

/// The tensor at `idx` broadcast to `output`, whose axes come about by the steps `cb`.
///
/// Backwards, the cotangents of the repetitions of a coordinate are added up in the order of the
/// crate's sums, row-major. Lean: `Proofs.Autograd.TapeNodes.broadcastTo`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range; [`Error::Length`] if there are more steps than axes of
/// `output`; [`Error::Shape`] if the steps lead to `output` from another shape than the tensor's.
pub fn broadcast_to(
    context: &Context,
    idx: Idx,
    output: Shape,
    cb: Vec<Broadcast>,
) -> Result<Node> {
    Ok(Linear::broadcast(context, idx, &cb, output)?.node(context))
}

/// The derivative of [`broadcast_to`], everywhere: the same after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.broadcastToFderiv`.
///
/// # Errors
///
/// As for [`broadcast_to`], and [`Error::TooLarge`] if a vector of the tensor's size cannot be held.
pub fn broadcast_to_fderiv(
    context: &Context,
    idx: Idx,
    output: Shape,
    cb: Vec<Broadcast>,
) -> Result<Fderiv> {
    Linear::broadcast(context, idx, &cb, output)?.fderiv(context)
}

/// The sums of the tensor at `idx` along the axis `axis`, the first being 0: shape `[..p, ..q]` for
/// a tensor of shape `[..p, d, ..q]` with `axis` axes before that of `d`.
///
/// Each is added up in the order of the crate's sums. Lean, for dimensions that are not 0:
/// `Proofs.Autograd.TapeNodes.reduceSum`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range; [`Error::Dimensions`] if the tensor has no such axis.
pub fn reduce_sum(context: &Context, axis: usize, idx: Idx) -> Result<Node> {
    Ok(reduced(context, axis, idx, |_| None)?.node(context))
}

/// The derivative of [`reduce_sum`], everywhere: the sums after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.reduceSumFderiv`.
///
/// # Errors
///
/// As for [`reduce_sum`], and [`Error::TooLarge`] if a vector of the tensor's size cannot be held.
pub fn reduce_sum_fderiv(context: &Context, axis: usize, idx: Idx) -> Result<Fderiv> {
    reduced(context, axis, idx, |_| None)?.fderiv(context)
}

/// The means of the tensor at `idx` along the axis `axis`, the first being 0: [`reduce_sum`] divided
/// by the dimension, which rounds once.
///
/// Backwards, each cotangent is divided. Where the dimension is 0, so are the means. Lean, for
/// dimensions that are not 0: `Proofs.Autograd.TapeNodes.reduceMean`.
///
/// # Errors
///
/// As for [`reduce_sum`].
pub fn reduce_mean(context: &Context, axis: usize, idx: Idx) -> Result<Node> {
    Ok(reduced(context, axis, idx, mean_divisor)?.node(context))
}

/// The derivative of [`reduce_mean`], everywhere: the sums, times the rounded inverse of the
/// dimension, after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.reduceMeanFderiv`.
///
/// # Errors
///
/// As for [`reduce_sum_fderiv`].
pub fn reduce_mean_fderiv(context: &Context, axis: usize, idx: Idx) -> Result<Fderiv> {
    reduced(context, axis, idx, mean_divisor)?.fderiv(context)
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

/// The sums along an axis, divided by what `divisor` says for its dimension.
fn reduced(
    context: &Context,
    axis: usize,
    idx: Idx,
    divisor: fn(usize) -> Option<f64>,
) -> Result<Linear> {
    let shape = context.shape(idx, "idx")?;
    let Some(&dim) = shape.dims().get(axis) else {
        return Err(shape.dimensions("idx", "an axis of this number"));
    };
    let kept: Vec<usize> = (0..shape.dims().len()).filter(|at| *at != axis).collect();
    Linear::sum(context, idx, &kept, divisor(dim))
}

/// A sum without terms is 0, and so is its mean.
fn mean_divisor(dim: usize) -> Option<f64> {
    Some(dim.max(1) as f64)
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
