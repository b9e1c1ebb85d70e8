//! Other spellings of the definitions, and what an auditor must be told of.

use super::{FIXTURE, SPELLED, extent, findings, held, text_of, with};
use torchlean_mirror::audit::Verdict;

#[test]
fn a_spelling_in_few_words_is_proved() {
    let report = held(SPELLED);
    for name in [
        "affine",
        "mul",
        "mulFderiv",
        "square",
        "invertedDropoutCoeff",
    ] {
        let verdict = text_of(&report, name);
        assert!(matches!(verdict, Verdict::Proved(_)), "{name}: {verdict:?}");
    }
    let source = report.source.as_ref().unwrap();
    assert_eq!(source.changed.len(), 5);
}

#[test]
fn a_definition_without_entry_and_the_reverse_are_found() {
    let report = held(SPELLED);
    let found = findings(&report);
    assert_eq!(
        found[0],
        "fixture.lean:5: `Proofs.Autograd.TapeNodes.product` has no entry in spec/"
    );
    assert_eq!(found.len(), 13);
    assert!(found[12].contains("of spec/ is not in this file"));
    assert!(matches!(text_of(&report, "add"), Verdict::Unknown(_)));
    assert!(report.fails());
}

#[test]
fn what_lean_has_not_checked_is_found_in_the_order_of_the_file() {
    let text = FIXTURE
        .replacen("exact proof_of_this", "sorry", 1)
        .replacen(
            "(correct_inner := by simp)",
            "(correct_inner := by native_decide)",
            1,
        )
        .replacen(
            "/-! The",
            "set_option debug.skipKernelTC true\naxiom anything : False\n/-! The",
            1,
        )
        .replace(
            "\nend TapeNodes",
            "\n@[implemented_by add] unsafe def other := 0 -- sorry\nend TapeNodes",
        );
    let report = held(&text);
    let found = findings(&report);
    let words: Vec<&str> = found.iter().filter_map(|f| f.split('`').nth(1)).collect();
    assert_eq!(
        words,
        [
            "set_option debug.skipKernelTC",
            "axiom",
            "anything",
            "sorry",
            "native_decide",
            "implemented_by",
            "unsafe",
            "Proofs.Autograd.TapeNodes.other",
        ]
    );
    assert!(report.fails());
    assert_eq!(report.conclusion().as_str(), "unknown");
}

#[test]
fn what_cannot_be_read_has_its_place() {
    let edited = FIXTURE[extent("scale")].replacen("k • C", "some.thing k • C", 1);
    let report = held(&with("scale", &edited));
    let Verdict::Unknown(why) = text_of(&report, "scale") else {
        panic!("{:?}", text_of(&report, "scale"));
    };
    let line = FIXTURE[..extent("scale").start].lines().count() + 3;
    assert_eq!(
        why.to_string(),
        format!("fixture.lean:{line}:20: the reader does not know `some.thing`")
    );
    let unread = &report.source.as_ref().unwrap().unread;
    assert!(unread[0].contains("^^^^^^^^^^ the reader does not know"));
}

#[test]
fn a_definition_does_not_rest_on_itself_or_on_what_follows() {
    for (name, body) in [("mul", "mul a b"), ("add", "sub a b"), ("sub", "mul a b")] {
        let text = format!(
            "def {name} {{Γ : List Shape}} {{s : Shape}} (a b : Idx Γ s) : Node Γ s := {body}\n\n"
        );
        let report = held(&with(name, &text));
        let verdict = text_of(&report, name);
        assert!(
            matches!(verdict, Verdict::Unknown(_)),
            "{name}: {verdict:?}"
        );
    }
}

#[test]
fn a_local_or_earlier_name_hides_that_of_the_table() {
    let hidden = "def vecOfFun {n : Nat} (v : Vec n) : Vec n := v\n";
    let text = FIXTURE.replacen("/-- A linear map and a shift. -/", hidden, 1);
    let report = held(&text);
    assert!(matches!(text_of(&report, "mul"), Verdict::Unknown(_)));
}
