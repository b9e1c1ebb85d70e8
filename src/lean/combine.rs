//! What a row of the table makes of its arguments.

use std::rc::Rc;

use super::arithmetic::{Read, size};
use super::bijection::{Bijection, joined};
use super::call::Assigned;
use super::combinator::{Combinator, Meaning};
use super::evaluate::Reader;
use super::index::{Index, same};
use super::tensor::{OfTwo, one_after_the_other};
use super::value::{Delayed, Node, Type, Value};
use crate::notation::{NodeForm, Span};
use crate::term::{Axis, Dim, Op, Sort, Space, Term};

/// A call of a combinator.
pub struct Call<'c, 'a> {
    pub reader: &'c Reader<'a>,
    pub row: &'static Combinator,
    pub args: &'c Assigned,
    pub span: &'c Span,
}

impl Call<'_, '_> {
    pub(super) fn argument(&self, position: usize) -> Read<&Delayed> {
        let name = self.row.explicit.get(position).copied().unwrap_or("");
        let missing = || self.reader.error(self.span, format!("`{name}` is missing"));
        self.args.get(name).ok_or_else(missing)
    }

    pub(super) fn first(&self) -> Read<Value> {
        self.reader.delayed(self.argument(0)?)
    }

    pub(super) fn unread(&self, value: &Value) -> crate::notation::Diagnostic {
        let what = format!("`{}` of {}", self.row.name, value.describe());
        self.reader.unread(self.span, &what)
    }

    /// The space that an argument names.
    pub(super) fn space(&self, argument: &Delayed) -> Read<Option<Space>> {
        Ok(match self.reader.delayed(argument)? {
            Value::Shape(space) | Value::Context(space) => Some(space),
            other => size(&other),
        })
    }

    fn first_space(&self) -> Read<Space> {
        let argument = self.argument(0)?;
        match self.space(argument)? {
            Some(space) => Ok(space),
            None => Err(self.unread(&self.first()?)),
        }
    }

    /// The space that an implicit parameter names, if it is given.
    pub(super) fn implicit(&self, name: &str) -> Read<Option<Space>> {
        match self.args.get(name) {
            Some(argument) => match self.space(argument)? {
                Some(space) => Ok(Some(space)),
                None => Err(self.unread(&self.reader.delayed(argument)?)),
            },
            None => Ok(None),
        }
    }

    /// An implicit parameter must be what the other arguments make it.
    pub(super) fn agree(&self, name: &str, space: &Space) -> Read<()> {
        match self.implicit(name)? {
            Some(given) if given != *space => {
                let message = format!("`{name}` is not what the other arguments say");
                Err(self.reader.error(self.span, message))
            }
            _ => Ok(()),
        }
    }

