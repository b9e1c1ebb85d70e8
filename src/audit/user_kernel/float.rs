//! The numbers that a kernel of the user computes in.

use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

use crate::audit::verdict::single;
use crate::exact::Precision;

/// f64 or f32, for kernels that are written for both.
pub trait Float:
    Precision
    + Copy
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + 'static
{
    /// A value of this type, given as the f64 that equals it.
    fn from_f64(value: f64) -> Self;

    /// The f64 that equals it.
    fn to_f64(self) -> f64;
}

impl Float for f64 {
    fn from_f64(value: f64) -> f64 {
        value
    }

    fn to_f64(self) -> f64 {
        self
    }
}

impl Float for f32 {
    fn from_f64(value: f64) -> f32 {
        single(value)
    }

    fn to_f64(self) -> f64 {
        f64::from(self)
    }
}
