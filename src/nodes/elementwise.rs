//! The linear layer.
//!
//! Lean: `NN.Proofs.Autograd.Tape.Nodes.Elementwise`, namespace `Proofs.Autograd.TapeNodes`.

use super::{arithmetic, linear::dims};
use crate::tape::{Context, Error, Fderiv, Idx, LinearMap, Node, Result, Shape};
use ndarray::{Array1, Array2};

kernels![
    "NN.Proofs.Autograd.Tape.Nodes.Elementwise";
    linear,
    linear_fderiv,
];

/// The layer `fun o => (∑ i, weights o i * x i) + bias o` of the vector `x` at `idx`. The weights
/// and the bias are constants: no gradient flows to them.
///
/// The vector has shape `[i]`, the result and `bias` have shape `[o]`; `weights` are the `o × i`
/// numbers of a matrix, row by row. Products are added up in the order of the crate's sums.
/// Lean: `Proofs.Autograd.TapeNodes.linear`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range; [`Error::Dimensions`] if the tensor there is not a
/// vector; [`Error::Length`] if there are not `o × i` weights.
pub fn linear(
    context: &Context,
    idx: Idx,
    weights: Array1<f64>,
    bias: Array1<f64>,
) -> Result<Node> {
    let output = Shape::new([bias.len()]);
    let map = matrix(context, idx, weights, bias.len())?;
    arithmetic::affine(context, idx, map, bias, output)
}

/// The derivative of [`linear`], everywhere: the matrix of the weights after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.linearFderiv`.
///
/// # Errors
///
/// As for [`linear`], and [`Error::TooLarge`] if a vector of the tensor's size cannot be held.
pub fn linear_fderiv(
    context: &Context,
    idx: Idx,
    weights: Array1<f64>,
    bias: Array1<f64>,
) -> Result<Fderiv> {
    let output = Shape::new([bias.len()]);
    let map = matrix(context, idx, weights, bias.len())?;
    arithmetic::affine_fderiv(context, idx, map, bias, output)
}

fn matrix(context: &Context, idx: Idx, weights: Array1<f64>, rows: usize) -> Result<LinearMap> {
    let [columns] = dims(context, ("idx", idx), "a vector")?;
    let found = weights.len();
    let matrix = Array2::from_shape_vec((rows, columns), weights.to_vec());
    let matrix = matrix.map_err(|_| Error::Length {
        argument: "weights".into(),
        expected: rows.saturating_mul(columns),
        found,
    })?;
    Ok(LinearMap::dense(matrix))
}
