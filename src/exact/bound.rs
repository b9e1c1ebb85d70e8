//! How far a floating-point computation of a form may be from its exact value.
//!
//! The bound follows from the form: with at most `k` roundings on any path and
//! `M = Σ|terms|`, computed exactly, `|computed − exact| ≤ γ_k·(M + E) + E`,
//! where `γ_k = k·u/(1 − k·u)`, `u = 2⁻ᵖ` for mantissas of `p` bits (53 in f64), and `E` is what underflow can add
//! (Higham, *Accuracy and Stability of Numerical Algorithms*, chapter 3). Sums
//! are flattened, so the bound holds for any order of summation, and for a sum
//! that is multiplied out by a single factor. Products are taken in the order
//! of the form: in another one they may leave the range of the format.
//!
//! The exact value of a function of the reals is known to lie in a ball, whose radius goes with it:
//! what that leaves open is decided by smaller balls. A function is taken to be correctly rounded,
//! `|fl f(ẑ) − f(z)| ≤ u·|f(ẑ)| + η + P` with `P` the most that `f` can differ between `z` and a
//! number that is computed for it.

use std::marker::PhantomData;

use num_bigint::{BigInt, Sign};
use num_traits::ToPrimitive;

use super::enclosure::{Ball, NoBall};
use super::format::{Precision, exact};
use super::number::{
    Exact, NoFunction, NoInverse, NoOrder, Number, dyadic_above, dyadic_quotient, quotient,
    quotient_above,
};
use crate::term::{Function, Rational};

/// The most bits of what a bound is made of: no fewer than a product of two
/// f64 has, and few enough to be short.
const LONG: u8 = 120;
/// As many bits as leave a product with one word short.
const WORD: u8 = 62;
/// How many bits below the first one of a sum, whose bound is some `2^-50` of it, nothing matters.
const FAR: i64 = 256;
/// How many bits below the first one of its radius a value keeps.
const SPARE: i64 = 8;

/// An exact value with what a computation of it in the precision `P` can have
/// met.
#[derive(Clone, Debug)]
pub struct Bounded<P = f64> {
    value: Exact,
    /// How far the exact value may be from `value`: 0 unless it is one of a function.
    radius: Exact,
    /// `Σ|terms|`.
    magnitude: Exact,
    /// The most roundings inside one summand.
    roundings: u64,
    /// The number of summands.
    summands: u64,
    /// `E`, before the last sum.
    underflow: Exact,
    /// Whether something it is computed from may overflow.
    overflow: bool,
    /// Whether something that may overflow was multiplied by 0, which gives
    /// NaN.
    lost: bool,
    /// Whether it comes from a value that is too large for a ball, or from the inverse of one that
    /// may overflow or be rounded to 0: then it shows nothing, but that a function alone, whose `value` is then not as
    /// large, is out of range.
    beyond: bool,
    precision: PhantomData<P>,
}

/// What a computed value is, compared with its bound.
#[derive(Clone, Debug, PartialEq)]
pub enum Judgement {
    /// At most one rounding, and it is the correctly rounded exact value.
    Rounded,
    /// Several roundings, and it is inside the bound.
    Inside(Share),
    /// The exact value, or an intermediate one, exceeds the range of the format, and the result is
    /// not finite; or, finite or not, it is computed of what may be so, and shows nothing.
    Overflow,
    /// It must be NaN or an infinity, and is.
    Special,
    /// The form does not determine whether it is NaN, an infinity or finite.
    Open,
    /// There are so many roundings that no bound is known.
    Unbounded,
    /// The exact value is not known well enough to tell.
    Undecided,
    /// It is not what it should be.
    Wrong,
}

/// An error beside its bound, which is times `units`. The bound is in two parts:
/// what underflow adds is often far below the rest, and their sum long.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    error: Exact,
    /// The error times `units`, or a little more that is short.
    multiple_above: Exact,
    /// `(1 − k·u)/u`.
    units: u64,
    rounding: Exact,
    underflow: Exact,
    /// The exponent of two of half a unit in the last place of the exact value.
    half_ulp: Option<i64>,
}

impl Share {
    /// The share of the bound in units of `2^-64`, rounded down, if it is more
    /// than `least`.
    pub fn above(&self, least: &BigInt) -> Option<BigInt> {
        // Of a part of the bound it is no less than of the whole, and of a
        // little more error too.
        quotient_above(&self.multiple_above, &self.rounding, least)?;
        quotient_above(&self.multiple(), &self.bound(), least)
    }

