//! Text that Lean reads as commands or definitions, where a careless reader sees none.

use super::{FIXTURE, findings, held, text_of, with};
use torchlean_mirror::audit::Verdict;

const FIRST: &str = "/-- A linear map";

/// The fixture with a line before its first definition.
fn led_by(line: &str) -> String {
    assert!(FIXTURE.contains(FIRST));
    FIXTURE.replacen(FIRST, &format!("{line}\n\n{FIRST}"), 1)
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
