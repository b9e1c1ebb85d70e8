//! The rule of `mul`: a product coordinate by coordinate.

use crate::{
    nodes::sweep::{
        write_1_read_2, write_1_read_4, write_2_read_2, write_2_read_3, write_3_read_3,
    },
    tape::{Idx, Result, Rule},
};
use ndarray::{ArrayViewD, ArrayViewMutD};

/// `get a x ⊙ get b x`.
pub(super) struct Product {
    pub(super) a: Idx,
    pub(super) b: Idx,
}

impl Rule for Product {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        let (a, b) = (self.a.get(x)?, self.b.get(x)?);
        write_1_read_2(out, a, b, |out, a, b| *out = a * b);
        Ok(())
    }

    fn jvp(
        &self,
        x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        let (a, b) = (self.a.get(x)?, self.b.get(x)?);
        let (da, db) = (self.a.get(dx)?, self.b.get(dx)?);
        write_1_read_4(out, a, b, da, db, |out, a, b, da, db| {
            *out = a * db + b * da;
        });
        Ok(())
    }

    fn vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        let (a, b) = (self.a.get(x)?, self.b.get(x)?);
        match self.a.get_two_mut(self.b, grads)? {
            Some([grad_a, grad_b]) => write_2_read_3(
                grad_a,
                grad_b,
                a,
                b,
                delta,
                |grad_a, grad_b, a, b, delta| {
                    *grad_a += delta * b;
                    *grad_b += delta * a;
                },
            ),
            None => {
                let grad = self.a.get_mut(grads)?;
                write_1_read_2(grad, a, delta, |grad, a, delta| {
                    *grad += delta * a + delta * a;
                });
            }
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
                    *out = a * b;
                    *grad_a += delta * b;
                    *grad_b += delta * a;
                },
            ),
            None => {
                let grad = self.a.get_mut(grads)?;
                write_2_read_2(out, grad, a, delta, |out, grad, a, delta| {
                    *out = a * a;
                    *grad += delta * a + delta * a;
                });
            }
        }
        Ok(())
    }
}
