//! Tapes as text: inputs with shapes, and one entry of `spec/` with its arguments per line.
//!
//! ```text
//! tape polynomial
//! input x : [3]
//! let u := square x
//! let v := scale u (1/2)
//! let y := add v x
//! ```

mod call;
mod constant;
mod file;
mod reader;

pub use file::Files;
pub use reader::read_tape;

use super::name::LeanName;
use crate::term::{Argument, Name, Rational};

/// A tape: TorchLean's `Graph Γ ss`, with an entry of `spec/` for each node.
///
/// A position of the tape is an input or, behind those, the result of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tape {
    /// The name.
    pub name: Name,
    /// The inputs: Lean's `Γ`.
    pub inputs: Vec<Input>,
    /// The nodes in order: Lean's `snoc`s.
    pub steps: Vec<Step>,
}

/// An input of a tape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The name.
    pub name: Name,
    /// The dimensions, outermost first.
    pub shape: Vec<usize>,
}

/// A node of a tape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The name of the result.
    pub name: Name,
    /// The definition.
    pub entry: LeanName,
    /// One per parameter of the entry.
    pub arguments: Vec<Argument<Rational>>,
    /// The dimensions of the result, outermost first.
    pub shape: Vec<usize>,
    /// The line of the text, from 1.
    pub line: usize,
    /// The step as it was written.
    pub text: String,
}

impl Tape {
    /// The name and the dimensions at each position.
    pub fn positions(&self) -> impl Iterator<Item = (&Name, &[usize])> {
        let inputs = self.inputs.iter().map(|i| (&i.name, i.shape.as_slice()));
        inputs.chain(self.steps.iter().map(|s| (&s.name, s.shape.as_slice())))
    }

    /// The Lean names of the entries that it uses, each once, in order of first use.
    pub fn entries(&self) -> Vec<&LeanName> {
        let mut entries: Vec<&LeanName> = Vec::new();
        for step in &self.steps {
            if !entries.contains(&&step.entry) {
                entries.push(&step.entry);
            }
        }
        entries
    }
}

impl Step {
    /// The positions that the step reads, in the order of its arguments.
    pub fn reads(&self) -> impl Iterator<Item = usize> {
        self.arguments.iter().filter_map(|argument| match argument {
            Argument::Index(position) => Some(*position),
            _ => None,
        })
    }
}
