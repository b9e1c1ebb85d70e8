//! How long the Lean source takes: reading and proving the module, and the
//! inventory of a checkout. `TORCHLEAN=PATH` measures a real checkout too.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a bench stops by a panic"
)]

use std::fmt::Write;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use torchlean_mirror::audit::check_text;
use torchlean_mirror::audit::{Options, Report, audit};
use torchlean_mirror::lean::{Checkout, Module, inventory};
use torchlean_mirror::notation::Spec;

const MODULE: &str = "NN.Proofs.Autograd.Tape.Nodes.Arithmetic";
const FIXTURE: &str = include_str!("../tests/suite/lean_source/Arithmetic.lean");

/// The size of TorchLean's tape at the mirrored revision.
const FILES: usize = 41;
const LINES: usize = 22_000;

/// How many definitions the sources are proved to state.
fn proved(spec: &Spec, report: &Report, checkout: &Checkout) -> usize {
    let mut report = report.clone();
    check_text(spec, &mut report, checkout);
    let claims = report.definitions.iter().flat_map(|d| d.claims.last());
    claims.filter(|c| c.verdict.as_str() == "proved").count()
}

/// Files as many and as long as TorchLean's, with nodes and long proofs.
fn generate(root: &Path) -> std::io::Result<()> {
    let folder = root.join("NN/Proofs/Autograd/Tape");
    fs::create_dir_all(&folder)?;
    for file in 0..FILES {
        let mut text = String::from("namespace Proofs.Autograd.TapeNodes\n");
        let mut lines = 1;
        while lines < LINES / FILES {
            let _ = writeln!(
                text,
                "\n/-- Node {lines}. -/\ndef node{lines} {{Γ : List Shape}} (a b : Idx Γ s) : Node Γ s :=\n  \
                 mul a b\n\ntheorem fact{lines} : ∀ (x : CtxVec Γ), x = x := by"
            );
            lines += 7;
            for _ in 0..23 {
                text.push_str("  have h : (fun i : Fin n => (f (x := y) i) * g i) = (fun i => h i) := by simp [k]\n");
                lines += 1;
            }
        }
        text.push_str("end Proofs.Autograd.TapeNodes\n");
        fs::write(folder.join(format!("File{file}.lean")), text)?;
    }
    Ok(())
}

fn measure(criterion: &mut Criterion) {
    let spec = Spec::built_in().expect("spec/ reads");
    let options = Options {
        cases: 0,
        ..Options::default()
    };
    let report = audit(&spec, &[], &options, |_| {}).unwrap();
    let mut group = criterion.benchmark_group("source");
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3));
    let read = || {
        let module = Module::read(MODULE, "fixture.lean", FIXTURE.as_bytes());
        Checkout::from(module.expect("it reads"))
    };
    assert_eq!(proved(&spec, &report, &read()), spec.entries.len());
    group.bench_function("module, read and proved", |b| {
        b.iter(|| black_box(proved(&spec, &report, &read())));
    });
    let folder = tempfile::tempdir().expect("a folder can be made");
    generate(folder.path()).expect("the files can be written");
    group.bench_function("inventory of 41 files, 22,000 lines", |b| {
        b.iter(|| black_box(inventory(&spec, folder.path()).expect("it reads")));
    });
    if let Some(checkout) = std::env::var_os("TORCHLEAN").map(PathBuf::from) {
        let read = || Checkout::read(&spec, &checkout).expect("the checkout reads");
        println!("{} definitions proved", proved(&spec, &report, &read()));
        group.bench_function("TorchLean's module, read and proved", |b| {
            b.iter(|| black_box(proved(&spec, &report, &read())));
        });
        group.bench_function("TorchLean's inventory", |b| {
            b.iter(|| black_box(inventory(&spec, &checkout).expect("it reads")));
        });
    }
    group.finish();
}

criterion_group!(benches, measure);
criterion_main!(benches);
