//! Verdicts as short texts that all formats share.

use super::number::{grouped, units};
use crate::audit::{Claim, LeanCheck, Reason, Report, Tally, Verdict};
use crate::lean::Finding;
use crate::notation::Pin;
use crate::term::Name;

/// A verdict with its evidence, in a few words.
pub fn cell(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Proved(evidence) => {
            let lean = if evidence.theorem.is_some() {
                ", Lean"
            } else {
                ""
            };
            format!("proved ({} steps{lean})", evidence.steps())
        }
        Verdict::Exact(points) => format!("exact ({points} points)"),
        Verdict::BitExact(tally) => format!("bit-exact ({})", grouped(tally.bit_exact)),
        Verdict::Bounded(tally) => format!(
            "bounded ({}, worst {}; {} bit-exact)",
            grouped(tally.bounded),
            units(&tally.worst_share),
            grouped(tally.bit_exact)
        ),
        other => other.as_str().to_string(),
    }
}

/// What is mirrored, in one line.
pub fn pinned(pin: &Pin) -> String {
    let revision = pin.revision.get(..7).unwrap_or(&pin.revision);
    format!("{} at {revision} ({})", pin.repository, pin.toolchain)
}

/// The modules of a report, in order.
pub fn modules(report: &Report) -> String {
    let mut modules: Vec<&str> = Vec::new();
    for definition in &report.definitions {
        if !modules.contains(&&*definition.entry.module) {
            modules.push(&definition.entry.module);
        }
    }
    modules.join(", ")
}

/// The kernel comparisons of all definitions, added up.
pub fn total(report: &Report) -> Tally {
    let mut total = Tally::default();
    for claim in report.definitions.iter().flat_map(|d| &d.claims) {
        if let Verdict::BitExact(tally) | Verdict::Bounded(tally) = &claim.verdict {
            total.cases += tally.cases;
            total.comparisons += tally.comparisons;
            total.bit_exact += tally.bit_exact;
            total.bounded += tally.bounded;
            total.overflow += tally.overflow;
            total.worst_share = total.worst_share.max(tally.worst_share.clone());
            total.worst_ulps = total.worst_ulps.max(tally.worst_ulps.clone());
        }
    }
    total
}

/// What was compared, in words.
pub fn comparisons(report: &Report) -> String {
    compared(&total(report))
}

/// What a comparison counted, in words.
pub fn compared(total: &Tally) -> String {
    if total.comparisons == 0 {
        return "No kernel result was compared.".into();
    }
    format!(
        "{} kernel results at {} inputs: {} correctly rounded where one rounding \
         happens, {} inside their computed bound (worst {} of it), {} out of the \
         range of f64, which show nothing.",
        grouped(total.comparisons),
        grouped(total.cases),
        grouped(total.bit_exact),
        grouped(total.bounded),
        units(&total.worst_share),
        grouped(total.overflow),
    )
}

/// The laws, in words.
pub fn laws(report: &Report) -> String {
    laws_at_points(&report.laws)
}

/// Laws and rules with their verdicts, in words.
pub fn laws_at_points(laws: &[(Name, Verdict)]) -> String {
    let exact: Vec<u64> = laws
        .iter()
        .filter_map(|(_, verdict)| match verdict {
            Verdict::Exact(points) => Some(*points),
            _ => None,
        })
        .collect();
    format!(
        "{} of {} laws and rules of spec/laws.spec hold exactly at {} rational points or more each.",
        exact.len(),
        laws.len(),
        exact.iter().min().copied().unwrap_or(0),
    )
}

/// What is refuted or unknown besides definitions: laws, identities, kernels
/// that no entry states.
pub fn others(report: &Report) -> Vec<String> {
    let mut others = Vec::new();
    let laws = report
        .laws
        .iter()
        .map(|(name, v)| (format!("law {name}"), v));
    let identities = report.identities.iter();
    let identities = identities.map(|(i, v)| (format!("identity {}", i.name), v));
    for (name, verdict) in laws.chain(identities) {
        match verdict {
            Verdict::Unknown(why) => others.push(format!("{name} is unknown: {why}")),
            Verdict::Refuted(found) => {
                let inputs: Vec<String> = found
                    .inputs
                    .iter()
                    .map(|(name, value)| format!("{name} = {value}"))
                    .collect();
                others.push(format!(
                    "{name} is refuted: {}, {} at {}",
                    found.quantity,
                    found.what,
                    inputs.join(", ")
                ));
            }
            _ => {}
        }
    }
    for kernel in &report.unstated {
        others.push(format!("no entry of spec/ states the kernel {kernel}"));
    }
    for name in &report.unpinned {
        others.push(format!(
            "spec/digests.toml has no digest of the Lean text of {name}"
        ));
    }
    others
}

