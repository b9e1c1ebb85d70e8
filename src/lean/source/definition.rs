//! Declarations as definitions: their signatures, their fields, and calls of
//! them.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::call::{Assigned, Wanted};
use super::meaning::{Read, Reader};
use super::parser::Parser;
use super::syntax::Syntax;
use super::value::{Node, Scope, Type, Value};
use crate::spec::{Entry, Form, NodeForm, Span};
use crate::term::{Name, Sort, Space, Term};

/// One field as the entry states it and as the source does.
#[derive(Clone, Debug)]
pub struct Field {
    /// Lean's name of it.
    pub name: &'static str,
    /// Where the source states it.
    pub span: Span,
    /// What the entry states.
    pub stated: Term,
    /// What the source states.
    pub found: Term,
}

/// A definition as the source states it, over the names of its entry.
#[derive(Clone, Debug)]
pub enum Reading {
    /// The same parameters and result; the fields remain to be compared.
    Fields(Vec<Field>),
    /// Another signature: where, and in what it differs.
    Signature(Span, String),
}

/// An explicit parameter.
#[derive(Clone, Debug)]
enum Parameter {
    Of(Sort),
    Proof,
}

/// The binders of a declaration.
struct Signature {
    scope: Scope,
    /// Shapes and contexts that callers leave out.
    implicit: Vec<(String, Space)>,
    explicit: Vec<(String, Parameter, Span)>,
    result: Option<Syntax>,
}

