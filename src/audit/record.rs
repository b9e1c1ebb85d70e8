//! What a checkout and Lean showed, and of what: `spec/record.toml` keeps it, so that the map can
//! say it where there is neither.

use super::{ClaimName, Definition, Imports, LeanCheck, Reason, Report, Verdict};
use crate::notation::{Entry, Form, Record, Spec, sha256};

/// The record with what this report adds to it: the definitions whose text was proved, if what the
/// text imports was read and is as it is pinned; and the certificates, if Lean accepted all of them.
pub fn recorded(spec: &Spec, report: &Report) -> Record {
    let mut record = spec.record.clone();
    let source = report.source.as_ref();
    if let Some(source) = source.filter(|source| source.imports == Imports::Pinned) {
        record.revision = source.read.commit.clone();
        let proved = report.definitions.iter().filter(|definition| {
            let text = text(definition);
            text.is_some_and(|verdict| matches!(verdict, Verdict::Proved(_)))
        });
        record.text = proved
            .map(|definition| {
                (
                    definition.entry.name.to_string(),
                    digest(spec, &definition.entry),
                )
            })
            .collect();
    }
    if let (LeanCheck::Checked(checked), Some(certificates)) = (&report.lean, &report.certificates)
        && certificates.complete(&report.lean)
    {
        record.lean = Some(checked.version.clone());
        record.trusted = checked
            .trusted
            .iter()
            .map(|file| file.sha256.clone())
            .collect();
        let files = certificates.files.iter();
        record.certificates = files
            .map(|file| (file.module.clone(), sha256(file.text.as_bytes())))
            .collect();
    }
    record
}

/// What the record says of the certificates of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// Nothing.
    Nothing,
    /// Lean accepted other certificates than these.
    Changed,
    /// Lean accepted these very certificates.
    Accepted {
        /// Its version.
        version: String,
        /// How many theorems they state.
        theorems: usize,
    },
}

/// Says of each text that was not read in this audit what is recorded of it, and gives what is
/// recorded of the certificates.
pub(super) fn apply(spec: &Spec, report: &mut Report) -> Recorded {
    let record = &spec.record;
    for definition in &mut report.definitions {
        let Some(recorded) = record.text.get(definition.entry.name.as_str()) else {
            continue;
        };
        let reason = match &record.revision {
            Some(revision) if *recorded == digest(spec, &definition.entry) => {
                Reason::Recorded(revision.clone())
            }
            _ => Reason::RecordChanged,
        };
        let claims = definition.claims.iter_mut();
        for claim in claims.filter(|claim| claim.name == ClaimName::Text) {
            if matches!(claim.verdict, Verdict::NotChecked(Reason::NoSource)) {
                claim.verdict = Verdict::NotChecked(reason.clone());
            }
        }
    }
    let (Some(version), Some(certificates)) = (&record.lean, &report.certificates) else {
        return Recorded::Nothing;
    };
    let same = certificates.files.len() == record.certificates.len()
        && certificates.files.iter().all(|file| {
            record.certificates.get(&file.module) == Some(&sha256(file.text.as_bytes()))
        });
    if !same {
        return Recorded::Changed;
    }
    Recorded::Accepted {
        version: version.clone(),
        theorems: certificates
            .files
            .iter()
            .map(|file| file.theorems.len())
            .sum(),
    }
}

fn text(definition: &Definition) -> Option<&Verdict> {
    let mut claims = definition.claims.iter();
    let text = claims.find(|claim| claim.name == ClaimName::Text)?;
    Some(&text.verdict)
}

/// The SHA-256 of what an entry states and of the pinned digest of its Lean text.
fn digest(spec: &Spec, entry: &Entry) -> String {
    let pinned = spec
        .digests
        .get(entry.name.as_str())
        .map_or("", |digest| digest);
    let mut text = format!("{} {} {}\n", entry.form.kind(), entry.name, pinned);
    for (name, sort) in &entry.parameters {
        text.push_str(&format!("({name} : {sort})\n"));
    }
    for (d, e) in &entry.equal {
        text.push_str(&format!("{d} = {e}\n"));
    }
    for condition in &entry.conditions {
        text.push_str(&format!("{condition}\n"));
    }
    push_form(&mut text, &entry.form);
    if let Some(computed) = &entry.computed {
        text.push_str("computes\n");
        push_form(&mut text, computed);
    }
    sha256(text.as_bytes())
}

fn push_form(text: &mut String, form: &Form) {
    if let Some(node) = form.node() {
        text.push_str(&format!("{} {}\n", node.context, node.output));
        for form in [&node.forward, &node.jvp, &node.vjp] {
            text.push_str(&format!("{form}\n"));
        }
    }
    match form {
        Form::Node(_) => {}
        Form::Fderiv { of, deriv, .. } => text.push_str(&format!("{of} {deriv}\n")),
        Form::Function(value) => text.push_str(&format!("{value}\n")),
    }
}
