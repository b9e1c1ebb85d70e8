//! Binders, `variable` commands and results: what a declaration takes and gives,
//! beside an entry.

use std::collections::{BTreeMap, BTreeSet};

use super::arithmetic::Read;
use super::command::Declaration;
use super::evaluate::Reader;
use super::lexer::{Kind, Tokens};
use super::parser::Parser;
use super::syntax::{Binder, Syntax, Written};
use super::value::{Scope, Type, Value};
use super::words::BINDERS;
use crate::notation::{Entry, Form, Span};
use crate::term::{Name, Sort, Space, Term};

/// More commands, or more variables of one, are not read.
const MOST: usize = 64;

/// An explicit parameter.
#[derive(Clone, Debug)]
pub enum Parameter {
    Of(Sort),
    Proof,
    /// Of a type that was passed over: a proposition, or what cannot be read.
    Unread,
}

/// The binders of a declaration.
pub struct Signature {
    pub scope: Scope,
    /// Shapes and contexts that callers leave out.
    pub implicit: Vec<(String, Space)>,
    pub explicit: Vec<(String, Parameter, Span)>,
    /// Whether the implicit ones come first.
    pub ordered: bool,
    pub result: Option<Syntax>,
}

/// How a signature differs from that of its entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// Another number of parameters.
    #[error("{found} explicit parameters here, {stated} in spec/")]
    Count {
        /// In the source.
        found: usize,
        /// In the entry.
        stated: usize,
    },
    /// A parameter of another type.
    #[error("`{name}` is {} here, {stated} in spec/", .found.as_ref().map_or("a hypothesis".into(), ToString::to_string))]
    Parameter {
        /// Its name.
        name: String,
        /// Its type in the source; none for a hypothesis.
        found: Option<Box<Sort>>,
        /// Its type in the entry.
        stated: Box<Sort>,
    },
    /// Shapes that are equal, or not free.
    #[error("its shapes are not those of spec/")]
    Shapes,
    /// Another result.
    #[error("its type is {found} here, that of a {stated} in spec/")]
    Result {
        /// The type in the source.
        found: String,
        /// The kind of the entry.
        stated: &'static str,
    },
    /// A node between other spaces.
    #[error("the node has another context or output than in spec/")]
    Node,
}

impl Signature {
    /// The binders of a declaration, with its explicit parameters and its
    /// spaces called as the caller says.
    pub fn read(
        reader: &Reader<'_>,
        at: usize,
        names: &[Name],
        spaces: &BTreeMap<Name, Space>,
    ) -> Read<Signature> {
        let Some(declaration) = reader.outline().declarations.get(at) else {
            return Err(reader.error(&(0..0), "no declaration"));
        };
        let binders = binders(reader, declaration)?;
        let mut signature = Signature {
            scope: Scope::default(),
            implicit: Vec::new(),
            explicit: Vec::new(),
            ordered: true,
            result: None,
        };
        for binder in binders {
            let span = &binder.span;
            let Some(sort) = &binder.sort else {
                return Err(reader.unread(span, "a binder without a type"));
            };
            let passed = matches!(sort.kind.as_ref(), Written::Proposition);
            let sort = if sort.is_proposition() {
                Type::Proposition
            } else {
                stated(reader, sort, &signature.scope)?
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
                other => return Err(reader.unread(span, &format!("{} here", other.describe()))),
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
                Value::Proof => {
                    return Err(reader.unread(span, "a hypothesis that is not explicit"));
                }
                _ if binder.explicit => {
                    return Err(reader.unread(span, &format!("{} here", value.describe())));
                }
                _ => {
                    signature.ordered &= signature.explicit.is_empty();
                    signature.implicit.push((name.into(), space()));
                }
            }
            signature.scope = signature.scope.with(name, value);
        }
        if !declaration.result.is_empty() {
            let mut parser = Parser::new(reader.tokens(), &declaration.result);
            let result = parser.term()?;
            if !parser.done() {
                return Err(parser.unexpected("`:=`"));
            }
            signature.result = Some(result);
        }
        Ok(signature)
    }

    /// The binders of a declaration that is called from another.
    pub fn inside(reader: &Reader<'_>, at: usize) -> Read<Signature> {
        reader.inside(at, || Signature::read(reader, at, &[], &BTreeMap::new()))
    }

