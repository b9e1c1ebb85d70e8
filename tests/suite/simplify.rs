//! Simplified forms are equal to the stated ones, never larger, the known ones, and the same in every run; a search that ends without an answer says at which limit.

use std::collections::BTreeMap;

use torchlean_mirror::exact::{
    Equation, Limits, Outcome, Proof, Prover, Simplified, Stop, goals, identity, replay,
};
use torchlean_mirror::notation::{Form, Laws, Source, Spec, read_laws, read_term};
use torchlean_mirror::term::{Name, Op, Rational, Sort, Space, Term};

/// Every form that the spec states.
fn forms(spec: &Spec) -> Vec<(String, Term)> {
    let mut forms = Vec::new();
    for entry in &spec.entries {
        let mut add = |field: &str, term: &Term| {
            forms.push((format!("{} {field}", entry.name), term.clone()));
        };
        if let Some(node) = entry.form.node() {
            add("forward", &node.forward);
            add("jvp", &node.jvp);
            add("vjp", &node.vjp);
        }
        match &entry.form {
            Form::Fderiv { deriv, .. } => add("deriv", deriv),
            Form::Function(value) => add("value", value),
            Form::Node(_) => {}
        }
    }
    forms
}

fn replays(given: &Term, simplified: &Simplified, laws: &Laws) {
    let claim = Equation {
        left: given.clone(),
        right: simplified.term.clone(),
        apart: Vec::new(),
    };
    replay(&simplified.proof, &claim, laws).unwrap_or_else(|e| panic!("{given}: {e}"));
}

/// A term over a few variables.
fn term(text: &str) -> Term {
    let (g, s) = (Space::named("Γ"), Space::named("s"));
    let index = Sort::Idx {
        context: g.clone(),
        shape: s.clone(),
    };
    let variables: Vec<(Name, Sort)> = vec![
        ("c".into(), Sort::REAL),
        ("d".into(), Sort::REAL),
        ("x".into(), Sort::Vec(g)),
        ("idx".into(), index),
        ("u".into(), Sort::Vec(s.clone())),
        ("v".into(), Sort::Vec(s.clone())),
        ("δ".into(), Sort::Vec(s)),
    ];
    read_term(&Source::new("term", text), &variables, None)
        .unwrap_or_else(|e| panic!("{text}: {e}"))
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn every_simplified_form_is_equal_and_not_larger() {
    let spec = Spec::built_in().unwrap();
    let prover = Prover::new(&spec.laws, Limits::default());
    let mut smaller = 0;
    for (name, form) in forms(&spec) {
        let found = prover
            .simplify(&form)
            .unwrap_or_else(|e| panic!("{name}: {e}"));
        replays(&form, &found, &spec.laws);
        assert_eq!(found.term.sort(), form.sort(), "{name}");
        if found.term == form {
            assert!(found.proof.steps.is_empty(), "{name}");
        } else {
            assert!(found.term.cost() < form.cost(), "{name}: {}", found.term);
            smaller += 1;
        }
        // What is simplified has nothing left to simplify.
        let again = prover.simplify(&found.term).unwrap();
        assert!(
            again.term.cost() == found.term.cost(),
            "{name}: {} is {}",
            found.term,
            again.term
        );
    }
    assert!(smaller > 0);
}

/// Both sides of every law, identity and goal too.
#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn every_side_of_an_equation_simplifies_to_an_equal() {
    let spec = Spec::built_in().unwrap();
    let prover = Prover::new(&spec.laws, Limits::default());
    let mut sides: Vec<Term> = Vec::new();
    for law in &spec.laws.laws {
        sides.extend([law.left.clone(), law.right.clone()]);
    }
    for stated in &spec.laws.identities {
        let (_, equation) = identity(stated, &spec.laws).unwrap();
        sides.extend([equation.left, equation.right]);
    }
    for entry in &spec.entries {
        for goal in goals(entry, &spec.laws)
            .unwrap()
            .into_iter()
            .flat_map(|(_, goals)| goals)
        {
            sides.extend([goal.equation.left, goal.equation.right]);
        }
    }
    sides.sort();
    sides.dedup();
    for side in &sides {
        let found = prover.simplify(side).unwrap();
        replays(side, &found, &spec.laws);
        assert!(found.term.cost() <= side.cost());
    }
    assert!(sides.len() > 150, "{}", sides.len());
}

