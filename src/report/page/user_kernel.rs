//! The page of a kernel of the user.

use super::super::audit::{client, counterexample_line, not_given, results, user_conclusion};
use super::super::document::{Document, Line, Table, html};
use super::super::number::counted;
use super::super::refutation::located;
use super::super::repeat;
use super::super::statement::{signature, statement};
use super::super::user_kernel::{basis as rests_on, json};
use super::super::verdict::{brief, tone};
use super::definition::{claims, proof_of};
use super::{banner, basis, result, tone_of};
use crate::audit::user_kernel::UserReport;
use crate::audit::{Options, Verdict};
use crate::notation::Spec;

/// The page of the audit of a kernel of the user. `spec` is what it was compared with.
///
/// # Errors
/// Never for a report; the JSON library's own error otherwise.
pub fn user_kernel(report: &UserReport, spec: &Spec) -> Result<String, serde_json::Error> {
    let entry = &report.entry;
    let title = Line::code_only(&report.kernel)
        .text(format!(" ({}) against ", report.format.name()))
        .code(&entry.name);
    let mut document = Document::titled(title);
    let words = user_conclusion(report).replace("above", "below");
    banner(&mut document, tone_of(report.conclusion()), &words);
    document.list(client(report).into_iter().map(Line::from));
    document.anchored(2, "results", "Results");
    let results: Vec<_> = results(report).collect();
    let rows = results.iter().map(|(quantity, verdict)| {
        let why = match verdict {
            Verdict::Unknown(why) | Verdict::NotChecked(why) => why.to_string(),
            Verdict::Refuted(found) => found.what.clone(),
            _ => String::new(),
        };
        vec![
            Line::from(quantity),
            Line::new().verdict(tone(verdict), brief(verdict)),
            Line::from(why),
        ]
    });
    let header = ["result", "verdict", "remark"];
    document.table(Table::new("Results of the kernel", header, rows));
    for (quantity, verdict) in results.iter().filter(|(_, v)| !not_given(v)) {
        document.heading(3, quantity);
        if let Verdict::Refuted(found) = verdict {
            let again = repeat::kernel(report, found);
            // The heading is the quantity.
            let lines = located(found).into_iter().skip(1);
            let lines = lines.chain([("repeat".to_string(), again)]);
            document.definitions(lines.map(counterexample_line));
        }
        result::section(&mut document, verdict, quantity, report.format);
    }
    document.anchored(2, "forms", "What it was compared with");
    document.definitions([
        (Line::from("Lean"), Line::code_only(&entry.name)),
        (
            Line::from(entry.form.kind()),
            Line::code_only(signature(entry)),
        ),
    ]);
    claims(
        &mut document,
        report.claims.iter(),
        entry.name.as_str(),
        |claim| statement(claim.name, &entry.form).to_string(),
    );
    for claim in &report.claims {
        match &claim.verdict {
            Verdict::Proved(evidence) => {
                let name = format!("Proof: {}", claim.name.as_str());
                document.fold(name, proof_of(evidence, &spec.laws));
            }
            Verdict::Refuted(found) => {
                document.heading(3, format!("Counterexample: {}", claim.name.as_str()));
                document.definitions(located(found).into_iter().map(counterexample_line));
            }
            _ => {}
        }
    }
    basis::not_checked(&mut document, open(report));
    basis::trusted(&mut document);
    let options = Options {
        seed: report.seed,
        cases: report.cases.end.saturating_sub(report.cases.start),
        only: Vec::new(),
    };
    let read = rests_on(report, spec);
    basis::provenance(&mut document, &read, &spec.pin, &options);
    Ok(html::with_data(&document, &json(report)?))
}

/// What was not checked, a line each.
fn open(report: &UserReport) -> Vec<String> {
    let claims = report.claims.iter();
    let claims = claims.filter_map(|claim| match &claim.verdict {
        Verdict::NotChecked(why) => Some(format!("{}: {why}", claim.name.as_str())),
        _ => None,
    });
    let results = results(report);
    let results = results.filter_map(|(name, verdict)| match (verdict, verdict.skipped()) {
        (verdict, _) if not_given(verdict) => Some(format!("{name}: not given")),
        (Verdict::NotChecked(why), _) => Some(format!("{name}: {why}")),
        (_, 0) => None,
        (_, skipped) => Some(format!(
            "{name} at {}, whose exact values are too long or have no bound or order",
            counted(skipped, "input")
        )),
    });
    claims.chain(results).collect()
}
