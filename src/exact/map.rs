//! Linear maps given by numbers, as parameters of a definition.

use super::number::Number;

/// A linear map between coordinate vectors.
#[derive(Clone, Debug)]
pub enum Map<N> {
    /// A matrix, row by row.
    Dense {
        /// The number of columns.
        columns: usize,
        /// The rows.
        rows: Vec<Vec<N>>,
    },
    /// A diagonal matrix.
    Diagonal(Vec<N>),
    /// The same matrix for each of `positions` consecutive pieces.
    PositionWise {
        /// The matrix of one position.
        matrix: Box<Map<N>>,
        /// The number of positions.
        positions: usize,
    },
    /// The second after the first.
    Composed(Box<Map<N>>, Box<Map<N>>),
}

impl<N: Number> Map<N> {
    /// The number of coordinates that it gives.
    pub fn rows(&self) -> usize {
        match self {
            Map::Dense { rows, .. } => rows.len(),
            Map::Diagonal(entries) => entries.len(),
            Map::PositionWise { matrix, positions } => matrix.rows() * positions,
            Map::Composed(outer, _) => outer.rows(),
        }
    }

    /// The number of coordinates that it takes.
    pub fn columns(&self) -> usize {
        match self {
            Map::Dense { columns, .. } => *columns,
            Map::Diagonal(entries) => entries.len(),
            Map::PositionWise { matrix, positions } => matrix.columns() * positions,
            Map::Composed(_, inner) => inner.columns(),
        }
    }

    /// `A v`.
    pub fn apply(&self, v: &[N]) -> Vec<N> {
        match self {
            Map::Dense { rows, .. } => rows.iter().map(|row| dot(row, v)).collect(),
            Map::Diagonal(entries) => entries.iter().zip(v).map(|(a, b)| a.mul(b)).collect(),
            Map::PositionWise { matrix, positions } => {
                pieces(v, matrix.columns(), *positions, |piece| matrix.apply(piece))
            }
            Map::Composed(outer, inner) => outer.apply(&inner.apply(v)),
        }
    }

    /// `A† v`.
    pub fn apply_adjoint(&self, v: &[N]) -> Vec<N> {
        match self {
            Map::Dense { rows, columns } => (0..*columns)
                .map(|column| {
                    let entries: Vec<N> = rows
                        .iter()
                        .filter_map(|row| row.get(column).cloned())
                        .collect();
                    dot(&entries, v)
                })
                .collect(),
            Map::Diagonal(_) => self.apply(v),
            Map::PositionWise { matrix, positions } => {
                pieces(v, matrix.rows(), *positions, |piece| {
                    matrix.apply_adjoint(piece)
                })
            }
            Map::Composed(outer, inner) => inner.apply_adjoint(&outer.apply_adjoint(v)),
        }
    }

    /// The map with each number replaced.
    pub fn map<M: Number>(&self, number: &impl Fn(&N) -> M) -> Map<M> {
        match self {
            Map::Dense { columns, rows } => Map::Dense {
                columns: *columns,
                rows: rows
                    .iter()
                    .map(|row| row.iter().map(number).collect())
                    .collect(),
            },
            Map::Diagonal(entries) => Map::Diagonal(entries.iter().map(number).collect()),
            Map::PositionWise { matrix, positions } => Map::PositionWise {
                matrix: Box::new(matrix.map(number)),
                positions: *positions,
            },
            Map::Composed(outer, inner) => {
                Map::Composed(Box::new(outer.map(number)), Box::new(inner.map(number)))
            }
        }
    }
}

/// `Σ aᵢ bᵢ`.
fn dot<N: Number>(a: &[N], b: &[N]) -> N {
    a.iter()
        .zip(b)
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
