//! What gives the results of a kernel, and what is asked of a result before it is compared: the same
//! bits when it is computed again, and the right lengths.

use super::quantity::Quantity;
use crate::audit::case::{Case, number};
use crate::audit::comparison::{Cause, Failure};
use crate::exact::Format;
use crate::notation::Entry;
use crate::tape::Shape;

/// One tensor for the output, or one for each of the context. A number is carried as the f64 that
/// equals it.
pub(super) type Tensors = Vec<Vec<f64>>;

/// What gives one result of a kernel.
pub(super) trait Source {
    /// How many inputs it is best asked at a time.
    fn batch(&self) -> usize {
        1
    }

    /// The result at some inputs, in their order: at the first, and up to the first failure at least.
    fn results(&self, entry: &Entry, cases: &[Case]) -> Vec<Result<Tensors, Failure>>;
}

/// What a result must be like.
pub(super) struct Wanted<'a> {
    pub(super) quantity: Quantity,
    pub(super) format: Format,
    /// The shapes of its tensors.
    pub(super) shapes: &'a [Shape],
}

impl Wanted<'_> {
    /// The result of two runs at one input.
    ///
    /// # Errors
    /// When the two differ, or have another number of tensors or coordinates. `how` says more of the
    /// runs.
    pub(super) fn steady(
        &self,
        first: Tensors,
        second: Result<Tensors, Failure>,
        how: &str,
    ) -> Result<Tensors, Failure> {
        let difference = match second {
            Ok(second) => self.difference(&first, &second),
            Err(_) => Some("the second gave no result".into()),
        };
        match difference {
            Some(difference) => {
                let why = format!("two runs at one input{how} differ: {difference}");
                Err(Failure::of(self.quantity.as_str(), Cause::Unsteady(why)))
            }
            None => self.sized(first),
        }
    }

    /// Where two runs differ, and what they gave there.
    fn difference(&self, first: &Tensors, second: &Tensors) -> Option<String> {
        let lengths = |run: &Tensors| run.iter().map(Vec::len).collect::<Vec<_>>();
        if lengths(first) != lengths(second) {
            return Some("in how many coordinates they give".into());
        }
        for (position, (one, two)) in first.iter().zip(second).enumerate() {
            for (flat, (&a, &b)) in one.iter().zip(two).enumerate() {
                if a.to_bits() != b.to_bits() && !(a.is_nan() && b.is_nan()) {
                    let tensor = if self.quantity.of_context() {
                        format!("of tensor {position}")
                    } else {
                        "of the result".into()
                    };
                    let (a, b) = (number(a, self.format), number(b, self.format));
                    return Some(format!("{a}, then {b}, at flat coordinate {flat} {tensor}"));
                }
            }
        }
        None
    }

    /// Whether there are as many tensors and coordinates as there should be.
    fn sized(&self, computed: Tensors) -> Result<Tensors, Failure> {
        let wrong = |why: String| Failure::no_result(self.quantity.as_str(), &why);
        if computed.len() != self.shapes.len() {
            let (found, wanted) = (computed.len(), self.shapes.len());
            return Err(wrong(format!("{found} tensors for a context of {wanted}")));
        }
        for (position, (tensor, shape)) in computed.iter().zip(self.shapes).enumerate() {
            if tensor.len() != shape.size() {
                let of = if self.quantity.of_context() {
                    format!(" for tensor {position}")
                } else {
                    String::new()
                };
                let (found, size) = (tensor.len(), shape.size());
                return Err(wrong(format!("{found} coordinates instead of {size}{of}")));
            }
        }
        Ok(computed)
    }
}
