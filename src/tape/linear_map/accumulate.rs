//! A linear map applied, and added to what is there.

use super::{Dense, Kind, LinearMap};
use ndarray::{ArrayViewD, ArrayViewMutD};

/// What a result is added to.
#[derive(Clone, Copy)]
pub(crate) enum Start<'a> {
    /// Zero: the buffer is overwritten.
    Zero,
    /// A vector of the same length: the buffer is overwritten.
    At(&'a [f64]),
    /// What the buffer holds.
    Kept,
}

impl<'a> Start<'a> {
    pub(super) fn write_to(self, out: &mut [f64]) {
        match self {
            Self::Zero => out.fill(0.0),
            Self::At(vector) => out.iter_mut().zip(vector).for_each(|(o, v)| *o = *v),
            Self::Kept => {}
        }
    }

    fn split_at(self, mid: usize) -> (Self, Self) {
        match self {
            Self::At(vector) => {
                let (head, tail) = vector.split_at_checked(mid).unwrap_or((vector, &[]));
                (Self::At(head), Self::At(tail))
            }
            other => (other, other),
        }
    }
}

/// Coordinates that fit in the nearest cache, so that start and image are one pass over memory.
const BLOCK: usize = 1024;

impl LinearMap {
    /// `out := start + sign * (self v)`, where `sign` is 1 or −1. Allocates nothing.
    ///
    /// `v` has `cols` coordinates, `out` and a start vector have `rows`.
    pub(crate) fn accumulate(&self, sign: f64, v: &[f64], start: Start<'_>, out: &mut [f64]) {
        match &*self.kind {
            Kind::Dense(matrix) => matrix.accumulate(self.adjoint, sign, v, start, out),
            Kind::Diagonal(entries) => in_blocks(v, start, out, |offset, v, out| {
                let entries = entries.get(offset..).unwrap_or_default();
                for ((o, v), d) in out.iter_mut().zip(v).zip(entries) {
                    *o += sign * (d * v);
                }
            }),
            Kind::Blocks {
                matrices,
                positions,
            } => {
                let (rows, cols) = matrices.first().map_or((0, 0), Dense::size);
                let (rows, cols) = if self.adjoint {
                    (cols, rows)
                } else {
                    (rows, cols)
                };
                if rows == 0 || cols == 0 {
                    return start.write_to(out);
                }
                let mut start = start;
                let blocks = v.chunks_exact(cols).zip(out.chunks_exact_mut(rows));
                let each = matrices.iter();
                let each = each.flat_map(|matrix| std::iter::repeat_n(matrix, *positions));
                for (matrix, (v, out)) in each.zip(blocks) {
                    let (here, rest) = start.split_at(rows);
                    matrix.accumulate(self.adjoint, sign, v, here, out);
                    start = rest;
                }
            }
            Kind::Axes(axes) => {
                start.write_to(out);
                let add = |to: &mut f64, value: f64| *to += sign * value;
                let (rows, cols) = if self.adjoint {
                    (axes.source(), axes.result())
                } else {
                    (axes.result(), axes.source())
                };
                let done = (|| {
                    let v = ArrayViewD::from_shape(cols.dims(), v).ok()?;
                    let mut out = ArrayViewMutD::from_shape(rows.dims(), &mut *out).ok()?;
                    let done = if self.adjoint {
                        axes.gather(&v, &mut out, add)
                    } else {
                        axes.spread(&v, &mut out, add)
                    };
                    done.ok()
                })();
                // The vectors have the shapes' sizes. If they did not, NaN would fail every comparison.
                if done.is_none() {
                    out.fill(f64::NAN);
                }
            }
            Kind::Identity(_) => add_block(sign, v, start, out),
            Kind::Zero { .. } => start.write_to(out),
            Kind::Projection { offset, len, .. } => {
                let block = *offset..offset.saturating_add(*len);
                if self.adjoint {
                    start.write_to(out);
                    let block = out.get_mut(block).unwrap_or_default();
                    add_block(sign, v, Start::Kept, block);
                } else {
                    add_block(sign, v.get(block).unwrap_or_default(), start, out);
                }
            }
            Kind::Composed {
                outer,
                inner,
                between,
            } => between.with(|middle| {
                if self.adjoint {
                    outer.adjoint().accumulate(1.0, v, Start::Zero, middle);
                    inner.adjoint().accumulate(sign, middle, start, out);
                } else {
                    inner.accumulate(1.0, v, Start::Zero, middle);
                    outer.accumulate(sign, middle, start, out);
                }
            }),
            Kind::Sum {
                left,
                right,
                sign: of_right,
            } => {
                left.flipped(self.adjoint).accumulate(sign, v, start, out);
                let right = right.flipped(self.adjoint);
                right.accumulate(sign * of_right, v, Start::Kept, out);
            }
            Kind::Scaled {
                factor,
                map,
                unscaled,
            } => unscaled.with(|image| {
                let image = image.get_mut(..out.len()).unwrap_or_default();
                let map = map.flipped(self.adjoint);
                map.accumulate(1.0, v, Start::Zero, image);
                in_blocks(image, start, out, |_, image, out| {
                    for (o, value) in out.iter_mut().zip(image) {
                        *o += sign * (factor * value);
                    }
                });
            }),
        }
    }

    fn flipped(&self, flip: bool) -> Self {
        if flip { self.adjoint() } else { self.clone() }
    }
}

fn add_block(sign: f64, v: &[f64], start: Start<'_>, out: &mut [f64]) {
    in_blocks(v, start, out, |_, v, out| {
        for (o, v) in out.iter_mut().zip(v) {
            *o += sign * v;
        }
    });
}

/// Calls `add` with the offset of each block of coordinates, the block of `v`, and the block of
/// `out` after `start` was written to it.
fn in_blocks(
    v: &[f64],
    start: Start<'_>,
    out: &mut [f64],
    add: impl Fn(usize, &[f64], &mut [f64]),
) {
    let mut start = start;
    let blocks = v.chunks(BLOCK).zip(out.chunks_mut(BLOCK));
    for (number, (v, out)) in blocks.enumerate() {
        let (here, rest) = start.split_at(out.len());
        here.write_to(out);
        add(number.saturating_mul(BLOCK), v, out);
        start = rest;
    }
}
