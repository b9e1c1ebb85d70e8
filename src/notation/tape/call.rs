//! An entry with its arguments: their sorts, and the shapes that follow from them.

use std::collections::BTreeMap;

use super::constant::Written;
use super::file::Files;
use crate::notation::declaration::Entry;
use crate::notation::name::LeanName;
use crate::notation::parser::{Parsed, Parser};
use crate::notation::source::{Diagnostic, Span};
use crate::term::{
    Argument, Broadcast, Map, Matrix, Name, Rational, Sort, Space, Step, checked_size,
};

/// What a name of the tape stands for; nothing is known of one whose line cannot be read.
pub type Names = BTreeMap<String, Option<usize>>;

/// A step that has been read.
pub struct Read {
    pub entry: LeanName,
    pub arguments: Vec<Argument<Rational>>,
    pub shape: Vec<usize>,
}

/// An entry that is applied to arguments.
pub struct Call<'r> {
    pub parser: &'r Parser,
    pub files: &'r Files,
    pub entry: &'r Entry,
    /// Where the entry is named.
    pub at: Span,
    pub names: &'r Names,
    /// The dimensions at each position.
    pub shapes: &'r [Vec<usize>],
    /// What the entry's shapes stand for.
    pub spaces: BTreeMap<Name, Vec<usize>>,
    /// How many axes some of them have.
    pub ranks: BTreeMap<Name, usize>,
}

