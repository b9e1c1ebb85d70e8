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

/// The verdict of a definition with one part of its text replaced.
fn edited(name: &str, from: &str, to: &str) -> Verdict {
    let text = &FIXTURE[extent(name)];
    assert!(text.contains(from), "{name}: {from}");
    let report = held(&with(name, &text.replacen(from, to, 1)));
    text_of(&report, name).clone()
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
