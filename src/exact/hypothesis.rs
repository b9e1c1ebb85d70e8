//! What is differentiated by, and which derivatives are given.

use crate::term::{Op, Space, Term};

/// The name of the rule by which a given derivative is used.
pub const HYPOTHESIS: &str = "hypothesis";

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
}

impl<'a> Differentiation<'a> {
    /// By a point, without hypotheses.
    pub fn at(point: &'a str, domain: &'a Space) -> Differentiation<'a> {
        Differentiation {
            point,
            domain,
            hypotheses: &[],
        }
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
