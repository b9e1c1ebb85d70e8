//! A closure of the user, and what it gives at one input, or why it gives nothing.

use super::float::Float;
use super::inputs::{Answer, Inputs, cut};
use super::panic::caught;
use super::quantity::Quantity;
use super::source::{Source, Tensors, Wanted};
use crate::audit::case::Case;
use crate::audit::comparison::{Cause, Failure};
use crate::notation::Entry;

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

/// A closure as it is compared.
pub(super) struct Closure<'a, 'k, F> {
    pub(super) quantity: Quantity,
    pub(super) computes: &'a Computes<'k, F>,
}

impl<F: Float> Source for Closure<'_, '_, F> {
    fn results(&self, entry: &Entry, cases: &[Case]) -> Vec<Result<Tensors, Failure>> {
        // The next input is not run if this one fails.
        let first = cases.iter().take(1);
        first.map(|case| self.result(entry, case)).collect()
    }
}

impl<F: Float> Closure<'_, '_, F> {
    fn result(&self, entry: &Entry, case: &Case) -> Result<Tensors, Failure> {
        let inputs = Inputs::of(entry, case).map_err(Failure::no_reference)?;
        let [nan, one] = BUFFERS;
        let first = self.once(&inputs, case, nan)?;
        let mut second = self.once(&inputs, case, one);
        let into_buffer = matches!(self.computes, Computes::OutputInto(_));
        if let (true, Ok(second)) = (into_buffer, &mut second) {
            // A coordinate that is not written is still NaN, which the exact value will refute.
            let pairs = first.iter().flatten().zip(second.iter_mut().flatten());
            let unset = pairs.filter(|(first, _)| first.is_nan());
            unset.for_each(|(first, second)| *second = *first);
        }
        let output = std::slice::from_ref(inputs.output());
        let wanted = Wanted {
            quantity: self.quantity,
            format: F::FORMAT,
            shapes: if self.quantity.of_context() {
                inputs.shapes()
            } else {
                output
            },
        };
        let how = if into_buffer {
            ", into a buffer of NaN and one of 1,"
        } else {
            ""
        };
        wanted.steady(first, second, how)
    }

    /// One run. Its panic is a failure of the kernel alone.
    fn once(&self, inputs: &Inputs<F>, case: &Case, before: f64) -> Result<Tensors, Failure> {
        let quantity = self.quantity.as_str();
        match caught(|| call(self.computes, inputs, case, before)) {
            Ok(Ok(result)) => {
                let wide = |tensor: Vec<F>| tensor.into_iter().map(F::to_f64).collect();
                Ok(result.into_iter().map(wide).collect())
            }
            Ok(Err(e)) => {
                let why = format!("the kernel gave an error: {e}");
                Err(Failure::no_result(quantity, &why))
            }
            Err(said) => {
                let why = format!("the kernel panicked: {said}");
                Err(Failure::of(quantity, Cause::Panicked(why)))
            }
        }
    }
}
