//! Reports as JUnit XML for servers that run tests: a test case for each claim of each definition,
//! each law and each identity; of a user's kernel for each result. What is refuted is a failure, what is unknown or found an error,
//! and what was not checked is skipped.

use maud::{Markup, PreEscaped, Render, html};

use super::audit::results;
use super::problem::{
    Kind, Problem, findings, not_compared, of_claim, of_form, of_law, of_result, of_tape_claim,
};
use crate::audit::user_kernel::UserReport;
use crate::audit::{Report, TapeReport, Verdict};
use crate::notation::Spec;

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

/// A test case.
struct Case {
    /// What it is about.
    class: String,
    name: String,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    Skipped(String),
    Problem(Problem),
}

struct Suite {
    name: String,
    cases: Vec<Case>,
}

impl Case {
    fn of(class: &str, name: &str, verdict: &Verdict, problem: Option<Problem>) -> Case {
        Case {
            class: class.into(),
            name: name.into(),
            outcome: match (problem, verdict) {
                (Some(problem), _) => Outcome::Problem(problem),
                (None, Verdict::NotChecked(why)) => Outcome::Skipped(why.to_string()),
                (None, _) => Outcome::Passed,
            },
        }
    }
}

/// The audit of definitions, a suite for each Lean module. `spec` is what it was done with.
pub fn definitions(report: &Report, spec: &Spec) -> String {
    let mut suites: Vec<Suite> = Vec::new();
    for definition in &report.definitions {
        let entry = &definition.entry;
        let cases = definition.claims.iter().map(|claim| {
            let problem = of_claim(definition, claim, report, spec);
            Case::of(
                entry.name.as_str(),
                claim.name.as_str(),
                &claim.verdict,
                problem,
            )
        });
        match suites
            .last_mut()
            .filter(|suite| *suite.name == *entry.module)
        {
            Some(suite) => suite.cases.extend(cases),
            None => suites.push(Suite {
                name: entry.module.to_string(),
                cases: cases.collect(),
            }),
        }
    }
    suites.push(laws(&report.laws, spec));
    let identities = report.identities.iter().map(|(identity, verdict)| {
        let problem = of_law("identity", &identity.name, verdict, spec);
        Case::of("identities", &identity.name, verdict, problem)
    });
    suites.push(Suite {
        name: "identities".into(),
        cases: identities.collect(),
    });
    suites.push(found(findings(report, spec)));
    write(&suites)
}

/// The audit of a tape that was read from `file`.
pub fn tape(report: &TapeReport, file: &str, spec: &Spec) -> String {
    let name = &report.tape.name;
    let cases = report.claims.iter().map(|claim| {
        let problem = of_tape_claim(claim, report, file);
        Case::of(name, claim.name.as_str(), &claim.verdict, problem)
    });
    let claims = Suite {
        name: format!("tape {name}"),
        cases: cases.collect(),
    };
    write(&[claims, laws(&report.laws, spec)])
}

/// The audit of a kernel of the user. `spec` is what it was done with.
pub fn user_kernel(report: &UserReport, spec: &Spec) -> String {
    let entry = report.entry.name.as_str();
    let claims = report.claims.iter().map(|claim| {
        let problem = of_form(claim, report, spec);
        Case::of(entry, claim.name.as_str(), &claim.verdict, problem)
    });
    let forms = Suite {
        name: "forms".into(),
        cases: claims.collect(),
    };
    let results = results(report).map(|(name, verdict)| {
        let problem = of_result(&name, verdict, report);
        Case::of(entry, &name, verdict, problem)
    });
    let kernel = Suite {
        name: format!("kernel {}", report.kernel),
        cases: results.collect(),
    };
    write(&[forms, kernel, found(not_compared(report))])
}

/// A case for each finding.
fn found(findings: impl IntoIterator<Item = Problem>) -> Suite {
    let cases = findings.into_iter().map(|problem| Case {
        class: problem.about.clone().unwrap_or_else(|| "findings".into()),
        name: problem.short.clone(),
        outcome: Outcome::Problem(problem),
    });
    Suite {
        name: "findings".into(),
        cases: cases.collect(),
    }
}

fn laws(laws: &[(crate::term::Name, Verdict)], spec: &Spec) -> Suite {
    let cases = laws.iter().map(|(law, verdict)| {
        let problem = of_law("law", law, verdict, spec);
        Case::of("laws", law, verdict, problem)
    });
    Suite {
        name: "laws".into(),
        cases: cases.collect(),
    }
}

/// How many cases a predicate holds for.
fn count<'s>(suites: impl IntoIterator<Item = &'s Suite>, of: fn(&Outcome) -> bool) -> usize {
    let suites = suites.into_iter();
    let cases = suites.flat_map(|suite| &suite.cases);
    cases.filter(|case| of(&case.outcome)).count()
}

fn fails(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Problem(problem) if problem.kind == Kind::Refuted)
}

fn errs(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Problem(problem) if problem.kind != Kind::Refuted)
}

fn is_skipped(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Skipped(_))
}

fn write(suites: &[Suite]) -> String {
    let document = html! {
        (PreEscaped(DECLARATION)) "\n"
        testsuites name="torchlean-mirror" tests=(count(suites, |_| true))
            failures=(count(suites, fails)) errors=(count(suites, errs))
            skipped=(count(suites, is_skipped)) {
            "\n"
            @for suite in suites { (suite_of(suite)) "\n" }
        }
        "\n"
    };
    document.into_string()
}

fn suite_of(suite: &Suite) -> Markup {
    html! {
        testsuite name=(Xml(&suite.name)) tests=(suite.cases.len())
            failures=(count([suite], fails)) errors=(count([suite], errs))
            skipped=(count([suite], is_skipped)) {
            "\n"
            @for case in &suite.cases {
                testcase classname=(Xml(&case.class)) name=(Xml(&case.name)) { (outcome(&case.outcome)) }
                "\n"
            }
        }
    }
}

fn outcome(outcome: &Outcome) -> Markup {
    match outcome {
        Outcome::Passed => html! {},
        Outcome::Skipped(why) => html! { skipped message=(Xml(why)) {} },
        Outcome::Problem(problem) => {
            let (kind, short) = (problem.kind.id(), Xml(&problem.short));
            let long = Xml(&problem.long);
            match problem.kind {
                Kind::Refuted => html! { failure type=(kind) message=(short) { (long) } },
                _ => html! { error type=(kind) message=(short) { (long) } },
            }
        }
    }
}

/// A text without the characters that XML cannot hold.
struct Xml<'t>(&'t str);

impl Render for Xml<'_> {
    fn render_to(&self, buffer: &mut String) {
        let held = |c: &char| match c {
            '\n' | '\t' => true,
            '\u{fffe}' | '\u{ffff}' => false,
            c => !c.is_control(),
        };
        let text: String = self.0.chars().filter(held).collect();
        text.as_str().render_to(buffer);
    }
}
