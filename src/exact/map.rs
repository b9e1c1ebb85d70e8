//! Linear maps given by numbers, as parameters of a definition.

use super::number::Number;

/// A matrix, row by row.
#[derive(Clone, Debug)]
pub struct Matrix<N> {
    /// The number of columns, which an empty matrix has too.
    pub columns: usize,
    /// The rows.
    pub rows: Vec<Vec<N>>,
}

/// A linear map between coordinate vectors.
#[derive(Clone, Debug)]
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

impl<N: Number> Matrix<N> {
    fn apply(&self, v: &[N]) -> Vec<N> {
        self.rows.iter().map(|row| dot(row.iter(), v)).collect()
    }

    fn apply_adjoint(&self, v: &[N]) -> Vec<N> {
        (0..self.columns)
            .map(|column| dot(self.rows.iter().filter_map(|row| row.get(column)), v))
            .collect()
    }
}

impl<N: Number> Map<N> {
    /// `A v`.
    pub fn apply(&self, v: &[N]) -> Vec<N> {
        match self {
            Map::Dense(matrix) => matrix.apply(v),
            Map::Diagonal(entries) => entries.iter().zip(v).map(|(a, b)| a.mul(b)).collect(),
            Map::PositionWise(matrix, positions) => {
                pieces(v, matrix.columns, *positions, |piece| matrix.apply(piece))
            }
            Map::Composed(outer, inner) => outer.apply(&inner.apply(v)),
        }
    }

    /// `A† v`.
    pub fn apply_adjoint(&self, v: &[N]) -> Vec<N> {
        match self {
            Map::Dense(matrix) => matrix.apply_adjoint(v),
            Map::Diagonal(_) => self.apply(v),
            Map::PositionWise(matrix, positions) => {
                pieces(v, matrix.rows.len(), *positions, |piece| {
                    matrix.apply_adjoint(piece)
                })
            }
            Map::Composed(outer, inner) => inner.apply_adjoint(&outer.apply_adjoint(v)),
        }
    }
}

impl<N> Matrix<N> {
    /// The matrix with each number replaced.
    pub fn convert<M>(&self, number: &impl Fn(&N) -> M) -> Matrix<M> {
        let row = |row: &Vec<N>| row.iter().map(number).collect();
        Matrix {
            columns: self.columns,
            rows: self.rows.iter().map(row).collect(),
        }
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

    /// The map with each number replaced.
    pub fn convert<M>(&self, number: &impl Fn(&N) -> M) -> Map<M> {
        match self {
            Map::Dense(matrix) => Map::Dense(matrix.convert(number)),
            Map::Diagonal(entries) => Map::Diagonal(entries.iter().map(number).collect()),
            Map::PositionWise(matrix, positions) => {
                Map::PositionWise(matrix.convert(number), *positions)
            }
            Map::Composed(outer, inner) => Map::Composed(
                Box::new(outer.convert(number)),
                Box::new(inner.convert(number)),
            ),
        }
    }
}

/// `Σ aᵢ bᵢ`.
fn dot<'a, N: Number + 'a>(a: impl Iterator<Item = &'a N>, b: &[N]) -> N {
    a.zip(b)
        .map(|(a, b)| a.mul(b))
        .reduce(|sum, term| sum.add(&term))
        .unwrap_or_else(N::zero)
}

/// Applies `map` to each piece of `size` coordinates.
fn pieces<N: Number>(
    v: &[N],
    size: usize,
    positions: usize,
    map: impl Fn(&[N]) -> Vec<N>,
) -> Vec<N> {
    (0..positions)
        .flat_map(|position| {
            let start = position * size;
            map(v.get(start..start + size).unwrap_or(&[]))
        })
        .collect()
}
