//! What a node computes.

use super::Result;
use ndarray::{ArrayViewD, ArrayViewMutD};

/// The maps that make a [`Node`](super::Node), written for views of any memory layout.
///
/// A rule checks nothing: the node that holds it hands over only what fits, which is
///
/// - `x` and `dx`: one view per tensor of the node's context, with that tensor's shape;
/// - `out` and `delta`: views of the node's output shape;
/// - `grads`: one view per tensor of the context, with that tensor's shape.
///
/// `out` holds anything beforehand and is overwritten whole. `grads` are only ever added to, and
/// an entry that the node does not read is not touched.
/// An `Err` is for what cannot be computed at all; overflow and NaN are results.
pub trait Rule: Send + Sync {
    /// `out := forward x`. Lean: `Node.forward`.
    ///
    /// # Errors
    ///
    /// Whatever the rule cannot compute.
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()>;

    /// `out := jvp x dx`, the derivative at `x` in the direction `dx`. Lean: `Node.jvp`.
    ///
    /// # Errors
    ///
    /// Whatever the rule cannot compute.
    fn jvp(
        &self,
        x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()>;

    /// `grads += vjp x delta`, the adjoint of the derivative at `x`. Lean: `Node.vjp`.
    ///
    /// # Errors
    ///
    /// Whatever the rule cannot compute.
    fn vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()>;

    /// `out := forward x` and `grads += vjp x delta`.
    ///
    /// To be overridden where one pass over memory does both.
    ///
    /// # Errors
    ///
    /// Whatever the rule cannot compute.
    fn forward_vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        out: &mut ArrayViewMutD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        self.forward(x, out)?;
        self.vjp_add(x, delta, grads)
    }
}
