//! Calls of declarations: as their entry, or unfolded.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::call::Assigned;
use super::meaning::{Read, Reader};
use super::signature::{Parameter, Signature};
use super::value::{Node, Scope, Type, Value};
use crate::notation::{Entry, Form, Span};
use crate::term::{Name, Space, Term};

impl Reader<'_> {
    /// Reads as if from inside another declaration.
    pub(super) fn outside<T>(&self, at: usize, read: impl FnOnce() -> Read<T>) -> Read<T> {
        let current = self.current.replace(at);
        let result = read();
        self.current.set(current);
        result
    }

    /// A call of a declaration: of its entry if it has one, since that is held
    /// against the source for itself; else unfolded.
    pub(super) fn called(&self, at: usize, args: &Assigned, span: &Span) -> Read<Value> {
        let signature = self.outside(at, || self.signature(at, &[], &BTreeMap::new()))?;
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
        let declaration = self.outline.declarations.get(at);
        let entry = declaration.and_then(|d| self.entries.iter().find(|e| e.lean() == d.name));
        match entry {
            Some(entry) => {
                self.rests.borrow_mut().insert(entry.name.clone());
                self.instance(entry, &terms, span)
            }
            None => self.outside(at, || self.unfolded(at, &signature, &spaces, &terms, span)),
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
        self.body(at, &scope, signature.result.as_ref(), span)
            .map(|(value, _)| value)
    }
}
