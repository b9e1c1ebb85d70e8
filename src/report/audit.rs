//! Audits as documents: of all definitions, of a tape, of a kernel of the user.

use super::document::{Document, Line, Table};
use super::number::{counted, grouped, scientific, units};
use super::refutation::{lines, located};
use super::repeat;
use super::statement::{name, statement};
use super::verdict::{
    accepted, assuming, brief, compared, conclusion, conditional, findings, laws_at_points,
    laws_proved, modules, not_proved, pinned, propagated, read, total, without_proof,
};
use crate::audit::user_kernel::{Quantity, UserReport};
use crate::audit::{
    Basis, Claim, ClaimName, Conclusion, Definition, Report, Sensitivity, SourceReport, Tally,
    TapeReport, Verdict,
};
use crate::exact::Format;
use crate::notation::{Pin, Tape};

/// The audit of all definitions.
pub fn definitions(report: &Report) -> Document {
    let mut document = Document::titled(format!("Audit of {}", modules(report)));
    document.paragraph(format!(
        "Against {}{}; seed {}, {} inputs per definition.",
        pinned(&report.pin),
        other_source(report.source.as_ref()),
        report.options.seed,
        grouped(report.options.cases),
    ));
    document.table(verdicts(report));
    let claims = report.definitions.iter().flat_map(|d| &d.claims);
    document.list(
        [
            compared(&total(report), Format::F64),
            propagated(claims.map(|claim| &claim.verdict)),
            laws_at_points(&report.laws),
            laws_proved(&report.law_proofs),
            identities(report),
            accepted(&report.lean, report.certificates.as_ref()),
        ]
        .into_iter()
        .chain(report.source.iter().flat_map(read))
        .filter(|text| !text.is_empty())
        .map(Line::from),
    );
    failing(&mut document, report);
    let changed = report.source.iter().flat_map(|source| &source.changed);
    section(
        &mut document,
        "Text changed, meaning equal",
        changed.map(ToString::to_string).collect(),
    );
    let unknown = report.source.iter().flat_map(|s| &s.skipped.unknown);
    section(
        &mut document,
        "Unknown tactics in skipped proofs",
        unknown.map(ToString::to_string).collect(),
    );
    if !report.sensitivity.is_empty() {
        document.heading(2, SENSITIVITY);
        document.table(sensitivity(report));
    }
    section(&mut document, "Not checked", open(report, Open::NotChecked));
    section(&mut document, BASIS, basis(&report.basis, &report.pin));
    let imports = report.source.as_ref().map_or("", |s| s.imports.remark());
    let verdict = conclusion(report.conclusion());
    let verdict = verdict.trim_end_matches('.');
    document.paragraph(format!("Verdict: {verdict}{imports}."));
    document
}

/// What is refuted, unknown or missing, each with its counterexample or the reason.
pub(super) fn failing(document: &mut Document, report: &Report) {
    for definition in &report.definitions {
        for claim in &definition.claims {
            if let Verdict::Refuted(found) = &claim.verdict {
                let (claim, of) = (claim.name, name(&definition.entry.name, report));
                document.heading(2, format!("Refuted: {} of {of}", claim.as_str()));
                definitions_of(document, lines(definition, claim, found, report));
            }
        }
    }
    section(document, "Unknown", open(report, Open::Unknown));
    for excerpt in report.source.iter().flat_map(|source| &source.unread) {
        document.code(excerpt);
    }
    section(document, "Besides definitions", not_proved(report));
    section(document, "Findings", findings(report));
}

/// What is refuted, unknown or missing, a line each.
pub(super) fn failures(report: &Report) -> Vec<String> {
    let titled = |title: &str, which: Open| -> Vec<String> {
        let lines = open(report, which).into_iter();
        lines.map(|line| format!("{title}: {line}")).collect()
    };
    [
        titled("Refuted", Open::Refuted),
        titled("Unknown", Open::Unknown),
        not_proved(report),
        findings(report),
    ]
    .concat()
}

