//! `round`, `exact`, `ulp` and `quotient`.

use num_bigint::BigInt;
use num_rational::BigRational as Q;
use num_traits::{Signed, Zero};
use proptest::prelude::*;
use torchlean_mirror::exact::{Exact, exact, quotient, quotient_above, round, round_rational, ulp};

use crate::numbers::hostile::{finite, hostile, power, rational};

/// The nearest f64 by search over all of them, ties to the even one; past the
/// middle between the largest and `2^1024` it is infinite.
fn nearest(value: &Q) -> f64 {
    let magnitude = value.abs();
    // Non-negative f64 are ordered like their bits.
    let (mut low, mut high) = (0_u64, f64::INFINITY.to_bits());
    while high - low > 1 {
        let middle = low.midpoint(high);
        if rational(f64::from_bits(middle)) <= magnitude {
            low = middle;
        } else {
            high = middle;
        }
    }
    let below = f64::from_bits(low);
    let above = below.next_up();
    let edge = if above.is_finite() {
        rational(above)
    } else {
        power(1024)
    };
    let (down, up) = (&magnitude - rational(below), edge - &magnitude);
    let rounded = match down.cmp(&up) {
        std::cmp::Ordering::Less => below,
        std::cmp::Ordering::Greater => above,
        std::cmp::Ordering::Equal if low.is_multiple_of(2) => below,
        std::cmp::Ordering::Equal => above,
    };
    if value.is_negative() {
        -rounded
    } else {
        rounded
    }
}

fn agree(value: &Q) {
    let expected = nearest(value);
    let by_rational = round_rational(value);
    let by_exact = round(&Exact::from(value.clone()));
    let by_ratio = round(&Exact::Ratio(value.clone().into()));
    for found in [by_rational, by_exact, by_ratio] {
        assert_eq!(
            found.to_bits(),
            expected.to_bits(),
            "{value}: {found:e}, not {expected:e}"
        );
    }
}

/// Every middle between neighbours, and just beside it, in every binade.
#[test]
fn half_way_cases_of_every_binade() {
    let mut cases = 0;
    let tiny = power(-1200);
    let mut check = |bits: u64| {
        let low = f64::from_bits(bits);
        let high = low.next_up();
        let edge = if high.is_finite() {
            rational(high)
        } else {
            power(1024)
        };
        let middle = (rational(low) + edge) / Q::from_integer(2.into());
        for value in [&middle - &tiny, middle.clone(), &middle + &tiny] {
            agree(&value);
            agree(&-value);
            cases += 2;
        }
    };
    for biased in (0..2047_u64).step_by(31).chain([1, 2, 2045, 2046]) {
        for fraction in [0, 1, 2, (1 << 52) - 2, (1 << 52) - 1] {
            check((biased << 52) | fraction);
        }
    }
    assert!(cases > 2_000);
}

/// Of two bits below the middle the first decides, wherever the number is cut.
#[test]
fn of_two_bits_below_the_middle_the_first_decides() {
    for word in [1_u64 << 52, (1 << 52) + 1] {
        let middle = Q::from_integer((2 * word + 1).into());
        for near in 1..140 {
            agree(&(&middle + power(-near) + power(-300)));
            agree(&(&middle - power(-near) + power(-300)));
        }
    }
}

#[test]
fn the_edges_of_the_range() {
    let max = rational(f64::MAX);
    let half = power(970);
    let tiny = power(-1200);
    // (value, nearest), written down by hand.
    let third = Q::new(1.into(), 3.into());
    for (value, expected) in [
        (Q::zero(), 0.0),
        (power(-1074), f64::from_bits(1)),
        (power(-1075), 0.0),
        (power(-1075) + &tiny, f64::from_bits(1)),
        (power(-1075) - &tiny, 0.0),
        (power(-1074) + power(-1075), f64::from_bits(2)),
        (power(-1022), f64::MIN_POSITIVE),
        (power(-1022) - power(-1075), f64::MIN_POSITIVE),
        (
            power(-1022) - power(-1075) - &tiny,
            f64::MIN_POSITIVE.next_down(),
        ),
        (max.clone(), f64::MAX),
        (&max + &half - &tiny, f64::MAX),
        (&max + &half, f64::INFINITY),
        (&max + &half + &tiny, f64::INFINITY),
        (power(1024), f64::INFINITY),
        (power(40_000), f64::INFINITY),
        (power(-40_000), 0.0),
        (power(4_000) * &third, f64::INFINITY),
        (power(-4_000) * &third, 0.0),
        (third, 1.0 / 3.0),
    ] {
        agree(&value);
        assert_eq!(
            round_rational(&value).to_bits(),
            expected.to_bits(),
            "{value}"
        );
        if !value.is_zero() {
            assert_eq!(round_rational(&-value).to_bits(), (-expected).to_bits());
        }
    }
    assert_eq!(round(&Exact::dyadic(1, i64::MAX / 2)), f64::INFINITY);
    assert_eq!(round(&Exact::dyadic(-1, 1 << 40)), f64::NEG_INFINITY);
}

