//! Each input that does not fit is refused by name.

use crate::kernels::cases::{tensor_of, views};
use ndarray::{Array1, Array2};
use torchlean_mirror::{
    nodes::{Arg, Built, Kernel, arithmetic::*, kernels},
    tape::{Context, Error, Fderiv, Idx, LinearMap, Shape, Tensor},
};

fn context() -> Context {
    Context::new([Shape::from([2, 3]), Shape::from([6]), Shape::from([2, 3])])
}

fn length(argument: &str, expected: usize, found: usize) -> Error {
    Error::Length {
        argument: argument.into(),
        expected,
        found,
    }
}

fn shape<const N: usize, const M: usize>(
    argument: &str,
    expected: [usize; N],
    found: [usize; M],
) -> Error {
    Error::Shape {
        argument: argument.into(),
        expected: expected.into(),
        found: found.into(),
    }
}

fn index(argument: &str, index: usize) -> Error {
    Error::Index {
        argument: argument.into(),
        index,
        len: 3,
    }
}

fn tensors(shapes: impl IntoIterator<Item = Shape>) -> Vec<Tensor> {
    let shapes = shapes.into_iter();
    shapes.map(|shape| tensor_of(&shape, |_| 1.0)).collect()
}

#[test]
fn indices_out_of_range() {
    let (context, far) = (&context(), Idx(3));
    let mask = || Array1::from_elem(6, true);
    let coeff = || Array1::<f64>::zeros(6);
    let map = || LinearMap::identity(6);
    let output = || Shape::from([6]);
    let nodes = [
        add(context, far, Idx(0)),
        sub(context, far, Idx(0)),
        mul(context, far, Idx(0)),
    ];
    for node in nodes {
        assert_eq!(node.unwrap_err(), index("a", 3));
    }
    let nodes = [
        add(context, Idx(0), far),
        sub(context, Idx(0), far),
        mul(context, Idx(0), far),
    ];
    for node in nodes {
        assert_eq!(node.unwrap_err(), index("b", 3));
    }
    let nodes = [
        affine(context, far, map(), coeff(), output()),
        scale(context, far, 1.0),
        fixed_mask_scale(context, far, coeff()),
        fixed_inverted_dropout(context, far, mask(), 0.5),
        square(context, far),
    ];
    for node in nodes {
        assert_eq!(node.unwrap_err(), index("idx", 3));
    }
    let fderivs = [
        affine_fderiv(context, far, map(), coeff(), output()),
        scale_fderiv(context, far, 1.0),
        fixed_mask_scale_fderiv(context, far, coeff()),
        fixed_inverted_dropout_fderiv(context, far, mask(), 0.5),
        square_fderiv(context, far),
    ];
    for fderiv in fderivs {
        assert_eq!(fderiv.unwrap_err(), index("idx", 3));
    }
}

#[test]
fn shapes_that_differ_although_sizes_agree() {
    let context = &context();
    let expected = shape("b", [2, 3], [6]);
    let (a, b) = (Idx(0), Idx(1));
    for node in [add(context, a, b), sub(context, a, b), mul(context, a, b)] {
        assert_eq!(node.unwrap_err(), expected);
    }
    let fderivs = [
        add_fderiv(context, a, b),
        sub_fderiv(context, a, b),
        mul_fderiv(context, a, b),
    ];
    for fderiv in fderivs {
        assert_eq!(fderiv.unwrap_err(), expected);
    }
    assert_eq!(expected.to_string(), "b: expected shape [2, 3], got [6]");
}

#[test]
fn vectors_masks_and_maps_of_the_wrong_size() {
    let context = &context();
    let error = fixed_mask_scale(context, Idx(0), Array1::zeros(5)).unwrap_err();
    assert_eq!(error, length("coeff", 6, 5));
    let error = fixed_mask_scale_fderiv(context, Idx(0), Array1::zeros(7)).unwrap_err();
    assert_eq!(error, length("coeff", 6, 7));
    let mask = Array1::from_elem(5, true);
    let error = fixed_inverted_dropout(context, Idx(0), mask.clone(), 0.5).unwrap_err();
    assert_eq!(error, length("mask", 6, 5));
    assert_eq!(error.to_string(), "mask: expected length 6, got 5");
    let error = fixed_inverted_dropout_fderiv(context, Idx(0), mask, 0.5).unwrap_err();
    assert_eq!(error, length("mask", 6, 5));

    let map = LinearMap::dense(Array2::zeros((2, 5)));
    let output = Shape::from([2]);
    let error = affine(
        context,
        Idx(0),
        map.clone(),
        Array1::zeros(2),
        output.clone(),
    );
    let error = error.unwrap_err();
    assert_eq!(
        error,
        Error::MapSize {
            argument: "a".into(),
            expected: (2, 6),
            found: (2, 5)
        }
    );
    assert_eq!(error.to_string(), "a: expected a map of 2 x 6, got 2 x 5");
    let other = affine_fderiv(context, Idx(0), map, Array1::zeros(2), output.clone());
    assert_eq!(other.unwrap_err(), error);
    let map = LinearMap::zero(2, 6);
    let error = affine(context, Idx(0), map, Array1::zeros(3), output);
    assert_eq!(error.unwrap_err(), length("b", 2, 3));
}

