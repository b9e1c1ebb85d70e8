//! What a pattern's variables and spaces stand for.

use std::collections::BTreeMap;

use super::{Name, Op, Sort, SortError, Space, Term};

/// Terms for variables and spaces for named spaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Substitution {
    /// What the named spaces stand for.
    pub spaces: BTreeMap<Name, Space>,
    /// What the variables stand for.
    pub terms: BTreeMap<Name, Term>,
}

impl Substitution {
    /// Puts the terms and spaces into a pattern.
    ///
    /// # Errors
    /// When a term has another sort than its variable.
    pub fn apply(&self, pattern: &Term) -> Result<Term, SortError> {
        pattern.substitute(&self.spaces, &self.terms)
    }

    /// Extends the substitution so that `pattern` becomes `term`; `false` if
    /// there is no such extension.
    pub fn extend(&mut self, variables: &[(Name, Sort)], pattern: &Term, term: &Term) -> bool {
        if let Op::Var(name, sort) = pattern.op()
            && variables.iter().any(|(variable, _)| variable == name)
        {
            return match self.terms.get(name) {
                Some(bound) => bound == term,
                None => {
                    self.terms.insert(name.clone(), term.clone());
                    sort.unify(term.sort(), &mut self.spaces)
                }
            };
        }
        pattern.sort().unify(term.sort(), &mut self.spaces)
            && pattern.op().instantiate(&self.spaces) == *term.op()
            && pattern.args().len() == term.args().len()
            && pattern
                .args()
                .iter()
                .zip(term.args())
                .all(|(pattern, term)| self.extend(variables, pattern, term))
    }
}
