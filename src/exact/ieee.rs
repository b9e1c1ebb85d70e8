//! The value of a form where inputs are NaN or infinite, in IEEE 754 arithmetic.
//!
//! A form is read operation by operation. What stays finite is an exact value with its bound; NaN
//! and infinities propagate by the rules of the standard. A factor 0 that the form itself writes,
//! as a mask does, may be left out by an implementation: its product with NaN or an infinity is not
//! determined, and neither is what depends on how something is rounded.

use std::fmt;

use num_bigint::Sign;

use super::bound::{Bounded, Judgement};
use super::format::Precision;
use super::number::{Exact, NoFunction, NoInverse, NoOrder, Number};
use crate::term::{Function, Limit, Rational};

/// A value that is not finite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// NaN, of any bits.
    Nan,
    /// +∞ or −∞.
    Infinite {
        /// Whether it is −∞.
        negative: bool,
    },
    /// NaN or an infinity: which of them, the order of the operations decides.
    NotFinite,
}

impl Special {
    /// The kind of an f64; none of a finite one.
    pub fn of(value: f64) -> Option<Special> {
        if value.is_nan() {
            Some(Special::Nan)
        } else if value.is_infinite() {
            let negative = value.is_sign_negative();
            Some(Special::Infinite { negative })
        } else {
            None
        }
    }

    /// Whether a computed value is of this kind.
    fn is(self, computed: f64) -> bool {
        match self {
            Special::NotFinite => !computed.is_finite(),
            kind => Special::of(computed) == Some(kind),
        }
    }

    /// An f64 of this kind.
    pub fn value(self) -> f64 {
        match self {
            Special::Nan | Special::NotFinite => f64::NAN,
            Special::Infinite { negative: false } => f64::INFINITY,
            Special::Infinite { negative: true } => f64::NEG_INFINITY,
        }
    }

    /// With the sign of a product with a factor that is not zero.
    fn times(self, by_negative: bool) -> Special {
        match self {
            Special::Nan | Special::NotFinite => self,
            Special::Infinite { negative } => Special::Infinite {
                negative: negative != by_negative,
            },
        }
    }
}

/// What IEEE arithmetic in the precision `P` gives for a form.
#[derive(Clone, Debug)]
pub enum Ieee<P = f64> {
    /// Any finite number near an exact value.
    Finite(Bounded<P>),
    /// A zero that the form writes, or leaves out: no input is one.
    Zero(Bounded<P>),
    /// NaN or an infinity.
    Special(Special),
    /// Not determined by the form.
    Open,
}

impl<P> Ieee<P> {
    /// What an implementation of the form must give whose operations are not known to be those of
    /// the form.
    #[must_use]
    pub fn of_any_algorithm(self) -> Ieee<P> {
        match self {
            Ieee::Special(_) => Ieee::Special(Special::NotFinite),
            other => other,
        }
    }
}

impl fmt::Display for Special {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Special::Nan => "NaN",
            Special::Infinite { negative: false } => "inf",
            Special::Infinite { negative: true } => "-inf",
            Special::NotFinite => "NaN or an infinity",
        })
    }
}

/// What a computed number can be compared with.
pub trait Judge: Number {
    /// The precision of the computation.
    type Precision: Precision;

    /// An input; none where this kind of number has no such value.
    fn input(value: f64) -> Option<Self>;

    /// What a computed value is beside it.
    fn judge(&self, computed: f64) -> Judgement;

    /// The value with its bound; or what it is, if it is not finite; or none, if that is open.
    fn required(&self) -> Option<Result<&Bounded<Self::Precision>, Special>>;

    /// The same, rounded and written down before it is used.
    #[must_use]
    fn stored(&self) -> Self;
}

impl<P: Precision> Judge for Bounded<P> {
    type Precision = P;

    fn input(value: f64) -> Option<Bounded<P>> {
        Bounded::input(value)
    }

    fn judge(&self, computed: f64) -> Judgement {
        Bounded::judge(self, computed)
    }

    fn required(&self) -> Option<Result<&Bounded<P>, Special>> {
        Some(Ok(self))
    }

    fn stored(&self) -> Bounded<P> {
        Bounded::stored(self)
    }
}

impl<P: Precision> From<f64> for Ieee<P> {
    fn from(value: f64) -> Ieee<P> {
        match (Bounded::input(value), Special::of(value)) {
            (Some(finite), _) => Ieee::Finite(finite),
            (None, Some(special)) => Ieee::Special(special),
            (None, None) => Ieee::Open,
        }
    }
}

impl<P: Precision> Judge for Ieee<P> {
    type Precision = P;

    fn input(value: f64) -> Option<Ieee<P>> {
        Some(value.into())
    }

    fn judge(&self, computed: f64) -> Judgement {
        match self {
            Ieee::Finite(value) | Ieee::Zero(value) => value.judge(computed),
            Ieee::Special(special) if special.is(computed) => Judgement::Special,
            Ieee::Special(_) => Judgement::Wrong,
            Ieee::Open => Judgement::Open,
        }
    }

    fn required(&self) -> Option<Result<&Bounded<P>, Special>> {
        match self {
            Ieee::Finite(value) | Ieee::Zero(value) => Some(Ok(value)),
            Ieee::Special(special) => Some(Err(*special)),
            Ieee::Open => None,
        }
    }

    fn stored(&self) -> Ieee<P> {
        match self {
            Ieee::Finite(value) => Ieee::Finite(value.stored()),
            other => other.clone(),
        }
    }
}

impl<P: Precision> Number for Ieee<P> {
    fn constant(value: &Rational) -> Ieee<P> {
        let constant = Bounded::constant(value);
        if constant.value().is_zero() {
            Ieee::Zero(constant)
        } else {
            Ieee::Finite(constant)
        }
    }

