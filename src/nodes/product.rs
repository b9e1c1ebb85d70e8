//! Products of matrices, one by one or head by head.

use crate::tape::{
    Axes, Context, Error, Fderiv, Idx, LANES, LinearMap, Node, Result, Rule, Scratch, Shape,
    Tensor, combine, lane_lengths,
};
use ndarray::{
    ArrayView2, ArrayView3, ArrayViewD, ArrayViewMut2, ArrayViewMut3, ArrayViewMutD, Axis, Ix3,
    Slice,
};

/// Rows and columns of the results that are computed at once, in registers.
const TILE: usize = 4;
/// As many numbers as a cache holds beside a panel.
const BLOCK: usize = 32 * 1024;

/// The [`Rule`] that multiplies the matrices at `a` and `b`, or their heads if they have three
/// dimensions.
///
/// Each coordinate of a result, and of what is added to a cotangent, is a sum of products in the
/// order of the crate's sums.
#[derive(Debug)]
pub(super) struct Product {
    a: Idx,
    b: Idx,
    packed: Scratch,
}

impl Product {
    /// The node that multiplies `a` and `b`; `output` is the shape of the result.
    pub(super) fn node(context: &Context, a: Idx, b: Idx, output: Shape) -> Result<Node> {
        let [_, m, n] = heads(context.shape(a, "a")?);
        let [_, _, p] = heads(&output);
        let lengths = [(m, n, p), (m, p, n), (n, m, p)].map(|(m, n, p)| packed_length(m, n, p));
        let packed = Scratch::new(lengths.into_iter().max().unwrap_or_default());
        Ok(Node::new(context.clone(), output, Self { a, b, packed }))
    }

    /// The derivative of the node.
    pub(super) fn fderiv(context: &Context, a: Idx, b: Idx, output: Shape) -> Result<Fderiv> {
        let [h, m, n] = heads(context.shape(a, "a")?);
        let [_, _, p] = heads(&output);
        let project_a = LinearMap::projection(context, a)?;
        let project_b = LinearMap::projection(context, b)?;
        let transpose =
            |rows, cols| LinearMap::axes(Axes::new(&[0, 2, 1], &Shape::new([h, rows, cols])));
        let (transpose_b, transpose_out) = (transpose(p, n), transpose(m, p));
        let deriv = move |x: &[Tensor]| {
            let (of_a, of_b) = (a.get(x)?.view(), b.get(x)?.view());
            let (of_a, of_b) = (three(&of_a)?, three(&of_b)?);
            // Row by row, `dA · B`; column by column, `A · dB`.
            let rows = of_b.outer_iter().map(|head| head.reversed_axes());
            let by_b = LinearMap::blocks(rows, m);
            let by_b = LinearMap::compose(by_b, project_a.clone())?;
            let by_a = LinearMap::blocks(of_a.outer_iter(), p);
            let by_a = LinearMap::compose(by_a, transpose_b.clone())?;
            let by_a = LinearMap::compose(transpose_out.clone(), by_a)?;
            by_b.plus(LinearMap::compose(by_a, project_b.clone())?)
        };
        Ok(Fderiv::new(context.clone(), output, deriv))
    }

    /// Calls `put` at each coordinate of `out` with that of the product of `a` and `b`, head by
    /// head.
    fn multiply(
        &self,
        a: ArrayView3<'_, f64>,
        b: ArrayView3<'_, f64>,
        mut out: ArrayViewMut3<'_, f64>,
        put: impl Fn(&mut f64, f64),
    ) -> Result<()> {
        if out.is_empty() || a.is_empty() {
            out.iter_mut().for_each(|out| put(out, 0.0));
            return Ok(());
        }
        self.packed.with(|packed| {
            let (packed, _) = packed.as_chunks_mut();
            let mut heads = a.outer_iter().zip(b.outer_iter()).zip(out.outer_iter_mut());
            heads.try_for_each(|((a, b), out)| multiply(a, b, out, packed, &put))
        })
    }
}

impl Rule for Product {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        let [a, b] = Idx::get_each([self.a, self.b], x)?;
        let set = |out: &mut f64, sum| *out = sum;
        self.multiply(three(a)?, three(b)?, three_mut(out.view_mut())?, set)
    }

    fn jvp(
        &self,
        x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        let [a, b] = Idx::get_each([self.a, self.b], x)?;
        let [da, db] = Idx::get_each([self.a, self.b], dx)?;
        let set = |out: &mut f64, sum| *out = sum;
        self.multiply(three(da)?, three(b)?, three_mut(out.view_mut())?, set)?;
        let add = |out: &mut f64, sum| *out += sum;
        self.multiply(three(a)?, three(db)?, three_mut(out.view_mut())?, add)
    }

    fn vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        let [a, b] = Idx::get_each([self.a, self.b], x)?;
        let (mut a, mut b, delta) = (three(a)?, three(b)?, three(delta)?);
        a.swap_axes(1, 2);
        b.swap_axes(1, 2);
        let add = |grad: &mut f64, sum| *grad += sum;
        let to_a = three_mut(self.a.get_mut(grads)?.view_mut())?;
        self.multiply(delta, b, to_a, add)?;
        let to_b = three_mut(self.b.get_mut(grads)?.view_mut())?;
        self.multiply(a, delta, to_b, add)
    }
}

/// Heads, rows and columns of a tensor of two or three dimensions.
fn heads(shape: &Shape) -> [usize; 3] {
    match *shape.dims() {
        [rows, cols] => [1, rows, cols],
        [heads, rows, cols] => [heads, rows, cols],
        _ => [0, 0, 0],
    }
}

