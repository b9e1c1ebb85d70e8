//! Every proof with one thing changed, and every derivation.

use std::collections::BTreeMap;

use torchlean_mirror::exact::{
    Derivation, Equation, FactInstance, FunctionEquation, Proof, Reason, Rule, derive,
    replay_computed, replay_derivation,
};
use torchlean_mirror::notation::Laws;
use torchlean_mirror::term::{Name, Op, Sort, Space, Substitution, Term};

use crate::replay::proofs::{Derived, Module, Proved};

/// Another term of the same sort.
fn other(term: &Term) -> Term {
    let decoy = |name: &str| Term::var(name, term.sort().clone());
    match term.op() {
        Op::Var(name, _) if &**name == "decoy" => decoy("decoy'"),
        _ => decoy("decoy"),
    }
}

/// Each substitution with one term or space changed or left out.
fn substitutions(substitution: &Substitution) -> Vec<Substitution> {
    let mut changed = Vec::new();
    for (name, term) in &substitution.terms {
        let mut one = substitution.clone();
        one.terms.insert(name.clone(), other(term));
        changed.push(one);
        // What is left out stands for itself.
        if !matches!(term.op(), Op::Var(own, _) if own == name) {
            let mut one = substitution.clone();
            one.terms.remove(name);
            changed.push(one);
        }
        // A term of another sort.
        let mut one = substitution.clone();
        let wrong = Sort::Vec(Space::named("elsewhere"));
        one.terms.insert(name.clone(), Term::var("decoy", wrong));
        changed.push(one);
    }
    for name in substitution.spaces.keys() {
        let mut one = substitution.clone();
        one.spaces.insert(name.clone(), Space::named("elsewhere"));
        changed.push(one);
    }
    changed
}

/// Every subterm's path.
fn paths(term: &Term) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for (position, arg) in term.args().iter().enumerate() {
        for mut path in paths(arg) {
            path.insert(0, position);
            all.push(path);
        }
    }
    all
}

/// The evidence for guards with one thing changed.
fn tampered_facts(facts: &[FactInstance], laws: &Laws) -> Vec<(&'static str, Vec<FactInstance>)> {
    let mut all = Vec::new();
    let mut push = |what, change: &dyn Fn(&mut Vec<FactInstance>)| {
        let mut changed = facts.to_vec();
        change(&mut changed);
        all.push((what, changed));
    };
    for (at, instance) in facts.iter().enumerate() {
        push("fact left out", &|all| {
            all.remove(at);
        });
        for fact in &laws.facts {
            push("fact", &|all| all[at].fact = fact.name.clone());
        }
        for substitution in substitutions(&instance.substitution) {
            push("instance of a fact", &|all| {
                all[at].substitution = substitution.clone();
            });
        }
    }
    all
}

/// A proof has so many steps, or so many parts of it are taken.
const LONG: usize = 20;

/// The steps of a part of a long proof.
const PART: usize = 3;

/// The proof, or of a long one parts with what each proves: any step of it may be in one.
fn parts(proved: &Proved) -> Vec<Proved> {
    let Proved {
        equation,
        functions,
        proof,
    } = proved;
    let places = (0..proof.steps.len()).step_by((proof.steps.len() / (LONG / PART)).max(1));
    let part = |at: usize| {
        let end = (at + PART).min(proof.steps.len());
        let start = at
            .checked_sub(1)
            .map_or(&proof.start, |before| &proof.steps[before].after);
        let proof = Proof {
            start: start.clone(),
            steps: proof.steps[at..end].to_vec(),
        };
        let equation = Equation {
            left: start.clone(),
            right: proof.end().clone(),
            apart: equation.apart.clone(),
        };
        Proved {
            equation,
            functions: functions.clone(),
            proof,
        }
    };
    match proof.steps.len() <= LONG {
        true => vec![Proved {
            equation: equation.clone(),
            functions: functions.clone(),
            proof: proof.clone(),
        }],
        false => places.map(part).collect(),
    }
}

