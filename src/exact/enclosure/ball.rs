//! Balls: a real number between two dyadic ones, and the arithmetic of them.

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{One, Zero};

use crate::exact::format::Format;
use crate::exact::number::{Exact, NoFunction, NoInverse, NoOrder, Number, length};
use crate::term::{Function, Rational};

/// The reals `v` with `|v · 2^scale − middle| ≤ radius`, for integers `middle` and `radius`.
///
/// A ball stands for a number that is known no better. The result of an operation contains the
/// results for all numbers of its operands. Sums and products are exact: as sets they are no
/// larger than they must be. Only [`at`](Ball::at) and quotients round, by a few units of their
/// scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ball {
    middle: BigInt,
    radius: BigUint,
    scale: i64,
}

impl Ball {
    /// The reals within `radius · 2^-scale` of `middle · 2^-scale`.
    pub fn new(middle: BigInt, radius: BigUint, scale: i64) -> Ball {
        Ball {
            middle,
            radius,
            scale,
        }
    }

    /// A whole number alone.
    pub fn whole(value: i64) -> Ball {
        Ball::new(value.into(), BigUint::ZERO, 0)
    }

    /// A number alone, if it is a multiple of `2^-scale`, or a unit on each side of the multiple
    /// below it.
    pub fn of(value: &Exact, scale: i64) -> Ball {
        if let Some((mantissa, exponent)) = value.parts() {
            let exact = Ball::new(mantissa.into_owned(), BigUint::ZERO, -exponent);
            return exact.at(scale);
        }
        let value = value.to_rational();
        quotient_floor(value.numer(), value.denom(), scale)
    }

    /// Its lower end.
    pub fn low(&self) -> Exact {
        let radius = BigInt::from(self.radius.clone());
        Exact::dyadic(&self.middle - radius, -self.scale)
    }

    /// Its upper end.
    pub fn high(&self) -> Exact {
        let radius = BigInt::from(self.radius.clone());
        Exact::dyadic(&self.middle + radius, -self.scale)
    }

    /// Its middle, as a number.
    pub fn centre(&self) -> Exact {
        Exact::dyadic(self.middle.clone(), -self.scale)
    }

    /// The middle, in units of `2^-scale`.
    pub fn middle(&self) -> &BigInt {
        &self.middle
    }

    /// The radius, in units of `2^-scale`.
    pub fn radius(&self) -> &BigUint {
        &self.radius
    }

    /// The scale: the unit of middle and radius is `2^-scale`.
    pub fn scale(&self) -> i64 {
        self.scale
    }

    /// Whether the number is one of the ball.
    pub fn contains(&self, value: &Exact) -> bool {
        self.low() <= *value && *value <= self.high()
    }

    /// Whether it has a number in common with another.
    pub fn overlaps(&self, other: &Ball) -> bool {
        self.low() <= other.high() && other.low() <= self.high()
    }

    /// Whether all its numbers are above 0, or all below; none if 0 may be among them.
    pub fn sign(&self) -> Option<Sign> {
        (*self.middle.magnitude() > self.radius).then(|| self.middle.sign())
    }

    /// The value of a format to which all its numbers round, if it is one: rounding is monotone.
    pub fn round(&self, format: Format) -> Option<f64> {
        let value = format.round(&self.low());
        (value == format.round(&self.high())).then_some(value)
    }

    /// The same at another scale. At a coarser one it is larger, by less than three units on a side.
    ///
    /// With `n` bits less the middle is cut down to the unit below, which moves it by less than
    /// one: `|v·2^s − ⌊m/2ⁿ⌋| ≤ e/2ⁿ + (m mod 2ⁿ)/2ⁿ`.
    #[must_use]
    pub fn at(&self, scale: i64) -> Ball {
        let bits = scale.abs_diff(self.scale);
        if scale >= self.scale {
            return Ball::new(&self.middle << bits, &self.radius << bits, scale);
        }
        let cut = |zeros: Option<u64>| zeros.is_some_and(|zeros| zeros < bits);
        let middle = cut(self.middle.trailing_zeros());
        let radius = cut(self.radius.trailing_zeros());
        let more = u8::from(middle) + u8::from(radius);
        Ball::new(&self.middle >> bits, (&self.radius >> bits) + more, scale)
    }

    /// The same, coarser if middle or radius have more bits than these.
    #[must_use]
    pub fn cut(&self, bits: u32) -> Ball {
        let longest = self.middle.bits().max(self.radius.bits());
        let surplus = longest.saturating_sub(bits.into());
        self.at(self.scale - length(surplus))
    }

    /// The product with `2^exponent`.
    #[must_use]
    pub fn scaled(self, exponent: i64) -> Ball {
        let scale = self.scale - exponent;
        Ball { scale, ..self }
    }

    /// A ball that is larger by so many of its units on each side.
    #[must_use]
    pub fn widened(self, units: impl Into<BigUint>) -> Ball {
        let radius = self.radius + units.into();
        Ball { radius, ..self }
    }

    /// The negative.
    #[must_use]
    pub fn neg(&self) -> Ball {
        Ball::new(-&self.middle, self.radius.clone(), self.scale)
    }

    /// The sum, at the finer of the two scales.
    #[must_use]
    pub fn add(&self, other: &Ball) -> Ball {
        let scale = self.scale.max(other.scale);
        let (a, b) = (self.at(scale), other.at(scale));
        Ball::new(a.middle + b.middle, a.radius + b.radius, scale)
    }

