//! A pointwise rule with three inputs: every pattern of equal indices, every layout, every value.

use crate::kernels::cases::{tensor_of, views};
use ndarray::{ArrayViewD, ArrayViewMutD, Axis, Slice};
use torchlean_mirror::{
    nodes::{Number, Pointwise, ScalarRule},
    tape::{Context, Error, Idx, Node, Shape, Tensor},
};

/// `w ⊙ a ⊙ b - c`.
#[derive(Clone, Copy)]
struct Weighted;

impl ScalarRule<3, 1> for Weighted {
    fn value<T: Number>(self, [w]: [T; 1], [a, b, c]: [T; 3]) -> T {
        w * a * b - c
    }

    fn tangent<T: Number>(self, [w]: [T; 1], [a, b, _]: [T; 3], [da, db, dc]: [T; 3]) -> T {
        w * a * db + w * b * da - dc
    }

    fn cotangent<T: Number>(self, [w]: [T; 1], [a, b, _]: [T; 3], delta: T) -> [T; 3] {
        [w * b * delta, w * a * delta, -delta]
    }
}

const SHAPE: [usize; 2] = [3, 7];

fn context() -> Context {
    Context::new(vec![Shape::from(SHAPE); 4])
}

fn weights() -> Vec<f64> {
    (0..21).map(|i| 0.1 * f64::from(i) - 0.7).collect()
}

fn node(idx: [usize; 3]) -> Node {
    let [a, b, c] = idx.map(Idx);
    let idx = [("a", a), ("b", b), ("c", c)];
    Pointwise::node(Weighted, &context(), idx, [("w", weights())]).unwrap()
}

/// Values that round, and where `special` some that are not finite, zeros, and tiny ones.
fn value(i: usize, seed: usize, special: bool) -> f64 {
    let odd = [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        -0.0,
        0.0,
        5e-324,
    ];
    match (i * 7 + seed * 5) % 11 {
        place if special && place < odd.len() => odd[place],
        place => (place as f64 - 4.3) / 3.0,
    }
}

fn tensors(seed: usize, special: bool) -> Vec<Tensor> {
    let each = 0..context().len();
    each.map(|k| tensor_of(&Shape::from(SHAPE), |i| value(i, seed + k, special)))
        .collect()
}

/// One zero is as good as the other, and so is one NaN.
fn bits(values: impl IntoIterator<Item = f64>) -> Vec<u64> {
    let one = |v: f64| if v.is_nan() { f64::NAN } else { v + 0.0 };
    values.into_iter().map(|v| one(v).to_bits()).collect()
}

/// Out, tangent and cotangents by a loop: what flows to one tensor is summed and then added.
fn expected(
    idx: [usize; 3],
    x: &[Tensor],
    dx: &[Tensor],
    delta: &Tensor,
    start: &[Tensor],
) -> (Vec<u64>, Vec<u64>, Vec<Vec<u64>>) {
    let flat = |t: &Tensor| t.iter().copied().collect::<Vec<f64>>();
    let (mut out, mut tangent) = (Vec::new(), Vec::new());
    let mut grads: Vec<_> = start.iter().map(flat).collect();
    for (i, w) in weights().into_iter().enumerate() {
        let [a, b, c] = idx.map(|k| flat(&x[k])[i]);
        let [da, db, dc] = idx.map(|k| flat(&dx[k])[i]);
        let delta = flat(delta)[i];
        out.push(w * a * b - c);
        tangent.push(w * a * db + w * b * da - dc);
        let flows = [w * b * delta, w * a * delta, -delta];
        for (k, grad) in grads.iter_mut().enumerate() {
            let mut sum = None;
            for (flow, _) in flows.iter().zip(idx).filter(|(_, at)| *at == k) {
                sum = Some(sum.map_or(*flow, |sum: f64| sum + flow));
            }
            if let Some(sum) = sum {
                grad[i] += sum;
            }
        }
    }
    let grads = grads.into_iter().map(bits).collect();
    (bits(out), bits(tangent), grads)
}

#[derive(Clone, Copy, Debug)]
enum Layout {
    InOrder,
    Reversed,
    Transposed,
    EverySecond,
}

const LAYOUTS: [Layout; 4] = [
    Layout::InOrder,
    Layout::Reversed,
    Layout::Transposed,
    Layout::EverySecond,
];

/// The same tensor in an array of which it is a view of this layout.
fn laid(tensor: &Tensor, layout: Layout) -> Tensor {
    let mut dims = tensor.shape().to_vec();
    match layout {
        Layout::InOrder | Layout::Reversed => {}
        Layout::Transposed => dims.reverse(),
        Layout::EverySecond => dims.iter_mut().for_each(|dim| *dim *= 2),
    }
    let mut array = Tensor::from_elem(dims, 1e300);
    view_mut(&mut array, layout).assign(tensor);
    array
}

fn view(array: &Tensor, layout: Layout) -> ArrayViewD<'_, f64> {
    let mut view = array.view();
    for axis in [Axis(0), Axis(1)] {
        match layout {
            Layout::InOrder | Layout::Transposed => {}
            Layout::Reversed => view.invert_axis(axis),
            Layout::EverySecond => view.slice_axis_inplace(axis, Slice::new(0, None, 2)),
        }
    }
    match layout {
        Layout::Transposed => view.reversed_axes(),
        _ => view,
    }
}

