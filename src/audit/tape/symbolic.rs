//! The claims about the forms of a tape: those of its entries, carried along the tape.

use super::TapeClaim;
use crate::audit::symbolic;
use crate::audit::verdict::{Claim, ClaimName, Evidence, Verdict};
use crate::audit::withdraw;
use crate::exact::{Limits, Obligation, Prover, TapeProof, prove_tape, replay_tape};
use crate::notation::{Entry, Spec, Tape};
use crate::term::Name;

/// The symbolic claims of a tape. `laws` are those of `spec` at exact points.
pub fn check(spec: &Spec, tape: &Tape, seed: u64, laws: &[(Name, Verdict)]) -> Vec<TapeClaim> {
    let prover = Prover::new(&spec.laws, Limits::default());
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
    [
        Obligation::Derivative,
        Obligation::Adjoint,
        Obligation::LinearMap,
    ]
    .map(|obligation| {
        let mut claim = claim(spec, tape, &prover, obligation, &used);
        withdraw(&mut claim.verdict, laws);
        claim
    })
    .to_vec()
}

fn claim(
    spec: &Spec,
    tape: &Tape,
    prover: &Prover<'_>,
    obligation: Obligation,
    used: &[(usize, &Entry, Vec<Claim>)],
) -> TapeClaim {
    let name = ClaimName::from(obligation);
    let mut points = 0;
    // An entry whose own claim fails makes that of the tape fail at its first step.
    for (step, _, claims) in used {
        for own in claims.iter().filter(|own| own.name == name) {
            match &own.verdict {
                Verdict::Proved(evidence) => points += evidence.points,
                other => {
                    let mut claim = TapeClaim::new(name, other.clone());
                    claim.step = Some(*step);
                    return claim;
                }
            }
        }
    }
    let proof = match prove_tape(tape, &spec.entries, obligation, prover, &spec.laws) {
        Ok(proof) => proof,
        Err(unproved) => {
            let mut claim = TapeClaim::new(name, Verdict::Unknown(unproved.why.to_string()));
            claim.step = tape.steps.iter().position(|s| s.entry == unproved.entry);
            return claim;
        }
    };
    match replay_tape(&proof, tape, &spec.entries, &spec.laws) {
        Ok(()) => TapeClaim {
            proof: Some(proof.clone()),
            ..TapeClaim::new(name, Verdict::Proved(evidence(proof, points)))
        },
        Err(e) => TapeClaim::new(
            name,
            Verdict::Unknown(format!("the proof was rejected: {e}")),
        ),
    }
}

fn evidence(proof: TapeProof, points: u64) -> Evidence {
    let mut evidence = Evidence {
        points,
        ..Evidence::default()
    };
    for theorem in proof.theorems {
        evidence.step_derivations.extend(theorem.derivation);
        evidence.proofs.extend(theorem.proofs);
    }
    evidence
}