/// What Lean's kernel said of the proofs, in words; empty if it was not asked.
pub fn lean(report: &Report) -> String {
    accepted(&report.lean)
}

/// What Lean's kernel said, in words; empty if it was not asked.
pub fn accepted(lean: &LeanCheck) -> String {
    match lean {
        LeanCheck::NotAsked => String::new(),
        LeanCheck::NotChecked(why) => format!("Lean: not checked: {why}.\n"),
        LeanCheck::Checked {
            version,
            accepted,
            theorems,
        } => format!("{accepted} of {theorems} theorems accepted, without axioms, by {version}.\n"),
    }
}

/// What was found in the Lean source besides verdicts: a title, and its lines.
pub fn source(report: &Report) -> Vec<(&'static str, Vec<String>)> {
    let Some(source) = &report.source else {
        return Vec::new();
    };
    let lines = |findings: &[Finding]| -> Vec<String> {
        findings.iter().map(ToString::to_string).collect()
    };
    let parts = [
        ("Found in the Lean source", lines(&source.findings)),
        ("Text changed, meaning equal", lines(&source.changed)),
    ];
    parts.into_iter().filter(|(_, l)| !l.is_empty()).collect()
}

/// The identities of `spec/`, in words.
pub fn identities(report: &Report) -> String {
    let proved = report
        .identities
        .iter()
        .filter(|(_, verdict)| matches!(verdict, Verdict::Proved(_)))
        .count();
    format!(
        "{proved} of {} identities of spec/laws.spec proved.",
        report.identities.len()
    )
}

/// What was not checked: the reason, the claim, and the definitions.
pub fn unchecked(report: &Report) -> Vec<(String, String, Vec<String>)> {
    collect(report, |claim| match &claim.verdict {
        Verdict::NotChecked(why) => Some(why),
        _ => None,
    })
}

/// What is unknown: the reason, the claim, and the definitions.
pub fn unknown(report: &Report) -> Vec<(String, String, Vec<String>)> {
    collect(report, |claim| match &claim.verdict {
        Verdict::Unknown(why) => Some(why),
        _ => None,
    })
}

fn collect(
    report: &Report,
    why: impl Fn(&Claim) -> Option<&Reason>,
) -> Vec<(String, String, Vec<String>)> {
    let mut found: Vec<(String, String, Vec<String>)> = Vec::new();
    for definition in &report.definitions {
        for claim in &definition.claims {
            let Some(why) = why(claim).map(Reason::to_string) else {
                continue;
            };
            let name = definition.entry.name.short().to_string();
            let known = found
                .iter_mut()
                .find(|(w, c, _)| *w == why && c == claim.name.as_str());
            match known {
                Some((_, _, names)) => names.push(name),
                None => found.push((why, claim.name.as_str().into(), vec![name])),
            }
        }
    }
    found
}

/// The names of definitions, or how many they are if they are all.
pub fn named(names: &[String], report: &Report) -> String {
    if names.len() == report.definitions.len() && names.len() > 1 {
        format!("all {} definitions", names.len())
    } else {
        names.join(", ")
    }
}

/// What the whole audit says.
pub fn conclusion(report: &Report) -> String {
    match report.conclusion().as_str() {
        "passed" => {
            "passed: nothing is refuted or unknown; what was not checked stands above.".into()
        }
        "nothing compared" => {
            "nothing compared: no kernel result was compared with an exact value.".into()
        }
        "findings" => "findings: no claim is refuted or unknown, but see what was found.".into(),
        word => format!("{word}: at least one claim is {word}; see above."),
    }
}
