//! Polynomials over ℚ, to evaluate forms at points that are not numbers.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use num_traits::{One, Signed, Zero};

use super::number::{NoFunction, NoInverse, NoOrder, Number};
use crate::term::{Facts, Function, Name, Op, Rational, Term, inverse, latex_name, mathml_name};

/// An indeterminate.
///
/// The inverse of an atom is an atom of its own: as `0⁻¹ = 0`, `c·c⁻¹` is not
/// always 1, and must not cancel.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Atom {
    /// `x₀`, `A₁₂`, `keepProb⁻¹`.
    Coordinate(Coordinate),
    /// `exp(x₀)`, `exp(x₀)⁻¹`.
    Value(Value),
    /// `(1 + exp(x₀))⁻¹`: the inverse of a polynomial of several terms, the first with the
    /// coefficient 1.
    InverseSum(Box<Polynomial>),
    /// `[x₀ > 0]`: 1 where a polynomial is greater than another, and 0 elsewhere.
    Greater(Box<[Polynomial; 2]>),
}

/// A coordinate of a variable, or its inverse.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Coordinate {
    name: Name,
    indices: Vec<usize>,
    inverted: bool,
}

/// The value of a function of the reals, or its inverse.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Value {
    function: Function,
    of: Box<Polynomial>,
    inverted: bool,
}

impl Atom {
    /// The coordinate of `name` at these indices; `name` itself if there are none.
    pub fn new(name: &str, indices: impl Into<Vec<usize>>) -> Atom {
        Atom::Coordinate(Coordinate {
            name: name.into(),
            indices: indices.into(),
            inverted: false,
        })
    }

    /// The value of `function` at a polynomial.
    pub fn value(function: Function, of: Polynomial) -> Atom {
        Atom::Value(Value {
            function,
            of: Box::new(of),
            inverted: false,
        })
    }

    /// The inverse; `(a⁻¹)⁻¹ = a` holds in Lean's arithmetic for 0 too.
    fn inverse(&self) -> Polynomial {
        let mut inverse = self.clone();
        match &mut inverse {
            Atom::Coordinate(Coordinate { inverted, .. }) | Atom::Value(Value { inverted, .. }) => {
                *inverted = !*inverted;
            }
            Atom::InverseSum(sum) => return Polynomial::clone(sum),
            // 1 and 0 are their own inverses.
            Atom::Greater(_) => {}
        }
        Polynomial::atom(inverse)
    }

    fn is_inverted(&self) -> bool {
        match self {
            Atom::Coordinate(coordinate) => coordinate.inverted,
            Atom::Value(value) => value.inverted,
            Atom::InverseSum(_) => true,
            Atom::Greater(_) => false,
        }
    }

    /// Whether both cannot be 1.
    fn excludes(&self, other: &Atom) -> bool {
        match (self, other) {
            (Atom::Greater(one), Atom::Greater(other)) => {
                let ([u, v], [w, z]) = (one.as_ref(), other.as_ref());
                (u, v) == (z, w)
            }
            _ => false,
        }
    }

    /// The value where coordinates have the value that `at` gives.
    fn evaluate(&self, at: &dyn Fn(&Atom) -> Option<Rational>) -> Option<Rational> {
        match self {
            Atom::InverseSum(sum) => Some(inverse(&sum.evaluate(at)?)),
            _ if self.is_inverted() => Some(inverse(&self.inverse().evaluate(at)?)),
            Atom::Coordinate(_) => at(self),
            Atom::Value(value) => value.function.rational_value(&value.of.evaluate(at)?),
            Atom::Greater(sides) => {
                let [left, right] = sides.as_ref();
                let holds = left.evaluate(at)? > right.evaluate(at)?;
                Some(Rational::from_integer(u8::from(holds).into()))
            }
        }
    }

    /// A power in superscript; none of the first.
    fn exponent(&self, power: usize) -> String {
        match (self.is_inverted(), power) {
            (false, 1) => String::new(),
            (false, _) => digits(&power.to_string(), SUPERSCRIPT),
            (true, _) => format!("⁻{}", digits(&power.to_string(), SUPERSCRIPT)),
        }
    }

    fn unicode(&self, power: usize) -> String {
        let text = match self {
            Atom::Coordinate(Coordinate { name, indices, .. }) => {
                format!("{name}{}", digits(&joined(indices, ","), SUBSCRIPT))
            }
            Atom::Value(Value { function, of, .. }) => format!("{}({of})", function.facts().name),
            Atom::InverseSum(sum) => format!("({sum})"),
            Atom::Greater(sides) => {
                let [left, right] = sides.as_ref();
                return format!("[{left} > {right}]");
            }
        };
        format!("{text}{}", self.exponent(power))
    }

    fn latex(&self, power: usize) -> String {
        let text = match self {
            Atom::Coordinate(Coordinate { name, indices, .. }) => {
                let indices = match indices.as_slice() {
                    [] => String::new(),
                    _ => format!("_{{{}}}", joined(indices, ",")),
                };
                format!("{}{indices}", latex_name(name))
            }
            Atom::Value(Value { function, of, .. }) => applied(*function, &of.latex(), true),
            Atom::InverseSum(sum) => format!(r"\left({}\right)", sum.latex()),
            Atom::Greater(sides) => {
                let [left, right] = sides.each_ref().map(Polynomial::latex);
                return format!("[{left} > {right}]");
            }
        };
        match (self.is_inverted(), power) {
            (false, 1) => text,
            (false, _) => format!("{text}^{{{power}}}"),
            (true, _) => format!("{text}^{{-{power}}}"),
        }
    }

