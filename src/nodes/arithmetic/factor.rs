//! The rules of `scale` and `fixed_mask_scale`: constant factors.

use crate::{
    nodes::sweep::{write_1_read_1, write_1_read_2, write_2_read_2, write_2_read_3},
    tape::{Idx, Result, Rule, Tensor},
};
use ndarray::{ArrayViewD, ArrayViewMutD};

/// `c • get idx x` with a fixed number `c`.
pub(super) struct Scale {
    pub(super) idx: Idx,
    pub(super) c: f64,
}

impl Rule for Scale {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        write_1_read_1(out, self.idx.get(x)?, |out, x| *out = self.c * x);
        Ok(())
    }

    fn jvp(
        &self,
        _x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        self.forward(dx, out)
    }

    fn vjp_add(
        &self,
        _x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        let grad = self.idx.get_mut(grads)?;
        write_1_read_1(grad, delta, |grad, delta| *grad += self.c * delta);
        Ok(())
    }

    fn forward_vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        out: &mut ArrayViewMutD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        let (x, grad) = (self.idx.get(x)?, self.idx.get_mut(grads)?);
        write_2_read_2(out, grad, x, delta, |out, grad, x, delta| {
            *out = self.c * x;
            *grad += self.c * delta;
        });
        Ok(())
    }
}

/// `coeff ⊙ get idx x` with fixed coefficients, which have the tensor's shape.
pub(super) struct MaskScale {
    pub(super) idx: Idx,
    pub(super) coeff: Tensor,
}

impl Rule for MaskScale {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        let (x, coeff) = (self.idx.get(x)?, self.coeff.view());
        write_1_read_2(out, &coeff, x, |out, coeff, x| *out = coeff * x);
        Ok(())
    }

    fn jvp(
        &self,
        _x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        self.forward(dx, out)
    }

    fn vjp_add(
        &self,
        _x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        let (grad, coeff) = (self.idx.get_mut(grads)?, self.coeff.view());
        write_1_read_2(grad, &coeff, delta, |grad, coeff, delta| {
            *grad += coeff * delta;
        });
        Ok(())
    }

    fn forward_vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        out: &mut ArrayViewMutD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        let (x, grad) = (self.idx.get(x)?, self.idx.get_mut(grads)?);
        let coeff = self.coeff.view();
        write_2_read_3(out, grad, &coeff, x, delta, |out, grad, coeff, x, delta| {
            *out = coeff * x;
            *grad += coeff * delta;
        });
        Ok(())
    }
}