impl Reader<'_> {
    /// The declaration that a name means, if the file has one.
    pub(super) fn declaration(&self, name: &str, span: &Span) -> Read<Option<usize>> {
        if !self.outline.may_name(name) {
            return Ok(None);
        }
        let current = self.outline.declarations.get(self.current.get());
        let mut namespace = current.map_or("", |d| d.namespace.as_str());
        let opened = self.outline.opened.iter().map(String::as_str);
        let opened: Vec<&str> = opened.take(64).collect();
        let name = name.strip_prefix("_root_.").unwrap_or(name);
        loop {
            let found = std::iter::once("").chain(opened.iter().copied());
            let found = found.filter_map(|inner| {
                let parts = [namespace, inner, name];
                let parts: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
                self.outline.find(&parts.join("."))
            });
            // The one itself comes before what is opened.
            if let Some(found) = found.into_iter().next() {
                if found < self.current.get() {
                    return Ok(Some(found));
                }
                let message = format!("`{name}` is not stated above");
                return Err(self.error(span, message));
            }
            match namespace.rsplit_once('.') {
                Some((outer, _)) => namespace = outer,
                None if namespace.is_empty() => return Ok(None),
                None => namespace = "",
            }
        }
    }

    /// The binders of a declaration, with its explicit parameters and its
    /// spaces called as the caller says.
    fn signature(
        &self,
        at: usize,
        names: &[Name],
        spaces: &BTreeMap<Name, Space>,
    ) -> Read<Signature> {
        let Some(declaration) = self.outline.declarations.get(at) else {
            return Err(self.error(&(0..0), "no declaration"));
        };
        let mut parser = Parser::new(self.tokens, &declaration.binders);
        let binders = parser.binders()?;
        if !parser.done() {
            return Err(parser.unexpected("a binder"));
        }
        let mut signature = Signature {
            scope: Scope::default(),
            implicit: Vec::new(),
            explicit: Vec::new(),
            result: None,
        };
        for binder in binders {
            let span = &binder.span;
            let Some(sort) = &binder.sort else {
                return Err(self.unread(span, "a binder without a type"));
            };
            let sort = if Reader::is_proposition(sort) {
                Type::Proposition
            } else {
                self.sort(sort, &signature.scope)?
            };
            let name = binder.name.as_str();
            let space = || {
                spaces
                    .get(name)
                    .cloned()
                    .unwrap_or_else(|| Space::named(name))
            };
            let value = match sort {
                Type::Shape => Value::Shape(space()),
                Type::Context => Value::Context(space()),
                Type::Number => Value::Size(space()),
                Type::Proposition => Value::Proof,
                Type::Sort(sort) if binder.explicit => {
                    let called = names.get(signature.explicit.len());
                    let called = called.map_or(name, |called| called);
                    let term = Term::var(called, sort.clone());
                    let parameter = Parameter::Of(sort);
                    signature
                        .explicit
                        .push((name.into(), parameter, span.clone()));
                    Value::Term(term)
                }
                other => return Err(self.unread(span, &format!("{} here", other.describe()))),
            };
            match &value {
                Value::Term(_) => {}
                Value::Proof if binder.explicit => {
                    let parameter = (name.to_string(), Parameter::Proof, span.clone());
                    signature.explicit.push(parameter);
                }
                Value::Proof => {}
                _ if binder.explicit => {
                    return Err(self.unread(span, &format!("{} here", value.describe())));
                }
                _ => signature.implicit.push((name.into(), space())),
            }
            signature.scope = signature.scope.with(name, value);
        }
        if !declaration.result.is_empty() {
            let mut parser = Parser::new(self.tokens, &declaration.result);
            let result = parser.term()?;
            if !parser.done() {
                return Err(parser.unexpected("`:=`"));
            }
            signature.result = Some(result);
        }
        Ok(signature)
    }

    /// The parameters of a declaration.
    pub(super) fn parameters(&self, at: usize, _: &Span) -> Read<Wanted> {
        let signature = self.outside(at, || self.signature(at, &[], &BTreeMap::new()))?;
        let implicit = signature.implicit.into_iter().map(|(name, _)| name);
        let explicit = signature.explicit.into_iter().map(|(name, ..)| name);
        Ok(Wanted {
            implicit: implicit.collect(),
            explicit: explicit.collect(),
        })
    }

    /// Reads as if from inside another declaration.
    fn outside<T>(&self, at: usize, read: impl FnOnce() -> Read<T>) -> Read<T> {
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
            Some(entry) => self.instance(entry, &terms, span),
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
                Parameter::Proof => Value::Proof,
            };
            scope = scope.with(name, value);
        }
        self.body(at, &scope, signature.result.as_ref(), span)
            .map(|(value, _)| value)
    }

    /// The value of a declaration, and its type if that is stated.
    fn body(
        &self,
        at: usize,
        scope: &Scope,
        result: Option<&Syntax>,
        span: &Span,
    ) -> Read<(Value, Option<Type>)> {
        let declaration = self.outline.declarations.get(at);
        let plain = declaration.filter(|d| matches!(d.keyword.as_str(), "def" | "abbrev"));
        let Some(body) = plain.and_then(|d| d.body.as_ref()) else {
            return Err(self.unread(span, "a declaration without `:=`"));
        };
        let mut parser = Parser::new(self.tokens, body);
        let syntax = parser.term()?;
        if !parser.done() {
            return Err(parser.unexpected("the end of the definition"));
        }
        let Some(result) = result else {
            return Ok((self.value(&syntax, scope, None)?, None));
        };
        let sort = self.sort(result, scope)?;
        Ok((self.read(&syntax, scope, &sort)?, Some(sort)))
    }

    /// A declaration, held beside its entry.
    ///
    /// # Errors
    /// Where the source cannot be read.
    pub fn definition(&self, at: usize, entry: &Entry) -> Read<Reading> {
        self.begin(at);
        let span = self
            .outline
            .declarations
            .get(at)
            .map_or(0..0, |d| self.tokens.span(d.at));
        let signature = self.signature(at, &[], &BTreeMap::new())?;
        let spaces = match renamed(&signature, entry) {
            Ok(spaces) => spaces,
            Err((place, what)) => {
                return Ok(Reading::Signature(place.unwrap_or(span), what));
            }
        };
        let names: Vec<Name> = entry
            .parameters
            .iter()
            .map(|(name, _)| name.clone())
            .collect();
        let signature = self.signature(at, &names, &spaces)?;
        let result = signature.result.as_ref();
        if let Some(result) = result {
            let sort = self.sort(result, &signature.scope)?;
            if let Some(what) = other_result(&sort, entry) {
                return Ok(Reading::Signature(result.span.clone(), what));
            }
        }
        let (value, sort) = self.body(at, &signature.scope, result, &span)?;
        let mut fields = Vec::new();
        let mut field = |name, span: &Span, stated: &Term, found: &Term| {
            fields.push(Field {
                name,
                span: span.clone(),
                stated: stated.clone(),
                found: found.clone(),
            });
        };
        let mut maps = |stated: &NodeForm, found: &Node| {
            let [f, jvp, vjp] = &found.spans;
            field("f", f, &stated.forward, &found.form.forward);
            field("jvp", jvp, &stated.jvp, &found.form.jvp);
            field("vjp", vjp, &stated.vjp, &found.form.vjp);
        };
        match (&entry.form, value, sort) {
            (Form::Node(stated), Value::Node(found), _) => {
                if stated.context != found.form.context || stated.output != found.form.output {
                    let what = "the node has another context or output than in spec/".into();
                    return Ok(Reading::Signature(span, what));
                }
                maps(stated, &found);
            }
            (
                Form::Fderiv { node, deriv, .. },
                Value::Certificate(found, place),
                Some(Type::Certificate(of)),
            ) => {
                // Of another node: the type says so before the value is read.
                if of.form != *node {
                    maps(node, &of);
                }
                field("deriv", &place, deriv, &found);
            }
            (Form::Function(stated), Value::Term(found), _) if stated.sort() == found.sort() => {
                let at = self
                    .outline
                    .declarations
                    .get(at)
                    .and_then(|d| d.body.as_ref());
                let place = at.map_or(span, |body| self.tokens.span(body.start));
                field("value", &place, stated, &found);
            }
            (_, other, _) => return Err(self.unread(&span, &other.describe())),
        }
        Ok(Reading::Fields(fields))
    }
}

