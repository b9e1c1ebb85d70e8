//! The mean squared error.
//!
//! Lean: `NN.Proofs.Autograd.Tape.Nodes.Losses.MSE`, namespace `Proofs.Autograd.TapeNodes`.

use super::{
    loss::{Loss, LossRule, inner},
    pointwise::common_shape,
};
use crate::tape::{Context, Fderiv, Idx, LinearMap, Node, Result, Shape, Tensor};

kernels![
    "NN.Proofs.Autograd.Tape.Nodes.Losses.MSE";
    mse_loss,
    mse_loss_fderiv,
];

/// The scalar `(1/n) * ‖yhat - target‖²` of two tensors of one shape of `n` coordinates, 0 without
/// any.
///
/// Squares are added up in the order of the crate's sums.
/// Lean: `Proofs.Autograd.TapeNodes.mseLoss`.
///
/// # Errors
///
/// [`Error::Index`](crate::tape::Error::Index) if one of the two is out of range; [`Error::Shape`](crate::tape::Error::Shape) if their shapes differ.
pub fn mse_loss(context: &Context, yhat: Idx, target: Idx) -> Result<Node> {
    let rule = Squares::over(context, yhat)?;
    Loss::node(rule, context, [("yhat", yhat), ("target", target)])
}

/// The derivative of [`mse_loss`] at a point.
///
/// Lean: `Proofs.Autograd.TapeNodes.mseLossFderiv`.
///
/// # Errors
///
/// As for [`mse_loss`], and [`Error::TooLarge`](crate::tape::Error::TooLarge) if a vector of the tensors' size cannot be held.
pub fn mse_loss_fderiv(context: &Context, yhat: Idx, target: Idx) -> Result<Fderiv> {
    let rule = Squares::over(context, yhat)?;
    common_shape(context, &[("yhat", yhat), ("target", target)])?;
    let of_target = LinearMap::projection(context, target)?;
    let difference = LinearMap::projection(context, yhat)?.minus(of_target)?;
    let deriv = move |x: &[Tensor]| {
        let [yhat, target] = Idx::get_each([yhat, target], x)?;
        let row = inner(yhat.iter().zip(target).map(|(y, t)| y - t).collect())?;
        let map = LinearMap::compose(row, difference.clone())?;
        Ok(map.scaled(2.0).scaled(rule.factor))
    };
    Ok(Fderiv::new(context.clone(), Shape::scalar(), deriv))
}

/// A number times the sum of the squares of differences.
#[derive(Clone, Copy)]
struct Squares {
    /// `1/n`.
    factor: f64,
}

impl Squares {
    fn over(context: &Context, yhat: Idx) -> Result<Self> {
        let size = context.shape(yhat, "yhat")?.size().max(1);
        Ok(Self {
            factor: 1.0 / size as f64,
        })
    }
}

impl LossRule for Squares {
    fn summand(self, [yhat, target]: [f64; 2]) -> f64 {
        let difference = yhat - target;
        difference * difference
    }

    fn value(self, sum: f64) -> f64 {
        self.factor * sum
    }

    fn tangent_summands(self, [yhat, target]: [f64; 2], [dy, dt]: [f64; 2]) -> [f64; 2] {
        [(yhat - target) * (dy - dt), 0.0]
    }

    fn tangent(self, [sum, _]: [f64; 2]) -> f64 {
        self.factor * (2.0 * sum)
    }

    fn scale(self, delta: f64) -> f64 {
        delta * (2.0 * self.factor)
    }

    fn cotangent(self, [yhat, target]: [f64; 2], scale: f64) -> [f64; 2] {
        let cotangent = scale * (yhat - target);
        [cotangent, -cotangent]
    }
}
