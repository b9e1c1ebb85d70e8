//! Declarations as definitions: their fields beside those of an entry.

use std::collections::{BTreeMap, BTreeSet};

use super::arithmetic::Read;
use super::command::Declaration;
use super::evaluate::Reader;
use super::module::Module;
use super::parser::Parser;
use super::signature::{Mismatch, Signature, other_result, stated};
use super::syntax::Syntax;
use super::value::{Node, Scope, Type, Value};
use crate::notation::{Diagnostic, Entry, Form, LeanName, NodeForm, Span};
use crate::term::{Apart, Name, Sort, Term};

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
    Fields(Vec<Field>, BTreeSet<LeanName>),
    /// Another signature: where, and in what it differs.
    Signature(Span, Mismatch),
}

/// Why the names of a declaration may not mean what they seem to.
fn doubtful(reader: &Reader<'_>, declaration: &Declaration, entry: &Entry) -> Option<Diagnostic> {
    let span = reader.tokens().span(declaration.at);
    if let Some(doubt) = reader.outline().doubt(declaration) {
        let (line, _) = reader
            .tokens()
            .source
            .position(reader.tokens().span(doubt.at).start);
        let what = format!("line {line} leaves in doubt what this says: {}", doubt.what);
        return Some(reader.error(&span, what));
    }
    if declaration.namespace != entry.name.namespace() {
        let what = format!("this stands in namespace `{}`", declaration.namespace);
        return Some(reader.error(&span, what));
    }
    if declaration.private {
        let what = "this is private, and its name may be that of another definition";
        return Some(reader.error(&span, what));
    }
    reader.outline().is_twice(&declaration.name).then(|| {
        let what = format!("`{}` is stated more than once", declaration.name);
        reader.error(&span, what)
    })
}

/// How the hypotheses differ from the entry's.
fn other_conditions(signature: &Signature, entry: &Entry) -> Option<Mismatch> {
    let found: Vec<&Apart> = signature.conditions().collect();
    let stated: Vec<&Apart> = match entry.form {
        Form::Fderiv { .. } => entry.conditions.iter().collect(),
        Form::Node(_) | Form::Function(_) => Vec::new(),
    };
    let within = |some: &[&Apart], all: &[&Apart]| {
        let mut some = some.iter();
        some.all(|one| all.iter().any(|other| other.is(one)))
    };
    if within(&found, &stated) && within(&stated, &found) {
        return None;
    }
    let shown = |all: &[&Apart]| match all {
        [] => "none".to_string(),
        _ => {
            let all = all.iter().map(|one| format!("`{one}`"));
            all.collect::<Vec<_>>().join(", ")
        }
    };
    Some(Mismatch::Conditions {
        found: shown(&found),
        stated: shown(&stated),
    })
}

/// The entry of a derivative at a point, with that among its parameters, as Lean has it.
fn with_point(entry: &Entry) -> Entry {
    let mut entry = entry.clone();
    if let (Form::Fderiv { node, .. }, true) = (&entry.form, entry.is_at_point()) {
        let point = Sort::Vec(node.context.clone());
        entry.parameters.push(("x".into(), point));
    }
    entry
}

/// A declaration beside its entry; calls of what has an entry are read as the
/// entry.
///
/// # Errors
/// Where the source cannot be read.
pub fn definition(
    module: &Module,
    at: usize,
    entry: &Entry,
    entries: &[Entry],
) -> Result<Reading, Diagnostic> {
    let reader = &Reader::new(&module.tokens, &module.outline, entries);
    let entry = &with_point(entry);
    reader.begin(at);
    let declaration = reader.outline().declarations.get(at);
    let span = declaration.map_or(0..0, |d| reader.tokens().span(d.at));
    if let Some(error) = declaration.and_then(|d| doubtful(reader, d, entry)) {
        return Err(error);
    }
    let signature = Signature::read(reader, at, &[], &BTreeMap::new())?;
    signature.passed_over(reader, entry)?;
    let spaces = match signature.renamed(reader, entry)? {
        Ok(spaces) => spaces,
        Err((place, what)) => {
            // Whether Lean takes a variable is seen by names alone.
            let mut explicit = signature.explicit.iter();
            if let Some((name, _, at)) = explicit.find(|(_, _, at)| at.start < span.start) {
                let what = format!("a definition that may take the variable `{name}`");
                return Err(reader.unread(at, &what));
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
        return Err(reader.error(&span, message));
    }
    let names: Vec<Name> = entry
        .parameters
        .iter()
        .map(|(name, _)| name.clone())
        .collect();
    let signature = Signature::read(reader, at, &names, &spaces)?;
    let result = signature.result.as_ref();
    if let Some(what) = other_conditions(&signature, entry) {
        return Ok(Reading::Signature(span, what));
    }
    if let Some(result) = result {
        let sort = stated(reader, result, &signature.scope)?;
        if let Some(what) = other_result(&sort, entry) {
            return Ok(Reading::Signature(result.span.clone(), what));
        }
    }
    let (value, sort) = body(reader, at, &signature.scope, result, &span)?;
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
                return Ok(Reading::Signature(span, Mismatch::Node));
            }
            maps(stated, &found);
        }
        (
            Form::Fderiv { node, deriv, .. },
            Value::Certificate(found, place),
            Some(Type::Certificate(of) | Type::CertificateAt(of, _)),
        ) => {
            // Of another node: the type says so before the value is read.
            if of.form != *node {
                maps(node, &of);
            }
            field("deriv", &place, deriv, &found);
        }
        (Form::Function(stated), Value::Term(found), _) if stated.sort() == found.sort() => {
            let at = reader
                .outline()
                .declarations
                .get(at)
                .and_then(|d| d.body.as_ref());
            let place = at.map_or(span, |body| reader.tokens().span(body.start));
            field("value", &place, stated, &found);
        }
        (_, other, _) => return Err(reader.unread(&span, &other.describe())),
    }
    Ok(Reading::Fields(fields, reader.end()?))
}

/// The value of a declaration, and its type if that is stated.
pub fn body(
    reader: &Reader<'_>,
    at: usize,
    scope: &Scope,
    result: Option<&Syntax>,
    span: &Span,
) -> Read<(Value, Option<Type>)> {
    let declaration = reader.outline().declarations.get(at);
    let plain = declaration.filter(|d| matches!(d.keyword.as_str(), "def" | "abbrev"));
    let Some(body) = plain.and_then(|d| d.body.as_ref()) else {
        return Err(reader.unread(span, "a declaration without `:=`"));
    };
    let mut parser = Parser::new(reader.tokens(), body);
    let syntax = parser.term()?;
    if !parser.done() {
        return Err(parser.unexpected("the end of the definition"));
    }
    let Some(result) = result else {
        return Ok((reader.value(&syntax, scope, None)?, None));
    };
    let sort = reader.sort(result, scope)?;
    Ok((reader.read(&syntax, scope, &sort)?, Some(sort)))
}
