//! What reports depend on, and their keys.

use std::collections::BTreeSet;

use serde_json::Value;
use torchlean_mirror::{
    audit::{ClaimName, Options, Report, Verdict},
    nodes::kernels,
    notation::Status,
    report::{
        audit,
        document::{markdown, terminal},
        json,
    },
};

use crate::report::faulty::{faulty_kernels, options, passing, run, spec};

fn formats(report: &Report) -> [String; 3] {
    [
        terminal::render(&audit::definitions(report), None),
        markdown::render(&audit::definitions(report)),
        json::render(report).unwrap(),
    ]
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn a_report_depends_on_its_inputs_alone() {
    let kernels = [kernels(), faulty_kernels()];
    for kernels in &kernels {
        let report = || formats(&run(&spec(), kernels, &options(40, 1)));
        let first = report();
        assert_eq!(first, report());
        for threads in [1, 5] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            let pool = pool.build().unwrap();
            assert_eq!(first, pool.install(report), "{threads} threads");
        }
    }
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn a_part_of_an_audit_says_what_the_whole_says() {
    // An identity is proved of no definition.
    let mut spec = spec();
    spec.laws.identities.clear();
    let whole = run(&spec, &kernels(), &options(24, 0));
    for definition in &whole.definitions {
        let only = Options {
            only: vec![definition.entry.name.to_string()],
            ..options(24, 0)
        };
        let part = run(&spec, &kernels(), &only);
        assert_eq!(
            format!("{:?}", part.definitions[0]),
            format!("{definition:?}")
        );
    }
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn another_seed_gives_other_counts_and_the_same_words() {
    let mut counts = BTreeSet::new();
    let mut words = BTreeSet::new();
    let mut spec = spec();
    spec.laws.identities.clear();
    for seed in 0..3 {
        let report = run(&spec, &kernels(), &options(120, seed));
        let claims = report.definitions.iter().flat_map(|d| &d.claims);
        let mut of_seed = Vec::new();
        for claim in claims {
            // So few inputs may have no NaN that a result depends on.
            if claim.name != ClaimName::NonFinite {
                of_seed.push(claim.verdict.as_str());
            }
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
    let json: Value = serde_json::from_str(&json::render(passing()).unwrap()).unwrap();
    assert_eq!(json["schema"], json::SCHEMA);
    let modules = json["module"].as_str().unwrap();
    for entry in &spec().entries {
        let end = entry.module.strip_prefix("NN.").unwrap();
        assert!(modules.contains(end), "{modules}");
    }
    assert_eq!(json["verdict"], "passed");
    let definitions = json["definitions"].as_array().unwrap();
    let inventory = spec().inventory;
    let listed = inventory.definitions();
    let mirrored: Vec<_> = listed
        .filter(|(_, listed)| listed.status == Status::Mirrored)
        .map(|(_, listed)| listed.lean.as_str())
        .collect();
    let names: Vec<&Value> = definitions.iter().map(|d| &d["lean"]).collect();
    assert_eq!(names, mirrored);
    for (definition, entry) in definitions.iter().zip(spec().entries) {
        assert_eq!(definition["lean"], entry.name.as_str());
        assert_eq!(definition["rust"], entry.rust());
        assert_eq!(definition["kind"], entry.form.kind());
        let claims = definition["claims"].as_array().unwrap();
        let names: Vec<&Value> = claims.iter().map(|claim| &claim["claim"]).collect();
        let is_made = |claim: &ClaimName| *claim != ClaimName::Computed || entry.computed.is_some();
        let made = ClaimName::ALL.into_iter().filter(is_made);
        assert_eq!(names, made.map(ClaimName::as_str).collect::<Vec<_>>());
        for claim in claims {
            let keys: BTreeSet<&str> = claim.as_object().unwrap().keys().map(|k| &**k).collect();
            let expected: &[&str] = match claim["verdict"].as_str().unwrap() {
                "proved" => &["claim", "verdict", "steps", "laws", "rules", "points"],
                "bit-exact" | "bounded" | "propagated" => &[
                    "claim",
                    "verdict",
                    "cases",
                    "comparisons",
                    "skipped",
                    "bit_exact",
                    "bounded",
                    "outside",
                    "overflow",
                    "errors",
                    "worst_share_of_bound",
                    "quantities",
                ],
                "not checked" => &["claim", "reason", "verdict", "why"],
                other => panic!("{other}"),
            };
            let mut expected: BTreeSet<&str> = expected.iter().copied().collect();
            if keys.contains("where") {
                assert!(!entry.conditions.is_empty(), "{}", entry.name);
                expected.insert("where");
            }
            if claim["verdict"] == "propagated" {
                expected.insert("special");
            }
            // Where there are none, there is no key.
            if claim["verdict"] == "proved" {
                let optional = ["facts", "functions"].into_iter();
                expected.extend(optional.filter(|key| keys.contains(key)));
            }
            assert_eq!(keys, expected);
        }
    }
}
