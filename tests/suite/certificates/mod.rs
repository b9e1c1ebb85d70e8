//! The certificates against the real Lean: all are accepted without axioms, and tampered ones are rejected.

mod accepted;
mod change;
mod foundations;
mod guards;
mod kinks;
mod lean;
mod model;
mod names;
mod necessary;
mod program;
mod tampered;
mod tape;
mod theorem;

use std::path::Path;
use std::sync::OnceLock;

use torchlean_mirror::audit::{Audit, Options, Report, certificates, certify};
use torchlean_mirror::certificate::File;
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::notation::{Source, Spec};

const DEFINITIONS: &str = include_str!("../../../spec/arithmetic.spec");
const LAWS: &str = include_str!("../../../spec/laws.spec");
const PIN: &str = include_str!("../../../spec/torchlean.toml");

/// What was audited, the report, and its certificates.
struct Certified {
    spec: Spec,
    report: Report,
    files: Vec<File>,
}

impl Certified {
    fn of(spec: Spec, only: &[&str]) -> Certified {
        let report = proofs(&spec, only);
        let files = certificates(&spec, &report).unwrap().files;
        Certified {
            spec,
            report,
            files,
        }
    }

    /// The report, as a Lean leaves it.
    fn by(&self, lean: Option<&Path>) -> Report {
        let mut report = self.report.clone();
        certify(&self.spec, &mut report, lean);
        report
    }

    fn file(&self, module: &str) -> &File {
        self.files.iter().find(|f| f.module == module).unwrap()
    }
}

/// Whether the theorems of a file are about claims, and not about the laws.
fn of_claims(file: &File) -> bool {
    !["Laws", "Model", "Foundations"].contains(&&*file.module)
}

/// The certificates of everything that is built in.
fn built_in() -> &'static Certified {
    static CERTIFIED: OnceLock<Certified> = OnceLock::new();
    CERTIFIED.get_or_init(|| Certified::of(Spec::built_in().unwrap(), &[]))
}

/// The certificates of two modules, one of which has index maps: what Lean is asked of many changes
/// of, since each costs a run of it. All laws and identities are there.
fn of_two_modules() -> &'static Certified {
    static CERTIFIED: OnceLock<Certified> = OnceLock::new();
    CERTIFIED.get_or_init(|| {
        let mut spec = Spec::built_in().unwrap();
        let taken = ["Nodes.Arithmetic", "Nodes.Shape"];
        let is_taken = |module: &str| taken.iter().any(|end| module.ends_with(end));
        spec.entries.retain(|entry| is_taken(&entry.module));
        Certified::of(spec, &[])
    })
}

fn spec(definitions: &str, laws: &str) -> Spec {
    Spec::read(
        &Source::new("pin", PIN),
        &Source::new("laws", laws),
        &[Source::new("definitions", definitions)],
    )
    .unwrap_or_else(|errors| panic!("{}", errors.0[0].render()))
}

/// The laws, without a definition that rests on them.
fn only_laws(laws: &str) -> Spec {
    let mut spec = spec(DEFINITIONS, laws);
    spec.entries.clear();
    spec
}

/// The audit without comparisons of kernels; of the definitions `only`, if any.
fn proofs(spec: &Spec, only: &[&str]) -> Report {
    let options = Options {
        only: only.iter().map(|name| (*name).into()).collect(),
        ..without_kernels()
    };
    let kernels = kernels();
    let audit = Audit::of(spec, &kernels).options(options).certificates();
    audit.run(|_| ()).unwrap()
}

fn without_kernels() -> Options {
    Options {
        cases: 0,
        ..Options::default()
    }
}
