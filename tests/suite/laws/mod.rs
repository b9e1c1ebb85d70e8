//! Every law, derivative rule and identity at exact rational points of many shapes, a gallery of false ones that the same check rejects, and that no law stands unused.

mod check;
mod gallery;
mod naive;
mod used;

use torchlean_mirror::notation::{DerivativeRule, Identity, Law, Spec};
use torchlean_mirror::term::Op;

#[test]
fn every_law_holds_at_every_point() {
    let spec = Spec::built_in().unwrap();
    assert!(spec.laws.laws.len() >= 30);
    // Values of functions are not rational: enclosures are tested for themselves.
    let of_rationals = |law: &&Law| !law.left.has_functions() && !law.right.has_functions();
    for law in spec.laws.laws.iter().filter(of_rationals) {
        let found = check::law(law, false);
        assert_eq!(found.failure, None, "{}", law.name);
        assert!(found.points >= 50, "{}: {} points", law.name, found.points);
        // A law about any space was seen in all of them that it can be about.
        let general = law
            .variables
            .iter()
            .any(|(_, sort)| !sort.names().is_empty());
        assert!(
            !general || found.spaces >= 7,
            "{}: {} spaces",
            law.name,
            found.spaces
        );
    }
}

#[test]
fn every_guard_is_needed() {
    let spec = Spec::built_in().unwrap();
    let guarded: Vec<_> = spec
        .laws
        .laws
        .iter()
        .filter(|law| !law.apart.is_empty())
        .collect();
    assert!(!guarded.is_empty());
    for law in guarded {
        assert!(
            check::law(law, true).failure.is_some(),
            "{} needs no guard",
            law.name
        );
    }
}

#[test]
fn every_derivative_rule_is_the_exact_derivative() {
    let spec = Spec::built_in().unwrap();
    assert!(spec.laws.derivatives.len() >= 8);
    // No difference of functions or of inverses is exact: those rules are enclosed in tests of their
    // own.
    let is_exact =
        |rule: &&DerivativeRule| !rule.pattern.has_functions() && !rule.pattern.has(&Op::Inv);
    for rule in spec.laws.derivatives.iter().filter(is_exact) {
        let found = check::rule(rule);
        assert_eq!(found.failure, None, "{}", rule.name);
        assert!(
            found.points >= 100,
            "{}: {} points",
            rule.name,
            found.points
        );
    }
}

#[test]
fn every_identity_holds_at_every_point() {
    let spec = Spec::built_in().unwrap();
    assert!(spec.laws.identities.len() >= 8);
    // No value of a function is exact.
    let is_exact = |identity: &&Identity| !identity.left.has_functions();
    for identity in spec.laws.identities.iter().filter(is_exact) {
        let found = check::identity(identity);
        assert_eq!(found.failure, None, "{}", identity.name);
        assert!(
            found.points >= 50,
            "{}: {} points",
            identity.name,
            found.points
        );
    }
}
