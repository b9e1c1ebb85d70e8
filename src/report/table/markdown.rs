//! Tables as Markdown.

use super::super::markdown::{row, rule};
use super::{Definition, Formula, Jacobian, Matrix, Row, Table};
use crate::notation::LeanName;

/// The table as Markdown, with a section per definition.
pub fn render(table: &Table) -> String {
    let mut text = format!("# {}\n", escape(&table.title()));
    for paragraph in table.introduction() {
        text += &format!("\n{}\n", escape(&paragraph));
    }
    text += &grid(
        &["definition", "kind", "Rust"],
        table.definitions.iter().map(|definition| {
            vec![
                link(&definition.lean),
                definition.kind.to_string(),
                code(&definition.rust),
            ]
        }),
    );
    for definition in &table.definitions {
        text += &section(definition, table.shape.as_deref());
    }
    text += "\n## Laws and rules\n";
    text += &grid(
        &["name", "for all", "equation", "lemma"],
        table.laws.iter().map(|law| {
            vec![
                format!("{} {}", law.kind.name(), code(&law.name)),
                code(&law.binders()),
                code(&law.equation()),
                format!("{} {}", escape(&law.library), code(&law.lemma)),
            ]
        }),
    );
    text
}

fn section(definition: &Definition, shape: Option<&str>) -> String {
    let name = &definition.lean;
    let mut text = format!(
        "\n## <a id=\"{name}\"></a>{}\n\n{}: {}, in Rust {}.",
        code(name.short()),
        definition.kind,
        code(&definition.signature()),
        code(&definition.rust)
    );
    if let Some(of) = &definition.of {
        text += &format!(" Derivative of {}.", link(of));
    }
    if let Some(delegation) = &definition.delegation {
        text += &format!(" Lean defines it as {}.", code(delegation));
    }
    text += "\n";
    text += &grid(
        &["", "form", "smaller form", "by"],
        definition.rows.iter().map(cells),
    );
    for jacobian in &definition.jacobians {
        text += &matrix(jacobian, shape.unwrap_or_default());
    }
    text
}

fn cells(row: &Row) -> Vec<String> {
    let formula = |formula: &Formula| code(&formula.lean());
    let part: Vec<&str> = std::iter::once(row.part.name())
        .chain(row.part.variables().iter().copied())
        .collect();
    let simplified = row.simplified.formula().map(formula);
    vec![
        part.join(" "),
        row.formula.as_ref().map(formula).unwrap_or_default(),
        simplified
            .or_else(|| row.simplified.remark().map(|remark| escape(&remark)))
            .unwrap_or_default(),
        by(row),
    ]
}

fn by(row: &Row) -> String {
    let list = |word: &str, names: &[String]| {
        let names: Vec<String> = names.iter().map(|name| code(name)).collect();
        (!names.is_empty()).then(|| format!("{word} {}", names.join(", ")))
    };
    let rules = list("rules", &row.rules);
    let laws = list("laws", row.simplified.laws());
    let lists: Vec<String> = rules.into_iter().chain(laws).collect();
    lists.join("; ")
}

fn matrix(jacobian: &Jacobian, shape: &str) -> String {
    let mut text = format!("\nJacobian matrix at shape {}", code(shape));
    if let Some(case) = &jacobian.case {
        text += &format!(", {}", escape(case));
    }
    let legend: Vec<String> = jacobian.legend.iter().map(|line| escape(line)).collect();
    if !legend.is_empty() {
        text += &format!(" ({})", legend.join("; "));
    }
    match &jacobian.matrix {
        Matrix::Unknown { why } => text += &format!(": unknown, {}.\n", escape(why)),
        Matrix::Known {
            rows,
            columns,
            entries,
        } => {
            text += ":\n";
            let labels: Vec<String> = std::iter::once(String::new())
                .chain(
                    columns
                        .iter()
                        .map(|column| escape(&format!("{} {:?}", column.block, column.index))),
                )
                .collect();
            let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
            text += &grid(
                &labels,
                rows.iter().zip(entries).map(|(index, entries)| {
                    let label = escape(&format!("{index:?}"));
                    let cells = entries.iter().map(|entry| code(&entry.to_string()));
                    std::iter::once(label).chain(cells).collect()
                }),
            );
        }
    }
    text
}

/// A table, with an empty line before it.
fn grid(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let rows: String = rows.map(row).collect();
    format!("\n{}{}{rows}", row(header), rule(header.len()))
}

fn link(name: &LeanName) -> String {
    format!("[{}](#{name})", code(name.short()))
}

/// A code span; empty for an empty text.
fn code(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(text.split(|c| c != '`').map(str::len).max().unwrap_or(0) + 1);
    let space = if text.contains('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Plain text, with what Markdown would read as markup escaped.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '*' | '_' | '`' | '[' | ']' | '<' | '>' | '\\' | '#' => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ => escaped.push(c),
        }
    }
    escaped
}
