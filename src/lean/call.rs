//! Names to declarations, arguments to parameters, and what a combinator or a
//! declaration makes of them.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::arithmetic::Read;
use super::combinator::{Combinator, Meaning, combinator};
use super::definition::body;
use super::evaluate::{Given, Reader};
use super::signature::{Parameter, Signature};
use super::value::{Callee, Delayed, Index, Node, Scope, Type, Value};
use crate::notation::{Entry, Form, NodeForm, Span};
use crate::term::{Name, Op, Sort, Space, Term};

/// More opened namespaces are not looked into.
const OPENED: usize = 64;

impl Reader<'_> {
    /// The declaration that a name means, if the file has one: that of the
    /// innermost namespace, else the only one that is open.
    pub fn declaration(&self, name: &str, span: &Span) -> Read<Option<usize>> {
        if !self.outline().may_name(name) {
            return Ok(None);
        }
        let Some(current) = self.outline().declarations.get(self.current()) else {
            return Ok(None);
        };
        let rooted = name.strip_prefix("_root_.");
        let name = rooted.unwrap_or(name);
        let mut namespace = if rooted.is_some() {
            ""
        } else {
            current.namespace.as_str()
        };
        let short = !name.contains('.');
        let within = |parts: &[&str]| {
            let parts: Vec<&str> = parts.iter().copied().filter(|p| !p.is_empty()).collect();
            let found = self.outline().find(&parts.join("."))?;
            let declaration = self.outline().declarations.get(found)?;
            (!(short && declaration.protected && parts.len() > 1)).then_some(found)
        };
        let mut open = Vec::new();
        loop {
            if !namespace.is_empty()
                && let Some(found) = within(&[namespace, name])
            {
                return self.above(found, name, span).map(Some);
            }
            if rooted.is_none() {
                let opened = self.outline().opened(current).take(OPENED);
                open.extend(opened.filter_map(|inner| within(&[namespace, inner, name])));
            }
            match namespace.rsplit_once('.') {
                Some((outer, _)) => namespace = outer,
                None if namespace.is_empty() => break,
                None => namespace = "",
            }
        }
        open.extend(within(&[name]));
        open.sort_unstable();
        open.dedup();
        match open.as_slice() {
            [] => Ok(None),
            [found] if rooted.is_some() || combinator(name).is_none() => {
                self.above(*found, name, span).map(Some)
            }
            _ => Err(self.error(span, format!("`{name}` may mean one thing or another here"))),
        }
    }

    /// A declaration sees those above it, and those that are stated once.
    fn above(&self, found: usize, name: &str, span: &Span) -> Read<usize> {
        let full = self
            .outline()
            .declarations
            .get(found)
            .map(|d| d.name.as_str());
        if full.is_some_and(|full| self.outline().is_twice(full)) {
            return Err(self.error(span, format!("`{name}` is stated twice")));
        }
        if found < self.current() {
            return Ok(found);
        }
        Err(self.error(span, format!("`{name}` is not stated above")))
    }
}

/// The arguments of a call, by parameter.
pub type Assigned = BTreeMap<String, Delayed>;

/// The parameters of a callee.
pub struct Wanted {
    pub implicit: Vec<String>,
    pub explicit: Vec<String>,
    /// Whether these are all, and the implicit ones come first.
    pub ordered: bool,
}

impl Wanted {
    /// How many explicit parameters have no argument yet.
    pub fn missing(&self, given: &[Given]) -> usize {
        let named = |parameter: &String| given.iter().any(|(n, _)| n.as_ref() == Some(parameter));
        let open = self.explicit.iter().filter(|p| !named(p)).count();
        let positional = given.iter().filter(|(name, _)| name.is_none()).count();
        open.saturating_sub(positional)
    }

    /// The arguments of `@f`, where the implicit ones are written too.
    pub fn explicitly(
        &self,
        reader: &Reader<'_>,
        given: Vec<Given>,
        span: &Span,
    ) -> Read<Vec<Given>> {
        if !self.ordered || given.len() < self.implicit.len() {
            return Err(reader.unread(span, "`@` before this"));
        }
        let named = self.implicit.iter().map(|name| Some(name.clone()));
        let names = named.chain(std::iter::repeat(None));
        let given = names.zip(given).filter_map(|(implicit, (name, argument))| {
            let hole = matches!(&argument, Delayed::Written(s, _) if s.is_hole());
            (!(hole && implicit.is_some())).then(|| (name.or(implicit), argument))
        });
        Ok(given.collect())
    }

