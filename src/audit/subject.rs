//! The one audit of numbers: anything whose results have exact values, at many inputs, and the
//! smallest input at which it fails.

use std::mem::discriminant;
use std::ops::Range;

use super::comparison::{Cause, Coordinates, ErrorSize, Failure, Tally, Wrong};
use super::reason::Reason;
use super::sample::SPECIAL;
use super::verdict::{Correct, Counterexample, Difference, Found, Verdict};
use crate::exact::Format;
use crate::tape::Shape;

/// How many inputs are tried at the most to shrink one.
pub(super) const TRIES: usize = 4_000;

/// How many are tried to shrink one at which a kernel panics, since the default hook may print each,
/// or its process ends, which must be started again each time.
const COSTLY: usize = 32;

/// Something whose results are compared with exact values: the kernel of a definition, a tape, a
/// kernel of the user.
pub(super) trait Subject {
    /// An input of it.
    type Input: Clone;

    /// The input of this number.
    fn input(&self, number: u64) -> Self::Input;

    /// Compares all results at an input.
    ///
    /// # Errors
    /// The first result that is not what it should be.
    fn compare(&self, input: &Self::Input, tally: &mut Tally) -> Result<(), Failure>;

    /// Inputs that are simpler in one place, the simplest first.
    fn simpler<'i>(&'i self, input: &'i Self::Input) -> Box<dyn Iterator<Item = Self::Input> + 'i>;

    /// The argument that a coordinate belongs to, its shape, and the coordinate inside it.
    fn place(
        &self,
        input: &Self::Input,
        coordinates: Coordinates,
        flat: usize,
    ) -> Result<Place, Reason>;

    /// The inputs that a result depends on, name and value.
    fn describe(&self, input: &Self::Input, quantity: &str) -> Vec<(String, String)>;

    /// More about a failure than its cause says.
    fn remark(&self, _failure: &Failure) -> String {
        String::new()
    }

    /// How many inputs may be tried to shrink one.
    fn tries(&self) -> usize {
        TRIES
    }

    /// Whether an input without a reference is counted as skipped, or makes all unknown.
    fn skips(&self, _reason: &Reason) -> bool {
        false
    }

    /// How many inputs are best compared at a time.
    fn batch(&self) -> usize {
        1
    }

    /// What the comparisons at some inputs gave, in their order, up to the first failure at least.
    fn compare_each(&self, inputs: &[Self::Input]) -> Vec<Compared> {
        let mut outcomes = Vec::new();
        for input in inputs {
            let mut tally = Tally::default();
            let outcome = self.compare(input, &mut tally);
            let failed = outcome.is_err();
            outcomes.push((tally, outcome));
            if failed {
                break;
            }
        }
        outcomes
    }

    /// The same at the first of these inputs, of one at least.
    fn outcomes(&self, numbers: Range<u64>) -> Vec<Compared> {
        let inputs: Vec<Self::Input> = (numbers.take(self.batch().max(1)))
            .map(|number| self.input(number))
            .collect();
        self.compare_each(&inputs)
    }
}

/// What was counted at an input, and whether all results agree there.
pub(super) type Compared = (Tally, Result<(), Failure>);

/// Where a coordinate lies.
pub(super) struct Place {
    pub(super) argument: String,
    pub(super) shape: Shape,
    pub(super) flat: usize,
}

/// What is known of a subject after a comparison at each of these inputs, and the step that is to
/// blame, if one is.
pub(super) fn check<S: Subject>(subject: &S, numbers: Range<u64>) -> (Verdict, Option<usize>) {
    let mut total = Tally::default();
    let mut nothing = Reason::NothingCompared;
    let mut number = numbers.start;
    while number < numbers.end {
        let outcomes = subject.outcomes(number..numbers.end);
        if outcomes.is_empty() {
            let why = Reason::Internal("there are inputs and no comparison");
            return (Verdict::Unknown(why), None);
        }
        for (tally, outcome) in outcomes {
            match outcome {
                Ok(()) => total.merge(&tally),
                Err(Failure {
                    step,
                    cause: Cause::NoReference(reason),
                    ..
                }) => {
                    if !subject.skips(&reason) {
                        return (Verdict::Unknown(*reason), step);
                    }
                    total.skipped += 1;
                    nothing = *reason;
                }
                Err(failure) => return refuted(subject, number, failure),
            }
            number += 1;
        }
    }
    let verdict = if !total.compared() {
        Verdict::NotChecked(match (nothing, total.skipped) {
            (reason, 0) => reason,
            (reason, inputs) => Reason::AllSkipped {
                reason: Box::new(reason),
                inputs,
            },
        })
    } else if total.bounded == 0 {
        Verdict::BitExact(total)
    } else {
        Verdict::Bounded(total)
    };
    (verdict, None)
}

/// The same of a subject whose inputs have NaN and infinities: its input of each number is made from
/// the sampled one that is [`SPECIAL`] times as late. `finite` is what is known of it at finite ones.
pub(super) fn check_special<S: Subject>(
    subject: &S,
    numbers: Range<u64>,
    finite: &Verdict,
) -> (Verdict, Option<usize>) {
    if finite.fails() {
        return (Verdict::NotChecked(Reason::FailsWhereFinite), None);
    }
    let numbers = numbers.start.div_ceil(SPECIAL)..numbers.end.div_ceil(SPECIAL);
    let (verdict, step) = check(subject, numbers);
    let verdict = match verdict {
        Verdict::BitExact(tally) | Verdict::Bounded(tally) if tally.special == 0 => {
            Verdict::NotChecked(Reason::NothingCompared)
        }
        Verdict::BitExact(tally) | Verdict::Bounded(tally) => Verdict::Propagated(tally),
        Verdict::Refuted(mut found) => {
            found.case *= SPECIAL;
            Verdict::Refuted(found)
        }
        other => other,
    };
    (verdict, step)
}

