//! The command that a report prints with a counterexample shows it again.

use std::path::Path;
use std::process::Command;

const START: &str = "cargo run --release --features exact -- ";

/// What the program prints, and its exit code.
fn run(arguments: &[String]) -> (String, Option<i32>) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_torchlean-mirror"));
    let output = program.args(arguments).output().unwrap();
    (
        String::from_utf8(output.stdout).unwrap(),
        output.status.code(),
    )
}

fn words(command: &[&str]) -> Vec<String> {
    command.iter().map(ToString::to_string).collect()
}

/// The spec with a sign of `mul` changed, in a folder whose name has a space.
fn faulty_spec(folder: &Path) -> String {
    let spec = folder.join("my spec");
    std::fs::create_dir(&spec).unwrap();
    let original = Path::new(env!("CARGO_MANIFEST_DIR")).join("spec");
    for file in std::fs::read_dir(original).unwrap() {
        let file = file.unwrap();
        let text = std::fs::read_to_string(file.path()).unwrap();
        let text = text.replace(
            "single a (δ ⊙ get b x) + single b",
            "single a (δ ⊙ get b x) - single b",
        );
        std::fs::write(spec.join(file.file_name()), text).unwrap();
    }
    spec.display().to_string()
}

/// The lines of the first counterexample.
fn counterexample(text: &str) -> Vec<&str> {
    let lines = text.lines().skip_while(|line| {
        let (name, _) = line.trim().split_once(' ').unwrap_or(("", ""));
        name != "what"
    });
    let lines = lines.take_while(|line| !line.trim().starts_with("repeat"));
    lines.collect()
}

/// That the printed command, which says all of this, shows the same counterexample.
fn repeats(arguments: &[String], said: &[&str]) {
    let (text, code) = run(arguments);
    assert_eq!(code, Some(1), "{text}");
    let mut lines = text.lines().map(str::trim);
    let repeat = lines.find_map(|line| line.strip_prefix("repeat")).unwrap();
    let command = repeat.trim().strip_prefix(START).unwrap();
    for part in said {
        assert!(command.contains(part), "{command}: no {part}");
    }
    let (again, code) = run(&shlex::split(command).unwrap());
    assert_eq!(code, Some(1), "{command}: {again}");
    let found = counterexample(&text);
    assert!(!found.is_empty(), "{text}");
    assert_eq!(counterexample(&again), found, "{command}");
}

#[test]
fn of_a_definition_and_of_a_tape_it_names_the_spec() {
    let folder = tempfile::tempdir().unwrap();
    let spec = faulty_spec(folder.path());
    let audit = words(&["--spec", &spec, "audit", "--node", "mul", "--cases", "16"]);
    let named = format!("--spec '{spec}'");
    repeats(&audit, &[&named]);
    let tape = folder.path().join("my.tape");
    std::fs::write(&tape, "tape t\ninput x : [2]\nlet y := mul x x\n").unwrap();
    let tape = tape.display().to_string();
    let audit = words(&["--spec", &spec, "audit", "--tape", &tape, "--cases", "16"]);
    repeats(&audit, &[&named]);
}

#[cfg(unix)]
#[test]
fn of_a_kernel_it_names_the_spec_and_the_time_limit() {
    let folder = tempfile::tempdir().unwrap();
    let original = Path::new(env!("CARGO_MANIFEST_DIR")).join("spec");
    let spec = original.display().to_string();
    let hello = r#"{"hello":{"protocol":1,"language":"sh","maps":["forward"],"precision":"f64"}}"#;
    let script = folder.path().join("hangs");
    let text = format!("read -r line; echo '{hello}'; read -r line; exec sleep 100\n");
    std::fs::write(&script, text).unwrap();
    let kernel = format!("sh {}", script.display());
    let audit = [
        "--spec",
        &spec,
        "audit",
        "--node",
        "scale",
        "--kernel",
        &kernel,
        "--timeout",
        "0.5",
        "--cases",
        "1",
    ];
    repeats(&words(&audit), &["--spec ", "--timeout 0.5"]);
}