const MISFIT: Error = Error::Internal("a tensor of a product has not two or three dimensions");

fn three<'a>(view: &'a ArrayViewD<'_, f64>) -> Result<ArrayView3<'a, f64>> {
    let mut view = view.view();
    if view.ndim() == 2 {
        view = view.insert_axis(Axis(0));
    }
    view.into_dimensionality::<Ix3>().map_err(|_| MISFIT)
}

fn three_mut(mut view: ArrayViewMutD<'_, f64>) -> Result<ArrayViewMut3<'_, f64>> {
    if view.ndim() == 2 {
        view = view.insert_axis(Axis(0));
    }
    view.into_dimensionality::<Ix3>().map_err(|_| MISFIT)
}

/// One column of a panel: what [`TILE`] rows have at one place.
type Step = [f64; TILE];

/// Sums of products, one row of the result per entry.
type Tile = [[f64; TILE]; TILE];

/// How many panels of `terms` steps are kept beside each other, of `panels`.
fn panels_per_block(terms: usize, panels: usize) -> usize {
    let fit = BLOCK / TILE / terms.max(1);
    fit.max(1).min(panels)
}

/// The number of numbers that [`multiply`] packs of matrices of `m` × `n` and `n` × `p`.
fn packed_length(m: usize, n: usize, p: usize) -> usize {
    if m == 0 || p == 0 {
        return 0;
    }
    let panels = panels_per_block(n, p.div_ceil(TILE)).saturating_add(1);
    panels.saturating_mul(n).saturating_mul(TILE)
}

/// Calls `put` at each coordinate of `out` with that of the product of `a` and `b`, none of which
/// is empty.
///
/// A block of panels of `b` is packed so that what is read together lies together, and each panel
/// of `a` is multiplied by all of the block.
fn multiply(
    a: ArrayView2<'_, f64>,
    b: ArrayView2<'_, f64>,
    mut out: ArrayViewMut2<'_, f64>,
    packed: &mut [Step],
    put: &impl Fn(&mut f64, f64),
) -> Result<()> {
    let terms = a.ncols();
    let parts = packed.split_at_mut_checked(terms);
    let (left, right) = parts.ok_or(Error::Internal("a product has too little room"))?;
    let panels = panels_per_block(terms, b.ncols().div_ceil(TILE));
    let block = panels.saturating_mul(TILE);
    let columns = b.axis_chunks_iter(Axis(1), block);
    for (b, mut out) in columns.zip(out.axis_chunks_iter_mut(Axis(1), block)) {
        let of_panels = b.axis_chunks_iter(Axis(1), TILE);
        for (b, right) in of_panels.zip(right.chunks_exact_mut(terms)) {
            pack(b.reversed_axes(), right);
        }
        let rows = a.axis_chunks_iter(Axis(0), TILE);
        for (a, mut out) in rows.zip(out.axis_chunks_iter_mut(Axis(0), TILE)) {
            pack(a, left);
            let places = out.axis_chunks_iter_mut(Axis(1), TILE);
            for (mut out, right) in places.zip(right.chunks_exact(terms)) {
                let tile = tile(left, right);
                for (out, sums) in out.outer_iter_mut().zip(&tile) {
                    out.into_iter()
                        .zip(sums)
                        .for_each(|(out, sum)| put(out, *sum));
                }
            }
        }
    }
    Ok(())
}

/// Copies up to [`TILE`] rows to a panel of as many steps as they have columns, the columns of
/// each lane of the sums together. Rows that are not there are 0.
fn pack(rows: ArrayView2<'_, f64>, panel: &mut [Step]) {
    if rows.nrows() < TILE {
        panel.fill([0.0; TILE]);
    }
    let mut rest = panel;
    for (lane, length) in lane_lengths(rows.ncols()).into_iter().enumerate() {
        let Some((steps, others)) = rest.split_at_mut_checked(length) else {
            return;
        };
        rest = others;
        if length == 0 {
            continue;
        }
        let mut rows = rows;
        rows.slice_axis_inplace(Axis(1), Slice::new(lane as isize, None, LANES as isize));
        if rows.strides().first() == Some(&1) {
            for (step, column) in steps.iter_mut().zip(rows.axis_iter(Axis(1))) {
                step.iter_mut()
                    .zip(column)
                    .for_each(|(to, from)| *to = *from);
            }
        } else {
            for (place, row) in rows.outer_iter().enumerate() {
                for (step, from) in steps.iter_mut().zip(row) {
                    if let Some(to) = step.get_mut(place) {
                        *to = *from;
                    }
                }
            }
        }
    }
}

/// The products of each row of one panel with each of another.
fn tile(left: &[Step], right: &[Step]) -> Tile {
    let (mut left, mut right) = (left, right);
    let lanes = lane_lengths(left.len()).map(|length| {
        let (left_lane, left_rest) = left.split_at_checked(length).unwrap_or_default();
        let (right_lane, right_rest) = right.split_at_checked(length).unwrap_or_default();
        (left, right) = (left_rest, right_rest);
        lane(left_lane, right_lane)
    });
    combine(lanes, |mut sums, others| {
        for (sums, others) in sums.iter_mut().zip(others) {
            sums.iter_mut()
                .zip(others)
                .for_each(|(sum, other)| *sum += other);
        }
        sums
    })
}

/// One lane of the sums.
#[inline(always)]
fn lane(left: &[Step], right: &[Step]) -> Tile {
    let mut sums = Tile::default();
    for (left, right) in left.iter().zip(right) {
        for (sums, left) in sums.iter_mut().zip(left) {
            for (sum, right) in sums.iter_mut().zip(right) {
                *sum += left * right;
            }
        }
    }
    sums
}
