//! Balls that contain the values of functions.

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};

use super::ball::Ball;
use super::series::{artanh_series, exp_m1_series, ln_2};
use crate::exact::memory::Results;
use crate::exact::number::{Exact, Number, length};
use crate::term::{Function, Growth};

/// Bits that are computed beyond those that are asked for. What is lost in a series, in its
/// doublings and in the divisions is a few hundred units at 4,000 bits.
const GUARD: i64 = 12;

/// Arguments of the exponential are below 2 to this power: the results have no more than
/// 1.5 million bits before or after the point.
const LARGE: i64 = 20;

/// Why there is no ball that contains the values of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoBall {
    /// There may be values above `2^(2^19)`.
    #[error("the value may be too large")]
    Above,
    /// There may be values below `-2^(2^19)`.
    #[error("the value may be too far below 0")]
    Below,
    /// The function is unbounded among its arguments.
    #[error("the function has a pole among the arguments")]
    Pole,
}

impl Function {
    /// The value at a number, if it is rational; none says that it is not.
    pub fn exact_value(self, x: &Exact) -> Option<Exact> {
        if self == Function::Sqrt {
            return self.rational_value(&x.to_rational()).map(Exact::from);
        }
        let value = self.listed_value(|at| *x == Exact::short(at.into(), 0));
        value.map(Exact::from)
    }

    /// A ball that contains the value at a number, with a radius below about `2^-bits` of the
    /// value; of the value alone if it is rational and has a finite binary expansion. The ball of
    /// an exponential below `2^-(2^19)` has 0 as its lower end.
    ///
    /// # Errors
    /// If the value is too large.
    pub fn enclose(self, x: &Exact, bits: u32) -> Result<Ball, NoBall> {
        let enclose = || self.enclose_anew(x, bits.into());
        match *x {
            Exact::Short { mantissa, exponent } => {
                let asked = (self, mantissa, exponent, bits);
                KNOWN.with(|known| known.of(&asked, enclose))
            }
            _ => enclose(),
        }
    }

    fn enclose_anew(self, x: &Exact, bits: i64) -> Result<Ball, NoBall> {
        if let Some(value) = self.listed_value(|at| *x == Exact::short(at.into(), 0)) {
            let value = Exact::from(value);
            return Ok(Ball::of(&value, bits + GUARD - value.top_above()));
        }
        match self {
            Function::Exp => exp(x, bits),
            Function::ExpM1 => exp_m1(x, bits),
            Function::Log => log(&x.abs(), bits),
            Function::Log1p => log_1p(x, bits),
            Function::Sqrt if is_negative(x) => Ok(Ball::whole(0)),
            Function::Sqrt => Ok(sqrt(x, bits)),
            Function::Sinh => odd(x, |y| sinh(y, bits)),
            Function::Cosh => cosh(&x.abs(), bits),
            Function::Tanh => odd(x, |y| tanh(y, bits)),
            Function::Sigmoid => sigmoid(x, bits),
            Function::Softplus => softplus(x, bits),
        }
    }

    /// A ball that contains the values at all numbers of a ball, by the growth of the function.
    ///
    /// # Errors
    /// If a value may be too large, or there is a pole among the numbers.
    pub fn enclose_image(self, x: &Ball, bits: u32) -> Result<Ball, NoBall> {
        self.enclose_between(&x.low(), &x.high(), bits)
    }

    /// The same for all numbers from one to another.
    ///
    /// # Errors
    /// As for [`enclose_image`](Function::enclose_image).
    pub fn enclose_between(self, low: &Exact, high: &Exact, bits: u32) -> Result<Ball, NoBall> {
        let first = self.enclose(low, bits);
        if low == high {
            return first;
        }
        let (centre, pole) = match self.facts().growth {
            Growth::Rising => return Ok(first?.hull(&self.enclose(high, bits)?)),
            Growth::Even(centre) => (centre, false),
            Growth::Pole(centre) => (centre, true),
        };
        let ends = first?.hull(&self.enclose(high, bits)?);
        let centre = Exact::short(centre.into(), 0);
        match *low <= centre && centre <= *high {
            false => Ok(ends),
            true if pole => Err(NoBall::Pole),
            true => Ok(ends.hull(&self.enclose(&centre, bits)?)),
        }
    }
}

/// A function, the mantissa and the exponent of a number, and bits.
type Asked = (Function, i128, i64, u32);

thread_local! {
    /// Enclosures that were asked for before: the forms of a definition ask for the same ones.
    static KNOWN: Results<Asked, Result<Ball, NoBall>> = Results::default();
}

fn is_negative(x: &Exact) -> bool {
    x.sign() == Sign::Minus
}

