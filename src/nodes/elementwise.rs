//! Functions of each coordinate, and the linear layer.
//!
//! Lean: `NN.Proofs.Autograd.Tape.Nodes.Elementwise`, namespace `Proofs.Autograd.TapeNodes`.

use super::{Number, Pointwise, ScalarRule, activation, arithmetic, linear::dims};
use crate::tape::{Context, Error, Fderiv, Idx, LinearMap, Node, Result, Shape, Tensor};
use ndarray::{Array1, Array2};

kernels![
    "NN.Proofs.Autograd.Tape.Nodes.Elementwise";
    relu,
    relu_fderiv_at,
    abs,
    abs_fderiv_at,
    log,
    log_fderiv_at,
    inv,
    inv_fderiv_at,
    sqrt_clamp,
    sqrt_clamp_fderiv_at,
    sqrt,
    sqrt_fderiv_at,
    logistic,
    logistic_fderiv,
    sigmoid,
    sigmoid_fderiv,
    tanh,
    tanh_fderiv,
    softplus,
    softplus_fderiv,
    silu,
    silu_fderiv,
    safe_log,
    safe_log_fderiv,
    exp,
    exp_fderiv,
    sinh,
    sinh_fderiv,
    cosh,
    cosh_fderiv,
    elu,
    elu_fderiv_at,
    linear,
    linear_fderiv,
];

/// `max x 0` of each coordinate of the tensor at `idx`, of its shape. The derivative at 0 is 0.
///
/// Lean: `Proofs.Autograd.TapeNodes.relu`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn relu(context: &Context, idx: Idx) -> Result<Node> {
    Pointwise::node(Relu, context, [("idx", idx)], [])
}

/// The derivative of [`relu`] at `x`, where no coordinate is 0: `diag (if x > 0 then 1 else 0)`
/// after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.reluFderivAt`.
///
/// # Errors
///
/// As for [`relu`].
pub fn relu_fderiv_at(context: &Context, idx: Idx) -> Result<Fderiv> {
    diagonal_at(context, idx, Relu)
}

/// The absolute value of each coordinate of the tensor at `idx`, of its shape. The derivative at 0
/// is 0.
///
/// Lean: `Proofs.Autograd.TapeNodes.abs`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn abs(context: &Context, idx: Idx) -> Result<Node> {
    Pointwise::node(Abs, context, [("idx", idx)], [])
}

/// The derivative of [`abs`] at `x`, where no coordinate is 0: `diag (sign x)` after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.absFderivAt`.
///
/// # Errors
///
/// As for [`abs`].
pub fn abs_fderiv_at(context: &Context, idx: Idx) -> Result<Fderiv> {
    diagonal_at(context, idx, Abs)
}

/// The natural logarithm of the magnitude of each coordinate of the tensor at `idx`, of its shape,
/// correctly rounded. At 0 it is 0, and so is the derivative.
///
/// Lean: `Proofs.Autograd.TapeNodes.log`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn log(context: &Context, idx: Idx) -> Result<Node> {
    Pointwise::node(Log {}, context, [("idx", idx)], [])
}

/// The derivative of [`log`] at `x`, where no coordinate is 0: `diag x⁻¹` after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.logFderivAt`.
///
/// # Errors
///
/// As for [`log`].
pub fn log_fderiv_at(context: &Context, idx: Idx) -> Result<Fderiv> {
    diagonal_at(context, idx, Log {})
}

/// The inverse of each coordinate of the tensor at `idx`, of its shape. The inverse of 0 is 0, and
/// so is the derivative there.
///
/// Lean: `Proofs.Autograd.TapeNodes.inv`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn inv(context: &Context, idx: Idx) -> Result<Node> {
    Pointwise::node(Inv {}, context, [("idx", idx)], [])
}

/// The derivative of [`inv`] at `x`, where no coordinate is 0: `diag (-(x * x)⁻¹)` after
/// `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.invFderivAt`.
///
/// # Errors
///
/// As for [`inv`].
pub fn inv_fderiv_at(context: &Context, idx: Idx) -> Result<Fderiv> {
    diagonal_at(context, idx, Inv {})
}