#[test]
fn tensors_that_are_not_of_the_context() {
    let node = mul(&context(), Idx(0), Idx(2)).unwrap();
    let fderiv = mul_fderiv(&context(), Idx(0), Idx(2)).unwrap();
    let right = tensors(context().shapes().to_vec());
    let few = &right[..2];
    let flat = tensors([Shape::from([6]), Shape::from([6]), Shape::from([2, 3])]);
    let delta = tensor_of(&Shape::from([2, 3]), |_| 1.0);
    let wrong_delta = tensor_of(&Shape::from([3, 2]), |_| 1.0);

    let few_x = length("x", 3, 2);
    let flat_x = shape("x[0]", [2, 3], [6]);
    for (x, error) in [(few, &few_x), (&flat[..], &flat_x)] {
        assert_eq!(&node.forward(x).unwrap_err(), error);
        assert_eq!(&node.jvp(x, &right).unwrap_err(), error);
        assert_eq!(&node.vjp(x, &delta).unwrap_err(), error);
        assert_eq!(&fderiv.deriv(x).unwrap_err(), error);
    }
    assert_eq!(node.jvp(&right, few).unwrap_err(), length("dx", 3, 2));
    let error = node.jvp(&right, &flat).unwrap_err();
    assert_eq!(error, shape("dx[0]", [2, 3], [6]));
    let wrong = shape("delta", [2, 3], [3, 2]);
    assert_eq!(node.vjp(&right, &wrong_delta).unwrap_err(), wrong);

    let x = views(&right);
    let (mut out, mut wrong_out) = (delta.clone(), wrong_delta.clone());
    let wrong = shape("out", [2, 3], [3, 2]);
    let error = node.forward_into(&x, &mut wrong_out.view_mut());
    assert_eq!(error.unwrap_err(), wrong);
    let error = node.jvp_into(&x, &x, &mut wrong_out.view_mut());
    assert_eq!(error.unwrap_err(), wrong);
    let mut grads = right.clone();
    let mut grads: Vec<_> = grads.iter_mut().map(|grad| grad.view_mut()).collect();
    let delta = delta.view();
    let error = node.forward_vjp_add(&x, &delta, &mut wrong_out.view_mut(), &mut grads);
    assert_eq!(error.unwrap_err(), wrong);
    let error = node.vjp_add(&x, &wrong_delta.view(), &mut grads);
    assert_eq!(error.unwrap_err(), shape("delta", [2, 3], [3, 2]));
    let error = node.vjp_add(&x, &delta, &mut grads[..1]).unwrap_err();
    assert_eq!(error, length("grads", 3, 1));
    let out = &mut out.view_mut();
    let error = node.forward_vjp_add(&x, &delta, out, &mut grads[..1]);
    assert_eq!(error.unwrap_err(), length("grads", 3, 1));
    let mut flat = flat.clone();
    let mut flat: Vec<_> = flat.iter_mut().map(|grad| grad.view_mut()).collect();
    let error = node.vjp_add(&x, &delta, &mut flat).unwrap_err();
    assert_eq!(error, shape("grads[0]", [2, 3], [6]));
}

fn kernel(name: &str) -> Kernel {
    kernels()
        .into_iter()
        .find(|kernel| kernel.name() == name)
        .unwrap()
}

