//! No field of the structure can go: without it some theorem fails.

use std::sync::OnceLock;

use super::lean::{accepted, folder, in_two_threads, lean};
use super::theorem::Theorem;
use super::{Certified, of_claims};
use torchlean_mirror::audit::certificates;
use torchlean_mirror::certificate::Unwritable;
use torchlean_mirror::notation::{LeanName, Spec};

/// Few definitions whose claims use every rule of differentiation.
fn few_claims() -> &'static Certified {
    static CERTIFIED: OnceLock<Certified> = OnceLock::new();
    CERTIFIED.get_or_init(|| {
        let mut spec = Spec::built_in().unwrap();
        let is_taken = |module: &str| module.ends_with("Nodes.Arithmetic");
        let others = [
            ".abs", ".inv", ".log", ".sqrt", ".exp", ".sinh", ".cosh", ".tanh",
        ];
        let is_other = |name: &LeanName| others.iter().any(|end| name.as_str().ends_with(end));
        spec.entries
            .retain(|entry| is_taken(&entry.module) || is_other(&entry.name));
        Certified::of(spec, &[])
    })
}

/// The fields that state something: arithmetic, laws, rules.
fn fields() -> Vec<String> {
    let certified = few_claims();
    let laws = &certified.spec.laws;
    let arithmetic = certified
        .file("Laws")
        .text
        .lines()
        .filter_map(|line| line.trim().split_once(" : "))
        .filter(|(name, _)| name.starts_with("arithmetic_"))
        .map(|(name, _)| name.to_string());
    arithmetic
        .chain(laws.laws.iter().map(|law| law.name.to_string()))
        .chain(laws.facts.iter().map(|fact| fact.name.to_string()))
        .chain(
            laws.derivatives
                .iter()
                .map(|rule| format!("derivative_{}", rule.name)),
        )
        .collect()
}

/// The structure without a field and its comment.
fn without(structure: &str, field: &str) -> String {
    let mut text = String::new();
    let mut gone = 0;
    let mut lines = structure.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with(&format!("  {field} : ")) {
            gone += 1;
            lines.next_if(|next| next.starts_with("    --"));
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    assert_eq!(gone, 1, "{field}");
    text
}

fn theorems() -> Vec<Theorem> {
    let files = few_claims().files.iter();
    let mut theorems: Vec<Theorem> = files
        .filter(|file| of_claims(file))
        .flat_map(Theorem::all)
        .collect();
    theorems.sort_by_key(|theorem| theorem.proof.len());
    theorems
}

#[test]
fn every_field_is_named_by_a_proof() {
    let theorems = theorems();
    let laws = few_claims().spec.laws.clone();
    let fields = fields();
    assert!(fields.len() > laws.laws.len() + laws.facts.len() + laws.derivatives.len());
    for field in fields {
        let uses = theorems.iter().filter(|t| t.names(&field)).count();
        assert!(uses > 0, "no proof uses {field}");
        assert!(uses < theorems.len(), "every proof uses {field}");
    }
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn without_a_field_lean_rejects_what_names_it() {
    let Some(lean) = lean() else { return };
    let structure = &few_claims().file("Laws").text;
    let theorems = theorems();
    let folder = folder(&lean, &[]);
    in_two_threads(&fields(), |field| {
        // The shortest ones, for time, and one that must not mind.
        let naming = theorems.iter().filter(|t| t.names(field)).take(2);
        let naming: Vec<&Theorem> = naming.collect();
        let other = theorems.iter().find(|t| !t.names(field)).unwrap();
        let mut text = without(structure, field);
        text.push_str("\nset_option linter.unusedVariables false\n\n");
        for theorem in naming.iter().chain([&other]) {
            text.push_str(&theorem.text());
        }
        let module = format!("Without_{field}");
        let accepted = accepted(&lean, folder.path(), &module, &text);
        assert_eq!(accepted, [&*other.name], "without {field}");
        assert!(!naming.is_empty());
    });
}

#[test]
fn a_proof_by_a_law_that_is_gone_cannot_be_written() {
    let certified = few_claims();
    for law in &certified.spec.laws.laws {
        let mut spec = certified.spec.clone();
        spec.laws.laws.retain(|l| l.name != law.name);
        assert_eq!(
            certificates(&spec, &certified.report).map(|stated| stated.files),
            Err(Unwritable::NoLaw(law.name.to_string()))
        );
    }
}
