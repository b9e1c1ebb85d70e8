//! Conditions: that two vectors differ in every coordinate.

use std::fmt;

use num_traits::Zero;

use super::{Op, SortError, Space, Substitution, Term};

/// `∀ i, left i ≠ right i`; between scalars `left ≠ right`.
///
/// Lean's certificates and laws are guarded by it: `u ≠ 0` where something is divided by `u`,
/// `u ≠ v` where a branch depends on which is greater.
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
        let is_zero = match self.right.op() {
            Op::Zero(_) => true,
            Op::Const(value) => value.is_zero(),
            _ => false,
        };
        is_zero.then_some(&self.left)
    }

    /// Whether it is about more than one number.
    pub fn is_coordinatewise(&self) -> bool {
        self.left.space() != Some(&Space::Real)
    }
}

/// As it is written: `c ≠ 0`, `∀ i, get idx x i ≠ 0`.
impl fmt::Display for Apart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::print::condition(self))
    }
}
