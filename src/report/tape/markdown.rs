//! The audit of a tape as Markdown.

use super::super::cell::{accepted, laws_at_points, pinned};
use super::super::markdown::{row, rule};
use super::super::number::grouped;
use super::{comparisons, conclusion, open_points, refutations, summary, verdict};
use crate::audit::TapeReport;

/// The report. `file` is where the tape was read.
pub fn render(report: &TapeReport, file: &str) -> String {
    let mut text = format!(
        "# Audit of the tape {}\n\nAgainst {}; seed {}, at most {} inputs.\n\n",
        summary(&report.tape),
        pinned(&report.pin),
        report.options.seed,
        grouped(report.options.cases),
    );
    text += &row(["claim", "verdict"]);
    text += &rule(2);
    for claim in &report.claims {
        text += &row([claim.name.as_str().to_string(), verdict(claim)]);
    }
    text += &format!(
        "\n{}\n{}\n{}",
        comparisons(report),
        laws_at_points(&report.laws),
        accepted(&report.lean)
    );
    for lines in refutations(report, file) {
        text += "\n## Refuted\n\n";
        text += &row(["", "value"]);
        text += &rule(2);
        for (name, value) in lines {
            text += &row([name, value]);
        }
    }
    text += "\n## Left open\n\n";
    for line in open_points(report) {
        text += &format!("- {line}\n");
    }
    text + &format!("\nVerdict: {}\n", conclusion(report))
}
