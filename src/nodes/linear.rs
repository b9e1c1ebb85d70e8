//! Nodes that move, repeat or sum coordinates, which are linear.

use crate::tape::{
    Axes, Broadcast, Context, Error, Fderiv, Idx, LinearMap, Node, Result, Rule, Shape, Tensor,
    row_major,
};
use ndarray::{ArrayViewD, ArrayViewMutD, Axis, Slice};

/// What a part of a result has from one tensor.
#[derive(Clone, Debug)]
enum Reads {
    /// All coordinates in their row-major order.
    RowMajor,
    /// The coordinates, moved and repeated.
    Spread(Axes),
    /// The sums that are the adjoint of moving and repeating, each divided by the number if there
    /// is one.
    Gather(Axes, Option<f64>),
}

/// The [`Rule`] whose result is, part by part along its first axis, moved, repeated or summed
/// coordinates of a tensor.
///
/// Sums are in the order of the crate's sums; each is added to a cotangent as one number.
#[derive(Clone, Debug)]
pub(super) struct Linear {
    parts: Vec<Part>,
    output: Shape,
}

#[derive(Clone, Debug)]
struct Part {
    idx: Idx,
    reads: Reads,
    /// The rows along the result's first axis, if they are not all.
    rows: Option<Slice>,
}

impl Linear {
    /// The coordinates of the tensor at `idx` in row-major order, as many as `output` has.
    pub(super) fn row_major(idx: Idx, output: Shape) -> Self {
        Self::whole(idx, Reads::RowMajor, output)
    }

    /// The tensor at `idx`, whose axis `i` is the result's axis `places[i]`, repeated along the
    /// others. The places differ from each other and are axes of the result.
    ///
    /// # Errors
    ///
    /// [`Error::Index`]; [`Error::Shape`] if `output` asks for a tensor of another shape; both name the
    /// tensor by `name`.
    pub(super) fn spread(
        context: &Context,
        (name, idx): (&str, Idx),
        places: &[usize],
        output: Shape,
    ) -> Result<Self> {
        let axes = Axes::new(places, &output);
        let found = context.shape(idx, name)?;
        Error::check_shape(|| name.into(), axes.source(), found.dims())?;
        Ok(Self::whole(idx, Reads::Spread(axes), output))
    }

    /// The tensor at `idx`, broadcast to `output` by these steps.
    ///
    /// # Errors
    ///
    /// [`Error::Index`]; [`Error::Length`] if there are more steps than axes of `output`;
    /// [`Error::Shape`] if `output` and the steps ask for a tensor of another shape.
    pub(super) fn broadcast(
        context: &Context,
        idx: Idx,
        steps: &[Broadcast],
        output: Shape,
    ) -> Result<Self> {
        let (rank, count) = (output.dims().len(), steps.len());
        if count > rank {
            return Err(Error::Length {
                argument: "cb".into(),
                expected: rank,
                found: count,
            });
        }
        let axes = Axes::broadcast(&Broadcast::places(steps), &output);
        let found = context.shape(idx, "idx")?;
        Error::check_shape(|| "idx".into(), axes.source(), found.dims())?;
        Ok(Self::whole(idx, Reads::Spread(axes), output))
    }

    /// The sums of the tensor at `idx` over all axes but `kept`, or with a divisor each sum divided
    /// by it. The kept axes differ from each other and are axes of the tensor.
    ///
    /// # Errors
    ///
    /// [`Error::Index`].
    pub(super) fn sum(
        context: &Context,
        idx: Idx,
        kept: &[usize],
        divisor: Option<f64>,
    ) -> Result<Self> {
        let axes = Axes::new(kept, context.shape(idx, "idx")?);
        let output = axes.source().clone();
        Ok(Self::whole(idx, Reads::Gather(axes, divisor), output))
    }

    /// The tensors at `a` and `b` one after the other along the first axis, which has `split`
    /// places for the first. `output` has as many rows as both together.
    pub(super) fn concat(a: Idx, b: Idx, split: usize, output: Shape) -> Self {
        // No tensor has more than `isize::MAX` rows.
        let split = isize::try_from(split).unwrap_or(isize::MAX);
        let parts = [(a, Slice::from(..split)), (b, Slice::from(split..))];
        let parts = parts.map(|(idx, rows)| Part {
            idx,
            reads: Reads::RowMajor,
            rows: Some(rows),
        });
        let parts = parts.into();
        Self { parts, output }
    }

