//! `audit`: all claims of the definitions, of a tape, or of a kernel in a process of its own.

use std::path::{Path, PathBuf};

use torchlean_mirror::audit::{Audit, LeanCheck, Options, Program};
use torchlean_mirror::certificate;
use torchlean_mirror::lean::Checkout;
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::notation::Spec;
use torchlean_mirror::report::document::{Document, markdown, terminal};
use torchlean_mirror::report::{self, json, junit, page, sarif};

use super::args::{AuditArgs, Format};
use super::{Done, Failure, code, input, kernel, output, program, progress};

/// What an audit wrote.
pub struct Written {
    /// The report.
    pub text: String,
    /// Whether it passed.
    pub passed: bool,
    /// What Lean did.
    pub lean: LeanCheck,
}

/// Audits, and writes the report where it is wanted.
pub fn run(spec: &Spec, args: &AuditArgs) -> Done {
    let program = program::program(program::arguments())?;
    let width = output::width().filter(|_| args.out.is_none());
    let written = written(spec, args, program, width)?;
    match (&args.out, args.format) {
        (Some(path), _) => input::write(path, &written.text)?,
        (None, Format::Terminal) => output::print_coloured(&written.text)?,
        (None, _) => output::print(&written.text)?,
    }
    asked(&written.lean)?;
    Ok(code(written.passed))
}

/// Audits as the arguments say. The report names this program.
pub fn written(
    spec: &Spec,
    args: &AuditArgs,
    program: Program,
    width: Option<u16>,
) -> Result<Written, Failure> {
    match (&args.tape, &args.kernel) {
        (Some(file), _) => tape(spec, args, file, program, width),
        (None, Some(command)) => kernel::audit(spec, args, command, program, width),
        (None, None) => definitions(spec, args, program, width),
    }
}

/// Audits the definitions.
fn definitions(
    spec: &Spec,
    args: &AuditArgs,
    program: Program,
    width: Option<u16>,
) -> Result<Written, Failure> {
    let options = Options {
        only: args.nodes.clone(),
        ..options(args)
    };
    // What cannot be read or run ends the command before the audit, which takes longer.
    let place = args.lean.as_deref();
    let checkout = place.map(|place| Checkout::read(spec, place)).transpose()?;
    let lean = lean_program(args)?;
    let kernels = kernels();
    let mut audit = Audit::of(spec, &kernels).options(options).program(program);
    if let Some(checkout) = &checkout {
        audit = audit.lean_source(checkout);
    }
    if args.sensitivity {
        audit = audit.sensitivity();
    }
    if lean.is_some() {
        audit = audit.certify(lean.as_deref());
    }
    if args.format == Format::Html {
        audit = audit.forms();
    }
    let report = progress::run(&audit)?;
    let text = match args.format {
        Format::Json => json::render(&report)?,
        Format::Html => page::definitions(&report, spec)?,
        Format::Sarif => sarif::definitions(&report, spec)?,
        Format::Junit => junit::definitions(&report, spec),
        format => rendered(&report::audit::definitions(&report), format, width),
    };
    let passed = report.conclusion().passed();
    let lean = report.lean;
    Ok(Written { text, passed, lean })
}

/// Audits the tape in a file.
fn tape(
    spec: &Spec,
    args: &AuditArgs,
    file: &Path,
    program: Program,
    width: Option<u16>,
) -> Result<Written, Failure> {
    let (tape, inputs) = input::tape(spec, file)?;
    let lean = lean_program(args)?;
    let kernels = kernels();
    let mut audit = Audit::of(spec, &kernels)
        .options(options(args))
        .program(program)
        .inputs(inputs);
    if lean.is_some() {
        audit = audit.certify(lean.as_deref());
    }
    if args.format == Format::Html {
        audit = audit.forms();
    }
    let report = audit.tape(&tape);
    let name = file.display().to_string();
    let text = match args.format {
        Format::Json => report::tape::json(&report, &name)?,
        Format::Html => page::tape(&report, &name, spec)?,
        Format::Sarif => sarif::tape(&report, &name, spec)?,
        Format::Junit => junit::tape(&report, &name, spec),
        format => rendered(&report::audit::tape(&report, &name), format, width),
    };
    let passed = report.conclusion().passed();
    let lean = report.lean;
    Ok(Written { text, passed, lean })
}

/// A report as Markdown, or else for a terminal.
pub fn rendered(document: &Document, format: Format, width: Option<u16>) -> String {
    match format {
        Format::Markdown => markdown::render(document),
        _ => terminal::render(document, width),
    }
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