    /// The distance from the exact value.
    pub fn error(&self) -> &Exact {
        &self.error
    }

    /// How many whole tenths of the bound the error has.
    pub fn tenths(&self) -> Option<usize> {
        let share: BigInt = quotient(&self.multiple(), &self.bound())? * 10_u8;
        (share >> 64_u8).to_usize()
    }

    /// The least `k` for which the error is below `2^k` halves of a unit in the last place of the
    /// exact value. An error that is a fraction may count as one that is larger by less than one
    /// part in `2^61`.
    pub fn doublings(&self) -> Option<usize> {
        let top = dyadic_above(&self.error, WORD).top()?;
        usize::try_from(top.saturating_sub(self.half_ulp?).max(0)).ok()
    }

    fn bound(&self) -> Exact {
        self.rounding.add(&self.underflow)
    }

    fn is_inside(&self) -> bool {
        self.multiple_above <= self.rounding || self.multiple() <= self.bound()
    }

    /// The error times `units`.
    fn multiple(&self) -> Exact {
        times(self.units, &self.error)
    }
}

fn times(factor: u64, value: &Exact) -> Exact {
    Exact::short(factor.into(), 0).mul(value)
}

impl<P: Precision> Bounded<P> {
    /// An input: a number that no rounding has touched. None if it is not finite.
    pub fn input(value: f64) -> Option<Bounded<P>> {
        exact(value).map(Bounded::given)
    }

    fn given(value: Exact) -> Bounded<P> {
        let magnitude = value.abs();
        Bounded {
            value,
            radius: Exact::short(0, 0),
            magnitude,
            roundings: 0,
            summands: 1,
            underflow: Exact::short(0, 0),
            overflow: false,
            lost: false,
            beyond: false,
            precision: PhantomData,
        }
    }

    /// An exact number that is rounded once when it is written down, if it is not of the format.
    fn written(value: Exact) -> Bounded<P> {
        let stored = exact(P::FORMAT.round(&value));
        let mut written = Bounded::given(value);
        if stored.as_ref() != Some(&written.value) {
            written.roundings = 1;
            // Where it is not a subnormal the error is relative alone.
            if written.magnitude < Exact::short(1, P::FORMAT.least_normal()) {
                written.underflow = Exact::short(1, P::FORMAT.underflow());
            }
        }
        written
    }

    /// The exact value; the middle of the ball in which it lies, if its radius is not 0.
    pub fn value(&self) -> &Exact {
        &self.value
    }

    /// How far the exact value may be from [`value`](Bounded::value).
    pub fn radius(&self) -> &Exact {
        &self.radius
    }

    /// The ends between which the exact value lies.
    fn ends(&self) -> [Exact; 2] {
        [self.value.sub(&self.radius), self.value.add(&self.radius)]
    }

    /// The roundings on the longest path.
    pub fn roundings(&self) -> u64 {
        self.roundings
            .saturating_add(self.summands.saturating_sub(1))
    }

    /// The same, rounded and written down before it is used: a sum that it is a
    /// part of is not flattened.
    #[must_use]
    pub fn stored(&self) -> Bounded<P> {
        Bounded {
            roundings: self.roundings(),
            summands: 1,
            ..self.clone()
        }
    }

    /// The numbers that it is made of: the value, `Σ|terms|` and `E`.
    pub fn parts(&self) -> [&Exact; 3] {
        [&self.value, &self.magnitude, &self.underflow]
    }

    /// Whether a bound is known: not if `k·u ≥ 1`.
    pub fn is_bounded(&self) -> bool {
        self.roundings() < P::FORMAT.units()
    }

    /// Whether its computed value is 0 too, whatever the order of computation.
    fn is_true_zero(&self) -> bool {
        self.magnitude.is_zero() && self.underflow.is_zero()
    }

    /// Whether it is 1 or −1, and its computed value too.
    fn is_unit(&self) -> bool {
        self.roundings() == 0 && self.magnitude == Exact::short(1, 0)
    }

    /// The bound `γ_k·(M + E) + E`; none if `k·u ≥ 1`.
    pub fn bound(&self) -> Option<Exact> {
        let share = self.share(Exact::short(0, 0))?;
        let unit = Exact::from(Rational::new(1.into(), share.units.into()));
        Some(share.bound().mul(&unit))
    }

