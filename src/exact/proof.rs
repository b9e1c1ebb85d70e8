//! Proofs of equations, as chains of rewritten terms.

use std::collections::HashMap;

use indexmap::IndexSet;

use crate::term::{Name, Substitution, Term};

/// Why one term equals the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// An instance of a law.
    Law(Name),
    /// What the function of this full Lean name computes equals what it states, which is the
    /// function's own claim.
    Computed(Name),
    /// Arithmetic on rational constants.
    Fold,
}

/// An instance of a fact: the evidence for a guard that is neither a hypothesis nor between
/// constants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactInstance {
    /// The fact.
    pub fact: Name,
    /// What its variables and spaces stand for.
    pub substitution: Substitution,
}

/// One rewriting of a subterm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Why.
    pub reason: Reason,
    /// Whether the law is used from right to left.
    pub reversed: bool,
    /// The argument positions that lead to the subterm.
    pub path: Vec<usize>,
    /// What the law's variables and spaces stand for.
    pub substitution: Substitution,
    /// The instances of facts that establish the law's guards, where nothing else does.
    pub facts: Vec<FactInstance>,
    /// The whole term after the step.
    pub after: Term,
}

/// A chain of equal terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The first term.
    pub start: Term,
    /// The steps in order.
    pub steps: Vec<Step>,
}

/// The names of facts, each once, in order of first use.
pub(super) fn fact_names<'a>(instances: impl IntoIterator<Item = &'a FactInstance>) -> Vec<Name> {
    let names = instances.into_iter().map(|instance| instance.fact.clone());
    names.collect::<IndexSet<Name>>().into_iter().collect()
}

impl Proof {
    /// The chain without what comes back to an earlier term.
    pub(super) fn direct(start: Term, steps: impl IntoIterator<Item = Step>) -> Proof {
        let mut kept: Vec<Step> = Vec::new();
        let mut seen = HashMap::from([(start.clone(), 0)]);
        for step in steps {
            match seen.get(&step.after) {
                Some(&length) => {
                    for left_out in kept.drain(length..) {
                        if left_out.after != step.after {
                            seen.remove(&left_out.after);
                        }
                    }
                }
                None => {
                    seen.insert(step.after.clone(), kept.len() + 1);
                    kept.push(step);
                }
            }
        }
        Proof { start, steps: kept }
    }

    /// The last term.
    pub fn end(&self) -> &Term {
        self.steps.last().map_or(&self.start, |step| &step.after)
    }

    /// The laws used, each once, in order of first use.
    pub fn laws(&self) -> Vec<Name> {
        self.reasons(|reason| match reason {
            Reason::Law(name) => Some(name),
            _ => None,
        })
    }

    /// The functions whose claims are used, each once, in order of first use.
    pub fn functions(&self) -> Vec<Name> {
        self.reasons(|reason| match reason {
            Reason::Computed(name) => Some(name),
            _ => None,
        })
    }

    /// The facts used, each once, in order of first use.
    pub fn facts(&self) -> Vec<Name> {
        fact_names(self.steps.iter().flat_map(|step| &step.facts))
    }

    /// The names that such reasons have, each once, in order of first use.
    fn reasons(&self, name: impl Fn(&Reason) -> Option<&Name>) -> Vec<Name> {
        let names = self.steps.iter().filter_map(|step| name(&step.reason));
        let names: IndexSet<&Name> = names.collect();
        names.into_iter().cloned().collect()
    }
}
