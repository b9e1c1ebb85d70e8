//! Printed terms parse back.

use std::collections::BTreeSet;

use torchlean_mirror::exact::{Derivation, Limits, Outcome, Prover, goals, identity};
use torchlean_mirror::notation::{Form, Source, Spec, read_term};
use torchlean_mirror::term::{IndexMap, Measure, Name, Op, Sort, Space, Term};

fn returns(term: &Term) -> Result<(), String> {
    let text = term.to_string();
    let source = Source::new("printed", text.clone());
    match read_term(&source, &term.variables(), Some(term.sort())) {
        Ok(read) if read == *term => Ok(()),
        Ok(read) => Err(format!(
            "`{text}` is read as `{read}`: {read:?}\nwas {term:?}"
        )),
        Err(e) => Err(format!("`{text}`: {e}")),
    }
}

/// Whether the term can stand alone: its dimensions are those of its variables, its sizes are equal
/// without a hypothesis, and each of its sums is over one index.
fn stands_alone(term: &Term) -> bool {
    let variables = term.variables();
    let known: Vec<Measure> = variables
        .iter()
        .flat_map(|(_, sort)| sort.measures())
        .collect();
    fn holds(term: &Term, known: &[Measure]) -> bool {
        let own = match (term.op(), term.args()) {
            (Op::Nat(dim), _) => dim.measures().iter().all(|of| known.contains(of)),
            (Op::Pull(map), _) => {
                let sizes = map.from().dim() == map.to().dim();
                let told = map.axes().is_some() || map.shifted_by().is_some() || sizes;
                told && !map.is_identity()
            }
            (Op::Adjoint, [of]) => match of.op() {
                Op::Pull(map) => {
                    let all = map.from().axes().unwrap().len();
                    map.axes()
                        .is_none_or(|kept| all == kept.len() + 1 || kept.is_empty())
                }
                _ => true,
            },
            _ => true,
        };
        own && term.args().iter().all(|arg| holds(arg, known))
    }
    holds(term, &known)
}

fn every_subterm(term: &Term, into: &mut BTreeSet<Term>) {
    into.insert(term.clone());
    term.args().iter().for_each(|arg| every_subterm(arg, into));
}

fn derived(derivation: &Derivation, into: &mut BTreeSet<Term>) {
    into.insert(derivation.term.clone());
    into.insert(derivation.derivative.clone());
    derivation
        .premises
        .iter()
        .for_each(|(_, premise)| derived(premise, into));
}

/// All forms, laws, goals, derivatives, and every term of every proof.
fn terms() -> BTreeSet<Term> {
    let spec = Spec::built_in().unwrap();
    let prover = Prover::new(&spec.laws, Limits::default());
    let mut all = BTreeSet::new();
    let mut equations = Vec::new();
    for entry in &spec.entries {
        if let Some(node) = entry.form.node() {
            all.extend([&node.forward, &node.jvp, &node.vjp].map(Term::clone));
        }
        match &entry.form {
            Form::Fderiv { deriv, .. } => drop(all.insert(deriv.clone())),
            Form::Function(value) => drop(all.insert(value.clone())),
            Form::Node(_) => {}
        }
        if let Some((derivation, goals)) = goals(entry, &spec.laws).unwrap() {
            derived(&derivation.unwrap(), &mut all);
            equations.extend(goals.into_iter().map(|goal| goal.equation));
        }
    }
    for law in &spec.laws.laws {
        all.extend([law.left.clone(), law.right.clone()]);
    }
    for rule in &spec.laws.derivatives {
        all.insert(rule.pattern.clone());
    }
    for stated in &spec.laws.identities {
        let (derivation, equation) = identity(stated, &spec.laws).unwrap();
        all.extend([stated.left.clone(), stated.right.clone()]);
        derivation.iter().for_each(|d| derived(d, &mut all));
        equations.push(equation);
    }
    for equation in equations {
        all.extend([equation.left.clone(), equation.right.clone()]);
        if let Outcome::Found(proof) = prover.prove(&equation) {
            all.extend(proof.steps.into_iter().map(|step| step.after));
        }
    }
    let mut subterms = BTreeSet::new();
    all.iter()
        .for_each(|term| every_subterm(term, &mut subterms));
    // Indices and masks are no terms of their own, and a rule's `D u` is only a rule's.
    subterms
        .into_iter()
        .filter(|term| term.space().is_some())
        .filter(|term| {
            !term
                .variables()
                .iter()
                .any(|(name, _)| name.starts_with("D "))
        })
        .collect()
}

