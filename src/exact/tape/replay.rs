//! Checks proofs about tapes again, without the e-graph.

use std::collections::BTreeSet;

use super::instance::Instance;
use super::statement::{StatementError, StepStatement, StepTheorem, TapeProof};
use crate::exact::Obligation;
use crate::exact::replay::{Rejection, replay, replay_derivation_given};
use crate::notation::{Entry, Laws, LeanName, Step, Tape};
use crate::term::{Argument, Broadcast, Name, Sort, Space, Term, checked_size};

/// Why a proof about a tape is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TapeRejection {
    /// The theorem about an entry is not proved.
    #[error("the theorem about `{entry}`: {why}")]
    Theorem {
        /// The entry.
        entry: LeanName,
        /// Why.
        why: Box<InvalidTheorem>,
    },
    /// There is not one instance per step.
    #[error("{found} instances for {expected} steps")]
    Count {
        /// The steps of the tape.
        expected: usize,
        /// The instances of the proof.
        found: usize,
    },
    /// An instance does not fit its step.
    #[error("step {step} (`{name}`): {why}")]
    Step {
        /// Which, from 1.
        step: usize,
        /// Its name.
        name: Name,
        /// Why.
        why: Box<InvalidInstance>,
    },
}

/// Why a theorem about an entry is not proved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTheorem {
    /// There is no such entry.
    #[error("there is no such entry")]
    NoEntry,
    /// There is nothing to prove.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// Another term is differentiated.
    #[error("`{found}` is differentiated, not `{expected}`")]
    Differentiated {
        /// The forward map of the step.
        expected: Term,
        /// What the proof differentiates.
        found: Term,
    },
    /// There is not one proof per equation.
    #[error("{found} proofs for {expected} equations")]
    Count {
        /// The equations of the claim.
        expected: usize,
        /// The proofs.
        found: usize,
    },
    /// A proof or the derivation is not accepted.
    #[error(transparent)]
    Rejected(#[from] Rejection),
}

/// Why an instance of a theorem does not fit its step.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidInstance {
    /// No theorem of the proof is about its entry.
    #[error("no theorem is about `{0}`")]
    NoTheorem(LeanName),
    /// There is no such entry.
    #[error("there is no such entry")]
    NoEntry,
    /// The step is of another entry.
    #[error("the tape has `{expected}` here, the proof `{found}`")]
    Entry {
        /// The entry of the step.
        expected: LeanName,
        /// The entry of the instance.
        found: LeanName,
    },
    /// The step has other arguments.
    #[error("the tape has other arguments here than the proof")]
    Arguments,
    /// The shapes do not satisfy a hypothesis of the entry.
    #[error("the shapes do not satisfy a hypothesis of the entry")]
    Hypothesis,
    /// There is not one argument per parameter.
    #[error("{found} arguments for {expected} parameters")]
    Count {
        /// The parameters of the entry.
        expected: usize,
        /// The arguments.
        found: usize,
    },
    /// An argument does not fit its parameter.
    #[error("`{parameter}`: {why}")]
    Argument {
        /// The parameter.
        parameter: Name,
        /// Why.
        why: Unfit,
    },
    /// The shape of the result stands for nothing.
    #[error(transparent)]
    Output(#[from] Unfit),
    /// The result has another shape.
    #[error("the result does not have the shape {0:?}")]
    Result(Vec<usize>),
}

/// Why an argument does not fit its parameter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The instance gives no shape for this name.
    #[error("`{0}` stands for nothing")]
    Unbound(Name),
    /// The parameter is in a space that is not of coordinates.
    #[error("{0} has no shape")]
    NoShape(Space),
    /// It has another number of coordinates.
    #[error("{found} coordinates for shape {shape:?}")]
    Size {
        /// The shape.
        shape: Vec<usize>,
        /// The coordinates.
        found: usize,
    },
    /// It points at what does not exist yet.
    #[error("position {0} comes later")]
    Later(usize),
    /// It points at another shape.
    #[error("shape {found:?} at position {position}")]
    Shape {
        /// The position.
        position: usize,
        /// The shape there.
        found: Vec<usize>,
    },
    /// The way to broadcast leads from or to another shape.
    #[error("`{0}` does not lead from the one shape to the other")]
    Broadcast(Broadcast),
    /// The shape before the axis has another rank.
    #[error("{0} axes do not come before it")]
    Rank(usize),
    /// The rows of a matrix have different lengths.
    #[error("uneven rows")]
    Uneven,
    /// It is of another sort.
    #[error("not of sort {0}")]
    Sort(Sort),
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
    let find = |name: &LeanName| entries.iter().find(|entry| entry.name == *name);
    let mut proved: BTreeSet<&LeanName> = BTreeSet::new();
    for theorem in &proof.theorems {
        let reject = |why: InvalidTheorem| TapeRejection::Theorem {
            entry: theorem.entry.clone(),
            why: Box::new(why),
        };
        let entry = find(&theorem.entry).ok_or_else(|| reject(InvalidTheorem::NoEntry))?;
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
        let reject = |why: InvalidInstance| TapeRejection::Step {
            step: at + 1,
            name: step.name.clone(),
            why: Box::new(why),
        };
        if !proved.contains(&instance.entry) {
            return Err(reject(InvalidInstance::NoTheorem(instance.entry.clone())));
        }
        let entry = find(&instance.entry).ok_or_else(|| reject(InvalidInstance::NoEntry))?;
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
) -> Result<(), InvalidTheorem> {
    let statement = StepStatement::of(entry)?;
    if let Some(derivation) = &theorem.derivation {
        if derivation.term != statement.forward {
            return Err(InvalidTheorem::Differentiated {
                expected: statement.forward,
                found: derivation.term.clone(),
            });
        }
        replay_derivation_given(derivation, &statement.by(), laws)?;
    }
    let derived = theorem.derivation.as_ref().map(|found| &found.derivative);
    let equations = statement.equations(obligation, derived)?;
    if equations.len() != theorem.proofs.len() {
        return Err(InvalidTheorem::Count {
            expected: equations.len(),
            found: theorem.proofs.len(),
        });
    }
    for (equation, proof) in equations.iter().zip(&theorem.proofs) {
        replay(proof, equation, laws)?;
    }
    Ok(())
}

