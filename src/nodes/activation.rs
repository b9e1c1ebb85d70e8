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
    safe_log_spec,
    safe_log_deriv_spec,
    smooth_abs_spec,
    smooth_abs_deriv_spec,
];

/// `max x 0`.
///
/// Lean: `Activation.Math.reluSpec`.
pub fn relu_spec(x: f64) -> f64 {
    relu(x)
}

pub(super) fn relu<T: Number>(x: T) -> T {
    x.if_greater(T::from_f64(0.0), x, T::from_f64(0.0))
}

/// The derivative of [`relu_spec`]: 1 where `x > 0`, 0 elsewhere.
///
/// Lean: `Activation.Math.reluDerivSpec`.
pub fn relu_deriv_spec(x: f64) -> f64 {
    relu_deriv(x)
}

pub(super) fn relu_deriv<T: Number>(x: T) -> T {
    x.if_greater(T::from_f64(0.0), T::from_f64(1.0), T::from_f64(0.0))
}

/// `1 / (1 + exp (-x))`, which nowhere overflows: the exponential is taken of `-|x|`.
///
/// Lean: `Activation.Math.sigmoidSpec`.
pub fn sigmoid_spec(x: f64) -> f64 {
    sigmoid(x)
}

pub(super) fn sigmoid<T: Number>(x: T) -> T {
    let (e, sum) = odds(x);
    x.if_greater(T::from_f64(0.0), T::from_f64(1.0), e)
        .divided_by(sum)
}

/// The derivative of [`sigmoid_spec`], as `sigmoid x * sigmoid (-x)`.
///
/// Lean: `Activation.Math.sigmoidDerivSpec`.
pub fn sigmoid_deriv_spec(x: f64) -> f64 {
    sigmoid_deriv(x)
}

pub(super) fn sigmoid_deriv<T: Number>(x: T) -> T {
    let (e, sum) = odds(x);
    T::from_f64(1.0).divided_by(sum) * e.divided_by(sum)
}

/// `exp (-|x|)`, and 1 more.
fn odds<T: Number>(x: T) -> (T, T) {
    let e = x.if_greater(T::from_f64(0.0), -x, x).exp();
    (e, T::from_f64(1.0) + e)
}

/// The hyperbolic tangent, correctly rounded.
///
/// Lean: `Activation.Math.tanhSpec`.
pub fn tanh_spec(x: f64) -> f64 {
    tanh(x)
}

pub(super) fn tanh<T: Number>(x: T) -> T {
    x.tanh()
}

/// The derivative of [`tanh_spec`]: `1 - tanh x * tanh x`.
///
/// Lean: `Activation.Math.tanhDerivSpec`.
pub fn tanh_deriv_spec(x: f64) -> f64 {
    tanh_deriv(x)
}

pub(super) fn tanh_deriv<T: Number>(x: T) -> T {
    let t = x.tanh();
    T::from_f64(1.0) - t * t
}

/// The hyperbolic sine, correctly rounded.
///
/// Lean: `Activation.Math.sinhSpec`.
pub fn sinh_spec(x: f64) -> f64 {
    sinh(x)
}

pub(super) fn sinh<T: Number>(x: T) -> T {
    x.sinh()
}

/// The derivative of [`sinh_spec`], which is the hyperbolic cosine.
///
/// Lean: `Activation.Math.sinhDerivSpec`.
pub fn sinh_deriv_spec(x: f64) -> f64 {
    sinh_deriv(x)
}

pub(super) fn sinh_deriv<T: Number>(x: T) -> T {
    x.cosh()
}

/// The hyperbolic cosine, correctly rounded.
///
/// Lean: `Activation.Math.coshSpec`.
pub fn cosh_spec(x: f64) -> f64 {
    cosh(x)
}

pub(super) fn cosh<T: Number>(x: T) -> T {
    x.cosh()
}

/// The derivative of [`cosh_spec`], which is the hyperbolic sine.
///
/// Lean: `Activation.Math.coshDerivSpec`.
pub fn cosh_deriv_spec(x: f64) -> f64 {
    cosh_deriv(x)
}

pub(super) fn cosh_deriv<T: Number>(x: T) -> T {
    x.sinh()
}

/// `exp x / (exp x + 1)`, computed as [`sigmoid_spec`], which it equals.
///
/// Lean: `Activation.Math.logisticSpec`.
pub fn logistic_spec(x: f64) -> f64 {
    logistic(x)
}

pub(super) fn logistic<T: Number>(x: T) -> T {
    sigmoid(x)
}

