//! The derivative of a term at a point, as a linear map, by rule.

use std::fmt;

use indexmap::IndexSet;

use super::guard::establish;
use super::proof::{FactInstance, fact_names};
use crate::notation::{DerivativeRule, Laws};
use crate::term::{Apart, Name, Op, Space, Substitution, Term};

/// By what a derivative is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The rule of differentiation with this name.
    Named(Name),
    /// A hypothesis gives it.
    Hypothesis,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rule::Named(name) => f.write_str(name),
            Rule::Hypothesis => f.write_str("hypothesis"),
        }
    }
}

/// A function of the point with its derivative there, both as variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hypothesis {
    /// The value of the function at the point: a variable.
    pub value: Term,
    /// The derivative of the function at the point, a linear map from its domain.
    pub derivative: Term,
}

/// The point that is differentiated by, and hypotheses `D y = T`.
#[derive(Clone, Copy, Debug)]
pub struct Differentiation<'a> {
    /// The name of the point.
    pub point: &'a str,
    /// Its space.
    pub domain: &'a Space,
    /// The derivatives that are given.
    pub hypotheses: &'a [Hypothesis],
    /// What differs in every coordinate, at the points that are asked about.
    pub conditions: &'a [Apart],
}

impl<'a> Differentiation<'a> {
    /// By a point, without hypotheses.
    pub fn at(point: &'a str, domain: &'a Space) -> Differentiation<'a> {
        Differentiation {
            point,
            domain,
            hypotheses: &[],
            conditions: &[],
        }
    }

    /// The same, where these conditions hold.
    #[must_use]
    pub fn under(self, conditions: &'a [Apart]) -> Differentiation<'a> {
        Differentiation { conditions, ..self }
    }

    /// The derivative that a hypothesis gives, if it is about this very term and of the right sort.
    pub fn given(&self, term: &Term) -> Option<&'a Term> {
        let of_term = |given: &&Hypothesis| given.value == *term;
        let given = self.hypotheses.iter().find(of_term)?;
        let space = term.space()?.clone();
        let map = Space::hom(self.domain.clone(), space);
        (given.derivative.space() == Some(&map)).then_some(&given.derivative)
    }

    /// Whether a term depends neither on the point nor on what a hypothesis calls a function of it.
    pub fn is_constant(&self, term: &Term) -> bool {
        let depends = |given: &Hypothesis| {
            let names = [&given.value, &given.derivative];
            names.into_iter().any(|variable| match variable.op() {
                Op::Var(name, _) => term.mentions(name),
                _ => true,
            })
        };
        !term.mentions(self.point) && !self.hypotheses.iter().any(depends)
    }
}

/// A derivative with the rules that give it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// What is differentiated.
    pub term: Term,
    /// Its derivative, a linear map from the space of the point.
    pub derivative: Term,
    /// The rule used at the root.
    pub rule: Rule,
    /// What the rule's variables stand for.
    pub substitution: Substitution,
    /// The instances of facts that establish the rule's guards, where nothing else does.
    pub facts: Vec<FactInstance>,
    /// The derivatives of what the rule differentiates, with the variable.
    pub premises: Vec<(Name, Derivation)>,
}

impl Derivation {
    /// The names of all rules used, each once, in order of use. A hypothesis is not a rule.
    pub fn rules(&self) -> Vec<Name> {
        let own = match &self.rule {
            Rule::Named(name) => Some(name.clone()),
            Rule::Hypothesis => None,
        };
        let premises = self
            .premises
            .iter()
            .flat_map(|(_, premise)| premise.rules());
        let rules: IndexSet<Name> = own.into_iter().chain(premises).collect();
        rules.into_iter().collect()
    }

    /// The names of all facts used, each once, in order of use.
    pub fn facts(&self) -> Vec<Name> {
        let premises = self
            .premises
            .iter()
            .flat_map(|(_, premise)| premise.facts());
        let facts = fact_names(&self.facts).into_iter().chain(premises);
        facts.collect::<IndexSet<Name>>().into_iter().collect()
    }

    /// The number of rule applications.
    pub fn size(&self) -> usize {
        1 + self.premises.iter().map(|(_, p)| p.size()).sum::<usize>()
    }
}

/// Why no rule gives a derivative.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoRule {
    /// No rule differentiates this term.
    #[error("no rule differentiates `{0}`")]
    Term(Term),
    /// A rule does, but what it needs of its point is neither a hypothesis, nor a fact, nor between constants.
    #[error("`derivative {rule}` needs `{guard}`, which is neither a hypothesis nor a fact")]
    Guard {
        /// The rule.
        rule: Name,
        /// What it needs.
        guard: Apart,
    },
}

/// Differentiates `term` with respect to the variable `point` of `domain`.
///
/// # Errors
/// The innermost term that no rule of `laws` differentiates, or a guard that is open.
pub fn derive(term: &Term, point: &str, domain: &Space, laws: &Laws) -> Result<Derivation, NoRule> {
    derive_given(term, &Differentiation::at(point, domain), laws)
}

/// Differentiates `term`, where the derivatives of some variables are given and conditions hold.
///
/// # Errors
/// The innermost term that no rule of `laws` differentiates, or a guard that is open.
pub fn derive_given(
    term: &Term,
    by: &Differentiation<'_>,
    laws: &Laws,
) -> Result<Derivation, NoRule> {
    if let Some(derivative) = by.given(term) {
        return Ok(Derivation {
            term: term.clone(),
            derivative: derivative.clone(),
            rule: Rule::Hypothesis,
            substitution: Substitution::default(),
            facts: Vec::new(),
            premises: Vec::new(),
        });
    }
    let mut open = None;
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
        let guards = rule.apart.iter().map(|guard| guard.apply(&substitution));
        let Ok(guards) = guards.collect::<Result<Vec<Apart>, _>>() else {
            continue;
        };
        let facts = match establish(&guards, by.conditions, laws) {
            Ok(facts) => facts,
            Err(guard) => {
                let rule = rule.name.clone();
                open.get_or_insert(NoRule::Guard { rule, guard });
                continue;
            }
        };
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
            rule: Rule::Named(rule.name.clone()),
            substitution,
            facts,
            premises,
        });
    }
    Err(open.unwrap_or_else(|| NoRule::Term(term.clone())))
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
