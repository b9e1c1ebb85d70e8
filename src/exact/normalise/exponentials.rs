//! Functions of the reals by exponentials: `expm1 u` is `exp u - 1`, and `exp (-u)` is `(exp u)⁻¹`.

use num_traits::{One, Signed};

use super::{Normaliser, Result, Stuck, head, inside};
use crate::exact::goal::Equation;
use crate::exact::proof::Reason;
use crate::term::{Function, Op, Rational, Substitution, Term};

/// Whether a function is one of those that are written by exponentials.
pub(super) fn has_exponentials(equation: &Equation) -> bool {
    fn within(term: &Term) -> bool {
        matches!(term.op(), Op::Map(Function::Exp | Function::ExpM1))
            || term.args().iter().any(within)
    }
    within(&equation.left) || within(&equation.right)
}

impl Normaliser<'_> {
    /// A function of the reals.
    pub(super) fn function(&mut self, path: &[usize], function: Function) -> Result {
        if function == Function::ExpM1 {
            self.by(path, "expm1_eq")?;
            return self.form(path);
        }
        self.arguments(path)?;
        if function == Function::Exp && self.begins_with_minus(&inside(path, 0))? {
            self.twice_negated(&inside(path, 0))?;
            self.by(path, "exp_neg")?;
            return self.form(path);
        }
        self.atom(path)
    }

    /// Whether the first monomial of a normal form has a negative factor.
    fn begins_with_minus(&self, path: &[usize]) -> Result<bool> {
        let first = head(self.at(path)?, &Op::Add);
        let scalar = match (first.op(), first.args()) {
            (Op::Smul, [scalar, _]) => scalar,
            _ => return Ok(false),
        };
        Ok(matches!(scalar.op(), Op::Const(value) if value.is_negative()))
    }

    /// `u` as `-(-1 • u)`.
    fn twice_negated(&mut self, path: &[usize]) -> Result {
        let minus = || Term::constant(-Rational::one());
        self.back(path, "one_smul")?;
        let square = Term::new(Op::Smul, vec![minus(), minus()]);
        let square = square.map_err(|_| Stuck::Law("arithmetic"))?;
        let scalar = inside(path, 0);
        self.step(
            &scalar,
            Reason::Fold,
            false,
            Substitution::default(),
            &square,
        )?;
        self.back(path, "smul_smul")?;
        self.by(path, "neg_one_smul")
    }
}
