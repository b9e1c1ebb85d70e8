//! Results compared with exact values, coordinate by coordinate, and what was counted.

use std::ops::Range;

use num_bigint::BigInt;
use rayon::prelude::*;

use super::distribution::Distribution;
use super::reason::Reason;
use crate::exact::{
    DOUBLINGS, Exact, Format, Judge, Judgement, NoValue, Point, Precision, Special, exact, quotient,
};

/// How many coordinates are evaluated exactly at a time.
const WINDOW: usize = 1 << 8;

/// The expected values of a range of coordinates at a point.
pub(super) type Expected<'a, N> =
    dyn Fn(&Point<N>, Range<usize>) -> Result<Vec<N>, NoValue> + Sync + 'a;

/// What went wrong at an input.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Which result, such as `vjp`.
    pub quantity: &'static str,
    /// The step of a tape that is to blame, if it is one step's fault.
    pub step: Option<usize>,
    /// What happened.
    pub cause: Cause,
}

/// What kept a result from agreeing with its exact value.
#[derive(Clone, Debug)]
pub enum Cause {
    /// The result is not what it should be.
    Wrong(Box<Wrong>),
    /// The result must be NaN or an infinity, and is not.
    NotSpecial(Box<NotSpecial>),
    /// The kernel gave no result, or one of another shape.
    NoResult(String),
    /// The kernel panicked, with this message.
    Panicked(String),
    /// The process of the kernel ended, or what it said cannot be read.
    Broken(String),
    /// The process of the kernel did not answer in time.
    TimedOut(String),
    /// Two runs at the same input gave different results.
    Unsteady(String),
    /// The exact value or its bound cannot be computed.
    NoReference(Box<Reason>),
}

impl Failure {
    pub(super) fn no_result(quantity: &'static str, why: &impl ToString) -> Failure {
        Failure::of(quantity, Cause::NoResult(why.to_string()))
    }

    pub(super) fn no_reference(why: impl Into<Reason>) -> Failure {
        Failure::of("", Cause::NoReference(Box::new(why.into())))
    }

    pub(super) fn of(quantity: &'static str, cause: Cause) -> Failure {
        Failure {
            quantity,
            step: None,
            cause,
        }
    }
}

/// A result that is not what it should be.
#[derive(Clone, Debug)]
pub struct Wrong {
    /// Of what its coordinates are.
    pub coordinates: Coordinates,
    /// The flat coordinate.
    pub flat: usize,
    /// What the kernel gave.
    pub computed: f64,
    /// The exact value.
    pub exact: Exact,
    /// How far the exact value may be from that: it is not rational if this is not 0.
    pub radius: Exact,
    /// The roundings that it may have met.
    pub roundings: u64,
    /// How far from the exact value it may be, if it may have met several.
    pub bound: Option<Exact>,
    /// The format in which it was computed.
    pub format: Format,
}

/// A result that must be NaN or an infinity by IEEE arithmetic, and is not.
#[derive(Clone, Debug)]
pub struct NotSpecial {
    /// Of what its coordinates are.
    pub coordinates: Coordinates,
    /// The flat coordinate.
    pub flat: usize,
    /// What the kernel gave.
    pub computed: f64,
    /// What it must be.
    pub required: Special,
    /// The format in which it was computed.
    pub format: Format,
}

/// What a flat coordinate is a coordinate of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coordinates {
    /// The result of a node.
    Output,
    /// The whole context, tensor after tensor.
    Context,
    /// The tensor at a position of a tape.
    Position(usize),
}