/// What the entry calls the spaces of a signature, or where they differ.
fn renamed(
    signature: &Signature,
    entry: &Entry,
) -> Result<BTreeMap<Name, Space>, (Option<Span>, String)> {
    let mut spaces = BTreeMap::new();
    let found = signature.explicit.len();
    if found != entry.parameters.len() {
        let count = entry.parameters.len();
        let what = format!("{found} explicit parameters here, {count} in spec/");
        return Err((None, what));
    }
    for ((name, parameter, span), (_, stated)) in signature.explicit.iter().zip(&entry.parameters) {
        let differs = |here: &dyn ToString| {
            let what = format!("`{name}` is {} here, {stated} in spec/", here.to_string());
            (Some(span.clone()), what)
        };
        match parameter {
            Parameter::Proof => return Err(differs(&"a hypothesis")),
            Parameter::Of(sort) if !sort.unify(stated, &mut spaces) => return Err(differs(sort)),
            Parameter::Of(_) => {}
        }
    }
    let names: Vec<&Space> = spaces.values().collect();
    let named = names.iter().all(|space| matches!(space, Space::Named(_)));
    let distinct = names
        .iter()
        .enumerate()
        .all(|(at, space)| !names.iter().skip(at + 1).any(|s| s == space));
    if named && distinct {
        Ok(spaces)
    } else {
        Err((None, "its shapes are not those of spec/".into()))
    }
}

/// How the result type differs from the entry's.
fn other_result(sort: &Type, entry: &Entry) -> Option<String> {
    let same = match (sort, &entry.form) {
        (Type::Node(context, output), Form::Node(node)) => {
            *context == node.context && *output == node.output
        }
        (Type::Certificate(of), Form::Fderiv { node, .. }) => {
            of.form.context == node.context && of.form.output == node.output
        }
        (Type::Sort(sort), Form::Function(value)) => sort == value.sort(),
        _ => false,
    };
    let kind = entry.form.kind();
    (!same).then(|| {
        format!(
            "its type is {} here, that of a {kind} in spec/",
            sort.describe()
        )
    })
}
