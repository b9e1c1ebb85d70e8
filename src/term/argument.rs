//! What parameters stand for: one type for every kind of number.

use std::convert::Infallible;

use super::Broadcast;

/// A matrix, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix<N> {
    /// The number of columns, which a matrix without rows has too.
    pub columns: usize,
    /// The rows, each with one number per column.
    pub rows: Vec<Vec<N>>,
}

/// A linear map between coordinate vectors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Map<N> {
    /// A matrix.
    Dense(Matrix<N>),
    /// A diagonal matrix.
    Diagonal(Vec<N>),
    /// The same matrix for each of so many consecutive pieces.
    PositionWise(Matrix<N>, usize),
    /// The first after the second.
    Composed(Box<Map<N>>, Box<Map<N>>),
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument<N> {
    /// A position in a context, or of a tape.
    Index(usize),
    /// A scalar.
    Scalar(N),
    /// The coordinates of a vector, row-major; of a context, block after block.
    Vector(Vec<N>),
    /// A Boolean per coordinate, row-major.
    Mask(Vec<bool>),
    /// A linear map.
    Map(Map<N>),
    /// A way to broadcast.
    Broadcast(Broadcast),
    /// The number of axes of a shape.
    Rank(usize),
}

impl<N> Matrix<N> {
    /// The matrix of these entries.
    pub fn new(columns: usize, rows: usize, entry: impl Fn(usize, usize) -> N) -> Matrix<N> {
        let row = |row| (0..columns).map(|column| entry(row, column)).collect();
        Matrix {
            columns,
            rows: (0..rows).map(row).collect(),
        }
    }

    /// Whether each row has one number per column.
    fn is_whole(&self) -> bool {
        self.rows.iter().all(|row| row.len() == self.columns)
    }

    fn try_convert<M, E>(
        &self,
        number: &mut impl FnMut(&N) -> Result<M, E>,
    ) -> Result<Matrix<M>, E> {
        let mut row = |row: &Vec<N>| row.iter().map(&mut *number).collect();
        Ok(Matrix {
            columns: self.columns,
            rows: self.rows.iter().map(&mut row).collect::<Result<_, E>>()?,
        })
    }
}

impl<N> Map<N> {
    /// The number of coordinates that it gives.
    pub fn rows(&self) -> usize {
        match self {
            Map::Dense(matrix) => matrix.rows.len(),
            Map::Diagonal(entries) => entries.len(),
            Map::PositionWise(matrix, positions) => matrix.rows.len() * positions,
            Map::Composed(outer, _) => outer.rows(),
        }
    }

    /// The number of coordinates that it takes.
    pub fn columns(&self) -> usize {
        match self {
            Map::Dense(matrix) => matrix.columns,
            Map::Diagonal(entries) => entries.len(),
            Map::PositionWise(matrix, positions) => matrix.columns * positions,
            Map::Composed(_, inner) => inner.columns(),
        }
    }

    /// Whether the rows of its matrices have one number per column, and its
    /// parts fit together.
    pub fn is_whole(&self) -> bool {
        match self {
            Map::Dense(matrix) | Map::PositionWise(matrix, _) => matrix.is_whole(),
            Map::Diagonal(_) => true,
            Map::Composed(outer, inner) => {
                outer.is_whole() && inner.is_whole() && outer.columns() == inner.rows()
            }
        }
    }

    fn try_convert<M, E>(&self, number: &mut impl FnMut(&N) -> Result<M, E>) -> Result<Map<M>, E> {
        Ok(match self {
            Map::Dense(matrix) => Map::Dense(matrix.try_convert(number)?),
            Map::Diagonal(entries) => {
                Map::Diagonal(entries.iter().map(number).collect::<Result<_, E>>()?)
            }
            Map::PositionWise(matrix, positions) => {
                Map::PositionWise(matrix.try_convert(number)?, *positions)
            }
            Map::Composed(outer, inner) => {
                let outer = Box::new(outer.try_convert(number)?);
                Map::Composed(outer, Box::new(inner.try_convert(number)?))
            }
        })
    }

    fn numbers_mut(&mut self) -> Vec<&mut N> {
        match self {
            Map::Dense(matrix) | Map::PositionWise(matrix, _) => {
                matrix.rows.iter_mut().flatten().collect()
            }
            Map::Diagonal(entries) => entries.iter_mut().collect(),
            Map::Composed(outer, inner) => {
                let mut all = outer.numbers_mut();
                all.extend(inner.numbers_mut());
                all
            }
        }
    }
}

impl<N> Argument<N> {
    /// The kind of the argument, with its article.
    pub fn kind(&self) -> &'static str {
        match self {
            Argument::Index(_) => "an index",
            Argument::Scalar(_) => "a scalar",
            Argument::Vector(_) => "a vector",
            Argument::Mask(_) => "a mask",
            Argument::Map(_) => "a linear map",
            Argument::Broadcast(_) => "a way to broadcast",
            Argument::Rank(_) => "an axis",
        }
    }

    /// The argument with each number replaced.
    pub fn convert<M>(&self, number: impl Fn(&N) -> M) -> Argument<M> {
        let Ok(converted) = self.try_convert(|n| Ok::<M, Infallible>(number(n)));
        converted
    }

    /// The argument with each number replaced, in order.
    ///
    /// # Errors
    /// The first of `number`.
    pub fn try_convert<M, E>(
        &self,
        mut number: impl FnMut(&N) -> Result<M, E>,
    ) -> Result<Argument<M>, E> {
        Ok(match self {
            Argument::Index(position) => Argument::Index(*position),
            Argument::Scalar(value) => Argument::Scalar(number(value)?),
            Argument::Vector(values) => {
                Argument::Vector(values.iter().map(number).collect::<Result<_, E>>()?)
            }
            Argument::Mask(mask) => Argument::Mask(mask.clone()),
            Argument::Map(map) => Argument::Map(map.try_convert(&mut number)?),
            Argument::Broadcast(way) => Argument::Broadcast(way.clone()),
            Argument::Rank(rank) => Argument::Rank(*rank),
        })
    }

    /// Every number of the argument, in order.
    pub fn numbers_mut(&mut self) -> Vec<&mut N> {
        match self {
            Argument::Index(_) | Argument::Mask(_) | Argument::Broadcast(_) | Argument::Rank(_) => {
                Vec::new()
            }
            Argument::Scalar(value) => vec![value],
            Argument::Vector(values) => values.iter_mut().collect(),
            Argument::Map(map) => map.numbers_mut(),
        }
    }
}