fn view_mut(array: &mut Tensor, layout: Layout) -> ArrayViewMutD<'_, f64> {
    let mut view = array.view_mut();
    for axis in [Axis(0), Axis(1)] {
        match layout {
            Layout::InOrder | Layout::Transposed => {}
            Layout::Reversed => view.invert_axis(axis),
            Layout::EverySecond => view.slice_axis_inplace(axis, Slice::new(0, None, 2)),
        }
    }
    match layout {
        Layout::Transposed => view.reversed_axes(),
        _ => view,
    }
}

fn patterns() -> impl Iterator<Item = [usize; 3]> {
    let each = || 0..4_usize;
    each().flat_map(move |a| each().flat_map(move |b| each().map(move |c| [a, b, c])))
}

#[test]
fn equal_indices_add_like_separate_sums_in_any_layout() {
    for special in [false, true] {
        let (x, dx) = (tensors(0, special), tensors(4, special));
        let delta = tensor_of(&Shape::from(SHAPE), |i| value(i, 9, special));
        let start = tensors(13, false);
        for idx in patterns() {
            let node = node(idx);
            let expected = expected(idx, &x, &dx, &delta, &start);
            for (read, written) in LAYOUTS.into_iter().flat_map(|a| LAYOUTS.map(|b| (a, b))) {
                let what = format!("{idx:?}, {read:?} to {written:?}, special: {special}");
                let [x, dx] =
                    [&x, &dx].map(|all| all.iter().map(|t| laid(t, read)).collect::<Vec<_>>());
                let x: Vec<_> = x.iter().map(|t| view(t, read)).collect();
                let dx: Vec<_> = dx.iter().map(|t| view(t, read)).collect();
                let delta = laid(&delta, read);
                let delta = view(&delta, read);
                let mut outs = [(); 3].map(|()| laid(&start[0], written));
                let mut grads =
                    [(); 2].map(|()| start.iter().map(|t| laid(t, written)).collect::<Vec<_>>());
                {
                    let [out, tangent, fused] = outs.each_mut().map(|t| view_mut(t, written));
                    let [added, at_once] = grads.each_mut().map(|all| {
                        all.iter_mut()
                            .map(|t| view_mut(t, written))
                            .collect::<Vec<_>>()
                    });
                    let (mut out, mut tangent, mut fused) = (out, tangent, fused);
                    let (mut added, mut at_once) = (added, at_once);
                    node.forward_into(&x, &mut out).unwrap();
                    node.jvp_into(&x, &dx, &mut tangent).unwrap();
                    node.vjp_add(&x, &delta, &mut added).unwrap();
                    node.forward_vjp_add(&x, &delta, &mut fused, &mut at_once)
                        .unwrap();
                }
                let of = |t: &Tensor| bits(view(t, written).iter().copied());
                let [out, tangent, fused] = outs.each_ref().map(of);
                assert_eq!((&out, &tangent), (&expected.0, &expected.1), "{what}");
                assert_eq!(fused, out, "{what}");
                for grads in &grads {
                    let grads: Vec<_> = grads.iter().map(of).collect();
                    assert_eq!(grads, expected.2, "{what}");
                }
            }
        }
    }
}

#[test]
fn what_is_not_read_keeps_its_bits() {
    let node = node([1, 3, 1]);
    let x = tensors(0, false);
    let mut grads = vec![tensor_of(&Shape::from(SHAPE), |_| -0.0); 4];
    grads[0].fill(f64::from_bits(0x7ff8_0000_dead_beef));
    let before: Vec<u64> = [0, 2].iter().flat_map(|&k| raw(&grads[k])).collect();
    let mut blocks: Vec<_> = grads.iter_mut().map(|grad| grad.view_mut()).collect();
    node.vjp_add(&views(&x), &x[0].view(), &mut blocks).unwrap();
    let after: Vec<u64> = [0, 2].iter().flat_map(|&k| raw(&grads[k])).collect();
    assert_eq!(before, after);
}

fn raw(tensor: &Tensor) -> Vec<u64> {
    tensor.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    let shapes = [Shape::from(SHAPE), Shape::from([21]), Shape::from(SHAPE)];
    let build = |idx: [usize; 3], w: usize| {
        let [a, b, c] = idx.map(Idx);
        let idx = [("a", a), ("b", b), ("c", c)];
        let w = [("w", vec![1.0; w])];
        let context = Context::new(shapes.clone());
        Pointwise::node(Weighted, &context, idx, w).map(|node| node.output().clone())
    };
    assert_eq!(build([0, 2, 0], 21), Ok(Shape::from(SHAPE)));
    let refused = |idx, w| build(idx, w).unwrap_err().to_string();
    assert_eq!(refused([0, 1, 2], 21), "b: expected shape [3, 7], got [21]");
    assert_eq!(
        refused([0, 2, 3], 21),
        "c: index 3 is out of range for a context of 3"
    );
    assert_eq!(refused([0, 2, 2], 20), "w: expected length 21, got 20");
}

/// A rule without inputs.
#[derive(Clone, Copy)]
struct Constant;

impl ScalarRule<0> for Constant {
    fn value<T: Number>(self, []: [T; 0], []: [T; 0]) -> T {
        T::from_f64(1.0)
    }

    fn tangent<T: Number>(self, []: [T; 0], []: [T; 0], []: [T; 0]) -> T {
        T::from_f64(0.0)
    }

    fn cotangent<T: Number>(self, []: [T; 0], []: [T; 0], _delta: T) -> [T; 0] {
        []
    }
}

#[test]
fn a_rule_without_inputs_has_no_shape() {
    let error = Pointwise::node(Constant, &context(), [], []).unwrap_err();
    let expected = Error::Length {
        argument: "idx".into(),
        expected: 1,
        found: 0,
    };
    assert_eq!(error, expected);
}
