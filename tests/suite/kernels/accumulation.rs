//! Buffers of the caller: overwritten whole, added to, or left alone.

use crate::kernels::cases::{
    Case, cases_of, entries_read, integers, nodes, reals, tensor_of, views,
};
use proptest::prelude::*;
use torchlean_mirror::tape::{Node, Tensor};

fn bits(tensor: &Tensor) -> Vec<u64> {
    tensor.iter().map(|value| value.to_bits()).collect()
}

fn vjp_add(node: &Node, case: &Case, grads: &mut [Tensor]) {
    let x = views(&case.x);
    let mut grads: Vec<_> = grads.iter_mut().map(|grad| grad.view_mut()).collect();
    node.vjp_add(&x, &case.delta.view(), &mut grads).unwrap();
}

fn fused(node: &Node, case: &Case, out: &mut Tensor, grads: &mut [Tensor]) {
    let x = views(&case.x);
    let mut grads: Vec<_> = grads.iter_mut().map(|grad| grad.view_mut()).collect();
    node.forward_vjp_add(&x, &case.delta.view(), &mut out.view_mut(), &mut grads)
        .unwrap();
}

/// What an entry that is not read must keep: a zero of either sign, a NaN with a payload.
fn sentinel(i: usize) -> f64 {
    [-0.0, f64::from_bits(0x7ff8_0000_dead_beef), f64::INFINITY][i % 3]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn cotangents_are_added_where_something_flows_and_untouched_elsewhere(
        case in cases_of(integers()),
    ) {
        for (name, node) in nodes(&case.context, &case.shape, case.a, case.b) {
            let read = entries_read(name, case.a, case.b);
            let is_read = |k: usize| read.iter().any(|idx| idx.0 == k);
            let vjp = node.vjp(&case.x, &case.delta).unwrap();
            let shapes = case.context.shapes().iter().enumerate();
            let before: Vec<_> = shapes
                .map(|(k, shape)| {
                    tensor_of(shape, |i| if is_read(k) { i as f64 - 3.0 } else { sentinel(i) })
                })
                .collect();
            let (mut added, mut fused_grads) = (before.clone(), before.clone());
            vjp_add(&node, &case, &mut added);
            let mut out = tensor_of(&case.shape, sentinel);
            fused(&node, &case, &mut out, &mut fused_grads);
            prop_assert_eq!(&out, &node.forward(&case.x).unwrap(), "{}", name);
            for (k, before) in before.iter().enumerate() {
                if is_read(k) {
                    let sum = before + &vjp[k];
                    prop_assert_eq!(&added[k], &sum, "{}, entry {}", name, k);
                    prop_assert_eq!(&fused_grads[k], &sum, "{}, entry {}", name, k);
                } else {
                    prop_assert_eq!(bits(&added[k]), bits(before), "{}, entry {}", name, k);
                    prop_assert_eq!(bits(&fused_grads[k]), bits(before), "{}, entry {}", name, k);
                }
            }
        }
    }

    #[test]
    fn the_forms_agree_bit_for_bit(case in cases_of(reals())) {
        for (name, node) in nodes(&case.context, &case.shape, case.a, case.b) {
            let x = views(&case.x);
            let dx = views(&case.dx);
            let mut out = tensor_of(&case.shape, |_| f64::NAN);
            node.forward_into(&x, &mut out.view_mut()).unwrap();
            let forward = node.forward(&case.x).unwrap();
            prop_assert_eq!(bits(&out), bits(&forward), "{}", name);

            out.fill(f64::NAN);
            node.jvp_into(&x, &dx, &mut out.view_mut()).unwrap();
            let jvp = node.jvp(&case.x, &case.dx).unwrap();
            prop_assert_eq!(bits(&out), bits(&jvp), "{}", name);

            let start: Vec<_> = case.dx.clone();
            let (mut apart, mut at_once) = (start.clone(), start);
            vjp_add(&node, &case, &mut apart);
            out.fill(f64::NAN);
            fused(&node, &case, &mut out, &mut at_once);
            prop_assert_eq!(bits(&out), bits(&forward), "{}", name);
            for (apart, at_once) in apart.iter().zip(&at_once) {
                prop_assert_eq!(bits(apart), bits(at_once), "{}", name);
            }
        }
    }
}
