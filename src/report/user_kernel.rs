//! The audit of a kernel of one's own as text.

use std::fmt;

use super::cell::cell;
use super::explain::statement;
use super::number::grouped;
use super::refutation::located;
use crate::audit::Verdict;
use crate::audit::user_kernel::{DefinitionError, UserReport};
use crate::exact::Format;

/// The whole report: the forms, then each result.
pub fn render(report: &UserReport) -> String {
    let mut text = format!("{}\n", title(report));
    for claim in &report.claims {
        let name = claim.name.as_str();
        text.push_str(&line(&format!("form, {name}"), &claim.verdict));
    }
    let (given, rest): (Vec<_>, Vec<_>) = report
        .results
        .iter()
        .partition(|(_, verdict)| !matches!(verdict, Verdict::NotChecked(_)));
    for (quantity, verdict) in given {
        text.push_str(&line(quantity.as_str(), verdict));
    }
    if !rest.is_empty() {
        let names: Vec<&str> = rest.iter().map(|(quantity, _)| quantity.as_str()).collect();
        text.push_str(&format!(
            "  not given, so not checked: {}\n",
            names.join(", ")
        ));
    }
    text
}

fn title(report: &UserReport) -> String {
    let precision = match report.format {
        Format::F32 => "f32",
        _ => "f64",
    };
    let inputs = grouped(report.cases.end.saturating_sub(report.cases.start));
    format!(
        "`{}` ({precision}) against `{}`: seed {}, {inputs} inputs",
        report.kernel,
        report.entry.name.short(),
        report.seed
    )
}

fn line(name: &str, verdict: &Verdict) -> String {
    let why = match verdict {
        Verdict::Unknown(why) | Verdict::NotChecked(why) => format!(": {why}"),
        Verdict::Refuted(found) => format!(": {}", found.what),
        _ => String::new(),
    };
    format!("  {name:<18} {}{why}\n", cell(verdict))
}

/// What kept a kernel from passing, as the message of a panic.
pub struct Refusal(String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What [`assert_mirrors`](crate::assert_mirrors) decides by.
///
/// # Errors
/// When the kernel was not audited, or does not pass, with the counterexample.
pub fn passed(report: Result<UserReport, DefinitionError>) -> Result<(), Refusal> {
    match report {
        Ok(report) if report.passed() => Ok(()),
        Ok(report) => Err(Refusal(refusal(&report))),
        Err(e) => Err(Refusal(format!("no audit: {e}"))),
    }
}

fn refusal(report: &UserReport) -> String {
    let mut text = title(report);
    if report.blames_forms() {
        text.push_str("\nthe forms contradict each other; that is not the kernel's fault");
    }
    if report.forms_proved() && !report.blames_kernel() {
        text.push_str("\nnothing was compared: no closure was given");
    }
    if !report.blames_forms() && !report.forms_proved() {
        text.push_str(
            "\nno proof was found for what the forms claim; if a limit was met, `.limits` raises it",
        );
    }
    for claim in report.claims.iter().filter(|claim| claim.verdict.fails()) {
        let statement = statement(claim.name, &report.entry.form);
        text.push_str(&failure(statement, &claim.verdict, report.seed, false));
    }
    for (quantity, verdict) in report.results.iter().filter(|(_, v)| v.fails()) {
        text.push_str(&failure(quantity.as_str(), verdict, report.seed, true));
    }
    text
}

fn failure(name: &str, verdict: &Verdict, seed: u64, of_kernel: bool) -> String {
    let mut text = format!("\n{name}: {}", verdict.as_str());
    match verdict {
        Verdict::Refuted(found) => {
            // Of a kernel's result the heading is the quantity.
            for (name, value) in located(found).split_off(usize::from(of_kernel)) {
                text.push_str(&format!("\n  {name:<12} {value}"));
            }
            if of_kernel {
                let repeat = format!(".seed({seed}).case({})", found.case);
                text.push_str(&format!("\n  {:<12} {repeat}", "repeat"));
            }
        }
        Verdict::Unknown(why) => text.push_str(&format!("\n  {why}")),
        _ => {}
    }
    text
}

/// Asserts that a kernel of one's own mirrors a definition.
///
/// Takes an [`UserKernel`](crate::audit::user_kernel::UserKernel) and what it is held
/// [against](crate::audit::user_kernel::UserKernel::against). Panics with the located
/// counterexample unless the report [passes](crate::audit::user_kernel::UserReport::passed).
#[macro_export]
macro_rules! assert_mirrors {
    ($kernel:expr, $definition:expr $(,)?) => {
        if let ::core::result::Result::Err(refusal) =
            $crate::report::user_kernel::passed($kernel.against($definition))
        {
            ::core::panic!("{refusal}");
        }
    };
}