    /// What it is.
    pub fn value(&self) -> Read<Value> {
        let sort = |sort: Sort| Value::Type(Type::Sort(sort));
        Ok(match &self.row.meaning {
            Meaning::Operator(op) => Value::Term(self.operator(op)?),
            Meaning::Same => self.first()?,
            Meaning::Vector => {
                let variable = self.reader.variable(self.implicit("n")?);
                self.reader.vector_at(self.argument(0)?, &variable)?
            }
            Meaning::Coordinate => match self.first()? {
                Value::Index(index) => {
                    if let Some(space) = self.implicit("n")? {
                        index.runs_over(&space);
                        self.agree("n", &index.space().unwrap_or(space))?;
                    }
                    let space = index.space();
                    let unknown = || self.reader.error(self.span, "the size is not stated");
                    let space = space.ok_or_else(unknown)?;
                    let id = self.reader.form(self.span, Op::Id(space), Vec::new())?;
                    self.reader.at(self.span).entry(id, &index)?
                }
                other => return Err(self.unread(&other)),
            },
            Meaning::Coordinates => {
                let variable = self.reader.variable(None);
                let index = Value::Index(Index::Whole(variable.clone()));
                let index = Delayed::Known(index, self.span.clone());
                let function = self.first()?;
                let value = self
                    .reader
                    .apply(function, vec![(None, index)], self.span)?;
                if let Value::OfRows((of, row)) = &value {
                    let map = self.reader.for_each_row(of, row, &variable, self.span)?;
                    return Ok(Value::Term(map));
                }
                let map = self.reader.at(self.span).vector(value, &variable)?;
                match map.space() {
                    Some(Space::Hom(..)) => Value::Coordinates(map),
                    _ => return Err(self.unread(&Value::Term(map))),
                }
            }
            Meaning::Compose => {
                let inner = self.reader.delayed(self.argument(1)?)?;
                match (self.first()?, inner) {
                    (Value::OfPair(map), Value::ToPair(parts)) => {
                        Value::Term(self.reader.after_pairs(&map, &parts, self.span)?)
                    }
                    (Value::AtRow((of, row)), Value::Projection(index)) => {
                        let own = index.coordinates();
                        if !own.is_some_and(|own| same(&own, &row.at)) {
                            return Err(self.unread(&Value::Projection(index)));
                        }
                        Value::OfRows((of, row))
                    }
                    (outer, inner) => self.reader.at(self.span).compose(outer, inner)?,
                }
            }
            Meaning::Equivalence => Value::Equivalence(self.first_space()?, false),
            Meaning::Inverse => match self.first()? {
                Value::Equivalence(space, inverse) => Value::Equivalence(space, !inverse),
                other => return Err(self.unread(&other)),
            },
            Meaning::Cast | Meaning::CastMap | Meaning::CastIndex => self.cast()?,
            Meaning::RowMajor
            | Meaning::SameIndex
            | Meaning::Backwards
            | Meaning::Then
            | Meaning::Swap
            | Meaning::Associate
            | Meaning::Both
            | Meaning::Family(_)
            | Meaning::Part(_) => self.of_indices()?,
            Meaning::Beside(_)
            | Meaning::OfTensor
            | Meaning::ToTensor
            | Meaning::MatrixProduct
            | Meaning::Transpose
            | Meaning::TensorSum
            | Meaning::Append
            | Meaning::Paired
            | Meaning::Precomposed(_) => self.of_tensors()?,
            Meaning::Inner | Meaning::InnerMap | Meaning::InnerDerivative => self.of_inner()?,
            Meaning::OneCoordinate => {
                let id = Op::Id(Space::Real);
                Value::Term(self.reader.form(self.span, id, Vec::new())?)
            }
            Meaning::MeanDenom => match self.first()? {
                Value::Shape(shape) => {
                    let unread = || self.unread(&Value::Shape(shape.clone()));
                    let dim = Dim::mean_denom(shape.dim().ok_or_else(unread)?);
                    Value::Size(Space::of_axes(vec![Axis::Dim(dim)]))
                }
                other => return Err(self.unread(&other)),
            },
            Meaning::Node => self.node()?,
            Meaning::Point => Value::Shape(Space::Real),
            Meaning::Axis => {
                let first = self.first_space()?.dim();
                let rest = self.space(self.argument(1)?)?;
                let (Some(first), Some(rest)) = (first, rest.and_then(|rest| rest.axes())) else {
                    return Err(self.unread(&self.first()?));
                };
                Value::Shape(Space::of_axes([vec![Axis::Dim(first)], rest].concat()))
            }
            Meaning::Size => Value::Size(self.first_space()?),
            Meaning::Vec | Meaning::Fin => {
                let first = self.first()?;
                let space = size(&first).ok_or_else(|| self.unread(&first))?;
                if self.row.meaning == Meaning::Vec {
                    sort(Sort::Vec(space))
                } else {
                    Value::Type(Type::Fin(space))
                }
            }
            Meaning::Projection => match self.first()? {
                Value::Index(index) => Value::Projection(index),
                other => return Err(self.unread(&other)),
            },
            Meaning::MatrixSize => {
                let second = self.space(self.argument(1)?)?;
                let whole = second.and_then(|second| joined(&self.first_space().ok()?, &second));
                Value::Size(whole.ok_or_else(|| self.reader.unread(self.span, "this size"))?)
            }
            Meaning::MatrixBilinear => self.matrix_bilinear()?,
            Meaning::LayerType | Meaning::OperationType | Meaning::LayerOperation => {
                self.of_layers()?
            }
            Meaning::BroadcastType
            | Meaning::BroadcastIndex
            | Meaning::BroadcastBack
            | Meaning::ValidAxis
            | Meaning::WellFormed
            | Meaning::WithoutAxis
            | Meaning::SizeOfAxis => self.of_axes()?,
            Meaning::CtxVec => sort(Sort::Vec(self.first_space()?)),
            Meaning::Idx | Meaning::NodeType => {
                let context = self.first_space()?;
                let Some(shape) = self.space(self.argument(1)?)? else {
                    return Err(self.unread(&self.reader.delayed(self.argument(1)?)?));
                };
                if self.row.meaning == Meaning::Idx {
                    sort(Sort::Idx { context, shape })
                } else {
                    Value::Type(Type::Node(context, shape))
                }
            }
            Meaning::CertificateType => match self.first()? {
                Value::Node(node) => {
                    self.agree("Γ", &node.form.context)?;
                    self.agree("τ", &node.form.output)?;
                    Value::Type(Type::Certificate(node))
                }
                other => return Err(self.unread(&other)),
            },
            Meaning::CertificateAtType => {
                let point = self.reader.delayed(self.argument(1)?)?;
                match (self.first()?, point) {
                    (Value::Node(node), Value::Term(point))
                        if point.space() == Some(&node.form.context) =>
                    {
                        self.agree("Γ", &node.form.context)?;
                        self.agree("τ", &node.form.output)?;
                        Value::Type(Type::CertificateAt(node, point))
                    }
                    (other, _) => return Err(self.unread(&other)),
                }
            }
            Meaning::BySign(values) => self.reader.at(self.span).by_sign(self.first()?, *values)?,
            Meaning::Map(function) => {
                let value = self.first()?;
                self.reader.at(self.span).mapped(*function, value)?
            }
            Meaning::DerivativeMap => {
                let (function, vector) = (self.first()?, self.argument(1)?);
                let space = match self.reader.delayed(vector)? {
                    Value::Term(vector) => vector.space().cloned(),
                    _ => None,
                };
                let space = space.ok_or_else(|| self.reader.unread(self.span, "this vector"))?;
                self.agree("n", &space)?;
                let vector = self.reader.delayed(vector)?;
                let variable = self.reader.variable(Some(space));
                let index = Delayed::Known(
                    Value::Index(Index::Whole(variable.clone())),
                    self.span.clone(),
                );
                let entry = self.reader.apply(vector, vec![(None, index)], self.span)?;
                let entry = Delayed::Known(entry, self.span.clone());
                let slope = self
                    .reader
                    .apply(function, vec![(None, entry)], self.span)?;
                let slopes = self.reader.at(self.span).vector(slope, &variable)?;
                Value::Term(self.reader.form(self.span, Op::Diag, vec![slopes])?)
            }
            Meaning::Extremum(greater) => {
                let (a, b) = (self.first()?, self.reader.delayed(self.argument(1)?)?);
                let place = self.reader.at(self.span);
                // In ℝ the two agree at a tie.
                let condition = if *greater {
                    place.greater(a.clone(), b.clone())?
                } else {
                    place.greater(b.clone(), a.clone())?
                };
                place.chosen(condition, a, b)?
            }
            Meaning::ContextType => match self.first()? {
                Value::Type(Type::Shape) => Value::Type(Type::Context),
                other => return Err(self.unread(&other)),
            },
            Meaning::RealType => sort(Sort::REAL),
            Meaning::NumberType => Value::Type(Type::Number),
            Meaning::ShapeType => Value::Type(Type::Shape),
            Meaning::BoolType => Value::Type(Type::Bool),
            Meaning::Bool(value) => Value::Bool(*value),
        })
    }

