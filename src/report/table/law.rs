//! The laws that the rows of a table name.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Definition, Formula, Parameter, Row, binders, parameters};
use crate::notation::{DerivativeRule, Law, Laws};
use crate::term::{Name, Op, Sort, SortError, Space, Term};

/// An equation, or a rule of differentiation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LawKind {
    /// A rule of differentiation.
    Derivative,
    /// An equation.
    Law,
}

impl LawKind {
    /// The word in the spec.
    pub fn name(self) -> &'static str {
        match self {
            LawKind::Derivative => "derivative",
            LawKind::Law => "law",
        }
    }
}

/// A law or rule with the lemma that it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LawRow {
    /// Which of the two.
    pub kind: LawKind,
    /// The name.
    pub name: String,
    /// The variables that it holds for.
    pub parameters: Vec<Parameter>,
    /// Scalars that must not be 0.
    pub nonzero: Vec<Formula>,
    /// The left side; of a rule, `D` of what it differentiates.
    pub left: Formula,
    /// The right side.
    pub right: Formula,
    /// `Mathlib`, `TorchLean` or `Lean`.
    pub library: String,
    /// The full Lean name.
    pub lemma: String,
}

impl LawRow {
    /// The variables and hypotheses in Lean's notation; empty if there are none.
    pub fn binders(&self) -> String {
        let mut text = binders(&self.parameters);
        for scalar in &self.nonzero {
            text += &format!(" (h : {} ≠ 0)", scalar.lean());
        }
        text
    }

    /// The equation in Lean's notation.
    pub fn equation(&self) -> String {
        format!("{} = {}", self.left.lean(), self.right.lean())
    }

    fn equational(law: &Law) -> LawRow {
        LawRow {
            kind: LawKind::Law,
            name: law.name.to_string(),
            parameters: parameters(&law.variables),
            nonzero: law.nonzero.iter().cloned().map(Formula).collect(),
            left: Formula(law.left.clone()),
            right: Formula(law.right.clone()),
            library: law.lemma.library.clone(),
            lemma: law.lemma.name.clone(),
        }
    }

    fn derivative(rule: &DerivativeRule) -> LawRow {
        let variables = rule.variables.iter();
        let derivatives: BTreeMap<Name, Term> = variables
            .filter_map(|(name, sort)| {
                let derivative = differentiated(&Term::var(name, sort.clone()), &rule.domain);
                Some((rule.derivative_of(name), derivative.ok()?))
            })
            .collect();
        let right = rule.derivative.substitute(&BTreeMap::new(), &derivatives);
        LawRow {
            kind: LawKind::Derivative,
            name: rule.name.to_string(),
            parameters: parameters(&rule.variables),
            nonzero: Vec::new(),
            left: Formula(
                differentiated(&rule.pattern, &rule.domain)
                    .unwrap_or_else(|_| rule.pattern.clone()),
            ),
            right: Formula(right.unwrap_or_else(|_| rule.derivative.clone())),
            library: rule.lemma.library.clone(),
            lemma: rule.lemma.name.clone(),
        }
    }
}

/// `D u` as a term, so that it is printed as any application is.
fn differentiated(term: &Term, domain: &Space) -> Result<Term, SortError> {
    let space = term.space().unwrap_or(&Space::Real).clone();
    let derivative = Space::hom(domain.clone(), space.clone());
    let d = Term::var("D", Sort::Vec(Space::hom(space, derivative)));
    Term::new(Op::Apply, vec![d, term.clone()])
}

/// The rules and laws that some row names, rules first.
pub(super) fn named(definitions: &[Definition], laws: &Laws) -> Vec<LawRow> {
    let rows = || definitions.iter().flat_map(|d| &d.rows);
    let is_in = |names: &[String], name: &Name| names.iter().any(|n| **n == **name);
    let derivative = |rule: &&DerivativeRule| rows().any(|row| is_in(&row.rules, &rule.name));
    let law = |law: &&Law| rows().any(|row: &Row| is_in(row.simplified.laws(), &law.name));
    let rules = laws.derivatives.iter().filter(derivative);
    let equations = laws.laws.iter().filter(law);
    rules
        .map(LawRow::derivative)
        .chain(equations.map(LawRow::equational))
        .collect()
}
