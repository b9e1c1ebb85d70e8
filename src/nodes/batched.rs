//! Products of matrices head by head.
//!
//! Lean: `NN.Proofs.Autograd.Tape.Nodes.Batched`, namespace `Proofs.Autograd.TapeNodes.Batched`.

use super::{linear::dims, product::Product};
use crate::tape::{Context, Error, Fderiv, Idx, Node, Result, Shape};

kernels![
    "NN.Proofs.Autograd.Tape.Nodes.Batched";
    matmul,
    matmul_fderiv,
];

/// The product, head by head, of the matrices at `a`, of shape `[h, m, n]`, and those at `b`, of
/// shape `[h, n, p]`: `fun l i k => ∑ j, A l i j * B l j k`, of shape `[h, m, p]`.
///
/// Each sum, forwards and backwards, is in the order of the crate's sums, and is added to a
/// cotangent as one number. Lean: `Proofs.Autograd.TapeNodes.Batched.matmul`.
///
/// # Errors
///
/// [`Error::Index`] if `a` or `b` is out of range; [`Error::Dimensions`] if one has not three
/// dimensions; [`Error::Shape`] if `b` has not as many heads as `a`, and as many rows as `a` has
/// columns.
pub fn matmul(context: &Context, a: Idx, b: Idx) -> Result<Node> {
    Product::node(context, a, b, shape_of_product(context, a, b)?)
}

/// The derivative of [`matmul`] at `x`, head by head: `dA ↦ dA · B` after `proj a`, plus
/// `dB ↦ A · dB` after `proj b`.
///
/// Lean: `Proofs.Autograd.TapeNodes.Batched.matmulFderiv`.
///
/// # Errors
///
/// As for [`matmul`], and at a point [`Error::TooLarge`] if a vector of a tensor's size cannot be
/// held.
pub fn matmul_fderiv(context: &Context, a: Idx, b: Idx) -> Result<Fderiv> {
    Product::fderiv(context, a, b, shape_of_product(context, a, b)?)
}

fn shape_of_product(context: &Context, a: Idx, b: Idx) -> Result<Shape> {
    let [h, m, n] = dims(context, ("a", a), "three dimensions")?;
    let [heads, rows, p] = dims(context, ("b", b), "three dimensions")?;
    Error::check_shape(|| "b".into(), &Shape::new([h, n, p]), &[heads, rows, p])?;
    Ok(Shape::new([h, m, p]))
}
