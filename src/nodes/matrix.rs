//! Transposes, products and means of matrices, and vectors as the rows or columns of one.
//!
//! Lean: `NN.Proofs.Autograd.Tape.Nodes.Matrix`, namespace `Proofs.Autograd.TapeNodes`.

use super::{
    linear::{Linear, dims},
    product::Product,
};
use crate::tape::{Context, Error, Fderiv, Idx, Node, Result, Shape};

kernels![
    "NN.Proofs.Autograd.Tape.Nodes.Matrix";
    matrix_transpose,
    matrix_transpose_fderiv,
    matmul,
    matmul_fderiv,
    broadcast_row,
    broadcast_row_fderiv,
    broadcast_col,
    broadcast_col_fderiv,
    row_mean,
    row_mean_fderiv,
];

/// The transpose of the matrix at `a`, of shape `[m, n]`: `fun j i => A i j`, of shape `[n, m]`.
///
/// Lean: `Proofs.Autograd.TapeNodes.matrixTranspose`.
///
/// # Errors
///
/// [`Error::Index`] if `a` is out of range;
/// [`Error::Dimensions`] if it is not a matrix.
pub fn matrix_transpose(context: &Context, a: Idx) -> Result<Node> {
    Ok(transposed(context, a)?.node(context))
}

/// The derivative of [`matrix_transpose`], everywhere: the transpose after `proj a`.
///
/// Lean: `Proofs.Autograd.TapeNodes.matrixTransposeFderiv`.
///
/// # Errors
///
/// As for [`matrix_transpose`], and [`Error::TooLarge`] if a vector
/// of the matrix's size cannot be held.
pub fn matrix_transpose_fderiv(context: &Context, a: Idx) -> Result<Fderiv> {
    transposed(context, a)?.fderiv(context)
}

/// The product of the matrix at `a`, of shape `[m, n]`, and the one at `b`, of shape `[n, p]`:
/// `fun i k => ∑ j, A i j * B j k`, of shape `[m, p]`.
///
/// Each sum, forwards and backwards, is in the order of the crate's sums, and is added to a
/// cotangent as one number. Lean: `Proofs.Autograd.TapeNodes.matmul`.
///
/// # Errors
///
/// [`Error::Index`] if `a` or `b` is out of range; [`Error::Dimensions`] if one is not a matrix;
/// [`Error::Shape`] if `b` has not as many rows as `a` has columns.
pub fn matmul(context: &Context, a: Idx, b: Idx) -> Result<Node> {
    Product::node(context, a, b, shape_of_product(context, a, b)?)
}

/// The derivative of [`matmul`] at `x`: `dA ↦ dA · B` after `proj a`, plus `dB ↦ A · dB` after
/// `proj b`.
///
/// Lean: `Proofs.Autograd.TapeNodes.matmulFderiv`.
///
/// # Errors
///
/// As for [`matmul`], and at a point [`Error::TooLarge`] if a vector of a matrix's size cannot be
/// held.
pub fn matmul_fderiv(context: &Context, a: Idx, b: Idx) -> Result<Fderiv> {
    Product::fderiv(context, a, b, shape_of_product(context, a, b)?)
}

/// The vector at `idx`, of shape `[m]`, as each column of the matrix `fun i j => v i`: row `i` is
/// `v i` everywhere.
///
/// `output`, the shape of the result, is `[m, n]`. Backwards, each row is added up in the order of
/// the crate's sums. Lean: `Proofs.Autograd.TapeNodes.broadcastRow`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range; [`Error::Dimensions`] if it is not a vector, or
/// `output` is not of a matrix; [`Error::Shape`] if `output` has not as many rows as the vector
/// has coordinates.
pub fn broadcast_row(context: &Context, idx: Idx, output: Shape) -> Result<Node> {
    Ok(broadcast(context, idx, 0, output)?.node(context))
}

