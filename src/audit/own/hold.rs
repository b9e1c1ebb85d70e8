//! One result of a kernel, held against exact values at many inputs.

use std::ops::Range;

use super::float::Float;
use super::inputs::Inputs;
use super::kernel::Computes;
use super::run::run;
use crate::audit::case::Case;
use crate::audit::compare::{Comparison, Failure, no_reference};
use crate::audit::kernel;
use crate::audit::sample::sample_dense;
use crate::audit::verdict::{Tally, Verdict};
use crate::exact::{Bounded, Precision};
use crate::spec::{Entry, Form};
use crate::term::Term;

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
    let expected = match (quantity, derivative) {
        (Quantity::Forward | Quantity::ForwardInto, _) => {
            let forward = match &entry.form {
                Form::Node(node) | Form::Fderiv { node, .. } => &node.forward,
                Form::Function(value) => value,
            };
            point.vector(forward).map_err(no_reference)?
        }
        (Quantity::Jvp | Quantity::JvpInto, Some(map)) => comparison.tangent(map)?,
        (Quantity::Vjp, Some(map)) => comparison.cotangent(map)?,
        (Quantity::VjpAdd, Some(map)) => {
            let cotangent = comparison.cotangent(map)?;
            comparison.accumulated(&cotangent)
        }
        (_, None) => return Err(no_reference("there is no derived map")),
    };
    let computed: Vec<f64> = computed.into_iter().flatten().map(F::to_f64).collect();
    comparison.is(name, computes.of_context(), &computed, &expected)
}
