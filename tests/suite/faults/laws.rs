//! Laws that are false or missing.

use torchlean_mirror::{
    audit::{ClaimName, Verdict},
    exact::{Limits, Outcome, Prover, derive, goals},
    nodes::{Kernel, kernels},
    notation::{Entry, Form, Laws, Spec},
    term::{Name, Op, Sort, Term},
};

use crate::faults::harness::{Count, SYMBOLIC, audit_of, many_values, spec, values, verdict};
use crate::faults::mutate::mutants;
use crate::faults::spec::false_entries;

#[test]
fn no_false_law_makes_a_false_entry_proved() {
    let (truth, mut wrong) = (spec(), spec());
    let entries = false_entries(&truth);
    let mut count = Count::default();
    for (at, law) in truth.laws.laws.iter().enumerate() {
        for (turn, right) in mutants(&law.right, &law.variables).into_iter().enumerate() {
            wrong.laws.laws[at].right = right.clone();
            // What the search alone would believe, and else each false entry in turn.
            let mut nodes = entries.iter().filter(|e| e.form.kind() == "node");
            let believed = nodes.find(|entry| believes(&wrong, entry));
            // Where the search finds nothing, points refute the entry whatever the laws say: one in
            // eight shows it.
            if believed.is_none() && (at + turn) % 8 != 0 {
                wrong.laws.laws[at].right = law.right.clone();
                continue;
            }
            let entry = believed.unwrap_or(&entries[(at + turn) % entries.len()]);
            count.add(match believed {
                Some(_) => "by which a false claim has a proof",
                None => "by which none was found",
            });
            wrong.entries = vec![entry.clone()];
            let report = audit_of(&wrong, &[], 0);
            for claim in SYMBOLIC {
                let verdict = verdict(&report.definitions[0], claim);
                let refuted = matches!(verdict, Verdict::Refuted(_));
                let what = format!(
                    "{} of {} by {} = {right}",
                    claim.as_str(),
                    entry.name,
                    law.name
                );
                assert!(refuted, "{what}: {verdict:?}");
            }
            wrong.laws.laws[at].right = law.right.clone();
        }
    }
    count.print("changed laws");
    assert!(count.of("by which a false claim has a proof") > 20);
}