/// What the comparison of a kernel with exact values counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Inputs.
    pub cases: u64,
    /// Inputs that showed nothing, because the exact values there are too long or have no bound or order.
    pub skipped: u64,
    /// Results that were compared.
    pub comparisons: u64,
    /// Of these, those that must be correctly rounded and are.
    pub bit_exact: u64,
    /// Of these, those inside a bound.
    pub bounded: u64,
    /// Of these, those out of the range of the format, which show nothing.
    pub overflow: u64,
    /// Of these, those at inputs where a hypothesis of the derivative does not hold: they were
    /// compared with the stated forms alone.
    pub outside: u64,
    /// Of these, those that must be NaN or an infinity and are.
    pub special: u64,
    /// The largest error as a share of its bound, in units of `2^-64`.
    pub worst_share: BigInt,
    /// Of the comparisons, how many were about each quantity, such as `vjp`,
    /// and how many of those were correctly rounded.
    pub quantities: Vec<(&'static str, u64, u64)>,
    /// The errors of the results inside a bound.
    pub errors: Distribution,
}

impl Tally {
    /// Adds what was counted of one quantity.
    pub fn add(&mut self, quantity: &'static str, counted: &Tally) {
        self.merge(counted);
        self.count_quantity(quantity, counted.comparisons, counted.bit_exact);
    }

    /// Adds what was counted elsewhere.
    pub fn merge(&mut self, other: &Tally) {
        self.cases += other.cases;
        self.skipped += other.skipped;
        self.comparisons += other.comparisons;
        self.bit_exact += other.bit_exact;
        self.bounded += other.bounded;
        self.overflow += other.overflow;
        self.outside += other.outside;
        self.special += other.special;
        self.worst_share = (&self.worst_share).max(&other.worst_share).clone();
        self.errors.merge(&other.errors);
        for (quantity, comparisons, bit_exact) in &other.quantities {
            self.count_quantity(quantity, *comparisons, *bit_exact);
        }
    }

    /// Whether a result was compared that shows something.
    pub fn compared(&self) -> bool {
        self.comparisons > self.overflow
    }

    /// The quantities stand in the order in which they were compared first.
    fn count_quantity(&mut self, quantity: &'static str, comparisons: u64, bit_exact: u64) {
        let mut all = self.quantities.iter_mut();
        match all.find(|(q, ..)| *q == quantity) {
            Some(own) => {
                own.1 += comparisons;
                own.2 += bit_exact;
            }
            None => self.quantities.push((quantity, comparisons, bit_exact)),
        }
    }

    /// Counts a comparison that was not wrong.
    pub fn count(&mut self, judgement: &Judgement) {
        if *judgement == Judgement::Open {
            return;
        }
        self.comparisons += 1;
        match judgement {
            Judgement::Rounded => self.bit_exact += 1,
            Judgement::Overflow => self.overflow += 1,
            Judgement::Inside(found) => {
                self.bounded += 1;
                self.errors.count(found);
                if let Some(share) = found.above(&self.worst_share) {
                    self.worst_share = share;
                }
            }
            Judgement::Special => self.special += 1,
            Judgement::Open | Judgement::Unbounded | Judgement::Undecided | Judgement::Wrong => {}
        }
    }
}

impl Wrong {
    /// How large the error is; none if the result is not finite.
    pub fn error(&self) -> Option<ErrorSize> {
        let error = exact(self.computed)?.distance(&self.exact);
        // After several roundings the last place of the exact value says little: sums may cancel.
        Some(match &self.bound {
            Some(bound) => ErrorSize::OfBound(quotient(&error, bound)?),
            None => {
                let last_place = self.format.ulp(self.format.round(&self.exact));
                ErrorSize::Ulps(quotient(&error, &last_place)?)
            }
        })
    }
}

/// The size of an error, in units of `2^-64`, beside what is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorSize {
    /// In units in the last place of the exact value.
    Ulps(BigInt),
    /// As a multiple of the bound.
    OfBound(BigInt),
}

