//! The normal form with inverses: `f ⊙ f⁻¹` and `f ⊙ (1 + f)⁻¹`.

use torchlean_mirror::exact::{Equation, Limits, Outcome, Prover, replay};
use torchlean_mirror::notation::{Source, read_term};
use torchlean_mirror::term::{Apart, Name, Sort, Space, Term};

use super::{LAWS, laws, without};

fn variables() -> Vec<(Name, Sort)> {
    let vector = || Sort::Vec(Space::named("s"));
    let mut all: Vec<(Name, Sort)> = ["u", "v", "w"].map(|name| (name.into(), vector())).into();
    all.push(("c".into(), Sort::REAL));
    all
}

fn term(text: &str) -> Term {
    let vector = Sort::Vec(Space::named("s"));
    read_term(&Source::new("term", text), &variables(), Some(&vector)).unwrap()
}

fn equation(left: &str, right: &str) -> Equation {
    Equation {
        left: term(left),
        right: term(right),
        apart: Vec::new(),
    }
}

/// The normal form alone: the e-graph has no room.
const NORMAL: Limits = Limits {
    iterations: 0,
    simplification: 0,
    nodes: 0,
    steps: 4_000,
    long: 0,
    shorter: 0,
};

const EQUATIONS: &[(&str, &str)] = &[
    ("fun i => exp (u i) / exp (u i)", "fun i => 1"),
    ("fun i => exp (u i) * v i / exp (u i)", "v"),
    ("fun i => c * exp (u i) / exp (u i) - c", "0"),
    (
        "fun i => exp (u i) / (1 + exp (u i))",
        "fun i => 1 - (1 + exp (u i))⁻¹",
    ),
    (
        "fun i => exp (u i) / (exp (u i) + 1)",
        "fun i => 1 - (exp (u i) + 1)⁻¹",
    ),
    (
        "fun i => exp (u i) / (1 + exp (u i)) / (1 + exp (u i))",
        "fun i => exp (u i) / (1 + exp (u i)) * (1 - exp (u i) / (1 + exp (u i)))",
    ),
    (
        "fun i => (1 + exp (u i) + v i) / (1 + exp (u i))",
        "fun i => 1 + v i / (1 + exp (u i))",
    ),
    (
        "fun i => exp (u i) * exp (u i) * v i / (1 + exp (u i))",
        "fun i => v i * exp (u i) - v i + v i / (1 + exp (u i))",
    ),
    (
        "fun i => exp (u i) * exp (v i) / (1 + exp (u i)) / (1 + exp (v i))",
        "fun i => (1 - (1 + exp (u i))⁻¹) * (1 - (1 + exp (v i))⁻¹)",
    ),
    (
        "fun i => c * v i * exp (u i + w i) / (1 + exp (w i + u i))",
        "fun i => c * (v i - v i / (1 + exp (u i + w i)))",
    ),
];

#[test]
fn products_with_inverses_have_a_normal_form() {
    let laws = laws(LAWS);
    for limits in [NORMAL, Limits::default()] {
        let prover = Prover::new(&laws, limits);
        for (left, right) in EQUATIONS {
            let equation = equation(left, right);
            match prover.prove(&equation) {
                Outcome::Found(proof) => {
                    replay(&proof, &equation, &laws).unwrap();
                    assert!(!proof.facts().is_empty(), "{left} = {right}");
                }
                Outcome::NotFound(stop) => panic!("{left} = {right}: {stop}"),
            }
        }
    }
}

#[test]
fn what_is_false_or_not_a_fact_has_no_proof() {
    let all = laws(LAWS);
    let none = without(&["exp_ne_zero", "one_add_exp_ne_zero", "exp_add_one_ne_zero"]);
    let found = |laws, left: &str, right: &str| {
        let prover = Prover::new(laws, NORMAL);
        matches!(prover.prove(&equation(left, right)), Outcome::Found(_))
    };
    for (left, right) in [
        // `u` may be 0, and `1 + u`.
        ("fun i => u i / u i", "fun i => 1"),
        ("fun i => u i / (1 + u i)", "fun i => 1 - (1 + u i)⁻¹"),
        (
            "fun i => exp (u i) / (1 + exp (u i))",
            "fun i => 1 + (1 + exp (u i))⁻¹",
        ),
        (
            "fun i => exp (u i) / (1 + exp (v i))",
            "fun i => 1 - (1 + exp (v i))⁻¹",
        ),
        (
            "fun i => exp (u i) / (2 + exp (u i))",
            "fun i => 1 - (2 + exp (u i))⁻¹",
        ),
    ] {
        assert!(!found(&all, left, right), "{left} = {right}");
    }
    for (left, right) in EQUATIONS {
        assert!(!found(&none, left, right), "{left} = {right}");
    }
}

#[test]
fn a_hypothesis_cancels_too() {
    let laws = laws(LAWS);
    let mut equation = equation("fun i => u i * v i / u i", "v");
    let prover = Prover::new(&laws, NORMAL);
    assert!(matches!(prover.prove(&equation), Outcome::NotFound(_)));
    equation.apart.push(Apart {
        left: term("u"),
        right: term("0"),
    });
    let Outcome::Found(proof) = prover.prove(&equation) else {
        panic!("no proof");
    };
    replay(&proof, &equation, &laws).unwrap();
    assert!(proof.facts().is_empty());
}
