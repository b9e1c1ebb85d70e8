//! What fails in a report, one by one, each with its place: what tools for code are given.

use super::audit::{blamed, results, user_conclusion};
use super::refutation::{lines, located};
use super::repeat;
use super::statement::name;
use super::verdict::{findings_about, found_in_source, without_proof};
use crate::audit::user_kernel::{Client, UserReport};
use crate::audit::{Claim, Conclusion, Counterexample, InputFile, Report, TapeReport, Verdict};
use crate::notation::{Place, Spec};

/// Which kind of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// There is a counterexample.
    Refuted,
    /// Neither shown nor refuted.
    Unknown,
    /// An auditor must look at it although no claim fails.
    Finding,
}

impl Kind {
    pub(super) const ALL: [Kind; 3] = [Kind::Refuted, Kind::Unknown, Kind::Finding];

    /// The word that tools know it by.
    pub(super) fn id(self) -> &'static str {
        match self {
            Kind::Refuted => "refuted",
            Kind::Unknown => "unknown",
            Kind::Finding => "finding",
        }
    }

    /// The same in a sentence.
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Kind::Refuted => "A claim fails at an input.",
            Kind::Unknown => "A claim is neither shown nor refuted.",
            Kind::Finding => "Something must be looked at although no claim fails by it.",
        }
    }
}

/// Something that fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) kind: Kind,
    /// In one line.
    pub(super) short: String,
    /// With all that is known.
    pub(super) long: String,
    /// The full Lean name of the definition, or the name of the law.
    pub(super) about: Option<String>,
    /// Where it is declared, if that is known.
    pub(super) place: Option<Place>,
}

impl Problem {
    /// What fails by a verdict. `of` is what the verdict is about; `more` are lines about a
    /// counterexample.
    fn of(
        verdict: &Verdict,
        of: &str,
        more: impl FnOnce(&Counterexample) -> Vec<(String, String)>,
    ) -> Option<Problem> {
        let (kind, short, more) = match verdict {
            Verdict::Refuted(found) => {
                let short = format!("{of} is refuted: {}: {}", found.quantity, found.what);
                (Kind::Refuted, short, more(found))
            }
            Verdict::Unknown(why) => (Kind::Unknown, format!("{of} is unknown: {why}"), Vec::new()),
            _ => return None,
        };
        let lines = more
            .iter()
            .map(|(name, value)| format!("\n{name}: {value}"));
        Some(Problem {
            kind,
            long: format!("{short}{}", lines.collect::<String>()),
            short,
            about: None,
            place: None,
        })
    }

    fn at(mut self, about: &str, place: Option<&Place>) -> Problem {
        self.about = Some(about.into());
        self.place = place.cloned();
        self
    }

    fn finding(short: String) -> Problem {
        Problem {
            kind: Kind::Finding,
            long: short.clone(),
            short,
            about: None,
            place: None,
        }
    }
}

/// What a verdict on a claim of a definition fails by.
pub(super) fn of_claim(
    definition: &crate::audit::Definition,
    claim: &Claim,
    report: &Report,
    spec: &Spec,
) -> Option<Problem> {
    let entry = &definition.entry;
    let of = format!("{} of {}", claim.name.as_str(), name(&entry.name, report));
    let more = |found: &Counterexample| lines(definition, claim.name, found, report);
    let found = Problem::of(&claim.verdict, &of, more)?;
    Some(found.at(entry.name.as_str(), spec.places.get(entry.name.as_str())))
}

/// What a verdict on a law or an identity fails by.
pub(super) fn of_law(kind: &str, law: &str, verdict: &Verdict, spec: &Spec) -> Option<Problem> {
    let found = Problem::of(verdict, &format!("{kind} {law}"), located)?;
    Some(found.at(law, spec.laws.places.get(law)))
}

/// The findings of a report.
pub(super) fn findings(report: &Report, spec: &Spec) -> Vec<Problem> {
    let about = findings_about(report).into_iter();
    let about = about.map(|(what, about)| match about {
        Some(name) => {
            let place = spec.places.get(name).or_else(|| spec.laws.places.get(name));
            Problem::finding(what).at(name, place)
        }
        None => Problem::finding(what),
    });
    let in_source = found_in_source(report).map(|found| Problem {
        place: Some(Place {
            file: found.file.clone(),
            line: found.line,
        }),
        ..Problem::finding(found.what.clone())
    });
    about.chain(in_source).collect()
}

