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
use torchlean_mirror::audit::{ClaimName, Definition, Options, Report, Verdict, audit};
use torchlean_mirror::lean::{Checkout, Module, frame};
use torchlean_mirror::notation::Spec;

const MODULE: &str = "NN.Proofs.Autograd.Tape.Nodes.Arithmetic";
const FIXTURE: &str = include_str!("Arithmetic.lean");
const SPELLED: &str = include_str!("spelled.lean");

/// The definitions of a module, spelled by this project.
#[derive(Debug, PartialEq, Eq)]
struct Fixture {
    module: &'static str,
    text: &'static str,
}

const ARITHMETIC: Fixture = Fixture {
    module: MODULE,
    text: FIXTURE,
};
const SHAPE: Fixture = Fixture {
    module: "NN.Proofs.Autograd.Tape.Nodes.Shape",
    text: include_str!("shape.lean"),
};
const MATRIX: Fixture = Fixture {
    module: "NN.Proofs.Autograd.Tape.Nodes.Matrix",
    text: include_str!("matrix.lean"),
};
const REDUCTIONS: Fixture = Fixture {
    module: "NN.Proofs.Autograd.Tape.Nodes.Reductions",
    text: include_str!("reductions.lean"),
};
const MSE: Fixture = Fixture {
    module: "NN.Proofs.Autograd.Tape.Nodes.Losses.MSE",
    text: include_str!("mse.lean"),
};
const NLL: Fixture = Fixture {
    module: "NN.Proofs.Autograd.Tape.Nodes.Losses.NLL",
    text: include_str!("nll.lean"),
};
const ELEMENTWISE: Fixture = Fixture {
    module: "NN.Proofs.Autograd.Tape.Nodes.Elementwise",
    text: include_str!("elementwise.lean"),
};
const PIECEWISE: Fixture = Fixture {
    module: "NN.Proofs.Autograd.Tape.Nodes.Piecewise",
    text: include_str!("piecewise.lean"),
};
const BATCHED: Fixture = Fixture {
    module: "NN.Proofs.Autograd.Tape.Nodes.Batched",
    text: include_str!("batched.lean"),
};
const FIXTURES: [Fixture; 9] = [
    ARITHMETIC,
    SHAPE,
    MATRIX,
    REDUCTIONS,
    MSE,
    NLL,
    ELEMENTWISE,
    PIECEWISE,
    BATCHED,
];

/// The built-in spec, with the commands of the fixtures as the pinned ones.
static SPEC: LazyLock<Spec> = LazyLock::new(|| {
    let mut spec = Spec::built_in().unwrap();
    let framed = FIXTURES.map(|fixture| {
        let frame = frame(&spec, &fixture.read(fixture.text)).into_iter();
        let frame = frame.map(|framed| framed.text).collect();
        (fixture.module.to_string(), frame)
    });
    spec.source.frames = framed.into();
    spec
});

/// The same with the entries of one module, for checkouts that hold no other.
static ALONE: LazyLock<Spec> = LazyLock::new(|| {
    let mut spec = SPEC.clone();
    spec.entries.retain(|entry| *entry.module == *MODULE);
    assert_eq!(spec.modules(), [MODULE]);
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

/// The same of the entries of [`ALONE`].
static REPORT_ALONE: LazyLock<Report> = LazyLock::new(|| {
    let mut report = REPORT.clone();
    let own = |d: &Definition| *d.entry.module == *MODULE;
    report.definitions.retain(own);
    report
});

impl Fixture {
    fn read(&self, text: &str) -> Module {
        Module::read(self.module, "fixture.lean", text.as_bytes()).unwrap()
    }

    /// The last names of the mirrored definitions.
    fn names(&self) -> Vec<&'static str> {
        let own = SPEC.entries.iter().filter(|e| *e.module == *self.module);
        let names = own.map(|entry| entry.name.short());
        let stated = |name: &&str| self.text.contains(&format!("\ndef {name} "));
        names.filter(stated).collect()
    }

    fn held(&self, text: &str) -> Report {
        let mut report = REPORT.clone();
        check_text(&SPEC, &mut report, &Checkout::from(self.read(text)));
        report
    }

    fn text_of<'a>(&self, report: &'a Report, name: &str) -> &'a Verdict {
        let definition = report
            .definitions
            .iter()
            .find(|d| *d.entry.module == *self.module && d.entry.name.short() == name);
        let claims = &definition.unwrap().claims;
        let claim = claims.iter().find(|claim| claim.name == ClaimName::Text);
        &claim.unwrap().verdict
    }

    /// Where a definition begins and ends.
    fn extent(&self, name: &str) -> std::ops::Range<usize> {
        let start = self.text.find(&format!("\ndef {name} ")).unwrap() + 1;
        let rest = &self.text[start..];
        let ends = ["\ndef ", "\nend ", "\nnamespace "];
        let next = ends.iter().filter_map(|end| rest.find(end)).min();
        start..start + next.unwrap() + 1
    }
}

fn module(text: &str) -> Module {
    ARITHMETIC.read(text)
}

fn held(text: &str) -> Report {
    ARITHMETIC.held(text)
}

fn text_of<'a>(report: &'a Report, name: &str) -> &'a Verdict {
    ARITHMETIC.text_of(report, name)
}

fn findings(report: &Report) -> Vec<String> {
    let source = report.source.as_ref().unwrap();
    source.findings.iter().map(ToString::to_string).collect()
}

fn extent(name: &str) -> std::ops::Range<usize> {
    ARITHMETIC.extent(name)
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
