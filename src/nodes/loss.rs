//! Losses of two tensors of one shape: a number times a sum over all coordinates.

use super::pointwise::{common_shape, slices, slices_mut};
use crate::tape::{Context, Error, Idx, LinearMap, Node, Result, Rule, Shape, sum_by, sum_of};
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

/// The sum of the summands at each place of the tensors.
fn total<const N: usize>(
    tensors: [&ArrayViewD<'_, f64>; N],
    summand: impl Fn([f64; N]) -> f64,
) -> f64 {
    if let Some(slices) = slices(tensors) {
        return sum_by(slices, summand);
    }
    let mut places = tensors.map(|tensor| tensor.iter());
    let next = || {
        let mut numbers = [0.0; N];
        for (number, place) in numbers.iter_mut().zip(&mut places) {
            *number = *place.next()?;
        }
        Some(summand(numbers))
    };
    sum_of(std::iter::from_fn(next))
}

impl<R: LossRule> Rule for Loss<R> {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        let sum = total(Idx::get_each(self.idx, x)?, |x| self.rule.summand(x));
        out.fill(self.rule.value(sum));
        Ok(())
    }

    fn jvp(
        &self,
        x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        let ([u, v], [du, dv]) = (Idx::get_each(self.idx, x)?, Idx::get_each(self.idx, dx)?);
        let sums = |[u, v, du, dv]: [f64; 4]| self.rule.tangent_summands([u, v], [du, dv]);
        let first = total([u, v, du, dv], |at| {
            let [first, _] = sums(at);
            first
        });
        let second = total([u, v, du, dv], |at| {
            let [_, second] = sums(at);
            second
        });
        out.fill(self.rule.tangent([first, second]));
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
        let x = Idx::get_each(self.idx, x)?;
        let cotangent = |u: &f64, v: &f64| self.rule.cotangent([*u, *v], scale);
        let [first, second] = self.idx;
        if first == second {
            let grad = first.get_mut(grads)?;
            let add = |(grad, (u, v)): (&mut f64, (&f64, &f64))| {
                let [du, dv] = cotangent(u, v);
                *grad += du + dv;
            };
            match (slices(x), grad.as_slice_mut()) {
                (Some([u, v]), Some(grad)) => grad.iter_mut().zip(u.iter().zip(v)).for_each(add),
                _ => {
                    let [u, v] = x;
                    grad.iter_mut().zip(u.iter().zip(v)).for_each(add);
                }
            }
            return Ok(());
        }
        let disjoint = grads.get_disjoint_mut([first.0, second.0]);
        let mut grads =
            disjoint.map_err(|_| Error::Internal("a loss of tensors that are not there"))?;
        let add = |((u, v), (to_u, to_v)): ((&f64, &f64), (&mut f64, &mut f64))| {
            let [du, dv] = cotangent(u, v);
            *to_u += du;
            *to_v += dv;
        };
        if let (Some([u, v]), Some([to_u, to_v])) = (slices(x), slices_mut(&mut grads)) {
            let to = to_u.iter_mut().zip(to_v);
            u.iter().zip(v).zip(to).for_each(add);
        } else {
            let ([u, v], [to_u, to_v]) = (x, grads);
            u.iter().zip(v).zip(to_u.iter_mut().zip(to_v)).for_each(add);
        }
        Ok(())
    }
}
