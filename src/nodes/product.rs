//! Products of matrices, one by one or head by head.

use crate::tape::{
    Axes, Context, Error, Fderiv, Idx, LANES, LinearMap, Node, Result, Rule, Scratch, Shape,
    Tensor, combine_pairs,
};
use ndarray::{
    ArrayView2, ArrayView3, ArrayViewD, ArrayViewMut2, ArrayViewMut3, ArrayViewMutD, Axis, Ix3,
};

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
        // Forwards, and backwards to `a` and to `b`. What is empty is not packed.
        let lengths = [(n, p), (p, n), (m, p)].map(|(n, p)| Packing::new(n, p).length());
        let longest = lengths.into_iter().max().unwrap_or_default();
        let packed = Scratch::new(if m == 0 || n == 0 || p == 0 {
            0
        } else {
            longest
        });
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

/// The pairs of lanes of a sum, and the terms of one pair that are read together.
const PAIRS: usize = LANES / 2;
type Pair = [f64; 2];

/// The rows and the columns of a result that are computed at once, so many that all their sums are
/// in registers.
const ROWS: usize = 2;
const COLUMNS: usize = 6;
type Tile = [[f64; ROWS]; COLUMNS];

/// As many numbers as a cache holds beside a few panels.
const BLOCK: usize = 48 * 1024;

/// How a product of matrices is packed.
#[derive(Clone, Copy)]
struct Packing {
    /// The steps of a panel, of all pairs of lanes.
    steps: usize,
    /// The panels of columns in a block.
    panels: usize,
}

impl Packing {
    /// The packing of a product of `n` terms per sum and `p` columns.
    fn new(n: usize, p: usize) -> Self {
        let steps = n.div_ceil(LANES).saturating_mul(PAIRS);
        let fit = BLOCK / (2 * COLUMNS) / steps.max(1);
        let panels = fit.max(1).min(p.div_ceil(COLUMNS));
        Self { steps, panels }
    }

    /// The columns of a block.
    fn columns(self) -> usize {
        self.panels.saturating_mul(COLUMNS)
    }

    /// The lengths of a panel of rows, of a block of panels of columns, and of their sums.
    fn lengths(self) -> [usize; 3] {
        let step = self.steps.saturating_mul(2);
        let columns = self.columns();
        let left = step.saturating_mul(ROWS);
        let right = step.saturating_mul(columns);
        [left, right, columns.saturating_mul(ROWS)]
    }

    /// The number of numbers that are packed.
    fn length(self) -> usize {
        self.lengths().into_iter().fold(0, usize::saturating_add)
    }
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
    packed: &mut [f64],
    put: &impl Fn(&mut f64, f64),
) -> Result<()> {
    let packing = Packing::new(a.ncols(), b.ncols());
    let [left, right, _] = packing.lengths();
    let parts = packed.split_at_mut_checked(left);
    let parts = parts.and_then(|(left, rest)| Some((left, rest.split_at_mut_checked(right)?)));
    let (left, (right, sums)) =
        parts.ok_or(Error::Internal("the buffer of a product is too short"))?;
    let (left, right) = (as_steps(left), as_steps(right));
    let sums = sums.as_chunks_mut().0;
    let columns = b.axis_chunks_iter(Axis(1), packing.columns());
    let of_columns = out.axis_chunks_iter_mut(Axis(1), packing.columns());
    for (b, mut out) in columns.zip(of_columns) {
        let panels = b.axis_chunks_iter(Axis(1), COLUMNS);
        for (b, right) in panels.zip(right.chunks_exact_mut(packing.steps)) {
            pack(b.reversed_axes(), right);
        }
        let rows = a.axis_chunks_iter(Axis(0), ROWS);
        for (a, mut out) in rows.zip(out.axis_chunks_iter_mut(Axis(0), ROWS)) {
            pack(a, left);
            let panels = right.chunks_exact(packing.steps);
            let places = sums.as_chunks_mut().0.iter_mut();
            for (sums, right) in places.zip(panels).take(b.ncols().div_ceil(COLUMNS)) {
                tile(left, right, sums);
            }
            for (row, out) in out.outer_iter_mut().enumerate() {
                for (out, sums) in out.into_iter().zip(&*sums) {
                    put(out, sums.get(row).copied().unwrap_or_default());
                }
            }
        }
    }
    Ok(())
}

