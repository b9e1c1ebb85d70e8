//! What establishes the guards of laws and rules: a difference of constants, a hypothesis, or an
//! instance of a fact.

use super::proof::FactInstance;
use super::replay::constant;
use crate::notation::{Fact, Laws};
use crate::term::{Apart, Substitution, Term};

/// The instances of facts that establish the guards which nothing else does.
///
/// # Errors
/// The first guard that is open.
pub(super) fn establish(
    guards: &[Apart],
    known: &[Apart],
    laws: &Laws,
) -> Result<Vec<FactInstance>, Apart> {
    let mut used = Vec::new();
    for guard in guards {
        let constants = [constant(&guard.left), constant(&guard.right)];
        if known.iter().any(|condition| condition.is(guard))
            || matches!(constants, [Some(a), Some(b)] if a != b)
        {
            continue;
        }
        let found = instance(guard, known, laws).ok_or_else(|| guard.clone())?;
        if !used.contains(&found) {
            used.push(found);
        }
    }
    Ok(used)
}

/// The instance of a fact that is this guard, where the fact's own guards are known.
fn instance(guard: &Apart, known: &[Apart], laws: &Laws) -> Option<FactInstance> {
    laws.facts.iter().find_map(|fact| {
        let mut substitution = Substitution::default();
        let matched = substitution.extend(&fact.variables, &fact.apart.left, &guard.left)
            && substitution.extend(&fact.variables, &fact.apart.right, &guard.right);
        (matched && holds(fact, &substitution, known)).then(|| FactInstance {
            fact: fact.name.clone(),
            substitution,
        })
    })
}

fn holds(fact: &Fact, substitution: &Substitution, known: &[Apart]) -> bool {
    let is_known = |guard: &Apart| known.iter().any(|condition| condition.is(guard));
    let mut guards = fact.guards.iter().map(|guard| guard.apply(substitution));
    guards.all(|guard| guard.is_ok_and(|guard| is_known(&guard)))
}

/// What facts say of the parts of a term, each once.
pub(super) fn said_of<'t>(
    terms: impl IntoIterator<Item = &'t Term>,
    known: &[Apart],
    laws: &Laws,
) -> Vec<Apart> {
    let mut said = Vec::new();
    for term in terms {
        collect(term, known, laws, &mut said);
    }
    said
}

fn collect(term: &Term, known: &[Apart], laws: &Laws, said: &mut Vec<Apart>) {
    for fact in &laws.facts {
        let mut substitution = Substitution::default();
        if substitution.extend(&fact.variables, &fact.apart.left, term)
            && holds(fact, &substitution, known)
            && let Ok(apart) = fact.apart.apply(&substitution)
            && !said.contains(&apart)
        {
            said.push(apart);
        }
    }
    for arg in term.args() {
        collect(arg, known, laws, said);
    }
}