/// The value of an odd function by that at the magnitude.
fn odd(x: &Exact, of: impl Fn(&Exact) -> Result<Ball, NoBall>) -> Result<Ball, NoBall> {
    match (is_negative(x), of(&x.abs())) {
        (true, Ok(value)) => Ok(value.neg()),
        (true, Err(NoBall::Above)) => Err(NoBall::Below),
        (_, value) => value,
    }
}

/// The finest scale at which `1 + v` is computed: next to 1 nothing finer is of use.
fn beside_one(v: &Ball, bits: i64) -> Ball {
    v.at(v.scale().min(bits + GUARD))
}

/// `n + v`, to about so many bits after the point, or at the scale of `v` if that is coarser.
fn plus(n: i64, v: &Ball, bits: i64) -> Ball {
    let v = beside_one(v, bits);
    Ball::whole(n).at(v.scale()).add(&v)
}

/// A quotient of which the divisor is known to be positive: each is at least about 1, with a
/// radius of a few units of `2^-GUARD` or less.
fn over(dividend: &Ball, divisor: &Ball, scale: i64) -> Result<Ball, NoBall> {
    dividend.quotient(divisor, scale).ok_or(NoBall::Pole)
}

/// `e^r − 1` for a ball `r` whose middle is in [0, ln 2], with a radius below 2^-8.
///
/// `|e^(r+ε) − e^r| ≤ e^r·(e^|ε| − 1) ≤ 2·(1 + |ε|)·|ε| < 3·|ε|`, the middle's own distance from
/// ln 2 included.
fn exp_m1_of(r: &Ball) -> Ball {
    let series = exp_m1_series(r.middle().magnitude(), r.scale());
    let finer = series.scale() - r.scale();
    let spread = (r.radius() * 3_u8) << finer.unsigned_abs();
    series.widened(spread)
}

/// `e^x = 2^k · e^(x − k·ln 2)`, for any k: what it contains does not rest on the choice of k.
fn exp(x: &Exact, bits: i64) -> Result<Ball, NoBall> {
    let top = x.top_above();
    if top > LARGE {
        // |x| ≥ 2^19, and e > 2.
        let least = 1 << (LARGE - 1);
        return if is_negative(x) {
            Ok(Ball::new(BigInt::one(), BigUint::one(), least + 1))
        } else {
            Err(NoBall::Above)
        };
    }
    let scale = bits + GUARD;
    // k is below 2^(top + 1): k·ln 2 is then known to less than two units of `scale`.
    let wide = scale + top.max(0) + 2;
    let (x, ln_2) = (Ball::of(x, wide), ln_2(wide));
    let k = x.middle().div_floor(ln_2.middle());
    let k = k.to_i64().ok_or(NoBall::Above)?;
    let r = x.sub(&ln_2.mul(&Ball::whole(k))).at(scale);
    let result = exp_m1_of(&r);
    let one = Ball::whole(1).at(result.scale());
    Ok(result.add(&one).scaled(k))
}

/// `e^x − 1`, near 0 by the series alone, with `e^-y − 1 = −E/(1 + E)` of `E = e^y − 1`.
fn exp_m1(x: &Exact, bits: i64) -> Result<Ball, NoBall> {
    let top = x.top_above();
    if top >= 0 {
        return Ok(plus(-1, &exp(x, bits)?, bits));
    }
    // |x| < ½.
    let e = exp_m1_of(&Ball::of(&x.abs(), bits + GUARD - top));
    if is_negative(x) {
        Ok(over(&e, &plus(1, &e, bits), e.scale())?.neg())
    } else {
        Ok(e)
    }
}

/// A positive number as `n/d · 2^e`.
fn fraction(x: &Exact) -> (BigInt, BigInt, i64) {
    if let Some((mantissa, exponent)) = x.parts() {
        return (mantissa.into_owned(), BigInt::one(), exponent);
    }
    let (numerator, denominator) = x.to_rational().into_raw();
    (numerator, denominator, 0)
}

/// `log x` for positive x, as `k·ln 2 + 2 artanh((y − 1)/(y + 1))` with `x = 2^k·y` and y from
/// 2/3 to 4/3.
fn log(x: &Exact, bits: i64) -> Result<Ball, NoBall> {
    let (mut n, mut d, exponent) = fraction(x);
    // First to n/d between 1/2 and 2.
    let mut k = length(n.bits()) - length(d.bits());
    if k >= 0 {
        d <<= k.unsigned_abs();
    } else {
        n <<= k.unsigned_abs();
    }
    let thrice = &n * 3_u8;
    if thrice > &d << 2_u8 {
        d <<= 1_u8;
        k += 1;
    } else if thrice < &d << 1_u8 {
        n <<= 1_u8;
        k -= 1;
    }
    k += exponent;
    let (difference, sum) = (&n - &d, n + d);
    // Near 1 the logarithm is as small as the difference; beside a multiple of ln 2 that does
    // not matter.
    let small = match k {
        0 => length(difference.bits()) - length(sum.bits()),
        _ => 0,
    };
    let scale = bits + GUARD - small;
    let alone = |value| Ball::new(value, BigUint::ZERO, 0);
    let log_y = artanh_of(&over(&alone(difference), &alone(sum), scale)?).scaled(1);
    if k == 0 {
        return Ok(log_y);
    }
    // Of k·ln 2 no more than a unit is lost.
    let wide = scale + i64::from(u64::BITS - k.unsigned_abs().leading_zeros()) + 2;
    Ok(ln_2(wide).mul(&Ball::whole(k)).at(scale).add(&log_y))
}