    fn whole(idx: Idx, reads: Reads, output: Shape) -> Self {
        let rows = None;
        let parts = vec![Part { idx, reads, rows }];
        Self { parts, output }
    }

    /// The node with this rule.
    pub(super) fn node(self, context: &Context) -> Node {
        Node::new(context.clone(), self.output.clone(), self)
    }

    /// The derivative of the node, which is the same everywhere.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] if a vector of the size of a tensor that is read cannot be held.
    pub(super) fn fderiv(self, context: &Context) -> Result<Fderiv> {
        let map = self.map(context)?;
        let deriv = move |_: &[Tensor]| Ok(map.clone());
        Ok(Fderiv::new(context.clone(), self.output, deriv))
    }

    fn map(&self, context: &Context) -> Result<LinearMap> {
        let shapes = self.parts.iter().map(|part| context.shape(part.idx, "idx"));
        let shapes = shapes.collect::<Result<Vec<_>>>()?;
        let parts = Context::new(shapes.into_iter().cloned());
        let mut whole = LinearMap::zero(self.output.size(), context.size());
        for (position, part) in self.parts.iter().enumerate() {
            let read = LinearMap::projection(context, part.idx)?;
            let map = match &part.reads {
                Reads::RowMajor => read,
                Reads::Spread(axes) => LinearMap::compose(LinearMap::axes(axes.clone()), read)?,
                Reads::Gather(axes, divisor) => {
                    let sums = LinearMap::axes(axes.clone()).adjoint();
                    let sums = LinearMap::compose(sums, read)?;
                    match divisor {
                        Some(divisor) => sums.scaled(divisor.recip()),
                        None => sums,
                    }
                }
            };
            if self.parts.len() == 1 {
                return Ok(map);
            }
            let place = LinearMap::projection(&parts, Idx(position))?.adjoint();
            whole = whole.plus(LinearMap::compose(place, map)?)?;
        }
        Ok(whole)
    }

    /// `out := map x`.
    fn set(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        for part in &self.parts {
            let x = part.idx.get(x)?;
            let mut out = out.view_mut();
            if let Some(rows) = part.rows {
                out.slice_axis_inplace(Axis(0), rows);
            }
            match &part.reads {
                Reads::RowMajor => row_major(x, &mut out, |out, value| *out = value)?,
                Reads::Spread(axes) => axes.spread(x, &mut out, |out, value| *out = value)?,
                Reads::Gather(axes, None) => axes.gather(x, &mut out, |out, sum| *out = sum)?,
                Reads::Gather(axes, Some(divisor)) => {
                    axes.gather(x, &mut out, |out, sum| *out = sum / divisor)?;
                }
            }
        }
        Ok(())
    }
}

impl Rule for Linear {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        self.set(x, out)
    }

    fn jvp(
        &self,
        _x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        self.set(dx, out)
    }

    fn vjp_add(
        &self,
        _x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        for part in &self.parts {
            let grad = part.idx.get_mut(grads)?;
            let mut delta = delta.view();
            if let Some(rows) = part.rows {
                delta.slice_axis_inplace(Axis(0), rows);
            }
            let add = |grad: &mut f64, flow: f64| *grad += flow;
            match &part.reads {
                Reads::RowMajor => row_major(&delta, grad, add)?,
                Reads::Spread(axes) => axes.gather(&delta, grad, add)?,
                Reads::Gather(axes, None) => axes.spread(&delta, grad, add)?,
                Reads::Gather(axes, Some(divisor)) => {
                    axes.spread(&delta, grad, |grad, flow| *grad += flow / divisor)?;
                }
            }
        }
        Ok(())
    }
}

/// The dimensions of the tensor at `idx`, of which there are `N`; `expected` says so in words.
pub(super) fn dims<const N: usize>(
    context: &Context,
    (name, idx): (&str, Idx),
    expected: &'static str,
) -> Result<[usize; N]> {
    let shape = context.shape(idx, name)?;
    let dims = shape.dims().try_into();
    dims.map_err(|_| shape.dimensions(name, expected))
}