/// The proof with one thing changed, in every way, with what was changed.
fn tampered(proved: &Proved, laws: &Laws) -> Vec<(&'static str, Proof)> {
    let Proved {
        functions, proof, ..
    } = proved;
    let mut all = Vec::new();
    let mut push = |what, change: &dyn Fn(&mut Proof)| {
        let mut one = proof.clone();
        change(&mut one);
        all.push((what, one));
    };
    push("start", &|p| p.start = other(&p.start));
    for (at, step) in proof.steps.iter().enumerate() {
        for law in &laws.laws {
            let reason = Reason::Law(law.name.clone());
            if reason != step.reason {
                push("law", &|p| p.steps[at].reason = reason.clone());
            }
        }
        push("unknown law", &|p| {
            p.steps[at].reason = Reason::Law("nobody".into());
        });
        // Two functions may have the same claim.
        let own = functions
            .iter()
            .find(|own| step.reason == Reason::Computed(own.function.clone()));
        let same = |other: &FunctionEquation| own.is_some_and(|own| own.equation == other.equation);
        for function in functions {
            let reason = Reason::Computed(function.function.clone());
            if !same(function) {
                push("function", &|p| p.steps[at].reason = reason.clone());
            }
        }
        push("unknown function", &|p| {
            p.steps[at].reason = Reason::Computed("nobody".into());
        });
        let before = match at {
            0 => &proof.start,
            _ => &proof.steps[at - 1].after,
        };
        if step.reason != Reason::Fold {
            // What has no variables is computed as well.
            let old = before.at(&step.path).unwrap();
            if !old.variables().is_empty() {
                push("fold", &|p| p.steps[at].reason = Reason::Fold);
            }
            push("direction", &|p| {
                p.steps[at].reversed = !p.steps[at].reversed;
            });
        }
        // A computation inside a larger one is a computation of that too.
        let around = |path: &[usize]| {
            let related = path.starts_with(&step.path) || step.path.starts_with(path);
            step.reason == Reason::Fold && related
        };
        for path in paths(before) {
            if path != step.path && !around(&path) {
                push("path", &|p| p.steps[at].path.clone_from(&path));
            }
        }
        push("path", &|p| p.steps[at].path.push(9));
        for substitution in substitutions(&step.substitution) {
            push("substitution", &|p| {
                p.steps[at].substitution = substitution.clone();
            });
        }
        push("after", &|p| {
            p.steps[at].after = other(&p.steps[at].after);
        });
        push("after", &|p| p.steps[at].after = p.start.clone());
        // The next computation may include this one.
        let fold = |at: usize| proof.steps.get(at).map(|step| &step.reason) == Some(&Reason::Fold);
        if !(fold(at) && fold(at + 1)) {
            push("dropped", &|p| {
                p.steps.remove(at);
            });
        }
        // To fold a folded constant again is harmless: it equals itself.
        if step.reason != Reason::Fold {
            push("duplicated", &|p| p.steps.insert(at, p.steps[at].clone()));
        }
        if at + 1 < proof.steps.len() {
            push("swapped", &|p| p.steps.swap(at, at + 1));
        }
        push("cut off", &|p| p.steps.truncate(at));
    }
    push("reversed", &|p| p.steps.reverse());
    for (at, step) in proof.steps.iter().enumerate() {
        for (what, facts) in tampered_facts(&step.facts, laws) {
            push(what, &|p| p.steps[at].facts.clone_from(&facts));
        }
    }
    all.retain(|(_, one)| one != proof);
    all
}

#[test]
fn every_tampered_proof_is_rejected() {
    let module = Module::proved();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for proved in &module.proofs {
        let Proved {
            equation,
            proof,
            functions,
        } = proved;
        for part in parts(proved) {
            for (what, one) in tampered(&part, &module.laws) {
                assert!(
                    part.replay(&one, &module.laws).is_err(),
                    "accepted with another {what}: {} = {}\n{one:#?}",
                    equation.left,
                    equation.right
                );
                *counts.entry(what).or_default() += 1;
            }
        }
        // The same proof of another claim.
        for (left, right) in [
            (other(&equation.left), None),
            (equation.left.clone(), Some(())),
        ] {
            let mut claim = equation.clone();
            claim.left = left;
            if right.is_some() {
                claim.right = other(&claim.right);
            }
            assert!(replay_computed(proof, &claim, functions, &module.laws).is_err());
            *counts.entry("claim").or_default() += 1;
        }
    }
    assert!(counts.values().sum::<usize>() > 5_000, "{counts:?}");
    // Few steps rest on facts.
    let few = |what: &str| what.contains("fact");
    let enough = |(what, &count): (&&str, &usize)| count >= if few(what) { 3 } else { 30 };
    assert!(counts.iter().all(enough), "{counts:?}");
    assert_eq!(counts.len(), 19, "{counts:?}");
}