    fn mathml(&self, power: usize) -> String {
        let text = match self {
            Atom::Coordinate(Coordinate { name, indices, .. }) => {
                let name = mathml_name(name);
                if indices.is_empty() {
                    name
                } else {
                    format!("<msub>{name}<mn>{}</mn></msub>", joined(indices, ","))
                }
            }
            Atom::Value(Value { function, of, .. }) => applied(*function, &of.mathml(), false),
            Atom::InverseSum(sum) => {
                format!("<mrow><mo>(</mo>{}<mo>)</mo></mrow>", sum.mathml())
            }
            Atom::Greater(sides) => {
                let [left, right] = sides.each_ref().map(Polynomial::mathml);
                return format!("<mrow><mo>[</mo>{left}<mo>&gt;</mo>{right}<mo>]</mo></mrow>");
            }
        };
        let sign = if self.is_inverted() {
            "<mo>−</mo>"
        } else {
            ""
        };
        match (self.is_inverted(), power) {
            (false, 1) => text,
            _ => format!("<msup>{text}<mrow>{sign}<mn>{power}</mn></mrow></msup>"),
        }
    }
}

/// A function of what is printed, in LaTeX or in MathML.
fn applied(function: Function, of: &str, latex: bool) -> String {
    match Op::Map(function).facts() {
        Facts::Operator(row) => {
            let formula = if latex { &row.latex } else { &row.mathml };
            formula.fill(|_, _| of.to_string()).0
        }
        // Every function has a row.
        _ => of.to_string(),
    }
}

/// Indices one after the other while they have one digit and cannot be misread.
fn joined(indices: &[usize], separator: &str) -> String {
    let separator = if indices.iter().all(|&index| index < 10) {
        ""
    } else {
        separator
    };
    let texts: Vec<String> = indices.iter().map(ToString::to_string).collect();
    texts.join(separator)
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

    /// The product; none if it is 0.
    pub fn mul(&self, other: &Monomial) -> Option<Monomial> {
        let mut atoms = self.0.clone();
        atoms.extend_from_slice(&other.0);
        atoms.sort();
        // 1 and 0 are their own squares.
        atoms.dedup_by(|a, b| a == b && matches!(a, Atom::Greater(_)));
        let mut one = self.0.iter();
        let vanishes = one.any(|a| other.0.iter().any(|b| a.excludes(b)));
        (!vanishes).then_some(Monomial(atoms))
    }

    /// The inverse, which in Lean's arithmetic is the product of the inverses.
    fn inverse(&self) -> Polynomial {
        let inverses = self.0.iter().map(Atom::inverse);
        let one = Polynomial::constant(&Rational::one());
        inverses.fold(one, |product, inverse| product.mul(&inverse))
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
        let inverted = self.0.iter().filter(|atom| atom.is_inverted()).count();
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

    /// The names of the variables that occur.
    pub fn names(&self) -> BTreeSet<&str> {
        let atoms = self.terms.keys().flat_map(Monomial::atoms);
        let names = atoms.map(|atom| match atom {
            Atom::Coordinate(coordinate) => BTreeSet::from([&*coordinate.name]),
            Atom::Value(value) => value.of.names(),
            Atom::InverseSum(sum) => sum.names(),
            Atom::Greater(sides) => sides.iter().flat_map(Polynomial::names).collect(),
        });
        names.flatten().collect()
    }

    /// The value where each coordinate has the value that `at` gives; none if `at` gives none.
    pub fn evaluate(&self, at: &dyn Fn(&Atom) -> Option<Rational>) -> Option<Rational> {
        let mut sum = Rational::default();
        for (monomial, coefficient) in &self.terms {
            let mut product = coefficient.clone();
            for atom in monomial.atoms() {
                product *= atom.evaluate(at)?;
            }
            sum += product;
        }
        Some(sum)
    }

    /// The rational, if it is one.
    fn as_constant(&self) -> Option<Rational> {
        self.evaluate(&|_| None)
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
                if let Some(monomial) = a.mul(b) {
                    product.accumulate(monomial, c * d);
                }
            }
        }
        product
    }

    fn map(&self, function: Function, _bits: u32) -> Result<Polynomial, NoFunction> {
        Ok(Polynomial::atom(Atom::value(function, self.clone())))
    }

    /// That of a sum of several terms is an atom.
    fn inverse(&self) -> Result<Polynomial, NoInverse> {
        let mut terms = self.terms.iter();
        let Some((monomial, coefficient)) = terms.next() else {
            return Ok(self.clone());
        };
        let scale = Polynomial::constant(&inverse(coefficient));
        let of_atoms = match terms.next() {
            None => monomial.inverse(),
            Some(_) => Polynomial::atom(Atom::InverseSum(Box::new(self.mul(&scale)))),
        };
        Ok(of_atoms.mul(&scale))
    }

    fn if_greater(
        &self,
        other: &Polynomial,
        yes: Polynomial,
        no: Polynomial,
    ) -> Result<Polynomial, NoOrder> {
        Ok(match (self.as_constant(), other.as_constant()) {
            (Some(left), Some(right)) if left > right => yes,
            (Some(_), Some(_)) => no,
            _ => {
                let sides = Box::new([self.clone(), other.clone()]);
                let holds = Polynomial::atom(Atom::Greater(sides));
                holds.mul(&yes).add(&no).add(&holds.mul(&no).neg())
            }
        })
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
