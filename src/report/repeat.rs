//! What shows a counterexample again: a command, or the options of a builder.

use std::borrow::Cow;

use crate::audit::user_kernel::UserReport;
use crate::audit::{Basis, Counterexample, Definition, Report, TapeReport};

/// The audit of a definition as far as its counterexample.
pub fn definition(definition: &Definition, found: &Counterexample, report: &Report) -> String {
    let options = &report.options;
    let cases = options.cases.min(found.case + 1).max(1);
    let of = format!("--node {}", definition.entry.name);
    command(&of, Some(&report.basis), options.seed, cases)
}

/// The audit of a tape that was read from `file`.
pub fn tape(file: &str, report: &TapeReport) -> String {
    let options = &report.options;
    let of = format!("--tape {}", word(file));
    command(&of, Some(&report.basis), options.seed, options.cases)
}

/// The audit of a kernel in a process as far as its counterexample; of closures, the options.
pub fn kernel(report: &UserReport, found: &Counterexample) -> String {
    let seed = report.seed;
    let Some(client) = &report.client else {
        return format!(".seed({seed}).case({})", found.case);
    };
    let against = match &report.forms {
        Some(file) => format!("--forms {}", word(file)),
        None => format!("--node {}", report.entry.name),
    };
    let timeout = client.timeout.as_secs_f64();
    let of = format!(
        "--kernel {} {against} --timeout {timeout}",
        word(&report.kernel)
    );
    let basis = report.basis.as_ref().map(|(basis, _)| basis);
    let cases = report.cases.end.min(found.case + 1).max(1);
    command(&of, basis, seed, cases)
}

fn command(of: &str, basis: Option<&Basis>, seed: u64, cases: u64) -> String {
    let folder = basis.and_then(|basis| basis.spec.folder.as_deref());
    let spec = folder.map_or_else(String::new, |folder| format!(" --spec {}", word(folder)));
    format!(
        "cargo run --release --features exact -- audit {of}{spec} --seed {seed} --cases {cases}"
    )
}

/// Words as a POSIX shell reads them.
pub fn line(words: &[String]) -> String {
    let words: Vec<_> = words.iter().map(|text| word(text)).collect();
    words.join(" ")
}

/// A word as a POSIX shell reads it. None has a NUL: the system passes no such argument.
fn word(word: &str) -> Cow<'_, str> {
    shlex::try_quote(word).unwrap_or(Cow::Borrowed(word))
}
