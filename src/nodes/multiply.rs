//! The product of two matrices, block by block.
//!
//! Every coordinate of the result is a sum in the order of the crate's sums, whatever the blocks
//! and the registers are: a block continues the lanes of the one before, and the registers hold
//! neighbouring lanes of one sum, four where the processor has registers of 256 bits and else two.

use crate::tape::{Error, LANES, Result, combine};
use multiversion::{multiversion, target::match_target};
use ndarray::{ArrayView2, ArrayViewMut2, Axis};

/// The rows and the columns of a result that are computed at once, so many that a part of all their
/// sums is in registers.
const ROWS: usize = 2;
const COLUMNS: usize = 6;

type Lanes = [f64; LANES];
type Tile = [[Lanes; ROWS]; COLUMNS];

/// The panels of rows that are multiplied by a part of a panel of columns while it is in the
/// nearest cache, and the steps of `LANES` terms that such a part has.
const PANELS: usize = 8;
const STEPS: usize = 32;

/// As many numbers of the right matrix as the last cache holds for one thread.
const BLOCK: usize = 256 * 1024;

/// How a product of matrices is packed.
#[derive(Clone, Copy)]
pub(super) struct Packing {
    /// The steps of a panel, of `LANES` terms each.
    steps: usize,
    /// The columns of a block.
    columns: usize,
}

impl Packing {
    /// The packing of a product of `n` terms per sum and `p` columns.
    pub(super) fn new(n: usize, p: usize) -> Self {
        let steps = n.div_ceil(LANES);
        let fit = BLOCK / (COLUMNS * LANES) / steps.max(1);
        let panels = fit.max(1).min(p.div_ceil(COLUMNS));
        let columns = panels.saturating_mul(COLUMNS);
        Self { steps, columns }
    }

    /// The numbers in some panels of rows.
    fn left(self) -> usize {
        self.steps.saturating_mul(PANELS * ROWS * LANES)
    }

    /// The numbers in a block of panels of columns.
    fn right(self) -> usize {
        let step = self.columns.saturating_mul(LANES);
        self.steps.saturating_mul(step)
    }

    /// The number of numbers that are packed.
    pub(super) fn length(self) -> usize {
        self.left().saturating_add(self.right())
    }
}

/// Calls `put` at each coordinate of `out` with that of the product of `a` and `b`, none of which
/// is empty. `packed` holds anything, and is as long as the packing says.
///
/// # Errors
///
/// [`Error::Internal`] if `packed` is too short.
pub(super) fn multiply(
    a: ArrayView2<'_, f64>,
    b: ArrayView2<'_, f64>,
    mut out: ArrayViewMut2<'_, f64>,
    packed: &mut [f64],
    put: &impl Fn(&mut f64, f64),
) -> Result<()> {
    let packing = Packing::new(a.ncols(), b.ncols());
    let parts = packed.split_at_mut_checked(packing.left());
    let (left, right) = parts.ok_or(Error::Internal("the buffer of a product is too short"))?;
    let (left, right) = (as_steps(left), as_steps(right));
    let columns = b.axis_chunks_iter(Axis(1), packing.columns);
    let of_columns = out.axis_chunks_iter_mut(Axis(1), packing.columns);
    for (b, mut out) in columns.zip(of_columns) {
        let panels = b.axis_chunks_iter(Axis(1), COLUMNS);
        for (b, right) in panels.zip(right.chunks_exact_mut(packing.steps)) {
            pack(b.reversed_axes(), right);
        }
        let rows = a.axis_chunks_iter(Axis(0), PANELS * ROWS);
        for (a, mut out) in rows.zip(out.axis_chunks_iter_mut(Axis(0), PANELS * ROWS)) {
            let panels = a.axis_chunks_iter(Axis(0), ROWS);
            for (a, left) in panels.zip(left.chunks_exact_mut(packing.steps)) {
                pack(a, left);
            }
            let columns = out.axis_chunks_iter_mut(Axis(1), COLUMNS);
            for (out, right) in columns.zip(right.chunks_exact(packing.steps)) {
                panel(left, right, out, put);
            }
        }
    }
    Ok(())
}

fn as_steps<const N: usize>(numbers: &mut [f64]) -> &mut [[Lanes; N]] {
    numbers.as_chunks_mut().0.as_chunks_mut().0
}

