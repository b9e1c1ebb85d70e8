//! The certificates of an audit's proofs, and what Lean says of them.
//!
//! A claim is confirmed by its own theorem: the one in the file of its module,
//! under its full name.

use std::path::Path;
use std::sync::Arc;

use super::{ClaimName, LeanCheck, Reason, Report, TapeReport, Verdict};
use crate::certificate::{
    self, Checked, Claim as Certified, File, NotAsked, Theorem, Unwritable, check, file_name, find,
    theorem_name, write,
};
use crate::exact::{StepStatement, goals, identity};
use crate::notation::{Entry, Identity, LeanName, Spec};

/// The file of the consequences that `spec/` states.
const IDENTITIES: &str = "Identities";

/// The file of the theorems about steps of tapes.
const TAPE: &str = "Tape";

/// Why Lean did not judge the proofs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotCertified {
    /// A proof cannot be written as a theorem.
    #[error(transparent)]
    Unwritable(#[from] Unwritable),
    /// Lean could not be run.
    #[error(transparent)]
    NotAsked(#[from] NotAsked),
    /// There is no folder for the files.
    #[error(transparent)]
    Folder(#[from] std::io::Error),
}

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
        name: stated.name.to_string(),
    }
}

/// The theorem about an entry as a step of a tape: `N.mul_step_linearMap`.
fn step_theorem(entry: &LeanName, claim: ClaimName) -> Theorem {
    Theorem {
        file: TAPE.into(),
        name: theorem_name(&format!("{entry}_step"), claim.as_str()),
    }
}

/// The certificates of an audit: the laws, a model of them, one file per mirrored
/// module, and the identities.
///
/// # Errors
/// When a proof of the report cannot be written down.
pub fn certificates(spec: &Spec, report: &Report) -> Result<Vec<File>, Unwritable> {
    let mut claims = Vec::new();
    for definition in &report.definitions {
        let Ok(Some((_, goals))) = goals(&definition.entry, &spec.laws) else {
            continue;
        };
        // The certificates say nothing about the text of the source.
        let stated = definition.claims.iter();
        for claim in stated.filter(|claim| claim.name != ClaimName::Text) {
            let Verdict::Proved(evidence) = &claim.verdict else {
                continue;
            };
            let goals = goals
                .iter()
                .filter(|goal| ClaimName::from(goal.obligation) == claim.name);
            claims.push(Certified {
                theorem: theorem(&definition.entry, claim.name),
                parameters: definition.entry.parameters.clone(),
                derivation: evidence.derivation.as_ref(),
                step: None,
                equations: goals.map(|goal| goal.equation.clone()).collect(),
                proofs: &evidence.proofs,
            });
        }
    }
    for (stated, verdict) in &report.identities {
        let (Verdict::Proved(evidence), Ok((_, equation))) =
            (verdict, identity(stated, &spec.laws))
        else {
            continue;
        };
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
    certificate::certificates(&spec.laws, &claims)
}

/// The certificates of a tape's audit: one theorem per claim and entry.
///
/// A theorem speaks of any values `y` before a step, a function of the inputs with
/// `HasD y T`, of any shapes, contexts and positions. That each step of the tape is
/// an instance is checked by [`replay_tape`](crate::exact::replay_tape), not by Lean.
///
/// # Errors
/// When a proof of the report cannot be written down.
pub fn tape_certificates(spec: &Spec, report: &TapeReport) -> Result<Vec<File>, Unwritable> {
    let mut claims = Vec::new();
    let proofs = report.claims.iter().filter_map(|claim| claim.tape_proof());
    for proof in proofs {
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
    certificate::certificates(&spec.laws, &claims)
}

/// Has Lean check the proofs of a report, and notes in it what Lean accepted.
/// A theorem that Lean rejects makes its claim unknown.
pub fn certify(spec: &Spec, report: &mut Report, lean: Option<&Path>) {
    let asked = ask(lean, || certificates(spec, report));
    report.lean = noted(asked, |checked| confirm(report, checked));
}

/// Has Lean check the theorems of a tape's audit, and notes in it what Lean said. A
/// claim of which Lean does not accept every theorem becomes unknown.
pub fn certify_tape(spec: &Spec, report: &mut TapeReport, lean: Option<&Path>) {
    let asked = ask(lean, || tape_certificates(spec, report));
    report.lean = noted(asked, |checked| confirm_tape(report, checked));
}

fn ask(
    lean: Option<&Path>,
    files: impl FnOnce() -> Result<Vec<File>, Unwritable>,
) -> Result<Checked, NotCertified> {
    let lean = find(lean)?;
    let files = files()?;
    let folder = tempfile::tempdir()?;
    write(&files, folder.path())?;
    Ok(check(&lean, &files, folder.path())?)
}

fn noted(asked: Result<Checked, NotCertified>, confirm: impl FnOnce(&Checked)) -> LeanCheck {
    match asked {
        Ok(checked) => {
            confirm(&checked);
            let accepted = checked.accepted.len();
            LeanCheck::Checked {
                version: checked.version,
                accepted,
                theorems: accepted + checked.rejected.len(),
                trusted: checked.trusted,
            }
        }
        Err(why) => LeanCheck::NotChecked(Arc::new(why)),
    }
}

fn not_accepted(name: &str) -> Verdict {
    Verdict::Unknown(Reason::LeanRejected(name.into()))
}

fn confirm(report: &mut Report, checked: &Checked) {
    let settle = |verdict: &mut Verdict, theorem: Theorem| {
        let Verdict::Proved(evidence) = verdict else {
            return;
        };
        match checked.groundless() {
            Some(of) => *verdict = not_accepted(of),
            None if checked.accepted.contains(&theorem) => evidence.theorem = Some(theorem.name),
            None => *verdict = not_accepted(&theorem.name),
        }
    };
    for definition in &mut report.definitions {
        let claims = definition.claims.iter_mut();
        for claim in claims.filter(|claim| claim.name != ClaimName::Text) {
            let theorem = theorem(&definition.entry, claim.name);
            settle(&mut claim.verdict, theorem);
        }
    }
    for (identity, verdict) in &mut report.identities {
        settle(verdict, identity_theorem(identity));
    }
}

fn confirm_tape(report: &mut TapeReport, checked: &Checked) {
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
    }
}