/// Everything that fails in the audit of definitions. `spec` is what it was done with.
pub(super) fn problems(report: &Report, spec: &Spec) -> Vec<Problem> {
    let claims = report.definitions.iter().flat_map(|definition| {
        let claims = definition.claims.iter();
        claims.filter_map(move |claim| of_claim(definition, claim, report, spec))
    });
    let laws = report.laws.iter();
    let laws = laws.filter_map(|(law, verdict)| of_law("law", law, verdict, spec));
    let identities = report.identities.iter().filter_map(|(identity, verdict)| {
        // An identity is not part of the verdict on the whole.
        let mut found = of_law("identity", &identity.name, verdict, spec)?;
        found.kind = Kind::Finding;
        Some(found)
    });
    claims
        .chain(laws)
        .chain(identities)
        .chain(findings(report, spec))
        .collect()
}

/// What a verdict on a claim of a tape fails by.
pub(super) fn of_tape_claim(claim: &Claim, report: &TapeReport, file: &str) -> Option<Problem> {
    let tape = &report.tape;
    let of = format!("{} of the tape {}", claim.name.as_str(), tape.name);
    let more = |found: &Counterexample| {
        let step = blamed(claim, tape).map(|step| ("step".to_string(), step));
        let again = ("repeat".to_string(), repeat::tape(file, report));
        step.into_iter()
            .chain(located(found))
            .chain([again])
            .collect()
    };
    let found = Problem::of(&claim.verdict, &of, more)?;
    let step = claim.step.and_then(|step| tape.steps.get(step));
    let place = Place {
        file: file.into(),
        line: step.map_or(1, |step| step.line),
    };
    let about = step.map_or(&*tape.name, |step| step.entry.as_str());
    Some(found.at(about, Some(&place)))
}

/// Everything that fails in the audit of a tape that was read from `file`.
pub(super) fn problems_of_tape(report: &TapeReport, file: &str, spec: &Spec) -> Vec<Problem> {
    let claims = report.claims.iter();
    let claims = claims.filter_map(|claim| of_tape_claim(claim, report, file));
    let laws = report.laws.iter();
    let laws = laws.filter_map(|(law, verdict)| of_law("law", law, verdict, spec));
    let unproved = report.law_proofs.iter().filter_map(|(law, proof)| {
        let found = Problem::finding(without_proof(law, proof)?);
        Some(found.at(law, spec.laws.places.get(law)))
    });
    claims.chain(laws).chain(unproved).collect()
}

/// What a verdict on a claim about the forms fails by that a kernel of the user is compared with.
pub(super) fn of_form(claim: &Claim, report: &UserReport, spec: &Spec) -> Option<Problem> {
    let entry = report.entry.name.as_str();
    let of = format!("{} of {entry}", claim.name.as_str());
    let found = Problem::of(&claim.verdict, &of, located)?;
    let forms = report.forms.as_deref().map(whole);
    let place = forms.or_else(|| spec.places.get(entry).cloned());
    Some(found.at(entry, place.as_ref()))
}

/// What a verdict on a result of a kernel of the user fails by.
pub(super) fn of_result(name: &str, verdict: &Verdict, report: &UserReport) -> Option<Problem> {
    let of = format!("{name} of the kernel {}", report.kernel);
    let more = |found: &Counterexample| {
        let again = ("repeat".to_string(), repeat::kernel(report, found));
        located(found).into_iter().chain([again]).collect()
    };
    let found = Problem::of(verdict, &of, more)?;
    let place = report.client.as_ref().and_then(source);
    Some(found.at(report.entry.name.as_str(), place.as_ref()))
}

/// The first file that a command names besides its program; that if there is no other.
fn source(client: &Client) -> Option<Place> {
    let is_program = |file: &&InputFile| client.command.first() == Some(&file.path);
    let named = client.files.iter().find(|file| !is_program(file));
    let file = named.or_else(|| client.files.first())?;
    Some(whole(&file.path))
}

/// A file of which no line is known.
fn whole(file: &str) -> Place {
    Place {
        file: file.into(),
        line: 1,
    }
}

/// That a kernel of the user does not pass although no verdict fails, if that is so.
pub(super) fn not_compared(report: &UserReport) -> Option<Problem> {
    let nothing = report.conclusion() == Conclusion::NothingCompared;
    let found = Problem::finding(user_conclusion(report));
    nothing.then(|| found.at(report.entry.name.as_str(), None))
}

/// Everything that fails in the audit of a kernel of the user. `spec` is what it was done with.
pub(super) fn problems_of_kernel(report: &UserReport, spec: &Spec) -> Vec<Problem> {
    let claims = report.claims.iter();
    let claims = claims.filter_map(|claim| of_form(claim, report, spec));
    let results = results(report);
    let results = results.filter_map(|(of, verdict)| of_result(&of, verdict, report));
    claims.chain(results).chain(not_compared(report)).collect()
}