    /// An error beside the bound, which is times `(1 − k·u)/u`: that makes it
    /// dyadic.
    fn share(&self, error: Exact) -> Option<Share> {
        let k = self.roundings();
        let all = P::FORMAT.units();
        let units = all.checked_sub(k).filter(|units| *units > 0)?;
        Some(Share {
            multiple_above: times(units, &dyadic_above(&error, WORD)),
            error,
            units,
            rounding: times(k, &self.magnitude),
            // k·E + (1/u − k)·E.
            underflow: times(all, &self.underflow),
            half_ulp: P::FORMAT
                .ulp(P::FORMAT.round(&self.value))
                .top()
                .map(|above| above - 2),
        })
    }

    /// Compares a computed value with the exact one. It is one of the format,
    /// carried as the f64 that equals it.
    pub fn judge(&self, computed: f64) -> Judgement {
        if self.lost && !computed.is_finite() || self.beyond && self.roundings() > 1 {
            return Judgement::Overflow;
        }
        if self.roundings() <= 1 {
            let [rounded, high] = self.rounded();
            if rounded != high {
                return if rounded <= computed && computed <= high {
                    Judgement::Undecided
                } else {
                    Judgement::Wrong
                };
            }
            // The reals have no negative zero: `==` takes both for 0.
            return match (computed == rounded, rounded.is_finite()) {
                (true, true) => Judgement::Rounded,
                (true, false) => Judgement::Overflow,
                (false, _) => Judgement::Wrong,
            };
        }
        if !self.is_bounded() {
            return Judgement::Unbounded;
        }
        let Some(computed) = exact(computed) else {
            return if self.may_overflow() {
                Judgement::Overflow
            } else {
                Judgement::Wrong
            };
        };
        let error = computed.distance(&self.value);
        let is_inside = |error| self.share(error).filter(Share::is_inside);
        let least = || error.sub(&self.radius);
        match is_inside(error.add(&self.radius)) {
            Some(share) => Judgement::Inside(share),
            None if self.radius.is_zero() || is_inside(least()).is_none() => Judgement::Wrong,
            None => Judgement::Undecided,
        }
    }

    /// To what the ends of the exact value round.
    fn rounded(&self) -> [f64; 2] {
        if self.radius.is_zero() {
            return [P::FORMAT.round(&self.value); 2];
        }
        self.ends().map(|end| P::FORMAT.round(&end))
    }

    /// Whether it, or an intermediate result, can leave the range of the format. Each
    /// operand is asked before it is used: after a small factor the error of an
    /// intermediate result is no longer to be seen.
    pub(super) fn may_overflow(&self) -> bool {
        let below = P::FORMAT.safe();
        let safe = self.magnitude.is_below(below) && self.underflow.is_below(below);
        let largest = || P::FORMAT.round(&self.magnitude.add(&self.error()));
        self.overflow || !safe && !largest().is_finite()
    }

    /// Whether whatever is computed for it is a finite number.
    pub(super) fn is_finite(&self) -> bool {
        !self.lost && !self.may_overflow()
    }

    /// The sign of whatever is computed for it, inside its bound; none if that can have several.
    pub(super) fn computed_sign(&self) -> Option<Sign> {
        if self.is_true_zero() {
            return Some(Sign::NoSign);
        }
        let known = self.is_finite() && self.value.abs() > self.error().add(&self.radius);
        known.then(|| self.value.sign())
    }

    /// `γ`-free upper bound of the absolute error, for use inside products:
    /// `2ku·(M + E) + E ≥ γ_k·(M + E) + E`.
    fn error(&self) -> Exact {
        let k = self.roundings();
        let gamma = Exact::short(
            k.saturating_mul(2).into(),
            -i64::from(P::FORMAT.precision()),
        );
        let sum = self.magnitude.add(&self.underflow);
        gamma.mul(&sum).add(&self.underflow)
    }
}

impl<P: Precision> From<Exact> for Bounded<P> {
    /// An input: a number that no rounding has touched.
    fn from(value: Exact) -> Bounded<P> {
        Bounded::given(value)
    }
}

impl<P: Precision> Number for Bounded<P> {
    fn constant(value: &Rational) -> Bounded<P> {
        Bounded::written(value.clone().into())
    }

