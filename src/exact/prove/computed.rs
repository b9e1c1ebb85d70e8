//! Proofs about what is computed.
//!
//! A definition that applies functions computes what they compute. So its claim follows from theirs:
//! what a function computes is replaced by what it states, which is one step of a proof.

use super::{Outcome, Prover};
use crate::exact::computed::FunctionEquation;
use crate::exact::goal::Equation;
use crate::exact::proof::{Proof, Reason, Step};
use crate::term::{Substitution, Term};

impl Prover<'_> {
    /// Searches for a proof of an equation whose left side is computed with functions: first what
    /// they compute is replaced by what they state.
    pub fn prove_computed(&self, equation: &Equation, functions: &[FunctionEquation]) -> Outcome {
        let mut left = equation.left.clone();
        let mut steps = Vec::new();
        while steps.len() < self.limits.steps
            && let Some(step) = next(&left, &equation.right, functions)
        {
            left = step.after.clone();
            steps.push(step);
        }
        if left == equation.right {
            return Outcome::Found(Proof::direct(equation.left.clone(), steps));
        }
        let stated = Equation {
            left,
            ..equation.clone()
        };
        match self.prove(&stated) {
            Outcome::Found(proof) => {
                let steps = steps.into_iter().chain(proof.steps);
                Outcome::Found(Proof::direct(equation.left.clone(), steps))
            }
            not_found => not_found,
        }
    }
}

/// The step that replaces what a function computes, in the largest part of `left` that is such;
/// by what stands in `right`, if a function states that.
fn next(left: &Term, right: &Term, functions: &[FunctionEquation]) -> Option<Step> {
    let (path, function, substitution, new) = place(left, right, functions)?;
    let after = left.with(&path, &new)?;
    Some(Step {
        reason: Reason::Computed(function.function.clone()),
        reversed: false,
        path,
        substitution,
        facts: Vec::new(),
        after,
    })
}

/// Where a step can be, by which function, what its variables stand for, and what is put there.
type Place<'f> = (Vec<usize>, &'f FunctionEquation, Substitution, Term);

fn place<'f>(term: &Term, right: &Term, functions: &'f [FunctionEquation]) -> Option<Place<'f>> {
    let mut here = functions.iter().filter_map(|function| {
        let Equation { left, right, .. } = &function.equation;
        let mut substitution = Substitution::default();
        // A variable would be everywhere.
        let matched =
            !left.args().is_empty() && substitution.extend(&function.variables, left, term);
        let new = matched.then(|| substitution.apply(right).ok()).flatten()?;
        (new != *term).then(|| (Vec::new(), function, substitution, new))
    });
    let first = here.next();
    let is_wanted = |(_, _, _, new): &Place<'f>| right.contains(new);
    if let Some(first) = first {
        let wanted = if is_wanted(&first) {
            None
        } else {
            here.find(is_wanted)
        };
        return Some(wanted.unwrap_or(first));
    }
    term.args().iter().enumerate().find_map(|(position, arg)| {
        let (mut path, function, substitution, new) = place(arg, right, functions)?;
        path.insert(0, position);
        Some((path, function, substitution, new))
    })
}
