//! Files of `spec/` to declarations.
//!
//! A declaration that cannot be read is reported and passed over, so that one
//! run shows all that is wrong with a file.

mod entries;
mod laws;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use entries::read_entries;
pub(super) use entries::read_module;
pub use laws::read_laws;

use super::elaborate::Scope;
use super::lexer::Kind;
use super::parser::{Parsed, Parser};
use super::source::{Diagnostic, Diagnostics, Place, Source, Span};
use super::syntax::{Written, WrittenCondition};
use crate::term::{Dim, Name, Sort, Term};

const DECLARATIONS: &[&str] = &[
    "module",
    "namespace",
    "node",
    "fderiv",
    "function",
    "law",
    "fact",
    "identity",
    "derivative",
];

type Parameters = Vec<(Name, Sort)>;

/// Binders: parameters, and hypotheses: dimensions that are equal, vectors that differ in every
/// coordinate or are less there.
#[derive(Default)]
struct Binders {
    parameters: Parameters,
    equal: Vec<(Dim, Dim)>,
    apart: Vec<WrittenCondition>,
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    parser: Parser,
    errors: Vec<Diagnostic>,
}

/// Reads one term over the given variables.
///
/// # Errors
/// Where the text is not a term, or has another sort than expected.
pub fn read_term(
    source: &Arc<Source>,
    variables: &[(Name, Sort)],
    expected: Option<&Sort>,
) -> Result<Term, Diagnostics> {
    let mut reader = Reader::new(source);
    let functions = BTreeMap::new();
    let read = |reader: &mut Reader<'_>| {
        let syntax = reader.parser.term()?;
        if *reader.parser.peek() != Kind::End {
            return Err(reader.parser.unexpected("the end of the term"));
        }
        Scope::new(source, variables.iter().cloned(), &functions).term(&syntax, expected)
    };
    match read(&mut reader) {
        Ok(term) => reader.finish(term),
        Err(error) => {
            reader.errors.push(error);
            Err(Diagnostics(reader.errors))
        }
    }
}

impl<'a> Reader<'a> {
    fn new(source: &'a Arc<Source>) -> Reader<'a> {
        let mut errors = Vec::new();
        let parser = Parser::new(source, &mut errors);
        Reader {
            source,
            parser,
            errors,
        }
    }

    fn finish<T>(mut self, value: T) -> Result<T, Diagnostics> {
        if self.errors.is_empty() {
            Ok(value)
        } else {
            self.errors.sort_by_key(Diagnostic::position);
            Err(Diagnostics(self.errors))
        }
    }

    /// Calls `read` after the first word of each declaration.
    fn each(&mut self, mut read: impl FnMut(&mut Reader<'a>, &str) -> Parsed<()>) {
        while *self.parser.peek() != Kind::End {
            let result = match self.parser.peek().clone() {
                Kind::Name(word) if DECLARATIONS.contains(&&*word) => {
                    self.parser.advance();
                    read(self, &word)
                }
                _ => Err(self.parser.unexpected("a declaration")),
            };
            if let Err(error) = result {
                self.errors.push(error);
                self.recover();
            }
        }
    }

    /// Passes tokens up to the next declaration.
    fn recover(&mut self) {
        loop {
            match self.parser.peek() {
                Kind::End => return,
                Kind::Name(word) if DECLARATIONS.contains(&&**word) => return,
                _ => self.parser.advance(),
            }
        }
    }

    fn misplaced(&self, word: &str, span: &Span) -> Diagnostic {
        self.parser.error(
            span.clone(),
            format!("`{word}` is not declared in this file"),
        )
    }

    fn once(&mut self, names: &mut BTreeMap<Name, Place>, name: Name, span: Span) -> Parsed<()> {
        let place = Place {
            file: self.source.name().into(),
            line: self.source.line(span.start),
        };
        match names.insert(name.clone(), place) {
            None => Ok(()),
            Some(_) => Err(self
                .parser
                .error(span, format!("`{name}` is declared twice"))),
        }
    }

    /// `∀ i, LEFT ≠ RIGHT` or `∀ i, LEFT < RIGHT`; between numbers without `∀ i`.
    fn condition(&mut self) -> Parsed<WrittenCondition> {
        let mut index = None;
        if self.parser.eat("∀") {
            index = Some(self.parser.name()?.0);
            self.parser.expect(",")?;
        }
        let left = self.parser.term()?;
        let (left, right, is_less) = match left.kind {
            Written::Infix("<", left, right) => (*left, *right, true),
            Written::Infix(">", left, right) => (*right, *left, true),
            _ => {
                self.parser.expect("≠")?;
                (left, self.parser.term()?, false)
            }
        };
        Ok(WrittenCondition {
            index,
            left,
            right,
            is_less,
        })
    }

    fn binders(&mut self) -> Parsed<Binders> {
        let mut binders = Binders::default();
        while self.parser.eat("(") {
            let mut names = vec![self.parser.name()?];
            while !self.parser.at_symbol(":") {
                names.push(self.parser.name()?);
            }
            self.parser.expect(":")?;
            if self.parser.at_sort() {
                let sort = self.parser.sort()?;
                for (name, span) in names {
                    if binders.parameters.iter().any(|(n, _)| **n == *name) {
                        return Err(self.parser.error(span, format!("`{name}` is bound twice")));
                    }
                    binders.parameters.push((name.into(), sort.clone()));
                }
            } else if self.parser.at_word("size") {
                let left = self.parser.dimension()?;
                self.parser.expect("=")?;
                binders.equal.push((left, self.parser.dimension()?));
            } else {
                binders.apart.push(self.condition()?);
            }
            self.parser.expect(")")?;
        }
        Ok(binders)
    }
}
