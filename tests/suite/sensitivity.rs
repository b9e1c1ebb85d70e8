//! How small an error the audit refutes: one step where one rounding happens, at most four times the bound elsewhere.

use std::sync::{Arc, LazyLock};

use super::planted_rule::{Part, changed};
use num_bigint::BigInt;
use torchlean_mirror::audit::{ClaimName, Options, Sensitivity, Verdict, audit, sensitivity};
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::notation::{Entry, Form, Spec};
use torchlean_mirror::report::audit::sensitivity as sensitivity_table;
use torchlean_mirror::report::document::{Document, markdown};
use torchlean_mirror::term::Sort;

/// Without equations: no proof is searched for.
fn without_proofs() -> Spec {
    let mut spec = Spec::built_in().unwrap();
    spec.laws.laws.clear();
    spec.laws.identities.clear();
    spec
}

/// What is measured at the inputs of the default audit.
static MEASURED: LazyLock<(Spec, Vec<Sensitivity>)> = LazyLock::new(|| {
    let spec = Spec::built_in().unwrap();
    let floors = sensitivity(&spec, &kernels(), &Options::default()).unwrap();
    (spec, floors)
});

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn an_error_of_one_step_or_of_a_few_bounds_is_refuted() {
    let (_, floors) = &*MEASURED;
    let four = BigInt::from(4) << 64;
    for floor in floors {
        let found = floor.detected.as_ref();
        let found = found.unwrap_or_else(|| panic!("nothing was refuted: {floor:?}"));
        if found.roundings <= 1 {
            assert_eq!(found.steps, 1, "{floor:?}");
            assert_eq!(found.share, None);
        } else {
            let share = found.share.as_ref().unwrap();
            assert!(
                *share > BigInt::from(1) << 64,
                "inside its bound: {floor:?}"
            );
            assert!(*share <= four, "{floor:?}");
        }
    }
    let one = |floor: &&Sensitivity| floor.detected.as_ref().is_some_and(|r| r.roundings <= 1);
    let bit_exact = floors.iter().filter(one).count();
    assert!(bit_exact > 0 && bit_exact < floors.len());
}

#[test]
fn every_result_and_argument_has_a_floor() {
    let spec = without_proofs();
    let options = Options {
        cases: 1,
        ..Options::default()
    };
    let floors = sensitivity(&spec, &kernels(), &options).unwrap();
    for entry in &spec.entries {
        let of = |result: &str| {
            let own = floors.iter().filter(|f| f.definition == entry.name);
            own.filter(|f| f.result == result).count()
        };
        let indices = entry.parameters.iter();
        let indices = indices.filter(|(_, sort)| matches!(sort, Sort::Idx { .. }));
        let indices = indices.count();
        let expected = match entry.form {
            Form::Node(_) => [1, 1, indices, 0, 0],
            Form::Fderiv { .. } => [0, 0, 0, indices, 0],
            Form::Function(_) => [0, 0, 0, 0, 1],
        };
        assert_eq!(
            ["forward", "jvp", "vjp", "deriv", "value"].map(of),
            expected
        );
    }
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn the_documentation_shows_what_is_measured() {
    let (_, floors) = &*MEASURED;
    let options = Options {
        cases: 0,
        ..Options::default()
    };
    let mut report = audit(&without_proofs(), &[], &options, |_| {}).unwrap();
    report.sensitivity = floors.clone();
    let mut table = Document::default();
    table.table(sensitivity_table(&report));
    let page = include_str!("../../proofs-map.md");
    assert!(
        page.contains(&markdown::render(&table)),
        "renew proofs-map.md"
    );
}

#[test]
fn without_inputs_nothing_is_refuted() {
    let options = Options {
        cases: 0,
        ..Options::default()
    };
    let floors = sensitivity(&without_proofs(), &kernels(), &options).unwrap();
    assert!(!floors.is_empty());
    assert!(floors.iter().all(|floor| floor.detected.is_none()));
}

#[test]
fn a_chosen_definition_is_measured_alone() {
    let spec = without_proofs();
    for entry in &spec.entries {
        let options = Options {
            cases: 2,
            only: vec![entry.name.to_string()],
            ..Options::default()
        };
        let floors = sensitivity(&spec, &kernels(), &options).unwrap();
        assert!(!floors.is_empty(), "{}", entry.name);
        assert!(floors.iter().all(|floor| floor.definition == entry.name));
    }
}

/// Whether a kernel is refuted at one input whose last coordinate of `forward`
/// is moved by so many steps.
fn refuted(spec: &Spec, entry: &Entry, steps: u64, step: fn(f64) -> f64) -> bool {
    let change = move |_: &super::planted_rule::Site, values: &mut Vec<f64>| {
        if let Some(last) = values.last_mut() {
            *last = (0..steps).fold(*last, |value, _| step(value));
        }
        Ok(())
    };
    let kernels = kernels();
    let kernel = kernels.iter().find(|kernel| entry.rust() == kernel.name());
    let moved = changed(kernel.unwrap(), Part::Forward, Arc::new(change));
    let options = Options {
        cases: 1,
        only: vec![entry.name.to_string()],
        ..Options::default()
    };
    let report = audit(spec, &[moved], &options, |_| {}).unwrap();
    let mut claims = report.definitions.iter().flat_map(|d| &d.claims);
    let kernel = claims.find(|claim| claim.name == ClaimName::Kernel);
    matches!(kernel.unwrap().verdict, Verdict::Refuted(_))
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn one_step_less_is_not_refuted() {
    let (spec, floors) = &*MEASURED;
    let mut odd = 0;
    for floor in floors.iter().filter(|floor| floor.result == "forward") {
        let entry = spec.entry(&floor.definition).unwrap();
        let both = |steps| {
            [f64::next_up, f64::next_down]
                .into_iter()
                .all(|step| refuted(spec, entry, steps, step))
        };
        if let Some(found) = &floor.detected {
            assert!(both(found.steps), "{floor:?}");
            assert!(!both(found.steps - 1), "{floor:?}");
            odd += usize::from(!found.steps.is_power_of_two());
        }
    }
    assert!(odd > 0, "no search between two powers of two");
}
