//! The formats that tables come in.

use super::{Table, csv, html, json, latex, markdown};

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Markdown with tables.
    Markdown,
    /// A LaTeX document.
    Latex,
    /// One self-contained page.
    Html,
    /// One line per definition.
    Csv,
    /// Everything, for programs.
    Json,
}

/// The library behind a format failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the table cannot be written as {format}: {why}")]
pub struct NotWritten {
    /// The format.
    pub format: &'static str,
    /// What the library says.
    pub why: String,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 5] = [
        Format::Markdown,
        Format::Latex,
        Format::Html,
        Format::Csv,
        Format::Json,
    ];

    /// The table in this format.
    ///
    /// # Errors
    /// When the library behind the format fails.
    pub fn render(self, table: &Table) -> Result<String, NotWritten> {
        match self {
            Format::Markdown => Ok(markdown::render(table)),
            Format::Latex => Ok(latex::render(table)),
            Format::Html => Ok(html::render(table)),
            Format::Csv => csv::render(table),
            Format::Json => json::render(table),
        }
    }
}
