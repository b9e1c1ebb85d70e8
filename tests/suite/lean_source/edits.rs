//! Edits of each definition that keep its meaning.

use super::{FIXTURE, SPEC, extent, findings, held, renamed, text_of, with};
use torchlean_mirror::audit::Verdict;

#[test]
fn the_fixture_is_proved() {
    let report = held(FIXTURE);
    for entry in &SPEC.entries {
        let verdict = text_of(&report, entry.name.short());
        assert!(
            matches!(verdict, Verdict::Proved(_)),
            "{}: {verdict:?}",
            entry.name
        );
    }
    assert_eq!(findings(&report), [""; 0]);
}

/// Edits that keep every meaning.
fn kept(name: &str) -> Vec<String> {
    let text = &FIXTURE[extent(name)];
    let parameters = [
        "a", "b", "j", "k", "M", "shift", "keep", "rate", "u", "w", "i",
    ];
    vec![
        format!("/-- A docstring. /- Nested. -/ -/\n{text}"),
        text.replace("(s := s)", "(s\n          := -- the shape\n          s)"),
        text.replace('\n', "\r\n"),
        text.replace("Shape.size", "Spec.Shape.size"),
        text.replace("Node.ofVec", "Node.ofFn"),
        parameters.iter().fold(text.to_string(), |text, name| {
            renamed(&text, name, &format!("{name}'₁"))
        }),
        renamed(&renamed(text, "Γ", "Δ"), "s", "shape")
            .replace("(shape :=", "(s :=")
            .replace("(Δ :=", "(Γ :="),
        text.replace("def ", "@[simp] protected def "),
        text.replace(" + ", " +\n            "),
        text.replacen(
            " :=\n",
            " :=\n  let unused : Nat := 0\n",
            usize::from(text.contains(" Node ")),
        ),
    ]
}

#[test]
fn a_kept_meaning_is_proved() {
    for entry in &SPEC.entries {
        for (number, edited) in kept(entry.name.short()).into_iter().enumerate() {
            // Calls by name use the names of the callee.
            let calls = edited.contains("(p :=") || edited.contains("(shape :=");
            if calls && number == 6 {
                continue;
            }
            let report = held(&with(entry.name.short(), &edited));
            let verdict = text_of(&report, entry.name.short());
            assert!(
                matches!(verdict, Verdict::Proved(_)),
                "{edited}: {verdict:?}"
            );
            assert_eq!(findings(&report), [""; 0], "{edited}");
        }
    }
}
