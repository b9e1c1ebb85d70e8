//! The replay takes an instance of a fact for a guard, and nothing else.

use torchlean_mirror::exact::{
    Derivation, Differentiation, Equation, FactInstance, InvalidDerivation, InvalidFact,
    InvalidStep, Limits, Outcome, Proof, Prover, Rejection, identity, replay,
    replay_derivation_given,
};
use torchlean_mirror::notation::Laws;
use torchlean_mirror::term::{Space, Term};

use super::{LAWS, laws};

/// A proof with a step that rests on a fact, and where that step is.
fn proved(laws: &Laws) -> (Equation, Proof, usize) {
    let mut stated = laws.identities.iter();
    let stated = stated
        .find(|stated| &*stated.name == "exp_mul_inv")
        .unwrap();
    let (_, equation) = identity(stated, laws).unwrap();
    let Outcome::Found(proof) = Prover::new(laws, Limits::default()).prove(&equation) else {
        panic!("no proof");
    };
    replay(&proof, &equation, laws).unwrap();
    let at = proof.steps.iter().position(|step| !step.facts.is_empty());
    (equation, proof, at.unwrap())
}

fn rejected(change: impl Fn(&mut Vec<FactInstance>)) -> InvalidStep {
    let laws = laws(LAWS);
    let (equation, mut proof, at) = proved(&laws);
    change(&mut proof.steps[at].facts);
    match replay(&proof, &equation, &laws) {
        Err(Rejection::Step { step, why }) => {
            assert_eq!(step, at + 1);
            why
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn evidence_that_is_left_out_leaves_the_guard_open() {
    let why = rejected(Vec::clear);
    assert!(matches!(why, InvalidStep::Guard { .. }));
    assert_eq!(
        why.to_string(),
        "`hadamard_inv_cancel` needs `∀ i, exp (u i) ≠ 0`"
    );
}

#[test]
fn a_fact_that_is_not_there_is_no_evidence() {
    let why = rejected(|facts| facts[0].fact = "nobody".into());
    assert_eq!(why.to_string(), "there is no fact `nobody`");
    // A law is no fact.
    let why = rejected(|facts| facts[0].fact = "hadamard_inv_cancel".into());
    assert_eq!(why.to_string(), "there is no fact `hadamard_inv_cancel`");
}

#[test]
fn a_fact_of_another_guard_is_no_evidence() {
    let why = rejected(|facts| facts[0].fact = "one_add_exp_ne_zero".into());
    assert_eq!(
        why.to_string(),
        "the fact `one_add_exp_ne_zero` says `∀ i, 1 + exp (u i) ≠ 0`, which no guard needs"
    );
    // Nor beside the right one.
    let why = rejected(|facts| {
        let mut more = facts[0].clone();
        more.fact = "exp_add_one_ne_zero".into();
        facts.push(more);
    });
    let InvalidStep::Fact(why) = why else {
        panic!("{why}");
    };
    assert!(matches!(*why, InvalidFact::Instance { .. }));
}

#[test]
fn another_instance_is_no_evidence() {
    let why = rejected(|facts| {
        for term in facts[0].substitution.terms.values_mut() {
            *term = Term::var("w", term.sort().clone());
        }
    });
    assert_eq!(
        why.to_string(),
        "the fact `exp_ne_zero` says `∀ i, exp (w i) ≠ 0`, which no guard needs"
    );
    let why = rejected(|facts| {
        for space in facts[0].substitution.spaces.values_mut() {
            *space = Space::named("elsewhere");
        }
    });
    assert!(matches!(why, InvalidStep::Fact(_)), "{why}");
}

#[test]
fn arithmetic_and_laws_without_guards_take_no_evidence() {
    let laws = laws(LAWS);
    let (_, proof, at) = proved(&laws);
    let instance = proof.steps[at].facts[0].clone();
    for name in ["add_left_comm", "sum_of_three"] {
        let mut stated = laws.identities.iter();
        let stated = stated.find(|stated| &*stated.name == name).unwrap();
        let (_, equation) = identity(stated, &laws).unwrap();
        let Outcome::Found(proof) = Prover::new(&laws, Limits::default()).prove(&equation) else {
            panic!("no proof");
        };
        replay(&proof, &equation, &laws).unwrap();
        for position in 0..proof.steps.len() {
            let mut proof = proof.clone();
            proof.steps[position].facts.push(instance.clone());
            assert!(replay(&proof, &equation, &laws).is_err(), "{name}");
        }
    }
}

/// The derivation of `log (1 + exp …)`, with the space of its point.
fn derived(laws: &Laws) -> (Derivation, Space) {
    let mut stated = laws.identities.iter();
    let stated = stated.find(|stated| &*stated.name == "derivative_log_one_add_exp");
    let stated = stated.unwrap();
    let (derivation, _) = identity(stated, laws).unwrap();
    (derivation.unwrap(), stated.point.clone().unwrap())
}

#[test]
fn a_derivation_needs_the_fact_of_its_guard() {
    let laws = laws(LAWS);
    let (derivation, domain) = derived(&laws);
    let by = Differentiation::at("x", &domain);
    replay_derivation_given(&derivation, &by, &laws).unwrap();
    assert_eq!(derivation.facts(), ["one_add_exp_ne_zero".into()]);
    let rejected = |change: &dyn Fn(&mut Vec<FactInstance>)| {
        let mut changed = derivation.clone();
        change(&mut changed.facts);
        match replay_derivation_given(&changed, &by, &laws) {
            Err(Rejection::Derivative { why, .. }) => why,
            other => panic!("{other:?}"),
        }
    };
    let open = rejected(&Vec::clear);
    assert!(matches!(open, InvalidDerivation::Guard { .. }), "{open}");
    for name in ["exp_ne_zero", "exp_add_one_ne_zero", "nobody"] {
        let why = rejected(&|facts| facts[0].fact = name.into());
        assert!(matches!(why, InvalidDerivation::Fact(_)), "{why}");
    }
    let why = rejected(&|facts| facts[0].substitution.terms.clear());
    assert!(matches!(why, InvalidDerivation::Fact(_)), "{why}");
    // Among its premises none needs one.
    let mut changed = derivation.clone();
    changed.premises[0].1.facts.clone_from(&derivation.facts);
    assert!(replay_derivation_given(&changed, &by, &laws).is_err());
}

#[test]
fn a_fact_that_is_gone_is_no_evidence() {
    let all = laws(LAWS);
    let (equation, proof, _) = proved(&all);
    let (derivation, domain) = derived(&all);
    let mut fewer = all.clone();
    fewer.facts.clear();
    assert!(replay(&proof, &equation, &fewer).is_err());
    let by = Differentiation::at("x", &domain);
    assert!(replay_derivation_given(&derivation, &by, &fewer).is_err());
}
