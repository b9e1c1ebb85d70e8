//! Formulas of numbers, taken coordinate by coordinate.

use std::collections::BTreeMap;

use super::{Name, Op, Rational, SortError, Space, Term};

/// A part of a formula.
enum Part {
    /// The same number in every coordinate.
    Number(Term),
    /// A tensor.
    Tensor(Term),
}

impl Part {
    fn tensor(self, space: &Space) -> Result<Term, SortError> {
        match self {
            Part::Tensor(value) => Ok(value),
            Part::Number(value) if *space == Space::Real => Ok(value),
            Part::Number(zero) if *zero.op() == Op::Const(Rational::default()) => {
                Term::new(Op::zero(space.clone()), Vec::new())
            }
            Part::Number(number) => Term::filled(number, space),
        }
    }
}

impl Term {
    /// A formula of numbers as a tensor of this space: in each coordinate its value where these
    /// variables are the coordinates of tensors, and those are other numbers, all put in at once.
    /// Variables that are in neither are numbers there too.
    ///
    /// # Errors
    /// When a tensor is not of the space, what takes the place of a number is not one, or an operator
    /// has no meaning by coordinates.
    pub fn pointwise(
        &self,
        space: &Space,
        tensors: &BTreeMap<Name, Term>,
        numbers: &BTreeMap<Name, Term>,
    ) -> Result<Term, SortError> {
        self.part(space, tensors, numbers)?.tensor(space)
    }

    fn part(
        &self,
        space: &Space,
        tensors: &BTreeMap<Name, Term>,
        numbers: &BTreeMap<Name, Term>,
    ) -> Result<Part, SortError> {
        if let Op::Var(name, _) = self.op()
            && let Some(tensor) = tensors.get(name)
        {
            return Ok(Part::Tensor(tensor.clone()));
        }
        if !tensors.keys().any(|name| self.mentions(name)) {
            let number = self.substitute(&BTreeMap::new(), numbers)?;
            return Ok(Part::Number(number));
        }
        let of = |part: &Term| part.pointwise(space, tensors, numbers);
        let part = |part: &Term| part.part(space, tensors, numbers);
        let tensor = match (self.op(), self.args()) {
            (Op::Smul, [left, right]) => match (part(left)?, part(right)?) {
                (Part::Number(c), Part::Tensor(u)) | (Part::Tensor(u), Part::Number(c)) => {
                    Term::new(Op::Smul, vec![c, u])?
                }
                (u, v) => {
                    let factors = vec![u.tensor(space)?, v.tensor(space)?];
                    Term::new(Op::Hadamard, factors)?
                }
            },
            (op, args) => {
                let args = args.iter().map(of).collect::<Result<_, _>>()?;
                Term::new(op.clone(), args)?
            }
        };
        Ok(Part::Tensor(tensor))
    }
}
