//! Edits of each definition that keep its meaning.

use super::{ARITHMETIC, FIXTURE, FIXTURES, extent, findings, held, renamed, text_of, with};
use torchlean_mirror::audit::Verdict;

#[test]
fn the_fixtures_are_proved() {
    for fixture in &FIXTURES {
        let report = fixture.held(fixture.text);
        let names = fixture.names();
        assert!(!names.is_empty(), "{}", fixture.module);
        for name in names {
            let verdict = fixture.text_of(&report, name);
            assert!(matches!(verdict, Verdict::Proved(_)), "{name}: {verdict:?}");
        }
    }
    assert_eq!(findings(&held(FIXTURE)), [""; 0]);
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
    for name in ARITHMETIC.names() {
        for (number, edited) in kept(name).into_iter().enumerate() {
            // Calls by name use the names of the callee.
            let calls = edited.contains("(p :=") || edited.contains("(shape :=");
            if calls && number == 6 {
                continue;
            }
            let report = held(&with(name, &edited));
            let verdict = text_of(&report, name);
            assert!(
                matches!(verdict, Verdict::Proved(_)),
                "{edited}: {verdict:?}"
            );
            assert_eq!(findings(&report), [""; 0], "{edited}");
        }
    }
}