    fn add(&self, other: &Bounded<P>) -> Bounded<P> {
        // Adding a true zero rounds nothing.
        let lost = self.lost || other.lost;
        if self.is_true_zero() {
            return Bounded {
                lost,
                ..other.clone()
            };
        }
        if other.is_true_zero() {
            return Bounded {
                lost,
                ..self.clone()
            };
        }
        let (value, radius) = self.enclosed_sum(other);
        Bounded {
            value,
            radius,
            magnitude: sum_above(&self.magnitude, &other.magnitude),
            roundings: self.roundings.max(other.roundings),
            summands: self.summands.saturating_add(other.summands),
            underflow: sum_above(&self.underflow, &other.underflow),
            overflow: self.may_overflow() || other.may_overflow(),
            lost,
            beyond: self.beyond || other.beyond,
            precision: PhantomData,
        }
    }

    fn neg(&self) -> Bounded<P> {
        Bounded {
            value: self.value.neg(),
            ..self.clone()
        }
    }

    fn mul(&self, other: &Bounded<P>) -> Bounded<P> {
        let lost = self.lost || other.lost;
        let overflow = self.may_overflow() || other.may_overflow();
        if self.is_true_zero() || other.is_true_zero() {
            return Bounded {
                lost: lost || overflow,
                ..Bounded::given(Exact::short(0, 0))
            };
        }
        // Nothing is rounded in a product with 1 or −1.
        for (unit, of) in [(self, other), (other, self)] {
            if unit.is_unit() {
                let negative = unit.value.sign() == Sign::Minus;
                let value = if negative {
                    of.value.neg()
                } else {
                    of.value.clone()
                };
                return Bounded {
                    value,
                    lost,
                    overflow,
                    ..of.clone()
                };
            }
        }
        // |âb̂ − ab| ≤ γ_{j+k}·M_a·M_b + E_a·|b̂| + E_b·|a|, and one rounding.
        let part = |of: &Bounded<P>, times: &Bounded<P>| {
            if of.underflow.is_zero() {
                return Exact::short(0, 0);
            }
            of.underflow.mul(&times.magnitude.add(&times.error()))
        };
        let cross = part(self, other).add(&part(other, self));
        // One for each product, should sums be multiplied out.
        let products = self.summands.saturating_mul(other.summands);
        let underflow = cross
            .add(&cross)
            .add(&Exact::short(products.into(), P::FORMAT.underflow()));
        // |ab − mn| ≤ |m|·f + |n|·e + e·f of balls (m, e) and (n, f).
        let spread = |of: &Bounded<P>, by: &Bounded<P>| match by.radius.is_zero() {
            true => Exact::short(0, 0),
            false => of.value.abs().mul(&by.radius),
        };
        let spread = spread(self, other).add(&spread(other, self));
        let radius = spread.add(&self.radius.mul(&other.radius));
        let (value, radius) = settled(self.value.mul(&other.value), radius);
        Bounded {
            value,
            radius,
            // A little more than they are, so that long computations keep short bounds.
            magnitude: dyadic_above(&self.magnitude.mul(&other.magnitude), LONG),
            roundings: self
                .roundings()
                .saturating_add(other.roundings())
                .saturating_add(1),
            summands: 1,
            underflow: dyadic_above(&underflow, LONG),
            overflow,
            lost,
            beyond: self.beyond || other.beyond,
            precision: PhantomData,
        }
    }

    /// Told where the computed values must be in the order of the exact ones; one that overflowed
    /// can be NaN.
    fn is_greater(&self, other: &Bounded<P>) -> Result<bool, NoOrder> {
        if !self.is_finite() || !other.is_finite() {
            return Err(NoOrder);
        }
        let distance = self.value.distance(&other.value);
        let known = self.radius.add(&other.radius);
        let errors = self.error().add(&other.error()).add(&known);
        let exact = [self, other]
            .iter()
            .all(|of| of.roundings() == 0 && of.radius.is_zero());
        if exact || self.is_bounded() && other.is_bounded() && distance > errors {
            return Ok(self.value > other.value);
        }
        Err(NoOrder)
    }

    fn inverse(&self) -> Result<Bounded<P>, NoInverse> {
        if self.beyond {
            return Ok(self.unknown());
        }
        if self.is_rounded_zero() {
            return Ok(Bounded::given(Exact::short(0, 0)));
        }
        // With a relative error of at most γ_k that of the inverse is at most γ_2k.
        let relative = self.summands == 1
            && self.underflow.is_zero()
            && self.magnitude == self.value.abs()
            && !self.value.is_zero();
        if self.roundings() > 0 && !relative {
            return self.inverse_of_rounded();
        }
        let value = self.value.inverse()?;
        if value.is_zero() {
            return Ok(Bounded {
                lost: self.lost,
                ..Bounded::given(value)
            });
        }
        Ok(Bounded {
            magnitude: value.abs(),
            roundings: self.roundings.saturating_mul(2).saturating_add(1),
            underflow: Exact::short(1, P::FORMAT.underflow()),
            overflow: self.overflow,
            lost: self.lost,
            ..Bounded::given(value)
        })
    }

