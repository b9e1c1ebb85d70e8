//! A counterexample, line by line.

use super::number::{error_size, float, near, rational, rational_beside_short, short, single};
use super::repeat;
use crate::audit::{ClaimName, Correct, Counterexample, Definition, Found, Report};
use crate::exact::Format;

/// Names and values of a counterexample, in the order in which they are read.
pub fn lines(
    definition: &Definition,
    claim: ClaimName,
    found: &Counterexample,
    report: &Report,
) -> Vec<(String, String)> {
    let mut lines = vec![
        ("definition".to_string(), definition.entry.name.to_string()),
        ("claim".into(), claim.as_str().into()),
    ];
    lines.extend(located(found));
    let mut again = repeat::definition(definition, found, report);
    if claim == ClaimName::Text {
        again.push_str(" --lean PATH");
    }
    lines.push(("repeat".into(), again));
    lines
}

/// What is wrong, where, and at which inputs.
pub fn located(found: &Counterexample) -> Vec<(String, String)> {
    let mut lines = vec![
        ("quantity".to_string(), found.quantity.clone()),
        ("what".into(), found.what.clone()),
    ];
    if let Some(difference) = &found.difference {
        if !difference.argument.is_empty() {
            lines.push((
                "argument".into(),
                format!("{} of shape {}", difference.argument, difference.shape),
            ));
            lines.push((
                "coordinate".into(),
                format!("{} (flat), {:?} (multi)", difference.flat, difference.multi),
            ));
        }
        let (computed, format) = match &difference.computed {
            Found::Float(value) => (float(*value), Format::F64),
            Found::Single(value) => (single(*value), Format::F32),
            Found::Short(value, format) => (short(*value, *format), *format),
            Found::Rational(value) => (rational(value), Format::F64),
            Found::Near(value) => (near(value, Format::F64), Format::F64),
        };
        let (name, correct) = match (&difference.correct, format) {
            (Correct::Exact(value), Format::F64) => ("exact", rational(value)),
            (Correct::Exact(value), short) => ("exact", rational_beside_short(value, short)),
            (Correct::Near(value), format) => ("exact", near(value, format)),
            (Correct::Special(special), _) => ("by IEEE", special.to_string()),
        };
        lines.push(("computed".into(), computed));
        lines.push((name.into(), correct));
        if let Some(error) = &difference.error {
            lines.push(("error".into(), error_size(error)));
        }
    }
    let inputs = found.inputs.iter();
    lines.extend(inputs.map(|(name, value)| (format!("input {name}"), value.clone())));
    lines
}
