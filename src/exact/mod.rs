//! The exact side: derivation, proofs, simplification and evaluation over ℚ.
//!
//! No floating-point arithmetic stands here, and no kernel is named here:
//! the comparison of the two is worth something because they are independent.
#![deny(clippy::float_arithmetic)]

mod bound;
mod computed;
mod derive;
mod enclosure;
mod evaluate;
mod format;
mod forms;
mod goal;
mod graph;
mod guard;
mod ieee;
mod jacobian;
mod map;
mod memory;
mod normalise;
mod number;
mod point;
mod polynomial;
mod proof;
mod prove;
mod replay;
mod rewrite;
mod simplify;
mod tape;

pub use bound::{Bounded, Judgement, Share};
pub use computed::{FunctionEquation, computed, computed_in_tensors, function_equation};
pub use derive::{Derivation, Differentiation, Hypothesis, NoRule, Rule, derive, derive_given};
pub use enclosure::{Ball, NoBall, Rounding, pi};
pub use format::{Bf16, F16, Format, Precision, exact, round, round_rational, ulp};
pub use forms::{Part, PartForm, Reduced, Underived, derived, forms};
pub use goal::{Equation, Goal, Goals, Obligation, goals, identity};
pub use ieee::{Ieee, Judge, Special};
pub use jacobian::{Column, Jacobian, JacobianMatrix, NoMatrix, jacobians};
pub use map::{NoValue, Read};
pub(crate) use memory::Results;
pub use number::{
    Exact, NoFunction, NoInverse, NoOrder, Number, dyadic_above, quotient, quotient_above,
};
pub use point::{DOUBLINGS, Point, Stored};
pub use polynomial::{Atom, Coordinate, Monomial, Polynomial, Value};
pub use proof::{FactInstance, Proof, Reason, Step};
pub use prove::{Limits, Outcome, Prover, Stop};
pub use replay::{
    InvalidDerivation, InvalidFact, InvalidStep, Rejection, constant, replay, replay_computed,
    replay_derivation, replay_derivation_given,
};
pub use simplify::{NotSmaller, Simplified, smaller};
pub use tape::{
    Instance, InvalidInstance, InvalidTheorem, NoTheorem, StatementError, StepForms, StepStatement,
    StepTheorem, TapeNames, TapeProof, TapeRejection, Unfit, Unproved, instance, prove_tape,
    replay_tape, step_forms,
};
