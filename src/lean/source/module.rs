//! A Lean module that was read: its declarations, their digests, and what in
//! it weakens what Lean has checked.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::declaration::{Declaration, Outline, outline};
use super::lexer::{Kind, Tokens, lex};
use crate::spec::{Diagnostic, Diagnostics, Source};

/// A longer file is no module of TorchLean.
const BYTES: usize = 16 << 20;

/// Words that let something pass that Lean has not checked.
const UNCHECKED: &[&str] = &[
    "sorry",
    "sorryAx",
    "admit",
    "native_decide",
    "axiom",
    "opaque",
    "unsafe",
    "implemented_by",
    "extern",
    "ofReduceBool",
    "reduceBool",
    "csimp",
];

/// Words that change what the words after them mean.
const MEANING: &[&str] = &[
    "notation",
    "notation3",
    "infix",
    "infixl",
    "infixr",
    "prefix",
    "postfix",
    "macro",
    "macro_rules",
    "syntax",
    "elab",
    "elab_rules",
    "instance",
    "renaming",
    "run_cmd",
    "initialize",
];

/// Options that weaken checking, by the beginning of their names.
const OPTIONS: &[&str] = &["debug.", "autoImplicit", "relaxedAutoImplicit", "compiler."];

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

    /// Everything that weakens checking or changes meaning, in the file's order.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (at, token) in self.tokens.list.iter().enumerate() {
            let what = match (token.kind, self.tokens.text(at)) {
                (Kind::Name, word) => self.suspicious(at, word),
                (Kind::Symbol, "#") if self.tokens.text(at + 1) == "exit" => {
                    Some("`#exit`: nothing below is checked".into())
                }
                _ => None,
            };
            if let Some(what) = what {
                findings.push(self.finding(token.span().start, what));
            }
        }
        findings
    }

    /// A finding at a byte of the file.
    pub fn finding(&self, byte: usize, what: String) -> Finding {
        Finding {
            file: self.file().into(),
            line: self.tokens.source.line(byte),
            what,
        }
    }

    fn suspicious(&self, at: usize, word: &str) -> Option<String> {
        let last = word.rsplit('.').next().unwrap_or(word);
        if UNCHECKED.contains(&last) {
            return Some(format!("`{word}`: not checked by Lean's kernel"));
        }
        if MEANING.contains(&word) {
            return Some(format!("`{word}` can change what the text means"));
        }
        let option = self.tokens.text(at + 1);
        if word == "set_option" && OPTIONS.iter().any(|o| option.starts_with(o)) {
            return Some(format!("`set_option {option}` weakens checking"));
        }
        let native = word == "decide"
            && self.tokens.text(at + 1) == "+"
            && self.tokens.text(at + 2) == "native";
        native.then(|| "`decide +native`: not checked by Lean's kernel".into())
    }
}

/// The bytes as text.
fn text(file: &str, bytes: &[u8]) -> Result<Arc<Source>, Diagnostic> {
    if bytes.len() > BYTES {
        let source = Source::new(file, "");
        let message = format!(
            "the file is {} bytes long; at most {BYTES} are read",
            bytes.len()
        );
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
