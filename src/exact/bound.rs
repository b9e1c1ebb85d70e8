//! How far an f64 computation of a form may be from its exact value.
//!
//! The bound follows from the form: with at most `k` roundings on any path and
//! `M = Σ|terms|`, computed exactly, `|computed − exact| ≤ γ_k·(M + E) + E`,
//! where `γ_k = k·u/(1 − k·u)`, `u = 2⁻⁵³`, and `E` is what underflow can add
//! (Higham, *Accuracy and Stability of Numerical Algorithms*, chapter 3). Sums
//! are flattened, so the bound holds for any order of summation.

use num_bigint::BigInt;

use super::number::{Exact, NoInverse, Number, quotient};
use super::rounding::{dyadic_above, exact, round};
use crate::term::Rational;

/// Half of the smallest subnormal, the most that one underflow can add: the
/// exponent of two.
const UNDERFLOW: i64 = -1075;
/// The smallest normal number: the exponent of two.
const LEAST_NORMAL: i64 = -1022;
/// What is below this power of two is far from overflow, error included.
const SAFE: i64 = 1000;
/// `1/u`.
const UNITS: u64 = 1 << 53;

/// An exact value with what an f64 computation of it can have met.
#[derive(Clone, Debug)]
pub struct Bounded {
    value: Exact,
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
    /// NaN in f64.
    lost: bool,
}

/// What a computed value is, held against its bound.
#[derive(Clone, Debug, PartialEq)]
pub enum Judgement {
    /// At most one rounding, and it is the correctly rounded exact value.
    Rounded,
    /// Several roundings, and it is inside the bound: the share of the bound
    /// in units of `2^-64`.
    Inside(BigInt),
    /// The exact value, or an intermediate one, exceeds the range of f64, and
    /// the result is not finite.
    Overflow,
    /// It is not what it should be.
    Wrong,
}

impl Bounded {
    /// An input: an f64 that no rounding has touched. None if it is not finite.
    pub fn input(value: f64) -> Option<Bounded> {
        exact(value).map(Bounded::given)
    }

    fn given(value: Exact) -> Bounded {
        let magnitude = value.abs();
        Bounded {
            value,
            magnitude,
            roundings: 0,
            summands: 1,
            underflow: Exact::dyadic(0, 0),
            overflow: false,
            lost: false,
        }
    }

    /// The exact value.
    pub fn value(&self) -> &Exact {
        &self.value
    }

    /// The roundings on the longest path.
    pub fn roundings(&self) -> u64 {
        self.roundings + self.summands - 1
    }

    /// Whether it is 0 in f64 too, whatever the order of computation.
    fn is_true_zero(&self) -> bool {
        self.magnitude.is_zero() && self.underflow.is_zero()
    }

    /// The bound `γ_k·(M + E) + E`; none if `k·u ≥ 1`.
    pub fn bound(&self) -> Option<Exact> {
        let (bound, units) = self.scaled_bound()?;
        let units = Exact::from(Rational::new(1.into(), units.into()));
        Some(bound.mul(&units))
    }

    /// The bound times `(1 − k·u)/u`, which is dyadic, and that factor.
    fn scaled_bound(&self) -> Option<(Exact, u64)> {
        let k = self.roundings();
        let units = UNITS.checked_sub(k).filter(|units| *units > 0)?;
        let sum = self.magnitude.add(&self.underflow);
        let bound = Exact::dyadic(k, 0)
            .mul(&sum)
            .add(&Exact::dyadic(units, 0).mul(&self.underflow));
        Some((bound, units))
    }

    /// Holds a computed value against the exact one.
    pub fn judge(&self, computed: f64) -> Judgement {
        if self.lost && !computed.is_finite() {
            return Judgement::Overflow;
        }
        if self.roundings() <= 1 {
            let rounded = round(&self.value);
            // The reals have no negative zero: `==` takes both for 0.
            return match (computed == rounded, rounded.is_finite()) {
                (true, true) => Judgement::Rounded,
                (true, false) => Judgement::Overflow,
                (false, _) => Judgement::Wrong,
            };
        }
        let Some(computed) = exact(computed) else {
            return if self.may_overflow() {
                Judgement::Overflow
            } else {
                Judgement::Wrong
            };
        };
        let error = computed.sub(&self.value).abs();
        if error.is_zero() {
            return Judgement::Inside(BigInt::default());
        }
        let Some((bound, units)) = self.scaled_bound() else {
            return Judgement::Wrong;
        };
        let error = error.mul(&Exact::dyadic(units, 0));
        if error > bound {
            return Judgement::Wrong;
        }
        Judgement::Inside(quotient(&error, &bound).unwrap_or_default())
    }

