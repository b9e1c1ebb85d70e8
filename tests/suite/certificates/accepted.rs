//! What is written, and that Lean accepts all of it.

use std::collections::BTreeSet;

use torchlean_mirror::audit::{Report, Verdict, certificates};
use torchlean_mirror::certificate::{File, Theorem as Id, check, file_name, theorem_name, write};
use torchlean_mirror::notation::Form;
use torchlean_mirror::term::Sort;

use super::lean::lean;
use super::theorem::Theorem;
use super::{built_in, of_claims, of_two_modules, proofs};

/// The theorems that a report asks for.
fn expected(report: &Report) -> BTreeSet<String> {
    let claims = report.definitions.iter().flat_map(|definition| {
        let proved = definition
            .claims
            .iter()
            .filter(|claim| matches!(claim.verdict, Verdict::Proved(_)))
            .filter(|claim| claim.name.has_theorem());
        proved.map(|claim| theorem_name(definition.entry.name.as_str(), claim.name.as_str()))
    });
    let identities = report.identities.iter();
    claims
        .chain(identities.map(|(identity, _)| format!("Identities.{}", identity.name)))
        .collect()
}

#[test]
fn every_proved_claim_has_a_theorem() {
    let certified = built_in();
    let mut theorems = Vec::new();
    for file in &certified.files {
        if of_claims(file) {
            theorems.extend(file.theorems.clone());
        }
    }
    let distinct: BTreeSet<String> = theorems.iter().cloned().collect();
    assert_eq!(distinct.len(), theorems.len(), "two theorems share a name");
    assert_eq!(distinct, expected(&certified.report));
    // Three for everything that can be differentiated.
    for entry in &certified.spec.entries {
        for claim in ["derivative", "adjoint", "linearMap"] {
            let stated = distinct.contains(&format!("{}_{claim}", entry.name));
            let is_function = matches!(entry.form, Form::Function(_));
            assert_ne!(stated, is_function, "{} {claim}", entry.name);
        }
    }
    for identity in &certified.spec.laws.identities {
        assert!(distinct.contains(&format!("Identities.{}", identity.name)));
    }
}

#[test]
fn every_theorem_is_asked_for_its_axioms() {
    for file in &built_in().files {
        for theorem in &file.theorems {
            let question = format!("#print axioms {theorem}");
            assert_eq!(file.text.lines().filter(|l| **l == question).count(), 1);
        }
        for word in ["sorry", "axiom ", "unsafe", "opaque", "implemented_by"] {
            assert!(!file.text.contains(word), "{} in {}", word, file.module);
        }
    }
}

#[test]
fn a_theorem_says_what_the_goals_of_its_claim_say() {
    let certified = built_in();
    for definition in &certified.report.definitions {
        let entry = &definition.entry;
        let module = file_name(&entry.module);
        let Ok(Some((_, goals))) = torchlean_mirror::exact::goals(entry, &certified.spec.laws)
        else {
            continue;
        };
        let claims = definition.claims.iter();
        for claim in claims.filter(|claim| claim.name.has_theorem()) {
            let Verdict::Proved(evidence) = &claim.verdict else {
                continue;
            };
            let name = theorem_name(entry.name.as_str(), claim.name.as_str());
            let theorems = Theorem::all(certified.file(&module));
            let theorem = theorems.iter().find(|t| t.name == name).unwrap();
            let goals = goals
                .iter()
                .filter(|g| torchlean_mirror::audit::ClaimName::from(g.obligation) == claim.name);
            assert_eq!(
                theorem.claim.matches("Eq ").count(),
                goals.count(),
                "{name}"
            );
            assert_eq!(
                theorem.claim.contains("M.HasD"),
                evidence.derivation.is_some(),
                "{name}"
            );
            for (parameter, sort) in &entry.parameters {
                // No equation speaks of a rank.
                assert!(
                    matches!(sort, Sort::Rank(_))
                        || theorem.binders.contains(&format!("({parameter} : ")),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn the_files_are_the_same_each_time() {
    let certified = of_two_modules();
    let report = proofs(&certified.spec, &[]);
    assert_eq!(
        certificates(&certified.spec, &report).unwrap().files,
        certified.files
    );
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn lean_accepts_every_theorem_without_axioms() {
    let Some(lean) = lean() else { return };
    let files = &built_in().files;
    let folder = tempfile::tempdir().unwrap();
    write(files, folder.path()).unwrap();
    let checked = check(&lean, files, folder.path()).unwrap();
    assert!(checked.passed(), "{checked:?}");
    let of = |file: &File| {
        let module = file.module.clone();
        let names = file.theorems.clone().into_iter();
        names.map(move |name| Id {
            file: module.clone(),
            name,
        })
    };
    let all: Vec<Id> = files.iter().flat_map(of).collect();
    assert_eq!(checked.accepted, all);
    assert!(checked.version.contains("Lean"), "{}", checked.version);
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn certify_notes_the_theorem_in_every_proved_claim() {
    if lean().is_none() {
        return;
    }
    let report = of_two_modules().by(None);
    let mut noted = BTreeSet::new();
    let claims = report.definitions.iter().flat_map(|d| &d.claims);
    let verdicts = claims.map(|claim| &claim.verdict);
    for verdict in verdicts.chain(report.identities.iter().map(|(_, v)| v)) {
        if let Verdict::Proved(evidence) = verdict {
            noted.insert(evidence.theorem.clone().unwrap());
        }
    }
    assert_eq!(noted, expected(&of_two_modules().report));
}
