//! Inverses of normal forms, and factors beside them: `f ⊙ f⁻¹ = 1`, and the partial fraction `f ⊙ (1 + f)⁻¹ = 1 - (1 + f)⁻¹`,
//! where what is inverted is known not to be 0.
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
    match (inverted.op(), inverted.args()) {
        (Op::Add, [one, other]) if is_ones(one) && other == factor => Some(Pair::Partial),
        (Op::Add, [other, one]) if is_ones(one) && other == factor => Some(Pair::Partial),
        _ => None,
    }
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
        self.atom(path)
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
        let of = |name: &str, term: Term| {
            let mut substitution = Substitution::default();
            substitution.terms.insert(name.into(), term);
            substitution
        };
        self.by(path, "hadamard_comm")?;
        self.back(path, "add_zero")?;
        let added = inside(path, 1);
        self.law(&added, "zero_smul", true, of("u", inverse.clone()))?;
        let sum = Term::new(
            Op::Add,
            vec![number(Rational::one()), number(-Rational::one())],
        );
        let sum = sum.map_err(|_| Stuck::Law("arithmetic"))?;
        let scalar = inside(&added, 0);
        self.step(&scalar, Reason::Fold, false, Substitution::default(), &sum)?;
        self.by(&added, "add_smul")?;
        self.back(path, "add_assoc")?;
        // `q ⊙ f + 1 • q`, and the other way round where 1 stands first in the sum.
        let sum = inside(path, 0);
        self.law(
            &inside(&sum, 1),
            "hadamard_fill",
            true,
            of("c", number(Rational::one())),
        )?;
        if inverse
            .args()
            .first()
            .is_some_and(|of| is_ones(head(of, &Op::Add)))
        {
            self.by(&sum, "add_comm")?;
        }
        self.back(&sum, "hadamard_add")?;
        self.by(&sum, "hadamard_comm")?;
        self.cancel(&sum)?;
        self.sum(path)
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
        let ([inverted], Some(space)) = (inverse.args(), inverse.space()) else {
            continue;
        };
        let mut paired = factors.iter();
        let paired = paired.find_map(|&factor| Some((factor, pair(factor, inverted)?)));
        let zero = Term::new(Op::zero(space.clone()), Vec::new());
        let (Some((factor, pair)), Ok(zero)) = (paired, zero) else {
            continue;
        };
        let guard = Apart {
            left: inverted.clone(),
            right: zero,
        };
        match establish(std::slice::from_ref(&guard), known, laws) {
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
