//! Facts at points: true ones hold, false ones are refuted, and what rests on one that is not shown
//! is withdrawn.

use torchlean_mirror::audit::{Report, Verdict};

use super::{LAWS, audited, laws};

/// The verdict of one fact among all laws.
fn verdict(says: &str) -> Verdict {
    let text = format!("{LAWS}\nfact probe {says}\n  from Nobody probe\n");
    let mut probed = laws(&text);
    probed.laws.clear();
    probed.derivatives.clear();
    probed.identities.clear();
    of(&audited(probed), "probe").clone()
}

fn of<'r>(report: &'r Report, name: &str) -> &'r Verdict {
    let mut laws = report.laws.iter();
    let found = laws.find(|(law, _)| **law == *name);
    &found.unwrap().1
}

#[test]
fn the_facts_of_the_file_hold() {
    let report = audited(laws(LAWS));
    for fact in &laws(LAWS).facts {
        let verdict = of(&report, &fact.name);
        let holds = match fact.apart.left.has_functions() {
            true => matches!(verdict, Verdict::Enclosed(points) if *points > 30),
            false => matches!(verdict, Verdict::Exact(points) if *points > 30),
        };
        assert!(holds, "{}: {verdict:?}", fact.name);
    }
}

#[test]
fn a_fact_holds_under_its_hypotheses() {
    for (says, exact) in [
        ("(u : Vec s) (h : ∀ i, u i > 0) : ∀ i, u i + 1 ≠ 0", true),
        (
            "(u : Vec s) (c : ℝ) (h : 0 < c) : ∀ i, u i * u i + c ≠ 0",
            true,
        ),
        ("(c : ℝ) (h : c < 0) : c - 1 ≠ 0", true),
        (
            "(u v : Vec s) (h : ∀ i, u i < v i) : ∀ i, v i - u i ≠ 0",
            true,
        ),
        ("(c : ℝ) (h : c ≠ 0) : c * c ≠ 0", true),
        (
            "(u : Vec s) (c : ℝ) (h : 0 < c) : ∀ i, exp (u i) + c ≠ 0",
            false,
        ),
    ] {
        let verdict = verdict(says);
        let holds = match exact {
            true => matches!(verdict, Verdict::Exact(_)),
            false => matches!(verdict, Verdict::Enclosed(_)),
        };
        assert!(holds, "{says}: {verdict:?}");
    }
    for says in [
        "(u : Vec s) (h : ∀ i, u i > 0) : ∀ i, u i - 1 ≠ 0",
        // Small numbers are below, large ones above.
        "(u : Vec s) (h : ∀ i, u i > 0) : ∀ i, u i - 1001/7 ≠ 0",
        "(u : Vec s) (c : ℝ) (h : 0 < c) : ∀ i, u i * u i - c ≠ 0",
        "(u : Vec s) (c : ℝ) (h : c < 0) : ∀ i, exp (u i) + c ≠ 0",
        "(u : Vec s) (c : ℝ) (h : c ≠ 0) : ∀ i, u i * u i + c ≠ 0",
        "(u : Vec s) (h : ∀ i, 0 < u i) : ∀ i, log (u i) ≠ 0",
    ] {
        let verdict = verdict(says);
        assert!(
            matches!(verdict, Verdict::Refuted(_)),
            "{says}: {verdict:?}"
        );
    }
}

#[test]
fn a_false_fact_is_refuted_with_a_point() {
    for says in [
        "(u : Vec s) : ∀ i, exp (u i) ≠ 1",
        "(u : Vec s) : ∀ i, exp (u i) + -1 ≠ 0",
        "(u : Vec s) : ∀ i, exp (u i) - 1 ≠ 0",
        // Equal at no rational number.
        "(u : Vec s) : ∀ i, exp (u i) ≠ 2",
        "(u : Vec s) : ∀ i, exp (u i) ≠ u i + 2",
        "(u : Vec s) : ∀ i, tanh (u i) ≠ 0",
        "(u : Vec s) : ∀ i, log (u i) ≠ 0",
        "(u : Vec s) : ∀ i, cosh (u i) ≠ 1",
        // Rational.
        "(u : Vec s) : ∀ i, u i ≠ 0",
        "(u : Vec s) : ∀ i, u i + 1 ≠ 0",
        "(u v : Vec s) : ∀ i, u i + v i ≠ v i",
        "(u : Vec s) : ∀ i, u i * u i ≠ 2",
        "(u : Vec s) : ∀ i, (u i)⁻¹ ≠ 0",
        "(c : ℝ) : c ≠ 0",
    ] {
        let verdict = verdict(says);
        let Verdict::Refuted(found) = &verdict else {
            panic!("{says}: {verdict:?}");
        };
        assert!(found.what.contains("meet"), "{}", found.what);
        assert!(!found.inputs.is_empty(), "{says}");
        assert!(found.quantity.contains('≠'), "{}", found.quantity);
    }
}