/// The verdicts: a row per definition, a column per claim.
pub fn verdicts(report: &Report) -> Table {
    let claims = report.claimed(|_| true);
    let rows = report.definitions.iter().map(|definition| {
        let name = Line::code_only(name(&definition.entry.name, report));
        let cells = claims.iter().map(|&claim| verdict_cell(definition, claim));
        [name].into_iter().chain(cells).collect()
    });
    let header = claims.iter().map(|claim| claim.as_str());
    Table::new("Verdicts", ["definition"].into_iter().chain(header), rows)
}

/// The verdict of a claim, in short; nothing if the claim is not made.
pub(super) fn verdict_cell(definition: &Definition, claim: ClaimName) -> Line {
    let claim = definition.claim(claim);
    claim.map_or_else(Line::new, |claim| Line::from(brief(&claim.verdict)))
}

/// The heading of what a report rests on.
pub(super) const BASIS: &str = "What this rests on";

/// What was read and run, a line each.
fn basis(basis: &Basis, pin: &Pin) -> Vec<String> {
    let spec = match &basis.spec.folder {
        Some(folder) => format!("Entries and laws: {folder}, not those that were built in"),
        None => "Entries and laws: spec/, as built in".into(),
    };
    let program = basis.program.iter().map(|program| {
        let (version, sha256) = (&program.version, &program.sha256);
        let arguments = repeat::line(&program.arguments);
        format!("Program: torchlean-mirror {version}, SHA-256 {sha256}, run as `{arguments}`")
    });
    let (repository, revision) = (&pin.repository, &pin.revision);
    let (date, standing) = (&pin.date, &pin.standing);
    [
        format!("{spec} (SHA-256 {})", basis.spec.sha256),
        format!("{repository}: revision {revision} of {date}; {standing}"),
    ]
    .into_iter()
    .chain(program)
    .chain([TRUSTED.into()])
    .collect()
}

/// What no audit checks.
pub(super) const TRUSTED: &str = "Trusted: this program's reader of spec/, its replay of proofs and its exact \
    arithmetic, the Rust compiler and the processor; with --certify, Lean's kernel instead of the \
    replay, of all but computed forms; with --lean, the reader of Lean";

/// What the table of the smallest errors is about.
pub const SENSITIVITY: &str =
    "Sensitivity: smallest detected error of one coordinate, by injection";

/// The smallest errors that are detected: a row per definition, result and argument.
pub fn sensitivity(report: &Report) -> Table {
    sensitivity_of(&report.sensitivity, report)
}

/// The same of some of them.
pub(super) fn sensitivity_of<'m>(
    measured: impl IntoIterator<Item = &'m Sensitivity>,
    report: &Report,
) -> Table {
    let rows = measured.into_iter().map(|measured| {
        let (steps, relative, share) = match &measured.detected {
            None => ("none was detected".into(), String::new(), String::new()),
            Some(found) => (
                found.steps.to_string(),
                match &found.relative {
                    Some(relative) => scientific(relative),
                    None => "the exact value is 0".into(),
                },
                match &found.share {
                    Some(share) => units(share),
                    None => "one rounding".into(),
                },
            ),
        };
        vec![
            Line::from(name(&measured.definition, report)),
            Line::from(measured.result),
            Line::from(&*measured.argument),
            Line::from(steps),
            Line::from(relative),
            Line::from(share),
        ]
    });
    let header = [
        "definition",
        "result",
        "argument",
        "steps",
        "relative error",
        "of its bound",
    ];
    Table::new(SENSITIVITY, header, rows)
}

/// How many identities of `spec/` are proved.
pub fn identities(report: &Report) -> String {
    let proved = |(_, verdict): &&(_, Verdict)| matches!(verdict, Verdict::Proved(_));
    format!(
        "{} of {} identities of spec/laws.spec proved.",
        report.identities.iter().filter(proved).count(),
        report.identities.len()
    )
}

/// What fails or was not checked, a line each.
pub fn open_points(report: &Report) -> Vec<String> {
    let rest = open(report, Open::NotChecked).into_iter();
    let rest = rest.map(|line| format!("Not checked: {line}"));
    failures(report).into_iter().chain(rest).collect()
}

/// That the source that was read is not the pinned one.
pub(super) fn other_source(source: Option<&SourceReport>) -> &'static str {
    match source {
        Some(source) if !(source.unpinned.is_empty() && source.changed.is_empty()) => {
            ", and a source that differs from it"
        }
        _ => "",
    }
}

