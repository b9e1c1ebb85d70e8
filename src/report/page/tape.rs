//! The page of a tape.

use super::super::audit::{
    blamed, claims_of_tape, counterexample_line, open_points_of_tape, summary,
};
use super::super::document::{Document, Formula, Line, Table, html};
use super::super::number::grouped;
use super::super::refutation::located;
use super::super::repeat;
use super::super::tape::json;
use super::super::verdict::{accepted, laws_at_points, laws_proved, pinned, words};
use super::definition::proof_of;
use super::{basis, laws, result, verdict};
use crate::audit::{TapeReport, Verdict};
use crate::exact::{Format, Reduced};
use crate::notation::{Laws, Spec};

/// The page of the audit of a tape that was read from `file`, with the forms that the report has.
///
/// # Errors
/// Never for a report; the JSON library's own error otherwise.
pub fn tape(report: &TapeReport, file: &str, spec: &Spec) -> Result<String, serde_json::Error> {
    let mut document = Document::titled(format!("Audit of the tape {}", summary(&report.tape)));
    verdict(&mut document, report.conclusion());
    document.paragraph(format!(
        "Against {}; seed {}, at most {} inputs.",
        pinned(&report.pin),
        report.options.seed,
        grouped(report.options.cases),
    ));
    document.anchored(2, "claims", "Claims");
    document.definitions(claims_of_tape(report, |_| true));
    let lines = [
        laws_at_points(&report.laws),
        laws_proved(&report.law_proofs),
        accepted(&report.lean, report.certificates.as_ref()),
    ];
    let lines = lines.into_iter().filter(|text| !text.is_empty());
    document.list(lines.map(Line::from));
    counterexamples(&mut document, report, file);
    steps(&mut document, report);
    proofs(&mut document, report, &spec.laws);
    document.anchored(2, "results", "Results");
    for claim in &report.claims {
        result::section(
            &mut document,
            &claim.verdict,
            &report.tape.name,
            Format::F64,
        );
    }
    laws(&mut document, &report.laws, &report.law_proofs, &spec.laws);
    basis::not_checked(&mut document, open_points_of_tape(report));
    basis::trusted(&mut document);
    basis::provenance(&mut document, &report.basis, &report.pin, &report.options);
    Ok(html::with_data(&document, &json(report, file)?))
}

fn counterexamples(document: &mut Document, report: &TapeReport, file: &str) {
    for claim in &report.claims {
        let Verdict::Refuted(found) = &claim.verdict else {
            continue;
        };
        let name = claim.name.as_str();
        let anchor = format!("refuted-{}", name.replace(' ', "-"));
        document.anchored(2, anchor, format!("Refuted: {name}"));
        let step = blamed(claim, &report.tape).map(|step| ("step".to_string(), step));
        let again = ("repeat".to_string(), repeat::tape(file, report));
        let lines = step.into_iter().chain(located(found)).chain([again]);
        document.definitions(lines.map(counterexample_line));
    }
}

/// What each step computes and passes on.
fn steps(document: &mut Document, report: &TapeReport) {
    document.anchored(2, "steps", "Steps");
    let form = |form: &Reduced| Line::new().math(Formula::from(form.smallest()));
    let steps = report.tape.steps.iter().enumerate();
    let rows = steps.map(|(at, step)| {
        let forms = match report.steps.get(at) {
            Some(Ok(forms)) => [&forms.value, &forms.tangent, &forms.cotangent].map(form),
            Some(Err(why)) => [Line::from(why), Line::new(), Line::new()],
            None => [const { Line(Vec::new()) }; 3],
        };
        let mut entries = report.entries.iter();
        let entry = entries.find(|(name, _)| *name == step.entry);
        let verdicts = entry.map_or_else(Vec::new, |(_, claims)| words(claims.iter()));
        let first = [
            Line::code_only(&step.name),
            Line::from(format!("{:?}", step.shape)),
            Line::code_only(&step.entry),
        ];
        let last = Line::lines(verdicts);
        first.into_iter().chain(forms).chain([last]).collect()
    });
    let header = [
        "step",
        "shape",
        "definition",
        "value",
        "tangent",
        "cotangent",
        "verdicts",
    ];
    let inputs = report.tape.inputs.iter();
    let inputs = inputs.map(|input| format!("{} of shape {:?}", input.name, input.shape));
    let inputs: Vec<String> = inputs.collect();
    document.paragraph(format!("Inputs: {}.", inputs.join(", ")));
    document.table(Table::new("Steps", header, rows));
}

/// The theorem of each entry, folded.
fn proofs(document: &mut Document, report: &TapeReport, laws: &Laws) {
    document.anchored(2, "proofs", "Proofs about the definitions");
    for (name, claims) in &report.entries {
        for claim in claims {
            if let Verdict::Proved(evidence) = &claim.verdict {
                let summary = Line::from(claim.name.as_str()).text(" of ").code(name);
                document.fold(summary, proof_of(evidence, laws));
            }
        }
    }
}
