//! Where a bound is most easily wrong: overflow on the way, zero times
//! infinity, zeros that are none.

use num_rational::BigRational as Q;
use torchlean_mirror::exact::{Bounded, Exact, Judgement, Number, round};

fn input(value: f64) -> Bounded {
    Bounded::input(value).unwrap()
}

/// The exact sum rounds to the largest f64, but one order of adding, with its
/// own roundings, reaches infinity; a factor then makes the whole small.
#[test]
fn a_sum_that_overflows_in_one_order_only() {
    let quarter = 2_f64.powi(970).next_down();
    let rest = 2_f64.powi(916);
    let sum = input(f64::MAX).add(&input(quarter)).add(&input(rest));
    assert_eq!(f64::MAX + quarter + rest, f64::MAX);
    assert_eq!(f64::MAX + (quarter + rest), f64::INFINITY);
    let factor = 2_f64.powi(-500);
    let product = sum.mul(&input(factor));
    for computed in [(f64::MAX + quarter + rest) * factor, f64::MAX * factor] {
        assert!(matches!(product.judge(computed), Judgement::Inside(_)));
    }
    let computed = (f64::MAX + (quarter + rest)) * factor;
    assert_eq!(product.judge(computed), Judgement::Overflow);
    // Times 0 it is NaN.
    let zero = sum.mul(&input(0.0));
    assert_eq!(
        zero.judge((f64::MAX + (quarter + rest)) * 0.0),
        Judgement::Overflow
    );
    assert_eq!(zero.judge(0.0), Judgement::Rounded);
}

/// A product that underflows is rounded up to twice its value; factors make
/// that overflow where the exact value does not, and make it small again.
#[test]
fn an_underflow_that_grows_into_an_overflow() {
    let factors = [
        2_f64.powi(-537).next_up(),
        2_f64.powi(-538).next_up(),
        2_f64.powi(1023),
        2_f64.powi(1023),
        1.9 * 2_f64.powi(52),
        2_f64.powi(-500),
    ];
    let mut computed = 1.0;
    let mut bounded = input(1.0);
    for factor in factors {
        computed *= factor;
        bounded = bounded.mul(&input(factor));
    }
    assert_eq!(computed, f64::INFINITY);
    assert!(round(bounded.value()).is_finite());
    assert_eq!(bounded.judge(computed), Judgement::Overflow);
}

/// The same inside a sum: the large summands cancel in the reals.
#[test]
fn an_overflow_that_cancels() {
    let (a, b) = (f64::MAX, f64::MAX);
    let sum = input(a).add(&input(b)).add(&input(-a)).add(&input(1.0));
    assert_eq!(sum.judge(a + b - a + 1.0), Judgement::Overflow);
    assert!(matches!(sum.judge(a - a + b + 1.0), Judgement::Inside(_)));
    assert_eq!(sum.judge(f64::NAN), Judgement::Overflow);
}

#[test]
fn zero_times_infinity_is_lost_and_stays_lost() {
    let huge = input(f64::MAX).mul(&input(f64::MAX));
    let lost = huge.mul(&input(0.0));
    let computed = f64::MAX * f64::MAX * 0.0;
    assert!(computed.is_nan());
    let one = input(1.0);
    let through = [
        lost.clone(),
        lost.neg(),
        lost.add(&one),
        one.add(&lost),
        lost.mul(&one),
        one.mul(&lost),
        lost.mul(&lost),
        lost.add(&lost),
        lost.inverse().unwrap(),
        lost.inverse().unwrap().add(&one),
    ];
    for (number, bounded) in through.iter().enumerate() {
        assert_eq!(bounded.judge(computed), Judgement::Overflow, "{number}");
    }
    // What nothing overflowed in is not excused.
    assert_eq!(one.mul(&input(0.0)).judge(f64::NAN), Judgement::Wrong);
    assert_eq!(one.add(&one).judge(f64::INFINITY), Judgement::Wrong);
    assert_eq!(one.add(&one).add(&one).judge(f64::NAN), Judgement::Wrong);
    assert_eq!(
        one.add(&one).add(&one).judge(f64::INFINITY),
        Judgement::Wrong
    );
}

#[test]
fn inverses_at_the_edges() {
    let tiny = f64::from_bits(1);
    assert_eq!(
        input(tiny).inverse().unwrap().judge(1.0 / tiny),
        Judgement::Overflow
    );
    assert_eq!(input(0.0).inverse().unwrap().judge(0.0), Judgement::Rounded);
    assert_eq!(
        input(-0.0).inverse().unwrap().judge(f64::INFINITY),
        Judgement::Wrong
    );
    assert_eq!(
        input(f64::MAX).inverse().unwrap().judge(1.0 / f64::MAX),
        Judgement::Rounded
    );
    assert_eq!(
        input(3.0)
            .inverse()
            .unwrap()
            .judge((1.0_f64 / 3.0).next_up()),
        Judgement::Wrong
    );
    // The overflowed inverse times something: infinite, or NaN at 0.
    let product = input(tiny).inverse().unwrap().mul(&input(2_f64.powi(-900)));
    assert_eq!(
        product.judge(1.0 / tiny * 2_f64.powi(-900)),
        Judgement::Overflow
    );
    let zero = input(tiny).inverse().unwrap().mul(&input(0.0));
    assert_eq!(zero.judge(1.0 / tiny * 0.0), Judgement::Overflow);
}

/// A sum that is 0 in the reals is no true zero in f64.
#[test]
fn a_cancelled_sum_is_not_zero() {
    let sum = input(1.0)
        .add(&input(2_f64.powi(-60)))
        .add(&input(-1.0))
        .add(&input(-2_f64.powi(-60)));
    let computed = 1.0 + 2_f64.powi(-60) - 1.0 - 2_f64.powi(-60);
    assert_ne!(computed, 0.0);
    assert!(matches!(sum.judge(computed), Judgement::Inside(_)));
    let square = sum.mul(&sum);
    assert!(matches!(
        square.judge(computed * computed),
        Judgement::Inside(_)
    ));
    let third: Bounded = Bounded::constant(&Q::new(1.into(), 3.into()));
    let cancelled = third.add(&third.neg());
    assert!(matches!(
        cancelled.judge(0.0),
        Judgement::Inside(_) | Judgement::Rounded
    ));
}

/// Negative zero is 0, and the least step away from 0 is not.
#[test]
fn zeros() {
    for zero in [0.0, -0.0] {
        assert_eq!(input(0.0).mul(&input(5.0)).judge(zero), Judgement::Rounded);
        assert_eq!(input(-0.0).judge(zero), Judgement::Rounded);
    }
    assert_eq!(input(0.0).judge(f64::from_bits(1)), Judgement::Wrong);
    // A product that underflows is 0 correctly; one more is too much.
    let product = input(f64::MIN_POSITIVE).mul(&input(2_f64.powi(-60)));
    assert_eq!(product.judge(0.0), Judgement::Rounded);
    assert_eq!(product.judge(f64::from_bits(1)), Judgement::Wrong);
}

/// The one mantissa of its length whose magnitude is longer.
#[test]
fn the_least_mantissa_has_a_negative() {
    let least = Exact::Short {
        mantissa: i128::MIN,
        exponent: -3,
    };
    let expected = Q::from_integer(i128::MIN.into()) / Q::from_integer(8.into());
    assert_eq!(least.to_rational(), expected);
    assert_eq!(least.neg().to_rational(), -expected);
}
