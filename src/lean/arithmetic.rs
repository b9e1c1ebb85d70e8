//! Sums, products and choices, of terms and of their coordinates.

use super::meaning::{Read, Reader};
use super::syntax::Syntax;
use super::value::{Index, Scope, Type, Value};
use crate::notation::Span;
use crate::term::{Op, Rational, Sort, Space, Term};

impl Reader<'_> {
    /// `left symbol right`.
    pub(super) fn infix(
        &self,
        symbol: &str,
        left: &Syntax,
        right: &Syntax,
        span: &Span,
        scope: &Scope,
        expected: Option<&Type>,
    ) -> Read<Value> {
        let op = match symbol {
            "+" => Op::Add,
            "-" => Op::Sub,
            "*" | "•" | "/" => Op::Smul,
            "∘L" => Op::Comp,
            "=" if matches!(expected, Some(Type::Bool)) => {
                let left = self.value(left, scope, expected)?;
                let right = self.value(right, scope, expected)?;
                return self.is(left, right, span);
            }
            "→" | "->" | "→L[" | "→ₗ[" | "=" | "≠" | "<" | ">" | "≤" | "≥" => {
                return self.type_infix(symbol, left, right, scope);
            }
            _ => return Err(self.unread(span, &format!("`{symbol}`"))),
        };
        let known = if symbol == "•" { None } else { expected };
        let left = self.value(left, scope, known)?;
        let right = self.value(right, scope, expected)?;
        match symbol {
            "∘L" => self.compose(left, right, span),
            "/" => self.quotient(left, right, span),
            "*" => self.product(left, right, span),
            "•" => self.multiple(left, right, span),
            _ => self.sum(&op, left, right, span),
        }
    }

    fn is(&self, left: Value, right: Value, span: &Span) -> Read<Value> {
        match (left, right) {
            (value, Value::Bool(true)) | (Value::Bool(true), value) => Ok(value),
            (left, _) => Err(self.unread(span, &format!("an equation of {}", left.describe()))),
        }
    }

    /// `-u`.
    pub(super) fn negation(&self, operand: Value, span: &Span) -> Read<Value> {
        Ok(match operand {
            Value::Numeral(value) => Value::Numeral(-value),
            Value::Term(term) => match term.op() {
                Op::Const(value) => Value::Term(Term::constant(-value)),
                _ => Value::Term(self.form(span, Op::Neg, vec![term])?),
            },
            Value::At(index, term) => Value::At(index, self.form(span, Op::Neg, vec![term])?),
            other => return Err(self.unread(span, &format!("minus {}", other.describe()))),
        })
    }

    /// `u + v` or `u - v`.
    fn sum(&self, op: &Op, left: Value, right: Value, span: &Span) -> Read<Value> {
        let form = |u, v| self.form(span, op.clone(), vec![u, v]);
        let (left, right) = self.alike(left, right, span)?;
        Ok(match (left, right) {
            (Value::Term(u), Value::Term(v)) => Value::Term(form(u, v)?),
            (Value::At(index, u), right) => {
                let v = self.beside(&u, &index, right, span)?;
                Value::At(index, form(u, v)?)
            }
            (left, Value::At(index, v)) => {
                let u = self.beside(&v, &index, left, span)?;
                Value::At(index, form(u, v)?)
            }
            (left, _) => return Err(self.unread(span, &format!("a sum of {}", left.describe()))),
        })
    }

    /// `c * d`, both real.
    fn product(&self, left: Value, right: Value, span: &Span) -> Read<Value> {
        let (left, right) = self.alike(left, right, span)?;
        match (&left, &right) {
            (Value::Term(c), Value::Term(d)) if d.space() == Some(&Space::Real) => {
                let args = vec![c.clone(), d.clone()];
                self.form(span, Op::Smul, args).map(Value::Term)
            }
            (Value::At(_, u), _) if !is_real(u) => Err(self.unread(span, "this product")),
            (_, Value::At(_, u)) if !is_real(u) => Err(self.unread(span, "this product")),
            (Value::At(index, u), Value::At(other, v)) if index.same(other) => {
                let args = vec![u.clone(), v.clone()];
                Ok(Value::At(
                    index.clone(),
                    self.form(span, Op::Hadamard, args)?,
                ))
            }
            (Value::At(index, u), Value::Term(c)) | (Value::Term(c), Value::At(index, u)) => {
                let args = vec![c.clone(), u.clone()];
                Ok(Value::At(index.clone(), self.form(span, Op::Smul, args)?))
            }
            _ => Err(self.unread(span, "this product")),
        }
    }

    /// `c • u`.
    fn multiple(&self, left: Value, right: Value, span: &Span) -> Read<Value> {
        let left = match left {
            Value::Numeral(value) => Value::Term(Term::constant(value)),
            left => left,
        };
        match (left, right) {
            (Value::Term(c), Value::Term(u)) => {
                self.form(span, Op::Smul, vec![c, u]).map(Value::Term)
            }
            (Value::Term(c), Value::At(index, u)) => {
                Ok(Value::At(index, self.form(span, Op::Smul, vec![c, u])?))
            }
            // Row `i` of the map, times coordinate `i` of the vector.
            (Value::At(index, u), Value::At(other, map)) if index.same(&other) && is_real(&u) => {
                let product = if is_real(&map) {
                    self.form(span, Op::Hadamard, vec![u, map])?
                } else {
                    let diagonal = self.form(span, Op::Diag, vec![u])?;
                    self.form(span, Op::Comp, vec![diagonal, map])?
                };
                Ok(Value::At(index, product))
            }
            (left @ Value::At(..), right @ (Value::Term(_) | Value::Numeral(_))) => {
                self.product(left, right, span)
            }
            (left, right) => Err(self.unread(
                span,
                &format!("{} times {}", left.describe(), right.describe()),
            )),
        }
    }

    /// `c / d`, where `d` is the same in every coordinate.
    fn quotient(&self, left: Value, right: Value, span: &Span) -> Read<Value> {
        match self.alike(left, right, span)? {
            (left, Value::Term(d)) if *d.sort() == Sort::REAL => {
                let inverse = self.form(span, Op::Inv, vec![d])?;
                self.product(left, Value::Term(inverse), span)
            }
            (_, right) => Err(self.unread(span, &format!("division by {}", right.describe()))),
        }
    }

    /// `A ∘L B` and `A.comp B`.
    pub(super) fn compose(&self, outer: Value, inner: Value, span: &Span) -> Read<Value> {
        match (outer, inner) {
            (Value::Term(a), Value::Term(b)) => {
                self.form(span, Op::Comp, vec![a, b]).map(Value::Term)
            }
            (Value::At(index, a), Value::Term(b)) if !is_real(&a) => {
                Ok(Value::At(index, self.form(span, Op::Comp, vec![a, b])?))
            }
            (Value::Equivalence(space, true), Value::Coordinates(map)) if matches!(map.space(), Some(Space::Hom(_, to)) if **to == space) => {
                Ok(Value::Term(map))
            }
            (Value::Equivalence(space, false), Value::Term(map)) if matches!(map.space(), Some(Space::Hom(_, to)) if **to == space) => {
                Ok(Value::Coordinates(map))
            }
            (outer, inner) => Err(self.unread(
                span,
                &format!("{} after {}", outer.describe(), inner.describe()),
            )),
        }
    }

    /// `if condition then yes else no`.
    pub(super) fn choice(
        &self,
        condition: Value,
        yes: &Syntax,
        no: &Syntax,
        span: &Span,
        scope: &Scope,
        expected: Option<&Type>,
    ) -> Read<Value> {
        match condition {
            Value::Bool(true) => self.value(yes, scope, expected),
            Value::Bool(false) => self.value(no, scope, expected),
            Value::BoolAt(index, mask) => {
                let yes = self.value(yes, scope, expected)?;
                let yes = self.vector(yes, &index, span)?;
                let no = self.value(no, scope, expected)?;
                let no = self.vector(no, &index, span)?;
                let term = self.form(span, Op::Select, vec![mask, yes, no])?;
                Ok(Value::At(index, term))
            }
            other => Err(self.unread(span, &format!("a choice by {}", other.describe()))),
        }
    }

    /// A numeral takes the type of what stands beside it.
    fn alike(&self, left: Value, right: Value, span: &Span) -> Read<(Value, Value)> {
        let like = |value: Rational, other: &Value| match other {
            Value::At(_, term) if is_real(term) => Ok(Value::Term(Term::constant(value))),
            Value::Term(term) => self.coerce(
                Value::Numeral(value),
                &Type::Sort(term.sort().clone()),
                span,
            ),
            other => Err(self.unread(span, &format!("a numeral beside {}", other.describe()))),
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
    fn beside(&self, term: &Term, index: &Index, other: Value, span: &Span) -> Read<Term> {
        match other {
            Value::At(at, other) if at.same(index) => Ok(other),
            other if is_real(term) => self.vector(other, index, span),
            other => Err(self.unread(span, &format!("a sum with {}", other.describe()))),
        }
    }
}

/// Whether a coordinate of the term is a number, not a map.
fn is_real(term: &Term) -> bool {
    matches!(term.space(), Some(Space::Named(_)))
}
