//! Processes that say hello and then die, hang, or write what cannot be used. The clients are shell
//! scripts.

#[cfg(target_os = "linux")]
use std::process::{Command, Stdio};
use std::time::Duration;
#[cfg(target_os = "linux")]
use std::time::Instant;

use torchlean_mirror::audit::user_kernel::{Process, Quantity, UserReport};

use super::refuted;

/// Answers the first line.
const HELLO: &str = r#"read -r hello
echo '{"hello":{"protocol":1,"language":"sh","maps":["forward"],"precision":"f64"}}'
"#;

/// Reads the next request.
const READ: &str = "read -r request || exit 0\n";

fn audit(script: &str, timeout: f64) -> UserReport {
    let script = format!("{HELLO}{script}");
    let process = Process::new("sh", ["-c", &script])
        .cases(1)
        .timeout(Duration::from_secs_f64(timeout));
    let report = process.against("scale").unwrap();
    assert!(!report.passed() && !report.blames_forms(), "{report}");
    report
}

/// What is said of a process that does this at the first request.
fn after_a_request(script: &str) -> String {
    let report = audit(&format!("{READ}{script}"), 20.0);
    refuted(&report, Quantity::Forward)
}

#[test]
fn one_that_dies_is_told_with_its_status_and_its_last_words() {
    let what = after_a_request("echo 'bad \u{1b}[31malloc' >&2; exit 3");
    assert!(
        what.contains("the process ended (exit status: 3)"),
        "{what}"
    );
    assert!(
        what.ends_with("its standard error ends with: bad \u{fffd}[31malloc"),
        "{what}"
    );
    let what = after_a_request("kill -SEGV $$");
    assert!(what.contains("signal: 11"), "{what}");
}

#[cfg(target_os = "linux")]
#[test]
fn one_that_hangs_is_given_up_and_nothing_of_it_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("numbers");
    let script = format!("sleep 100 & echo $$ $! > '{}'; {READ}wait", file.display());
    let start = Instant::now();
    let what = refuted(&audit(&script, 1.0), Quantity::Forward);
    assert!(
        what.starts_with("the process did not answer within 1 s"),
        "{what}"
    );
    assert!(start.elapsed() < Duration::from_secs(20));
    let numbers = std::fs::read_to_string(file).unwrap();
    assert_eq!(numbers.split_whitespace().count(), 2);
    for number in numbers.split_whitespace() {
        assert!(ends(number), "{number} still runs");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_is_left_when_the_program_is_interrupted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("number");
    let script = format!("{HELLO}echo $$ > '{}'; sleep 100", file.display());
    let kernel = shlex::try_join(["sh", "-c", &script]).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_torchlean-mirror"));
    let program = program.args(["audit", "--node", "scale", "--kernel", &kernel]);
    let mut program = program.stdout(Stdio::null()).spawn().unwrap();
    let number = loop {
        match std::fs::read_to_string(&file) {
            Ok(number) if number.ends_with('\n') => break number,
            _ => std::thread::sleep(Duration::from_millis(10)),
        }
    };
    let kill = Command::new("kill")
        .args(["-TERM", &program.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    assert!(!program.wait().unwrap().success());
    assert!(ends(number.trim()), "{number} still runs");
}

/// Whether a process ends within a second. What was killed is a zombie until it is waited for.
#[cfg(target_os = "linux")]
fn ends(number: &str) -> bool {
    (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(10));
        match std::fs::read_to_string(format!("/proc/{number}/stat")) {
            Ok(stat) => stat.contains(") Z "),
            Err(_) => true,
        }
    })
}

