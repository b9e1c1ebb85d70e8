//! The JSON of an audit is what its JSON Schema says, and nothing else passes.

use std::process::Command;
use std::sync::LazyLock;

use serde_json::{Value, json};
use torchlean_mirror::audit::{Options, audit, sensitivity};
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::notation::Spec;
use torchlean_mirror::report::json as report;

use crate::report::faulty::{passing, refuted_reports};

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../src/report/schema.json")).unwrap()
}

/// Where a value is not what a schema says, for the keywords that the schema uses.
pub fn errors(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (keyword, rule) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" | "additionalProperties" => {}
            "$ref" => {
                let rule = root.pointer(&rule.as_str().unwrap()[1..]).unwrap();
                found.extend(errors(root, rule, value, at));
            }
            "const" if rule == value => {}
            "enum" if rule.as_array().unwrap().contains(value) => {}
            "type" => {
                let types = rule.as_array().cloned().unwrap_or(vec![rule.clone()]);
                let is = |name: &Value| match name.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "number" => value.is_number(),
                    "integer" => value.is_u64() || value.is_i64(),
                    "boolean" => value.is_boolean(),
                    "null" => value.is_null(),
                    other => panic!("{other}"),
                };
                if !types.iter().any(is) {
                    found.push(format!("{at}: not of type {rule}"));
                }
            }
            "anyOf" => {
                let each = rule.as_array().unwrap().iter();
                let each = each.map(|rule| errors(root, rule, value, at));
                // Of the one that it is nearest to.
                found.extend(each.min_by_key(Vec::len).unwrap());
            }
            "required" => {
                for key in rule.as_array().unwrap() {
                    if value.get(key.as_str().unwrap()).is_none() {
                        found.push(format!("{at}: no {key}"));
                    }
                }
            }
            "properties" => {
                for (key, inner) in value.as_object().into_iter().flatten() {
                    let at = format!("{at}/{key}");
                    match rule.get(key) {
                        Some(rule) => found.extend(errors(root, rule, inner, &at)),
                        None if schema["additionalProperties"] == false => {
                            found.push(format!("{at}: not a key"));
                        }
                        None => {}
                    }
                }
            }
            "items" => {
                for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                    found.extend(errors(root, rule, item, &format!("{at}/{i}")));
                }
            }
            "const" | "enum" => found.push(format!("{at}: {value} is not {rule}")),
            other => panic!("the keyword {other} is not checked"),
        }
    }
    found
}

/// Where a report is not what the schema says.
pub fn check(value: &Value) -> Vec<String> {
    let schema = schema();
    errors(&schema, &schema, value, "")
}

/// A report with all that an audit without Lean can say.
static FULL: LazyLock<Value> = LazyLock::new(|| {
    let spec = Spec::built_in().unwrap();
    let options = Options {
        cases: 8,
        ..Options::default()
    };
    let mut found = passing().clone();
    found.sensitivity = sensitivity(&spec, &kernels(), &options).unwrap();
    serde_json::from_str(&report::render(&found).unwrap()).unwrap()
});

#[test]
fn a_report_is_what_the_schema_says() {
    let report = &*FULL;
    assert_eq!(check(report), Vec::<String>::new());
    assert!(!report["sensitivity"].as_array().unwrap().is_empty());
    // Without kernels, and without inputs.
    let mut spec = Spec::built_in().unwrap();
    spec.entries
        .retain(|entry| entry.module.ends_with(".Shape"));
    let options = Options {
        cases: 0,
        ..Options::default()
    };
    let found = audit(&spec, &[], &options, |_| {}).unwrap();
    let report = serde_json::from_str(&report::render(&found).unwrap()).unwrap();
    assert_eq!(check(&report), Vec::<String>::new());
}

#[test]
fn a_report_with_a_lean_source_is_what_the_schema_says() {
    let lean = "tests/suite/lean_source/Arithmetic.lean";
    let run = Command::new(env!("CARGO_BIN_EXE_torchlean-mirror"))
        .args(["audit", "--cases", "1", "--format", "json", "--lean", lean])
        .args(["--node", "mul", "--node", "squareFderiv"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert!(report["source"].is_object());
    assert_eq!(check(&report), Vec::<String>::new());
}

#[test]
fn refuted_reports_are_what_the_schema_says() {
    for found in refuted_reports() {
        let report: Value = serde_json::from_str(&report::render(found).unwrap()).unwrap();
        assert_eq!(report["verdict"], "refuted");
        assert!(report.to_string().contains("\"counterexample\""));
        assert_eq!(check(&report), Vec::<String>::new());
    }
}

#[test]
fn other_documents_are_refused() {
    let report = &*FULL;
    for (place, value) in [
        ("/schema", json!(0)),
        ("/verdict", json!("fine")),
        ("/cases", json!("8")),
        ("/definitions/0/claims/3/verdict", json!("probably")),
        ("/definitions/0/claims/3/comparisons", json!(null)),
        ("/definitions/0/lean", json!(["affine"])),
        ("/laws/0", json!({ "law": "add_zero" })),
        ("/torchlean", json!({ "host": "github" })),
    ] {
        let mut changed = report.clone();
        *changed.pointer_mut(place).unwrap() = value;
        assert!(!check(&changed).is_empty(), "{place}");
    }
    let mut more = report.clone();
    more["extra"] = json!(0);
    assert_eq!(check(&more), ["/extra: not a key"]);
}
