//! Nodes that compute each coordinate of their result from the same coordinate of their inputs.

use super::Number;
use crate::tape::{Context, Error, Idx, Node, Result, Rule, Shape};
use ndarray::{
    ArrayViewD, ArrayViewMutD, IxDyn,
    iter::{Iter, IterMut},
};

/// What a pointwise node computes at one coordinate, from `N` inputs and `C` constants.
///
/// The constants are those that differ from coordinate to coordinate, such as a mask's
/// coefficients; what is the same everywhere is a field of the rule.
pub trait ScalarRule<const N: usize, const C: usize = 0>: Copy + Send + Sync + 'static {
    /// The value at `x`.
    fn value<T: Number>(self, constants: [T; C], x: [T; N]) -> T;

    /// The derivative at `x` in the direction `dx`.
    fn tangent<T: Number>(self, constants: [T; C], x: [T; N], dx: [T; N]) -> T;

    /// The cotangent of each input at `x`, where `delta` is the cotangent of the value.
    fn cotangent<T: Number>(self, constants: [T; C], x: [T; N], delta: T) -> [T; N];
}

/// The [`Rule`] that applies a [`ScalarRule`] at each coordinate of `N` tensors of one shape.
///
/// The cotangents of equal indices are summed in the order of the indices, and the sum is added to
/// the tensor's cotangent.
#[derive(Clone, Debug)]
pub struct Pointwise<S, const N: usize, const C: usize = 0> {
    rule: S,
    idx: [Idx; N],
    constants: [Vec<f64>; C],
    /// The number of coordinates.
    size: usize,
}

impl<S: ScalarRule<N, C>, const N: usize, const C: usize> Pointwise<S, N, C> {
    /// The node that applies `rule` at each coordinate of the tensors at `idx`, whose shape is the
    /// result's. Each vector of `constants` has the tensors' size, row-major. Indices and
    /// constants come with the names that errors call them by.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] if an index is out of range; [`Error::Shape`] if the tensors' shapes
    /// differ; [`Error::Length`] if a vector of constants has another size, or if there is no
    /// index.
    pub fn node(
        rule: S,
        context: &Context,
        idx: [(&str, Idx); N],
        constants: [(&str, Vec<f64>); C],
    ) -> Result<Node> {
        let output = common_shape(context, &idx)?;
        let size = output.size();
        for (name, vector) in &constants {
            Error::check_length(name, size, vector.len())?;
        }
        let rule = Self {
            rule,
            idx: idx.map(|(_, idx)| idx),
            constants: constants.map(|(_, vector)| vector),
            size,
        };
        Ok(Node::new(context.clone(), output, rule))
    }

    /// `grads += vjp x delta`, and `out := forward x` where there is an `out`.
    fn vjp(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        mut out: Option<&mut ArrayViewMutD<'_, f64>>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        let (rule, idx) = (self.rule, self.idx);
        // The sum of no numbers is -0, which changes no number that it is added to.
        if let [first, rest @ ..] = idx.as_slice()
            && rest.iter().all(|other| other == first)
        {
            let (x, grad) = (first.get(x)?, first.get_mut(grads)?);
            return self.pass([x], [delta], out, [grad], move |c, [x], [delta]| {
                let flows = rule.cotangent(c, [x; N], delta).into_iter();
                let sum = flows.fold(-0.0, |sum, flow| sum + flow);
                (rule.value(c, [x; N]), [sum])
            });
        }
        let x = Idx::get_each(idx, x)?;
        if let Ok(grads) = grads.get_disjoint_mut(idx.map(|idx| idx.0)) {
            return self.pass(x, [delta], out, grads, move |c, x, [delta]| {
                (rule.value(c, x), rule.cotangent(c, x, delta))
            });
        }
        // Some indices are equal and others are not: one pass for each tensor.
        for (position, at) in idx.into_iter().enumerate() {
            if idx.iter().take(position).any(|before| *before == at) {
                continue;
            }
            let grad = at.get_mut(grads)?;
            self.pass(x, [delta], out.take(), [grad], move |c, x, [delta]| {
                let flows = rule.cotangent(c, x, delta).into_iter().zip(idx);
                let here = flows.filter(|(_, idx)| *idx == at);
                let sum = here.fold(-0.0, |sum, (flow, _)| sum + flow);
                (rule.value(c, x), [sum])
            })?;
        }
        Ok(())
    }

