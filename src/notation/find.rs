//! How a definition or a module is found by what a user writes.

use std::collections::BTreeSet;

use super::declaration::Entry;
use super::name::LeanName;

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