    /// `a ↦ b ↦ fun i k => ∑ j, a i j * b j k`.
    fn matrix_bilinear(&self) -> Read<Value> {
        let size = |name: &str| {
            let stated = self.implicit(name)?;
            stated.ok_or_else(|| self.reader.error(self.span, "the sizes are not stated"))
        };
        let (m, n, p) = (size("m")?, size("n")?, size("p")?);
        let spaces = joined(&m, &n).zip(joined(&n, &p));
        let (a, b) = spaces.ok_or_else(|| self.reader.unread(self.span, "these sizes"))?;
        let variables = [a, b].map(|space| (format!("·{}", self.reader.number()), space));
        let [u, v] = variables
            .each_ref()
            .map(|(name, space)| Term::var(name, Sort::Vec(space.clone())));
        let value = self.reader.matrix_product(&u, &v, self.span)?;
        Ok(Value::Bilinear(OfTwo { value, variables }.into()))
    }

    /// A vector, a map or an index that keeps its place in row-major order.
    fn cast(&self) -> Read<Value> {
        let place = self.reader.at(self.span);
        let equation = self.reader.equation(self.argument(0)?)?;
        if let Some((from, to)) = &equation {
            self.agree("n", from)?;
            self.agree("m", to)?;
        }
        if self.row.meaning == Meaning::CastMap {
            let Some((from, to)) = equation else {
                return Err(self.reader.error(self.span, "the sizes are not stated"));
            };
            let pull = Op::pull(place.order(from, to)?);
            return self
                .reader
                .form(self.span, pull, Vec::new())
                .map(Value::Term);
        }
        let argument = self.argument(1)?;
        match self.reader.delayed(argument)? {
            Value::Term(vector) if self.row.meaning == Meaning::Cast => {
                place.cast(vector, equation).map(Value::Term)
            }
            Value::Index(index) if self.row.meaning == Meaning::CastIndex => {
                let Some((from, to)) = equation else {
                    return Ok(Value::Index(index));
                };
                // Below another size with other axes it is not a tuple of them.
                if from == to && index.runs_over(&from) {
                    return Ok(Value::Index(index));
                }
                Err(self.unread(&Value::Index(index)))
            }
            other => Err(self.unread(&other)),
        }
    }

