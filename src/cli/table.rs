//! `table`: derivative tables of the definitions, or of the steps of a tape.

use std::path::Path;
use std::process::ExitCode;

use torchlean_mirror::exact::{Limits, Prover};
use torchlean_mirror::notation::Spec;
use torchlean_mirror::report::table::{Format, Table};
use torchlean_mirror::report::tape::table::TapeTable;

use super::args::TableArgs;
use super::{Done, input, output};

/// The tables of the definitions.
pub fn definitions(spec: &Spec, args: &TableArgs) -> Done {
    let prover = Prover::new(&spec.laws, Limits::default());
    let table = Table::build(spec, &prover, args.shape.as_ref())?;
    output::print(&args.format.render(&table)?)?;
    Ok(ExitCode::SUCCESS)
}

/// The table of the tape in a file.
pub fn tape(spec: &Spec, format: Format, file: &Path) -> Done {
    let tape = input::tape(spec, file)?;
    let prover = Prover::new(&spec.laws, Limits::default());
    let table = TapeTable::build(spec, &tape, &prover)?;
    let text = match format {
        Format::Markdown => table.markdown(),
        Format::Csv => table.csv()?,
        Format::Json => table.json()?,
        _ => return Err("the table of a tape comes as markdown, csv or json".into()),
    };
    output::print(&text)?;
    Ok(ExitCode::SUCCESS)
}
