//! Inner products and squares of norms.
//!
//! A function of coordinates has another norm than a vector, and the reader has both as terms:
//! a norm is read only of what is a vector by the way it is written.

use super::arithmetic::Read;
use super::combinator::Meaning;
use super::evaluate::Reader;
use super::syntax::{Syntax, Written};
use super::tensor::OfTwo;
use super::value::{Callee, Scope, Value};
use crate::notation::Span;
use crate::term::{IndexMap, Op, Sort, Space, Term};

impl Reader<'_> {
    /// The space of a vector, as that of something that has inner products.
    fn with_inner(&self, vector: &Term, span: &Span) -> Read<Space> {
        match vector.space() {
            Some(space @ (Space::Named(_) | Space::Shaped(_))) => Ok(space.clone()),
            _ => Err(self.unread(span, &format!("an inner product of {}", vector.sort()))),
        }
    }

    /// `⟪u, v⟫`.
    pub fn inner(&self, u: Term, v: Term, span: &Span) -> Read<Term> {
        let (left, right) = (self.with_inner(&u, span)?, self.with_inner(&v, span)?);
        if left != right {
            let message = format!("an inner product of {} and {}", u.sort(), v.sort());
            return Err(self.unread(span, &message));
        }
        self.form(span, Op::Inner, vec![u, v])
    }

    /// `v ↦ ⟪fixed, v⟫`: the sum of the products of coordinates.
    pub fn inner_map(&self, fixed: &Term, span: &Span) -> Read<Term> {
        let space = self.with_inner(fixed, span)?;
        let fill = self.form(span, Op::pull(IndexMap::to_point(space)), Vec::new())?;
        let sum = self.form(span, Op::Adjoint, vec![fill])?;
        let diagonal = self.form(span, Op::Diag, vec![fixed.clone()])?;
        self.form(span, Op::Comp, vec![sum, diagonal])
    }

    /// `(a, b) ↦ ⟪u, b⟫ + ⟪a, v⟫`, the derivative of the inner product at `(u, v)`.
    pub fn inner_derivative(&self, u: Term, v: Term, span: &Span) -> Read<OfTwo> {
        let space = self.with_inner(&u, span)?;
        let variables = [(); 2].map(|()| (format!("·{}", self.number()), space.clone()));
        let [a, b] = variables
            .each_ref()
            .map(|(name, space)| Term::var(name, Sort::Vec(space.clone())));
        let parts = vec![self.inner(u, b, span)?, self.inner(a, v, span)?];
        let value = self.form(span, Op::Add, parts)?;
        Ok(OfTwo { value, variables })
    }

    /// `‖u‖ ^ 2`, which is `⟪u, u⟫`.
    pub fn norm_squared(&self, operand: &Syntax, scope: &Scope, span: &Span) -> Read<Value> {
        if !self.is_vector(operand, scope)? {
            return Err(self.unread(span, "the norm of this"));
        }
        match self.value(operand, scope, None)? {
            Value::Term(u) => self.inner(u.clone(), u, span).map(Value::Term),
            other => Err(self.unread(span, &format!("the norm of {}", other.describe()))),
        }
    }

    /// Whether a term is a vector, not a function, by the way it is written: a sum of parts of
    /// a context.
    fn is_vector(&self, syntax: &Syntax, scope: &Scope) -> Read<bool> {
        Ok(match syntax.kind.as_ref() {
            Written::Infix("+" | "-", left, right) => {
                self.is_vector(left, scope)? && self.is_vector(right, scope)?
            }
            Written::Negation(operand) => self.is_vector(operand, scope)?,
            Written::Application(function, _) => match function.kind.as_ref() {
                Written::Name(name) => matches!(
                    self.name(name, &function.span, scope)?,
                    Value::Call(Callee::Combinator(row), given)
                        if given.is_empty() && row.meaning == Meaning::Operator(Op::Get)
                ),
                _ => false,
            },
            _ => false,
        })
    }
}
