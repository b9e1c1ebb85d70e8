//! What is proved with facts, and what is not without them.

use torchlean_mirror::audit::{Evidence, Verdict};
use torchlean_mirror::exact::{Limits, NoRule, Prover, identity};
use torchlean_mirror::notation::Laws;

use super::{LAWS, audited, laws, without};

/// The identities whose proofs rest on facts, with these.
const RESTING: &[(&str, &[&str])] = &[
    ("exp_mul_inv", &["exp_ne_zero"]),
    ("one_add_exp_mul_inv", &["one_add_exp_ne_zero"]),
    ("derivative_log_one_add_exp", &["one_add_exp_ne_zero"]),
    ("derivative_inv_exp_add_one", &["exp_add_one_ne_zero"]),
];

fn verdict(laws: Laws, name: &str) -> Verdict {
    let report = audited(laws);
    let mut identities = report.identities.iter();
    let found = identities.find(|(identity, _)| *identity.name == *name);
    found.unwrap().1.clone()
}

fn evidence(verdict: &Verdict) -> &Evidence {
    match verdict {
        Verdict::Proved(evidence) => evidence,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_proof_says_which_facts_it_rests_on() {
    for (name, facts) in RESTING {
        let verdict = verdict(laws(LAWS), name);
        let found = evidence(&verdict).facts();
        let found: Vec<&str> = found.iter().map(|fact| &**fact).collect();
        assert_eq!(found, *facts, "{name}");
    }
    let logistic = verdict(laws(LAWS), "logistic_derivative");
    assert!(!evidence(&logistic).facts().is_empty());
    let other = verdict(laws(LAWS), "add_left_comm");
    assert!(evidence(&other).facts().is_empty());
}

#[test]
fn without_its_fact_a_claim_is_unknown() {
    for (name, facts) in RESTING {
        let verdict = verdict(without(facts), name);
        assert!(
            matches!(verdict, Verdict::Unknown(_)),
            "{name}: {verdict:?}"
        );
    }
    let facts = ["one_add_exp_ne_zero", "exp_add_one_ne_zero"];
    let logistic = verdict(without(&facts), "logistic_derivative");
    assert!(matches!(logistic, Verdict::Unknown(_)), "{logistic:?}");
}

#[test]
fn an_open_guard_of_a_law_is_named() {
    for (name, fact, open) in [
        ("exp_mul_inv", "exp_ne_zero", "exp (u i)"),
        (
            "one_add_exp_mul_inv",
            "one_add_exp_ne_zero",
            "1 + exp (u i)",
        ),
    ] {
        let verdict = verdict(without(&[fact]), name);
        let Verdict::Unknown(why) = &verdict else {
            panic!("{name}: {verdict:?}");
        };
        assert_eq!(why.code(), "open-guard");
        let said = format!(
            "no proof without `∀ i, {open} ≠ 0` for `hadamard_inv_cancel`, which is neither a hypothesis nor a fact"
        );
        assert_eq!(why.to_string(), said);
    }
}

#[test]
fn an_open_guard_of_a_rule_is_named() {
    let laws = without(&["one_add_exp_ne_zero"]);
    let stated = laws
        .identities
        .iter()
        .find(|stated| &*stated.name == "derivative_log_one_add_exp");
    let open = identity(stated.unwrap(), &laws).unwrap_err();
    assert!(matches!(open, NoRule::Guard { .. }));
    assert_eq!(
        open.to_string(),
        "`derivative log` needs `∀ i, 1 + exp (get a x i) ≠ 0`, which is neither a hypothesis nor a fact"
    );
    let verdict = verdict(laws, "derivative_log_one_add_exp");
    let Verdict::Unknown(why) = &verdict else {
        panic!("{verdict:?}");
    };
    assert_eq!(why.code(), "open-guard");
    assert_eq!(why.to_string(), open.to_string());
}

#[test]
fn a_form_becomes_smaller_by_a_fact() {
    let all = laws(LAWS);
    let product = all
        .identities
        .iter()
        .find(|stated| &*stated.name == "one_add_exp_mul_inv");
    let product = &product.unwrap().left;
    let smaller = Prover::new(&all, Limits::default())
        .simplify(product)
        .unwrap();
    assert_eq!(smaller.term.to_string(), "v");
    assert_eq!(smaller.proof.facts(), ["one_add_exp_ne_zero".into()]);
    let fewer = without(&["one_add_exp_ne_zero", "exp_add_one_ne_zero"]);
    let left = Prover::new(&fewer, Limits::default())
        .simplify(product)
        .unwrap();
    assert!(left.term.to_string().contains("⁻¹"), "{}", left.term);
}
