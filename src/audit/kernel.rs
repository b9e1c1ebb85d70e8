//! The claim about a kernel: many inputs, and the smallest that fails.

use super::case::Case;
use super::compare::{Failure, Wrong, compare};
use super::sample::sample;
use super::shrink::shrink;
use super::verdict::{Counterexample, Difference, Found, Tally, Verdict, ulps};
use crate::nodes::Kernel;
use crate::spec::Entry;
use crate::tape::Shape;
use crate::term::Term;

/// Holds a kernel against exact values at `cases` inputs.
pub fn check(
    entry: &Entry,
    derivative: Option<&Term>,
    kernel: &Kernel,
    seed: u64,
    cases: u64,
) -> Verdict {
    let mut tally = Tally::default();
    for number in 0..cases {
        let case = sample(entry, seed, number);
        match compare(entry, derivative, kernel, &case, &mut tally) {
            Ok(()) => {}
            Err(Failure::NoReference(why)) => return Verdict::Unknown(why),
            Err(failure) => {
                return refuted(entry, derivative, kernel, case, number, &failure);
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
    derivative: Option<&Term>,
    kernel: &Kernel,
    case: Case,
    number: u64,
    failure: &Failure,
) -> Verdict {
    let at = |case: &Case| compare(entry, derivative, kernel, case, &mut Tally::default()).err();
    // A smaller input counts only if the same result is wrong there.
    let same = |case: &Case| at(case).is_some_and(|found| quantity(&found) == quantity(failure));
    let case = shrink(case, entry, same);
    let failure = at(&case).unwrap_or_else(|| failure.clone());
    let (what, difference) = match &failure {
        Failure::Wrong(wrong) => (explain(wrong), Some(difference(entry, &case, wrong))),
        Failure::NoResult { why, .. } | Failure::NoReference(why) => (why.clone(), None),
    };
    Verdict::Refuted(Box::new(Counterexample {
        quantity: quantity(&failure).into(),
        difference,
        what,
        inputs: case.describe(entry),
        case: number,
    }))
}

fn quantity(failure: &Failure) -> &'static str {
    match failure {
        Failure::Wrong(wrong) => wrong.quantity,
        Failure::NoResult { quantity, .. } => quantity,
        Failure::NoReference(_) => "",
    }
}

fn explain(wrong: &Wrong) -> String {
    match wrong.expected.roundings() {
        0 => "nothing is rounded on the way, so the result must be exact".into(),
        1 => "one rounding, so the result must be the correctly rounded exact value".into(),
        k => format!("outside the bound for {k} roundings"),
    }
}

fn difference(entry: &Entry, case: &Case, wrong: &Wrong) -> Difference {
    let (argument, shape, flat) = if wrong.of_context {
        case.place(wrong.flat)
    } else {
        let shape = entry.output().and_then(|space| case.shape(space));
        let shape = shape.cloned().unwrap_or_else(Shape::scalar);
        ("output".into(), shape, wrong.flat)
    };
    Difference {
        argument,
        multi: shape.multi_index(flat).unwrap_or_default(),
        shape,
        flat,
        computed: Found::Float(wrong.computed),
        exact: wrong.expected.value().to_rational(),
        ulps: ulps(wrong.computed, wrong.expected.value()),
    }
}