/// The square root of each coordinate of the tensor at `idx` that is above 0, and 0 for the others,
/// of its shape, correctly rounded. The derivative at 0 and below is 0.
///
/// Lean: `Proofs.Autograd.TapeNodes.sqrtClamp`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn sqrt_clamp(context: &Context, idx: Idx) -> Result<Node> {
    Pointwise::node(SqrtClamp {}, context, [("idx", idx)], [])
}

/// The derivative of [`sqrt_clamp`] at `x`, where all coordinates are above 0:
/// `diag (1 / (2 * sqrt x))` after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.sqrtClampFderivAt`.
///
/// # Errors
///
/// As for [`sqrt_clamp`].
pub fn sqrt_clamp_fderiv_at(context: &Context, idx: Idx) -> Result<Fderiv> {
    diagonal_at(context, idx, SqrtClamp {})
}

/// The square root of each coordinate of the tensor at `idx`, of its shape, correctly rounded. Of
/// negative numbers it is 0, and so is the derivative, at 0 too.
///
/// Lean: `Proofs.Autograd.TapeNodes.sqrt`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn sqrt(context: &Context, idx: Idx) -> Result<Node> {
    Pointwise::node(Sqrt {}, context, [("idx", idx)], [])
}

/// The derivative of [`sqrt`] at `x`, where no coordinate is 0: `diag (1 / (2 * sqrt x))` after
/// `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.sqrtFderivAt`.
///
/// # Errors
///
/// As for [`sqrt`].
pub fn sqrt_fderiv_at(context: &Context, idx: Idx) -> Result<Fderiv> {
    diagonal_at(context, idx, Sqrt {})
}

/// The logistic function `exp x / (exp x + 1)` of each coordinate of the tensor at `idx`, of its shape.
///
/// Lean: `Proofs.Autograd.TapeNodes.logistic`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn logistic(context: &Context, idx: Idx) -> Result<Node> {
    Pointwise::node(Sigmoid {}, context, [("idx", idx)], [])
}

/// The derivative of [`logistic`], everywhere: `diag (logistic x * (1 - logistic x))` after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.logisticFderiv`.
///
/// # Errors
///
/// As for [`logistic`].
pub fn logistic_fderiv(context: &Context, idx: Idx) -> Result<Fderiv> {
    diagonal_at(context, idx, Sigmoid {})
}

/// The sigmoid `1 / (1 + exp (-x))`, which is the logistic function, of each coordinate of the tensor at `idx`, of its shape.
///
/// Lean: `Proofs.Autograd.TapeNodes.sigmoid`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn sigmoid(context: &Context, idx: Idx) -> Result<Node> {
    Pointwise::node(Sigmoid {}, context, [("idx", idx)], [])
}

/// The derivative of [`sigmoid`], everywhere: `diag (sigmoid x * (1 - sigmoid x))` after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.sigmoidFderiv`.
///
/// # Errors
///
/// As for [`sigmoid`].
pub fn sigmoid_fderiv(context: &Context, idx: Idx) -> Result<Fderiv> {
    diagonal_at(context, idx, Sigmoid {})
}

/// The hyperbolic tangent of each coordinate of the tensor at `idx`, of its shape, correctly rounded.
///
/// Lean: `Proofs.Autograd.TapeNodes.tanh`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn tanh(context: &Context, idx: Idx) -> Result<Node> {
    Pointwise::node(Tanh {}, context, [("idx", idx)], [])
}

/// The derivative of [`tanh`], everywhere: `diag (1 - tanh x * tanh x)` after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.tanhFderiv`.
///
/// # Errors
///
/// As for [`tanh`].
pub fn tanh_fderiv(context: &Context, idx: Idx) -> Result<Fderiv> {
    diagonal_at(context, idx, Tanh {})
}

/// `log (1 + exp x)` of each coordinate of the tensor at `idx`, of its shape.
///
/// Lean: `Proofs.Autograd.TapeNodes.softplus`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn softplus(context: &Context, idx: Idx) -> Result<Node> {
    Pointwise::node(Softplus {}, context, [("idx", idx)], [])
}