#[test]
fn true_facts_are_not_refuted() {
    for (says, exact) in [
        ("(u : Vec s) : ∀ i, u i * u i + 1 ≠ 0", true),
        ("(u v : Vec s) : ∀ i, u i * u i + v i * v i ≠ -1", true),
        ("(u : Vec s) : ∀ i, cosh (u i) ≠ 0", false),
        ("(u : Vec s) : ∀ i, exp (u i) + exp (-(u i)) ≠ 0", false),
        ("(u : Vec s) : ∀ i, tanh (u i) ≠ 2", false),
    ] {
        let verdict = verdict(says);
        match exact {
            true => assert!(matches!(verdict, Verdict::Exact(_)), "{says}: {verdict:?}"),
            false => assert!(
                matches!(verdict, Verdict::Enclosed(_)),
                "{says}: {verdict:?}"
            ),
        }
    }
}

#[test]
fn sides_that_enclosures_do_not_tell_apart_are_unknown() {
    // They are equal, and no number of bits shows it.
    let verdict =
        verdict("(u : Vec s) : ∀ i, exp (u i + 1) * exp (-(u i) - 1) ≠ 1 + 0 * exp (u i)");
    let fails = matches!(&verdict, Verdict::Unknown(why) if why.code() == "may-meet");
    assert!(
        fails || matches!(verdict, Verdict::Refuted(_)),
        "{verdict:?}"
    );
}

#[test]
fn a_side_that_changes_where_it_need_not_meet_is_unknown() {
    for says in [
        "(u : Vec s) (c : ℝ) (h : 0 < c) : ∀ i, log (1/2 + exp (u i)) + c ≠ 0",
        "(u : Vec s) (h : ∀ i, u i ≠ 0) : ∀ i, u i - 1001/7 ≠ 0",
    ] {
        let verdict = verdict(says);
        let unknown = matches!(&verdict, Verdict::Unknown(why) if why.code() == "may-meet");
        assert!(unknown, "{says}: {verdict:?}");
    }
}

#[test]
fn what_rests_on_a_false_fact_is_withdrawn() {
    let text = format!(
        "{LAWS}\nfact never (u : Vec s) : ∀ i, 1 + u i ≠ 0\n  from Nobody never\n\
         identity wrong (u v : Vec s) : (fun i => (1 + u i) * (1 + u i)⁻¹) ⊙ v = v\n\
         identity wrong_derivative (a : Idx Γ s) (x : Vec Γ)\n  \
         : D (fun i => log (1 + get a x i)) = (diag (fun i => (1 + get a x i)⁻¹)).comp (getCLM a)\n"
    );
    let report = audited(laws(&text));
    assert!(matches!(of(&report, "never"), Verdict::Refuted(_)));
    let verdict = |name: &str| {
        let mut identities = report.identities.iter();
        let found = identities.find(|(identity, _)| *identity.name == *name);
        found.unwrap().1.clone()
    };
    for name in ["wrong", "wrong_derivative"] {
        let verdict = verdict(name);
        let Verdict::Unknown(why) = &verdict else {
            panic!("{name}: {verdict:?}");
        };
        assert_eq!(
            why.to_string(),
            "the proof rests on `never`, which is refuted"
        );
    }
    assert!(matches!(verdict("exp_mul_inv"), Verdict::Proved(_)));
    assert!(report.fails());
}
