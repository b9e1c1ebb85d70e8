//! Certificates for the Lean kernel.

mod chain;
mod check;
mod derivation;
mod model;
mod names;
mod notation;

mod structure;
mod tape;

mod theorem;

pub use check::{Checked, NotAsked, check, find, write};
pub use structure::{Needs, OPERATIONS, STRUCTURE};
pub use tape::{certify_tape, tape_certificates};

pub use theorem::{Claim, Unwritable};

use std::path::Path;

use crate::audit::{ClaimName, LeanCheck, Reason, Report, Verdict};
use crate::exact::{Equation, Proof, goals, identity};
use crate::notation::{Laws, Spec};

/// A file of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The Lean module, which is also the file's name without `.lean`.
    pub module: String,
    /// The text.
    pub text: String,
    /// The theorems that it states.
    pub theorems: Vec<String>,
}

/// The certificates of an audit: the laws, then one file per mirrored module.
///
/// # Errors
/// When a proof of the report cannot be written down.
pub fn certificates(spec: &Spec, report: &Report) -> Result<Vec<File>, Unwritable> {
    let mut needs = Needs::default();
    for law in &spec.laws.laws {
        needs.term(&law.left);
        needs.term(&law.right);
    }
    let mut modules: Vec<(String, Vec<String>, String)> = Vec::new();
    for definition in &report.definitions {
        let module = definition.entry.module.rsplit('.').next().unwrap_or("");
        for claim in &definition.claims {
            let Verdict::Proved(evidence) = &claim.verdict else {
                continue;
            };
            if claim.name == ClaimName::Text {
                continue;
            }
            let Ok(Some((_, goals))) = goals(&definition.entry, &spec.laws) else {
                continue;
            };
            let equations = goals
                .iter()
                .filter(|goal| ClaimName::from(goal.obligation) == claim.name)
                .map(|goal| &goal.equation)
                .collect();
            let name = theorem_name(&definition.entry.name, claim.name);
            let claim = Claim {
                equations: proved(&name, equations, &evidence.proofs)?,
                name,
                parameters: &definition.entry.parameters,
                derivation: evidence.derivation.as_ref(),
                step: None,
            };
            add(&mut modules, module, &claim, &spec.laws, &mut needs)?;
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
        let claim = Claim {
            name: stated.name.to_string(),
            parameters: &parameters,
            derivation: evidence.derivation.as_ref(),
            step: None,
            equations: proved(&stated.name, vec![&equation], &evidence.proofs)?,
        };
        add(&mut modules, "Identities", &claim, &spec.laws, &mut needs)?;
    }
    Ok(files(spec, &needs, modules))
}

/// The laws, a model of them, and the modules: name, theorems and text.
fn files(spec: &Spec, needs: &Needs, modules: Vec<(String, Vec<String>, String)>) -> Vec<File> {
    let mut files = vec![
        File {
            module: STRUCTURE.into(),
            text: structure::render(&spec.laws, needs),
            theorems: Vec::new(),
        },
        model::file(&spec.laws, needs),
    ];
    files.extend(modules.into_iter().map(|(module, theorems, body)| {
        let printed: String = theorems
            .iter()
            .map(|theorem| format!("#print axioms {theorem}\n"))
            .collect();
        File {
            text: format!(
                "import {STRUCTURE}\n\nset_option linter.unusedVariables false\n\n{body}{printed}"
            ),
            module,
            theorems,
        }
    }));
    files
}

/// The theorem that covers a claim: `mul_adjoint`, `mulFderiv_linearMap`.
pub fn theorem_name(definition: &str, claim: ClaimName) -> String {
    let mut name = format!("{definition}_");
    let mut upper = false;
    for c in claim.as_str().chars() {
        match c {
            ' ' => upper = true,
            c if upper => {
                name.extend(c.to_uppercase());
                upper = false;
            }
            c => name.push(c),
        }
    }
    name
}

/// Each equation of a claim with its proof. A theorem must not say less than
/// the claim.
fn proved<'a>(
    claim: &str,
    equations: Vec<&'a Equation>,
    proofs: &'a [Proof],
) -> Result<Vec<(&'a Equation, &'a Proof)>, Unwritable> {
    if equations.is_empty() || equations.len() != proofs.len() {
        return Err(Unwritable::Missing(claim.into()));
    }
    Ok(equations.into_iter().zip(proofs).collect())
}

fn add(
    modules: &mut Vec<(String, Vec<String>, String)>,
    module: &str,
    claim: &Claim<'_>,
    laws: &Laws,
    needs: &mut Needs,
) -> Result<(), Unwritable> {
    let text = theorem::render(claim, laws, needs)?;
    let position = modules.iter().position(|(name, ..)| name == module);
    let position = position.unwrap_or_else(|| {
        modules.push((module.into(), Vec::new(), String::new()));
        modules.len() - 1
    });
    if let Some((_, theorems, body)) = modules.get_mut(position) {
        theorems.push(claim.name.clone());
        body.push_str(&text);
        body.push('\n');
    }
    Ok(())
}

/// Has Lean check the proofs of a report, and notes in it what Lean accepted.
/// A theorem that Lean rejects makes its claim unknown.
pub fn certify(spec: &Spec, report: &mut Report, lean: Option<&Path>) {
    report.lean = match ask(spec, report, lean) {
        Ok(checked) => {
            let accepted = checked.accepted.len();
            confirm(report, &checked);
            LeanCheck::Checked {
                version: checked.version,
                accepted,
                theorems: accepted + checked.rejected.len(),
            }
        }
        Err(why) => LeanCheck::NotChecked(why),
    };
}

fn ask(spec: &Spec, report: &Report, lean: Option<&Path>) -> Result<Checked, String> {
    let lean = find(lean).map_err(|e| e.to_string())?;
    let files = certificates(spec, report).map_err(|e| e.to_string())?;
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    write(&files, folder.path()).map_err(|e| e.to_string())?;
    check(&lean, &files, folder.path()).map_err(|e| e.to_string())
}

fn confirm(report: &mut Report, checked: &Checked) {
    // Laws that Lean cannot read, or that have no model, prove nothing.
    let broken = checked.broken.iter().map(|(module, _)| module);
    let unmodelled = checked.rejected.iter().map(|(theorem, _)| theorem);
    let groundless = broken
        .chain(unmodelled.filter(|theorem| theorem.starts_with("Model.")))
        .next();
    let settle = |verdict: &mut Verdict, theorem: String| {
        let Verdict::Proved(evidence) = verdict else {
            return;
        };
        if let Some(of) = groundless {
            *verdict = Verdict::Unknown(Reason::LeanRejected(of.clone()));
        } else if checked.accepted.contains(&theorem) {
            evidence.theorem = Some(theorem);
        } else {
            *verdict = Verdict::Unknown(Reason::LeanRejected(theorem));
        }
    };
    for definition in &mut report.definitions {
        // The certificates say nothing about the text of the source.
        let stated = definition.claims.iter_mut();
        for claim in stated.filter(|claim| claim.name != ClaimName::Text) {
            let theorem = theorem_name(&definition.entry.name, claim.name);
            settle(&mut claim.verdict, theorem);
        }
    }
    for (identity, verdict) in &mut report.identities {
        settle(verdict, identity.name.to_string());
    }
}