/// The derivative of [`softplus`], everywhere: `diag (sigmoid x)` after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.softplusFderiv`.
///
/// # Errors
///
/// As for [`softplus`].
pub fn softplus_fderiv(context: &Context, idx: Idx) -> Result<Fderiv> {
    diagonal_at(context, idx, Softplus {})
}

/// `x * sigmoid x` of each coordinate of the tensor at `idx`, of its shape.
///
/// Lean: `Proofs.Autograd.TapeNodes.silu`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn silu(context: &Context, idx: Idx) -> Result<Node> {
    Pointwise::node(Silu {}, context, [("idx", idx)], [])
}

/// The derivative of [`silu`], everywhere: `diag (sigmoid x + x * sigmoid x * (1 - sigmoid x))` after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.siluFderiv`.
///
/// # Errors
///
/// As for [`silu`].
pub fn silu_fderiv(context: &Context, idx: Idx) -> Result<Fderiv> {
    diagonal_at(context, idx, Silu {})
}

/// `log (softplus x + ε)` of each coordinate of the tensor at `idx`, of its shape.
///
/// Lean: `Proofs.Autograd.TapeNodes.safeLog`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn safe_log(context: &Context, idx: Idx, epsilon: f64) -> Result<Node> {
    Pointwise::node(SafeLog { epsilon }, context, [("idx", idx)], [])
}

/// The derivative of [`safe_log`], everywhere if `ε` is above 0:
/// `diag (sigmoid x / (softplus x + ε))` after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.safeLogFderiv`.
///
/// # Errors
///
/// As for [`safe_log`].
pub fn safe_log_fderiv(context: &Context, idx: Idx, epsilon: f64) -> Result<Fderiv> {
    diagonal_at(context, idx, SafeLog { epsilon })
}

/// The exponential of each coordinate of the tensor at `idx`, of its shape, correctly rounded.
///
/// Lean: `Proofs.Autograd.TapeNodes.exp`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn exp(context: &Context, idx: Idx) -> Result<Node> {
    Pointwise::node(Exp {}, context, [("idx", idx)], [])
}

/// The derivative of [`exp`], everywhere: `diag (exp x)` after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.expFderiv`.
///
/// # Errors
///
/// As for [`exp`].
pub fn exp_fderiv(context: &Context, idx: Idx) -> Result<Fderiv> {
    diagonal_at(context, idx, Exp {})
}

/// The hyperbolic sine of each coordinate of the tensor at `idx`, of its shape, correctly rounded.
///
/// Lean: `Proofs.Autograd.TapeNodes.sinh`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn sinh(context: &Context, idx: Idx) -> Result<Node> {
    Pointwise::node(Sinh {}, context, [("idx", idx)], [])
}

/// The derivative of [`sinh`], everywhere: `diag (cosh x)` after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.sinhFderiv`.
///
/// # Errors
///
/// As for [`sinh`].
pub fn sinh_fderiv(context: &Context, idx: Idx) -> Result<Fderiv> {
    diagonal_at(context, idx, Sinh {})
}

/// The hyperbolic cosine of each coordinate of the tensor at `idx`, of its shape, correctly rounded.
///
/// Lean: `Proofs.Autograd.TapeNodes.cosh`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn cosh(context: &Context, idx: Idx) -> Result<Node> {
    Pointwise::node(Cosh {}, context, [("idx", idx)], [])
}

/// The derivative of [`cosh`], everywhere: `diag (sinh x)` after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.coshFderiv`.
///
/// # Errors
///
/// As for [`cosh`].
pub fn cosh_fderiv(context: &Context, idx: Idx) -> Result<Fderiv> {
    diagonal_at(context, idx, Cosh {})
}

/// `x` where a coordinate `x` of the tensor at `idx` is above 0, `alpha * (exp x - 1)` elsewhere, of
/// its shape. The derivative at 0 is `alpha`.
///
/// Lean: `Proofs.Autograd.TapeNodes.elu`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn elu(context: &Context, idx: Idx, alpha: f64) -> Result<Node> {
    Pointwise::node(Elu { alpha }, context, [("idx", idx)], [])
}