    fn add(&self, other: &Ieee<P>) -> Ieee<P> {
        match (self, other) {
            (Ieee::Zero(_), one) | (one, Ieee::Zero(_)) => one.clone(),
            (Ieee::Special(Special::Nan), _) | (_, Ieee::Special(Special::Nan)) => {
                Ieee::Special(Special::Nan)
            }
            (Ieee::Open, _) | (_, Ieee::Open) => Ieee::Open,
            (Ieee::Special(a), Ieee::Special(b)) if a == b => Ieee::Special(*a),
            (Ieee::Special(_), Ieee::Special(_)) => Ieee::Special(Special::Nan),
            (Ieee::Special(infinite), Ieee::Finite(finite))
            | (Ieee::Finite(finite), Ieee::Special(infinite)) => {
                if finite.may_overflow() {
                    Ieee::Open
                } else {
                    Ieee::Special(*infinite)
                }
            }
            (Ieee::Finite(a), Ieee::Finite(b)) => Ieee::Finite(a.add(b)),
        }
    }

    fn neg(&self) -> Ieee<P> {
        match self {
            Ieee::Finite(value) => Ieee::Finite(value.neg()),
            Ieee::Special(special) => Ieee::Special(special.times(true)),
            Ieee::Zero(_) | Ieee::Open => self.clone(),
        }
    }

    fn mul(&self, other: &Ieee<P>) -> Ieee<P> {
        match (self, other) {
            (Ieee::Zero(zero), by) | (by, Ieee::Zero(zero)) => match by {
                Ieee::Finite(by) if by.may_overflow() => Ieee::Open,
                Ieee::Finite(_) | Ieee::Zero(_) => Ieee::Zero(zero.clone()),
                Ieee::Special(_) | Ieee::Open => Ieee::Open,
            },
            // It may be a zero that is left out.
            (Ieee::Open, _) | (_, Ieee::Open) => Ieee::Open,
            (Ieee::Special(Special::Nan), _) | (_, Ieee::Special(Special::Nan)) => {
                Ieee::Special(Special::Nan)
            }
            (Ieee::Special(a), Ieee::Special(b)) => {
                Ieee::Special(a.times(*b == Special::Infinite { negative: true }))
            }
            (Ieee::Special(infinite), Ieee::Finite(finite))
            | (Ieee::Finite(finite), Ieee::Special(infinite)) => match finite.computed_sign() {
                Some(Sign::NoSign) => Ieee::Special(Special::Nan),
                Some(sign) => Ieee::Special(infinite.times(sign == Sign::Minus)),
                None => Ieee::Open,
            },
            (Ieee::Finite(a), Ieee::Finite(b)) => Ieee::Finite(a.mul(b)),
        }
    }

    fn inverse(&self) -> Result<Ieee<P>, NoInverse> {
        Ok(match self {
            Ieee::Finite(value) => Ieee::Finite(value.inverse()?),
            Ieee::Special(Special::Nan) => Ieee::Special(Special::Nan),
            Ieee::Special(Special::NotFinite) => Ieee::Open,
            Ieee::Special(Special::Infinite { .. }) => {
                Ieee::Finite(Bounded::from(Exact::short(0, 0)))
            }
            Ieee::Zero(_) | Ieee::Open => self.clone(),
        })
    }

    /// At an infinity its limit there, and NaN of NaN.
    fn map(&self, function: Function, bits: u32) -> Result<Ieee<P>, NoFunction> {
        let infinite = |negative| Ieee::Special(Special::Infinite { negative });
        let [below, above] = function.facts().limits;
        Ok(match self {
            Ieee::Finite(value) | Ieee::Zero(value) => Ieee::Finite(value.map(function, bits)?),
            Ieee::Special(Special::Nan) => self.clone(),
            Ieee::Special(Special::Infinite { negative }) => {
                match if *negative { below } else { above } {
                    Limit::Whole(value) => Ieee::Finite(Exact::short(value.into(), 0).into()),
                    Limit::Above => infinite(false),
                    Limit::Below => infinite(true),
                }
            }
            Ieee::Special(Special::NotFinite) | Ieee::Open => Ieee::Open,
        })
    }

    /// No comparison with NaN holds.
    fn is_greater(&self, other: &Ieee<P>) -> Result<bool, NoOrder> {
        let ordered = |finite: &Bounded<P>, greater| match finite.is_finite() {
            true => Ok(greater),
            false => Err(NoOrder),
        };
        match (self, other) {
            (Ieee::Special(Special::Nan), _) | (_, Ieee::Special(Special::Nan)) => Ok(false),
            (Ieee::Open | Ieee::Special(Special::NotFinite), _)
            | (_, Ieee::Open | Ieee::Special(Special::NotFinite)) => Err(NoOrder),
            (
                Ieee::Special(Special::Infinite { negative }),
                Ieee::Special(Special::Infinite { negative: other }),
            ) => Ok(!negative && *other),
            (
                Ieee::Special(Special::Infinite { negative }),
                Ieee::Finite(finite) | Ieee::Zero(finite),
            ) => ordered(finite, !negative),
            (
                Ieee::Finite(finite) | Ieee::Zero(finite),
                Ieee::Special(Special::Infinite { negative }),
            ) => ordered(finite, *negative),
            (Ieee::Finite(a) | Ieee::Zero(a), Ieee::Finite(b) | Ieee::Zero(b)) => a.is_greater(b),
        }
    }

    /// Open where the order is.
    fn if_greater(&self, other: &Ieee<P>, yes: Ieee<P>, no: Ieee<P>) -> Result<Ieee<P>, NoOrder> {
        Ok(match self.is_greater(other) {
            Ok(true) => yes,
            Ok(false) => no,
            Err(NoOrder) => Ieee::Open,
        })
    }
}