#[test]
fn half_a_line_is_no_answer() {
    let what = after_a_request(r#"printf '{"answer"'; exit 0"#);
    let expected = "the process ended (exit status: 0) after 9 bytes of a line";
    assert!(what.starts_with(expected), "{what}");
}

#[test]
fn a_line_without_end_is_cut_off() {
    let what = after_a_request("exec tr '\\0' 'x' < /dev/zero");
    assert!(
        what.starts_with("the process wrote a line of more than 16777216 bytes"),
        "{what}"
    );
}

#[test]
fn what_is_not_text_or_not_a_message_is_no_answer() {
    let what = after_a_request(r"printf 'ab\377\n'");
    assert!(
        what.starts_with("the process wrote a line that is not UTF-8 from byte 3"),
        "{what}"
    );
    for line in [
        "",
        "17",
        "{}",
        r#"{"answer":{}}"#,
        r#"{"answer":{"id":1,"results":[],"x":0}}"#,
    ] {
        let what = after_a_request(&format!("echo '{line}'"));
        let expected = format!("the process wrote `{line}`, which is not a message");
        assert!(what.starts_with(&expected), "{what}");
    }
    let hello = r#"echo '{"hello":{"protocol":1,"language":"sh","maps":[],"precision":"f64"}}'"#;
    let what = after_a_request(hello);
    assert!(
        what.starts_with("the process answered a request with a hello"),
        "{what}"
    );
}

#[test]
fn an_answer_out_of_order_is_noticed() {
    let what = after_a_request(r#"echo '{"answer":{"id":2,"results":[""]}}'"#);
    assert!(
        what.starts_with("the process answered request 2 after request 1"),
        "{what}"
    );
    // One that answers before it is asked.
    let early = format!("echo '{{\"answer\":{{\"id\":0,\"results\":[]}}}}'; {READ}");
    let what = refuted(&audit(&early, 20.0), Quantity::Forward);
    assert!(
        what.starts_with("the process answered request 0 after request 1"),
        "{what}"
    );
}

#[test]
fn as_many_results_as_inputs_are_wanted() {
    let what = after_a_request(r#"echo '{"answer":{"id":1,"results":["",""]}}'"#);
    assert!(
        what.starts_with("the process gave 2 results for 1 inputs"),
        "{what}"
    );
}

/// Answers each request with the same result for each input. `read` would take long: the shell reads
/// one byte at a time.
fn always(result: &str) -> String {
    let script = r#"id=0
while request=$(head -n 1) && [ "$request" ]; do
  id=$((id + 1)) results=
  inputs=$(printf '%s\n' "$request" | grep -o '"output"' | grep -c .)
  while [ "$inputs" -gt 0 ]; do
    results="$results,RESULT" inputs=$((inputs - 1))
  done
  echo "{\"answer\":{\"id\":$id,\"results\":[${results#,}]}}"
done"#;
    script.replace("RESULT", result)
}

#[test]
fn results_that_are_not_numbers_are_told_by_what_they_are() {
    let one = r#"\"3ff0000000000000\""#;
    for (result, expected) in [
        (
            one.replace("ff", "f"),
            "a tensor of 15 hexadecimal digits, where a number of f64 has 16",
        ),
        (
            one.replace("ff", "fg"),
            "a tensor with 'g', which is not a hexadecimal digit",
        ),
        (
            format!("[{one}]"),
            "a list of tensors, where there must be one tensor",
        ),
        (
            r#"{\"error\":\"no GPU\"}"#.into(),
            "the kernel gave an error: no GPU",
        ),
        (r#"\"\""#.into(), "0 coordinates instead of 1"),
    ] {
        let what = refuted(&audit(&always(&result), 20.0), Quantity::Forward);
        assert_eq!(what, expected);
    }
    // As many as the result of the first input has.
    let nans = "7ff8000000000001".repeat(6);
    let nan = audit(&always(&format!(r#"\"{nans}\""#)), 20.0);
    let what = refuted(&nan, Quantity::Forward);
    assert!(what.contains("must be"), "{nan}");
    assert!(nan.to_string().contains("computed     NaN"), "{nan}");
    let error = after_a_request(
        r#"while echo '{"error":"out of memory"}'; do read -r request || exit; done"#,
    );
    assert!(
        error.starts_with("the kernel gave an error: out of memory"),
        "{error}"
    );
}

#[test]
fn results_that_change_are_unsteady() {
    let changing = always(r#"\"3ff000000000000$((id % 2))\""#);
    let what = refuted(&audit(&changing, 20.0), Quantity::Forward);
    let expected =
        "two runs at one input differ: 1.0000000000000002, then 1.0, at flat coordinate 0";
    assert!(what.starts_with(expected), "{what}");
}

#[test]
fn much_on_standard_error_does_not_stop_it_and_its_end_is_shown() {
    let noise =
        format!("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done >&2; {READ}exit 1");
    let what = refuted(&audit(&noise, 20.0), Quantity::Forward);
    let expected = "line 19992 / line 19993 / line 19994 / line 19995 / line 19996 / line 19997 \
        / line 19998 / line 19999";
    assert!(what.ends_with(expected), "{what}");
}
