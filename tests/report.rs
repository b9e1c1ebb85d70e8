//! What a report says of a refuted claim, how small its counterexamples are, and that it depends on its inputs alone.
#![cfg(feature = "exact")]

#[allow(dead_code)]
#[path = "faults/rule.rs"]
mod rule;

use std::collections::BTreeSet;
use std::sync::Arc;

use rule::{Change, Part, changed};
use serde_json::Value;
use torchlean_mirror::{
    audit::{
        Argument, Case, ClaimName, Counterexample, Failure, Found, Options, REGIMES, Report, Tally,
        Verdict, audit, compare, sample,
    },
    exact::{Exact, Map, derive},
    nodes::{Kernel, kernels},
    report::{json, markdown, terminal},
    spec::{Entry, Form, Spec},
    term::{Op, Term},
};

fn spec() -> Spec {
    Spec::built_in().unwrap()
}

fn options(cases: u64, seed: u64) -> Options {
    Options {
        seed,
        cases,
        only: Vec::new(),
    }
}

fn run(spec: &Spec, kernels: &[Kernel], options: &Options) -> Report {
    audit(spec, kernels, options, |_| {})
}

/// Kernels that give one result one ulp too much, in its last coordinate.
fn faulty_kernels() -> Vec<Kernel> {
    let up: Change = Arc::new(|_, values| {
        if let Some(last) = values.last_mut() {
            *last = last.next_up();
        }
        Ok(())
    });
    let parts = [Part::Forward, Part::Matrix, Part::Value];
    let plant = |kernel: Kernel| {
        let planted = |kernel: Kernel, part| changed(&kernel, part, up.clone());
        parts.into_iter().fold(kernel, planted)
    };
    kernels().into_iter().map(plant).collect()
}

/// The spec with the cotangents of each node negated.
fn faulty_spec() -> Spec {
    let mut spec = spec();
    for entry in &mut spec.entries {
        if let Form::Node(node) | Form::Fderiv { node, .. } = &mut entry.form {
            node.vjp = Term::new(Op::Neg, vec![node.vjp.clone()]).unwrap();
        }
    }
    spec
}

/// Every refuted claim of a report.
fn refuted(report: &Report) -> Vec<(&Entry, ClaimName, &Counterexample)> {
    let mut found = Vec::new();
    for definition in &report.definitions {
        for claim in &definition.claims {
            if let Verdict::Refuted(counterexample) = &claim.verdict {
                found.push((&definition.entry, claim.name, &**counterexample));
            }
        }
    }
    found
}

fn refuted_reports() -> [Report; 2] {
    let options = options(64, 0);
    let kernels = run(&spec(), &faulty_kernels(), &options);
    let forms = run(&faulty_spec(), &[], &options);
    assert_eq!(refuted(&kernels).len(), spec().entries.len());
    let nodes = spec()
        .entries
        .iter()
        .filter(|e| e.form.node().is_some())
        .count();
    assert_eq!(refuted(&forms).len(), 2 * nodes);
    [kernels, forms]
}

/// The hexadecimal bits that a text shows.
fn bits(text: &str) -> Vec<u64> {
    let hex = text
        .match_indices("0x")
        .map(|(at, _)| &text[at + 2..at + 18]);
    hex.map(|hex| u64::from_str_radix(hex, 16).unwrap())
        .collect()
}

