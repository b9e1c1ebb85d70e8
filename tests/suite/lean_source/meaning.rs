//! Whatever could change what a name or a symbol means: never `proved`.

use super::{FIXTURE, extent, findings, held, text_of, with};
use torchlean_mirror::audit::Verdict;

/// Holds the text and asserts that the definitions are not proved.
fn not_proved(text: &str, names: &[&str], edit: &str) {
    let report = held(text);
    for name in names {
        let verdict = text_of(&report, name);
        assert!(
            matches!(verdict, Verdict::Unknown(_) | Verdict::Refuted(_)),
            "{edit}: {name}: {verdict:?}"
        );
    }
    assert!(report.fails(), "{edit}");
}

fn before_first(command: &str) -> String {
    FIXTURE.replacen(
        "/-- A linear map and a shift. -/",
        &format!("{command}\n\n/-- A linear map and a shift. -/"),
        1,
    )
}

#[test]
fn commands_that_change_what_follows() {
    for command in [
        "local notation \"ℝ\" => Nat",
        "notation3 \"foo\" => 0",
        "infixl:65 \" + \" => fun a b => a",
        "local infixr:73 \" • \" => second",
        "prefix:75 \"-\" => id",
        "postfix:max \"⁻¹\" => id",
        "macro \"vecOfFun\" x:term : term => `(zero)",
        "macro_rules | `($a + $b) => `($a)",
        "syntax \"get\" term : term",
        "elab \"get\" : term => pure default",
        "instance : HAdd ℝ ℝ ℝ := ⟨fun a _ => a⟩",
        "local instance swapped : HSub ℝ ℝ ℝ := ⟨fun a b => b - a⟩",
        "@[instance] def swapped : HSub ℝ ℝ ℝ := ⟨fun a b => b - a⟩",
        "@[simp, default_instance] def swapped := 0",
        "attribute [local instance] swapped",
        "attribute [-simp, instance] swapped",
        "structure Vec (n : Nat) where x : Nat",
        "inductive Shape | one",
        "class Foo where x : Nat",
        "alias vecOfFun := other",
        "export Other (vecOfFun)",
        "initialize foo : Unit ← pure ()",
        "run_cmd foo",
        "open Other",
        "open Other in",
        "open scoped Other",
        "open Spec hiding Shape",
        "open Spec renaming Shape → Other",
        "open Spec (Shape)",
        "include h",
        "universe u in junk",
        "set_option hygiene false",
        "set_option maxHeartbeats 400000 junk",
        "namespace",
        "section one two",
        "#eval change",
        "some_new_command",
        "theorem t : 1 = 1 := rfl\nsome_new_command with this",
        "theorem t : 1 = 1 := rfl notation \"ℝ\" => Nat",
        "theorem t : 1 = 1 := rfl)",
        "theorem t : 1 = 1 := (rfl",
        "def «vecOfFun» (n : Nat) : Nat := n",
        "end Other",
    ] {
        not_proved(
            &before_first(command),
            &["affine", "add", "mul", "square"],
            command,
        );
    }
}

#[test]
fn junk_after_the_last_end_is_found() {
    for junk in [
        "junk",
        "end\nend",
        "end Proofs",
        ")",
        "#eval 1",
        "def",
        "/- a comment -/ x",
    ] {
        let report = held(&format!("{FIXTURE}\n{junk}\n"));
        assert!(!findings(&report).is_empty(), "{junk}");
        assert!(report.fails());
    }
    let report = held(&format!("junk {FIXTURE}"));
    assert!(findings(&report)[0].starts_with("fixture.lean:1: this is not a command"));
}

