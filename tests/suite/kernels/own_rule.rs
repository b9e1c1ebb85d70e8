//! A rule written outside the crate, around a node of the crate.

use crate::kernels::cases::{flat, tensor_of, views};
use ndarray::{ArrayViewD, ArrayViewMutD};
use torchlean_mirror::{
    nodes::arithmetic::scale,
    tape::{Context, Idx, Node, Result, Rule, Shape},
};

/// A node whose output is one larger, and so is no longer linear.
struct PlusOne(Node);

impl Rule for PlusOne {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        self.0.forward_into(x, out)?;
        *out += 1.0;
        Ok(())
    }

    fn jvp(
        &self,
        x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        self.0.jvp_into(x, dx, out)
    }

    fn vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        self.0.vjp_add(x, delta, grads)
    }
}

#[test]
fn it_is_a_node_like_any_other() {
    let shape = Shape::from([2]);
    let context = Context::new([shape.clone()]);
    let inner = scale(&context, Idx(0), 3.0).unwrap();
    let node = Node::new(context, shape.clone(), PlusOne(inner));
    let x = [tensor_of(&shape, |i| i as f64)];
    assert_eq!(flat(&node.forward(&x).unwrap()), [1.0, 4.0]);
    assert_eq!(flat(&node.jvp(&x, &x).unwrap()), [0.0, 3.0]);

    let (mut out, mut grad) = (tensor_of(&shape, |_| 0.0), tensor_of(&shape, |_| 10.0));
    let (delta, mut grads) = (x[0].view(), [grad.view_mut()]);
    node.forward_vjp_add(&views(&x), &delta, &mut out.view_mut(), &mut grads)
        .unwrap();
    assert_eq!(flat(&out), [1.0, 4.0]);
    assert_eq!(flat(&grad), [10.0, 13.0]);
}
