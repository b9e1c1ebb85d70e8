//! What is mirrored: repository, revision and toolchain.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::source::{Diagnostic, Diagnostics, Source};

/// The upstream that `spec/` states.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The repository, as `host:owner/name`.
    pub repository: String,
    /// The full commit.
    pub revision: String,
    /// The Lean toolchain of that commit.
    pub toolchain: String,
    /// The licence of the upstream.
    pub licence: String,
}

/// What a Lean module of the mirrored revision has and `spec/` has not.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Unmirrored {
    /// The module.
    pub module: String,
    /// The full names of its definitions of type `Node`, in the file's order.
    pub nodes: Vec<String>,
    /// The full names of its derivative certificates, in the file's order.
    pub certificates: Vec<String>,
}

/// The file of what is not mirrored.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inventory {
    not_mirrored: Vec<Unmirrored>,
}

impl Pin {
    /// Reads a pin from TOML.
    ///
    /// # Errors
    /// Where the text is no pin.
    pub fn read(source: &Arc<Source>) -> Result<Pin, Diagnostics> {
        table(source)
    }
}

fn table<T: DeserializeOwned>(source: &Arc<Source>) -> Result<T, Diagnostics> {
    toml::from_str(source.text()).map_err(|e| {
        let span = e.span().unwrap_or(0..0);
        Diagnostics(vec![Diagnostic::new(source, span, e.message())])
    })
}

/// Reads what is not mirrored, by module, from TOML.
///
/// # Errors
/// Where the text is no such table.
pub fn not_mirrored(source: &Arc<Source>) -> Result<Vec<Unmirrored>, Diagnostics> {
    table::<Inventory>(source).map(|inventory| inventory.not_mirrored)
}

/// Reads the digests of definitions, by full Lean name, from TOML.
///
/// # Errors
/// Where the text is no such table.
pub fn digests(source: &Arc<Source>) -> Result<BTreeMap<String, String>, Diagnostics> {
    table(source)
}
