//! `fun i => …`: a vector by its coordinates, lifted to a term.

use super::{Elaborated, Scope};
use crate::notation::source::{Diagnostic, Span};
use crate::notation::syntax::{Syntax, Written};
use crate::term::{Op, Rational, Sort, Space, Term};

/// A coordinate of a vector under `fun i => …`.
pub(super) enum Coordinate {
    /// The same in every coordinate.
    Constant(Term),
    /// Coordinate `i` of this vector.
    Of(Term),
}

impl Scope<'_> {
    /// The sort of a vector that a mask in `body`, applied to `index`, tells.
    pub(super) fn indexed(&self, body: &Syntax, index: &str) -> Option<Sort> {
        match &body.kind {
            Written::Negation(part) => self.indexed(part, index),
            Written::Infix(_, left, right) => self
                .indexed(left, index)
                .or_else(|| self.indexed(right, index)),
            Written::If(condition, ..) => {
                let Written::Application(mask, args) = &condition.kind else {
                    return None;
                };
                let [at] = args.as_slice() else { return None };
                let applied = matches!(&at.kind, Written::Name(name) if name == index);
                match self.term(mask, None).ok()?.sort() {
                    Sort::Mask(space) if applied => Some(Sort::Vec(space.clone())),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// What `body` is in coordinate `index` of a vector of `space`.
    pub(super) fn coordinate(
        &self,
        body: &Syntax,
        index: &str,
        space: &Space,
    ) -> Result<Coordinate, Diagnostic> {
        let span = &body.span;
        let sort = Sort::Vec(space.clone());
        match &body.kind {
            Written::Application(function, args) => {
                if let Some((last, first)) = args.split_last()
                    && matches!(&last.kind, Written::Name(name) if name == index)
                {
                    let kind = if first.is_empty() {
                        function.kind.clone()
                    } else {
                        Written::Application(function.clone(), first.to_vec())
                    };
                    let vector = Syntax::new(kind, span.clone());
                    return self.term(&vector, Some(&sort)).map(Coordinate::Of);
                }
            }
            Written::Negation(operand) => {
                return Ok(match self.coordinate(operand, index, space)? {
                    Coordinate::Of(u) => Coordinate::Of(self.form(span, Op::Neg, vec![u])?),
                    Coordinate::Constant(c) => Coordinate::Constant(self.negated(c, span)?),
                });
            }
            Written::Infix(symbol @ ("+" | "-" | "*"), left, right) => {
                let left = self.coordinate(left, index, space)?;
                let right = self.coordinate(right, index, space)?;
                return self.lifted(symbol, left, right, space, span);
            }
            Written::If(condition, yes, no) => {
                let mask = self.mask(condition, index, space)?;
                let yes = self.coordinate(yes, index, space)?;
                let yes = self.vector(yes, space, span)?;
                let no = self.coordinate(no, index, space)?;
                let no = self.vector(no, space, span)?;
                let term = self.form(span, Op::Select, vec![mask, yes, no])?;
                return Ok(Coordinate::Of(term));
            }
            _ => {}
        }
        self.term(body, Some(&Sort::REAL)).map(Coordinate::Constant)
    }

    fn mask(&self, condition: &Syntax, index: &str, space: &Space) -> Elaborated {
        if let Written::Application(mask, args) = &condition.kind
            && let [at] = args.as_slice()
            && matches!(&at.kind, Written::Name(name) if name == index)
        {
            return self.term(mask, Some(&Sort::Mask(space.clone())));
        }
        Err(self.error(&condition.span, "expected a mask at the index of `fun`"))
    }

    fn lifted(
        &self,
        symbol: &str,
        left: Coordinate,
        right: Coordinate,
        space: &Space,
        span: &Span,
    ) -> Result<Coordinate, Diagnostic> {
        use Coordinate::{Constant, Of};
        let op = match symbol {
            "+" => Op::Add,
            "-" => Op::Sub,
            _ => Op::Smul,
        };
        let term = match (left, right) {
            (Constant(c), Constant(d)) => {
                return self.form(span, op, vec![c, d]).map(Constant);
            }
            (Of(u), Of(v)) if op == Op::Smul => self.form(span, Op::Hadamard, vec![u, v])?,
            (Constant(c), Of(u)) | (Of(u), Constant(c)) if op == Op::Smul => {
                self.form(span, op, vec![c, u])?
            }
            (left, right) => {
                let left = self.vector(left, space, span)?;
                let right = self.vector(right, space, span)?;
                self.form(span, op, vec![left, right])?
            }
        };
        Ok(Of(term))
    }

    pub(super) fn vector(&self, coordinate: Coordinate, space: &Space, span: &Span) -> Elaborated {
        match coordinate {
            Coordinate::Of(term) => Ok(term),
            Coordinate::Constant(c) if *c.op() == Op::Const(Rational::default()) => {
                self.form(span, Op::Zero(space.clone()), vec![])
            }
            Coordinate::Constant(c) => self.form(span, Op::Fill(space.clone()), vec![c]),
        }
    }
}