#[test]
fn a_refuted_claim_has_every_field_in_text_and_markdown() {
    for report in refuted_reports() {
        let text = terminal::render(&report);
        let table = markdown::render(&report);
        let sections: Vec<&str> = text.split("\nRefuted\n").skip(1).collect();
        let tables: Vec<&str> = table.split("\n## Refuted: ").skip(1).collect();
        let all = refuted(&report);
        assert_eq!((sections.len(), tables.len()), (all.len(), all.len()));
        for (((entry, claim, found), section), table) in all.iter().zip(sections).zip(tables) {
            let in_text = |name: &str| {
                let mut lines = section.lines().map_while(|line| line.strip_prefix("  "));
                lines.find_map(|line| Some(line.strip_prefix(name)?.trim().to_string()))
            };
            let in_table = |name: &str| {
                let mark = format!("| {name} | ");
                let value = table.lines().find_map(|line| line.strip_prefix(&mark))?;
                Some(value.strip_suffix(" |")?.replace("\\|", "|"))
            };
            let difference = found.difference.as_ref().unwrap();
            let real = difference.argument.is_empty();
            for value in [&in_text as &dyn Fn(&str) -> Option<String>, &in_table] {
                let of = |name: &str| value(name).unwrap_or_else(|| panic!("{name}: {section}"));
                assert_eq!(of("definition"), *entry.name);
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
                assert!(
                    exact.contains(&fraction(difference.exact.clone())),
                    "{exact}"
                );
                if let Found::Float(value) = difference.computed {
                    assert_eq!(bits(&computed), [value.to_bits()]);
                    assert!(of("error").ends_with(" ulp"));
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
        let json: Value = serde_json::from_str(&json::render(&report).unwrap()).unwrap();
        assert_eq!(json["verdict"], "refuted");
        let mut all = refuted(&report).into_iter();
        for definition in json["definitions"].as_array().unwrap() {
            for claim in definition["claims"].as_array().unwrap() {
                if claim["verdict"] != "refuted" {
                    assert!(claim["counterexample"].is_null());
                    continue;
                }
                let (entry, name, found) = all.next().unwrap();
                assert_eq!(definition["lean"], *entry.name);
                assert_eq!(claim["claim"], name.as_str());
                let shown = &claim["counterexample"];
                assert_eq!(shown["quantity"], found.quantity);
                assert_eq!(shown["what"], found.what);
                assert_eq!(shown["case"], found.case);
                let difference = &shown["difference"];
                for value in [&difference["computed"], &difference["exact"]] {
                    let decimal = value["decimal"].as_str().unwrap();
                    let bits = bits(value["bits"].as_str().unwrap());
                    assert_eq!(decimal.parse::<f64>().unwrap().to_bits(), bits[0]);
                    assert!(value["rational"].is_string());
                }
                let known = found.difference.as_ref().unwrap();
                assert_eq!(difference["flat_index"], known.flat);
                assert_eq!(difference["multi_index"], serde_json::json!(known.multi));
                assert_eq!(difference["shape"], serde_json::json!(known.shape.dims()));
                assert_eq!(difference["argument"], known.argument);
                assert_eq!(
                    difference["error_ulp"].is_string(),
                    name == ClaimName::Kernel
                );
                let inputs = shown["inputs"].as_array().unwrap();
                assert_eq!(inputs.len(), found.inputs.len());
                assert!(shown["repeat"].as_str().unwrap().starts_with("cargo run"));
            }
        }
        assert!(all.next().is_none());
    }
}

#[test]
fn the_command_that_repeats_it_does() {
    let kernels = faulty_kernels();
    for (spec, kernels) in [(spec(), &kernels[..]), (faulty_spec(), &[])] {
        for seed in [0, 5] {
            let report = run(&spec, kernels, &options(64, seed));
            let json: Value = serde_json::from_str(&json::render(&report).unwrap()).unwrap();
            let definitions = json["definitions"].as_array().unwrap().iter();
            let claims = definitions.flat_map(|d| d["claims"].as_array().unwrap());
            let commands = claims.filter_map(|c| c["counterexample"]["repeat"].as_str());
            for (command, (entry, name, found)) in commands.zip(refuted(&report)) {
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
        for (entry, claim, found) in refuted(&report) {
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

fn formats(report: &Report) -> [String; 3] {
    [
        terminal::render(report),
        markdown::render(report),
        json::render(report).unwrap(),
    ]
}

#[test]
fn a_report_depends_on_its_inputs_alone() {
    let kernels = [kernels(), faulty_kernels()];
    for kernels in &kernels {
        let report = || formats(&run(&spec(), kernels, &options(40, 1)));
        let first = report();
        assert_eq!(first, report());
        for threads in [1, 2, 5] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            let pool = pool.build().unwrap();
            assert_eq!(first, pool.install(report), "{threads} threads");
        }
    }
}

#[test]
fn a_part_of_an_audit_says_what_the_whole_says() {
    let whole = run(&spec(), &kernels(), &options(24, 0));
    for definition in &whole.definitions {
        let only = Options {
            only: vec![definition.entry.name.to_string()],
            ..options(24, 0)
        };
        let part = run(&spec(), &kernels(), &only);
        assert_eq!(
            format!("{:?}", part.definitions[0]),
            format!("{definition:?}")
        );
    }
}

#[test]
fn another_seed_gives_other_counts_and_the_same_words() {
    let mut counts = BTreeSet::new();
    let mut words = BTreeSet::new();
    for seed in 0..4 {
        let report = run(&spec(), &kernels(), &options(120, seed));
        let claims = report.definitions.iter().flat_map(|d| &d.claims);
        let mut of_seed = Vec::new();
        for claim in claims {
            of_seed.push(claim.verdict.word());
            if let Verdict::BitExact(tally) | Verdict::Bounded(tally) = &claim.verdict {
                assert_eq!(tally.cases, 120);
                let parts = tally.bit_exact + tally.bounded + tally.overflow;
                assert_eq!(tally.comparisons, parts);
                counts.insert((seed, tally.comparisons));
            }
        }
        words.insert(of_seed);
    }
    assert_eq!(words.len(), 1);
    let of = |wanted| {
        counts
            .iter()
            .filter(move |(s, _)| *s == wanted)
            .map(|(_, c)| c)
    };
    assert!(of(0).ne(of(1)) && of(1).ne(of(2)));
}

#[test]
fn json_has_the_documented_keys() {
    let report = run(&spec(), &kernels(), &options(16, 0));
    let json: Value = serde_json::from_str(&json::render(&report).unwrap()).unwrap();
    assert_eq!(json["schema"], json::SCHEMA);
    assert_eq!(json["module"], *spec().entries[0].module);
    assert_eq!(json["verdict"], "passed");
    let definitions = json["definitions"].as_array().unwrap();
    assert_eq!(definitions.len(), 17);
    for (definition, entry) in definitions.iter().zip(spec().entries) {
        assert_eq!(definition["lean"], *entry.name);
        assert_eq!(definition["rust"], entry.rust());
        assert_eq!(definition["kind"], entry.form.kind());
        let claims = definition["claims"].as_array().unwrap();
        let names: Vec<&Value> = claims.iter().map(|claim| &claim["claim"]).collect();
        assert_eq!(names, ClaimName::ALL.map(ClaimName::as_str));
        for claim in claims {
            let keys: BTreeSet<&str> = claim.as_object().unwrap().keys().map(|k| &**k).collect();
            let expected: &[&str] = match claim["verdict"].as_str().unwrap() {
                "proved" => &["claim", "verdict", "steps", "laws", "rules", "points"],
                "bit-exact" | "bounded" => &[
                    "claim",
                    "verdict",
                    "cases",
                    "comparisons",
                    "bit_exact",
                    "bounded",
                    "overflow",
                    "worst_error_ulp",
                    "worst_share_of_bound",
                ],
                "not checked" => &["claim", "verdict", "why"],
                other => panic!("{other}"),
            };
            assert_eq!(keys, expected.iter().copied().collect());
        }
    }
}

/// Compares a case with the real kernel.
fn compared(entry: &Entry, case: &Case, tally: &mut Tally) -> Result<(), Failure> {
    let laws = spec().laws;
    let derived = entry.form.node().map(|node| {
        let derivation = derive(&node.forward, "x", &node.context, &laws);
        derivation.unwrap().derivative
    });
    let rust = entry.rust();
    let kernel = kernels().into_iter().find(|k| k.name() == rust).unwrap();
    compare(entry, derived.as_ref(), &kernel, case, tally)
}

/// Every number of a case, with its argument and its place.
fn places(case: &mut Case) -> Vec<(String, usize, &mut f64)> {
    fn of_map(map: &mut Map<f64>) -> Vec<&mut f64> {
        match map {
            Map::Dense(matrix) | Map::PositionWise(matrix, _) => {
                matrix.rows.iter_mut().flatten().collect()
            }
            Map::Diagonal(entries) => entries.iter_mut().collect(),
            Map::Composed(outer, inner) => of_map(outer).into_iter().chain(of_map(inner)).collect(),
        }
    }
    let mut all: Vec<(String, Vec<&mut f64>)> = Vec::new();
    for (name, argument) in &mut case.arguments {
        let values = match argument {
            Argument::Scalar(value) => vec![value],
            Argument::Vector(values) => values.iter_mut().collect(),
            Argument::Map(map) => of_map(map),
            Argument::Index(_) | Argument::Mask(_) => Vec::new(),
        };
        all.push((name.to_string(), values));
    }
    let vectors = [
        ("x", &mut case.x),
        ("dx", &mut case.dx),
        ("δ", &mut case.delta),
        ("held", &mut case.held),
    ];
    all.extend(vectors.map(|(name, values)| (name.to_string(), values.iter_mut().collect())));
    let numbered = |(name, values): (String, Vec<_>)| {
        let places = values.into_iter().enumerate();
        places
            .map(move |(at, value)| (name.clone(), at, value))
            .collect::<Vec<_>>()
    };
    all.into_iter().flat_map(numbered).collect()
}

#[test]
fn what_is_no_real_number_is_refused_by_name_and_place() {
    for entry in &spec().entries {
        for number in 0..24 {
            let case = sample(entry, 0, number);
            let count = places(&mut case.clone()).len();
            for (position, bad) in
                (0..count).zip([f64::NAN, f64::INFINITY, f64::NEG_INFINITY].iter().cycle())
            {
                let mut case = case.clone();
                let (name, at, value) = places(&mut case).swap_remove(position);
                *value = *bad;
                let message =
                    format!("{name}: expected a finite value at position {at}, got {bad}");
                let refused = case.point::<Exact>(entry, |v| v).unwrap_err();
                assert_eq!(refused.to_string(), message, "{}", entry.name);
                let mut tally = Tally::default();
                match compared(entry, &case, &mut tally) {
                    // The kernel is not blamed for it.
                    Err(Failure::NoReference(why)) => assert_eq!(why, message),
                    other => panic!("{} with {name}: {other:?}", entry.name),
                }
                assert_eq!(tally, Tally::default());
            }
        }
    }
}

#[test]
fn overflow_is_an_outcome_of_its_own() {
    let mut overflowed = 0;
    for entry in &spec().entries {
        let mut tally = Tally::default();
        for number in 0..80 * REGIMES.len() as u64 {
            let mut case = sample(entry, 0, number);
            for (_, _, value) in places(&mut case) {
                *value = f64::MAX.copysign(*value);
            }
            compared(entry, &case, &mut tally).unwrap();
        }
        assert_eq!(
            tally.comparisons,
            tally.bit_exact + tally.bounded + tally.overflow
        );
        overflowed += usize::from(tally.overflow > 0);
        // An overflow is no success: where there is nothing else, nothing was shown.
        assert!(tally.bit_exact + tally.bounded > 0 || tally.overflow > 0);
    }
    assert!(overflowed > 10, "{overflowed} definitions");
    let report = run(&spec(), &kernels(), &options(200, 0));
    let json: Value = serde_json::from_str(&json::render(&report).unwrap()).unwrap();
    let definitions = json["definitions"].as_array().unwrap().iter();
    let claims = definitions.flat_map(|d| d["claims"].as_array().unwrap());
    let counts = claims.filter_map(|claim| claim["overflow"].as_u64());
    let total: u64 = counts.sum();
    assert!(total > 0);
    assert!(terminal::render(&report).contains("out of the range of f64, which show nothing"));
}
