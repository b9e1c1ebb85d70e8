//! The tables of definitions.

use std::collections::BTreeSet;

use super::super::audit::{failing, verdict_cell};
use super::super::document::{Document, Line, Table};
use super::super::statement::{binders, hypotheses, name, result, signature};
use super::super::verdict::{modules, pinned, words};
use super::law::{LawKind, LawRow};
use super::{Tables, introduced, json, smallest_first, summary};
use crate::audit::{ClaimName, Definition, Report};
use crate::exact::{Jacobian, JacobianMatrix, Part, PartForm, Reduced};
use crate::notation::{Form, Laws, LeanName};

/// The tables of the definitions of a report that has their forms.
#[derive(Clone, Copy, Debug)]
pub struct DefinitionTables<'a> {
    /// The audit.
    pub report: &'a Report,
    /// What it was done with.
    pub laws: &'a Laws,
}

/// Whether a claim is shown in tables, which say nothing of kernels.
pub(super) fn is_shown(claim: ClaimName) -> bool {
    !matches!(claim, ClaimName::Kernel | ClaimName::NonFinite)
}

/// The node that a derivative belongs to.
pub(super) fn derivative_of(definition: &Definition) -> Option<&LeanName> {
    match &definition.entry.form {
        Form::Fderiv { of, .. } => Some(of),
        _ => None,
    }
}

impl DefinitionTables<'_> {
    /// The rules, laws and facts that some form names, in this order.
    pub fn named_laws(&self) -> Vec<LawRow> {
        let forms = || self.report.definitions.iter().flat_map(|d| &d.forms);
        let rules: BTreeSet<_> = forms().flat_map(|form| &form.rules).collect();
        let reduced = forms().flat_map(|form| &form.form);
        let laws: BTreeSet<_> = reduced.flat_map(|form| form.laws()).collect();
        let reduced = forms().flat_map(|form| &form.form);
        let facts = reduced.flat_map(|form| form.facts());
        let facts = facts.chain(forms().flat_map(|form| form.facts.iter().cloned()));
        let facts: BTreeSet<_> = facts.collect();
        let derivatives = self.laws.derivatives.iter();
        let equations = self.laws.laws.iter();
        derivatives
            .filter(|rule| rules.contains(&rule.name))
            .map(LawRow::derivative)
            .chain(
                equations
                    .filter(|law| laws.contains(&law.name))
                    .map(LawRow::equational),
            )
            .chain(
                (self.laws.facts.iter())
                    .filter(|fact| facts.contains(&fact.name))
                    .map(LawRow::fact),
            )
            .collect()
    }

    /// The name of a definition, as a link to its section if it has one.
    pub(super) fn link(&self, definition: &LeanName) -> Line {
        let all = &self.report.definitions;
        let shown = name(definition, self.report);
        if all.iter().any(|other| other.entry.name == *definition) {
            Line::new().link(definition, shown)
        } else {
            Line::code_only(shown)
        }
    }

    fn index(&self) -> Table {
        let claims = self.report.claimed(is_shown);
        let header = ["definition", "kind", "Rust"].into_iter();
        let rows = self.report.definitions.iter().map(|definition| {
            let entry = &definition.entry;
            let first = [
                self.link(&entry.name),
                Line::from(entry.form.kind()),
                Line::code_only(entry.rust()),
            ];
            let verdicts = claims.iter().map(|&claim| verdict_cell(definition, claim));
            first.into_iter().chain(verdicts).collect()
        });
        Table::new(
            "Definitions",
            header.chain(claims.iter().map(|claim| claim.as_str())),
            rows,
        )
    }

    fn section(&self, document: &mut Document, definition: &Definition, level: u8) {
        let entry = &definition.entry;
        let shown = name(&entry.name, self.report);
        document.anchored(level, &entry.name, Line::code_only(shown));
        let mut text = Line::from(entry.form.kind())
            .text(": ")
            .code(signature(entry))
            .text(", in Rust ")
            .code(entry.rust())
            .text(".");
        if let Some(of) = derivative_of(definition) {
            text = text.text(" Derivative of ").then(self.link(of)).text(".");
        }
        if let Some(delegation) = &entry.delegation {
            text = text.text(" Lean defines it as ").code(delegation).text(".");
        }
        document.paragraph(text);
        let rows = definition.forms.iter();
        let rows = rows.map(|form| {
            let verdict = Line::lines(verdict(definition, form));
            vec![head(form.part), cell(form), verdict]
        });
        let caption = format!("Forms of {shown}");
        document.table(Table::new(caption, ["", "form", "verdict"], rows));
        for jacobian in &definition.jacobians {
            self.jacobian(document, jacobian, shown);
        }
    }

    fn jacobian(&self, document: &mut Document, jacobian: &Jacobian, name: &str) {
        let mut title = Line::from("Jacobian matrix");
        if let Some(shape) = &self.report.shape {
            title = title.text(" at shape ").code(shape);
        }
        if let Some(case) = &jacobian.case {
            title = title.text(", ").text(case);
        }
        if !jacobian.legend.is_empty() {
            title = title.text(format!(" ({})", jacobian.legend.join("; ")));
        }
        match &jacobian.matrix {
            JacobianMatrix::Unknown { why } => document.paragraph(title.text(": ").text(why)),
            JacobianMatrix::Known {
                rows,
                columns,
                entries,
            } => {
                document.paragraph(title.text(":"));
                let columns = columns.iter();
                let columns = columns.map(|c| Line::from(format!("{} {:?}", c.block, c.index)));
                let rows = rows.iter().zip(entries).map(|(index, entries)| {
                    let index = Line::from(format!("{index:?}"));
                    let entries = entries.iter().map(Line::polynomial);
                    [index].into_iter().chain(entries).collect()
                });
                document.table(Table {
                    caption: format!("Jacobian matrix of {name}"),
                    header: [Line::new()].into_iter().chain(columns).collect(),
                    rows: rows.collect(),
                    matrix: true,
                });
            }
        }
    }
}