    fn map(&self, function: Function, bits: u32) -> Result<Bounded<P>, NoFunction> {
        if self.beyond {
            return Ok(self.unknown());
        }
        let (error, overflow) = (self.error(), self.may_overflow());
        let known = error.is_zero() && self.radius.is_zero() || self.is_rounded_zero();
        if let Some(value) = function.exact_value(&self.value).filter(|_| known) {
            return Ok(Bounded {
                overflow,
                lost: self.lost,
                ..Bounded::written(value)
            });
        }
        let [low, high] = self.ends();
        let image = function.enclose_between(&low, &high, bits);
        let computed = match error.is_zero() {
            true => image.clone(),
            false => function.enclose_between(&low.sub(&error), &high.add(&error), bits),
        };
        let (image, computed) = match (image, computed) {
            (Ok(image), Ok(computed)) => (image, computed),
            // What is computed may be as near to the pole as is wanted.
            (Ok(_), Err(NoBall::Pole)) => return Ok(self.any()),
            (Err(NoBall::Pole), _) if self.may_be_zero() => return Ok(self.any()),
            (Err(NoBall::Pole), _) | (_, Err(NoBall::Pole)) => return Err(NoFunction(function)),
            (Err(side), _) | (_, Err(side)) => return Ok(self.beyond(side)),
        };
        let [low, high] = [image.low(), image.high()];
        let (above, below) = (computed.high().sub(&low), high.sub(&computed.low()));
        let spread = match error.is_zero() {
            true => error,
            false => dyadic_above(&above.max(below), LONG),
        };
        let (value, radius) = in_ball(&image);
        let least = P::FORMAT.least_normal();
        let normal =
            computed.low() >= Exact::short(1, least) || computed.high() <= Exact::short(-1, least);
        let underflow = match normal {
            true => Exact::short(0, 0),
            false => Exact::short(1, P::FORMAT.underflow()),
        };
        let (value, radius) = settled(value, radius);
        Ok(Bounded {
            magnitude: dyadic_above(&low.abs().max(high.abs()), LONG),
            value,
            radius,
            roundings: self.roundings().saturating_add(1),
            underflow: dyadic_above(&underflow.add(&spread), LONG),
            overflow,
            lost: self.lost,
            ..Bounded::given(Exact::short(0, 0))
        })
    }
}

impl<P: Precision> Bounded<P> {
    /// The value of a sum and its radius. Beside a value that is enclosed, what is far below the
    /// bound of the sum is a part of the radius: a value as small as `2^-500000` would make it long.
    fn enclosed_sum(&self, other: &Bounded<P>) -> (Exact, Exact) {
        let radius = self.radius.add(&other.radius);
        if radius.is_zero() {
            return (self.value.add(&other.value), radius);
        }
        for (large, small) in [(self, other), (other, self)] {
            let least = [
                large.magnitude.top().map(|top| top - FAR),
                large.radius.top().map(|top| top - SPARE),
            ];
            let least = least.into_iter().flatten().max();
            if let (Some(top), Some(least)) = (small.value.top(), least)
                && top < least
            {
                // Both are below `2^least`, or the radius is not far below it.
                let is_below = radius.top().is_none_or(|top| top < least);
                let radius = match is_below {
                    true => Exact::short(1, least + 1),
                    false => dyadic_above(&radius.add(&Exact::short(1, least)), WORD),
                };
                return (large.value.clone(), radius);
            }
        }
        settled(self.value.add(&other.value), radius)
    }