/// Copies up to `N` rows to a panel: the first `LANES` terms of each, then the next, and so on.
///
/// Rows that are not there are 0, and so are the terms behind the last, up to a multiple of the
/// lanes. As a term they change nothing: a lane that starts at +0 is never −0, so that adding +0
/// keeps its bits.
fn pack<const N: usize>(rows: ArrayView2<'_, f64>, panel: &mut [[Lanes; N]]) {
    if rows.nrows() < N {
        panel.fill([[0.0; LANES]; N]);
    }
    if rows.outer_iter().all(|row| row.as_slice().is_some()) {
        for (place, row) in rows.outer_iter().enumerate() {
            let (blocks, rest) = row.as_slice().unwrap_or_default().as_chunks();
            let mut places = panel.iter_mut().filter_map(|step| step.get_mut(place));
            let whole = blocks.iter().zip(places.by_ref());
            whole.for_each(|(from, to)| *to = *from);
            if let Some(to) = places.next() {
                *to = padded(rest);
            }
        }
    } else {
        let steps = rows.axis_chunks_iter(Axis(1), LANES);
        for (step, terms) in panel.iter_mut().zip(steps) {
            if terms.ncols() < LANES {
                step.fill([0.0; LANES]);
            }
            for (lane, terms) in terms.axis_iter(Axis(1)).enumerate() {
                for (to, from) in step.iter_mut().zip(terms) {
                    if let Some(to) = to.get_mut(lane) {
                        *to = *from;
                    }
                }
            }
        }
    }
}

/// Up to as many terms as there are lanes, and 0 behind them.
fn padded(terms: &[f64]) -> Lanes {
    let mut padded = [0.0; LANES];
    padded
        .iter_mut()
        .zip(terms)
        .for_each(|(to, from)| *to = *from);
    padded
}

/// The products of each row of some panels with each of one panel of columns.
fn panel(
    left: &[[Lanes; ROWS]],
    right: &[[Lanes; COLUMNS]],
    mut out: ArrayViewMut2<'_, f64>,
    put: &impl Fn(&mut f64, f64),
) {
    let mut tiles = [[[[0.0; LANES]; ROWS]; COLUMNS]; PANELS];
    let count = out.nrows().div_ceil(ROWS);
    for (part, steps) in right.chunks(STEPS).enumerate() {
        let panels = left.chunks_exact(right.len());
        for (tile, left) in tiles.iter_mut().zip(panels).take(count) {
            let left = left.chunks(STEPS).nth(part).unwrap_or_default();
            add_products(left, steps, tile);
        }
    }
    for (mut out, tile) in out.axis_chunks_iter_mut(Axis(0), ROWS).zip(&tiles) {
        for (row, out) in out.outer_iter_mut().enumerate() {
            for (out, lanes) in out
                .into_iter()
                .zip(tile.iter().flat_map(|sums| sums.get(row)))
            {
                put(out, combine(*lanes));
            }
        }
    }
}

/// Adds the products of each row of one panel with each of another to their lanes.
// AVX has registers of four numbers. It has no fused multiplication, and none is ever asked for.
#[multiversion(targets("x86_64+avx"))]
fn add_products(left: &[[Lanes; ROWS]], right: &[[Lanes; COLUMNS]], tile: &mut Tile) {
    match_target! {
        "x86_64+avx" => (0..2).for_each(|part| add_part::<4>(part, left, right, tile)),
        _ => (0..4).for_each(|part| add_part::<2>(part, left, right, tile)),
    }
}

/// Part `part` of the lanes, `W` of them, for which the sums are in registers.
#[inline(always)]
fn add_part<const W: usize>(
    part: usize,
    left: &[[Lanes; ROWS]],
    right: &[[Lanes; COLUMNS]],
    tile: &mut Tile,
) {
    let mut sums = [[[0.0; W]; ROWS]; COLUMNS];
    let lanes = tile.as_flattened().iter();
    lanes
        .zip(sums.as_flattened_mut())
        .for_each(|(lanes, sums)| *sums = part_of(part, lanes));
    for (left, right) in left.iter().zip(right) {
        let [first, second] = left;
        let left: [[f64; W]; ROWS] = [part_of(part, first), part_of(part, second)];
        for (sums, right) in sums.iter_mut().zip(right) {
            let right: [f64; W] = part_of(part, right);
            for (sums, left) in sums.iter_mut().zip(&left) {
                for ((sum, a), b) in sums.iter_mut().zip(left).zip(&right) {
                    *sum += a * b;
                }
            }
        }
    }
    let lanes = tile.as_flattened_mut().iter_mut();
    for (lanes, sums) in lanes.zip(sums.as_flattened()) {
        if let Some(part) = lanes.as_chunks_mut().0.get_mut(part) {
            *part = *sums;
        }
    }
}

#[inline(always)]
fn part_of<const W: usize>(part: usize, lanes: &Lanes) -> [f64; W] {
    let part = lanes.as_chunks().0.get(part).copied();
    part.unwrap_or([0.0; W])
}