/// What a form is, in the words of a paper and in those of `spec/`.
fn head(part: Part) -> Line {
    let words = match part {
        Part::Value => return Line::from("value"),
        Part::Forward => "value",
        Part::Jvp => "tangent",
        Part::Vjp => "cotangent",
        Part::Deriv => "derivative",
        Part::Derived => return Line::from("derivative").under("derived by rule"),
    };
    Line::from(words).under(Line::code_only(part.head()))
}

fn cell(form: &PartForm) -> Line {
    let reduced = match &form.form {
        Ok(reduced) => reduced,
        Err(why) => return Line::from(&why.to_string()),
    };
    let given = if form.part == Part::Derived {
        "derived as "
    } else {
        "stated as "
    };
    let named = |mut line: Line, kind: LawKind, names: &[crate::term::Name]| {
        for (position, name) in names.iter().enumerate() {
            line = line.text(if position > 0 { ", " } else { " " });
            line = line.link(kind.id(name), name);
        }
        line
    };
    let mut cell = smallest_first(reduced, given);
    if !form.rules.is_empty() {
        cell = cell.under(named(Line::from("rules"), LawKind::Derivative, &form.rules));
    }
    if !form.facts.is_empty() {
        cell = cell.under(named(Line::from("facts"), LawKind::Fact, &form.facts));
    }
    if reduced.smaller().is_some() {
        let laws = reduced.laws();
        cell = cell.under(match laws.as_slice() {
            [] => Line::from("by arithmetic"),
            laws => named(Line::from("by"), LawKind::Law, laws),
        });
        let facts = reduced.facts();
        if !facts.is_empty() {
            cell = cell.under(named(Line::from("where"), LawKind::Fact, &facts));
        }
    }
    cell
}

/// The verdicts of the claims about a form.
fn verdict(definition: &Definition, form: &PartForm) -> Vec<String> {
    match (form.part, &form.form) {
        (Part::Derived, Ok(_)) => vec!["replayed".into()],
        (Part::Derived, Err(_)) => vec!["unknown".into()],
        _ => words(definition.about(form.part)),
    }
}

