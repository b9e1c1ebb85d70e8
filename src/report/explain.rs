//! One definition: its forms, its claims, and each proof line by line.

use super::cell::{cell, worst};
use super::number::grouped;
use super::refutation::lines;
use crate::audit::{Claim, ClaimName, Definition, Evidence, Options, Verdict};
use crate::exact::{Derivation, Proof, Prover, Reason, Rule, Step, smaller};
use crate::notation::{Form, Laws, Lemma};
use crate::term::{Name, Sort, Term};

/// The explanation of a definition.
pub fn render(
    definition: &Definition,
    laws: &Laws,
    prover: &Prover<'_>,
    options: &Options,
) -> String {
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
    for (name, term) in forms(&entry.form) {
        text.push_str(&format!("  {name:<10} := {term}\n"));
        match smaller(term, prover, laws) {
            Ok(None) => {}
            Ok(Some(found)) => {
                text.push_str(&format!("  {:<10}  = {}\n", "", found.term));
                text.push_str(&steps(&found.proof, laws));
            }
            Err(why) => text.push_str(&format!("  {:<10}  smaller form {why}\n", "")),
        }
    }
    for claim in &definition.claims {
        text.push_str(&format!(
            "\n{}: {}\n",
            statement(claim.name, &entry.form),
            cell(&claim.verdict)
        ));
        text.push_str(&claim_text(definition, claim, laws, options));
    }
    text
}

/// The stated terms with the heads of their equations.
pub fn forms(form: &Form) -> Vec<(&'static str, &Term)> {
    match form {
        Form::Node(node) => vec![
            ("forward x", &node.forward),
            ("jvp x dx", &node.jvp),
            ("vjp x δ", &node.vjp),
        ],
        Form::Fderiv { deriv, .. } => vec![("deriv x", deriv)],
        Form::Function(value) => vec![("value", value)],
    }
}

/// A claim in symbols.
pub fn statement(claim: ClaimName, form: &Form) -> &'static str {
    match (claim, form) {
        (ClaimName::Derivative, Form::Fderiv { .. }) => "derivative: D(forward)(x)·dx = deriv x dx",
        (ClaimName::Derivative, _) => "derivative: D(forward)(x)·dx = jvp x dx",
        (ClaimName::Adjoint, Form::Fderiv { .. }) => "adjoint: ⟪deriv x dx, δ⟫ = ⟪dx, vjp x δ⟫",
        (ClaimName::Adjoint, _) => "adjoint: ⟪jvp x dx, δ⟫ = ⟪dx, vjp x δ⟫",
        (ClaimName::LinearMap, Form::Fderiv { .. }) => {
            "linear map: deriv x dx = jvp x dx, and (deriv x)† δ = vjp x δ"
        }
        (ClaimName::LinearMap, _) => "linear map: D(forward)(x)† δ = vjp x δ",
        (ClaimName::Kernel, _) => "kernel: the f64 results are the exact values, rounded",
        (ClaimName::Text, _) => "text: the entry says what the Lean source says",
    }
}

fn claim_text(definition: &Definition, claim: &Claim, laws: &Laws, options: &Options) -> String {
    match &claim.verdict {
        Verdict::Proved(evidence) => proofs(evidence, laws),
        Verdict::Refuted(found) => lines(definition, claim.name, found, options)
            .into_iter()
            .map(|(name, value)| format!("  {name:<12} {value}\n"))
            .collect(),
        Verdict::Unknown(why) | Verdict::NotChecked(why) => format!("  {why}\n"),
        Verdict::Exact(points) => format!("  equal at {points} points\n"),
        Verdict::BitExact(tally) | Verdict::Bounded(tally) => {
            let mut text = format!(
                "  {} inputs, {} results: {} correctly rounded, {} inside their bound \
                 ({} of it), {} out of range\n",
                grouped(tally.cases),
                grouped(tally.comparisons),
                grouped(tally.bit_exact),
                grouped(tally.bounded),
                worst(tally),
                grouped(tally.overflow),
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
    if let Some(derivation) = &evidence.derivation {
        text.push_str("  derived, innermost first\n");
        text.push_str(&derivation_lines(derivation, laws).concat());
    }
    for proof in &evidence.proofs {
        text.push_str(&steps(proof, laws));
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
        "    D ({}) = {}\n        by {} ({lemma})\n",
        derivation.term, derivation.derivative, derivation.rule
    ));
    all
}

/// A proof as a chain of equations.
fn steps(proof: &Proof, laws: &Laws) -> String {
    let mut text = format!("      {}\n", proof.start);
    for step in &proof.steps {
        text.push_str(&format!(
            "    = {}\n        by {}\n",
            step.after,
            reason(step, laws)
        ));
    }
    text
}

/// Why a step holds: the law, its direction and its lemma.
pub fn reason(step: &Step, laws: &Laws) -> String {
    match &step.reason {
        Reason::Fold => "arithmetic on constants".into(),
        Reason::Law(name) => {
            let arrow = if step.reversed { "← " } else { "" };
            let lemma = laws
                .law(name)
                .map_or_else(String::new, |law| lemma(&law.lemma));
            format!("{arrow}{name} ({lemma})")
        }
    }
}

/// A lemma with its library.
pub fn lemma(lemma: &Lemma) -> String {
    format!("{} {}", lemma.library, lemma.name)
}

/// Variables with their sorts, as binders.
pub fn binders(variables: &[(Name, Sort)]) -> String {
    variables
        .iter()
        .map(|(name, sort)| format!("({name} : {sort})"))
        .collect::<Vec<_>>()
        .join(" ")
}
