//! Verdicts as short texts that all formats share.

use num_bigint::Sign;

use super::document::{Line, Tone};
use super::number::{counted, grouped, share};
use super::statement::lemma;
use crate::audit::{
    Certificates, Claim, Conclusion, Evidence, Imports, LawProof, LeanCheck, Reason, Recorded,
    Report, SourceReport, Tally, Verdict,
};
use crate::certificate::Trusted;
use crate::exact::Format;
use crate::lean;
use crate::notation::Pin;
use crate::term::Name;

/// A verdict with its evidence, in a few words.
pub fn brief(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Proved(evidence) => {
            let lean = if evidence.theorem.is_some() {
                ", Lean"
            } else {
                ""
            };
            let imports = evidence.imports.map_or("", Imports::remark);
            let steps = counted(evidence.steps(), "step");
            let conditions = conditional(evidence);
            format!(
                "proved{conditions} ({steps}{lean}{}){imports}",
                assuming(evidence)
            )
        }
        Verdict::Exact(points) => format!("exact ({points} points)"),
        Verdict::Enclosed(points) => format!("enclosed ({points} points)"),
        Verdict::BitExact(tally) => {
            format!("bit-exact ({}{})", grouped(tally.bit_exact), outside(tally))
        }
        Verdict::Bounded(tally) => format!(
            "bounded ({}, {}; {} bit-exact{})",
            grouped(tally.bounded),
            worst(tally),
            grouped(tally.bit_exact),
            outside(tally)
        ),
        Verdict::Propagated(tally) => format!("propagated ({})", grouped(tally.special)),
        Verdict::NotChecked(Reason::Recorded(_)) => "recorded: proved".into(),
        other => other.as_str().to_string(),
    }
}

/// How a verdict is taken.
pub fn tone(verdict: &Verdict) -> Tone {
    match verdict {
        Verdict::Proved(_)
        | Verdict::Exact(_)
        | Verdict::Enclosed(_)
        | Verdict::BitExact(_)
        | Verdict::Bounded(_)
        | Verdict::Propagated(_) => Tone::Good,
        Verdict::NotChecked(_) => Tone::Open,
        Verdict::Unknown(_) => Tone::Doubtful,
        Verdict::Refuted(_) => Tone::Bad,
    }
}

/// Where a claim is proved, in words; empty if everywhere.
pub fn conditional(evidence: &Evidence) -> String {
    if evidence.conditions.is_empty() {
        return String::new();
    }
    let conditions: Vec<String> = evidence
        .conditions
        .iter()
        .map(ToString::to_string)
        .collect();
    format!(" where {}", conditions.join(", "))
}

/// How many results were compared where a hypothesis of the derivative fails, in words; empty if
/// none.
pub fn outside(tally: &Tally) -> String {
    match tally.outside {
        0 => String::new(),
        count => format!("; {} where a hypothesis fails", grouped(count)),
    }
}

/// What a proof assumes besides the laws that have proofs, in words; empty if nothing.
pub fn assuming(evidence: &Evidence) -> String {
    if evidence.assumed.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = evidence.assumed.iter().map(|name| &**name).collect();
    format!(", assuming {}", names.join(", "))
}

/// What is recorded of the certificates, in words.
pub fn recorded(recorded: &Recorded) -> String {
    match recorded {
        Recorded::Nothing => "No answer of Lean to the certificates is recorded.".into(),
        Recorded::Changed => "Lean accepted other certificates than these; \
            `map --lean PATH --certify` has it check these."
            .into(),
        Recorded::Accepted { version, theorems } => format!(
            "{theorems} of {theorems} theorems accepted, without axioms, by {version}, as recorded \
             of these very certificates."
        ),
    }
}

/// Claims with their verdicts, a few words each.
pub fn words<'c>(claims: impl Iterator<Item = &'c Claim>) -> Vec<String> {
    let word = |claim: &Claim| {
        let (conditions, imports) = match &claim.verdict {
            Verdict::Proved(evidence) => (
                conditional(evidence),
                evidence.imports.map_or("", Imports::remark),
            ),
            _ => (String::new(), ""),
        };
        let (name, verdict) = (claim.name.as_str(), claim.verdict.as_str());
        format!("{name}: {verdict}{conditions}{imports}")
    };
    claims.map(word).collect()
}