    /// The inverse of what is rounded: for `|ẑ − z| ≤ D < |z|` it is within
    /// `D/(|z|·(|z| − D))` of `1/z`.
    fn inverse_of_rounded(&self) -> Result<Bounded<P>, NoInverse> {
        let unknown = || NoInverse("a rounded value".into());
        let (least, error) = (self.value.abs().sub(&self.radius), self.error());
        let nearest = least.sub(&error);
        // The inverse of an infinity is 0, however far from `1/z`; what is computed for `z` may be 0,
        // or as near to it as is wanted.
        let is_any =
            nearest.sign() != Sign::Plus && (least.sign() == Sign::Plus || self.may_be_zero());
        if self.lost || self.may_overflow() || is_any {
            return Ok(Bounded {
                beyond: true,
                overflow: self.overflow || is_any,
                ..self.unknown()
            });
        }
        if least.sign() != Sign::Plus {
            return Err(unknown());
        }
        let over = |dividend: &Exact, divisor: &Exact| -> Result<Exact, NoInverse> {
            Ok(match dyadic_quotient(dividend, divisor, LONG) {
                Some((below, unit)) => dyadic_above(&below.add(&unit), LONG),
                None => dyadic_above(&dividend.mul(&divisor.inverse()?), LONG),
            })
        };
        let spread = over(&error, &least.mul(&nearest))?;
        let (value, radius) = if self.radius.is_zero() {
            (self.value.inverse()?, Exact::short(0, 0))
        } else {
            let size = self.value.abs();
            let radius = over(&self.radius, &size.mul(&least))?;
            // Of a very large number the exact inverse would be long, and is not needed.
            let inverse = dyadic_quotient(&Exact::short(1, 0), &size, LONG);
            let (inverse, cut) = match inverse {
                Some(found) => found,
                None => (size.inverse()?, Exact::short(0, 0)),
            };
            let inverse = match self.value.sign() {
                Sign::Minus => inverse.neg(),
                Sign::NoSign | Sign::Plus => inverse,
            };
            settled(inverse, radius.add(&cut))
        };
        Ok(Bounded {
            magnitude: dyadic_above(&value.abs().add(&radius), LONG),
            value,
            radius,
            roundings: self.roundings().saturating_add(1),
            underflow: dyadic_above(&Exact::short(1, P::FORMAT.underflow()).add(&spread), LONG),
            ..Bounded::given(Exact::short(0, 0))
        })
    }

    /// What is computed of a value that is too large for a ball: of that nothing is known.
    fn unknown(&self) -> Bounded<P> {
        Bounded {
            roundings: self.roundings().saturating_add(1),
            ..self.clone()
        }
    }

    /// Whether it is 0 with one rounding, and so is what is computed: a difference of equal numbers.
    fn is_rounded_zero(&self) -> bool {
        let is_exact = self.radius.is_zero() && !self.overflow && !self.lost;
        is_exact && self.roundings() <= 1 && self.value.is_zero()
    }

    /// Whether 0 may be computed, wherever in its ball the exact value is.
    fn may_be_zero(&self) -> bool {
        self.error() >= self.value.abs().add(&self.radius)
    }

    /// What may be any number, and shows nothing.
    fn any(&self) -> Bounded<P> {
        Bounded {
            beyond: true,
            overflow: true,
            ..self.unknown()
        }
    }

    /// The value of a function that is too large for a ball, on the side that is told.
    fn beyond(&self, side: NoBall) -> Bounded<P> {
        let most = P::FORMAT.highest() + i64::from(P::FORMAT.precision()) + 1;
        let most = Exact::short(1, most);
        Bounded {
            roundings: self.roundings().saturating_add(1),
            overflow: true,
            lost: self.lost,
            beyond: true,
            ..Bounded::given(match side {
                NoBall::Below => most.neg(),
                NoBall::Above | NoBall::Pole => most,
            })
        }
    }
}

/// A sum of numbers that are not negative, or a little more where one is far below the other.
fn sum_above(a: &Exact, b: &Exact) -> Exact {
    for (large, small) in [(a, b), (b, a)] {
        if let (Some(above), Some(below)) = (large.top(), small.top())
            && below < above - 8 * FAR
        {
            return dyadic_above(&large.add(&Exact::short(1, above - FAR)), LONG);
        }
    }
    a.add(b)
}

/// The middle and the radius of a ball.
fn in_ball(ball: &Ball) -> (Exact, Exact) {
    let unit = -ball.scale();
    let radius = BigInt::from(ball.radius().clone());
    (
        ball.centre(),
        dyadic_above(&Exact::dyadic(radius, unit), WORD),
    )
}

/// A value that is known to lie within a radius, with few bits below the first of the radius.
fn settled(value: Exact, radius: Exact) -> (Exact, Exact) {
    let radius = dyadic_above(&radius, WORD);
    let Some(top) = radius.top() else {
        return (value, radius);
    };
    let scale = SPARE - top;
    if value
        .parts()
        .is_some_and(|(_, exponent)| exponent >= -scale)
    {
        return (value, radius);
    }
    let (value, cut) = in_ball(&Ball::of(&value, scale));
    (value, dyadic_above(&radius.add(&cut), WORD))
}
