//! What a proof rests on.

use torchlean_mirror::audit::{
    Evidence, LeanCheck, Options, Reason, Report, Verdict, audit, rule_name, withdraw,
};
use torchlean_mirror::notation::Spec;

/// The built-in spec with no kernels and no cases.
fn proofs_alone() -> Report {
    let options = Options {
        cases: 0,
        ..Options::default()
    };
    audit(&Spec::built_in().unwrap(), &[], &options, |_| {}).unwrap()
}

fn evidence(verdict: &Verdict) -> Option<&Evidence> {
    match verdict {
        Verdict::Proved(evidence) => Some(evidence),
        _ => None,
    }
}

#[test]
fn a_proof_from_a_law_that_was_evaluated_nowhere_is_withdrawn() {
    let report = proofs_alone();
    assert!(matches!(report.lean, LeanCheck::NotAsked));
    let mut withdrawn = 0;
    let claims = report.definitions.iter().flat_map(|d| &d.claims);
    let claims = claims.map(|claim| &claim.verdict);
    for stated in claims.chain(report.identities.iter().map(|(_, verdict)| verdict)) {
        let Some(evidence) = evidence(stated) else {
            continue;
        };
        let rules = evidence.rules();
        let rules = rules.iter().map(|rule| rule_name(rule));
        let laws = evidence.laws().into_iter().chain(evidence.facts());
        for name in laws.chain(rules) {
            let mut laws = report.laws.clone();
            let law = laws.iter_mut().find(|(law, _)| *law == name).unwrap();
            law.1 = Verdict::NotChecked(Reason::NoPoint);
            let mut verdict = stated.clone();
            withdraw(&mut verdict, &report.laws);
            assert!(matches!(verdict, Verdict::Proved(_)));
            withdraw(&mut verdict, &laws);
            assert!(matches!(verdict, Verdict::Unknown(_)), "{name}");
            withdrawn += 1;
        }
    }
    assert!(withdrawn > 100, "{withdrawn}");
}

#[test]
fn the_proof_of_an_identity_rests_on_laws_and_that_of_a_derivative_on_rules() {
    let report = proofs_alone();
    assert!(!report.identities.is_empty());
    for (identity, verdict) in &report.identities {
        let (evidence, name) = (evidence(verdict).unwrap(), &identity.name);
        assert!(!evidence.laws().is_empty(), "{name}");
        let derivative = identity.point.is_some();
        assert_eq!(!evidence.rules().is_empty(), derivative, "{name}");
    }
}
