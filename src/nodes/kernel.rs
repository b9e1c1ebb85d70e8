//! Kernels that are called by name.

use super::parameters::{ArgKind, Handler};
use crate::tape::{Context, Error, Fderiv, Idx, LinearMap, Node, Result, Shape};
use ndarray::Array1;
use std::{fmt, sync::Arc};

/// An argument of a kernel, of one of the kinds that Lean's definitions take.
#[derive(Clone, Debug)]
pub enum Arg {
    /// The position of a tensor in the context. Lean: `Idx Γ s`.
    Idx(Idx),
    /// A number. Lean: `ℝ`.
    Scalar(f64),
    /// A flat vector, of one coordinate per coordinate of a tensor. Lean: `Vec (size s)`.
    Vector(Array1<f64>),
    /// A flat mask, of one truth value per coordinate. Lean: `Fin (size s) → Bool`.
    Mask(Array1<bool>),
    /// A linear map. Lean: `Vec m →L[ℝ] Vec n`.
    Map(LinearMap),
}

impl Arg {
    /// The kind of the argument.
    pub fn kind(&self) -> ArgKind {
        match self {
            Self::Idx(_) => ArgKind::Idx,
            Self::Scalar(_) => ArgKind::Scalar,
            Self::Vector(_) => ArgKind::Vector,
            Self::Mask(_) => ArgKind::Mask,
            Self::Map(_) => ArgKind::Map,
        }
    }
}

/// What a kernel gives for its arguments.
#[derive(Clone, Debug)]
pub enum Built {
    /// A node.
    Node(Node),
    /// The derivative of a node.
    Fderiv(Fderiv),
    /// A flat vector.
    Vector(Array1<f64>),
}

type Build = dyn Fn(&Context, &Shape, &[Arg]) -> Result<Built> + Send + Sync;

/// A definition that is mirrored in f64, to be called by name.
///
/// ```
/// use torchlean_mirror::{nodes::{Arg, Built, kernels}, tape::{Context, Idx, Shape}};
///
/// let shape = Shape::new([3]);
/// let context = Context::new([shape.clone()]);
/// let scale = kernels().into_iter().find(|kernel| kernel.name() == "scale").unwrap();
/// let built = scale.build(&context, &shape, &[Arg::Idx(Idx(0)), Arg::Scalar(2.0)])?;
/// assert!(matches!(built, Built::Node(node) if node.output() == &shape));
/// # Ok::<(), torchlean_mirror::tape::Error>(())
/// ```
#[derive(Clone)]
pub struct Kernel {
    module: &'static str,
    name: &'static str,
    parameters: Arc<[ArgKind]>,
    build: Arc<Build>,
}

impl Kernel {
    /// A kernel that is not one of [`kernels`](super::kernels), and whose parameters are not known.
    ///
    /// `build` gets the context, the shape of the result, and the arguments.
    pub fn new(
        module: &'static str,
        name: &'static str,
        build: impl Fn(&Context, &Shape, &[Arg]) -> Result<Built> + Send + Sync + 'static,
    ) -> Self {
        Self {
            module,
            name,
            parameters: Arc::new([]),
            build: Arc::new(build),
        }
    }

    /// The kernel that calls the function `name`, whose parameters say what arguments it takes.
    pub(super) fn of<P>(
        module: &'static str,
        name: &'static str,
        function: impl Handler<P> + 'static,
    ) -> Self {
        Self {
            module,
            name,
            parameters: function.parameters().into(),
            build: Arc::new(move |context, output, args| {
                function.call(name, context, output, args)
            }),
        }
    }

    /// The Rust function's name, such as `fixed_mask_scale`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The Lean module, such as `NN.Proofs.Autograd.Tape.Nodes.Arithmetic`.
    pub fn module(&self) -> &'static str {
        self.module
    }

    /// The kinds of the arguments in order, which are Lean's explicit ones.
    pub fn parameters(&self) -> &[ArgKind] {
        &self.parameters
    }

    /// The node, derivative or vector for these arguments, over `context`, with a result of shape
    /// `output`.
    ///
    /// # Errors
    ///
    /// [`Error::ArgumentCount`] or [`Error::ArgumentKind`] if the arguments are not the function's;
    /// whatever error the function gives; [`Error::Shape`] or [`Error::Length`], naming `output`,
    /// if the result is not of that shape.
    pub fn build(&self, context: &Context, output: &Shape, args: &[Arg]) -> Result<Built> {
        let built = (self.build)(context, output, args)?;
        let check = |found: &Shape| Error::check_shape(|| "output".into(), found, output.dims());
        match &built {
            Built::Node(node) => check(node.output())?,
            Built::Fderiv(fderiv) => check(fderiv.output())?,
            Built::Vector(vector) => Error::check_length("output", vector.len(), output.size())?,
        }
        Ok(built)
    }
}

impl fmt::Debug for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kernel")
            .field("module", &self.module)
            .field("name", &self.name)
            .field("parameters", &self.parameters)
            .finish_non_exhaustive()
    }
}