#[test]
fn names_that_the_file_gives_itself() {
    for (definition, names) in [
        (
            "def vecOfFun {n : Nat} (v : Vec n) : Vec n := v",
            &["mul"] as &[&str],
        ),
        ("theorem CtxVec.get : 1 = 1 := rfl", &["add", "mul"]),
        ("lemma Node.ofVec : 1 = 1 := rfl", &["add", "mul"]),
        ("private def Vec (n : Nat) : Nat := n", &["affine", "mul"]),
        ("abbrev Idx (n : Nat) : Nat := n", &["affine", "mul"]),
        ("axiom CtxVec.single : Nat", &["add", "mul"]),
        ("opaque Shape.size : Nat", &["affine"]),
        // In an opened namespace it is one of two.
        (
            "end TapeNodes\nnamespace Spec\ndef vecOfFun : Nat := 0\nend Spec\nnamespace TapeNodes",
            &["mul"],
        ),
        (
            "end TapeNodes\ndef _root_.vecOfFun : Nat := 0\nnamespace TapeNodes",
            &["mul"],
        ),
    ] {
        not_proved(&before_first(definition), names, definition);
    }
}

#[test]
fn names_that_a_definition_gives_itself() {
    for (name, from, to) in [
        ("scale", "fun u => k", "let CtxVec := 0; fun u => k"),
        ("scale", "(f := fun u => k", "(f := fun k => k"),
        (
            "fixedMaskScale",
            "  Node.ofVec",
            "  let vecOfFun := fun v : Nat => v\n  Node.ofVec",
        ),
        (
            "scale",
            "  Node.ofVec",
            "  let inst : HSMul ℝ ℝ ℝ := ⟨fun a b => a⟩\n  Node.ofVec",
        ),
        ("scale", "  Node.ofVec", "  let inst := other\n  Node.ofVec"),
        (
            "scale",
            "  Node.ofVec",
            "  let inst (n : Nat) := other n\n  Node.ofVec",
        ),
        (
            "scale",
            "  Node.ofVec",
            "  let inst := fun n => other n\n  Node.ofVec",
        ),
        (
            "scale",
            "  Node.ofVec",
            "  have inst := other\n  Node.ofVec",
        ),
        (
            "scale",
            "  Node.ofVec",
            "  have inst : HSMul ℝ ℝ ℝ := other\n  Node.ofVec",
        ),
        (
            "scale",
            "  Node.ofVec",
            "  have inst : ∀ n, n = n → Mul ℝ := other\n  Node.ofVec",
        ),
        (
            "scale",
            "  Node.ofVec",
            "  letI : Mul ℝ := other\n  Node.ofVec",
        ),
        ("scale", "  Node.ofVec", "  open Other in\n  Node.ofVec"),
        ("scale", "(k : ℝ)", "(k : ℝ) [HSMul ℝ ℝ ℝ]"),
        ("scale", "{s : Shape}", "{s : Shape} [inst : Mul ℝ]"),
        ("scale", "{s : Shape}", "{s : Shape} {h : ∀ i, Mul ℝ}"),
        ("add", "{s : Shape}", "{s t : Shape}"),
        (
            "add",
            "(a b : Idx Γ s)",
            "(a : Idx Γ s) {s : Shape} (b : Idx Γ s)",
        ),
        ("scale", "\ndef scale", "\npartial def scale"),
        ("scale", "\ndef scale", "\nunsafe def scale"),
        ("scale", "\ndef scale", "\nopaque scale"),
        ("scale", "\ndef scale", "\ntheorem scale"),
        ("scale", "\ndef scale", "\n@[macro_inline] def scale"),
        (
            "scale",
            "(correct_inner := by simp)",
            "(correct_inner := by simp) where x := 0",
        ),
        (
            "scale",
            "(correct_inner := by simp)",
            "(correct_inner := by simp) junk := 0",
        ),
    ] {
        let text = format!("\n{}", &FIXTURE[extent(name)]);
        assert!(text.contains(from), "{name}: {from}");
        not_proved(&with(name, &text.replacen(from, to, 1)), &[name], to);
    }
}