#[test]
fn known_forms() {
    let spec = Spec::built_in().unwrap();
    let prover = Prover::new(&spec.laws, Limits::default());
    let simplified = |given: &Term| {
        let found = prover.simplify(given).unwrap();
        replays(given, &found, &spec.laws);
        found.term
    };
    let form = |name: &str| spec.find(name).unwrap().form.clone();
    let Form::Node(square) = form("square") else {
        panic!("square is a node");
    };
    assert_eq!(
        simplified(&square.vjp).to_string(),
        "single idx (2 • (δ ⊙ get idx x))"
    );
    let Form::Function(coefficient) = form("invertedDropoutCoeff") else {
        panic!("invertedDropoutCoeff is a function");
    };
    let at = |value: &str| {
        let value = Term::constant(value.parse::<Rational>().unwrap());
        let terms: BTreeMap<Name, Term> = [("keepProb".into(), value)].into();
        simplified(&coefficient.substitute(&BTreeMap::new(), &terms).unwrap()).to_string()
    };
    for (keep, expected) in [("4/5", "5 / 4"), ("1/2", "2"), ("1", "1"), ("-2", "-1 / 2")] {
        assert_eq!(
            at(keep),
            format!("fun i => if mask i then {expected} else 0")
        );
    }
    // Total arithmetic: `0⁻¹ = 0`.
    assert_eq!(at("0"), "0");
    for (given, expected) in [
        // `scale` of `scale`: one factor.
        ("3 • (2 • get idx x)", "6 • get idx x"),
        ("(1 / 2) • (2 • get idx x)", "get idx x"),
        ("3 • ((1 / 3) • ((2 / 3) • u))", "(2 / 3) • u"),
        ("u + 0 + 0 • v", "u"),
        ("u - 0 • v", "u"),
        ("c * 0 + d", "d"),
        ("(2 - 2)⁻¹ • u + v", "v"),
        ("2⁻¹ * 2 + 3 * (4 - 5)", "-2"),
        ("c • u + c • v", "c • (u + v)"),
    ] {
        let given = term(given);
        let found = simplified(&given);
        assert_eq!(found.cost(), term(expected).cost(), "{given}: {found}");
        let claim = Equation {
            left: given,
            right: term(expected),
            apart: Vec::new(),
        };
        assert!(
            matches!(prover.prove(&claim), Outcome::Found(_)) || found == term(expected),
            "{expected}"
        );
    }
    // A scale of a scale with named factors keeps its size, not its shape.
    assert!(simplified(&term("c • (d • get idx x)")).cost() <= term("(c * d) • get idx x").cost());
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn the_same_in_every_run() {
    let run = || {
        let spec = Spec::built_in().unwrap();
        let prover = Prover::new(&spec.laws, Limits::default());
        let simplified: Vec<Simplified> = forms(&spec)
            .iter()
            .step_by(6)
            .map(|(_, form)| prover.simplify(form).unwrap())
            .collect();
        let mut proofs: Vec<Proof> = Vec::new();
        for entry in spec.entries.iter().step_by(6) {
            for goal in goals(entry, &spec.laws)
                .unwrap()
                .into_iter()
                .flat_map(|(_, goals)| goals)
            {
                match prover.prove(&goal.equation) {
                    Outcome::Found(proof) => proofs.push(proof),
                    Outcome::NotFound(stop) => panic!("{stop}"),
                }
            }
        }
        (simplified, proofs)
    };
    let first = run();
    assert_eq!(first, run());
    // In other threads too, where addresses and hash seeds differ.
    let threads: Vec<_> = (0..3).map(|_| std::thread::spawn(run)).collect();
    for thread in threads {
        assert_eq!(first, thread.join().unwrap());
    }
}

#[test]
fn a_false_law_is_reported_as_a_contradiction() {
    let text = include_str!("../../spec/laws.spec");
    for (false_law, given) in [
        ("law bad (c : ℝ) : c * c⁻¹ = 1 from Nobody x", "0 * 0⁻¹ + c"),
        ("law bad (c d : ℝ) : c * d = c from Nobody x", "2 * 3"),
        ("law bad (c : ℝ) : c + c = c from Nobody x", "1 + 1"),
        ("law bad (c d : ℝ) : c - d = d - c from Nobody x", "3 - 1"),
        ("law bad (c : ℝ) : c⁻¹ = c from Nobody x", "2⁻¹ • u"),
    ] {
        let laws = read_laws(&Source::new("laws", format!("{text}\n{false_law}"))).unwrap();
        let prover = Prover::new(&laws, Limits::default());
        let found = prover.simplify(&term(given));
        assert!(
            matches!(found, Err(Stop::Contradiction(..))),
            "{false_law}: {found:?}"
        );
        let claim = Equation {
            left: term(given),
            right: term(given),
            apart: Vec::new(),
        };
        // Equal terms need no search, and a search says what is wrong.
        match prover.prove(&claim) {
            Outcome::NotFound(Stop::Contradiction(a, b)) => assert_ne!(a, b),
            Outcome::Found(proof) => assert!(proof.steps.is_empty()),
            other => panic!("{false_law}: {other:?}"),
        }
    }
}

#[test]
fn a_limit_is_named() {
    let spec = Spec::built_in().unwrap();
    let claim = |left: &str, right: &str| Equation {
        left: term(left),
        right: term(right),
        apart: Vec::new(),
    };
    let hard = claim(
        "c • (u + v) ⊙ (u + v) + d • (u + δ) ⊙ (v + δ)",
        // False by its last sign, so that the normal form ends no search.
        "c • (u ⊙ u) + 2 • (c • (u ⊙ v)) + c • (v ⊙ v) + d • (u ⊙ v) + d • (u ⊙ δ) + d • (δ ⊙ v) - d • (δ ⊙ δ)",
    );
    let limits = Limits::default();
    let search =
        |limits: Limits, claim: &Equation| match Prover::new(&spec.laws, limits).prove(claim) {
            Outcome::NotFound(stop) => stop,
            Outcome::Found(proof) => panic!("{} steps", proof.steps.len()),
        };
    let stop = search(
        Limits {
            iterations: 1,
            ..limits
        },
        &hard,
    );
    assert_eq!(stop, Stop::Iterations(1));
    assert_eq!(stop.to_string(), "no proof within 1 iterations");
    let stop = search(
        Limits {
            nodes: 50,
            ..limits
        },
        &hard,
    );
    assert_eq!(stop, Stop::Nodes(50));
    assert_eq!(stop.to_string(), "no proof within 50 e-graph nodes");
    let stop = search(
        Limits {
            steps: 50,
            ..limits
        },
        &hard,
    );
    assert_eq!(stop, Stop::Steps(50));
    assert_eq!(
        stop.to_string(),
        "no proof within 50 steps to a normal form"
    );
    // Without laws nothing is left to do after the first round.
    let none = Laws::default();
    let outcome = Prover::new(&none, limits).prove(&claim("u + v", "v + u"));
    let Outcome::NotFound(stop @ Stop::Saturated(_)) = outcome else {
        panic!("{outcome:?}");
    };
    assert!(
        stop.to_string()
            .starts_with("the laws give no proof (saturated after ")
    );
    // A form is then left as large as it is, which is no error.
    let small = Limits {
        simplification: 0,
        ..limits
    };
    let given = term("u + u + 0 • v");
    let found = Prover::new(&spec.laws, small).simplify(&given).unwrap();
    assert!(found.term.cost() <= given.cost());
    replays(&given, &found, &spec.laws);
}

/// A false claim is never proved, however far the search goes.
#[test]
fn false_claims_are_not_found() {
    let spec = Spec::built_in().unwrap();
    let prover = Prover::new(&spec.laws, Limits::default());
    for entry in &spec.entries {
        for goal in goals(entry, &spec.laws)
            .unwrap()
            .into_iter()
            .flat_map(|(_, goals)| goals)
        {
            // Twice the right side: false wherever it is not 0.
            let right = &goal.equation.right;
            let add = torchlean_mirror::term::Op::Add;
            let doubled = Term::new(add, vec![right.clone(), right.clone()]).unwrap();
            let claim = Equation {
                right: doubled,
                ..goal.equation
            };
            let outcome = prover.prove(&claim);
            assert!(
                matches!(&outcome, Outcome::NotFound(stop) if !matches!(stop, Stop::Contradiction(..) | Stop::Unexplained { .. } | Stop::IllSorted)),
                "{}: {outcome:?}",
                claim.left
            );
        }
    }
}

#[test]
fn constants_are_computed_without_a_law() {
    let number = |n: i64, d: i64| Term::constant(Rational::new(n.into(), d.into()));
    let of = |op, args: &[Term]| Term::new(op, args.to_vec()).unwrap();
    let (two, five) = (number(2, 1), number(5, 1));
    let laws = Laws::default();
    let prover = Prover::new(&laws, Limits::default());
    for (term, value) in [
        (of(Op::Add, &[two.clone(), five.clone()]), number(7, 1)),
        (of(Op::Sub, &[two.clone(), five.clone()]), number(-3, 1)),
        (of(Op::Smul, &[two.clone(), five.clone()]), number(10, 1)),
        (of(Op::Neg, std::slice::from_ref(&five)), number(-5, 1)),
        (of(Op::Inv, &[two]), number(1, 2)),
    ] {
        let simplified = prover.simplify(&term).unwrap();
        assert_eq!(simplified.term, value);
        replays(&term, &simplified, &laws);
        let false_claim = Equation {
            left: term,
            right: number(4, 1),
            apart: Vec::new(),
        };
        assert!(matches!(prover.prove(&false_claim), Outcome::NotFound(_)));
    }
}

#[test]
fn a_common_factor_of_real_numbers_is_taken_out() {
    let spec = Spec::built_in().unwrap();
    let prover = Prover::new(&spec.laws, Limits::default());
    let given = term("c * d + c * c");
    let simplified = prover.simplify(&given).unwrap();
    assert_eq!(simplified.term, term("c * (c + d)"));
    replays(&given, &simplified, &spec.laws);
}
