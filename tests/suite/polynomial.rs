//! The ring laws of polynomials, against their values at rational points.

use proptest::prelude::*;

use torchlean_mirror::exact::{Atom, Monomial, NoInverse, Number, Polynomial};
use torchlean_mirror::term::{Rational, inverse};

fn ratio(numerator: i64, denominator: i64) -> Rational {
    Rational::new(numerator.into(), denominator.into())
}

fn atom(name: &str, indices: impl Into<Vec<usize>>) -> Polynomial {
    Polynomial::atom(Atom::new(name, indices))
}

fn constant(numerator: i64, denominator: i64) -> Polynomial {
    Polynomial::constant(&ratio(numerator, denominator))
}

fn inverted(polynomial: &Polynomial) -> Polynomial {
    match polynomial.inverse() {
        Ok(inverse) => inverse,
        Err(NoInverse(of)) => atom(&format!("no inverse of {of}"), []),
    }
}

#[test]
fn it_is_written_as_by_hand() {
    let (x, delta, keep) = (atom("x", [0]), atom("δ", [1]), atom("keepProb", []));
    let sum = constant(2, 1)
        .mul(&x)
        .mul(&delta)
        .add(&inverted(&keep).mul(&x));
    assert_eq!(sum.to_string(), "2·x₀·δ₁ + keepProb⁻¹·x₀");
    assert_eq!(
        sum.latex(),
        r"2\,x_{0}\,\delta_{1} + \mathrm{keepProb}^{-1}\,x_{0}"
    );
    assert_eq!(x.mul(&x).neg().to_string(), "-x₀²");
    assert_eq!(constant(-1, 2).add(&x).to_string(), "x₀ - 1/2");
    assert_eq!(constant(-1, 2).latex(), r"-\tfrac{1}{2}");
    assert_eq!(constant(0, 1).to_string(), "0");
    assert_eq!(constant(1, 1).to_string(), "1");
    assert_eq!(atom("A", [1, 2]).to_string(), "A₁₂");
    assert_eq!(atom("A", [1, 12]).to_string(), "A₁,₁₂");
    assert_eq!(atom("A", [1, 12]).latex(), "A_{1,12}");
    assert_eq!(atom("A", [9, 10]).to_string(), "A₉,₁₀");
}

#[test]
fn higher_degrees_are_written_first() {
    let c = atom("c", []);
    let square = |p: &Polynomial| p.mul(p);
    let powers = [
        square(&inverted(&c)),
        inverted(&c),
        constant(1, 1),
        c.clone(),
        square(&c),
    ];
    let sum = powers.iter().fold(Polynomial::zero(), |sum, p| sum.add(p));
    assert_eq!(sum.to_string(), "c² + c + 1 + c⁻¹ + c⁻²");
    let [one, other] = ["c", "d"].map(|name| Monomial::of(Atom::new(name, [])));
    assert!(one < other && one <= one);
}

#[test]
fn the_value_is_the_sum_of_products_of_values() {
    let (x, y) = (atom("x", [0]), atom("x", [1]));
    let sum = constant(2, 1).mul(&x).mul(&y);
    let sum = sum.add(&constant(1, 3).mul(&inverted(&x)));
    let point = [ratio(2, 1), ratio(5, 1)];
    assert_eq!(at(&sum, &point), Some(ratio(121, 6)));
    assert_eq!(at(&sum, &point[..1]), None);
    assert!(!sum.is_zero());
    assert!(sum.add(&sum.neg()).is_zero());
}

#[test]
fn an_atom_does_not_cancel_against_its_inverse() {
    let c = atom("c", []);
    let product = c.mul(&inverted(&c));
    assert_eq!(product.to_string(), "c·c⁻¹");
    assert_ne!(product, constant(1, 1));
    assert_eq!(product.evaluate(&|_| Some(ratio(0, 1))), Some(ratio(0, 1)));
}

#[test]
fn the_inverse_of_a_sum_is_an_atom() {
    let sum = atom("c", []).add(&constant(1, 1));
    assert_eq!(inverted(&sum).to_string(), "(c + 1)⁻¹");
    assert_eq!(
        inverted(&sum.mul(&constant(2, 1))).to_string(),
        "1/2·(c + 1)⁻¹"
    );
    assert_eq!(inverted(&inverted(&sum)), sum);
    let square = inverted(&sum).mul(&inverted(&sum));
    assert_eq!(square.to_string(), "(c + 1)⁻²");
    assert_eq!(square.latex(), r"\left(c + 1\right)^{-2}");
    let mathml = square.mathml();
    assert!(
        mathml.contains("<mo>)</mo></mrow><mrow><mo>−</mo><mn>2</mn></mrow></msup>"),
        "{mathml}"
    );
    // Where the sum is 0, so is its inverse.
    for (c, value) in [(1, ratio(1, 4)), (-1, ratio(0, 1))] {
        assert_eq!(square.evaluate(&|_| Some(ratio(c, 1))), Some(value));
    }
    assert_eq!(constant(0, 1).inverse(), Ok(constant(0, 1)));
    assert_eq!(constant(-2, 3).inverse(), Ok(constant(-3, 2)));
}

