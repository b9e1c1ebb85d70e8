//! Inputs: contexts, tensors, and arguments for any registered kernel.

use ndarray::{Array1, Array2, ArrayViewD};
use proptest::prelude::*;
use torchlean_mirror::{
    nodes::{Arg, ArgKind, Built, Kernel, kernels},
    tape::{Context, Fderiv, Idx, LinearMap, Node, Shape, Tensor},
};

/// Empty, scalar, and of one to three dimensions.
pub fn shapes() -> Vec<Shape> {
    vec![
        Shape::scalar(),
        Shape::from([0]),
        Shape::from([1]),
        Shape::from([11]),
        Shape::from([2, 3]),
        Shape::from([4, 0]),
        Shape::from([2, 3, 4]),
        Shape::from([3, 0, 2]),
        Shape::from([1, 5, 1]),
    ]
}

/// A context in which entries 1 and 3 have the shape `shape`.
pub fn context_of(shape: &Shape) -> Context {
    Context::new([
        Shape::from([2]),
        shape.clone(),
        Shape::scalar(),
        shape.clone(),
        Shape::from([3, 0]),
    ])
}

pub fn tensor_of(shape: &Shape, mut value: impl FnMut(usize) -> f64) -> Tensor {
    let coordinates = (0..shape.size()).map(&mut value).collect();
    Tensor::from_shape_vec(shape.dims(), coordinates).unwrap()
}

pub fn flat(tensor: &Tensor) -> Vec<f64> {
    tensor.iter().copied().collect()
}

pub fn views(tensors: &[Tensor]) -> Vec<ArrayViewD<'_, f64>> {
    tensors.iter().map(|tensor| tensor.view()).collect()
}

pub fn flat_context(tensors: &[Tensor]) -> Array1<f64> {
    tensors.iter().flatten().copied().collect()
}

/// A point, a direction and a cotangent, and two entries of one shape, which may be the same.
#[derive(Clone, Debug)]
pub struct Case {
    pub context: Context,
    pub shape: Shape,
    pub a: Idx,
    pub b: Idx,
    pub x: Vec<Tensor>,
    pub dx: Vec<Tensor>,
    pub delta: Tensor,
}

/// Cases with coordinates drawn from `value`.
pub fn cases_of(value: impl Strategy<Value = f64>) -> impl Strategy<Value = Case> {
    let places = prop::sample::select(vec![(1, 3), (3, 1), (1, 1), (3, 3)]);
    let values = prop::collection::vec(value, 200);
    (prop::sample::select(shapes()), places, values).prop_map(|(shape, (a, b), values)| {
        let mut values = values.into_iter().cycle();
        let mut draw = |shape: &Shape| tensor_of(shape, |_| values.next().unwrap());
        let context = context_of(&shape);
        Case {
            x: context.shapes().iter().map(&mut draw).collect(),
            dx: context.shapes().iter().map(&mut draw).collect(),
            delta: draw(&shape),
            context,
            shape,
            a: Idx(a),
            b: Idx(b),
        }
    })
}

pub fn integers() -> impl Strategy<Value = f64> {
    (-9_i8..10).prop_map(f64::from)
}

/// Values that round, of both signs, with both zeros.
pub fn reals() -> impl Strategy<Value = f64> {
    prop_oneof![8 => -10.0..10.0, 1 => Just(0.0), 1 => Just(-0.0)]
}

/// Maps of every kind, with `n` rows and columns.
pub fn maps(n: usize) -> Vec<LinearMap> {
    let dense = || {
        let entry = |(i, j)| (7 * i + 3 * j) as f64 % 5.0 - 2.0;
        LinearMap::dense(Array2::from_shape_fn((n, n), entry))
    };
    let diagonal = || LinearMap::diagonal((0..n).map(|i| i as f64 - 2.5).collect());
    let positions = if n.is_multiple_of(2) { 2 } else { 1 };
    let block = n / positions;
    let shared = Array2::from_shape_fn((block, block), |(i, j)| (i + 2 * j) as f64 - 1.25);
    vec![
        dense(),
        diagonal(),
        LinearMap::position_wise(shared, positions),
        LinearMap::compose(dense(), diagonal()).unwrap(),
        LinearMap::compose(diagonal(), dense().adjoint()).unwrap(),
        diagonal().plus(dense().scaled(-1.5)).unwrap(),
        dense().minus(LinearMap::identity(n)).unwrap().adjoint(),
        LinearMap::zero(n, n),
    ]
}

