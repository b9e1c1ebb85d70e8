//! What is mirrored: repository, revision and toolchain.

use std::collections::BTreeMap;
use std::sync::Arc;

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
    /// Modules of the same revision that are not mirrored.
    #[serde(default, skip_serializing)]
    pub not_mirrored: Vec<Module>,
}

/// A Lean module and the nodes that it defines.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// The module.
    pub module: String,
    /// The names of its definitions of type `Node`.
    pub nodes: Vec<String>,
}

impl Pin {
    /// Reads a pin from TOML.
    ///
    /// # Errors
    /// Where the text is no pin.
    pub fn read(source: &Arc<Source>) -> Result<Pin, Diagnostics> {
        toml::from_str(source.text()).map_err(|e| {
            let span = e.span().unwrap_or(0..0);
            Diagnostics(vec![Diagnostic::new(source, span, e.message())])
        })
    }
}

/// Reads the digests of definitions, by full Lean name, from TOML.
///
/// # Errors
/// Where the text is no such table.
pub fn digests(source: &Arc<Source>) -> Result<BTreeMap<String, String>, Diagnostics> {
    toml::from_str(source.text()).map_err(|e| {
        let span = e.span().unwrap_or(0..0);
        Diagnostics(vec![Diagnostic::new(source, span, e.message())])
    })
}
