//! What the rows hold.

use std::sync::Arc;

use torchlean_mirror::exact::derive;
use torchlean_mirror::notation::{Entry, Form, Source, read_laws, read_term};
use torchlean_mirror::report::table::{LawKind, LawRow, Part, Simplification, Table};
use torchlean_mirror::term::{Name, Sort, Term};

use super::{DEFINITIONS, LAWS, built_in, definition, edited, searched, spec, table, without};

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
fn rows_are_what_the_spec_states() {
    let spec = built_in();
    let table = table(&spec, None);
    assert_eq!(table.definitions.len(), spec.entries.len());
    for (entry, definition) in spec.entries.iter().zip(&table.definitions) {
        for part in Part::ALL {
            let shown = definition.row(part).and_then(|row| row.formula.as_ref());
            let expected = match (part, entry.form.node()) {
                (Part::Derived, Some(node)) => {
                    let derived = derive(&node.forward, "x", &node.context, &spec.laws);
                    Some(derived.unwrap().derivative)
                }
                _ => stated(entry, part).cloned(),
            };
            assert_eq!(
                shown.map(|formula| &formula.0),
                expected.as_ref(),
                "{} {part:?}",
                entry.name
            );
        }
    }
}

#[test]
fn every_formula_reads_back_to_the_same_term() {
    let spec = built_in();
    let table = table(&spec, None);
    let mut count = 0;
    for (entry, definition) in spec.entries.iter().zip(&table.definitions) {
        for row in &definition.rows {
            for formula in row.formula.iter().chain(row.simplified.formula()) {
                let text = source(&formula.lean());
                let term = read_term(&text, &variables(entry), Some(formula.0.sort()));
                assert_eq!(term.unwrap(), formula.0, "{}", entry.name);
                count += 1;
            }
        }
    }
    assert!(count > 2 * spec.entries.len());
}

#[test]
fn every_law_reads_back_to_the_law_of_the_spec() {
    let spec = built_in();
    let table = table(&spec, None);
    assert!(!table.laws.is_empty());
    for law in &table.laws {
        let LawRow { kind, name, .. } = law;
        let text = format!(
            "{} {name} {} : {} from {} {}",
            kind.name(),
            law.binders(),
            law.equation(),
            law.library,
            law.lemma
        );
        let read = read_laws(&source(&text)).unwrap();
        match kind {
            LawKind::Law => assert_eq!(read.laws.first(), spec.laws.law(name)),
            LawKind::Derivative => {
                let rule = spec.laws.derivatives.iter().find(|r| *r.name == **name);
                assert_eq!(read.derivatives.first(), rule);
            }
        }
    }
}

#[test]
fn every_name_in_a_row_is_a_listed_law() {
    let table = table(&built_in(), None);
    let listed = |kind, name: &String| table.laws.iter().any(|l| l.kind == kind && l.name == *name);
    for row in table.definitions.iter().flat_map(|d| &d.rows) {
        assert_eq!(row.rules.is_empty(), row.part != Part::Derived);
        assert!(row.rules.iter().all(|n| listed(LawKind::Derivative, n)));
        assert!(
            row.simplified
                .laws()
                .iter()
                .all(|n| listed(LawKind::Law, n))
        );
    }
}

fn smaller(table: &Table, lean: &str, part: Part) -> Option<String> {
    let row = definition(table, lean).row(part)?;
    row.simplified.formula().map(|formula| formula.lean())
}

#[test]
fn known_forms_become_smaller() {
    let table = table(&built_in(), None);
    assert_eq!(
        smaller(&table, "square", Part::Vjp).as_deref(),
        Some("single idx (2 • (δ ⊙ get idx x))")
    );
    assert_eq!(
        smaller(&table, "squareFderiv", Part::Deriv).as_deref(),
        Some("2 • diag (get idx x) ∘L getCLM idx")
    );
    assert_eq!(
        smaller(&table, "scale", Part::Derived).as_deref(),
        Some("c • getCLM idx")
    );
    assert_eq!(smaller(&table, "mul", Part::Jvp), None);
}

#[test]
fn a_smaller_form_is_not_shown_if_the_replay_rejects_its_proof() {
    let full = built_in();
    let spec = spec(DEFINITIONS, &without(LAWS, "law two_smul "));
    let table = searched(&spec, &full.laws, None);
    let row = definition(&table, "square").row(Part::Jvp).unwrap();
    let Simplification::Rejected { why } = &row.simplified else {
        panic!("{:?}", row.simplified);
    };
    assert!(why.contains("two_smul"), "{why}");
    for format in torchlean_mirror::report::table::Format::ALL {
        let text = format.render(&table).unwrap();
        assert!(!text.contains("2 • (get idx x ⊙ get idx dx)"), "{format:?}");
        assert!(text.contains("reject"), "{format:?}");
    }
}

#[test]
fn inconsistent_laws_give_no_smaller_form() {
    let laws = edited(LAWS, "1 • u = u", "1 • u = u + u");
    let spec = spec(DEFINITIONS, &laws);
    let table = table(&spec, None);
    let shown = |s: &Simplification| s.formula().is_some_and(|f| f.lean() == "0");
    for row in table.definitions.iter().flat_map(|d| &d.rows) {
        assert!(!shown(&row.simplified), "{row:?}");
    }
}

#[test]
fn what_no_rule_differentiates_is_unknown() {
    let spec = spec(DEFINITIONS, &without(LAWS, "derivative hadamard "));
    let table = table(&spec, Some("2"));
    let row = definition(&table, "mul").row(Part::Derived).unwrap();
    assert_eq!(row.formula, None);
    assert_eq!(
        row.simplified.remark().as_deref(),
        Some("unknown: no rule differentiates `get a x ⊙ get b x`")
    );
    for format in torchlean_mirror::report::table::Format::ALL {
        assert!(
            format
                .render(&table)
                .unwrap()
                .contains("no rule differentiates")
        );
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
