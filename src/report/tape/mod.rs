//! What is printed of a tape: its audit, and the table of its steps.

pub mod json;
pub mod markdown;
pub mod table;
pub mod terminal;

use super::cell::cell;
use super::number::grouped;
use super::refutation::evidence;
use crate::audit::{Claim, Options, TapeReport, Verdict};
use crate::notation::Tape;

/// A tape in one line.
fn summary(tape: &Tape) -> String {
    let size = |count: usize, word: &str| {
        let plural = if count == 1 { "" } else { "s" };
        format!(
            "{} {word}{plural}",
            grouped(u64::try_from(count).unwrap_or(u64::MAX))
        )
    };
    format!(
        "{}: {}, {} of {}",
        tape.name,
        size(tape.inputs.len(), "input"),
        size(tape.steps.len(), "step"),
        size(tape.entries().len(), "kind"),
    )
}

/// A claim's verdict with its evidence, in a few words.
fn verdict(claim: &Claim) -> String {
    match (&claim.verdict, claim.tape_proof()) {
        (Verdict::Proved(_), Some(proof)) => format!(
            "proved ({} steps for {} entries, {} instances)",
            proof.steps(),
            proof.theorems.len(),
            proof.instances.len()
        ),
        (other, _) => cell(other),
    }
}

/// The step that a claim fails by.
fn blamed(claim: &Claim, tape: &Tape) -> Option<String> {
    let step = tape.steps.get(claim.step?)?;
    let text = step.text.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(format!("`{}`, line {}: {}", step.name, step.line, text))
}

/// What is refuted, claim by claim: names and values in the order in which they are read.
fn refutations(report: &TapeReport, file: &str) -> Vec<Vec<(String, String)>> {
    let refuted = report.claims.iter().filter_map(|claim| {
        let Verdict::Refuted(found) = &claim.verdict else {
            return None;
        };
        let mut lines = vec![("tape".to_string(), report.tape.name.to_string())];
        if let Some(step) = blamed(claim, &report.tape) {
            lines.push(("step".into(), step));
        }
        lines.extend(evidence(claim.name, found));
        lines.push(("repeat".into(), repeat(file, &report.options)));
        Some(lines)
    });
    refuted.collect()
}

/// What is left open, a line each: what is unknown, not checked, or was skipped.
fn open_points(report: &TapeReport) -> Vec<String> {
    let mut lines = Vec::new();
    for claim in &report.claims {
        let name = claim.name.as_str();
        let step = blamed(claim, &report.tape);
        let step = step.map_or_else(String::new, |step| format!(" (step {step})"));
        match &claim.verdict {
            Verdict::Unknown(why) => lines.push(format!("Unknown: {name}: {why}{step}")),
            Verdict::NotChecked(why) => lines.push(format!("Not checked: {name}: {why}{step}")),
            _ => {}
        }
        let skipped = claim.verdict.skipped();
        if skipped > 0 {
            lines.push(format!(
                "Not checked: {name} at {} inputs, whose exact values are too long or have no bound",
                grouped(skipped)
            ));
        }
    }
    for (law, verdict) in &report.laws {
        if verdict.fails() {
            lines.push(format!("law {law} is {}", verdict.as_str()));
        }
    }
    lines.push("Not checked: text: no Lean source was read".into());
    lines
}

/// What was compared, in words.
fn comparisons(report: &TapeReport) -> String {
    let tallies = report.claims.iter().find_map(|claim| match &claim.verdict {
        Verdict::BitExact(tally) | Verdict::Bounded(tally) => Some(super::cell::compared(tally)),
        _ => None,
    });
    tallies.unwrap_or_else(|| "No kernel result was compared.".into())
}

fn conclusion(report: &TapeReport) -> String {
    match report.conclusion().as_str() {
        "passed" => {
            "passed: nothing is refuted or unknown; what was not checked stands above.".into()
        }
        word => format!("{word}: at least one claim is {word}; see above."),
    }
}

/// The command that shows a counterexample again.
fn repeat(file: &str, options: &Options) -> String {
    format!(
        "cargo run --release --features exact -- audit --tape {file} --seed {} --cases {}",
        options.seed, options.cases
    )
}
