//! What searches have given: many definitions, tapes and kernels of one process ask for the same.
//!
//! A search gives the same each time, since it is bounded by counts alone, and whoever uses its
//! result replays it. So what is remembered is believed as little as what is found.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use super::goal::Equation;
use super::prove::{Limits, Outcome, Stop};
use super::simplify::Simplified;
use crate::notation::{DerivativeRule, Fact, Law, Laws};
use crate::term::Term;

/// Of how many pairs of laws and limits the searches are remembered: of those asked for last.
const PAIRS: usize = 4;

/// The most results of one kind that are remembered; then all are forgotten.
const RESULTS: usize = 2_000;

/// The results of searches from some laws within some limits.
pub(super) struct Memory {
    laws: Vec<Law>,
    facts: Vec<Fact>,
    rules: Vec<DerivativeRule>,
    limits: Limits,
    pub(super) proofs: Results<Equation, Outcome>,
    pub(super) forms: Results<Term, Result<Simplified, Stop>>,
}

impl Memory {
    /// That of these laws and limits in this process.
    pub(super) fn of(laws: &Laws, limits: Limits) -> Arc<Memory> {
        static KNOWN: Mutex<Vec<Arc<Memory>>> = Mutex::new(Vec::new());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let is_meant = |memory: &Arc<Memory>| {
            memory.limits == limits
                && memory.laws == laws.laws
                && memory.facts == laws.facts
                && memory.rules == laws.derivatives
        };
        let memory = match known.iter().position(is_meant) {
            Some(position) => known.remove(position),
            None => Arc::new(Memory {
                laws: laws.laws.clone(),
                facts: laws.facts.clone(),
                rules: laws.derivatives.clone(),
                limits,
                proofs: Results::default(),
                forms: Results::default(),
            }),
        };
        if known.len() == PAIRS {
            known.remove(0);
        }
        known.push(memory.clone());
        memory
    }
}

/// Results by what was asked for.
pub(crate) struct Results<K, V>(Mutex<HashMap<K, V>>);

impl<K, V> Default for Results<K, V> {
    fn default() -> Results<K, V> {
        Results(Mutex::default())
    }
}

impl<K: Clone + Eq + Hash, V: Clone> Results<K, V> {
    /// The result of this question, by `search` if it is asked for the first time.
    pub(crate) fn of(&self, question: &K, search: impl FnOnce() -> V) -> V {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known().get(question).cloned();
        found.unwrap_or_else(|| {
            let found = search();
            let mut known = known();
            if known.len() == RESULTS {
                known.clear();
            }
            known.insert(question.clone(), found.clone());
            found
        })
    }
}
