//! The clients of `examples/python` that need Python's standard library alone, by the library and
//! by the program.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use torchlean_mirror::audit::Verdict;
use torchlean_mirror::audit::user_kernel::{Process, Quantity, UserKernel, Written};
use torchlean_mirror::exact::Format;
use torchlean_mirror::notation::Spec;
use torchlean_mirror::report::{junit, sarif};

use super::{python, refuted};
use crate::report::schema::errors;

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

fn client(name: &str) -> String {
    format!("{FOLDER}/examples/python/{name}")
}

/// The program, in the folder of the crate.
fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_torchlean-mirror"));
    command
        .args(arguments)
        .current_dir(FOLDER)
        .output()
        .unwrap()
}

#[test]
fn the_right_one_passes_and_a_small_error_is_refuted() {
    let Some(python) = python() else { return };
    let seen = std::cell::RefCell::new(Vec::new());
    let process = Process::new(python, [client("mul_stdlib.py")])
        .cases(200)
        .progress(|map, inputs| seen.borrow_mut().push((map, inputs)));
    let report = process.against("mul").unwrap();
    assert!(report.passed(), "{report}");
    for map in [Quantity::Forward, Quantity::Jvp, Quantity::Vjp] {
        let (Verdict::Bounded(tally) | Verdict::BitExact(tally)) = report.verdict(map).unwrap()
        else {
            panic!("{report}");
        };
        assert_eq!(tally.cases, 200);
        let seen = seen.borrow();
        let inputs = seen
            .iter()
            .filter(|(of, _)| *of == map)
            .map(|(_, inputs)| inputs);
        assert_eq!(inputs.sum::<u64>(), 200);
    }
    let about = report.client.as_ref().unwrap();
    assert!(about.language.starts_with("Python 3."), "{about:?}");
    let [file] = about.files.as_slice() else {
        panic!("{about:?}");
    };
    assert_eq!(file.path, client("mul_stdlib.py"));
    let text = fs::read(&file.path).unwrap();
    assert_eq!(file.sha256, torchlean_mirror::notation::sha256(&text));
    // The same inputs and bits as those of closures.
    let closures = UserKernel::<f64>::new("closures").cases(200).forward(|at| {
        let both = at.x("a")?.iter().zip(at.x("b")?);
        Ok(both.map(|(a, b)| a * b).collect())
    });
    let closures = closures.against("mul").unwrap();
    let tally = |verdict: Option<&Verdict>| match verdict {
        Some(Verdict::Bounded(tally) | Verdict::BitExact(tally)) => tally.clone(),
        other => panic!("{other:?}"),
    };
    let forward = Quantity::Forward;
    assert_eq!(
        tally(report.verdict(forward)),
        tally(closures.verdict(forward))
    );

    let wrong = Process::new(python, [client("mul_stdlib.py"), "wrong".into()]);
    let report = wrong.against("mul").unwrap();
    assert!(!report.passed() && report.blames_kernel());
    let Some(Verdict::Refuted(found)) = report.verdict(Quantity::Vjp) else {
        panic!("{report}");
    };
    // As small as the counterexample of a closure.
    let input = |name| found.inputs.iter().find(|(of, _)| of == name).unwrap();
    assert_eq!(input("x").1, "[0.0, 1.0]");
    assert_eq!(input("δ").1, "[1.0]");
    assert!(report.to_string().contains("--kernel '"), "{report}");
}

#[test]
fn short_formats_are_compared_in_their_own_precision() {
    let Some(python) = python() else { return };
    let client = format!("{FOLDER}/tests/suite/user_kernel/process/halves.py");
    for (precision, format) in [("f16", Format::F16), ("bf16", Format::BF16)] {
        let process = Process::new(python, [&client, precision]).cases(400);
        let report = process.against("scale").unwrap();
        assert_eq!(report.format, format);
        assert!(report.passed(), "{report}");
        let forward = report.verdict(Quantity::Forward);
        assert!(matches!(forward, Some(Verdict::BitExact(_))), "{report}");
        // Cut off instead of rounded.
        let process = Process::new(python, [&client, precision, "wrong"]).cases(400);
        let report = process.against("scale").unwrap();
        assert!(
            refuted(&report, Quantity::Forward).starts_with("one rounding"),
            "{report}"
        );
        let shown = report.to_string();
        let computed = shown
            .lines()
            .find(|line| line.contains("computed"))
            .unwrap();
        let bits = computed.split("(0x").nth(1).unwrap();
        assert_eq!(bits.find(')'), Some(4), "{computed}");
    }
}

