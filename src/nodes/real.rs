//! Functions of the reals in f64, correctly rounded: the same bits on every machine.
//!
//! Kernels call these, and not those of the standard library, whose results are those of the
//! platform's C library. Each result is the exact value, rounded to the nearest f64, ties to
//! even; beyond the largest it is infinite. A rounded zero has the sign of the exact value. Of NaN
//! all are NaN. Where Lean's functions have a value by convention, these have it too.
//!
//! They are those of the crate [`metallic`], which are tested and not proved. What is shown of
//! them is on the page [`functions`](crate::guide::functions).
//!
//! ```
//! use torchlean_mirror::nodes::real;
//!
//! assert_eq!(real::exp(1.0), std::f64::consts::E);
//! assert_eq!(real::log(-1.0), 0.0);
//! assert_eq!(real::sqrt(-1.0), 0.0);
//! ```

/// `eˣ`. Lean: `Real.exp`.
pub fn exp(x: f64) -> f64 {
    metallic::exp(x)
}

/// `eˣ − 1`.
pub fn exp_m1(x: f64) -> f64 {
    metallic::expm1(x)
}

/// The natural logarithm of the magnitude, and 0 at 0. Lean: `Real.log`.
pub fn log(x: f64) -> f64 {
    if x == 0.0 {
        0.0
    } else {
        metallic::log(x.abs())
    }
}

/// `log (1 + x)` for `x > −1`. Lean has no such function: below it is NaN, and −∞ at −1.
pub fn log1p(x: f64) -> f64 {
    metallic::log1p(x)
}

/// The square root, and 0 of negative numbers. Lean: `Real.sqrt`.
pub fn sqrt(x: f64) -> f64 {
    // An operation of IEEE 754, rounded by every processor.
    if x < 0.0 { 0.0 } else { x.sqrt() }
}

/// The hyperbolic sine. Lean: `Real.sinh`.
pub fn sinh(x: f64) -> f64 {
    metallic::sinh(x)
}

/// The hyperbolic cosine. Lean: `Real.cosh`.
pub fn cosh(x: f64) -> f64 {
    metallic::cosh(x)
}

/// The hyperbolic tangent. Lean: `Real.tanh`.
pub fn tanh(x: f64) -> f64 {
    metallic::tanh(x)
}
