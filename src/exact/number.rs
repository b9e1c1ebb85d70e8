//! Exact numbers that kernels are compared with: arithmetic, size, and quotients.

use std::borrow::Cow;
use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};

use crate::term::{Function, Rational, inverse};

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
    /// The value of a function of the reals, known to about so many bits where it is not exact.
    ///
    /// # Errors
    /// When this kind of number cannot express it.
    fn map(&self, function: Function, _bits: u32) -> Result<Self, NoFunction> {
        Err(NoFunction(function))
    }
    /// Whether it is greater than another.
    ///
    /// # Errors
    /// When this kind of number cannot tell.
    fn is_greater(&self, _other: &Self) -> Result<bool, NoOrder> {
        Err(NoOrder)
    }
    /// `yes` where it is greater than another, else `no`.
    ///
    /// # Errors
    /// When this kind of number cannot tell, nor express that.
    fn if_greater(&self, other: &Self, yes: Self, no: Self) -> Result<Self, NoOrder> {
        Ok(if self.is_greater(other)? { yes } else { no })
    }
    /// Zero.
    fn zero() -> Self {
        Self::constant(&Rational::default())
    }
}

/// Which of two numbers is greater cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it cannot be told which of two values is greater")]
pub struct NoOrder;

/// The value of a function cannot be expressed: it is not rational, or too large, or next to a pole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a value of {} cannot be expressed", .0.facts().name)]
pub struct NoFunction(pub Function);

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
    /// Where that is rational.
    fn map(&self, function: Function, _bits: u32) -> Result<Rational, NoFunction> {
        function.rational_value(self).ok_or(NoFunction(function))
    }
    fn is_greater(&self, other: &Rational) -> Result<bool, NoOrder> {
        Ok(self > other)
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
                Exact::dyadic(value.numer().clone(), -length(zeros))
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
            return sum(&self.to_rational(), &other.to_rational()).into();
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
            _ => product(&self.to_rational(), &other.to_rational()).into(),
        }
    }

    fn inverse(&self) -> Result<Exact, NoInverse> {
        Ok(inverse(&self.to_rational()).into())
    }

    /// Where that is rational.
    fn map(&self, function: Function, _bits: u32) -> Result<Exact, NoFunction> {
        let value = function.exact_value(self);
        value.ok_or(NoFunction(function))
    }

    fn is_greater(&self, other: &Exact) -> Result<bool, NoOrder> {
        Ok(self > other)
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

impl Exact {
    /// The exponent of the power of two that is next above the magnitude; none
    /// for a fraction, whose lengths do not tell, and for 0.
    pub(super) fn top(&self) -> Option<i64> {
        let (length, exponent) = match self {
            Exact::Short { mantissa, exponent } => {
                let length = 128 - mantissa.unsigned_abs().leading_zeros();
                (length.into(), *exponent)
            }
            Exact::Dyadic { mantissa, exponent } => (length(mantissa.bits()), *exponent),
            Exact::Ratio(_) => return None,
        };
        (length > 0).then(|| exponent.saturating_add(length))
    }

    /// An exponent with `2^(top − 2) ≤ |x| < 2^top`; 0 for 0.
    pub(super) fn top_above(&self) -> i64 {
        match self {
            Exact::Ratio(value) => length(value.numer().bits()) - length(value.denom().bits()) + 1,
            _ => self.top().unwrap_or(0),
        }
    }

    /// Whether the lengths alone show that the magnitude is below `2^exponent`.
    pub(super) fn is_below(&self, exponent: i64) -> bool {
        let top = match self {
            Exact::Ratio(value) => {
                let (up, down) = (value.numer().bits(), value.denom().bits());
                Some(length(up) - length(down) + 1)
            }
            _ => self.top(),
        };
        top.is_none_or(|top| top <= exponent)
    }

    /// The first bits of the magnitude, at most `most` and 126 of them, their
    /// exponent, and whether these are all; none of a fraction.
    pub(super) fn leading(&self, most: u8) -> Option<(u128, i64, bool)> {
        let most = most.min(126);
        let (kept, exponent, cut, zeros) = match self {
            Exact::Short { mantissa, exponent } => {
                let magnitude = mantissa.unsigned_abs();
                let length = 128 - magnitude.leading_zeros();
                let cut = length.saturating_sub(most.into());
                let zeros = magnitude.trailing_zeros();
                let kept = magnitude.checked_shr(cut).unwrap_or(0);
                (kept, exponent, cut.into(), zeros.into())
            }
            Exact::Dyadic { mantissa, exponent } => {
                let magnitude = mantissa.magnitude();
                let cut = magnitude.bits().saturating_sub(most.into());
                let zeros = magnitude.trailing_zeros().unwrap_or(0);
                ((magnitude >> cut).to_u128()?, exponent, cut, zeros)
            }
            Exact::Ratio(_) => return None,
        };
        let exponent = exponent.saturating_add_unsigned(cut);
        Some((kept, exponent, zeros >= cut))
    }
}

/// A number of bits that are in memory: far from the sign bit.
pub(super) fn length(bits: u64) -> i64 {
    bits.cast_signed()
}

/// A number that is not negative, if it is long or no dyadic: one of at most so
/// many (126) bits that is no smaller, and larger by less than one part in
/// `2^(most - 1)`.
pub fn dyadic_above(value: &Exact, most: u8) -> Exact {
    match value {
        Exact::Short { .. } => value.clone(),
        Exact::Dyadic { .. } => cut_above(value, most),
        Exact::Ratio(value) => {
            let (numerator, denominator) = (value.numer(), value.denom());
            // The quotient of lengths n and d has n - d bits, or one more.
            let enough = denominator.bits().saturating_add(most.into());
            let shift = enough.saturating_sub(numerator.bits());
            let quotient = (numerator << shift) / denominator + BigInt::from(1);
            cut_above(&Exact::dyadic(quotient, -length(shift)), most)
        }
    }
}

/// A quotient of positive dyadic numbers, rounded down to about so many bits, and one unit of the
/// last of them; none of other numbers.
pub fn dyadic_quotient(dividend: &Exact, divisor: &Exact, most: u8) -> Option<(Exact, Exact)> {
    let ((a, e), (b, f)) = (dividend.parts()?, divisor.parts()?);
    if b.sign() != Sign::Plus || a.sign() == Sign::Minus {
        return None;
    }
    let enough = b.bits().saturating_add(most.into());
    let shift = enough.saturating_sub(a.bits());
    let quotient: BigInt = (a.into_owned() << shift) / b.as_ref();
    let exponent = e.checked_sub(f)?.checked_sub(length(shift))?;
    Some((Exact::dyadic(quotient, exponent), Exact::short(1, exponent)))
}

/// The first bits of a dyadic number, and one unit of them more if these are not all.
fn cut_above(value: &Exact, most: u8) -> Exact {
    let Some((bits, exponent, all)) = value.leading(most) else {
        return value.clone();
    };
    let above = bits + u128::from(!all);
    // Of at most 127 bits.
    Exact::short(above.cast_signed(), exponent)
}

/// The bits that are looked at first: few enough to be multiplied by one word.
const LEADING: u8 = 62;

/// The quotient of two numbers that are not negative, in units of `2^-64`,
/// rounded down; none if the divisor is 0.
pub fn quotient(dividend: &Exact, divisor: &Exact) -> Option<BigInt> {
    if divisor.is_zero() {
        return None;
    }
    let (numerator, denominator) = match (dividend.parts(), divisor.parts()) {
        (Some((a, e)), Some((b, f))) if e >= f => (a.into_owned() << e.abs_diff(f), b.into_owned()),
        (Some((a, e)), Some((b, f))) => (a.into_owned(), b.into_owned() << e.abs_diff(f)),
        _ => {
            // Not in lowest terms: rounding down does not ask for that.
            let (a, b) = (dividend.to_rational(), divisor.to_rational());
            (a.numer() * b.denom(), a.denom() * b.numer())
        }
    };
    let numerator: BigInt = numerator << 64_u8;
    Some(numerator.div_floor(&denominator))
}

/// [`quotient`], if it is more than `least`. A division of long integers is
/// seldom needed to see that it is not.
pub fn quotient_above(dividend: &Exact, divisor: &Exact, least: &BigInt) -> Option<BigInt> {
    if dividend.is_zero() || is_surely_at_most(dividend, divisor, least) == Some(true) {
        return None;
    }
    quotient(dividend, divisor).filter(|quotient| quotient > least)
}

/// Whether the leading bits show that `2^64 · dividend / divisor ≤ least`.
fn is_surely_at_most(dividend: &Exact, divisor: &Exact, least: &BigInt) -> Option<bool> {
    let (above, e, all) = dividend.leading(LEADING)?;
    let (below, f, _) = divisor.leading(LEADING)?;
    // What was cut off from the dividend is less than one.
    let above = above.checked_add(u128::from(!all))?;
    let below = below.checked_mul(least.to_u128()?)?;
    let shift = e.checked_sub(f)?.checked_add(64)?;
    let by = u32::try_from(shift.unsigned_abs()).ok()?;
    Some(if shift >= 0 {
        by < above.leading_zeros() && above << by <= below
    } else {
        above.checked_shr(by).unwrap_or(0) < below
    })
}

// Sums and products of fractions of which all but small factors are powers of two. A fraction
// over f64 numbers has a long numerator and denominator, and in lowest terms a short odd
// denominator: that of the constants. Common divisors are looked for among odd numbers only, and
// of a remainder by the shorter one, which is an order of magnitude faster.

/// `numerator / denominator · 2^exponent`, both odd and without common divisor, or 0.
struct Odd {
    numerator: BigInt,
    denominator: BigInt,
    exponent: i64,
}

fn zeros(n: &BigInt) -> u64 {
    n.trailing_zeros().unwrap_or(0)
}

impl Odd {
    fn of(value: &Rational) -> Odd {
        let (up, down) = (zeros(value.numer()), zeros(value.denom()));
        Odd {
            numerator: value.numer() >> up,
            denominator: value.denom() >> down,
            exponent: length(up) - length(down),
        }
    }

    /// In lowest terms, as all that comes here is.
    fn rational(self) -> Rational {
        let by = self.exponent.unsigned_abs();
        if self.exponent >= 0 {
            Rational::new_raw(self.numerator << by, self.denominator)
        } else {
            Rational::new_raw(self.numerator, self.denominator << by)
        }
    }
}

/// The greatest common divisor of a number and an odd one that is often short.
fn divisor(long: &BigInt, short: &BigInt) -> BigInt {
    if short.is_one() {
        return BigInt::one();
    }
    (long % short).gcd(short)
}

/// `a · b`, in lowest terms.
pub fn product(a: &Rational, b: &Rational) -> Rational {
    if a.is_zero() || b.is_zero() {
        return Rational::default();
    }
    let (a, b) = (Odd::of(a), Odd::of(b));
    let (first, second) = (
        divisor(&a.numerator, &b.denominator),
        divisor(&b.numerator, &a.denominator),
    );
    let odd = Odd {
        numerator: (a.numerator / &first) * (b.numerator / &second),
        denominator: (a.denominator / &second) * (b.denominator / &first),
        exponent: a.exponent + b.exponent,
    };
    odd.rational()
}

/// `a + b`, in lowest terms.
pub fn sum(a: &Rational, b: &Rational) -> Rational {
    if a.is_zero() {
        return b.clone();
    }
    if b.is_zero() {
        return a.clone();
    }
    let (a, b) = (Odd::of(a), Odd::of(b));
    let exponent = a.exponent.min(b.exponent);
    let (up_a, up_b) = (a.exponent.abs_diff(exponent), b.exponent.abs_diff(exponent));
    let (numerator, denominator) = if a.denominator == b.denominator {
        ((a.numerator << up_a) + (b.numerator << up_b), a.denominator)
    } else {
        let left: BigInt = (a.numerator * &b.denominator) << up_a;
        let right: BigInt = (b.numerator * &a.denominator) << up_b;
        (left + right, a.denominator * b.denominator)
    };
    if numerator.is_zero() {
        return Rational::default();
    }
    let even = zeros(&numerator);
    let numerator = numerator >> even;
    let common = divisor(&numerator, &denominator);
    let odd = Odd {
        numerator: numerator / &common,
        denominator: denominator / &common,
        exponent: exponent + length(even),
    };
    odd.rational()
}
