//! Sums of coordinates in normal form.

use super::{Normaliser, Result, Stuck, head, inside};
use crate::exact::proof::Reason;
use crate::exact::replay::value;
use crate::term::{Op, Space, Substitution, Term};

/// Whether the map is the sum of all coordinates.
pub(super) fn is_sum(map: &Term) -> bool {
    match (map.op(), map.args()) {
        (Op::Adjoint, [of]) => matches!(of.op(), Op::Pull(of) if *of.to() == Space::Real),
        _ => false,
    }
}

/// What an inner product can move to its other side: `A† v` and `single a v`.
pub(super) fn is_movable(term: &Term) -> bool {
    match (term.op(), term.args()) {
        (Op::Single, _) => true,
        (Op::Apply, [map, _]) => *map.op() == Op::Adjoint && !is_sum(map),
        _ => false,
    }
}

/// Movable factors stand before others.
pub(super) fn factor_order(factor: &Term) -> (bool, &Term) {
    (!is_movable(factor), factor)
}

impl Normaliser<'_> {
    /// The sum of the coordinates of a product of atoms, as the end of a monomial: the inner
    /// product with the vector of ones.
    pub(super) fn sum_of_factors(&mut self, path: &[usize]) -> Result {
        self.core(path)?;
        // `S * 1 = ⟪S, 1⟫ = ⟪1, S⟫ = ⟪ones, u⟫`.
        self.back(path, "inner_real")?;
        self.by(path, "real_inner_comm")?;
        self.by(path, "adjoint_inner_right")?;
        self.inner_of_factors(path)
    }

    /// Where a vector is summed over whose coordinates are only moved: the way back.
    pub(super) fn moved_in_sum(&self, path: &[usize]) -> Result<Option<Term>> {
        let (map, vector) = self.pair(path)?;
        let sums = *map.op() == Op::Adjoint && map.args().iter().all(|of| value(of).is_some());
        Ok(match (vector.op(), vector.args()) {
            (Op::Apply, [moved, _]) if sums => match moved.op() {
                Op::Pull(moved) => moved
                    .inverse()
                    .and_then(|back| Term::new(Op::pull(back), Vec::new()).ok()),
                _ => None,
            },
            _ => None,
        })
    }

    /// `(pull φ)† (pull σ u)` as `(pull (σ⁻¹ then φ))† u`.
    pub(super) fn sum_of_moved(&mut self, path: &[usize], inverse: &Term) -> Result {
        let moved = inside(&inside(path, 1), 0);
        let adjoint = Term::new(Op::Adjoint, vec![inverse.clone()]);
        let adjoint = adjoint.map_err(|_| Stuck::Law("adjoint"))?;
        self.step(
            &moved,
            Reason::Fold,
            false,
            Substitution::default(),
            &adjoint,
        )?;
        self.back(path, "comp_apply")?;
        self.back(&inside(path, 0), "adjoint_comp")?;
        self.fold(&inside(&inside(path, 0), 0))
    }

    /// Brings a factor of a product to its front; the others keep their order.
    pub(super) fn bring_to_front(&mut self, path: &[usize], factor: &Term) -> Result {
        let mut places = Vec::new();
        let mut place = path.to_vec();
        while self.is(&place, &Op::Hadamard)? && *head(self.at(&place)?, &Op::Hadamard) != *factor {
            places.push(place.clone());
            place.push(1);
        }
        for place in places.iter().rev() {
            if self.at(&inside(place, 1))? == factor {
                self.by(place, "hadamard_comm")?;
            } else {
                self.back(place, "hadamard_assoc")?;
                self.by(&inside(place, 0), "hadamard_comm")?;
                self.by(place, "hadamard_assoc")?;
            }
        }
        Ok(())
    }
}
