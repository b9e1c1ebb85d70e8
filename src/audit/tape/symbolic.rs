//! The claims about the forms of a tape: those of its entries, carried along the tape.

use crate::audit::reason::Reason;
use crate::audit::resting::{settle, settle_all};
use crate::audit::symbolic;
use crate::audit::verdict::{Claim, ClaimName, Condition, Evidence, Unproved, Verdict};
use crate::exact::{Limits, Obligation, Point, Prover, prove_tape, replay_tape};
use crate::notation::{Entry, LeanName, Spec, Step, Tape};
use crate::term::{Apart, Name, Rational};

/// The symbolic claims of a tape, and those of its entries. `laws` are those of `spec` at exact
/// points.
pub fn check(
    spec: &Spec,
    tape: &Tape,
    seed: u64,
    laws: &[(Name, Verdict)],
) -> (Vec<Claim>, Vec<(LeanName, Vec<Claim>)>) {
    let prover = Prover::remembering(&spec.laws, Limits::for_short_proofs());
    let used: Vec<(usize, &Entry, Vec<Claim>)> = tape
        .entries()
        .into_iter()
        .filter_map(|name| {
            let step = tape.steps.iter().position(|step| step.entry == *name)?;
            let entry = spec.entry(name)?;
            let (_, claims) = symbolic::check(entry, &spec.laws, &prover, seed);
            Some((step, entry, claims))
        })
        .collect();
    let claims = Obligation::ALL
        .map(|obligation| {
            let mut claim = claim(spec, tape, &prover, obligation, &used);
            settle(&mut claim.verdict, laws, &spec.laws);
            claim
        })
        .to_vec();
    let entries = used.into_iter().map(|(_, entry, mut claims)| {
        settle_all(&mut claims, laws, &spec.laws);
        (entry.name.clone(), claims)
    });
    (claims, entries.collect())
}

/// The conditions of all steps, where a claim speaks of their derivatives; those about parameters
/// that hold of a step are left out.
///
/// # Errors
/// The first step of which one about parameters does not hold.
fn conditions(spec: &Spec, tape: &Tape, obligation: Obligation) -> Result<Vec<Condition>, usize> {
    let mut conditions = Vec::new();
    if obligation == Obligation::Adjoint {
        return Ok(conditions);
    }
    for (number, step) in tape.steps.iter().enumerate() {
        let Some(entry) = spec.entry(&step.entry) else {
            continue;
        };
        for apart in &entry.conditions {
            match of_parameters(apart, entry, step) {
                Some(true) => {}
                Some(false) => return Err(number),
                None => conditions.push(Condition {
                    apart: apart.clone(),
                    step: Some(step.name.clone()),
                }),
            }
        }
    }
    Ok(conditions)
}

/// Whether a condition holds of a step, if it is about parameters alone.
fn of_parameters(condition: &Apart, entry: &Entry, step: &Step) -> Option<bool> {
    let mut point = Point::<Rational>::default();
    for ((name, _), argument) in entry.parameters.iter().zip(&step.arguments) {
        point.variables.insert(name.clone(), argument.clone());
    }
    let is_about_point = condition.mentions("x");
    (!is_about_point).then(|| point.holds(condition).ok())?
}

fn claim(
    spec: &Spec,
    tape: &Tape,
    prover: &Prover<'_>,
    obligation: Obligation,
    used: &[(usize, &Entry, Vec<Claim>)],
) -> Claim {
    let name = ClaimName::from(obligation);
    let mut points = 0;
    // An entry whose own claim fails makes that of the tape fail at its first step.
    for (step, _, claims) in used {
        for own in claims.iter().filter(|own| own.name == name) {
            match &own.verdict {
                Verdict::Proved(evidence) => points += evidence.points,
                other => {
                    return Claim {
                        step: Some(*step),
                        ..Claim::new(name, other.clone())
                    };
                }
            }
        }
    }
    let proof = match prove_tape(tape, &spec.entries, obligation, prover, &spec.laws) {
        Ok(proof) => proof,
        Err(unproved) => {
            let step = tape.steps.iter().position(|s| s.entry == unproved.entry);
            let claim = Claim::new(name, Verdict::Unknown(unproved.into()));
            return Claim { step, ..claim };
        }
    };
    let conditions = match conditions(spec, tape, obligation) {
        Ok(conditions) => conditions,
        Err(step) => {
            let step = Some(step);
            let unmet = Verdict::Unknown(Reason::NoPoint);
            let claim = Claim::new(name, unmet);
            return Claim { step, ..claim };
        }
    };
    let replayed = replay_tape(&proof, tape, &spec.entries, &spec.laws);
    let evidence = replayed.map(|()| Evidence {
        points,
        conditions,
        tape: Some(proof),
        ..Evidence::default()
    });
    let evidence = evidence.map_err(|e| Unproved::Unknown(e.into()));
    Claim::new(name, evidence.into())
}
