//! A counterexample, line by line.

use super::number::{error_size, float, rational, rational_beside_short, short, single};
use super::repeat;
use crate::audit::{ClaimName, Counterexample, Definition, Found, Report};
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
        let (computed, exact) = match &difference.computed {
            Found::Float(value) => (float(*value), rational(&difference.exact)),
            Found::Single(value) => (
                single(*value),
                rational_beside_short(&difference.exact, Format::F32),
            ),
            Found::Short(value, format) => (
                short(*value, *format),
                rational_beside_short(&difference.exact, *format),
            ),
            Found::Rational(value) => (rational(value), rational(&difference.exact)),
        };
        lines.push(("computed".into(), computed));
        lines.push(("exact".into(), exact));
        if let Some(error) = &difference.error {
            lines.push(("error".into(), error_size(error)));
        }
    }
    let inputs = found.inputs.iter();
    lines.extend(inputs.map(|(name, value)| (format!("input {name}"), value.clone())));
    lines
}
