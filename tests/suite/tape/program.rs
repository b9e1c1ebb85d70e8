//! `audit --tape` and `table --tape`, run as a user runs them.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use super::examples;

fn run(args: &[impl AsRef<OsStr>]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_torchlean-mirror"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    command.args(args).current_dir(folder).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The arguments that audit an example.
fn audited(name: &str, format: &str) -> Vec<String> {
    let file = format!("examples/{name}.tape");
    let args = [
        "audit", "--tape", &file, "--cases", "16", "--format", format,
    ];
    args.map(String::from).to_vec()
}

#[test]
fn the_examples_pass() {
    for (name, tape) in examples() {
        let output = run(&audited(name, "json"));
        assert_eq!(output.status.code(), Some(0), "{}", out(&output));
        assert_eq!(err(&output), "");
        let json: Value = serde_json::from_str(&out(&output)).unwrap();
        assert_eq!(json["verdict"], "passed");
        assert_eq!(json["steps"].as_array().unwrap().len(), tape.steps.len());
        assert_eq!(json["claims"][2]["claim"], "linear map");
        assert_eq!(json["claims"][2]["verdict"], "proved");
        assert_eq!(json["claims"][3]["verdict"], "bounded");
    }
    for format in ["terminal", "markdown", "json"] {
        let [output, again] = [(); 2].map(|()| run(&audited("polynomial", format)));
        assert!(!out(&output).contains(env!("CARGO_MANIFEST_DIR")));
        assert_eq!(out(&output), out(&again), "two runs differ");
        if format != "json" {
            assert!(out(&output).contains("proved ("));
            assert!(out(&output).contains("Verdict: passed"));
        }
    }
}

#[test]
fn the_table_shows_each_step() {
    for (name, tape) in examples() {
        let file = format!("examples/{name}.tape");
        // The small one in every format.
        let formats = ["terminal", "markdown", "latex", "html", "csv", "json"];
        let count = if name == "polynomial" {
            formats.len()
        } else {
            1
        };
        for format in formats.into_iter().take(count) {
            let output = run(&["table", "--tape", &file, "--format", format]);
            assert_eq!(output.status.code(), Some(0), "{}", err(&output));
            for step in &tape.steps {
                let shown = step.name.replace('_', "\\_\\allowbreak ");
                let plain = out(&output).contains(&*step.name);
                assert!(
                    plain || out(&output).contains(&shown),
                    "{name}: {}",
                    step.name
                );
                assert!(out(&output).contains(step.entry.short()));
            }
        }
    }
    let output = run(&[
        "table",
        "--tape",
        "examples/polynomial.tape",
        "--format",
        "csv",
    ]);
    let text = out(&output);
    assert!(
        text.contains("2 • (x ⊙ dx)"),
        "the smaller form is shown: {text}"
    );
    assert!(text.contains("single a (δ ⊙ p) + single p (δ ⊙ a)"));
}

#[test]
fn what_cannot_be_read_ends_in_2_with_its_place() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join("wrong.tape");
    std::fs::write(&file, "tape t\ninput x : [2]\nlet y := ad x x\n").unwrap();
    let name = file.to_str().unwrap();
    for command in ["audit", "table"] {
        let output = run(&[command, "--tape", name]);
        assert_eq!(output.status.code(), Some(2));
        let message = err(&output);
        assert!(message.contains("wrong.tape:3:10"), "{message}");
        assert!(message.contains("did you mean `add`?"), "{message}");
        assert!(message.contains("let y := ad x x"), "{message}");
    }
    std::fs::write(&file, b"tape \xff").unwrap();
    for (args, part) in [
        (vec!["audit", "--tape", "nowhere.tape"], "nowhere.tape"),
        (vec!["audit", "--tape", "examples"], "examples"),
        (
            vec!["audit", "--tape", name],
            "wrong.tape:1:6: not text in UTF-8",
        ),
        (
            vec!["audit", "--tape", name, "--node", "add"],
            "cannot be used with",
        ),
        (
            vec!["audit", "--tape", name, "--sensitivity"],
            "cannot be used with",
        ),
        (
            vec!["table", "--tape", name, "--shape", "2"],
            "cannot be used with",
        ),
        (
            vec!["table", "--tape", name, "--node", "add"],
            "cannot be used with",
        ),
    ] {
        let output = run(&args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(err(&output).contains(part), "{args:?}: {}", err(&output));
    }
}
