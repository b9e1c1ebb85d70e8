//! The numbers that the code of one coordinate runs on.

use std::ops::{Add, Mul, Neg, Sub};

use super::real;

/// A number that a kernel calculates with.
///
/// The code of a [`ScalarRule`](super::ScalarRule) is generic over it, so that the same code runs
/// on f64 and on a number that records which operations were applied to it. The trait has the
/// operations that the kernels need.
pub trait Number:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Neg<Output = Self>
{
    /// The constant `value`.
    fn from_f64(value: f64) -> Self;

    /// The quotient; where `other` is 0 that is `self * 0`, as in Lean.
    fn divided_by(self, other: Self) -> Self;

    /// `eˣ`.
    fn exp(self) -> Self;

    /// `eˣ − 1`.
    fn exp_m1(self) -> Self;

    /// The natural logarithm of the magnitude, and 0 at 0.
    fn log(self) -> Self;

    /// `log (1 + x)` for `x > −1`.
    fn log_1p(self) -> Self;

    /// The square root, and 0 of negative numbers.
    fn sqrt(self) -> Self;

    /// The hyperbolic sine.
    fn sinh(self) -> Self;

    /// The hyperbolic cosine.
    fn cosh(self) -> Self;

    /// The hyperbolic tangent.
    fn tanh(self) -> Self;

    /// `yes` where `self > other`, else `no`; -0.0 is not less than 0.0.
    fn if_greater(self, other: Self, yes: Self, no: Self) -> Self;
}

impl Number for f64 {
    fn from_f64(value: f64) -> Self {
        value
    }

    fn divided_by(self, other: Self) -> Self {
        if other == 0.0 {
            self * 0.0
        } else {
            self / other
        }
    }

    fn exp(self) -> Self {
        real::exp(self)
    }

    fn exp_m1(self) -> Self {
        real::exp_m1(self)
    }

    fn log(self) -> Self {
        real::log(self)
    }

    fn log_1p(self) -> Self {
        real::log1p(self)
    }

    fn sqrt(self) -> Self {
        real::sqrt(self)
    }

    fn sinh(self) -> Self {
        real::sinh(self)
    }

    fn cosh(self) -> Self {
        real::cosh(self)
    }

    fn tanh(self) -> Self {
        real::tanh(self)
    }

    fn if_greater(self, other: Self, yes: Self, no: Self) -> Self {
        if self > other { yes } else { no }
    }
}