fn as_steps<const N: usize>(numbers: &mut [f64]) -> &mut [[Pair; N]] {
    numbers.as_chunks_mut().0.as_chunks_mut().0
}

/// Copies up to `N` rows to a panel: first the terms of the first pair of lanes, for all rows
/// together, then those of the second, and so on.
///
/// Rows that are not there are 0, and so are the terms behind the last, up to a multiple of the
/// lanes. As a term they change nothing: a lane that starts at +0 is never −0, so that adding +0
/// keeps its bits.
fn pack<const N: usize>(rows: ArrayView2<'_, f64>, panel: &mut [[Pair; N]]) {
    if rows.nrows() < N {
        panel.fill([[0.0; 2]; N]);
    }
    let length = (panel.len() / PAIRS).max(1);
    let mut parts = panel.chunks_exact_mut(length);
    let mut parts: [_; PAIRS] = std::array::from_fn(|_| parts.next().unwrap_or_default());
    let mut put = |row: usize, step: usize, terms: [f64; LANES]| {
        for (part, pair) in parts.iter_mut().zip(terms.as_chunks().0) {
            if let Some(to) = part.get_mut(step).and_then(|step| step.get_mut(row)) {
                *to = *pair;
            }
        }
    };
    if rows.outer_iter().all(|row| row.as_slice().is_some()) {
        for (place, row) in rows.outer_iter().enumerate() {
            let (blocks, rest) = row.as_slice().unwrap_or_default().as_chunks();
            for (step, block) in blocks.iter().enumerate() {
                put(place, step, *block);
            }
            if !rest.is_empty() {
                put(place, blocks.len(), padded(rest));
            }
        }
    } else {
        for (step, block) in rows.axis_chunks_iter(Axis(1), LANES).enumerate() {
            for (place, row) in block.outer_iter().enumerate() {
                put(place, step, padded(row));
            }
        }
    }
}

/// Up to as many terms as there are lanes, and 0 behind them.
fn padded<'a>(terms: impl IntoIterator<Item = &'a f64>) -> [f64; LANES] {
    let mut padded = [0.0; LANES];
    padded
        .iter_mut()
        .zip(terms)
        .for_each(|(to, from)| *to = *from);
    padded
}

/// The products of each row of one panel with each of another.
fn tile(left: &[[Pair; ROWS]], right: &[[Pair; COLUMNS]], sums: &mut Tile) {
    let length = (left.len() / PAIRS).max(1);
    let mut parts = left.chunks_exact(length).zip(right.chunks_exact(length));
    let mut next = || {
        let part = parts.next();
        part.map_or_else(Default::default, |(left, right)| pair(left, right))
    };
    let both = combine_pairs([next(), next(), next(), next()], sum_of_pairs);
    let sums = sums.as_flattened_mut().iter_mut();
    for (sum, [first, second]) in sums.zip(both.as_flattened()) {
        *sum = first + second;
    }
}

/// Sums of products, for a pair of lanes.
type Pairs = [[Pair; ROWS]; COLUMNS];

fn sum_of_pairs(mut sums: Pairs, others: Pairs) -> Pairs {
    let terms = others.as_flattened().as_flattened();
    let all = sums.as_flattened_mut().as_flattened_mut();
    all.iter_mut()
        .zip(terms)
        .for_each(|(sum, term)| *sum += term);
    sums
}

/// One pair of lanes. Not inlined, so that all sums are in registers.
#[inline(never)]
fn pair(left: &[[Pair; ROWS]], right: &[[Pair; COLUMNS]]) -> Pairs {
    let mut sums = Pairs::default();
    for (left, right) in left.iter().zip(right) {
        for (sums, [first, second]) in sums.iter_mut().zip(right) {
            for ([even, odd], [a, b]) in sums.iter_mut().zip(left) {
                *even += a * first;
                *odd += b * second;
            }
        }
    }
    sums
}
