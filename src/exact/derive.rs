//! The derivative of a term at a point, as a linear map, by rule.

use super::hypothesis::{Differentiation, HYPOTHESIS};
use crate::notation::{DerivativeRule, Laws};
use crate::term::{Name, Space, Substitution, Term};

/// A derivative with the rules that give it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// What is differentiated.
    pub term: Term,
    /// Its derivative, a linear map from the space of the point.
    pub derivative: Term,
    /// The rule used at the root.
    pub rule: Name,
    /// What the rule's variables stand for.
    pub substitution: Substitution,
    /// The derivatives of what the rule differentiates, with the variable.
    pub premises: Vec<(Name, Derivation)>,
}

impl Derivation {
    /// The names of all rules used, each once, in order of use.
    pub fn rules(&self) -> Vec<Name> {
        let mut rules = vec![self.rule.clone()];
        for (_, premise) in &self.premises {
            for rule in premise.rules() {
                if !rules.contains(&rule) {
                    rules.push(rule);
                }
            }
        }
        rules
    }

    /// The number of rule applications.
    pub fn size(&self) -> usize {
        1 + self.premises.iter().map(|(_, p)| p.size()).sum::<usize>()
    }
}

/// No rule differentiates this term.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no rule differentiates `{0}`")]
pub struct NoRule(pub Term);

/// Differentiates `term` with respect to the variable `point` of `domain`.
///
/// # Errors
/// The innermost term that no rule of `laws` differentiates.
pub fn derive(term: &Term, point: &str, domain: &Space, laws: &Laws) -> Result<Derivation, NoRule> {
    derive_given(term, &Differentiation::at(point, domain), laws)
}

/// Differentiates `term`, where the derivatives of some variables are given.
///
/// # Errors
/// The innermost term that no rule of `laws` differentiates.
pub fn derive_given(
    term: &Term,
    by: &Differentiation<'_>,
    laws: &Laws,
) -> Result<Derivation, NoRule> {
    if let Some(derivative) = by.given(term) {
        return Ok(Derivation {
            term: term.clone(),
            derivative: derivative.clone(),
            rule: HYPOTHESIS.into(),
            substitution: Substitution::default(),
            premises: Vec::new(),
        });
    }
    for rule in &laws.derivatives {
        let mut substitution = Substitution::default();
        let domain = by.domain.clone();
        substitution.spaces.insert("domain".into(), domain);
        let Ok(pattern) = rule.pattern_at(by.point) else {
            continue;
        };
        if !substitution.extend(&rule.variables, &pattern, term)
            || !constants_fit(rule, &substitution, by)
        {
            continue;
        }
        let mut premises = Vec::new();
        let mut with_derivatives = substitution.clone();
        for variable in rule.differentiated() {
            let Some(inner) = substitution.terms.get(&variable) else {
                continue;
            };
            let premise = derive_given(inner, by, laws)?;
            with_derivatives
                .terms
                .insert(rule.derivative_of(&variable), premise.derivative.clone());
            premises.push((variable, premise));
        }
        let Ok(derivative) = with_derivatives.apply(&rule.derivative) else {
            continue;
        };
        return Ok(Derivation {
            term: term.clone(),
            derivative,
            rule: rule.name.clone(),
            substitution,
            premises,
        });
    }
    Err(NoRule(term.clone()))
}

/// What the rule does not differentiate must not depend on the point.
fn constants_fit(
    rule: &DerivativeRule,
    substitution: &Substitution,
    by: &Differentiation<'_>,
) -> bool {
    let differentiated = rule.differentiated();
    substitution
        .terms
        .iter()
        .all(|(variable, term)| differentiated.contains(variable) || by.is_constant(term))
}
