//! What is to be written as a theorem, and why it cannot be.

use crate::exact::{Derivation, Equation, Proof, StepStatement};
use crate::term::{Name, Sort};

/// Why a proof cannot be written down.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unwritable {
    /// The proof names a law or rule that is not among the laws.
    #[error("`{0}` is not a law")]
    NoLaw(String),
    /// A step does not fit its own proof.
    #[error("step {0} does not fit")]
    Step(usize),
    /// A guard is neither a hypothesis nor a constant that the model can have.
    #[error("there is no hypothesis `{0}`")]
    Guard(String),
    /// A claim has an equation without a proof.
    #[error("`{0}` has an equation without a proof")]
    Missing(String),
    /// A term is not well-sorted in general.
    #[error("internal: {0}")]
    Sort(String),
    /// Two modules would be written to one file.
    #[error("two modules would be written to {0}.lean")]
    SameFile(String),
}

/// A theorem of a certificate: its full name alone does not identify it, since
/// Lean may accept it in one file and reject it in another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Theorem {
    /// The Lean module of the file.
    pub file: String,
    /// The full Lean name.
    pub name: String,
}

/// A claim to be written as one theorem.
#[derive(Clone, Debug)]
pub struct Claim<'a> {
    /// The theorem.
    pub theorem: Theorem,
    /// The definition's parameters.
    pub parameters: Vec<(Name, Sort)>,
    /// The derivative that the claim speaks of.
    pub derivation: Option<&'a Derivation>,
    /// The hypothesis `D y = T` that the derivative rests on, of a step of a tape.
    pub step: Option<StepStatement>,
    /// The equations.
    pub equations: Vec<Equation>,
    /// A proof of each equation.
    pub proofs: &'a [Proof],
}
