//! Tables show the spec that they are built from.

use torchlean_mirror::report::table::Format;

use super::{DEFINITIONS, LAWS, Tabled, edited, of_built_in, spec};

#[test]
fn an_edit_of_a_form_shows() {
    let before = of_built_in(None);
    let definitions = edited(DEFINITIONS, "single idx (c • δ)", "single idx (c • 77 • δ)");
    let after = Tabled::of(spec(&definitions, LAWS), None);
    for format in Format::ALL {
        assert!(!before.render(format).contains("77"), "{format:?}");
        assert!(after.render(format).contains("77"), "{format:?}");
    }
}

#[test]
fn an_edit_of_forward_shows_in_the_derivative() {
    let definitions = edited(
        DEFINITIONS,
        "forward x    := c • get idx x",
        "forward x    := (c * 79) • get idx x",
    );
    let text = Tabled::of(spec(&definitions, LAWS), Some("2")).render(Format::Markdown);
    assert!(text.contains("`(c * 79) • getCLM idx ∘L id`"), "{text}");
    assert!(text.contains("`79·c`"), "{text}");
}

#[test]
fn names_come_from_the_spec() {
    let definitions = edited(DEFINITIONS, "fixedMaskScale", "anotherName");
    let after = Tabled::of(spec(&definitions, LAWS), None);
    for format in Format::ALL {
        let text = after.render(format);
        assert!(!text.contains("fixedMaskScale"), "{format:?}");
        assert!(text.contains("anotherNameFderiv"), "{format:?}");
    }
}

#[test]
fn an_edit_of_a_lemma_shows() {
    let laws = edited(LAWS, "from Mathlib two_smul", "from Mathlib anotherLemma");
    let after = Tabled::of(spec(DEFINITIONS, &laws), None);
    for format in Format::ALL {
        let shows = after.render(format).contains("anotherLemma");
        assert_eq!(shows, format != Format::Csv, "{format:?}");
    }
}
