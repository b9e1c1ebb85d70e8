//! The audit of a kernel of the user as text, and the assertion that it passes.

use std::fmt;

use serde::Serialize;

use super::audit;
use super::document::terminal;
use super::json::{ClaimRow, SCHEMA, VerdictRow, counterexample, verdict_row};
use crate::audit::Verdict;
use crate::audit::user_kernel::{DefinitionError, UserReport};

/// The whole report: the forms, then each result.
pub fn render(report: &UserReport) -> String {
    terminal::render(&audit::user_kernel(report), None)
}

#[derive(Serialize)]
struct Json<'a> {
    schema: u32,
    kernel: &'a str,
    /// `passed` or `failed`.
    verdict: &'static str,
    /// The full Lean name of what it was compared with.
    lean: &'a str,
    /// The bits of a mantissa of the numbers that it computes in.
    precision: u32,
    seed: u64,
    /// The numbers of the first input, and of the one behind the last.
    cases: [u64; 2],
    /// The claims about the forms.
    claims: Vec<ClaimRow>,
    results: Vec<ResultRow>,
}

#[derive(Serialize)]
struct ResultRow {
    result: &'static str,
    #[serde(flatten)]
    verdict: VerdictRow,
}

/// The report as JSON.
///
/// # Errors
/// Never for a report; the JSON library's own error otherwise.
pub fn json(report: &UserReport) -> Result<String, serde_json::Error> {
    let row = |verdict: &Verdict| {
        let mut row = verdict_row(verdict);
        if let Verdict::Refuted(found) = verdict {
            let again = format!(".seed({}).case({})", report.seed, found.case);
            row.counterexample = Some(counterexample(found, again));
        }
        row
    };
    let claims = report.claims.iter().map(|claim| ClaimRow {
        claim: claim.name.as_str(),
        verdict: row(&claim.verdict),
    });
    let results = report.results.iter().map(|(quantity, verdict)| ResultRow {
        result: quantity.as_str(),
        verdict: row(verdict),
    });
    let document = Json {
        schema: SCHEMA,
        kernel: &report.kernel,
        verdict: if report.passed() { "passed" } else { "failed" },
        lean: report.entry.name.as_str(),
        precision: report.format.precision(),
        seed: report.seed,
        cases: [report.cases.start, report.cases.end],
        claims: claims.collect(),
        results: results.collect(),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

impl fmt::Display for UserReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&render(self))
    }
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
        Ok(report) => Err(Refusal(terminal::render(&audit::refusal(&report), None))),
        Err(e) => Err(Refusal(format!("no audit: {e}"))),
    }
}

/// Asserts that a kernel of the user mirrors a definition.
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
