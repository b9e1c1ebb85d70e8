//! Nodes: a map with its derivative and the adjoint of that, all shapes checked.

use super::{Context, Error, Result, Rule, Shape, Tensor};
use ndarray::{ArrayViewD, ArrayViewMutD};
use std::{fmt, sync::Arc};

/// A node of the tape: a map from a context of tensors to one tensor, with its derivative and the
/// adjoint of its derivative.
///
/// Lean: `Proofs.Autograd.Node`, without its proof. All shapes are checked here, before the
/// [`Rule`] sees them.
///
/// ```
/// use ndarray::arr1;
/// use torchlean_mirror::{nodes::arithmetic::mul, tape::{Context, Idx, Shape}};
///
/// let context = Context::new([Shape::new([2]), Shape::new([2])]);
/// let node = mul(&context, Idx(0), Idx(1))?;
/// let x = [arr1(&[2.0, 3.0]).into_dyn(), arr1(&[5.0, 7.0]).into_dyn()];
/// assert_eq!(node.forward(&x)?, arr1(&[10.0, 21.0]).into_dyn());
/// let grads = node.vjp(&x, &arr1(&[1.0, 1.0]).into_dyn())?;
/// assert_eq!(grads, [x[1].clone(), x[0].clone()]);
/// # Ok::<(), torchlean_mirror::tape::Error>(())
/// ```
#[derive(Clone)]
pub struct Node {
    context: Context,
    output: Shape,
    rule: Arc<dyn Rule>,
}

impl Node {
    /// The node over `context` with a result of shape `output` that computes by `rule`.
    ///
    /// Lean: `Proofs.Autograd.Node.ofVec`.
    pub fn new(context: Context, output: Shape, rule: impl Rule + 'static) -> Self {
        Self {
            context,
            output,
            rule: Arc::new(rule),
        }
    }

    /// The shapes of the tensors that the node sees. Lean: `Γ`.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The shape of the node's result. Lean: `τ`.
    pub fn output(&self) -> &Shape {
        &self.output
    }

    /// The node's value at `x`: the context's tensors in, a tensor of shape [`output`](Self::output) out.
    ///
    /// Lean: `Proofs.Autograd.Node.forward`.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] or [`Error::Shape`] if `x` is not of the context;
    /// [`Error::TooLarge`] if the output cannot be held.
    pub fn forward(&self, x: &[Tensor]) -> Result<Tensor> {
        let x = views(x);
        self.check(&x, "x")?;
        let mut out = self.output.zeros("output")?;
        self.rule.forward(&x, &mut out.view_mut())?;
        Ok(out)
    }

    /// The derivative at `x` in the direction `dx`, both of the context's shapes, as a tensor of
    /// shape [`output`](Self::output).
    ///
    /// Lean: `Proofs.Autograd.Node.jvp`.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] or [`Error::Shape`] if `x` or `dx` is not of the context;
    /// [`Error::TooLarge`] if the output cannot be held.
    pub fn jvp(&self, x: &[Tensor], dx: &[Tensor]) -> Result<Tensor> {
        let (x, dx) = (views(x), views(dx));
        self.check(&x, "x")?;
        self.check(&dx, "dx")?;
        let mut out = self.output.zeros("output")?;
        self.rule.jvp(&x, &dx, &mut out.view_mut())?;
        Ok(out)
    }

    /// The adjoint of the derivative at `x`, applied to `delta` of shape [`output`](Self::output): a
    /// cotangent for every tensor of the context, +0 where nothing flows.
    ///
    /// Lean: `Proofs.Autograd.Node.vjp`.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] or [`Error::Shape`] if `x` is not of the context or `delta` not of the
    /// output's shape; [`Error::TooLarge`] if the cotangents cannot be held.
    pub fn vjp(&self, x: &[Tensor], delta: &Tensor) -> Result<Vec<Tensor>> {
        let (x, delta) = (views(x), delta.view());
        self.check(&x, "x")?;
        Error::check_shape(|| "delta".into(), &self.output, delta.shape())?;
        let shapes = self.context.shapes().iter();
        let mut grads = shapes
            .map(|shape| shape.zeros("grads"))
            .collect::<Result<Vec<_>>>()?;
        let mut blocks: Vec<_> = grads.iter_mut().map(|grad| grad.view_mut()).collect();
        self.rule.vjp_add(&x, &delta, &mut blocks)?;
        Ok(grads)
    }

