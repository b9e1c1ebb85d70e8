//! Declarations as definitions: their fields beside those of an entry.

use std::collections::{BTreeMap, BTreeSet};

use super::declaration::Declaration;
use super::meaning::{Read, Reader};
use super::parser::Parser;
use super::signature::{other_result, renamed};
use super::syntax::Syntax;
use super::value::{Node, Scope, Type, Value};
use crate::notation::{Diagnostic, Entry, Form, NodeForm, Span};
use crate::term::{Name, Term};

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
    /// The same parameters and result; the fields remain to be compared. They
    /// were read by these entries, in the place of what the source calls.
    Fields(Vec<Field>, BTreeSet<Name>),
    /// Another signature: where, and in what it differs.
    Signature(Span, String),
}

impl Reader<'_> {
    /// The value of a declaration, and its type if that is stated.
    pub(super) fn body(
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

    /// Why the names of a declaration may not mean what they seem to.
    fn doubtful(&self, declaration: &Declaration, entry: &Entry) -> Option<Diagnostic> {
        let span = self.tokens.span(declaration.at);
        if let Some(doubt) = self.outline.doubt(declaration) {
            let (line, _) = self
                .tokens
                .source
                .position(self.tokens.span(doubt.at).start);
            let what = format!("line {line} leaves in doubt what this says: {}", doubt.what);
            return Some(self.error(&span, what));
        }
        if *declaration.namespace != *entry.namespace {
            let what = format!("this stands in namespace `{}`", declaration.namespace);
            return Some(self.error(&span, what));
        }
        self.outline.is_twice(&declaration.name).then(|| {
            let what = format!("`{}` is stated more than once", declaration.name);
            self.error(&span, what)
        })
    }

    /// A declaration, held beside its entry.
    ///
    /// # Errors
    /// Where the source cannot be read.
    pub fn definition(&self, at: usize, entry: &Entry) -> Read<Reading> {
        self.begin(at);
        let declaration = self.outline.declarations.get(at);
        let span = declaration.map_or(0..0, |d| self.tokens.span(d.at));
        if let Some(error) = declaration.and_then(|d| self.doubtful(d, entry)) {
            return Err(error);
        }
        let signature = self.signature(at, &[], &BTreeMap::new())?;
        self.passed_over(&signature, entry)?;
        let spaces = match renamed(&signature, entry) {
            Ok(spaces) => spaces,
            Err((place, what)) => {
                // Whether Lean takes a variable is seen by names alone.
                let mut explicit = signature.explicit.iter();
                if let Some((name, _, at)) = explicit.find(|(_, _, at)| at.start < span.start) {
                    let what = format!("a definition that may take the variable `{name}`");
                    return Err(self.unread(at, &what));
                }
                return Ok(Reading::Signature(place.unwrap_or(span), what));
            }
        };
        if let Some((name, _)) = signature
            .implicit
            .iter()
            .find(|(name, _)| !spaces.contains_key(name.as_str()))
        {
            let message = format!("`{name}` does not follow from the other parameters");
            return Err(self.error(&span, message));
        }
        let names: Vec<Name> = entry
            .parameters
            .iter()
            .map(|(name, _)| name.clone())
            .collect();
        let signature = self.signature(at, &names, &spaces)?;
        let result = signature.result.as_ref();
        if let Some(result) = result {
            let sort = self.stated(result, &signature.scope)?;
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
        self.end()?;
        Ok(Reading::Fields(fields, self.rests.take()))
    }
}
