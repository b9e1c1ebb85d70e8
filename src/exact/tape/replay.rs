//! Checks proofs about tapes again, without the e-graph.

use std::collections::BTreeSet;

use super::instance::Instance;
use super::statement::{StepStatement, StepTheorem, TapeProof};
use crate::exact::Obligation;
use crate::exact::replay::{Rejection, replay, replay_derivation_given};
use crate::notation::{Argument, Entry, Laws, Step, Tape};
use crate::term::{Name, Sort, Space};

/// Why a proof about a tape is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TapeRejection {
    /// The theorem about an entry does not hold.
    #[error("the theorem about `{entry}`: {why}")]
    Theorem {
        /// The entry.
        entry: Name,
        /// Why.
        why: String,
    },
    /// There is not one instance per step.
    #[error("{found} instances for {expected} steps")]
    Count {
        /// The steps of the tape.
        expected: usize,
        /// The instances of the proof.
        found: usize,
    },
    /// An instance is not one at its step.
    #[error("step {step} (`{name}`): {why}")]
    Step {
        /// Which, from 1.
        step: usize,
        /// Its name.
        name: Name,
        /// Why.
        why: String,
    },
}

/// Checks that `proof` proves its claim of `tape`: that each theorem follows from the laws, that
/// each step has an instance of the theorem about its entry, and that the instances fit the
/// context that the steps before have made.
///
/// # Errors
/// The first theorem or step that does not hold.
pub fn replay_tape(
    proof: &TapeProof,
    tape: &Tape,
    entries: &[Entry],
    laws: &Laws,
) -> Result<(), TapeRejection> {
    let find = |name: &Name| entries.iter().find(|entry| entry.name == *name);
    let mut proved: BTreeSet<&Name> = BTreeSet::new();
    for theorem in &proof.theorems {
        let reject = |why| TapeRejection::Theorem {
            entry: theorem.entry.clone(),
            why,
        };
        let entry = find(&theorem.entry).ok_or_else(|| reject("there is no such entry".into()))?;
        check_theorem(theorem, entry, proof.obligation, laws).map_err(reject)?;
        proved.insert(&theorem.entry);
    }
    if proof.instances.len() != tape.steps.len() {
        return Err(TapeRejection::Count {
            expected: tape.steps.len(),
            found: proof.instances.len(),
        });
    }
    let mut context: Vec<&[usize]> = tape.inputs.iter().map(|i| i.shape.as_slice()).collect();
    for (at, (step, instance)) in tape.steps.iter().zip(&proof.instances).enumerate() {
        let reject = |why| TapeRejection::Step {
            step: at + 1,
            name: step.name.clone(),
            why,
        };
        if !proved.contains(&instance.entry) {
            let why = format!("no theorem is about `{}`", instance.entry);
            return Err(reject(why));
        }
        let entry = find(&instance.entry).ok_or_else(|| reject("there is no such entry".into()))?;
        check_instance(instance, step, entry, &context).map_err(reject)?;
        context.push(&step.shape);
    }
    Ok(())
}

fn check_theorem(
    theorem: &StepTheorem,
    entry: &Entry,
    obligation: Obligation,
    laws: &Laws,
) -> Result<(), String> {
    let statement = StepStatement::of(entry)
        .map_err(|e| e.to_string())?
        .ok_or("it is no node")?;
    if let Some(derivation) = &theorem.derivation {
        if derivation.term != statement.forward {
            return Err(format!(
                "`{}` is differentiated, not `{}`",
                derivation.term, statement.forward
            ));
        }
        replay_derivation_given(derivation, &statement.by(), laws).map_err(|e| e.to_string())?;
    } else if obligation != Obligation::Adjoint {
        return Err("the derivative is missing".into());
    }
    let derived = theorem.derivation.as_ref().map(|found| &found.derivative);
    let equations = statement
        .equations(obligation, derived)
        .map_err(|e| e.to_string())?;
    if equations.len() != theorem.proofs.len() {
        return Err(format!(
            "{} proofs for {} equations",
            theorem.proofs.len(),
            equations.len()
        ));
    }
    equations
        .iter()
        .zip(&theorem.proofs)
        .try_for_each(|(equation, proof)| replay(proof, equation, laws))
        .map_err(|e: Rejection| e.to_string())
}

fn check_instance(
    instance: &Instance,
    step: &Step,
    entry: &Entry,
    context: &[&[usize]],
) -> Result<(), String> {
    if instance.entry != step.entry {
        return Err(format!(
            "the tape has `{}` here, the proof `{}`",
            step.entry, instance.entry
        ));
    }
    if instance.arguments != step.arguments {
        return Err("the tape has other arguments here than the proof".into());
    }
    if instance.arguments.len() != entry.parameters.len() {
        return Err(format!(
            "{} arguments for {} parameters",
            instance.arguments.len(),
            entry.parameters.len()
        ));
    }
    let shape = |space: &Space| match space {
        Space::Named(name) => instance
            .shapes
            .get(name)
            .ok_or_else(|| format!("`{name}` stands for nothing")),
        other => Err(format!("{other} has no shape")),
    };
    let sized = |space: &Space, found: usize| {
        let shape = shape(space)?;
        match shape.iter().try_fold(1_usize, |n, &dim| n.checked_mul(dim)) {
            Some(size) if size == found => Ok(()),
            _ => Err(format!("{found} coordinates for shape {shape:?}")),
        }
    };
    for ((name, sort), argument) in entry.parameters.iter().zip(&instance.arguments) {
        let fits = match (sort, argument) {
            (Sort::Idx { shape: space, .. }, Argument::Index(position)) => {
                match context.get(*position) {
                    None => Err(format!("position {position} comes later")),
                    Some(found) if *found != shape(space)?.as_slice() => {
                        Err(format!("shape {found:?} at position {position}"))
                    }
                    Some(_) => Ok(()),
                }
            }
            (Sort::Vec(Space::Real), Argument::Scalar(_)) => Ok(()),
            (Sort::Vec(space @ Space::Named(_)), Argument::Vector(v)) => sized(space, v.len()),
            (Sort::Mask(space), Argument::Mask(mask)) => sized(space, mask.len()),
            (Sort::Vec(Space::Hom(from, to)), Argument::Map { columns, rows }) => {
                let whole = rows.iter().all(|row| row.len() == *columns);
                sized(from, *columns)
                    .and_then(|()| sized(to, rows.len()))
                    .and_then(|()| whole.then_some(()).ok_or_else(|| "uneven rows".into()))
            }
            _ => Err(format!("not of sort {sort}")),
        };
        fits.map_err(|why| format!("`{name}`: {why}"))?;
    }
    match entry.output() {
        Some(space) if *shape(space)? == step.shape => Ok(()),
        _ => Err(format!(
            "the result has another shape than {:?}",
            step.shape
        )),
    }
}
