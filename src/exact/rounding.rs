//! Between floating-point and exact numbers. Bits only: no floating-point arithmetic.

use num_bigint::{BigUint, Sign};
use num_integer::Integer;
use num_traits::{ToPrimitive, Zero};

use super::format::Format;
use super::number::Exact;
use crate::term::Rational;

/// Stored bits of the mantissa of an f64.
const FRACTION: u32 = 52;
/// The exponent of the lowest bit of the smallest subnormal.
const LOWEST: i64 = -1074;

/// The bits that are looked at of a long mantissa: a format has far fewer.
const KEPT: u8 = 120;

/// The exact value of a finite f64; none for NaN and infinities.
pub fn exact(value: f64) -> Option<Exact> {
    if !value.is_finite() {
        return None;
    }
    let bits = value.to_bits();
    let fraction = bits & ((1 << FRACTION) - 1);
    let biased = i64::try_from((bits >> FRACTION) & 0x7ff).ok()?;
    let (mantissa, exponent) = if biased == 0 {
        (fraction, LOWEST)
    } else {
        (fraction | (1 << FRACTION), biased - 1 + LOWEST)
    };
    let mantissa = i128::from(mantissa);
    let mantissa = if bits >> 63 == 1 { -mantissa } else { mantissa };
    Some(Exact::short(mantissa, exponent))
}

/// The f64 nearest to an exact number, ties to even; ±∞ past the largest.
/// The sign of a zero is that of the number, plus for 0 itself.
pub fn round(value: &Exact) -> f64 {
    Format::F64.round(value)
}

/// The f64 nearest to a rational.
pub fn round_rational(value: &Rational) -> f64 {
    round(&value.clone().into())
}

impl Format {
    /// The value of this format that is nearest to an exact number, as
    /// [`round`] gives it for f64.
    pub fn round(self, value: &Exact) -> f64 {
        let magnitude = match value.leading(KEPT) {
            // A last bit for all that were cut off: it is no tie then.
            Some((bits, exponent, all)) => self.nearest_short(bits | u128::from(!all), exponent),
            None => {
                let value = value.to_rational();
                self.nearest(value.numer().magnitude(), value.denom().magnitude())
            }
        };
        signed(magnitude, value.sign() == Sign::Minus)
    }

    /// The unit in the last place of a value of this format: the distance to
    /// the next larger magnitude; of an infinity that of the largest finite one.
    pub fn ulp(self, value: f64) -> Exact {
        let biased = i64::try_from((value.to_bits() >> FRACTION) & 0x7ff).unwrap_or(0);
        // Below the normal range it is the lowest bit.
        let last = biased.max(1) - 1 + LOWEST + self.shorter();
        Exact::short(1, last.clamp(self.lowest(), self.highest()))
    }

    /// The biased exponent of the largest values; that of subnormals is 0.
    pub fn most(self) -> u64 {
        self.highest().abs_diff(self.lowest()) + 1
    }

    /// The biased exponent of 1.
    pub fn one(self) -> u64 {
        self.lowest().unsigned_abs() + 2 - u64::from(self.precision())
    }

    /// The value with this sign, this biased exponent, at most [`most`](Self::most),
    /// and the stored bits of its mantissa, of which surplus ones are cut off.
    pub fn value(self, negative: bool, biased: u64, fraction: u64) -> f64 {
        let fraction = fraction & (self.units() / 2 - 1);
        let mantissa = fraction | (u64::from(biased > 0) * (self.units() / 2));
        let exponent = i64::try_from(biased.max(1) - 1).unwrap_or(i64::MAX);
        let magnitude = self.encode(mantissa, exponent.saturating_add(self.lowest()));
        signed(magnitude, negative)
    }

    /// The next larger value of one that is normal.
    pub fn next_up(self, value: f64) -> f64 {
        let step = 1 << self.shorter();
        let bits = value.to_bits();
        f64::from_bits(if bits >> 63 == 1 {
            bits - step
        } else {
            bits + step
        })
    }

    /// How many bits shorter its mantissas are than those of f64.
    fn shorter(self) -> i64 {
        i64::from(FRACTION + 1) - i64::from(self.precision())
    }

