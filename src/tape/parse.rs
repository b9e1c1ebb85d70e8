//! Shapes from text.

use super::Shape;
use std::str::FromStr;

/// The text is not a shape.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected dimensions such as `2,3`, `2x3` or `[2, 3]`, or `scalar`, got `{text}`: {}",
    why(.part)
)]
pub struct NotAShape {
    /// The whole text.
    pub text: String,
    /// The part that is not a dimension.
    pub part: String,
}

fn why(part: &str) -> String {
    if part.is_empty() {
        "a dimension is missing".to_owned()
    } else {
        format!("`{part}` is not a dimension")
    }
}

/// Dimensions with `,`, `x` or `×` between them, with or without brackets; `[]` or `scalar` for
/// none.
///
/// ```
/// use torchlean_mirror::tape::Shape;
///
/// assert_eq!("2,3".parse(), Ok(Shape::new([2, 3])));
/// assert_eq!("2x3".parse(), Ok(Shape::new([2, 3])));
/// assert_eq!("scalar".parse(), Ok(Shape::scalar()));
/// assert!("2,-3".parse::<Shape>().is_err());
/// ```
impl FromStr for Shape {
    type Err = NotAShape;

    fn from_str(text: &str) -> Result<Self, NotAShape> {
        let trimmed = text.trim();
        let bracketed = trimmed
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        if trimmed == "scalar" || bracketed.is_some_and(|inner| inner.trim().is_empty()) {
            return Ok(Self::scalar());
        }
        bracketed
            .unwrap_or(trimmed)
            .split([',', 'x', '×'])
            .map(|part| {
                let part = part.trim();
                // `parse` would take a sign.
                part.parse()
                    .ok()
                    .filter(|_| !part.starts_with('+'))
                    .ok_or_else(|| NotAShape {
                        text: text.to_owned(),
                        part: part.to_owned(),
                    })
            })
            .collect::<Result<Vec<usize>, _>>()
            .map(Self::new)
    }
}