fn refuted<S: Subject>(subject: &S, number: u64, failure: Failure) -> (Verdict, Option<usize>) {
    // A smaller input counts only if the same result is wrong there, in the same way.
    let key = |found: &Failure| (discriminant(&found.cause), found.quantity, found.step);
    let alike = |found: &Failure| key(found) == key(&failure);
    let at = |input: &S::Input| subject.compare(input, &mut Tally::default()).err();
    let mut tries = match failure.cause {
        Cause::Panicked(_) | Cause::Broken(_) => COSTLY.min(subject.tries()),
        // Each would last as long again.
        Cause::TimedOut(_) => 0,
        _ => subject.tries(),
    };
    let (input, failure) = if tries == 0 {
        (subject.input(number), failure)
    } else {
        let input = shrink(subject.input(number), |input| {
            simpler_failing(subject, input, &mut tries, alike)
        });
        // What fails now and then may not fail again.
        match at(&input).filter(alike) {
            Some(found) => (input, found),
            None => (subject.input(number), failure),
        }
    };
    let step = failure.step;
    match counterexample(subject, &input, number, &failure) {
        Ok(found) => (Verdict::Refuted(Box::new(found)), step),
        Err(reason) => (Verdict::Unknown(reason), step),
    }
}

/// The first of the simpler inputs that fails alike, of as many as may still be tried.
fn simpler_failing<S: Subject>(
    subject: &S,
    input: &S::Input,
    tries: &mut usize,
    alike: impl Fn(&Failure) -> bool,
) -> Option<S::Input> {
    let mut candidates = subject.simpler(input);
    // One of the first is often found, and those after it are then made for nothing.
    let mut size = 1;
    let mut batch: Vec<S::Input> = Vec::new();
    loop {
        let more = size.min(*tries).saturating_sub(batch.len());
        batch.extend(candidates.by_ref().take(more));
        batch.truncate(*tries);
        if batch.is_empty() {
            return None;
        }
        let outcomes = subject.compare_each(&batch);
        let tried = outcomes.len().clamp(1, batch.len());
        *tries -= tried;
        let fails = |(_, outcome): &Compared| outcome.as_ref().is_err_and(&alike);
        if let Some(found) = outcomes.iter().position(fails) {
            return batch.into_iter().nth(found);
        }
        batch.drain(..tried);
        size = (2 * size).min(subject.batch());
    }
}

fn counterexample<S: Subject>(
    subject: &S,
    input: &S::Input,
    number: u64,
    failure: &Failure,
) -> Result<Counterexample, Reason> {
    let (what, difference) = match &failure.cause {
        Cause::Wrong(wrong) => {
            let at = subject.place(input, wrong.coordinates, wrong.flat)?;
            let exact = wrong.exact.to_rational();
            let correct = match wrong.radius.is_zero() {
                true => Correct::Exact(exact),
                false => Correct::Near(exact),
            };
            let found = difference(at, wrong.computed, wrong.format, correct, wrong.error())?;
            (explain(wrong), Some(found))
        }
        Cause::NotSpecial(wrong) => {
            let at = subject.place(input, wrong.coordinates, wrong.flat)?;
            let correct = Correct::Special(wrong.required);
            let found = difference(at, wrong.computed, wrong.format, correct, None)?;
            let what = format!("IEEE arithmetic of the form gives {}", wrong.required);
            (what, Some(found))
        }
        Cause::NoResult(why)
        | Cause::Panicked(why)
        | Cause::Broken(why)
        | Cause::TimedOut(why)
        | Cause::Unsteady(why) => (why.clone(), None),
        Cause::NoReference(reason) => return Err(*reason.clone()),
    };
    Ok(Counterexample {
        quantity: failure.quantity.into(),
        difference,
        what: what + &subject.remark(failure),
        inputs: subject.describe(input, failure.quantity),
        case: number,
    })
}

fn explain(wrong: &Wrong) -> String {
    match wrong.roundings {
        0 => "nothing is rounded on the way, so the result must be exact".into(),
        1 => "one rounding, so the result must be the correctly rounded exact value".into(),
        k => format!("outside the bound for {k} roundings"),
    }
}

fn difference(
    place: Place,
    computed: f64,
    format: Format,
    correct: Correct,
    error: Option<ErrorSize>,
) -> Result<Difference, Reason> {
    let outside = Reason::Internal("a wrong coordinate lies outside its shape");
    Ok(Difference {
        argument: place.argument,
        multi: place.shape.multi_index(place.flat).ok_or(outside)?,
        shape: place.shape,
        flat: place.flat,
        computed: Found::computed(computed, format),
        correct,
        error,
    })
}

/// The input that is left when none of its `simpler` ones fails any more.
pub(super) fn shrink<T>(input: T, mut simpler: impl FnMut(&T) -> Option<T>) -> T {
    let mut best = input;
    while let Some(smaller) = simpler(&best) {
        best = smaller;
    }
    best
}

/// The first candidate that fails, of as many as may still be tried.
pub(super) fn first_failing<T>(
    candidates: impl Iterator<Item = T>,
    tries: &mut usize,
    mut fails: impl FnMut(&T) -> bool,
) -> Option<T> {
    let mut candidates = candidates.take(*tries);
    candidates.find(|candidate| {
        *tries -= 1;
        fails(candidate)
    })
}
