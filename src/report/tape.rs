//! The audit of a tape as JSON. Keys are stable within a `schema` version.

use serde::Serialize;

use super::json::{
    BasisRow, LawRow, LeanRow, SCHEMA, VerdictRow, basis_row, counterexample, law_rows, lean_row,
    verdict_row,
};
use super::repeat;
use crate::audit::{Claim, TapeReport, Verdict};
use crate::notation::{Pin, Tape};

#[derive(Serialize)]
struct Document<'a> {
    /// The version of this format.
    schema: u32,
    /// The tape's name.
    tape: &'a str,
    /// `passed`, `unknown` or `refuted`.
    verdict: &'static str,
    /// The upstream that is mirrored.
    torchlean: &'a Pin,
    /// What was read and run.
    basis: BasisRow<'a>,
    /// The seed of all inputs.
    seed: u64,
    /// Inputs at the most.
    cases: u64,
    /// In order.
    inputs: Vec<InputRow<'a>>,
    /// In order.
    steps: Vec<StepRow<'a>>,
    /// In the order of reports.
    claims: Vec<ClaimRow<'a>>,
    /// The laws, facts and rules of differentiation, at exact points.
    laws: Vec<LawRow<'a>>,
    /// What Lean's kernel said of the theorems, if it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    lean: Option<LeanRow<'a>>,
}

#[derive(Serialize)]
struct InputRow<'a> {
    name: &'a str,
    shape: &'a [usize],
}

#[derive(Serialize)]
struct StepRow<'a> {
    name: &'a str,
    /// The Lean name of the entry.
    entry: &'a str,
    shape: &'a [usize],
    /// The positions that are read, by name, in the order of the arguments.
    reads: Vec<&'a str>,
    line: usize,
}

#[derive(Serialize)]
struct ClaimRow<'a> {
    /// `derivative`, `adjoint`, `linear map`, `kernel` or `non-finite`.
    claim: &'static str,
    /// The step that a refuted or unknown verdict is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<&'a str>,
    #[serde(flatten)]
    verdict: VerdictRow,
}

/// The report. `file` is where the tape was read.
///
/// # Errors
/// Never for a report; the JSON library's own error otherwise.
pub fn json(report: &TapeReport, file: &str) -> Result<String, serde_json::Error> {
    let tape = &report.tape;
    let document = Document {
        schema: SCHEMA,
        tape: &tape.name,
        verdict: report.conclusion().as_str(),
        torchlean: &report.pin,
        basis: basis_row(&report.basis),
        seed: report.options.seed,
        cases: report.options.cases,
        inputs: tape
            .inputs
            .iter()
            .map(|input| InputRow {
                name: &input.name,
                shape: &input.shape,
            })
            .collect(),
        steps: steps(tape),
        claims: report
            .claims
            .iter()
            .map(|claim| claim_row(claim, report, file))
            .collect(),
        laws: law_rows(&report.laws, &report.law_proofs),
        lean: lean_row(&report.lean, report.certificates.as_ref()),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

fn steps(tape: &Tape) -> Vec<StepRow<'_>> {
    let names: Vec<&str> = tape.positions().map(|(name, _)| &**name).collect();
    let step = |step| -> StepRow<'_> {
        let step: &crate::notation::Step = step;
        StepRow {
            name: &step.name,
            entry: step.entry.as_str(),
            shape: &step.shape,
            reads: step
                .reads()
                .filter_map(|at| names.get(at).copied())
                .collect(),
            line: step.line,
        }
    };
    tape.steps.iter().map(step).collect()
}

fn claim_row<'a>(claim: &Claim, report: &'a TapeReport, file: &str) -> ClaimRow<'a> {
    let mut verdict = verdict_row(&claim.verdict);
    if let Verdict::Refuted(found) = &claim.verdict {
        let again = repeat::tape(file, report);
        verdict.counterexample = Some(counterexample(found, again));
    }
    let step = claim.step.and_then(|step| report.tape.steps.get(step));
    ClaimRow {
        claim: claim.name.as_str(),
        step: step.map(|step| &*step.name),
        verdict,
    }
}
