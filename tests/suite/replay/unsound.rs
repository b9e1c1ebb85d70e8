//! False laws, false steps, and what egg itself accepts.

use egg::{ConditionalApplier, EGraph, Id, Pattern, Rewrite, Subst, SymbolLang};
use torchlean_mirror::exact::{
    Equation, Limits, Outcome, Proof, Prover, Reason, Rule, Step, Stop, derive, replay,
    replay_derivation,
};
use torchlean_mirror::notation::{Laws, Source, Spec, read_laws, read_term};
use torchlean_mirror::term::{Apart, Name, Sort, Space, Substitution, Term};

fn laws(text: &str) -> Laws {
    read_laws(&Source::new("laws", text)).unwrap()
}

fn scalar(text: &str) -> Term {
    let variables = ["c", "d"].map(|name| (Name::from(name), Sort::REAL));
    read_term(&Source::new("term", text), &variables, Some(&Sort::REAL)).unwrap()
}

fn equation(left: &str, right: &str, nonzero: &[&str]) -> Equation {
    Equation {
        left: scalar(left),
        right: scalar(right),
        apart: (nonzero.iter())
            .map(|text| Apart {
                left: scalar(text),
                right: scalar("0"),
            })
            .collect(),
    }
}

/// A step: the term after it, the law or none for arithmetic, the direction, the
/// path, and what `c` stands for.
type Written<'a> = (&'a str, Option<&'a str>, bool, &'a [usize], &'a str);