#[test]
fn exact_then_round_gives_the_same_bits() {
    for biased in 0..2047_u64 {
        for fraction in [0, 1, 0x000a_5a5a_5a5a_5a5a, (1 << 52) - 1] {
            for sign in [0, 1 << 63] {
                let value = f64::from_bits(sign | (biased << 52) | fraction);
                let found = exact(value).unwrap();
                assert_eq!(found.to_rational(), rational(value));
                if value == 0.0 {
                    assert_eq!(round(&found).to_bits(), 0, "the reals have one zero");
                } else {
                    assert_eq!(round(&found).to_bits(), value.to_bits());
                }
            }
        }
    }
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -f64::NAN] {
        assert!(exact(value).is_none());
    }
}

#[test]
fn an_ulp_is_the_distance_to_the_next_magnitude() {
    for biased in 0..2047_u64 {
        for fraction in [0, 1, (1 << 52) - 1] {
            let value = f64::from_bits((biased << 52) | fraction);
            let next = value.next_up();
            let edge = if next.is_finite() {
                rational(next)
            } else {
                power(1024)
            };
            let distance = edge - rational(value);
            assert_eq!(ulp(value).to_rational(), distance, "{value:e}");
            assert_eq!(ulp(-value).to_rational(), distance);
        }
    }
    assert_eq!(ulp(f64::INFINITY).to_rational(), power(971));
    assert_eq!(ulp(f64::NEG_INFINITY).to_rational(), power(971));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn round_is_nearest(a in hostile(), b in hostile(), c in finite()) {
        agree(&(rational(a) * rational(b)));
        agree(&(rational(a) + rational(b)));
        if c != 0.0 {
            agree(&(rational(a) / rational(c)));
        }
    }

    #[test]
    fn round_is_nearest_for_any_fraction(n in any::<i128>(), d in 1..i128::MAX, e in -1150_i32..1100) {
        agree(&(Q::new(n.into(), d.into()) * power(e)));
    }

    /// A middle between neighbours, and one bit off it, however far.
    #[test]
    fn one_bit_far_below_decides(
        word in 1_u64 << 52..1 << 53, far in 1_i32..1400, exponent in -1200_i32..1000,
    ) {
        let middle = Q::from_integer((2 * word + 1).into());
        for off in [power(-far), -power(-far), Q::zero()] {
            for value in [&middle + &off, -(&middle + &off)] {
                agree(&(value * power(exponent)));
            }
        }
    }

    #[test]
    fn f64_arithmetic_is_round_of_exact(a in hostile(), b in hostile()) {
        let (x, y) = (rational(a), rational(b));
        prop_assert_eq!(round_rational(&(&x + &y)), a + b);
        prop_assert_eq!(round_rational(&(&x - &y)), a - b);
        prop_assert_eq!(round_rational(&(&x * &y)), a * b);
        if b != 0.0 {
            prop_assert_eq!(round_rational(&(&x / &y)), a / b);
        }
    }

    #[test]
    fn quotient_is_the_floor(a in hostile(), b in hostile(), third in any::<bool>()) {
        let (mut x, mut y) = (rational(a).abs(), rational(b).abs());
        if third {
            x /= Q::from_integer(3.into());
            y /= Q::from_integer(7.into());
        }
        let found = quotient(&x.clone().into(), &y.clone().into());
        if y.is_zero() {
            prop_assert_eq!(found, None);
        } else {
            let units: Q = x / y * power(64);
            prop_assert_eq!(found, Some(units.floor().to_integer()));
        }
    }

    #[test]
    fn quotient_above_is_the_quotient_or_none(
        a in hostile(), b in hostile(), near in any::<bool>(), least in any::<u64>(),
    ) {
        let b = if near { a * (1.0 + f64::from((least % 7) as u8) * f64::EPSILON) } else { b };
        prop_assume!(b.is_finite());
        let (x, y) = (Exact::from(rational(a).abs()), Exact::from(rational(b).abs()));
        let whole = quotient(&x, &y);
        let mut bounds = vec![0.into(), BigInt::from(least), BigInt::from(1) << 64];
        bounds.extend(whole.iter().flat_map(|q| [q - 1, q.clone(), q + 1]));
        for least in bounds.into_iter().filter(|least| !least.is_negative()) {
            let expected = whole.clone().filter(|quotient| *quotient > least);
            prop_assert_eq!(quotient_above(&x, &y, &least), expected);
        }
    }
}