/// The audit of a tape that was read from `file`.
pub fn tape(report: &TapeReport, file: &str) -> Document {
    let mut document = Document::titled(format!("Audit of the tape {}", summary(&report.tape)));
    document.paragraph(format!(
        "Against {}; seed {}, at most {} inputs.",
        pinned(&report.pin),
        report.options.seed,
        grouped(report.options.cases),
    ));
    document.definitions(claims_of_tape(report, |_| true));
    let counted = report.claims.iter().find_map(|claim| match &claim.verdict {
        Verdict::BitExact(tally) | Verdict::Bounded(tally) => Some(compared(tally, Format::F64)),
        _ => None,
    });
    document.list(
        [
            counted.unwrap_or_else(|| compared(&Default::default(), Format::F64)),
            propagated(report.claims.iter().map(|claim| &claim.verdict)),
            laws_at_points(&report.laws),
            laws_proved(&report.law_proofs),
            accepted(&report.lean, report.certificates.as_ref()),
        ]
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(Line::from),
    );
    failing_of_tape(&mut document, report, file);
    section(&mut document, BASIS, basis(&report.basis, &report.pin));
    document.paragraph(format!("Verdict: {}", conclusion(report.conclusion())));
    document
}

/// The claims about a tape that are wanted, with their verdicts.
pub(super) fn claims_of_tape(
    report: &TapeReport,
    wanted: impl Fn(ClaimName) -> bool,
) -> Vec<(Line, Line)> {
    let claims = report.claims.iter().filter(|claim| wanted(claim.name));
    let verdict = |claim: &Claim| match (&claim.verdict, claim.tape_proof()) {
        (Verdict::Proved(evidence), Some(proof)) => format!(
            "proved{} ({} for {}, {}{})",
            conditional(evidence),
            counted(proof.steps(), "step"),
            counted(proof.theorems.len(), "entry"),
            counted(proof.instances.len(), "instance"),
            assuming(evidence)
        ),
        (other, _) => brief(other),
    };
    let line = |claim: &Claim| (Line::from(claim.name.as_str()), Line::from(verdict(claim)));
    claims.map(line).collect()
}

/// What of a tape is refuted, unknown or was not checked.
pub(super) fn failing_of_tape(document: &mut Document, report: &TapeReport, file: &str) {
    for claim in &report.claims {
        let Verdict::Refuted(found) = &claim.verdict else {
            continue;
        };
        document.heading(2, format!("Refuted: {}", claim.name.as_str()));
        let mut lines = vec![("tape".to_string(), report.tape.name.to_string())];
        lines.extend(blamed(claim, &report.tape).map(|step| ("step".into(), step)));
        lines.extend(located(found));
        lines.push(("repeat".into(), repeat::tape(file, report)));
        definitions_of(document, lines);
    }
    section(document, "Left open", open_points_of_tape(report));
}

/// The audit of a kernel of the user.
pub fn user_kernel(report: &UserReport) -> Document {
    let mut document = Document::titled(user_title(report));
    document.list(client(report).into_iter().map(Line::from));
    let forms = report.claims.iter();
    let forms = forms.map(|claim| (format!("form, {}", claim.name.as_str()), &claim.verdict));
    let given = results(report).filter(|(_, verdict)| !not_given(verdict));
    document.definitions(forms.chain(given).map(|(name, verdict)| {
        let why = match verdict {
            Verdict::Unknown(why) | Verdict::NotChecked(why) => format!(": {why}"),
            Verdict::Refuted(found) => format!(": {}", found.what),
            Verdict::BitExact(tally) | Verdict::Bounded(tally) => without_evidence(tally),
            _ => String::new(),
        };
        (Line::from(name), Line::from(brief(verdict) + &why))
    }));
    let results = report.results.iter();
    let rest = results.filter(|(_, verdict)| not_given(verdict));
    let rest: Vec<&str> = rest.map(|(quantity, _)| quantity.as_str()).collect();
    if !rest.is_empty() {
        document.paragraph(format!("Not given, so not checked: {}.", rest.join(", ")));
    }
    failing_of_kernel(&mut document, report);
    if let Some((basis_of, pin)) = &report.basis {
        section(&mut document, BASIS, basis(basis_of, pin));
    }
    document.paragraph(format!("Verdict: {}", user_conclusion(report)));
    document
}