fn greater(left: &Polynomial, right: &Polynomial) -> Polynomial {
    let (one, zero) = (constant(1, 1), Polynomial::zero());
    left.if_greater(right, one, zero).unwrap()
}

#[test]
fn a_comparison_is_one_or_zero() {
    let (x, zero) = (atom("x", [0]), Polynomial::zero());
    let (above, below) = (greater(&x, &zero), greater(&zero, &x));
    assert_eq!(above.to_string(), "[x₀ > 0]");
    assert_eq!(above.latex(), "[x_{0} > 0]");
    assert_eq!(above.mul(&above), above);
    assert_eq!(above.mul(&below), zero);
    assert_eq!(inverted(&above), above);
    assert!(above.names().contains("x") && above.names().len() == 1);
    // What is decided is not written.
    assert_eq!(greater(&constant(2, 1), &constant(1, 1)), constant(1, 1));
    assert_eq!(greater(&constant(1, 1), &constant(1, 1)), zero);
    let magnitude = x.if_greater(&zero, x.clone(), x.neg()).unwrap();
    for (value, expected) in [(-3, 3), (0, 0), (2, 2)] {
        assert_eq!(at(&magnitude, &[ratio(value, 1)]), Some(ratio(expected, 1)));
        let sign = at(&above, &[ratio(value, 1)]);
        assert_eq!(sign, Some(ratio(i64::from(value > 0), 1)));
    }
}

/// Small rationals, 0 often.
fn rational() -> impl Strategy<Value = Rational> {
    (-4_i64..=4, 1_i64..=3).prop_map(|(n, d)| ratio(n, d))
}

fn monomial() -> impl Strategy<Value = Polynomial> {
    let factor = (0_usize..3, any::<bool>()).prop_map(|(index, inverse)| {
        let x = atom("x", [index]);
        if inverse { inverted(&x) } else { x }
    });
    (rational(), prop::collection::vec(factor, 0..3)).prop_map(|(c, factors)| {
        factors
            .iter()
            .fold(Polynomial::constant(&c), |product, x| product.mul(x))
    })
}

fn polynomial() -> impl Strategy<Value = Polynomial> {
    prop::collection::vec(monomial(), 0..4).prop_map(|monomials| {
        monomials
            .iter()
            .fold(Polynomial::zero(), |sum, m| sum.add(m))
    })
}

/// The value at a point given by three coordinates.
fn at(polynomial: &Polynomial, point: &[Rational]) -> Option<Rational> {
    polynomial.evaluate(&|atom| {
        (0..point.len())
            .find(|&index| *atom == Atom::new("x", [index]))
            .and_then(|index| point.get(index).cloned())
    })
}

proptest! {
    #[test]
    fn operations_are_those_of_the_values(
        p in polynomial(),
        q in polynomial(),
        point in prop::collection::vec(rational(), 3),
    ) {
        let both = at(&p, &point).zip(at(&q, &point));
        prop_assert!(both.is_some());
        prop_assert_eq!(at(&p.add(&q), &point), both.clone().map(|(a, b)| a + b));
        prop_assert_eq!(at(&p.mul(&q), &point), both.clone().map(|(a, b)| a * b));
        prop_assert_eq!(at(&p.neg(), &point), both.map(|(a, _)| -a));
    }

    #[test]
    fn the_inverse_is_that_of_the_value(
        m in monomial(),
        point in prop::collection::vec(rational(), 3),
    ) {
        let value = at(&m, &point).map(|value| inverse(&value));
        prop_assert!(value.is_some());
        prop_assert_eq!(at(&inverted(&m), &point), value);
        prop_assert_eq!(inverted(&inverted(&m)), m);
    }

    #[test]
    fn equal_sums_and_products_are_the_same_polynomial(
        p in polynomial(),
        q in polynomial(),
        r in polynomial(),
    ) {
        let (zero, one) = (Polynomial::zero(), constant(1, 1));
        prop_assert_eq!(p.add(&q), q.add(&p));
        prop_assert_eq!(p.mul(&q), q.mul(&p));
        prop_assert_eq!(p.add(&q).add(&r), p.add(&q.add(&r)));
        prop_assert_eq!(p.mul(&q).mul(&r), p.mul(&q.mul(&r)));
        prop_assert_eq!(p.mul(&q.add(&r)), p.mul(&q).add(&p.mul(&r)));
        prop_assert_eq!(p.add(&zero), p.clone());
        prop_assert_eq!(p.mul(&one), p.clone());
        prop_assert_eq!(p.mul(&zero), zero.clone());
        prop_assert_eq!(p.add(&p.neg()), zero);
        prop_assert_eq!(p.to_string(), p.add(&q).add(&q.neg()).to_string());
    }
}
