//! What `spec/record.toml` keeps is said only of what it was recorded of.

use torchlean_mirror::audit::{
    Audit, ClaimName, Imports, Options, Reason, Recorded, Report, Verdict, recorded,
};
use torchlean_mirror::notation::{Record, Source, Spec, sha256};

use super::{ALONE, FIXTURE, held};

fn recalled(spec: &Spec) -> Report {
    let options = Options {
        cases: 0,
        ..Options::default()
    };
    let audit = Audit::of(spec, &[]).options(options).recorded();
    audit.run(|_| {}).unwrap()
}

/// The report as it is where the imports were read too, and are the pinned ones.
fn pinned(mut report: Report) -> Report {
    report.source.as_mut().unwrap().imports = Imports::Pinned;
    report
}

#[test]
fn a_text_whose_imports_were_not_read_is_not_recorded() {
    let mut spec = ALONE.clone();
    spec.record = Record::default();
    assert_eq!(recorded(&spec, &held(FIXTURE)), Record::default());
    let mut changed = held(FIXTURE);
    changed.source.as_mut().unwrap().imports = Imports::NotPinned;
    assert_eq!(recorded(&spec, &changed), Record::default());
}

/// The spec with the record of a checkout that is the fixture.
fn with_record() -> Spec {
    let mut spec = ALONE.clone();
    // Their proofs are not what is recorded of a text.
    spec.laws.identities.clear();
    spec.record = Record::default();
    spec.record = recorded(&spec, &pinned(held(FIXTURE)));
    spec.record.revision = Some("c0ffee".into());
    spec
}

/// The definitions whose text has a verdict for such a reason.
fn texts(report: &Report, reason: fn(&Reason) -> bool) -> Vec<&str> {
    let of = report.definitions.iter().filter(|definition| {
        let mut claims = definition.claims.iter();
        let text = claims.find(|claim| claim.name == ClaimName::Text).unwrap();
        matches!(&text.verdict, Verdict::NotChecked(why) if reason(why))
    });
    of.map(|definition| definition.entry.name.short()).collect()
}

#[test]
fn a_text_that_was_proved_is_said_to_be_recorded_until_it_changes() {
    let recorded = |why: &Reason| matches!(why, Reason::Recorded(of) if of == "c0ffee");
    let changed = |why: &Reason| matches!(why, Reason::RecordChanged);
    let mut spec = with_record();
    assert_eq!(texts(&recalled(&spec), recorded).len(), spec.entries.len());
    let place = |spec: &Spec, name: &str| {
        let mut entries = spec.entries.iter();
        entries
            .position(|entry| entry.name.short() == name)
            .unwrap()
    };
    // Another statement, another Lean text, and no record.
    let (mul, sub) = (place(&spec, "mul"), place(&spec, "sub"));
    spec.entries[mul].form = spec.entries[sub].form.clone();
    let add = spec.entries[place(&spec, "add")].name.to_string();
    spec.digests.insert(add, "other".into());
    let square = spec.entries[place(&spec, "square")].name.to_string();
    spec.record.text.remove(&square);
    let report = recalled(&spec);
    assert_eq!(texts(&report, changed), ["add", "mul"]);
    assert_eq!(
        texts(&report, |why| matches!(why, Reason::NoSource)),
        ["square"]
    );
    spec.record.revision = None;
    assert!(texts(&recalled(&spec), recorded).is_empty());
}

#[test]
fn a_text_that_was_refuted_is_not_recorded() {
    let mut spec = ALONE.clone();
    spec.record = Record::default();
    let right = "a du + CtxVec.get (Γ := Γ) (s := s) b du)";
    let wrong = FIXTURE.replacen(right, &right.replace('+', "-"), 1);
    assert_ne!(wrong, FIXTURE);
    let record = recorded(&spec, &pinned(held(&wrong)));
    assert!(!record.text.contains_key("Proofs.Autograd.TapeNodes.add"));
    assert!(record.text.contains_key("Proofs.Autograd.TapeNodes.sub"));
}

#[test]
fn certificates_are_recorded_until_one_changes() {
    let mut spec = with_record();
    assert_eq!(recalled(&spec).recorded, Recorded::Nothing);
    let files = recalled(&spec).certificates.unwrap().files;
    let theorems: usize = files.iter().map(|file| file.theorems.len()).sum();
    let digests = files
        .iter()
        .map(|file| (file.module.clone(), sha256(file.text.as_bytes())));
    spec.record.certificates = digests.collect();
    spec.record.lean = Some("Lean (version 4)".into());
    let version = "Lean (version 4)".into();
    assert_eq!(
        recalled(&spec).recorded,
        Recorded::Accepted { version, theorems }
    );
    let mut fewer = spec.clone();
    fewer.record.certificates.pop_last();
    assert_eq!(recalled(&fewer).recorded, Recorded::Changed);
    let first = spec.laws.laws.first_mut().unwrap();
    first.lemma.name = "another_name".into();
    assert_eq!(recalled(&spec).recorded, Recorded::Changed);
}

#[test]
fn a_record_is_read_as_it_was_written() {
    let mut record = with_record().record;
    record.lean = Some("Lean (version 4)".into());
    record.trusted = vec!["00".into()];
    let text = record.render().unwrap();
    assert_eq!(
        Record::read(&Source::new("record.toml", text)).unwrap(),
        record
    );
}
