//! The binders and the result of declarations, beside those of an entry.

use std::collections::BTreeMap;

use super::call::Wanted;
use super::meaning::{Read, Reader};
use super::parser::Parser;
use super::syntax::{Syntax, Written};
use super::value::{Scope, Type, Value};
use crate::notation::{Entry, Form, Span};
use crate::term::{Name, Sort, Space, Term};

/// An explicit parameter.
#[derive(Clone, Debug)]
pub(super) enum Parameter {
    Of(Sort),
    Proof,
    /// Of a type that was passed over: a proposition, or what cannot be read.
    Unread,
}

/// The binders of a declaration.
pub(super) struct Signature {
    pub(super) scope: Scope,
    /// Shapes and contexts that callers leave out.
    pub(super) implicit: Vec<(String, Space)>,
    pub(super) explicit: Vec<(String, Parameter, Span)>,
    pub(super) result: Option<Syntax>,
}

impl Reader<'_> {
    /// The binders of a declaration, with its explicit parameters and its
    /// spaces called as the caller says.
    pub(super) fn signature(
        &self,
        at: usize,
        names: &[Name],
        spaces: &BTreeMap<Name, Space>,
    ) -> Read<Signature> {
        let Some(declaration) = self.outline.declarations.get(at) else {
            return Err(self.error(&(0..0), "no declaration"));
        };
        let binders = self.binders(declaration)?;
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
            let passed = matches!(sort.kind.as_ref(), Written::Proposition);
            let sort = if Reader::is_proposition(sort) {
                Type::Proposition
            } else {
                self.stated(sort, &signature.scope)?
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
                    let parameter = if passed {
                        Parameter::Unread
                    } else {
                        Parameter::Proof
                    };
                    signature
                        .explicit
                        .push((name.into(), parameter, span.clone()));
                }
                // It could be an instance.
                Value::Proof => return Err(self.unread(span, "a hypothesis that is not explicit")),
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

    /// The type of a parameter or a result. Inside a definition a linear map
    /// stands for its continuous one; here the two are different types.
    pub(super) fn stated(&self, sort: &Syntax, scope: &Scope) -> Read<Type> {
        if matches!(sort.kind.as_ref(), Written::Infix("→ₗ[", ..)) {
            return Err(self.unread(&sort.span, "a linear map without continuity here"));
        }
        self.sort(sort, scope)
    }

    /// Why a signature cannot be held against an entry with as many parameters.
    pub(super) fn passed_over(&self, signature: &Signature, entry: &Entry) -> Read<()> {
        let mut explicit = signature.explicit.iter();
        let unread = explicit.find(|(_, parameter, _)| matches!(parameter, Parameter::Unread));
        match unread {
            Some((name, _, span)) if signature.explicit.len() == entry.parameters.len() => {
                Err(self.unread(span, &format!("the type of `{name}`")))
            }
            _ => Ok(()),
        }
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
}

/// What the entry calls the spaces of a signature, or where they differ.
pub(super) fn renamed(
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
            Parameter::Proof | Parameter::Unread => return Err(differs(&"a hypothesis")),
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
pub(super) fn other_result(sort: &Type, entry: &Entry) -> Option<String> {
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
