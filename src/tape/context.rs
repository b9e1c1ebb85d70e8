//! Lists of shapes, and positions in them.

use super::{Error, Result, Shape};
use std::fmt;

/// The shapes of the tensors that a node sees, in order. Lean: `Γ : List Shape`.
///
/// As a flat vector a context is its tensors one after the other, each row-major.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Context(Vec<Shape>);

impl Context {
    /// The context with these shapes, in this order.
    pub fn new(shapes: impl IntoIterator<Item = Shape>) -> Self {
        Self(shapes.into_iter().collect())
    }

    /// The shapes in order.
    pub fn shapes(&self) -> &[Shape] {
        &self.0
    }

    /// The number of tensors.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no tensor at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of coordinates of all tensors together, at most `usize::MAX`.
    ///
    /// Lean: `Proofs.Autograd.ctxSize`.
    pub fn size(&self) -> usize {
        total(&self.0)
    }

    /// Where the tensor at `idx` begins in the flat vector.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] if `idx` is out of range.
    pub fn offset(&self, idx: Idx) -> Result<usize> {
        self.shape(idx, "idx")?;
        Ok(self.0.get(..idx.0).map_or(0, total))
    }

    /// The shape at `idx`. Lean: `Γ.get i`.
    ///
    /// # Errors
    ///
    /// [`Error::Index`], naming `argument`, if `idx` is out of range.
    pub fn shape(&self, idx: Idx, argument: &str) -> Result<&Shape> {
        self.0
            .get(idx.0)
            .ok_or_else(|| idx.out_of_range(argument, self.len()))
    }
}

fn total(shapes: &[Shape]) -> usize {
    shapes
        .iter()
        .map(Shape::size)
        .fold(0, usize::saturating_add)
}

impl FromIterator<Shape> for Context {
    fn from_iter<I: IntoIterator<Item = Shape>>(shapes: I) -> Self {
        Self::new(shapes)
    }
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (position, shape) in self.0.iter().enumerate() {
            let comma = if position == 0 { "" } else { ", " };
            write!(f, "{comma}{shape}")?;
        }
        f.write_str("]")
    }
}

/// The position of a tensor in a [`Context`]. Lean: `Idx Γ s`.
///
/// Lean's type also holds the shape; here it is looked up, and checked where a node is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Idx(pub usize);

impl Idx {
    /// The entry at this position of a list that runs along the context.
    ///
    /// Lean: `Proofs.Autograd.CtxVec.get`.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] if the list is too short.
    pub fn get<T>(self, entries: &[T]) -> Result<&T> {
        entries
            .get(self.0)
            .ok_or_else(|| self.out_of_range("idx", entries.len()))
    }

    /// The entry at this position of a list that runs along the context, to be written to.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] if the list is too short.
    pub fn get_mut<T>(self, entries: &mut [T]) -> Result<&mut T> {
        let len = entries.len();
        entries
            .get_mut(self.0)
            .ok_or_else(|| self.out_of_range("idx", len))
    }

    /// The entries at these positions of a list that runs along the context.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] if the list is too short.
    pub fn get_each<T, const N: usize>(positions: [Self; N], entries: &[T]) -> Result<[&T; N]> {
        let any = entries.first();
        let mut found = [any.ok_or_else(|| Self(0).out_of_range("idx", 0))?; N];
        for (found, idx) in found.iter_mut().zip(positions) {
            *found = idx.get(entries)?;
        }
        Ok(found)
    }

    fn out_of_range(self, argument: &str, len: usize) -> Error {
        Error::Index {
            argument: argument.to_owned(),
            index: self.0,
            len,
        }
    }
}