    /// Bijections of indices, and parts of an index.
    fn of_indices(&self) -> Read<Value> {
        let value = |position: usize| self.reader.delayed(self.argument(position)?);
        let bijection = |position: usize| match value(position)? {
            Value::Bijection(bijection) => Ok(bijection),
            other => Err(self.unread(&other)),
        };
        let sort = |position: usize| match value(position)? {
            Value::Type(sort @ (Type::Fin(_) | Type::Pair(..))) => Ok(sort),
            other => Err(self.unread(&other)),
        };
        let made = match &self.row.meaning {
            Meaning::SameIndex => Bijection::Same(sort(0)?),
            Meaning::Backwards => Bijection::Inverse(bijection(0)?),
            Meaning::Then => Bijection::then(bijection(0)?, bijection(1)?),
            Meaning::Swap => Bijection::Swap(sort(0)?, sort(1)?),
            Meaning::Associate => Bijection::Associate(sort(0)?, sort(1)?, sort(2)?),
            Meaning::Both => Bijection::Both(bijection(0)?, bijection(1)?),
            Meaning::Family(second) => match value(0)? {
                of @ Value::Function(_) if *second => Bijection::Second(of.into()),
                of @ Value::Function(_) => Bijection::First(of.into()),
                other => return Err(self.unread(&other)),
            },
            Meaning::Part(second) => {
                let index = match value(0)? {
                    Value::Index(index) => index,
                    other => return Err(self.unread(&other)),
                };
                let (Some(m), Some(n)) = (self.implicit("m")?, self.implicit("n")?) else {
                    return Err(self.reader.error(self.span, "the sizes are not stated"));
                };
                let (a, b) = self.reader.split(&index, &m, &n, self.span)?;
                return Ok(Value::Index(if *second { b } else { a }));
            }
            _ => Bijection::row_major(),
        };
        Ok(Value::Bijection(Rc::new(made)))
    }

