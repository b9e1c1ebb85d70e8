//! Conditions: that two vectors differ in every coordinate, or that one is less than the other there.

use std::fmt;

use num_traits::Zero;

use super::{Op, Rational, SortError, Space, Substitution, Term};

/// `∀ i, left i ≠ right i`; between scalars `left ≠ right`.
///
/// Lean's certificates and laws are guarded by it: `u ≠ 0` where something is divided by `u`,
/// `u ≠ v` where a branch depends on which is greater. That `u` is less than `v` is one of them too:
/// `∀ i, (if v i > u i then 1 else 0) ≠ 0`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Apart {
    /// The left side: a scalar or a vector of coordinates.
    pub left: Term,
    /// The right side, of the same sort.
    pub right: Term,
}

impl Apart {
    /// The condition with both sides replaced.
    ///
    /// # Errors
    /// What `of` gives for a side.
    pub fn try_map<E>(&self, mut of: impl FnMut(&Term) -> Result<Term, E>) -> Result<Apart, E> {
        Ok(Apart {
            left: of(&self.left)?,
            right: of(&self.right)?,
        })
    }

    /// That a side is less than another in every coordinate.
    ///
    /// # Errors
    /// When the sides are not scalars or vectors of coordinates of one sort.
    pub fn less(less: Term, greater: Term) -> Result<Apart, SortError> {
        let space = less.space().cloned().unwrap_or(Space::Real);
        let number = |value: i64| {
            let value = Rational::from_integer(value.into());
            Term::filled(Term::constant(value), &space)
        };
        let zero = Term::new(Op::zero(space.clone()), Vec::new())?;
        let greater = Term::new(Op::Greater, vec![greater, less])?;
        Ok(Apart {
            left: Term::new(Op::Select, vec![greater, number(1)?, zero.clone()])?,
            right: zero,
        })
    }

    /// The lesser and the greater side, if it is about which is less.
    pub fn order(&self) -> Option<[&Term; 2]> {
        let (Op::Select, [mask, _, _]) = (self.left.op(), self.left.args()) else {
            return None;
        };
        let (Op::Greater, [greater, less]) = (mask.op(), mask.args()) else {
            return None;
        };
        let said = Apart::less(less.clone(), greater.clone());
        (said.as_ref() == Ok(self)).then_some([less, greater])
    }

    /// What is greater than 0, if it says that.
    pub fn positive(&self) -> Option<&Term> {
        let [less, greater] = self.order()?;
        is_zero(less).then_some(greater)
    }

    /// Whether the two say the same: the order of the sides does not matter.
    pub fn is(&self, other: &Apart) -> bool {
        *self == *other || self.left == other.right && self.right == other.left
    }

    /// The condition with the pattern's variables and spaces replaced.
    ///
    /// # Errors
    /// When a term has another sort than its variable.
    pub fn apply(&self, substitution: &Substitution) -> Result<Apart, SortError> {
        self.try_map(|side| substitution.apply(side))
    }

    /// The sides.
    pub fn sides(&self) -> [&Term; 2] {
        [&self.left, &self.right]
    }

    /// Whether a variable occurs.
    pub fn mentions(&self, name: &str) -> bool {
        self.sides().into_iter().any(|side| side.mentions(name))
    }

    /// The term that is not 0, if it is about one.
    pub fn of_zero(&self) -> Option<&Term> {
        is_zero(&self.right).then_some(&self.left)
    }

    /// Whether it is about more than one number.
    pub fn is_coordinatewise(&self) -> bool {
        self.left.space() != Some(&Space::Real)
    }
}

fn is_zero(term: &Term) -> bool {
    match term.op() {
        Op::Zero(_) => true,
        Op::Const(value) => value.is_zero(),
        _ => false,
    }
}

/// As it is written: `c ≠ 0`, `∀ i, get idx x i ≠ 0`, `0 < c`.
impl fmt::Display for Apart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::print::condition(self))
    }
}
