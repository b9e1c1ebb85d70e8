//! What is to be proved of an entry as a step of a tape.

use std::collections::{BTreeMap, BTreeSet};

use super::instance::Instance;
use crate::exact::{Derivation, Differentiation, Equation, Hypothesis, Obligation, Proof};
use crate::notation::{Entry, LeanName};
use crate::term::{Apart, Name, Op, Sort, SortError, Space, Term};

/// Why there is no statement about an entry as a step.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// The entry is a function, not a node.
    #[error("it is not a node")]
    NoNode,
    /// The claim is about a derivative that is not given.
    #[error("the derivative is missing")]
    NoDerivative,
    /// An equation is not well-sorted.
    #[error(transparent)]
    Sort(#[from] SortError),
}

/// The equations of one claim about an entry as a step, proved for all tapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepTheorem {
    /// The Lean name of the entry.
    pub entry: LeanName,
    /// The derivative of `forward y`, from the hypothesis `D y = T`, if the claim speaks of it.
    pub derivation: Option<Derivation>,
    /// A proof for each equation of the claim.
    pub proofs: Vec<Proof>,
}

/// One claim about a whole tape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TapeProof {
    /// The claim.
    pub obligation: Obligation,
    /// The theorems of the tape's entries, each once.
    pub theorems: Vec<StepTheorem>,
    /// One per step, in order.
    pub instances: Vec<Instance>,
}

impl TapeProof {
    /// Steps of all proofs and applications of derivative rules, each theorem once.
    pub fn steps(&self) -> usize {
        let steps = |theorem: &StepTheorem| {
            let proofs = theorem.proofs.iter().map(|proof| proof.steps.len());
            let rules = theorem.derivation.as_ref().map_or(0, Derivation::size);
            rules + proofs.sum::<usize>()
        };
        self.theorems.iter().map(steps).sum()
    }
}

/// An entry's node at the values `y` of a tape, a function of the tape's inputs `x` with
/// derivative `T`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepStatement {
    /// The name of the inputs.
    pub point: Name,
    /// Their space.
    pub inputs: Space,
    /// `D y = T`.
    pub hypothesis: Hypothesis,
    /// The node at `y`.
    pub forward: Term,
    /// The tangent `T dx` of `y` turned into that of the result.
    jvp: Term,
    /// `jvp y dy`.
    jvp_free: Term,
    /// `vjp y δ`.
    vjp: Term,
    dx: Term,
    dy: Term,
    delta: Term,
    prev: Term,
    /// The conditions of the entry, at `y`.
    conditions: Vec<Apart>,
}

impl StepStatement {
    /// The statement about an entry.
    ///
    /// # Errors
    /// When it is not a node, or not well-sorted.
    pub fn of(entry: &Entry) -> Result<StepStatement, StatementError> {
        let node = entry.form.node().ok_or(StatementError::NoNode)?;
        let mut taken: BTreeSet<Name> = BTreeSet::new();
        for (name, sort) in &entry.parameters {
            taken.insert(name.clone());
            taken.extend(sort.names());
        }
        taken.extend(Sort::Vec(node.context.clone()).names());
        taken.extend(Sort::Vec(node.output.clone()).names());
        let fresh = |name: &str| {
            let mut name = name.to_string();
            while taken.contains(name.as_str()) {
                name.push('\'');
            }
            name
        };
        let inputs = Space::named(&fresh("X"));
        let context = Sort::Vec(node.context.clone());
        let y = Term::var(&fresh("y"), context.clone());
        let map = Space::hom(inputs.clone(), node.context.clone());
        let t = Term::var(&fresh("T"), Sort::Vec(map));
        let dx = Term::var(&fresh("dx"), Sort::Vec(inputs.clone()));
        let dy = Term::var(&fresh("dy"), context.clone());
        let delta = Term::var(&fresh("δ"), Sort::Vec(node.output.clone()));
        let prev = Term::var(&fresh("prev"), context);
        let along = Term::new(Op::Apply, vec![t.clone(), dx.clone()])?;
        let conditions =
            entry.conditions_at(&BTreeMap::new(), &BTreeMap::from([("x".into(), y.clone())]))?;
        let put = |form: &Term, tangent: &Term| {
            let terms = [("x", &y), ("dx", tangent), ("δ", &delta)];
            let terms: BTreeMap<Name, Term> = terms
                .into_iter()
                .map(|(name, term)| (name.into(), term.clone()))
                .collect();
            form.substitute(&BTreeMap::new(), &terms)
        };
        Ok(StepStatement {
            point: fresh("x").into(),
            inputs,
            forward: put(&node.forward, &dy)?,
            jvp: put(&node.jvp, &along)?,
            jvp_free: put(&node.jvp, &dy)?,
            vjp: put(&node.vjp, &dy)?,
            hypothesis: Hypothesis {
                value: y,
                derivative: t,
            },
            dx,
            dy,
            delta,
            prev,
            conditions,
        })
    }

    /// The conditions of the entry, at the value of the inputs.
    pub fn conditions(&self) -> &[Apart] {
        &self.conditions
    }

    /// What `forward` is differentiated by.
    pub fn by(&self) -> Differentiation<'_> {
        Differentiation {
            point: &self.point,
            domain: &self.inputs,
            hypotheses: std::slice::from_ref(&self.hypothesis),
            conditions: &self.conditions,
        }
    }

    /// The equations of a claim, where `derived` is the derivative of [`forward`](Self::forward);
    /// [`Obligation::Adjoint`] alone does not speak of it.
    ///
    /// # Errors
    /// When a claim is about `derived` and there is none, or it is not a map from the inputs to the
    /// result.
    pub fn equations(
        &self,
        obligation: Obligation,
        derived: Option<&Term>,
    ) -> Result<Vec<Equation>, StatementError> {
        let derived = || derived.ok_or(StatementError::NoDerivative);
        let binary = |op: Op, a: &Term, b: &Term| Term::new(op, vec![a.clone(), b.clone()]);
        let adjoint = |map: &Term, v: &Term| {
            let adjoint = Term::new(Op::Adjoint, vec![map.clone()])?;
            binary(Op::Apply, &adjoint, v)
        };
        let equation = |left, right| Equation {
            left,
            right,
            // What speaks of the derivative holds where there is one.
            apart: match obligation {
                Obligation::Adjoint => Vec::new(),
                Obligation::Derivative | Obligation::LinearMap => self.conditions.clone(),
            },
        };
        let both = binary(Op::Add, &self.prev, &self.vjp)?;
        let t = &self.hypothesis.derivative;
        Ok(match obligation {
            Obligation::Derivative => {
                let left = binary(Op::Apply, derived()?, &self.dx)?;
                vec![equation(left, self.jvp.clone())]
            }
            Obligation::Adjoint => {
                let before = binary(Op::Inner, &self.dy, &self.prev)?;
                let added = binary(Op::Inner, &self.jvp_free, &self.delta)?;
                let left = binary(Op::Add, &before, &added)?;
                vec![equation(left, binary(Op::Inner, &self.dy, &both)?)]
            }
            Obligation::LinearMap => {
                let back = adjoint(derived()?, &self.delta)?;
                let through = adjoint(t, &self.vjp)?;
                let left = binary(Op::Add, &adjoint(t, &self.prev)?, &back)?;
                vec![equation(back, through), equation(left, adjoint(t, &both)?)]
            }
        })
    }
}
