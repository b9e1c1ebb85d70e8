//! Reports of faulty kernels and entries.

use std::sync::{Arc, LazyLock};

use torchlean_mirror::{
    audit::{ClaimName, Counterexample, Options, Report, Verdict, audit},
    nodes::{Kernel, kernels},
    notation::{Entry, Form, Spec},
    term::{Op, Term},
};

use crate::planted_rule::{Change, Part, changed};

pub fn spec() -> Spec {
    Spec::built_in().unwrap()
}

pub fn options(cases: u64, seed: u64) -> Options {
    Options {
        seed,
        cases,
        only: Vec::new(),
    }
}

pub fn run(spec: &Spec, kernels: &[Kernel], options: &Options) -> Report {
    audit(spec, kernels, options, |_| {}).unwrap()
}

/// The audit of everything at a few inputs, made once.
pub fn passing() -> &'static Report {
    static REPORT: LazyLock<Report> = LazyLock::new(|| run(&spec(), &kernels(), &options(16, 0)));
    &REPORT
}

/// Kernels that give one result too much, in its last coordinate: 64 ulps.
pub fn faulty_kernels() -> Vec<Kernel> {
    let up: Change = Arc::new(|_, values| {
        if let Some(last) = values.last_mut() {
            *last = (0..64).fold(*last, |value, _| value.next_up());
        }
        Ok(())
    });
    let parts = [Part::Forward, Part::Matrix, Part::Value];
    let plant = |kernel: Kernel| {
        let planted = |kernel: Kernel, part| changed(&kernel, part, up.clone());
        parts.into_iter().fold(kernel, planted)
    };
    kernels().into_iter().map(plant).collect()
}

/// The spec with the cotangents of each node negated.
pub fn faulty_spec() -> Spec {
    let mut spec = spec();
    for entry in &mut spec.entries {
        if let Form::Node(node) | Form::Fderiv { node, .. } = &mut entry.form {
            node.vjp = Term::new(Op::Neg, vec![node.vjp.clone()]).unwrap();
        }
    }
    spec
}

/// Every refuted claim of a report.
pub fn refuted(report: &Report) -> Vec<(&Entry, ClaimName, &Counterexample)> {
    let mut found = Vec::new();
    for definition in &report.definitions {
        for claim in &definition.claims {
            if let Verdict::Refuted(counterexample) = &claim.verdict {
                found.push((&definition.entry, claim.name, &**counterexample));
            }
        }
    }
    found
}

/// The audits of faulty kernels and of faulty forms, made once.
pub fn refuted_reports() -> &'static [Report; 2] {
    static REPORTS: LazyLock<[Report; 2]> = LazyLock::new(make_refuted_reports);
    &REPORTS
}

fn make_refuted_reports() -> [Report; 2] {
    let options = options(64, 0);
    // No fault touches an identity.
    let without_identities = |mut spec: Spec| {
        spec.laws.identities.clear();
        spec
    };
    let kernels = run(&without_identities(spec()), &faulty_kernels(), &options);
    let forms = run(&without_identities(faulty_spec()), &[], &options);
    assert_eq!(refuted(&kernels).len(), spec().entries.len());
    let nodes = spec()
        .entries
        .iter()
        .filter(|e| e.form.node().is_some())
        .count();
    // What is computed is not negated.
    let entries = spec().entries;
    let computing = entries.iter();
    let computing = computing.filter(|e| e.form.kind() == "node" && e.computed.is_some());
    assert_eq!(refuted(&forms).len(), 2 * nodes + computing.count());
    [kernels, forms]
}

/// The hexadecimal bits that a text shows.
pub fn bits(text: &str) -> Vec<u64> {
    let hex = text
        .match_indices("0x")
        .map(|(at, _)| &text[at + 2..at + 18]);
    hex.map(|hex| u64::from_str_radix(hex, 16).unwrap())
        .collect()
}
