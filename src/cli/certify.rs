//! `certify`: writes the Lean certificates, and has Lean check them.

use std::process::ExitCode;

use torchlean_mirror::audit::{Options, certificates};
use torchlean_mirror::certificate::{check, find, write};
use torchlean_mirror::notation::Spec;
use torchlean_mirror::report::certificate;

use super::args::CertifyArgs;
use super::{Done, code, output, progress};

/// Writes the certificates, and checks them if that is asked for.
pub fn run(spec: &Spec, args: &CertifyArgs) -> Done {
    let program = args.check.then(|| find(args.lean_bin.as_deref()));
    let program = program.transpose()?;
    // The certificates are of proofs alone.
    let options = Options {
        cases: 0,
        ..Options::default()
    };
    let report = progress::audit(spec, &options)?;
    let files = certificates(spec, &report)?;
    let temporary = tempfile::tempdir()?;
    let folder = args.out.as_deref().unwrap_or(temporary.path());
    write(&files, folder)?;
    let Some(program) = program else {
        return Ok(ExitCode::SUCCESS);
    };
    let checked = check(&program, &files, folder)?;
    output::print(&certificate::render(&files, &checked))?;
    Ok(code(checked.passed()))
}
