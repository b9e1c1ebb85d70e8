//! Text to tapes.
//!
//! Which arguments a step takes follows from its entry alone: from the sorts of its parameters. A
//! line that cannot be read is reported and passed over.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::call::{Call, Names, Read};
use super::constant::argument;
use super::file::Files;
use super::{Input, Step, Tape};
use crate::notation::declaration::{Entry, Form};
use crate::notation::find::{FindError, find, nearest};
use crate::notation::lexer::Kind;
use crate::notation::parser::{Parsed, Parser};
use crate::notation::source::{Diagnostic, Diagnostics, Source, Span};
use crate::term::checked_size;

/// The coordinates that all positions of a tape may have together.
const COORDINATES: usize = 1_000_000;

const DECLARATIONS: &[&str] = &["tape", "input", "let"];

struct Reader<'a> {
    source: &'a Arc<Source>,
    parser: Parser,
    entries: &'a [Entry],
    files: &'a Files,
    names: Names,
    /// The dimensions at each position.
    shapes: Vec<Vec<usize>>,
    /// The coordinates at all positions.
    coordinates: usize,
    errors: Vec<Diagnostic>,
}

/// Reads a tape whose steps are entries of `entries`.
///
/// # Errors
/// Everything in the text that cannot be read, in its order.
pub fn read_tape(
    source: &Arc<Source>,
    entries: &[Entry],
    files: &Files,
) -> Result<Tape, Diagnostics> {
    let mut errors = Vec::new();
    let parser = Parser::new(source, &mut errors).by_line();
    let mut reader = Reader {
        source,
        parser,
        entries,
        files,
        names: Names::new(),
        shapes: Vec::new(),
        coordinates: 0,
        errors,
    };
    let mut tape = Tape {
        name: "".into(),
        inputs: Vec::new(),
        steps: Vec::new(),
    };
    if let Err(error) = reader.heading(&mut tape) {
        reader.errors.push(error);
        reader.recover();
    }
    while *reader.parser.peek() != Kind::End {
        if let Err(error) = reader.declaration(&mut tape) {
            reader.errors.push(error);
            reader.recover();
        }
    }
    if reader.errors.is_empty() {
        return Ok(tape);
    }
    reader.errors.sort_by_key(Diagnostic::position);
    Err(Diagnostics(reader.errors))
}

impl<'a> Reader<'a> {
    fn heading(&mut self, tape: &mut Tape) -> Parsed<()> {
        if !self.parser.eat_word("tape") {
            return Err(self
                .parser
                .unexpected("`tape`")
                .with_help("a tape begins with `tape NAME`"));
        }
        tape.name = self.parser.name()?.0.into();
        Ok(())
    }

    fn declaration(&mut self, tape: &mut Tape) -> Parsed<()> {
        let start = self.parser.span();
        if self.parser.eat_word("input") {
            let (name, span) = self.parser.name()?;
            let shape = self.input(tape, &name, &span);
            if let Some(shape) = self.bind(&name, &span, shape.map(Some), Vec::clone)? {
                let name = name.into();
                tape.inputs.push(Input { name, shape });
            }
            return Ok(());
        }
        if self.parser.eat_word("let") {
            let (name, span) = self.parser.name()?;
            let step = self.step();
            let text = start.start..self.parser.before();
            if let Some(read) = self.bind(&name, &span, step, |read| read.shape.clone())? {
                tape.steps.push(Step {
                    name: name.into(),
                    entry: read.entry,
                    arguments: read.arguments,
                    shape: read.shape,
                    line: self.source.line(start.start),
                    text: self.source.slice(&text).to_string(),
                });
            }
            return Ok(());
        }
        Err(self.parser.error(start, "expected `input` or `let`"))
    }

    /// Gives the next position to a name. One whose line cannot be read stays known, so that the
    /// lines that use it are not reported too.
    fn bind<T>(
        &mut self,
        name: &str,
        span: &Span,
        read: Parsed<Option<T>>,
        shape: impl Fn(&T) -> Vec<usize>,
    ) -> Parsed<Option<T>> {
        if self.names.contains_key(name) {
            let message = format!("`{name}` is declared twice");
            return Err(self.parser.error(span.clone(), message));
        }
        self.names.insert(name.to_string(), None);
        let Some(read) = read? else { return Ok(None) };
        let shape = shape(&read);
        self.fits(&shape, span)?;
        self.names.insert(name.to_string(), Some(self.shapes.len()));
        self.shapes.push(shape);
        Ok(Some(read))
    }

