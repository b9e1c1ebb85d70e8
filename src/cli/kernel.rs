//! `audit --kernel`: a kernel in a process of its own.

use torchlean_mirror::audit::user_kernel::{Process, Stated, UserReport, WrittenFile};
use torchlean_mirror::audit::{LeanCheck, Program};
use torchlean_mirror::notation::Spec;
use torchlean_mirror::report::{self, junit, page, sarif};

use super::args::{AuditArgs, Format};
use super::audit::{Written, rendered};
use super::{Failure, input, progress};

/// Audits the kernel that a command computes.
pub fn audit(
    spec: &Spec,
    args: &AuditArgs,
    command: &str,
    program: Program,
    width: Option<u16>,
) -> Result<Written, Failure> {
    let report = match (&args.forms, args.nodes.as_slice()) {
        (Some(file), _) => {
            let text = input::read(file)?;
            let path = file.display().to_string();
            let (path, text) = (path.as_str(), text.as_str());
            against(spec, args, command, program, WrittenFile { path, text })?
        }
        (None, [name]) => against(spec, args, command, program, name.as_str())?,
        (None, _) => {
            return Err(
                "--kernel is compared with one definition: give one --node NAME, or --forms FILE"
                    .into(),
            );
        }
    };
    let text = match args.format {
        Format::Json => report::user_kernel::json(&report)?,
        Format::Html => page::user_kernel(&report, spec)?,
        Format::Sarif => sarif::user_kernel(&report, spec)?,
        Format::Junit => junit::user_kernel(&report, spec),
        format => rendered(&report::audit::user_kernel(&report), format, width),
    };
    Ok(Written {
        text,
        passed: report.passed(),
        lean: LeanCheck::NotAsked,
    })
}

fn against(
    spec: &Spec,
    args: &AuditArgs,
    command: &str,
    program: Program,
    definition: impl Stated,
) -> Result<UserReport, Failure> {
    let bar = progress::Inputs::of(args.cases);
    let process = Process::command(command)?
        .timeout(args.timeout)
        .seed(args.seed)
        .cases(args.cases)
        .program(program)
        .progress(|map, inputs| bar.done(map.as_str(), inputs));
    progress::end_kernels_when_interrupted()?;
    let report = process.against_stated(definition, spec);
    bar.finish();
    Ok(report?)
}
