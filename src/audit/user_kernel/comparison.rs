//! One result of a kernel of the user, compared with exact values at many inputs.

use std::marker::PhantomData;
use std::ops::Range;

use indexmap::IndexSet;

use super::quantity::Quantity;
use super::source::Source;
use crate::audit::case::Case;
use crate::audit::comparison::{Cause, Coordinates, Expected, Failure, Tally, compare_coordinates};
use crate::audit::node::{Reference, accumulated, computed_form, place};
use crate::audit::reason::Reason;
use crate::audit::sample::{sample_dense, sample_special_dense};
use crate::audit::shrink::simpler;
use crate::audit::subject::{Compared, Place, Subject, check, check_special};
use crate::audit::verdict::{Claim, Verdict};
use crate::exact::{Bounded, Ieee, Judge, NoValue, Point, Precision};
use crate::notation::{Entry, Form, NodeForm};
use crate::term::{Sort, Space, Term};

/// One result of a kernel, and the inputs at which it is compared.
pub(super) struct Comparison<'a> {
    pub(super) quantity: Quantity,
    /// What gives the result; none if the user did not give it.
    pub(super) source: Option<&'a dyn Source>,
    pub(super) entry: &'a Entry,
    /// The derived derivative, of a node.
    pub(super) derivative: Option<&'a Term>,
    /// What is known of the forms.
    pub(super) claims: &'a [Claim],
    pub(super) seed: u64,
    pub(super) cases: Range<u64>,
    /// Called with the number of inputs after each batch of them.
    pub(super) done: &'a dyn Fn(Quantity, u64),
}

impl Comparison<'_> {
    /// The verdict on the result, which is of the precision `P`; at inputs with NaN and infinities,
    /// if that at `finite` ones is given.
    pub(super) fn verdict<P: Precision + 'static>(&self, finite: Option<&Verdict>) -> Verdict {
        let Some(source) = self.source else {
            return Verdict::NotChecked(Reason::NoClosure);
        };
        if finite.is_some_and(Verdict::fails) {
            return Verdict::NotChecked(Reason::FailsWhereFinite);
        }
        if over_context(self.entry) {
            return Verdict::Unknown(Reason::ContextParameter);
        }
        let subject = KernelResult::<P> {
            comparison: self,
            source,
            expected: match self.expected() {
                Ok(expected) => expected,
                Err(reason) => return Verdict::Unknown(reason),
            },
            stated: match self.stated() {
                Ok(stated) => stated,
                Err(reason) => return Verdict::Unknown(reason),
            },
            special: finite.is_some(),
            precision: PhantomData,
        };
        if let Some(finite) = finite {
            return check_special(&subject, self.cases.clone(), finite).0;
        }
        match check(&subject, self.cases.clone()).0 {
            Verdict::NotChecked(why) => Verdict::Unknown(why),
            verdict => verdict,
        }
    }

    /// The forms whose value a result must have: the derived one, then the stated one and the
    /// computed one if they are proved equal. A kernel that follows any, operation by operation, is
    /// right.
    fn expected(&self) -> Result<Vec<Term>, Reason> {
        let computed = computed_form(self.entry, self.claims);
        let node = match (&self.entry.form, self.quantity.is_value()) {
            (Form::Function(value), true) => {
                let computed = match computed {
                    Some(Form::Function(computed)) => Some(computed),
                    _ => None,
                };
                return Ok([value].into_iter().chain(computed).cloned().collect());
            }
            (Form::Function(_), false) => return Err(Reason::NoDerivativeOfFunction),
            (form, _) => form.node().ok_or(Reason::NoDerivedMap)?,
        };
        let reference = Reference {
            computed: None,
            ..Reference::new(self.entry, self.derivative, self.claims)
        };
        let mut forms = self.forms(node, reference)?;
        if self.quantity.is_value() || reference.stated {
            forms.extend(self.computed(node)?);
        }
        Ok(unique(forms))
    }

    /// The forms of a result that are computed instead of the stated ones of the node.
    fn computed(&self, node: &NodeForm) -> Result<Vec<Term>, Reason> {
        match computed_form(self.entry, self.claims) {
            Some(Form::Fderiv { deriv, .. }) => {
                self.forms(node, Reference::of_certificate(deriv, self.claims))
            }
            Some(Form::Node(computed)) => Ok(vec![self.form(computed)?]),
            _ => Ok(Vec::new()),
        }
    }

    /// The form of a result among the maps of a node.
    fn form(&self, node: &NodeForm) -> Result<Term, Reason> {
        Ok(match self.quantity {
            Quantity::Forward | Quantity::ForwardInto => node.forward.clone(),
            Quantity::Jvp | Quantity::JvpInto => node.jvp.clone(),
            Quantity::Vjp => node.vjp.clone(),
            Quantity::VjpAdd => accumulated(node.vjp.clone(), node)?,
        })
    }

    fn forms(&self, node: &NodeForm, reference: Reference<'_>) -> Result<Vec<Term>, Reason> {
        match self.quantity {
            Quantity::Forward | Quantity::ForwardInto => Ok(vec![node.forward.clone()]),
            Quantity::Jvp | Quantity::JvpInto => reference.tangents(node),
            Quantity::Vjp => reference.cotangents(node),
            Quantity::VjpAdd => reference.accumulated(node),
        }
    }

    /// The stated forms of a result, which it must have where a hypothesis of the derivative does
    /// not hold.
    fn stated(&self) -> Result<Vec<Term>, Reason> {
        let Some(node) = self.entry.form.node() else {
            return Ok(Vec::new());
        };
        let mut forms = match &self.entry.form {
            Form::Fderiv { deriv, .. } => {
                self.forms(node, Reference::of_certificate(deriv, self.claims))?
            }
            _ => vec![self.form(node)?],
        };
        forms.extend(self.computed(node)?);
        Ok(unique(forms))
    }
}

