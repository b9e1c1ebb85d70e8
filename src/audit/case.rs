//! One input of a definition, at which its kernel and its form both have a value.

use std::collections::BTreeMap;
use std::convert::Infallible;

use ndarray::{Array1, Array2, ArrayD};

use super::reason::Reason;
use super::subject::Place;
use super::verdict::single;
use crate::exact::{Exact, Format, Ieee, Number, Point, Precision, Stored, exact};
use crate::nodes::Arg;
use crate::notation::Entry;
use crate::tape::{Broadcast, Context, Error, Idx, LinearMap, Shape, Tensor};
use crate::term::{Argument, Map, Matrix, Measure, Name, Space, Step};

/// A tensor of a context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The space whose shape it has, so that an index can point here; none if nothing refers to it.
    pub of: Option<Space>,
    /// Its shape.
    pub shape: Shape,
}

/// Shapes, parameters, a point, a tangent and a cotangent.
#[derive(Clone, Debug)]
pub struct Case {
    /// What the shapes stand for; a dimension is a shape of one axis.
    pub shapes: BTreeMap<Name, Shape>,
    /// The tensors of the context, in order.
    pub context: Vec<Block>,
    /// The parameters in the definition's order.
    pub arguments: Vec<(Name, Argument<f64>)>,
    /// The point, block after block, as the tangent and `held` are.
    pub x: Vec<f64>,
    /// The tangent.
    pub dx: Vec<f64>,
    /// The cotangent of the output.
    pub delta: Vec<f64>,
    /// What the caller's cotangents hold before the node adds its own.
    pub held: Vec<f64>,
}

impl Case {
    /// The shapes of the context.
    pub fn blocks(&self) -> Vec<Shape> {
        let blocks = self.context.iter();
        blocks.map(|block| block.shape.clone()).collect()
    }

    /// The context as the kernels take it.
    pub fn tape_context(&self) -> Context {
        Context::new(self.blocks())
    }

    /// The shape that a space of coordinates stands for.
    ///
    /// # Errors
    /// When the case has no such space: it is one of another definition.
    pub fn shape(&self, space: &Space) -> Result<Shape, Reason> {
        shape_of(space, &self.shapes)
            .ok_or(Reason::Internal("a space of the definition has no shape"))
    }

    /// The shape of the result.
    ///
    /// # Errors
    /// As for [`shape`](Case::shape).
    pub fn output(&self, entry: &Entry) -> Result<Shape, Reason> {
        let space = entry.output();
        self.shape(space.ok_or(Reason::Internal("the result is not a tensor"))?)
    }

    /// The parameters as the kernels take them.
    ///
    /// # Errors
    /// When a composed map does not fit together.
    pub fn kernel_arguments(&self) -> Result<Vec<Arg>, Error> {
        let arguments = self.arguments.iter();
        arguments
            .map(|(_, argument)| kernel_argument(argument))
            .collect()
    }

    /// Flat coordinates of a context as its tensors.
    ///
    /// # Errors
    /// When the coordinates are too few or too many.
    pub fn tensors(&self, argument: &str, flat: &[f64]) -> Result<Vec<Tensor>, Error> {
        let shapes = self.blocks();
        let total: usize = shapes.iter().map(Shape::size).sum();
        let mut rest = flat;
        let mut tensors = Vec::new();
        for shape in shapes {
            let Some((block, after)) = rest.split_at_checked(shape.size()) else {
                return Err(length(argument, total, flat.len()));
            };
            tensors.push(tensor(&shape, block, argument)?);
            rest = after;
        }
        if rest.is_empty() {
            Ok(tensors)
        } else {
            Err(length(argument, total, flat.len()))
        }
    }

    /// The case as a point at which forms are evaluated.
    ///
    /// # Errors
    /// [`Error::NotFinite`] when an input is NaN or infinite, with its argument
    /// and place: the reals have no such numbers.
    pub fn point<N: Number>(
        &self,
        entry: &Entry,
        number: impl Fn(Exact) -> N + Clone + Send + Sync + 'static,
    ) -> Result<Point<N>, Error> {
        let not_finite = |argument: &str, position, value| Error::NotFinite {
            argument: argument.to_string(),
            position,
            value,
        };
        let store = |argument: &str, values: &[f64]| {
            Stored::new(values, number.clone()).map_err(|position| {
                let value = values.get(position).copied().unwrap_or(f64::NAN);
                not_finite(argument, position, value)
            })
        };
        let read = |argument: &str, position, value| {
            let finite = exact(value).ok_or_else(|| not_finite(argument, position, value))?;
            Ok(number(finite))
        };
        self.at(entry, store, read)
    }

