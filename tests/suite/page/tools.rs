//! Reports for tools: SARIF and JUnit.

use serde_json::Value;
use torchlean_mirror::audit::Report;
use torchlean_mirror::report::{junit, sarif};

use super::{REFUTED, between, out, run, written};

#[test]
fn sarif_has_a_result_for_each_failure_with_its_line_in_the_spec() {
    let (spec, report) = &*REFUTED;
    let log: Value = serde_json::from_str(&sarif::definitions(report, spec).unwrap()).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert!(
        log["$schema"]
            .as_str()
            .unwrap()
            .ends_with("sarif-2.1.0.json")
    );
    let runs = log["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 1);
    let driver = &runs[0]["tool"]["driver"];
    assert_eq!(driver["name"], "torchlean-mirror");
    let rules = driver["rules"].as_array().unwrap();
    let results = runs[0]["results"].as_array().unwrap();
    // The kernel, and the kernels that the spec does not state are none.
    assert_eq!(results.len(), 1, "{results:#?}");
    for result in results {
        let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(result["ruleId"], rules[rule]["id"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(
            result["message"]["text"]
                .as_str()
                .unwrap()
                .contains("repeat: ")
        );
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert_eq!(uri, "spec/arithmetic.spec");
        let line = usize::try_from(place["region"]["startLine"].as_u64().unwrap()).unwrap();
        let text = include_str!("../../../spec/arithmetic.spec");
        assert!(text.lines().nth(line - 1).unwrap().starts_with("node mul "));
        let name = &result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"];
        assert_eq!(name, "Proofs.Autograd.TapeNodes.mul");
    }
}

#[test]
fn sarif_of_an_audit_that_passes_has_no_result() {
    let log: Value = serde_json::from_str(&written("sarif")).unwrap();
    let run = &log["runs"][0];
    assert_eq!(run["results"], serde_json::json!([]));
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    assert_eq!(run["properties"]["verdict"], "passed");
}

#[test]
fn what_repeats_a_counterexample_names_the_folder_of_the_entries() {
    let (spec, report) = &*REFUTED;
    let mut report = report.clone();
    let text = |report: &Report| sarif::definitions(report, spec).unwrap();
    assert!(!text(&report).contains("--spec"));
    for (folder, word) in [("my/spec", "my/spec"), ("it's mine", r#"\"it's mine\""#)] {
        report.basis.spec.folder = Some(folder.into());
        let option = format!("mul --spec {word} --seed 0");
        assert!(text(&report).contains(&option), "{option}");
    }
}

/// The number in an attribute of the first element that has one.
fn number(xml: &str, attribute: &str) -> usize {
    between(xml, &format!("{attribute}=\""), "\"")[0]
        .parse()
        .unwrap()
}

#[test]
fn junit_has_a_test_case_for_each_claim_law_and_identity() {
    let (spec, report) = &*REFUTED;
    let xml = junit::definitions(report, spec);
    assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "));
    let cases = 6 + report.laws.len() + report.identities.len();
    assert_eq!(xml.matches("<testcase ").count(), cases);
    assert_eq!(number(&xml, "tests"), cases);
    // The kernel is refuted, so nothing is said of NaN, and no Lean source was read.
    assert_eq!((number(&xml, "failures"), number(&xml, "errors")), (1, 0));
    assert_eq!(number(&xml, "skipped"), 2);
    let failure = "name=\"kernel\"><failure type=\"refuted\" message=\"kernel of mul is refuted: ";
    assert!(xml.contains(failure), "{xml}");
    assert!(xml.contains("name=\"text\"><skipped message=\"no Lean source was read\">"));
    assert_eq!(
        xml.matches("<testsuite ").count(),
        xml.matches("</testsuite>").count()
    );
    assert!(!xml.contains("<br>") && !xml.contains("&quot;\"") && xml.ends_with("</testsuites>\n"));
}

#[test]
fn a_tape_has_both() {
    for format in ["sarif", "junit"] {
        let tape = ["--tape", "examples/polynomial.tape", "--cases", "2"];
        let args: Vec<&str> = ["audit", "--format", format]
            .into_iter()
            .chain(tape)
            .collect();
        let output = run(&args);
        assert_eq!(output.status.code(), Some(0));
        let text = out(&output);
        match format {
            "junit" => {
                assert!(text.contains("<testcase classname=\"polynomial\" name=\"kernel\">"))
            }
            _ => assert!(serde_json::from_str::<Value>(&text).is_ok()),
        }
    }
}
