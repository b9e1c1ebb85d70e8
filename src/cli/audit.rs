//! `audit`: all claims of the definitions, or of a tape.

use std::path::{Path, PathBuf};

use torchlean_mirror::audit::{Audit, LeanCheck, Options};
use torchlean_mirror::certificate;
use torchlean_mirror::lean::Checkout;
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::notation::Spec;
use torchlean_mirror::report::{self, json};

use super::args::{AuditArgs, Format};
use super::{Done, Failure, code, input, output, progress};

/// Audits the definitions.
pub fn definitions(spec: &Spec, args: &AuditArgs) -> Done {
    let options = Options {
        only: args.nodes.clone(),
        ..options(args)
    };
    // What cannot be read or run ends the command before the audit, which takes longer.
    let place = args.lean.as_deref();
    let checkout = place.map(|place| Checkout::read(spec, place)).transpose()?;
    let program = lean_program(args)?;
    let kernels = kernels();
    let mut audit = Audit::of(spec, &kernels)
        .options(options)
        .program(input::program()?);
    if let Some(checkout) = &checkout {
        audit = audit.lean_source(checkout);
    }
    if args.sensitivity {
        audit = audit.sensitivity();
    }
    if program.is_some() {
        audit = audit.certify(program.as_deref());
    }
    let report = progress::run(&audit)?;
    match args.format {
        Format::Json => output::print(&json::render(&report)?)?,
        format => output::document(&report::audit::definitions(&report), format)?,
    }
    asked(&report.lean)?;
    Ok(code(report.conclusion().passed()))
}

/// Audits the tape in a file.
pub fn tape(spec: &Spec, args: &AuditArgs, file: &Path) -> Done {
    let tape = input::tape(spec, file)?;
    let program = lean_program(args)?;
    let kernels = kernels();
    let mut audit = Audit::of(spec, &kernels)
        .options(options(args))
        .program(input::program()?);
    if program.is_some() {
        audit = audit.certify(program.as_deref());
    }
    let report = audit.tape(&tape);
    let name = file.display().to_string();
    match args.format {
        Format::Json => output::print(&report::tape::json(&report, &name)?)?,
        format => output::document(&report::audit::tape(&report, &name), format)?,
    }
    asked(&report.lean)?;
    Ok(code(report.conclusion().passed()))
}

fn options(args: &AuditArgs) -> Options {
    Options {
        seed: args.seed,
        cases: args.cases,
        ..Options::default()
    }
}

/// The Lean that `--certify` asks for.
fn lean_program(args: &AuditArgs) -> Result<Option<PathBuf>, Failure> {
    let found = args
        .certify
        .then(|| certificate::find(args.lean_bin.as_deref()));
    Ok(found.transpose()?)
}

/// Fails if Lean was to be run and could not be.
fn asked(lean: &LeanCheck) -> Result<(), Failure> {
    match lean {
        LeanCheck::NotChecked(why) => Err(format!("Lean did not check the proofs: {why}").into()),
        LeanCheck::NotAsked | LeanCheck::Checked(_) => Ok(()),
    }
}
