//! Exact numbers that kernels are held against.

use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

use super::ratio;
use crate::term::{Rational, inverse};

/// What forms are evaluated in: ℚ, or something that maps to it.
pub trait Number: Clone {
    /// The number of a rational constant.
    fn constant(value: &Rational) -> Self;
    /// The sum.
    fn add(&self, other: &Self) -> Self;
    /// The negative.
    fn neg(&self) -> Self;
    /// The product.
    fn mul(&self, other: &Self) -> Self;
    /// The inverse, with `0⁻¹ = 0`.
    ///
    /// # Errors
    /// When this kind of number cannot express it.
    fn inverse(&self) -> Result<Self, NoInverse>;
    /// Zero.
    fn zero() -> Self {
        Self::constant(&Rational::default())
    }
}

/// The inverse cannot be expressed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the inverse of {0} cannot be expressed")]
pub struct NoInverse(pub String);

impl Number for Rational {
    fn constant(value: &Rational) -> Rational {
        value.clone()
    }
    fn add(&self, other: &Rational) -> Rational {
        self + other
    }
    fn neg(&self) -> Rational {
        -self
    }
    fn mul(&self, other: &Rational) -> Rational {
        self * other
    }
    fn inverse(&self) -> Result<Rational, NoInverse> {
        Ok(inverse(self))
    }
}

/// An exact rational; dyadic ones, which all finite f64 are, need no common
/// divisors and are an order of magnitude faster than fractions.
#[derive(Clone, Debug)]
pub enum Exact {
    /// `mantissa · 2^exponent`.
    Dyadic {
        /// The mantissa.
        mantissa: BigInt,
        /// The exponent.
        exponent: i64,
    },
    /// Any other rational.
    Ratio(Rational),
}

impl Exact {
    /// `mantissa · 2^exponent`.
    pub fn dyadic(mantissa: impl Into<BigInt>, exponent: i64) -> Exact {
        let mantissa = mantissa.into();
        // Short mantissas keep later products short.
        match mantissa.trailing_zeros() {
            Some(0) => Exact::Dyadic { mantissa, exponent },
            Some(zeros) => Exact::Dyadic {
                mantissa: mantissa >> zeros,
                exponent: exponent.saturating_add_unsigned(zeros),
            },
            None => Exact::Dyadic {
                mantissa,
                exponent: 0,
            },
        }
    }

    /// As a fraction in lowest terms.
    pub fn to_rational(&self) -> Rational {
        match self {
            Exact::Ratio(value) => value.clone(),
            Exact::Dyadic { mantissa, exponent } => {
                let power = BigInt::one() << exponent.unsigned_abs();
                if *exponent >= 0 {
                    Rational::from_integer(mantissa * power)
                } else {
                    Rational::new(mantissa.clone(), power)
                }
            }
        }
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        match self {
            Exact::Dyadic { mantissa, .. } => mantissa.is_zero(),
            Exact::Ratio(value) => value.is_zero(),
        }
    }

    /// Whether the lengths alone show that the magnitude is below `2^exponent`.
    pub(super) fn is_below(&self, exponent: i64) -> bool {
        let length = |n: &BigInt| i64::try_from(n.bits()).unwrap_or(i64::MAX);
        let top = match self {
            Exact::Dyadic { mantissa, .. } if mantissa.is_zero() => return true,
            Exact::Dyadic { mantissa, exponent } => length(mantissa).saturating_add(*exponent),
            Exact::Ratio(value) => length(value.numer()) - length(value.denom()) + 1,
        };
        top <= exponent
    }

    /// The absolute value.
    #[must_use]
    pub fn abs(&self) -> Exact {
        match self {
            Exact::Dyadic { mantissa, exponent } => Exact::Dyadic {
                mantissa: mantissa.abs(),
                exponent: *exponent,
            },
            Exact::Ratio(value) => Exact::Ratio(value.abs()),
        }
    }

    /// The difference.
    #[must_use]
    pub fn sub(&self, other: &Exact) -> Exact {
        self.add(&other.neg())
    }

