//! Each definition against a loop over coordinates, as a node, as a linear map and as a matrix.
#![allow(
    clippy::needless_range_loop,
    reason = "loops by index read like the sums they stand for"
)]

use crate::kernels::cases::{
    Case, Expected, cases_of, flat, flat_context, integers, maps, tensor_of,
};
use ndarray::{Array1, Array2};
use proptest::prelude::*;
use torchlean_mirror::{
    nodes::arithmetic::*,
    tape::{Context, Idx, LinearMap, Shape, Tensor},
};

type Blocks = Vec<Vec<f64>>;

fn blocks(tensors: &[Tensor]) -> Blocks {
    tensors.iter().map(flat).collect()
}

fn check<F, J, V>(case: &Case, expected: Expected<F, J, V>)
where
    F: Fn(&Blocks, usize) -> f64,
    J: Fn(&Blocks, &Blocks, usize) -> f64,
    V: Fn(&Blocks, &[f64], usize, usize) -> f64,
{
    let Expected {
        node,
        fderiv,
        forward,
        jvp,
        vjp,
    } = expected;
    let (x, dx) = (blocks(&case.x), blocks(&case.dx));
    let output = node.output().clone();
    let delta = if output == case.shape {
        case.delta.clone()
    } else {
        tensor_of(&output, |i| (i % 7) as f64 - 3.0)
    };

    assert_eq!(
        node.forward(&case.x).unwrap(),
        tensor_of(&output, |i| forward(&x, i))
    );
    let tangent = tensor_of(&output, |i| jvp(&x, &dx, i));
    assert_eq!(node.jvp(&case.x, &case.dx).unwrap(), tangent);
    let shapes = case.context.shapes().iter().enumerate();
    let cotangents: Vec<_> = shapes
        .map(|(k, shape)| tensor_of(shape, |i| vjp(&x, &flat(&delta), k, i)))
        .collect();
    assert_eq!(node.vjp(&case.x, &delta).unwrap(), cotangents);

    assert_eq!(fderiv.context(), node.context());
    assert_eq!(fderiv.output(), node.output());
    let map = fderiv.deriv(&case.x).unwrap();
    assert_eq!(
        (map.rows(), map.cols()),
        (output.size(), case.context.size())
    );
    let direction = flat_context(&case.dx);
    assert_eq!(
        map.apply(direction.view()).unwrap().to_vec(),
        flat(&tangent)
    );
    let delta = Array1::from(flat(&delta));
    assert_eq!(
        map.adjoint().apply(delta.view()).unwrap(),
        flat_context(&cotangents)
    );
    let matrix = map.to_matrix().unwrap();
    assert_eq!(map.adjoint().to_matrix().unwrap(), matrix.t());
    for j in 0..case.context.size() {
        let unit = unit(&case.context, j);
        for i in 0..output.size() {
            assert_eq!(matrix[[i, j]], jvp(&x, &unit, i), "entry {i}, {j}");
        }
    }
}

/// The blocks of the flat unit vector `j`.
fn unit(context: &Context, j: usize) -> Blocks {
    let mut position = 0;
    let mut block = |shape: &Shape| {
        let mut block = vec![0.0; shape.size()];
        for value in &mut block {
            *value = if position == j { 1.0 } else { 0.0 };
            position += 1;
        }
        block
    };
    context.shapes().iter().map(&mut block).collect()
}

