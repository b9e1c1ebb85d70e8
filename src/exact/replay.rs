//! Checks proofs again, without the e-graph.
//!
//! A step is accepted if it rewrites one subterm by an instance of a law whose
//! hypotheses are established, or by arithmetic on constants that is redone
//! here. Terms are well-sorted by construction, so an instance with an operator
//! of the wrong arity or a replacement of the wrong sort cannot be formed.

use num_traits::Zero;

use super::derive::Derivation;
use super::goal::Equation;
use super::hypothesis::{Differentiation, HYPOTHESIS};
use super::proof::{Proof, Reason, Step};
use crate::notation::Laws;
use crate::term::{Op, Rational, Space, Term, inverse};

/// Why a proof is no proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The chain begins elsewhere.
    #[error("the proof starts from `{found}`, the claim from `{expected}`")]
    Start {
        /// The claim's left side.
        expected: Term,
        /// The proof's first term.
        found: Term,
    },
    /// The chain ends elsewhere.
    #[error("the proof ends in `{found}`, the claim in `{expected}`")]
    End {
        /// The claim's right side.
        expected: Term,
        /// The proof's last term.
        found: Term,
    },
    /// A step is none.
    #[error("step {step}: {why}")]
    Step {
        /// Which, from 1.
        step: usize,
        /// Why.
        why: String,
    },
    /// A derivative is not what its rule gives.
    #[error("derivative of `{term}`: {why}")]
    Derivative {
        /// What is differentiated.
        term: Term,
        /// Why.
        why: String,
    },
}

/// Checks that `proof` proves `equation` from `laws`.
///
/// # Errors
/// The first step that does not hold, or the end that does not fit.
pub fn replay(proof: &Proof, equation: &Equation, laws: &Laws) -> Result<(), Rejection> {
    if proof.start != equation.left {
        return Err(Rejection::Start {
            expected: equation.left.clone(),
            found: proof.start.clone(),
        });
    }
    let mut current = &proof.start;
    for (position, step) in proof.steps.iter().enumerate() {
        check(current, step, &equation.nonzero, laws).map_err(|why| Rejection::Step {
            step: position + 1,
            why,
        })?;
        current = &step.after;
    }
    if *current == equation.right {
        Ok(())
    } else {
        Err(Rejection::End {
            expected: equation.right.clone(),
            found: current.clone(),
        })
    }
}

fn check(before: &Term, step: &Step, known: &[Term], laws: &Laws) -> Result<(), String> {
    let old = before
        .at(&step.path)
        .ok_or("the term has no such subterm")?;
    let new = match &step.reason {
        Reason::Law(name) => {
            let law = laws
                .law(name)
                .ok_or_else(|| format!("`{name}` is no law"))?;
            for guard in &law.nonzero {
                let scalar = step.substitution.apply(guard).map_err(|e| e.to_string())?;
                let established = known.contains(&scalar)
                    || constant(&scalar).is_some_and(|value| !value.is_zero());
                if !established {
                    return Err(format!("`{name}` needs `{scalar} ≠ 0`"));
                }
            }
            let instance = |side| step.substitution.apply(side).map_err(|e| e.to_string());
            let (left, right) = (instance(&law.left)?, instance(&law.right)?);
            let (from, to) = if step.reversed {
                (right, left)
            } else {
                (left, right)
            };
            if from != *old {
                return Err(format!("`{name}` rewrites `{from}`, not `{old}`"));
            }
            to
        }
        Reason::Fold => {
            let new = step
                .after
                .at(&step.path)
                .ok_or("the result has no such subterm")?;
            match (constant(old), constant(new)) {
                (Some(a), Some(b)) if a == b => new.clone(),
                _ => return Err(format!("`{old}` and `{new}` are no equal constants")),
            }
        }
    };
    let after = replace(before, &step.path, &new)?;
    if after == step.after {
        Ok(())
    } else {
        Err(format!("gives `{after}`, not `{}`", step.after))
    }
}

