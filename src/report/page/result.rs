//! What the comparison of results with exact values counted, with the distributions of errors.

use super::super::document::{Chart, Document, Line, Table};
use super::super::number::grouped;
use super::super::verdict::{compared, propagated};
use crate::audit::{Distribution, Tally, Verdict};
use crate::exact::Format;

/// The counts and charts behind a verdict, if results were compared.
pub(super) fn section(document: &mut Document, verdict: &Verdict, of: &str, format: Format) {
    let (Verdict::BitExact(tally) | Verdict::Bounded(tally)) = verdict else {
        let text = propagated([verdict].into_iter());
        if !text.is_empty() {
            document.paragraph(text);
        }
        return;
    };
    let mut inside = Document::default();
    inside.paragraph(compared(tally, format));
    let rows = tally.quantities.iter().map(|(quantity, all, bit_exact)| {
        [*quantity, &grouped(*all), &grouped(*bit_exact)]
            .map(Line::from)
            .to_vec()
    });
    let header = ["result", "compared", "correctly rounded"];
    inside.table(Table::new(format!("Results of {of}"), header, rows));
    charts(&mut inside, tally);
    document.blocks.extend(inside.blocks);
}

/// The distributions of the errors inside a bound.
fn charts(document: &mut Document, tally: &Tally) {
    let Distribution { shares, ulps } = &tally.errors;
    let bounded = grouped(tally.bounded);
    document.chart(Chart {
        caption: format!("Error of the {bounded} bounded results as a share of their bound"),
        bars: shares
            .iter()
            .enumerate()
            .map(|(at, count)| (share_range(at, shares.len()), *count))
            .collect(),
    });
    document.chart(Chart {
        caption: format!("Error of the {bounded} bounded results in ulp of the exact value"),
        bars: ulps
            .iter()
            .enumerate()
            .map(|(at, count)| (ulp_range(at, ulps.len()), *count))
            .collect(),
    });
}

/// The tenth of the bound at a place.
fn share_range(at: usize, bins: usize) -> String {
    match at {
        0 => "none".into(),
        1 => "< 0.1".into(),
        _ if at + 1 == bins => format!("0.{}–1", at - 1),
        _ => format!("0.{}–0.{at}", at - 1),
    }
}

/// The range of errors at a place.
fn ulp_range(at: usize, bins: usize) -> String {
    let power = |k: usize| 1_u64 << k;
    match at {
        0 => "none".into(),
        1 => "< ½".into(),
        2 => "½–1".into(),
        _ if at + 1 == bins => format!("≥ {}", power(at - 3)),
        _ => format!("{}–{}", power(at - 3), power(at - 2)),
    }
}
