//! A closure of the user, and what it gives at one input, or why it gives nothing.

use super::float::Float;
use super::inputs::{Answer, Inputs, cut};
use super::panic::caught;
use crate::audit::case::Case;
use crate::audit::comparison::{Cause, Failure};
use crate::tape::Shape;

/// A result that is given as a value.
type Gives<'k, F, T> = Box<dyn Fn(&Inputs<F>) -> Answer<T> + 'k>;
/// A result that is written into buffers.
type Writes<'k, F, T> = Box<dyn Fn(&Inputs<F>, &mut T) -> Answer<()> + 'k>;

/// How a kernel computes one of its results.
pub(super) enum Computes<'k, F> {
    /// One coordinate per coordinate of the result.
    Output(Gives<'k, F, Vec<F>>),
    /// The same, into a slice that is overwritten.
    OutputInto(Writes<'k, F, [F]>),
    /// A cotangent for each tensor of the context.
    Context(Gives<'k, F, Vec<Vec<F>>>),
    /// The same, added to what the slices hold.
    ContextAdd(Writes<'k, F, [Vec<F>]>),
}

impl<F> Computes<'_, F> {
    /// Whether it gives a tensor for each of the context.
    pub(super) fn of_context(&self) -> bool {
        matches!(self, Computes::Context(_) | Computes::ContextAdd(_))
    }
}

/// What a buffer that is to be overwritten is filled with, in the first run and in the
/// second: one that is read makes the two differ.
const BUFFERS: [f64; 2] = [f64::NAN, 1.0];

/// One call of a closure.
fn call<F: Float>(
    computes: &Computes<'_, F>,
    inputs: &Inputs<F>,
    case: &Case,
    before: f64,
) -> Answer<Vec<Vec<F>>> {
    match computes {
        Computes::Output(f) => Ok(vec![f(inputs)?]),
        Computes::OutputInto(f) => {
            let mut out = vec![F::from_f64(before); inputs.output().size()];
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

/// The tensors that a closure gives, of the sizes that they should have: one
/// for the output, or one for each shape of the context.
///
/// # Errors
/// When it panics, gives an error or something of another size, or gives
/// something else when it is run again.
pub(super) fn run<F: Float>(
    quantity: &'static str,
    computes: &Computes<'_, F>,
    inputs: &Inputs<F>,
    case: &Case,
) -> Result<Vec<Vec<F>>, Failure> {
    let once = |before| match caught(|| call(computes, inputs, case, before)) {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(e)) => Err(Failure::no_result(
            quantity,
            &format!("the kernel gave an error: {e}"),
        )),
        Err(said) => {
            let why = format!("the kernel panicked: {said}");
            Err(Failure::of(quantity, Cause::Panicked(why)))
        }
    };
    let into_buffer = matches!(computes, Computes::OutputInto(_));
    let unsteady = |how: String| {
        let buffers = if into_buffer {
            ", into a buffer of NaN and one of 1,"
        } else {
            ""
        };
        let why = format!("two runs at one input{buffers} differ: {how}");
        Failure::of(quantity, Cause::Unsteady(why))
    };
    let [nan, one] = BUFFERS;
    let first = once(nan)?;
    let mut second = match once(one) {
        Ok(second) => second,
        Err(_) => return Err(unsteady("the second gave no result".into())),
    };
    if into_buffer {
        // A coordinate that is not written is still NaN, which the exact value will refute.
        let pairs = first.iter().flatten().zip(second.iter_mut().flatten());
        let unset = pairs.filter(|(first, _)| first.to_f64().is_nan());
        unset.for_each(|(first, second)| *second = *first);
    }
    let of_context = computes.of_context();
    if let Some(place) = differing(&first, &second, of_context) {
        return Err(unsteady(place));
    }
    let sizes: Vec<usize> = if of_context {
        inputs.shapes().iter().map(Shape::size).collect()
    } else {
        vec![inputs.output().size()]
    };
    sized(quantity, of_context, &first, &sizes)?;
    Ok(first)
}

/// Where two runs differ, and what they gave there.
fn differing<F: Float>(first: &[Vec<F>], second: &[Vec<F>], of_context: bool) -> Option<String> {
    let lengths = |run: &[Vec<F>]| run.iter().map(Vec::len).collect::<Vec<_>>();
    if lengths(first) != lengths(second) {
        return Some("in how many coordinates they give".into());
    }
    for (position, (one, two)) in first.iter().zip(second).enumerate() {
        for (flat, (one, two)) in one.iter().zip(two).enumerate() {
            let (a, b) = (one.to_f64(), two.to_f64());
            if a.to_bits() != b.to_bits() && !(a.is_nan() && b.is_nan()) {
                let tensor = if of_context {
                    format!("of tensor {position}")
                } else {
                    "of the result".into()
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
        return Err(Failure::no_result(quantity, &why));
    }
    for (position, (tensor, size)) in computed.iter().zip(sizes).enumerate() {
        if tensor.len() != *size {
            let of = if of_context {
                format!(" for tensor {position}")
            } else {
                String::new()
            };
            let why = format!("{} coordinates instead of {size}{of}", tensor.len());
            return Err(Failure::no_result(quantity, &why));
        }
    }
    Ok(())
}
