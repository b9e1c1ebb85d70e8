//! The claim about a kernel: many inputs, and the smallest that fails.

use std::mem::discriminant;

use super::case::Case;
use super::compare::{Failure, Wrong, compare};
use super::sample::sample;
use super::shrink::{TRIES, shrink_within};
use super::verdict::{Counterexample, Difference, Found, Tally, Verdict, ulps};
use crate::exact::Format;
use crate::nodes::Kernel;
use crate::notation::Entry;
use crate::term::Term;

/// How many inputs are tried to shrink one at which a kernel panics: the
/// default hook prints each of them.
const PANICS: usize = 32;

/// Holds a kernel against exact values at `cases` inputs.
pub fn check(
    entry: &Entry,
    derivative: Option<&Term>,
    kernel: &Kernel,
    seed: u64,
    cases: u64,
) -> Verdict {
    let cases = (0..cases).map(|number| (number, sample(entry, seed, number)));
    hold(entry, Format::F64, cases, |case, tally| {
        compare(entry, derivative, kernel, case, tally)
    })
}

/// What is known after a comparison at each of these inputs.
pub(super) fn hold(
    entry: &Entry,
    format: Format,
    cases: impl Iterator<Item = (u64, Case)>,
    compare: impl Fn(&Case, &mut Tally) -> Result<(), Failure>,
) -> Verdict {
    let mut tally = Tally::default();
    for (number, case) in cases {
        match compare(&case, &mut tally) {
            Ok(()) => {}
            Err(Failure::NoReference(why)) => return Verdict::Unknown(why),
            Err(failure) => {
                let at = |case: &Case| compare(case, &mut Tally::default()).err();
                return refuted(entry, format, case, number, failure, at);
            }
        }
    }
    if tally.comparisons == tally.overflow {
        Verdict::NotChecked("no comparison was reached".into())
    } else if tally.bounded == 0 {
        Verdict::BitExact(tally)
    } else {
        Verdict::Bounded(tally)
    }
}

fn refuted(
    entry: &Entry,
    format: Format,
    case: Case,
    number: u64,
    failure: Failure,
    at: impl Fn(&Case) -> Option<Failure>,
) -> Verdict {
    // A smaller input counts only if the same result is wrong there, in the same way.
    let alike = |found: &Failure| {
        discriminant(found) == discriminant(&failure) && quantity(found) == quantity(&failure)
    };
    let tries = match failure {
        Failure::Panicked { .. } => PANICS,
        _ => TRIES,
    };
    let smaller = shrink_within(tries, case.clone(), entry, |case| {
        at(case).is_some_and(|found| alike(&found))
    });
    // Whoever fails now and then may not fail again.
    let (case, failure) = match at(&smaller).filter(alike) {
        Some(found) => (smaller, found),
        None => (case, failure),
    };
    let (what, difference) = match &failure {
        Failure::Wrong(wrong) => (explain(wrong), Some(difference(entry, &case, wrong))),
        Failure::NoResult { why, .. }
        | Failure::Panicked { why, .. }
        | Failure::Unsteady { why, .. }
        | Failure::NoReference(why) => (why.clone(), None),
    };
    Verdict::Refuted(Box::new(Counterexample {
        quantity: quantity(&failure).into(),
        difference,
        what,
        inputs: case.describe(entry, format),
        case: number,
    }))
}

fn quantity(failure: &Failure) -> &'static str {
    match failure {
        Failure::Wrong(wrong) => wrong.quantity,
        Failure::NoResult { quantity, .. }
        | Failure::Panicked { quantity, .. }
        | Failure::Unsteady { quantity, .. } => quantity,
        Failure::NoReference(_) => "",
    }
}

fn explain(wrong: &Wrong) -> String {
    match wrong.roundings {
        0 => "nothing is rounded on the way, so the result must be exact".into(),
        1 => "one rounding, so the result must be the correctly rounded exact value".into(),
        k => format!("outside the bound for {k} roundings"),
    }
}

fn difference(entry: &Entry, case: &Case, wrong: &Wrong) -> Difference {
    let (argument, shape, flat) = if wrong.of_context {
        case.place(wrong.flat)
    } else {
        ("output".into(), case.output(entry), wrong.flat)
    };
    Difference {
        argument,
        multi: shape.multi_index(flat).unwrap_or_default(),
        shape,
        flat,
        computed: Found::computed(wrong.computed, wrong.format),
        exact: wrong.exact.to_rational(),
        ulps: ulps(wrong.computed, &wrong.exact, wrong.format),
    }
}
