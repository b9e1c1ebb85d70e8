//! The derivative tables, in all their formats.

mod formats;
mod forms;
mod jacobians;
mod texts;

use torchlean_mirror::exact::{Limits, Prover};
use torchlean_mirror::notation::{Laws, Source, Spec};
use torchlean_mirror::report::table::{Definition, Table};
use torchlean_mirror::tape::Shape;

const DEFINITIONS: &str = include_str!("../../../spec/arithmetic.spec");
const LAWS: &str = include_str!("../../../spec/laws.spec");
const PIN: &str = include_str!("../../../spec/torchlean.toml");

fn spec(definitions: &str, laws: &str) -> Spec {
    Spec::read(
        &Source::new("pin", PIN),
        &Source::new("laws", laws),
        &[Source::new("definitions", definitions)],
    )
    .unwrap()
}

fn built_in() -> Spec {
    Spec::built_in().unwrap()
}

fn table(spec: &Spec, shape: Option<&str>) -> Table {
    searched(spec, &spec.laws, shape)
}

/// The table with smaller forms searched with other laws than the spec's.
fn searched(spec: &Spec, laws: &Laws, shape: Option<&str>) -> Table {
    let shape = shape.map(|text| text.parse::<Shape>().unwrap());
    Table::build(spec, &Prover::new(laws, Limits::default()), shape.as_ref()).unwrap()
}

fn definition<'a>(table: &'a Table, lean: &str) -> &'a Definition {
    let mut found = table.definitions.iter().filter(|d| d.lean.short() == lean);
    found.next().unwrap()
}

/// The text with a part replaced that occurs in it.
fn edited(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "`{from}` is not in the text");
    text.replace(from, to)
}

/// The text without the declaration of two lines that begins so.
fn without(text: &str, declaration: &str) -> String {
    let start = text.find(declaration).unwrap();
    let end = text[start..]
        .match_indices('\n')
        .nth(1)
        .map_or(text.len(), |(at, _)| start + at + 1);
    format!("{}{}", &text[..start], &text[end..])
}
