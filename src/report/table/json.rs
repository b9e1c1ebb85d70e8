//! Tables as JSON.

use serde::Serialize;

use super::{NotWritten, Table};

/// The version of the format; it grows when a key changes its meaning or goes.
pub const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    #[serde(flatten)]
    table: &'a Table,
}

/// The table as a JSON object: `schema`, then the fields of [`Table`].
///
/// # Errors
/// When the JSON library fails.
pub fn render(table: &Table) -> Result<String, NotWritten> {
    let document = Document {
        schema: SCHEMA,
        table,
    };
    let text = serde_json::to_string_pretty(&document).map_err(|e| NotWritten {
        format: "JSON",
        why: e.to_string(),
    })?;
    Ok(text + "\n")
}