/// The largest error as a share of its bound.
pub fn worst(tally: &Tally) -> String {
    if tally.worst_share.sign() == Sign::NoSign {
        "all exact".into()
    } else {
        format!("worst {}", share(&tally.worst_share))
    }
}

/// The same after a count of results inside their bound; nothing if there are none.
pub fn of_bound(tally: &Tally) -> String {
    match (tally.bounded, tally.worst_share.sign()) {
        (0, _) => String::new(),
        (_, Sign::NoSign) => format!(" ({})", worst(tally)),
        _ => format!(" ({} of it)", worst(tally)),
    }
}

/// What is mirrored, in one line.
pub fn pinned(pin: &Pin) -> String {
    let revision = pin.revision.get(..7).unwrap_or(&pin.revision);
    format!("{} at {revision} ({})", pin.repository, pin.toolchain)
}

/// What was read of a Lean source, a line each.
pub fn read(source: &SourceReport) -> Vec<String> {
    let SourceReport {
        read,
        imports,
        skipped,
        ..
    } = source;
    let commit = match (&read.commit, read.checkout) {
        (Some(commit), _) => format!("a checkout at {commit}"),
        (None, true) => "a checkout at a commit that its references do not name".into(),
        (None, false) => "not a checkout".into(),
    };
    let imports = match imports {
        Imports::Pinned => "imports and packages are those of spec/source.toml",
        Imports::NotPinned => "imports or packages are not those of spec/source.toml",
        Imports::NotRead => "imports not read",
    };
    let mut lines = vec![format!(
        "Read: {}, {commit}; {}, {imports}.",
        read.path,
        counted(read.files.len(), "file"),
    )];
    let modules = source.files.iter();
    let digests = modules.filter_map(|file| Some((file, read.files.get(file)?)));
    lines.extend(digests.map(|(file, digest)| format!("SHA-256 of {file}: {digest}.")));
    let tactics: Vec<&str> = skipped.tactics.iter().map(String::as_str).collect();
    lines.push(format!(
        "Skipped: {} of tactics, by {}.",
        counted(skipped.blocks, "block"),
        tactics.join(", ")
    ));
    lines
}

/// The modules of a report, in order.
pub fn modules(report: &Report) -> String {
    let mut modules: Vec<&str> = Vec::new();
    for definition in &report.definitions {
        if !modules.contains(&&*definition.entry.module) {
            modules.push(&definition.entry.module);
        }
    }
    // What all names begin with is said once.
    let shared = |prefix: &str| {
        let mut all = modules.iter();
        all.all(|module| {
            module
                .strip_prefix(prefix)
                .is_some_and(|rest| rest.starts_with('.'))
        })
    };
    let first = modules.first().copied().unwrap_or_default();
    let prefixes = first
        .rmatch_indices('.')
        .filter_map(|(at, _)| first.get(..at));
    match prefixes.into_iter().find(|prefix| shared(prefix)) {
        Some(prefix) if modules.len() > 1 => {
            let rest = modules
                .iter()
                .filter_map(|module| module.get(prefix.len() + 1..));
            format!("{prefix}: {}", rest.collect::<Vec<_>>().join(", "))
        }
        _ => modules.join(", "),
    }
}

/// What is known of inputs with NaN and infinities, in words; empty if there is nothing.
pub fn propagated<'v>(verdicts: impl Iterator<Item = &'v Verdict>) -> String {
    let mut total = Tally::default();
    for verdict in verdicts {
        if let Verdict::Propagated(tally) = verdict {
            total.merge(tally);
        }
    }
    if total.special == 0 {
        return String::new();
    }
    format!(
        "At {} with NaN and ±∞, {} that must be NaN or infinite by IEEE arithmetic of the forms are, \
         and {} finite ones are right.",
        counted(total.cases, "input"),
        counted(total.special, "result"),
        grouped(total.bit_exact + total.bounded),
    )
}

