//! Standard output, with verdicts in colour where it is a terminal that has them.

use std::io::{self, ErrorKind, IsTerminal, Write};

use anstyle::{AnsiColor, Style};

use torchlean_mirror::report::document::{Document, markdown, terminal};

use super::args::Format;

/// Words that get a colour where they stand alone.
const COLOURS: &[(&str, AnsiColor)] = &[
    ("proved", AnsiColor::Green),
    ("exact", AnsiColor::Green),
    ("bit-exact", AnsiColor::Green),
    ("bounded", AnsiColor::Green),
    ("passed", AnsiColor::Green),
    ("not checked", AnsiColor::Cyan),
    ("nothing compared", AnsiColor::Yellow),
    ("unknown", AnsiColor::Yellow),
    ("findings", AnsiColor::Yellow),
    ("refuted", AnsiColor::Red),
];

/// The columns of the terminal, if standard output is one: tables are folded to them.
pub fn width() -> Option<u16> {
    let columns = console::Term::stdout().size_checked();
    columns
        .filter(|_| io::stdout().is_terminal())
        .map(|(_, columns)| columns)
}

/// Writes a report as Markdown, or else for a terminal.
pub fn document(document: &Document, format: Format) -> io::Result<()> {
    match format {
        Format::Markdown => print(&markdown::render(document)),
        _ => print_coloured(&terminal::render(document, width())),
    }
}

/// Writes text as it is.
pub fn print(text: &str) -> io::Result<()> {
    print_bytes(text.as_bytes())
}

/// Writes bytes; that the reader has gone away is not an error.
pub fn print_bytes(bytes: &[u8]) -> io::Result<()> {
    closed(io::stdout().write_all(bytes))
}

/// Writes a report with its verdicts in colour, unless standard output is not a
/// terminal or `NO_COLOR` is set.
pub fn print_coloured(report: &str) -> io::Result<()> {
    closed(anstream::stdout().write_all(coloured(report).as_bytes()))
}

fn closed(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// A verdict is coloured where it begins a cell of a table, or stands after a
/// colon.
fn coloured(report: &str) -> String {
    let mut text = String::new();
    for line in report.split_inclusive('\n') {
        let mut rest = line;
        while let Some(at) = rest.find([' ', '\n']) {
            let (before, after) = rest.split_at(at + 1);
            text.push_str(before);
            rest = after;
            if !(text.ends_with("  ") || text.ends_with(": ")) {
                continue;
            }
            let verdict = COLOURS.iter().find(|(word, _)| {
                let next = rest.strip_prefix(word).map(|after| after.chars().next());
                next.is_some_and(|next| next.is_none_or(|c| !c.is_alphanumeric() && c != '-'))
            });
            if let Some((word, colour)) = verdict {
                let style = Style::new().fg_color(Some((*colour).into()));
                text.push_str(&format!("{style}{word}{style:#}"));
                rest = rest.strip_prefix(word).unwrap_or(rest);
            }
        }
        text.push_str(rest);
    }
    text
}