    /// One pass over memory: at each coordinate, `step` gets the values of the constants, `x` and
    /// `more`, and gives what `out` is overwritten with and what is added to `grads`.
    fn pass<const X: usize, const M: usize, const G: usize>(
        &self,
        x: [&ArrayViewD<'_, f64>; X],
        more: [&ArrayViewD<'_, f64>; M],
        mut out: Option<&mut ArrayViewMutD<'_, f64>>,
        mut grads: [&mut ArrayViewMutD<'_, f64>; G],
        step: impl Fn([f64; C], [f64; X], [f64; M]) -> (f64, [f64; G]),
    ) -> Result<()> {
        let (n, constants) = (self.size, self.constants.each_ref().map(Vec::as_slice));
        let in_order = out.as_deref_mut().map(|out| out.as_slice_mut());
        let done = match (slices(x), slices(more), in_order, slices_mut(&mut grads)) {
            (Some(x), Some(more), Some(Some(out)), Some(grads)) => {
                run(n, constants, x, more, out, grads, step)
            }
            (Some(x), Some(more), None, Some(grads)) => run(n, constants, x, more, (), grads, step),
            _ => {
                let (x, more) = (x.map(|view| view.iter()), more.map(|view| view.iter()));
                let out = out.map(|view| view.iter_mut());
                let grads = grads.map(|view| view.iter_mut());
                run(n, constants, x, more, out, grads, step)
            }
        };
        done.ok_or(Error::Internal(
            "the tensors of a pointwise node differ in size",
        ))
    }
}

/// The tensors as slices, if they are row-major.
pub(super) fn slices<'a, const N: usize>(
    views: [&'a ArrayViewD<'_, f64>; N],
) -> Option<[&'a [f64]; N]> {
    let mut slices: [&[f64]; N] = [&[]; N];
    for (slice, view) in slices.iter_mut().zip(views) {
        *slice = view.as_slice()?;
    }
    Some(slices)
}

/// The same to write to.
pub(super) fn slices_mut<'a, const N: usize>(
    views: &'a mut [&mut ArrayViewMutD<'_, f64>; N],
) -> Option<[&'a mut [f64]; N]> {
    let mut slices = [(); N].map(|()| <&mut [f64]>::default());
    for (slice, view) in slices.iter_mut().zip(views) {
        *slice = view.as_slice_mut()?;
    }
    Some(slices)
}

/// The loop of [`Pointwise::pass`]; `None` if something does not have `n` coordinates.
fn run<const C: usize, const N: usize, const M: usize, const G: usize>(
    n: usize,
    mut constants: [&[f64]; C],
    mut x: [impl Read; N],
    mut more: [impl Read; M],
    mut out: impl Update,
    mut grads: [impl Update; G],
    step: impl Fn([f64; C], [f64; N], [f64; M]) -> (f64, [f64; G]),
) -> Option<()> {
    // With all lengths known to be equal, no index is checked in the loop.
    let fits = constants.iter().all(|constant| constant.has_size(n))
        && x.iter().all(|x| x.has_size(n))
        && more.iter().all(|more| more.has_size(n))
        && out.has_size(n)
        && grads.iter().all(|grad| grad.has_size(n));
    if !fits {
        return None;
    }
    for i in 0..n {
        let constants = at(&mut constants, i)?;
        let (value, flows) = step(constants, at(&mut x, i)?, at(&mut more, i)?);
        out.update(i, |_| value)?;
        for (grad, flow) in grads.iter_mut().zip(flows) {
            grad.update(i, |grad| grad + flow)?;
        }
    }
    Some(())
}