    /// −1, 0 or 1.
    fn sign(&self) -> Sign {
        match self {
            Exact::Dyadic { mantissa, .. } => mantissa.sign(),
            Exact::Ratio(value) => value.numer().sign(),
        }
    }
}

impl From<Rational> for Exact {
    fn from(value: Rational) -> Exact {
        // A denominator that is a power of two has one set bit.
        let denominator = value.denom().magnitude();
        match denominator.trailing_zeros() {
            Some(zeros) if (denominator >> zeros).is_one() => {
                let exponent = i64::try_from(zeros).unwrap_or(i64::MAX);
                Exact::dyadic(value.numer().clone(), -exponent)
            }
            _ if value.denom().is_one() => Exact::dyadic(value.numer().clone(), 0),
            _ => Exact::Ratio(value),
        }
    }
}

impl Number for Exact {
    fn constant(value: &Rational) -> Exact {
        value.clone().into()
    }

    fn add(&self, other: &Exact) -> Exact {
        match (self, other) {
            (
                Exact::Dyadic {
                    mantissa: a,
                    exponent: e,
                },
                Exact::Dyadic {
                    mantissa: b,
                    exponent: f,
                },
            ) => {
                if a.is_zero() {
                    return other.clone();
                }
                if b.is_zero() {
                    return self.clone();
                }
                match e.cmp(f) {
                    Ordering::Equal => Exact::dyadic(a + b, *e),
                    Ordering::Greater => Exact::dyadic((a << e.abs_diff(*f)) + b, *f),
                    Ordering::Less => Exact::dyadic(a + (b << e.abs_diff(*f)), *e),
                }
            }
            _ => ratio::sum(&self.to_rational(), &other.to_rational()).into(),
        }
    }

    fn neg(&self) -> Exact {
        match self {
            Exact::Dyadic { mantissa, exponent } => Exact::Dyadic {
                mantissa: -mantissa,
                exponent: *exponent,
            },
            Exact::Ratio(value) => Exact::Ratio(-value),
        }
    }

    fn mul(&self, other: &Exact) -> Exact {
        match (self, other) {
            (
                Exact::Dyadic {
                    mantissa: a,
                    exponent: e,
                },
                Exact::Dyadic {
                    mantissa: b,
                    exponent: f,
                },
            ) => Exact::dyadic(a * b, e + f),
            _ => ratio::product(&self.to_rational(), &other.to_rational()).into(),
        }
    }

    fn inverse(&self) -> Result<Exact, NoInverse> {
        Ok(inverse(&self.to_rational()).into())
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Exact) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact {}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Exact) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Exact) -> Ordering {
        let (a, b) = (self.sign(), other.sign());
        if a != b || a == Sign::NoSign {
            return a.cmp(&b);
        }
        match self.sub(other).sign() {
            Sign::Minus => Ordering::Less,
            Sign::NoSign => Ordering::Equal,
            Sign::Plus => Ordering::Greater,
        }
    }
}

/// The quotient of two numbers that are not negative, in units of `2^-64`,
/// rounded down; none if the divisor is 0.
pub fn quotient(dividend: &Exact, divisor: &Exact) -> Option<BigInt> {
    if divisor.is_zero() {
        return None;
    }
    let (numerator, denominator) = match (dividend, divisor) {
        (
            Exact::Dyadic {
                mantissa: a,
                exponent: e,
            },
            Exact::Dyadic {
                mantissa: b,
                exponent: f,
            },
        ) if e >= f => (a << e.abs_diff(*f), b.clone()),
        (
            Exact::Dyadic {
                mantissa: a,
                exponent: e,
            },
            Exact::Dyadic {
                mantissa: b,
                exponent: f,
            },
        ) => (a.clone(), b << e.abs_diff(*f)),
        _ => {
            // Not in lowest terms: rounding down does not ask for that.
            let (a, b) = (dividend.to_rational(), divisor.to_rational());
            (a.numer() * b.denom(), a.denom() * b.numer())
        }
    };
    let numerator: BigInt = numerator << 64_u8;
    Some(numerator.div_floor(&denominator))
}
