//! What is said of a refuted claim.

use serde_json::Value;
use torchlean_mirror::{
    audit::{ClaimName, Correct, Difference, Found, Options, Report},
    notation::{Entry, Form},
    report::{
        audit,
        document::{markdown, terminal},
        json,
    },
    term::{Op, Space, Term},
};

use crate::report::faulty::{
    bits, faulty_kernels, faulty_spec, options, refuted, refuted_reports, run, spec,
};

#[test]
fn a_refuted_claim_has_every_field_in_text_and_markdown() {
    for report in refuted_reports() {
        let text = terminal::render(&audit::definitions(report), None);
        let table = markdown::render(&audit::definitions(report));
        let sections: Vec<&str> = text.split("\nRefuted: ").skip(1).collect();
        let tables: Vec<&str> = table.split("\n## Refuted: ").skip(1).collect();
        let all = refuted(report);
        assert_eq!((sections.len(), tables.len()), (all.len(), all.len()));
        for (((entry, claim, found), section), table) in all.iter().zip(sections).zip(tables) {
            let in_text = |name: &str| {
                let mut lines = section
                    .lines()
                    .skip(1)
                    .map_while(|line| line.strip_prefix("  "));
                lines.find_map(|line| Some(line.strip_prefix(name)?.trim().to_string()))
            };
            let in_table = |name: &str| {
                let mark = format!("| {name} | ");
                let value = table.lines().find_map(|line| line.strip_prefix(&mark))?;
                Some(value.strip_suffix(" |")?.replace('\\', ""))
            };
            let difference = found.difference.as_ref().unwrap();
            let real = difference.argument.is_empty();
            for value in [&in_text as &dyn Fn(&str) -> Option<String>, &in_table] {
                let of = |name: &str| value(name).unwrap_or_else(|| panic!("{name}: {section}"));
                assert_eq!(of("definition"), entry.name.as_str());
                assert_eq!(of("claim"), claim.as_str());
                assert_eq!(of("quantity"), found.quantity);
                assert_eq!(of("what"), found.what);
                if !real {
                    let place = format!("{} of shape {}", difference.argument, difference.shape);
                    assert_eq!(of("argument"), place);
                    let flat =
                        format!("{} (flat), {:?} (multi)", difference.flat, difference.multi);
                    assert_eq!(of("coordinate"), flat);
                }
                // Decimal, bits and rational of both values.
                let (computed, exact) = (of("computed"), of("exact"));
                for text in [&computed, &exact] {
                    let shown = f64::from_bits(bits(text)[0]);
                    assert!(text.contains(&format!("{shown:?}")), "{text}");
                }
                match &difference.correct {
                    Correct::Exact(correct) => {
                        assert!(exact.contains(&fraction(correct.clone())), "{exact}");
                    }
                    // A value of a function has no fraction.
                    Correct::Near(_) => assert!(exact.starts_with("≈ "), "{exact}"),
                    Correct::Special(_) => panic!("{difference:?}"),
                }
                if let Found::Float(value) = difference.computed {
                    assert_eq!(bits(&computed), [value.to_bits()]);
                    let error = of("error");
                    let relative = [" ulp of the exact value", " times its bound"];
                    assert!(relative.iter().any(|end| error.ends_with(end)), "{error}");
                    assert!(computed.contains(" = "), "{computed}");
                }
                for (name, value) in &found.inputs {
                    assert_eq!(of(&format!("input {name} ")[..name.len() + 6]), *value);
                }
                assert!(of("repeat").contains(&format!("--node {}", entry.name)));
            }
        }
        assert!(text.ends_with("refuted: at least one claim is refuted; see above.\n"));
    }
}

/// A short fraction as it is shown; of a long one the power of two.
fn fraction(value: torchlean_mirror::term::Rational) -> String {
    let text = value.to_string();
    if text.len() < 20 { text } else { "2^".into() }
}

