//! Processes that are not audited, since they do not start or do not say what they compute.

use std::time::{Duration, Instant};

use torchlean_mirror::audit::user_kernel::{Process, ProcessError};

fn error(process: &Process<'_>) -> String {
    process.against("scale").unwrap_err().to_string()
}

/// What is said of a shell script that is to answer the first line.
fn first(script: &str) -> String {
    let said = error(&Process::new("sh", ["-c", script]).timeout(Duration::from_secs(20)));
    let start = format!("`sh -c {}`: ", script_as_word(script));
    said.strip_prefix(&start)
        .unwrap_or_else(|| panic!("{said}"))
        .to_string()
}

/// A word as the message shows it.
fn script_as_word(script: &str) -> String {
    shlex::try_quote(script).unwrap().into_owned()
}

fn hello(protocol: u64, maps: &str, precision: &str) -> String {
    let hello = format!(
        r#"{{"hello":{{"protocol":{protocol},"language":"sh","maps":[{maps}],"precision":"{precision}"}}}}"#
    );
    first(&format!("read -r line; echo '{hello}'; read -r line"))
}

#[test]
fn a_silent_process_is_given_up() {
    let start = Instant::now();
    let silent = Process::new("sh", ["-c", "sleep 100"]).timeout(Duration::from_millis(200));
    let said = error(&silent);
    assert!(
        said.ends_with("the process did not answer within 0.2 s"),
        "{said}"
    );
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn one_that_says_nothing_usable_is_refused() {
    assert_eq!(first("exit 7"), "the process ended (exit status: 7)");
    assert_eq!(
        first("echo no module >&2; exit 1"),
        "the process ended (exit status: 1); its standard error ends with: no module"
    );
    assert!(first("echo hi").starts_with("the process wrote `hi`, which is not a message"));
    assert_eq!(
        first(r#"read -r line; echo '{"error":"no such node"}'"#),
        "the process answered: no such node"
    );
    assert_eq!(
        first(r#"read -r line; echo '{"answer":{"id":1,"results":[]}}'"#),
        "the process answered the hello with results"
    );
}

#[test]
fn what_the_audit_does_not_know_is_refused() {
    assert_eq!(
        hello(2, "", "f64"),
        "the process speaks version 2 of the protocol, and the audit version 1"
    );
    assert_eq!(
        hello(1, "", "f128"),
        "`f128` is not a precision; there are f64, f32, f16, bf16"
    );
    assert_eq!(
        hello(1, r#""backward""#, "f64"),
        "`backward` is not a map; there are forward, jvp, vjp"
    );
}

#[test]
fn a_program_that_does_not_start_and_a_definition_that_is_not_there_are_errors() {
    let said = error(&Process::new("/no/such/program", ["x"]));
    assert!(
        said.starts_with("`/no/such/program x`: the process does not start: "),
        "{said}"
    );
    let missing = Process::new("sh", ["-c", "exit"]).against("no such node");
    assert!(matches!(missing, Err(ProcessError::Definition(_))));
}

#[test]
fn a_command_is_split_into_words_without_a_shell() {
    for command in ["", "  ", "sh -c 'x"] {
        let split = Process::command(command);
        assert!(matches!(split, Err(ProcessError::Words(_))), "{command}");
    }
    let process = Process::command(r#"sh -c 'echo "$HOME;$0" >&2; exit 5' 'a  b' "#).unwrap();
    let said = error(&process);
    assert!(
        said.contains("exit status: 5") && said.ends_with(";a  b"),
        "{said}"
    );
}

#[test]
fn a_kernel_without_maps_has_nothing_compared() {
    let hello = r#"{"hello":{"protocol":1,"language":"sh","maps":[],"precision":"bf16"}}"#;
    let script = format!("read -r line; echo '{hello}'; read -r line");
    let report = Process::new("sh", ["-c", &script])
        .against("scale")
        .unwrap();
    assert!(!report.passed(), "{report}");
    assert_eq!(report.conclusion().as_str(), "nothing compared");
    assert!(report.to_string().contains("(bf16) against"), "{report}");
}
