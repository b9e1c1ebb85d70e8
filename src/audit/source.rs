//! What a Lean source shows besides verdicts.

use serde::Serialize;

use crate::lean::Finding;

/// What was found in a Lean source besides verdicts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SourceReport {
    /// The files that were read.
    pub files: Vec<String>,
    /// What an auditor must know, in the order of the files.
    pub findings: Vec<Finding>,
    /// Definitions whose text is not the pinned one and whose meaning is.
    pub changed: Vec<Finding>,
    /// What could not be read, with an excerpt each.
    pub unread: Vec<String>,
}
