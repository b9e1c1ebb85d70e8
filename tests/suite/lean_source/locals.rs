//! Local definitions and proofs: what could be an instance, and where Lean ends a block.

use super::{FIXTURE, extent, held, text_of, with};
use torchlean_mirror::audit::Verdict;

/// The verdict of `invertedDropoutCoeff` with so many lines before its value.
fn led_by(lines: &str) -> Verdict {
    let name = "invertedDropoutCoeff";
    let text = &FIXTURE[extent(name)];
    let at = text.find("  vecOfFun").unwrap();
    let text = format!("{}{lines}\n{}", &text[..at], &text[at..]);
    text_of(&held(&with(name, &text)), name).clone()
}

#[test]
fn what_could_be_an_instance_is_not_read() {
    for lines in [
        "  let inst : @Inv ℝ := ⟨fun a => a⟩",
        "  let inst : Inv.{0} ℝ := ⟨fun a => a⟩",
        "  let inst := (⟨fun a => a⟩ : @Inv ℝ)",
        "  let inst : ∀ _ : Nat, Inv ℝ := fun _ => ⟨fun a => a⟩",
        "  let inst (_ : @Inv ℝ) := 0",
        "  have inst : (fun _ => Inv ℝ) <| 1 = 1 := ⟨fun a => a⟩",
        "  have inst : 1 = 1 |> fun _ => Inv ℝ := ⟨fun a => a⟩",
        "  have inst : match 1 = 1 with | _ => Inv ℝ := ⟨fun a => a⟩",
        "  have inst : 1 = 1 → Inv ℝ := fun _ => ⟨fun a => a⟩",
        "  have inst := (⟨fun a => a⟩ : Inv ℝ)",
    ] {
        let verdict = led_by(lines);
        assert!(
            matches!(verdict, Verdict::Unknown(_)),
            "{lines}: {verdict:?}"
        );
    }
    for lines in [
        "  have h : 1 = 1 := rfl",
        "  have h : ∀ i : Nat, i = i := fun i => rfl",
        "  have : rate = rate := by\n    simp",
        "  let n : Nat := 1",
    ] {
        let verdict = led_by(lines);
        assert!(
            matches!(verdict, Verdict::Proved(_)),
            "{lines}: {verdict:?}"
        );
    }
}

#[test]
fn a_line_left_of_the_tactics_ends_them() {
    let other = "(fun _ : Vec (Shape.size s) => 0)";
    for lines in [
        format!("  have h : 1 = 1 := by rfl\n    {other}"),
        format!("  have h : 1 = 1 := by\n      rfl\n    {other}"),
        format!("  let d : Nat := by\n      refine 0\n     {other}"),
    ] {
        let verdict = led_by(&lines);
        assert!(
            matches!(verdict, Verdict::Unknown(_)),
            "{lines}: {verdict:?}"
        );
    }
    for lines in [
        "  have h : 1 = 1 := by rfl",
        "  have h : 1 = 1 := by\n      have k : 1 = 1 := by\n        rfl\n      exact k",
        "  have h : 1 = 1 := by\n      exact (foo\n    )",
    ] {
        let verdict = led_by(lines);
        assert!(
            matches!(verdict, Verdict::Proved(_)),
            "{lines}: {verdict:?}"
        );
    }
}