/// The term with the subterm at `path` replaced.
fn replace(term: &Term, path: &[usize], new: &Term) -> Result<Term, String> {
    let Some((&first, rest)) = path.split_first() else {
        return Ok(new.clone());
    };
    let mut args = term.args().to_vec();
    let arg = args.get_mut(first).ok_or("the term has no such subterm")?;
    *arg = replace(arg, rest, new)?;
    Term::new(term.op().clone(), args).map_err(|e| e.to_string())
}

/// The value of a scalar term without variables.
pub fn constant(term: &Term) -> Option<Rational> {
    let values: Vec<Rational> = term.args().iter().map(constant).collect::<Option<_>>()?;
    match (term.op(), values.as_slice()) {
        (Op::Const(value), []) => Some(value.clone()),
        (Op::Add, [a, b]) => Some(a + b),
        (Op::Sub, [a, b]) => Some(a - b),
        (Op::Smul, [a, b]) => Some(a * b),
        (Op::Neg, [a]) => Some(-a),
        (Op::Inv, [a]) => Some(inverse(a)),
        _ => None,
    }
}

/// Checks that a derivative with respect to `point` follows from the rules.
///
/// # Errors
/// The first term whose derivative is not what its rule gives.
pub fn replay_derivation(
    derivation: &Derivation,
    point: &str,
    domain: &Space,
    laws: &Laws,
) -> Result<(), Rejection> {
    replay_derivation_given(derivation, &Differentiation::at(point, domain), laws)
}

/// Checks that a derivative follows from the rules and the derivatives that are given.
///
/// # Errors
/// The first term whose derivative is not what its rule or a hypothesis gives.
pub fn replay_derivation_given(
    derivation: &Derivation,
    by: &Differentiation<'_>,
    laws: &Laws,
) -> Result<(), Rejection> {
    let reject = |why: String| Rejection::Derivative {
        term: derivation.term.clone(),
        why,
    };
    let name = &derivation.rule;
    if **name == *HYPOTHESIS {
        let given = by.given(&derivation.term);
        return match given {
            Some(given) if *given == derivation.derivative => Ok(()),
            Some(given) => Err(reject(format!("the hypothesis gives `{given}`"))),
            None => Err(reject("no hypothesis gives its derivative".into())),
        };
    }
    let rule = laws
        .derivatives
        .iter()
        .find(|rule| rule.name == *name)
        .ok_or_else(|| reject(format!("`{name}` is no rule")))?;
    let mut substitution = derivation.substitution.clone();
    let domain = by.domain.clone();
    substitution.spaces.insert("domain".into(), domain);
    let pattern = rule
        .pattern_at(by.point)
        .and_then(|pattern| substitution.apply(&pattern))
        .map_err(|e| reject(e.to_string()))?;
    if pattern != derivation.term {
        return Err(reject(format!("`{name}` differentiates `{pattern}`")));
    }
    for (variable, _) in &rule.variables {
        let derivative = rule.derivative_of(variable);
        let inner = substitution
            .terms
            .get(variable)
            .ok_or_else(|| reject(format!("`{variable}` stands for nothing")))?
            .clone();
        if !rule.derivative.mentions(&derivative) {
            if !by.is_constant(&inner) {
                return Err(reject(format!("`{inner}` is no constant")));
            }
            continue;
        }
        let (_, premise) = derivation
            .premises
            .iter()
            .find(|(v, _)| v == variable)
            .ok_or_else(|| reject(format!("the derivative of `{inner}` is missing")))?;
        if premise.term != inner {
            return Err(reject(format!("expected the derivative of `{inner}`")));
        }
        replay_derivation_given(premise, by, laws)?;
        substitution
            .terms
            .insert(derivative, premise.derivative.clone());
    }
    let derivative = substitution
        .apply(&rule.derivative)
        .map_err(|e| reject(e.to_string()))?;
    if derivative == derivation.derivative {
        Ok(())
    } else {
        Err(reject(format!("`{name}` gives `{derivative}`")))
    }
}
