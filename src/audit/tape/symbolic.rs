//! The claims about the forms of a tape: those of its entries, carried along the tape.

use crate::audit::run::withdraw;
use crate::audit::symbolic;
use crate::audit::verdict::{Claim, Evidence, Verdict};
use crate::exact::{Limits, Obligation, Prover, prove_tape, replay_tape};
use crate::notation::{Entry, Spec, Tape};
use crate::term::Name;

/// The symbolic claims of a tape. `laws` are those of `spec` at exact points.
pub fn check(spec: &Spec, tape: &Tape, seed: u64, laws: &[(Name, Verdict)]) -> Vec<Claim> {
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
    Obligation::ALL
        .map(|obligation| {
            let (verdict, step) = match proved(spec, tape, &prover, obligation, &used) {
                Ok(evidence) => (Verdict::Proved(evidence), None),
                Err(undecided) => undecided,
            };
            let mut claim = Claim {
                step,
                ..Claim::new(obligation.into(), verdict)
            };
            withdraw(&mut claim.verdict, laws);
            claim
        })
        .to_vec()
}

/// # Errors
/// The verdict, if it is not a proof, and the step that it is about.
fn proved(
    spec: &Spec,
    tape: &Tape,
    prover: &Prover<'_>,
    obligation: Obligation,
    used: &[(usize, &Entry, Vec<Claim>)],
) -> Result<Evidence, (Verdict, Option<usize>)> {
    let mut points = 0;
    // An entry whose own claim fails makes that of the tape fail at its first step.
    for (step, _, claims) in used {
        for own in claims.iter().filter(|own| own.name == obligation.into()) {
            match &own.verdict {
                Verdict::Proved(evidence) => points += evidence.points,
                other => return Err((other.clone(), Some(*step))),
            }
        }
    }
    let proof = prove_tape(tape, &spec.entries, obligation, prover, &spec.laws);
    let proof = proof.map_err(|unproved| {
        let step = tape.steps.iter().position(|s| s.entry == unproved.entry);
        (Verdict::Unknown(unproved.into()), step)
    })?;
    replay_tape(&proof, tape, &spec.entries, &spec.laws)
        .map_err(|e| (Verdict::Unknown(e.into()), None))?;
    Ok(Evidence {
        points,
        tape: Some(proof),
        ..Evidence::default()
    })
}
