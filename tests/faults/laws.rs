//! Laws that are false or missing.

use torchlean_mirror::{
    audit::{ClaimName, Report, Verdict},
    exact::{Limits, Outcome, Prover, goals},
    spec::{Entry, Spec},
    term::{Name, Sort, Term},
};

use crate::harness::{Count, SYMBOLIC, audit_of, spec, verdict};
use crate::mutate::mutants;
use crate::spec::{broken_by_false_entries, false_entries};

/// The spec with false entries in place of the true ones, and the claims that each breaks.
fn false_spec() -> (Spec, Vec<Vec<ClaimName>>) {
    let mut all = spec();
    let (entries, broken) = (false_entries(&all), broken_by_false_entries(&all));
    all.entries = entries;
    (all, broken)
}

/// The changes of one symbol of a law: variables, signs, operators and operands on its right side.
fn changes(right: &Term, variables: &[(Name, Sort)]) -> Vec<Term> {
    mutants(right, variables)
}

#[test]
fn no_false_law_makes_a_false_entry_proved() {
    let (truth, (mut wrong, broken)) = (spec(), false_spec());
    let mut count = Count::default();
    for (at, law) in truth.laws.laws.iter().enumerate() {
        for right in changes(&law.right, &law.variables) {
            wrong.laws.laws[at].right = right.clone();
            let prover = Prover::new(&wrong.laws, Limits::default());
            // What the search alone would believe.
            let believed = wrong.entries.iter().any(|entry| believes(&prover, entry));
            count.add(if believed {
                "false laws by which a false claim has a proof"
            } else {
                "false laws of no use"
            });
            if believed {
                let report = audit_of(&wrong, &[], 0);
                refuted(&report, &broken, &format!("{} with {right}", law.name));
            }
            wrong.laws.laws[at].right = law.right.clone();
        }
    }
    count.print("false laws");
    assert!(count.of("false laws by which a false claim has a proof") > 20);
}

/// Whether the search proves every goal of a claim of an entry that is false.
fn believes(prover: &Prover<'_>, entry: &Entry) -> bool {
    let laws = Spec::built_in().unwrap().laws;
    let Ok(Some((_, goals))) = goals(entry, &laws) else {
        return false;
    };
    goals
        .iter()
        .any(|goal| matches!(prover.prove(&goal.equation), Outcome::Found(_)))
}

fn refuted(report: &Report, broken: &[Vec<ClaimName>], what: &str) {
    for (definition, broken) in report.definitions.iter().zip(broken) {
        for claim in broken.iter().filter(|claim| SYMBOLIC.contains(claim)) {
            let verdict = verdict(definition, *claim);
            let refuted = matches!(verdict, Verdict::Refuted(_));
            let name = &definition.entry.name;
            assert!(
                refuted,
                "{} of {name} under {what}: {verdict:?}",
                claim.as_str()
            );
        }
    }
}

#[test]
fn a_false_rule_of_differentiation_is_refuted_by_the_true_entries() {
    let (truth, mut changed) = (spec(), spec());
    let mut count = Count::default();
    for (at, rule) in truth.laws.derivatives.iter().enumerate() {
        let derived = |name: &Name, sort: &Sort| match sort {
            Sort::Vec(space) => {
                let map = torchlean_mirror::term::Space::hom(rule.domain.clone(), space.clone());
                Some((rule.derivative_of(name), Sort::Vec(map)))
            }
            _ => None,
        };
        let mut scope = rule.variables.clone();
        scope.extend(rule.variables.iter().filter_map(|(n, s)| derived(n, s)));
        for derivative in mutants(&rule.derivative, &scope) {
            changed.laws.derivatives[at].derivative = derivative.clone();
            let report = audit_of(&changed, &[], 0);
            let verdicts = report.definitions.iter().filter_map(|definition| {
                definition.entry.form.node()?;
                Some(verdict(definition, ClaimName::Derivative).word())
            });
            let words: Vec<&str> = verdicts.collect();
            // A rule that no node uses, or that says the same, changes no verdict.
            count.add(match words.iter().all(|word| *word == "proved") {
                true => "false or equivalent rules that no node notices",
                false if words.contains(&"refuted") => "refuted",
                false => "unknown",
            });
            changed.laws.derivatives[at].derivative = rule.derivative.clone();
        }
    }
    count.print("false rules of differentiation");
    assert!(count.of("refuted") > 20);
}

#[test]
fn without_any_one_law_something_is_not_proved() {
    let all = Spec::built_in().unwrap();
    let proved = |spec: &Spec| {
        let report = audit_of(spec, &[], 0);
        let claims = report.definitions.iter().flat_map(|d| &d.claims);
        let claims = claims.filter(|claim| SYMBOLIC.contains(&claim.name));
        let verdicts = claims.map(|claim| claim.verdict.clone());
        let identities = report.identities.iter().map(|(_, verdict)| verdict.clone());
        verdicts.chain(identities).collect::<Vec<_>>()
    };
    let before = proved(&all);
    assert!(before.iter().all(|verdict| !verdict.fails()));
    let mut spared = Vec::new();
    let mut without = |name: String, spec: &Spec| {
        let mut lost = 0;
        for verdict in proved(spec) {
            match verdict {
                Verdict::Proved(_) | Verdict::NotChecked(_) => {}
                // What a law proved is not refuted without it.
                Verdict::Unknown(why) if !why.is_empty() => lost += 1,
                other => panic!("without {name}: {other:?}"),
            }
        }
        if lost == 0 {
            spared.push(name);
        }
    };
    for at in 0..all.laws.laws.len() {
        let mut fewer = all.clone();
        let law = fewer.laws.laws.remove(at);
        without(law.name.to_string(), &fewer);
    }
    for at in 0..all.laws.derivatives.len() {
        let mut fewer = all.clone();
        let rule = fewer.laws.derivatives.remove(at);
        without(format!("D {}", rule.name), &fewer);
    }
    assert_eq!(spared, Vec::<String>::new());
}
