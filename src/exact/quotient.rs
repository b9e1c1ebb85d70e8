//! An error as a share of its bound.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::ToPrimitive;

use super::number::Exact;

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
    if dividend.is_zero() || is_surely_at_most(dividend, divisor, least).unwrap_or(false) {
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
