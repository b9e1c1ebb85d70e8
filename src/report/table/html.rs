//! Tables as one self-contained page.

use crate::notation::LeanName;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Definition, Formula, Jacobian, LawKind, LawRow, Matrix, Row, Table};

const STYLE: &str = include_str!("../document/page.css");

/// The table as a page without scripts and without anything from outside.
///
/// The section of a definition has the Lean name for its id.
pub fn render(table: &Table) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (table.title()) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 {
                        // A long module name breaks after its dots.
                        @for part in table.title().split_inclusive('.') { (part) wbr; }
                    }
                    @for paragraph in table.introduction() { p { (paragraph) } }
                }
                (index(table))
                main {
                    @for definition in &table.definitions {
                        (section(definition, table.shape.as_deref()))
                    }
                    (laws(&table.laws))
                }
            }
        }
    };
    page.into_string() + "\n"
}

fn index(table: &Table) -> Markup {
    html! {
        nav aria-label="Definitions" {
            ul {
                @for definition in &table.definitions { li { (link(&definition.lean)) } }
                li { a href="#laws-and-rules" { "Laws and rules" } }
            }
        }
    }
}

fn section(definition: &Definition, shape: Option<&str>) -> Markup {
    html! {
        section id=(definition.lean) {
            h2 { code { (definition.lean.short()) } " " span.kind { (definition.kind) } }
            p.signature { code { (definition.signature()) } }
            p {
                "Rust: " code { (definition.rust) } "."
                @if let Some(of) = &definition.of { " Derivative of " (link(of)) "." }
                @if let Some(delegation) = &definition.delegation {
                    " Lean defines it as " code { (delegation) } "."
                }
            }
            div.wide tabindex="0" role="group" aria-label={ "Forms of " (definition.lean.short()) } {
                table.forms {
                    caption { "Forms of " (definition.lean.short()) }
                    thead { tr { th scope="col" { "part" } th scope="col" { "form" } } }
                    tbody { @for row in &definition.rows { (forms(row)) } }
                }
            }
            @for jacobian in &definition.jacobians {
                (matrix(definition.lean.short(), jacobian, shape.unwrap_or_default()))
            }
        }
    }
}

fn forms(row: &Row) -> Markup {
    html! {
        tr {
            th scope="row" {
                (row.part.name())
                @for name in row.part.variables() { " " code { (name) } }
            }
            td {
                @if let Some(formula) = &row.formula { div { (lean(formula)) } }
                @if let Some(formula) = row.simplified.formula() {
                    div.smaller { "= " (lean(formula)) " " (by(row.simplified.laws())) }
                }
                @if let Some(remark) = row.simplified.remark() { div.remark { (remark) } }
                @if !row.rules.is_empty() {
                    div.by {
                        "rules"
                        @for rule in &row.rules { " " (law_link(LawKind::Derivative, rule)) }
                    }
                }
            }
        }
    }
}

fn by(laws: &[String]) -> Markup {
    html! {
        span.by {
            "by"
            @for law in laws { " " (law_link(LawKind::Law, law)) }
            @if laws.is_empty() { " arithmetic" }
        }
    }
}

fn matrix(name: &str, jacobian: &Jacobian, shape: &str) -> Markup {
    let case = jacobian.case.as_ref();
    let title = html! {
        "Jacobian matrix of " (name) " at shape " (shape)
        @if let Some(case) = case { ", " (case) }
    };
    let legend = html! {
        @if !jacobian.legend.is_empty() { p.legend { (jacobian.legend.join("; ")) } }
    };
    match &jacobian.matrix {
        Matrix::Unknown { why } => html! { p.remark { (title) ": unknown, " (why) } },
        Matrix::Known {
            rows,
            columns,
            entries,
        } => html! {
            div.wide tabindex="0" role="group" aria-label=(title.clone().into_string()) {
                table.jacobian {
                    caption { (title) }
                    @for block in columns.chunk_by(|a, b| a.block == b.block) {
                        @if block.as_ptr() == columns.as_ptr() { colgroup; }
                        colgroup span=(block.len());
                    }
                    thead {
                        tr {
                            td {}
                            @for block in columns.chunk_by(|a, b| a.block == b.block) {
                                @if let Some(column) = block.first() {
                                    th scope="colgroup" colspan=(block.len()) { code { (column.block) } }
                                }
                            }
                        }
                        tr {
                            td {}
                            @for column in columns { th scope="col" { (format!("{:?}", column.index)) } }
                        }
                    }
                    tbody {
                        @for (index, entries) in rows.iter().zip(entries) {
                            tr {
                                th scope="row" { (format!("{index:?}")) }
                                @for entry in entries {
                                    td.zero[entry.is_zero()] { code { (entry) } }
                                }
                            }
                        }
                    }
                }
            }
            (legend)
        },
    }
}

fn laws(laws: &[LawRow]) -> Markup {
    html! {
        section id="laws-and-rules" {
            h2 { "Laws and rules" }
            div.wide tabindex="0" role="group" aria-label="Laws and rules" {
                table.laws {
                    caption { "The laws and rules that the forms above name" }
                    thead {
                        tr {
                            th scope="col" { "name" }
                            th scope="col" { "equation" }
                            th scope="col" { "lemma" }
                        }
                    }
                    tbody {
                        @for law in laws {
                            tr id=(law_id(law.kind, &law.name)) {
                                th scope="row" { (law.kind.name()) " " code { (law.name) } }
                                td {
                                    div { code { (law.equation()) } }
                                    div.by { code { (law.binders()) } }
                                }
                                td { (law.library) " " code { (law.lemma) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn lean(formula: &Formula) -> Markup {
    html! { code { (formula.lean()) } }
}

fn link(name: &LeanName) -> Markup {
    html! { a href={ "#" (name) } { code { (name.short()) } } }
}

fn law_link(kind: LawKind, name: &str) -> Markup {
    html! { a href={ "#" (law_id(kind, name)) } { code { (name) } } }
}

/// No Lean name has a hyphen, so that no definition has this id.
fn law_id(kind: LawKind, name: &str) -> String {
    format!("{}-{name}", kind.name())
}
