//! Tensors that lie in memory in another order than row-major, or with room between.

use ndarray::{ArrayBase, ArrayViewD, ArrayViewMutD, Axis, IxDyn, RawData, Slice};

use crate::tape::Tensor;

/// How a tensor lies in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// From the last coordinate to the first.
    Reversed,
    /// Column-major.
    Transposed,
    /// Every other place along each axis.
    Strided,
}

impl Layout {
    /// All layouts, besides the row-major one.
    pub(super) const ALL: [Layout; 3] = [Layout::Reversed, Layout::Transposed, Layout::Strided];

    /// The tensor that lies in this memory.
    fn of<S: RawData>(self, mut memory: ArrayBase<S, IxDyn>) -> ArrayBase<S, IxDyn> {
        for axis in (0..memory.ndim()).map(Axis) {
            match self {
                Layout::Reversed => memory.invert_axis(axis),
                Layout::Transposed => {}
                Layout::Strided => memory.slice_axis_inplace(axis, Slice::new(0, None, 2)),
            }
        }
        match self {
            Layout::Transposed => memory.reversed_axes(),
            _ => memory,
        }
    }
}

/// A tensor in a layout.
pub(super) struct Laid {
    memory: Tensor,
    layout: Layout,
}

impl Laid {
    /// The tensor in this layout; what lies between is NaN.
    pub(super) fn new(tensor: &Tensor, layout: Layout) -> Laid {
        let mut dims = tensor.shape().to_vec();
        match layout {
            Layout::Reversed => {}
            Layout::Transposed => dims.reverse(),
            Layout::Strided => dims.iter_mut().for_each(|dim| *dim = dim.saturating_mul(2)),
        }
        let mut laid = Laid {
            memory: Tensor::from_elem(dims, f64::NAN),
            layout,
        };
        let places = laid.view_mut().into_iter().zip(tensor);
        places.for_each(|(place, value)| *place = *value);
        laid
    }

    /// The tensor.
    pub(super) fn view(&self) -> ArrayViewD<'_, f64> {
        self.layout.of(self.memory.view())
    }

    /// The tensor, to be written to.
    pub(super) fn view_mut(&mut self) -> ArrayViewMutD<'_, f64> {
        self.layout.of(self.memory.view_mut())
    }

    /// The tensors in this layout.
    pub(super) fn all(tensors: &[Tensor], layout: Layout) -> Vec<Laid> {
        tensors
            .iter()
            .map(|tensor| Laid::new(tensor, layout))
            .collect()
    }
}
