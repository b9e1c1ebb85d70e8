//! What a kernel of the user gets to see: one input, by Lean's names.

use std::collections::BTreeMap;
use std::error::Error;

use super::float::Float;
use crate::audit::case::Case;
use crate::audit::reason::Reason;
use crate::notation::Entry;
use crate::tape::Shape;
use crate::term::{Argument, Broadcast, Map, Matrix, Name};

/// What a kernel gives: a result, or whatever error kept it from one.
pub type Answer<T> = Result<T, Box<dyn Error>>;

/// A name that the forms do not have, or have for something else.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not {wanted} of the definition, which has {known}")]
pub struct InputError {
    /// The name that was asked for.
    pub name: String,
    /// What it was asked for as.
    pub wanted: &'static str,
    /// What there is.
    pub known: String,
}

/// One input: the tensors of the context with a tangent and a cotangent, and
/// the parameters.
///
/// Tensors are flat and row-major, one for each shape of the context, in its
/// order. A context may hold tensors that no index points at, and two indices
/// may point at the same one. Plain functions have no tensors.
#[derive(Clone, Debug)]
pub struct Inputs<F> {
    shapes: Vec<Shape>,
    named: BTreeMap<Name, Shape>,
    output: Shape,
    x: Vec<Vec<F>>,
    dx: Vec<Vec<F>>,
    delta: Vec<F>,
    arguments: Vec<(Name, Argument<F>)>,
}

impl<F: Float> Inputs<F> {
    pub(super) fn of(entry: &Entry, case: &Case) -> Result<Inputs<F>, Reason> {
        let shapes = case.blocks();
        Ok(Inputs {
            x: cut(&shapes, &case.x),
            dx: cut(&shapes, &case.dx),
            delta: numbers(&case.delta),
            output: case.output(entry)?,
            arguments: (case.arguments.iter())
                .map(|(name, argument)| (name.clone(), argument.convert(|&v| F::from_f64(v))))
                .collect(),
            named: case.shapes.clone(),
            shapes,
        })
    }

    /// The shapes of the context. Lean: `Γ`.
    pub fn shapes(&self) -> &[Shape] {
        &self.shapes
    }

    /// The shape of the result.
    pub fn output(&self) -> &Shape {
        &self.output
    }

    /// All tensors of the point.
    pub fn tensors(&self) -> &[Vec<F>] {
        &self.x
    }

    /// All tensors of the tangent.
    pub fn tangents(&self) -> &[Vec<F>] {
        &self.dx
    }

    /// The cotangent of the result.
    pub fn delta(&self) -> &[F] {
        &self.delta
    }

    /// The tensor that an index points at. Lean: `get a x`.
    ///
    /// # Errors
    /// When no parameter of this name is an index.
    pub fn x(&self, index: &str) -> Answer<&[F]> {
        self.at(&self.x, index)
    }

    /// The tangent that an index points at. Lean: `get a dx`.
    ///
    /// # Errors
    /// When no parameter of this name is an index.
    pub fn dx(&self, index: &str) -> Answer<&[F]> {
        self.at(&self.dx, index)
    }

    /// The shape of the tensor that an index points at.
    ///
    /// # Errors
    /// When no parameter of this name is an index.
    pub fn shape(&self, index: &str) -> Answer<&Shape> {
        let shape = self.shapes.get(self.index(index)?);
        Ok(shape.ok_or_else(|| self.no(index, "an index"))?)
    }

    /// The dimensions of a shape that the definition names, such as `s`; of a dimension that it
    /// names, such as `n`, itself alone.
    ///
    /// # Errors
    /// When the definition has no shape and no dimension of this name.
    pub fn dims(&self, name: &str) -> Answer<&[usize]> {
        let shape = self.named.get(name).map(Shape::dims);
        Ok(shape.ok_or_else(|| {
            let known = self.named.keys().map(|name| format!("`{name}`"));
            InputError {
                name: name.into(),
                wanted: "a shape or a dimension",
                known: known.collect::<Vec<_>>().join(", "),
            }
        })?)
    }

