//! One result of a kernel of the user, compared with exact values at many inputs.

use std::ops::Range;

use super::closure::{Computes, run};
use super::float::Float;
use super::inputs::Inputs;
use super::quantity::Quantity;
use crate::audit::case::Case;
use crate::audit::comparison::{Coordinates, Expected, Failure, Tally, Wrong, compare_coordinates};
use crate::audit::node::{Reference, place};
use crate::audit::reason::Reason;
use crate::audit::sample::sample_dense;
use crate::audit::shrink::simpler;
use crate::audit::subject::{Place, Subject, check};
use crate::audit::verdict::{Claim, Verdict};
use crate::exact::{Bounded, Precision};
use crate::notation::{Entry, Form};
use crate::term::{Sort, Space, Term};

/// One result of a kernel.
struct KernelResult<'a, 'k, F> {
    quantity: Quantity,
    computes: &'a Computes<'k, F>,
    entry: &'a Entry,
    /// The forms that have its value, each proved equal to the first.
    expected: Vec<Term>,
    seed: u64,
}

/// The verdict on one result; `inputs` are the seed and the numbers of the cases, `claims` those
/// about the forms.
pub(super) fn verdict<F: Float>(
    quantity: Quantity,
    given: Option<&Computes<'_, F>>,
    entry: &Entry,
    derivative: Option<&Term>,
    claims: &[Claim],
    inputs: (u64, Range<u64>),
) -> Verdict {
    let Some(computes) = given else {
        return Verdict::NotChecked(Reason::NoClosure);
    };
    if over_context(entry) {
        return Verdict::Unknown(Reason::ContextParameter);
    }
    let expected = match expected(quantity, entry, derivative, claims) {
        Ok(expected) => expected,
        Err(reason) => return Verdict::Unknown(reason),
    };
    let (seed, numbers) = inputs;
    let subject = KernelResult {
        quantity,
        computes,
        entry,
        expected,
        seed,
    };
    match check(&subject, numbers).0 {
        Verdict::NotChecked(why) => Verdict::Unknown(why),
        verdict => verdict,
    }
}

impl<F: Float> Subject for KernelResult<'_, '_, F> {
    type Input = Case;

    fn input(&self, number: u64) -> Case {
        sample_dense(self.entry, self.seed, number, <F as Precision>::FORMAT)
    }

    fn compare(&self, case: &Case, tally: &mut Tally) -> Result<(), Failure> {
        let point = case
            .point(self.entry, Bounded::<F>::from)
            .map_err(Failure::no_reference)?;
        let inputs = Inputs::of(self.entry, case).map_err(Failure::no_reference)?;
        tally.cases += 1;
        let name = self.quantity.as_str();
        let computed = run(name, self.computes, &inputs, case)?;
        let computed: Vec<f64> = computed.into_iter().flatten().map(F::to_f64).collect();
        let coordinates = if self.computes.of_context() {
            Coordinates::Context
        } else {
            Coordinates::Output
        };
        let windows: Vec<_> = (self.expected.iter())
            .map(|form| |range| point.window(form, range))
            .collect();
        let forms: Vec<&Expected<'_, F>> = windows.iter().map(|form| form as _).collect();
        let counted = compare_coordinates(name, coordinates, &computed, &forms)?;
        tally.add(name, &counted);
        Ok(())
    }

    fn simpler<'i>(&'i self, case: &'i Case) -> Box<dyn Iterator<Item = Case> + 'i> {
        simpler(case, self.entry)
    }

    fn place(&self, case: &Case, wrong: &Wrong) -> Result<Place, Reason> {
        place(self.entry, case, wrong)
    }

    fn describe(&self, case: &Case, _quantity: &str) -> Vec<(String, String)> {
        let mut inputs = case.describe(self.entry, <F as Precision>::FORMAT);
        inputs.retain(|(name, _)| self.quantity.reads(name));
        inputs
    }
}

/// Whether a parameter has the context's coordinates.
fn over_context(entry: &Entry) -> bool {
    let Some(Space::Named(context)) = entry.form.node().map(|node| &node.context) else {
        return false;
    };
    let mut sorts = entry.parameters.iter().map(|(_, sort)| sort);
    sorts.any(|sort| !matches!(sort, Sort::Idx { .. }) && sort.names().contains(context))
}

/// The forms whose value a result must have: the derived one, then the stated one if it is proved
/// equal. A kernel that follows either, operation by operation, is right.
fn expected(
    quantity: Quantity,
    entry: &Entry,
    derivative: Option<&Term>,
    claims: &[Claim],
) -> Result<Vec<Term>, Reason> {
    let node = match (&entry.form, quantity.is_value()) {
        (Form::Function(value), true) => return Ok(vec![value.clone()]),
        (Form::Function(_), false) => return Err(Reason::NoDerivativeOfFunction),
        (form, _) => form.node().ok_or(Reason::NoDerivedMap)?,
    };
    let reference = Reference::new(derivative, claims);
    match quantity {
        Quantity::Forward | Quantity::ForwardInto => Ok(vec![node.forward.clone()]),
        Quantity::Jvp | Quantity::JvpInto => reference.tangents(node),
        Quantity::Vjp => reference.cotangents(node),
        Quantity::VjpAdd => reference.accumulated(node),
    }
}
