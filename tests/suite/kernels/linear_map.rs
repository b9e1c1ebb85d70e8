//! Maps against matrices written out by hand.

use ndarray::{Array1, Array2, arr1, arr2, s};
use proptest::prelude::*;
use torchlean_mirror::tape::{Context, Error, Idx, LinearMap, Shape};

/// `matrix v`, by two loops.
fn product(matrix: &Array2<f64>, v: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; matrix.nrows()];
    for i in 0..matrix.nrows() {
        for j in 0..matrix.ncols() {
            out[i] += matrix[[i, j]] * v[j];
        }
    }
    out
}

fn integers(n: usize, seed: usize) -> Array1<f64> {
    (0..n)
        .map(|i| ((i + 1) * (seed + 3) % 13) as f64 - 6.0)
        .collect()
}

/// That `map` is the map with this matrix, in either direction.
fn assert_is(map: &LinearMap, matrix: &Array2<f64>) {
    assert_eq!((map.rows(), map.cols()), matrix.dim());
    assert_eq!(map.to_matrix().unwrap(), matrix);
    let adjoint = map.adjoint();
    assert_eq!((adjoint.cols(), adjoint.rows()), matrix.dim());
    assert_eq!(adjoint.to_matrix().unwrap(), matrix.t());
    assert_eq!(adjoint.adjoint().to_matrix().unwrap(), matrix);
    for seed in 0..3 {
        let v = integers(map.cols(), seed);
        let image = map.apply(v.view()).unwrap().to_vec();
        assert_eq!(image, product(matrix, &v.to_vec()));
        let w = integers(map.rows(), seed);
        let image = adjoint.apply(w.view()).unwrap().to_vec();
        assert_eq!(image, product(&matrix.t().to_owned(), &w.to_vec()));
        let mut backwards = v.clone();
        backwards.invert_axis(ndarray::Axis(0));
        let expected = product(matrix, &backwards.to_vec());
        assert_eq!(map.apply(backwards.view()).unwrap().to_vec(), expected);
    }
}

fn integer_matrix(rows: usize, cols: usize) -> Array2<f64> {
    Array2::from_shape_fn((rows, cols), |(i, j)| ((5 * i + 7 * j) % 11) as f64 - 5.0)
}

fn zero_matrix(rows: usize, cols: usize) -> Array2<f64> {
    Array2::zeros((rows, cols))
}

proptest! {
    #[test]
    fn dense_of_any_size(rows in 0_usize..20, cols in 0_usize..20) {
        let matrix = integer_matrix(rows, cols);
        assert_is(&LinearMap::dense(matrix.clone()), &matrix);
    }

    #[test]
    fn position_wise_is_block_diagonal(
        rows in 0_usize..5,
        cols in 0_usize..5,
        positions in 0_usize..5,
    ) {
        let matrix = integer_matrix(rows, cols);
        let mut blocks = zero_matrix(rows * positions, cols * positions);
        for p in 0..positions {
            for i in 0..rows {
                for j in 0..cols {
                    blocks[[p * rows + i, p * cols + j]] = matrix[[i, j]];
                }
            }
        }
        assert_is(&LinearMap::position_wise(matrix, positions), &blocks);
    }

    #[test]
    fn composed_is_the_product(a in 0_usize..6, b in 0_usize..6, c in 0_usize..6) {
        let (outer, inner) = (integer_matrix(a, b), integer_matrix(b, c));
        let mut matrix = zero_matrix(a, c);
        for i in 0..a {
            for k in 0..b {
                for j in 0..c {
                    matrix[[i, j]] += outer[[i, k]] * inner[[k, j]];
                }
            }
        }
        let (outer, inner) = (LinearMap::dense(outer), LinearMap::dense(inner));
        let map = LinearMap::compose(outer.clone(), inner.clone()).unwrap();
        assert_is(&map, &matrix);
        let flipped = LinearMap::compose(inner.adjoint(), outer.adjoint()).unwrap();
        assert_is(&flipped, &matrix.t().to_owned());
    }

    #[test]
    fn sums_and_multiples(rows in 0_usize..6, cols in 0_usize..6, c in -4_i8..5) {
        let (a, b) = (integer_matrix(rows, cols), integer_matrix(cols, rows));
        let b = b.t().to_owned();
        let map = || (LinearMap::dense(a.clone()), LinearMap::dense(b.clone()));
        let (left, right) = map();
        assert_is(&left.plus(right).unwrap(), &(&a + &b));
        let (left, right) = map();
        let difference = left.minus(right).unwrap();
        assert_is(&difference, &(&a - &b));
        let c = f64::from(c);
        assert_is(&difference.clone().scaled(c), &((&a - &b) * c));
        let (left, _) = map();
        assert_is(&left.minus(difference.scaled(c)).unwrap(), &(&a - (&a - &b) * c));
    }
}

#[test]
fn the_simple_kinds() {
    assert_is(&LinearMap::identity(4), &Array2::eye(4));
    assert_is(&LinearMap::identity(0), &zero_matrix(0, 0));
    assert_is(&LinearMap::zero(2, 3), &zero_matrix(2, 3));
    let entries = arr1(&[2.0, 0.0, -3.0]);
    assert_is(
        &LinearMap::diagonal(entries.clone()),
        &Array2::from_diag(&entries),
    );
}

#[test]
fn a_transposed_array_is_read_as_it_is_indexed() {
    let matrix = integer_matrix(2, 3).reversed_axes();
    assert_is(&LinearMap::dense(matrix.clone()), &matrix);
    let every_second = integer_matrix(6, 4).slice_move(s![..;2, ..]);
    assert_is(&LinearMap::dense(every_second.clone()), &every_second);
    let mut backwards = arr1(&[1.0, 2.0]);
    backwards.invert_axis(ndarray::Axis(0));
    let expected = arr2(&[[2.0, 0.0], [0.0, 1.0]]);
    assert_is(&LinearMap::diagonal(backwards), &expected);
}

