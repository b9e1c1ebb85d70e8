//! Exact numbers that kernels are held against.

use std::borrow::Cow;
use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};
use num_traits::{One, ToPrimitive, Zero};

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
/// divisors, and short ones no heap.
#[derive(Clone, Debug)]
pub enum Exact {
    /// `mantissa · 2^exponent` with a mantissa that fits a machine word or two.
    Short {
        /// The mantissa.
        mantissa: i128,
        /// The exponent.
        exponent: i64,
    },
    /// `mantissa · 2^exponent`.
    Dyadic {
        /// The mantissa, out of line: numbers are passed on by value.
        mantissa: Box<BigInt>,
        /// The exponent.
        exponent: i64,
    },
    /// Any other rational.
    Ratio(Box<Rational>),
}

impl Exact {
    /// `mantissa · 2^exponent`.
    pub fn dyadic(mantissa: impl Into<BigInt>, exponent: i64) -> Exact {
        let mantissa: BigInt = mantissa.into();
        if let Some(short) = mantissa.to_i128() {
            return Exact::short(short, exponent);
        }
        // Short mantissas keep later products short.
        let zeros = mantissa.trailing_zeros().unwrap_or(0);
        let exponent = exponent.saturating_add_unsigned(zeros);
        let mantissa = mantissa >> zeros;
        match mantissa.to_i128() {
            Some(mantissa) => Exact::Short { mantissa, exponent },
            None => Exact::Dyadic {
                mantissa: Box::new(mantissa),
                exponent,
            },
        }
    }

    /// `mantissa · 2^exponent`, of a mantissa that is short.
    pub fn short(mantissa: i128, exponent: i64) -> Exact {
        if mantissa == 0 {
            return Exact::Short {
                mantissa,
                exponent: 0,
            };
        }
        let zeros = mantissa.trailing_zeros();
        Exact::Short {
            mantissa: mantissa >> zeros,
            exponent: exponent.saturating_add(zeros.into()),
        }
    }

    /// Mantissa and exponent of any length; none of a fraction.
    pub(super) fn parts(&self) -> Option<(Cow<'_, BigInt>, i64)> {
        match self {
            Exact::Short { mantissa, exponent } => {
                Some((Cow::Owned(BigInt::from(*mantissa)), *exponent))
            }
            Exact::Dyadic { mantissa, exponent } => Some((Cow::Borrowed(mantissa), *exponent)),
            Exact::Ratio(_) => None,
        }
    }

    /// As a fraction in lowest terms.
    pub fn to_rational(&self) -> Rational {
        let (mantissa, exponent) = match (self, self.parts()) {
            (Exact::Ratio(value), _) => return Rational::clone(value),
            (_, Some(parts)) => parts,
            (_, None) => return Rational::default(),
        };
        let power = BigInt::one() << exponent.unsigned_abs();
        if exponent >= 0 {
            Rational::from_integer(mantissa.as_ref() * power)
        } else {
            Rational::new(mantissa.into_owned(), power)
        }
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.sign() == Sign::NoSign
    }

    /// The absolute value.
    #[must_use]
    pub fn abs(&self) -> Exact {
        match self.sign() {
            Sign::Minus => self.neg(),
            Sign::NoSign | Sign::Plus => self.clone(),
        }
    }

    /// The difference.
    #[must_use]
    pub fn sub(&self, other: &Exact) -> Exact {
        self.add(&other.neg())
    }

    /// The absolute value of the difference.
    #[must_use]
    pub fn distance(&self, other: &Exact) -> Exact {
        // One is negated, which is a copy: the short one.
        let difference = match other {
            Exact::Short { .. } => self.sub(other),
            Exact::Dyadic { .. } | Exact::Ratio(_) => other.sub(self),
        };
        match difference.sign() {
            Sign::Minus => difference.neg(),
            Sign::NoSign | Sign::Plus => difference,
        }
    }

