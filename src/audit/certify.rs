//! The certificates of an audit's proofs, and what Lean says of them.
//!
//! A claim is confirmed by its own theorem: the one in the file of its module,
//! under its full name.

use std::path::Path;
use std::sync::Arc;

use super::law_proof::{LawProof, law_proofs};
use super::record::Recorded;
use super::report::{Certificates, LeanCheck, NotCertified, Omitted, Report};
use super::resting::rests_on;
use super::{ClaimName, Evidence, Reason, TapeReport, Verdict};
use crate::certificate::{
    self, Checked, Claim as Certified, Theorem, Unwritable, check, file_name, find, theorem_name,
    write,
};
use crate::exact::{StepStatement, goals, identity};
use crate::notation::{Entry, Identity, LeanName, Spec};
use crate::term::Name;

/// The file of the consequences that `spec/` states.
const IDENTITIES: &str = "Identities";

/// The file of the theorems about steps of tapes.
const TAPE: &str = "Tape";

/// The theorem about a claim of a definition.
fn theorem(entry: &Entry, claim: ClaimName) -> Theorem {
    Theorem {
        file: file_name(&entry.module),
        name: theorem_name(entry.name.as_str(), claim.as_str()),
    }
}

/// The theorem about an identity.
fn identity_theorem(stated: &Identity) -> Theorem {
    Theorem {
        file: IDENTITIES.into(),
        name: format!("{IDENTITIES}.{}", stated.name),
    }
}

/// The theorem about an entry as a step of a tape: `N.mul_step_linearMap`.
fn step_theorem(entry: &LeanName, claim: ClaimName) -> Theorem {
    Theorem {
        file: TAPE.into(),
        name: theorem_name(&format!("{entry}_step"), claim.as_str()),
    }
}

/// A claim without a proof has no theorem: it is left out, which is noted. A plain function has
/// no claims that a theorem could be about.
fn omit(omitted: &mut Vec<Omitted>, theorem: Theorem, verdict: &Verdict) {
    if !matches!(verdict, Verdict::NotChecked(Reason::PlainFunction)) {
        let verdict = verdict.clone();
        omitted.push(Omitted { theorem, verdict });
    }
}

/// The certificates of an audit: the laws, a model of them, one file per mirrored
/// module, and the identities; and which claims have none.
///
/// # Errors
/// When a proof of the report cannot be written down.
pub fn certificates(spec: &Spec, report: &Report) -> Result<Certificates, Unwritable> {
    let mut claims = Vec::new();
    let mut omitted = Vec::new();
    for definition in &report.definitions {
        let goals = goals(&definition.entry, &spec.laws);
        let goals = goals.map_err(|why| Unwritable::Sort(why.to_string()))?;
        let stated = definition.claims.iter();
        for claim in stated.filter(|claim| claim.name.has_theorem()) {
            let theorem = theorem(&definition.entry, claim.name);
            let Verdict::Proved(evidence) = &claim.verdict else {
                omit(&mut omitted, theorem, &claim.verdict);
                continue;
            };
            let Some((_, goals)) = &goals else {
                return Err(Unwritable::Missing(theorem.name));
            };
            let goals = goals
                .iter()
                .filter(|goal| ClaimName::from(goal.obligation) == claim.name);
            claims.push(Certified {
                theorem,
                parameters: definition.entry.parameters.clone(),
                derivation: evidence.derivation.as_ref(),
                step: None,
                equations: goals.map(|goal| goal.equation.clone()).collect(),
                proofs: &evidence.proofs,
            });
        }
    }
    for (stated, verdict) in &report.identities {
        let Verdict::Proved(evidence) = verdict else {
            omit(&mut omitted, identity_theorem(stated), verdict);
            continue;
        };
        let equation = identity(stated, &spec.laws);
        let (_, equation) = equation.map_err(|_| Unwritable::Missing(stated.name.to_string()))?;
        let mut parameters = equation.left.variables();
        parameters.retain(|(name, _)| stated.point.is_none() || **name != *"x");
        claims.push(Certified {
            theorem: identity_theorem(stated),
            parameters,
            derivation: evidence.derivation.as_ref(),
            step: None,
            equations: vec![equation],
            proofs: &evidence.proofs,
        });
    }
    let files = certificate::certificates(&spec.laws, &claims)?;
    Ok(Certificates { files, omitted })
}

/// The certificates of a tape's audit: one theorem per claim and entry.
///
/// A theorem speaks of any values `y` before a step, a function of the inputs with
/// `HasD y T`, of any shapes, contexts and positions. That each step of the tape is
/// an instance is checked by [`replay_tape`](crate::exact::replay_tape), not by Lean.
///
/// # Errors
/// When a proof of the report cannot be written down.
pub fn tape_certificates(spec: &Spec, report: &TapeReport) -> Result<Certificates, Unwritable> {
    let mut claims = Vec::new();
    let mut omitted = Vec::new();
    let stated = report.claims.iter();
    for claim in stated.filter(|claim| claim.name.has_theorem()) {
        let Some(proof) = claim.tape_proof() else {
            for entry in report.tape.entries() {
                let theorem = step_theorem(entry, claim.name);
                omit(&mut omitted, theorem, &claim.verdict);
            }
            continue;
        };
        for proved in &proof.theorems {
            let theorem = step_theorem(&proved.entry, proof.obligation.into());
            let missing = || Unwritable::Missing(theorem.name.clone());
            let entry = spec.entry(&proved.entry).ok_or_else(missing)?;
            let statement = StepStatement::of(entry).map_err(|_| missing())?;
            let derived = proved.derivation.as_ref().map(|found| &found.derivative);
            let equations = statement.equations(proof.obligation, derived);
            claims.push(Certified {
                equations: equations.map_err(|_| missing())?,
                theorem,
                parameters: entry.parameters.clone(),
                derivation: proved.derivation.as_ref(),
                step: Some(statement),
                proofs: &proved.proofs,
            });
        }
    }
    let files = certificate::certificates(&spec.laws, &claims)?;
    Ok(Certificates { files, omitted })
}

