//! The audit report for a terminal.

use comfy_table::{ContentArrangement, Table, presets};

use super::cell::{
    cell, comparisons, conclusion, identities, laws, lean, modules, named, others, pinned, source,
    unchecked, unknown,
};
use super::floor;
use super::number::grouped;
use super::refutation::lines;
use crate::audit::{ClaimName, Report, Verdict};

/// The report as text.
pub fn render(report: &Report) -> String {
    let mut text = format!(
        "Audit of {}\nagainst {}; seed {}, {} inputs per definition\n\n",
        modules(report),
        pinned(&report.pin),
        report.options.seed,
        grouped(report.options.cases),
    );
    let claims = ClaimName::ALL.map(ClaimName::as_str);
    let rows = report.definitions.iter().map(|definition| {
        let cells = definition.claims.iter().map(|claim| cell(&claim.verdict));
        let name = [definition.entry.name.short().to_string()];
        name.into_iter().chain(cells).collect()
    });
    text.push_str(&table(["definition"].into_iter().chain(claims), rows));
    text.push_str(&format!(
        "\n{}\n{}\n{}\n{}",
        comparisons(report),
        laws(report),
        identities(report),
        lean(report)
    ));
    for definition in &report.definitions {
        for claim in &definition.claims {
            if let Verdict::Refuted(found) = &claim.verdict {
                text.push_str("\nRefuted\n");
                for (name, value) in lines(definition, claim.name, found, &report.options) {
                    text.push_str(&format!("  {name:<12} {value}\n"));
                }
            }
        }
    }
    section(&mut text, report, "Unknown", &unknown(report));
    for excerpt in report.source.iter().flat_map(|source| &source.unread) {
        text.push_str(&format!("\n{excerpt}\n"));
    }
    for (title, lines) in source(report) {
        text.push_str(&format!("\n{title}\n"));
        for line in lines {
            text.push_str(&format!("  {line}\n"));
        }
    }
    let others = others(report);
    if !others.is_empty() {
        text.push_str("\nBesides definitions\n");
    }
    for line in others {
        text.push_str(&format!("  {line}\n"));
    }
    if !report.sensitivity.is_empty() {
        let rows = floor::rows(report).into_iter().map(Vec::from);
        let rows = table(floor::HEADER, rows);
        text.push_str(&format!("\n{}\n{rows}", floor::TITLE));
    }
    section(&mut text, report, "Not checked", &unchecked(report));
    text.push_str(&format!("\nVerdict: {}\n", conclusion(report)));
    text
}

/// Columns without lines.
fn table<'a>(
    header: impl IntoIterator<Item = &'a str>,
    rows: impl IntoIterator<Item = Vec<String>>,
) -> String {
    let mut table = Table::new();
    table
        .load_preset(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(header);
    for row in rows {
        table.add_row(row);
    }
    let lines = table.lines();
    lines.map(|line| format!("{}\n", line.trim_end())).collect()
}

fn section(
    text: &mut String,
    report: &Report,
    title: &str,
    rows: &[(String, String, Vec<String>)],
) {
    if rows.is_empty() {
        return;
    }
    text.push_str(&format!("\n{title}\n"));
    for (why, claim, names) in rows {
        text.push_str(&format!("  {claim} of {}: {why}\n", named(names, report)));
    }
}
