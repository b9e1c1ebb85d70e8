//! Functions of a number, and what is computed for their derivatives.
//!
//! Elementwise nodes apply them to each coordinate. Lean: `NN.Spec.Layers.Activation`, namespace
//! `Activation.Math`.

use super::Number;

kernels![
    "NN.Spec.Layers.Activation";
    relu_spec,
    relu_deriv_spec,
    tanh_spec,
    tanh_deriv_spec,
    sinh_spec,
    sinh_deriv_spec,
    cosh_spec,
    cosh_deriv_spec,
    elu_spec,
    elu_deriv_spec,
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
