//! An audit with a progress bar.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use torchlean_mirror::audit::{Audit, Report};
use torchlean_mirror::notation::FindError;

const STYLE: &str = "{bar:30} {pos} of {len} definitions, {per_sec}, {eta} to go  {msg}";

/// Runs an audit, with a progress bar if standard error is a terminal.
pub fn run(audit: &Audit<'_>) -> Result<Report, FindError> {
    let count = audit.definitions()?.len();
    let bar = match u64::try_from(count) {
        Ok(count) if std::io::stderr().is_terminal() => ProgressBar::new(count),
        _ => ProgressBar::hidden(),
    };
    if let Ok(style) = ProgressStyle::with_template(STYLE) {
        bar.set_style(style);
    }
    let report = audit.run(|entry| {
        bar.set_message(entry.name.short().to_string());
        bar.inc(1);
    });
    bar.finish_and_clear();
    report
}
