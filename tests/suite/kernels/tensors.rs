//! Nodes of matrices and of whole tensors: exact on integers, in every layout, without allocation,
//! and refused where shapes do not fit.

use crate::kernels::{
    allocation::allocations,
    cases::{Case, flat, flat_context, tensor_of, views},
    gallery::{Sample, integers, linear, products, tensors},
    layouts::{LAYOUTS, Layout, run},
};
use ndarray::Array1;
use std::num::NonZeroUsize;
use torchlean_mirror::{
    nodes::{batched, matrix::*, reductions::*, shape::*},
    tape::{Context, Error, Fderiv, Idx, Node, Result, Shape, with_threads},
};

fn all() -> impl Iterator<Item = Sample> {
    linear().into_iter().chain(products())
}

fn case(sample: &Sample, seed: usize) -> Case {
    let context = sample.node.context().clone();
    Case {
        x: tensors(&context, seed),
        dx: tensors(&context, seed + 1),
        delta: integers(sample.node.output(), seed + 2),
        shape: sample.node.output().clone(),
        a: sample.reads[0],
        b: sample.reads[0],
        context,
    }
}

#[test]
fn values_and_derivatives_are_those_of_plain_loops() {
    for sample in all() {
        let Case { x, dx, delta, .. } = case(&sample, 1);
        let (name, node) = (&sample.name, &sample.node);
        assert_eq!(node.forward(&x).unwrap(), sample.forward(&x), "{name}");
        let jvp = sample.jvp(&x, &dx);
        assert_eq!(node.jvp(&x, &dx).unwrap(), jvp, "{name}");
        let vjp = sample.vjp(&x, &delta);
        assert_eq!(node.vjp(&x, &delta).unwrap(), vjp, "{name}");
        assert_eq!(sample.fderiv.output(), node.output(), "{name}");
        let map = sample.fderiv.deriv(&x).unwrap();
        let image = map.apply(flat_context(&dx).view()).unwrap();
        assert_eq!(image.to_vec(), flat(&jvp), "{name}");
        let delta = Array1::from(flat(&delta));
        let image = map.adjoint().apply(delta.view()).unwrap();
        assert_eq!(image, flat_context(&vjp), "{name}");
    }
}

#[test]
fn cotangents_are_added_and_what_is_not_read_is_not_touched() {
    for sample in all() {
        let Case { x, delta, .. } = case(&sample, 2);
        let is_read = |k: usize| sample.reads.contains(&Idx(k));
        let shapes = sample.node.context().shapes().iter().enumerate();
        let before: Vec<_> = shapes
            .map(|(k, shape)| tensor_of(shape, |i| if is_read(k) { i as f64 } else { -0.0 }))
            .collect();
        let mut grads = before.clone();
        let mut out = tensor_of(sample.node.output(), |_| f64::NAN);
        {
            let mut grads: Vec<_> = grads.iter_mut().map(|grad| grad.view_mut()).collect();
            let (x, delta) = (views(&x), delta.view());
            sample.node.vjp_add(&x, &delta, &mut grads).unwrap();
            let mut out = out.view_mut();
            let done = sample
                .node
                .forward_vjp_add(&x, &delta, &mut out, &mut grads);
            done.unwrap();
        }
        assert_eq!(out, sample.forward(&x), "{}", sample.name);
        let vjp = sample.node.vjp(&x, &delta).unwrap();
        for (k, grad) in grads.iter().enumerate() {
            if is_read(k) {
                assert_eq!(grad, &before[k] + &vjp[k] * 2.0, "{}", sample.name);
            } else {
                assert!(grad.iter().all(|g| g.is_sign_negative()), "{}", sample.name);
            }
        }
    }
}

#[test]
fn results_do_not_depend_on_the_layout() {
    // Of the products, some of each kind.
    for sample in linear()
        .into_iter()
        .chain(products().into_iter().step_by(7))
    {
        let mut case = case(&sample, 3);
        for tensor in case
            .x
            .iter_mut()
            .chain(&mut case.dx)
            .chain([&mut case.delta])
        {
            tensor.mapv_inplace(|value| value / 7.0);
        }
        let expected = run(&sample.node, &case, Layout::Contiguous, Layout::Contiguous);
        for inputs in LAYOUTS {
            for results in LAYOUTS {
                let found = run(&sample.node, &case, inputs, results);
                assert_eq!(
                    found, expected,
                    "{}: {inputs:?} to {results:?}",
                    sample.name
                );
            }
        }
    }
}

