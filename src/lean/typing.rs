//! Types as they are written, and values as members of them.

use super::meaning::{Read, Reader};
use super::syntax::{Syntax, Written};
use super::value::{Delayed, Index, Scope, Type, Value};
use crate::notation::Span;
use crate::term::{Op, Rational, Sort, Space, Term};

impl Type {
    /// The type in messages.
    pub fn describe(&self) -> String {
        match self {
            Type::Number => "a size".into(),
            Type::Shape => "a shape".into(),
            Type::Context => "a list of shapes".into(),
            Type::Bool => "a Boolean".into(),
            Type::Fin(_) => "an index of coordinates".into(),
            Type::Sort(sort) => sort.to_string(),
            Type::Coordinates => "a map into coordinates".into(),
            Type::Function(..) => "a function".into(),
            Type::Node(..) => "a node".into(),
            Type::Certificate(_) => "a derivative certificate".into(),
            Type::Proposition => "a proof".into(),
        }
    }

    fn space(&self) -> Option<Space> {
        match self {
            Type::Sort(Sort::Vec(space)) => Some(space.clone()),
            _ => None,
        }
    }

    /// `T → U`, where the language has it as one of its own.
    fn function(from: Type, to: Type) -> Type {
        match (&from, &to) {
            (Type::Fin(space), Type::Bool) => Type::Sort(Sort::Mask(space.clone())),
            _ => Type::Function(from.into(), to.into()),
        }
    }
}

