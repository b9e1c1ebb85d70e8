//! Functions of a number, and what is computed for their derivatives.
//!
//! Elementwise nodes apply them to each coordinate. Lean: `NN.Spec.Layers.Activation`, namespace
//! `Activation.Math`.

use super::Number;

kernels![
    "NN.Spec.Layers.Activation";
    relu_spec,
    relu_deriv_spec,
    sigmoid_spec,
    sigmoid_deriv_spec,
    tanh_spec,
    tanh_deriv_spec,
    sinh_spec,
    sinh_deriv_spec,
    cosh_spec,
    cosh_deriv_spec,
    logistic_spec,
    logistic_deriv_spec,
    elu_spec,
    elu_deriv_spec,
    swish_spec,
    swish_deriv_spec,
    softplus_spec,
    softplus_deriv_spec,
];

/// A function of numbers: one of f64, which mirrors a definition, and the same of any [`Number`],
/// for the code of nodes.
macro_rules! function {
    ($(#[$doc:meta])* $spec:ident, $generic:ident($x:ident $(, $parameter:ident)*) $value:expr) => {
        $(#[$doc])*
        pub fn $spec($x: f64 $(, $parameter: f64)*) -> f64 {
            $generic($x $(, $parameter)*)
        }

        pub(super) fn $generic<T: Number>($x: T $(, $parameter: T)*) -> T {
            $value
        }
    };
}

function!(
    /// `max x 0`.
    ///
    /// Lean: `Activation.Math.reluSpec`.
    relu_spec,
    relu(x) x.if_greater(T::from_f64(0.0), x, T::from_f64(0.0))
);
function!(
    /// The derivative of [`relu_spec`]: 1 where `x > 0`, 0 elsewhere.
    ///
    /// Lean: `Activation.Math.reluDerivSpec`.
    relu_deriv_spec,
    relu_deriv(x) x.if_greater(T::from_f64(0.0), T::from_f64(1.0), T::from_f64(0.0))
);
function!(
    /// `1 / (1 + exp (-x))`, which nowhere overflows: the exponential is taken of `-|x|`.
    ///
    /// Lean: `Activation.Math.sigmoidSpec`.
    sigmoid_spec,
    sigmoid(x) {
        let (e, sum) = odds(x);
        x.if_greater(T::from_f64(0.0), T::from_f64(1.0), e).divided_by(sum)
    }
);
function!(
    /// The derivative of [`sigmoid_spec`], as `sigmoid x * sigmoid (-x)`.
    ///
    /// Lean: `Activation.Math.sigmoidDerivSpec`.
    sigmoid_deriv_spec,
    sigmoid_deriv(x) {
        let (e, sum) = odds(x);
        T::from_f64(1.0).divided_by(sum) * e.divided_by(sum)
    }
);

/// `exp (-|x|)`, and 1 more.
fn odds<T: Number>(x: T) -> (T, T) {
    let e = x.if_greater(T::from_f64(0.0), -x, x).exp();
    (e, T::from_f64(1.0) + e)
}

function!(
    /// The hyperbolic tangent, correctly rounded.
    ///
    /// Lean: `Activation.Math.tanhSpec`.
    tanh_spec,
    tanh(x) x.tanh()
);
function!(
    /// The derivative of [`tanh_spec`]: `1 - tanh x * tanh x`.
    ///
    /// Lean: `Activation.Math.tanhDerivSpec`.
    tanh_deriv_spec,
    tanh_deriv(x) {
        let t = x.tanh();
        T::from_f64(1.0) - t * t
    }
);
function!(
    /// The hyperbolic sine, correctly rounded.
    ///
    /// Lean: `Activation.Math.sinhSpec`.
    sinh_spec,
    sinh(x) x.sinh()
);
function!(
    /// The derivative of [`sinh_spec`], which is the hyperbolic cosine.
    ///
    /// Lean: `Activation.Math.sinhDerivSpec`.
    sinh_deriv_spec,
    sinh_deriv(x) x.cosh()
);
function!(
    /// The hyperbolic cosine, correctly rounded.
    ///
    /// Lean: `Activation.Math.coshSpec`.
    cosh_spec,
    cosh(x) x.cosh()
);
function!(
    /// The derivative of [`cosh_spec`], which is the hyperbolic sine.
    ///
    /// Lean: `Activation.Math.coshDerivSpec`.
    cosh_deriv_spec,
    cosh_deriv(x) x.sinh()
);
function!(
    /// `exp x / (exp x + 1)`, computed as [`sigmoid_spec`], which it equals.
    ///
    /// Lean: `Activation.Math.logisticSpec`.
    logistic_spec,
    logistic(x) sigmoid(x)
);
function!(
    /// The derivative of [`logistic_spec`], as that of [`sigmoid_spec`].
    ///
    /// Lean: `Activation.Math.logisticDerivSpec`.
    logistic_deriv_spec,
    logistic_deriv(x) sigmoid_deriv(x)
);
function!(
    /// `x` where `x > 0`, `alpha * (exp x - 1)` elsewhere, computed without cancellation.
    ///
    /// Lean: `Activation.Math.eluSpec`.
    elu_spec,
    elu(x, alpha) x.if_greater(T::from_f64(0.0), x, alpha * x.exp_m1())
);
function!(
    /// The derivative of [`elu_spec`]: 1 where `x > 0`, `alpha * exp x` elsewhere.
    ///
    /// Lean: `Activation.Math.eluDerivSpec`.
    elu_deriv_spec,
    elu_deriv(x, alpha) x.if_greater(T::from_f64(0.0), T::from_f64(1.0), alpha * x.exp())
);
function!(
    /// `x * sigmoid x`.
    ///
    /// Lean: `Activation.Math.swishSpec`.
    swish_spec,
    swish(x) x * sigmoid(x)
);
function!(
    /// The derivative of [`swish_spec`]: `sigmoid x + x * (sigmoid x * sigmoid (-x))`.
    ///
    /// Lean: `Activation.Math.swishDerivSpec`.
    swish_deriv_spec,
    swish_deriv(x) sigmoid(x) + x * sigmoid_deriv(x)
);
function!(
    /// `log (1 + exp x)`, as `log1p (exp (-|x|))`, and `x` more where `x > 0`.
    ///
    /// Lean: `Activation.Math.softplusSpec`.
    softplus_spec,
    softplus(x) {
        let (e, _) = odds(x);
        let below = e.log_1p();
        x.if_greater(T::from_f64(0.0), x + below, below)
    }
);
function!(
    /// The derivative of [`softplus_spec`], which is [`sigmoid_spec`].
    ///
    /// Lean: `Activation.Math.softplusDerivSpec`.
    softplus_deriv_spec,
    softplus_deriv(x) sigmoid(x)
);
