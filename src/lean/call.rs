//! Calls: arguments to parameters, and what a combinator or a declaration
//! makes of them.

use std::collections::BTreeMap;

use super::combinator::{Combinator, Meaning};
use super::meaning::{Given, Read, Reader};
use super::value::{Callee, Delayed, Index, Node, Type, Value};
use crate::notation::{NodeForm, Span};
use crate::term::{Op, Sort, Space, Term};

/// The arguments of a call, by parameter.
pub type Assigned = BTreeMap<String, Delayed>;

/// The parameters of a callee.
pub struct Wanted {
    pub(super) implicit: Vec<String>,
    pub(super) explicit: Vec<String>,
}

impl Wanted {
    /// How many explicit parameters have no argument yet.
    pub(super) fn missing(&self, given: &[Given]) -> usize {
        let named = |parameter: &String| given.iter().any(|(n, _)| n.as_ref() == Some(parameter));
        let open = self.explicit.iter().filter(|p| !named(p)).count();
        let positional = given.iter().filter(|(name, _)| name.is_none()).count();
        open.saturating_sub(positional)
    }

    /// The argument of each parameter.
    pub(super) fn assign(&self, reader: &Reader<'_>, given: Vec<Given>) -> Read<Assigned> {
        let mut assigned = Assigned::new();
        let mut positional = Vec::new();
        for (name, argument) in given {
            let Some(name) = name else {
                positional.push(argument);
                continue;
            };
            if !self.implicit.contains(&name) && !self.explicit.contains(&name) {
                let message = format!("the reader knows no parameter `{name}` here");
                return Err(reader.error(argument.span(), message));
            }
            let span = argument.span().clone();
            if assigned.insert(name.clone(), argument).is_some() {
                return Err(reader.error(&span, format!("`{name}` is given twice")));
            }
        }
        let open: Vec<&String> = self.explicit.iter().collect();
        let open = open.into_iter().filter(|p| !assigned.contains_key(*p));
        let pairs: Vec<_> = open.cloned().zip(positional).collect();
        assigned.extend(pairs);
        Ok(assigned)
    }
}

impl Reader<'_> {
    /// The parameters of a callee.
    pub(super) fn wanted(&self, callee: &Callee, span: &Span) -> Read<Wanted> {
        let strings = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        match callee {
            Callee::Combinator(row) => Ok(Wanted {
                implicit: strings(row.implicit),
                explicit: strings(row.explicit),
            }),
            Callee::Declaration(at) => self.parameters(*at, span),
        }
    }

    /// A call with all its arguments.
    pub(super) fn perform(&self, callee: &Callee, args: &Assigned, span: &Span) -> Read<Value> {
        match callee {
            Callee::Combinator(row) => Call {
                reader: self,
                row,
                args,
                span,
            }
            .value(),
            Callee::Declaration(at) => self.called(*at, args, span),
        }
    }
}

/// A call of a combinator.
struct Call<'c, 'a> {
    reader: &'c Reader<'a>,
    row: &'static Combinator,
    args: &'c Assigned,
    span: &'c Span,
}

impl Call<'_, '_> {
    fn argument(&self, position: usize) -> Read<&Delayed> {
        let name = self.row.explicit.get(position).copied().unwrap_or("");
        let missing = || self.reader.error(self.span, format!("`{name}` is missing"));
        self.args.get(name).ok_or_else(missing)
    }

    fn first(&self) -> Read<Value> {
        self.reader.delayed(self.argument(0)?)
    }

    fn unread(&self, value: &Value) -> crate::notation::Diagnostic {
        let what = format!("`{}` of {}", self.row.name, value.describe());
        self.reader.unread(self.span, &what)
    }

    /// The space that an argument names.
    fn space(&self, argument: &Delayed) -> Read<Option<Space>> {
        Ok(match self.reader.delayed(argument)? {
            Value::Shape(space) | Value::Size(space) | Value::Context(space) => Some(space),
            _ => None,
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
    fn implicit(&self, name: &str) -> Read<Option<Space>> {
        match self.args.get(name) {
            Some(argument) => self.space(argument),
            None => Ok(None),
        }
    }

    /// An implicit parameter must be what the other arguments make it.
    fn agree(&self, name: &str, space: &Space) -> Read<()> {
        match self.implicit(name)? {
            Some(given) if given != *space => {
                let message = format!("`{name}` is not what the other arguments say");
                Err(self.reader.error(self.span, message))
            }
            _ => Ok(()),
        }
    }

    fn value(&self) -> Read<Value> {
        let sort = |sort: Sort| Value::Type(Type::Sort(sort));
        Ok(match &self.row.meaning {
            Meaning::Operator(op) => Value::Term(self.operator(op)?),
            Meaning::Same => self.first()?,
            Meaning::Vector => {
                let index = Index::new(self.implicit("n")?);
                Value::Term(self.reader.lifted(self.argument(0)?, &index)?)
            }
            Meaning::Coordinate => match self.first()? {
                Value::Index(index) => {
                    if let Some(space) = self.implicit("n")? {
                        index.runs_over(&space);
                        self.agree("n", index.space().unwrap_or(&space))?;
                    }
                    let space = index.space().cloned();
                    let unknown = || self.reader.error(self.span, "the size is not stated");
                    let space = space.ok_or_else(unknown)?;
                    let id = self.reader.form(self.span, Op::Id(space), Vec::new())?;
                    Value::At(index, id)
                }
                other => return Err(self.unread(&other)),
            },
            Meaning::Coordinates => {
                let index = Index::new(None);
                let map = self.reader.lifted(self.argument(0)?, &index)?;
                match map.space() {
                    Some(Space::Hom(..)) => Value::Coordinates(map),
                    _ => return Err(self.unread(&Value::Term(map))),
                }
            }
            Meaning::Compose => {
                let inner = self.reader.delayed(self.argument(1)?)?;
                self.reader.compose(self.first()?, inner, self.span)?
            }
            Meaning::Equivalence => Value::Equivalence(self.first_space()?, false),
            Meaning::Inverse => match self.first()? {
                Value::Equivalence(space, inverse) => Value::Equivalence(space, !inverse),
                other => return Err(self.unread(&other)),
            },
            Meaning::Node => self.node()?,
            Meaning::Size => Value::Size(self.first_space()?),
            Meaning::Vec | Meaning::CtxVec => sort(Sort::Vec(self.first_space()?)),
            Meaning::Fin => Value::Type(Type::Fin(self.first_space()?)),
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

    fn operator(&self, op: &Op) -> Read<Term> {
        let argument = self.argument(0)?;
        let first = match self.reader.delayed(argument)? {
            Value::Term(term) => term,
            other => return Err(self.unread(&other)),
        };
        let mut args = vec![first.clone()];
        if let Sort::Idx { context, shape } = first.sort() {
            self.agree("Γ", context)?;
            self.agree("s", shape)?;
            let second = if *op == Op::Single { shape } else { context };
            if self.row.explicit.len() > 1 {
                let sort = Type::Sort(Sort::Vec(second.clone()));
                args.push(self.reader.term(self.argument(1)?, &sort)?);
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