    /// Why a signature cannot be held against an entry with as many parameters.
    pub fn passed_over(&self, reader: &Reader<'_>, entry: &Entry) -> Read<()> {
        let mut explicit = self.explicit.iter();
        let unread = explicit.find(|(_, parameter, _)| matches!(parameter, Parameter::Unread));
        match unread {
            Some((name, _, span)) if self.explicit.len() == entry.parameters.len() => {
                Err(reader.unread(span, &format!("the type of `{name}`")))
            }
            _ => Ok(()),
        }
    }

    /// What the entry calls the spaces of a signature, or where they differ.
    pub fn renamed(
        &self,
        entry: &Entry,
    ) -> Result<BTreeMap<Name, Space>, (Option<Span>, Mismatch)> {
        let mut spaces = BTreeMap::new();
        let found = self.explicit.len();
        if found != entry.parameters.len() {
            let count = entry.parameters.len();
            return Err((
                None,
                Mismatch::Count {
                    found,
                    stated: count,
                },
            ));
        }
        for ((name, parameter, span), (_, stated)) in self.explicit.iter().zip(&entry.parameters) {
            let differs = |found: Option<&Sort>| {
                let found = found.cloned().map(Box::new);
                let (name, stated) = (name.clone(), Box::new(stated.clone()));
                let mismatch = Mismatch::Parameter {
                    name,
                    found,
                    stated,
                };
                Err((Some(span.clone()), mismatch))
            };
            match parameter {
                Parameter::Proof | Parameter::Unread => return differs(None),
                Parameter::Of(sort) if !sort.unify(stated, &mut spaces) => {
                    return differs(Some(sort));
                }
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
            Err((None, Mismatch::Shapes))
        }
    }
}

/// The type of a parameter or a result. Inside a definition a linear map
/// stands for its continuous one; here the two are different types.
pub fn stated(reader: &Reader<'_>, sort: &Syntax, scope: &Scope) -> Read<Type> {
    if matches!(sort.kind.as_ref(), Written::Infix("→ₗ[", ..)) {
        return Err(reader.unread(&sort.span, "a linear map without continuity here"));
    }
    reader.sort(sort, scope)
}

/// How the result type differs from the entry's.
pub fn other_result(sort: &Type, entry: &Entry) -> Option<Mismatch> {
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
    (!same).then(|| Mismatch::Result {
        found: sort.describe(),
        stated: entry.form.kind(),
    })
}

/// All binders of a declaration: the variables that it mentions, then its own.
fn binders(reader: &Reader<'_>, declaration: &Declaration) -> Read<Vec<Binder>> {
    let mut parser = Parser::new(reader.tokens(), &declaration.binders);
    let own = parser.binders()?;
    if !parser.done() {
        return Err(parser.unexpected("a binder"));
    }
    let mut binders = variables(reader, declaration, &own)?;
    binders.extend(own);
    let mut names = BTreeSet::new();
    for binder in &binders {
        if binder.name != "_" && !names.insert(binder.name.as_str()) {
            let message = format!("`{}` is bound a second time", binder.name);
            return Err(reader.error(&binder.span, message));
        }
    }
    Ok(binders)
}

/// The variables that a declaration mentions, and those that they mention.
fn variables(reader: &Reader<'_>, declaration: &Declaration, own: &[Binder]) -> Read<Vec<Binder>> {
    let commands = reader.outline().variables(declaration).take(MOST + 1);
    let commands: Vec<_> = commands.cloned().collect();
    if commands.is_empty() {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    for range in commands.iter().rev() {
        let mut parser = Parser::new(reader.tokens(), range);
        let binders = parser.binders()?;
        if !parser.done() {
            return Err(parser.unexpected("a binder"));
        }
        all.extend(binders);
        if commands.len() > MOST || all.len() > MOST {
            let at = reader.tokens().span(range.start);
            return Err(reader.unread(&at, &format!("more than {MOST} variables")));
        }
    }
    let tokens = reader.tokens();
    let harmless = harmless(reader, &all);
    let mut wanted = Vec::new();
    let named = mentioned(tokens, declaration.at + 1..declaration.all.end);
    // Those of the variables that are wanted: no binder of the declaration hides them.
    let mut mentioned_by_types = BTreeSet::new();
    for (binder, harmless) in all.into_iter().zip(harmless).rev() {
        let name = binder.name.as_str();
        let hidden = own.iter().find(|own| own.name == name).is_some_and(|own| {
            let before = declaration.at + 1..declaration.all.end;
            let before = before.filter(|at| tokens.span(*at).start < own.span.start);
            !mentioned(tokens, before).contains(name)
        });
        if !(named.contains(name) && !hidden || mentioned_by_types.contains(name)) {
            if harmless {
                continue;
            }
            // It could be an instance, or a hypothesis that a tactic takes unnamed.
            let what = format!("a variable of this type, which `{name}` is,");
            return Err(reader.unread(&binder.span, &what));
        }
        let Some(sort) = &binder.sort else {
            return Err(reader.unread(&binder.span, "a variable without a type"));
        };
        // Whether Lean takes the variable then depends on what each mention means.
        let again = bound(reader.tokens(), declaration, &binder.name);
        if let Some(at) = again.filter(|_| binder.explicit) {
            let message = format!("`{}` is a variable and is bound here again", binder.name);
            return Err(reader.error(&reader.tokens().span(at), message));
        }
        let inside = |at: usize| {
            let span = reader.tokens().span(at);
            sort.span.start <= span.start && span.end <= sort.span.end
        };
        for range in &commands {
            let of_type = range.clone().filter(|at| inside(*at));
            mentioned_by_types.extend(of_type.map(|at| head(tokens, at).to_string()));
        }
        wanted.push(binder);
    }
    wanted.reverse();
    Ok(wanted)
}

fn head(tokens: &Tokens, at: usize) -> &str {
    tokens.text(at).split('.').next().unwrap_or("")
}

/// Whether each variable is of a type that no instance and no proof is of. One without
/// a type takes that of an earlier one, or none.
fn harmless(reader: &Reader<'_>, variables: &[Binder]) -> Vec<bool> {
    let mut scope = Scope::default();
    let harmless = variables.iter().map(|binder| {
        let Some(sort) = &binder.sort else {
            return true;
        };
        let name = binder.name.as_str();
        let space = Space::named(name);
        let value = match reader.sort(sort, &scope) {
            Ok(Type::Number) => Value::Size(space),
            Ok(Type::Shape) => Value::Shape(space),
            Ok(Type::Context) => Value::Context(space),
            Ok(Type::Sort(sort)) => Value::Term(Term::var(name, sort)),
            other => return other.is_ok_and(|sort| sort.is_data()),
        };
        scope = scope.with(name, value);
        true
    });
    harmless.collect()
}

/// The first parts of all names among tokens; too many rather than too few.
fn mentioned(tokens: &Tokens, range: impl Iterator<Item = usize>) -> BTreeSet<&str> {
    let name = |at: &usize| tokens.list.get(*at).map(|t| t.kind) == Some(Kind::Name);
    let names = range.filter(name);
    let before = |at: usize| tokens.text(at - 1);
    // `(name := …)`, `.name`, `` `name `` are not variables.
    let argument =
        |at: usize| tokens.text(at + 1) == ":=" && matches!(before(at), "(" | "{" | "," | "with");
    let other = |at: usize| argument(at) || matches!(before(at), "." | "`");
    let mentions = names.filter(|at| !other(*at));
    mentions.map(|at| head(tokens, at)).collect()
}

/// Where a declaration may bind a name for itself.
fn bound(tokens: &Tokens, declaration: &Declaration, name: &str) -> Option<usize> {
    let named = |at: usize| tokens.list.get(at).map(|t| t.kind) == Some(Kind::Name);
    let mut binding = false;
    for at in declaration.at + 1..declaration.all.end {
        let text = tokens.text(at);
        if BINDERS.contains(text) {
            binding = true;
        } else if matches!(text, "(" | "{" | "⟨" | "[") {
            let colon = (at + 1..declaration.all.end).find(|at| !named(*at));
            binding = colon.is_some_and(|at| matches!(tokens.text(at), ":" | "," | "⟩"));
        } else if !named(at) && text != "," {
            binding = false;
        } else if binding && text == name {
            return Some(at);
        }
    }
    None
}