#[test]
fn a_refuted_claim_has_every_field_in_json() {
    for report in refuted_reports() {
        let json: Value = serde_json::from_str(&json::render(report).unwrap()).unwrap();
        assert_eq!(json["verdict"], "refuted");
        let mut all = refuted(report).into_iter();
        for definition in json["definitions"].as_array().unwrap() {
            for claim in definition["claims"].as_array().unwrap() {
                if claim["verdict"] != "refuted" {
                    assert!(claim["counterexample"].is_null());
                    continue;
                }
                let (entry, name, found) = all.next().unwrap();
                assert_eq!(definition["lean"], entry.name.as_str());
                assert_eq!(claim["claim"], name.as_str());
                let shown = &claim["counterexample"];
                assert_eq!(shown["quantity"], found.quantity);
                assert_eq!(shown["what"], found.what);
                assert_eq!(shown["case"], found.case);
                let difference = &shown["difference"];
                let known = found.difference.as_ref().unwrap();
                let near = [
                    matches!(known.computed, Found::Near(_)),
                    matches!(known.correct, Correct::Near(_)),
                ];
                let values = [&difference["computed"], &difference["exact"]];
                for (value, near) in values.into_iter().zip(near) {
                    let decimal = value["decimal"].as_str().unwrap();
                    let bits = bits(value["bits"].as_str().unwrap());
                    assert_eq!(decimal.parse::<f64>().unwrap().to_bits(), bits[0]);
                    assert_eq!(value["rational"].is_string(), !near);
                }
                assert_eq!(difference["flat_index"], known.flat);
                assert_eq!(difference["multi_index"], serde_json::json!(known.multi));
                assert_eq!(difference["shape"], serde_json::json!(known.shape.dims()));
                assert_eq!(difference["argument"], known.argument);
                // A kernel's error is shown in one of two units.
                let units = ["error_ulp", "error_of_bound"];
                let shown_in = units.map(|unit| difference[unit].is_string());
                let shown_in = shown_in.into_iter().filter(|shown| *shown).count();
                assert_eq!(shown_in, usize::from(name == ClaimName::Kernel));
                let inputs = shown["inputs"].as_array().unwrap();
                assert_eq!(inputs.len(), found.inputs.len());
                assert!(shown["repeat"].as_str().unwrap().starts_with("cargo run"));
            }
        }
        assert!(all.next().is_none());
    }
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn the_command_that_repeats_it_does() {
    let kernels = faulty_kernels();
    for (mut spec, kernels) in [(spec(), &kernels[..]), (faulty_spec(), &[])] {
        // What is refuted is refuted at points. Nothing need be proved again.
        spec.laws.laws.clear();
        spec.laws.identities.clear();
        for seed in [0, 5] {
            let report = &run(&spec, kernels, &options(64, seed));
            let json: Value = serde_json::from_str(&json::render(report).unwrap()).unwrap();
            let definitions = json["definitions"].as_array().unwrap().iter();
            let claims = definitions.flat_map(|d| d["claims"].as_array().unwrap());
            let commands = claims.filter_map(|c| c["counterexample"]["repeat"].as_str());
            for (command, (entry, name, found)) in commands.zip(refuted(report)) {
                let words: Vec<&str> = command.split(' ').collect();
                let start = "cargo run --release --features exact -- audit";
                assert!(command.starts_with(start), "{command}");
                let after = |option: &str| {
                    let at = words.iter().position(|word| *word == option).unwrap();
                    words[at + 1]
                };
                assert_eq!(words.len(), start.split(' ').count() + 6, "{command}");
                let again = Options {
                    seed: after("--seed").parse().unwrap(),
                    cases: after("--cases").parse().unwrap(),
                    only: vec![after("--node").into()],
                };
                assert!(again.cases <= 64);
                let again = run(&spec, kernels, &again);
                let again = refuted(&again);
                let mut again = again.iter().filter(|(_, n, _)| *n == name);
                let (same, _, repeated) = again.next().unwrap();
                assert_eq!(same.name, entry.name);
                assert_eq!(format!("{repeated:?}"), format!("{found:?}"), "{command}");
            }
        }
    }
}

/// How many numbers an input shows.
fn numbers(inputs: &[(String, String)], name: &str) -> usize {
    let value = inputs.iter().find(|(n, _)| n == name);
    let value = value.map_or("[]", |(_, v)| v);
    let inside = value.trim_matches(['[', ']']);
    inside.split(", ").filter(|n| !n.is_empty()).count()
}

#[test]
fn counterexamples_are_small() {
    for report in refuted_reports() {
        for (entry, claim, found) in refuted(report) {
            let what = format!("{} of {}: {:?}", claim.as_str(), entry.name, found.inputs);
            for name in ["x", "dx", "held"] {
                assert!(numbers(&found.inputs, name) <= 2, "{what}");
            }
            assert!(numbers(&found.inputs, "δ") <= 1, "{what}");
            // Nothing is left that no index points at, and most numbers are plain.
            let difference = found.difference.as_ref().unwrap();
            assert!(difference.shape.size() == 1, "{what}");
            let text: String = found.inputs.iter().map(|(_, v)| v.as_str()).collect();
            assert!(text.len() < 120, "{what}");
        }
    }
}

#[test]
fn a_difference_of_forms_is_placed_in_the_argument_or_the_output() {
    let of_node = |form: &Form| matches!(form, Form::Node(_));
    let at = |report: &Report, name: ClaimName| -> Vec<(Entry, Difference)> {
        let found = refuted(report).into_iter();
        let found = found.filter(|(entry, claim, _)| *claim == name && of_node(&entry.form));
        let place =
            found.map(|(entry, _, found)| (entry.clone(), found.difference.clone().unwrap()));
        place.collect()
    };
    let [_, forms] = refuted_reports();
    let vjp = at(forms, ClaimName::LinearMap);
    assert!(!vjp.is_empty());
    for (entry, difference) in vjp {
        let names = entry.parameters.iter().map(|(name, _)| &**name);
        let names: Vec<&str> = names.collect();
        let argument = difference
            .argument
            .split(" and ")
            .all(|name| names.contains(&name));
        assert!(argument, "{}: {}", entry.name, difference.argument);
        assert!(difference.flat < difference.shape.size());
    }
    let mut spec = spec();
    for entry in &mut spec.entries {
        if let Form::Node(node) = &mut entry.form {
            node.jvp = Term::new(Op::Neg, vec![node.jvp.clone()]).unwrap();
        }
    }
    // Points refute it, and no proof is searched for.
    spec.laws.laws.clear();
    spec.laws.identities.clear();
    let jvp = at(&run(&spec, &[], &options(0, 0)), ClaimName::Derivative);
    assert!(!jvp.is_empty());
    for (entry, difference) in jvp {
        // A number has no coordinates to name.
        let number = entry.output() == Some(&Space::Real);
        let argument = if number { "" } else { "output" };
        assert_eq!(difference.argument, argument, "{}", entry.name);
        assert!(difference.flat < difference.shape.size());
    }
}