/// The results of a kernel of the user by name, then each that is given at inputs with NaN and
/// infinities.
pub(super) fn results(report: &UserReport) -> impl Iterator<Item = (String, &Verdict)> {
    let name = |quantity: &Quantity| quantity.as_str().to_string();
    let results = report.results.iter();
    let results = results.map(move |(quantity, verdict)| (name(quantity), verdict));
    let special = report.non_finite.iter().filter(|(of, _)| {
        let result = report.verdict(*of);
        result.is_some_and(|verdict| !not_given(verdict))
    });
    let special = special.map(move |(of, verdict)| (format!("{}, non-finite", name(of)), verdict));
    results.chain(special)
}

/// What was computed and shows nothing.
fn without_evidence(tally: &Tally) -> String {
    let mut text = String::new();
    if tally.overflow > 0 {
        let results = grouped(tally.overflow);
        text.push_str(&format!(
            "; {results} results out of range, which show nothing"
        ));
    }
    if tally.skipped > 0 {
        let inputs = counted(tally.skipped, "input");
        text.push_str(&format!(
            "; {inputs} without a bound or order, which show nothing"
        ));
    }
    text
}

/// What keeps a kernel of the user from passing.
pub fn refusal(report: &UserReport) -> Document {
    let mut document = Document::titled(user_title(report));
    if !report.blames_kernel() {
        document.paragraph(user_conclusion(report));
    }
    failing_of_kernel(&mut document, report);
    document
}

/// The claims and results that fail, each with its counterexample or the reason.
fn failing_of_kernel(document: &mut Document, report: &UserReport) {
    let forms = report.claims.iter().map(|claim| {
        let name = statement(claim.name, &report.entry.form).to_string();
        (name, &claim.verdict, false)
    });
    let results = results(report).map(|(name, verdict)| (name, verdict, true));
    for (name, verdict, of_kernel) in forms.chain(results).filter(|(_, v, _)| v.fails()) {
        document.heading(2, format!("{name}: {}", verdict.as_str()));
        match verdict {
            Verdict::Refuted(found) => {
                // Of a kernel's result the heading is the quantity.
                let mut lines = located(found).split_off(usize::from(of_kernel));
                if of_kernel {
                    lines.push(("repeat".into(), repeat::kernel(report, found)));
                }
                definitions_of(document, lines);
            }
            Verdict::Unknown(why) => document.paragraph(why),
            _ => {}
        }
    }
}

pub(super) fn user_title(report: &UserReport) -> String {
    let inputs = report.cases.end.saturating_sub(report.cases.start);
    format!(
        "`{}` ({}) against `{}`: seed {}, {} inputs",
        report.kernel,
        report.format.name(),
        report.entry.name,
        report.seed,
        grouped(inputs)
    )
}

/// The process that computes a kernel, if it is one, a line each.
pub(super) fn client(report: &UserReport) -> Vec<String> {
    let Some(client) = &report.client else {
        return Vec::new();
    };
    let versions = client.versions.iter();
    let versions = versions.map(|(name, version)| format!("{name} {version}"));
    let language = [client.language.clone()].into_iter().chain(versions);
    let language = language.collect::<Vec<_>>().join(", ");
    let files = client.files.iter();
    let files = files.map(|file| format!("SHA-256 of {}: {}", file.path, file.sha256));
    let timeout = client.timeout.as_secs_f64();
    [format!("As the kernel says: {language}")]
        .into_iter()
        .chain(files)
        .chain([format!("Time for each answer: {timeout} s")])
        .collect()
}