    /// Whether there is room for one more tensor of this shape.
    fn fits(&mut self, shape: &[usize], span: &Span) -> Parsed<()> {
        let size = checked_size(shape);
        // The other dimensions of an empty tensor must be bearable too.
        let extent: Vec<usize> = shape.iter().map(|&dim| dim.max(1)).collect();
        let bearable = checked_size(&extent).is_some_and(|extent| extent <= COORDINATES);
        let all = size.filter(|_| bearable);
        let all = all.and_then(|size| self.coordinates.checked_add(size));
        match all.filter(|all| *all <= COORDINATES) {
            Some(all) => {
                self.coordinates = all;
                Ok(())
            }
            None => Err(self.parser.error(
                span.clone(),
                format!("a tape may have {COORDINATES} coordinates at most, of all positions"),
            )),
        }
    }

    fn input(&mut self, tape: &Tape, name: &str, span: &Span) -> Parsed<Vec<usize>> {
        self.parser.expect(":")?;
        let shape = self.shape()?;
        if let Some(step) = tape.steps.first() {
            let message = format!("the input `{name}` stands behind the step `{}`", step.name);
            return Err(self
                .parser
                .error(span.clone(), message)
                .with_help("all inputs come before the first `let`"));
        }
        Ok(shape)
    }

    /// `[2, 3]`, or `[]` for a scalar.
    fn shape(&mut self) -> Parsed<Vec<usize>> {
        self.parser.expect("[")?;
        let mut shape = Vec::new();
        if self.parser.eat("]") {
            return Ok(shape);
        }
        loop {
            let Kind::Number(digits) = self.parser.peek().clone() else {
                return Err(self.parser.unexpected("a dimension"));
            };
            let dimension = digits.parse().map_err(|_| {
                let whole = digits.bytes().all(|b| b.is_ascii_digit());
                let why = if whole {
                    "too large"
                } else {
                    "not a whole number"
                };
                let message = format!("the dimension {digits} is {why}");
                self.parser.error(self.parser.span(), message)
            })?;
            shape.push(dimension);
            self.parser.advance();
            if self.parser.eat("]") {
                return Ok(shape);
            }
            if !self.parser.eat(",") {
                return Err(self.parser.unexpected("`,` or `]`"));
            }
        }
    }

    /// Passes tokens up to the next line that declares something.
    fn recover(&mut self) {
        while !self.at_declaration() {
            self.parser.advance();
        }
    }

    fn at_declaration(&self) -> bool {
        match self.parser.peek() {
            Kind::End => true,
            Kind::Name(word) => DECLARATIONS.contains(&&**word) && word != "tape",
            _ => false,
        }
    }

    /// `: SHAPE := ENTRY ARGUMENTS`, the shape only where no argument gives it; none if the step
    /// reads one that cannot be read.
    fn step(&mut self) -> Parsed<Option<Read>> {
        let stated = if self.parser.eat(":") {
            let start = self.parser.span().start;
            let shape = self.shape()?;
            Some((shape, start..self.parser.before()))
        } else {
            None
        };
        self.parser.expect(":=")?;
        let (name, at) = self.parser.name()?;
        let mut written = Vec::new();
        while !self.at_declaration() {
            match argument(&mut self.parser)? {
                Some(found) => written.push(found),
                None => return Err(self.parser.unexpected("an argument or a new line")),
            }
        }
        let entry = self.entry(&name, &at)?;
        let call = Call {
            parser: &self.parser,
            files: self.files,
            entry,
            at,
            names: &self.names,
            shapes: &self.shapes,
            spaces: BTreeMap::new(),
            ranks: BTreeMap::new(),
        };
        call.read(written, stated)
    }

    fn entry(&self, name: &str, at: &Span) -> Parsed<&'a Entry> {
        let error = |message: String| self.parser.error(at.clone(), message);
        match find(self.entries, name) {
            Ok(entry) => match &entry.form {
                Form::Node(_) => Ok(entry),
                Form::Fderiv { of, .. } => {
                    let help = format!("apply the node itself: `{}`", of.short());
                    Err(error(format!("`{name}` is not a node")).with_help(help))
                }
                Form::Function(_) => Err(error(format!("`{name}` is not a node"))),
            },
            Err(FindError::NotFound { .. }) => {
                let nodes = self.entries.iter();
                let nodes = nodes.filter(|entry| entry.form.kind() == "node");
                let error = error(format!("no node is called `{name}`"));
                Err(match nearest(nodes, name) {
                    Some(near) => error.with_help(format!("did you mean `{near}`?")),
                    None => error,
                })
            }
            Err(ambiguous) => Err(error(ambiguous.to_string())),
        }
    }
}
