//! Sums and products of fractions of which all but small factors are powers of two.
//!
//! A fraction over f64 numbers has a long numerator and denominator, and in lowest terms a short
//! odd denominator: that of the constants. Common divisors are looked for among odd numbers only,
//! and of a remainder by the shorter one, which is an order of magnitude faster.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Zero};

use crate::term::Rational;

/// `numerator / denominator · 2^exponent`, both odd and without common divisor, or 0.
struct Odd {
    numerator: BigInt,
    denominator: BigInt,
    exponent: i128,
}

fn zeros(n: &BigInt) -> u64 {
    n.trailing_zeros().unwrap_or(0)
}

impl Odd {
    fn of(value: &Rational) -> Odd {
        let (up, down) = (zeros(value.numer()), zeros(value.denom()));
        Odd {
            numerator: value.numer() >> up,
            denominator: value.denom() >> down,
            exponent: i128::from(up) - i128::from(down),
        }
    }

    /// In lowest terms, as all that comes here is.
    fn rational(self) -> Rational {
        let by = |exponent: i128| usize::try_from(exponent.max(0)).unwrap_or(usize::MAX);
        Rational::new_raw(
            self.numerator << by(self.exponent),
            self.denominator << by(-self.exponent),
        )
    }
}

/// The greatest common divisor of a number and an odd one that is often short.
fn divisor(long: &BigInt, short: &BigInt) -> BigInt {
    if short.is_one() {
        return BigInt::one();
    }
    (long % short).gcd(short)
}

/// `a · b`, in lowest terms.
pub fn product(a: &Rational, b: &Rational) -> Rational {
    if a.is_zero() || b.is_zero() {
        return Rational::zero();
    }
    let (a, b) = (Odd::of(a), Odd::of(b));
    let (first, second) = (
        divisor(&a.numerator, &b.denominator),
        divisor(&b.numerator, &a.denominator),
    );
    let odd = Odd {
        numerator: (a.numerator / &first) * (b.numerator / &second),
        denominator: (a.denominator / &second) * (b.denominator / &first),
        exponent: a.exponent + b.exponent,
    };
    odd.rational()
}

/// `a + b`, in lowest terms.
pub fn sum(a: &Rational, b: &Rational) -> Rational {
    if a.is_zero() {
        return b.clone();
    }
    if b.is_zero() {
        return a.clone();
    }
    let (a, b) = (Odd::of(a), Odd::of(b));
    let exponent = a.exponent.min(b.exponent);
    let above = |odd: &Odd| usize::try_from(odd.exponent - exponent).unwrap_or(usize::MAX);
    let (up_a, up_b) = (above(&a), above(&b));
    let (numerator, denominator) = if a.denominator == b.denominator {
        ((a.numerator << up_a) + (b.numerator << up_b), a.denominator)
    } else {
        let left: BigInt = (a.numerator * &b.denominator) << up_a;
        let right: BigInt = (b.numerator * &a.denominator) << up_b;
        (left + right, a.denominator * b.denominator)
    };
    if numerator.is_zero() {
        return Rational::zero();
    }
    let even = zeros(&numerator);
    let numerator = numerator >> even;
    let common = divisor(&numerator, &denominator);
    let odd = Odd {
        numerator: numerator / &common,
        denominator: denominator / &common,
        exponent: exponent + i128::from(even),
    };
    odd.rational()
}
