//! Polynomials over ℚ, to evaluate forms at points that are not numbers.

mod monomial;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use num_traits::{One, Signed, Zero};

use super::number::{NoInverse, Number};
use crate::term::{Rational, Term, inverse};

pub use monomial::{Atom, Monomial};

/// A polynomial in atoms with rational coefficients.
///
/// Equal polynomials are equal at every point. The converse fails where an atom
/// meets its own inverse, because `c·c⁻¹` is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Polynomial {
    /// No coefficient is 0.
    terms: BTreeMap<Monomial, Rational>,
}

impl Polynomial {
    /// One atom.
    pub fn atom(atom: Atom) -> Polynomial {
        Polynomial::monomial(Monomial::of(atom), Rational::one())
    }

    fn monomial(monomial: Monomial, coefficient: Rational) -> Polynomial {
        let mut polynomial = Polynomial::default();
        polynomial.accumulate(monomial, coefficient);
        polynomial
    }

    /// Whether it is the zero polynomial.
    pub fn is_zero(&self) -> bool {
        self.terms.is_empty()
    }

    /// The atoms that occur, each as often as it does.
    pub fn atoms(&self) -> impl Iterator<Item = &Atom> {
        self.terms.keys().flat_map(Monomial::atoms)
    }

    /// The value where each atom that is no inverse has the value that `at`
    /// gives; none if `at` gives none.
    pub fn evaluate(&self, at: impl Fn(&Atom) -> Option<Rational>) -> Option<Rational> {
        let mut sum = Rational::default();
        for (monomial, coefficient) in &self.terms {
            let mut product = coefficient.clone();
            for atom in monomial.atoms() {
                product *= if atom.is_inverted() {
                    inverse(&at(&atom.inverse())?)
                } else {
                    at(atom)?
                };
            }
            sum += product;
        }
        Some(sum)
    }

    /// As a LaTeX formula for math mode.
    pub fn latex(&self) -> String {
        let constant = |value: &Rational| Term::constant(value.clone()).latex();
        self.print(r"\,", constant, Monomial::latex)
    }

    fn print(
        &self,
        times: &str,
        constant: impl Fn(&Rational) -> String,
        product: impl Fn(&Monomial) -> String,
    ) -> String {
        let mut text = String::new();
        for (monomial, coefficient) in &self.terms {
            text += match (text.is_empty(), coefficient.is_negative()) {
                (true, true) => "-",
                (true, false) => "",
                (false, true) => " - ",
                (false, false) => " + ",
            };
            let magnitude = coefficient.abs();
            if monomial.atoms().is_empty() {
                text += &constant(&magnitude);
                continue;
            }
            if !magnitude.is_one() {
                text += &constant(&magnitude);
                text += times;
            }
            text += &product(monomial);
        }
        if text.is_empty() { "0".into() } else { text }
    }

    fn accumulate(&mut self, monomial: Monomial, coefficient: Rational) {
        let sum = self.terms.remove(&monomial).unwrap_or_default() + coefficient;
        if !sum.is_zero() {
            self.terms.insert(monomial, sum);
        }
    }
}

impl Number for Polynomial {
    fn constant(value: &Rational) -> Polynomial {
        Polynomial::monomial(Monomial::default(), value.clone())
    }

    fn add(&self, other: &Polynomial) -> Polynomial {
        let mut sum = self.clone();
        for (monomial, coefficient) in &other.terms {
            sum.accumulate(monomial.clone(), coefficient.clone());
        }
        sum
    }

    fn neg(&self) -> Polynomial {
        let terms = self.terms.iter().map(|(m, c)| (m.clone(), -c)).collect();
        Polynomial { terms }
    }

    fn mul(&self, other: &Polynomial) -> Polynomial {
        let mut product = Polynomial::default();
        for (a, c) in &self.terms {
            for (b, d) in &other.terms {
                product.accumulate(a.mul(b), c * d);
            }
        }
        product
    }

    /// The inverse of a constant or of one product of atoms; a sum of several
    /// terms has no inverse among polynomials.
    fn inverse(&self) -> Result<Polynomial, NoInverse> {
        let mut terms = self.terms.iter();
        match (terms.next(), terms.next()) {
            (None, _) => Ok(self.clone()),
            (Some((monomial, coefficient)), None) => Ok(Polynomial::monomial(
                monomial.inverse(),
                inverse(coefficient),
            )),
            (Some(_), Some(_)) => Err(NoInverse(self.to_string())),
        }
    }
}

impl fmt::Display for Polynomial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.print("·", Rational::to_string, Monomial::to_string))
    }
}

impl serde::Serialize for Polynomial {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
