//! The laws that the rows of a table name.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::document::{Formula, Line};
use super::super::statement::binders;
use super::json::{Parameter, parameters};
use crate::notation::{DerivativeRule, Fact, Law};
use crate::term::{Apart, Name, Op, Sort, SortError, Space, Term};

/// An equation, a fact, or a rule of differentiation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LawKind {
    /// A rule of differentiation.
    Derivative,
    /// An equation.
    Law,
    /// What differs.
    Fact,
}

impl LawKind {
    /// The word in the spec.
    pub fn name(self) -> &'static str {
        match self {
            LawKind::Derivative => "derivative",
            LawKind::Law => "law",
            LawKind::Fact => "fact",
        }
    }

    /// The anchor of the law of this name. No Lean name has a hyphen, so that no definition has it.
    pub(super) fn id(self, name: &str) -> String {
        format!("{}-{name}", self.name())
    }
}

/// A law, fact or rule with the lemma that it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LawRow {
    /// Which of the three.
    pub kind: LawKind,
    /// The name.
    pub name: String,
    /// The variables that it holds for.
    pub parameters: Vec<Parameter>,
    /// What must hold, in Lean's notation: `c ≠ 0`, `∀ i, u i ≠ v i`.
    pub conditions: Vec<String>,
    /// The variables and hypotheses in Lean's notation; empty if there are none.
    pub binders: String,
    /// The left side; of a rule, `D` of what it differentiates.
    pub left: Formula,
    /// The right side.
    pub right: Formula,
    /// Of a fact, that its sides differ in every coordinate: `∀ i, exp (u i) ≠ 0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// `Mathlib`, `TorchLean` or `Lean`.
    pub library: String,
    /// The full Lean name.
    pub lemma: String,
}

impl LawRow {
    /// The cells of the law in a table.
    pub(super) fn cells(&self) -> Vec<Line> {
        let name = Line::from(self.kind.name()).text(" ");
        let scope = match self.binders.is_empty() {
            true => Line::new(),
            false => Line::from("for all ").code(&self.binders),
        };
        let equation = match &self.says {
            Some(says) => Line::code_only(says),
            None => Line::new().math(self.left.equals(&self.right)),
        };
        vec![
            name.anchor(self.kind.id(&self.name), &self.name),
            equation.under(scope),
            Line::from(&self.library).text(" ").code(&self.lemma),
        ]
    }

    /// The equation in Lean's notation; of a fact, what it says.
    pub fn equation(&self) -> String {
        let equation = || format!("{} = {}", self.left.lean, self.right.lean);
        self.says.clone().unwrap_or_else(equation)
    }

    pub(super) fn fact(fact: &Fact) -> LawRow {
        LawRow {
            kind: LawKind::Fact,
            name: fact.name.to_string(),
            parameters: parameters(&fact.variables),
            conditions: fact.guards.iter().map(ToString::to_string).collect(),
            binders: binders(&fact.variables) + &hypotheses(&fact.guards),
            left: (&fact.apart.left).into(),
            right: (&fact.apart.right).into(),
            says: Some(fact.apart.to_string()),
            library: fact.lemma.library.clone(),
            lemma: fact.lemma.name.clone(),
        }
    }

    pub(super) fn equational(law: &Law) -> LawRow {
        LawRow {
            kind: LawKind::Law,
            name: law.name.to_string(),
            parameters: parameters(&law.variables),
            conditions: law.apart.iter().map(ToString::to_string).collect(),
            binders: binders(&law.variables) + &hypotheses(&law.apart),
            left: (&law.left).into(),
            right: (&law.right).into(),
            says: None,
            library: law.lemma.library.clone(),
            lemma: law.lemma.name.clone(),
        }
    }

    pub(super) fn derivative(rule: &DerivativeRule) -> LawRow {
        let variables = rule.variables.iter();
        let derivatives: BTreeMap<Name, Term> = variables
            .filter_map(|(name, sort)| {
                let derivative = differentiated(&Term::var(name, sort.clone()), &rule.domain);
                Some((rule.derivative_of(name), derivative.ok()?))
            })
            .collect();
        // Where a side cannot be printed so, it is printed as `spec/` has it.
        let right = rule.derivative.substitute(&BTreeMap::new(), &derivatives);
        let right = right.as_ref().unwrap_or(&rule.derivative);
        let left = differentiated(&rule.pattern, &rule.domain);
        let left = left.as_ref().unwrap_or(&rule.pattern);
        LawRow {
            kind: LawKind::Derivative,
            name: rule.name.to_string(),
            parameters: parameters(&rule.variables),
            conditions: rule.apart.iter().map(ToString::to_string).collect(),
            binders: binders(&rule.variables) + &hypotheses(&rule.apart),
            left: left.into(),
            right: right.into(),
            says: None,
            library: rule.lemma.library.clone(),
            lemma: rule.lemma.name.clone(),
        }
    }
}

/// Conditions as binders.
fn hypotheses(conditions: &[Apart]) -> String {
    let binders = conditions
        .iter()
        .map(|condition| format!(" (h : {condition})"));
    binders.collect()
}

/// `D u` as a term, so that it is printed as any application is.
fn differentiated(term: &Term, domain: &Space) -> Result<Term, SortError> {
    let space = term.space().unwrap_or(&Space::Real).clone();
    let derivative = Space::hom(domain.clone(), space.clone());
    let d = Term::var("D", Sort::Vec(Space::hom(space, derivative)));
    Term::new(Op::Apply, vec![d, term.clone()])
}
