//! Polynomials over ℚ, to evaluate forms at points that are not numbers.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use num_traits::{One, Signed, Zero};

use super::number::{NoFunction, NoInverse, Number};
use crate::term::{Facts, Function, Name, Op, Rational, Term, inverse, latex_name, mathml_name};

/// An indeterminate, such as `x₀`, `A₁₂`, `keepProb⁻¹` or `exp(x₀)`.
///
/// The inverse of an atom is an atom of its own: as `0⁻¹ = 0`, `c·c⁻¹` is not
/// always 1, and must not cancel.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Atom {
    name: Name,
    indices: Vec<usize>,
    /// What it is a function of; the name is then that of the function.
    of: Option<(Function, Box<Polynomial>)>,
    inverted: bool,
}

impl Atom {
    /// The coordinate of `name` at these indices; `name` itself if there are none.
    pub fn new(name: &str, indices: impl Into<Vec<usize>>) -> Atom {
        Atom {
            name: name.into(),
            indices: indices.into(),
            of: None,
            inverted: false,
        }
    }

    /// The value of a function.
    fn value(function: Function, of: Polynomial) -> Atom {
        Atom {
            of: Some((function, Box::new(of))),
            ..Atom::new(function.facts().name, [])
        }
    }

    /// The name without indices.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is the inverse of the coordinate that it names.
    pub fn is_inverted(&self) -> bool {
        self.inverted
    }

    /// The inverse; `(a⁻¹)⁻¹ = a` holds in Lean's arithmetic for 0 too.
    #[must_use]
    pub fn inverse(&self) -> Atom {
        Atom {
            inverted: !self.inverted,
            ..self.clone()
        }
    }

    fn unicode(&self, power: usize) -> String {
        let exponent = match (self.inverted, power) {
            (false, 1) => String::new(),
            (false, _) => digits(&power.to_string(), SUPERSCRIPT),
            (true, _) => format!("⁻{}", digits(&power.to_string(), SUPERSCRIPT)),
        };
        let indices = digits(&self.indices(","), SUBSCRIPT);
        let of = self.of.as_ref().map(|(_, of)| format!("({of})"));
        format!("{}{indices}{}{exponent}", self.name, of.unwrap_or_default())
    }

    /// The value of a function, as a formula.
    fn formula(&self, latex: bool, print: impl Fn(&Polynomial) -> String) -> Option<String> {
        let (function, of) = self.of.as_ref()?;
        let op = Op::Map(*function);
        let Facts::Operator(row) = op.facts() else {
            return None;
        };
        let formula = if latex { &row.latex } else { &row.mathml };
        Some(formula.fill(|_, _| print(of)).0)
    }

    fn latex(&self, power: usize) -> String {
        let indices = match self.indices.as_slice() {
            [] => String::new(),
            _ => format!("_{{{}}}", self.indices(",")),
        };
        let exponent = match (self.inverted, power) {
            (false, 1) => String::new(),
            (false, _) => format!("^{{{power}}}"),
            (true, _) => format!("^{{-{power}}}"),
        };
        let formula = self.formula(true, Polynomial::latex);
        let formula = formula.unwrap_or_else(|| latex_name(&self.name) + &indices);
        format!("{formula}{exponent}")
    }

    fn mathml(&self, power: usize) -> String {
        let formula = self.formula(false, Polynomial::mathml);
        let mut text = formula.unwrap_or_else(|| mathml_name(&self.name));
        if !self.indices.is_empty() {
            text = format!("<msub>{text}<mn>{}</mn></msub>", self.indices(","));
        }
        let sign = if self.inverted { "<mo>−</mo>" } else { "" };
        match (self.inverted, power) {
            (false, 1) => text,
            _ => format!("<msup>{text}<mrow>{sign}<mn>{power}</mn></mrow></msup>"),
        }
    }

    /// One digit after the other while that cannot be misread.
    fn indices(&self, separator: &str) -> String {
        let separator = if self.indices.iter().all(|&index| index < 10) {
            ""
        } else {
            separator
        };
        let texts: Vec<String> = self.indices.iter().map(ToString::to_string).collect();
        texts.join(separator)
    }
}

/// The signs of a sum in text and LaTeX.
const SIGNS: [&str; 3] = ["-", " - ", " + "];
/// The operator between factors in MathML.
const MATHML_TIMES: &str = "<mo>\u{2062}</mo>";

const SUBSCRIPT: [char; 10] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];
const SUPERSCRIPT: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

fn digits(text: &str, alphabet: [char; 10]) -> String {
    text.chars()
        .map(|c| {
            c.to_digit(10)
                .and_then(|digit| alphabet.get(usize::try_from(digit).ok()?))
                .copied()
                .unwrap_or(c)
        })
        .collect()
}

/// A product of atoms, each as often as its power says, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Monomial(Vec<Atom>);

impl Monomial {
    /// One atom.
    pub fn of(atom: Atom) -> Monomial {
        Monomial(vec![atom])
    }

    /// The atoms in order, repeated as their powers say.
    pub fn atoms(&self) -> &[Atom] {
        &self.0
    }