    /// The bits of the nearest value to `mantissa · 2^exponent`.
    fn nearest_short(self, mantissa: u128, exponent: i64) -> u64 {
        let length = i64::from(128 - mantissa.leading_zeros());
        let last = exponent.saturating_add(length - i64::from(self.precision()));
        let last = last.max(self.lowest());
        let shift = u32::try_from(exponent.abs_diff(last)).unwrap_or(u32::MAX);
        if mantissa == 0 || exponent < last && i64::from(shift) > length {
            // Nothing, or less than half of the smallest subnormal.
            return 0;
        }
        if exponent >= last {
            // No bit is lost.
            let exact = mantissa.checked_shl(shift).unwrap_or(0);
            return self.encode(low_word(exact), last);
        }
        let half = 1_u128 << (shift - 1);
        let kept = mantissa.checked_shr(shift).unwrap_or(0);
        let lost = mantissa & (u128::MAX >> (128 - shift));
        let up = lost > half || lost == half && kept & 1 == 1;
        self.encode(low_word(kept) + u64::from(up), last)
    }

    /// The bits of the nearest value to `numerator / denominator`.
    fn nearest(self, numerator: &BigUint, denominator: &BigUint) -> u64 {
        if numerator.is_zero() {
            return 0;
        }
        // The exponent that gives the quotient all bits, or one more or less.
        let length = |n: &BigUint| i64::try_from(n.bits()).unwrap_or(i64::MAX);
        let bits = i64::from(self.precision());
        let mut exponent = (length(numerator) - length(denominator) - bits).max(self.lowest());
        loop {
            let (mantissa, up) = scaled(numerator, denominator, exponent);
            if mantissa >> self.precision() != 0 {
                exponent += 1;
                continue;
            }
            let rounded = mantissa + u64::from(up);
            return self.encode(rounded, exponent);
        }
    }

    /// The bits of the f64 `mantissa · 2^exponent`, with a mantissa of this
    /// format or, if rounding up has carried, the power of two past it.
    fn encode(self, mantissa: u64, exponent: i64) -> u64 {
        let (mantissa, exponent) = if mantissa >> self.precision() != 0 {
            (mantissa >> 1, exponent + 1)
        } else {
            (mantissa, exponent)
        };
        if exponent > self.highest() {
            return f64::INFINITY.to_bits();
        }
        // What a shorter format has as a subnormal is normal in f64.
        let room = i64::from(mantissa.leading_zeros()) - i64::from(63 - FRACTION);
        let shift = room.min(exponent - LOWEST).max(0);
        let (mantissa, exponent) = (mantissa << shift, exponent - shift);
        if mantissa >> FRACTION == 0 {
            return mantissa;
        }
        let biased = u64::try_from(exponent - LOWEST + 1).unwrap_or(0);
        (biased << FRACTION) | (mantissa & ((1 << FRACTION) - 1))
    }
}

/// The f64 of these bits, with a sign.
fn signed(magnitude: u64, negative: bool) -> f64 {
    f64::from_bits(magnitude | (u64::from(negative) << 63))
}

/// A number of at most 54 bits.
fn low_word(bits: u128) -> u64 {
    u64::try_from(bits).unwrap_or(u64::MAX)
}

/// `numerator / denominator / 2^exponent`, cut off, and whether to round up.
fn scaled(numerator: &BigUint, denominator: &BigUint, exponent: i64) -> (u64, bool) {
    let shift = exponent.unsigned_abs();
    let (numerator, denominator) = if exponent < 0 {
        (numerator << shift, denominator.clone())
    } else {
        (numerator.clone(), denominator << shift)
    };
    let (quotient, remainder) = numerator.div_rem(&denominator);
    let twice: BigUint = remainder << 1_u8;
    let mantissa = quotient.to_u64().unwrap_or(u64::MAX);
    let up = match twice.cmp(&denominator) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => mantissa & 1 == 1,
        std::cmp::Ordering::Greater => true,
    };
    (mantissa, up)
}

/// The unit in the last place of an f64: the distance to the next larger
/// magnitude; of an infinity that of the largest finite one.
pub fn ulp(value: f64) -> Exact {
    Format::F64.ulp(value)
}
