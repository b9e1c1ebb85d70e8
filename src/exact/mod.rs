//! The exact side: derivation, proofs, simplification and evaluation over ℚ.
//!
//! No floating-point arithmetic stands here, and no kernel is named here:
//! the comparison of the two is worth something because they are independent.
#![deny(clippy::float_arithmetic)]

mod bound;
mod derive;
mod evaluate;
mod format;
mod goal;
mod graph;
mod hypothesis;
mod magnitude;
mod map;
mod number;
mod point;
mod polynomial;
mod proof;
mod prove;
mod quotient;
mod ratio;
mod replay;
mod rewrite;
mod rounding;
mod simplify;
mod tape;

pub use bound::{Bounded, Judgement, Share};
pub use derive::{Derivation, NoRule, derive, derive_given};
pub use format::{Format, Precision};
pub use goal::{Equation, Goal, Obligation, goals, identity};
pub use hypothesis::{Differentiation, HYPOTHESIS, Hypothesis};
pub use map::{Map, Matrix, Read};
pub use number::{Exact, NoInverse, Number};
pub use point::{NoValue, Point, Stored, Value};
pub use polynomial::{Atom, Monomial, Polynomial};
pub use proof::{Proof, Reason, Step};
pub use prove::{Limits, Outcome, Prover, Stop};
pub use quotient::{quotient, quotient_above};
pub use replay::{Rejection, constant, replay, replay_derivation, replay_derivation_given};
pub use rounding::{exact, round, round_rational, ulp};
pub use simplify::{NotSmaller, Simplified, smaller};
pub use tape::{
    Instance, StepForms, StepStatement, StepTheorem, TapeNames, TapeProof, TapeRejection, Unproved,
    instance, prove_tape, replay_tape, step_forms,
};
