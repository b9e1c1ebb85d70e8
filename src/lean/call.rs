//! Names to declarations, and arguments to parameters.

use std::collections::BTreeMap;

use super::arithmetic::Read;
use super::combinator::{DECLARED, combinator};
use super::combine::Call;
use super::evaluate::{Given, Reader};
use super::signature::Signature;
use super::value::{Callee, Delayed, Value};
use crate::notation::Span;

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
            [found]
                if rooted.is_some() || combinator(name).is_none() || self.is_declared(*found) =>
            {
                self.above(*found, name, span).map(Some)
            }
            _ => Err(self.error(span, format!("`{name}` may mean one thing or another here"))),
        }
    }

    /// Whether a declaration is the one that a row of the table is about.
    fn is_declared(&self, at: usize) -> bool {
        let declaration = self.outline().declarations.get(at);
        declaration.is_some_and(|declaration| DECLARED.contains(&declaration.name.as_str()))
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
            let hole = matches!(&argument, Delayed::Written(s, ..) if s.is_hole());
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
        let mut open: Vec<String> = open.cloned().collect();
        if let Some(more) = positional.get(open.len()) {
            return Err(reader.unread(more.span(), "one argument more"));
        }
        open.truncate(positional.len());
        assigned.extend(open.into_iter().zip(positional));
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
            Callee::Function(function) => Ok(Wanted {
                implicit: strings(&["α"]),
                explicit: function
                    .parameters
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
                ordered: false,
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
            Callee::Function(function) => self.value_of(function, args, span),
        }
    }
}