/// Whether a short search proves a goal of an entry all of whose claims are false.
fn believes(spec: &Spec, entry: &Entry) -> bool {
    let limits = Limits {
        iterations: 3,
        nodes: 200,
        steps: 200,
        ..Limits::default()
    };
    let prover = Prover::new(&spec.laws, limits);
    let (_, goals) = goals(entry, &spec.laws).unwrap().unwrap();
    let mut equations = goals.iter().map(|goal| prover.prove(&goal.equation));
    equations.any(|outcome| matches!(outcome, Outcome::Found(_)))
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
                Some(verdict(definition, ClaimName::Derivative).as_str())
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

/// What follows from a false rule is proved of an entry that states just that, for points show no
/// derivative. It is the kernel that contradicts it.
#[test]
fn a_false_rule_with_entries_that_agree_is_refuted_by_the_kernels() {
    let (truth, mut count) = (spec(), Count::default());
    for (at, rule) in truth.laws.derivatives.iter().enumerate() {
        for derivative in mutants(&rule.derivative, &rule.variables) {
            let mut changed = truth.clone();
            changed.laws.derivatives[at].derivative = derivative.clone();
            changed.entries.retain(|entry| entry.form.kind() == "node");
            let laws = changed.laws.clone();
            let agree = |entry: &mut Entry| agree(entry, &laws).is_some();
            changed.entries.retain_mut(agree);
            let rust: Vec<String> = changed.entries.iter().map(Entry::rust).collect();
            let known = |kernel: &Kernel| rust.iter().any(|name| name == kernel.name());
            let kernels: Vec<Kernel> = kernels().into_iter().filter(known).collect();
            for definition in &audit_of(&changed, &kernels, 64).definitions {
                let entry = &definition.entry;
                let what = format!("{} with D {} = {derivative}", entry.name, rule.name);
                let before = truth.entry(&entry.name).unwrap();
                let differs = many_values(before)
                    .iter()
                    .any(|(case, right)| values(case, entry).jvp != right.jvp);
                let kernel = verdict(definition, ClaimName::Kernel);
                match kernel {
                    Verdict::Refuted(found) => {
                        assert!(differs, "{what}: {found:?}");
                        count.add("refuted by the kernel");
                        if verdict(definition, ClaimName::Derivative).as_str() == "proved" {
                            count.add("proved of the forms");
                        }
                    }
                    other => assert!(!differs && !other.fails(), "{what}: {other:?}"),
                }
            }
        }
    }
    count.print("false rules with entries that agree");
    assert!(count.of("refuted by the kernel") > 50);
}

/// Gives a node the tangents and cotangents that follow from the laws.
fn agree(entry: &mut Entry, laws: &Laws) -> Option<()> {
    let Form::Node(node) = &mut entry.form else {
        return None;
    };
    let map = derive(&node.forward, "x", &node.context, laws)
        .ok()?
        .derivative;
    let dx = Term::var("dx", Sort::Vec(node.context.clone()));
    let delta = Term::var("δ", Sort::Vec(node.output.clone()));
    let adjoint = Term::new(Op::Adjoint, vec![map.clone()]).ok()?;
    node.jvp = Term::new(Op::Apply, vec![map, dx]).ok()?;
    node.vjp = Term::new(Op::Apply, vec![adjoint, delta]).ok()?;
    Some(())
}

#[test]
fn without_any_one_law_something_is_not_proved_or_has_another_proof() {
    let all = Spec::built_in().unwrap();
    let before = verdicts(&all);
    assert!(before.iter().all(|verdict| !verdict.fails()));
    let used: Vec<Name> = before.iter().flat_map(laws_of).collect();
    let mut count = Count::default();
    let mut without = |name: Name, spec: &Spec| {
        let mut lost = 0;
        for verdict in verdicts(spec) {
            match verdict {
                Verdict::Proved(evidence) => {
                    let again = laws_of(&Verdict::Proved(evidence));
                    assert!(!again.contains(&name), "{name} is used without being there");
                }
                Verdict::NotChecked(_) => {}
                // What a law proved is not refuted without it.
                Verdict::Unknown(why) if !why.to_string().is_empty() => lost += 1,
                other => panic!("without {name}: {other:?}"),
            }
        }
        assert!(used.contains(&name), "nothing rests on {name}");
        count.add(match lost {
            0 => "there are other proofs",
            _ => "something is not proved",
        });
        if lost == 0 {
            println!("all that {name} proves follows from the other laws");
        }
    };
    for at in 0..all.laws.laws.len() {
        let mut fewer = all.clone();
        let law = fewer.laws.laws.remove(at);
        without(law.name, &fewer);
    }
    for at in 0..all.laws.derivatives.len() {
        let mut fewer = all.clone();
        let rule = fewer.laws.derivatives.remove(at);
        without(format!("D {}", rule.name).into(), &fewer);
    }
    count.print("missing laws");
    assert!(count.of("something is not proved") > count.of("there are other proofs"));
}

/// The verdicts of all symbolic claims and of all identities.
fn verdicts(spec: &Spec) -> Vec<Verdict> {
    let report = audit_of(spec, &[], 0);
    let claims = report.definitions.iter().flat_map(|d| &d.claims);
    let claims = claims.filter(|claim| SYMBOLIC.contains(&claim.name));
    let of_claims = claims.map(|claim| claim.verdict.clone());
    let identities = report.identities.iter().map(|(_, verdict)| verdict.clone());
    of_claims.chain(identities).collect()
}

/// The laws and rules that a verdict rests on.
fn laws_of(verdict: &Verdict) -> Vec<Name> {
    let Verdict::Proved(evidence) = verdict else {
        return Vec::new();
    };
    let rules = evidence
        .rules()
        .into_iter()
        .map(|r| format!("D {r}").into());
    evidence.laws().into_iter().chain(rules).collect()
}
