//! Inverses of normal forms, and factors beside them: `f ⊙ f⁻¹ = 1`, and the partial fractions
//! `f ⊙ (1 + f)⁻¹ = 1 - (1 + f)⁻¹` and `f⁻¹ ⊙ (1 + f)⁻¹ = f⁻¹ - (1 + f)⁻¹`, where what is inverted is
//! known not to be 0; and `(1 + f⁻¹)⁻¹ = f ⊙ (1 + f)⁻¹`.
//!
//! Each takes a factor `f` away, so that they end.

use num_traits::One;

use super::{Normaliser, Path, Result, Stuck, head, inside, is_ones, is_zero};
use crate::exact::guard::establish;
use crate::exact::proof::Reason;
use crate::notation::Laws;
use crate::term::{Apart, Op, Rational, Sort, SortError, Substitution, Term};

/// The law by which an inverse cancels.
pub(in crate::exact) const CANCEL: &str = "hadamard_inv_cancel";

/// What an inverse does to a factor.
enum Pair {
    /// It is that of the factor.
    Cancel,
    /// It is that of one plus the factor.
    Partial,
    /// It is that of one plus what the factor is the inverse of.
    OfInverse,
}

/// The factors of a product, in order.
fn factors(product: &Term) -> Vec<&Term> {
    let mut factors = Vec::new();
    let mut rest = product;
    while let (Op::Hadamard, [first, others]) = (rest.op(), rest.args()) {
        factors.push(first);
        rest = others;
    }
    factors.push(rest);
    factors
}

/// What the inverse of a term is to a factor.
fn pair(factor: &Term, inverted: &Term) -> Option<Pair> {
    if inverted == factor {
        return Some(Pair::Cancel);
    }
    let other = beside_one(inverted)?;
    if other == factor {
        return Some(Pair::Partial);
    }
    let is_inverse = *factor.op() == Op::Inv && factor.args().first() == Some(other);
    is_inverse.then_some(Pair::OfInverse)
}

/// What stands beside 1 in a sum of two.
fn beside_one(sum: &Term) -> Option<&Term> {
    match (sum.op(), sum.args()) {
        (Op::Add, [one, other] | [other, one]) if is_ones(one) => Some(other),
        _ => None,
    }
}

/// That a vector is not 0 in any coordinate.
fn not_zero(vector: &Term) -> Option<Apart> {
    let zero = Op::zero(vector.space()?.clone());
    Some(Apart {
        left: vector.clone(),
        right: Term::new(zero, Vec::new()).ok()?,
    })
}

/// What a variable of a law stands for.
fn of(name: &str, term: Term) -> Substitution {
    let mut substitution = Substitution::default();
    substitution.terms.insert(name.into(), term);
    substitution
}

fn number(value: Rational) -> Term {
    Term::constant(value)
}

