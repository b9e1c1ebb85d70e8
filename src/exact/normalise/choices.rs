//! Choices between two branches: `if m then u else v` is `e ⊙ (u - v) + v`, with the indicator
//! `e = if m then 1 else 0` for an atom, of which no product has more than one.

use super::{Normaliser, Result, Stuck, inside, is_ones, is_zero};
use crate::term::{Apart, Op, Term};

/// The condition of an indicator.
fn indicated(term: &Term) -> Option<&Term> {
    match (term.op(), term.args()) {
        (Op::Select, [condition, yes, no]) if is_ones(yes) && is_zero(no) => Some(condition),
        _ => None,
    }
}

impl Normaliser<'_> {
    /// A choice, as a polynomial in the indicator of its condition.
    pub(super) fn choice(&mut self, path: &[usize], term: &Term) -> Result {
        match indicated(term) {
            None => {
                self.by(path, "select_eq")?;
                self.form(path)
            }
            // Where `u` and `v` differ, one of `u > v` and `v > u` holds.
            Some(condition) if self.is_flipped(condition) => {
                self.by(path, "select_flip")?;
                self.form(path)
            }
            Some(_) => self.atom(path),
        }
    }

    /// Whether the condition is `v > u` where `u > v` is to stand.
    fn is_flipped(&self, condition: &Term) -> bool {
        let (Op::Greater, [v, u]) = (condition.op(), condition.args()) else {
            return false;
        };
        let sides = Apart {
            left: u.clone(),
            right: v.clone(),
        };
        v < u && self.apart.iter().any(|known| known.is(&sides))
    }

    /// A product of factors in order: of equal indicators, which stand together, one is left.
    pub(super) fn once(&mut self, path: &[usize]) -> Result {
        let mut place = path.to_vec();
        while self.is(&place, &Op::Hadamard)? {
            let [first, rest] = self.at(&place)?.args() else {
                return Err(Stuck::Law("two factors"));
            };
            let (first, rest) = (first.clone(), rest.clone());
            if indicated(&first).is_none() {
                place.push(1);
            } else if first == rest {
                self.by(&place, "select_idem")?;
            } else if rest.args().first() == Some(&first) && *rest.op() == Op::Hadamard {
                self.back(&place, "hadamard_assoc")?;
                self.by(&inside(&place, 0), "select_idem")?;
            } else {
                place.push(1);
            }
        }
        Ok(())
    }
}