    /// A zero for every coordinate of the context, tensor by tensor.
    pub fn zeros(&self) -> Vec<Vec<F>> {
        let zeros = |shape: &Shape| vec![F::from_f64(0.0); shape.size()];
        self.shapes.iter().map(zeros).collect()
    }

    /// The position of an index in the context. Lean: `Idx Γ s`.
    ///
    /// # Errors
    /// When no parameter of this name is an index.
    pub fn index(&self, name: &str) -> Answer<usize> {
        match self.argument(name) {
            Some(Argument::Index(position)) => Ok(*position),
            _ => Err(self.no(name, "an index").into()),
        }
    }

    /// A scalar parameter. Lean: `ℝ`.
    ///
    /// # Errors
    /// When no parameter of this name is a scalar.
    pub fn scalar(&self, name: &str) -> Answer<F> {
        match self.argument(name) {
            Some(Argument::Scalar(value)) => Ok(*value),
            _ => Err(self.no(name, "a scalar").into()),
        }
    }

    /// A vector parameter. Lean: `Vec s`.
    ///
    /// # Errors
    /// When no parameter of this name is a vector.
    pub fn vector(&self, name: &str) -> Answer<&[F]> {
        match self.argument(name) {
            Some(Argument::Vector(values)) => Ok(values),
            _ => Err(self.no(name, "a vector").into()),
        }
    }

    /// A mask, one truth value per coordinate. Lean: `Fin (size s) → Bool`.
    ///
    /// # Errors
    /// When no parameter of this name is a mask.
    pub fn mask(&self, name: &str) -> Answer<&[bool]> {
        match self.argument(name) {
            Some(Argument::Mask(mask)) => Ok(mask),
            _ => Err(self.no(name, "a mask").into()),
        }
    }

    /// A linear map, as a matrix. Lean: `Vec m →L[ℝ] Vec n`.
    ///
    /// # Errors
    /// When no parameter of this name is a linear map.
    pub fn map(&self, name: &str) -> Answer<&Matrix<F>> {
        match self.argument(name) {
            Some(Argument::Map(Map::Dense(matrix))) => Ok(matrix),
            _ => Err(self.no(name, "a linear map").into()),
        }
    }

    /// A way to broadcast. Lean: `CanBroadcastTo s t`.
    ///
    /// # Errors
    /// When no parameter of this name is a way to broadcast.
    pub fn broadcast(&self, name: &str) -> Answer<&Broadcast> {
        match self.argument(name) {
            Some(Argument::Broadcast(way)) => Ok(way),
            _ => Err(self.no(name, "a way to broadcast").into()),
        }
    }

    /// The number of an axis, the first being 0.
    ///
    /// # Errors
    /// When no parameter of this name is one.
    pub fn axis(&self, name: &str) -> Answer<usize> {
        match self.argument(name) {
            Some(Argument::Rank(axis)) => Ok(*axis),
            _ => Err(self.no(name, "an axis").into()),
        }
    }

    fn at<'t>(&self, tensors: &'t [Vec<F>], index: &str) -> Answer<&'t [F]> {
        let tensor = tensors.get(self.index(index)?);
        Ok(tensor.ok_or_else(|| self.no(index, "an index"))?)
    }

    fn argument(&self, name: &str) -> Option<&Argument<F>> {
        let mut arguments = self.arguments.iter();
        let found = arguments.find(|(parameter, _)| **parameter == *name);
        found.map(|(_, value)| value)
    }

    fn no(&self, name: &str, wanted: &'static str) -> InputError {
        let kinds = self.arguments.iter();
        let kinds = kinds.map(|(name, value)| format!("`{name}` ({})", value.kind()));
        InputError {
            name: name.into(),
            wanted,
            known: kinds.collect::<Vec<_>>().join(", "),
        }
    }
}

fn numbers<F: Float>(values: &[f64]) -> Vec<F> {
    values.iter().map(|&value| F::from_f64(value)).collect()
}

/// Flat coordinates of a context, tensor by tensor.
pub(super) fn cut<F: Float>(shapes: &[Shape], values: &[f64]) -> Vec<Vec<F>> {
    let mut rest = values.iter().copied().map(F::from_f64);
    let block = |shape: &Shape| rest.by_ref().take(shape.size()).collect();
    shapes.iter().map(block).collect()
}