/// The command of the README, as it stands there.
fn shown_in_the_readme() -> Vec<String> {
    let readme = include_str!("../../../../README.md");
    let start = "cargo run --release --features exact -- audit --kernel";
    let line = readme.lines().find(|line| line.starts_with(start)).unwrap();
    let words = shlex::split(line).unwrap();
    words
        .into_iter()
        .skip_while(|word| word != "audit")
        .collect()
}

#[test]
fn the_command_of_the_readme_passes() {
    if python() != Some("python3") {
        return;
    }
    let words = shown_in_the_readme();
    let mut arguments: Vec<&str> = words.iter().map(String::as_str).collect();
    arguments.extend(["--cases", "40"]);
    let output = run(&arguments);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.contains("SHA-256 of examples/python/mul_stdlib.py: "),
        "{text}"
    );
    assert!(text.contains("Time for each answer: 60 s"), "{text}");
    assert!(
        text.ends_with("Verdict: passed: every result agrees.\n"),
        "{text}"
    );
}

#[test]
fn the_json_is_what_its_schema_says() {
    if python() != Some("python3") {
        return;
    }
    let schema = include_str!("../../../../src/report/user_kernel.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    for (kernel, code, verdict) in [
        ("python3 examples/python/mul_stdlib.py", 0, "passed"),
        ("python3 examples/python/mul_stdlib.py wrong", 1, "refuted"),
    ] {
        let json = ["--format", "json", "--cases", "20", "--timeout", "30.5"];
        let output = run(&[&["audit", "--kernel", kernel, "--node", "mul"], &json[..]].concat());
        assert_eq!(output.status.code(), Some(code));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(errors(&schema, &schema, &report, ""), Vec::<String>::new());
        assert_eq!(report["verdict"], verdict);
        assert_eq!(report["client"]["timeout_seconds"], 30.5);
        for (place, value) in [("/precision", "f80"), ("/results/0/verdict", "fine")] {
            let mut changed = report.clone();
            *changed.pointer_mut(place).unwrap() = value.into();
            assert!(!errors(&schema, &schema, &changed, "").is_empty());
        }
    }
}

