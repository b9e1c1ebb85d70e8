//! Documents: what a report says, apart from the format that it is written in.
//!
//! A report builds one [`Document`]; [`terminal`], [`markdown`], [`html`] and
//! [`latex`] write it. Each knows how its format escapes text, and nothing else does.

#[cfg(feature = "cli")]
pub mod html;
pub mod latex;
pub mod markdown;
pub mod terminal;

use serde::Serialize;

use super::number::grouped;
use crate::exact::Polynomial;
use crate::term::Term;

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// Lean or Rust text.
    Code(String),
    /// A formula.
    Math(Formula),
    /// A reference to an anchor of the document, shown as code.
    Link {
        /// The anchor.
        to: String,
        /// What is shown.
        code: String,
    },
    /// Code that links can name.
    Anchor {
        /// The anchor.
        id: String,
        /// What is shown.
        code: String,
    },
    /// A verdict, in its words.
    Verdict(Tone, String),
    /// The end of a line inside a cell.
    Break,
}

/// How a verdict is taken by a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// What is wanted.
    Good,
    /// Nothing was done.
    Open,
    /// There is nothing that it could be about.
    Missing,
    /// It must be looked at.
    Doubtful,
    /// It fails.
    Bad,
}

/// A formula in the languages that formats have for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Formula {
    /// In Lean's notation.
    pub lean: String,
    /// In LaTeX, for math mode.
    pub latex: String,
    /// As an element of MathML.
    #[serde(skip)]
    pub mathml: String,
}

impl Formula {
    /// The equation of two formulas.
    #[must_use]
    pub fn equals(&self, right: &Formula) -> Formula {
        Formula {
            lean: format!("{} = {}", self.lean, right.lean),
            latex: format!("{} = {}", self.latex, right.latex),
            mathml: format!("<mrow>{}<mo>=</mo>{}</mrow>", self.mathml, right.mathml),
        }
    }
}

impl From<&Term> for Formula {
    fn from(term: &Term) -> Formula {
        Formula {
            lean: term.to_string(),
            latex: term.latex(),
            mathml: term.mathml(),
        }
    }
}

impl From<&Polynomial> for Formula {
    fn from(polynomial: &Polynomial) -> Formula {
        Formula {
            lean: polynomial.to_string(),
            latex: polynomial.latex(),
            mathml: polynomial.mathml(),
        }
    }
}

/// A line of text: a paragraph, a heading, an item or a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line(pub Vec<Inline>);

impl Line {
    /// Nothing.
    pub fn new() -> Line {
        Line::default()
    }

    /// Code alone; nothing for an empty text.
    pub fn code_only(text: impl ToString) -> Line {
        Line::new().code(text)
    }

    /// A term alone.
    pub fn term(term: &Term) -> Line {
        Line::new().math(term)
    }

    /// A polynomial alone.
    pub fn polynomial(polynomial: &Polynomial) -> Line {
        Line::new().math(polynomial)
    }

    /// With plain text after it.
    #[must_use]
    pub fn text(self, text: impl ToString) -> Line {
        self.with(Inline::Text(text.to_string()))
    }

    /// With code after it, unless that is empty.
    #[must_use]
    pub fn code(self, text: impl ToString) -> Line {
        let text = text.to_string();
        if text.is_empty() {
            return self;
        }
        self.with(Inline::Code(text))
    }

    /// With a formula after it.
    #[must_use]
    pub fn math(self, formula: impl Into<Formula>) -> Line {
        self.with(Inline::Math(formula.into()))
    }

    /// With a link after it.
    #[must_use]
    pub fn link(self, to: impl ToString, code: impl ToString) -> Line {
        self.with(Inline::Link {
            to: to.to_string(),
            code: code.to_string(),
        })
    }

    /// With code after it that links can name.
    #[must_use]
    pub fn anchor(self, id: impl ToString, code: impl ToString) -> Line {
        self.with(Inline::Anchor {
            id: id.to_string(),
            code: code.to_string(),
        })
    }

    /// With names as code after it, separated by commas.
    #[must_use]
    pub fn codes<T: ToString>(mut self, names: impl IntoIterator<Item = T>) -> Line {
        for (position, name) in names.into_iter().enumerate() {
            if position > 0 {
                self = self.text(", ");
            }
            self = self.code(name);
        }
        self
    }

    /// With a verdict after it.
    #[must_use]
    pub fn verdict(self, tone: Tone, words: impl ToString) -> Line {
        self.with(Inline::Verdict(tone, words.to_string()))
    }

    /// With another line after it.
    #[must_use]
    pub fn then(mut self, other: impl Into<Line>) -> Line {
        self.0.extend(other.into().0);
        self
    }

    /// With another line under it; that line alone if this one is empty.
    #[must_use]
    pub fn under(self, other: impl Into<Line>) -> Line {
        let other = other.into();
        match (self.is_empty(), other.is_empty()) {
            (true, _) => other,
            (_, true) => self,
            _ => self.with(Inline::Break).then(other),
        }
    }

    /// Lines one under another.
    pub fn lines(lines: Vec<String>) -> Line {
        lines.into_iter().fold(Line::new(), Line::under)
    }

