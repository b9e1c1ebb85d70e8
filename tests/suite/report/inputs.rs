//! Inputs that are no real numbers, and results that are too large.

use std::sync::LazyLock;

use serde_json::Value;
use torchlean_mirror::{
    audit::{Case, Cause, Failure, REGIMES, Reference, Tally, compare, sample},
    exact::{Exact, derived},
    nodes::kernels,
    notation::{Entry, Spec},
    report::{audit, document::terminal, json},
};

use crate::report::faulty::{passing, spec};

/// Compares a case with the real kernel.
fn compared(entry: &Entry, case: &Case, tally: &mut Tally) -> Result<(), Failure> {
    static SPEC: LazyLock<Spec> = LazyLock::new(spec);
    let derivative = entry.form.node().map(|node| {
        derived(node, &entry.conditions, &SPEC.laws)
            .unwrap()
            .derivative
    });
    let rust = entry.rust_path();
    let kernel = kernels().into_iter().find(|k| k.path() == rust).unwrap();
    compare(
        entry,
        Reference::proved(derivative.as_ref()),
        &kernel,
        case,
        tally,
    )
}

/// Every number of a case, with its argument and its place.
fn places(case: &mut Case) -> Vec<(String, usize, &mut f64)> {
    let mut all: Vec<(String, Vec<&mut f64>)> = Vec::new();
    for (name, argument) in &mut case.arguments {
        all.push((name.to_string(), argument.numbers_mut()));
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
        for number in 0..10 {
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
                    Err(Failure {
                        cause: Cause::NoReference(why),
                        ..
                    }) => assert_eq!(why.to_string(), message),
                    other => panic!("{} with {name}: {other:?}", entry.name),
                }
                assert_eq!(tally, Tally::default());
            }
        }
    }
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn overflow_is_an_outcome_of_its_own() {
    let mut overflowed = 0;
    for entry in &spec().entries {
        let mut tally = Tally::default();
        // Small and large shapes, each several times.
        for number in 0..26 * REGIMES.len() as u64 {
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
    let report = passing();
    let json: Value = serde_json::from_str(&json::render(report).unwrap()).unwrap();
    let definitions = json["definitions"].as_array().unwrap().iter();
    let claims = definitions.flat_map(|d| d["claims"].as_array().unwrap());
    let counts = claims.filter_map(|claim| claim["overflow"].as_u64());
    let total: u64 = counts.sum();
    assert!(total > 0);
    let text = terminal::render(&audit::definitions(report), None);
    assert!(text.contains("out of the range of f64, which show nothing"));
}