#[inline(always)]
fn at<const N: usize>(sources: &mut [impl Read; N], i: usize) -> Option<[f64; N]> {
    let mut values = [0.0; N];
    for (value, source) in values.iter_mut().zip(sources) {
        *value = source.read(i)?;
    }
    Some(values)
}

/// Coordinates that are read in row-major order.
trait Read {
    fn has_size(&self, n: usize) -> bool;

    /// The value at `i`, which is the next.
    fn read(&mut self, i: usize) -> Option<f64>;
}

impl Read for &[f64] {
    fn has_size(&self, n: usize) -> bool {
        self.len() == n
    }

    fn read(&mut self, i: usize) -> Option<f64> {
        self.get(i).copied()
    }
}

impl Read for Iter<'_, f64, IxDyn> {
    fn has_size(&self, n: usize) -> bool {
        self.len() == n
    }

    fn read(&mut self, _: usize) -> Option<f64> {
        self.next().copied()
    }
}

/// Coordinates that are changed in row-major order.
trait Update {
    fn has_size(&self, n: usize) -> bool;

    /// Changes the value at `i`, which is the next.
    fn update(&mut self, i: usize, change: impl FnOnce(f64) -> f64) -> Option<()>;
}

impl Update for &mut [f64] {
    fn has_size(&self, n: usize) -> bool {
        self.len() == n
    }

    fn update(&mut self, i: usize, change: impl FnOnce(f64) -> f64) -> Option<()> {
        let value = self.get_mut(i)?;
        *value = change(*value);
        Some(())
    }
}

impl Update for IterMut<'_, f64, IxDyn> {
    fn has_size(&self, n: usize) -> bool {
        self.len() == n
    }

    fn update(&mut self, _: usize, change: impl FnOnce(f64) -> f64) -> Option<()> {
        let value = self.next()?;
        *value = change(*value);
        Some(())
    }
}

/// No coordinates: what there would be is dropped.
impl Update for () {
    fn has_size(&self, _: usize) -> bool {
        true
    }

    fn update(&mut self, _: usize, _: impl FnOnce(f64) -> f64) -> Option<()> {
        Some(())
    }
}

impl<U: Update> Update for Option<U> {
    fn has_size(&self, n: usize) -> bool {
        self.iter().all(|one| one.has_size(n))
    }

    fn update(&mut self, i: usize, change: impl FnOnce(f64) -> f64) -> Option<()> {
        match self {
            Some(one) => one.update(i, change),
            None => Some(()),
        }
    }
}

/// The shape of the tensors at the named indices, of which there is one at least.
pub(super) fn common_shape(context: &Context, idx: &[(&str, Idx)]) -> Result<Shape> {
    let mut common = None;
    for (name, idx) in idx {
        let shape = context.shape(*idx, name)?;
        let expected: &Shape = common.get_or_insert(shape);
        Error::check_shape(|| (*name).to_owned(), expected, shape.dims())?;
    }
    common.cloned().ok_or_else(|| Error::Length {
        argument: "idx".into(),
        expected: 1,
        found: 0,
    })
}

impl<S: ScalarRule<N, C>, const N: usize, const C: usize> Rule for Pointwise<S, N, C> {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        let (rule, x) = (self.rule, Idx::get_each(self.idx, x)?);
        self.pass(x, [], Some(out), [], move |c, x, []| (rule.value(c, x), []))
    }

    fn jvp(
        &self,
        x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        let (rule, x) = (self.rule, Idx::get_each(self.idx, x)?);
        let dx = Idx::get_each(self.idx, dx)?;
        self.pass(x, dx, Some(out), [], move |c, x, dx| {
            (rule.tangent(c, x, dx), [])
        })
    }

    fn vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        self.vjp(x, delta, None, grads)
    }

    fn forward_vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        out: &mut ArrayViewMutD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        self.vjp(x, delta, Some(out), grads)
    }
}
