//! The audit of a tape for a terminal.

use super::super::cell::{accepted, laws_at_points, pinned};
use super::super::number::grouped;
use super::{comparisons, conclusion, open_points, refutations, summary, verdict};
use crate::audit::TapeReport;

/// The report as text. `file` is where the tape was read.
pub fn render(report: &TapeReport, file: &str) -> String {
    let mut text = format!(
        "Audit of the tape {}\nagainst {}; seed {}, at most {} inputs\n\n",
        summary(&report.tape),
        pinned(&report.pin),
        report.options.seed,
        grouped(report.options.cases),
    );
    for claim in &report.claims {
        text += &format!("  {:<12} {}\n", claim.name.as_str(), verdict(claim));
    }
    text += &format!(
        "\n{}\n{}\n{}",
        comparisons(report),
        laws_at_points(&report.laws),
        accepted(&report.lean)
    );
    for lines in refutations(report, file) {
        text += "\nRefuted\n";
        for (name, value) in lines {
            text += &format!("  {name:<12} {value}\n");
        }
    }
    text += "\n";
    for line in open_points(report) {
        text += &format!("{line}\n");
    }
    text + &format!("\nVerdict: {}\n", conclusion(report))
}
