//! What weakens Lean's check is found wherever it stands, and not in comments
//! and strings.

use super::{FIXTURE, findings, held};

/// A word, and the text that brings it in place of a proof step.
const IN_PROOFS: &[(&str, &str)] = &[
    ("sorry", "sorry"),
    ("admit", "admit"),
    ("native_decide", "native_decide"),
    ("decide +native", "decide +native"),
    ("decide +native", "decide +kernel +native"),
    ("decide +native", "decide (config := { native := true })"),
    ("bv_decide", "bv_decide"),
    ("apply?", "apply?"),
    ("decide +native", "decide (native := not false)"),
    (
        "decide +native",
        "decide (config := ⟨true, true, true, true⟩)",
    ),
    ("stop", "skip; stop simp"),
    ("stop", "any_goals stop simp"),
    ("stop", "{ stop simp }"),
    ("bv_decide?", "bv_decide?"),
    ("plausible", "plausible"),
    ("slim_check", "slim_check"),
    ("sorry", "dbg_trace \"{(sorry : Nat)}\"; simp"),
    ("sorry", "iterate 1sorry"),
    ("stop", "skip <;> stop simp"),
    ("Lean.trustCompiler", "exact Lean.trustCompiler"),
    ("Lean.trustCompiler.rec", "exact Lean.trustCompiler.rec _"),
    ("Lean.ofReduceNat", "exact Lean.ofReduceNat _ _ rfl"),
    ("run_tac", "run_tac discard pure"),
    ("sorryAx", "exact sorryAx _ false"),
    ("Lean.ofReduceBool", "exact Lean.ofReduceBool _ _ rfl"),
    (
        "set_option debug.skipKernelTC",
        "set_option debug.skipKernelTC true in simp",
    ),
];

/// A word, and a command that brings it.
const COMMANDS: &[(&str, &str)] = &[
    ("sorry", "theorem t : 1 = 2 := sorry"),
    ("sorry", "theorem t : s!\"{(sorry : Nat)}\" = \"\" := rfl"),
    ("axiom", "axiom t : 1 = 2"),
    ("opaque", "private opaque t : Nat"),
    ("unsafe", "unsafe def t : Nat := 0"),
    (
        "implemented_by",
        "@[implemented_by add] theorem t : 1 = 1 := rfl",
    ),
    ("extern", "@[simp, extern \"t\"] theorem t : 1 = 1 := rfl"),
    ("csimp", "attribute [csimp] add"),
    (
        "set_option debug.skipKernelTC",
        "set_option debug.skipKernelTC true",
    ),
    ("set_option autoImplicit", "set_option autoImplicit true"),
    ("#exit", "#exit"),
];

#[test]
fn in_a_skipped_proof() {
    let proofs = [
        "exact proof_of_this",
        "have h : ∀ v, v = v := fun v => rfl",
        "rfl",
    ];
    for (word, step) in IN_PROOFS {
        for proof in proofs {
            let report = held(&FIXTURE.replacen(proof, step, 1));
            let found = findings(&report);
            assert!(found[0].contains(&format!("`{word}`")), "{step}: {found:?}");
            let line = 1 + FIXTURE[..FIXTURE.find(proof).unwrap()]
                .matches('\n')
                .count();
            assert!(
                found[0].starts_with(&format!("fixture.lean:{line}:")),
                "{found:?}"
            );
            assert!(report.fails());
        }
    }
}

#[test]
fn between_definitions_and_after_the_last() {
    for (word, command) in COMMANDS {
        for place in [
            "/-- A linear map and a shift. -/",
            "end TapeNodes",
            "end Proofs",
        ] {
            let text = FIXTURE.replacen(place, &format!("{command}\n\n{place}"), 1);
            let report = held(&text);
            let found = findings(&report);
            assert!(
                found.iter().any(|f| f.contains(&format!("`{word}`"))),
                "{command}: {found:?}"
            );
            assert!(report.fails(), "{command}");
        }
    }
}

#[test]
fn stop_and_native_may_be_fields_and_arguments() {
    let with = |step: &str| findings(&held(&FIXTURE.replacen("exact proof_of_this", step, 1)));
    for name in [
        "exact range.stop",
        "exact f (stop := 1)",
        "decide (native := false)",
        "simp [native]",
    ] {
        assert_eq!(with(name), [""; 0], "{name}");
    }
    let found = with("simp\n      stop\n      simp");
    assert!(found[0].contains("`stop`"), "{found:?}");
}

#[test]
fn not_in_comments_and_strings() {
    let words: Vec<&str> = IN_PROOFS.iter().chain(COMMANDS).map(|(w, _)| *w).collect();
    let words = words.join(" ");
    for text in [
        format!("-- {words}\n{FIXTURE}"),
        format!("/- {words} /- notation -/ -/ {FIXTURE}"),
        FIXTURE.replace("/-- A linear", &format!("/-- {words} -/\n/-- A linear")),
        FIXTURE.replacen("exact proof_of_this", &format!("exact f \"{words}\""), 1),
        FIXTURE.replacen("exact proof_of_this", &format!("exact f r#\"{words}\"#"), 1),
    ] {
        let report = held(&text);
        assert_eq!(findings(&report), [""; 0]);
        assert_ne!(report.conclusion().as_str(), "refuted");
    }
}

#[test]
fn a_comment_ends_where_lean_ends_it() {
    // As Lean does, the character after `/-` is passed over.
    for comment in [
        "/-/ sorry -/",
        "/-/- sorry -/",
        "/--/ sorry -/",
        "/- /- -/ sorry -/",
    ] {
        let report = held(&FIXTURE.replacen("/-! The", &format!("{comment}\n/-! The"), 1));
        assert_eq!(findings(&report), [""; 0], "{comment}");
    }
    let shown = FIXTURE.replacen("/-! The", "/-/- -/ axiom t : 1 = 2 /- -/\n/-! The", 1);
    assert!(findings(&held(&shown))[0].contains("`axiom`"));
}
