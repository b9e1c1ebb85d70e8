//! One definition: its forms, its claims, and each proof line by line.

use super::number::{counted, grouped};
use super::refutation::lines;
use super::statement::{lemma, statement};
use super::verdict::{brief, findings, not_proved, of_bound, outside, words};
use crate::audit::{Claim, Definition, Evidence, Report, Verdict};
use crate::exact::{Derivation, FactInstance, PartForm, Proof, Reason, Rule, Step};
use crate::notation::Laws;
use crate::term::{Apart, Sort, Term};

/// The explanation of a definition of a report that has the forms. `laws` are what it was done
/// with.
pub fn render(definition: &Definition, report: &Report, laws: &Laws) -> String {
    let entry = &definition.entry;
    let mut text = format!(
        "{} ({})\n  Lean  {}\n  file  {}\n  Rust  {}\n",
        entry.name.short(),
        entry.form.kind(),
        entry.name,
        entry.module,
        entry.rust(),
    );
    for (name, sort) in &entry.parameters {
        text.push_str(&format!("  {name} : {sort}\n"));
    }
    if let Some(delegation) = &entry.delegation {
        text.push_str(&format!("  := {delegation}\n"));
    }
    text.push_str("\nForms\n");
    for form in &definition.forms {
        text.push_str(&form_text(definition, form, laws));
    }
    for claim in &definition.claims {
        text.push_str(&format!(
            "\n{}: {}\n",
            statement(claim.name, &entry.form),
            brief(&claim.verdict)
        ));
        text.push_str(&claim_text(definition, claim, laws, report));
    }
    let besides = not_proved(report).into_iter().chain(findings(report));
    for line in besides {
        text.push_str(&format!("\n{line}\n"));
    }
    text
}

/// A form with a smaller one and the verdicts of the claims about it.
fn form_text(definition: &Definition, form: &PartForm, laws: &Laws) -> String {
    let head = form.part.head();
    let reduced = match &form.form {
        Ok(reduced) => reduced,
        Err(why) => return format!("  {head:<10} {why}\n"),
    };
    let mut text = format!("  {head:<10} := {}\n", reduced.given);
    let mut line = |line: String| text.push_str(&format!("  {:<10} {line}\n", ""));
    let verdicts = words(definition.about(form.part));
    if !verdicts.is_empty() {
        line(verdicts.join("; "));
    }
    if let Some(computed) = &form.computed {
        line(format!("computed as {computed}"));
    }
    if let Some(why) = reduced.remark() {
        line(format!("smaller form {why}"));
    }
    if let Some(found) = reduced.smaller() {
        line(format!(" = {}", found.term));
        text.push_str(&steps(&found.proof, laws));
    }
    text
}

fn claim_text(definition: &Definition, claim: &Claim, laws: &Laws, report: &Report) -> String {
    match &claim.verdict {
        Verdict::Proved(evidence) => proofs(evidence, laws),
        Verdict::Refuted(found) => lines(definition, claim.name, found, report)
            .into_iter()
            .map(|(name, value)| format!("  {name:<12} {value}\n"))
            .collect(),
        Verdict::Unknown(why) | Verdict::NotChecked(why) => format!("  {why}\n"),
        Verdict::Exact(points) => format!("  equal at {points} points\n"),
        Verdict::Enclosed(points) => format!("  enclosures overlap at {points} points\n"),
        Verdict::BitExact(tally) | Verdict::Bounded(tally) | Verdict::Propagated(tally) => {
            let special = match tally.special {
                0 => String::new(),
                count => format!("{} NaN or infinite as they must be, ", grouped(count)),
            };
            let mut text = format!(
                "  {}, {}: {special}{} correctly rounded, {} inside their bound{}, {} out of range{}\n",
                counted(tally.cases, "input"),
                counted(tally.comparisons, "result"),
                grouped(tally.bit_exact),
                grouped(tally.bounded),
                of_bound(tally),
                grouped(tally.overflow),
                outside(tally),
            );
            for (quantity, all, bit_exact) in &tally.quantities {
                text.push_str(&format!(
                    "    {quantity}: {} results, {} of them correctly rounded\n",
                    grouped(*all),
                    grouped(*bit_exact)
                ));
            }
            text
        }
    }
}

fn proofs(evidence: &Evidence, laws: &Laws) -> String {
    let mut text = String::new();
    for condition in &evidence.conditions {
        text.push_str(&format!("  where {condition}\n"));
    }
    if let Some(derivation) = &evidence.derivation {
        text.push_str("  derived, innermost first\n");
        text.push_str(&derivation_lines(derivation, laws).concat());
    }
    for proof in &evidence.proofs {
        text.push_str(&steps(proof, laws));
    }
    for name in &evidence.assumed {
        text.push_str(&format!("  assumed: {name}\n"));
    }
    text
}

/// Each application of a rule once, what it needs before it.
fn derivation_lines(derivation: &Derivation, laws: &Laws) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for (_, premise) in &derivation.premises {
        for line in derivation_lines(premise, laws) {
            if !all.contains(&line) {
                all.push(line);
            }
        }
    }
    let rule = laws
        .derivatives
        .iter()
        .find(|rule| derivation.rule == Rule::Named(rule.name.clone()));
    let lemma = rule.map_or_else(String::new, |rule| lemma(&rule.lemma));
    all.push(format!(
        "    D ({}) = {}\n        by {} ({lemma})\n{}",
        derivation.term,
        derivation.derivative,
        derivation.rule,
        evidence_lines(&derivation.facts, laws)
    ));
    all
}

/// What the facts say that guards rest on.
fn evidence_lines(facts: &[FactInstance], laws: &Laws) -> String {
    let each = facts
        .iter()
        .map(|instance| format!("        where {}\n", said(instance, laws)));
    each.collect()
}

/// What an instance of a fact says, by which lemma, and under which hypotheses.
pub fn said(instance: &FactInstance, laws: &Laws) -> String {
    let of = |said: &Apart| said.apply(&instance.substitution).ok();
    let found = laws.fact(&instance.fact).and_then(|fact| {
        let guards = fact.guards.iter().map(of);
        Some((
            fact,
            of(&fact.apart)?,
            guards.collect::<Option<Vec<Apart>>>()?,
        ))
    });
    let Some((fact, said, guards)) = found else {
        return instance.fact.to_string();
    };
    let under = guards.iter().map(|guard| format!(", since {guard}"));
    let under: String = under.collect();
    format!("{said} by {} ({}){under}", fact.name, lemma(&fact.lemma))
}

/// A proof as a chain of equations.
fn steps(proof: &Proof, laws: &Laws) -> String {
    let mut text = format!("      {}\n", proof.start);
    for step in &proof.steps {
        text.push_str(&format!(
            "    = {}\n        by {}\n{}",
            step.after,
            reason(step, laws),
            evidence_lines(&step.facts, laws)
        ));
    }
    text
}

/// Why a step holds: the law, its direction and its lemma.
pub fn reason(step: &Step, laws: &Laws) -> String {
    match &step.reason {
        Reason::Fold => {
            let result = step.after.at(&step.path).map(Term::sort);
            if result == Some(&Sort::REAL) {
                "arithmetic on constants".into()
            } else {
                "composing and inverting index maps".into()
            }
        }
        Reason::Computed(name) => format!("the computed form of {name}"),
        Reason::Law(name) => {
            let arrow = if step.reversed { "← " } else { "" };
            let lemma = laws
                .law(name)
                .map_or_else(String::new, |law| lemma(&law.lemma));
            format!("{arrow}{name} ({lemma})")
        }
    }
}
