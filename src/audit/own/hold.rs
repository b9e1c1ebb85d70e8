//! One result of a kernel, held against exact values at many inputs.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::float::Float;
use super::inputs::{Inputs, cut};
use super::kernel::{Answer, Computes};
use crate::audit::case::Case;
use crate::audit::compare::{Comparison, Failure, no_reference, no_result};
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
    let computed = steady(name, &inputs, || run(computes, &inputs, case))?;
    let of_context = matches!(computes, Computes::Context(_) | Computes::ContextAdd(_));
    let sizes: Vec<usize> = match of_context {
        true => inputs.shapes().iter().map(|shape| shape.size()).collect(),
        false => vec![output.size()],
    };
    sized(name, of_context, &computed, &sizes)?;
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
    comparison.is(name, of_context, &computed, &expected)
}

/// The tensors that a closure gives.
fn run<F: Float>(
    computes: &Computes<'_, F>,
    inputs: &Inputs<F>,
    case: &Case,
) -> Answer<Vec<Vec<F>>> {
    match computes {
        Computes::Output(f) => Ok(vec![f(inputs)?]),
        Computes::OutputInto(f) => {
            let mut out = vec![F::from_f64(f64::NAN); inputs.output().size()];
            f(inputs, &mut out)?;
            Ok(vec![out])
        }
        Computes::Context(f) => f(inputs),
        Computes::ContextAdd(f) => {
            let mut held = cut(inputs.shapes(), &case.held);
            f(inputs, &mut held)?;
            Ok(held)
        }
    }
}

/// What two runs agree on.
fn steady<F: Float>(
    quantity: &'static str,
    inputs: &Inputs<F>,
    run: impl Fn() -> Answer<Vec<Vec<F>>>,
) -> Result<Vec<Vec<F>>, Failure> {
    let once = || match catch_unwind(AssertUnwindSafe(&run)) {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(e)) => Err(no_result(
            quantity,
            &format!("the kernel gave an error: {e}"),
        )),
        Err(payload) => Err(Failure::Panicked {
            quantity,
            why: format!("the kernel panicked: {}", message(&*payload)),
        }),
    };
    let first = once()?;
    let second = match once() {
        Ok(second) => second,
        Err(_) => return Err(unsteady(quantity, "the second gave no result".into())),
    };
    match differing(&first, &second, inputs) {
        None => Ok(first),
        Some(place) => Err(unsteady(quantity, place)),
    }
}

fn unsteady(quantity: &'static str, how: String) -> Failure {
    Failure::Unsteady {
        quantity,
        why: format!("two runs at one input differ: {how}"),
    }
}

/// Where two runs differ, and what they gave there.
fn differing<F: Float>(first: &[Vec<F>], second: &[Vec<F>], at: &Inputs<F>) -> Option<String> {
    let lengths = |run: &[Vec<F>]| run.iter().map(Vec::len).collect::<Vec<_>>();
    if lengths(first) != lengths(second) {
        return Some("in how many coordinates they give".into());
    }
    for (position, (one, two)) in first.iter().zip(second).enumerate() {
        for (flat, (one, two)) in one.iter().zip(two).enumerate() {
            let (a, b) = (one.to_f64(), two.to_f64());
            if a.to_bits() != b.to_bits() && !(a.is_nan() && b.is_nan()) {
                let tensor = match first.len() {
                    1 if at.shapes().len() != 1 => "of the result".into(),
                    _ => format!("of tensor {position}"),
                };
                return Some(format!(
                    "{one:?}, then {two:?}, at flat coordinate {flat} {tensor}"
                ));
            }
        }
    }
    None
}

/// Whether there are as many tensors and coordinates as there should be.
fn sized<F>(
    quantity: &'static str,
    of_context: bool,
    computed: &[Vec<F>],
    sizes: &[usize],
) -> Result<(), Failure> {
    if computed.len() != sizes.len() {
        let (found, wanted) = (computed.len(), sizes.len());
        let why = format!("{found} tensors for a context of {wanted}");
        return Err(no_result(quantity, &why));
    }
    for (position, (tensor, size)) in computed.iter().zip(sizes).enumerate() {
        if tensor.len() != *size {
            let of = if of_context {
                format!(" for tensor {position}")
            } else {
                String::new()
            };
            let why = format!("{} coordinates instead of {size}{of}", tensor.len());
            return Err(no_result(quantity, &why));
        }
    }
    Ok(())
}

/// What a panic said.
fn message(payload: &(dyn std::any::Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("without a message")
}
