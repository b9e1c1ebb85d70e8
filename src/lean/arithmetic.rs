//! Terms of the language out of what written ones stand for: sums, products and
//! choices, of terms and of their coordinates.
use std::sync::Arc;

use super::value::{Index, Value};
use crate::notation::{Diagnostic, Source, Span};
use crate::term::{Op, Rational, Sort, Space, Term};

/// The largest term that is built.
const SIZE: usize = 1_000;

/// A value, or what could not be read.
pub type Read<T> = Result<T, Diagnostic>;

/// A place in the source, where terms are built: what cannot be built is an error
/// there.
pub struct Place<'a> {
    source: &'a Arc<Source>,
    span: &'a Span,
}

impl<'a> Place<'a> {
    /// A place in a source.
    pub fn new(source: &'a Arc<Source>, span: &'a Span) -> Place<'a> {
        Place { source, span }
    }

    /// The message, here.
    pub fn error(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.source, self.span.clone(), message)
    }

    /// The message that something is not read.
    pub fn unread(&self, what: &str) -> Diagnostic {
        self.error(format!("{what} is not read"))
    }

    /// An operator applied to terms.
    pub fn form(&self, op: Op, args: Vec<Term>) -> Read<Term> {
        // What stands around an identity says the same without it.
        match (&op, args.as_slice()) {
            (Op::Comp, [map, inner]) if matches!(map.op(), Op::Id(_)) => return Ok(inner.clone()),
            (Op::Comp, [map, inner]) if matches!(inner.op(), Op::Id(_)) => return Ok(map.clone()),
            (Op::Apply, [map, vector]) if matches!(map.op(), Op::Id(_)) => {
                return Ok(vector.clone());
            }
            _ => {}
        }
        if args.iter().map(Term::cost).sum::<usize>() > SIZE {
            return Err(self.error(format!("terms larger than {SIZE} are not read")));
        }
        Term::new(op, args).map_err(|e| self.error(e.to_string()))
    }

    pub fn is(&self, left: Value, right: Value) -> Read<Value> {
        match (left, right) {
            (value, Value::Bool(true)) | (Value::Bool(true), value) => Ok(value),
            (left, _) => Err(self.unread(&format!("an equation of {}", left.describe()))),
        }
    }

    /// `-u`.
    pub fn negation(&self, operand: Value) -> Read<Value> {
        Ok(match operand {
            Value::Numeral(value) => Value::Numeral(-value),
            Value::Term(term) => match term.op() {
                Op::Const(value) => Value::Term(Term::constant(-value)),
                _ => Value::Term(self.form(Op::Neg, vec![term])?),
            },
            Value::At(index, term) => Value::At(index, self.form(Op::Neg, vec![term])?),
            other => return Err(self.unread(&format!("minus {}", other.describe()))),
        })
    }

    /// `u + v` or `u - v`.
    pub fn sum(&self, op: &Op, left: Value, right: Value) -> Read<Value> {
        let form = |u, v| self.form(op.clone(), vec![u, v]);
        let (left, right) = self.alike(left, right)?;
        Ok(match (left, right) {
            (Value::Term(u), Value::Term(v)) => Value::Term(form(u, v)?),
            (Value::At(index, u), right) => {
                let v = self.beside(&u, &index, right)?;
                Value::At(index, form(u, v)?)
            }
            (left, Value::At(index, v)) => {
                let u = self.beside(&v, &index, left)?;
                Value::At(index, form(u, v)?)
            }
            (left, _) => return Err(self.unread(&format!("a sum of {}", left.describe()))),
        })
    }

    /// `c * d`, both real.
    pub fn product(&self, left: Value, right: Value) -> Read<Value> {
        let (left, right) = self.alike(left, right)?;
        match (&left, &right) {
            (Value::Term(c), Value::Term(d)) if d.space() == Some(&Space::Real) => {
                let args = vec![c.clone(), d.clone()];
                self.form(Op::Smul, args).map(Value::Term)
            }
            (Value::At(_, u), _) if !is_real(u) => Err(self.unread("this product")),
            (_, Value::At(_, u)) if !is_real(u) => Err(self.unread("this product")),
            (Value::At(index, u), Value::At(other, v)) if index.same(other) => {
                let args = vec![u.clone(), v.clone()];
                Ok(Value::At(index.clone(), self.form(Op::Hadamard, args)?))
            }
            (Value::At(index, u), Value::Term(c)) | (Value::Term(c), Value::At(index, u)) => {
                let args = vec![c.clone(), u.clone()];
                Ok(Value::At(index.clone(), self.form(Op::Smul, args)?))
            }
            _ => Err(self.unread("this product")),
        }
    }

    /// `c • u`.
    pub fn multiple(&self, left: Value, right: Value) -> Read<Value> {
        let left = match left {
            Value::Numeral(value) => Value::Term(Term::constant(value)),
            left => left,
        };
        match (left, right) {
            (Value::Term(c), Value::Term(u)) => self.form(Op::Smul, vec![c, u]).map(Value::Term),
            (Value::Term(c), Value::At(index, u)) => {
                Ok(Value::At(index, self.form(Op::Smul, vec![c, u])?))
            }
            // Row `i` of the map, times coordinate `i` of the vector.
            (Value::At(index, u), Value::At(other, map)) if index.same(&other) && is_real(&u) => {
                let product = if is_real(&map) {
                    self.form(Op::Hadamard, vec![u, map])?
                } else {
                    let diagonal = self.form(Op::Diag, vec![u])?;
                    self.form(Op::Comp, vec![diagonal, map])?
                };
                Ok(Value::At(index, product))
            }
            (left @ Value::At(..), right @ (Value::Term(_) | Value::Numeral(_))) => {
                self.product(left, right)
            }
            (left, right) => {
                Err(self.unread(&format!("{} times {}", left.describe(), right.describe())))
            }
        }
    }

    /// `c / d`, where `d` is the same in every coordinate.
    pub fn quotient(&self, left: Value, right: Value) -> Read<Value> {
        match self.alike(left, right)? {
            (left, Value::Term(d)) if *d.sort() == Sort::REAL => {
                let inverse = self.form(Op::Inv, vec![d])?;
                self.product(left, Value::Term(inverse))
            }
            (_, right) => Err(self.unread(&format!("division by {}", right.describe()))),
        }
    }

    /// `A ∘L B` and `A.comp B`.
    pub fn compose(&self, outer: Value, inner: Value) -> Read<Value> {
        match (outer, inner) {
            (Value::Term(a), Value::Term(b)) => self.form(Op::Comp, vec![a, b]).map(Value::Term),
            (Value::At(index, a), Value::Term(b)) if !is_real(&a) => {
                Ok(Value::At(index, self.form(Op::Comp, vec![a, b])?))
            }
            (Value::Equivalence(space, true), Value::Coordinates(map)) if matches!(map.space(), Some(Space::Hom(_, to)) if **to == space) => {
                Ok(Value::Term(map))
            }
            (Value::Equivalence(space, false), Value::Term(map)) if matches!(map.space(), Some(Space::Hom(_, to)) if **to == space) => {
                Ok(Value::Coordinates(map))
            }
            (outer, inner) => {
                Err(self.unread(&format!("{} after {}", outer.describe(), inner.describe())))
            }
        }
    }

    /// `if condition then yes else no` in every coordinate.
    pub fn choice(&self, index: Index, mask: Term, yes: Value, no: Value) -> Read<Value> {
        let yes = self.vector(yes, &index)?;
        let no = self.vector(no, &index)?;
        let term = self.form(Op::Select, vec![mask, yes, no])?;
        Ok(Value::At(index, term))
    }

    /// What has this value in every coordinate.
    pub fn vector(&self, value: Value, index: &Index) -> Read<Term> {
        let space = || {
            let known = index.space().cloned();
            known.ok_or_else(|| self.error("the size of this vector is not stated"))
        };
        match value {
            Value::At(at, term) if at.same(index) => Ok(term),
            Value::Numeral(value) => self.vector(Value::Term(Term::constant(value)), index),
            Value::Term(term) if *term.op() == Op::Const(Rational::default()) => {
                self.form(Op::Zero(space()?), Vec::new())
            }
            Value::Term(term) if *term.sort() == Sort::REAL => {
                let filled = Term::filled(term, &space()?);
                filled.map_err(|why| self.error(why.to_string()))
            }
            other => Err(self.unread(&format!("{} as a coordinate", other.describe()))),
        }
    }

    /// A numeral of a type: a number, or the zero of a space.
    pub fn numeral(&self, value: Rational, sort: &Sort) -> Read<Value> {
        match sort {
            sort if *sort == Sort::REAL => Ok(Value::Term(Term::constant(value))),
            Sort::Vec(space) if value == Rational::default() => {
                let zero = self.form(Op::Zero(space.clone()), Vec::new())?;
                Ok(Value::Term(zero))
            }
            _ => Err(self.error(format!("the numeral {value} is not of type {sort}"))),
        }
    }

    /// A numeral takes the type of what stands beside it.
    fn alike(&self, left: Value, right: Value) -> Read<(Value, Value)> {
        let like = |value: Rational, other: &Value| match other {
            Value::At(_, term) if is_real(term) => Ok(Value::Term(Term::constant(value))),
            Value::Term(term) => self.numeral(value, term.sort()),
            other => Err(self.unread(&format!("a numeral beside {}", other.describe()))),
        };
        Ok(match (left, right) {
            (Value::Numeral(a), right) => (like(a, &right)?, right),
            (left, Value::Numeral(b)) => {
                let right = like(b, &left)?;
                (left, right)
            }
            both => both,
        })
    }

    /// What stands beside coordinate `index` of `term`, as a vector like it.
    fn beside(&self, term: &Term, index: &Index, other: Value) -> Read<Term> {
        match other {
            Value::At(at, other) if at.same(index) => Ok(other),
            other if is_real(term) => self.vector(other, index),
            other => Err(self.unread(&format!("a sum with {}", other.describe()))),
        }
    }
}

/// Whether a coordinate of the term is a number, not a map.
fn is_real(term: &Term) -> bool {
    matches!(term.space(), Some(Space::Named(_)))
}
