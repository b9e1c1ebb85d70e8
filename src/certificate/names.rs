//! The names in a theorem that are no variables of its claim.

use std::collections::BTreeSet;

use super::theorem::{Claim, variables};
use crate::term::{Name, Term};

/// The names in a theorem that are no variables of its claim.
pub(super) struct Names {
    /// Variables and spaces of the claim.
    pub(super) taken: BTreeSet<Name>,
    /// The variable of a context.
    pub(super) hole: String,
    /// What the names of steps begin with.
    pub(super) step: String,
}

impl Names {
    pub(super) fn beside(claim: &Claim<'_>) -> Names {
        let mut taken = BTreeSet::new();
        let equations = claim.equations.iter();
        let own = equations.flat_map(|(equation, _)| variables(equation, &[]));
        for (name, sort) in own.chain(claim.parameters.iter().cloned()) {
            taken.extend(sort.names());
            taken.insert(name);
        }
        let numbered = |prefix: &str| {
            taken.iter().any(|name| {
                let number = name.strip_prefix(prefix).unwrap_or("");
                !number.is_empty() && number.chars().all(|c| c.is_ascii_digit())
            })
        };
        Names {
            hole: free("t", |name| taken.contains(name)),
            step: free("s", numbered),
            taken,
        }
    }

    /// The hypothesis that a scalar is not zero.
    pub(super) fn guard(&self, scalar: &Term) -> String {
        free(&format!("h_{scalar}"), |name| self.taken.contains(name))
    }
}

/// The name, made longer until it does not clash.
pub(super) fn free(name: &str, clashes: impl Fn(&str) -> bool) -> String {
    let mut name = name.to_string();
    while clashes(&name) {
        name.push('_');
    }
    name
}
