//! A tape run forwards and backwards.

use super::{Graph, Step};
use crate::tape::{Error, Idx, Result, Tensor};
use ndarray::{ArrayViewD, ArrayViewMutD};

/// The positions that a node reads: each once, in ascending order.
#[derive(Clone, Debug)]
pub(super) struct Reads(Box<[usize]>);

impl Reads {
    /// The distinct ones of `positions`, and for each of `positions` its index among them.
    pub(super) fn of(positions: &[Idx], len: usize) -> Result<(Self, Vec<Idx>)> {
        let mut distinct: Vec<usize> = positions.iter().map(|position| position.0).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let local = |position: &Idx| {
            let found = distinct.binary_search(&position.0).ok();
            found.filter(|_| position.0 < len).map(Idx)
        };
        let outside = |position: &Idx| Error::Index {
            argument: "positions".into(),
            index: position.0,
            len,
        };
        let local: Vec<Idx> = positions
            .iter()
            .map(|position| local(position).ok_or_else(|| outside(position)))
            .collect::<Result<_>>()?;
        Ok((Self(distinct.into()), local))
    }

    pub(super) fn positions(&self) -> &[usize] {
        &self.0
    }

    /// The tensors that are read.
    fn views<'t>(&self, tensors: &'t [Tensor]) -> Result<Vec<ArrayViewD<'t, f64>>> {
        let each = self.0.iter();
        each.map(|&at| Ok(Idx(at).get(tensors)?.view())).collect()
    }

    /// The tensors that are read, to be added to.
    fn views_mut<'t>(&self, tensors: &'t mut [Tensor]) -> Result<Vec<ArrayViewMutD<'t, f64>>> {
        // Ascending, so that each cut leaves what the next ones need.
        let (mut rest, mut passed) = (tensors, 0);
        let mut views = Vec::with_capacity(self.0.len());
        for &at in &self.0 {
            let outside = || Error::Index {
                argument: "reads".into(),
                index: at,
                len: passed,
            };
            let behind = rest.get_mut(at.saturating_sub(passed)..);
            let (tensor, after) = behind
                .and_then(<[Tensor]>::split_first_mut)
                .ok_or_else(outside)?;
            views.push(tensor.view_mut());
            (rest, passed) = (after, at.saturating_add(1));
        }
        Ok(views)
    }
}

impl Graph {
    /// The values at all positions at `x`: the inputs, then the results.
    ///
    /// Lean: `Proofs.Autograd.Graph.evalVec`.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] or [`Error::Shape`] if `x` is not of Γ; [`Error::TooLarge`] if a result
    /// cannot be held; whatever a node cannot compute.
    pub fn eval(&self, x: &[Tensor]) -> Result<Vec<Tensor>> {
        self.check("x", x, self.inputs())?;
        let mut values = Vec::with_capacity(self.shapes.len());
        values.extend_from_slice(x);
        for step in &self.steps {
            let mut out = step.node.output().zeros("output")?;
            let read = step.reads.views(&values)?;
            step.node.forward_into(&read, &mut out.view_mut())?;
            values.push(out);
        }
        Ok(values)
    }

    /// [`eval`](Self::eval) into the caller's tensors, one per position, which are overwritten.
    ///
    /// # Errors
    ///
    /// As for [`eval`](Self::eval), and for `values`.
    pub fn eval_into(&self, x: &[Tensor], values: &mut [Tensor]) -> Result<()> {
        self.check("x", x, self.inputs())?;
        self.check("values", values, self.shapes.len())?;
        for (value, x) in values.iter_mut().zip(x) {
            value.assign(x);
        }
        self.each_result(values, |step, before, out| {
            let read = step.reads.views(before)?;
            step.node.forward_into(&read, &mut out.view_mut())
        })
    }

    /// The tangents at all positions at `x` in the direction `dx`.
    ///
    /// Lean: `Proofs.Autograd.Graph.jvpVec`.
    ///
    /// # Errors
    ///
    /// As for [`eval`](Self::eval), and for `dx`.
    pub fn jvp(&self, x: &[Tensor], dx: &[Tensor]) -> Result<Vec<Tensor>> {
        let values = self.eval(x)?;
        let mut tangents = self.zeros()?;
        self.jvp_at(&values, dx, &mut tangents)?;
        Ok(tangents)
    }

    /// [`jvp`](Self::jvp) where [`eval`](Self::eval) has given `values`, into the caller's
    /// tensors, one per position, which are overwritten.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] or [`Error::Shape`] if `dx` is not of Γ, or `values` or `tangents` not of
    /// the tape; whatever a node cannot compute.
    pub fn jvp_at(&self, values: &[Tensor], dx: &[Tensor], tangents: &mut [Tensor]) -> Result<()> {
        self.check("values", values, self.shapes.len())?;
        self.check("dx", dx, self.inputs())?;
        self.check("tangents", tangents, self.shapes.len())?;
        for (tangent, dx) in tangents.iter_mut().zip(dx) {
            tangent.assign(dx);
        }
        self.each_result(tangents, |step, before, out| {
            let read = step.reads.views(values)?;
            let directions = step.reads.views(before)?;
            let out = &mut out.view_mut();
            step.node.jvp_into(&read, &directions, out)
        })
    }

    /// The cotangent of Γ at `x`, where `seed` has a cotangent for every position: the adjoint of
    /// the derivative of [`eval`](Self::eval), applied to `seed`.
    ///
    /// Lean: `Proofs.Autograd.Graph.backpropVec`, and `backpropVec_eq_adjoint_fderiv` for what it
    /// is.
    ///
    /// # Errors
    ///
    /// As for [`eval`](Self::eval), and for `seed`.
    pub fn backprop(&self, x: &[Tensor], mut seed: Vec<Tensor>) -> Result<Vec<Tensor>> {
        self.check("seed", &seed, self.shapes.len())?;
        let values = self.eval(x)?;
        self.backprop_at(&values, &mut seed)?;
        seed.truncate(self.inputs());
        Ok(seed)
    }

    /// [`backprop`](Self::backprop) where [`eval`](Self::eval) has given `values`, in place.
    ///
    /// `cotangents` holds the seed, and afterwards at each position the whole cotangent that has
    /// flowed there; those of Γ are the first [`inputs`](Self::inputs).
    ///
    /// # Errors
    ///
    /// [`Error::Length`] or [`Error::Shape`] if `values` or `cotangents` are not of the tape;
    /// whatever a node cannot compute.
    pub fn backprop_at(&self, values: &[Tensor], cotangents: &mut [Tensor]) -> Result<()> {
        self.check("values", values, self.shapes.len())?;
        self.check("cotangents", cotangents, self.shapes.len())?;
        let results = self.inputs()..self.shapes.len();
        for (position, step) in results.zip(&self.steps).rev() {
            let (before, from) = cotangents.split_at_mut(position);
            let delta = Idx(0).get(from)?.view();
            let read = step.reads.views(values)?;
            let mut grads = step.reads.views_mut(before)?;
            step.node.vjp_add(&read, &delta, &mut grads)?;
        }
        Ok(())
    }

    /// Calls `run` for each node with the tensors before its result and that of its result.
    fn each_result(
        &self,
        tensors: &mut [Tensor],
        run: impl Fn(&Step, &[Tensor], &mut Tensor) -> Result<()>,
    ) -> Result<()> {
        let results = self.inputs()..self.shapes.len();
        for (position, step) in results.zip(&self.steps) {
            let (before, from) = tensors.split_at_mut(position);
            run(step, before, Idx(0).get_mut(from)?)?;
        }
        Ok(())
    }
}
