//! One definition: its forms, its claims, their proofs, its results.

use super::super::audit::{counterexample_line, sensitivity_of};
use super::super::document::{Document, Line, Table};
use super::super::explain::{reason, said};
use super::super::refutation::lines;
use super::super::statement::{lemma, name, signature, statement};
use super::super::verdict::{brief, tone, words};
use super::result;
use crate::audit::{Claim, Definition, Evidence, Report, Verdict};
use crate::exact::{Derivation, Format, Part, PartForm, Proof, Rule};
use crate::notation::Laws;

/// The section of a definition.
pub(super) fn section(
    document: &mut Document,
    definition: &Definition,
    report: &Report,
    laws: &Laws,
) {
    let entry = &definition.entry;
    let shown = name(&entry.name, report);
    document.anchored(3, &entry.name, Line::code_only(shown));
    let rust = definition
        .rust
        .map_or_else(|| Line::from("none"), Line::code_only);
    let delegation = entry.delegation.iter();
    let delegation = delegation.map(|to| (Line::from("defined as"), Line::code_only(to)));
    let names = [
        (Line::from("Lean"), Line::code_only(&entry.name)),
        (Line::from("module"), Line::code_only(&entry.module)),
        (
            Line::from(entry.form.kind()),
            Line::code_only(signature(entry)),
        ),
    ];
    let rust = [(Line::from("Rust"), rust)];
    document.definitions(names.into_iter().chain(delegation).chain(rust));
    document.heading(4, "Forms and claims");
    forms(document, definition, shown);
    claims(document, definition.claims.iter(), shown, |claim| {
        statement(claim.name, &entry.form).to_string()
    });
    for claim in &definition.claims {
        if let Verdict::Refuted(found) = &claim.verdict {
            document.heading(4, format!("Counterexample: {}", claim.name.as_str()));
            let lines = lines(definition, claim.name, found, report);
            document.definitions(lines.into_iter().map(counterexample_line));
        }
    }
    if definition
        .claims
        .iter()
        .any(|claim| matches!(claim.verdict, Verdict::Proved(_)))
    {
        document.heading(4, "Proofs");
    }
    for claim in &definition.claims {
        proofs(document, claim, laws);
    }
    smaller(document, definition, laws);
    if definition
        .claims
        .iter()
        .any(|claim| claim.verdict.compared())
    {
        document.heading(4, "Results");
    }
    for claim in &definition.claims {
        result::section(document, &claim.verdict, shown, Format::F64);
    }
    let measured = report.sensitivity.iter();
    let measured: Vec<_> = measured.filter(|m| m.definition == entry.name).collect();
    if !measured.is_empty() {
        document.heading(4, "Sensitivity");
        document.table(sensitivity_of(measured, report));
    }
}

/// The forms in mathematical notation, beside Lean's.
fn forms(document: &mut Document, definition: &Definition, shown: &str) {
    if definition.forms.is_empty() {
        return;
    }
    let rows = definition.forms.iter().map(|form| {
        let given = match form.part {
            Part::Derived => "derived as ",
            _ => "stated as ",
        };
        let (formula, lean) = match &form.form {
            Ok(reduced) => {
                let mut formula = Line::term(reduced.smallest());
                let mut lean = Line::code_only(reduced.smallest());
                if reduced.smaller().is_some() {
                    if reduced.given.mathml() != reduced.smallest().mathml() {
                        formula = formula.under(Line::from(given).math(&reduced.given));
                    }
                    lean = lean.under(Line::from(given).code(&reduced.given));
                }
                if let Some(computed) = &form.computed {
                    formula = formula.under(Line::from("computed as ").math(computed));
                    lean = lean.under(Line::from("computed as ").code(computed));
                }
                if let Some(why) = reduced.remark() {
                    lean = lean.under(Line::from("smaller form: ").text(why));
                }
                (formula, lean)
            }
            Err(why) => (Line::from(&why.to_string()), Line::new()),
        };
        let about = Line::lines(about(definition, form));
        vec![Line::code_only(form.part.head()), formula, lean, about]
    });
    let header = [
        "form",
        "in mathematical notation",
        "in Lean's notation",
        "verdicts",
    ];
    document.table(Table::new(format!("Forms of {shown}"), header, rows));
}

