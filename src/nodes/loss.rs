//! Losses of two tensors of one shape: a number times a sum over all coordinates.

use super::pointwise::common_shape;
use crate::tape::{Context, Error, Idx, LinearMap, Node, Result, Rule, Shape, sum_of};
use ndarray::{Array2, ArrayViewD, ArrayViewMutD};

/// What a [`Loss`] computes in each coordinate, of the first tensor and the second.
pub(super) trait LossRule: Copy + Send + Sync + 'static {
    /// The summand of the value.
    fn summand(self, x: [f64; 2]) -> f64;

    /// The value for the sum.
    fn value(self, sum: f64) -> f64;

    /// The summands of the sums that the tangent is made of.
    fn tangent_summands(self, x: [f64; 2], dx: [f64; 2]) -> [f64; 2];

    /// The tangent for these sums.
    fn tangent(self, sums: [f64; 2]) -> f64;

    /// What the cotangent of the loss is multiplied by, once for all coordinates.
    fn scale(self, delta: f64) -> f64;

    /// The cotangents for the scale.
    fn cotangent(self, x: [f64; 2], scale: f64) -> [f64; 2];
}

/// The [`Rule`] of a loss of the tensors at two positions. Sums are in the order of the crate's sums.
pub(super) struct Loss<R> {
    rule: R,
    idx: [Idx; 2],
}

impl<R: LossRule> Loss<R> {
    /// The node.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] if one of the two is out of range; [`Error::Shape`] if their shapes differ.
    pub(super) fn node(rule: R, context: &Context, idx: [(&str, Idx); 2]) -> Result<Node> {
        common_shape(context, &idx)?;
        let idx = idx.map(|(_, idx)| idx);
        Ok(Node::new(
            context.clone(),
            Shape::scalar(),
            Self { rule, idx },
        ))
    }
}

/// The linear map `v ↦ ∑ i, u i * v i`.
///
/// # Errors
///
/// [`Error::Internal`] if a row of numbers is not a matrix.
pub(super) fn inner(u: Vec<f64>) -> Result<LinearMap> {
    let row = Array2::from_shape_vec((1, u.len()), u);
    Ok(LinearMap::dense(row.map_err(|_| {
        Error::Internal("a row of numbers is not a matrix")
    })?))
}

fn pairs<'a>(
    idx: [Idx; 2],
    tensors: &'a [ArrayViewD<'_, f64>],
) -> Result<impl Iterator<Item = [f64; 2]> + 'a> {
    let [u, v] = Idx::get_each(idx, tensors)?;
    Ok(u.iter().zip(v).map(|(&u, &v)| [u, v]))
}

impl<R: LossRule> Rule for Loss<R> {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        let sum = sum_of(pairs(self.idx, x)?.map(|x| self.rule.summand(x)));
        out.fill(self.rule.value(sum));
        Ok(())
    }

    fn jvp(
        &self,
        x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        let sum = |which: fn([f64; 2]) -> f64| {
            let both = pairs(self.idx, x)?.zip(pairs(self.idx, dx)?);
            let summands = both.map(|(x, dx)| which(self.rule.tangent_summands(x, dx)));
            Ok::<_, Error>(sum_of(summands))
        };
        let sums = [sum(|[first, _]| first)?, sum(|[_, second]| second)?];
        out.fill(self.rule.tangent(sums));
        Ok(())
    }

    fn vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        let delta = delta.first().copied();
        let delta = delta.ok_or(Error::Internal("a loss without a cotangent"))?;
        let scale = self.rule.scale(delta);
        let cotangents = pairs(self.idx, x)?.map(|x| self.rule.cotangent(x, scale));
        let [first, second] = self.idx;
        if first == second {
            for (grad, [u, v]) in first.get_mut(grads)?.iter_mut().zip(cotangents) {
                *grad += u + v;
            }
            return Ok(());
        }
        let disjoint = grads.get_disjoint_mut([first.0, second.0]);
        let [u, v] =
            disjoint.map_err(|_| Error::Internal("a loss of tensors that are not there"))?;
        for ((u, v), [du, dv]) in u.iter_mut().zip(v.iter_mut()).zip(cotangents) {
            *u += du;
            *v += dv;
        }
        Ok(())
    }
}