impl Normaliser<'_> {
    /// The inverse of a normal form: of a product without a scalar that of each factor.
    pub(super) fn inverse(&mut self, path: &[usize]) -> Result {
        let of = inside(path, 0);
        if *self.at(path)?.sort() != Sort::REAL
            && let (Op::Smul, [one, _]) = (self.at(&of)?.op(), self.at(&of)?.args())
            && *one.op() == Op::Const(Rational::one())
        {
            self.by(&of, "one_smul")?;
            if self.is(&of, &Op::Hadamard)? {
                self.by(path, "mul_inv")?;
                return self.form(path);
            }
        }
        self.bare(&of)?;
        if self.exponentials && self.inverse_beside_one(path)? {
            return self.form(path);
        }
        self.atom(path)
    }

    /// `(1 + f⁻¹)⁻¹ = (f⁻¹ f + f⁻¹)⁻¹ = (f⁻¹ (f + 1))⁻¹` as `f ⊙ (f + 1)⁻¹`, where `f` is known not to be
    /// 0; whether it is such.
    fn inverse_beside_one(&mut self, path: &[usize]) -> Result<bool> {
        let sum = inside(path, 0);
        let found = beside_one(self.at(&sum)?).filter(|other| *other.op() == Op::Inv);
        let Some(factor) = found.and_then(|inverse| inverse.args().first()).cloned() else {
            return Ok(false);
        };
        let guard = not_zero(&factor);
        if guard.is_none_or(|guard| establish(&[guard], self.apart, self.laws).is_err()) {
            return Ok(false);
        }
        if is_ones(self.at(&inside(&sum, 1))?) {
            self.by(&sum, "add_comm")?;
        }
        let (one, other) = (inside(&sum, 0), inside(&sum, 1));
        self.law(&one, CANCEL, true, of("u", factor))?;
        self.by(&one, "hadamard_comm")?;
        self.times_one(&other)?;
        self.back(&sum, "hadamard_add")?;
        self.by(path, "mul_inv")?;
        self.by(&inside(path, 0), "inv_inv")?;
        Ok(true)
    }

    /// `u` as `u ⊙ 1`.
    fn times_one(&mut self, path: &[usize]) -> Result {
        self.back(path, "one_smul")?;
        self.one_by_factor(path)
    }

    /// `1 • u` as `u ⊙ 1`.
    fn one_by_factor(&mut self, path: &[usize]) -> Result {
        self.law(
            path,
            "hadamard_fill",
            true,
            of("c", number(Rational::one())),
        )
    }

    /// Leaves the factor 1 out of the monomials of a sum that is inverted, so that it is what facts
    /// are about: `1 + exp u` in place of `1 • 1 + 1 • exp u`.
    fn bare(&mut self, path: &[usize]) -> Result {
        let mut place = path.to_vec();
        if !self.is(&place, &Op::Add)? {
            return Ok(());
        }
        while self.is(&place, &Op::Add)? {
            self.bare_monomial(&inside(&place, 0))?;
            place.push(1);
        }
        self.bare_monomial(&place)
    }

    fn bare_monomial(&mut self, path: &[usize]) -> Result {
        match self.at(path)?.args() {
            [one, _] if *one.op() == Op::Const(Rational::one()) => self.by(path, "one_smul"),
            _ => Ok(()),
        }
    }

    /// Takes a factor away that stands beside an inverse, if there is one; what is left is in normal
    /// form.
    pub(super) fn cancelled(&mut self, path: &[usize]) -> Result<bool> {
        let (found, open) = found(self.at(path)?, self.apart, self.laws);
        if self.open.is_none() {
            self.open = open;
        }
        let Some((factor, inverse, pair)) = found else {
            return Ok(false);
        };
        self.bring_to_front(path, &inverse)?;
        let rest = inside(path, 1);
        let alone = *self.at(&rest)? == factor;
        if !alone {
            self.bring_to_front(&rest, &factor)?;
            self.back(path, "hadamard_assoc")?;
        }
        let both = if alone {
            path.to_vec()
        } else {
            inside(path, 0)
        };
        self.by(&both, "hadamard_comm")?;
        match pair {
            Pair::Cancel => self.cancel(&both)?,
            Pair::Partial => self.partial_fraction(&both, &inverse)?,
            Pair::OfInverse => self.fraction_of_inverse(&both, &inverse)?,
        }
        if !alone {
            self.back(&inside(path, 1), "one_smul")?;
            self.nested(path, Self::product)?;
        }
        Ok(true)
    }

    /// `f ⊙ f⁻¹` as the monomial 1.
    fn cancel(&mut self, path: &[usize]) -> Result {
        self.by(path, CANCEL)?;
        self.back(path, "one_smul")
    }

    /// `f ⊙ q` as `1 - q`, where `q` is the inverse of `1 + f` or `f + 1`:
    /// `f q = f q + 0 q = f q + (1 + -1) q = (f q + q) - q = (f + 1) q - q`.
    fn partial_fraction(&mut self, path: &[usize], inverse: &Term) -> Result {
        self.by(path, "hadamard_comm")?;
        self.plus_and_minus(path, inverse)?;
        let sum = inside(path, 0);
        self.one_by_factor(&inside(&sum, 1))?;
        self.cancel_sum(&sum, inverse)?;
        self.back(&sum, "one_smul")?;
        self.sum(path)
    }

    /// `g ⊙ q` as `g - q`, where `g` is the inverse of `f` and `q` that of `1 + f` or `f + 1`:
    /// `g q = (g q + q) - q = (g q + g f q) - q = g (q + f q) - q`.
    fn fraction_of_inverse(&mut self, path: &[usize], inverse: &Term) -> Result {
        let factor = self.at(&inside(path, 0))?.args().first().cloned();
        let factor = factor.ok_or(Stuck::Law("an inverse"))?;
        self.plus_and_minus(path, inverse)?;
        let sum = inside(path, 0);
        let other = inside(&sum, 1);
        self.one_by_factor(&other)?;
        self.law(&inside(&other, 1), CANCEL, true, of("u", factor))?;
        self.by(&other, "hadamard_comm")?;
        self.by(&inside(&other, 0), "hadamard_comm")?;
        self.by(&other, "hadamard_assoc")?;
        self.back(&sum, "hadamard_add")?;
        // `q + f q`.
        let inner = inside(&sum, 1);
        self.times_one(&inside(&inner, 0))?;
        self.by(&inside(&inner, 1), "hadamard_comm")?;
        self.by(&inner, "add_comm")?;
        self.cancel_sum(&inner, inverse)?;
        self.by(&sum, "hadamard_fill")?;
        self.sum(path)
    }

    /// `v` as `(v + 1 • q) + -1 • q`.
    fn plus_and_minus(&mut self, path: &[usize], q: &Term) -> Result {
        self.back(path, "add_zero")?;
        let added = inside(path, 1);
        self.law(&added, "zero_smul", true, of("u", q.clone()))?;
        let sum = Term::new(
            Op::Add,
            vec![number(Rational::one()), number(-Rational::one())],
        );
        let sum = sum.map_err(|_| Stuck::Law("arithmetic"))?;
        let scalar = inside(&added, 0);
        self.step(&scalar, Reason::Fold, false, Substitution::default(), &sum)?;
        self.by(&added, "add_smul")?;
        self.back(path, "add_assoc")
    }

    /// `q ⊙ f + q ⊙ 1` as 1, where `q` is the inverse of `f + 1` or `1 + f`.
    fn cancel_sum(&mut self, path: &[usize], inverse: &Term) -> Result {
        let sum = inverse.args().first();
        if sum.is_some_and(|sum| is_ones(head(sum, &Op::Add))) {
            self.by(path, "add_comm")?;
        }
        self.back(path, "hadamard_add")?;
        self.by(path, "hadamard_comm")?;
        self.by(path, CANCEL)
    }

    /// The multiple of what is in normal form at `place`, by the scalars on the way to it.
    pub(super) fn scaled(&mut self, path: &[usize], place: &[usize]) -> Result {
        let mut place: Path = place.to_vec();
        while place.len() > path.len() {
            place.pop();
            self.multiple_of_normal(&place)?;
        }
        Ok(())
    }

    /// A scalar times 0.
    pub(super) fn multiple_of_zero(&mut self, path: &[usize]) -> Result {
        self.zero_multiple(&inside(path, 1))?;
        self.by(path, "smul_smul")?;
        self.by(&inside(path, 0), "mul_comm")?;
        self.back(path, "smul_smul")?;
        self.by(path, "zero_smul")
    }

    fn multiple_of_normal(&mut self, path: &[usize]) -> Result {
        let (_, vector) = self.pair(path)?;
        if is_zero(&vector) {
            return self.multiple_of_zero(path);
        }
        match vector.op() {
            Op::Add => self.distribute(path, 1, "smul_add", Self::multiple_of_normal),
            _ => self.monomial(path),
        }
    }
}

