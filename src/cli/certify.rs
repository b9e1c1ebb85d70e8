//! `certify`: writes the Lean certificates, and has Lean check them.

use torchlean_mirror::audit::{Audit, LeanCheck, Options};
use torchlean_mirror::certificate::{find, write};
use torchlean_mirror::nodes::kernels;
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
    let kernels = kernels();
    let audit = Audit::of(spec, &kernels).options(options);
    let report = progress::run(&match &program {
        Some(program) => audit.certify(Some(program)),
        None => audit.certificates(),
    })?;
    if let LeanCheck::NotChecked(why) = &report.lean {
        return Err(why.to_string().into());
    }
    let certificates = report.certificates.ok_or("there are no certificates")?;
    if let Some(folder) = &args.out {
        write(&certificates.files, folder)?;
    }
    output::print(&certificate::render(&certificates, &report.lean))?;
    Ok(code(certificates.complete(&report.lean)))
}
