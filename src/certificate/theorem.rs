//! Theorems: a claim as a statement, its replayed proofs as a term.

use super::chain::chain;
use super::derivation::{Point, derivation_term};
use super::names::{Names, free};
use super::notation::{self, IN_THEOREM, binders, nonzero, spaces};
use super::structure::{Needs, STRUCTURE};
use crate::exact::{Derivation, Equation, Proof, StepStatement};
use crate::notation::Laws;
use crate::term::{Name, Sort};

/// Why a proof cannot be written down.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unwritable {
    /// The proof names a law or rule that is not among the laws.
    #[error("`{0}` is no law")]
    NoLaw(String),
    /// A step does not fit its own proof.
    #[error("step {0} does not fit")]
    Step(usize),
    /// A guard is neither a hypothesis nor a constant that the model can have.
    #[error("there is no hypothesis `{0} ≠ 0`")]
    Guard(String),
    /// A claim has an equation without a proof.
    #[error("`{0}` has an equation without a proof")]
    Missing(String),
}

/// A claim to be written as one theorem.
#[derive(Clone, Debug)]
pub struct Claim<'a> {
    /// The name of the theorem.
    pub name: String,
    /// The definition's parameters.
    pub parameters: &'a [(Name, Sort)],
    /// The derivative that the claim speaks of.
    pub derivation: Option<&'a Derivation>,
    /// The hypothesis `D y = T` that the derivative rests on, of a step of a tape.
    pub step: Option<&'a StepStatement>,
    /// The equations with their proofs.
    pub equations: Vec<(&'a Equation, &'a Proof)>,
}

/// The theorem, and what it needs of the structure.
///
/// # Errors
/// When a step rests on something that is neither a law, nor arithmetic, nor a
/// hypothesis. The rest is for Lean to judge.
pub fn render(claim: &Claim<'_>, laws: &Laws, needs: &mut Needs) -> Result<String, Unwritable> {
    let names = Names::beside(claim);
    let mut statements = Vec::new();
    let mut proofs = Vec::new();
    if let Some(derivation) = claim.derivation {
        let point = Point {
            step: claim.step,
            given: free("h", |name| names.taken.contains(name)),
        };
        let (assumed, introduced) = point.hypothesis();
        statements.push(format!(
            "{assumed}M.HasD {} {}",
            point.function(&derivation.term),
            point.function(&derivation.derivative)
        ));
        needs.term(&derivation.derivative);
        let proof = derivation_term(derivation, laws, &point)?;
        proofs.push(format!("{introduced}{proof}"));
    }
    for (equation, proof) in &claim.equations {
        let own = variables(equation, claim.parameters);
        let bound = binders(&own, IN_THEOREM);
        let stated = notation::equation(&equation.left, &equation.right, IN_THEOREM);
        needs.term(&equation.left);
        needs.term(&equation.right);
        if own.is_empty() {
            statements.push(stated);
            proofs.push(chain(equation, proof, laws, &names, needs)?);
        } else {
            statements.push(format!("∀{bound}, {stated}"));
            let body = chain(equation, proof, laws, &names, needs)?;
            proofs.push(format!("fun{bound} =>\n{body}"));
        }
    }
    let comments: String = claim
        .equations
        .iter()
        .map(|(equation, _)| format!("-- {} = {}\n", equation.left, equation.right))
        .collect();
    let sorts: Vec<Sort> = claim
        .parameters
        .iter()
        .map(|(_, sort)| sort.clone())
        .chain(claim.equations.iter().flat_map(|(equation, _)| {
            let own = variables(equation, &[]);
            let sorts: Vec<Sort> = own.into_iter().map(|(_, sort)| sort).collect();
            sorts
        }))
        .collect();
    let guards: String = claim
        .equations
        .iter()
        .flat_map(|(equation, _)| &equation.nonzero)
        .map(|scalar| {
            format!(
                " ({} : {})",
                names.guard(scalar),
                nonzero(scalar, IN_THEOREM)
            )
        })
        .collect();
    Ok(format!(
        "{comments}theorem {} (M : {STRUCTURE}){}{}{guards} :\n    {} :=\n{}\n",
        claim.name,
        spaces(&sorts, IN_THEOREM),
        binders(claim.parameters, IN_THEOREM),
        conjunction(&statements),
        introduction(&proofs),
    ))
}

fn conjunction(statements: &[String]) -> String {
    match statements {
        [] => "True".into(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("And ({first})\n    ({})", conjunction(rest)),
    }
}

fn introduction(proofs: &[String]) -> String {
    match proofs {
        [] => "True.intro".into(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("  And.intro\n    ({first})\n    ({})", introduction(rest)),
    }
}

/// The variables of an equation that are no parameters.
pub(super) fn variables(equation: &Equation, parameters: &[(Name, Sort)]) -> Vec<(Name, Sort)> {
    let mut own = equation.left.variables();
    for (name, sort) in equation.right.variables() {
        if !own.iter().any(|(n, _)| *n == name) {
            own.push((name, sort));
        }
    }
    own.retain(|(name, _)| !parameters.iter().any(|(n, _)| n == name));
    own.sort_by_key(|(name, _)| ["x", "dx", "δ"].iter().position(|n| *n == &**name));
    own
}