#[test]
fn a_definition_twice_or_elsewhere() {
    let scale = &FIXTURE[extent("scale")];
    let other = scale.replace("k •", "(k + k) •");
    for text in [
        with("scale", &format!("{scale}{other}")),
        with("scale", &format!("{other}{scale}")),
        with("scale", &format!("{scale}private {other}")),
        with("scale", &format!("{scale}theorem scale : 1 = 1 := rfl\n")),
        with("scale", &format!("namespace Inner\n{scale}end Inner\n")),
        with(
            "scale",
            &format!("end TapeNodes\n{scale}namespace TapeNodes\n"),
        ),
        with("scale", &format!("namespace A.B\nend A\n{scale}")),
        with(
            "scale",
            &format!(
                "namespace Other\n{}end Other\n",
                scale.replace("def scale", "def _root_.Proofs.Autograd.TapeNodes.scale")
            ),
        ),
    ] {
        not_proved(&text, &["scale"], &text);
        assert!(
            !findings(&held(&text)).is_empty() || held(&text).conclusion().as_str() == "unknown"
        );
    }
    // Namespaces are told apart part by part, as Lean does.
    let moved = with(
        "scale",
        &format!("end TapeNodes\nnamespace TapeNodes.Inner\nend Inner\n{scale}"),
    );
    let report = held(&moved);
    assert!(matches!(text_of(&report, "scale"), Verdict::Proved(_)));
    assert_eq!(findings(&report), [""; 0]);
}

#[test]
fn what_is_protected_is_not_meant_by_its_last_name() {
    let text = FIXTURE.replacen("def mul {", "protected def mul {", 1);
    let report = held(&text);
    assert!(matches!(text_of(&report, "mul"), Verdict::Proved(_)));
    assert!(matches!(text_of(&report, "square"), Verdict::Unknown(_)));
}

#[test]
fn what_rests_on_a_changed_definition_is_unknown() {
    let text = FIXTURE.replacen("v i * w i", "v i * v i", 1);
    let report = held(&text);
    assert!(matches!(text_of(&report, "mul"), Verdict::Refuted(_)));
    for name in ["mulFderiv", "square", "squareFderiv"] {
        let Verdict::Unknown(why) = text_of(&report, name) else {
            panic!("{name}: {:?}", text_of(&report, name));
        };
        assert!(why.to_string().starts_with("it rests on `"), "{why}");
    }
}

#[test]
fn signatures_that_differ() {
    for (name, from, to) in [
        ("scale", "(k : ℝ)", "(k : Nat)"),
        ("scale", "(k : ℝ)", "{k : ℝ}"),
        ("scale", "(k : ℝ)", "(k : Vec (Shape.size s))"),
        ("scale", "(j : Idx Γ s)", "{j : Idx Γ s}"),
        ("scale", "{s : Shape}", "(s : Shape)"),
        (
            "scale",
            "{Γ : List Shape} {s : Shape}",
            "{s : Shape} (Γ : List Shape)",
        ),
        ("scale", ": Node Γ s :=", ": Node Γ Γ :="),
        ("scale", ": Node Γ s :=", ": Vec (Shape.size s) :="),
        ("scale", ": Node Γ s :=", ": NodeFDerivCorrect x :="),
        ("add", "(a b : Idx Γ s)", "(a b c : Idx Γ s)"),
        (
            "add",
            "{s : Shape} (a b : Idx Γ s)",
            "{s t : Shape} (a : Idx Γ s) (b : Idx Γ t)",
        ),
        ("invertedDropoutCoeff", "→ Bool)", "→ ℝ)"),
        (
            "invertedDropoutCoeff",
            "(rate : ℝ) :",
            "(rate : ℝ) (more : ℝ) :",
        ),
        (
            "affineFderiv",
            "(p := p) (q := q) j M shift",
            "(p := p) (q := q) j M (shift + shift)",
        ),
        (
            "addFderiv",
            "(add (Γ := Γ) (s := s) a b)",
            "(add (Γ := Γ) (s := s) b a)",
        ),
        (
            "addFderiv",
            "(add (Γ := Γ) (s := s) a b)",
            "(sub (Γ := Γ) (s := s) a b)",
        ),
        ("addFderiv", "NodeFDerivCorrect", "NodeFDerivCorrectAt"),
    ] {
        let text = &FIXTURE[extent(name)];
        assert!(text.contains(from), "{name}: {from}");
        let report = held(&with(name, &text.replacen(from, to, 1)));
        let verdict = text_of(&report, name);
        // `add` commutes: its derivative at swapped indices is the same.
        let same = to.contains("s) b a)");
        assert_eq!(
            matches!(verdict, Verdict::Proved(_)),
            same,
            "{name}: {to}: {verdict:?}"
        );
    }
}