#[test]
fn arguments_of_the_wrong_kind_or_count() {
    let (context, output) = (&context(), &Shape::from([2, 3]));
    let build = |name: &str, args: &[Arg]| kernel(name).build(context, output, args).unwrap_err();
    let count = |kernel: &str, expected, found| Error::ArgumentCount {
        kernel: kernel.into(),
        expected,
        found,
    };
    let (idx, scalar) = (|| Arg::Idx(Idx(0)), || Arg::Scalar(1.0));
    assert_eq!(build("scale", &[idx()]), count("scale", 2, 1));
    assert_eq!(build("scale", &[]), count("scale", 2, 0));
    let error = build("scale", &[idx(), scalar(), scalar()]);
    assert_eq!(error, count("scale", 2, 3));
    assert_eq!(error.to_string(), "scale: expected 2 arguments, got 3");
    // The output shape is no argument.
    assert_eq!(build("affine", &[idx()]), count("affine", 3, 1));

    let kind = |place: usize, expected, found| Error::ArgumentKind {
        argument: format!("argument {place}"),
        expected,
        found,
    };
    let error = build("scale", &[idx(), idx()]);
    assert_eq!(error, kind(2, "a scalar", "an index"));
    assert_eq!(
        error.to_string(),
        "argument 2: expected a scalar, got an index"
    );
    let mask = Arg::Mask(Array1::from_elem(6, true));
    let error = build("fixed_mask_scale", &[idx(), mask]);
    assert_eq!(error, kind(2, "a vector", "a mask"));
    let vector = || Arg::Vector(Array1::zeros(6));
    let error = build("fixed_inverted_dropout", &[idx(), vector(), scalar()]);
    assert_eq!(error, kind(2, "a mask", "a vector"));
    let error = build("affine", &[idx(), vector(), vector()]);
    assert_eq!(error, kind(2, "a linear map", "a vector"));
    let map = Arg::Map(LinearMap::identity(6));
    assert_eq!(
        build("add", &[map, idx()]),
        kind(1, "an index", "a linear map")
    );
}

#[test]
fn results_of_another_shape_than_asked_for() {
    let context = &context();
    let wrong = Shape::from([3, 2]);
    let idx = Arg::Idx(Idx(0));
    for name in ["square", "square_fderiv"] {
        let error = kernel(name).build(context, &wrong, std::slice::from_ref(&idx));
        assert_eq!(
            error.unwrap_err(),
            shape("output", [2, 3], [3, 2]),
            "{name}"
        );
    }
    let mask = Arg::Mask(Array1::from_elem(5, true));
    let error = kernel("inverted_dropout_coeff").build(context, &wrong, &[mask, Arg::Scalar(0.5)]);
    assert_eq!(error.unwrap_err(), length("output", 5, 6));
}

#[test]
fn a_derivative_that_is_not_over_its_context() {
    let fderiv = Fderiv::new(context(), Shape::from([2]), |_| Ok(LinearMap::identity(2)));
    let x = tensors(context().shapes().to_vec());
    assert_eq!(
        fderiv.deriv(&x).unwrap_err(),
        Error::MapSize {
            argument: "deriv".into(),
            expected: (2, 18),
            found: (2, 2)
        }
    );
}

#[test]
fn outputs_beyond_memory() {
    let context = Context::new([Shape::from([0])]);
    let output = Shape::from([usize::MAX, 2, 0]);
    let map = LinearMap::zero(0, 0);
    let node = affine(&context, Idx(0), map, Array1::zeros(0), output.clone()).unwrap();
    let x = tensors(context.shapes().to_vec());
    assert_eq!(
        node.forward(&x).unwrap_err(),
        Error::TooLarge {
            argument: "output".into(),
            shape: output
        }
    );
}

#[test]
fn a_kernel_of_ones_own_is_called_with_all_arguments() {
    let own = Kernel::new("Module", "twice", |context, output, args| {
        assert_eq!(output, &Shape::from([6]));
        match args {
            [Arg::Idx(idx)] => Ok(Built::Node(scale(context, *idx, 2.0)?)),
            _ => Err(length("args", 1, args.len())),
        }
    });
    assert_eq!((own.module(), own.name()), ("Module", "twice"));
    let output = Shape::from([6]);
    let built = own.build(&context(), &output, &[Arg::Idx(Idx(1))]);
    assert!(matches!(built, Ok(Built::Node(node)) if node.output() == &output));
    let error = own.build(&context(), &output, &[]).unwrap_err();
    assert_eq!(error, length("args", 1, 0));
}

#[test]
fn values_that_are_not_finite_are_named_by_place() {
    let error = Error::NotFinite {
        argument: "x[1]".into(),
        position: 4,
        value: f64::NEG_INFINITY,
    };
    assert_eq!(
        error.to_string(),
        "x[1]: expected a finite value at position 4, got -inf"
    );
}
