//! Rational constants.

use num_bigint::BigInt;
use num_traits::Zero;

/// A constant of the language: an exact rational of any size.
pub type Rational = num_rational::BigRational;

/// Lean's total inverse: `0⁻¹ = 0`.
pub fn inverse(value: &Rational) -> Rational {
    if value.is_zero() {
        value.clone()
    } else {
        value.recip()
    }
}

/// The rational of a whole number.
pub fn natural(value: u64) -> Rational {
    Rational::from_integer(BigInt::from(value))
}