/// A map of each kind with `n` rows and columns, and its matrix.
fn each_kind(n: usize) -> Vec<(LinearMap, Array2<f64>)> {
    let matrix = integer_matrix(n, n);
    let entries = integers(n, 1);
    let (dense, diagonal) = (
        LinearMap::dense(matrix.clone()),
        LinearMap::diagonal(entries.clone()),
    );
    let context = Context::new([Shape::from([n])]);
    vec![
        (
            LinearMap::compose(diagonal.clone(), dense.clone()).unwrap(),
            Array2::from_shape_fn((n, n), |(i, j)| entries[i] * matrix[[i, j]]),
        ),
        (
            dense.clone().plus(diagonal.clone()).unwrap(),
            &matrix + &Array2::from_diag(&entries),
        ),
        (dense.clone().scaled(3.0), &matrix * 3.0),
        (dense, matrix),
        (diagonal, Array2::from_diag(&entries)),
        (
            LinearMap::position_wise(arr2(&[[2.0]]), n),
            Array2::eye(n) * 2.0,
        ),
        (LinearMap::identity(n), Array2::eye(n)),
        (LinearMap::zero(n, n), zero_matrix(n, n)),
        (
            LinearMap::projection(&context, Idx(0)).unwrap(),
            Array2::eye(n),
        ),
    ]
}

#[test]
fn every_kind_can_be_subtracted() {
    for n in [0, 1, 5] {
        for (left, left_matrix) in each_kind(n) {
            for (right, right_matrix) in each_kind(n) {
                let map = left.clone().minus(right).unwrap();
                assert_is(&map, &(&left_matrix - &right_matrix));
            }
        }
    }
}

#[test]
fn projections_cut_and_place_blocks() {
    let context = Context::new([
        Shape::from([2]),
        Shape::scalar(),
        Shape::from([0]),
        Shape::from([1, 2]),
    ]);
    let expected = [
        arr2(&[[1.0, 0.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0, 0.0]]),
        arr2(&[[0.0, 0.0, 1.0, 0.0, 0.0]]),
        zero_matrix(0, 5),
        arr2(&[[0.0, 0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0, 1.0]]),
    ];
    for (position, matrix) in expected.iter().enumerate() {
        let map = LinearMap::projection(&context, Idx(position)).unwrap();
        assert_is(&map, matrix);
    }
}

#[test]
fn long_vectors_cross_the_blocks() {
    let n = 3000;
    let (v, entries) = (integers(n, 1), integers(n, 2));
    let map = LinearMap::diagonal(entries.clone()).plus(LinearMap::identity(n).scaled(3.0));
    let image = map.unwrap().apply(v.view()).unwrap();
    for i in 0..n {
        assert_eq!(image[i], entries[i] * v[i] + 3.0 * v[i]);
    }
}

#[test]
fn a_map_can_be_applied_from_many_threads() {
    let matrix = integer_matrix(30, 30);
    let dense = LinearMap::dense(matrix.clone());
    let map = LinearMap::compose(dense, LinearMap::identity(30).scaled(2.0)).unwrap();
    std::thread::scope(|scope| {
        for seed in 0..4 {
            let (map, matrix) = (map.clone(), &matrix);
            scope.spawn(move || {
                let v = integers(30, seed);
                let expected = product(matrix, &(&v * 2.0).to_vec());
                for _ in 0..200 {
                    assert_eq!(map.apply(v.view()).unwrap().to_vec(), expected);
                }
            });
        }
    });
}

#[test]
fn what_does_not_fit_is_an_error() {
    let map = |rows, cols| LinearMap::zero(rows, cols);
    let incompatible = |operation, left, right| Error::Incompatible {
        operation,
        left,
        right,
    };
    assert_eq!(
        LinearMap::compose(map(2, 3), map(2, 3)).unwrap_err(),
        incompatible("compose", (2, 3), (2, 3))
    );
    assert_eq!(
        map(2, 3).plus(map(3, 2)).unwrap_err(),
        incompatible("plus", (2, 3), (3, 2))
    );
    let error = map(2, 3).minus(map(2, 4)).unwrap_err();
    assert_eq!(error, incompatible("minus", (2, 3), (2, 4)));
    assert_eq!(
        error.to_string(),
        "minus: maps of 2 x 3 and 2 x 4 are incompatible"
    );
    let error = map(2, 3).apply(Array1::zeros(2).view()).unwrap_err();
    assert_eq!(
        error,
        Error::Length {
            argument: "v".into(),
            expected: 3,
            found: 2
        }
    );
    let context = Context::new([Shape::from([2])]);
    let error = LinearMap::projection(&context, Idx(1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "idx: index 1 is out of range for a context of 1"
    );
}

#[test]
fn sizes_beyond_memory_are_errors() {
    let max = usize::MAX;
    let error = LinearMap::zero(max, 0)
        .apply(Array1::zeros(0).view())
        .unwrap_err();
    assert!(matches!(error, Error::TooLarge { argument, .. } if argument == "image"));
    let error = LinearMap::identity(max).to_matrix().unwrap_err();
    assert!(matches!(error, Error::TooLarge { argument, .. } if argument == "matrix"));
    let error = LinearMap::compose(LinearMap::zero(1, max), LinearMap::zero(max, 1)).unwrap_err();
    assert!(matches!(error, Error::TooLarge { argument, .. } if argument == "compose"));
    assert_eq!(LinearMap::position_wise(zero_matrix(2, 0), max).rows(), max);
    assert_eq!(LinearMap::zero(1, max).scaled(2.0).cols(), max);
}
