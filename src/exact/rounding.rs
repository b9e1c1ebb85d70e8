//! Between f64 and exact numbers. Bits only: no floating-point arithmetic.

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};

use super::number::Exact;
use crate::term::Rational;

/// Stored bits of the mantissa of an f64.
const FRACTION: u32 = 52;
/// The exponent of the lowest bit of the smallest subnormal.
const LOWEST: i64 = -1074;
/// The exponent of the lowest bit in the highest binade.
const HIGHEST: i64 = 971;

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
    let sign = if bits >> 63 == 1 {
        Sign::Minus
    } else {
        Sign::Plus
    };
    let mantissa = BigInt::from_biguint(sign, mantissa.into());
    Some(Exact::dyadic(mantissa, exponent))
}

/// The f64 nearest to an exact number, ties to even; ±∞ past the largest.
/// The sign of a zero is that of the number, plus for 0 itself.
pub fn round(value: &Exact) -> f64 {
    let (sign, magnitude) = match value {
        Exact::Dyadic { mantissa, exponent } => {
            let ratio = if *exponent >= 0 {
                // Past this shift every mantissa overflows.
                let shift = exponent.unsigned_abs().min(2048);
                nearest(&(mantissa.magnitude() << shift), &BigUint::one())
            } else {
                nearest_shifted(mantissa.magnitude(), exponent.unsigned_abs())
            };
            (mantissa.sign(), ratio)
        }
        Exact::Ratio(value) => (
            value.numer().sign(),
            nearest(value.numer().magnitude(), value.denom().magnitude()),
        ),
    };
    if sign == Sign::Minus {
        f64::from_bits(magnitude | (1 << 63))
    } else {
        f64::from_bits(magnitude)
    }
}

/// The f64 nearest to a rational.
pub fn round_rational(value: &Rational) -> f64 {
    round(&value.clone().into())
}

/// The bits of the f64 nearest to `mantissa · 2^-shift`.
fn nearest_shifted(mantissa: &BigUint, shift: u64) -> u64 {
    nearest(mantissa, &(BigUint::one() << shift))
}

/// The bits of the f64 nearest to `numerator / denominator`.
fn nearest(numerator: &BigUint, denominator: &BigUint) -> u64 {
    if numerator.is_zero() {
        return 0;
    }
    // The exponent that gives the quotient 53 bits, or one more or less.
    let length = |n: &BigUint| i64::try_from(n.bits()).unwrap_or(i64::MAX);
    let mut exponent = (length(numerator) - length(denominator) - 53).max(LOWEST);
    loop {
        let (mantissa, up) = scaled(numerator, denominator, exponent);
        if mantissa >> (FRACTION + 1) != 0 {
            exponent += 1;
            continue;
        }
        let rounded = mantissa + u64::from(up);
        return encode(rounded, exponent);
    }
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

/// The bits of `mantissa · 2^exponent`, with at most 54 bits of mantissa.
fn encode(mantissa: u64, exponent: i64) -> u64 {
    // Rounding up may have carried into a 54th bit, which is then the only one.
    let (mantissa, exponent) = if mantissa >> (FRACTION + 1) != 0 {
        (mantissa >> 1, exponent + 1)
    } else {
        (mantissa, exponent)
    };
    if exponent > HIGHEST {
        return f64::INFINITY.to_bits();
    }
    if mantissa >> FRACTION == 0 {
        return mantissa;
    }
    let biased = u64::try_from(exponent - LOWEST + 1).unwrap_or(0);
    (biased << FRACTION) | (mantissa & ((1 << FRACTION) - 1))
}

/// The unit in the last place of an f64: the distance to the next larger
/// magnitude; of an infinity that of the largest finite one.
pub fn ulp(value: f64) -> Exact {
    let biased = i64::try_from((value.to_bits() >> FRACTION) & 0x7ff).unwrap_or(0);
    Exact::dyadic(1, (biased.max(1) - 1 + LOWEST).min(HIGHEST))
}

/// A number that is not negative, if it is long or no dyadic: one above it that is short, by
/// less than one part in 2¹²⁷.
pub fn dyadic_above(value: &Exact) -> Exact {
    /// The bits that are kept; a product of three f64 has no more.
    const KEPT: u64 = 160;
    match value {
        Exact::Dyadic { mantissa, .. } if mantissa.bits() <= KEPT => value.clone(),
        Exact::Dyadic { mantissa, exponent } => {
            let dropped = mantissa.bits() - KEPT;
            let shift = i64::try_from(dropped).unwrap_or(i64::MAX);
            let kept = (mantissa >> dropped) + BigInt::from(1);
            Exact::dyadic(kept, exponent.saturating_add(shift))
        }
        Exact::Ratio(value) => {
            let (numerator, denominator) = (value.numer(), value.denom());
            // The quotient of lengths n and d has n - d bits, or one more.
            let shift = (denominator.bits() + KEPT).saturating_sub(numerator.bits());
            let quotient = (numerator << shift) / denominator + BigInt::from(1);
            let exponent = i64::try_from(shift).map_or(i64::MIN, |shift| -shift);
            dyadic_above(&Exact::dyadic(quotient, exponent))
        }
    }
}
