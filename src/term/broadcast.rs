//! Ways to broadcast: derivations of Lean's `Shape.CanBroadcastTo`.
//!
//! Two shapes do not determine one: `[2]` goes to `[2, 2]` along the rows and along the columns.

use std::fmt;

use super::Images;
use super::shape::checked_size;

/// How one axis of the result comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Lean's `dim_eq`: it is the next axis of the source.
    Same,
    /// Lean's `dim_1_to_n`: the next axis of the source, of dimension 1, is repeated.
    Stretched,
    /// Lean's `expand_dims`: the axes of the source that are left are repeated.
    New,
}

impl Step {
    /// All steps.
    pub const ALL: [Step; 3] = [Step::Same, Step::Stretched, Step::New];

    /// The name of Lean's constructor.
    pub fn lean(self) -> &'static str {
        match self {
            Step::Same => "dim_eq",
            Step::Stretched => "dim_1_to_n",
            Step::New => "expand_dims",
        }
    }
}

/// Why steps do not lead to a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BroadcastError {
    /// There are more steps than axes of the result.
    #[error("there are {steps} steps for a result of rank {rank}")]
    TooManySteps {
        /// The steps.
        steps: usize,
        /// The axes of the result.
        rank: usize,
    },
    /// The size of the result is beyond `usize::MAX`.
    #[error("the result is too large")]
    TooLarge,
}

/// A derivation of `CanBroadcastTo s t`, for shapes that are known: a step for each axis of the
/// result, outermost first, and then Lean's `scalar_to_any` for those that are left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broadcast {
    steps: Vec<Step>,
    from: Vec<usize>,
    to: Vec<usize>,
}

impl Broadcast {
    /// The way to this shape that has these steps; they say which shape it leads from.
    ///
    /// # Errors
    /// When there are more steps than axes, or the result is too large.
    pub fn new(steps: Vec<Step>, to: Vec<usize>) -> Result<Broadcast, BroadcastError> {
        if steps.len() > to.len() {
            return Err(BroadcastError::TooManySteps {
                steps: steps.len(),
                rank: to.len(),
            });
        }
        checked_size(&to).ok_or(BroadcastError::TooLarge)?;
        let sources = steps.iter().zip(&to).filter_map(|(step, &dim)| match step {
            Step::Same => Some(dim),
            Step::Stretched => Some(1),
            Step::New => None,
        });
        let from = sources.collect();
        Ok(Broadcast { steps, from, to })
    }

    /// The way of NumPy and PyTorch, which lines up the last axes; none if there is none.
    pub fn aligned(from: &[usize], to: &[usize]) -> Option<Broadcast> {
        let new = to.len().checked_sub(from.len())?;
        let own = from.iter().zip(to.get(new..)?);
        let own = own.map(|(from, to)| match (from, to) {
            _ if from == to => Some(Step::Same),
            (1, _) => Some(Step::Stretched),
            _ => None,
        });
        let new = std::iter::repeat_n(Some(Step::New), new);
        let steps = new.chain(own).collect::<Option<_>>()?;
        Broadcast::new(steps, to.to_vec()).ok()
    }

    /// The same steps to a shape with other dimensions, or with one axis less; none where it has
    /// other axes.
    pub fn resized(&self, to: &[usize]) -> Option<Broadcast> {
        let mut steps = self.steps.clone();
        if to.len() + 1 == self.to.len() {
            let kept = self.to.iter().zip(to).take_while(|(old, new)| old == new);
            let removed = kept.count();
            if removed < steps.len() {
                steps.remove(removed);
            }
        } else if to.len() != self.to.len() {
            return None;
        }
        Broadcast::new(steps, to.to_vec()).ok()
    }

    /// The steps, outermost first.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The dimensions that it leads from.
    pub fn from(&self) -> &[usize] {
        &self.from
    }

    /// The dimensions that it leads to.
    pub fn to(&self) -> &[usize] {
        &self.to
    }

    /// The coordinate of the source that each coordinate of the result has the value of. Lean:
    /// `Broadcast.broadcastToIndex`; none if a size is too large.
    pub fn images(&self) -> Option<Images> {
        let mut stride = 1_usize;
        let mut strides: Vec<usize> = Vec::with_capacity(self.to.len());
        let left = self.to.len().checked_sub(self.steps.len())?;
        let outer = self.steps.iter().zip(&self.to).rev();
        strides.resize(left, 0);
        for (step, dim) in outer {
            let own = match step {
                Step::Same => stride,
                Step::Stretched | Step::New => 0,
            };
            strides.insert(0, own);
            if *step == Step::Same {
                stride = stride.saturating_mul(*dim);
            }
        }
        Images::new(self.to.clone(), strides, checked_size(&self.from)?)
    }
}

impl fmt::Display for Broadcast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps = self.steps.iter().map(|step| step.lean());
        let steps: Vec<&str> = steps.chain(["scalar_to_any"]).collect();
        f.write_str(&steps.join(" "))
    }
}
