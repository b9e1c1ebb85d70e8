//! The page of an audit, the reports for other tools, and reports that were filed.

mod browser;
mod content;
mod formulas;
mod tools;
mod verified;

use std::process::{Command, Output};
use std::sync::LazyLock;

use torchlean_mirror::audit::{Audit, Options, Report};
use torchlean_mirror::notation::Spec;

use crate::report::faulty::faulty_kernels;

/// What the page of most tests is about: little, and with a certificate.
const ARGUMENTS: [&str; 8] = [
    "audit",
    "--node",
    "mul",
    "--node",
    "mulFderiv",
    "--cases",
    "16",
    "--format",
];

fn run(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_torchlean-mirror"));
    let command = command.args(args).current_dir(env!("CARGO_MANIFEST_DIR"));
    command.output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn written(format: &str) -> String {
    let args: Vec<&str> = ARGUMENTS.into_iter().chain([format]).collect();
    let output = run(&args);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    out(&output)
}

/// The page that the program writes.
static PAGE: LazyLock<String> = LazyLock::new(|| written("html"));

/// The audit of a kernel that is wrong.
static REFUTED: LazyLock<(Spec, Report)> = LazyLock::new(|| {
    let spec = Spec::built_in().unwrap();
    let kernels = faulty_kernels();
    let options = Options {
        cases: 16,
        only: vec!["mul".into()],
        ..Options::default()
    };
    let audit = Audit::of(&spec, &kernels).options(options).forms();
    let report = audit.run(|_| ()).unwrap();
    (spec, report)
});

/// The texts between `before` and `after`, in order.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    let parts = text.split(before).skip(1);
    parts
        .filter_map(|part| Some(part.split_once(after)?.0))
        .collect()
}

/// The JSON of a page.
fn data(page: &str) -> serde_json::Value {
    let data = between(page, "id=\"report\">", "</script>");
    assert_eq!(data.len(), 1);
    serde_json::from_str(data[0]).unwrap()
}
