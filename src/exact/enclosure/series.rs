//! The series that all functions are computed by: `e^r − 1` and artanh for small arguments, and
//! the constants ln 2 and π.
//!
//! Each is a sum of integers in units of `2^-scale`, every one of them rounded down. What that
//! loses is counted.

use std::sync::OnceLock;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Zero};

use super::ball::Ball;
use crate::exact::number::length;

/// Of how many bits the constants are kept: of more than any refinement by default asks for.
const KEPT: i64 = 4500;

/// ln 2 at this scale.
pub(super) fn ln_2(scale: i64) -> Ball {
    static LN_2: OnceLock<Ball> = OnceLock::new();
    // ln((1 + z)/(1 − z)) = 2 artanh z, here with z = 1/3.
    kept(&LN_2, scale, |scale| {
        reciprocal_arc(3, scale, false).scaled(1)
    })
}

/// The number π, to about so many bits after the point.
pub fn pi(bits: u32) -> Ball {
    static PI: OnceLock<Ball> = OnceLock::new();
    // J. Machin: π/4 = 4 arctan(1/5) − arctan(1/239), since (5 + i)⁴·(239 − i) = 114244·(1 + i)
    // and the right side is between 0 and π/2.
    kept(&PI, i64::from(bits), |scale| {
        let four = reciprocal_arc(5, scale, true).scaled(2);
        four.sub(&reciprocal_arc(239, scale, true)).scaled(2)
    })
}

/// A constant at this scale, cut from a long one if that is long enough.
fn kept(long: &OnceLock<Ball>, scale: i64, compute: impl Fn(i64) -> Ball) -> Ball {
    // The error of both is below 2^16 units at KEPT bits.
    if scale + 16 <= KEPT {
        long.get_or_init(|| compute(KEPT)).at(scale)
    } else {
        compute(scale + 32).at(scale)
    }
}

/// artanh(1/n) = Σ n^-(2i+1) / (2i+1), or arctan, where the signs alternate; n ≥ 3, scale ≥ 0.
///
/// In units, let π be a power n^-(2i+1) and P its computed value. `⌊P/n²⌋` loses less than one,
/// so π − P stays below 1 + 1/9 + … = 9/8. A term `⌊P/(2i+1)⌋` is less than 3/8 + 1 below the
/// true one, the first less than 1. At the first P that is 0, the rest is below π·9/8 < 4/3.
/// Together N terms are wrong by less than 1 + (N−1)·11/8 + 4/3 < 2N + 2.
fn reciprocal_arc(n: u32, scale: i64, alternate: bool) -> Ball {
    let mut power = (BigUint::one() << scale.unsigned_abs()) / n;
    let mut sum = BigInt::zero();
    let mut terms = 0_u64;
    while !power.is_zero() {
        let term = BigInt::from(&power / (2 * terms + 1));
        if alternate && terms % 2 == 1 {
            sum -= term;
        } else {
            sum += term;
        }
        power /= n * n;
        terms += 1;
    }
    Ball::new(sum, BigUint::from(2 * terms + 2), scale)
}

/// `e^r − 1` for `r = middle · 2^-scale` in [0, 1), at a scale that is not coarser.
///
/// With `s = r/2^j` it is `E ← E·(E + 2)`, j times, of `E = e^s − 1`, as `(1 + E)² − 1` says.
///
/// In units of `2^-(scale + j)`, let τ = sⁿ/n! be a term and t its computed value; s ≤ ½.
/// `t ← ⌊t·s/n⌋` loses less than one, and keeps at most s/n ≤ 1/6 of the loss before it (the
/// first term is exact), so τ − t stays below 6/5. At the first t that is 0, the rest is below
/// τ·6/5 < 3/2. Together the sum of N terms, this one included, is too low, by less than
/// (N − 2)·6/5 + 3/2 < 2N.
pub(super) fn exp_m1_series(middle: &BigUint, scale: i64) -> Ball {
    if middle.is_zero() {
        return Ball::new(BigInt::zero(), BigUint::ZERO, scale);
    }
    let bits = length(middle.bits());
    // About as many halvings as make their cost that of the terms that they save.
    let wanted = 1 + bits.unsigned_abs().isqrt().cast_signed() * 3 / 4;
    let halvings = (wanted + bits - scale).max(0);
    let scale = scale + halvings;
    let unit = scale.unsigned_abs();

    let mut term = middle.clone();
    let mut sum = middle.clone();
    let mut terms = 1_u64;
    while !term.is_zero() {
        terms += 1;
        term = ((term * middle) >> unit) / terms;
        sum += &term;
    }
    let mut result = Ball::new((sum + terms).into(), BigUint::from(terms), scale);
    let two = Ball::whole(2).at(scale);
    for _ in 0..halvings {
        result = result.mul(&result.add(&two)).at(scale);
    }
    result
}

/// artanh z = Σ z^(2i+1) / (2i+1) for `z = middle · 2^-scale` in [0, 3/8].
///
/// In units, let π be a power of z and P its computed value, and w = ⌊z²⌋, which loses less than
/// one. `P ← ⌊P·w⌋` keeps of the loss before it at most z² < 1/7, loses at most z < 3/8 by w and
/// less than one more, so π − P stays below 11/8·7/6 < 5/3. A term ⌊P/(2i+1)⌋ is less than
/// 5/9 + 1 below the true one, the first equal to it. At the first P that is 0 the rest is below
/// π/3·7/6 < 2/3. Together the sum of N terms is too low, by less than 14/9·(N−1) + 2/3 < 2N.
pub(super) fn artanh_series(middle: &BigUint, scale: i64) -> Ball {
    let unit = scale.unsigned_abs();
    let square = (middle * middle) >> unit;
    let mut power = middle.clone();
    let mut sum = BigUint::ZERO;
    let mut terms = 0_u64;
    while !power.is_zero() {
        sum += &power / (2 * terms + 1);
        power = (power * &square) >> unit;
        terms += 1;
    }
    Ball::new((sum + terms).into(), BigUint::from(terms), scale)
}
