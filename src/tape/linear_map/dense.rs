//! Matrices.

use super::{
    super::sum::{Sums, dot},
    Start,
};
use ndarray::ArrayView2;

/// The columns that are added up side by side.
const COLUMNS: usize = 64;

/// A matrix, row after row.
#[derive(Debug)]
pub(super) struct Dense {
    rows: usize,
    cols: usize,
    entries: Vec<f64>,
}

impl Dense {
    pub(super) fn new(matrix: ArrayView2<'_, f64>) -> Self {
        Self {
            rows: matrix.nrows(),
            cols: matrix.ncols(),
            entries: matrix.iter().copied().collect(),
        }
    }

    /// Rows and columns.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.rows, self.cols)
    }

    /// `out := start + sign * (matrix v)`, or with the transposed matrix.
    pub(super) fn accumulate(
        &self,
        adjoint: bool,
        sign: f64,
        v: &[f64],
        start: Start<'_>,
        out: &mut [f64],
    ) {
        start.write_to(out);
        // A matrix without columns has no entries; `max` only keeps the chunk length legal.
        let rows = self.entries.chunks_exact(self.cols.max(1));
        if adjoint {
            for (part, out) in out.chunks_mut(COLUMNS).enumerate() {
                let offset = part.saturating_mul(COLUMNS);
                let mut sums = Sums::<COLUMNS>::new();
                for (number, (row, factor)) in rows.clone().zip(v).enumerate() {
                    let row = row.get(offset..).unwrap_or_default();
                    sums.add(number, 0, row.iter().map(|entry| factor * entry));
                }
                for (o, sum) in out.iter_mut().zip(sums.totals()) {
                    *o += sign * sum;
                }
            }
        } else {
            for (o, row) in out.iter_mut().zip(rows) {
                *o += sign * dot(row, v);
            }
        }
    }
}