    /// Tensors, their products and parts of them.
    fn of_tensors(&self) -> Read<Value> {
        let (reader, span) = (self.reader, self.span);
        let value = |position: usize| reader.delayed(self.argument(position)?);
        let term = |position: usize| match value(position)? {
            Value::Term(term) => Ok(term),
            other => Err(self.unread(&other)),
        };
        let tensor = |position: usize| match value(position)? {
            Value::Tensor(tensor) => Ok(tensor),
            other => Err(self.unread(&other)),
        };
        let space = |term: &Term| match term.space() {
            Some(space) => Ok(space.clone()),
            None => Err(self.unread(&Value::Term(term.clone()))),
        };
        Ok(match &self.row.meaning {
            Meaning::ToTensor => {
                let vector = term(0)?;
                self.agree("s", &space(&vector)?)?;
                self.agree("n", &space(&vector)?)?;
                Value::Tensor(vector)
            }
            Meaning::OfTensor => {
                let vector = tensor(0)?;
                self.agree("s", &space(&vector)?)?;
                self.agree("n", &space(&vector)?)?;
                Value::Term(vector)
            }
            Meaning::MatrixProduct => {
                Value::Tensor(reader.matrix_product(&tensor(0)?, &tensor(1)?, span)?)
            }
            Meaning::Transpose => Value::Tensor(reader.transposed(&tensor(0)?, span)?),
            Meaning::TensorSum => {
                let args = vec![tensor(0)?, tensor(1)?];
                Value::Tensor(reader.form(span, Op::Add, args)?)
            }
            Meaning::Append => {
                let parts = [term(0)?, term(1)?];
                for (name, part) in ["m", "n"].into_iter().zip(&parts) {
                    self.agree(name, &space(part)?)?;
                }
                Value::Term(reader.appended(parts, span)?)
            }
            Meaning::Paired => Value::ToPair(Rc::new([term(0)?, term(1)?])),
            Meaning::Precomposed(left) => {
                let map = match value(0)? {
                    Value::Bilinear(map) => map,
                    other => return Err(self.unread(&other)),
                };
                let domain = match value(1)? {
                    Value::Type(Type::Sort(Sort::Vec(space))) => space,
                    other => return Err(self.unread(&other)),
                };
                let (fixed, at, inner) = if *left { (1, 3, 2) } else { (0, 2, 3) };
                let outer = reader.with_one(&map, fixed, term(at)?, span)?;
                let inner = term(inner)?;
                if !matches!(inner.space(), Some(Space::Hom(from, _)) if **from == domain) {
                    return Err(self.unread(&Value::Term(inner)));
                }
                Value::Term(reader.form(span, Op::Comp, vec![outer, inner])?)
            }
            Meaning::Beside(after) => {
                let Value::Index(index) = value(1)? else {
                    return Err(self.unread(&value(1)?));
                };
                let other = self.space(self.argument(0)?)?;
                let own = index.coordinates().zip(index.space());
                let (Some(other), Some((parts, own))) = (other, own) else {
                    return Err(reader.error(span, "the sizes are not stated"));
                };
                let shifted = if *after {
                    let by = other.axes().and_then(|axes| Some(axes.first()?.dim()));
                    by.zip(one_after_the_other(&other, &own))
                } else {
                    let none = Dim::constant(0_u8);
                    one_after_the_other(&own, &other).map(|whole| (none, whole))
                };
                let (by, whole) = shifted.ok_or_else(|| reader.unread(span, "this index"))?;
                self.agree(if *after { "m" } else { "n" }, &own)?;
                Value::Index(Index::Shifted(parts, by, whole))
            }
            _ => return Err(self.unread(&value(0)?)),
        })
    }