#[test]
fn every_term_of_the_spec_and_its_proofs_parses_back() {
    let terms = terms();
    assert!(terms.len() > 300, "{}", terms.len());
    let alone = terms.iter().filter(|term| stands_alone(term));
    let failed: Vec<String> = alone.filter_map(|term| returns(term).err()).collect();
    assert!(
        failed.is_empty(),
        "{} of {}:\n{}",
        failed.len(),
        terms.len(),
        failed.join("\n")
    );
}

/// All well-sorted terms that one operator makes of small ones, and again.
#[test]
fn generated_terms_parse_back() {
    let (g, s, t) = (Space::named("Γ"), Space::named("s"), Space::named("t"));
    let vec = |space: &Space| Sort::Vec(space.clone());
    let index = Sort::Idx {
        context: g.clone(),
        shape: s.clone(),
    };
    let leaves = vec![
        Term::var("c", Sort::REAL),
        Term::constant("-3".parse().unwrap()),
        Term::constant("2/3".parse().unwrap()),
        Term::constant("-1/2".parse().unwrap()),
        Term::var("u", vec(&s)),
        Term::var("x", vec(&g)),
        Term::var("a", index),
        Term::var("m", Sort::Mask(s.clone())),
        Term::var("A", Sort::Vec(Space::hom(s.clone(), t.clone()))),
        Term::var("B", Sort::Vec(Space::hom(s.clone(), s.clone()))),
        Term::new(Op::Zero(s.clone()), vec![]).unwrap(),
        Term::new(Op::Zero(g.clone()), vec![]).unwrap(),
        Term::new(Op::Zero(Space::hom(s.clone(), t.clone())), vec![]).unwrap(),
        Term::new(Op::Id(s.clone()), vec![]).unwrap(),
        Term::new(Op::Id(t), vec![]).unwrap(),
        Term::new(Op::pull(IndexMap::to_point(s)), vec![]).unwrap(),
    ];
    let ops = [
        Op::Add,
        Op::Sub,
        Op::Neg,
        Op::Smul,
        Op::Inv,
        Op::Inner,
        Op::Hadamard,
        Op::Get,
        Op::Single,
        Op::GetClm,
        Op::Apply,
        Op::Comp,
        Op::Adjoint,
        Op::Diag,
    ];
    let grow = |terms: &[Term]| {
        let mut grown: BTreeSet<Term> = BTreeSet::new();
        for op in &ops {
            for a in terms {
                grown.extend(Term::new(op.clone(), vec![a.clone()]));
                for b in terms {
                    grown.extend(Term::new(op.clone(), vec![a.clone(), b.clone()]));
                }
            }
        }
        // A negated constant is a constant as soon as it is read.
        grown
            .retain(|term| !(*term.op() == Op::Neg && matches!(term.args()[0].op(), Op::Const(_))));
        grown.into_iter().collect::<Vec<_>>()
    };
    let once = grow(&leaves);
    let mut both = leaves.clone();
    both.extend(once.iter().cloned());
    // One in so many, so that the test stays short.
    let mut twice: Vec<Term> = grow(&both).into_iter().step_by(5).collect();
    let mask = Name::from("m");
    let picked = |u: &Term| {
        let m = leaves
            .iter()
            .find(|l| matches!(l.op(), Op::Var(n, _) if *n == mask))
            .unwrap();
        Term::new(Op::Select, vec![m.clone(), u.clone(), u.clone()]).ok()
    };
    // Under `fun` a 0 is read as a number, not as the zero of a space.
    let has_zero = |u: &Term| u.args().iter().any(|arg| matches!(arg.op(), Op::Zero(_)));
    // Under `∑` too.
    fn mentions_zero(u: &Term) -> bool {
        matches!(u.op(), Op::Zero(_)) || u.args().iter().any(mentions_zero)
    }
    twice.retain(|u| !(u.to_string().contains('∑') && mentions_zero(u)));
    let selects: Vec<Term> = once
        .iter()
        .filter(|u| !has_zero(u))
        .filter_map(picked)
        .collect();
    assert!(selects.len() >= 10, "{}", selects.len());
    let all: Vec<&Term> = once.iter().chain(&twice).chain(&selects).collect();
    assert!(all.len() > 1_000, "{}", all.len());
    let failed: Vec<String> = all.iter().filter_map(|term| returns(term).err()).collect();
    let shown = failed
        .iter()
        .step_by(failed.len() / 40 + 1)
        .cloned()
        .collect::<Vec<_>>();
    assert!(
        failed.is_empty(),
        "{} of {}:\n{}",
        failed.len(),
        all.len(),
        shown.join("\n")
    );
}