impl Reader<'_> {
    /// The type that is written.
    pub(super) fn sort(&self, syntax: &Syntax, scope: &Scope) -> Read<Type> {
        match self.value(syntax, scope, None)? {
            Value::Type(sort) => Ok(sort),
            other => Err(self.unread(&syntax.span, &format!("{} as a type", other.describe()))),
        }
    }

    /// `T → U`, `E →L[ℝ] F`, or a proposition.
    pub(super) fn type_infix(
        &self,
        symbol: &str,
        left: &Syntax,
        right: &Syntax,
        scope: &Scope,
    ) -> Read<Value> {
        if symbol != "->" && !symbol.starts_with('→') {
            return Ok(Value::Type(Type::Proposition));
        }
        let (from, to) = (self.sort(left, scope)?, self.sort(right, scope)?);
        if matches!(symbol, "→" | "->") {
            return Ok(Value::Type(Type::function(from, to)));
        }
        let span = left.span.start..right.span.end;
        let unread = || self.unread(&span, "a linear map between these types");
        let from = from.space().ok_or_else(unread)?;
        Ok(Value::Type(match &to {
            Type::Function(index, real)
                if matches!(**index, Type::Fin(_)) && matches!(**real, Type::Sort(Sort::REAL)) =>
            {
                Type::Coordinates
            }
            to => {
                let to = to.space().ok_or_else(unread)?;
                Type::Sort(Sort::Vec(Space::hom(from, to)))
            }
        }))
    }

    /// A value as one of a type.
    pub(super) fn coerce(&self, value: Value, sort: &Type, span: &Span) -> Read<Value> {
        let is_sort = |term: &Term| matches!(sort, Type::Sort(s) if s == term.sort());
        Ok(match (value, sort) {
            (_, Type::Proposition) => Value::Proof,
            (Value::Numeral(value), Type::Sort(Sort::REAL)) => Value::Term(Term::constant(value)),
            (Value::Numeral(value), Type::Sort(Sort::Vec(space)))
                if value == Rational::default() =>
            {
                Value::Term(self.form(span, Op::Zero(space.clone()), Vec::new())?)
            }
            (Value::Term(term), _) if is_sort(&term) => Value::Term(term),
            // A vector is a function of its coordinates.
            (Value::Term(term), Type::Function(from, _)) if matches!((from.as_ref(), term.space()), (Type::Fin(n), Some(s)) if n == s) => {
                Value::Term(term)
            }
            (Value::At(index, term), Type::Sort(Sort::Vec(space)))
                if match term.space() {
                    Some(Space::Hom(from, _)) => {
                        *space == Space::hom((**from).clone(), Space::Real)
                    }
                    _ => *space == Space::Real,
                } =>
            {
                Value::At(index, term)
            }
            (value @ Value::Coordinates(_), Type::Coordinates)
            | (value @ (Value::Size(_) | Value::Numeral(_)), Type::Number)
            | (value @ Value::Shape(_), Type::Shape)
            | (value @ Value::Context(_), Type::Context)
            | (value @ (Value::BoolAt(..) | Value::Bool(_)), Type::Bool)
            | (value @ (Value::Function(_) | Value::Call(..)), Type::Function(..))
            | (value @ Value::Certificate(..), Type::Certificate(_)) => value,
            (Value::Index(index), Type::Fin(space)) if index.runs_over(space) => {
                Value::Index(index)
            }
            (Value::Node(node), Type::Node(context, output))
                if node.form.context == *context && node.form.output == *output =>
            {
                Value::Node(node)
            }
            (value, Type::Sort(Sort::Vec(Space::Hom(from, to)))) => {
                self.linear_map(&value, from, to, sort, span)?
            }
            (value, Type::Certificate(node)) => {
                let deriv = self.part(&value, "deriv", span)?;
                let at = Value::Term(Term::var("x", Sort::Vec(node.form.context.clone())));
                let function = self.delayed(&deriv)?;
                let argument = (None, Delayed::Known(at, span.clone()));
                let map = self.apply(function, vec![argument], deriv.span())?;
                let (from, to) = (node.form.context.clone(), node.form.output.clone());
                let sort = Type::Sort(Sort::Vec(Space::hom(from, to)));
                match self.coerce(map, &sort, deriv.span())? {
                    Value::Term(map) => Value::Certificate(map, deriv.span().clone()),
                    other => return Err(self.unread(deriv.span(), &other.describe())),
                }
            }
            (value, sort) => {
                return Err(self.error(
                    span,
                    format!("expected {}, found {}", sort.describe(), value.describe()),
                ));
            }
        })
    }

    /// A field of a structure: by name, or the first of an anonymous one.
    fn part(&self, value: &Value, field: &str, span: &Span) -> Read<Delayed> {
        let part = match value {
            Value::Record(fields) => fields
                .iter()
                .find(|(name, _)| name == field)
                .map(|(_, value)| value),
            Value::Anonymous(parts) => parts.first(),
            _ => None,
        };
        part.cloned().ok_or_else(|| {
            let what = format!("{} without `{field}`", value.describe());
            self.unread(span, &what)
        })
    }

    /// A linear map that is given by its function.
    fn linear_map(
        &self,
        value: &Value,
        from: &Space,
        to: &Space,
        sort: &Type,
        span: &Span,
    ) -> Read<Value> {
        let nested = match value {
            Value::Record(fields) => fields.iter().find(|(name, _)| name == "toLinearMap"),
            Value::Anonymous(parts) => {
                let linear = parts.first().ok_or_else(|| self.unread(span, "this"))?;
                return self.read_delayed(linear, sort);
            }
            _ => {
                let message = format!("expected {}, found {}", sort.describe(), value.describe());
                return Err(self.error(span, message));
            }
        };
        if let Some((_, linear)) = nested {
            return self.read_delayed(linear, sort);
        }
        let function = self.part(value, "toFun", span)?;
        let name = "·";
        let variable = Term::var(name, Sort::Vec(from.clone()));
        let argument = Delayed::Known(Value::Term(variable), function.span().clone());
        let body = self.delayed(&function)?;
        let body = self.apply(body, vec![(None, argument)], function.span())?;
        let body = self.coerce(body, &Type::Sort(Sort::Vec(to.clone())), function.span())?;
        match body {
            Value::Term(body) => self
                .linear(&body, name, from, function.span())
                .map(Value::Term),
            other => Err(self.unread(function.span(), &other.describe())),
        }
    }

    /// The linear map `v ↦ body`: by the definition of each operator.
    fn linear(&self, body: &Term, name: &str, from: &Space, span: &Span) -> Read<Term> {
        let apart = |term: &Term| self.linear(term, name, from, span);
        match (body.op(), body.args()) {
            (Op::Var(variable, _), _) if &**variable == name => {
                self.form(span, Op::Id(from.clone()), Vec::new())
            }
            (op @ (Op::Add | Op::Sub), [u, v]) => {
                self.form(span, op.clone(), vec![apart(u)?, apart(v)?])
            }
            (Op::Neg, [u]) => self.form(span, Op::Neg, vec![apart(u)?]),
            (Op::Smul, [c, u]) if !c.mentions(name) => {
                self.form(span, Op::Smul, vec![c.clone(), apart(u)?])
            }
            (Op::Hadamard, [u, v]) if u.mentions(name) != v.mentions(name) => {
                let (fixed, moved) = if u.mentions(name) { (v, u) } else { (u, v) };
                let diagonal = self.form(span, Op::Diag, vec![fixed.clone()])?;
                self.form(span, Op::Comp, vec![diagonal, apart(moved)?])
            }
            (Op::Get, [index, u]) if !index.mentions(name) => {
                let map = self.form(span, Op::GetClm, vec![index.clone()])?;
                self.form(span, Op::Comp, vec![map, apart(u)?])
            }
            (Op::Apply, [map, u]) if !map.mentions(name) => {
                self.form(span, Op::Comp, vec![map.clone(), apart(u)?])
            }
            _ => Err(self.error(span, format!("`{body}` is not read as a linear map"))),
        }
    }

    /// The vector of a function of its coordinate, or the map of maps.
    pub(super) fn lifted(&self, function: &Delayed, index: &Index) -> Read<Term> {
        let span = function.span();
        let value = self.delayed(function)?;
        if let Value::Term(term) = &value
            && let Some(space @ Space::Named(_)) = term.space()
            && index.runs_over(space)
        {
            return Ok(term.clone());
        }
        let argument = Delayed::Known(Value::Index(index.clone()), span.clone());
        let body = self.apply(value, vec![(None, argument)], span)?;
        self.vector(body, index, span)
    }

    /// What has this value in every coordinate.
    pub(super) fn vector(&self, value: Value, index: &Index, span: &Span) -> Read<Term> {
        let space = || {
            let known = index.space().cloned();
            known.ok_or_else(|| self.error(span, "the size of this vector is not stated"))
        };
        match value {
            Value::At(at, term) if at.same(index) => Ok(term),
            Value::Numeral(value) => self.vector(Value::Term(Term::constant(value)), index, span),
            Value::Term(term) if *term.op() == Op::Const(Rational::default()) => {
                self.form(span, Op::Zero(space()?), Vec::new())
            }
            Value::Term(term) if *term.sort() == Sort::REAL => {
                self.form(span, Op::Fill(space()?), vec![term])
            }
            other => Err(self.unread(span, &format!("{} as a coordinate", other.describe()))),
        }
    }

    /// Whether a binder's type can be left to its proof.
    pub(super) fn is_proposition(syntax: &Syntax) -> bool {
        match syntax.kind.as_ref() {
            Written::Proposition => true,
            Written::Infix(symbol, ..) => matches!(*symbol, "=" | "≠" | "<" | ">" | "≤" | "≥"),
            _ => false,
        }
    }
}
