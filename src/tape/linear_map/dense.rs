//! Matrices.

use super::Start;
use ndarray::Array2;

/// A matrix, row after row.
#[derive(Debug)]
pub(super) struct Dense {
    rows: usize,
    cols: usize,
    entries: Vec<f64>,
}

impl Dense {
    pub(super) fn new(matrix: &Array2<f64>) -> Self {
        Self {
            rows: matrix.nrows(),
            cols: matrix.ncols(),
            entries: matrix.iter().copied().collect(),
        }
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn cols(&self) -> usize {
        self.cols
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
            for (row, &factor) in rows.zip(v) {
                let factor = sign * factor;
                for (o, &entry) in out.iter_mut().zip(row) {
                    *o += factor * entry;
                }
            }
        } else {
            for (o, row) in out.iter_mut().zip(rows) {
                *o += sign * dot(row, v);
            }
        }
    }
}

/// Independent partial sums, so that additions need not wait for each other.
const LANES: usize = 8;

fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a_blocks, b_blocks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let (a_rest, b_rest) = (a_blocks.remainder(), b_blocks.remainder());
    let mut lanes = [0.0; LANES];
    for (a, b) in a_blocks.zip(b_blocks) {
        for (lane, (a, b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += a * b;
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    lanes.iter().sum::<f64>() + rest
}