    /// The same of a case with any numbers, which are read as they are in IEEE arithmetic.
    pub fn ieee_point<P: Precision + 'static>(&self, entry: &Entry) -> Point<Ieee<P>> {
        let store = |_: &str, values: &[f64]| Ok(Stored::any(values, Ieee::from));
        let Ok(point) = self.at(entry, store, |_, _, value| {
            Ok::<_, Infallible>(value.into())
        });
        point
    }

    fn at<N: Number, E>(
        &self,
        entry: &Entry,
        store: impl Fn(&str, &[f64]) -> Result<Stored<N>, E>,
        read: impl Fn(&str, usize, f64) -> Result<N, E>,
    ) -> Result<Point<N>, E> {
        let (mut variables, mut stored) = (BTreeMap::new(), BTreeMap::new());
        for (name, argument) in &self.arguments {
            if let Argument::Vector(values) = argument {
                stored.insert(name.clone(), store(name, values)?);
                continue;
            }
            let mut numbers = 0;
            let argument = argument.try_convert(|&value| {
                let position = numbers;
                numbers += 1;
                read(name, position, value)
            })?;
            variables.insert(name.clone(), argument);
        }
        let mut spaces: BTreeMap<Name, Vec<usize>> = self
            .shapes
            .iter()
            .map(|(name, shape)| (name.clone(), vec![shape.size()]))
            .collect();
        if let Some(node) = entry.form.node() {
            for (name, values) in [("x", &self.x), ("dx", &self.dx), ("δ", &self.delta)] {
                stored.insert(name.into(), store(name, values)?);
            }
            // No form mentions it, but the kernel adds to it.
            stored.insert(BUFFER.into(), store("held", &self.held)?);
            if let Space::Named(context) = &node.context {
                let sizes = self.blocks().iter().map(Shape::size).collect();
                spaces.insert(context.clone(), sizes);
            }
        }
        Ok(Point {
            spaces,
            variables,
            stored,
            ..Point::default()
        })
    }

    /// The names of the parameters that point at a block.
    pub fn pointing_at(&self, block: usize) -> Vec<Name> {
        self.arguments
            .iter()
            .filter(|(_, argument)| matches!(argument, Argument::Index(at) if *at == block))
            .map(|(name, _)| name.clone())
            .collect()
    }
}

/// The shape that a space of coordinates stands for, where the names in it stand for these.
pub(super) fn shape_of(space: &Space, shapes: &BTreeMap<Name, Shape>) -> Option<Shape> {
    let dims = space.dims(&|name| shapes.get(name).map(Shape::dims));
    dims.map(Shape::new)
}

/// The variable of the cotangents that a kernel adds to. No form can name it.
pub(super) const BUFFER: &str = "held cotangents";

impl Case {
    /// The inputs, name and value, for people: numbers of a format, in the
    /// fewest digits that give them back.
    pub fn describe(&self, entry: &Entry, format: Format) -> Vec<(String, String)> {
        let list = |values: &[f64]| list(values, &|value| number(*value, format));
        let dims = entry.measures();
        let shape = |(name, shape): (&Name, &Shape)| {
            let text = match shape.dims() {
                [dim] if dims.contains(&Measure::Dim(name.clone())) => dim.to_string(),
                _ => shape.to_string(),
            };
            (name.to_string(), text)
        };
        let mut inputs: Vec<(String, String)> = self.shapes.iter().map(shape).collect();
        let node = entry.form.node();
        if let Some(node) = node {
            let blocks: Vec<String> = self.blocks().iter().map(ToString::to_string).collect();
            inputs.push((node.context.bare(), format!("[{}]", blocks.join(", "))));
        }
        for (name, argument) in &self.arguments {
            let value = describe(argument, &|value| number(*value, format));
            inputs.push((name.to_string(), value));
        }
        if node.is_some() {
            let variables = [
                ("x", &self.x),
                ("dx", &self.dx),
                ("δ", &self.delta),
                ("held", &self.held),
            ];
            inputs.extend(variables.map(|(name, values)| (name.to_string(), list(values))));
        }
        inputs
    }

    /// The parameters that a flat coordinate of the context belongs to, the
    /// shape of its tensor, and the coordinate inside it.
    ///
    /// # Errors
    /// When the context has fewer coordinates.
    pub(super) fn place(&self, flat: usize) -> Result<Place, Reason> {
        let mut start = 0;
        for (position, block) in self.context.iter().enumerate() {
            let size = block.shape.size();
            if flat < start + size {
                let names = self.pointing_at(position);
                return Ok(Place {
                    argument: if names.is_empty() {
                        format!("tensor {position} of the context, which nothing points at")
                    } else {
                        names.join(" and ")
                    },
                    shape: block.shape.clone(),
                    flat: flat - start,
                });
            }
            start += size;
        }
        Err(Reason::Internal("a coordinate lies outside the context"))
    }
}

