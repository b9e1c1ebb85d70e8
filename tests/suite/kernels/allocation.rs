//! The forms that write into the caller's buffers allocate nothing, from the first call on.

use crate::kernels::cases::{context_of, nodes, shapes, tensor_of};
use allocation_counter::measure;
use ndarray::{ArrayViewD, ArrayViewMutD, Axis};
use torchlean_mirror::tape::{Idx, Node, Shape, Tensor};

pub fn allocations(node: &Node, reversed: bool) -> u64 {
    let tensors = |value: f64| -> Vec<Tensor> {
        let shapes = node.context().shapes().iter();
        shapes.map(|shape| tensor_of(shape, |_| value)).collect()
    };
    let (x, dx, mut grads) = (tensors(2.0), tensors(3.0), tensors(0.0));
    let delta = tensor_of(node.output(), |_| 5.0);
    let mut out = tensor_of(node.output(), |_| 0.0);

    let x: Vec<_> = x.iter().map(|tensor| view(tensor, reversed)).collect();
    let dx: Vec<_> = dx.iter().map(|tensor| view(tensor, reversed)).collect();
    let delta = view(&delta, reversed);
    let mut out = view_mut(&mut out, reversed);
    let mut grads: Vec<_> = grads
        .iter_mut()
        .map(|grad| view_mut(grad, reversed))
        .collect();

    let counted = measure(|| {
        node.forward_into(&x, &mut out).unwrap();
        node.jvp_into(&x, &dx, &mut out).unwrap();
        node.vjp_add(&x, &delta, &mut grads).unwrap();
        node.forward_vjp_add(&x, &delta, &mut out, &mut grads)
            .unwrap();
    });
    counted.count_total
}

fn view(tensor: &Tensor, reversed: bool) -> ArrayViewD<'_, f64> {
    let mut view = tensor.view();
    if reversed {
        (0..view.ndim()).for_each(|axis| view.invert_axis(Axis(axis)));
    }
    view
}

fn view_mut(tensor: &mut Tensor, reversed: bool) -> ArrayViewMutD<'_, f64> {
    let mut view = tensor.view_mut();
    if reversed {
        (0..view.ndim()).for_each(|axis| view.invert_axis(Axis(axis)));
    }
    view
}

#[test]
fn no_node_allocates() {
    for shape in shapes().into_iter().chain([Shape::from([12, 10])]) {
        let context = context_of(&shape);
        for (a, b) in [(1, 3), (3, 3)] {
            for (name, node) in nodes(&context, &shape, Idx(a), Idx(b)) {
                for reversed in [false, true] {
                    let count = allocations(&node, reversed);
                    assert_eq!(count, 0, "{name} of {shape}, reversed: {reversed}");
                }
            }
        }
    }
}

#[test]
fn an_allocation_is_counted() {
    let counted = measure(|| drop(std::hint::black_box(vec![0.0; 3])));
    assert_eq!(counted.count_total, 1);
}
