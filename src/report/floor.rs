//! How small an error is refuted, as rows.

use super::number::{scientific, units};
use crate::audit::{Report, Sensitivity};

/// What the rows are about.
pub const TITLE: &str = "Smallest refuted error of one coordinate, by injection";

/// The columns.
pub const HEADER: [&str; 6] = [
    "definition",
    "result",
    "argument",
    "steps",
    "relative error",
    "of its bound",
];

/// A row per definition, result and argument.
pub fn rows(report: &Report) -> Vec<[String; 6]> {
    report.sensitivity.iter().map(row).collect()
}

fn row(floor: &Sensitivity) -> [String; 6] {
    let (steps, relative, share) = match &floor.detected {
        None => ("none was refuted".into(), String::new(), String::new()),
        Some(found) => (
            found.steps.to_string(),
            scientific(&found.relative),
            match &found.share {
                Some(share) => units(share),
                None => "one rounding".into(),
            },
        ),
    };
    [
        floor.definition.short().to_string(),
        floor.result.into(),
        floor.argument.to_string(),
        steps,
        relative,
        share,
    ]
}
