//! Views of any strides give the bits that contiguous ones give.

use crate::kernels::cases::{Case, cases_of, nodes, reals};
use ndarray::{ArrayViewD, ArrayViewMutD, Axis, IxDyn, Slice};
use proptest::prelude::*;
use torchlean_mirror::tape::{Node, Tensor};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Layout {
    Contiguous,
    Transposed,
    Reversed,
    Strided,
}

pub const LAYOUTS: [Layout; 4] = [
    Layout::Contiguous,
    Layout::Transposed,
    Layout::Reversed,
    Layout::Strided,
];

/// A tensor inside an array of another layout.
struct Laid {
    array: Tensor,
    layout: Layout,
}

const PADDING: f64 = 1e300;

impl Laid {
    fn new(tensor: &Tensor, layout: Layout) -> Self {
        let mut dims = tensor.shape().to_vec();
        match layout {
            Layout::Contiguous | Layout::Reversed => {}
            Layout::Transposed => dims.reverse(),
            Layout::Strided => dims.iter_mut().for_each(|dim| *dim *= 2),
        }
        let mut laid = Self {
            array: Tensor::from_elem(IxDyn(&dims), PADDING),
            layout,
        };
        laid.view_mut().assign(tensor);
        laid
    }

    fn view(&self) -> ArrayViewD<'_, f64> {
        let mut view = self.array.view();
        for axis in (0..view.ndim()).map(Axis) {
            match self.layout {
                Layout::Contiguous | Layout::Transposed => {}
                Layout::Reversed => view.invert_axis(axis),
                Layout::Strided => view.slice_axis_inplace(axis, Slice::new(0, None, 2)),
            }
        }
        match self.layout {
            Layout::Transposed => view.reversed_axes(),
            _ => view,
        }
    }

    fn view_mut(&mut self) -> ArrayViewMutD<'_, f64> {
        let mut view = self.array.view_mut();
        for axis in (0..view.ndim()).map(Axis) {
            match self.layout {
                Layout::Contiguous | Layout::Transposed => {}
                Layout::Reversed => view.invert_axis(axis),
                Layout::Strided => view.slice_axis_inplace(axis, Slice::new(0, None, 2)),
            }
        }
        match self.layout {
            Layout::Transposed => view.reversed_axes(),
            _ => view,
        }
    }

    fn bits(&self) -> Vec<u64> {
        self.view().iter().map(|value| value.to_bits()).collect()
    }

    fn padding_is_kept(&self) -> bool {
        let kept = self.array.iter().filter(|value| **value == PADDING).count();
        kept == self.array.len() - self.view().len()
    }
}

fn lay_all(tensors: &[Tensor], layout: Layout) -> Vec<Laid> {
    let tensors = tensors.iter();
    tensors.map(|tensor| Laid::new(tensor, layout)).collect()
}

/// Forward, jvp, fused output and all cotangents, with inputs in one layout and results in another.
pub fn run(node: &Node, case: &Case, inputs: Layout, results: Layout) -> Vec<Vec<u64>> {
    let (x, dx) = (lay_all(&case.x, inputs), lay_all(&case.dx, inputs));
    let x: Vec<_> = x.iter().map(Laid::view).collect();
    let dx: Vec<_> = dx.iter().map(Laid::view).collect();
    let delta = Laid::new(&case.delta, inputs);
    let mut outs = lay_all(&vec![case.delta.clone(); 3], results);
    let mut grads = [lay_all(&case.dx, results), lay_all(&case.dx, results)];
    {
        let mut outs = outs.iter_mut().map(Laid::view_mut);
        node.forward_into(&x, &mut outs.next().unwrap()).unwrap();
        node.jvp_into(&x, &dx, &mut outs.next().unwrap()).unwrap();
        let [added, fused] = &mut grads;
        let mut added: Vec<_> = added.iter_mut().map(Laid::view_mut).collect();
        let mut fused: Vec<_> = fused.iter_mut().map(Laid::view_mut).collect();
        node.vjp_add(&x, &delta.view(), &mut added).unwrap();
        let mut out = outs.next().unwrap();
        node.forward_vjp_add(&x, &delta.view(), &mut out, &mut fused)
            .unwrap();
    }
    let written = outs.iter().chain(grads.iter().flatten());
    assert!(written.clone().all(Laid::padding_is_kept));
    written.map(Laid::bits).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn results_do_not_depend_on_the_layout(case in cases_of(reals())) {
        for (name, node) in nodes(&case.context, &case.shape, case.a, case.b) {
            let expected = run(&node, &case, Layout::Contiguous, Layout::Contiguous);
            for inputs in LAYOUTS {
                for results in LAYOUTS {
                    let found = run(&node, &case, inputs, results);
                    prop_assert_eq!(&found, &expected, "{} from {:?} to {:?}", name, inputs, results);
                }
            }
        }
    }
}
