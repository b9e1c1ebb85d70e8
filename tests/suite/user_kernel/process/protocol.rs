//! The messages are what the JSON Schema of the protocol says.

use serde_json::{Value, json};
use torchlean_mirror::audit::user_kernel::Process;

use super::python;
use crate::report::schema::errors;

fn schema() -> Value {
    let text = include_str!("../../../../src/guide/kernel_protocol.schema.json");
    serde_json::from_str(text).unwrap()
}

/// Where a message is not what a part of the schema says.
fn check(part: &str, message: &Value) -> Vec<String> {
    let root = schema();
    errors(&root, &root["$defs"][part], message, "")
}

/// The values of the parameters in a request.
fn parameters(message: &Value) -> Vec<Value> {
    let inputs = message["request"]["inputs"].as_array();
    let inputs = inputs.into_iter().flatten();
    inputs
        .flat_map(|input| input["parameters"].as_object().unwrap().values().cloned())
        .collect()
}

/// All lines of an audit, those of the audit and those of the kernel.
fn lines(definition: &str) -> Option<[Vec<Value>; 2]> {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (asked, said) = (file("asked"), file("said"));
    let client = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/suite/user_kernel/process/zeros.py"
    );
    let process = Process::new(python()?, [client, &asked, &said]).cases(9);
    // Zeros are wrong, so that there are requests for smaller inputs too.
    assert!(!process.against(definition).unwrap().passed());
    let read = |path: &str| -> Vec<Value> {
        let text = std::fs::read_to_string(path).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    Some([read(&asked), read(&said)])
}

#[test]
fn the_messages_of_an_audit_are_what_the_schema_says() {
    // One definition for each kind of parameter.
    for definition in [
        "broadcastTo",
        "reduceSum",
        "affine",
        "scale",
        "fixedInvertedDropout",
        "invertedDropoutCoeff",
    ] {
        let Some([asked, said]) = lines(definition) else {
            return;
        };
        assert_eq!(asked.len(), said.len());
        assert!(
            asked.len() > 2 && asked[0]["hello"].is_object(),
            "{asked:?}"
        );
        for message in &asked {
            assert_eq!(check("audit", message), Vec::<String>::new(), "{message}");
            for value in parameters(message) {
                assert_eq!(check("parameter", &value), Vec::<String>::new());
                assert_eq!(value.as_object().unwrap().len(), 1);
            }
        }
        for message in &said {
            assert_eq!(check("kernel", message), Vec::<String>::new(), "{message}");
        }
    }
}

#[test]
fn the_messages_of_the_guide_are_what_the_schema_says() {
    let page = include_str!("../../../../src/guide/kernel_protocol.md");
    let blocks = page.split("```json\n").skip(1);
    let messages: Vec<Value> = blocks
        .map(|block| serde_json::from_str(block.split("```").next().unwrap()).unwrap())
        .collect();
    let parts = ["audit", "kernel", "audit", "kernel"];
    assert_eq!(messages.len(), parts.len());
    for (part, message) in parts.into_iter().zip(&messages) {
        assert_eq!(check(part, message), Vec::<String>::new(), "{message}");
    }
    // Each tensor has as many digits as its shape has numbers.
    let input = &messages[2]["request"]["inputs"][0];
    let result = &messages[3]["answer"]["results"][0];
    for (position, size) in [(0, 2), (1, 3)] {
        for tensor in [&input["x"][position], &result[position]] {
            assert_eq!(tensor.as_str().unwrap().len(), 16 * size);
        }
    }
    assert_eq!(input["delta"].as_str().unwrap().len(), 32);
}

#[test]
fn other_messages_are_refused_by_the_schema() {
    let good = json!({"answer": {"id": 1, "results": ["", ["00"], {"error": "x"}]}});
    assert_eq!(check("kernel", &good), Vec::<String>::new());
    for (place, value) in [
        ("/answer/id", json!("1")),
        ("/answer/results/0", json!(1.5)),
        ("/answer/results/2", json!({"why": "x"})),
        ("/answer", json!({"id": 1})),
    ] {
        let mut changed = good.clone();
        *changed.pointer_mut(place).unwrap() = value;
        assert!(!check("kernel", &changed).is_empty(), "{place}");
    }
    assert!(!check("audit", &good).is_empty());
    let hello = json!({"hello": {"protocol": 2, "language": "C", "maps": [], "precision": "f64"}});
    assert!(!check("kernel", &hello).is_empty());
}
