//! `map`: writes proofs-map.md, or compares it.

use std::path::Path;
use std::process::ExitCode;

use torchlean_mirror::audit::{Audit, Imports, LeanCheck, Report, recorded};
use torchlean_mirror::certificate;
use torchlean_mirror::lean::Checkout;
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::notation::{Record, Spec};
use torchlean_mirror::report::{audit, document::terminal, map};

use super::args::MapArgs;
use super::input::{read, write};
use super::{Done, Failure, output, progress};

/// Where the record is kept.
const RECORD: &str = "spec/record.toml";

/// Writes the map, or shows how the file differs from it.
pub fn run(mut spec: Spec, args: &MapArgs) -> Done {
    let path = Path::new(map::PATH);
    let found = args.check.then(|| read(path)).transpose()?;
    if args.lean.is_some() || args.certify {
        let report = checked(&spec, args)?;
        if report.fails_in_what_is_read() {
            let document = audit::definitions(&report);
            output::print(&terminal::render(&document, output::width()))?;
            return Err("nothing is recorded of an audit that fails".into());
        }
        let mut sources = report.source.iter();
        if sources.any(|source| source.imports != Imports::Pinned) {
            return Err("nothing is recorded of a source whose imports are not read".into());
        }
        let record: Record = recorded(&spec, &report);
        write(Path::new(RECORD), &record.render()?)?;
        spec.record = record;
    }
    let kernels = kernels();
    let audit = Audit::of(&spec, &kernels).forms().recorded().sensitivity();
    let report = progress::run(&audit)?;
    let expected = map::render(&spec, &report);
    let current = || {
        if report.fails() {
            eprintln!("error: the map names what is refuted, unknown or found");
        }
        ExitCode::from(u8::from(report.fails()))
    };
    let Some(found) = found else {
        write(path, &expected)?;
        return Ok(current());
    };
    let Some(difference) = map::difference(&found, &expected) else {
        return Ok(current());
    };
    output::print(&difference)?;
    let (path, command) = (map::PATH, map::COMMAND);
    eprintln!("error: {path} is not current; fix it with: {command}");
    Ok(ExitCode::from(1))
}

/// The audit with the checkout and with Lean.
fn checked(spec: &Spec, args: &MapArgs) -> Result<Report, Failure> {
    let checkout = args.lean.as_deref();
    let checkout = checkout
        .map(|place| Checkout::read(spec, place))
        .transpose()?;
    let program = args
        .certify
        .then(|| certificate::find(args.lean_bin.as_deref()));
    let program = program.transpose()?;
    let kernels = kernels();
    let mut audit = Audit::of(spec, &kernels);
    if let Some(checkout) = &checkout {
        audit = audit.lean_source(checkout);
    }
    if program.is_some() {
        audit = audit.certify(program.as_deref());
    }
    let report = progress::run(&audit)?;
    match &report.lean {
        LeanCheck::NotChecked(why) => Err(format!("Lean did not check the proofs: {why}").into()),
        _ => Ok(report),
    }
}