/// A number of a format, in the fewest digits that give it back.
pub(super) fn number(value: f64, format: Format) -> String {
    // What is shorter than f32 is one too.
    if format == Format::F64 {
        format!("{value:?}")
    } else {
        format!("{:?}", single(value))
    }
}

/// An argument, for people.
pub(super) fn describe<N>(argument: &Argument<N>, number: &impl Fn(&N) -> String) -> String {
    match argument {
        Argument::Index(position) => position.to_string(),
        Argument::Scalar(value) => number(value),
        Argument::Vector(values) => list(values, number),
        Argument::Mask(mask) => format!("{mask:?}"),
        Argument::Map(map) => describe_map(map, number),
        Argument::Broadcast(way) => way.to_string(),
        Argument::Rank(rank) => rank.to_string(),
    }
}

fn describe_map<N>(map: &Map<N>, number: &impl Fn(&N) -> String) -> String {
    let rows = |matrix: &Matrix<N>| {
        let rows = matrix.rows.iter();
        let rows: Vec<String> = rows.map(|row| list(row, number)).collect();
        format!("[{}]", rows.join(", "))
    };
    match map {
        Map::Dense(matrix) => format!("dense {}", rows(matrix)),
        Map::Diagonal(entries) => format!("diagonal {}", list(entries, number)),
        Map::PositionWise(matrix, positions) => {
            format!("position-wise {} at {positions} positions", rows(matrix))
        }
        Map::Composed(outer, inner) => format!(
            "({}) ∘ ({})",
            describe_map(outer, number),
            describe_map(inner, number)
        ),
    }
}

/// A list of numbers, for people.
pub(super) fn list<N>(values: &[N], number: &impl Fn(&N) -> String) -> String {
    let values: Vec<String> = values.iter().map(number).collect();
    format!("[{}]", values.join(", "))
}

fn length(argument: &str, expected: usize, found: usize) -> Error {
    Error::Length {
        argument: argument.to_string(),
        expected,
        found,
    }
}

/// Row-major coordinates as a tensor.
///
/// # Errors
/// When there are too few or too many.
pub fn tensor(shape: &Shape, values: &[f64], argument: &str) -> Result<Tensor, Error> {
    ArrayD::from_shape_vec(shape.dims(), values.to_vec())
        .map_err(|_| length(argument, shape.size(), values.len()))
}

/// An argument as the kernels take it.
///
/// # Errors
/// When a matrix is not rectangular, or a composed map does not fit together.
pub(super) fn kernel_argument(argument: &Argument<f64>) -> Result<Arg, Error> {
    Ok(match argument {
        Argument::Index(position) => Arg::Idx(Idx(*position)),
        Argument::Scalar(value) => Arg::Scalar(*value),
        Argument::Vector(values) => Arg::Vector(Array1::from_vec(values.clone())),
        Argument::Mask(mask) => Arg::Mask(Array1::from_vec(mask.clone())),
        Argument::Map(map) => Arg::Map(linear_map(map)?),
        Argument::Broadcast(way) => {
            let step = |step: &Step| match step {
                Step::Same => Broadcast::DimEq,
                Step::Stretched => Broadcast::Dim1ToN,
                Step::New => Broadcast::ExpandDims,
            };
            Arg::Broadcast(way.steps().iter().map(step).collect())
        }
        Argument::Rank(rank) => Arg::Axis(*rank),
    })
}

fn linear_map(map: &Map<f64>) -> Result<LinearMap, Error> {
    Ok(match map {
        Map::Dense(m) => LinearMap::dense(matrix(m)?),
        Map::Diagonal(entries) => LinearMap::diagonal(Array1::from_vec(entries.clone())),
        Map::PositionWise(m, positions) => LinearMap::position_wise(matrix(m)?, *positions),
        Map::Composed(outer, inner) => LinearMap::compose(linear_map(outer)?, linear_map(inner)?)?,
    })
}

fn matrix(matrix: &Matrix<f64>) -> Result<Array2<f64>, Error> {
    let entries = matrix.rows.concat();
    let (rows, columns, found) = (matrix.rows.len(), matrix.columns, entries.len());
    Array2::from_shape_vec((rows, columns), entries)
        .map_err(|_| length("matrix", rows * columns, found))
}
