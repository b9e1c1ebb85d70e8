//! How long the exact side takes: all proofs of the module, the whole audit,
//! and the certificates.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a bench stops by a panic"
)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use torchlean_mirror::audit::{Options, audit, certificates};
use torchlean_mirror::certificate;
use torchlean_mirror::exact::{
    Differentiation, Limits, Outcome, Prover, goals, identity, replay, replay_derivation_given,
};
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::notation::Spec;

/// Proves and replays every claim and identity; the number of proofs.
fn all_proofs(spec: &Spec) -> usize {
    let prover = Prover::new(&spec.laws, Limits::default());
    let mut proofs = 0;
    let mut equations = Vec::new();
    for entry in &spec.entries {
        if let Ok(Some((derivation, goals))) = goals(entry, &spec.laws) {
            let node = entry.form.node().expect("an entry with goals has a node");
            let derivation = derivation.expect("rules exist");
            let by = Differentiation::at("x", &node.context).under(&entry.conditions);
            replay_derivation_given(&derivation, &by, &spec.laws).expect("the derivation replays");
            equations.extend(goals.into_iter().map(|goal| goal.equation));
        }
    }
    for stated in &spec.laws.identities {
        equations.push(identity(stated, &spec.laws).expect("rules exist").1);
    }
    for equation in &equations {
        let Outcome::Found(proof) = prover.prove(equation) else {
            panic!("no proof of {} = {}", equation.left, equation.right);
        };
        replay(&proof, equation, &spec.laws).expect("the proof replays");
        proofs += 1;
    }
    proofs
}

fn measure(criterion: &mut Criterion) {
    let spec = Spec::built_in().expect("spec/ reads");
    println!("{} proofs, each replayed", all_proofs(&spec));
    let mut group = criterion.benchmark_group("exact");
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3));
    group.bench_function("read spec", |b| b.iter(|| black_box(Spec::built_in())));
    group.bench_function("all proofs, replayed", |b| {
        b.iter(|| black_box(all_proofs(&spec)));
    });
    group.bench_function("default audit", |b| {
        b.iter(|| black_box(audit(&spec, &kernels(), &Options::default(), |_| {}).unwrap()));
    });
    let options = Options {
        cases: 0,
        ..Options::default()
    };
    let report = audit(&spec, &kernels(), &options, |_| {}).unwrap();
    group.bench_function("certificates, written", |b| {
        b.iter(|| black_box(certificates(&spec, &report)));
    });
    match certificate::find(None) {
        Err(why) => println!("certificates, checked by Lean: left out: {why}"),
        Ok(program) => {
            let stated = certificates(&spec, &report).expect("the proofs can be written");
            let files = stated.files;
            let folder = tempfile::tempdir().expect("a folder can be made");
            certificate::write(&files, folder.path()).expect("the files can be written");
            group.bench_function("certificates, checked by Lean", |b| {
                b.iter(|| {
                    let checked = certificate::check(&program, &files, folder.path());
                    assert!(checked.expect("Lean runs").passed());
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, measure);
criterion_main!(benches);