#[test]
fn nothing_is_allocated() {
    for sample in all() {
        for reversed in [false, true] {
            let count = allocations(&sample.node, reversed);
            assert_eq!(count, 0, "{}, reversed: {reversed}", sample.name);
        }
    }
}

#[test]
fn transposes_of_more_than_a_tile() {
    for [m, n] in [[128, 16], [129, 17], [300, 290], [5, 700], [700, 5]] {
        let context = Context::new([Shape::from([m, n]), Shape::from([2, m, n])]);
        let x = tensors(&context, 1);
        let node = matrix_transpose(&context, Idx(0)).unwrap();
        let transposed = node.forward(&x).unwrap();
        assert_eq!(transposed, x[0].t(), "{m} × {n}");
        assert_eq!(node.vjp(&x, &transposed).unwrap()[0], x[0]);
        let node = transpose3d_last_two(&context, Idx(1)).unwrap();
        let transposed = node.forward(&x).unwrap();
        assert_eq!(transposed, x[1].view().permuted_axes([0, 2, 1].as_slice()));
        assert_eq!(node.vjp(&x, &transposed).unwrap()[1], x[1]);
    }
}

#[test]
fn large_products_allocate_nothing_in_one_thread() {
    let context = Context::new([[200, 200], [200, 200]].map(Shape::from));
    let node = matmul(&context, Idx(0), Idx(1)).unwrap();
    let count = |threads| {
        let threads = NonZeroUsize::new(threads).unwrap();
        with_threads(threads, || allocations(&node, false))
    };
    assert_eq!(count(1), 0);
    // A thread is started, so the size is one at which others are.
    assert_ne!(count(2), 0);
}

type Build = (
    fn(&Context, Idx, Idx) -> Result<Node>,
    fn(&Context, Idx, Idx) -> Result<Fderiv>,
);

/// The functions of one index, and those of two.
fn builders() -> (Vec<Build>, Vec<Build>) {
    fn out() -> Shape {
        Shape::new([3, 4])
    }
    let one: Vec<Build> = vec![
        (|c, i, _| row_mean(c, i), |c, i, _| row_mean_fderiv(c, i)),
        (
            |c, i, _| broadcast_row(c, i, out()),
            |c, i, _| broadcast_row_fderiv(c, i, out()),
        ),
        (
            |c, i, _| broadcast_col(c, i, out()),
            |c, i, _| broadcast_col_fderiv(c, i, out()),
        ),
        (|c, i, _| sum(c, i), |c, i, _| sum_fderiv(c, i)),
        (
            |c, i, _| reshape(c, i, out()),
            |c, i, _| reshape_fderiv(c, i, out()),
        ),
        (|c, i, _| flatten(c, i), |c, i, _| flatten_fderiv(c, i)),
        (
            |c, i, _| swap_first_two3d(c, i),
            |c, i, _| swap_first_two3d_fderiv(c, i),
        ),
        (
            |c, i, _| transpose3d_last_two(c, i),
            |c, i, _| transpose3d_last_two_fderiv(c, i),
        ),
    ];
    let two: Vec<Build> = vec![
        (matmul, matmul_fderiv),
        (batched::matmul, batched::matmul_fderiv),
        (concat_vectors, concat_vectors_fderiv),
        (concat_leading_axis, concat_leading_axis_fderiv),
    ];
    (one, two)
}

/// What both of the functions refuse with.
fn error((node, fderiv): &Build, context: &Context, a: usize, b: usize) -> Error {
    let error = node(context, Idx(a), Idx(b)).unwrap_err();
    assert_eq!(fderiv(context, Idx(a), Idx(b)).unwrap_err(), error);
    error
}

#[test]
fn indices_out_of_range_are_named() {
    let context = Context::new([[2, 2], [2, 2]].map(Shape::from));
    let index = |argument: &str| Error::Index {
        argument: argument.into(),
        index: 2,
        len: 2,
    };
    let (one, two) = builders();
    for build in &one {
        assert_eq!(error(build, &context, 2, 0), index("idx"));
    }
    let transpose: Build = (
        |c, a, _| matrix_transpose(c, a),
        |c, a, _| matrix_transpose_fderiv(c, a),
    );
    assert_eq!(error(&transpose, &context, 2, 0), index("a"));
    let contexts = [
        Context::new([[2, 2], [2, 2]].map(Shape::from)),
        Context::new([[2, 2, 2], [2, 2, 2]].map(Shape::from)),
        Context::new([[2], [2]].map(Shape::from)),
        Context::new([[2], [2]].map(Shape::from)),
    ];
    for (build, context) in two.iter().zip(&contexts) {
        assert_eq!(error(build, context, 2, 0), index("a"));
        assert_eq!(error(build, context, 0, 2), index("b"));
    }
}

