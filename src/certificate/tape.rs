//! Certificates of what is proved of a tape: one theorem per claim and entry.
//!
//! A theorem speaks of any values `y` before a step, a function of the inputs with `HasD y T`, of
//! any shapes, contexts and positions. That each step of the tape is an instance is checked by
//! [`replay_tape`](crate::exact::replay_tape), not by Lean.

use std::path::Path;

use super::theorem::Claim;
use super::{File, Needs, Unwritable, add, check, files, find, proved, theorem_name, write};
use crate::audit::{ClaimName, LeanCheck, Reason, TapeReport, Verdict};
use crate::exact::StepStatement;
use crate::notation::Spec;

/// The module that the theorems stand in.
const MODULE: &str = "Tape";

/// The certificates of a tape's audit: the laws, a model of them, and the theorems.
///
/// # Errors
/// When a proof of the report cannot be written down.
pub fn tape_certificates(spec: &Spec, report: &TapeReport) -> Result<Vec<File>, Unwritable> {
    let mut needs = Needs::default();
    for law in &spec.laws.laws {
        needs.term(&law.left);
        needs.term(&law.right);
    }
    let mut modules = Vec::new();
    for proof in report.claims.iter().filter_map(|claim| claim.tape_proof()) {
        for theorem in &proof.theorems {
            let name = name(&theorem.entry, proof.obligation.into());
            let missing = || Unwritable::Missing(name.clone());
            let entry = spec.entry(&theorem.entry).ok_or_else(missing)?;
            let statement = StepStatement::of(entry).map_err(|_| missing())?;
            let derived = theorem.derivation.as_ref().map(|found| &found.derivative);
            let equations = statement
                .equations(proof.obligation, derived)
                .map_err(|_| missing())?;
            let claim = Claim {
                equations: proved(&name, equations.iter().collect(), &theorem.proofs)?,
                name: name.clone(),
                parameters: &entry.parameters,
                derivation: theorem.derivation.as_ref(),
                step: Some(&statement),
            };
            add(&mut modules, MODULE, &claim, &spec.laws, &mut needs)?;
        }
    }
    Ok(files(spec, &needs, modules))
}

/// The theorem about an entry as a step: `mul_step_linearMap`.
fn name(entry: &str, claim: ClaimName) -> String {
    theorem_name(&format!("{entry}_step"), claim)
}

/// Has Lean check the theorems of a tape's audit, and notes in it what Lean said. A claim of which
/// Lean does not accept every theorem becomes unknown.
pub fn certify_tape(spec: &Spec, report: &mut TapeReport, lean: Option<&Path>) {
    let ask = || -> Result<super::Checked, String> {
        let lean = find(lean).map_err(|e| e.to_string())?;
        let files = tape_certificates(spec, report).map_err(|e| e.to_string())?;
        let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
        write(&files, folder.path()).map_err(|e| e.to_string())?;
        check(&lean, &files, folder.path()).map_err(|e| e.to_string())
    };
    let checked = match ask() {
        Ok(checked) => checked,
        Err(why) => {
            report.lean = LeanCheck::NotChecked(why);
            return;
        }
    };
    // Laws that Lean cannot read, or that have no model, prove nothing.
    let rejected = checked.rejected.iter().map(|(theorem, _)| theorem);
    let unmodelled = rejected.filter(|theorem| theorem.starts_with("Model."));
    let broken = checked.broken.iter().map(|(module, _)| module);
    let groundless = broken.chain(unmodelled).next();
    for claim in &mut report.claims {
        let Some(proof) = claim.tape_proof() else {
            continue;
        };
        let mut theorems = proof.theorems.iter().map(|t| name(&t.entry, claim.name));
        let failing = theorems.find(|theorem| !checked.accepted.contains(theorem));
        if let Some(of) = groundless.cloned().or(failing) {
            claim.verdict = Verdict::Unknown(Reason::LeanRejected(of));
        }
    }
    let accepted = checked.accepted.len();
    report.lean = LeanCheck::Checked {
        version: checked.version,
        accepted,
        theorems: accepted + checked.rejected.len(),
    };
}