/// A proof of scalars: after each step the term, why, and what `c` stands for.
fn proof(start: &str, steps: &[Written<'_>]) -> Proof {
    Proof {
        start: scalar(start),
        steps: steps
            .iter()
            .map(|(after, law, reversed, path, c)| {
                let mut substitution = Substitution::default();
                substitution.terms.insert("c".into(), scalar(c));
                Step {
                    reason: law.map_or(Reason::Fold, |law| Reason::Law(law.into())),
                    reversed: *reversed,
                    path: path.to_vec(),
                    substitution,
                    facts: Vec::new(),
                    after: scalar(after),
                }
            })
            .collect(),
    }
}

const UNGUARDED: &str = "law mul_inv_cancel₀ (c : ℝ) : c * c⁻¹ = 1 from Nobody x
law sub_self (u : Vec σ) : u - u = 0 from Mathlib sub_self
law sub_eq_add_neg (u v : Vec σ) : u - v = u + -v from Mathlib sub_eq_add_neg";
const GUARDED: &str =
    "law mul_inv_cancel₀ (c : ℝ) (h : c ≠ 0) : c * c⁻¹ = 1 from Mathlib mul_inv_cancel₀
law sub_self (u : Vec σ) : u - u = 0 from Mathlib sub_self";

/// What egg's own checker accepts: it knows no guard, and no reason that is no
/// rule is a fault to it.
#[test]
fn egg_accepts_a_proof_of_zero_equals_one() {
    type G = EGraph<SymbolLang, ()>;
    let parse = |text: &str| text.parse::<Pattern<SymbolLang>>().unwrap();
    let never = |_: &mut G, _: Id, _: &Subst| false;
    let guarded: Rewrite<SymbolLang, ()> = Rewrite::new(
        "mul_inv_cancel",
        parse("(* ?c (inv ?c))"),
        ConditionalApplier {
            condition: never,
            applier: parse("1"),
        },
    )
    .unwrap();
    let zero = "0".parse().unwrap();
    let one = "1".parse().unwrap();
    let product = "(* 0 (inv 0))".parse().unwrap();

    // By a reason that is no rule at all.
    let mut graph = G::default().with_explanations_enabled();
    let (a, b) = (graph.add_expr(&zero), graph.add_expr(&one));
    graph.union_trusted(a, b, "because");
    graph.rebuild();
    graph
        .explain_equivalence(&zero, &one)
        .check_proof([&guarded]);

    // By a guarded rule whose guard never holds.
    let mut graph = G::default().with_explanations_enabled();
    graph.add_expr(&product);
    graph.union_instantiations(
        &"(* 0 (inv 0))".parse::<Pattern<SymbolLang>>().unwrap().ast,
        &"1".parse::<Pattern<SymbolLang>>().unwrap().ast,
        &Subst::default(),
        "mul_inv_cancel",
    );
    graph.rebuild();
    graph
        .explain_equivalence(&product, &one)
        .check_proof([&guarded]);
}

#[test]
fn the_replayer_rejects_the_same_proofs() {
    let guarded = laws(GUARDED);
    let claim = equation("0", "1", &[]);
    let forged: [&[Written<'_>]; 6] = [
        &[("1", Some("because"), false, &[], "0")],
        &[("1", None, false, &[], "0")],
        &[
            ("0 * 0⁻¹", None, false, &[], "0"),
            ("1", Some("mul_inv_cancel₀"), false, &[], "0"),
        ],
        &[
            ("0 * (1 - 1)⁻¹", None, false, &[], "0"),
            ("1", Some("mul_inv_cancel₀"), false, &[], "0"),
        ],
        &[("1", Some("sub_self"), false, &[], "0")],
        &[],
    ];
    for steps in forged {
        let forged = proof("0", steps);
        assert!(replay(&forged, &claim, &guarded).is_err(), "{forged:#?}");
    }
    // With the false law the third is a proof: the replayer trusts the laws.
    let unguarded = laws(UNGUARDED);
    assert_eq!(replay(&proof("0", forged[2]), &claim, &unguarded), Ok(()));
}

#[test]
fn the_prover_reports_what_false_laws_contradict() {
    let unguarded = laws(UNGUARDED);
    let prover = Prover::new(&unguarded, Limits::default());
    for (left, right) in [("0", "1"), ("0 * 0⁻¹", "1"), ("(c - c) * (c - c)⁻¹", "0")] {
        let outcome = prover.prove(&equation(left, right, &[]));
        let Outcome::NotFound(stop @ Stop::Contradiction(..)) = &outcome else {
            // Nothing in `0 = 1` itself can be rewritten.
            assert_eq!((left, right), ("0", "1"), "{outcome:?}");
            assert!(matches!(outcome, Outcome::NotFound(Stop::Saturated(_))));
            continue;
        };
        assert!(
            stop.to_string()
                .starts_with("the laws are inconsistent: they prove ")
        );
        assert!(matches!(
            prover.simplify(&scalar(left)),
            Err(Stop::Contradiction(..))
        ));
    }
    let guarded = laws(GUARDED);
    let prover = Prover::new(&guarded, Limits::default());
    for (left, right) in [
        ("0", "1"),
        ("0 * 0⁻¹", "1"),
        ("c * c⁻¹", "1"),
        ("(c - c) * (c - c)⁻¹", "1"),
    ] {
        let outcome = prover.prove(&equation(left, right, &[]));
        assert!(
            matches!(outcome, Outcome::NotFound(Stop::Saturated(_))),
            "{left} = {right}: {outcome:?}"
        );
    }
}

#[test]
fn a_guard_must_be_established() {
    let guarded = laws(GUARDED);
    let prover = Prover::new(&guarded, Limits::default());
    let (claim, assumed) = (
        equation("c * c⁻¹", "1", &[]),
        equation("c * c⁻¹", "1", &["c"]),
    );
    let Outcome::Found(found) = prover.prove(&assumed) else {
        panic!("provable where `c ≠ 0` is known");
    };
    assert_eq!(replay(&found, &assumed, &guarded), Ok(()));
    let rejected = replay(&found, &claim, &guarded).unwrap_err();
    assert_eq!(
        rejected.to_string(),
        "step 1: `mul_inv_cancel₀` needs `c ≠ 0`"
    );
    for wrong in ["d", "c + 0", "c⁻¹", "-c", "0"] {
        assert!(replay(&found, &equation("c * c⁻¹", "1", &[wrong]), &guarded).is_err());
    }
    // A constant that is not 0 needs no assumption; one that is 0 has none.
    let step = |c: &str| {
        proof(
            &format!("({c}) * ({c})⁻¹"),
            &[("1", Some("mul_inv_cancel₀"), false, &[], c)],
        )
    };
    for (c, holds) in [
        ("2", true),
        ("1 - 3", true),
        ("2⁻¹", true),
        ("0", false),
        ("1 - 1", false),
        ("0⁻¹", false),
        ("1 - c", false),
    ] {
        let claim = equation(&format!("({c}) * ({c})⁻¹"), "1", &[]);
        assert_eq!(replay(&step(c), &claim, &guarded).is_ok(), holds, "{c}");
    }
}

/// The spec's own laws refuse the same, and stay free of contradictions with
/// every constant that is put into their scalars.
#[test]
fn the_laws_of_the_spec_prove_no_falsehood() {
    let spec = Spec::built_in().unwrap();
    let prover = Prover::new(&spec.laws, Limits::default());
    for (left, right) in [
        ("0", "1"),
        ("c * c⁻¹", "1"),
        ("0 * 0⁻¹", "1"),
        ("(c - c) * (c - c)⁻¹", "1"),
        ("c + d", "c"),
        ("2 * c", "c"),
        ("c⁻¹", "c"),
        ("c - d", "d - c"),
        ("(1 - 1)⁻¹", "1"),
    ] {
        let outcome = prover.prove(&equation(left, right, &[]));
        assert!(
            matches!(&outcome, Outcome::NotFound(stop) if !matches!(stop, Stop::Contradiction(..))),
            "{left} = {right}: {outcome:?}"
        );
    }
}

/// Arithmetic on constants is redone, not believed.
#[test]
fn false_arithmetic_is_rejected() {
    let none = Laws::default();
    for (left, right, holds) in [
        ("2 + 2", "4", true),
        ("4", "2 * 2", true),
        ("1 / 3 + 1 / 6", "1 / 2", true),
        ("0⁻¹", "0", true),
        ("-(2 - 5)", "3", true),
        ("2 + 2", "5", false),
        ("0⁻¹", "1", false),
        ("c", "c + 0", false),
        ("c - c", "0", false),
        ("0 * c", "0", false),
        ("1 / 3", "333 / 1000", false),
    ] {
        let claim = equation(left, right, &[]);
        let folded = proof(left, &[(right, None, false, &[], "0")]);
        assert_eq!(
            replay(&folded, &claim, &none).is_ok(),
            holds,
            "{left} = {right}"
        );
    }
}

/// Names are data: a law or a rule with a name that is a word of the prover is still a law.
#[test]
fn no_name_of_a_law_or_rule_is_taken_for_another_reason() {
    for name in ["arithmetic", "hypothesis", "← mul_comm", "0", ""] {
        let mut renamed = laws("law mul_comm (c d : ℝ) : c * d = d * c from Mathlib mul_comm");
        renamed.laws[0].name = name.into();
        let claim = equation("c * d", "d * c", &[]);
        let Outcome::Found(proof) = Prover::new(&renamed, Limits::default()).prove(&claim) else {
            panic!("{name}: not proved");
        };
        assert_eq!(proof.steps[0].reason, Reason::Law(name.into()));
        assert_eq!(replay(&proof, &claim, &renamed), Ok(()));
        assert!(replay(&proof, &claim, &Laws::default()).is_err());
    }
    let mut renamed = laws("derivative id : D x = id from Mathlib hasFDerivAt_id");
    renamed.derivatives[0].name = "hypothesis".into();
    let (x, domain) = (scalar("c"), Space::Real);
    let derivation = derive(&x, "c", &domain, &renamed).unwrap();
    assert_eq!(derivation.rule, Rule::Named("hypothesis".into()));
    assert_eq!(
        replay_derivation(&derivation, "c", &domain, &renamed),
        Ok(())
    );
    assert!(replay_derivation(&derivation, "c", &domain, &Laws::default()).is_err());
}
