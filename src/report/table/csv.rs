//! Tables as comma-separated values.

use crate::notation::LeanName;
use ::csv::Writer;

use super::{Definition, Jacobian, Matrix, NotWritten, Part, Simplification, Table, binders};

/// The table with a header and one record per definition.
///
/// Cells that a definition has nothing for are empty. Laws are separated by
/// spaces, the cases of a Jacobian matrix by line breaks.
///
/// # Errors
/// When the CSV library fails.
pub fn render(table: &Table) -> Result<String, NotWritten> {
    let failed = |why: String| NotWritten { format: "CSV", why };
    let mut writer = Writer::from_writer(Vec::new());
    let records = std::iter::once(header()).chain(table.definitions.iter().map(record));
    for cells in records {
        writer
            .write_record(cells)
            .map_err(|e| failed(e.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| failed(e.to_string()))
}

fn header() -> Vec<String> {
    let first = [
        "lean",
        "rust",
        "kind",
        "module",
        "parameters",
        "result",
        "of",
        "delegation",
    ];
    let mut cells: Vec<String> = first.map(String::from).to_vec();
    for part in Part::ALL {
        let name = part.name();
        cells.extend([
            name.to_string(),
            format!("{name}_simplified"),
            format!("{name}_laws"),
        ]);
    }
    cells.extend(["rules".to_string(), "jacobian".to_string()]);
    cells
}

fn record(definition: &Definition) -> Vec<String> {
    let mut cells = vec![
        definition.lean.to_string(),
        definition.rust.clone(),
        definition.kind.to_string(),
        definition.module.clone(),
        binders(&definition.parameters),
        definition.result.clone().unwrap_or_default(),
        definition
            .of
            .as_ref()
            .map(LeanName::to_string)
            .unwrap_or_default(),
        definition.delegation.clone().unwrap_or_default(),
    ];
    for part in Part::ALL {
        let row = definition.row(part);
        let formula = row.and_then(|row| row.formula.as_ref());
        let simplified = row.map(|row| &row.simplified);
        cells.extend([
            formula.map(|formula| formula.lean()).unwrap_or_default(),
            simplified.map(simpler).unwrap_or_default(),
            simplified.map_or_else(String::new, |s| s.laws().join(" ")),
        ]);
    }
    let rules = definition.row(Part::Derived).map(|row| row.rules.join(" "));
    let jacobians: Vec<String> = definition.jacobians.iter().map(matrix).collect();
    cells.extend([rules.unwrap_or_default(), jacobians.join("\n")]);
    cells
}

fn simpler(simplified: &Simplification) -> String {
    simplified
        .formula()
        .map(|formula| formula.lean())
        .or_else(|| simplified.remark())
        .unwrap_or_default()
}

fn matrix(jacobian: &Jacobian) -> String {
    let case = jacobian
        .case
        .as_ref()
        .map_or_else(String::new, |case| format!("{case}: "));
    match &jacobian.matrix {
        Matrix::Unknown { why } => format!("{case}unknown: {why}"),
        Matrix::Known { entries, .. } => {
            let rows: Vec<String> = entries
                .iter()
                .map(|row| {
                    let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
                    format!("[{}]", cells.join(", "))
                })
                .collect();
            format!("{case}[{}]", rows.join(", "))
        }
    }
}
