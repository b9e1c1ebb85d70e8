//! The rule of `affine`: a linear map of one tensor, and a constant.

use crate::tape::{Idx, LinearMap, Result, Rule, Scratch, Start};
use ndarray::{ArrayViewD, ArrayViewMutD};

/// `A (get idx x) + b` with fixed `A` and `b`.
pub(super) struct Affine {
    idx: Idx,
    map: LinearMap,
    adjoint: LinearMap,
    bias: Vec<f64>,
    // Flat copies, for views that are not contiguous.
    input: Scratch,
    output: Scratch,
}

impl Affine {
    pub(super) fn new(idx: Idx, map: LinearMap, bias: Vec<f64>) -> Self {
        Self {
            idx,
            adjoint: map.adjoint(),
            bias,
            input: Scratch::new(map.cols()),
            output: Scratch::new(map.rows()),
            map,
        }
    }
}

impl Rule for Affine {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        let x = self.idx.get(x)?;
        with_flat(x, &self.input, |x| {
            with_flat_mut(out, &self.output, |out| {
                self.map.accumulate(1.0, x, Start::At(&self.bias), out);
            });
        });
        Ok(())
    }

    fn jvp(
        &self,
        _x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        let dx = self.idx.get(dx)?;
        with_flat(dx, &self.input, |dx| {
            with_flat_mut(out, &self.output, |out| {
                self.map.accumulate(1.0, dx, Start::Zero, out);
            });
        });
        Ok(())
    }

    fn vjp_add(
        &self,
        _x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        let grad = self.idx.get_mut(grads)?;
        with_flat(delta, &self.output, |delta| {
            with_flat_mut(grad, &self.input, |grad| {
                self.adjoint.accumulate(1.0, delta, Start::Kept, grad);
            });
        });
        Ok(())
    }
}

/// Calls `body` with the row-major coordinates of `view`.
fn with_flat(view: &ArrayViewD<'_, f64>, copy: &Scratch, body: impl FnOnce(&[f64])) {
    if let Some(slice) = view.as_slice() {
        return body(slice);
    }
    copy.with(|flat| {
        flat.iter_mut().zip(view).for_each(|(f, v)| *f = *v);
        body(flat);
    });
}

/// Calls `body` with the row-major coordinates of `view`, which take over what it writes there.
fn with_flat_mut(view: &mut ArrayViewMutD<'_, f64>, copy: &Scratch, body: impl FnOnce(&mut [f64])) {
    if let Some(slice) = view.as_slice_mut() {
        return body(slice);
    }
    copy.with(|flat| {
        flat.iter_mut().zip(view.iter()).for_each(|(f, v)| *f = *v);
        body(flat);
        view.iter_mut().zip(&*flat).for_each(|(v, f)| *v = *f);
    });
}
