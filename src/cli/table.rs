//! `table`: derivative tables of the definitions, or of the steps of a tape.

use std::io::IsTerminal;
use std::path::Path;

use torchlean_mirror::audit::{Audit, Options};
use torchlean_mirror::lean::Checkout;
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::notation::{FindError, Spec};
use torchlean_mirror::report::table::{DefinitionTables, Format, Tables, TapeTable};

use super::args::TableArgs;
use super::{Done, Failure, code, input, output, progress};

/// The tables of the definitions.
pub fn definitions(spec: &Spec, args: &TableArgs) -> Done {
    let format = format(args)?;
    let kernels = kernels();
    let options = Options {
        only: wanted(spec, args)?,
        ..options()
    };
    let place = args.lean.as_deref();
    let checkout = place.map(|place| Checkout::read(spec, place)).transpose()?;
    let mut audit = Audit::of(spec, &kernels).options(options).forms();
    if let Some(checkout) = &checkout {
        audit = audit.lean_source(checkout);
    }
    if let Some(shape) = &args.shape {
        audit = audit.jacobians(shape)?;
    }
    let report = progress::run(&audit)?;
    let laws = &spec.laws;
    let report = &report;
    print(format, &DefinitionTables { report, laws })?;
    Ok(code(!report.fails()))
}

/// The table of the tape in a file.
pub fn tape(spec: &Spec, args: &TableArgs, file: &Path) -> Done {
    let format = format(args)?;
    let (tape, _) = input::tape(spec, file)?;
    let kernels = kernels();
    let audit = Audit::of(spec, &kernels).options(options()).forms();
    let report = &audit.tape(&tape);
    let file = &file.display().to_string();
    print(format, &TapeTable { report, file })?;
    Ok(code(!report.fails()))
}

/// Tables say nothing of kernels.
fn options() -> Options {
    Options {
        cases: 0,
        ..Options::default()
    }
}

/// The definitions that are asked for, by full name; none for all.
fn wanted(spec: &Spec, args: &TableArgs) -> Result<Vec<String>, FindError> {
    let mut names = args.nodes.clone();
    for module in &args.modules {
        let entries = spec.module(module)?.into_iter();
        names.extend(entries.map(|entry| entry.name.to_string()));
    }
    Ok(names)
}

fn format(args: &TableArgs) -> Result<Format, Failure> {
    let terminal = std::io::stdout().is_terminal();
    match (args.fragment, args.format) {
        (true, None | Some(Format::Latex)) => Ok(Format::Fragment),
        (true, Some(_)) => Err(
            "--fragment is a part of a LaTeX document: it goes with --format latex alone".into(),
        ),
        (false, Some(format)) => Ok(format),
        (false, None) if terminal => Ok(Format::Terminal),
        (false, None) => Ok(Format::Markdown),
    }
}

fn print(format: Format, tables: &dyn Tables) -> Result<(), Failure> {
    let text = format.render(tables, output::width())?;
    match format {
        Format::Terminal => output::print_coloured(&text)?,
        _ => output::print(&text)?,
    }
    Ok(())
}
