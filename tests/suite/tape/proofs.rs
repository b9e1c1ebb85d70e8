//! The proofs about tapes, and tampered ones.

use torchlean_mirror::exact::{
    Derivation, Differentiation, Hypothesis, Limits, Obligation, Prover, Rule, TapeProof,
    TapeRejection, prove_tape, replay_derivation_given, replay_tape,
};
use torchlean_mirror::notation::{Spec, Tape};
use torchlean_mirror::term::{Argument, Map, Op, Rational, Sort, Space, Substitution, Term};

use super::{ALL_NODES, OTHER_NODES, examples, read};

const CLAIMS: [Obligation; 3] = [
    Obligation::Derivative,
    Obligation::Adjoint,
    Obligation::LinearMap,
];

fn prove(spec: &Spec, tape: &Tape, obligation: Obligation) -> TapeProof {
    let prover = Prover::new(&spec.laws, Limits::default());
    let proof = prove_tape(tape, &spec.entries, obligation, &prover, &spec.laws);
    proof.unwrap_or_else(|e| panic!("{obligation:?} of {}: {e}", e.entry))
}

fn check(spec: &Spec, proof: &TapeProof, tape: &Tape) -> Result<(), TapeRejection> {
    replay_tape(proof, tape, &spec.entries, &spec.laws)
}

#[test]
fn every_node_is_proved_as_a_step_and_every_example_as_a_tape() {
    let spec = Spec::built_in().unwrap();
    let all = read(&format!("{ALL_NODES}{OTHER_NODES}")).unwrap();
    let nodes = spec.entries.iter().filter(|e| e.form.kind() == "node");
    assert_eq!(all.entries().len(), nodes.count());
    let tapes = examples().into_iter().map(|(_, tape)| tape);
    for tape in tapes.chain([all]) {
        for claim in CLAIMS {
            let proof = prove(&spec, &tape, claim);
            assert_eq!(check(&spec, &proof, &tape), Ok(()), "{}", tape.name);
            assert_eq!(proof.instances.len(), tape.steps.len());
        }
    }
}

#[test]
fn a_tape_without_steps_is_proved_by_nothing() {
    let spec = Spec::built_in().unwrap();
    let tape = read("tape t input x : [2]").unwrap();
    let proof = prove(&spec, &tape, Obligation::LinearMap);
    assert_eq!(check(&spec, &proof, &tape), Ok(()));
    assert_eq!(proof.steps(), 0);
}

#[test]
fn a_proof_of_another_tape_is_rejected() {
    let spec = Spec::built_in().unwrap();
    let (_, tape) = examples().swap_remove(0);
    for claim in CLAIMS {
        let proof = prove(&spec, &tape, claim);
        let mut rejected = 0;
        let mut no = |what: &str, changed: Tape| {
            assert!(check(&spec, &proof, &changed).is_err(), "{what} passed");
            rejected += 1;
        };
        for at in 0..tape.steps.len() {
            let mut other = tape.clone();
            other.steps.remove(at);
            no("a dropped step", other);
            let mut other = tape.clone();
            other.steps[at].shape = vec![4];
            no("another shape of the result", other);
            let mut other = tape.clone();
            other.steps[at].entry = spec.find("fixedMaskScale").unwrap().name.clone();
            no("another entry", other);
            for index in 0..tape.steps[at].arguments.len() {
                let mut other = tape.clone();
                let argument = &mut other.steps[at].arguments[index];
                *argument = match argument {
                    Argument::Index(position) => Argument::Index((*position + 1) % 2),
                    _ => Argument::Scalar("7/3".parse().unwrap()),
                };
                if other != tape {
                    no("another argument", other);
                }
            }
        }
        let mut other = tape.clone();
        other.inputs[0].shape = vec![3, 1];
        no("another shape of an input", other);
        let mut other = tape.clone();
        other.inputs.remove(1);
        no("a missing input", other);
        for at in 1..tape.steps.len() {
            let mut other = tape.clone();
            other.steps.swap(at - 1, at);
            no("two steps in the other order", other);
        }
        assert!(rejected > 40, "{rejected}");
    }
}

/// That the tape and its proof agree with each other does not make the steps fit.
#[test]
fn an_ill_fitting_step_is_rejected_even_if_the_proof_has_it_too() {
    let spec = Spec::built_in().unwrap();
    let tape = read(ALL_NODES).unwrap();
    let good = prove(&spec, &tape, Obligation::LinearMap);
    let mut rejected = 0;
    type Change = fn(&mut Argument<Rational>);
    let faults: [(&str, Change); 5] = [
        ("a later position", |argument| {
            if let Argument::Index(position) = argument {
                *position = 17;
            }
        }),
        ("a position of another shape", |argument| {
            if let Argument::Index(position) = argument {
                *position = 2;
            }
        }),
        ("a longer vector", |argument| match argument {
            Argument::Vector(values) => values.push("1".parse().unwrap()),
            Argument::Mask(mask) => mask.push(true),
            Argument::Map(Map::Dense(matrix)) => matrix.columns += 1,
            _ => {}
        }),
        ("an uneven matrix", |argument| {
            if let Argument::Map(Map::Dense(matrix)) = argument
                && let Some(row) = matrix.rows.first_mut()
            {
                row.push("1".parse().unwrap());
            }
        }),
        ("another sort", |argument| {
            *argument = Argument::Mask(vec![])
        }),
    ];
    for at in 0..tape.steps.len() {
        for index in 0..tape.steps[at].arguments.len() {
            for (what, fault) in faults {
                let (mut tape, mut proof) = (tape.clone(), good.clone());
                fault(&mut tape.steps[at].arguments[index]);
                fault(&mut proof.instances[at].arguments[index]);
                let unchanged = proof == good;
                // The last steps may read a scalar, or a vector of the same shape.
                let legal = matches!(
                    &tape.steps[at].arguments[index],
                    Argument::Index(2) if tape.steps[at].shape.is_empty()
                );
                let mask =
                    *what == *"another sort" && matches!(tape.steps[at].shape.as_slice(), [0, ..]);
                if unchanged || legal || mask {
                    continue;
                }
                assert!(check(&spec, &proof, &tape).is_err(), "{what} in step {at}");
                rejected += 1;
            }
        }
    }
    assert!(rejected > 60, "{rejected}");
}