    /// Whether nothing is shown.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn with(mut self, inline: Inline) -> Line {
        self.0.push(inline);
        self
    }

    /// The text without marks, with line breaks.
    pub fn plain(&self) -> String {
        let plain = |inline: &Inline| match inline {
            Inline::Text(text) | Inline::Code(text) | Inline::Verdict(_, text) => text.clone(),
            Inline::Math(formula) => formula.lean.clone(),
            Inline::Link { code, .. } | Inline::Anchor { code, .. } => code.clone(),
            Inline::Break => "\n".into(),
        };
        self.0.iter().map(plain).collect()
    }
}

impl<T: ToString + ?Sized> From<&T> for Line {
    fn from(text: &T) -> Line {
        Line::from(text.to_string())
    }
}

impl From<String> for Line {
    fn from(text: String) -> Line {
        if text.is_empty() {
            return Line::new();
        }
        Line::new().text(text)
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it shows, for those who do not see where it stands.
    pub caption: String,
    /// The names of the columns.
    pub header: Vec<Line>,
    /// The cells, row by row, as many in each as there are columns.
    pub rows: Vec<Vec<Line>>,
    /// Whether it is a matrix: centred, and never folded.
    pub matrix: bool,
}

impl Table {
    /// A table of prose and forms.
    pub fn new<'h>(
        caption: impl ToString,
        header: impl IntoIterator<Item = &'h str>,
        rows: impl IntoIterator<Item = Vec<Line>>,
    ) -> Table {
        Table {
            caption: caption.to_string(),
            header: header.into_iter().map(Line::from).collect(),
            rows: rows.into_iter().collect(),
            matrix: false,
        }
    }
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading {
        /// 1 for the document's title.
        level: u8,
        /// The anchor, if there is one.
        id: Option<String>,
        /// The text.
        text: Line,
    },
    /// A paragraph.
    Paragraph(Line),
    /// A list.
    List(Vec<Line>),
    /// A table.
    Table(Table),
    /// Names, each with what is said of it.
    Definitions(Vec<(Line, Line)>),
    /// Lines of code.
    Code(String),
    /// What unfolds where a format can fold it.
    Fold {
        /// What stands there before.
        summary: Line,
        /// What is folded.
        blocks: Vec<Block>,
    },
    /// Counts side by side.
    Chart(Chart),
}

/// Counts of results in ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// What is counted.
    pub caption: String,
    /// The ranges in order, each with its count.
    pub bars: Vec<(String, u64)>,
}

impl Chart {
    /// The ranges that have a count.
    pub fn counted(&self) -> impl Iterator<Item = &(String, u64)> {
        self.bars.iter().filter(|(_, count)| *count > 0)
    }

    /// Everything in one sentence, for formats without pictures.
    fn sentence(&self) -> String {
        let bars = self.counted();
        let bars: Vec<String> = bars
            .map(|(range, count)| format!("{range}: {}", grouped(*count)))
            .collect();
        format!("{}: {}.", self.caption, bars.join("; "))
    }
}

/// A report, ready to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The parts in order; a title is a heading of level 1.
    pub blocks: Vec<Block>,
}

impl Document {
    /// A document with a title.
    pub fn titled(title: impl Into<Line>) -> Document {
        let mut document = Document::default();
        document.heading(1, title);
        document
    }

    /// Adds a heading.
    pub fn heading(&mut self, level: u8, text: impl Into<Line>) {
        self.blocks.push(Block::Heading {
            level,
            id: None,
            text: text.into(),
        });
    }

    /// Adds a heading that links can name.
    pub fn anchored(&mut self, level: u8, id: impl ToString, text: impl Into<Line>) {
        self.blocks.push(Block::Heading {
            level,
            id: Some(id.to_string()),
            text: text.into(),
        });
    }

    /// Adds a paragraph, unless it is empty.
    pub fn paragraph(&mut self, text: impl Into<Line>) {
        let text = text.into();
        if !text.is_empty() {
            self.blocks.push(Block::Paragraph(text));
        }
    }

    /// Adds a list, unless it is empty.
    pub fn list(&mut self, items: impl IntoIterator<Item = Line>) {
        let items: Vec<Line> = items.into_iter().collect();
        if !items.is_empty() {
            self.blocks.push(Block::List(items));
        }
    }

    /// Adds a table.
    pub fn table(&mut self, table: Table) {
        self.blocks.push(Block::Table(table));
    }

    /// Adds names with what is said of each, unless there are none.
    pub fn definitions(&mut self, pairs: impl IntoIterator<Item = (Line, Line)>) {
        let pairs: Vec<(Line, Line)> = pairs.into_iter().collect();
        if !pairs.is_empty() {
            self.blocks.push(Block::Definitions(pairs));
        }
    }

    /// Adds what unfolds.
    pub fn fold(&mut self, summary: impl Into<Line>, inside: Document) {
        self.blocks.push(Block::Fold {
            summary: summary.into(),
            blocks: inside.blocks,
        });
    }

    /// Adds a chart, unless nothing was counted.
    pub fn chart(&mut self, chart: Chart) {
        if chart.counted().next().is_some() {
            self.blocks.push(Block::Chart(chart));
        }
    }

    /// Adds lines of code.
    pub fn code(&mut self, text: impl ToString) {
        self.blocks.push(Block::Code(text.to_string()));
    }

    /// The first heading's text without marks.
    fn title(&self) -> String {
        let title = self.blocks.iter().find_map(|block| match block {
            Block::Heading { text, .. } => Some(text.plain()),
            _ => None,
        });
        title.unwrap_or_else(|| "Report".into())
    }
}