    /// The difference, at the finer of the two scales.
    #[must_use]
    pub fn sub(&self, other: &Ball) -> Ball {
        self.add(&other.neg())
    }

    /// The product, at the sum of the scales.
    ///
    /// With `a = m + α` and `b = n + β`: `|ab − mn| = |mβ + nα + αβ| ≤ |m|·f + |n|·e + e·f`.
    #[must_use]
    pub fn mul(&self, other: &Ball) -> Ball {
        let (m, n) = (self.middle.magnitude(), other.middle.magnitude());
        let (e, f) = (&self.radius, &other.radius);
        let radius = m * f + n * e + e * f;
        let scale = self.scale + other.scale;
        Ball::new(&self.middle * &other.middle, radius, scale)
    }

    /// The quotient, at this scale; none if 0 may be among the divisors.
    ///
    /// With `a = m + α` and `b = n + β`, `|a/b − m/n| = |nα − mβ| / |n·b| ≤
    /// (|n|·e + |m|·f) / (|n|·(|n| − f))`; the middle is cut down by less than a unit.
    pub fn quotient(&self, other: &Ball, scale: i64) -> Option<Ball> {
        other.sign()?;
        let (m, n) = (self.middle.magnitude(), other.middle.magnitude());
        let (e, f) = (&self.radius, &other.radius);
        let error = n * e + m * f;
        let least = n * (n - f);
        // From the scale of a quotient of units to the one that is asked for.
        let more = scale - (self.scale - other.scale);
        let quotient = quotient_floor(&self.middle, &other.middle, more);
        let radius = match more {
            0.. => (error << more.unsigned_abs()).div_ceil(&least),
            _ => error.div_ceil(&(least << more.unsigned_abs())),
        };
        Some(Ball { scale, ..quotient }.widened(radius))
    }

    /// The inverse, at this scale, where 0 alone has the inverse 0; none if 0 may be among more
    /// numbers.
    pub fn inverse(&self, scale: i64) -> Option<Ball> {
        if self.middle.is_zero() && self.radius.is_zero() {
            return Some(self.clone());
        }
        Ball::whole(1).quotient(self, scale)
    }

    /// The smallest ball that contains both.
    ///
    /// From `a` to `b` its middle is `(a + b)/2` and its radius `(b − a)/2`, whole numbers of
    /// half units.
    #[must_use]
    pub fn hull(&self, other: &Ball) -> Ball {
        let scale = self.scale.max(other.scale);
        let (a, b) = (self.at(scale), other.at(scale));
        let (e, f) = (BigInt::from(a.radius), BigInt::from(b.radius));
        let low = (&a.middle - &e).min(&b.middle - &f);
        let high = (a.middle + e).max(b.middle + f);
        let radius = (&high - &low).into_parts().1;
        Ball::new(low + high, radius, scale + 1)
    }
}

/// Bits of what is not computed exactly where forms are evaluated in balls.
const BITS: u32 = 320;

impl From<Exact> for Ball {
    /// The number alone; of a fraction a ball around it.
    fn from(value: Exact) -> Ball {
        match value.parts() {
            Some((mantissa, exponent)) => {
                Ball::new(mantissa.into_owned(), BigUint::ZERO, -exponent)
            }
            None => Ball::of(&value, i64::from(BITS) - value.top_above()),
        }
    }
}

impl Number for Ball {
    fn constant(value: &Rational) -> Ball {
        Exact::from(value.clone()).into()
    }

    fn add(&self, other: &Ball) -> Ball {
        Ball::add(self, other).cut(2 * BITS)
    }

    fn neg(&self) -> Ball {
        Ball::neg(self)
    }

    fn mul(&self, other: &Ball) -> Ball {
        Ball::mul(self, other).cut(2 * BITS)
    }

    fn inverse(&self) -> Result<Ball, NoInverse> {
        let top = length(self.middle.bits()) - self.scale;
        let inverse = Ball::inverse(self, i64::from(BITS) + top);
        inverse.ok_or_else(|| NoInverse("a number that may be 0".into()))
    }

    fn map(&self, function: Function, bits: u32) -> Result<Ball, NoFunction> {
        let image = function.enclose_image(self, bits);
        image.map_err(|_| NoFunction(function))
    }

    fn is_greater(&self, other: &Ball) -> Result<bool, NoOrder> {
        let difference = self.sub(other);
        let equal = difference.middle.is_zero() && difference.radius.is_zero();
        match difference.sign() {
            Some(sign) => Ok(sign == Sign::Plus),
            None if equal => Ok(false),
            None => Err(NoOrder),
        }
    }
}

/// The multiple of `2^-scale` below a fraction, with a radius of one unit if it is not the
/// fraction. The denominator is not 0.
fn quotient_floor(numerator: &BigInt, denominator: &BigInt, scale: i64) -> Ball {
    let bits = scale.unsigned_abs();
    let (middle, rest) = match scale {
        0.. => (numerator << bits).div_mod_floor(denominator),
        _ => numerator.div_mod_floor(&(denominator << bits)),
    };
    let radius = if rest.is_zero() {
        BigUint::ZERO
    } else {
        BigUint::one()
    };
    Ball::new(middle, radius, scale)
}