    /// Whether it, or an intermediate result, can leave the range of f64. Each
    /// operand is asked before it is used: after a small factor the error of an
    /// intermediate result is no longer to be seen.
    fn may_overflow(&self) -> bool {
        let safe = self.magnitude.is_below(SAFE) && self.underflow.is_below(SAFE);
        self.overflow || !safe && !round(&self.magnitude.add(&self.error())).is_finite()
    }

    /// `γ`-free upper bound of the absolute error, for use inside products:
    /// `2ku·(M + E) + E ≥ γ_k·(M + E) + E`.
    fn error(&self) -> Exact {
        let k = self.roundings();
        let gamma = Exact::dyadic(k.saturating_mul(2), -53);
        let sum = self.magnitude.add(&self.underflow);
        gamma.mul(&sum).add(&self.underflow)
    }
}

impl From<Exact> for Bounded {
    /// An input: a number that no rounding has touched.
    fn from(value: Exact) -> Bounded {
        Bounded::given(value)
    }
}

impl Number for Bounded {
    fn constant(value: &Rational) -> Bounded {
        // A constant that is no f64 is rounded once when it is written down.
        let value = Exact::from(value.clone());
        let stored = exact(round(&value));
        let mut constant = Bounded::given(value);
        if stored.as_ref() != Some(&constant.value) {
            constant.roundings = 1;
            // Where it is no subnormal the error is relative alone.
            if constant.magnitude < Exact::dyadic(1, LEAST_NORMAL) {
                constant.underflow = Exact::dyadic(1, UNDERFLOW);
            }
        }
        constant
    }

    fn add(&self, other: &Bounded) -> Bounded {
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
        Bounded {
            value: self.value.add(&other.value),
            magnitude: self.magnitude.add(&other.magnitude),
            roundings: self.roundings.max(other.roundings),
            summands: self.summands + other.summands,
            underflow: self.underflow.add(&other.underflow),
            overflow: self.may_overflow() || other.may_overflow(),
            lost,
        }
    }

    fn neg(&self) -> Bounded {
        Bounded {
            value: self.value.neg(),
            ..self.clone()
        }
    }

    fn mul(&self, other: &Bounded) -> Bounded {
        let lost = self.lost || other.lost;
        let overflow = self.may_overflow() || other.may_overflow();
        if self.is_true_zero() || other.is_true_zero() {
            return Bounded {
                lost: lost || overflow,
                ..Bounded::given(Exact::dyadic(0, 0))
            };
        }
        // |âb̂ − ab| ≤ γ_{j+k}·M_a·M_b + E_a·|b̂| + E_b·|a|, and one rounding.
        let cross = self
            .underflow
            .mul(&other.magnitude.add(&other.error()))
            .add(&other.underflow.mul(&self.magnitude.add(&self.error())));
        let underflow = cross.add(&cross).add(&Exact::dyadic(1, UNDERFLOW));
        Bounded {
            value: self.value.mul(&other.value),
            // A little more than they are, so that long computations keep short bounds.
            magnitude: dyadic_above(&self.magnitude.mul(&other.magnitude)),
            roundings: self.roundings() + other.roundings() + 1,
            summands: 1,
            underflow: dyadic_above(&underflow),
            overflow,
            lost,
        }
    }

    fn inverse(&self) -> Result<Bounded, NoInverse> {
        let value = self.value.inverse()?;
        // With a relative error of at most γ_k that of the inverse is at most γ_2k.
        let relative = self.summands == 1
            && self.underflow.is_zero()
            && self.magnitude == self.value.abs()
            && !self.value.is_zero();
        if self.roundings() > 0 && !relative {
            return Err(NoInverse("a rounded value".into()));
        }
        if value.is_zero() {
            return Ok(Bounded {
                lost: self.lost,
                ..Bounded::given(value)
            });
        }
        Ok(Bounded {
            magnitude: value.abs(),
            value,
            roundings: 2 * self.roundings + 1,
            summands: 1,
            underflow: Exact::dyadic(1, UNDERFLOW),
            overflow: self.overflow,
            lost: self.lost,
        })
    }
}
