//! Laws that are false or missing.

use std::sync::LazyLock;

use torchlean_mirror::{
    audit::{ClaimName, Report, Verdict},
    exact::{Goal, Limits, Outcome, Prover, derive, goals},
    nodes::{Kernel, kernels},
    notation::{Entry, Form, Laws, Spec},
    term::{Name, Op, Sort, Term},
};

use crate::faults::harness::{
    Count, SYMBOLIC, audit_of, many_values, spec, spec_of_kernels, values, verdict,
};
use crate::faults::mutate::mutants;
use crate::faults::spec::false_entries;

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn no_false_law_makes_a_false_entry_proved() {
    let (truth, mut wrong) = (spec(), spec());
    // Those of one module, and some of the others: each is searched for a proof by each false law.
    let chosen =
        |at: usize, entry: &Entry| entry.module.ends_with(".Arithmetic") || at.is_multiple_of(12);
    let entries = false_entries(&truth).into_iter().enumerate();
    let entries = entries.filter(|(at, entry)| chosen(*at, entry));
    let entries: Vec<Entry> = entries.map(|(_, entry)| entry).collect();
    // An equation that is changed changes no derivative, and so no goal.
    let nodes = entries.iter().filter(|e| e.form.kind() == "node");
    let nodes: Vec<(&Entry, Vec<Goal>)> = nodes
        .map(|entry| (entry, goals(entry, &truth.laws).unwrap().unwrap().1))
        .collect();
    let mut count = Count::default();
    for (at, law) in truth.laws.laws.iter().enumerate() {
        for (turn, right) in mutants(&law.right, &law.variables).into_iter().enumerate() {
            wrong.laws.laws[at].right = right.clone();
            // What the search alone would believe, and else each false entry in turn.
            let prover = Prover::new(&wrong.laws, SHORT);
            let believed = nodes.iter().find(|(_, goals)| believes(&prover, goals));
            let believed = believed.map(|(entry, _)| *entry);
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

/// Of how many definitions that rest on a law or rule it is asked what becomes of them.
const MOST: usize = 4;

/// A short search.
const SHORT: Limits = Limits {
    iterations: 3,
    simplification: 0,
    nodes: 200,
    steps: 200,
    long: 200,
    shorter: 200,
};

/// Whether a search proves one of the goals, all of which are false.
fn believes(prover: &Prover<'_>, goals: &[Goal]) -> bool {
    let mut equations = goals.iter().map(|goal| prover.prove(&goal.equation));
    equations.any(|outcome| matches!(outcome, Outcome::Found(_)))
}

/// The audit of the true entries by the true laws.
static OF_TRUTH: LazyLock<Report> = LazyLock::new(|| audit_of(&spec(), &[], 0));

/// Whether the derivative of an entry uses a rule. No other derivative notices a change of it.
fn uses(entry: &Entry, rule: &str) -> bool {
    let mut definitions = OF_TRUTH.definitions.iter();
    let known = definitions.find(|d| d.entry.name == entry.name).unwrap();
    match verdict(known, ClaimName::Derivative) {
        Verdict::Proved(evidence) => evidence.rules().iter().any(|used| **used == *rule),
        Verdict::NotChecked(_) => false,
        other => panic!("{}: {other:?}", entry.name),
    }
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
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
        let users = truth.entries.iter().filter(|e| uses(e, &rule.name));
        changed.entries = users.take(MOST).cloned().collect();
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
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn a_false_rule_with_entries_that_agree_is_refuted_by_the_kernels() {
    let (truth, mut count) = (spec_of_kernels(), Count::default());
    for (at, rule) in truth.laws.derivatives.iter().enumerate() {
        for derivative in mutants(&rule.derivative, &rule.variables) {
            let mut changed = truth.clone();
            changed.laws.derivatives[at].derivative = derivative.clone();
            changed
                .entries
                .retain(|entry| entry.form.kind() == "node" && uses(entry, &rule.name));
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
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn without_any_one_law_something_is_not_proved_or_has_another_proof() {
    let all = Spec::built_in().unwrap();
    let before = audit_of(&all, &[], 0);
    assert!(verdicts(&before).iter().all(|verdict| !verdict.fails()));
    let mut count = Count::default();
    // A claim that does not rest on the law keeps its proof without it.
    let mut without = |name: Name, mut spec: Spec| {
        let rests = |verdict: &Verdict| laws_of(verdict).contains(&name);
        let resting = before.definitions.iter().filter(|definition| {
            let mut claims = definition.claims.iter();
            claims.any(|claim| SYMBOLIC.contains(&claim.name) && rests(&claim.verdict))
        });
        spec.entries = resting.take(MOST).map(|d| d.entry.clone()).collect();
        let resting = before.identities.iter().filter(|(_, v)| rests(v));
        spec.laws.identities = resting.map(|(stated, _)| stated.clone()).collect();
        let mut lost = 0;
        let verdicts = verdicts(&audit_of(&spec, &[], 0));
        assert!(!verdicts.is_empty(), "nothing rests on {name}");
        for verdict in verdicts {
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
        without(law.name, fewer);
    }
    for at in 0..all.laws.facts.len() {
        let mut fewer = all.clone();
        let fact = fewer.laws.facts.remove(at);
        without(fact.name, fewer);
    }
    for at in 0..all.laws.derivatives.len() {
        let mut fewer = all.clone();
        let rule = fewer.laws.derivatives.remove(at);
        without(format!("D {}", rule.name).into(), fewer);
    }
    count.print("missing laws");
    assert!(count.of("something is not proved") > count.of("there are other proofs"));
}

/// The verdicts of all symbolic claims and of all identities.
fn verdicts(report: &Report) -> Vec<Verdict> {
    let claims = report.definitions.iter().flat_map(|d| &d.claims);
    let claims = claims.filter(|claim| SYMBOLIC.contains(&claim.name));
    let of_claims = claims.map(|claim| claim.verdict.clone());
    let identities = report.identities.iter().map(|(_, verdict)| verdict.clone());
    of_claims.chain(identities).collect()
}

/// The laws, facts and rules that a verdict rests on.
fn laws_of(verdict: &Verdict) -> Vec<Name> {
    let Verdict::Proved(evidence) = verdict else {
        return Vec::new();
    };
    let rules = evidence
        .rules()
        .into_iter()
        .map(|r| format!("D {r}").into());
    let laws = evidence.laws().into_iter().chain(evidence.facts());
    laws.chain(rules).collect()
}
