//! `verify-report`: the audit of a filed report again.

use clap::Parser;

use torchlean_mirror::report::filed::{Filed, FiledFormat};

use super::args::{Cli, Command, Format, VerifyArgs};
use super::{Done, audit, code, input, output, program};

/// Exit code 1 if the report says something else than the audit gives.
pub fn run(args: &VerifyArgs) -> Done {
    let filed = Filed::read(&input::read(&args.file)?)?;
    let words = ["torchlean-mirror".to_string()].into_iter();
    let cli = Cli::try_parse_from(words.chain(filed.arguments.iter().cloned()));
    let cli = cli.map_err(|e| format!("the arguments of the report cannot be read: {e}"))?;
    let Command::Audit(mut asked) = cli.command else {
        return Err("the report is not of an audit".into());
    };
    // Reading a report must not run a program that it names.
    if asked.kernel.is_some() && !args.run_kernel {
        let why = "the report names the command of a kernel, which runs only with --run-kernel";
        return Err(why.into());
    }
    let format = match asked.format {
        Format::Html => Some(FiledFormat::Html),
        Format::Json => Some(FiledFormat::Json),
        _ => None,
    };
    if format != Some(filed.format) {
        return Err("the report is of another format than its arguments ask for".into());
    }
    if let (Some(path), None) = (&asked.lean_bin, &args.lean_bin) {
        let path = path.display();
        eprintln!("note: the report names the Lean {path}, which runs if --lean-bin gives it");
    }
    asked.lean_bin = args.lean_bin.clone();
    let spec = input::spec(cli.spec.as_deref())?;
    let mut program = program::program(filed.arguments.clone())?;
    // Of another machine nothing is claimed.
    program.machine = filed.machine.clone();
    let written = audit::written(&spec, &asked, program, None)?;
    let comparison = filed.compare(&written.text)?;
    output::print(&comparison.to_string())?;
    Ok(code(comparison.same()))
}
