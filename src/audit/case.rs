//! One input of a definition, at which its kernel and its form both have a value.

use std::collections::BTreeMap;

use ndarray::{Array1, Array2, ArrayD};

use super::reason::Reason;
use super::subject::Place;
use super::verdict::single;
use crate::exact::{Exact, Format, Map, Matrix, Number, Point, Stored, Value, exact};
use crate::nodes::Arg;
use crate::notation::Entry;
use crate::tape::{Context, Error, Idx, LinearMap, Shape, Tensor};
use crate::term::{Name, Space};

/// A tensor of a context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The space whose shape it has, so that an index can point here; none if nothing refers to it.
    pub of: Option<Name>,
    /// Its shape.
    pub shape: Shape,
}

/// The value of a parameter.
#[derive(Clone, Debug)]
pub enum Argument {
    /// A position in the context.
    Index(usize),
    /// A scalar.
    Scalar(f64),
    /// A vector.
    Vector(Vec<f64>),
    /// A Boolean per coordinate.
    Mask(Vec<bool>),
    /// A linear map.
    Map(Map<f64>),
}

/// Shapes, parameters, a point, a tangent and a cotangent.
#[derive(Clone, Debug)]
pub struct Case {
    /// What the shapes stand for.
    pub shapes: BTreeMap<Name, Shape>,
    /// The tensors of the context, in order.
    pub context: Vec<Block>,
    /// The parameters in the definition's order.
    pub arguments: Vec<(Name, Argument)>,
    /// The point, the tangent and what the cotangents are added to, block after block.
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

    /// The shape that a space of coordinates stands for; a number has the shape of a scalar.
    ///
    /// # Errors
    /// When the case has no such space: it is one of another definition.
    pub fn shape(&self, space: &Space) -> Result<Shape, Reason> {
        let shape = match space {
            Space::Real => Some(Shape::scalar()),
            Space::Named(name) => self.shapes.get(name).cloned(),
            Space::Hom(..) => None,
        };
        shape.ok_or(Reason::Internal("a space of the definition has no shape"))
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
        self.arguments
            .iter()
            .map(|(_, argument)| {
                Ok(match argument {
                    Argument::Index(position) => Arg::Idx(Idx(*position)),
                    Argument::Scalar(value) => Arg::Scalar(*value),
                    Argument::Vector(values) => Arg::Vector(Array1::from_vec(values.clone())),
                    Argument::Mask(mask) => Arg::Mask(Array1::from_vec(mask.clone())),
                    Argument::Map(map) => Arg::Map(linear_map(map)?),
                })
            })
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
        let stored = |argument: &str, values: &[f64]| {
            Stored::new(values, number.clone()).map_err(|position| Error::NotFinite {
                argument: argument.to_string(),
                position,
                value: values.get(position).copied().unwrap_or(f64::NAN),
            })
        };
        let mut variables = BTreeMap::new();
        for (name, argument) in &self.arguments {
            let value = match argument {
                Argument::Index(position) => Value::Index(*position),
                Argument::Scalar(value) => {
                    stored(name, &[*value])?;
                    Value::Scalar(exact(*value).map_or_else(N::zero, &number))
                }
                Argument::Vector(values) => Value::Stored(stored(name, values)?),
                Argument::Mask(mask) => Value::Mask(mask.clone()),
                Argument::Map(map) => {
                    stored(name, &entries(map))?;
                    Value::Map(map.convert(&|&v| exact(v).map_or_else(N::zero, &number)))
                }
            };
            variables.insert(name.clone(), value);
        }
        let mut spaces: BTreeMap<Name, Vec<usize>> = self
            .shapes
            .iter()
            .map(|(name, shape)| (name.clone(), vec![shape.size()]))
            .collect();
        if let Some(node) = entry.form.node() {
            for (name, values) in [("x", &self.x), ("dx", &self.dx), ("δ", &self.delta)] {
                variables.insert(name.into(), Value::Stored(stored(name, values)?));
            }
            // No form mentions it, but the kernel adds to it.
            let held = Value::Stored(stored("held", &self.held)?);
            variables.insert(BUFFER.into(), held);
            if let Space::Named(context) = &node.context {
                let sizes = self.blocks().iter().map(Shape::size).collect();
                spaces.insert(context.clone(), sizes);
            }
        }
        Ok(Point { spaces, variables })
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

/// The variable of the cotangents that a kernel adds to. No form can name it.
pub(super) const BUFFER: &str = "held cotangents";

impl Case {
    /// The inputs, name and value, for people: numbers of a format, in the
    /// fewest digits that give them back.
    pub fn describe(&self, entry: &Entry, format: Format) -> Vec<(String, String)> {
        let list = |values: &[f64]| list(values, format);
        let mut inputs: Vec<(String, String)> = self
            .shapes
            .iter()
            .map(|(name, shape)| (name.to_string(), shape.to_string()))
            .collect();
        let node = entry.form.node();
        if let Some(node) = node {
            let blocks: Vec<String> = self.blocks().iter().map(ToString::to_string).collect();
            let name = node.context.to_string();
            let name = name.trim_start_matches("Vec ").to_string();
            inputs.push((name, format!("[{}]", blocks.join(", "))));
        }
        for (name, argument) in &self.arguments {
            let value = match argument {
                Argument::Index(position) => position.to_string(),
                Argument::Scalar(value) => number(*value, format),
                Argument::Vector(values) => list(values),
                Argument::Mask(mask) => format!("{mask:?}"),
                Argument::Map(map) => describe_map(map, format),
            };
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

fn number(value: f64, format: Format) -> String {
    if format == Format::F32 {
        format!("{:?}", single(value))
    } else {
        format!("{value:?}")
    }
}

fn list(values: &[f64], format: Format) -> String {
    let values: Vec<String> = values.iter().map(|v| number(*v, format)).collect();
    format!("[{}]", values.join(", "))
}

fn describe_map(map: &Map<f64>, format: Format) -> String {
    let rows = |matrix: &Matrix<f64>| {
        let rows: Vec<String> = matrix.rows.iter().map(|row| list(row, format)).collect();
        format!("[{}]", rows.join(", "))
    };
    match map {
        Map::Dense(matrix) => format!("dense {}", rows(matrix)),
        Map::Diagonal(entries) => format!("diagonal {}", list(entries, format)),
        Map::PositionWise(matrix, positions) => {
            format!("position-wise {} at {positions} positions", rows(matrix))
        }
        Map::Composed(outer, inner) => format!(
            "({}) ∘ ({})",
            describe_map(outer, format),
            describe_map(inner, format)
        ),
    }
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

fn entries(map: &Map<f64>) -> Vec<f64> {
    match map {
        Map::Dense(matrix) | Map::PositionWise(matrix, _) => matrix.rows.concat(),
        Map::Diagonal(entries) => entries.clone(),
        Map::Composed(outer, inner) => {
            let mut all = entries(outer);
            all.extend(entries(inner));
            all
        }
    }
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