/// Each form once: a computed certificate has some of the stated one.
fn unique(forms: Vec<Term>) -> Vec<Term> {
    let forms: IndexSet<Term> = forms.into_iter().collect();
    forms.into_iter().collect()
}

/// One result of a kernel.
struct KernelResult<'a, P> {
    comparison: &'a Comparison<'a>,
    source: &'a dyn Source,
    /// The forms that have its value, each proved equal to the first: derived, stated, computed.
    expected: Vec<Term>,
    /// The forms that have its value where a hypothesis of the derivative does not hold.
    stated: Vec<Term>,
    special: bool,
    precision: PhantomData<P>,
}

impl<P: Precision + 'static> KernelResult<'_, P> {
    /// Compares what was computed at an input.
    fn agrees(&self, case: &Case, computed: &[f64], tally: &mut Tally) -> Result<(), Failure> {
        let entry = self.comparison.entry;
        if self.special {
            let point = case.ieee_point::<P>(entry);
            return self.agrees_at(&point, Ieee::of_any_algorithm, computed, tally);
        }
        let point = case.point(entry, Bounded::<P>::from);
        let point = point.map_err(Failure::no_reference)?;
        self.agrees_at(&point, |value| value, computed, tally)
    }

    /// The same with values in any kind of number, of each of which `demanded` is demanded.
    fn agrees_at<N: Judge + Sync>(
        &self,
        point: &Point<N>,
        demanded: impl Fn(N) -> N + Sync,
        computed: &[f64],
        tally: &mut Tally,
    ) -> Result<(), Failure> {
        let quantity = self.comparison.quantity;
        let coordinates = if quantity.of_context() {
            Coordinates::Context
        } else {
            Coordinates::Output
        };
        let inside = point.admits(&self.comparison.entry.conditions);
        let inside = inside.map_err(Failure::no_reference)?;
        let expected = if inside { &self.expected } else { &self.stated };
        let windows: Vec<_> = (expected.iter())
            .map(|form| {
                |point: &Point<N>, range| {
                    let values = point.window(form, range)?.into_iter();
                    Ok(values.map(&demanded).collect())
                }
            })
            .collect();
        let forms: Vec<&Expected<'_, N>> = windows.iter().map(|form| form as _).collect();
        let name = quantity.as_str();
        let mut counted = compare_coordinates(name, coordinates, computed, point, &forms)?;
        if !inside {
            counted.outside = counted.comparisons;
        }
        tally.add(name, &counted);
        Ok(())
    }
}

impl<P: Precision + 'static> Subject for KernelResult<'_, P> {
    type Input = Case;

    fn input(&self, number: u64) -> Case {
        let sampled = if self.special {
            sample_special_dense
        } else {
            sample_dense
        };
        let Comparison { entry, seed, .. } = self.comparison;
        sampled(entry, *seed, number, P::FORMAT)
    }

    fn compare(&self, case: &Case, tally: &mut Tally) -> Result<(), Failure> {
        let mut outcomes = self.compare_each(std::slice::from_ref(case)).into_iter();
        let (counted, outcome) = outcomes.next().ok_or_else(|| {
            let nothing = Reason::Internal("a kernel has neither a result nor a failure");
            Failure::no_reference(nothing)
        })?;
        tally.merge(&counted);
        outcome
    }

    fn batch(&self) -> usize {
        self.source.batch()
    }

    fn compare_each(&self, cases: &[Case]) -> Vec<Compared> {
        let results = self.source.results(self.comparison.entry, cases);
        let mut outcomes = Vec::new();
        for (case, result) in cases.iter().zip(results) {
            let mut tally = Tally {
                cases: 1,
                ..Tally::default()
            };
            let outcome =
                result.and_then(|tensors| self.agrees(case, &tensors.concat(), &mut tally));
            // Those without a reference are skipped.
            let skipped = |failure: &Failure| matches!(failure.cause, Cause::NoReference(_));
            let failed = outcome.as_ref().is_err_and(|failure| !skipped(failure));
            outcomes.push((tally, outcome));
            if failed {
                break;
            }
        }
        outcomes
    }

    fn outcomes(&self, numbers: Range<u64>) -> Vec<Compared> {
        let cases: Vec<Case> = (numbers.take(self.batch().max(1)))
            .map(|number| self.input(number))
            .collect();
        let outcomes = self.compare_each(&cases);
        let count = outcomes.iter().map(|(tally, _)| tally.cases).sum();
        // Those with NaN and infinities are few.
        if self.special {
            return outcomes;
        }
        (self.comparison.done)(self.comparison.quantity, count);
        outcomes
    }

    fn skips(&self, reason: &Reason) -> bool {
        // Short formats have no bound for long sums; the order of rounded values may not be known.
        let unordered = matches!(reason, Reason::NoValue(NoValue::Order(_)));
        unordered || matches!(reason, Reason::Unbounded)
    }

    fn simpler<'i>(&'i self, case: &'i Case) -> Box<dyn Iterator<Item = Case> + 'i> {
        simpler(case, self.comparison.entry)
    }

    fn place(&self, case: &Case, coordinates: Coordinates, flat: usize) -> Result<Place, Reason> {
        place(self.comparison.entry, case, coordinates, flat)
    }

    fn describe(&self, case: &Case, _quantity: &str) -> Vec<(String, String)> {
        let mut inputs = case.describe(self.comparison.entry, P::FORMAT);
        inputs.retain(|(name, _)| self.comparison.quantity.reads(name));
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
