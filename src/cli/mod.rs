//! The commands of the program: arguments in, exit code out.

mod args;
mod audit;
mod certify;
mod explain;
mod input;
mod kernel;
mod map;
mod output;
mod pin;
mod program;
mod progress;
mod table;
mod verify;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Cli, Command};
use torchlean_mirror::lean;
use torchlean_mirror::notation::Diagnostics;
use torchlean_mirror::report::inventory;

/// Why a command was not done. Exit code 2.
type Failure = Box<dyn std::error::Error>;

type Done = Result<ExitCode, Failure>;

/// Runs the command that was given.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    run(cli).unwrap_or_else(|failure| {
        let message = match failure.downcast_ref::<Diagnostics>() {
            Some(errors) => input::rendered(errors),
            None => failure.to_string(),
        };
        // Errors with a place in a text begin with the word.
        let already = message.starts_with("error: ");
        eprintln!("{}{message}", if already { "" } else { "error: " });
        ExitCode::from(2)
    })
}

fn run(cli: Cli) -> Done {
    if cli.spec.is_some() && matches!(cli.command, Command::Map(_) | Command::Pin(_)) {
        return Err("proofs-map.md and the digests are of the built-in spec: --spec is for the other commands".into());
    }
    let spec = input::spec(cli.spec.as_deref())?;
    match cli.command {
        Command::Audit(args) => audit::run(&spec, &args),
        Command::VerifyReport(args) => verify::run(&args),
        Command::Explain { name } => explain::run(&spec, name),
        Command::Table(args) => match &args.tape {
            Some(file) => table::tape(&spec, &args, file),
            None => table::definitions(&spec, &args),
        },
        Command::Certify(args) => certify::run(&spec, &args),
        Command::Inventory { lean: place } => {
            output::print(&inventory::render(&lean::inventory(&spec, &place)?))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Pin(args) => pin::run(&spec, &args),
        Command::Map(args) => map::run(spec, &args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "torchlean-mirror", &mut script);
            output::print_bytes(&script)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Man => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page)?;
            output::print_bytes(&page)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// 0 for a report that passed, 1 for one that did not.
fn code(passed: bool) -> ExitCode {
    ExitCode::from(u8::from(!passed))
}
