//! The search for proofs about tapes: one per entry, and an instance per step.

use super::instance::instance;
use super::statement::{StatementError, StepStatement, StepTheorem, TapeProof};
use crate::exact::{NoRule, Obligation, Outcome, Prover, Stop, derive_given};
use crate::notation::{Entry, Laws, LeanName, Tape};

/// The entry of a step has no proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Unproved {
    /// The Lean name of the entry.
    pub entry: LeanName,
    /// Why.
    pub why: NoTheorem,
}

/// Why no theorem about an entry as a step is found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoTheorem {
    /// The tape names an entry that is not given.
    #[error("there is no such entry")]
    NoEntry,
    /// There is nothing to prove.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// No rule differentiates its forward map.
    #[error(transparent)]
    NoRule(#[from] NoRule),
    /// The search ended without a proof.
    #[error(transparent)]
    Stopped(#[from] Stop),
}

/// A proof of a claim about a tape, not yet replayed.
///
/// # Errors
/// The first entry whose theorem is not found.
pub fn prove_tape(
    tape: &Tape,
    entries: &[Entry],
    obligation: Obligation,
    prover: &Prover<'_>,
    laws: &Laws,
) -> Result<TapeProof, Unproved> {
    let unproved = |entry: &LeanName, why: NoTheorem| Unproved {
        entry: entry.clone(),
        why,
    };
    let find = |name: &LeanName| {
        let found = entries.iter().find(|entry| entry.name == *name);
        found.ok_or_else(|| unproved(name, NoTheorem::NoEntry))
    };
    let theorems = tape
        .entries()
        .into_iter()
        .map(|name| {
            let entry = find(name)?;
            theorem(entry, obligation, prover, laws).map_err(|why| unproved(name, why))
        })
        .collect::<Result<_, _>>()?;
    let mut context: Vec<&[usize]> = tape.inputs.iter().map(|i| i.shape.as_slice()).collect();
    let mut instances = Vec::with_capacity(tape.steps.len());
    for step in &tape.steps {
        instances.push(instance(find(&step.entry)?, step, &context));
        context.push(&step.shape);
    }
    Ok(TapeProof {
        obligation,
        theorems,
        instances,
    })
}

fn theorem(
    entry: &Entry,
    obligation: Obligation,
    prover: &Prover<'_>,
    laws: &Laws,
) -> Result<StepTheorem, NoTheorem> {
    let statement = StepStatement::of(entry)?;
    let derivation = match obligation {
        Obligation::Adjoint => None,
        _ => Some(derive_given(&statement.forward, &statement.by(), laws)?),
    };
    let derived = derivation.as_ref().map(|found| &found.derivative);
    let equations = statement.equations(obligation, derived)?;
    let proofs = equations
        .iter()
        .map(|equation| match prover.prove(equation) {
            Outcome::Found(proof) => Ok(proof),
            Outcome::NotFound(stop) => Err(stop),
        })
        .collect::<Result<_, _>>()?;
    Ok(StepTheorem {
        entry: entry.name.clone(),
        derivation,
        proofs,
    })
}
