//! Nodes that give the coordinates of a tensor another shape or another order.
//!
//! Lean: `NN.Proofs.Autograd.Tape.Nodes.Shape`, namespace `Proofs.Autograd.TapeNodes.ShapeOps`.
//! Nothing here rounds, and only memory is read and written.

use super::linear::{Linear, dims};
use crate::tape::{Context, Error, Fderiv, Idx, Node, Result, Shape};

kernels![
    "NN.Proofs.Autograd.Tape.Nodes.Shape";
    reshape,
    reshape_fderiv,
    flatten,
    flatten_fderiv,
    swap_first_two3d,
    swap_first_two3d_fderiv,
    transpose3d_last_two,
    transpose3d_last_two_fderiv,
];

/// The tensor at `idx` with the shape `output`, of as many coordinates; their row-major order is
/// kept.
///
/// Lean: `Proofs.Autograd.TapeNodes.ShapeOps.reshape`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range; [`Error::Length`], naming `output`, if `output` has
/// another size than the tensor.
pub fn reshape(context: &Context, idx: Idx, output: Shape) -> Result<Node> {
    Ok(reshaped(context, idx, output)?.node(context))
}

/// The derivative of [`reshape`], everywhere: `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.ShapeOps.reshapeFderiv`.
///
/// # Errors
///
/// As for [`reshape`].
pub fn reshape_fderiv(context: &Context, idx: Idx, output: Shape) -> Result<Fderiv> {
    reshaped(context, idx, output)?.fderiv(context)
}

/// The tensor at `idx` as a vector of its coordinates, row-major: [`reshape`] to `[size s]`.
///
/// Lean: `Proofs.Autograd.TapeNodes.ShapeOps.flatten`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn flatten(context: &Context, idx: Idx) -> Result<Node> {
    let output = Shape::new([context.shape(idx, "idx")?.size()]);
    reshape(context, idx, output)
}

/// The derivative of [`flatten`], everywhere: `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.ShapeOps.flattenFderiv`.
///
/// # Errors
///
/// As for [`flatten`].
pub fn flatten_fderiv(context: &Context, idx: Idx) -> Result<Fderiv> {
    let output = Shape::new([context.shape(idx, "idx")?.size()]);
    reshape_fderiv(context, idx, output)
}

/// The tensor at `idx`, of shape `[m, n, ..rest]`, with its first two axes swapped: `fun j i r =>
/// u i j r`, of shape `[n, m, ..rest]`.
///
/// Lean: `Proofs.Autograd.TapeNodes.ShapeOps.swapFirstTwo3d`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range; [`Error::Dimensions`] if the tensor has fewer than
/// two dimensions.
pub fn swap_first_two3d(context: &Context, idx: Idx) -> Result<Node> {
    Ok(swapped_first(context, idx)?.node(context))
}

/// The derivative of [`swap_first_two3d`], everywhere: the swap after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.ShapeOps.swapFirstTwo3dFderiv`.
///
/// # Errors
///
/// As for [`swap_first_two3d`], and [`Error::TooLarge`] if a vector of the tensor's size cannot be
/// held.
pub fn swap_first_two3d_fderiv(context: &Context, idx: Idx) -> Result<Fderiv> {
    swapped_first(context, idx)?.fderiv(context)
}

/// The tensor at `idx`, of shape `[a, b, c]`, with its last two axes swapped: `fun i k j =>
/// u i j k`, of shape `[a, c, b]`.
///
/// Lean: `Proofs.Autograd.TapeNodes.ShapeOps.transpose3dLastTwo`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range; [`Error::Dimensions`] if the tensor has not three
/// dimensions.
pub fn transpose3d_last_two(context: &Context, idx: Idx) -> Result<Node> {
    Ok(swapped_last(context, idx)?.node(context))
}

/// The derivative of [`transpose3d_last_two`], everywhere: the swap after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.ShapeOps.transpose3dLastTwoFderiv`.
///
/// # Errors
///
/// As for [`transpose3d_last_two`], and [`Error::TooLarge`] if a vector of the tensor's size cannot
/// be held.
pub fn transpose3d_last_two_fderiv(context: &Context, idx: Idx) -> Result<Fderiv> {
    swapped_last(context, idx)?.fderiv(context)
}

fn reshaped(context: &Context, idx: Idx, output: Shape) -> Result<Linear> {
    let size = context.shape(idx, "idx")?.size();
    Error::check_length("output", size, output.size())?;
    Ok(Linear::row_major(idx, output))
}

fn swapped_first(context: &Context, idx: Idx) -> Result<Linear> {
    let shape = context.shape(idx, "idx")?;
    let [m, n, rest @ ..] = shape.dims() else {
        return Err(shape.dimensions("idx", "at least two dimensions"));
    };
    let output = Shape::new([&[*n, *m], rest].concat());
    let places: Vec<usize> = [1, 0].into_iter().chain(2..shape.dims().len()).collect();
    Linear::spread(context, ("idx", idx), &places, output)
}

fn swapped_last(context: &Context, idx: Idx) -> Result<Linear> {
    let [a, b, c] = dims(context, ("idx", idx), "three dimensions")?;
    Linear::spread(context, ("idx", idx), &[0, 2, 1], Shape::new([a, c, b]))
}
