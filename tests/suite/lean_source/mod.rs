//! The Lean source is read for what it means: edits, spellings, findings, hostile files.

mod cases;
mod edits;
mod hidden;
mod hostile;
mod inventory;
mod lemmas;
mod meaning;
mod provenance;
mod read;
mod record;
mod spellings;
mod unchecked;

use std::sync::LazyLock;

use torchlean_mirror::audit::check_text;
use torchlean_mirror::audit::{ClaimName, Options, Report, Verdict, audit};
use torchlean_mirror::lean::{Checkout, Module, frame};
use torchlean_mirror::notation::Spec;

const MODULE: &str = "NN.Proofs.Autograd.Tape.Nodes.Arithmetic";
const FIXTURE: &str = include_str!("arithmetic.lean");
const SPELLED: &str = include_str!("spelled.lean");

/// The built-in spec, with the commands of the fixture as the pinned ones.
static SPEC: LazyLock<Spec> = LazyLock::new(|| {
    let mut spec = Spec::built_in().unwrap();
    let frame = frame(&spec, &module(FIXTURE)).into_iter();
    let frame = frame.map(|framed| framed.text).collect();
    spec.source.frames = [(MODULE.to_string(), frame)].into();
    spec
});

/// An audit without a source, to hold sources against.
static REPORT: LazyLock<Report> = LazyLock::new(|| {
    let options = Options {
        cases: 0,
        ..Options::default()
    };
    audit(&SPEC, &[], &options, |_| {}).unwrap()
});

fn module(text: &str) -> Module {
    Module::read(MODULE, "fixture.lean", text.as_bytes()).unwrap()
}

fn held(text: &str) -> Report {
    let mut report = REPORT.clone();
    check_text(&SPEC, &mut report, &Checkout::from(module(text)));
    report
}

fn text_of<'a>(report: &'a Report, name: &str) -> &'a Verdict {
    let definition = report
        .definitions
        .iter()
        .find(|d| d.entry.name.short() == name);
    let claims = &definition.unwrap().claims;
    let claim = claims.iter().find(|claim| claim.name == ClaimName::Text);
    &claim.unwrap().verdict
}

fn findings(report: &Report) -> Vec<String> {
    let source = report.source.as_ref().unwrap();
    source.findings.iter().map(ToString::to_string).collect()
}

/// Where a definition of the fixture begins and ends.
fn extent(name: &str) -> std::ops::Range<usize> {
    let start = FIXTURE.find(&format!("\ndef {name} ")).unwrap() + 1;
    let rest = &FIXTURE[start..];
    let next = rest.find("\ndef ").or_else(|| rest.find("\nend "));
    start..start + next.unwrap() + 1
}

/// The fixture with one definition replaced.
fn with(name: &str, definition: &str) -> String {
    let extent = extent(name);
    format!(
        "{}{definition}{}",
        &FIXTURE[..extent.start],
        &FIXTURE[extent.end..]
    )
}

/// The text with each of the words replaced.
fn renamed(text: &str, from: &str, to: &str) -> String {
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '\'';
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(from) {
        let (before, after) = (&rest[..at], &rest[at + from.len()..]);
        result.push_str(before);
        let inside = before.ends_with(|c| word(c) || c == '.') || after.starts_with(word);
        result.push_str(if inside { from } else { to });
        rest = after;
    }
    result + rest
}
