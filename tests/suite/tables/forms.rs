//! What the forms are.

use std::sync::Arc;

use torchlean_mirror::exact::{Limits, Part, Prover, Reduced, derived};
use torchlean_mirror::notation::{Entry, Form, Source, read_laws, read_term};
use torchlean_mirror::report::table::{Format, LawKind, LawRow};
use torchlean_mirror::term::{Name, Sort, Term};

use super::{DEFINITIONS, LAWS, Tabled, built_in, edited, of_built_in, spec, without};

/// The parameters and the variables of the node's maps.
fn variables(entry: &Entry) -> Vec<(Name, Sort)> {
    let mut variables = entry.parameters.clone();
    if let Some(node) = entry.form.node() {
        variables.push(("x".into(), Sort::Vec(node.context.clone())));
        variables.push(("dx".into(), Sort::Vec(node.context.clone())));
        variables.push(("δ".into(), Sort::Vec(node.output.clone())));
    }
    variables
}

fn stated(entry: &Entry, part: Part) -> Option<&Term> {
    match (&entry.form, part) {
        (Form::Function(value), Part::Value) => Some(value),
        (Form::Node(node), Part::Forward) => Some(&node.forward),
        (Form::Node(node), Part::Jvp) => Some(&node.jvp),
        (Form::Node(node), Part::Vjp) => Some(&node.vjp),
        (Form::Fderiv { deriv, .. }, Part::Deriv) => Some(deriv),
        _ => None,
    }
}

fn source(text: &str) -> Arc<Source> {
    Source::new("table", text)
}

#[test]
fn forms_are_what_the_spec_states() {
    let tabled = of_built_in(None);
    let spec = &tabled.spec;
    assert_eq!(tabled.report.definitions.len(), spec.entries.len());
    for (entry, definition) in spec.entries.iter().zip(&tabled.report.definitions) {
        for part in Part::ALL {
            let form = definition.forms.iter().find(|form| form.part == part);
            let shown = form.map(|form| &form.form.as_ref().unwrap().given);
            let expected = match (part, entry.form.node()) {
                (Part::Derived, Some(node)) => {
                    let derived = derived(node, &entry.conditions, &spec.laws);
                    Some(derived.unwrap().derivative)
                }
                _ => stated(entry, part).cloned(),
            };
            assert_eq!(shown, expected.as_ref(), "{} {part:?}", entry.name);
        }
    }
}

#[test]
fn every_formula_reads_back_to_the_same_term() {
    let tabled = of_built_in(None);
    let mut count = 0;
    // A form that rests on a hypothesis reads back with its entry alone.
    let all = tabled.report.definitions.iter();
    for definition in all.filter(|d| d.entry.equal.is_empty()) {
        for form in &definition.forms {
            let reduced = form.form.as_ref().unwrap();
            for term in [&reduced.given, reduced.smallest()] {
                let text = source(&term.to_string());
                let read = read_term(&text, &variables(&definition.entry), Some(term.sort()));
                assert_eq!(read.unwrap(), *term, "{}", definition.entry.name);
                count += 1;
            }
        }
    }
    assert!(count > 2 * tabled.spec.entries.len());
}

#[test]
fn every_law_reads_back_to_the_law_of_the_spec() {
    let tabled = of_built_in(None);
    let laws = &tabled.spec.laws;
    assert!(!tabled.laws().is_empty());
    for law in tabled.laws() {
        let LawRow { kind, name, .. } = &law;
        let text = format!(
            "{} {name} {} : {} from {} {}",
            kind.name(),
            law.binders,
            law.equation(),
            law.library,
            law.lemma
        );
        let read = read_laws(&source(&text)).unwrap();
        match kind {
            LawKind::Law => assert_eq!(read.laws.first(), laws.law(name)),
            LawKind::Fact => assert_eq!(read.facts.first(), laws.fact(name)),
            LawKind::Derivative => {
                let rule = laws.derivatives.iter().find(|r| *r.name == **name);
                assert_eq!(read.derivatives.first(), rule);
            }
        }
    }
}