/// The kernel comparisons of all definitions, added up.
pub fn total(report: &Report) -> Tally {
    let mut total = Tally::default();
    for claim in report.definitions.iter().flat_map(|d| &d.claims) {
        if let Verdict::BitExact(tally) | Verdict::Bounded(tally) = &claim.verdict {
            total.merge(tally);
        }
    }
    total
}

/// What a comparison of results in this format counted, in words.
pub fn compared(total: &Tally, format: Format) -> String {
    if total.comparisons == 0 {
        return "No kernel result was compared.".into();
    }
    format!(
        "{} at {}: {} correctly rounded where one rounding \
         happens, {} inside their computed bound{}, {} out of the \
         range of {}, which show nothing{}.{}",
        counted(total.comparisons, "kernel result"),
        counted(total.cases, "input"),
        grouped(total.bit_exact),
        grouped(total.bounded),
        of_bound(total),
        grouped(total.overflow),
        format.name(),
        outside(total),
        without_bound(total),
    )
}

/// At how many inputs nothing could be compared, as a sentence; nothing if at none.
fn without_bound(tally: &Tally) -> String {
    if tally.skipped == 0 {
        return String::new();
    }
    format!(
        " {} more, whose exact values are too long or have no bound or order, show nothing.",
        counted(tally.skipped, "input")
    )
}

/// Laws, facts and rules with their verdicts, in words.
pub fn laws_at_points(laws: &[(Name, Verdict)]) -> String {
    let points = |of: fn(&Verdict) -> Option<u64>| -> Vec<u64> {
        laws.iter().filter_map(|(_, verdict)| of(verdict)).collect()
    };
    let exact = points(|verdict| match verdict {
        Verdict::Exact(points) => Some(*points),
        _ => None,
    });
    let enclosed = points(|verdict| match verdict {
        Verdict::Enclosed(points) => Some(*points),
        _ => None,
    });
    let least = |points: &[u64]| points.iter().min().copied().unwrap_or(0);
    let not_exact = match enclosed.len() {
        0 => String::new(),
        count => format!(
            " Of {count} others, about functions of the reals or derivatives of inverses, no exact values are compared: enclosures of \
             both sides overlap, and those of facts do not, at {} points or more each, which refutes a false one and confirms none.",
            least(&enclosed)
        ),
    };
    format!(
        "{} of {} laws, facts and rules of spec/laws.spec hold exactly at {} rational points or more each. \
         Half of the points are large integers: a false law of degree d holds at such a point with \
         a probability of at most d/2⁴¹.{not_exact}",
        exact.len(),
        laws.len(),
        least(&exact),
    )
}

/// How many laws, facts and rules are theorems, and which are assumed, in words.
pub fn laws_proved(proofs: &[(Name, LawProof)]) -> String {
    let of = |wanted: fn(&LawProof) -> bool| -> Vec<&str> {
        let proofs = proofs.iter().filter(|(_, proof)| wanted(proof));
        proofs.map(|(name, _)| &**name).collect()
    };
    let proved = of(|proof| matches!(proof, LawProof::Proved(_))).len();
    let open = of(|proof| matches!(proof, LawProof::NotChecked)).len();
    let assumed = of(|proof| matches!(proof, LawProof::Assumed));
    let mut text = if open > 0 {
        format!(
            "The proofs of {open} laws, facts and rules from the axioms of a field were not checked."
        )
    } else {
        format!(
            "{proved} of {} laws, facts and rules are theorems about the numbers of any field \
             (Foundations.lean).",
            proofs.len()
        )
    };
    if !assumed.is_empty() {
        text.push_str(&format!(" Assumed: {}.", assumed.join(", ")));
    }
    text
}

