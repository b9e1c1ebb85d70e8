//! Names to declarations, by Lean's rules of namespaces.

use super::combinator::combinator;
use super::meaning::{Read, Reader};
use crate::notation::Span;

/// More opened namespaces are not looked into.
const OPENED: usize = 64;

impl Reader<'_> {
    /// The declaration that a name means, if the file has one: that of the
    /// innermost namespace, else the only one that is open.
    pub(super) fn declaration(&self, name: &str, span: &Span) -> Read<Option<usize>> {
        if !self.outline.may_name(name) {
            return Ok(None);
        }
        let Some(current) = self.outline.declarations.get(self.current.get()) else {
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
            let found = self.outline.find(&parts.join("."))?;
            let declaration = self.outline.declarations.get(found)?;
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
                let opened = self.outline.opened(current).take(OPENED);
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
            .outline
            .declarations
            .get(found)
            .map(|d| d.name.as_str());
        if full.is_some_and(|full| self.outline.is_twice(full)) {
            return Err(self.error(span, format!("`{name}` is stated twice")));
        }
        if found < self.current.get() {
            return Ok(found);
        }
        Err(self.error(span, format!("`{name}` is not stated above")))
    }
}
