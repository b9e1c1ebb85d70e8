//! What is remembered of earlier searches, and of laws at points: of the same laws alone.

use torchlean_mirror::audit::{Options, Verdict, audit};
use torchlean_mirror::exact::{Equation, Limits, Outcome, Prover, identity};
use torchlean_mirror::notation::Spec;

fn equations(spec: &Spec) -> Vec<Equation> {
    let identities = spec.laws.identities.iter();
    let equations = identities.map(|of| identity(of, &spec.laws).unwrap().1);
    equations.collect()
}

#[test]
fn what_is_remembered_is_what_a_search_gives() {
    let spec = Spec::built_in().unwrap();
    let fresh = Prover::new(&spec.laws, Limits::default());
    for equation in equations(&spec) {
        let (proof, form) = (fresh.prove(&equation), fresh.simplify(&equation.left));
        for _ in 0..2 {
            let remembering = Prover::remembering(&spec.laws, Limits::default());
            assert_eq!(remembering.prove(&equation), proof);
            assert_eq!(remembering.simplify(&equation.left), form);
        }
    }
}

#[test]
fn what_other_laws_or_limits_gave_is_not_remembered() {
    let spec = Spec::built_in().unwrap();
    let is_found = |spec: &Spec, limits: Limits, equation: &Equation| {
        let outcome = Prover::remembering(&spec.laws, limits).prove(equation);
        matches!(outcome, Outcome::Found(_))
    };
    let mut none = spec.clone();
    none.laws.laws.clear();
    let narrow = Limits {
        iterations: 0,
        steps: 0,
        ..Limits::default()
    };
    let equation = &equations(&spec)[0];
    for _ in 0..2 {
        assert!(is_found(&spec, Limits::default(), equation));
        assert!(!is_found(&none, Limits::default(), equation));
        assert!(!is_found(&spec, narrow, equation));
    }
}

#[test]
fn a_law_at_points_is_remembered_as_it_is_written() {
    let spec = Spec::built_in().unwrap();
    let mut wrong = spec.clone();
    let law = &mut wrong.laws.laws[0];
    law.right = law.left.args()[0].clone();
    let rule = wrong.laws.derivatives.iter_mut();
    let rule = rule.filter(|rule| &*rule.name == "neg").last().unwrap();
    rule.derivative = rule.derivative.args()[0].clone();
    let few = Options {
        cases: 1,
        ..Options::default()
    };
    let refuted = |spec: &Spec| {
        let report = audit(spec, &[], &few, |_| {}).unwrap();
        let laws = report.laws.into_iter();
        let refuted = laws.filter(|(_, verdict)| matches!(verdict, Verdict::Refuted(_)));
        let names = refuted.map(|(name, _)| name.to_string());
        names.collect::<Vec<_>>()
    };
    let name = spec.laws.laws[0].name.to_string();
    for _ in 0..2 {
        assert_eq!(refuted(&spec), Vec::<String>::new());
        assert_eq!(refuted(&wrong), [name.clone(), "derivative neg".into()]);
    }
}