/// A factor, the inverse that takes it away, and how.
type Found = Option<(Term, Term, Pair)>;

/// The first factor of a product that stands beside an inverse which takes it away; and the first
/// guard that keeps one from it.
fn found(product: &Term, known: &[Apart], laws: &Laws) -> (Found, Option<Apart>) {
    let mut open = None;
    let factors = factors(product);
    for &inverse in factors.iter().filter(|factor| *factor.op() == Op::Inv) {
        let [inverted] = inverse.args() else {
            continue;
        };
        let mut paired = factors.iter();
        let paired = paired.find_map(|&factor| Some((factor, pair(factor, inverted)?)));
        let Some((factor, pair)) = paired else {
            continue;
        };
        // What the factor is the inverse of cancels too.
        let other = match pair {
            Pair::OfInverse => factor.args(),
            Pair::Cancel | Pair::Partial => &[],
        };
        let guards = std::iter::once(inverted).chain(other).map(not_zero);
        let Some(guards) = guards.collect::<Option<Vec<Apart>>>() else {
            continue;
        };
        match establish(&guards, known, laws) {
            Ok(_) => return (Some((factor.clone(), inverse.clone(), pair)), open),
            Err(guard) => open = open.or(guard.try_map(without_ones).ok()),
        }
    }
    (None, open)
}

/// The term without factors 1, as it is read.
fn without_ones(term: &Term) -> std::result::Result<Term, SortError> {
    match (term.op(), term.args()) {
        (Op::Smul, [one, of]) if *one.op() == Op::Const(Rational::one()) => without_ones(of),
        (op, args) => {
            let args = args.iter().map(without_ones);
            Term::new(op.clone(), args.collect::<std::result::Result<_, _>>()?)
        }
    }
}