fn check_instance(
    instance: &Instance,
    step: &Step,
    entry: &Entry,
    context: &[&[usize]],
) -> Result<(), InvalidInstance> {
    if instance.entry != step.entry {
        return Err(InvalidInstance::Entry {
            expected: step.entry.clone(),
            found: instance.entry.clone(),
        });
    }
    if instance.arguments != step.arguments {
        return Err(InvalidInstance::Arguments);
    }
    if instance.arguments.len() != entry.parameters.len() {
        return Err(InvalidInstance::Count {
            expected: entry.parameters.len(),
            found: instance.arguments.len(),
        });
    }
    let shape = |space: &Space| {
        let unbound = space.measures().into_iter();
        let mut unbound = unbound.filter(|of| !instance.shapes.contains_key(of.name()));
        if let Some(unbound) = unbound.next() {
            return Err(Unfit::Unbound(unbound.name().clone()));
        }
        let dims = space.dims(&|name| instance.shapes.get(name).map(Vec::as_slice));
        dims.ok_or_else(|| Unfit::NoShape(space.clone()))
    };
    let sized = |space: &Space, found: usize| {
        let shape = shape(space)?;
        match checked_size(&shape) {
            Some(size) if size == found => Ok(()),
            _ => Err(Unfit::Size { shape, found }),
        }
    };
    for ((name, sort), argument) in entry.parameters.iter().zip(&instance.arguments) {
        let fits = match (sort, argument) {
            (Sort::Idx { shape: space, .. }, Argument::Index(position)) => {
                match context.get(*position) {
                    None => Err(Unfit::Later(*position)),
                    Some(found) => shape(space).and_then(|shape| {
                        if shape == *found {
                            return Ok(());
                        }
                        Err(Unfit::Shape {
                            position: *position,
                            found: found.to_vec(),
                        })
                    }),
                }
            }
            (Sort::Vec(Space::Real), Argument::Scalar(_)) => Ok(()),
            (Sort::Vec(space @ (Space::Named(_) | Space::Shaped(_))), Argument::Vector(v)) => {
                sized(space, v.len())
            }
            (Sort::Mask(space), Argument::Mask(mask)) => sized(space, mask.len()),
            (Sort::CanBroadcastTo { from, to }, Argument::Broadcast(way)) => {
                if shape(from)? == way.from() && shape(to)? == way.to() {
                    Ok(())
                } else {
                    Err(Unfit::Broadcast(way.clone()))
                }
            }
            (Sort::Rank(of), Argument::Rank(rank)) => match instance.shapes.get(of).map(Vec::len) {
                Some(known) if known == *rank => Ok(()),
                _ => Err(Unfit::Rank(*rank)),
            },
            (Sort::Vec(Space::Hom(from, to)), Argument::Map(map)) => sized(from, map.columns())
                .and_then(|()| sized(to, map.rows()))
                .and_then(|()| map.is_whole().then_some(()).ok_or(Unfit::Uneven)),
            _ => Err(Unfit::Sort(sort.clone())),
        };
        fits.map_err(|why| InvalidInstance::Argument {
            parameter: name.clone(),
            why,
        })?;
    }
    if !entry.admits(&|name| instance.shapes.get(name).map(Vec::as_slice)) {
        return Err(InvalidInstance::Hypothesis);
    }
    match entry.output() {
        Some(space) if shape(space)? == step.shape => Ok(()),
        _ => Err(InvalidInstance::Result(step.shape.clone())),
    }
}