/// The theorem that proves a law, or that there is none.
pub fn proof_of_law(proofs: &[(Name, LawProof)], law: &Name) -> Line {
    let mut proofs = proofs.iter();
    match proofs.find(|(name, _)| name == law) {
        Some((_, LawProof::Proved(theorem))) => Line::code_only(theorem),
        Some((_, other)) => Line::from(other.as_str()),
        None => Line::from(LawProof::NotChecked.as_str()),
    }
}

/// That Lean accepts no proof of a law, if that is so.
pub fn without_proof(law: &str, proof: &LawProof) -> Option<String> {
    match proof {
        LawProof::Unproved(theorem) => Some(format!(
            "{law} has no proof: Lean accepts no theorem {theorem} that says what spec/laws.spec says"
        )),
        _ => None,
    }
}

/// What is refuted or unknown besides definitions: laws and identities.
pub fn not_proved(report: &Report) -> Vec<String> {
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
    others
}

/// What an auditor must look at although no claim fails.
pub fn findings(report: &Report) -> Vec<String> {
    let in_source = found_in_source(report).map(ToString::to_string);
    let about = findings_about(report).into_iter();
    about.map(|(what, _)| what).chain(in_source).collect()
}

/// What was found in the Lean source.
pub fn found_in_source(report: &Report) -> impl Iterator<Item = &lean::Finding> {
    let source = report.source.iter();
    source.flat_map(|source| source.findings.iter().chain(&source.unpinned))
}

/// What else there is to look at, and the name of the definition or of the law, if it is about one.
pub fn findings_about(report: &Report) -> Vec<(String, Option<&str>)> {
    let unstated = report.unstated.iter().map(|kernel| {
        let what = format!("no entry of spec/ states the kernel {kernel}");
        (what, None)
    });
    let unpinned = report.unpinned.iter().map(|name| {
        let what = format!("spec/digests.toml has no digest of the Lean text of {name}");
        (what, Some(name.as_str()))
    });
    let unlisted = report.unlisted.iter().map(|(law, cited)| {
        let lemma = lemma(cited);
        let what = format!("spec/lemmas.toml does not list {lemma}, the lemma of {law}");
        (what, Some(&**law))
    });
    let unproved = (report.law_proofs.iter())
        .filter_map(|(law, proof)| Some((without_proof(law, proof)?, Some(&**law))));
    unstated
        .chain(unpinned)
        .chain(unlisted)
        .chain(unproved)
        .collect()
}

/// What Lean's kernel said, in words; empty if it was not asked.
pub fn accepted(lean: &LeanCheck, certificates: Option<&Certificates>) -> String {
    let checked = match lean {
        LeanCheck::NotAsked => return String::new(),
        LeanCheck::NotChecked(why) => return format!("Lean: not checked: {why}."),
        LeanCheck::Checked(checked) => checked,
    };
    let omitted = certificates.iter().flat_map(|stated| &stated.omitted);
    let omitted: Vec<&str> = omitted.map(|claim| &*claim.theorem.name).collect();
    let accepted = checked.accepted.len();
    let all = accepted + checked.rejected.len() + omitted.len();
    let version = &checked.version;
    let mut text = format!("{accepted} of {all} theorems accepted, without axioms, by {version}.");
    text.extend(checked.trusted.iter().map(rests_on));
    if !omitted.is_empty() {
        let names = omitted.join(", ");
        text.push_str(&format!(" Not stated, since not proved: {names}."));
    }
    text
}

/// A file that Lean's answer rests on, as a sentence.
fn rests_on(file: &Trusted) -> String {
    format!(
        " It rests on {} (SHA-256 {}).",
        file.path.display(),
        file.sha256
    )
}

/// What the whole audit says.
pub fn conclusion(conclusion: Conclusion) -> String {
    match conclusion {
        Conclusion::Passed => {
            "passed: nothing is refuted or unknown; what was not checked stands above.".into()
        }
        Conclusion::NothingCompared => {
            "nothing compared: no kernel result was compared with an exact value.".into()
        }
        Conclusion::Findings => {
            "findings: no claim is refuted or unknown, but see what was found.".into()
        }
        other => {
            let name = other.as_str();
            format!("{name}: at least one claim is {name}; see above.")
        }
    }
}
