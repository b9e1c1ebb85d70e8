//! Functions as kernels: the arguments are read off a function's parameter types.

use super::kernel::{Arg, Built};
use crate::tape::{Context, Error, Fderiv, Idx, LinearMap, Node, Result, Shape};
use ndarray::Array1;

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
        }
    }
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