    /// −1, 0 or 1.
    pub(super) fn sign(&self) -> Sign {
        match self {
            Exact::Short { mantissa, .. } => match mantissa.cmp(&0) {
                Ordering::Less => Sign::Minus,
                Ordering::Equal => Sign::NoSign,
                Ordering::Greater => Sign::Plus,
            },
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
            _ => Exact::Ratio(Box::new(value)),
        }
    }
}

/// `a · 2^e + b · 2^f`, if all of it stays short.
fn short_sum(a: i128, e: i64, b: i128, f: i64) -> Option<Exact> {
    let ((high, e), (low, f)) = if e >= f {
        ((a, e), (b, f))
    } else {
        ((b, f), (a, e))
    };
    let shift = u32::try_from(e.checked_sub(f)?).ok()?;
    // One bit for the sign, one for the carry.
    if high != 0 && shift.checked_add(2)? > high.unsigned_abs().leading_zeros() {
        return None;
    }
    let high = if high == 0 { 0 } else { high << shift };
    high.checked_add(low).map(|sum| Exact::short(sum, f))
}

/// `a · b`, if it is short.
fn short_product(a: i128, b: i128) -> Option<i128> {
    match (i64::try_from(a), i64::try_from(b)) {
        // The product of two words always fits, and needs no check.
        (Ok(a), Ok(b)) => Some(i128::from(a) * i128::from(b)),
        _ => a.checked_mul(b),
    }
}

impl Number for Exact {
    fn constant(value: &Rational) -> Exact {
        value.clone().into()
    }

    fn add(&self, other: &Exact) -> Exact {
        if let (
            Exact::Short {
                mantissa: a,
                exponent: e,
            },
            Exact::Short {
                mantissa: b,
                exponent: f,
            },
        ) = (self, other)
        {
            if *a == 0 {
                return other.clone();
            }
            if *b == 0 {
                return self.clone();
            }
            if let Some(sum) = short_sum(*a, *e, *b, *f) {
                return sum;
            }
        }
        let (Some((a, e)), Some((b, f))) = (self.parts(), other.parts()) else {
            return ratio::sum(&self.to_rational(), &other.to_rational()).into();
        };
        if a.is_zero() {
            return other.clone();
        }
        if b.is_zero() {
            return self.clone();
        }
        let (a, b) = (a.as_ref(), b.as_ref());
        match e.cmp(&f) {
            Ordering::Equal => Exact::dyadic(a + b, e),
            Ordering::Greater => Exact::dyadic((a << e.abs_diff(f)) + b, f),
            Ordering::Less => Exact::dyadic(a + (b << e.abs_diff(f)), e),
        }
    }

    fn neg(&self) -> Exact {
        match self {
            Exact::Short { mantissa, exponent } => match mantissa.checked_neg() {
                Some(mantissa) => Exact::Short {
                    mantissa,
                    exponent: *exponent,
                },
                None => Exact::dyadic(-BigInt::from(*mantissa), *exponent),
            },
            Exact::Dyadic { mantissa, exponent } => Exact::Dyadic {
                mantissa: Box::new(-mantissa.as_ref()),
                exponent: *exponent,
            },
            Exact::Ratio(value) => Exact::Ratio(Box::new(-value.as_ref())),
        }
    }

    fn mul(&self, other: &Exact) -> Exact {
        if let (
            Exact::Short {
                mantissa: a,
                exponent: e,
            },
            Exact::Short {
                mantissa: b,
                exponent: f,
            },
        ) = (self, other)
            && let Some(product) = short_product(*a, *b)
        {
            return Exact::short(product, e.saturating_add(*f));
        }
        match (self.parts(), other.parts()) {
            (Some((a, e)), Some((b, f))) => {
                Exact::dyadic(a.as_ref() * b.as_ref(), e.saturating_add(f))
            }
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
        if let (Some(top), Some(other_top)) = (self.top(), other.top())
            && top != other_top
        {
            let order = top.cmp(&other_top);
            return if a == Sign::Minus {
                order.reverse()
            } else {
                order
            };
        }
        match self.sub(other).sign() {
            Sign::Minus => Ordering::Less,
            Sign::NoSign => Ordering::Equal,
            Sign::Plus => Ordering::Greater,
        }
    }
}