/// Has Lean check the proofs of a report, and notes in it what Lean accepted, as
/// [`Audit::certify`](super::Audit::certify) does for an audit that is still to be run.
/// A theorem that Lean rejects makes its claim unknown.
pub fn certify(spec: &Spec, report: &mut Report, lean: Option<&Path>) {
    match ask(lean, certificates(spec, report)) {
        Ok((certificates, checked)) => {
            confirm(spec, report, &checked);
            report.certificates = Some(certificates);
            report.lean = LeanCheck::Checked(checked);
        }
        Err(why) => report.lean = LeanCheck::NotChecked(Arc::new(why)),
    }
    report.law_proofs = law_proofs(&spec.laws, report.lean.checked(), &report.recorded);
}

/// Has Lean check the theorems of a tape's audit, and notes in it what Lean said. A
/// claim of which Lean does not accept every theorem becomes unknown.
pub(super) fn certify_tape(spec: &Spec, report: &mut TapeReport, lean: Option<&Path>) {
    match ask(lean, tape_certificates(spec, report)) {
        Ok((certificates, checked)) => {
            confirm_tape(spec, report, &checked);
            report.certificates = Some(certificates);
            report.lean = LeanCheck::Checked(checked);
        }
        Err(why) => report.lean = LeanCheck::NotChecked(Arc::new(why)),
    }
}

/// Lean's answer about certificates.
fn ask(
    lean: Option<&Path>,
    certificates: Result<Certificates, Unwritable>,
) -> Result<(Certificates, Checked), NotCertified> {
    let lean = find(lean)?;
    let certificates = certificates?;
    let folder = tempfile::tempdir()?;
    write(&certificates.files, folder.path())?;
    let checked = check(&lean, &certificates.files, folder.path())?;
    Ok((certificates, checked))
}

fn not_accepted(name: &str) -> Verdict {
    Verdict::Unknown(Reason::LeanRejected(name.into()))
}

/// Why a proof from these laws proves nothing, if Lean does not accept the proof of one of them.
fn on_unproved_law(evidence: &Evidence, proofs: &[(Name, LawProof)]) -> Option<Reason> {
    let used = rests_on(evidence);
    let mut missing = proofs.iter().filter(|(_, proof)| proof.is_missing());
    let (law, _) = missing.find(|(law, _)| used.contains(law))?;
    Some(Reason::RestsOnLaw {
        law: law.clone(),
        verdict: "not proved",
    })
}

fn confirm(spec: &Spec, report: &mut Report, checked: &Checked) {
    let proofs = law_proofs(&spec.laws, Some(checked), &Recorded::Nothing);
    let settle = |verdict: &mut Verdict, theorem: Theorem| {
        let Verdict::Proved(evidence) = verdict else {
            return;
        };
        match checked.groundless() {
            Some(of) => *verdict = not_accepted(of),
            None if checked.accepted.contains(&theorem) => {
                evidence.theorem = Some(theorem.name);
                if let Some(why) = on_unproved_law(evidence, &proofs) {
                    *verdict = Verdict::Unknown(why);
                }
            }
            None => *verdict = not_accepted(&theorem.name),
        }
    };
    for definition in &mut report.definitions {
        let claims = definition.claims.iter_mut();
        for claim in claims.filter(|claim| claim.name.has_theorem()) {
            let theorem = theorem(&definition.entry, claim.name);
            settle(&mut claim.verdict, theorem);
        }
    }
    for (identity, verdict) in &mut report.identities {
        settle(verdict, identity_theorem(identity));
    }
}

fn confirm_tape(spec: &Spec, report: &mut TapeReport, checked: &Checked) {
    let proofs = law_proofs(&spec.laws, Some(checked), &Recorded::Nothing);
    for claim in &mut report.claims {
        let Some(proof) = claim.tape_proof() else {
            continue;
        };
        let theorems = proof.theorems.iter();
        let mut theorems = theorems.map(|proved| step_theorem(&proved.entry, claim.name));
        let failing = theorems.find(|theorem| !checked.accepted.contains(theorem));
        let failing = failing.map(|theorem| theorem.name);
        if let Some(of) = checked.groundless().map(str::to_string).or(failing) {
            claim.verdict = not_accepted(&of);
        }
        if let Verdict::Proved(evidence) = &claim.verdict
            && let Some(why) = on_unproved_law(evidence, &proofs)
        {
            claim.verdict = Verdict::Unknown(why);
        }
    }
}
