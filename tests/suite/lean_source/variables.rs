//! `variable` commands count as binders of what mentions them.

use super::{FIXTURE, findings, held, text_of};
use torchlean_mirror::audit::Verdict;

/// The fixture with these variables, and without the binders in `scale`.
fn scale(variables: &str, binders: &str) -> String {
    FIXTURE
        .replacen(
            "/-- A linear map",
            &format!("{variables}\n\n/-- A linear map"),
            1,
        )
        .replacen(
            "def scale {Γ : List Shape} {s : Shape} (j : Idx Γ s) (k : ℝ)",
            &format!("def scale {binders}"),
            1,
        )
}

#[test]
fn they_stand_before_the_binders() {
    for (variables, binders) in [
        (
            "variable (unused : ℝ)",
            "{Γ : List Shape} {s : Shape} (j : Idx Γ s) (k : ℝ)",
        ),
        (
            "section\nvariable {other : Shape}\nend",
            "{Γ : List Shape} {s : Shape} (j : Idx Γ s) (k : ℝ)",
        ),
    ] {
        let report = held(&scale(variables, binders));
        let verdict = text_of(&report, "scale");
        assert!(
            matches!(verdict, Verdict::Proved(_)),
            "{variables}: {verdict:?}"
        );
        assert_eq!(findings(&report), [""; 0]);
    }
    // In a section of their own, so that no other definition binds them again.
    for (variables, binders) in [
        (
            "variable {Γ : List Shape} {s : Shape}",
            "(j : Idx Γ s) (k : ℝ)",
        ),
        (
            "variable {Γ : List Shape}\nvariable {s : Shape} (j : Idx Γ s)",
            "(k : ℝ)",
        ),
        (
            "variable {Γ : List Shape} {s : Shape} (j : Idx Γ s) (k : ℝ)",
            "",
        ),
    ] {
        let text = scale("", &format!("{binders} "));
        let text = text
            .replacen(
                "def scale ",
                &format!("section\n{variables}\ndef scale "),
                1,
            )
            .replacen("\ndef scaleFderiv", "\nend\n\ndef scaleFderiv", 1);
        let report = held(&text);
        let verdict = text_of(&report, "scale");
        assert!(
            matches!(verdict, Verdict::Proved(_)),
            "{variables}: {verdict:?}"
        );
        assert_eq!(findings(&report), [""; 0]);
    }
}

#[test]
fn what_they_could_change_is_not_proved() {
    let all = "{Γ : List Shape} {s : Shape} (j : Idx Γ s) (k : ℝ)";
    for (variables, binders) in [
        (
            "variable (k : ℝ) {Γ : List Shape} {s : Shape}",
            "(j : Idx Γ s)",
        ),
        ("variable (u : ℝ)", all),
        ("variable [HSMul ℝ ℝ ℝ]", all),
        ("variable {s}", all),
        ("variable {s : Shape}", all),
        ("variable (h : s = s) {s : Shape}", all),
        ("variable (h : False)", all),
        ("variable (h : 1 = 2)", all),
        ("variable (k : ℝ) in", all),
        ("variable k", all),
        (
            "variable {Γ : List Shape} {s : Shape} (k : ℝ)",
            "(j : Idx Γ s)",
        ),
    ] {
        let report = held(&scale(variables, binders));
        let verdict = text_of(&report, "scale");
        assert!(
            matches!(verdict, Verdict::Unknown(_) | Verdict::Refuted(_)),
            "{variables}: {verdict:?}"
        );
        assert!(report.fails());
    }
}

#[test]
fn fields_and_quoted_names_are_no_variables() {
    for (variable, proof) in [
        ("symm", "exact (foo).symm"),
        ("hp", "exact .hp"),
        ("hp", "exact `hp"),
        ("hp", "simp (config := hq) (hp := 1)"),
    ] {
        let text = scale(
            &format!("variable ({variable} : ℝ)"),
            "{Γ : List Shape} {s : Shape} (j : Idx Γ s) (k : ℝ)",
        );
        let text = text.replacen("exact proof_of_this", proof, 1);
        let report = held(&text);
        for definition in ["scale", "affine", "mulFderiv"] {
            let verdict = text_of(&report, definition);
            assert!(
                matches!(verdict, Verdict::Proved(_)),
                "{proof}: {verdict:?}"
            );
        }
    }
}

#[test]
fn a_parameter_that_a_variable_may_give_is_unknown() {
    for proof in [
        "exact hp",
        "generalize 1 = hp",
        "have h : ∃ y, y = hp := ⟨_, rfl⟩",
    ] {
        let text = scale(
            "variable (hp : ℝ)",
            "{Γ : List Shape} {s : Shape} (j : Idx Γ s) (k : ℝ)",
        );
        let text = text.replacen("exact proof_of_this", proof, 1);
        let report = held(&text);
        let verdict = text_of(&report, "affine");
        assert!(
            matches!(verdict, Verdict::Unknown(_)),
            "{proof}: {verdict:?}"
        );
    }
}
