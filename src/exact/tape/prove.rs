//! The search for proofs about tapes: one per entry, and an instance per step.

use super::instance::instance;
use super::statement::{StepStatement, StepTheorem, TapeProof};
use crate::exact::{Obligation, Outcome, Prover, derive_given};
use crate::notation::{Entry, Laws, Tape};
use crate::term::Name;

/// The entry of a step has no proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Unproved {
    /// The Lean name of the entry.
    pub entry: Name,
    /// Why.
    pub why: String,
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
    let unproved = |entry: &Name, why: String| Unproved {
        entry: entry.clone(),
        why,
    };
    let find = |name: &Name| {
        let found = entries.iter().find(|entry| entry.name == *name);
        found.ok_or_else(|| unproved(name, "there is no such entry".into()))
    };
    let theorems = tape
        .entries()
        .into_iter()
        .map(|name| {
            let entry = find(name)?;
            theorem(entry, obligation, prover, laws).map_err(|why| unproved(name, why))
        })
        .collect::<Result<_, _>>()?;
    let shapes: Vec<&[usize]> = tape.positions().map(|(_, shape)| shape).collect();
    let instances = tape
        .steps
        .iter()
        .enumerate()
        .map(|(at, step)| {
            let before = shapes.get(..tape.inputs.len() + at).unwrap_or(&[]);
            Ok(instance(find(&step.entry)?, step, before))
        })
        .collect::<Result<_, _>>()?;
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
) -> Result<StepTheorem, String> {
    let statement = StepStatement::of(entry)
        .map_err(|e| e.to_string())?
        .ok_or("it is no node")?;
    let derivation = match obligation {
        Obligation::Adjoint => None,
        _ => Some(
            derive_given(&statement.forward, &statement.by(), laws).map_err(|e| e.to_string())?,
        ),
    };
    let derived = derivation.as_ref().map(|found| &found.derivative);
    let equations = statement
        .equations(obligation, derived)
        .map_err(|e| e.to_string())?;
    let proofs = equations
        .iter()
        .map(|equation| match prover.prove(equation) {
            Outcome::Found(proof) => Ok(proof),
            Outcome::NotFound(stop) => Err(stop.to_string()),
        })
        .collect::<Result<_, _>>()?;
    Ok(StepTheorem {
        entry: entry.name.clone(),
        derivation,
        proofs,
    })
}