    /// The product.
    #[must_use]
    pub fn mul(&self, other: &Monomial) -> Monomial {
        let mut atoms = self.0.clone();
        atoms.extend_from_slice(&other.0);
        atoms.sort();
        Monomial(atoms)
    }

    /// The inverse, which in Lean's arithmetic is the product of the inverses.
    #[must_use]
    pub fn inverse(&self) -> Monomial {
        let mut atoms: Vec<Atom> = self.0.iter().map(Atom::inverse).collect();
        atoms.sort();
        Monomial(atoms)
    }

    /// As a LaTeX formula; empty if there is no atom.
    pub fn latex(&self) -> String {
        self.print(r"\,", Atom::latex)
    }

    fn mathml(&self) -> String {
        self.print(MATHML_TIMES, Atom::mathml)
    }

    fn print(&self, separator: &str, atom: impl Fn(&Atom, usize) -> String) -> String {
        let powers: Vec<String> = self
            .0
            .chunk_by(|a, b| a == b)
            .filter_map(|run| run.first().map(|first| atom(first, run.len())))
            .collect();
        powers.join(separator)
    }

    /// How many atoms are not inverses, and how many are.
    fn powers(&self) -> (usize, usize) {
        let inverted = self.0.iter().filter(|atom| atom.inverted).count();
        (self.0.len() - inverted, inverted)
    }
}

impl fmt::Display for Monomial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.print("·", Atom::unicode))
    }
}

impl PartialOrd for Monomial {
    fn partial_cmp(&self, other: &Monomial) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Higher degrees first, as polynomials are written; then by the atoms.
impl Ord for Monomial {
    fn cmp(&self, other: &Monomial) -> Ordering {
        let ((up, down), (other_up, other_down)) = (self.powers(), other.powers());
        let degree = (other_up + down).cmp(&(up + other_down));
        degree.then_with(|| self.0.cmp(&other.0))
    }
}

/// A polynomial in atoms with rational coefficients.
///
/// Equal polynomials are equal at every point. The converse fails where an atom
/// meets its own inverse, because `c·c⁻¹` is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

    /// The atoms that occur, each as often as it does; of values of functions those inside.
    pub fn atoms(&self) -> Box<dyn Iterator<Item = &Atom> + '_> {
        let atoms = self.terms.keys().flat_map(Monomial::atoms);
        Box::new(atoms.flat_map(|atom| match &atom.of {
            Some((_, of)) => of.atoms(),
            None => Box::new(std::iter::once(atom)),
        }))
    }

    /// The value where each atom that is not an inverse has the value that `at`
    /// gives; none if `at` gives none.
    pub fn evaluate(&self, at: impl Fn(&Atom) -> Option<Rational>) -> Option<Rational> {
        self.value(&at)
    }

    fn value(&self, at: &dyn Fn(&Atom) -> Option<Rational>) -> Option<Rational> {
        let mut sum = Rational::default();
        for (monomial, coefficient) in &self.terms {
            let mut product = coefficient.clone();
            for atom in monomial.atoms() {
                let value = match &atom.of {
                    Some((function, of)) => function.rational_value(&of.value(at)?)?,
                    None if atom.is_inverted() => at(&atom.inverse())?,
                    None => at(atom)?,
                };
                product *= if atom.is_inverted() {
                    inverse(&value)
                } else {
                    value
                };
            }
            sum += product;
        }
        Some(sum)
    }

    /// As a LaTeX formula for math mode.
    pub fn latex(&self) -> String {
        let constant = |value: &Rational| Term::constant(value.clone()).latex();
        self.print(r"\,", SIGNS, constant, Monomial::latex)
    }

    /// As an element of MathML, without the `math` element around a formula.
    pub fn mathml(&self) -> String {
        let signs = ["<mo>−</mo>", "<mo>−</mo>", "<mo>+</mo>"];
        let constant = |value: &Rational| Term::constant(value.clone()).mathml();
        let sum = self.print(MATHML_TIMES, signs, constant, Monomial::mathml);
        match sum.as_str() {
            "0" => "<mn>0</mn>".into(),
            _ => format!("<mrow>{sum}</mrow>"),
        }
    }

    /// `signs` are that before the first term, and those between terms.
    fn print(
        &self,
        times: &str,
        [first, minus, plus]: [&str; 3],
        constant: impl Fn(&Rational) -> String,
        product: impl Fn(&Monomial) -> String,
    ) -> String {
        let mut text = String::new();
        for (monomial, coefficient) in &self.terms {
            text += match (text.is_empty(), coefficient.is_negative()) {
                (true, true) => first,
                (true, false) => "",
                (false, true) => minus,
                (false, false) => plus,
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

    fn map(&self, function: Function, _bits: u32) -> Result<Polynomial, NoFunction> {
        Ok(Polynomial::atom(Atom::value(function, self.clone())))
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
        f.write_str(&self.print("·", SIGNS, Rational::to_string, Monomial::to_string))
    }
}

impl serde::Serialize for Polynomial {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
