//! A derivation as a term of type `HasD`, and the point that it is by.

use super::notation::{IN_THEOREM, argument, renamed, sort};
use super::structure::rule_field;
use super::theorem::Unwritable;
use crate::exact::{Derivation, Rule, StepStatement};
use crate::notation::{DerivativeRule, Laws};
use crate::term::{Sort, Term};

/// The point that a derivation is by.
pub(super) struct Point<'a> {
    pub(super) step: Option<&'a StepStatement>,
    /// The name of the hypothesis, if there is one.
    pub(super) given: String,
}

impl Point<'_> {
    /// The value and the derivative that the hypothesis is about, by name.
    fn variables(&self) -> Option<(&Term, &Term)> {
        let hypothesis = &self.step?.hypothesis;
        Some((&hypothesis.value, &hypothesis.derivative))
    }

    fn is_of_point(&self, variable: &str) -> bool {
        self.variables().is_some_and(|(value, derivative)| {
            [value, derivative]
                .into_iter()
                .any(|of| of.mentions(variable))
        })
    }

    /// A term as a function of the point. What a hypothesis is about is a function already.
    pub(super) fn function(&self, body: &Term) -> String {
        let point = match self.step {
            Some(step) => &*step.point,
            None => "x",
        };
        let mut variables = body.variables().into_iter();
        let depends = variables.any(|(name, _)| *name == *point || self.is_of_point(&name));
        let at = |name: &str| {
            if self.is_of_point(name) {
                format!("({name} {point})")
            } else {
                name.to_string()
            }
        };
        let bound = if depends { point } else { "_" };
        format!("(fun {bound} => {})", renamed(body, IN_THEOREM, &at))
    }

    /// What a theorem assumes about the point, and how its proof takes that up.
    pub(super) fn hypothesis(&self) -> (String, String) {
        let (Some(step), Some((value, derivative))) = (self.step, self.variables()) else {
            return (String::new(), String::new());
        };
        let from = Sort::Vec(step.inputs.clone());
        let from = sort(&from, IN_THEOREM);
        let binder = |of: &Term| {
            let to = sort(of.sort(), IN_THEOREM);
            format!(" ({of} : {from} → {to})")
        };
        let (value_binder, derivative_binder) = (binder(value), binder(derivative));
        (
            format!("∀{value_binder}{derivative_binder}, M.HasD {value} {derivative} → "),
            format!("fun {value} {derivative} {} => ", self.given),
        )
    }
}

/// A derivation as a term of type `HasD`.
pub(super) fn derivation_term(
    derivation: &Derivation,
    laws: &Laws,
    point: &Point<'_>,
) -> Result<String, Unwritable> {
    let Rule::Named(name) = &derivation.rule else {
        return Ok(point.given.clone());
    };
    let rule: &DerivativeRule = laws
        .derivatives
        .iter()
        .find(|rule| rule.name == *name)
        .ok_or_else(|| Unwritable::NoLaw(name.to_string()))?;
    let differentiated = rule.differentiated();
    let mut constants = String::new();
    let mut functions = String::new();
    let mut derivatives = String::new();
    let mut premises = String::new();
    for (variable, _) in &rule.variables {
        let value = derivation
            .substitution
            .terms
            .get(variable)
            .ok_or(Unwritable::Step(0))?;
        if !differentiated.contains(variable) {
            constants.push_str(&format!(" {}", argument(value, IN_THEOREM)));
            continue;
        }
        let (_, premise) = derivation
            .premises
            .iter()
            .find(|(v, _)| v == variable)
            .ok_or(Unwritable::Step(0))?;
        functions.push_str(&format!(" {}", point.function(value)));
        derivatives.push_str(&format!(" {}", point.function(&premise.derivative)));
        premises.push_str(&format!(" ({})", derivation_term(premise, laws, point)?));
    }
    Ok(format!(
        "M.{}{constants}{functions}{derivatives}{premises}",
        rule_field(rule)
    ))
}
