//! One result of a kernel, held against exact values at many inputs.

use std::ops::Range;

use super::float::Float;
use super::inputs::Inputs;
use super::kernel::Computes;
use super::run::run;
use crate::audit::case::Case;
use crate::audit::compare::{Comparison, Failure, accumulated, cotangent, no_reference, tangent};
use crate::audit::kernel;
use crate::audit::sample::sample_dense;
use crate::audit::verdict::{Tally, Verdict};
use crate::exact::{Bounded, Precision};
use crate::notation::{Entry, Form};
use crate::term::{Sort, Space, Term};

/// A result that a kernel may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// The value.
    Forward,
    /// The derivative in a direction.
    Jvp,
    /// The adjoint of the derivative at a cotangent.
    Vjp,
    /// The value, written into a slice.
    ForwardInto,
    /// The derivative in a direction, written into a slice.
    JvpInto,
    /// The adjoint at a cotangent, added to slices.
    VjpAdd,
}

impl Quantity {
    /// All of them, in the order of reports.
    pub const ALL: [Quantity; 6] = [
        Quantity::Forward,
        Quantity::Jvp,
        Quantity::Vjp,
        Quantity::ForwardInto,
        Quantity::JvpInto,
        Quantity::VjpAdd,
    ];

    /// The name in reports, which is that of the closure.
    pub fn as_str(self) -> &'static str {
        match self {
            Quantity::Forward => "forward",
            Quantity::Jvp => "jvp",
            Quantity::Vjp => "vjp",
            Quantity::ForwardInto => "forward_into",
            Quantity::JvpInto => "jvp_into",
            Quantity::VjpAdd => "vjp_add",
        }
    }

    fn is_value(self) -> bool {
        matches!(self, Quantity::Forward | Quantity::ForwardInto)
    }

    /// Whether it depends on the input that a counterexample calls so.
    fn reads(self, input: &str) -> bool {
        match input {
            "dx" => matches!(self, Quantity::Jvp | Quantity::JvpInto),
            "δ" => matches!(self, Quantity::Vjp | Quantity::VjpAdd),
            "held" => self == Quantity::VjpAdd,
            _ => true,
        }
    }
}

/// The verdict on one result; `inputs` are the seed and the numbers of the cases.
pub(super) fn hold<F: Float>(
    quantity: Quantity,
    given: Option<&Computes<'_, F>>,
    entry: &Entry,
    derivative: Option<&Term>,
    inputs: (u64, Range<u64>),
) -> Verdict {
    let Some(computes) = given else {
        return Verdict::NotChecked("no closure was given".into());
    };
    if !quantity.is_value() && derivative.is_none() {
        return Verdict::Unknown(match entry.form {
            Form::Function(_) => "a plain function has no derivative to hold it against".into(),
            _ => "there is no derived map to hold it against".into(),
        });
    }
    if over_context(entry) {
        let why = "a parameter that is a vector or a map of the whole context is not sampled";
        return Verdict::Unknown(why.into());
    }
    let (seed, cases) = inputs;
    let format = <F as Precision>::FORMAT;
    let cases = cases.map(|number| (number, sample_dense(entry, seed, number, format)));
    let verdict = kernel::hold(entry, format, cases, |case, tally| {
        compare(quantity, computes, entry, derivative, case, tally)
    });
    match verdict {
        Verdict::NotChecked(why) => Verdict::Unknown(why),
        Verdict::Refuted(mut found) => {
            found.inputs.retain(|(name, _)| quantity.reads(name));
            Verdict::Refuted(found)
        }
        verdict => verdict,
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

fn compare<F: Float>(
    quantity: Quantity,
    computes: &Computes<'_, F>,
    entry: &Entry,
    derivative: Option<&Term>,
    case: &Case,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let point = case
        .point(entry, Bounded::<F>::from)
        .map_err(no_reference)?;
    let output = case.output(entry);
    tally.cases += 1;
    let mut comparison = Comparison {
        case,
        point: &point,
        output: &output,
        tally,
    };
    let name = quantity.as_str();
    let inputs = Inputs::of(entry, case);
    let computed = run(name, computes, &inputs, case)?;
    let expected = expected(quantity, entry, derivative)?;
    let computed: Vec<f64> = computed.into_iter().flatten().map(F::to_f64).collect();
    comparison.is(name, computes.of_context(), &computed, &expected)?;
    Ok(())
}

/// The form whose value a result must be.
fn expected(quantity: Quantity, entry: &Entry, map: Option<&Term>) -> Result<Term, Failure> {
    let node = entry.form.node().zip(map);
    let node = node.ok_or_else(|| no_reference("there is no derived map"));
    match (quantity, &entry.form) {
        (Quantity::Forward | Quantity::ForwardInto, Form::Function(value)) => Ok(value.clone()),
        (Quantity::Forward | Quantity::ForwardInto, form) => {
            let node = form.node().map(|node| node.forward.clone());
            node.ok_or_else(|| no_reference("there is no node"))
        }
        (Quantity::Jvp | Quantity::JvpInto, _) => node.and_then(|(node, map)| tangent(map, node)),
        (Quantity::Vjp, _) => node.and_then(|(node, map)| cotangent(map, node)),
        (Quantity::VjpAdd, _) => {
            node.and_then(|(node, map)| accumulated(cotangent(map, node)?, node))
        }
    }
}
