//! What is to be proved of a definition.

use std::collections::BTreeSet;

use super::derive::{Derivation, Differentiation, NoRule, derive_given};
use crate::notation::{Entry, Identity, Laws, NodeForm};
use crate::term::{Apart, Op, Sort, SortError, Space, Term};

/// An equation between terms of one sort, for all values of their variables.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Equation {
    /// The left side.
    pub left: Term,
    /// The right side.
    pub right: Term,
    /// What is known to differ in every coordinate.
    pub apart: Vec<Apart>,
}

impl Equation {
    /// The vectors that one of these operators makes and that stand on both sides: a proof that does
    /// not look into them is shorter. No normal form has another difference in it; it may have
    /// another sum.
    pub(super) fn shared(&self, ops: &[Op]) -> BTreeSet<Term> {
        fn collect(term: &Term, ops: &[Op], found: &mut BTreeSet<Term>) {
            let axes = term.space().and_then(Space::axes);
            if ops.contains(term.op()) && axes.is_some_and(|axes| !axes.is_empty()) {
                found.insert(term.clone());
            }
            for arg in term.args() {
                collect(arg, ops, found);
            }
        }
        let (mut left, mut right) = (BTreeSet::new(), BTreeSet::new());
        collect(&self.left, ops, &mut left);
        collect(&self.right, ops, &mut right);
        left.retain(|term| right.contains(term));
        left
    }
}

/// The symbolic claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Obligation {
    /// `D(forward)(x)·dx = jvp x dx`; of a derivative, `= deriv x dx`.
    Derivative,
    /// `⟪jvp x dx, δ⟫ = ⟪dx, vjp x δ⟫`.
    Adjoint,
    /// `deriv x dx = jvp x dx` and `(deriv x)† δ = vjp x δ`; of a node, with
    /// the derivative that was derived from `forward`.
    LinearMap,
}

impl Obligation {
    /// All of them, in the order of reports.
    pub const ALL: [Obligation; 3] = [
        Obligation::Derivative,
        Obligation::Adjoint,
        Obligation::LinearMap,
    ];
}

/// One equation that a claim needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// The claim.
    pub obligation: Obligation,
    /// The equation.
    pub equation: Equation,
    /// Whether it is about the derivative that was derived from `forward`.
    pub derived: bool,
}

/// A derivative, or why there is none, and the equations that claims need.
pub type Goals = (Result<Derivation, NoRule>, Vec<Goal>);

/// The derivative of an entry's node and the equations that its claims need; without a derivative
/// those that do not speak of it. None for a plain function.
///
/// # Errors
/// When an equation is not well-sorted, which for a well-sorted entry cannot be.
pub fn goals(entry: &Entry, laws: &Laws) -> Result<Option<Goals>, SortError> {
    let Some(node) = entry.form.node() else {
        return Ok(None);
    };
    let by = Differentiation::at("x", &node.context).under(&entry.conditions);
    let derivation = derive_given(&node.forward, &by, laws);
    let goals = equations(entry, node, derivation.as_ref().ok())?;
    Ok(Some((derivation, goals)))
}

fn equations(
    entry: &Entry,
    node: &NodeForm,
    derivation: Option<&Derivation>,
) -> Result<Vec<Goal>, SortError> {
    let dx = Term::var("dx", Sort::Vec(node.context.clone()));
    let delta = Term::var("δ", Sort::Vec(node.output.clone()));
    let apply = |map: &Term, v: &Term| Term::new(Op::Apply, vec![map.clone(), v.clone()]);
    let adjoint = |map: &Term| Term::new(Op::Adjoint, vec![map.clone()]);
    let inner = |u: &Term, v: &Term| Term::new(Op::Inner, vec![u.clone(), v.clone()]);
    let (mut goals, deriv) = (Vec::new(), entry.form.deriv());
    let mut goal = |obligation, derived, left, right| {
        goals.push(Goal {
            obligation,
            derived,
            equation: Equation {
                left,
                right,
                // What speaks of the derivative holds where there is one.
                apart: if derived {
                    entry.conditions.clone()
                } else {
                    Vec::new()
                },
            },
        });
    };
    let tangent = match deriv {
        Some(deriv) => apply(deriv, &dx)?,
        None => node.jvp.clone(),
    };
    if let Some(derivation) = derivation {
        let derived = apply(&derivation.derivative, &dx)?;
        goal(Obligation::Derivative, true, derived, tangent.clone());
    }
    let (left, right) = (inner(&tangent, &delta)?, inner(&dx, &node.vjp)?);
    goal(Obligation::Adjoint, false, left, right);
    match (deriv, derivation) {
        (Some(deriv), _) => {
            goal(Obligation::LinearMap, false, tangent, node.jvp.clone());
            let cotangent = apply(&adjoint(deriv)?, &delta)?;
            goal(Obligation::LinearMap, false, cotangent, node.vjp.clone());
        }
        (None, Some(derivation)) => {
            let cotangent = apply(&adjoint(&derivation.derivative)?, &delta)?;
            goal(Obligation::LinearMap, true, cotangent, node.vjp.clone());
        }
        (None, None) => {}
    }
    Ok(goals)
}

/// An identity of `spec/` as an equation to prove, with the derivation of its
/// left side if it states a derivative.
///
/// # Errors
/// When no rule differentiates a part of the left side.
pub fn identity(
    identity: &Identity,
    laws: &Laws,
) -> Result<(Option<Derivation>, Equation), NoRule> {
    let derivation = match &identity.point {
        Some(domain) => {
            let by = Differentiation::at("x", domain).under(&identity.apart);
            Some(derive_given(&identity.left, &by, laws)?)
        }
        None => None,
    };
    let left = derivation
        .as_ref()
        .map_or(&identity.left, |derivation| &derivation.derivative);
    let equation = Equation {
        left: left.clone(),
        right: identity.right.clone(),
        apart: identity.apart.clone(),
    };
    Ok((derivation, equation))
}