/// The derivative of [`broadcast_row`], everywhere: the broadcast after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.broadcastRowFderiv`.
///
/// # Errors
///
/// As for [`broadcast_row`], and [`Error::TooLarge`] if a vector of the size of the one at `idx`
/// cannot be held.
pub fn broadcast_row_fderiv(context: &Context, idx: Idx, output: Shape) -> Result<Fderiv> {
    broadcast(context, idx, 0, output)?.fderiv(context)
}

/// The vector at `idx`, of shape `[n]`, as each row of the matrix `fun i j => v j`: column `j` is
/// `v j` everywhere.
///
/// `output`, the shape of the result, is `[m, n]`. Backwards, each column is added up in the order
/// of the crate's sums. Lean: `Proofs.Autograd.TapeNodes.broadcastCol`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range; [`Error::Dimensions`] if it is not a vector, or
/// `output` is not of a matrix; [`Error::Shape`] if `output` has not as many columns as the vector
/// has coordinates.
pub fn broadcast_col(context: &Context, idx: Idx, output: Shape) -> Result<Node> {
    Ok(broadcast(context, idx, 1, output)?.node(context))
}

/// The derivative of [`broadcast_col`], everywhere: the broadcast after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.broadcastColFderiv`.
///
/// # Errors
///
/// As for [`broadcast_col`], and [`Error::TooLarge`] if a vector of the size of the one at `idx`
/// cannot be held.
pub fn broadcast_col_fderiv(context: &Context, idx: Idx, output: Shape) -> Result<Fderiv> {
    broadcast(context, idx, 1, output)?.fderiv(context)
}

/// The mean of each row of the matrix at `idx`, of shape `[m, n]`: `fun i => n⁻¹ * ∑ j, u i j`, of
/// shape `[m]`.
///
/// A row is added up in the order of the crate's sums and the sum divided by `n`, which rounds
/// once where a product with a rounded `n⁻¹` would round twice; backwards, each cotangent is
/// divided by `n`. As in Lean `0⁻¹ = 0`: where `n` is 0, so are the means.
/// Lean: `Proofs.Autograd.TapeNodes.rowMean`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range; [`Error::Dimensions`] if it is not a matrix.
pub fn row_mean(context: &Context, idx: Idx) -> Result<Node> {
    Ok(means(context, idx)?.node(context))
}

/// The derivative of [`row_mean`], everywhere: `n⁻¹ •` the sums of the rows, after `proj idx`.
///
/// Here `n⁻¹` is rounded, and multiplied by. Lean: `Proofs.Autograd.TapeNodes.rowMeanFderiv`.
///
/// # Errors
///
/// As for [`row_mean`], and [`Error::TooLarge`] if a vector of the matrix's size cannot be held.
pub fn row_mean_fderiv(context: &Context, idx: Idx) -> Result<Fderiv> {
    means(context, idx)?.fderiv(context)
}

fn transposed(context: &Context, a: Idx) -> Result<Linear> {
    let [m, n] = dims(context, ("a", a), "a matrix")?;
    let output = Shape::new([n, m]);
    Linear::spread(context, ("a", a), &[1, 0], output)
}

fn shape_of_product(context: &Context, a: Idx, b: Idx) -> Result<Shape> {
    let [m, n] = dims(context, ("a", a), "a matrix")?;
    let [rows, p] = dims(context, ("b", b), "a matrix")?;
    Error::check_shape(|| "b".into(), &Shape::new([n, p]), &[rows, p])?;
    Ok(Shape::new([m, p]))
}

/// The vector at `idx` along this axis of `output`.
fn broadcast(context: &Context, idx: Idx, axis: usize, output: Shape) -> Result<Linear> {
    let [_] = dims(context, ("idx", idx), "a vector")?;
    if output.dims().len() != 2 {
        return Err(output.dimensions("output", "a matrix"));
    }
    Linear::spread(context, ("idx", idx), &[axis], output)
}

fn means(context: &Context, idx: Idx) -> Result<Linear> {
    let [_, n] = dims(context, ("idx", idx), "a matrix")?;
    // A row without coordinates has the sum 0, and so the mean 0.
    Linear::sum(context, idx, &[0], Some(n.max(1) as f64))
}