impl Tables for DefinitionTables<'_> {
    fn document(&self) -> Document {
        let report = self.report;
        let forms = format!(
            "The forms are those that spec/ states in place of the Lean text of {}. Whether they \
             say what that text says is the claim text. A derivative that was derived by rule is \
             that of the stated forward at the point x, a linear map.",
            pinned(&report.pin)
        );
        let title = format!("Derivative tables of {}", modules(report));
        let mut document = introduced(title, Line::from(forms));
        summary::section(&mut document, self);
        document.heading(2, "Verdicts");
        document.table(self.index());
        let same = |a: &Definition, b: &Definition| a.entry.module == b.entry.module;
        let of_modules: Vec<&[Definition]> = report.definitions.chunk_by(same).collect();
        let several = of_modules.len() > 1;
        for definitions in of_modules {
            if let (true, Some(first)) = (several, definitions.first()) {
                document.heading(2, Line::from("Module ").code(&first.entry.module));
            }
            for definition in definitions {
                self.section(&mut document, definition, 2 + u8::from(several));
            }
        }
        failing(&mut document, report);
        let laws = self.named_laws();
        if !laws.is_empty() {
            document.heading(2, "Laws, facts and rules");
            let rows = laws.iter().map(LawRow::cells);
            let header = ["name", "equation", "lemma"];
            document.table(Table::new("Laws, facts and rules", header, rows));
        }
        document
    }

    fn json(&self) -> serde_json::Result<String> {
        json::definitions(self)
    }

    fn records(&self) -> Vec<Vec<String>> {
        let definitions = self.report.definitions.iter();
        [header()]
            .into_iter()
            .chain(definitions.map(record))
            .collect()
    }
}

fn header() -> Vec<String> {
    let first = "lean rust kind module parameters result of delegation".split(' ');
    let mut cells: Vec<String> = first.map(String::from).collect();
    for part in Part::ALL {
        let name = part.name();
        cells.extend([
            name.to_string(),
            format!("{name}_simplified"),
            format!("{name}_laws"),
            format!("{name}_verdict"),
        ]);
    }
    cells.extend(["rules", "jacobian", "conditions", "facts"].map(String::from));
    cells
}

/// Cells that a definition has nothing for are empty. Laws and facts are separated by spaces, the cases of a
/// Jacobian matrix by line breaks.
fn record(definition: &Definition) -> Vec<String> {
    let entry = &definition.entry;
    let text = |text: Option<String>| text.unwrap_or_default();
    let mut cells = vec![
        entry.name.to_string(),
        entry.rust(),
        entry.form.kind().to_string(),
        entry.module.to_string(),
        binders(&entry.parameters),
        text(result(entry)),
        text(derivative_of(definition).map(LeanName::to_string)),
        text(entry.delegation.clone()),
    ];
    let words = |names: &[crate::term::Name]| names.join(" ");
    let mut rules = String::new();
    let mut facts: Vec<crate::term::Name> = Vec::new();
    for part in Part::ALL {
        let Some(form) = definition.forms.iter().find(|form| form.part == part) else {
            cells.extend([const { String::new() }; 4]);
            continue;
        };
        rules.push_str(&words(&form.rules));
        let reduced = form.form.iter().flat_map(Reduced::facts);
        for fact in form.facts.iter().cloned().chain(reduced) {
            if !facts.contains(&fact) {
                facts.push(fact);
            }
        }
        let verdict = verdict(definition, form).join(", ");
        cells.extend(match &form.form {
            Err(why) => [String::new(), why.to_string(), String::new(), verdict],
            Ok(reduced) => {
                let smaller = reduced.smaller().map(|found| found.term.to_string());
                let smaller = smaller.or_else(|| reduced.remark());
                let laws = words(&reduced.laws());
                [reduced.given.to_string(), text(smaller), laws, verdict]
            }
        });
    }
    let jacobians: Vec<String> = definition.jacobians.iter().map(matrix).collect();
    let conditions = hypotheses(entry).join(", ");
    cells.extend([rules, jacobians.join("\n"), conditions, words(&facts)]);
    cells
}

fn matrix(jacobian: &Jacobian) -> String {
    let case = jacobian.case.iter().map(|case| format!("{case}: "));
    let case: String = case.collect();
    match &jacobian.matrix {
        JacobianMatrix::Unknown { why } => format!("{case}{why}"),
        JacobianMatrix::Known { entries, .. } => {
            let row = |row: &Vec<_>| {
                let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
                format!("[{}]", cells.join(", "))
            };
            let rows: Vec<String> = entries.iter().map(row).collect();
            format!("{case}[{}]", rows.join(", "))
        }
    }
}
