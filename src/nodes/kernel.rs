//! Kernels that are called by name, with the arguments that their functions' types ask for.

use crate::tape::{Broadcast, Context, Error, Fderiv, Idx, LinearMap, Node, Result, Shape};
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
    /// A way to broadcast. Lean: `Spec.Shape.CanBroadcastTo s t`.
    Broadcast(Vec<Broadcast>),
    /// An axis of a tensor, the first being 0. Lean: `Nat`.
    Axis(usize),
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
            Self::Broadcast(_) => ArgKind::Broadcast,
            Self::Axis(_) => ArgKind::Axis,
        }
    }
}

/// The kind of an [`Arg`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArgKind {
    /// The position of a tensor in the context.
    Idx,
    /// A number.
    Scalar,
    /// A flat vector.
    Vector,
    /// A flat mask.
    Mask,
    /// A linear map.
    Map,
    /// A way to broadcast.
    Broadcast,
    /// An axis of a tensor.
    Axis,
}

impl ArgKind {
    /// The kind in words, such as `a linear map`.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Idx => "an index",
            Self::Scalar => "a scalar",
            Self::Vector => "a vector",
            Self::Mask => "a mask",
            Self::Map => "a linear map",
            Self::Broadcast => "a way to broadcast",
            Self::Axis => "an axis",
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
    path: &'static str,
    parameters: Arc<[ArgKind]>,
    build: Arc<Build>,
}

impl Kernel {
    /// A kernel that is not one of [`kernels`](super::kernels), and whose parameters are not known.
    ///
    /// `module` is the Lean module of the definition, `path` the Rust path or only the function's
    /// name. `build` gets the context, the shape of the result, and the arguments.
    pub fn new(
        module: &'static str,
        path: &'static str,
        build: impl Fn(&Context, &Shape, &[Arg]) -> Result<Built> + Send + Sync + 'static,
    ) -> Self {
        Self {
            module,
            path,
            parameters: Arc::new([]),
            build: Arc::new(build),
        }
    }

    /// The kernel that calls the function at `path`, whose parameters say what arguments it takes.
    pub(super) fn of<P>(
        module: &'static str,
        path: &'static str,
        function: impl Handler<P> + 'static,
    ) -> Self {
        Self {
            module,
            path,
            parameters: function.parameters().into(),
            build: Arc::new(move |context, output, args| {
                function.call(name_of(path), context, output, args)
            }),
        }
    }

    /// The Rust function's name, such as `fixed_mask_scale`.
    pub fn name(&self) -> &'static str {
        name_of(self.path)
    }

    /// The Rust path, such as `torchlean_mirror::nodes::arithmetic::fixed_mask_scale`.
    pub fn path(&self) -> &'static str {
        self.path
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
            .field("path", &self.path)
            .field("parameters", &self.parameters)
            .finish_non_exhaustive()
    }
}

fn name_of(path: &'static str) -> &'static str {
    path.rsplit_once("::").map_or(path, |(_, name)| name)
}

/// What a call brings along, with the arguments that are still to be read.
struct Call<'a> {
    output: &'a Shape,
    args: std::iter::Enumerate<std::slice::Iter<'a, Arg>>,
}

/// A type that a kernel's function may take.
trait Parameter: Sized {
    /// The kind of argument that it is read from, if it is read from one.
    const KIND: Option<ArgKind>;

    /// `None` if there is no argument left, `Err` if it is of another kind.
    fn read(call: &mut Call<'_>) -> Option<Result<Self>>;
}

macro_rules! read_from_arg {
    ($($type:ty, $kind:ident);+ $(;)?) => {$(
        impl Parameter for $type {
            const KIND: Option<ArgKind> = Some(ArgKind::$kind);

            fn read(call: &mut Call<'_>) -> Option<Result<Self>> {
                let (position, arg) = call.args.next()?;
                Some(match arg {
                    Arg::$kind(value) => Ok(value.clone()),
                    other => Err(Error::ArgumentKind {
                        argument: format!("argument {}", position.saturating_add(1)),
                        expected: ArgKind::$kind.describe(),
                        found: other.kind().describe(),
                    }),
                })
            }
        }
    )+};
}

read_from_arg! {
    Idx, Idx;
    f64, Scalar;
    Array1<f64>, Vector;
    Array1<bool>, Mask;
    LinearMap, Map;
    Vec<Broadcast>, Broadcast;
    usize, Axis;
}

/// A shape is never an argument: it is the shape of the result, which Lean has implicit.
impl Parameter for Shape {
    const KIND: Option<ArgKind> = None;

    fn read(call: &mut Call<'_>) -> Option<Result<Self>> {
        Some(Ok(call.output.clone()))
    }
}

/// What a kernel's function may return.
trait Return {
    fn built(self) -> Result<Built>;
}

impl Return for Result<Node> {
    fn built(self) -> Result<Built> {
        self.map(Built::Node)
    }
}

impl Return for Result<Fderiv> {
    fn built(self) -> Result<Built> {
        self.map(Built::Fderiv)
    }
}

impl Return for Array1<f64> {
    fn built(self) -> Result<Built> {
        Ok(Built::Vector(self))
    }
}

impl Return for f64 {
    fn built(self) -> Result<Built> {
        Ok(Built::Vector(Array1::from_elem(1, self)))
    }
}

/// A function that can be registered. `P` holds its parameters, to keep the impls apart.
pub(super) trait Handler<P>: Send + Sync {
    fn parameters(&self) -> Vec<ArgKind>;

    fn call(&self, name: &str, context: &Context, output: &Shape, args: &[Arg]) -> Result<Built>;
}

/// Marks a function whose first parameter is the context.
pub(super) struct OverContext;

/// Marks a function that takes no context.
pub(super) struct Plain;

macro_rules! handle {
    ($($parameter:ident)+) => {
        handle!(@impl OverContext, (&Context, $($parameter),+), context, (context), $($parameter)+);
        handle!(@impl Plain, ($($parameter),+), _context, (), $($parameter)+);
    };
    (@impl $marker:ident, ($($takes:ty),+), $context:ident, ($($given:ident)?), $($parameter:ident)+) => {
        impl<F, R, $($parameter),+> Handler<($marker, $($parameter),+)> for F
        where
            F: Fn($($takes),+) -> R + Send + Sync,
            R: Return,
            $($parameter: Parameter),+
        {
            fn parameters(&self) -> Vec<ArgKind> {
                [$($parameter::KIND),+].into_iter().flatten().collect()
            }

            #[allow(non_snake_case, reason = "each argument is called like its type parameter")]
            fn call(
                &self,
                name: &str,
                $context: &Context,
                output: &Shape,
                args: &[Arg],
            ) -> Result<Built> {
                let wrong_count = || Error::ArgumentCount {
                    kernel: name.to_owned(),
                    expected: <Self as Handler<($marker, $($parameter),+)>>::parameters(self).len(),
                    found: args.len(),
                };
                let mut call = Call { output, args: args.iter().enumerate() };
                $(let $parameter = $parameter::read(&mut call).ok_or_else(wrong_count)?;)+
                if call.args.next().is_some() {
                    return Err(wrong_count());
                }
                self($($given,)? $($parameter?),+).built()
            }
        }
    };
}

handle!(A);
handle!(A B);
handle!(A B C);
handle!(A B C D);
handle!(A B C D E);
handle!(A B C D E G);