    /// [`forward`](Self::forward) into the caller's buffer, which is overwritten.
    ///
    /// Allocates nothing for tensors of up to four dimensions, besides the threads of a large product
    /// ([`with_threads`](super::with_threads)).
    ///
    /// # Errors
    ///
    /// [`Error::Length`] or [`Error::Shape`], as for [`forward`](Self::forward), and for `out`.
    pub fn forward_into(
        &self,
        x: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        self.check(x, "x")?;
        Error::check_shape(|| "out".into(), &self.output, out.shape())?;
        self.rule.forward(x, out)
    }

    /// [`jvp`](Self::jvp) into the caller's buffer, which is overwritten.
    ///
    /// Allocates nothing for tensors of up to four dimensions, besides the threads of a large product
    /// ([`with_threads`](super::with_threads)).
    ///
    /// # Errors
    ///
    /// [`Error::Length`] or [`Error::Shape`], as for [`jvp`](Self::jvp), and for `out`.
    pub fn jvp_into(
        &self,
        x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        self.check(x, "x")?;
        self.check(dx, "dx")?;
        Error::check_shape(|| "out".into(), &self.output, out.shape())?;
        self.rule.jvp(x, dx, out)
    }

    /// Adds [`vjp`](Self::vjp) to the caller's cotangents, one per tensor of the context.
    ///
    /// What flows into one cotangent is summed before it is added, wherever that is one pass over
    /// memory. A cotangent into which nothing flows keeps its bits.
    /// Allocates nothing for tensors of up to four dimensions, besides the threads of a large product
    /// ([`with_threads`](super::with_threads)).
    ///
    /// # Errors
    ///
    /// [`Error::Length`] or [`Error::Shape`], as for [`vjp`](Self::vjp), and for `grads`.
    pub fn vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        self.check(x, "x")?;
        Error::check_shape(|| "delta".into(), &self.output, delta.shape())?;
        self.check_mut(grads, "grads")?;
        self.rule.vjp_add(x, delta, grads)
    }

    /// [`forward_into`](Self::forward_into) and [`vjp_add`](Self::vjp_add) at once, in a single
    /// pass over memory where the rule has one.
    ///
    /// Allocates nothing for tensors of up to four dimensions, besides the threads of a large product
    /// ([`with_threads`](super::with_threads)).
    ///
    /// # Errors
    ///
    /// [`Error::Length`] or [`Error::Shape`], as for the two.
    pub fn forward_vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        out: &mut ArrayViewMutD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        self.check(x, "x")?;
        Error::check_shape(|| "delta".into(), &self.output, delta.shape())?;
        Error::check_shape(|| "out".into(), &self.output, out.shape())?;
        self.check_mut(grads, "grads")?;
        self.rule.forward_vjp_add(x, delta, out, grads)
    }

    fn check(&self, tensors: &[ArrayViewD<'_, f64>], argument: &str) -> Result<()> {
        check_shapes(&self.context, argument, tensors.iter().map(|t| t.shape()))
    }

    fn check_mut(&self, tensors: &[ArrayViewMutD<'_, f64>], argument: &str) -> Result<()> {
        check_shapes(&self.context, argument, tensors.iter().map(|t| t.shape()))
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Node")
            .field("context", &self.context)
            .field("output", &self.output)
            .finish_non_exhaustive()
    }
}

/// Whether `found` are the shapes of `context`, in number and one by one.
pub(super) fn check_shapes<'a>(
    context: &Context,
    argument: &str,
    found: impl ExactSizeIterator<Item = &'a [usize]>,
) -> Result<()> {
    Error::check_length(argument, context.len(), found.len())?;
    let pairs = context.shapes().iter().zip(found);
    pairs.enumerate().try_for_each(|(position, (shape, dims))| {
        Error::check_shape(|| format!("{argument}[{position}]"), shape, dims)
    })
}

fn views(tensors: &[Tensor]) -> Vec<ArrayViewD<'_, f64>> {
    tensors.iter().map(|tensor| tensor.view()).collect()
}