/// The derivation with one thing changed at its root or in a premise.
fn tampered_derivations(derivation: &Derivation, laws: &Laws) -> Vec<(&'static str, Derivation)> {
    let mut all: Vec<(&'static str, Derivation)> = Vec::new();
    let mut push = |what, change: &dyn Fn(&mut Derivation)| {
        let mut one = derivation.clone();
        change(&mut one);
        all.push((what, one));
    };
    push("term", &|d| d.term = other(&d.term));
    push("derivative", &|d| d.derivative = other(&d.derivative));
    for rule in &laws.derivatives {
        push("rule", &|d| d.rule = Rule::Named(rule.name.clone()));
    }
    push("unknown rule", &|d| d.rule = Rule::Named("nobody".into()));
    for substitution in substitutions(&derivation.substitution) {
        // The space of the point is not the derivation's to choose.
        if substitution.terms != derivation.substitution.terms
            || substitution.spaces.get("domain") == derivation.substitution.spaces.get("domain")
        {
            push("substitution", &|d| d.substitution = substitution.clone());
        }
    }
    for (what, facts) in tampered_facts(&derivation.facts, laws) {
        push(what, &|d| d.facts.clone_from(&facts));
    }
    for at in 0..derivation.premises.len() {
        push("premise dropped", &|d| {
            d.premises.remove(at);
        });
        push("premise of another variable", &|d| {
            d.premises[at].0 = Name::from("nobody");
        });
        if at > 0 {
            push("premises swapped", &|d| {
                let first = d.premises[0].1.clone();
                d.premises[0].1 = std::mem::replace(&mut d.premises[at].1, first);
            });
        }
        for (what, premise) in tampered_derivations(&derivation.premises[at].1, laws) {
            push(what, &|d| d.premises[at].1 = premise.clone());
        }
    }
    all.retain(|(_, one)| one != derivation);
    all
}

#[test]
fn every_tampered_derivation_is_rejected() {
    let module = Module::proved();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for derived in &module.derivations {
        let Derived {
            derivation, domain, ..
        } = derived;
        for (what, one) in tampered_derivations(derivation, &module.laws) {
            let found = derived.replay(&one, &module.laws);
            assert!(found.is_err(), "accepted with another {what}: {one:#?}");
            *counts.entry(what).or_default() += 1;
        }
        // With respect to another variable it is another derivative.
        assert!(replay_derivation(derivation, "y", domain, &module.laws).is_err());
        if let Ok(other) = derive(&derivation.term, "y", domain, &module.laws) {
            assert_ne!(other.derivative, derivation.derivative);
            assert_eq!(replay_derivation(&other, "y", domain, &module.laws), Ok(()));
        }
        let elsewhere = Space::named("elsewhere");
        assert!(replay_derivation(derivation, "x", &elsewhere, &module.laws).is_err());
    }
    assert!(counts.values().sum::<usize>() > 500, "{counts:?}");
    assert_eq!(counts.len(), 11, "{counts:?}");
}

/// A constant rule for what depends on the point.
#[test]
fn nothing_that_depends_on_the_point_is_a_constant() {
    let module = Module::proved();
    let mut tried = 0;
    for Derived {
        derivation, domain, ..
    } in &module.derivations
    {
        for rule in &module.laws.derivatives {
            let mut substitution = Substitution::default();
            let domain_name = Name::from("domain");
            substitution.spaces.insert(domain_name, domain.clone());
            if !substitution.extend(&rule.variables, &rule.pattern, &derivation.term)
                || rule.variables.is_empty()
                || !rule.differentiated().is_empty()
            {
                continue;
            }
            let forged = Derivation {
                term: derivation.term.clone(),
                derivative: substitution.apply(&rule.derivative).unwrap(),
                rule: Rule::Named(rule.name.clone()),
                substitution,
                facts: Vec::new(),
                premises: Vec::new(),
            };
            assert!(replay_derivation(&forged, "x", domain, &module.laws).is_err());
            tried += 1;
        }
    }
    assert_eq!(tried, module.derivations.len());
}