    /// Inner products, over the real numbers.
    fn of_inner(&self) -> Read<Value> {
        let (reader, span) = (self.reader, self.span);
        let value = |position: usize| reader.delayed(self.argument(position)?);
        match value(0)? {
            Value::Type(Type::Sort(real)) if real == Sort::REAL => {}
            other => return Err(self.unread(&other)),
        }
        match (&self.row.meaning, value(1)?) {
            (Meaning::Inner, Value::Term(u)) => match value(2)? {
                Value::Term(v) => reader.inner(u, v, span).map(Value::Term),
                other => Err(self.unread(&other)),
            },
            (Meaning::InnerMap, Value::Term(u)) => reader.inner_map(&u, span).map(Value::Term),
            (Meaning::InnerDerivative, Value::Pair(parts)) => match parts.as_ref() {
                (Value::Term(u), Value::Term(v)) => {
                    let map = reader.inner_derivative(u.clone(), v.clone(), span)?;
                    Ok(Value::OfPair(Rc::new(map)))
                }
                _ => Err(self.unread(&Value::Pair(parts.clone()))),
            },
            (_, other) => Err(self.unread(&other)),
        }
    }

    fn operator(&self, op: &Op) -> Read<Term> {
        let mut args: Vec<Term> = Vec::new();
        for position in 0..self.row.explicit.len() {
            let argument = self.argument(position)?;
            let known: Vec<&Sort> = args.iter().map(Term::sort).collect();
            args.push(match op.argument(&known, None) {
                Some(sort) => self.reader.term(argument, &Type::Sort(sort))?,
                None => match self.reader.delayed(argument)? {
                    Value::Term(term) => term,
                    other => return Err(self.unread(&other)),
                },
            });
            if let Some(Sort::Idx { context, shape }) = args.last().map(Term::sort) {
                self.agree("Γ", context)?;
                self.agree("s", shape)?;
                self.agree("n", shape)?;
            }
        }
        self.reader.form(self.span, op.clone(), args)
    }

    fn node(&self) -> Read<Value> {
        let unstated = |name: &str| {
            let message = format!("`{name}` is not stated");
            self.reader.error(self.span, message)
        };
        let context = self.implicit("Γ")?.ok_or_else(|| unstated("Γ"))?;
        let output = self.implicit("τ")?.ok_or_else(|| unstated("τ"))?;
        let (x, dx, delta) = (("x", &context), ("dx", &context), ("δ", &output));
        let map = |position: usize, variables: &[(&str, &Space)], to: &Space| {
            let argument = self.argument(position)?;
            let function = self.reader.delayed(argument)?;
            let variables = variables.iter().map(|(name, space)| {
                let variable = Term::var(name, Sort::Vec((*space).clone()));
                let span = argument.span().clone();
                (None, Delayed::Known(Value::Term(variable), span))
            });
            let applied = self
                .reader
                .apply(function, variables.collect(), argument.span())?;
            let sort = Type::Sort(Sort::Vec(to.clone()));
            match self.reader.coerce(applied, &sort, argument.span())? {
                Value::Term(term) => Ok((term, argument.span().clone())),
                other => Err(self.unread(&other)),
            }
        };
        let (forward, f) = map(0, &[x], &output)?;
        let (jvp, tangent) = map(1, &[x, dx], &output)?;
        let (vjp, cotangent) = map(2, &[x, delta], &context)?;
        let form = NodeForm {
            context: context.clone(),
            output: output.clone(),
            forward,
            jvp,
            vjp,
        };
        let spans = [f, tangent, cotangent];
        Ok(Value::Node(Node { form, spans }.into()))
    }
}