/// 1 if entry `k` is the one at `idx`, else 0.
fn at(idx: Idx, k: usize) -> f64 {
    if idx.0 == k { 1.0 } else { 0.0 }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn affine_is_matrix_times_input_plus_bias(
        case in cases_of(integers()),
        entries in prop::collection::vec(integers(), 1..150),
        output in prop::sample::select(vec![Shape::scalar(), Shape::from([0]), Shape::from([2, 2])]),
    ) {
        let (rows, cols) = (output.size(), case.shape.size());
        let entry = |i: usize, j: usize| entries[(i * cols + j) % entries.len()];
        let matrix = Array2::from_shape_fn((rows, cols), |(i, j)| entry(i, j));
        let bias: Vec<_> = (0..rows).map(|i| i as f64 - 1.0).collect();
        let build = || (
            LinearMap::dense(matrix.clone()),
            Array1::from(bias.clone()),
            output.clone(),
        );
        let (a, b, shape) = build();
        let node = affine(&case.context, case.a, a, b, shape).unwrap();
        let (a, b, shape) = build();
        let fderiv = affine_fderiv(&case.context, case.a, a, b, shape).unwrap();
        let k = case.a.0;
        check(&case, Expected {
            node,
            fderiv,
            forward: |x: &Blocks, i: usize| {
                let mut sum = bias[i];
                for j in 0..cols {
                    sum += entry(i, j) * x[k][j];
                }
                sum
            },
            jvp: |_: &Blocks, dx: &Blocks, i: usize| {
                let mut sum = 0.0;
                for j in 0..cols {
                    sum += entry(i, j) * dx[k][j];
                }
                sum
            },
            vjp: |_: &Blocks, delta: &[f64], block: usize, j: usize| {
                let mut sum = 0.0;
                for i in 0..rows {
                    if block == k {
                        sum += entry(i, j) * delta[i];
                    }
                }
                sum
            },
        });
    }

    #[test]
    fn add_adds(case in cases_of(integers())) {
        let (a, b) = (case.a, case.b);
        check(&case, Expected {
            node: add(&case.context, a, b).unwrap(),
            fderiv: add_fderiv(&case.context, a, b).unwrap(),
            forward: |x: &Blocks, i: usize| x[a.0][i] + x[b.0][i],
            jvp: |_: &Blocks, dx: &Blocks, i: usize| dx[a.0][i] + dx[b.0][i],
            vjp: |_: &Blocks, delta: &[f64], k: usize, i: usize| {
                if a.0 != k && b.0 != k { 0.0 } else { (at(a, k) + at(b, k)) * delta[i] }
            },
        });
    }

    #[test]
    fn sub_subtracts(case in cases_of(integers())) {
        let (a, b) = (case.a, case.b);
        check(&case, Expected {
            node: sub(&case.context, a, b).unwrap(),
            fderiv: sub_fderiv(&case.context, a, b).unwrap(),
            forward: |x: &Blocks, i: usize| x[a.0][i] - x[b.0][i],
            jvp: |_: &Blocks, dx: &Blocks, i: usize| dx[a.0][i] - dx[b.0][i],
            vjp: |_: &Blocks, delta: &[f64], k: usize, i: usize| {
                if a.0 != k && b.0 != k { 0.0 } else { (at(a, k) - at(b, k)) * delta[i] }
            },
        });
    }

    #[test]
    fn scale_multiplies_by_the_number(case in cases_of(integers()), c in integers()) {
        let a = case.a;
        check(&case, Expected {
            node: scale(&case.context, a, c).unwrap(),
            fderiv: scale_fderiv(&case.context, a, c).unwrap(),
            forward: |x: &Blocks, i: usize| c * x[a.0][i],
            jvp: |_: &Blocks, dx: &Blocks, i: usize| c * dx[a.0][i],
            vjp: |_: &Blocks, delta: &[f64], k: usize, i: usize| {
                if a.0 == k { c * delta[i] } else { 0.0 }
            },
        });
    }

    #[test]
    fn fixed_mask_scale_multiplies_by_the_coefficients(case in cases_of(integers())) {
        let a = case.a;
        let coeff = |i: usize| (i * i) as f64 - 4.0;
        let vector: Array1<f64> = (0..case.shape.size()).map(coeff).collect();
        check(&case, Expected {
            node: fixed_mask_scale(&case.context, a, vector.clone()).unwrap(),
            fderiv: fixed_mask_scale_fderiv(&case.context, a, vector).unwrap(),
            forward: |x: &Blocks, i: usize| coeff(i) * x[a.0][i],
            jvp: |_: &Blocks, dx: &Blocks, i: usize| coeff(i) * dx[a.0][i],
            vjp: |_: &Blocks, delta: &[f64], k: usize, i: usize| {
                if a.0 == k { coeff(i) * delta[i] } else { 0.0 }
            },
        });
    }

    #[test]
    fn fixed_inverted_dropout_drops_and_divides(
        case in cases_of(integers()),
        keep_prob in prop::sample::select(vec![0.25, 0.5, 1.0, -0.5, -2.0, 0.0, -0.0]),
        mask in prop::collection::vec(any::<bool>(), 200),
    ) {
        let a = case.a;
        let coeff = |i: usize| {
            if !mask[i] || keep_prob == 0.0 { 0.0 } else { 1.0 / keep_prob }
        };
        let n = case.shape.size();
        let vector: Array1<bool> = mask.iter().copied().take(n).collect();
        prop_assert_eq!(
            inverted_dropout_coeff(vector.clone(), keep_prob).to_vec(),
            (0..n).map(coeff).collect::<Vec<_>>()
        );
        check(&case, Expected {
            node: fixed_inverted_dropout(&case.context, a, vector.clone(), keep_prob).unwrap(),
            fderiv: fixed_inverted_dropout_fderiv(&case.context, a, vector, keep_prob).unwrap(),
            forward: |x: &Blocks, i: usize| coeff(i) * x[a.0][i],
            jvp: |_: &Blocks, dx: &Blocks, i: usize| coeff(i) * dx[a.0][i],
            vjp: |_: &Blocks, delta: &[f64], k: usize, i: usize| {
                if a.0 == k { coeff(i) * delta[i] } else { 0.0 }
            },
        });
    }

    #[test]
    fn mul_multiplies(case in cases_of(integers())) {
        let (a, b) = (case.a, case.b);
        check(&case, Expected {
            node: mul(&case.context, a, b).unwrap(),
            fderiv: mul_fderiv(&case.context, a, b).unwrap(),
            forward: |x: &Blocks, i: usize| x[a.0][i] * x[b.0][i],
            jvp: |x: &Blocks, dx: &Blocks, i: usize| x[a.0][i] * dx[b.0][i] + x[b.0][i] * dx[a.0][i],
            vjp: |x: &Blocks, delta: &[f64], k: usize, i: usize| {
                let mut sum = 0.0;
                if a.0 == k { sum += delta[i] * x[b.0][i]; }
                if b.0 == k { sum += delta[i] * x[a.0][i]; }
                sum
            },
        });
    }

    #[test]
    fn square_multiplies_with_itself(case in cases_of(integers())) {
        let a = case.a;
        check(&case, Expected {
            node: square(&case.context, a).unwrap(),
            fderiv: square_fderiv(&case.context, a).unwrap(),
            forward: |x: &Blocks, i: usize| x[a.0][i] * x[a.0][i],
            jvp: |x: &Blocks, dx: &Blocks, i: usize| 2.0 * x[a.0][i] * dx[a.0][i],
            vjp: |x: &Blocks, delta: &[f64], k: usize, i: usize| {
                if a.0 == k { 2.0 * x[a.0][i] * delta[i] } else { 0.0 }
            },
        });
    }
}