#[test]
fn every_name_beside_a_form_is_a_listed_law() {
    let tabled = of_built_in(None);
    let laws = tabled.laws();
    let listed = |kind, name: &Name| laws.iter().any(|l| l.kind == kind && *l.name == **name);
    for form in tabled.forms() {
        assert_eq!(form.rules.is_empty(), form.part != Part::Derived);
        assert!(form.rules.iter().all(|n| listed(LawKind::Derivative, n)));
        let reduced = form.form.as_ref().unwrap();
        assert!(reduced.laws().iter().all(|n| listed(LawKind::Law, n)));
        let facts = [reduced.facts(), form.facts.clone()].concat();
        assert!(facts.iter().all(|n| listed(LawKind::Fact, n)));
    }
}

fn smaller(tabled: &Tabled, lean: &str, part: Part) -> Option<String> {
    let reduced = tabled.form(lean, part).form.as_ref().unwrap();
    reduced.smaller().map(|found| found.term.to_string())
}

#[test]
fn known_forms_become_smaller() {
    let tabled = of_built_in(None);
    assert_eq!(
        smaller(tabled, "square", Part::Vjp).as_deref(),
        Some("single idx (2 • (δ ⊙ get idx x))")
    );
    assert_eq!(
        smaller(tabled, "squareFderiv", Part::Deriv).as_deref(),
        Some("2 • diag (get idx x) ∘L getCLM idx")
    );
    assert_eq!(
        smaller(tabled, "scale", Part::Derived).as_deref(),
        Some("c • getCLM idx")
    );
    assert_eq!(smaller(tabled, "mul", Part::Jvp), None);
}

#[test]
fn a_smaller_form_is_not_shown_if_the_replay_rejects_its_proof() {
    // The search has a law that the replay does not.
    let full = built_in();
    let mut tabled = Tabled::of(spec(DEFINITIONS, &without(LAWS, "law two_smul ")), None);
    let jvp = tabled.form("square", Part::Jvp).form.as_ref().unwrap();
    let prover = Prover::new(&full.laws, Limits::default());
    let rejected = Reduced::of(&jvp.given, &tabled.spec.laws, &prover);
    let why = rejected.smaller.as_ref().unwrap_err().to_string();
    assert!(why.contains("reject") && why.contains("two_smul"), "{why}");
    let mut definitions = tabled.report.definitions.iter_mut();
    let square = definitions
        .find(|d| d.entry.name.short() == "square")
        .unwrap();
    square.forms[1].form = Ok(rejected);
    for format in Format::ALL {
        let text = tabled.render(format);
        assert!(!text.contains("2 • (get idx x ⊙ get idx dx)"), "{format:?}");
        assert!(text.contains("reject"), "{format:?}");
    }
}

#[test]
fn inconsistent_laws_give_no_smaller_form() {
    let laws = edited(LAWS, "1 • u = u", "1 • u = u + u");
    let tabled = Tabled::of(spec(DEFINITIONS, &laws), None);
    for form in tabled.forms() {
        let smaller = form.form.as_ref().ok().and_then(|form| form.smaller());
        assert!(
            smaller.is_none_or(|found| found.term.to_string() != "0"),
            "{form:?}"
        );
    }
}

#[test]
fn what_no_rule_differentiates_is_unknown() {
    let spec = spec(DEFINITIONS, &without(LAWS, "derivative hadamard "));
    let tabled = Tabled::of(spec, Some("2"));
    let why = tabled.form("mul", Part::Derived).form.as_ref().unwrap_err();
    assert_eq!(
        why.to_string(),
        "unknown: no rule differentiates `get a x ⊙ get b x`"
    );
    assert!(tabled.report.fails());
    for format in Format::ALL {
        assert!(tabled.render(format).contains("no rule differentiates"));
    }
}

#[test]
fn forms_with_coordinates_read_back_wherever_they_stand() {
    let entry = built_in().find("fixedInvertedDropout").unwrap().clone();
    let (variables, node) = (variables(&entry), entry.form.node().unwrap());
    for (text, output) in [
        ("single idx (fun i => keepProb)", &node.context),
        ("single idx 0", &node.context),
        ("get idx 0", &node.output),
        ("diag (fun i => keepProb) δ", &node.output),
        ("get idx x - (fun i => keepProb)", &node.output),
    ] {
        let sort = Sort::Vec(output.clone());
        let term = read_term(&source(text), &variables, Some(&sort)).unwrap();
        let again = read_term(&source(&term.to_string()), &variables, Some(&sort)).unwrap();
        assert_eq!(again, term, "{text}");
    }
}
