//! The theorems about steps of tapes: Lean accepts them, and no tampered one.

use std::path::Path;

use std::collections::BTreeSet;

use torchlean_mirror::audit::{Audit, LeanCheck, TapeReport, audit_tape, tape_certificates};
use torchlean_mirror::certificate::File;
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::notation::{Files, Source, Spec, Tape, read_tape};

use super::lean::{accepted, folder, lean};
use super::without_kernels;

/// A tape with every arithmetic node.
const TAPE: &str = "
tape all
input x : [2]
let a := add x x
let b := sub a x
let c := mul b a
let d := square c
let e := scale d (1/3)
let f := fixedMaskScale e [1, 2]
let g := fixedInvertedDropout f [true, false] (1/2)
let h := affine g [[1, 2]] [3]
";

fn tape(spec: &Spec) -> Tape {
    let source = Source::new("all.tape", TAPE);
    read_tape(&source, &spec.entries, &Files::beside("")).unwrap()
}

fn report(spec: &Spec) -> TapeReport {
    audit_tape(spec, &tape(spec), &kernels(), &without_kernels())
}

fn certified(spec: &Spec, lean: &Path) -> TapeReport {
    let kernels = kernels();
    let audit = Audit::of(spec, &kernels).options(without_kernels());
    audit.certify(Some(lean)).tape(&tape(spec))
}

fn file<'f>(files: &'f [File], module: &str) -> &'f File {
    files.iter().find(|file| file.module == module).unwrap()
}

#[test]
fn every_node_has_three_theorems_as_a_step() {
    let spec = Spec::built_in().unwrap();
    let files = tape_certificates(&spec, &report(&spec)).unwrap().files;
    let nodes: BTreeSet<String> = tape(&spec)
        .steps
        .iter()
        .map(|s| s.entry.to_string())
        .collect();
    let theorems = &file(&files, "Tape").theorems;
    assert_eq!(theorems.len(), 3 * nodes.len());
    assert!(theorems.contains(&"Proofs.Autograd.TapeNodes.mul_step_linearMap".to_string()));
    let text = &file(&files, "Tape").text;
    assert_eq!(
        text.matches("M.HasD y T x → ").count(),
        theorems.len() * 2 / 3
    );
}

#[test]
fn lean_accepts_all_and_the_report_says_so() {
    let Some(lean) = lean() else { return };
    let spec = Spec::built_in().unwrap();
    let report = certified(&spec, &lean);
    let LeanCheck::Checked(checked) = &report.lean else {
        panic!("{:?}", report.lean);
    };
    assert!(checked.passed() && !checked.accepted.is_empty());
    assert!(report.certificates.unwrap().omitted.is_empty());
    let words: Vec<&str> = report.claims.iter().map(|c| c.verdict.as_str()).collect();
    assert_eq!(
        words,
        ["proved", "proved", "proved", "not checked", "not checked"]
    );
}

#[test]
fn a_lean_that_is_none_leaves_the_verdicts() {
    let spec = Spec::built_in().unwrap();
    let report = certified(&spec, Path::new("no/such/lean"));
    assert!(matches!(report.lean, LeanCheck::NotChecked(_)));
    assert_eq!(report.claims[0].verdict.as_str(), "proved");
}

/// The text with `change` made to the statement of each theorem, and how many changed.
fn in_statements(text: &str, change: impl Fn(&str) -> String) -> (String, usize) {
    let mut changed = 0;
    let parts: Vec<String> = text
        .split_inclusive(":=\n")
        .map(|part| {
            let Some(at) = part.find("theorem ") else {
                return part.to_string();
            };
            let (before, statement) = part.split_at(at);
            let other = change(statement);
            changed += usize::from(other != statement);
            format!("{before}{other}")
        })
        .collect();
    (parts.concat(), changed)
}

#[test]
fn lean_rejects_tampered_statements() {
    let Some(lean) = lean() else { return };
    let spec = Spec::built_in().unwrap();
    let files = tape_certificates(&spec, &report(&spec)).unwrap().files;
    let folder = folder(&lean, &[file(&files, "Laws")]);
    let right = file(&files, "Tape");
    let ask = |text: &str| accepted(&lean, folder.path(), "Tape", text);
    assert_eq!(ask(&right.text).len(), 24);
    let changes: [(&str, &str, usize); 5] = [
        // Without the hypothesis nothing is known of the derivative of `y`.
        ("M.HasD y T x → ", "True → ", 16),
        (
            "M.HasD y T x → ",
            "M.HasD (fun x => y x) (fun x => T x) x → True → ",
            16,
        ),
        ("M.add ", "M.sub ", 20),
        ("M.adjoint T", "M.adjoint (M.neg T)", 8),
        (" dx)", " (M.neg dx))", 8),
    ];
    for (from, to, least) in changes {
        let (text, changed) = in_statements(&right.text, |s| s.replacen(from, to, 1));
        assert!(changed >= least, "{from}: {changed}");
        let accepted = ask(&text);
        assert_eq!(accepted.len(), 24 - changed, "{from} to {to}: {accepted:?}");
    }
}