fn about(definition: &Definition, form: &PartForm) -> Vec<String> {
    let words = words(definition.about(form.part));
    if words.is_empty() && form.form.is_ok() {
        return vec!["derived by rule, replayed".into()];
    }
    words
}

/// The claims with their verdicts.
pub(super) fn claims<'c>(
    document: &mut Document,
    claims: impl Iterator<Item = &'c Claim>,
    shown: &str,
    statement: impl Fn(&Claim) -> String,
) {
    let rows = claims.map(|claim| {
        let why = match &claim.verdict {
            Verdict::Unknown(why) | Verdict::NotChecked(why) => why.to_string(),
            Verdict::Refuted(found) => format!("{}: {}", found.quantity, found.what),
            _ => String::new(),
        };
        let verdict = Line::new().verdict(tone(&claim.verdict), brief(&claim.verdict));
        vec![Line::from(statement(claim)), verdict, Line::from(why)]
    });
    let caption = format!("Claims about {shown}");
    document.table(Table::new(caption, ["claim", "verdict", "remark"], rows));
}

/// The proofs of a claim, folded.
fn proofs(document: &mut Document, claim: &Claim, laws: &Laws) {
    let Verdict::Proved(evidence) = &claim.verdict else {
        return;
    };
    let inside = proof_of(evidence, laws);
    if !inside.blocks.is_empty() {
        let summary = format!("Proof: {}, {}", claim.name.as_str(), brief(&claim.verdict));
        document.fold(summary, inside);
    }
}

/// A derivation, then each proof.
pub(super) fn proof_of(evidence: &Evidence, laws: &Laws) -> Document {
    let mut inside = Document::default();
    if let Some(derivation) = &evidence.derivation {
        inside.paragraph("Derived, innermost first:");
        inside.table(derivation_table(derivation, laws));
    }
    for proof in &evidence.proofs {
        inside.table(proof_table(proof, laws));
    }
    inside
}

/// The proofs of the smaller forms, folded.
fn smaller(document: &mut Document, definition: &Definition, laws: &Laws) {
    for form in &definition.forms {
        let smaller = form.form.as_ref().ok().and_then(|form| form.smaller());
        if let Some(found) = smaller {
            let mut inside = Document::default();
            inside.table(proof_table(&found.proof, laws));
            let part = form.part.name();
            document.fold(format!("Proof: the smaller form of {part}"), inside);
        }
    }
}

/// A chain of equal terms, each with why it equals the one before.
fn proof_table(proof: &Proof, laws: &Laws) -> Table {
    let start = vec![Line::from("0"), Line::code_only(&proof.start), Line::new()];
    let steps = proof.steps.iter().enumerate().map(|(at, step)| {
        let mut by = Line::from(reason(step, laws));
        for instance in &step.facts {
            by = by.under(Line::from(format!("where {}", said(instance, laws))));
        }
        vec![
            Line::from(format!("{}", at + 1)),
            Line::from("= ").code(&step.after),
            by,
        ]
    });
    Table::new(
        "Proof",
        ["step", "term", "by"],
        [start].into_iter().chain(steps),
    )
}

/// Each application of a rule once, after what it needs.
fn derivation_table(derivation: &Derivation, laws: &Laws) -> Table {
    let mut rows = Vec::new();
    derivation_rows(derivation, laws, &mut rows);
    Table::new("Derivation", ["term", "derivative", "by"], rows)
}

fn derivation_rows(derivation: &Derivation, laws: &Laws, rows: &mut Vec<Vec<Line>>) {
    for (_, premise) in &derivation.premises {
        derivation_rows(premise, laws, rows);
    }
    let mut rules = laws.derivatives.iter();
    let rule = rules.find(|rule| derivation.rule == Rule::Named(rule.name.clone()));
    let lemma = rule.map_or_else(String::new, |rule| format!(" ({})", lemma(&rule.lemma)));
    let mut by = Line::from(format!("{}{lemma}", derivation.rule));
    for instance in &derivation.facts {
        by = by.under(Line::from(format!("where {}", said(instance, laws))));
    }
    let row = vec![
        Line::code_only(&derivation.term),
        Line::code_only(&derivation.derivative),
        by,
    ];
    if !rows.contains(&row) {
        rows.push(row);
    }
}
