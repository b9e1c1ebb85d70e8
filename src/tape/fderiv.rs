//! Derivatives of nodes, as linear maps at each point.

use super::{Context, Error, LinearMap, Result, Shape, Tensor, node::check_shapes};
use std::{fmt, sync::Arc};

type Deriv = dyn Fn(&[Tensor]) -> Result<LinearMap> + Send + Sync;

/// The derivative of a node at every point, as a linear map between flat vectors.
///
/// Lean: `Proofs.Autograd.NodeFDerivCorrect`, without its proofs.
#[derive(Clone)]
pub struct Fderiv {
    context: Context,
    output: Shape,
    deriv: Arc<Deriv>,
}

impl Fderiv {
    /// The derivative of a node from `context` to `output`, given point by point.
    ///
    /// `deriv` is called only with tensors of the context's shapes.
    pub fn new(
        context: Context,
        output: Shape,
        deriv: impl Fn(&[Tensor]) -> Result<LinearMap> + Send + Sync + 'static,
    ) -> Self {
        Self {
            context,
            output,
            deriv: Arc::new(deriv),
        }
    }

    /// The shapes of the tensors that the node sees. Lean: `Γ`.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The shape of the node's result. Lean: `τ`.
    pub fn output(&self) -> &Shape {
        &self.output
    }

    /// The derivative at `x`: a map of `output().size()` rows and `context().size()` columns.
    ///
    /// Lean: `Proofs.Autograd.NodeFDerivCorrect.deriv`.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] or [`Error::Shape`] if `x` is not of the context;
    /// [`Error::MapSize`] if the map that was given has other dimensions.
    pub fn deriv(&self, x: &[Tensor]) -> Result<LinearMap> {
        check_shapes(&self.context, "x", x.iter().map(|tensor| tensor.shape()))?;
        let map = (self.deriv)(x)?;
        let expected = (self.output.size(), self.context.size());
        Error::check_map("deriv", expected, (map.rows(), map.cols()))?;
        Ok(map)
    }
}

impl fmt::Debug for Fderiv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fderiv")
            .field("context", &self.context)
            .field("output", &self.output)
            .finish_non_exhaustive()
    }
}
