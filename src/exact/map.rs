//! The images of vectors under linear maps that are given by numbers.

use std::ops::Range;

use super::number::{NoFunction, NoInverse, NoOrder, Number};
use crate::term::{Map, Matrix, SortError, Term};

/// Why a form has no value at a point.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoValue {
    /// The point gives no value to a variable, or one of another kind or size.
    #[error("the point does not fit `{0}`")]
    Unfit(Term),
    /// With the spaces of the point the term is not well-sorted.
    #[error(transparent)]
    Sort(#[from] SortError),
    /// An input is NaN or infinite: the reals have no such numbers.
    #[error("an input is not finite")]
    NotFinite,
    /// A vector or a matrix has other coordinates than those that are read.
    #[error("a vector or a matrix does not have the coordinates that are read")]
    Range,
    /// Two values cannot be compared.
    #[error(transparent)]
    Order(#[from] NoOrder),
    /// An inverse cannot be expressed.
    #[error(transparent)]
    Inverse(#[from] NoInverse),
    /// The value of a function cannot be expressed.
    #[error(transparent)]
    Function(#[from] NoFunction),
}

/// A vector, read window by window.
pub type Read<'a, N> = dyn Fn(Range<usize>) -> Result<Vec<N>, NoValue> + 'a;

impl<N: Number> Matrix<N> {
    /// The coordinates `range` of `A v`, or of `A† v`.
    fn window(&self, v: &[N], range: Range<usize>, adjoint: bool) -> Result<Vec<N>, NoValue> {
        if adjoint {
            let column = |column| {
                let column = self.rows.iter().map(|row| row.get(column));
                column.collect::<Option<Vec<&N>>>()
            };
            let columns = range.map(|at| Some(dot(column(at)?.into_iter(), v)));
            columns.collect::<Option<_>>().ok_or(NoValue::Range)
        } else {
            let rows = self.rows.get(range).ok_or(NoValue::Range)?;
            Ok(rows.iter().map(|row| dot(row.iter(), v)).collect())
        }
    }

    fn sizes(&self, adjoint: bool) -> (usize, usize) {
        if adjoint {
            (self.rows.len(), self.columns)
        } else {
            (self.columns, self.rows.len())
        }
    }
}

impl<N: Number> Map<N> {
    /// `A v`; none if `v` has not the coordinates that the map takes.
    pub fn apply(&self, v: &[N]) -> Option<Vec<N>> {
        let read = |range: Range<usize>| {
            let window = v.get(range).map(<[N]>::to_vec);
            window.ok_or(NoValue::Range)
        };
        let fits = v.len() == self.columns();
        fits.then(|| self.window(&read, 0..self.rows(), false).ok())?
    }

    /// The coordinates `range` of `A v`, or of `A† v`. What of `v` they do not
    /// depend on is not read, except by a dense matrix.
    ///
    /// # Errors
    /// Those of `v`.
    pub fn window(
        &self,
        v: &Read<'_, N>,
        range: Range<usize>,
        adjoint: bool,
    ) -> Result<Vec<N>, NoValue> {
        match self {
            Map::Dense(matrix) => {
                let (taken, _) = matrix.sizes(adjoint);
                matrix.window(&v(0..taken)?, range, adjoint)
            }
            Map::Diagonal(entries) => {
                let entries = entries.get(range.clone()).ok_or(NoValue::Range)?;
                let products = entries.iter().zip(v(range)?);
                Ok(products.map(|(a, b)| a.mul(&b)).collect())
            }
            Map::PositionWise(matrix, _) => {
                let (taken, given) = matrix.sizes(adjoint);
                let mut image = Vec::with_capacity(range.len());
                let mut next = range.start;
                while next < range.end {
                    let (position, inside) = (next / given, next % given);
                    let end = given.min(inside + (range.end - next));
                    let piece = v(position * taken..(position + 1) * taken)?;
                    image.extend(matrix.window(&piece, inside..end, adjoint)?);
                    next += end - inside;
                }
                Ok(image)
            }
            Map::Composed(outer, inner) => {
                let (last, first) = if adjoint {
                    (inner, outer)
                } else {
                    (outer, inner)
                };
                last.window(&|range| first.window(v, range, adjoint), range, adjoint)
            }
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
