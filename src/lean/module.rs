//! A Lean module that was read, where it stands on disk, and what an auditor
//! must know of it.

use serde::Serialize;
use std::fmt;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::doubt::unchecked;
use super::lexer::{Tokens, lex};
use super::outline::{Outline, outline};
use crate::notation::{Diagnostic, Diagnostics, Source, sha256};

/// A longer file is not a module of TorchLean.
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
    /// Bytes that are not UTF-8, a file that is too long, a comment or string
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

    /// The SHA-256 of the text of a range of tokens, without comments and layout.
    pub fn digest(&self, tokens: Range<usize>) -> String {
        let lines = tokens.flat_map(|at| [self.tokens.text(at), "\n"]);
        sha256(lines.collect::<String>().as_bytes())
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

/// Why no module was read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// A file that cannot be opened.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// A file that is not a Lean text.
    #[error("{}", .0.0.iter().map(crate::notation::Diagnostic::render).collect::<Vec<_>>().join("\n"))]
    Text(#[from] Diagnostics),
    /// A manifest of packages that is not one.
    #[error("{0}: {1}")]
    Manifest(PathBuf, serde_json::Error),
    /// A file that is not a module of `spec/`.
    #[error("{0}: spec/ mirrors no module of this name")]
    Unknown(PathBuf),
}

/// The path of a module inside a checkout.
pub fn path(module: &str) -> String {
    format!("{}.lean", module.replace('.', "/"))
}

/// Reads the module in a file, which messages call `shown`.
///
/// # Errors
/// When the file cannot be read.
pub fn read(name: &str, shown: &str, file: &Path) -> Result<Module, Unreadable> {
    Ok(Module::read(name, shown, &bytes(file)?)?)
}

/// The bytes of a file, one too many if it is too long.
pub(super) fn bytes(file: &Path) -> Result<Vec<u8>, Unreadable> {
    let unreadable = |e| Unreadable::File(file.into(), e);
    let open = std::fs::File::open(file).map_err(unreadable)?;
    // One byte too many is refused, and no file can exhaust the memory.
    let limit = u64::try_from(BYTES).map_or(u64::MAX, |bytes| bytes + 1);
    let mut bytes = Vec::new();
    open.take(limit)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok(bytes)
}