#[test]
fn wrong_shapes_are_errors() {
    let dims: [&[usize]; 7] = [&[], &[3], &[4], &[2, 3], &[4, 2], &[2, 3, 4], &[3, 3, 4]];
    let context = Context::new(dims.map(Shape::new));
    let text = |build: Build, a, b| error(&build, &context, a, b).to_string();

    let build: Build = (
        |c, a, _| matrix_transpose(c, a),
        |c, a, _| matrix_transpose_fderiv(c, a),
    );
    assert_eq!(text(build, 1, 0), "a: expected a matrix, got shape [3]");
    assert_eq!(
        text(build, 5, 0),
        "a: expected a matrix, got shape [2, 3, 4]"
    );

    let (one, two) = builders();
    let [mean, row, col, _, reshaped, _, swap, last] = one.try_into().unwrap();
    assert_eq!(text(mean, 1, 0), "idx: expected a matrix, got shape [3]");
    assert_eq!(text(row, 3, 0), "idx: expected a vector, got shape [2, 3]");
    assert_eq!(text(row, 2, 0), "idx: expected shape [3], got [4]");
    assert_eq!(text(col, 0, 0), "idx: expected a vector, got shape []");
    assert_eq!(text(col, 1, 0), "idx: expected shape [4], got [3]");
    assert_eq!(text(reshaped, 3, 0), "output: expected length 6, got 12");
    assert_eq!(
        text(swap, 1, 0),
        "idx: expected at least two dimensions, got shape [3]"
    );
    assert_eq!(
        text(last, 3, 0),
        "idx: expected three dimensions, got shape [2, 3]"
    );

    let [product, heads, vectors, tensors] = two.try_into().unwrap();
    assert_eq!(text(product, 1, 3), "a: expected a matrix, got shape [3]");
    assert_eq!(
        text(product, 3, 5),
        "b: expected a matrix, got shape [2, 3, 4]"
    );
    assert_eq!(text(product, 3, 4), "b: expected shape [3, 2], got [4, 2]");
    assert_eq!(
        text(heads, 3, 5),
        "a: expected three dimensions, got shape [2, 3]"
    );
    assert_eq!(
        text(heads, 5, 3),
        "b: expected three dimensions, got shape [2, 3]"
    );
    assert_eq!(
        text(heads, 5, 6),
        "b: expected shape [2, 4, 4], got [3, 3, 4]"
    );
    assert_eq!(
        text(vectors, 3, 1),
        "a: expected a vector, got shape [2, 3]"
    );
    assert_eq!(
        text(vectors, 1, 3),
        "b: expected a vector, got shape [2, 3]"
    );
    assert_eq!(
        text(tensors, 0, 1),
        "a: expected at least one dimension, got shape []"
    );
    assert_eq!(
        text(tensors, 1, 0),
        "b: expected at least one dimension, got shape []"
    );
    assert_eq!(text(tensors, 3, 4), "b: expected shape [4, 3], got [4, 2]");
    assert_eq!(text(tensors, 3, 1), "b: expected shape [3, 3], got [3]");

    let context = Context::new([Shape::from([3]), Shape::from([usize::MAX, 0])]);
    let error = broadcast_row(&context, Idx(0), Shape::from([3])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "output: expected a matrix, got shape [3]"
    );
    let error = concat_leading_axis(&context, Idx(1), Idx(1)).unwrap_err();
    assert!(matches!(error, Error::TooLarge { argument, .. } if argument == "output"));
}

#[test]
fn tensors_of_no_coordinates_may_have_any_dimensions() {
    let huge = isize::MAX as usize;
    let context = Context::new([Shape::from([0, huge]), Shape::from([huge, 0])]);
    let (x, delta) = (
        tensors(&context, 0),
        tensor_of(&Shape::from([0, 0]), |_| 1.0),
    );
    let node = matmul(&context, Idx(0), Idx(1)).unwrap();
    assert_eq!(node.forward(&x).unwrap(), delta);
    assert_eq!(node.vjp(&x, &delta).unwrap(), x);
}
