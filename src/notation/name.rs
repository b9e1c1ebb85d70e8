//! The names of definitions, and how one is found by what a user writes.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

use super::declaration::Entry;
use crate::term::Name;

/// The full Lean name of a definition, such as `Proofs.Autograd.TapeNodes.mul`.
///
/// It is what identifies a definition; the [short](LeanName::short) name is for
/// display, and several definitions may share it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct LeanName(Name);

impl LeanName {
    /// The name of this text, as it stands outside all namespaces.
    pub fn new(full: &str) -> LeanName {
        LeanName(full.into())
    }

    /// The name of `short` in a namespace; the empty one is the root.
    pub fn within(namespace: &str, short: &str) -> LeanName {
        if namespace.is_empty() {
            LeanName::new(short)
        } else {
            LeanName(format!("{namespace}.{short}").into())
        }
    }

    /// The full name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last component: `mul`.
    pub fn short(&self) -> &str {
        self.split().1
    }

    /// All but the last component: `Proofs.Autograd.TapeNodes`.
    pub fn namespace(&self) -> &str {
        self.split().0
    }

    /// Whether these are its last components: `TapeNodes.mul`.
    pub fn ends_with(&self, name: &str) -> bool {
        let before = self.0.strip_suffix(name);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    }

    fn split(&self) -> (&str, &str) {
        self.0.rsplit_once('.').unwrap_or(("", &self.0))
    }
}

impl From<LeanName> for String {
    fn from(name: LeanName) -> String {
        name.0.to_string()
    }
}

impl fmt::Display for LeanName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for LeanName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl PartialEq<str> for LeanName {
    fn eq(&self, full: &str) -> bool {
        *self.0 == *full
    }
}

/// Why a name does not identify a definition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FindError {
    /// No definition has this name.
    #[error("no definition is called `{name}`{}", suggestion(.near.as_deref()))]
    NotFound {
        /// What was looked for.
        name: String,
        /// The name of a definition that is written almost so.
        near: Option<String>,
    },
    /// Several definitions have this short name.
    #[error(
        "`{name}` is ambiguous: it may be {}; give the full name",
        .candidates.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
    )]
    Ambiguous {
        /// What was looked for.
        name: String,
        /// All definitions that it may be, in the order of `spec/`.
        candidates: Vec<LeanName>,
    },
    /// No module, or more than one, has this name or ends in it.
    #[error("`{name}` does not mean one module; there are: {}", .modules.join(", "))]
    Module {
        /// What was looked for.
        name: String,
        /// All modules.
        modules: Vec<String>,
    },
}

fn suggestion(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// The entries of a module, by its full Lean name or its last components.
///
/// # Errors
/// When no module or more than one is meant.
pub fn module<'e>(entries: &'e [Entry], name: &str) -> Result<Vec<&'e Entry>, FindError> {
    let named = |module: &str| {
        let before = module.strip_suffix(name);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    let modules: BTreeSet<&str> = entries.iter().map(|entry| &*entry.module).collect();
    let exact = modules.contains(name).then_some(name);
    let mut meant = modules.iter().copied().filter(|module| named(module));
    let meant = match (exact, meant.next(), meant.next()) {
        (Some(exact), _, _) => exact,
        (None, Some(one), None) => one,
        _ => {
            return Err(FindError::Module {
                name: name.into(),
                modules: modules.into_iter().map(String::from).collect(),
            });
        }
    };
    let entries = entries.iter();
    Ok(entries.filter(|entry| *entry.module == *meant).collect())
}

/// The entry of a full Lean name, a short one, or a Rust name or path.
///
/// A full name is that definition, whatever else ends in it.
///
/// # Errors
/// When no entry or more than one is meant.
pub fn find<'e>(entries: &'e [Entry], name: &str) -> Result<&'e Entry, FindError> {
    if let Some(entry) = entries.iter().find(|entry| entry.name == *name) {
        return Ok(entry);
    }
    let named = |entry: &&Entry| entry.name.ends_with(name) || entry.is_rust(name);
    let mut candidates = entries.iter().filter(named);
    match (candidates.next(), candidates.next()) {
        (Some(entry), None) => Ok(entry),
        (None, _) => Err(FindError::NotFound {
            name: name.into(),
            near: nearest(entries, name),
        }),
        (Some(_), Some(_)) => Err(FindError::Ambiguous {
            name: name.into(),
            candidates: entries
                .iter()
                .filter(named)
                .map(|entry| entry.name.clone())
                .collect(),
        }),
    }
}

/// The short name that is written almost as `name`, if there is one: at most a
/// third of its letters differ. A Rust name counts as the Lean one that it stands for.
pub fn nearest<'e>(entries: impl IntoIterator<Item = &'e Entry>, name: &str) -> Option<String> {
    let distance = |other: &str| strsim::damerau_levenshtein(name, other);
    let (distance, entry) = entries
        .into_iter()
        .map(|entry| {
            let short = distance(entry.name.short());
            (short.min(distance(&entry.rust())), entry)
        })
        .min_by_key(|(distance, _)| *distance)?;
    let letters = name.chars().count();
    (3 * distance <= letters.max(3)).then(|| entry.name.short().to_string())
}