/// The derivative of [`elu`] at `x`, where no coordinate is 0:
/// `diag (if x > 0 then 1 else alpha * exp x)` after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.eluFderivAt`.
///
/// # Errors
///
/// As for [`elu`].
pub fn elu_fderiv_at(context: &Context, idx: Idx, alpha: f64) -> Result<Fderiv> {
    diagonal_at(context, idx, Elu { alpha })
}

/// The derivative of a function of each coordinate: its derivatives there after `proj idx`.
fn diagonal_at(context: &Context, idx: Idx, rule: impl ScalarRule<1>) -> Result<Fderiv> {
    let output = context.shape(idx, "idx")?.clone();
    let project = LinearMap::projection(context, idx)?;
    let deriv = move |x: &[Tensor]| {
        let slopes = idx.get(x)?.iter();
        let slopes = slopes.map(|&x| rule.tangent([], [x], [1.0]));
        LinearMap::compose(LinearMap::diagonal(slopes.collect()), project.clone())
    };
    Ok(Fderiv::new(context.clone(), output, deriv))
}

/// `max x 0`.
#[derive(Clone, Copy)]
struct Relu;

impl ScalarRule<1> for Relu {
    fn value<T: Number>(self, []: [T; 0], [x]: [T; 1]) -> T {
        activation::relu(x)
    }

    fn tangent<T: Number>(self, []: [T; 0], [x]: [T; 1], [dx]: [T; 1]) -> T {
        let zero = T::from_f64(0.0);
        x.if_greater(zero, dx, zero)
    }

    fn cotangent<T: Number>(self, []: [T; 0], x: [T; 1], delta: T) -> [T; 1] {
        [self.tangent([], x, [delta])]
    }
}

/// `|x|`.
#[derive(Clone, Copy)]
struct Abs;

impl ScalarRule<1> for Abs {
    fn value<T: Number>(self, []: [T; 0], [x]: [T; 1]) -> T {
        x.if_greater(T::from_f64(0.0), x, -x)
    }

    fn tangent<T: Number>(self, []: [T; 0], [x]: [T; 1], [dx]: [T; 1]) -> T {
        let zero = T::from_f64(0.0);
        x.if_greater(zero, dx, zero.if_greater(x, -dx, zero))
    }

    fn cotangent<T: Number>(self, []: [T; 0], x: [T; 1], delta: T) -> [T; 1] {
        [self.tangent([], x, [delta])]
    }
}

