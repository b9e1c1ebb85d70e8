//! A test for each claim of each definition, each law and each identity, from one audit:
//! `cargo test mul` runs those of `mul`. What that audit does not check is shown as ignored.

#![allow(clippy::expect_used, reason = "a test fails by a panic")]

use std::process::ExitCode;
use std::sync::LazyLock;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use torchlean_mirror::{
    audit::{ClaimName, Options, Report, Verdict, audit, rule_name},
    nodes::kernels,
    notation::Spec,
};

/// Made when the first test asks for it, so that a list of the tests costs nothing.
static AUDITED: LazyLock<Report> = LazyLock::new(|| {
    let spec = Spec::built_in().expect("spec/ is read");
    audit(&spec, &kernels(), &Options::default(), |_| {}).expect("every definition is found")
});

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let spec = Spec::built_in().expect("spec/ is read");
    libtest_mimic::run(&arguments, tests(&spec)).exit_code()
}

fn tests(spec: &Spec) -> Vec<Trial> {
    let mut tests = Vec::new();
    for (at, entry) in spec.entries.iter().enumerate() {
        let is_made = |claim: &ClaimName| *claim != ClaimName::Computed || entry.computed.is_some();
        for claim in ClaimName::ALL.into_iter().filter(is_made) {
            let name = format!("{}::{}", entry.name, claim.as_str());
            tests.push(test(name, move |report| {
                Some(&report.definitions.get(at)?.claim(claim)?.verdict)
            }));
        }
    }
    let laws = spec.laws.laws.iter().map(|law| law.name.clone());
    let facts = spec.laws.facts.iter().map(|fact| fact.name.clone());
    let rules = spec.laws.derivatives.iter().map(|r| rule_name(&r.name));
    for name in laws.chain(facts).chain(rules) {
        let shown = format!("law::{name}");
        tests.push(test(shown, move |report: &'static Report| {
            let mut laws = report.laws.iter();
            let (_, verdict) = laws.find(|(law, _)| *law == name)?;
            Some(verdict)
        }));
    }
    for (at, identity) in spec.laws.identities.iter().enumerate() {
        let verdict = move |report: &'static Report| Some(&report.identities.get(at)?.1);
        tests.push(test(format!("identity::{}", identity.name), verdict));
    }
    tests
}

fn test(
    name: String,
    verdict: impl FnOnce(&'static Report) -> Option<&'static Verdict> + Send + 'static,
) -> Trial {
    Trial::ignorable_test(name, || match verdict(&AUDITED) {
        None => Err(Failed::from("the report has no such verdict")),
        Some(Verdict::NotChecked(why)) => Ok(Completion::ignored_with(why.to_string())),
        Some(failing) if failing.fails() => Err(format!("{failing:?}").into()),
        Some(_) => Ok(Completion::Completed),
    })
}