    /// The argument of each parameter.
    pub fn assign(&self, reader: &Reader<'_>, given: Vec<Given>) -> Read<Assigned> {
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
    pub fn wanted(&self, callee: &Callee) -> Read<Wanted> {
        let strings = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        match callee {
            Callee::Combinator(row) => Ok(Wanted {
                implicit: strings(row.implicit),
                explicit: strings(row.explicit),
                // Of a row without any, those of Lean are not stated.
                ordered: !row.implicit.is_empty(),
            }),
            Callee::Declaration(at) => {
                let signature = Signature::inside(self, *at)?;
                let ordered = signature.ordered;
                let implicit = signature.implicit.into_iter().map(|(name, _)| name);
                let explicit = signature.explicit.into_iter().map(|(name, ..)| name);
                Ok(Wanted {
                    implicit: implicit.collect(),
                    explicit: explicit.collect(),
                    ordered,
                })
            }
        }
    }

    /// A call with all its arguments.
    pub fn perform(&self, callee: &Callee, args: &Assigned, span: &Span) -> Read<Value> {
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
                self.reader.at(self.span).compose(self.first()?, inner)?
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

impl Reader<'_> {
    /// A call of a declaration: of its entry if it has one, since that is held
    /// against the source for itself; else unfolded.
    pub fn called(&self, at: usize, args: &Assigned, span: &Span) -> Read<Value> {
        let signature = Signature::inside(self, at)?;
        let mut spaces = BTreeMap::new();
        let mut terms = Vec::new();
        for (name, parameter, _) in &signature.explicit {
            let Some(argument) = args.get(name) else {
                return Err(self.error(span, format!("`{name}` is missing")));
            };
            let Parameter::Of(sort) = parameter else {
                continue;
            };
            let term = match self.delayed(argument)? {
                Value::Term(term) => term,
                Value::Numeral(_) => self.term(argument, &Type::Sort(sort.instantiate(&spaces)))?,
                other => return Err(self.unread(argument.span(), &other.describe())),
            };
            if !sort.unify(term.sort(), &mut spaces) {
                let message = format!("expected {sort}, found {}", term.sort());
                return Err(self.error(argument.span(), message));
            }
            terms.push(term);
        }
        for (name, _) in &signature.implicit {
            let Some(argument) = args.get(name) else {
                continue;
            };
            let given = match self.delayed(argument)? {
                Value::Shape(space) | Value::Size(space) | Value::Context(space) => space,
                other => return Err(self.unread(argument.span(), &other.describe())),
            };
            let known = spaces.entry(name.as_str().into());
            if *known.or_insert_with(|| given.clone()) != given {
                let message = format!("`{name}` is not what the other arguments say");
                return Err(self.error(argument.span(), message));
            }
        }
        let declaration = self.outline().declarations.get(at);
        let entry = declaration.and_then(|d| self.entry(&d.name));
        match entry {
            Some(entry) => self.instance(entry, &terms, span),
            None => self.inside(at, || self.unfolded(at, &signature, &spaces, &terms, span)),
        }
    }

    /// An entry at these arguments.
    fn instance(&self, entry: &Entry, args: &[Term], span: &Span) -> Read<Value> {
        let mut spaces = BTreeMap::new();
        let mut terms = BTreeMap::new();
        let fits = entry.parameters.len() == args.len()
            && entry
                .parameters
                .iter()
                .zip(args)
                .all(|((name, sort), arg)| {
                    terms.insert(name.clone(), arg.clone());
                    sort.unify(arg.sort(), &mut spaces)
                });
        let form = entry.form_at(&spaces, &terms).ok().filter(|_| fits);
        let Some(form) = form else {
            let message = format!("`{}` takes other arguments in spec/", entry.name);
            return Err(self.error(span, message));
        };
        let spans = [span.clone(), span.clone(), span.clone()];
        Ok(match form {
            Form::Node(form) => Value::Node(Rc::new(Node { form, spans })),
            Form::Fderiv { deriv, .. } => Value::Certificate(deriv, span.clone()),
            Form::Function(value) => Value::Term(value),
        })
    }

    fn unfolded(
        &self,
        at: usize,
        signature: &Signature,
        spaces: &BTreeMap<Name, Space>,
        terms: &[Term],
        span: &Span,
    ) -> Read<Value> {
        let mut scope = Scope::default();
        for (name, _) in &signature.implicit {
            let Some(space) = spaces.get(name.as_str()) else {
                let message = format!("`{name}` does not follow from the arguments");
                return Err(self.error(span, message));
            };
            let value = match signature.scope.get(name) {
                Some(Value::Shape(_)) => Value::Shape(space.clone()),
                Some(Value::Context(_)) => Value::Context(space.clone()),
                _ => Value::Size(space.clone()),
            };
            scope = scope.with(name, value);
        }
        let mut terms = terms.iter();
        for (name, parameter, _) in &signature.explicit {
            let value = match parameter {
                Parameter::Of(_) => terms.next().cloned().map_or(Value::Proof, Value::Term),
                Parameter::Proof | Parameter::Unread => Value::Proof,
            };
            scope = scope.with(name, value);
        }
        body(self, at, &scope, signature.result.as_ref(), span).map(|(value, _)| value)
    }
}