/// The files whose nodes read tensors of other shapes than their result's: they are in the gallery,
/// and those without a case there in the audit alone.
const OF_OTHER_SHAPES: [&str; 8] = [
    "activation",
    "batched",
    "elementwise",
    "matrix",
    "mse",
    "nll",
    "reductions",
    "shape",
];

/// The registered kernels whose tensors are all of one shape.
fn of_one_shape() -> impl Iterator<Item = Kernel> {
    kernels().into_iter().filter(|kernel| {
        let file = kernel.path().rsplit("::").nth(1).unwrap();
        !OF_OTHER_SHAPES.contains(&file)
    })
}

/// Every registered kernel of tensors of one shape with arguments for entries `a` and `b` of shape `shape`; one with a map
/// comes once per kind of map.
pub fn built(context: &Context, shape: &Shape, a: Idx, b: Idx) -> Vec<(&'static str, Built)> {
    let mut all = Vec::new();
    for kernel in of_one_shape() {
        let takes_map = kernel.parameters().contains(&ArgKind::Map);
        let maps = maps(shape.size());
        let variants = if takes_map { maps.len() } else { 1 };
        for map in maps.into_iter().take(variants) {
            let args = arguments(&kernel, shape.size(), [a, b], map);
            let built = kernel.build(context, shape, &args).unwrap();
            all.push((kernel.name(), built));
        }
    }
    all
}

pub fn nodes(context: &Context, shape: &Shape, a: Idx, b: Idx) -> Vec<(&'static str, Node)> {
    let all = built(context, shape, a, b).into_iter();
    all.filter_map(|(name, built)| match built {
        Built::Node(node) => Some((name, node)),
        _ => None,
    })
    .collect()
}

pub fn arguments(kernel: &Kernel, n: usize, indices: [Idx; 2], map: LinearMap) -> Vec<Arg> {
    let mut indices = indices.into_iter();
    let kinds = kernel.parameters().iter();
    kinds
        .map(|kind| match kind {
            ArgKind::Idx => Arg::Idx(indices.next().unwrap()),
            ArgKind::Scalar => Arg::Scalar(-0.75),
            ArgKind::Vector => Arg::Vector((0..n).map(|i| 0.3 * i as f64 - 1.0).collect()),
            ArgKind::Mask => Arg::Mask((0..n).map(|i| i % 3 != 1).collect()),
            ArgKind::Map => Arg::Map(map.clone()),
            // Of other shapes than their result's.
            ArgKind::Broadcast | ArgKind::Axis => panic!("{kind:?}"),
        })
        .collect()
}

/// The entries that a node of this name reads, of the two that it was given.
pub fn entries_read(name: &str, a: Idx, b: Idx) -> Vec<Idx> {
    let kernel = of_one_shape().find(|kernel| kernel.name() == name).unwrap();
    let kinds = kernel.parameters().iter();
    let count = kinds.filter(|kind| **kind == ArgKind::Idx).count();
    [a, b].into_iter().take(count).collect()
}

/// A node, its derivative, and what both should give, coordinate by coordinate.
pub struct Expected<F, J, V> {
    pub node: Node,
    pub fderiv: Fderiv,
    /// Coordinate `i` of the output at `x`.
    pub forward: F,
    /// Coordinate `i` of the derivative in a direction.
    pub jvp: J,
    /// Coordinate `i` of the cotangent of entry `k`.
    pub vjp: V,
}