/// The derivative of [`logistic_spec`], as that of [`sigmoid_spec`].
///
/// Lean: `Activation.Math.logisticDerivSpec`.
pub fn logistic_deriv_spec(x: f64) -> f64 {
    logistic_deriv(x)
}

pub(super) fn logistic_deriv<T: Number>(x: T) -> T {
    sigmoid_deriv(x)
}

/// `x` where `x > 0`, `alpha * (exp x - 1)` elsewhere, computed without cancellation.
///
/// Lean: `Activation.Math.eluSpec`.
pub fn elu_spec(x: f64, alpha: f64) -> f64 {
    elu(x, alpha)
}

pub(super) fn elu<T: Number>(x: T, alpha: T) -> T {
    x.if_greater(T::from_f64(0.0), x, alpha * x.exp_m1())
}

/// The derivative of [`elu_spec`]: 1 where `x > 0`, `alpha * exp x` elsewhere.
///
/// Lean: `Activation.Math.eluDerivSpec`.
pub fn elu_deriv_spec(x: f64, alpha: f64) -> f64 {
    elu_deriv(x, alpha)
}

pub(super) fn elu_deriv<T: Number>(x: T, alpha: T) -> T {
    x.if_greater(T::from_f64(0.0), T::from_f64(1.0), alpha * x.exp())
}

/// `x * sigmoid x`.
///
/// Lean: `Activation.Math.swishSpec`.
pub fn swish_spec(x: f64) -> f64 {
    swish(x)
}

pub(super) fn swish<T: Number>(x: T) -> T {
    x * sigmoid(x)
}

/// The derivative of [`swish_spec`]: `sigmoid x + x * (sigmoid x * sigmoid (-x))`.
///
/// Lean: `Activation.Math.swishDerivSpec`.
pub fn swish_deriv_spec(x: f64) -> f64 {
    swish_deriv(x)
}

pub(super) fn swish_deriv<T: Number>(x: T) -> T {
    sigmoid(x) + x * sigmoid_deriv(x)
}

/// `log (1 + exp x)`, as `log1p (exp (-|x|))`, and `x` more where `x > 0`.
///
/// Lean: `Activation.Math.softplusSpec`.
pub fn softplus_spec(x: f64) -> f64 {
    softplus(x)
}

pub(super) fn softplus<T: Number>(x: T) -> T {
    let (e, _) = odds(x);
    let below = e.log_1p();
    x.if_greater(T::from_f64(0.0), x + below, below)
}

/// The derivative of [`softplus_spec`], which is [`sigmoid_spec`].
///
/// Lean: `Activation.Math.softplusDerivSpec`.
pub fn softplus_deriv_spec(x: f64) -> f64 {
    softplus_deriv(x)
}

pub(super) fn softplus_deriv<T: Number>(x: T) -> T {
    sigmoid(x)
}

/// `log (softplus x + ε)`.
///
/// Lean: `Activation.Math.safeLogSpec`.
pub fn safe_log_spec(x: f64, epsilon: f64) -> f64 {
    safe_log(x, epsilon)
}

pub(super) fn safe_log<T: Number>(x: T, epsilon: T) -> T {
    (softplus(x) + epsilon).log()
}

/// The derivative of [`safe_log_spec`]: `sigmoid x / (softplus x + ε)`.
///
/// Lean: `Activation.Math.safeLogDerivSpec`.
pub fn safe_log_deriv_spec(x: f64, epsilon: f64) -> f64 {
    safe_log_deriv(x, epsilon)
}

pub(super) fn safe_log_deriv<T: Number>(x: T, epsilon: T) -> T {
    softplus_deriv(x).divided_by(softplus(x) + epsilon)
}

/// `sqrt (x * x + ε)`.
///
/// Lean: `Activation.Math.smoothAbsSpec`.
pub fn smooth_abs_spec(x: f64, epsilon: f64) -> f64 {
    smooth_abs(x, epsilon)
}

fn smooth_abs<T: Number>(x: T, epsilon: T) -> T {
    (x * x + epsilon).sqrt()
}

/// The derivative of [`smooth_abs_spec`]: `x / sqrt (x * x + ε)`.
///
/// Lean: `Activation.Math.smoothAbsDerivSpec`.
pub fn smooth_abs_deriv_spec(x: f64, epsilon: f64) -> f64 {
    smooth_abs_deriv(x, epsilon)
}

fn smooth_abs_deriv<T: Number>(x: T, epsilon: T) -> T {
    x.divided_by(smooth_abs(x, epsilon))
}
