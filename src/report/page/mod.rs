//! Audits as one page each, to be read, filed and checked again: the verdict first, then what it
//! is about, then what it rests on.
//!
//! A page holds the report as JSON too, which is what
//! [`Filed::read`](super::filed::Filed::read) reads.

mod basis;
mod coverage;
mod definition;
mod result;
mod tape;
mod user_kernel;

pub use tape::tape;
pub use user_kernel::user_kernel;

use super::audit::{Open, identities, open, other_source};
use super::document::{Document, Line, Table, Tone, html};
use super::json;
use super::number::grouped;
use super::statement::name;
use super::verdict::{
    accepted, brief, compared, conclusion, findings, laws_at_points, laws_proved, modules,
    not_proved, pinned, proof_of_law, propagated, read, tone, total,
};
use crate::audit::{Conclusion, LawProof, Report, Verdict};
use crate::exact::Format;
use crate::notation::{Laws, Spec};
use crate::term::Name;

/// The page of the audit of definitions, with the forms that the report has. `spec` is what it was
/// done with.
///
/// # Errors
/// Never for a report; the JSON library's own error otherwise.
pub fn definitions(report: &Report, spec: &Spec) -> Result<String, serde_json::Error> {
    let mut document = Document::titled(format!("Audit of {}", modules(report)));
    verdict(&mut document, report.conclusion());
    document.paragraph(format!(
        "Against {}{}; seed {}, {} inputs per definition.",
        pinned(&report.pin),
        other_source(report.source.as_ref()),
        report.options.seed,
        grouped(report.options.cases),
    ));
    failing(&mut document, report);
    document.anchored(2, "summary", "Summary");
    let claims = report.definitions.iter().flat_map(|d| &d.claims);
    let lines = [
        compared(&total(report), Format::F64),
        propagated(claims.map(|claim| &claim.verdict)),
        laws_at_points(&report.laws),
        laws_proved(&report.law_proofs),
        identities(report),
        accepted(&report.lean, report.certificates.as_ref()),
    ];
    let lines = lines.into_iter();
    let lines = lines.chain(report.source.iter().flat_map(read));
    let lines = lines.filter(|text| !text.is_empty());
    document.list(lines.map(Line::from));
    coverage::section(&mut document, report, &spec.inventory);
    document.anchored(2, "definitions", "Definitions");
    for definition in &report.definitions {
        definition::section(&mut document, definition, report, &spec.laws);
    }
    laws(&mut document, &report.laws, &report.law_proofs, &spec.laws);
    let mut open = open(report, Open::NotChecked);
    let changed = report.source.iter().flat_map(|source| &source.changed);
    open.extend(changed.map(|place| format!("Text changed, meaning equal: {place}")));
    let unknown = report.source.iter().flat_map(|s| &s.skipped.unknown);
    open.extend(unknown.map(|place| format!("Unknown tactics in skipped proofs: {place}")));
    basis::not_checked(&mut document, open);
    basis::trusted(&mut document);
    basis::provenance(&mut document, &report.basis, &report.pin, &report.options);
    Ok(html::with_data(&document, &json::render(report)?))
}

/// The verdict on the whole.
fn verdict(document: &mut Document, whole: Conclusion) {
    let words = conclusion(whole).replace("above", "below");
    banner(document, tone_of(whole), &words);
}

fn tone_of(whole: Conclusion) -> Tone {
    match whole {
        Conclusion::Passed => Tone::Good,
        Conclusion::Refuted => Tone::Bad,
        _ => Tone::Doubtful,
    }
}

/// A verdict whose first words, before a colon, are the verdict itself.
fn banner(document: &mut Document, tone: Tone, words: &str) {
    let (first, rest) = words.split_once(": ").unwrap_or((words, ""));
    let line = Line::from("Verdict: ").verdict(tone, first);
    document.paragraph(if rest.is_empty() {
        line
    } else {
        line.text(": ").text(rest)
    });
}

/// What fails, with a link to where more is said.
fn failing(document: &mut Document, report: &Report) {
    let mut lines = Vec::new();
    for definition in &report.definitions {
        let of = &definition.entry.name;
        let failing = definition.claims.iter().filter(|c| c.verdict.fails());
        for claim in failing {
            let what = match &claim.verdict {
                Verdict::Refuted(found) => format!("{}: {}", found.quantity, found.what),
                Verdict::Unknown(why) => why.to_string(),
                _ => String::new(),
            };
            lines.push(
                Line::from(claim.name.as_str())
                    .text(" of ")
                    .link(of, name(of, report))
                    .text(" is ")
                    .verdict(tone(&claim.verdict), claim.verdict.as_str())
                    .text(": ")
                    .text(what),
            );
        }
    }
    lines.extend(not_proved(report).into_iter().map(Line::from));
    let found = findings(report).into_iter();
    lines.extend(found.map(|line| Line::from("found: ").text(line)));
    if !lines.is_empty() {
        document.anchored(2, "failing", "What fails");
        document.list(lines);
    }
    for excerpt in report.source.iter().flat_map(|source| &source.unread) {
        document.code(excerpt);
    }
}

/// The laws, facts and rules with their verdicts and their theorems.
fn laws(
    document: &mut Document,
    known: &[(Name, Verdict)],
    proofs: &[(Name, LawProof)],
    laws: &Laws,
) {
    document.anchored(2, "laws", "Laws, facts and rules");
    document.paragraph(laws_at_points(known));
    document.paragraph(laws_proved(proofs));
    let lemma = |name: &Name| {
        let law = laws.lemma(name);
        let mut rules = laws.derivatives.iter();
        let rule = rules.find(|rule| crate::audit::rule_name(&rule.name) == *name);
        law.or(rule.map(|rule| &rule.lemma))
    };
    let rows = known.iter().map(|(name, verdict)| {
        let lemma = lemma(name).map_or_else(Line::new, |lemma| {
            Line::from(&lemma.library).text(" ").code(&lemma.name)
        });
        vec![
            Line::code_only(name),
            Line::new().verdict(tone(verdict), brief(verdict)),
            lemma,
            proof_of_law(proofs, name),
        ]
    });
    let mut inside = Document::default();
    inside.table(Table::new(
        "Laws, facts and rules",
        ["name", "at exact points", "lemma", "proof"],
        rows,
    ));
    document.fold("All laws, facts and rules", inside);
}
