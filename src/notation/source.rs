//! Source texts, places in them, and what is wrong there.

use std::ffi::OsStr;
use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use sha2::{Digest, Sha256};

/// At most so many bytes are shown before and after the beginning of a place.
const EXCERPT: usize = 400;

/// A text with the name that messages give it.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    /// The byte at which each line begins.
    lines: Vec<usize>,
}

impl Source {
    /// Names a text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Source> {
        let text = text.into();
        let lines = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Arc::new(Source {
            name: name.into(),
            text,
            lines,
        })
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The last component of the name, if that is a path.
    pub fn file_name(&self) -> &str {
        let name = Path::new(&self.name).file_name();
        name.and_then(OsStr::to_str).unwrap_or(&self.name)
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a span; empty if the span is not one of this source.
    pub fn slice(&self, span: &Span) -> &str {
        self.text.get(span.clone()).unwrap_or("")
    }

    /// The lines around a span, with the byte at which they begin; less of them
    /// if they are long.
    fn excerpt(&self, span: &Span) -> (usize, &str) {
        let text = self.text.as_str();
        let at = boundary(text, span.start);
        let before = text.get(..at).unwrap_or("");
        let line = before.rfind('\n').map_or(0, |newline| newline + 1);
        let first = line.max(boundary(text, at.saturating_sub(EXCERPT)));
        let most = boundary(text, at.saturating_add(EXCERPT));
        let shown = boundary(text, span.end).clamp(at, most.max(at));
        let after = text.get(shown..most.max(shown)).unwrap_or("");
        let end = shown + after.find('\n').unwrap_or(after.len());
        (first, text.get(first..end).unwrap_or(""))
    }

    /// The line of a byte, from 1.
    pub fn line(&self, byte: usize) -> usize {
        self.lines.partition_point(|&start| start <= byte)
    }

    /// Line and column of a byte, both from 1; columns count characters.
    pub fn position(&self, byte: usize) -> (usize, usize) {
        let line = self.line(byte);
        let start = line
            .checked_sub(1)
            .and_then(|before| self.lines.get(before))
            .copied()
            .unwrap_or(0);
        let column = self
            .text
            .get(start..byte)
            .map_or(0, |before| before.chars().count());
        (line, column + 1)
    }
}

/// Where something is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The name of the text.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// The SHA-256 of bytes, in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The last place between characters that is not after `at`.
fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    let back = (0..4).map(|back| at.saturating_sub(back));
    back.into_iter()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

/// A range of bytes.
pub type Span = Range<usize>;

/// Something wrong at a place of a source.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    source: Arc<Source>,
    span: Span,
    message: String,
    help: Option<String>,
}

impl Diagnostic {
    /// A message about a span.
    pub fn new(source: &Arc<Source>, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            source: source.clone(),
            span,
            message: message.into(),
            help: None,
        }
    }

    /// Adds what the reader can do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// The message without its place.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Line and column, both from 1.
    pub fn position(&self) -> (usize, usize) {
        self.source.position(self.span.start)
    }

    /// The message with an excerpt of the source and a caret.
    pub fn render(&self) -> String {
        let (first, excerpt) = self.source.excerpt(&self.span);
        let inside = |byte: usize| byte.saturating_sub(first).min(excerpt.len());
        let annotation = AnnotationKind::Primary
            .span(inside(self.span.start)..inside(self.span.end))
            .label(self.message.as_str());
        let mut group = Level::ERROR.primary_title(self.message.as_str()).element(
            Snippet::source(excerpt)
                .path(self.source.name.as_str())
                .line_start(self.source.line(first))
                .annotation(annotation),
        );
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        Renderer::plain().render(&[group])
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.position();
        write!(f, "{}:{line}:{column}: {}", self.source.name, self.message)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

/// All that is wrong with the texts that were read, in their order.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Diagnostics(pub Vec<Diagnostic>);