#[test]
fn dropout_of_keep_prob_zero_is_zero_and_not_infinite() {
    for zero in [0.0, -0.0] {
        let coeff = inverted_dropout_coeff(Array1::from(vec![true, false]), zero);
        assert_eq!(coeff.to_vec(), [0.0, 0.0]);
    }
}

#[test]
fn a_mask_applies_row_major() {
    let shape = Shape::from([2, 2]);
    let context = Context::new([shape.clone()]);
    let mask = Array1::from(vec![true, true, false, true]);
    let node = fixed_inverted_dropout(&context, Idx(0), mask, 0.5).unwrap();
    let x = tensor_of(&shape, |i| i as f64 + 1.0);
    let out = node.forward(&[x]).unwrap();
    assert_eq!(flat(&out), [2.0, 4.0, 0.0, 8.0]);
}

#[test]
fn coefficients_of_any_memory_layout_apply_in_their_order() {
    let context = Context::new([Shape::from([3])]);
    let mut coeff = Array1::from(vec![1.0, 2.0, 3.0]);
    coeff.invert_axis(ndarray::Axis(0));
    let node = fixed_mask_scale(&context, Idx(0), coeff.clone()).unwrap();
    let x = [tensor_of(&Shape::from([3]), |_| 1.0)];
    assert_eq!(flat(&node.forward(&x).unwrap()), [3.0, 2.0, 1.0]);
    let fderiv = fixed_mask_scale_fderiv(&context, Idx(0), coeff).unwrap();
    let image = fderiv.deriv(&x).unwrap().apply(flat_context(&x).view());
    assert_eq!(image.unwrap().to_vec(), [3.0, 2.0, 1.0]);
}

#[test]
fn affine_adds_its_bias_to_any_kind_of_map() {
    let n = 12;
    let shape = Shape::from([3, 4]);
    let context = Context::new([shape.clone()]);
    let x = [tensor_of(&shape, |i| i as f64 - 5.0)];
    let bias: Array1<f64> = (0..n).map(|i| (i * i) as f64).collect();
    let block = Array2::from_shape_fn((4, 4), |(i, j)| (3 * i + j) as f64 - 4.0);
    let maps = maps(n).into_iter();
    for map in maps.chain([LinearMap::position_wise(block, 3)]) {
        let matrix = map.to_matrix().unwrap();
        let node = affine(&context, Idx(0), map, bias.clone(), shape.clone()).unwrap();
        let expected = tensor_of(&shape, |i| {
            let mut sum = bias[i];
            for j in 0..n {
                sum += matrix[[i, j]] * flat(&x[0])[j];
            }
            sum
        });
        assert_eq!(node.forward(&x).unwrap(), expected);
    }
}

#[test]
fn affine_of_a_long_vector() {
    let shape = Shape::from([3000]);
    let context = Context::new([shape.clone()]);
    let entries: Array1<f64> = (0..3000).map(|i| (i % 17) as f64 - 8.0).collect();
    let bias: Array1<f64> = (0..3000).map(f64::from).collect();
    let map = LinearMap::diagonal(entries.clone());
    let node = affine(&context, Idx(0), map, bias.clone(), shape.clone()).unwrap();
    let x = [tensor_of(&shape, |i| (i % 5) as f64)];
    let expected = tensor_of(&shape, |i| bias[i] + entries[i] * (i % 5) as f64);
    assert_eq!(node.forward(&x).unwrap(), expected);
}
