//! Choices between two branches: `if m then u else v` is `e ⊙ u + f ⊙ v`, with the indicators
//! `e = if m then 1 else 0` and `f = if m then 0 else 1` for atoms, of which no product has one
//! twice. Where that is not enough, `f` is `1 - e`.

use super::{Normaliser, Result, inside, is_ones, is_zero};
use crate::exact::goal::Equation;
use crate::term::{Apart, Op, Term};

/// Whether a side has a choice in it.
pub(super) fn has_choices(equation: &Equation) -> bool {
    fn has(term: &Term) -> bool {
        *term.op() == Op::Select || term.args().iter().any(has)
    }
    has(&equation.left) || has(&equation.right)
}

/// The condition of an indicator, and whether 1 is where it holds.
fn indicated(term: &Term) -> Option<(&Term, bool)> {
    match (term.op(), term.args()) {
        (Op::Select, [condition, yes, no]) if is_ones(yes) && is_zero(no) => {
            Some((condition, true))
        }
        (Op::Select, [condition, yes, no]) if is_zero(yes) && is_ones(no) => {
            Some((condition, false))
        }
        _ => None,
    }
}

impl Normaliser<'_> {
    /// A choice, as a polynomial in the indicators of its condition; where it is known, what is
    /// chosen.
    pub(super) fn choice(&mut self, path: &[usize], term: &Term) -> Result {
        if term
            .args()
            .first()
            .is_some_and(|condition| self.is_positive(condition))
        {
            self.by(path, "select_pos")?;
            return self.form(path);
        }
        match indicated(term) {
            None => {
                self.by(path, "select_split")?;
                self.form(path)
            }
            // Where `u` and `v` differ, one of `u > v` and `v > u` holds.
            Some((condition, _)) if self.is_flipped(condition) => {
                self.by(path, "select_flip")?;
                self.form(path)
            }
            Some((_, false)) if self.complements => {
                self.by(path, "select_not")?;
                self.form(path)
            }
            Some(_) => self.atom(path),
        }
    }

    /// Whether the condition is `u > 0` where that is known.
    fn is_positive(&self, condition: &Term) -> bool {
        let (Op::Greater, [u, zero]) = (condition.op(), condition.args()) else {
            return false;
        };
        is_zero(zero) && self.apart.iter().any(|known| known.positive() == Some(u))
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
            let (first, rest) = self.pair(&place)?;
            let Some((_, holds)) = indicated(&first) else {
                place.push(1);
                continue;
            };
            let law = if holds {
                "select_idem"
            } else {
                "select_idem_not"
            };
            if first == rest {
                self.by(&place, law)?;
            } else if rest.args().first() == Some(&first) && *rest.op() == Op::Hadamard {
                self.back(&place, "hadamard_assoc")?;
                self.by(&inside(&place, 0), law)?;
            } else {
                place.push(1);
            }
        }
        Ok(())
    }
}
