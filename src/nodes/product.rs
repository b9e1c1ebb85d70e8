//! Products of matrices, one by one or head by head.

use super::multiply::{Packing, multiply};
use crate::tape::{
    Axes, Context, Error, Fderiv, Idx, LinearMap, Node, Result, Rule, Scratch, Shape, Tensor,
    threads,
};
use ndarray::{ArrayView3, ArrayViewD, ArrayViewMut3, ArrayViewMutD, Axis, Ix3, Slice};
use std::{
    panic::resume_unwind,
    sync::{Mutex, PoisonError},
    thread,
};

/// The products of two numbers that a thread is started for, which take it some times as long as
/// starting it does.
const PART: usize = 1 << 20;

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
        put: impl Fn(&mut f64, f64) + Sync,
    ) -> Result<()> {
        if out.is_empty() || a.is_empty() {
            out.iter_mut().for_each(|out| put(out, 0.0));
            return Ok(());
        }
        let part =
            |a: ArrayView3<'_, f64>, b: ArrayView3<'_, f64>, mut out: ArrayViewMut3<'_, f64>| {
                self.packed.with(|packed| {
                    let mut heads = a.outer_iter().zip(b.outer_iter()).zip(out.outer_iter_mut());
                    heads.try_for_each(|((a, b), out)| multiply(a, b, out, packed, &put))
                })
            };
        match threads(out.len().saturating_mul(a.len_of(Axis(2))), PART) {
            1 => part(a, b, out),
            count => divided(count, a, b, out, part),
        }
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

/// Calls `part` for the parts of `out` along its longest axis, in as many threads, and the parts of
/// `a` and `b` that they are the products of.
///
/// A thread that cannot be started is done without.
fn divided(
    count: usize,
    a: ArrayView3<'_, f64>,
    b: ArrayView3<'_, f64>,
    mut out: ArrayViewMut3<'_, f64>,
    part: impl Fn(ArrayView3<'_, f64>, ArrayView3<'_, f64>, ArrayViewMut3<'_, f64>) -> Result<()> + Sync,
) -> Result<()> {
    let lengths = [0, 1, 2].map(|axis| out.len_of(Axis(axis)));
    let longest = (0..3)
        .max_by_key(|axis| lengths.get(*axis))
        .unwrap_or_default();
    let axis = Axis(longest);
    let length = out.len_of(axis).div_ceil(count);
    let parts = Mutex::new(out.axis_chunks_iter_mut(axis, length).enumerate());
    let next = || parts.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || {
        while let Some((number, out)) = next() {
            let start = number.saturating_mul(length);
            let here = Slice::from(start..start.saturating_add(out.len_of(axis)));
            let (mut a, mut b) = (a, b);
            // The rows of the result are those of `a`, and its columns those of `b`.
            if longest != 2 {
                a.slice_axis_inplace(axis, here);
            }
            if longest != 1 {
                b.slice_axis_inplace(axis, here);
            }
            part(a, b, out)?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let start = |_| thread::Builder::new().spawn_scoped(scope, work).ok();
        let others: Vec<_> = (1..count).map_while(start).collect();
        let mut done = work();
        for other in others {
            done = done.and(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    })
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
