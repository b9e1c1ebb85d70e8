//! Text that Lean reads as commands or definitions, where a careless reader sees none.

use super::{FIXTURE, MODULE, SPEC, findings, held, text_of, with};
use torchlean_mirror::audit::Verdict;
use torchlean_mirror::lean::Module;

const FIRST: &str = "/-- A linear map";

/// The fixture with a line before its first definition.
fn led_by(line: &str) -> String {
    assert!(FIXTURE.contains(FIRST));
    FIXTURE.replacen(FIRST, &format!("{line}\n\n{FIRST}"), 1)
}

/// The fixture with another step in its first proof.
fn proved_by(step: &str) -> String {
    FIXTURE.replacen("exact proof_of_this", step, 1)
}

/// Either the file is not read, or no definition is called proved and there is
/// a finding.
fn nothing_is_proved(text: &str, edit: &str) {
    if Module::read(MODULE, "fixture.lean", text.as_bytes()).is_err() {
        return;
    }
    let report = held(text);
    assert!(!findings(&report).is_empty(), "{edit}");
    for entry in &SPEC.entries {
        let verdict = text_of(&report, entry.name.short());
        assert!(
            !matches!(verdict, Verdict::Proved(_)),
            "{}: {edit}",
            entry.name
        );
    }
}

#[test]
fn commands_behind_what_lean_ends_earlier() {
    for line in [
        "example : Nat := 1notation \"ℝ\" => Nat",
        "example : Nat := 0x1instance : Inv ℝ := ⟨id⟩",
        "example : Nat := 1open Other",
        "example : Set Nat := ℝˣnotation \"ℝ\" => Nat",
        "example : Nat := λnotation \"ℝ\" => Nat",
    ] {
        nothing_is_proved(&led_by(line), line);
    }
    for line in [
        "example : Nat := 1axiom bad : False",
        "example : Set Nat := ∅ᶜaxiom bad : False",
    ] {
        let found = findings(&held(&led_by(line)));
        assert!(found[0].contains("`axiom`"), "{found:?}");
    }
    assert_eq!(
        findings(&held(&led_by("example : Nat := 0x1f + 0b1 + 0o7"))),
        [""; 0]
    );
    assert_eq!(
        findings(&held(&led_by("example : ℝ := 1.5e-3 + 2e1"))),
        [""; 0]
    );
}

#[test]
fn quotes_of_which_lean_may_see_other_ends() {
    for step in [
        "exact f ''\"'\" -- \"",
        "exact f ⁻¹'\"'\" -- \"",
        "exact f ×'\"'\" -- \"",
        "exact f ×ˢ'\"' \"",
        "exact s!\"{'\"'}\" -- \"",
        "exact s!\"{1 /- \" -/}\" -- \"",
        "exact 'a'",
    ] {
        nothing_is_proved(&proved_by(step), step);
    }
    for step in [
        "exact f '' s",
        "exact f ⁻¹' s",
        "exact \"plain -- /- '\"",
        "exact x' y''",
    ] {
        assert_eq!(findings(&held(&proved_by(step))), [""; 0], "{step}");
    }
}

#[test]
fn a_raw_string_ends_at_as_many_hashes_as_began_it() {
    let hashes = "#".repeat(70);
    let few = "#".repeat(64);
    let line = format!("example : String := r{hashes}\"a\"{few} b\"{hashes}\naxiom bad : False");
    let found = findings(&held(&led_by(&line)));
    assert!(found[0].contains("axiom"), "{found:?}");
    assert!(!found[0].contains('#'), "{found:?}");
}

#[test]
fn a_comment_that_documents_may_begin_with_another() {
    let right = &FIXTURE[super::extent("scale")];
    let wrong = right.replacen("k • ", "(k + k) • ", 1);
    assert_ne!(right, wrong);
    let line = right.replace('\n', " ");
    for opening in ["/--", "/-!"] {
        let text = with(
            "scale",
            &format!("{opening} -- -/ {line} /- /-\n-/\n{wrong}\n-- -/"),
        );
        let report = held(&text);
        let verdict = text_of(&report, "scale");
        assert!(!matches!(verdict, Verdict::Proved(_)), "{verdict:?}");
    }
    // Dashes up to the end of a line are a comment inside the comment.
    assert_eq!(
        findings(&held(&led_by("/------ a heading ------\n-/"))),
        [""; 0]
    );
}

#[test]
fn commands_that_do_not_begin_their_line_as_they_should() {
    for line in [
        "theorem t : 1 = 1 := rfl\n  #eval change",
        "theorem t : 1 = 1 := rfl #eval change",
        "theorem t : 1 = 1 := rfl open Other",
        "theorem t : 1 = 1 := rfl open Other in",
        "theorem t : 1 = 1 := rfl\n set_option maxHeartbeats 4 in open Other in",
        "theorem t : 1 = 1 := rfl\n  irreducible_def vecOfFun (n : Nat) : Nat := n",
        "theorem t : 1 = 1 := rfl\n  variable? [Mul ℝ]",
        "@[simp] unknown_command vecOfFun",
        "theorem t : 1 = 1 := rfl\n@[simp] unknown_command vecOfFun",
        "/-- It. -/ unknown_command vecOfFun",
        "theorem t : 1 = 1 := rfl\n/-- It. -/ unknown_command vecOfFun",
        "section\nvariable (n : Nat)\nunknown_command n\nend",
        "attribute [simp] foo\nunknown_command baz",
        "universe u\nunknown_command baz",
    ] {
        nothing_is_proved(&led_by(line), line);
    }
    for step in ["open Classical in simp", "classical exact proof"] {
        assert_eq!(findings(&held(&proved_by(step))), [""; 0], "{step}");
    }
}

#[test]
fn names_that_where_and_rec_give() {
    for line in [
        "theorem CtxVec : 1 = 1 := rfl\nwhere\n  get : Nat := 0",
        "theorem CtxVec : 1 = 1 := by\n  let rec get : Nat := 0\n  rfl",
        "theorem CtxVec : Nat → Nat\n  | 0 => 0\n  | n => n\nwhere get : Nat := 0",
    ] {
        nothing_is_proved(&led_by(line), line);
    }
}
