//! The audit report as Markdown.

use super::cell::{
    cell, comparisons, conclusion, identities, laws, lean, modules, named, others, pinned, source,
    unchecked, unknown,
};
use super::floor;
use super::number::grouped;
use super::refutation::lines;
use crate::audit::{ClaimName, Report, Verdict};

/// A row of a Markdown table.
pub fn row<S: AsRef<str>>(cells: impl IntoIterator<Item = S>) -> String {
    let cells: Vec<String> = cells
        .into_iter()
        .map(|cell| cell.as_ref().replace('|', "\\|").replace('\n', " "))
        .collect();
    format!("| {} |\n", cells.join(" | "))
}

/// The line under a table's header.
pub fn rule(columns: usize) -> String {
    row(std::iter::repeat_n("---", columns))
}

/// The verdicts: a row per definition, a column per claim.
pub fn verdicts(report: &Report) -> String {
    let claims = ClaimName::ALL.map(ClaimName::as_str);
    let mut text = row(["definition"].into_iter().chain(claims));
    text.push_str(&rule(claims.len() + 1));
    for definition in &report.definitions {
        let cells = definition.claims.iter().map(|claim| cell(&claim.verdict));
        let name = format!("`{}`", definition.entry.name.short());
        text.push_str(&row([name].into_iter().chain(cells)));
    }
    text
}

/// What was not checked or is unknown, as a list; empty if there is nothing.
pub fn open_points(report: &Report) -> String {
    let mut text = String::new();
    for (title, rows) in [
        ("Unknown", unknown(report)),
        ("Not checked", unchecked(report)),
    ] {
        for (why, claim, names) in rows {
            text.push_str(&format!(
                "- {title}: {claim} of {}: {why}\n",
                named(&names, report)
            ));
        }
    }
    for line in others(report) {
        text.push_str(&format!("- {line}\n"));
    }
    text
}

/// How small an error is refuted.
pub fn floors(report: &Report) -> String {
    let mut text = row(floor::HEADER);
    text.push_str(&rule(floor::HEADER.len()));
    for cells in floor::rows(report) {
        text.push_str(&row(cells));
    }
    text
}

/// The report.
pub fn render(report: &Report) -> String {
    let mut text = format!(
        "# Audit of {}\n\nAgainst {}; seed {}, {} inputs per definition.\n\n{}\n{}\n{}\n{}\n{}",
        modules(report),
        pinned(&report.pin),
        report.options.seed,
        grouped(report.options.cases),
        verdicts(report),
        comparisons(report),
        laws(report),
        identities(report),
        lean(report),
    );
    for definition in &report.definitions {
        for claim in &definition.claims {
            if let Verdict::Refuted(found) = &claim.verdict {
                text.push_str(&format!(
                    "\n## Refuted: {} of `{}`\n\n",
                    claim.name.as_str(),
                    definition.entry.name.short()
                ));
                text.push_str(&row(["", "value"]));
                text.push_str(&rule(2));
                for (name, value) in lines(definition, claim.name, found, &report.options) {
                    text.push_str(&row([name, value]));
                }
            }
        }
    }
    for (title, lines) in source(report) {
        text.push_str(&format!("\n## {title}\n\n"));
        for line in lines {
            text.push_str(&format!("- {line}\n"));
        }
    }
    if !report.sensitivity.is_empty() {
        text.push_str(&format!("\n## {}\n\n{}", floor::TITLE, floors(report)));
    }
    let open = open_points(report);
    if !open.is_empty() {
        text.push_str(&format!("\n## Left open\n\n{open}"));
    }
    text.push_str(&format!("\nVerdict: {}\n", conclusion(report)));
    text
}
