//! The names of definitions.

use std::fmt;

use serde::Serialize;

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
