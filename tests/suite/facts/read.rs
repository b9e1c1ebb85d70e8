//! The text of a fact.

use torchlean_mirror::notation::{Source, read_laws};

use super::{LAWS, laws};

fn errors(text: &str) -> Vec<String> {
    match read_laws(&Source::new("f", text)) {
        Ok(_) => Vec::new(),
        Err(errors) => (errors.0.iter())
            .filter_map(|error| Some(error.to_string().strip_prefix("f:")?.to_string()))
            .collect(),
    }
}

#[test]
fn a_fact_is_what_it_says() {
    let laws = laws(LAWS);
    let said: Vec<String> = (laws.facts.iter())
        .map(|fact| format!("{}: {} ({})", fact.name, fact.apart, fact.lemma.name))
        .collect();
    assert_eq!(
        said,
        [
            "ne_of_pos: ∀ i, u i ≠ 0 (LT.lt.ne')",
            "max_ne_zero: ∀ i, (if u i > 0 then u i else 0) ≠ 0 (lt_max_of_lt_left)",
            "exp_ne_zero: ∀ i, exp (u i) ≠ 0 (Real.exp_ne_zero)",
            "one_add_exp_ne_zero: ∀ i, 1 + exp (u i) ≠ 0 (Real.exp_pos)",
            "exp_add_one_ne_zero: ∀ i, exp (u i) + 1 ≠ 0 (Real.exp_pos)",
            "log_add_ne_zero: ∀ i, log (1 + exp (u i)) + c ≠ 0 (Real.log_pos)",
        ]
    );
    let guards = |name| laws.fact(name).unwrap().guards.iter();
    let guards = |name| guards(name).map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(guards("ne_of_pos"), ["∀ i, 0 < u i"]);
    assert_eq!(guards("log_add_ne_zero"), ["0 < c"]);
    assert_eq!(guards("exp_ne_zero"), [""; 0]);
    assert!(laws.facts.iter().all(|fact| !fact.assumed));
    assert!(laws.places.contains_key("exp_ne_zero"));
}

#[test]
fn a_fact_may_be_assumed_or_about_numbers() {
    let laws = laws("fact two_ne_zero (c : ℝ) : c * 0 + 2 ≠ 0\n  assumed from Mathlib two_ne_zero");
    let fact = laws.fact("two_ne_zero").unwrap();
    assert!(fact.assumed && !fact.apart.is_coordinatewise());
}

#[test]
fn malformed_facts() {
    for (text, expected) in [
        ("fact", "1:5: expected a name, found the end of the text"),
        (
            "fact f (u : Vec s)",
            "1:19: expected `:`, found the end of the text",
        ),
        (
            "fact f (u : Vec s) : ∀ i, u i = 0 from A b",
            "1:31: expected `≠`, found `=`",
        ),
        (
            "fact f (u : Vec s) : ∀ i, exp (u i) ≠ 0",
            "1:40: expected `from`, found the end of the text (name the lemma that this stands for: `from LIBRARY LEMMA`)",
        ),
        (
            "fact f (u : Vec s) (h : ∀ i, exp (u i) ≠ 0) : ∀ i, u i ≠ 0 from A b",
            "1:30: a hypothesis is about variables",
        ),
        (
            "fact f (u : Vec s) (h : ∀ i, 0 < exp (u i)) : ∀ i, u i ≠ 0 from A b",
            "1:30: a hypothesis is about variables",
        ),
        (
            "fact f (u v : Vec s) : ∀ i, exp (u i) ≠ 0 from A b",
            "1:6: `v` does not occur on the left side",
        ),
        (
            "fact f (u : Vec s) : ∀ i, exp (w i) ≠ 0 from A b",
            "1:27: `fun` may stand only where a vector is expected",
        ),
        (
            "fact f (u : Vec s) : exp u ≠ 0 from A b",
            "1:22: vectors differ in every coordinate: `∀ i, u i ≠ v i`",
        ),
        (
            "fact f (u : Vec s) : ∀ i, exp (u i) ≠ 0 from A b\nlaw f (u : Vec s) : u + 0 = u from A b",
            "2:5: `f` is declared twice",
        ),
    ] {
        assert_eq!(errors(text), [expected], "{text}");
    }
}

#[test]
fn a_fact_stands_in_no_file_of_definitions() {
    let source = Source::new("f", "fact f (u : Vec s) : ∀ i, exp (u i) ≠ 0 from A b");
    let errors = torchlean_mirror::notation::read_entries(&source).unwrap_err();
    let first = errors.0.first().unwrap().to_string();
    assert!(
        first.ends_with("`fact` is not declared in this file"),
        "{first}"
    );
}
