//! The dimensions of tensors.

use super::{Error, Result, Tensor};
use ndarray::{ArrayD, IxDyn};
use std::fmt;

/// The dimensions of a tensor, outermost first; no dimension at all for a scalar.
///
/// A dimension may be 0. Lean: `Spec.Shape`.
///
/// ```
/// use torchlean_mirror::tape::Shape;
///
/// let shape = Shape::new([2, 3]);
/// assert_eq!(shape.size(), 6);
/// assert_eq!(shape.multi_index(4), Some(vec![1, 1]));
/// assert_eq!(shape.to_string(), "[2, 3]");
/// assert_eq!(Shape::scalar().size(), 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shape(Vec<usize>);

impl Shape {
    /// The shape with these dimensions, outermost first. Lean: `Spec.Shape.dim`.
    pub fn new(dims: impl Into<Vec<usize>>) -> Self {
        Self(dims.into())
    }

    /// The shape of a single number. Lean: `Spec.Shape.scalar`.
    pub fn scalar() -> Self {
        Self(Vec::new())
    }

    /// The dimensions, outermost first.
    pub fn dims(&self) -> &[usize] {
        &self.0
    }

    /// The number of coordinates: the product of the dimensions, 1 for a scalar.
    ///
    /// A product beyond `usize::MAX` is given as `usize::MAX`; no tensor of that size can exist.
    /// Lean: `Spec.Shape.size`.
    pub fn size(&self) -> usize {
        self.0.iter().copied().fold(1, usize::saturating_mul)
    }

    /// The index per dimension of the row-major position `flat`, or `None` behind the end.
    pub fn multi_index(&self, flat: usize) -> Option<Vec<usize>> {
        if flat >= self.size() {
            return None;
        }
        let mut rest = flat;
        let mut index = self
            .0
            .iter()
            .rev()
            .map(|&dim| {
                let position = rest.checked_rem(dim)?;
                rest = rest.checked_div(dim)?;
                Some(position)
            })
            .collect::<Option<Vec<_>>>()?;
        index.reverse();
        Some(index)
    }

    /// A tensor of this shape with these row-major coordinates.
    pub(crate) fn tensor(&self, argument: &str, coordinates: Vec<f64>) -> Result<Tensor> {
        ArrayD::from_shape_vec(IxDyn(&self.0), coordinates).map_err(|_| self.too_large(argument))
    }

    pub(crate) fn zeros(&self, argument: &str) -> Result<Tensor> {
        self.tensor(argument, self.zero_coordinates(argument)?)
    }

    /// As many zeros as the shape has coordinates.
    pub(super) fn zero_coordinates(&self, argument: &str) -> Result<Vec<f64>> {
        let size = self.size();
        let mut coordinates = Vec::new();
        coordinates
            .try_reserve_exact(size)
            .map_err(|_| self.too_large(argument))?;
        coordinates.resize(size, 0.0);
        Ok(coordinates)
    }

    /// That `argument` should not have this shape but one of as many dimensions as `expected` says.
    pub(crate) fn dimensions(&self, argument: &str, expected: &'static str) -> Error {
        Error::Dimensions {
            argument: argument.to_owned(),
            expected,
            found: self.clone(),
        }
    }

    pub(crate) fn too_large(&self, argument: &str) -> Error {
        Error::TooLarge {
            argument: argument.to_owned(),
            shape: self.clone(),
        }
    }
}

impl<const N: usize> From<[usize; N]> for Shape {
    fn from(dims: [usize; N]) -> Self {
        Self::new(dims)
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.0).finish()
    }
}
