//! Calls of declarations of the file: of an entry as that, of others by their value.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::arithmetic::{Read, size};
use super::call::Assigned;
use super::definition::body;
use super::evaluate::Reader;
use super::layer::Part;
use super::signature::{Parameter, Signature, is_type_of_numbers};
use super::syntax::{Binder, Written};
use super::value::{Node, Scope, Type, Value};
use crate::notation::{Entry, Form, Span};
use crate::term::{Axis, Name, Sort, Space};

impl Reader<'_> {
    /// A call of a declaration: of its entry if it has one, since that is
    /// compared with the source for itself; else unfolded.
    pub fn called(&self, at: usize, args: &Assigned, span: &Span) -> Read<Value> {
        let signature = Signature::inside(self, at)?;
        let spaces = self.spaces(&signature, args, span)?;
        self.tell_types(&signature, args, span)?;
        let declaration = self.outline().declarations.get(at);
        match declaration.and_then(|d| self.entry(&d.name)) {
            Some(entry) => self.instance(at, entry, &signature, spaces, args, span),
            None => self.unfolded(at, &signature, &spaces, args, span),
        }
    }

    /// Types that callers leave out are read as ℝ: some argument must be seen to be of it, and none
    /// be a size, for which Lean may take ℕ.
    fn tell_types(&self, signature: &Signature, args: &Assigned, span: &Span) -> Read<()> {
        for kind in signature.binders.iter().filter(|b| is_type_of_numbers(b)) {
            let is_of = |binder: &&Binder| {
                let sort = binder.sort.as_ref().map(|sort| sort.kind.as_ref());
                matches!(sort, Some(Written::Name(name)) if *name == kind.name)
            };
            let mut told = false;
            for binder in signature.binders.iter().filter(is_of) {
                let Some(argument) = args.get(&binder.name) else {
                    continue;
                };
                match self.delayed(argument)? {
                    Value::Numeral(_) => {}
                    Value::Term(_) | Value::At(..) => told = true,
                    other => return Err(self.unread(argument.span(), &other.describe())),
                }
            }
            if !told {
                let message = format!(
                    "the type `{}` does not follow from the arguments",
                    kind.name
                );
                return Err(self.error(span, message));
            }
        }
        Ok(())
    }

    /// What the implicit parameters of a call stand for: what is given, else what follows
    /// from the other arguments.
    fn spaces(
        &self,
        signature: &Signature,
        args: &Assigned,
        span: &Span,
    ) -> Read<BTreeMap<Name, Space>> {
        let mut given = BTreeMap::new();
        for (name, _) in &signature.implicit {
            let Some(argument) = args.get(name) else {
                continue;
            };
            let space = match self.delayed(argument)? {
                Value::Shape(space) | Value::Context(space) => Some(space),
                other => size(&other),
            };
            let unread = || self.unread(argument.span(), &format!("`{name}` here"));
            given.insert(name.as_str().into(), space.ok_or_else(unread)?);
        }
        if signature
            .implicit
            .iter()
            .all(|(name, _)| given.contains_key(name.as_str()))
        {
            return Ok(given);
        }
        let mut followed = BTreeMap::new();
        for (name, parameter, _) in &signature.explicit {
            let (Some(argument), Parameter::Of(sort)) = (args.get(name), parameter) else {
                continue;
            };
            let term = match self.delayed(argument)? {
                Value::Term(term) => term,
                _ => continue,
            };
            // The size of a whole vector may be that of several axes.
            let whole = match sort {
                Sort::Vec(Space::Shaped(axes)) => match &**axes {
                    [Axis::Dim(dim)] => dim.name(),
                    _ => None,
                },
                _ => None,
            };
            let fits = match (whole, term.space()) {
                (Some(size), Some(space)) if space.axes().is_some() => {
                    let known = followed.entry(size.clone());
                    *known.or_insert_with(|| space.clone()) == *space
                }
                _ => sort.unify(term.sort(), &mut followed),
            };
            if !fits {
                let message = format!("expected {sort}, found {}", term.sort());
                return Err(self.error(argument.span(), message));
            }
        }
        for (name, _) in &signature.implicit {
            let name: Name = name.as_str().into();
            match (given.get(&name), followed.remove(&name)) {
                (Some(given), Some(found)) if given.dim() != found.dim() => {
                    let message = format!("`{name}` is not what the other arguments say");
                    return Err(self.error(span, message));
                }
                (None, Some(found)) => {
                    given.insert(name, found);
                }
                (Some(_), _) => {}
                (None, None) => {
                    let message = format!("`{name}` does not follow from the arguments");
                    return Err(self.error(span, message));
                }
            }
        }
        Ok(given)
    }

    /// An entry at these arguments.
    fn instance(
        &self,
        at: usize,
        entry: &Entry,
        signature: &Signature,
        own: BTreeMap<Name, Space>,
        args: &Assigned,
        span: &Span,
    ) -> Read<Value> {
        let other = || {
            let message = format!("`{}` takes other arguments in spec/", entry.name);
            self.error(span, message)
        };
        let names = self.inside(at, || signature.renamed(self, entry)?.map_err(|_| other()))?;
        let mut spaces = BTreeMap::new();
        for ((name, parameter, _), (_, sort)) in signature.explicit.iter().zip(&entry.parameters) {
            if let (Parameter::Axis(_), Sort::Rank(before)) = (parameter, sort) {
                let argument = args.get(name).ok_or_else(other)?;
                let Value::Rank(number) = self.delayed(argument)? else {
                    return Err(other());
                };
                spaces.insert(before.clone(), Space::Named(number));
            }
        }
        for (name, space) in own {
            match names.get(&name).ok_or_else(other)? {
                Space::Named(stated) => spaces.insert(stated.clone(), space),
                // A shape that the number of an axis divides.
                stated if stated.axes().is_some_and(|axes| axes.len() > 1) => {
                    if !stated.unify(&space, &mut spaces) {
                        return Err(other());
                    }
                    None
                }
                stated => {
                    let name = axis_name(stated).ok_or_else(other)?;
                    let dim = space.dim().ok_or_else(other)?;
                    spaces.insert(name, Space::of_axes(vec![Axis::Dim(dim)]))
                }
            };
        }
        let mut terms = BTreeMap::new();
        let mut stated = entry.parameters.iter();
        for (name, parameter, _) in &signature.explicit {
            if matches!(
                parameter,
                Parameter::Proof | Parameter::Equal(..) | Parameter::Condition(_)
            ) {
                continue;
            }
            if matches!(parameter, Parameter::Axis(_)) {
                stated.next();
                continue;
            }
            if matches!(parameter, Parameter::Layer(..)) {
                let argument = args.get(name).ok_or_else(other)?;
                let Value::Layer(layer, Part::Spec) = self.delayed(argument)? else {
                    return Err(other());
                };
                for term in [&layer.weights, &layer.bias] {
                    let (called, sort) = stated.next().ok_or_else(other)?;
                    if sort.instantiate(&spaces) != *term.sort() {
                        return Err(other());
                    }
                    terms.insert(called.clone(), term.clone());
                }
                continue;
            }
            let (Some(argument), Some((called, sort))) = (args.get(name), stated.next()) else {
                return Err(other());
            };
            let sort = sort.instantiate(&spaces);
            let term = self.term(argument, &Type::Sort(sort))?;
            terms.insert(called.clone(), term);
        }
        let form = entry.form_at(&spaces, &terms).map_err(|_| other())?;
        let spans = [span.clone(), span.clone(), span.clone()];
        Ok(match form {
            Form::Node(form) => Value::Node(Rc::new(Node { form, spans })),
            Form::Fderiv { deriv, .. } => Value::Certificate(deriv, span.clone()),
            Form::Function(value) => Value::Term(value),
        })
    }

    /// The value of a declaration, with its parameters bound one by one: the types of later
    /// ones may mention earlier ones.
    fn unfolded(
        &self,
        at: usize,
        signature: &Signature,
        spaces: &BTreeMap<Name, Space>,
        args: &Assigned,
        span: &Span,
    ) -> Read<Value> {
        let mut scope = Scope::default();
        for binder in &signature.binders {
            let name = binder.name.as_str();
            if binder.instance {
                scope = scope.with(name, Value::Proof);
                continue;
            }
            if is_type_of_numbers(binder) {
                scope = scope.with(name, Value::Type(Type::Sort(Sort::REAL)));
                continue;
            }
            let known = spaces
                .get(name)
                .map(|space| match signature.scope.get(name) {
                    Some(Value::Shape(_)) => Value::Shape(space.clone()),
                    Some(Value::Context(_)) => Value::Context(space.clone()),
                    _ => Value::Size(space.clone()),
                });
            let value = match (known, args.get(name), &binder.sort) {
                (Some(known), _, _) => known,
                (None, Some(argument), Some(sort)) => {
                    let sort = self.inside(at, || self.hypothesis(sort, &scope))?;
                    match (self.read_delayed(argument, &sort)?, sort) {
                        (value, Type::Number) => {
                            let unread = || self.unread(argument.span(), &value.describe());
                            Value::Size(size(&value).ok_or_else(unread)?)
                        }
                        (value, _) => value,
                    }
                }
                _ => return Err(self.error(span, format!("`{name}` is missing"))),
            };
            scope = scope.with(name, value);
        }
        let read = || body(self, at, &scope, signature.result.as_ref(), span);
        self.inside(at, read).map(|(value, _)| value)
    }
}

/// The name of the only axis of a space.
pub fn axis_name(space: &Space) -> Option<Name> {
    match space.axes()?.as_slice() {
        [Axis::Dim(dim)] => dim.name().cloned(),
        _ => None,
    }
}
