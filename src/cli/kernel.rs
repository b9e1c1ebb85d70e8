//! `audit --kernel`: a kernel in a process of its own.

use torchlean_mirror::audit::user_kernel::{Process, Stated, UserReport, WrittenFile};
use torchlean_mirror::notation::Spec;
use torchlean_mirror::report;
use torchlean_mirror::report::document::{markdown, terminal};

use super::args::{AuditArgs, Format};
use super::{Done, Failure, code, input, output, program, progress};

/// Audits the kernel that a command computes.
pub fn run(spec: &Spec, args: &AuditArgs, command: &str) -> Done {
    let report = match (&args.forms, args.nodes.as_slice()) {
        (Some(file), _) => {
            let text = input::read(file)?;
            let path = file.display().to_string();
            let (path, text) = (path.as_str(), text.as_str());
            against(spec, args, command, WrittenFile { path, text })?
        }
        (None, [name]) => against(spec, args, command, name.as_str())?,
        (None, _) => {
            return Err(
                "--kernel is compared with one definition: give one --node NAME, or --forms FILE"
                    .into(),
            );
        }
    };
    let document = || report::audit::user_kernel(&report);
    let text = match args.format {
        Format::Json => report::user_kernel::json(&report)?,
        Format::Html => report::page::user_kernel(&report, spec)?,
        Format::Markdown => markdown::render(&document()),
        Format::Terminal => {
            let width = output::width().filter(|_| args.out.is_none());
            terminal::render(&document(), width)
        }
        Format::Sarif | Format::Junit => {
            return Err("--kernel is reported as terminal, markdown, json or html".into());
        }
    };
    match (&args.out, args.format) {
        (Some(path), _) => input::write(path, &text)?,
        (None, Format::Terminal) => output::print_coloured(&text)?,
        (None, _) => output::print(&text)?,
    }
    Ok(code(report.passed()))
}

fn against(
    spec: &Spec,
    args: &AuditArgs,
    command: &str,
    definition: impl Stated,
) -> Result<UserReport, Failure> {
    let bar = progress::Inputs::of(args.cases);
    let process = Process::command(command)?
        .timeout(args.timeout)
        .seed(args.seed)
        .cases(args.cases)
        .program(program::program(program::arguments())?)
        .progress(|map, inputs| bar.done(map.as_str(), inputs));
    progress::end_kernels_when_interrupted()?;
    let report = process.against_stated(definition, spec);
    bar.finish();
    Ok(report?)
}
