//! Every operation of balls, on all small ones, against the exact set of results.

use num_bigint::{BigInt, BigUint};
use num_traits::ToPrimitive;
use torchlean_mirror::exact::{Ball, Exact};

/// Middles and radii, at scales that differ.
const MIDDLES: std::ops::RangeInclusive<i64> = -17..=17;
const RADII: std::ops::RangeInclusive<u64> = 0..=5;
const SCALE: i64 = 4;

fn ball(middle: i64, radius: u64, scale: i64) -> Ball {
    Ball::new(BigInt::from(middle), BigUint::from(radius), scale)
}

/// All small balls, each with its ends in units.
fn balls(scale: i64) -> Vec<(Ball, [i64; 2])> {
    let all = MIDDLES.flat_map(|m| RADII.map(move |e| (m, e)));
    let with_ends = |(m, e): (i64, u64)| (ball(m, e, scale), [m - e as i64, m + e as i64]);
    all.map(with_ends).collect()
}

/// The ends of a ball in units of a scale that is no coarser than its own.
fn ends(ball: &Ball, scale: i64) -> [i64; 2] {
    let (middle, radius) = (
        ball.middle().to_i64().unwrap(),
        ball.radius().to_i64().unwrap(),
    );
    let unit = 1 << (scale - ball.scale());
    [(middle - radius) * unit, (middle + radius) * unit]
}

/// The result contains the exact interval and its excess on the side where it is smaller is
/// at most so much: a radius that is smaller by one unit is noticed where that is 0.
fn holds(result: [i64; 2], exact: [i64; 2], excess: i64) {
    let (below, above) = (exact[0] - result[0], result[1] - exact[1]);
    assert!(
        below >= 0 && above >= 0,
        "{result:?} does not contain {exact:?}"
    );
    assert!(
        below.min(above) <= excess,
        "{result:?} is too wide for {exact:?}"
    );
}

fn corners(a: [i64; 2], b: [i64; 2], of: impl Fn(i64, i64) -> i64) -> [i64; 2] {
    let all = [
        of(a[0], b[0]),
        of(a[0], b[1]),
        of(a[1], b[0]),
        of(a[1], b[1]),
    ];
    [*all.iter().min().unwrap(), *all.iter().max().unwrap()]
}

#[test]
fn sums_differences_and_negatives_are_exact() {
    for (a, a_ends) in balls(SCALE) {
        holds(ends(&a.neg(), SCALE), [-a_ends[1], -a_ends[0]], 0);
        // In quarters of the other's unit.
        for (b, b_ends) in balls(SCALE - 2) {
            let b_ends = b_ends.map(|end| end * 4);
            let sum = corners(a_ends, b_ends, |a, b| a + b);
            let difference = corners(a_ends, b_ends, |a, b| a - b);
            holds(ends(&a.add(&b), SCALE), sum, 0);
            holds(ends(&b.add(&a), SCALE), sum, 0);
            holds(ends(&a.sub(&b), SCALE), difference, 0);
        }
    }
}

#[test]
fn products_are_exact() {
    for (a, a_ends) in balls(SCALE) {
        for (b, b_ends) in balls(SCALE) {
            let product = a.mul(&b);
            assert_eq!(product.scale(), 2 * SCALE);
            let exact = corners(a_ends, b_ends, |a, b| a * b);
            holds(ends(&product, 2 * SCALE), exact, 0);
        }
    }
}

/// The exact ends in units of the result are fractions; multiplied out, they are compared as
/// integers.
#[test]
fn quotients_contain_all_quotients() {
    let mut refused = 0;
    for (a, a_ends) in balls(SCALE) {
        for (b, b_ends) in balls(SCALE) {
            for scale in [-1, 0, 4] {
                let Some(quotient) = a.quotient(&b, scale) else {
                    assert!(b_ends[0] <= 0 && b_ends[1] >= 0);
                    refused += 1;
                    continue;
                };
                assert!(b_ends[0] > 0 || b_ends[1] < 0);
                // Times b0·b1 > 0, and 2 for the scale −1.
                let times = 2 * b_ends[0] * b_ends[1];
                let unit = 1 << (scale + 1);
                let over = [b_ends[1], b_ends[0]];
                let all = a_ends.map(|a| over.map(|b| a * b * unit));
                let all = all.as_flattened();
                let exact = [*all.iter().min().unwrap(), *all.iter().max().unwrap()];
                let found = ends(&quotient, scale).map(|end| end * times);
                holds(found, exact, 3 * times);
            }
        }
    }
    assert!(refused > 1000);
}

#[test]
fn coarser_scales_lose_less_than_two_units_on_the_better_side() {
    for (a, a_ends) in balls(SCALE) {
        for scale in 0..=6 {
            let other = a.at(scale);
            assert_eq!(other.scale(), scale);
            let unit = 1 << (SCALE - scale).max(0);
            let exact = a_ends.map(|end| end << (scale - SCALE).max(0));
            let finest = scale.max(SCALE);
            let found = ends(&other, finest);
            holds(found, exact, 2 * unit - 1);
            if scale >= SCALE {
                assert_eq!(found, exact);
            }
        }
        let cut = a.cut(3);
        assert!(cut.middle().bits().max(cut.radius().bits()) <= 4);
        holds(ends(&cut, SCALE), a_ends, (2 << (SCALE - cut.scale())) - 1);
    }
}

#[test]
fn hulls_have_the_outermost_ends() {
    for (a, a_ends) in balls(SCALE) {
        for (b, b_ends) in balls(SCALE + 1) {
            let a_ends = a_ends.map(|end| end * 2);
            let exact = [a_ends[0].min(b_ends[0]), a_ends[1].max(b_ends[1])];
            let hull = a.hull(&b);
            assert_eq!(ends(&hull, SCALE + 2), exact.map(|end| end * 2));
        }
    }
}

#[test]
fn a_ball_has_the_numbers_up_to_its_ends() {
    for (a, [low, high]) in balls(SCALE) {
        assert_eq!(a.low(), Exact::dyadic(low, -SCALE));
        assert_eq!(a.high(), Exact::dyadic(high, -SCALE));
        for at in 2 * low - 2..=2 * high + 2 {
            let inside = 2 * low <= at && at <= 2 * high;
            assert_eq!(a.contains(&Exact::dyadic(at, -SCALE - 1)), inside);
        }
        let sign = a.sign().map(|sign| sign == num_bigint::Sign::Plus);
        let signs = (low > 0, high < 0);
        assert_eq!(
            sign,
            [None, Some(true), Some(false)][usize::from(signs.0) + 2 * usize::from(signs.1)]
        );
    }
}

/// Dyadic numbers and other fractions, at finer and coarser scales.
#[test]
fn a_number_is_in_its_ball() {
    use num_rational::BigRational;
    for numerator in MIDDLES {
        for denominator in 1..=9 {
            let fraction = BigRational::new(numerator.into(), denominator.into());
            let number = Exact::from(fraction);
            for scale in -3..=6 {
                let ball = Ball::of(&number, scale);
                assert!(ball.contains(&number), "{numerator}/{denominator}");
                let multiple = Ball::new(ball.middle().clone(), BigUint::ZERO, scale);
                let exact = multiple.contains(&number);
                assert_eq!(ball.radius(), &BigUint::from(u8::from(!exact)));
                assert_eq!(ball.scale(), scale);
            }
        }
    }
    assert_eq!(ball(0, 0, 3).inverse(5), Some(ball(0, 0, 3)));
    assert_eq!(ball(0, 1, 3).inverse(5), None);
    assert_eq!(ball(2, 0, 0).inverse(1), Some(ball(1, 0, 1)));
}