/// artanh of a ball whose middle is in [−3/8, 3/8], with a radius below 2^-8: there the
/// derivative `1/(1 − z²)` is below 2.
fn artanh_of(z: &Ball) -> Ball {
    let series = artanh_series(z.middle().magnitude(), z.scale()).widened(z.radius() * 2_u8);
    match z.middle().sign() {
        Sign::Minus => series.neg(),
        Sign::NoSign | Sign::Plus => series,
    }
}

/// `log (1 + x)`; near 0 without the sum.
fn log_1p(x: &Exact, bits: i64) -> Result<Ball, NoBall> {
    match x.top_above() {
        0.. => log(&x.add(&Exact::short(1, 0)).abs(), bits),
        top => log_1p_of(&Ball::of(x, bits + GUARD - top), bits),
    }
}

/// `log (1 + v) = 2 artanh(v/(2 + v))` for a ball whose middle is in [−1/2, 1].
fn log_1p_of(v: &Ball, bits: i64) -> Result<Ball, NoBall> {
    let z = over(v, &plus(2, v, bits), v.scale())?;
    Ok(artanh_of(&z).scaled(1))
}

/// The root of a positive number, by its integer part in units of `2^-scale`: with
/// `s = ⌊√(x·4^scale)⌋`, the root is s units, or strictly between s and s + 1. Then the middle is
/// s + ½.
fn sqrt(x: &Exact, bits: i64) -> Ball {
    let scale = bits + GUARD - x.top_above() / 2;
    // The floor of a root is that of the root of the floor.
    let square = Ball::of(x, 2 * scale);
    let root = square.middle().sqrt();
    if square.radius().is_zero() && &root * &root == *square.middle() {
        return Ball::new(root, BigUint::ZERO, scale);
    }
    Ball::new((root << 1_u8) + 1_u8, BigUint::one(), scale + 1)
}

/// `(E + E/(1 + E)) / 2` of `E = e^y − 1`, for y ≥ 0.
fn sinh(y: &Exact, bits: i64) -> Result<Ball, NoBall> {
    let e = exp_m1(y, bits)?;
    let rest = over(&e, &plus(1, &e, bits), e.scale())?;
    Ok(e.add(&rest).scaled(-1))
}

/// `(F + 1/F) / 2` of `F = e^y`, for y ≥ 0.
fn cosh(y: &Exact, bits: i64) -> Result<Ball, NoBall> {
    let f = exp(y, bits)?;
    let rest = over(&Ball::whole(1), &f, f.scale())?;
    Ok(f.add(&rest).scaled(-1))
}

/// `E/(E + 2)` of `E = e^(2y) − 1`, for y ≥ 0.
fn tanh(y: &Exact, bits: i64) -> Result<Ball, NoBall> {
    let top = y.top_above();
    if top > 62 || 1 << (top - 2).max(0) > bits {
        // y > bits, and 1 − tanh y = 2/(e^(2y) + 1) < 2 · 2^(−2y).
        let one = BigInt::one() << (2 * bits).unsigned_abs();
        return Ok(Ball::new(one, BigUint::from(2_u8), 2 * bits));
    }
    let e = exp_m1(&y.add(y), bits)?;
    over(&e, &plus(2, &e, bits), e.scale().max(bits + GUARD))
}

/// `1/(1 + G)`, or `G/(1 + G)` for negative x, of `G = e^-|x|`.
fn sigmoid(x: &Exact, bits: i64) -> Result<Ball, NoBall> {
    let g = exp(&x.abs().neg(), bits)?;
    let sum = plus(1, &g, bits);
    if is_negative(x) {
        over(&g, &sum, g.scale())
    } else {
        over(&Ball::whole(1), &sum, bits + GUARD)
    }
}

/// `max(x, 0) + log (1 + G)` of `G = e^-|x|`.
fn softplus(x: &Exact, bits: i64) -> Result<Ball, NoBall> {
    let rest = log_1p_of(&exp(&x.abs().neg(), bits)?, bits)?;
    if is_negative(x) {
        return Ok(rest);
    }
    let scale = bits + GUARD - x.top_above().max(0);
    Ok(Ball::of(x, scale).add(&rest.at(scale)))
}
