//! The negative log-likelihood.
//!
//! Lean: `NN.Proofs.Autograd.Tape.Nodes.Losses.NLL`, namespace `Proofs.Autograd.TapeNodes`.

use super::{
    loss::{Loss, LossRule, inner},
    pointwise::common_shape,
};
use crate::tape::{Context, Fderiv, Idx, LinearMap, Node, Result, Shape, Tensor};

kernels![
    "NN.Proofs.Autograd.Tape.Nodes.Losses.NLL";
    nll_one_hot_last,
    nll_one_hot_last_fderiv,
];

/// The scalar `-(1/m) * ⟪target, log_probs⟫` of two tensors of shape `[m, n]`, where `1/0` is 0.
///
/// The targets need not be one-hot, and get a gradient too. Products are added up in the order of
/// the crate's sums. Lean: `Proofs.Autograd.TapeNodes.nllOneHotLast`.
///
/// # Errors
///
/// [`Error::Index`](crate::tape::Error::Index) if one of the two is out of range; [`Error::Dimensions`](crate::tape::Error::Dimensions) if it is not a matrix;
/// [`Error::Shape`](crate::tape::Error::Shape) if their shapes differ.
pub fn nll_one_hot_last(context: &Context, log_probs: Idx, target: Idx) -> Result<Node> {
    let rule = Likelihood::over(context, log_probs)?;
    Loss::node(
        rule,
        context,
        [("log_probs", log_probs), ("target", target)],
    )
}

/// The derivative of [`nll_one_hot_last`] at a point.
///
/// Lean: `Proofs.Autograd.TapeNodes.nllOneHotLastFderiv`.
///
/// # Errors
///
/// As for [`nll_one_hot_last`], and [`Error::TooLarge`](crate::tape::Error::TooLarge) if a vector of the tensors' size cannot be
/// held.
pub fn nll_one_hot_last_fderiv(context: &Context, log_probs: Idx, target: Idx) -> Result<Fderiv> {
    let rule = Likelihood::over(context, log_probs)?;
    common_shape(context, &[("log_probs", log_probs), ("target", target)])?;
    let of_log_probs = LinearMap::projection(context, log_probs)?;
    let of_target = LinearMap::projection(context, target)?;
    let deriv = move |x: &[Tensor]| {
        let along = |tensor: Idx, map: &LinearMap| {
            let row = inner(tensor.get(x)?.iter().copied().collect())?;
            LinearMap::compose(row, map.clone())
        };
        let sum = along(target, &of_log_probs)?.plus(along(log_probs, &of_target)?)?;
        Ok(sum.scaled(rule.factor))
    };
    Ok(Fderiv::new(context.clone(), Shape::scalar(), deriv))
}

/// A number times the inner product, of log-probabilities and targets.
#[derive(Clone, Copy)]
struct Likelihood {
    /// `-(1/m)`.
    factor: f64,
}

impl Likelihood {
    fn over(context: &Context, log_probs: Idx) -> Result<Self> {
        let [rows, _] = super::linear::dims(context, ("log_probs", log_probs), "a matrix")?;
        let rows = rows as f64;
        let inverse = if rows == 0.0 { 0.0 } else { 1.0 / rows };
        Ok(Self { factor: -inverse })
    }
}

impl LossRule for Likelihood {
    fn summand(self, [log_prob, target]: [f64; 2]) -> f64 {
        target * log_prob
    }

    fn value(self, sum: f64) -> f64 {
        self.factor * sum
    }

    fn tangent_summands(self, [log_prob, target]: [f64; 2], [dl, dt]: [f64; 2]) -> [f64; 2] {
        [target * dl, dt * log_prob]
    }

    fn tangent(self, [of_log_probs, of_targets]: [f64; 2]) -> f64 {
        self.factor * (of_log_probs + of_targets)
    }

    fn scale(self, delta: f64) -> f64 {
        self.factor * delta
    }

    fn cotangent(self, [log_prob, target]: [f64; 2], scale: f64) -> [f64; 2] {
        [scale * target, scale * log_prob]
    }
}