/// The verdict of a definition with one part of its text replaced.
fn edited(name: &str, from: &str, to: &str) -> Verdict {
    let text = &FIXTURE[extent(name)];
    assert!(text.contains(from), "{name}: {from}");
    let report = held(&with(name, &text.replacen(from, to, 1)));
    text_of(&report, name).clone()
}

#[test]
fn a_type_that_cannot_be_read_is_not_refuted() {
    for (name, from, to) in [
        ("scale", "(k : ℝ)", "(k : {r : ℝ // True})"),
        ("invertedDropoutCoeff", ": Fin", ": ∀ _ : Fin"),
    ] {
        let verdict = edited(name, from, to);
        assert!(matches!(verdict, Verdict::Unknown(_)), "{to}: {verdict:?}");
    }
}

#[test]
fn a_default_value_and_an_arrow_of_two_characters_change_no_type() {
    for (name, from, to) in [
        ("scale", "(k : ℝ)", "(k : ℝ := 1)"),
        ("invertedDropoutCoeff", "→ Bool)", "-> Bool)"),
    ] {
        let verdict = edited(name, from, to);
        assert!(matches!(verdict, Verdict::Proved(_)), "{to}: {verdict:?}");
    }
    let verdict = edited("scale", "(k : ℝ)", "(k : Idx Γ s := j)");
    assert!(matches!(verdict, Verdict::Refuted(_)), "{verdict:?}");
}

#[test]
fn a_linear_map_without_continuity_is_another_parameter() {
    for arrow in ["→ₗ[ℝ]", "→ₗ[ ℝ ]"] {
        let verdict = edited("affine", "→L[ℝ]", arrow);
        assert!(matches!(verdict, Verdict::Unknown(_)), "{verdict:?}");
    }
}

#[test]
fn what_is_no_space_in_lean_is_not_read() {
    assert!(matches!(
        edited("scale", "k •", "k\r\n •"),
        Verdict::Proved(_)
    ));
    for space in ["\t", "\u{a0}", "\u{c}", "\u{2028}", "\u{3000}"] {
        let verdict = edited("scale", "k •", &format!("k{space}•"));
        assert!(matches!(verdict, Verdict::Unknown(_)), "{verdict:?}");
    }
}

#[test]
fn a_field_that_is_given_twice_is_not_read() {
    for again in ["deriv := fun _ => 0", "deriv := fun _ => k • getCLM j"] {
        let text = &FIXTURE[extent("scaleFderiv")];
        let at = text.find("deriv :=").unwrap();
        let line = text[at..].find('\n').unwrap() + at;
        let indent = " ".repeat(at - text[..at].rfind('\n').unwrap() - 1);
        let text = format!("{}\n{indent}{again}{}", &text[..line], &text[line..]);
        not_proved(&with("scaleFderiv", &text), &["scaleFderiv"], &text);
    }
}

#[test]
fn implicit_arguments_of_a_node_follow_from_its_type() {
    let text = FIXTURE.replace("Node.ofVec (Γ := Γ) (τ := s)", "Node.ofVec");
    let report = held(&text.replace("Node.ofVec (Γ := Γ) (τ := q)", "Node.ofVec (τ := q)"));
    for name in ["affine", "add", "scale", "fixedMaskScale", "mul"] {
        let verdict = text_of(&report, name);
        assert!(matches!(verdict, Verdict::Proved(_)), "{name}: {verdict:?}");
    }
}