#[test]
fn sarif_and_junit_have_what_fails_with_the_file_of_the_kernel() {
    if python() != Some("python3") {
        return;
    }
    let audit = |kernel: &str, more: &[&str], format: &str| {
        let fixed = [
            "audit", "--cases", "20", "--kernel", kernel, "--format", format,
        ];
        let output = run(&[&fixed[..], more].concat());
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    let node = ["--node", "mul"];
    let right = "python3 examples/python/mul_stdlib.py";
    let wrong = "python3 examples/python/mul_stdlib.py wrong";

    let (code, text) = audit(right, &node, "sarif");
    let log: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (code, &log["runs"][0]["results"]),
        (Some(0), &Value::Array(Vec::new()))
    );
    let (code, text) = audit(right, &node, "junit");
    assert_eq!(
        (code, text.matches("<testcase ").count()),
        (Some(0), 9),
        "{text}"
    );
    // At so few inputs no result of forward must be NaN.
    assert!(
        text.contains("tests=\"9\" failures=\"0\" errors=\"0\" skipped=\"1\""),
        "{text}"
    );

    let (code, text) = audit(wrong, &node, "sarif");
    assert_eq!(code, Some(1));
    let log: Value = serde_json::from_str(&text).unwrap();
    let run = &log["runs"][0];
    assert_eq!(run["properties"]["verdict"], "refuted");
    let [result] = run["results"].as_array().unwrap().as_slice() else {
        panic!("{text}");
    };
    assert_eq!(result["ruleId"], "refuted");
    let message = result["message"]["text"].as_str().unwrap();
    assert!(message.starts_with(&format!("vjp of the kernel {wrong} is refuted: ")));
    assert!(
        message.contains("\ninput δ: [1.0]\nrepeat: cargo run"),
        "{message}"
    );
    let place = &result["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(place["uri"], "examples/python/mul_stdlib.py");
    let (_, text) = audit(wrong, &node, "junit");
    assert!(text.contains("name=\"jvp\"></testcase>"), "{text}");
    let failure = "name=\"vjp\"><failure type=\"refuted\" message=\"vjp of the kernel ";
    assert!(text.contains(failure), "{text}");

    // Forms that contradict each other are shown in their file.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("product.spec").display().to_string();
    let forms = "
node product (a b : Idx Γ s) : Node Γ s
  forward x    := get a x ⊙ get b x
  jvp     x dx := get a x ⊙ get b dx + get b x ⊙ get a dx
  vjp     x δ  := single a (δ ⊙ get b x) - single b (δ ⊙ get a x)
";
    fs::write(&file, forms).unwrap();
    let (code, text) = audit(right, &["--forms", &file], "sarif");
    assert_eq!(code, Some(1));
    let log: Value = serde_json::from_str(&text).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let of_forms = |result: &&Value| {
        let message = result["message"]["text"].as_str().unwrap();
        message.starts_with("adjoint of product is refuted: ")
    };
    let found = results.iter().find(of_forms).unwrap();
    let place = &found["locations"][0]["physicalLocation"]["artifactLocation"];
    assert!(
        place["uri"].as_str().unwrap().ends_with("product.spec"),
        "{text}"
    );
}

#[test]
fn a_kernel_without_a_map_is_a_finding_for_tools() {
    let spec = Spec::built_in().unwrap();
    let report = UserKernel::<f64>::new("none").against("mul").unwrap();
    let xml = junit::user_kernel(&report, &spec);
    assert!(xml.contains("failures=\"0\" errors=\"1\""), "{xml}");
    assert!(
        xml.contains("<error type=\"finding\" message=\"nothing was compared"),
        "{xml}"
    );
    let log: Value = serde_json::from_str(&sarif::user_kernel(&report, &spec).unwrap()).unwrap();
    let run = &log["runs"][0];
    assert_eq!(run["properties"]["verdict"], "nothing compared");
    assert_eq!(run["results"][0]["level"], "warning");
}

#[test]
fn a_filed_report_is_verified_and_runs_the_kernel_only_where_that_is_asked_for() {
    if python() != Some("python3") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.html").display().to_string();
    let kernel = "python3 examples/python/mul_stdlib.py";
    let html = ["--format", "html", "--out", &file, "--cases", "20"];
    let output = run(&[&["audit", "--kernel", kernel, "--node", "mul"], &html[..]].concat());
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(run(&["verify-report", &file]).status.code(), Some(2));
    let verified = run(&["verify-report", &file, "--run-kernel"]);
    let said = String::from_utf8_lossy(&verified.stdout);
    assert_eq!(verified.status.code(), Some(0), "{said}");
    assert!(said.starts_with("verdicts: the same"), "{said}");
}

#[test]
fn forms_of_a_file_are_proved_first() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("product.spec");
    let forms = "
node product (a b : Idx Γ s) : Node Γ s
  forward x    := get a x ⊙ get b x
  jvp     x dx := get a x ⊙ get b dx + get b x ⊙ get a dx
  vjp     x δ  := single a (δ ⊙ get b x) + single b (δ ⊙ get a x)
";
    let kernel = format!("{python} '{}'", client("mul_stdlib.py"));
    let audit = |text: &str, path: &Path| {
        fs::write(path, text).unwrap();
        let path = path.display().to_string();
        run(&[
            "audit", "--cases", "30", "--kernel", &kernel, "--forms", &path,
        ])
    };
    let right = audit(forms, &file);
    let text = String::from_utf8_lossy(&right.stdout);
    assert_eq!(right.status.code(), Some(0), "{text}");
    assert!(text.contains("against `product`"), "{text}");
    // Forms that contradict each other are told apart from a wrong kernel.
    let wrong = audit(&forms.replace("single b", "2 • single b"), &file);
    let text = String::from_utf8_lossy(&wrong.stdout);
    assert_eq!(wrong.status.code(), Some(1), "{text}");
    assert!(text.contains("that is not the kernel's fault"), "{text}");
    let unreadable = audit("node product", &file);
    assert_eq!(unreadable.status.code(), Some(2));
    let said = String::from_utf8_lossy(&unreadable.stderr);
    assert!(said.contains("product.spec"), "{said}");
    // By the library too.
    let process = Process::command(&kernel).unwrap().cases(10);
    assert!(process.against(Written(forms)).unwrap().passed());
}

#[test]
fn a_command_that_cannot_be_done_ends_with_2() {
    for (arguments, expected) in [
        (&["--kernel", "x"][..], "one --node NAME, or --forms FILE"),
        (
            &["--kernel", "x", "--node", "mul", "--node", "add"],
            "one --node NAME",
        ),
        (
            &["--kernel", "/no/program", "--node", "mul"],
            "the process does not start",
        ),
        (&["--kernel", "'", "--node", "mul"], "quotation mark"),
        (&["--kernel", "x", "--node", "nothing"], "nothing"),
        (&["--kernel", "x", "--forms", "/no/file"], "/no/file"),
        (&["--kernel", "x", "--tape", "y"], "cannot be used with"),
        (&["--forms", "x"], "--kernel"),
        (
            &["--kernel", "x", "--node", "mul", "--timeout", "0"],
            "seconds above 0",
        ),
        (
            &["--kernel", "x", "--node", "mul", "--timeout", "-1"],
            "--timeout",
        ),
    ] {
        let output = run(&[&["audit"], arguments].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(expected), "{arguments:?}: {said}");
        assert!(output.stdout.is_empty());
    }
}
