//! Derivative tables: the forms of definitions or of a tape's steps, each with its verdict.
//!
//! They show what an audit delivers: its report has the forms, the smaller ones with their proofs,
//! and the matrices.

mod definitions;
mod json;
mod law;
mod legend;
mod summary;
mod tape;

pub use definitions::DefinitionTables;
pub use json::SCHEMA;
pub use law::{LawKind, LawRow};
pub use tape::TapeTable;

use super::document::{Document, Line, html, latex, markdown, terminal};
use crate::exact::Reduced;

/// What can be written as tables.
pub trait Tables {
    /// For readers.
    fn document(&self) -> Document;

    /// For programs.
    ///
    /// # Errors
    /// When the JSON library fails.
    fn json(&self) -> serde_json::Result<String>;

    /// As records, a header first.
    fn records(&self) -> Vec<Vec<String>>;
}

/// The formats that tables come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a terminal.
    Terminal,
    /// Markdown with tables.
    Markdown,
    /// A LaTeX document.
    Latex,
    /// LaTeX to be read by `\input`.
    #[value(skip)]
    Fragment,
    /// One self-contained page.
    Html,
    /// One record per definition or step.
    Csv,
    /// Everything, for programs.
    Json,
}

/// The library behind a format failed.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// The one for JSON.
    #[error("the table cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The one for CSV.
    #[error("the table cannot be written as CSV: {0}")]
    Csv(#[from] csv::Error),
    /// What it wrote is not text.
    #[error("the table cannot be written as CSV: {0}")]
    NotText(#[from] std::string::FromUtf8Error),
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 7] = [
        Format::Terminal,
        Format::Markdown,
        Format::Latex,
        Format::Fragment,
        Format::Html,
        Format::Csv,
        Format::Json,
    ];

    /// The tables in this format; on a terminal folded to `width` columns, if there is a limit.
    ///
    /// # Errors
    /// When the library behind the format fails.
    pub fn render(self, tables: &dyn Tables, width: Option<u16>) -> Result<String, NotWritten> {
        Ok(match self {
            Format::Terminal => terminal::render(&tables.document(), width),
            Format::Markdown => markdown::render(&tables.document()),
            Format::Latex => latex::render(&tables.document()),
            Format::Fragment => latex::fragment(&tables.document()),
            Format::Html => html::render(&tables.document()),
            Format::Csv => records(&tables.records())?,
            Format::Json => tables.json()? + "\n",
        })
    }
}

fn records(records: &[Vec<String>]) -> Result<String, NotWritten> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in records {
        writer.write_record(record)?;
    }
    let bytes = writer.into_inner();
    let bytes = bytes.map_err(|failed| csv::Error::from(failed.into_error()))?;
    Ok(String::from_utf8(bytes)?)
}

/// The smallest form, and under it the one that is given, if that is another. `given` says how.
fn smallest_first(form: &Reduced, given: &str) -> Line {
    let mut line = Line::term(form.smallest());
    if form.smaller().is_some() {
        // Both may be one formula: composition with the identity, for example, is not written.
        let stated = if form.given.latex() == form.smallest().latex() {
            Line::code_only(&form.given)
        } else {
            Line::term(&form.given)
        };
        line = line.under(Line::new().text(given).then(stated));
    }
    match form.remark() {
        Some(why) => line.under(Line::new().text("smaller form: ").text(why)),
        None => line,
    }
}

/// What a reader of any table must know, after what the forms are.
fn introduced(title: String, forms: Line) -> Document {
    let mut document = Document::titled(title);
    document.paragraph(forms);
    document.paragraph(SMALLEST);
    document.paragraph(legend::legend());
    document
}

const SMALLEST: &str = "The first form of a cell is the smallest that the laws that are named prove \
    equal to the one that is stated, for all contexts and shapes; the proof was replayed by code \
    that does not share the search. Arithmetic is Lean's, total: the inverse of 0 is 0.";
