//! A Lean module that was read: its declarations, their digests, and what an
//! auditor must know of it.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::declaration::Declaration;
use super::finding::unchecked;
use super::lexer::{Tokens, lex};
use super::outline::Outline;
use super::scope::outline;
use crate::notation::{Diagnostic, Diagnostics, Source};

/// A longer file is no module of TorchLean.
pub(super) const BYTES: usize = 16 << 20;

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

/// A module that was read.
#[derive(Clone, Debug)]
pub struct Module {
    /// The Lean name.
    pub name: String,
    /// Its tokens.
    pub tokens: Tokens,
    /// Its declarations.
    pub outline: Outline,
}

impl Module {
    /// Reads a module from the bytes of its file.
    ///
    /// # Errors
    /// Bytes that are no UTF-8, a file that is too long, a comment or string
    /// that does not end.
    pub fn read(name: &str, file: &str, bytes: &[u8]) -> Result<Module, Diagnostics> {
        let source = text(file, bytes).map_err(|e| Diagnostics(vec![e]))?;
        let mut errors = Vec::new();
        let tokens = lex(&source, &mut errors);
        if !errors.is_empty() {
            return Err(Diagnostics(errors));
        }
        let outline = outline(&tokens);
        Ok(Module {
            name: name.into(),
            tokens,
            outline,
        })
    }

    /// The name of the file.
    pub fn file(&self) -> &str {
        self.tokens.source.name()
    }

    /// The SHA-256 of a declaration's text, without comments and layout.
    pub fn digest(&self, declaration: &Declaration) -> String {
        let mut digest = Sha256::new();
        for at in declaration.all.clone() {
            digest.update(self.tokens.text(at));
            digest.update("\n");
        }
        let bytes = digest.finalize();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Everything that weakens checking or leaves the meaning in doubt, in the
    /// file's order.
    pub fn findings(&self) -> Vec<Finding> {
        let doubts = self.outline.doubts.iter().map(|d| (d.at, d.what.clone()));
        let mut all: Vec<(usize, String)> = unchecked(&self.tokens).chain(doubts).collect();
        all.sort_by_key(|(at, _)| *at);
        all.dedup_by_key(|(at, _)| *at);
        all.into_iter()
            .map(|(at, what)| self.finding(self.tokens.span(at).start, what))
            .collect()
    }

    /// A finding at a byte of the file.
    pub fn finding(&self, byte: usize, what: String) -> Finding {
        Finding {
            file: self.file().into(),
            line: self.tokens.source.line(byte),
            what,
        }
    }
}

/// The bytes as text.
fn text(file: &str, bytes: &[u8]) -> Result<Arc<Source>, Diagnostic> {
    if bytes.len() > BYTES {
        let source = Source::new(file, "");
        let message = format!("the file is too long; of its bytes at most {BYTES} are read");
        return Err(Diagnostic::new(&source, 0..0, message));
    }
    std::str::from_utf8(bytes)
        .map(|text| Source::new(file, text))
        .map_err(|e| {
            let source = Source::new(file, String::from_utf8_lossy(bytes));
            let at = e.valid_up_to();
            let end = at + char::REPLACEMENT_CHARACTER.len_utf8();
            Diagnostic::new(&source, at..end, "this byte is not UTF-8")
        })
}
