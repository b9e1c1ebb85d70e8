//! The program: its exit codes, its messages and what it writes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::Value;
use torchlean_mirror::notation::Spec;
use torchlean_mirror::report::explain;

use crate::tables::of_built_in;

fn run_in(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_torchlean-mirror"));
    command.args(args).current_dir(folder).output().unwrap()
}

fn run(args: &[&str]) -> Output {
    run_in(Path::new(env!("CARGO_TARGET_TMPDIR")), args)
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Each definition's name in Lean and in Rust, as short as tells it from others.
fn names() -> Vec<(String, String)> {
    let spec = Spec::built_in().unwrap();
    let shortest = |full: &str, dot: &str| {
        let starts = full.rmatch_indices(dot).map(|(at, _)| at + dot.len());
        let mut names = starts.map(|at| &full[at..]);
        names
            .find(|name| spec.find(name).is_ok())
            .unwrap()
            .to_string()
    };
    let names = spec.entries.iter().map(|entry| {
        let lean = shortest(entry.name.as_str(), ".");
        (lean, shortest(&entry.rust_path(), "::"))
    });
    names.collect()
}

/// Some of them, with one that others have too: each costs a run of the program. That every name
/// finds its definition is tested of the library.
fn some_names() -> Vec<(String, String)> {
    let names = names().into_iter().enumerate();
    let chosen = names.filter(|(at, (lean, _))| at % 24 == 0 || lean == "Batched.matmul");
    chosen.map(|(_, names)| names).collect()
}

/// The full Lean name.
fn full(name: &str) -> String {
    let spec = Spec::built_in().unwrap();
    spec.find(name).unwrap().name.to_string()
}

/// That a text holds nothing of this machine or this moment. The day of the mirrored revision is
/// no moment of the run.
fn is_timeless(text: &str) {
    let spec = Spec::built_in().unwrap();
    let text = &text.replace(&spec.pin.date, "");
    for path in [
        env!("CARGO_MANIFEST_DIR"),
        "/tmp",
        "/home",
        "/root",
        "target/",
    ] {
        assert!(!text.contains(path), "`{path}` in {text}");
    }
    let is_date = |window: &[char]| {
        let digits = |range: std::ops::Range<usize>| window[range].iter().all(char::is_ascii_digit);
        digits(0..4) && window[4] == '-' && digits(5..7) && window[7] == '-' && digits(8..10)
    };
    let is_time = |window: &[char]| {
        let digits = |range: std::ops::Range<usize>| window[range].iter().all(char::is_ascii_digit);
        digits(0..2) && window[2] == ':' && digits(3..5)
    };
    for line in text.lines() {
        let line: Vec<char> = line.chars().collect();
        assert!(!line.windows(10).any(is_date), "a date in {line:?}");
        assert!(!line.windows(5).any(is_time), "a time in {line:?}");
        let line: String = line.into_iter().collect();
        for unit in ["second", "elapsed", "µs"] {
            assert!(!line.contains(unit), "a duration in {line}");
        }
        let mut words = line.split(|c: char| !c.is_alphanumeric());
        assert!(words.all(|word| word != "ms"), "a duration in {line}");
    }
}

/// The audit of all definitions in each format; each costs all proofs, and so is made once.
static AUDITED: LazyLock<[(&str, Output); 3]> = LazyLock::new(|| {
    let formats = ["terminal", "markdown", "json"];
    formats.map(|format| (format, run(&["audit", "--cases", "12", "--format", format])))
});

#[test]
fn an_audit_passes_and_is_silent_about_progress() {
    for (_, output) in &*AUDITED {
        assert_eq!(code(output), 0, "{}", out(output));
        assert_eq!(err(output), "");
        assert!(!out(output).contains('\u{1b}'), "colours in a pipe");
        assert!(!out(output).contains('\r'));
        is_timeless(&out(output));
        for (lean, _) in names() {
            assert!(out(output).contains(&lean));
        }
    }
}

/// An audit of some definitions, which are few since each run makes their proofs.
fn of_some(args: &[&str]) -> Output {
    let names = some_names();
    let nodes = names.iter().flat_map(|(lean, _)| ["--node", lean]);
    run(&["audit"]
        .into_iter()
        .chain(args.iter().copied())
        .chain(nodes)
        .collect::<Vec<_>>())
}

#[test]
fn json_can_be_read() {
    let output = of_some(&["--cases", "8", "--seed", "3", "--format", "json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["verdict"], "passed");
    assert_eq!((&json["seed"], &json["cases"]), (&3.into(), &8.into()));
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn two_runs_are_identical() {
    // The document for machines has all that the others show.
    let [_, _, (format, first)] = &*AUDITED;
    let again = run(&["audit", "--cases", "12", "--format", format]);
    assert_eq!(first.stdout, again.stdout);
    for format in ["terminal", "markdown"] {
        let args = ["--cases", "12", "--format", format];
        assert_eq!(of_some(&args).stdout, of_some(&args).stdout);
    }
    let explain = ["explain", &names()[0].0];
    assert_eq!(run(&explain).stdout, run(&explain).stdout);
}

#[test]
fn a_definition_is_chosen_by_either_name_and_more_than_one_may_be() {
    let names = names();
    for (lean, rust) in &some_names() {
        for name in [lean, rust] {
            let output = run(&["audit", "--cases", "1", "--format", "json", "--node", name]);
            assert_eq!(code(&output), 0);
            let json: Value = serde_json::from_slice(&output.stdout).unwrap();
            let found = json["definitions"].as_array().unwrap();
            assert_eq!(found.len(), 1);
            assert_eq!(found[0]["lean"], full(lean).as_str());
        }
    }
    // In Lean's order, whatever the order of the options, and each once.
    let (first, last) = (&names[0], &names[names.len() - 1]);
    let wanted = [&last.0, &first.1, &first.0];
    let options = wanted.iter().flat_map(|name| ["--node", name]);
    let args: Vec<&str> = ["audit", "--cases", "1", "--format", "json"]
        .into_iter()
        .chain(options)
        .collect();
    let json: Value = serde_json::from_slice(&run(&args).stdout).unwrap();
    let found = json["definitions"].as_array().unwrap().iter();
    let found: Vec<&str> = found.map(|d| d["lean"].as_str().unwrap()).collect();
    assert_eq!(found, [full(&first.0), full(&last.0)]);
}

#[test]
fn an_unknown_name_is_refused_and_the_nearest_is_suggested() {
    for (lean, rust) in some_names() {
        for name in [&lean, &rust] {
            let wrong = format!("{name}x");
            if names().iter().any(|(l, r)| *l == wrong || *r == wrong) {
                continue;
            }
            for args in [
                vec!["audit", "--cases", "1", "--node", &wrong],
                vec!["explain", &wrong],
            ] {
                let output = run(&args);
                assert_eq!(code(&output), 2);
                assert_eq!(out(&output), "");
                assert!(
                    err(&output).contains(&format!("`{wrong}`")),
                    "{}",
                    err(&output)
                );
                // Short names are suggested.
                let hint = format!("did you mean `{lean}`?");
                let suggested = lean.contains('.') || err(&output).contains(&hint);
                assert!(suggested, "{wrong}: {}", err(&output));
            }
        }
    }
}

#[test]
fn a_name_that_is_not_near_any_gets_no_suggestion() {
    for wrong in ["zzz", "", "convolution"] {
        let output = run(&["explain", wrong]);
        assert_eq!(code(&output), 2);
        assert_eq!(
            err(&output),
            format!("error: no definition is called `{wrong}`\n")
        );
    }
}

#[test]
fn files_that_cannot_be_read_end_a_command_before_its_work() {
    for args in [
        &["audit", "--lean", "/nonexistent"][..],
        &["audit", "--tape", "/nonexistent"],
        &["table", "--tape", "/nonexistent"],
        &["inventory", "--lean", "/nonexistent"],
        &["pin", "--lean", "/nonexistent"],
    ] {
        // So many inputs that an audit would not end.
        let endless = ["--cases", "18446744073709551615"];
        let more = if args[0] == "audit" {
            &endless[..]
        } else {
            &[]
        };
        let output = run(&[args, more].concat());
        assert_eq!(
            (code(&output), out(&output)),
            (2, String::new()),
            "{args:?}"
        );
        let said = err(&output);
        assert!(said.starts_with("error: /nonexistent: "), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

#[test]
fn completions_and_the_manual_name_every_command_and_option() {
    for args in [
        &["completions", "bash"][..],
        &["completions", "zsh"],
        &["completions", "fish"],
    ] {
        let output = run(args);
        assert_eq!((code(&output), err(&output)), (0, String::new()));
        let script = out(&output);
        for name in [
            "audit",
            "explain",
            "certify",
            "inventory",
            "sensitivity",
            "tape",
        ] {
            assert!(script.contains(name), "{args:?}: {name}");
        }
        assert!(!script.contains("floor"), "the old spelling is not offered");
    }
    let output = run(&["man"]);
    assert_eq!(code(&output), 0);
    assert!(
        out(&output).contains(".TH torchlean-mirror"),
        "{}",
        out(&output)
    );
    assert!(
        out(&output).contains("torchlean\\-mirror\\-audit"),
        "{}",
        out(&output)
    );
}

#[test]
fn arguments_that_cannot_be_read_are_refused() {
    for args in [
        &["audit", "--format", "xml"][..],
        &["audit", "--cases", "many"],
        &["audit", "--cases", "-1"],
        &["audit", "--seed", "-1"],
        &["audit", "--seed", "1.5"],
        &["audit", "--sensitivity", "--tape", "t.tape"],
        &["certify", "--out", "o", "--lean-bin", "lean"],
        &["completions", "dos"],
        &["audit", "--node"],
        &["audit", "extra"],
        &["audit", "--unknown"],
        &["explain"],
        &["map", "--chek"],
        &["nothing"],
        &[],
    ] {
        let output = run(args);
        assert_eq!(code(&output), 2, "{args:?}");
        assert_eq!(out(&output), "", "{args:?}");
        let said = err(&output);
        let usage = args.is_empty() && said.contains("Usage:");
        assert!(usage || said.starts_with("error: "), "{args:?}: {said}");
    }
    for option in ["--cases", "--seed"] {
        let said = err(&run(&["audit", option, "-1"]));
        assert!(
            said.contains("a whole number from 0 to 18446744073709551615"),
            "{said}"
        );
    }
    let output = run(&["audit", "--format", "xml"]);
    for format in ["terminal", "markdown", "json"] {
        assert!(err(&output).contains(format), "{}", err(&output));
    }
}

#[test]
fn an_audit_without_inputs_says_that_no_kernel_was_checked() {
    let output = run(&["audit", "--cases", "0"]);
    assert_eq!(code(&output), 1);
    assert!(out(&output).contains("Verdict: nothing compared"));
    assert!(out(&output).contains("No kernel result was compared."));
    let not_checked = format!("kernel of all {} definitions", names().len());
    assert!(out(&output).contains(&not_checked), "{}", out(&output));

    let output = of_some(&["--cases", "0", "--format", "json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    for definition in json["definitions"].as_array().unwrap() {
        let mut claims = definition["claims"].as_array().unwrap().iter();
        let kernel = claims.find(|claim| claim["claim"] == "kernel").unwrap();
        assert_eq!(kernel["verdict"], "not checked");
        assert!(!kernel["why"].as_str().unwrap().is_empty());
    }
}

#[test]
fn each_definition_is_explained_with_its_laws_and_lemmas() {
    let first = &names()[0].0;
    let output = run(&["explain", &full(first)]);
    assert_eq!((code(&output), err(&output)), (0, String::new()));
    assert!(out(&output).contains(&full(first)), "{}", out(&output));
    // What the program prints, of all of them.
    let tabled = of_built_in(None);
    let (spec, report) = (&tabled.spec, &tabled.report);
    for definition in &report.definitions {
        let entry = &definition.entry;
        let text = explain::render(definition, report, &spec.laws);
        is_timeless(&text);
        assert!(text.contains(entry.name.as_str()) && text.contains(&entry.rust()));
        let words = ["derivative", "adjoint", "linear map", "kernel", "text"];
        assert!(words.iter().all(|word| text.contains(word)), "{text}");
        // Each step of a proof is followed by its law and the lemma behind that.
        let laws = spec.laws.laws.iter();
        let named = laws.filter(|law| {
            let by = format!("by {} ({} {})", law.name, law.lemma.library, law.lemma.name);
            let back = by.replacen("by ", "by ← ", 1);
            text.contains(&by) || text.contains(&back)
        });
        let proofs = entry.form.node().is_some() || entry.computed.is_some();
        assert_eq!(named.count() > 0, proofs, "{}: {text}", entry.name);
        let steps = text.lines().filter(|l| l.trim_start().starts_with("by "));
        for step in steps {
            let without = [
                "arithmetic on constants",
                "composing and inverting index maps",
                "the computed form of ",
            ];
            let arithmetic = without.iter().any(|by| step.contains(by));
            let lemma = ["Mathlib ", "TorchLean ", "Lean "];
            assert!(
                arithmetic || lemma.iter().any(|l| step.contains(l)),
                "{step}"
            );
        }
    }
}

#[test]
fn help_and_version_are_not_errors() {
    for args in [&["--help"][..], &["--version"], &["audit", "--help"]] {
        let output = run(args);
        assert_eq!(code(&output), 0);
        assert!(!out(&output).is_empty());
    }
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn the_map_is_written_and_checked() {
    let folder = folder("map");
    let path = folder.join("proofs-map.md");

    let missing = run_in(&folder, &["map", "--check"]);
    assert_eq!(code(&missing), 2);
    assert!(err(&missing).contains("proofs-map.md"), "{}", err(&missing));
    assert!(!path.exists(), "a check writes nothing");

    let written = run_in(&folder, &["map"]);
    assert_eq!((code(&written), out(&written)), (0, String::new()));
    let map = fs::read_to_string(&path).unwrap();
    is_timeless(&map);
    let fresh = run_in(&folder, &["map", "--check"]);
    assert_eq!(
        (code(&fresh), out(&fresh), err(&fresh)),
        (0, String::new(), String::new())
    );

    let (stale, changed) = (map.replacen("proved", "shown", 1), "shown");
    fs::write(&path, &stale).unwrap();
    let output = run_in(&folder, &["map", "--check"]);
    assert_eq!(code(&output), 1);
    let diff = out(&output);
    let line = |sign: char, word: &str| {
        let mut lines = diff.lines();
        lines.any(|line| line.starts_with(sign) && line.contains(word))
    };
    assert!(line('-', changed) && line('+', "proved"), "{diff}");
    let command = "cargo run --release --features exact -- map";
    assert!(err(&output).contains(command), "{}", err(&output));
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        stale,
        "a check writes nothing"
    );
}

#[test]
fn a_table_is_of_what_is_asked_for_in_the_format_that_is() {
    let records = |args: &[&str]| {
        let output = run(&[&["table", "--format", "csv"], args].concat());
        assert_eq!(code(&output), 0, "{}", err(&output));
        out(&output).lines().count() - 1
    };
    let (first, second) = (&names()[0].0, &names()[1].1);
    assert_eq!(records(&["--node", first]), 1);
    assert_eq!(records(&["--node", first, "--node", second]), 2);
    let spec = Spec::built_in().unwrap();
    let of = |module| spec.module(module).unwrap().len();
    assert_eq!(
        records(&["--module", "Nodes.Reductions"]),
        of("Nodes.Reductions")
    );
    // All of a spec of some modules, since all proofs of the whole are dear.
    let folder = spec_of("table_spec", &["arithmetic.spec", "reductions.spec"]);
    let all = run(&[
        "--spec",
        folder.to_str().unwrap(),
        "table",
        "--format",
        "csv",
    ]);
    let modules = ["Nodes.Arithmetic", "Nodes.Reductions"];
    let count: usize = modules.map(of).iter().sum();
    assert_eq!(out(&all).lines().count() - 1, count, "{}", err(&all));
    // The text is checked where a source is given; what is not read of it is said.
    let source = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/suite/lean_source/Arithmetic.lean"
    );
    let checked = run(&["table", "--node", "add", "--lean", source]);
    assert!(out(&checked).contains("<br>text: proved, imports not read |"));
    // In a pipe the default is Markdown, and a fragment is LaTeX.
    let of = ["table", "--node", first];
    assert!(out(&run(&of)).starts_with("# Derivative tables of "));
    let terminal = run(&[&of[..], &["--format", "terminal"]].concat());
    assert!(out(&terminal).starts_with("Derivative tables of "));
    for format in [&[][..], &["--format", "latex"]] {
        let output = run(&[&of[..], &["--fragment"], format].concat());
        assert_eq!(code(&output), 0);
        assert!(out(&output).contains("\\subsection*{"));
        assert!(!out(&output).contains("\\documentclass"));
    }
    for (args, part) in [
        (
            &["--fragment", "--format", "html"][..],
            "--fragment is a part",
        ),
        (&["--module", "Nodes"], "there are: NN.Proofs"),
        (&["--module", "metic"], "does not mean one module"),
        (&["--node", "nothing"], "no definition is called"),
    ] {
        let output = run(&[&["table"], args].concat());
        assert_eq!((code(&output), out(&output)), (2, String::new()));
        assert!(err(&output).contains(part), "{}", err(&output));
    }
}

#[test]
fn the_smallest_refuted_errors_are_shown_when_asked_for() {
    let base = ["--cases", "50"];
    let plain = out(&of_some(&base));
    assert!(!plain.contains("Sensitivity: "));
    let asked = [&base[..], &["--floor", "--format", "json"]].concat();
    let json: Value = serde_json::from_str(&out(&of_some(&asked))).unwrap();
    let floors = json["sensitivity"].as_array().unwrap();
    for (lean, _) in some_names() {
        let lean = full(&lean);
        assert!(floors.iter().any(|floor| floor["definition"] == *lean));
    }
    for format in ["terminal", "markdown"] {
        let asked = ["--sensitivity", "--format", format];
        let output = of_some(&[&base[..], &asked].concat());
        assert_eq!(code(&output), 0);
        let text = out(&output);
        assert!(text.contains("Sensitivity: "));
        for floor in floors {
            // None where the exact value is 0, or no number of steps is refuted.
            if let Some(relative) = floor["relative_error"].as_str() {
                assert!(text.contains(relative), "{relative} in {text}");
            }
        }
    }
}

/// A copy of `spec/` with the entries of some of its files alone.
fn spec_of(name: &str, files: &[&str]) -> PathBuf {
    let copy = folder(name);
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("spec")).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap();
        if file.ends_with(".toml") || file == "laws.spec" || files.contains(&file) {
            fs::copy(&path, copy.join(file)).unwrap();
        }
    }
    copy
}

/// A copy of `spec/` with one text of a file replaced by another.
fn changed_spec(name: &str, file: &str, from: &str, to: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("spec");
    for entry in fs::read_dir(spec).unwrap() {
        let path = entry.unwrap().path();
        let mut text = fs::read_to_string(&path).unwrap();
        if path.file_name().unwrap() == file {
            assert!(text.contains(from), "{file} has no {from}");
            text = text.replacen(from, to, 1);
        }
        fs::write(folder.join(path.file_name().unwrap()), text).unwrap();
    }
    folder
}

#[test]
fn a_folder_takes_the_place_of_the_built_in_spec() {
    let same = changed_spec("same_spec", "arithmetic.spec", "node mul", "node mul");
    let args = |folder: &Path| {
        let folder = folder.to_str().unwrap().to_string();
        ["audit", "--node", "mul", "--cases", "20", "--spec"]
            .map(String::from)
            .into_iter()
            .chain([folder])
            .collect::<Vec<_>>()
    };
    let audit = |folder: &Path| {
        let args = args(folder);
        run(&args.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let passed = audit(&same);
    assert_eq!(code(&passed), 0, "{}{}", out(&passed), err(&passed));
    assert!(
        out(&passed).contains(same.to_str().unwrap()),
        "{}",
        out(&passed)
    );
    let sign = (
        "single a (δ ⊙ get b x) + single b",
        "single a (δ ⊙ get b x) - single b",
    );
    let wrong = changed_spec("wrong_spec", "arithmetic.spec", sign.0, sign.1);
    let refuted = audit(&wrong);
    assert_eq!(code(&refuted), 1);
    assert!(out(&refuted).contains("refuted"));
    let unread = changed_spec("unread_spec", "laws.spec", "\nlaw ", "\nlow ");
    let unread = audit(&unread);
    assert_eq!(code(&unread), 2);
    assert!(err(&unread).contains("laws.spec:"), "{}", err(&unread));
    let empty = Path::new(env!("CARGO_TARGET_TMPDIR")).join("empty_spec");
    fs::create_dir_all(&empty).unwrap();
    assert_eq!(code(&audit(&empty)), 2);
    let folder = same.to_str().unwrap();
    assert_eq!(code(&run(&["map", "--spec", folder])), 2);
    assert_eq!(code(&run(&["pin", "--lean", folder, "--spec", folder])), 2);
}

#[test]
fn verdicts_are_coloured_in_cells_and_conclusions_alone() {
    let run = |force: bool| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_torchlean-mirror"));
        command.args(["audit", "--node", "scale", "--cases", "5"]);
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        if force {
            command.env("CLICOLOR_FORCE", "1");
        }
        out(&command.output().unwrap())
    };
    let (coloured, plain) = (run(true), run(false));
    for shown in [
        "\u{1b}[32mproved\u{1b}[0m (",
        ": \u{1b}[32mpassed\u{1b}[0m:",
    ] {
        assert!(coloured.contains(shown), "{shown} in {coloured}");
    }
    assert!(
        coloured.contains("identities of spec/laws.spec proved."),
        "{coloured}"
    );
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
}
