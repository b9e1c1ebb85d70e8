//! Polynomial identities: true ones are proved and replayed, false ones never.

use proptest::prelude::*;
use torchlean_mirror::exact::{Equation, Limits, Outcome, Prover, replay};
use torchlean_mirror::notation::{Source, Spec, read_term};
use torchlean_mirror::term::{Name, Op, Rational, Sort, Space, Term};

/// Variables of every kind that the forms have.
fn variables() -> Vec<(Name, Sort)> {
    let (g, s, t) = (Space::named("Γ"), Space::named("s"), Space::named("t"));
    let vec = |space: &Space| Sort::Vec(space.clone());
    let index = |shape: &Space| Sort::Idx {
        context: g.clone(),
        shape: shape.clone(),
    };
    vec![
        ("c".into(), Sort::REAL),
        ("d".into(), Sort::REAL),
        ("x".into(), vec(&g)),
        ("dx".into(), vec(&g)),
        ("a".into(), index(&s)),
        ("b".into(), index(&s)),
        ("u".into(), vec(&s)),
        ("v".into(), vec(&s)),
        ("w".into(), vec(&s)),
        ("p".into(), vec(&t)),
        ("m".into(), Sort::Mask(s.clone())),
        ("A".into(), Sort::Vec(Space::hom(s.clone(), t.clone()))),
        ("B".into(), Sort::Vec(Space::hom(t, s))),
    ]
}