#[test]
fn a_tampered_theorem_is_rejected() {
    let spec = Spec::built_in().unwrap();
    let tape = read(ALL_NODES).unwrap();
    for claim in CLAIMS {
        let good = prove(&spec, &tape, claim);
        let mut rejected = 0;
        let mut no = |what: &str, proof: TapeProof| {
            if proof != good {
                assert!(check(&spec, &proof, &tape).is_err(), "{claim:?}: {what}");
                rejected += 1;
            }
        };
        for other in CLAIMS {
            let mut changed = good.clone();
            changed.obligation = other;
            no("the proof of another claim", changed);
        }
        for at in 0..good.theorems.len() {
            let mut changed = good.clone();
            changed.theorems.remove(at);
            no("a missing theorem", changed);
            let mut changed = good.clone();
            changed.theorems[at].proofs.pop();
            no("a missing equation", changed);
            for other in 0..good.theorems.len() {
                let mut changed = good.clone();
                changed.theorems[at].entry = good.theorems[other].entry.clone();
                no("the proof of another entry", changed);
            }
            let mut changed = good.clone();
            let hypothesis_missing = changed.theorems[at].derivation.take();
            no("a missing derivation", changed);
            if let Some(derivation) = hypothesis_missing {
                // `y` as a constant of the point: `D y = 0`.
                let mut changed = good.clone();
                let mut forged = derivation.clone();
                forged.rule = Rule::Named("const".into());
                forged.premises.clear();
                forged.substitution.terms = [("k".into(), derivation.term.clone())].into();
                let space = derivation.derivative.space().unwrap().clone();
                forged.derivative = Term::new(Op::zero(space), vec![]).unwrap();
                changed.theorems[at].derivation = Some(forged);
                no("a function of the point called constant", changed);
                let mut changed = good.clone();
                let mut forged = derivation.clone();
                forged.rule = Rule::Hypothesis;
                changed.theorems[at].derivation = Some(forged);
                no("a hypothesis that nobody made", changed);
            }
            for proof in 0..good.theorems[at].proofs.len() {
                for step in 0..good.theorems[at].proofs[proof].steps.len() {
                    let mut changed = good.clone();
                    changed.theorems[at].proofs[proof].steps.remove(step);
                    no("a dropped line", changed);
                }
            }
        }
        println!("{claim:?}: {rejected} tampered proofs rejected");
        assert!(rejected > 50, "{rejected}");
    }
}

#[test]
fn a_wrong_entry_has_no_proof_as_a_step() {
    let mut spec = Spec::built_in().unwrap();
    let (_, tape) = examples().swap_remove(0);
    let other = spec.find("add").unwrap().form.clone();
    let sub = spec
        .entries
        .iter_mut()
        .find(|e| e.name.short() == "sub")
        .unwrap();
    let (torchlean_mirror::notation::Form::Node(sub), torchlean_mirror::notation::Form::Node(add)) =
        (&mut sub.form, other)
    else {
        unreachable!()
    };
    sub.vjp = add.vjp;
    let prover = Prover::new(&spec.laws, Limits::default());
    for (claim, found) in CLAIMS.into_iter().zip([true, false, false]) {
        let proof = prove_tape(&tape, &spec.entries, claim, &prover, &spec.laws);
        assert_eq!(proof.is_ok(), found, "{claim:?}");
    }
}

#[test]
fn a_hypothesis_gives_its_own_derivative_and_no_other() {
    let spec = Spec::built_in().unwrap();
    let (domain, space) = (Space::named("X"), Space::named("E"));
    let map = Sort::Vec(Space::hom(domain.clone(), space.clone()));
    let y = Term::var("y", Sort::Vec(space.clone()));
    let t = Term::var("T", map.clone());
    let replayed = |given: &Term, term: &Term, derivative: &Term| {
        let hypotheses = [Hypothesis {
            value: y.clone(),
            derivative: given.clone(),
        }];
        let by = Differentiation {
            point: "x",
            domain: &domain,
            hypotheses: &hypotheses,
            conditions: &[],
        };
        let derivation = Derivation {
            term: term.clone(),
            derivative: derivative.clone(),
            rule: Rule::Hypothesis,
            substitution: Substitution::default(),
            facts: Vec::new(),
            premises: Vec::new(),
        };
        replay_derivation_given(&derivation, &by, &spec.laws).is_ok()
    };
    assert!(replayed(&t, &y, &t));
    let twice = Term::new(Op::Add, vec![t.clone(), t.clone()]).unwrap();
    assert!(!replayed(&t, &y, &twice));
    let other = Term::var("z", Sort::Vec(space.clone()));
    assert!(!replayed(&t, &other, &t));
    let backwards = Term::var("T", Sort::Vec(Space::hom(space, domain.clone())));
    assert!(!replayed(&backwards, &y, &backwards));
}