impl Call<'_> {
    /// The arguments and the shape of the result; none if it reads a name of which nothing is
    /// known.
    pub fn read(
        mut self,
        written: Vec<(Written, Span)>,
        stated: Option<(Vec<usize>, Span)>,
    ) -> Parsed<Option<Read>> {
        let parameters = &self.entry.parameters;
        if written.len() != parameters.len() {
            let names: Vec<&str> = parameters.iter().map(|(name, _)| &**name).collect();
            let message = format!(
                "`{}` takes {} arguments ({}), found {}",
                self.entry.name.short(),
                names.len(),
                names.join(", "),
                written.len()
            );
            let help = format!("{} {}", self.entry.name.short(), names.join(" "));
            let error = self.parser.error(self.at.clone(), message);
            return Err(error.with_help(format!("write `let NAME := {help}`")));
        }
        for ((_, sort), (written, _)) in parameters.iter().zip(&written) {
            if let (Sort::Rank(of), Written::Number(value)) = (sort, written)
                && let Some(rank) = natural(value)
            {
                self.ranks.insert(of.clone(), rank);
            }
        }
        if let (Some((shape, span)), Some(output)) = (stated, self.entry.output()) {
            self.shape(output, shape, &span)?;
        }
        let mut arguments = vec![None; parameters.len()];
        // Positions first: they say how large the constants are.
        for indices in [true, false] {
            let each = parameters.iter().zip(&written).zip(&mut arguments);
            for (((name, sort), (written, span)), argument) in each {
                if matches!(sort, Sort::Idx { .. }) == indices {
                    match self.argument(name, sort, written, span)? {
                        Some(read) => *argument = Some(read),
                        None => return Ok(None),
                    }
                }
            }
        }
        let shape = self.entry.output().and_then(|output| self.dims(output));
        let shape = shape.ok_or_else(|| {
            let error = "no argument gives the shape of the result";
            let error = self.parser.error(self.at.clone(), error);
            error.with_help("state it: `let NAME : [2, 3] := …`")
        })?;
        if !self
            .entry
            .admits(&|name| self.spaces.get(name).map(Vec::as_slice))
        {
            let equal = self.entry.equal.iter();
            let equal: Vec<String> = equal.map(|(d, e)| format!("{d} = {e}")).collect();
            let message = format!("the shapes do not satisfy {}", equal.join(" and "));
            return Err(self.parser.error(self.at.clone(), message));
        }
        Ok(Some(Read {
            entry: self.entry.name.clone(),
            arguments: arguments.into_iter().flatten().collect(),
            shape,
        }))
    }

    fn error(&self, span: &Span, message: impl Into<String>) -> Diagnostic {
        self.parser.error(span.clone(), message)
    }

    fn argument(
        &mut self,
        name: &str,
        sort: &Sort,
        written: &Written,
        span: &Span,
    ) -> Parsed<Option<Argument<Rational>>> {
        let unread;
        let written = match written {
            Written::Csv(path) => {
                unread = self
                    .files
                    .csv(path, span)
                    .map_err(|e| self.error(span, e.to_string()))?;
                &unread
            }
            Written::Npy(path) => {
                unread = self
                    .files
                    .npy(path, span)
                    .map_err(|e| self.error(span, e.to_string()))?;
                &unread
            }
            other => other,
        };
        let expected = |what: &str| {
            let found = match written {
                Written::Name(word) => format!(", found `{word}`"),
                _ => String::new(),
            };
            let error = self.error(span, format!("`{name}` is {what}{found}"));
            match written {
                Written::Name(word) if is_not_finite(word) => {
                    error.with_help("constants are real numbers: NaN and infinity are not")
                }
                _ => error,
            }
        };
        Ok(Some(match (sort, written) {
            (Sort::Idx { shape, .. }, Written::Name(at)) => {
                let Some(known) = self.names.get(at) else {
                    let message = format!("no input or step above is called `{at}`");
                    return Err(self.error(span, message));
                };
                let Some(position) = *known else {
                    return Ok(None);
                };
                let found = self.shapes.get(position).cloned().unwrap_or_default();
                self.shape(shape, found, span)?;
                Argument::Index(position)
            }
            (Sort::Idx { .. }, _) => return Err(expected("the name of an input or step")),
            (Sort::Vec(Space::Real), Written::Number(value)) => Argument::Scalar(value.clone()),
            (Sort::Vec(Space::Real), _) => return Err(expected("a number")),
            (Sort::Vec(shape @ (Space::Named(_) | Space::Shaped(_))), Written::List(items)) => {
                let values = self.numbers(&flat(items))?;
                match (self.dims(shape), rows(items)) {
                    (None, Some(dims)) => self.shape(shape, dims, span)?,
                    _ => self.sized(shape, values.len(), span)?,
                }
                Argument::Vector(values)
            }
            (Sort::Vec(Space::Named(_) | Space::Shaped(_)), _) => {
                return Err(expected("a list of numbers"));
            }
            (Sort::Mask(shape), Written::List(items)) => {
                let items = flat(items);
                let truth = |(item, span): &&(Written, Span)| match item {
                    Written::Name(word) if word == "true" => Ok(true),
                    Written::Name(word) if word == "false" => Ok(false),
                    _ => Err(self.error(span, "expected `true` or `false`")),
                };
                let mask: Vec<bool> = items.iter().map(truth).collect::<Parsed<_>>()?;
                self.sized(shape, mask.len(), span)?;
                Argument::Mask(mask)
            }
            (Sort::Mask(_), _) => return Err(expected("a list of `true` and `false`")),
            (Sort::Vec(Space::Hom(from, to)), Written::List(items)) => {
                self.matrix(from, to, items, span)?
            }
            (Sort::Vec(Space::Hom(..)), _) => return Err(expected("a matrix: a list of rows")),
            (Sort::CanBroadcastTo { from, to }, Written::List(items)) => {
                self.way(from, to, items, span)?
            }
            (Sort::CanBroadcastTo { .. }, _) => {
                return Err(expected("a list of steps, such as `[expand_dims, dim_eq]`"));
            }
            (Sort::Rank(_), Written::Number(value)) => match natural(value) {
                Some(rank) => Argument::Rank(rank),
                None => return Err(expected("the number of an axis, the first being 0")),
            },
            (Sort::Rank(_), _) => return Err(expected("the number of an axis, the first being 0")),
        }))
    }

    /// A way to broadcast, as its steps.
    fn way(
        &mut self,
        from: &Space,
        to: &Space,
        items: &[(Written, Span)],
        span: &Span,
    ) -> Parsed<Argument<Rational>> {
        let mut steps = Vec::new();
        for (item, at) in items {
            let named = |step: &Step| matches!(item, Written::Name(word) if word == step.lean());
            let step = Step::ALL.into_iter().find(named);
            steps.push(step.ok_or_else(|| {
                let steps = Step::ALL.map(|step| format!("`{}`", step.lean()));
                self.error(at, format!("expected a step: {}", steps.join(", ")))
            })?);
        }
        let shape = self.dims(to).ok_or_else(|| {
            let error = self.error(span, "the shape that is broadcast to is not known");
            error.with_help("state it: `let NAME : [2, 3] := …`")
        })?;
        let way = Broadcast::new(steps, shape);
        let way = way.map_err(|why| self.error(span, why.to_string()))?;
        let found = way.from().to_vec();
        if !self.binds(from, &found) {
            let known = self.dims(from).unwrap_or_default();
            let message = format!("these steps lead from shape {found:?}, not from {known:?}");
            return Err(self.error(span, message));
        }
        Ok(Argument::Broadcast(way))
    }

    fn matrix(
        &mut self,
        from: &Space,
        to: &Space,
        items: &[(Written, Span)],
        span: &Span,
    ) -> Parsed<Argument<Rational>> {
        if from.axes().is_none() || to.axes().is_none() {
            return Err(self.error(span, format!("no matrix is a map from {from} to {to}")));
        }
        let mut rows = Vec::new();
        for (row, at) in items {
            let Written::List(row) = row else {
                return Err(self.error(at, "expected a row: a list of numbers"));
            };
            let row: Vec<&(Written, Span)> = row.iter().collect();
            rows.push((self.numbers(&row)?, at));
        }
        let known = self.dims(from).and_then(|shape| checked_size(&shape));
        let columns = rows.first().map(|(row, _)| row.len()).or(known);
        let columns = columns.unwrap_or(0);
        if let Some((row, at)) = rows.iter().find(|(row, _)| row.len() != columns) {
            let message = format!("a row of {} in a matrix of {columns} columns", row.len());
            return Err(self.error(at, message));
        }
        if known.is_some_and(|known| known != columns) {
            let message = format!(
                "a matrix of {columns} columns for a tensor of {} coordinates",
                known.unwrap_or(0)
            );
            return Err(self.error(span, message));
        }
        self.sized(from, columns, span)?;
        self.sized(to, rows.len(), span)?;
        let rows = rows.into_iter().map(|(row, _)| row).collect();
        Ok(Argument::Map(Map::Dense(Matrix { columns, rows })))
    }

    fn numbers(&self, items: &[&(Written, Span)]) -> Parsed<Vec<Rational>> {
        let number = |(at, (item, span)): (usize, &&(Written, Span))| match item {
            Written::Number(value) => Ok(value.clone()),
            Written::Name(word) => {
                let message = format!("expected a number, found `{word}` at coordinate {at}");
                Err(self.error(span, message))
            }
            _ => Err(self.error(span, "expected a number, found a list")),
        };
        items.iter().enumerate().map(number).collect()
    }

    /// What is known of the dimensions of a space.
    fn dims(&self, space: &Space) -> Option<Vec<usize>> {
        space.dims(&|name| self.spaces.get(name).map(Vec::as_slice))
    }

    fn binds(&mut self, space: &Space, shape: &[usize]) -> bool {
        space.bind(shape, &self.ranks, &mut self.spaces)
    }

    /// That tensors of this space have this shape.
    fn shape(&mut self, space: &Space, shape: Vec<usize>, span: &Span) -> Parsed<()> {
        if self.binds(space, &shape) {
            return Ok(());
        }
        let needed = match self.dims(space) {
            Some(known) => format!("{known:?}"),
            None => {
                let known = self.spaces.iter();
                let known: Vec<String> =
                    known.map(|(name, is)| format!("{name} = {is:?}")).collect();
                let given = if known.is_empty() { "" } else { " with " };
                format!("{}{given}{}", space.bare(), known.join(", "))
            }
        };
        Err(self.error(span, format!("shape {shape:?} where {needed} is needed")))
    }

    /// That tensors of this space have so many coordinates; a flat one if nothing else says what
    /// it is.
    fn sized(&mut self, space: &Space, size: usize, span: &Span) -> Parsed<()> {
        match self.dims(space) {
            Some(known) if checked_size(&known) != Some(size) => {
                let message = format!("{size} coordinates for shape {known:?}");
                Err(self.error(span, message))
            }
            Some(_) => Ok(()),
            None => self.shape(space, vec![size], span),
        }
    }
}

/// The number, if it is a natural one.
fn natural(value: &Rational) -> Option<usize> {
    let whole = value.is_integer().then(|| value.to_integer())?;
    usize::try_from(whole).ok()
}

fn is_not_finite(word: &str) -> bool {
    let words = ["nan", "inf", "infinity"];
    words.iter().any(|other| word.eq_ignore_ascii_case(other))
}

/// The dimensions of a list of rows of one length.
fn rows(items: &[(Written, Span)]) -> Option<Vec<usize>> {
    let lengths = items.iter().map(|(item, _)| match item {
        Written::List(row) => Some(row.len()),
        _ => None,
    });
    let lengths: Vec<usize> = lengths.collect::<Option<_>>()?;
    let first = *lengths.first()?;
    let even = lengths.iter().all(|length| *length == first);
    even.then(|| vec![lengths.len(), first])
}

/// The items of a list, those of its rows one after the other.
fn flat(items: &[(Written, Span)]) -> Vec<&(Written, Span)> {
    let rows = items.iter().map(|item| match &item.0 {
        Written::List(row) => row.iter().collect(),
        _ => vec![item],
    });
    rows.flatten().collect()
}
