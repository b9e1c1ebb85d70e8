//! The audit of a kernel of the user as text and as JSON, and the assertion that it passes.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::audit;
use super::document::terminal;
use super::json::{BasisRow, ClaimRow, SCHEMA, VerdictRow, basis_row, counterexample, verdict_row};
use super::repeat;
use crate::audit::user_kernel::{Client, Quantity, UserReport};
use crate::audit::{Basis, Claim, InputFile, Verdict};
use crate::notation::{Pin, Spec};

/// The whole report: the forms, then each result.
pub fn render(report: &UserReport) -> String {
    terminal::render(&audit::user_kernel(report), None)
}

#[derive(Serialize)]
struct Json<'a> {
    schema: u32,
    kernel: &'a str,
    /// `passed`, `refuted`, `unknown` or `nothing compared`.
    verdict: &'static str,
    /// The process that computes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<ClientRow<'a>>,
    /// `f64`, `f32`, `f16` or `bf16`.
    precision: &'static str,
    /// The full Lean name.
    lean: &'a str,
    kind: &'static str,
    /// The file in which the definition is written, if it is not of `spec/`.
    #[serde(skip_serializing_if = "Option::is_none")]
    forms: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    torchlean: Option<&'a Pin>,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<BasisRow<'a>>,
    seed: u64,
    /// The numbers of the first input, and one past the last.
    cases: [u64; 2],
    /// Whether each map must be given.
    strict: bool,
    /// The claims about the forms.
    claims: Vec<ClaimRow>,
    /// The results of the kernel.
    results: Vec<ResultRow>,
    /// The same at inputs with NaN and infinities.
    non_finite: Vec<ResultRow>,
}

#[derive(Serialize)]
struct ClientRow<'a> {
    command: &'a [String],
    /// The words of the command that are files and can be read.
    files: &'a [InputFile],
    language: &'a str,
    versions: &'a BTreeMap<String, String>,
    /// The time in which it must answer.
    timeout_seconds: f64,
}

#[derive(Serialize)]
struct ResultRow {
    /// `forward`, `jvp`, `vjp` and so on.
    result: &'static str,
    #[serde(flatten)]
    verdict: VerdictRow,
}

/// What an audit of a kernel rests on; of closures only `spec` is known.
pub(super) fn basis(report: &UserReport, spec: &Spec) -> Basis {
    let closures = || Basis {
        spec: spec.origin.clone(),
        ..Basis::default()
    };
    let read = report.basis.as_ref().map(|(basis, _)| basis.clone());
    read.unwrap_or_else(closures)
}

/// The report as JSON, as `user_kernel.schema.json` describes it.
///
/// # Errors
/// Never for a report; the JSON library's own error otherwise.
pub fn json(report: &UserReport) -> Result<String, serde_json::Error> {
    let row = |verdict: &Verdict| {
        let mut row = verdict_row(verdict);
        if let Verdict::Refuted(found) = verdict {
            row.counterexample = Some(counterexample(found, repeat::kernel(report, found)));
        }
        row
    };
    let claim = |claim: &Claim| ClaimRow {
        claim: claim.name.as_str(),
        verdict: row(&claim.verdict),
    };
    let result = |(quantity, verdict): &(Quantity, Verdict)| ResultRow {
        result: quantity.as_str(),
        verdict: row(verdict),
    };
    let document = Json {
        schema: SCHEMA,
        kernel: &report.kernel,
        verdict: report.conclusion().as_str(),
        client: report.client.as_ref().map(client_row),
        precision: report.format.name(),
        lean: report.entry.name.as_str(),
        kind: report.entry.form.kind(),
        forms: report.forms.as_deref(),
        torchlean: report.basis.as_ref().map(|(_, pin)| pin),
        basis: report.basis.as_ref().map(|(basis, _)| basis_row(basis)),
        seed: report.seed,
        cases: [report.cases.start, report.cases.end],
        strict: report.strict,
        claims: report.claims.iter().map(claim).collect(),
        results: report.results.iter().map(result).collect(),
        non_finite: report.non_finite.iter().map(result).collect(),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

fn client_row(client: &Client) -> ClientRow<'_> {
    ClientRow {
        command: &client.command,
        files: &client.files,
        language: &client.language,
        versions: &client.versions,
        timeout_seconds: client.timeout.as_secs_f64(),
    }
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

/// Whether a kernel passes.
///
/// # Errors
/// When it does not, with the counterexample.
pub fn passed(report: &UserReport) -> Result<(), Refusal> {
    if report.passed() {
        return Ok(());
    }
    Err(Refusal(terminal::render(&audit::refusal(report), None)))
}

/// What [`assert_mirrors`](crate::assert_mirrors) decides by, of kernels of all kinds.
///
/// # Errors
/// When the kernel was not audited, or does not pass.
pub fn mirrors(report: Result<UserReport, impl fmt::Display>) -> Result<(), Refusal> {
    match report {
        Ok(report) => passed(&report),
        Err(error) => Err(Refusal(format!("no audit: {error}"))),
    }
}

/// Asserts that a kernel of the user mirrors a definition.
///
/// Takes an [`UserKernel`](crate::audit::user_kernel::UserKernel), or a
/// [`Process`](crate::audit::user_kernel::Process), and what it is held
/// [against](crate::audit::user_kernel::UserKernel::against). Panics with the located
/// counterexample unless the report [passes](crate::audit::user_kernel::UserReport::passed).
#[macro_export]
macro_rules! assert_mirrors {
    ($kernel:expr, $definition:expr $(,)?) => {
        if let ::core::result::Result::Err(refusal) =
            $crate::report::user_kernel::mirrors($kernel.against($definition))
        {
            ::core::panic!("{refusal}");
        }
    };
}