pub(super) fn user_conclusion(report: &UserReport) -> String {
    let missing = report.not_compared();
    let right = report.forms_proved() && !report.blames_kernel();
    if report.strict && right && !missing.is_empty() {
        let missing: Vec<&str> = missing.into_iter().map(Quantity::as_str).collect();
        let missing = missing.join(", ");
        return format!("not compared: {missing}; a strict audit demands each map.");
    }
    let conclusion = if report.blames_forms() {
        "refuted: the forms contradict each other; that is not the kernel's fault."
    } else if report.conclusion() == Conclusion::Refuted {
        "refuted: a result of the kernel is wrong; see above."
    } else if report.blames_kernel() {
        "unknown: a result of the kernel is neither shown nor refuted; see above."
    } else if !report.forms_proved() {
        "unknown: no proof was found for what the forms claim; if a limit was met, `.limits` raises it."
    } else if !report.passed() {
        match report.client {
            Some(_) => {
                "nothing was compared: the kernel has none of the maps, or there was no input."
            }
            None => "nothing was compared: no closure was given.",
        }
    } else if Quantity::ALL
        .map(|q| report.verdict(q))
        .iter()
        .flatten()
        .any(|v| not_given(v))
    {
        "passed: every result that was given agrees; those not given were not checked."
    } else {
        "passed: every result agrees."
    };
    conclusion.into()
}

pub(super) fn not_given(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::NotChecked(_))
}

fn definitions_of(document: &mut Document, lines: Vec<(String, String)>) {
    document.definitions(lines.into_iter().map(counterexample_line));
}

/// A line of a counterexample; a command is code.
pub(super) fn counterexample_line((name, value): (String, String)) -> (Line, Line) {
    let value = match &*name {
        "repeat" => Line::code_only(value),
        _ => Line::from(value),
    };
    (Line::from(name), value)
}

fn section(document: &mut Document, title: &str, lines: Vec<String>) {
    if !lines.is_empty() {
        document.heading(2, title);
        document.list(lines.into_iter().map(Line::from));
    }
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Open {
    Refuted,
    Unknown,
    NotChecked,
}

/// What is refuted, unknown or was not checked: the claim, the definitions, and the reason.
pub(super) fn open(report: &Report, which: Open) -> Vec<String> {
    let mut found: Vec<(String, &str, Vec<&str>)> = Vec::new();
    for definition in &report.definitions {
        for claim in &definition.claims {
            let why = match (&claim.verdict, which) {
                (Verdict::Refuted(found), Open::Refuted) => {
                    format!("{}: {}", found.quantity, found.what)
                }
                (Verdict::Unknown(why), Open::Unknown)
                | (Verdict::NotChecked(why), Open::NotChecked) => why.to_string(),
                _ => continue,
            };
            let (claim, of) = (claim.name.as_str(), name(&definition.entry.name, report));
            match found.iter_mut().find(|(w, c, _)| *w == why && *c == claim) {
                Some((_, _, names)) => names.push(of),
                None => found.push((why, claim, vec![of])),
            }
        }
    }
    let line = |(why, claim, names): (String, &str, Vec<&str>)| {
        let names = if names.len() == report.definitions.len() && names.len() > 1 {
            format!("all {} definitions", names.len())
        } else {
            names.join(", ")
        };
        format!("{claim} of {names}: {why}")
    };
    found.into_iter().map(line).collect()
}

/// A tape in one line.
pub(super) fn summary(tape: &Tape) -> String {
    let size = |count: usize, noun: &str| {
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {noun}{plural}")
    };
    format!(
        "{}: {}, {} of {}",
        tape.name,
        size(tape.inputs.len(), "input"),
        size(tape.steps.len(), "step"),
        size(tape.entries().len(), "kind"),
    )
}

/// The step that a claim fails by.
pub(super) fn blamed(claim: &Claim, tape: &Tape) -> Option<String> {
    let step = tape.steps.get(claim.step?)?;
    let text = step.text.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(format!("`{}`, line {}: {}", step.name, step.line, text))
}

pub(super) fn open_points_of_tape(report: &TapeReport) -> Vec<String> {
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
        if claim.verdict.skipped() > 0 {
            lines.push(format!(
                "Not checked: {name} at {} inputs, whose exact values are too long or have no bound or order",
                grouped(claim.verdict.skipped())
            ));
        }
    }
    for (law, verdict) in &report.laws {
        if verdict.fails() {
            lines.push(format!("law {law} is {}", verdict.as_str()));
        }
    }
    let proofs = report.law_proofs.iter();
    lines.extend(proofs.filter_map(|(law, proof)| without_proof(law, proof)));
    lines.push("Not checked: text: no Lean source was read".into());
    lines
}
