//! What a Lean file declares, in which namespace, and what is open there; and
//! every command that leaves in doubt what the text after it means.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::declaration::Declaration;

/// Something after which the reader does not vouch for what the text means.
#[derive(Clone, Debug)]
pub struct Doubt {
    /// The position of a token.
    pub at: usize,
    /// What it is.
    pub what: String,
}

/// A file's declarations, and what holds where.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// In the order of the file.
    pub declarations: Vec<Declaration>,
    /// In the order of the file.
    pub doubts: Vec<Doubt>,
    /// Opened namespaces, each with the one that was opened before it.
    pub(super) opened: Vec<(String, Option<usize>)>,
    /// The binders of `variable` commands, each with the one before it.
    pub(super) variables: Vec<(Range<usize>, Option<usize>)>,
    /// Positions of declarations by full name; the first of each.
    pub(super) names: BTreeMap<String, usize>,
    /// Names that are declared more than once.
    pub(super) twice: BTreeSet<String>,
    /// The last parts of all names.
    pub(super) lasts: BTreeSet<String>,
}

impl Outline {
    /// Whether any declaration's name ends as this one does.
    pub fn may_name(&self, name: &str) -> bool {
        self.lasts.contains(last(name))
    }

    /// The position of the declaration with this full name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied()
    }

    /// Whether a full name is declared more than once.
    pub fn is_twice(&self, name: &str) -> bool {
        self.twice.contains(name)
    }

    /// The first doubt at or before the end of a declaration.
    pub fn doubt(&self, declaration: &Declaration) -> Option<&Doubt> {
        let first = self.doubts.first();
        first.filter(|doubt| doubt.at < declaration.all.end)
    }

    /// What is open at a declaration, the last first.
    pub(super) fn opened<'a>(
        &'a self,
        declaration: &Declaration,
    ) -> impl Iterator<Item = &'a str> + Clone {
        chain(&self.opened, declaration.opened).map(String::as_str)
    }

    /// The binders of the `variable` commands that hold at a declaration, the
    /// last first.
    pub(super) fn variables<'a>(
        &'a self,
        declaration: &Declaration,
    ) -> impl Iterator<Item = &'a Range<usize>> + Clone {
        chain(&self.variables, declaration.variables)
    }
}

fn chain<T>(links: &[(T, Option<usize>)], last: Option<usize>) -> impl Iterator<Item = &T> + Clone {
    let link = move |at: usize| links.get(at);
    std::iter::successors(last.and_then(link), move |(_, outer)| outer.and_then(link))
        .map(|(value, _)| value)
}

pub(super) fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
