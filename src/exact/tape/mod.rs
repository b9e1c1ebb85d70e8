//! Proofs about whole tapes, by the induction that TorchLean's proofs go by.
//!
//! Nothing is put into anything: a shared result stays a variable. Let `y` be all values before a
//! step, a function of the inputs `x` with derivative `T` there. Four equations, proved once per
//! entry and for all contexts, shapes and positions, say what the step adds:
//!
//! - derivative: `D(forward y)·dx = jvp y (T dx)`, the chain rule being the rules' own with the
//!   hypothesis `D y = T`;
//! - adjoint: `⟪dy, prev⟫ + ⟪jvp y dy, δ⟫ = ⟪dy, prev + vjp y δ⟫`;
//! - linear map: `D(forward y)† δ = T† (vjp y δ)`, and with it
//!   `T† prev + D(forward y)† δ = T† (prev + vjp y δ)`.
//!
//! Lean's `snoc` puts a step's result behind `y`, and its derivative `D` below `T`. The adjoint of
//! the two is `T† prev + D† δ` at a cotangent `(prev, δ)`, and `backprop` goes on with
//! `prev + vjp y δ`: so the last equation is the step of `backpropVec_eq_adjoint_fderiv`, the one
//! before of `backprop_correct_inner`, and the first of `hasFDerivAt_evalVec_and_jvp`. The tape
//! without nodes has `T = id` and gives the seed back.
//!
//! A proof about a tape is the theorems of its entries, and per step an instance: what the
//! theorem's shapes and parameters stand for. That an instance fits, and that each step stands on
//! the context that the steps before have made, is checked again by [`replay_tape`].

mod forms;
mod instance;
mod prove;
mod replay;
mod statement;

pub use forms::{StepForms, TapeNames, step_forms};
pub use instance::{Instance, instance};
pub use prove::{NoTheorem, Unproved, prove_tape};
pub use replay::{InvalidInstance, InvalidTheorem, TapeRejection, Unfit, replay_tape};
pub use statement::{StatementError, StepStatement, StepTheorem, TapeProof};
