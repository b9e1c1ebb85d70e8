//! The table of a paper: a row per node with its derivative, and where it holds.

use super::super::document::{Document, Line, Table};
use super::super::statement::{binders, hypotheses};
use super::definitions::{DefinitionTables, derivative_of};
use crate::audit::Definition;
use crate::exact::{Part, PartForm};
use crate::notation::Form;

const HEADER: [&str; 6] = [
    "function",
    "value",
    "derivative",
    "JVP",
    "VJP",
    "conditions",
];

/// What the columns are.
const COLUMNS: &str = "The value is that at the point x, the derivative is the linear map of the \
    certificate, or where there is none that which the rules give, JVP is its value at the tangent \
    dx, and VJP that of its adjoint at the cotangent δ. Where the verdicts below say \
    proved, all hold for all contexts, shapes and values that satisfy the conditions.";

/// Adds the table, if there is a node.
pub(super) fn section(document: &mut Document, tables: &DefinitionTables<'_>) {
    let definitions = &tables.report.definitions;
    let nodes = definitions
        .iter()
        .filter(|d| matches!(d.entry.form, Form::Node(_)));
    let rows: Vec<Vec<Line>> = nodes.map(|node| row(tables, node)).collect();
    if rows.is_empty() {
        return;
    }
    document.heading(2, "Derivatives");
    document.paragraph(COLUMNS);
    document.table(Table::new("Derivatives", HEADER, rows));
}

fn row(tables: &DefinitionTables<'_>, node: &Definition) -> Vec<Line> {
    let entry = &node.entry;
    let mut all = tables.report.definitions.iter();
    let certificate = all.find(|other| derivative_of(other) == Some(&entry.name));
    let derivative = certificate.and_then(|certificate| form(certificate, Part::Deriv));
    let derivative = derivative.or_else(|| form(node, Part::Derived));
    let conditions = [Some(node), certificate].into_iter().flatten();
    let mut conditions: Vec<String> = conditions.flat_map(|d| hypotheses(&d.entry)).collect();
    conditions.dedup();
    let conditions = match conditions.as_slice() {
        [] => Line::from("none"),
        conditions => Line::new().codes(conditions),
    };
    let function = tables.link(&entry.name);
    let forms = [
        form(node, Part::Forward),
        derivative,
        form(node, Part::Jvp),
        form(node, Part::Vjp),
    ];
    let forms = forms.map(|form| form.map_or_else(Line::new, smallest));
    [function.under(Line::code_only(binders(&entry.parameters)))]
        .into_iter()
        .chain(forms)
        .chain([conditions])
        .collect()
}

fn form(definition: &Definition, part: Part) -> Option<&PartForm> {
    definition.forms.iter().find(|form| form.part == part)
}

/// The smallest form, or why there is none.
fn smallest(form: &PartForm) -> Line {
    match &form.form {
        Ok(reduced) => Line::term(reduced.smallest()),
        Err(why) => Line::from(&why.to_string()),
    }
}