/// The rule of a function, which may have a parameter, by its value and its tangent.
macro_rules! smooth {
    (
        $(#[$doc:meta])*
        $rule:ident $({ $parameter:ident })?,
        $x:ident => $value:expr,
        $dx:ident => $tangent:expr
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        struct $rule { $($parameter: f64)? }

        impl ScalarRule<1> for $rule {
            fn value<T: Number>(self, []: [T; 0], [$x]: [T; 1]) -> T {
                $(let $parameter = T::from_f64(self.$parameter);)?
                $value
            }

            fn tangent<T: Number>(self, []: [T; 0], [$x]: [T; 1], [$dx]: [T; 1]) -> T {
                $(let $parameter = T::from_f64(self.$parameter);)?
                $tangent
            }

            fn cotangent<T: Number>(self, []: [T; 0], x: [T; 1], delta: T) -> [T; 1] {
                [self.tangent([], x, [delta])]
            }
        }
    };
}

smooth!(
    /// The natural logarithm of the magnitude.
    Log,
    x => x.log(),
    dx => dx.divided_by(x)
);
smooth!(
    /// The inverse.
    Inv,
    x => T::from_f64(1.0).divided_by(x),
    dx => {
        // The square of `x` may be out of range where the result is not; elsewhere it is more exact
        // than two quotients, the first of which may be subnormal.
        let square = x * x;
        let (least, most) = (T::from_f64(f64::MIN_POSITIVE), T::from_f64(f64::MAX));
        let by_square = -dx.divided_by(square);
        let twice = -dx.divided_by(x).divided_by(x);
        square.if_greater(least, most.if_greater(square, by_square, twice), twice)
    }
);
smooth!(
    /// The square root.
    Sqrt,
    x => x.sqrt(),
    dx => {
        let root = x.sqrt();
        dx.divided_by(root + root)
    }
);
smooth!(
    /// The hyperbolic tangent.
    Tanh,
    x => activation::tanh(x),
    dx => dx * activation::tanh_deriv(x)
);
smooth!(
    /// The sigmoid.
    Sigmoid,
    x => activation::sigmoid(x),
    dx => dx * activation::sigmoid_deriv(x)
);
smooth!(
    /// The softplus.
    Softplus,
    x => activation::softplus(x),
    dx => dx * activation::softplus_deriv(x)
);
smooth!(
    /// The sigmoid times its argument.
    Silu,
    x => activation::swish(x),
    dx => dx * activation::swish_deriv(x)
);
smooth!(
    /// The exponential.
    Exp,
    x => x.exp(),
    dx => dx * x.exp()
);
smooth!(
    /// The hyperbolic sine.
    Sinh,
    x => activation::sinh(x),
    dx => dx * activation::sinh_deriv(x)
);
smooth!(
    /// The hyperbolic cosine.
    Cosh,
    x => activation::cosh(x),
    dx => dx * activation::cosh_deriv(x)
);

smooth!(
    /// The exponential linear unit.
    Elu { alpha },
    x => activation::elu(x, alpha),
    dx => dx * activation::elu_deriv(x, alpha)
);
smooth!(
    /// The square root of the part above 0.
    SqrtClamp,
    x => activation::relu(x).sqrt(),
    dx => {
        let root = x.sqrt();
        dx.divided_by(root + root)
    }
);
smooth!(
    /// The logarithm of the softplus and a number.
    SafeLog { epsilon },
    x => activation::safe_log(x, epsilon),
    dx => dx * activation::safe_log_deriv(x, epsilon)
);

/// The layer `fun o => (∑ i, weights o i * x i) + bias o` of the vector `x` at `idx`. The weights
/// and the bias are constants: no gradient flows to them.
///
/// The vector has shape `[i]`, the result and `bias` have shape `[o]`; `weights` are the `o × i`
/// numbers of a matrix, row by row. Products are added up in the order of the crate's sums.
/// Lean: `Proofs.Autograd.TapeNodes.linear`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range; [`Error::Dimensions`] if the tensor there is not a
/// vector; [`Error::Length`] if there are not `o × i` weights.
pub fn linear(
    context: &Context,
    idx: Idx,
    weights: Array1<f64>,
    bias: Array1<f64>,
) -> Result<Node> {
    let output = Shape::new([bias.len()]);
    let map = matrix(context, idx, weights, bias.len())?;
    arithmetic::affine(context, idx, map, bias, output)
}

/// The derivative of [`linear`], everywhere: the matrix of the weights after `proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.linearFderiv`.
///
/// # Errors
///
/// As for [`linear`], and [`Error::TooLarge`] if a vector of the tensor's size cannot be held.
pub fn linear_fderiv(
    context: &Context,
    idx: Idx,
    weights: Array1<f64>,
    bias: Array1<f64>,
) -> Result<Fderiv> {
    let output = Shape::new([bias.len()]);
    let map = matrix(context, idx, weights, bias.len())?;
    arithmetic::affine_fderiv(context, idx, map, bias, output)
}

fn matrix(context: &Context, idx: Idx, weights: Array1<f64>, rows: usize) -> Result<LinearMap> {
    let [columns] = dims(context, ("idx", idx), "a vector")?;
    let found = weights.len();
    let matrix = Array2::from_shape_vec((rows, columns), weights.to_vec());
    let matrix = matrix.map_err(|_| Error::Length {
        argument: "weights".into(),
        expected: rows.saturating_mul(columns),
        found,
    })?;
    Ok(LinearMap::dense(matrix))
}
