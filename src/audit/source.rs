//! What a Lean source shows besides verdicts.

use std::fmt;

use serde::Serialize;

/// Something in a source that an auditor must know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What it is.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

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
