//! The order of the sums, bit for bit.

use crate::kernels::cases::tensor_of;
use ndarray::{Array1, ArrayD, Ix2, IxDyn};
use proptest::prelude::*;
use std::num::NonZeroUsize;
use torchlean_mirror::{
    nodes::{batched, matrix::*, reductions::*},
    tape::{Broadcast, Context, Idx, LinearMap, Node, Shape, Tensor, with_threads},
};

/// Eight partial sums, and then their tree.
fn in_order(terms: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    for (i, term) in terms.iter().enumerate() {
        lanes[i % 8] += term;
    }
    ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
        + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
}

/// Numbers whose sums round, of many sizes.
fn real(i: usize, seed: u64) -> f64 {
    let mut state = (i as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ seed.wrapping_mul(0xff51_afd7_ed55_8ccd);
    state ^= state >> 29;
    state = state.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state ^= state >> 32;
    let fraction = (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5;
    fraction * f64::powi(2.0, (state % 40) as i32 - 20)
}

fn reals<const N: usize>(dims: [usize; N], seed: u64) -> Tensor {
    tensor_of(&Shape::from(dims), |i| real(i, seed))
}

fn bits(tensor: &Tensor) -> Vec<u64> {
    tensor.iter().map(|value| value.to_bits()).collect()
}

fn by<const N: usize>(dims: [usize; N], value: impl Fn([usize; N]) -> f64) -> Tensor {
    ArrayD::from_shape_fn(IxDyn(&dims), |index| {
        value(std::array::from_fn(|axis| index[axis]))
    })
}

/// `∑ j, a i j * b j k`, in order.
fn product(
    a: impl Fn(usize, usize) -> f64,
    b: impl Fn(usize, usize) -> f64,
    [m, n, p]: [usize; 3],
) -> Tensor {
    by([m, p], |[i, k]| {
        let terms: Vec<f64> = (0..n).map(|j| a(i, j) * b(j, k)).collect();
        in_order(&terms)
    })
}

fn entries(matrix: &Tensor) -> impl Fn(usize, usize) -> f64 + Copy {
    let matrix = matrix.view().into_dimensionality::<Ix2>().unwrap();
    move |i, j| matrix[[i, j]]
}

fn context(x: &[Tensor]) -> Context {
    x.iter().map(|tensor| Shape::new(tensor.shape())).collect()
}

/// What the node adds to cotangents that hold `start`.
fn added(node: &Node, x: &[Tensor], delta: &Tensor, start: &[Tensor]) -> Vec<Tensor> {
    let mut grads = start.to_vec();
    let x: Vec<_> = x.iter().map(|tensor| tensor.view()).collect();
    let mut views: Vec<_> = grads.iter_mut().map(|grad| grad.view_mut()).collect();
    node.vjp_add(&x, &delta.view(), &mut views).unwrap();
    grads
}

fn check_product([m, n, p]: [usize; 3]) {
    let x = [reals([m, n], 1), reals([n, p], 2)];
    let dx = [reals([m, n], 3), reals([n, p], 4)];
    let delta = reals([m, p], 5);
    let node = matmul(&context(&x), Idx(0), Idx(1)).unwrap();
    let [a, b] = x.each_ref().map(entries);
    let [da, db] = dx.each_ref().map(entries);
    let forward = product(a, b, [m, n, p]);
    assert_eq!(bits(&node.forward(&x).unwrap()), bits(&forward));
    let jvp = product(da, b, [m, n, p]) + product(a, db, [m, n, p]);
    assert_eq!(bits(&node.jvp(&x, &dx).unwrap()), bits(&jvp));
    let of_delta = entries(&delta);
    let grads = added(&node, &x, &delta, &dx);
    let to_a = &dx[0] + product(of_delta, |k, j| b(j, k), [m, p, n]);
    let to_b = &dx[1] + product(|j, i| a(i, j), of_delta, [n, m, p]);
    assert_eq!(bits(&grads[0]), bits(&to_a));
    assert_eq!(bits(&grads[1]), bits(&to_b));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn of_products(m in 0_usize..20, n in 0_usize..40, p in 0_usize..20) {
        check_product([m, n, p]);
    }

    #[test]
    fn of_maps(rows in 0_usize..80, cols in 0_usize..80) {
        let (matrix, v, w) = (reals([rows, cols], 1), reals([cols], 2), reals([rows], 3));
        let flat = |tensor: &Tensor| tensor.iter().copied().collect::<Array1<f64>>();
        let map = LinearMap::dense(matrix.clone().into_dimensionality::<Ix2>().unwrap());
        let matrix = entries(&matrix);
        let image = product(matrix, |j, _| v[[j]], [rows, cols, 1]);
        prop_assert_eq!(map.apply(flat(&v).view()).unwrap(), flat(&image));
        let image = product(|j, i| matrix(i, j), |i, _| w[[i]], [cols, rows, 1]);
        prop_assert_eq!(map.adjoint().apply(flat(&w).view()).unwrap(), flat(&image));
    }

    #[test]
    fn of_heads(h in 1_usize..4, m in 1_usize..6, n in 0_usize..20, p in 1_usize..6) {
        let x = [reals([h, m, n], 1), reals([h, n, p], 2)];
        let node = batched::matmul(&context(&x), Idx(0), Idx(1)).unwrap();
        let expected = by([h, m, p], |[l, i, k]| {
            let terms: Vec<f64> = (0..n).map(|j| x[0][[l, i, j]] * x[1][[l, j, k]]).collect();
            in_order(&terms)
        });
        prop_assert_eq!(bits(&node.forward(&x).unwrap()), bits(&expected));
    }

    #[test]
    fn of_tensors_rows_and_columns(m in 0_usize..70, n in 0_usize..70) {
        let (matrix, row, column) = (reals([m, n], 1), reals([m], 2), reals([n], 3));
        let x = [matrix.clone(), row.clone(), column.clone()];
        let (context, output) = (context(&x), || Shape::from([m, n]));
        let of_row = |i: usize| -> Vec<f64> { (0..n).map(|j| matrix[[i, j]]).collect() };
        let of_column = |j: usize| -> Vec<f64> { (0..m).map(|i| matrix[[i, j]]).collect() };

        let node = sum(&context, Idx(0)).unwrap();
        let total = in_order(&matrix.iter().copied().collect::<Vec<_>>());
        prop_assert_eq!(bits(&node.forward(&x).unwrap()), [total.to_bits()]);

        let node = row_mean(&context, Idx(0)).unwrap();
        let mean = by([m], |[i]| if n == 0 { 0.0 } else { in_order(&of_row(i)) / n as f64 });
        prop_assert_eq!(bits(&node.forward(&x).unwrap()), bits(&mean));
        let grads = added(&node, &x, &row, &x);
        let expected = by([m, n], |[i, j]| matrix[[i, j]] + row[[i]] / n as f64);
        prop_assert_eq!(bits(&grads[0]), bits(&expected));

        let node = broadcast_row(&context, Idx(1), output()).unwrap();
        let grads = added(&node, &x, &matrix, &x);
        let expected = by([m], |[i]| row[[i]] + in_order(&of_row(i)));
        prop_assert_eq!(bits(&grads[1]), bits(&expected));

        let node = broadcast_col(&context, Idx(2), output()).unwrap();
        let grads = added(&node, &x, &matrix, &x);
        let expected = by([n], |[j]| column[[j]] + in_order(&of_column(j)));
        prop_assert_eq!(bits(&grads[2]), bits(&expected));
    }
}

#[test]
fn of_products_that_are_larger_than_a_block() {
    // More terms than one panel holds beside another, and several blocks of panels.
    check_product([5, 8200, 5]);
    check_product([3, 3000, 13]);
    check_product([9, 600, 70]);
    check_product([40, 270, 30]);
}

#[test]
fn of_many_columns_and_terms_that_lie_apart() {
    let x = [reals([19, 600], 1), reals([4, 70, 5], 2)];
    let context = context(&x);
    let node = reduce_sum(&context, 0, Idx(0)).unwrap();
    let columns = by([600], |[j]| {
        in_order(&(0..19).map(|i| x[0][[i, j]]).collect::<Vec<_>>())
    });
    assert_eq!(bits(&node.forward(&x).unwrap()), bits(&columns));
    let node = reduce_sum(&context, 1, Idx(1)).unwrap();
    let middle = by([4, 5], |[i, k]| {
        in_order(&(0..70).map(|j| x[1][[i, j, k]]).collect::<Vec<_>>())
    });
    assert_eq!(bits(&node.forward(&x).unwrap()), bits(&middle));

    // The first axis and the last are summed over, which are not one.
    let vector = reals([70], 3);
    let context = Context::new([Shape::from([70])]);
    let steps = vec![
        Broadcast::ExpandDims,
        Broadcast::DimEq,
        Broadcast::ExpandDims,
    ];
    let node = broadcast_to(&context, Idx(0), Shape::from([4, 70, 5]), steps).unwrap();
    let sums = by([70], |[j]| {
        let rows = (0..4).flat_map(|i| (0..5).map(move |k| [i, j, k]));
        vector[[j]] + in_order(&rows.map(|at| x[1][at]).collect::<Vec<_>>())
    });
    let vector = [vector];
    let grads = added(&node, &vector, &x[1], &vector);
    assert_eq!(bits(&grads[0]), bits(&sums));
}

#[test]
fn of_products_in_any_number_of_threads() {
    // The rows, the columns and the heads are divided, not always into equal parts.
    for [h, m, n, p] in [[1, 803, 109, 96], [1, 35, 300, 801], [70, 41, 50, 61]] {
        let x = [reals([h, m, n], 1), reals([h, n, p], 2)];
        let delta = reals([h, m, p], 3);
        let node = batched::matmul(&context(&x), Idx(0), Idx(1)).unwrap();
        let run = |count: usize| {
            with_threads(NonZeroUsize::new(count).unwrap(), || {
                let mut all = node.vjp(&x, &delta).unwrap();
                all.push(node.forward(&x).unwrap());
                all.push(node.jvp(&x, &x).unwrap());
                all.iter().flat_map(bits).collect::<Vec<_>>()
            })
        };
        let alone = run(1);
        for count in [2, 3, 8] {
            assert!(run(count) == alone, "{count} threads");
        }
        let terms: Vec<f64> = (0..n)
            .map(|j| x[0][[h - 1, m - 1, j]] * x[1][[h - 1, j, p - 1]])
            .collect();
        let out = node.forward(&x).unwrap();
        assert_eq!(out[[h - 1, m - 1, p - 1]], in_order(&terms));
    }
}

#[test]
fn an_overflow_or_a_nan_stays_in_its_coordinates() {
    let x = [
        tensor_of(&Shape::from([1, 2]), |i| [f64::INFINITY, 1.0][i]),
        tensor_of(&Shape::from([2, 2]), |i| [1.0, 0.0, 1.0, 1.0][i]),
    ];
    let node = matmul(&context(&x), Idx(0), Idx(1)).unwrap();
    let out = node.forward(&x).unwrap();
    assert_eq!(out[[0, 0]], f64::INFINITY);
    assert!(out[[0, 1]].is_nan());
    let x = [
        reals([3, 1], 1),
        tensor_of(&Shape::from([1, 1]), |_| f64::MAX),
    ];
    let node = matmul(&context(&x), Idx(0), Idx(1)).unwrap();
    let large = [x[0].mapv(|value| value * 1e10), x[1].clone()];
    assert!(
        node.forward(&large)
            .unwrap()
            .iter()
            .any(|value| value.is_infinite())
    );
}

#[test]
fn no_terms_are_plus_zero() {
    let x = [reals([2, 0], 1), reals([0, 3], 2)];
    let node = matmul(&context(&x), Idx(0), Idx(1)).unwrap();
    assert_eq!(bits(&node.forward(&x).unwrap()), [0; 6]);
    let node = row_mean(&context(&x), Idx(0)).unwrap();
    assert_eq!(bits(&node.forward(&x).unwrap()), [0; 2]);
    let node = sum(&context(&x), Idx(1)).unwrap();
    assert_eq!(bits(&node.forward(&x).unwrap()), [0]);
}
