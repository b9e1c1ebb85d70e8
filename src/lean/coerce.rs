//! Values as those of a type: numerals, coordinates, structures; and functions as the linear
//! maps that they are.

use std::rc::Rc;

use super::arithmetic::{Read, size};
use super::evaluate::Reader;
use super::index::{Index, Variable};
use super::layer::{Part, weights};
use super::syntax::Syntax;
use super::tensor::OfTwo;
use super::value::{Delayed, Scope, Type, Value};
use crate::notation::Span;
use crate::term::{Op, Sort, Space, Term};

impl Reader<'_> {
    /// The type that is written.
    pub fn sort(&self, syntax: &Syntax, scope: &Scope) -> Read<Type> {
        match self.value(syntax, scope, None)? {
            Value::Type(sort) => Ok(sort),
            other => Err(self.unread(&syntax.span, &format!("{} as a type", other.describe()))),
        }
    }

    /// `T → U`, `E →L[ℝ] F`, or a proposition.
    pub fn type_infix(
        &self,
        symbol: &str,
        left: &Syntax,
        right: &Syntax,
        scope: &Scope,
    ) -> Read<Value> {
        let size = |side: &Syntax| size(&self.value(side, scope, None).ok()?);
        if symbol == "="
            && let (Some(a), Some(b)) = (size(left), size(right))
        {
            return Ok(Value::Type(Type::Equality(a, b)));
        }
        if !matches!(symbol, "->" | "×" | "≃") && !symbol.starts_with('→') {
            return Ok(Value::Type(Type::Proposition));
        }
        let (from, to) = (self.sort(left, scope)?, self.sort(right, scope)?);
        if matches!(symbol, "×" | "≃") {
            for (part, sort) in [(left, &from), (right, &to)] {
                let paired = matches!(sort, Type::Sort(Sort::Vec(_))) && symbol == "×";
                if !paired && !matches!(sort, Type::Fin(_) | Type::Pair(..)) {
                    let what = format!("`{symbol}` with {}", sort.describe());
                    return Err(self.unread(&part.span, &what));
                }
            }
            return Ok(Value::Type(match symbol {
                "×" => Type::pair(from, to),
                _ => Type::Bijection(from.into(), to.into()),
            }));
        }
        if matches!(symbol, "→" | "->") {
            return Ok(Value::Type(Type::function(from, to)));
        }
        let span = left.span.start..right.span.end;
        let unread = || self.unread(&span, "a linear map between these types");
        let spaces = |a: &Type, b: &Type| Some([a.space()?, b.space()?]);
        match (&from, &to) {
            (Type::Pair(a, b), to) => {
                let pair = spaces(a, b).zip(to.space());
                return pair
                    .map(|(ab, c)| Value::Type(Type::OfPair(ab, c)))
                    .ok_or_else(unread);
            }
            (from, Type::Pair(a, b)) => {
                let pair = from.space().zip(spaces(a, b));
                return pair
                    .map(|(c, ab)| Value::Type(Type::ToPair(c, ab)))
                    .ok_or_else(unread);
            }
            _ => {}
        }
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
    pub fn coerce(&self, value: Value, sort: &Type, span: &Span) -> Read<Value> {
        let is_sort = |term: &Term| matches!(sort, Type::Sort(s) if s == term.sort());
        Ok(match (value, sort) {
            (_, Type::Proposition) => Value::Proof,
            (_, Type::Equality(a, b)) => Value::Equality(a.clone(), b.clone()),
            (_, Type::ValidAxis(_) | Type::WellFormed) => Value::Proof,
            (Value::Layer(layer, part), Type::Layer(from, to) | Type::Operation(from, to))
                if (part == Part::Spec) == matches!(sort, Type::Layer(..))
                    && matches!(part, Part::Spec | Part::Operation)
                    && layer.weights.space() == weights(from, to).as_ref() =>
            {
                Value::Layer(layer, part)
            }
            (Value::Way(map), Type::Sort(Sort::CanBroadcastTo { from, to }))
                if map.to() == from && map.from() == to =>
            {
                Value::Way(map)
            }
            (Value::Size(size), Type::Sort(real)) if *real == Sort::REAL => {
                let dim = size.dim();
                let dim = dim.ok_or_else(|| self.unread(span, "this size as a number"))?;
                Value::Term(self.form(span, Op::dimension(dim), Vec::new())?)
            }
            (Value::Pair(parts), Type::Pair(a, b)) => {
                let first = self.coerce(parts.0.clone(), a, span)?;
                Value::Pair(Rc::new((first, self.coerce(parts.1.clone(), b, span)?)))
            }
            (Value::Bijection(bijection), Type::Bijection(from, to)) => {
                self.bijection(bijection, from, to, span)?
            }
            // Of one coordinate there is one index.
            (Value::Anonymous(_), Type::Fin(Space::Real)) => Value::Index(Index::Parts(Vec::new())),
            (Value::Numeral(value), Type::Sort(sort)) => self.at(span).numeral(value, sort)?,
            (Value::Term(term), _) if is_sort(&term) => Value::Term(term),
            (Value::Term(term), Type::Family(..)) if sort.space().as_ref() == term.space() => {
                Value::Term(term)
            }
            (function @ (Value::Function(_) | Value::Call(..)), Type::Family(index, space)) => {
                Value::Term(self.family(function, index, space, span)?)
            }
            // A vector is a function of its coordinates.
            (Value::Term(term), Type::Function(from, _)) if matches!((from.as_ref(), term.space()), (Type::Fin(n), Some(s)) if n == s) => {
                Value::Term(term)
            }
            (Value::At(at, term), Type::Sort(Sort::Vec(space)))
                if match term.space() {
                    Some(Space::Hom(from, _)) => {
                        *space == Space::hom((**from).clone(), Space::Real)
                    }
                    _ => *space == Space::Real,
                } =>
            {
                Value::At(at, term)
            }
            (Value::Curried(of), Type::Sort(Sort::Vec(Space::Hom(a, to)))) => match &**to {
                Space::Hom(b, c) => {
                    let spaces = [(**a).clone(), (**b).clone()];
                    let map = self.of_two(&of, spaces, span)?;
                    // It must be seen to be linear in each.
                    for (name, space) in &map.variables {
                        self.linear(&map.value, name, space, span)?;
                    }
                    self.of_space(map, c, span)
                        .map(|map| Value::Bilinear(Rc::new(map)))?
                }
                _ => return Err(self.unread(span, "this bilinear map")),
            },
            (Value::Bilinear(map), Type::Sort(Sort::Vec(Space::Hom(a, to)))) => {
                let [(_, b), (_, c)] = &map.variables;
                let to_value = |d: &Space| Space::hom(c.clone(), d.clone());
                if b != &**a || map.value.space().map(to_value).as_ref() != Some(&**to) {
                    let message =
                        format!("expected {}, found another bilinear map", sort.describe());
                    return Err(self.error(span, message));
                }
                Value::Bilinear(map)
            }
            (Value::OfPair(map), Type::OfPair(spaces, to)) => {
                let own = map.variables.iter().map(|(_, space)| space);
                if !own.eq(spaces) || map.value.space() != Some(to) {
                    return Err(self.error(span, "a linear map of other pairs"));
                }
                Value::OfPair(map)
            }
            (Value::ToPair(maps), Type::ToPair(from, spaces)) => {
                let fits = |(map, to): (&Term, &Space)| {
                    map.space() == Some(&Space::hom(from.clone(), to.clone()))
                };
                if !maps.iter().zip(spaces).all(fits) {
                    return Err(self.error(span, "a linear map into other pairs"));
                }
                Value::ToPair(maps)
            }
            (value @ (Value::Record(_) | Value::Anonymous(_)), Type::OfPair(spaces, to)) => {
                if let Value::Anonymous(parts) = &value {
                    let linear = parts.first().ok_or_else(|| self.unread(span, "this"))?;
                    return self.read_delayed(linear, sort);
                }
                let function = self.part(&value, "toFun", span)?;
                let value = self.delayed(&function)?;
                let map = self.of_two(&value, spaces.clone(), function.span())?;
                self.of_space(map, to, span)
                    .map(|map| Value::OfPair(Rc::new(map)))?
            }
            (value @ Value::Coordinates(_), Type::Coordinates)
            | (value @ (Value::Size(_) | Value::Numeral(_)), Type::Number)
            | (value @ Value::Shape(_), Type::Shape)
            | (value @ Value::Context(_), Type::Context)
            | (value @ (Value::BoolAt(..) | Value::Bool(_)), Type::Bool)
            | (value @ (Value::Function(_) | Value::Call(..)), Type::Function(..))
            | (value @ Value::Certificate(..), Type::Certificate(_) | Type::CertificateAt(..)) => {
                value
            }
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
            (value, Type::CertificateAt(node, _)) => {
                let deriv = self.part(&value, "deriv", span)?;
                let (from, to) = (node.form.context.clone(), node.form.output.clone());
                let sort = Type::Sort(Sort::Vec(Space::hom(from, to)));
                match self.read_delayed(&deriv, &sort)? {
                    Value::Term(map) => Value::Certificate(map, deriv.span().clone()),
                    other => return Err(self.unread(deriv.span(), &other.describe())),
                }
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

    /// A function of two vectors that must give those of a space.
    fn of_space(&self, map: OfTwo, to: &Space, span: &Span) -> Read<OfTwo> {
        if map.value.space() == Some(to) {
            return Ok(map);
        }
        let message = format!("expected {to}, found {}", map.value.sort());
        Err(self.error(span, message))
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
        // Another variable for each map: one may stand inside another.
        let name = &*format!("·{}", self.number());
        let variable = Term::var(name, Sort::Vec(from.clone()));
        let argument = Delayed::Known(Value::Term(variable), function.span().clone());
        let body = self.delayed(&function)?;
        let body = self.apply(body, vec![(None, argument)], function.span())?;
        let body = self.coerce(body, &Type::Sort(Sort::Vec(to.clone())), function.span())?;
        match body {
            // A linear map of linear maps is a map of two vectors.
            Value::Term(body) if matches!(to, Space::Hom(..)) => {
                self.bilinear_map(body, (name, from), function.span())
            }
            Value::Term(body) => self
                .linear(&body, name, from, function.span())
                .map(Value::Term),
            other => Err(self.unread(function.span(), &other.describe())),
        }
    }

    /// `u ↦ body` where the body is a linear map.
    fn bilinear_map(&self, body: Term, first: (&str, &Space), span: &Span) -> Read<Value> {
        let Some(Space::Hom(from, _)) = body.space() else {
            return Err(self.unread(span, "this bilinear map"));
        };
        let (name, from) = (format!("·{}", self.number()), (**from).clone());
        let variable = Term::var(&name, Sort::Vec(from.clone()));
        let value = self.form(span, Op::Apply, vec![body, variable])?;
        let value = self.applied_out(value, span)?;
        let variables = [(first.0.to_string(), first.1.clone()), (name, from)];
        // It must be seen to be linear in each.
        for (name, space) in &variables {
            self.linear(&value, name, space, span)?;
        }
        Ok(Value::Bilinear(OfTwo { value, variables }.into()))
    }

    /// A composition of linear maps at a vector, one map after the other.
    fn applied_out(&self, term: Term, span: &Span) -> Read<Term> {
        let (Op::Apply, [map, vector]) = (term.op(), term.args()) else {
            return Ok(term);
        };
        match (map.op(), map.args()) {
            (Op::Comp, [outer, inner]) => {
                let inner = self.form(span, Op::Apply, vec![inner.clone(), vector.clone()])?;
                let inner = self.applied_out(inner, span)?;
                let whole = self.form(span, Op::Apply, vec![outer.clone(), inner])?;
                self.applied_out(whole, span)
            }
            (Op::Diag, [u]) => self.form(span, Op::Hadamard, vec![u.clone(), vector.clone()]),
            (Op::Id(_), []) => Ok(vector.clone()),
            _ => Ok(term),
        }
    }

    /// The linear map `v ↦ body`: by the definition of each operator.
    pub fn linear(&self, body: &Term, name: &str, from: &Space, span: &Span) -> Read<Term> {
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
            (Op::Smul, [u, c]) if !c.mentions(name) && *body.sort() == Sort::REAL => {
                self.form(span, Op::Smul, vec![c.clone(), apart(u)?])
            }
            (Op::Hadamard, [u, v]) if u.mentions(name) != v.mentions(name) => {
                let (fixed, moved) = if u.mentions(name) { (v, u) } else { (u, v) };
                let diagonal = self.form(span, Op::Diag, vec![fixed.clone()])?;
                self.form(span, Op::Comp, vec![diagonal, apart(moved)?])
            }
            (Op::Inner, [u, v]) if u.mentions(name) != v.mentions(name) => {
                let (fixed, moved) = if u.mentions(name) { (v, u) } else { (u, v) };
                let map = self.inner_map(fixed, span)?;
                self.form(span, Op::Comp, vec![map, apart(moved)?])
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
    pub fn lifted(&self, function: &Delayed, variable: &Variable) -> Read<Term> {
        let span = function.span();
        let value = self.delayed(function)?;
        let index = Index::Whole(variable.clone());
        if let Value::Term(term) = &value
            && let Some(space @ (Space::Named(_) | Space::Shaped(_))) = term.space()
            && index.runs_over(space)
        {
            return Ok(term.clone());
        }
        let argument = Delayed::Known(Value::Index(index), span.clone());
        let body = self.apply(value, vec![(None, argument)], span)?;
        self.at(span).vector(body, variable)
    }
}