/// Compares all coordinates of a result. `expected` are forms that were proved equal: a coordinate
/// is right if it is inside the bound of one of them, or NaN or infinite as one of them is. What
/// values of functions leave open is asked again at a refined point.
///
/// # Errors
/// The first coordinate that is wrong, or has no exact value or bound.
pub(super) fn compare_coordinates<N: Judge>(
    quantity: &'static str,
    coordinates: Coordinates,
    computed: &[f64],
    point: &Point<N>,
    expected: &[&Expected<'_, N>],
) -> Result<Tally, Failure>
where
    Point<N>: Sync,
{
    let window = |(number, computed): (usize, &[f64])| {
        let start = number * WINDOW;
        let range = start..start + computed.len();
        let mut tally = Tally::default();
        let mut failure = None;
        // Each form judges what those before it found wrong.
        let mut open: Vec<usize> = (0..computed.len()).collect();
        for form in expected {
            let values = form(point, range.clone()).map_err(Failure::no_reference)?;
            if values.len() != computed.len() {
                let why = Reason::Internal("a form has another number of coordinates");
                return Err(Failure::no_reference(why));
            }
            failure = None;
            let mut wrong = Vec::new();
            for at in open {
                let (Some(&result), Some(value)) = (computed.get(at), values.get(at)) else {
                    continue;
                };
                let flat = start + at;
                let judge = |value: &N| judge(quantity, coordinates, flat, result, value);
                let judged = refined(judge(value), |times| {
                    let values = form(&point.refined(times), flat..flat + 1);
                    let values = values.map_err(Failure::no_reference)?;
                    let missing = Reason::Internal("a form lost a coordinate");
                    judge(
                        values
                            .first()
                            .ok_or_else(|| Failure::no_reference(missing))?,
                    )
                });
                match judged {
                    Ok(judgement) => tally.count(&judgement),
                    Err(found) => {
                        failure.get_or_insert(found);
                        wrong.push(at);
                    }
                }
            }
            open = wrong;
            if open.is_empty() {
                break;
            }
        }
        match failure {
            Some(failure) => Err(failure),
            None => Ok(tally),
        }
    };
    if computed.len() <= WINDOW {
        return window((0, computed));
    }
    let windows = computed.par_chunks(WINDOW).enumerate().map(window);
    let windows: Vec<_> = windows.collect();
    let mut all = Tally::default();
    for tally in windows {
        all.merge(&tally?);
    }
    Ok(all)
}

/// The first outcome that is decided: what is given, or at a point that was refined so many times.
pub(super) fn refined<T>(
    given: Result<T, Failure>,
    again: impl Fn(u32) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let is_open = |outcome: &Result<T, Failure>| match outcome {
        Err(Failure {
            cause: Cause::NoReference(reason),
            ..
        }) => matches!(**reason, Reason::Undecided),
        _ => false,
    };
    let mut outcome = given;
    for times in 1..=DOUBLINGS {
        if !is_open(&outcome) {
            break;
        }
        outcome = again(times);
    }
    outcome
}

/// What a coordinate is beside its expected value.
///
/// # Errors
/// That it is wrong, or has no bound.
pub(super) fn judge<N: Judge>(
    quantity: &'static str,
    coordinates: Coordinates,
    flat: usize,
    computed: f64,
    expected: &N,
) -> Result<Judgement, Failure> {
    let format = N::Precision::FORMAT;
    let cause = match (expected.judge(computed), expected.required()) {
        (Judgement::Unbounded, _) => return Err(Failure::no_reference(Reason::Unbounded)),
        (Judgement::Undecided, _) => return Err(Failure::no_reference(Reason::Undecided)),
        (Judgement::Wrong, Some(Ok(expected))) => Cause::Wrong(Box::new(Wrong {
            coordinates,
            flat,
            computed,
            exact: expected.value().clone(),
            radius: expected.radius().clone(),
            roundings: expected.roundings(),
            bound: expected.bound().filter(|_| expected.roundings() > 1),
            format,
        })),
        (Judgement::Wrong, Some(Err(required))) => Cause::NotSpecial(Box::new(NotSpecial {
            coordinates,
            flat,
            computed,
            required,
            format,
        })),
        (judgement, _) => return Ok(judgement),
    };
    Err(Failure::of(quantity, cause))
}
