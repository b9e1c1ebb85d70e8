//! The rules of `add` and `sub`.

use crate::{
    nodes::sweep::{
        write_1_read_1, write_1_read_2, write_2_read_1, write_2_read_2, write_3_read_3,
    },
    tape::{Idx, Result, Rule},
};
use ndarray::{ArrayViewD, ArrayViewMutD};

/// `get a x + get b x`, or `get a x - get b x` if `MINUS`.
pub(super) struct Sum<const MINUS: bool> {
    pub(super) a: Idx,
    pub(super) b: Idx,
}

impl<const MINUS: bool> Sum<MINUS> {
    fn combine(left: f64, right: f64) -> f64 {
        if MINUS { left - right } else { left + right }
    }
}

impl<const MINUS: bool> Rule for Sum<MINUS> {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        let (a, b) = (self.a.get(x)?, self.b.get(x)?);
        write_1_read_2(out, a, b, |out, a, b| *out = Self::combine(a, b));
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
        match self.a.get_two_mut(self.b, grads)? {
            Some([a, b]) => write_2_read_1(a, b, delta, |a, b, delta| {
                *a += delta;
                *b = Self::combine(*b, delta);
            }),
            None => write_1_read_1(self.a.get_mut(grads)?, delta, |grad, delta| {
                *grad += Self::combine(delta, delta);
            }),
        }
        Ok(())
    }

    fn forward_vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        out: &mut ArrayViewMutD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        let (a, b) = (self.a.get(x)?, self.b.get(x)?);
        match self.a.get_two_mut(self.b, grads)? {
            Some([grad_a, grad_b]) => write_3_read_3(
                out,
                grad_a,
                grad_b,
                a,
                b,
                delta,
                |out, grad_a, grad_b, a, b, delta| {
                    *out = Self::combine(a, b);
                    *grad_a += delta;
                    *grad_b = Self::combine(*grad_b, delta);
                },
            ),
            None => {
                let grad = self.a.get_mut(grads)?;
                write_2_read_2(out, grad, a, delta, |out, grad, a, delta| {
                    *out = Self::combine(a, a);
                    *grad += Self::combine(delta, delta);
                });
            }
        }
        Ok(())
    }
}