fn term(text: &str) -> Term {
    read_term(&Source::new("term", text), &variables(), None)
        .unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn equation(text: &str) -> Equation {
    let (left, right) = text.split_once(" = ").unwrap();
    let left = term(left);
    let sort = left.sort().clone();
    let right = read_term(&Source::new("term", right), &variables(), Some(&sort));
    Equation {
        right: right.unwrap_or_else(|e| panic!("{text}: {e}")),
        left,
        apart: Vec::new(),
    }
}

const TRUE: &[&str] = &[
    "u + u + u = 3 • u",
    "u + u + u + u + u = 5 • u",
    "u + v - u = v",
    "u + (v + -u) = v",
    "u - u = 0",
    "x - x = 0",
    "c - c = 0",
    "A - A = 0",
    "0 - u = -u",
    "-(-u) = u",
    "-(u - v) = v - u",
    "c • (0 : Vec s) = 0",
    "u ⊙ 0 = 0",
    "0 ⊙ u = 0",
    "⟪0, u⟫ = 0",
    "⟪u, 0⟫ = 0",
    "⟪0, u⟫ = ⟪dx, 0⟫",
    "⟪u, v⟫ = ⟪v, u⟫",
    "⟪u ⊙ v, w⟫ = ⟪w ⊙ u, v⟫",
    "⟪x, single a u⟫ = ⟪u, get a x⟫",
    "⟪single a u, x⟫ = ⟪get a x, u⟫",
    "⟪u - v, u - v⟫ = ⟪u, u⟫ - 2 * ⟪u, v⟫ + ⟪v, v⟫",
    "(u - v) ⊙ (u - v) = u ⊙ u - 2 • (u ⊙ v) + v ⊙ v",
    "(u + v) ⊙ (u - v) = u ⊙ u - v ⊙ v",
    "(u + v) ⊙ (u + v) ⊙ (u + v) = u ⊙ u ⊙ u + 3 • (u ⊙ u ⊙ v) + 3 • (u ⊙ v ⊙ v) + v ⊙ v ⊙ v",
    "(c + d) * (c + d) * (c + d) * (c + d) = c * c * c * c + 4 * (c * c * c * d) + 6 * (c * c * d * d) + 4 * (c * d * d * d) + d * d * d * d",
    "(u + v + w) ⊙ (u + v + w) = u ⊙ u + v ⊙ v + w ⊙ w + 2 • (u ⊙ v + v ⊙ w + w ⊙ u)",
    "(2⁻¹ + 3⁻¹) • u = (5 / 6) • u",
    "(c + d)⁻¹ • u = u + ((d + c)⁻¹ • u - u)",
    "(c * d⁻¹) • u - d⁻¹ • (c • u) = 0",
    "get a (x + c • dx - x) = c • get a dx",
    "get a x - get a x = 0",
    "single a u + single a (v - u) = single a v",
    "A (u - v) + A v = A u",
    "A (u - u) = 0",
    "A (c • u) - c • A u = 0",
    "(A - A) u = 0",
    "(2 • A - A) u = A u",
    "A.adjoint.adjoint u = A u",
    "(A.comp B).adjoint p = B.adjoint (A.adjoint p)",
    "⟪A.adjoint p, u⟫ = ⟪p, A u⟫",
    "⟪A.adjoint p ⊙ v, u⟫ = ⟪A (u ⊙ v), p⟫",
    "(diag (u + v)).adjoint w - diag u w = w ⊙ v",
    "(fun i => if m i then c + d else c) ⊙ u - (fun i => if m i then d + c else c) ⊙ u = 0",
    "(c + d) • (u + v) ⊙ (u - v) + c • (v ⊙ v) = c • (u ⊙ u) + d • (u ⊙ u) - d • (v ⊙ v)",
];

const FALSE: &[&str] = &[
    "u + u + u = 2 • u",
    "u + v - u = u",
    "u - v = 0",
    "u - v = v - u",
    "c • (0 : Vec s) = u",
    "⟪u, v⟫ = ⟪u, u⟫",
    "⟪u ⊙ v, w⟫ = ⟪u ⊙ w, w⟫",
    "(u - v) ⊙ (u - v) = u ⊙ u - 2 • (u ⊙ v) - v ⊙ v",
    "(u + v) ⊙ (u - v) = u ⊙ u + v ⊙ v",
    "c * c⁻¹ = 1",
    "c⁻¹ * c * c = 1",
    "(c + d)⁻¹ = c⁻¹ + d⁻¹",
    "get a x = get b x",
    "single a u = single b u",
    "get a (single b u) = u",
    "A.adjoint p = B p",
    "A (u ⊙ v) = A u",
    "(fun i => if m i then c else d) ⊙ u = (fun i => if m i then d else c) ⊙ u",
];

#[test]
fn true_identities_are_proved_and_replayed() {
    let spec = Spec::built_in().unwrap();
    // Without the e-graph, and with it.
    for iterations in [0, 10] {
        let limits = Limits {
            iterations,
            ..Limits::default()
        };
        let prover = Prover::new(&spec.laws, limits);
        for text in TRUE {
            let claim = equation(text);
            match prover.prove(&claim) {
                Outcome::Found(proof) => {
                    assert_eq!(replay(&proof, &claim, &spec.laws), Ok(()), "{text}");
                    println!("{:5} {text}", proof.steps.len());
                }
                Outcome::NotFound(stop) => panic!("{text}: {stop}"),
            }
        }
    }
}

#[test]
fn false_identities_are_not_proved() {
    let spec = Spec::built_in().unwrap();
    let prover = Prover::new(&spec.laws, Limits::default());
    for text in FALSE {
        let outcome = prover.prove(&equation(text));
        assert!(matches!(outcome, Outcome::NotFound(_)), "{text}");
    }
}

fn apply(op: Op, args: &[&Term]) -> Term {
    Term::new(op, args.iter().map(|&arg| arg.clone()).collect()).unwrap()
}

/// Any vector polynomial in a few variables.
fn polynomial() -> impl Strategy<Value = Term> {
    let leaf = prop::sample::select(vec!["u", "v", "w", "get a x", "0 • u"]).prop_map(term);
    leaf.prop_recursive(3, 8, 2, |inner| {
        let ops = prop::sample::select(vec![Op::Add, Op::Sub, Op::Hadamard]);
        let scalars = prop::sample::select(vec!["c", "2", "c * d", "c - d", "-1"]);
        prop_oneof![
            (ops, inner.clone(), inner.clone()).prop_map(|(op, u, v)| apply(op, &[&u, &v])),
            (scalars, inner).prop_map(|(c, u)| apply(Op::Smul, &[&term(c), &u])),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn random_identities_are_proved_and_perturbed_ones_are_not(
        p in polynomial(), q in polynomial(), r in polynomial()
    ) {
        let spec = Spec::built_in().unwrap();
        let limits = Limits { iterations: 0, steps: 20_000, ..Limits::default() };
        let prover = Prover::new(&spec.laws, limits);
        let u = term("u");
        let c = term("c");
        let (add, sub) = (
            |a: &Term, b: &Term| apply(Op::Add, &[a, b]),
            |a: &Term, b: &Term| apply(Op::Sub, &[a, b]),
        );
        let times = |a: &Term, b: &Term| apply(Op::Hadamard, &[a, b]);
        let scaled = |a: &Term| apply(Op::Smul, &[&c, a]);
        let inner = |a: &Term, b: &Term| apply(Op::Inner, &[a, b]);
        for (left, right) in [
            (times(&add(&p, &q), &r), add(&times(&r, &q), &times(&p, &r))),
            (sub(&p, &sub(&q, &r)), sub(&add(&r, &p), &q)),
            (scaled(&times(&p, &q)), times(&scaled(&q), &p)),
            (inner(&times(&p, &q), &u), inner(&times(&u, &q), &p)),
        ] {
            let claim = Equation { left, right, apart: Vec::new() };
            match prover.prove(&claim) {
                Outcome::Found(proof) => prop_assert_eq!(replay(&proof, &claim, &spec.laws), Ok(())),
                Outcome::NotFound(stop) => prop_assert!(false, "{} = {}: {}", claim.left, claim.right, stop),
            }
            // One monomial more on the right: another polynomial.
            let more = match claim.right.sort() {
                sort if *sort == Sort::REAL => Term::constant(Rational::new(1.into(), 7.into())),
                _ => apply(Op::Smul, &[&Term::constant(Rational::new(1.into(), 7.into())), &u]),
            };
            let perturbed = Equation { right: add(&claim.right, &more), ..claim };
            prop_assert!(matches!(prover.prove(&perturbed), Outcome::NotFound(_)));
        }
    }
}
