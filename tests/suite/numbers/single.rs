//! The same for f32, whose values are carried as f64: the processor's own
//! rounding, and f32 computations in several orders.

use num_rational::BigRational as Q;
use proptest::prelude::*;
use torchlean_mirror::exact::{Bounded, Exact, Format, Judgement, Number};

use crate::numbers::hostile::{power, rational};

/// Any finite f32, by bits.
fn finite() -> impl Strategy<Value = f32> {
    any::<u32>()
        .prop_map(f32::from_bits)
        .prop_filter("finite", |value| value.is_finite())
}

fn hostile() -> impl Strategy<Value = f32> {
    prop_oneof![
        3 => finite(),
        4 => (-40_i16..40, -4_i32..4).prop_map(|(m, e)| f32::from(m) * 2_f32.powi(e)),
        2 => (1_u32..1 << 23).prop_map(f32::from_bits),
        1 => (0_u32..8).prop_map(|below| f32::from_bits(f32::MAX.to_bits() - below)),
        1 => (1.0_f32..2.0, any::<bool>()).prop_map(|(v, negative)| if negative { -v } else { v }),
    ]
}

fn wide(value: f32) -> Q {
    rational(f64::from(value))
}

fn round(value: Q) -> f64 {
    Format::F32.round(&Exact::from(value))
}

fn same(found: f64, expected: f32) {
    let expected = f64::from(expected);
    assert!(found == expected, "{found:e}, not {expected:e}");
}

#[test]
fn the_next_value_is_one_of_the_format() {
    for value in [1.0_f32, -1.0, 1.5, -0.1, f32::MIN_POSITIVE, f32::MAX / 2.0] {
        let next = Format::F32.next_up(f64::from(value));
        assert_eq!(next.to_bits(), f64::from(value.next_up()).to_bits());
        let wide = f64::from(value);
        let next = Format::F64.next_up(wide);
        assert_eq!(next.to_bits(), wide.next_up().to_bits());
    }
}

#[test]
fn an_ulp_is_the_distance_to_the_next_magnitude() {
    for biased in 0..255_u32 {
        for fraction in [0, 1, (1 << 23) - 1] {
            let value = f32::from_bits((biased << 23) | fraction);
            let next = value.next_up();
            let edge = if next.is_finite() {
                wide(next)
            } else {
                power(128)
            };
            let found = Format::F32.ulp(f64::from(value)).to_rational();
            assert_eq!(found, edge - wide(value), "{value:e}");
        }
    }
    assert_eq!(
        Format::F32.ulp(f64::INFINITY).to_rational(),
        power(104),
        "that of the largest"
    );
}

#[test]
fn the_edges_of_the_range_are_those_of_f32() {
    let largest = wide(f32::MAX);
    let half = power(103);
    same(round(&largest + &half), f32::INFINITY);
    same(round(&largest + &half - power(0)), f32::MAX);
    same(round(power(-149)), f32::from_bits(1));
    same(round(power(-150)), 0.0);
    same(round(power(-150) + power(-1000)), f32::from_bits(1));
}

/// `Σ aᵢ bᵢ cᵢ`, from the left, from the right, and in pairs.
fn sums(terms: &[(f32, f32, f32)]) -> [f32; 3] {
    let products: Vec<f32> = terms.iter().map(|(a, b, c)| a * b * c).collect();
    let left = products.iter().copied().reduce(|s, t| s + t);
    let right = products.iter().rev().copied().reduce(|s, t| t + s);
    let mut pairs = products.clone();
    while pairs.len() > 1 {
        let pair = |pair: &[f32]| pair.iter().copied().reduce(|a, b| a + b).unwrap();
        pairs = pairs.chunks(2).map(pair).collect();
    }
    [left, right, pairs.pop()].map(|sum| sum.unwrap_or(0.0))
}

fn input(value: f32) -> Bounded<f32> {
    Bounded::input(f64::from(value)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn rounding_is_that_of_the_processor(a in hostile(), b in hostile(), c in any::<f64>()) {
        let (x, y) = (wide(a), wide(b));
        same(round(&x + &y), a + b);
        same(round(&x - &y), a - b);
        same(round(&x * &y), a * b);
        if b != 0.0 {
            same(round(&x / &y), a / b);
        }
        if c.is_finite() {
            #[allow(clippy::cast_possible_truncation, reason = "that is what is compared")]
            same(round(rational(c)), c as f32);
        }
    }

    #[test]
    fn sums_of_products_stay_inside(
        terms in prop::collection::vec((hostile(), hostile(), hostile()), 0..12),
    ) {
        let products = terms.iter().map(|(a, b, c)| input(*a).mul(&input(*b)).mul(&input(*c)));
        let bounded = products.reduce(|s, t| s.add(&t)).unwrap_or_else(Bounded::zero);
        for computed in sums(&terms) {
            let judgement = bounded.judge(f64::from(computed));
            let fits = match judgement {
                Judgement::Wrong
                | Judgement::Unbounded
                | Judgement::Undecided
                | Judgement::Special
                | Judgement::Open => false,
                Judgement::Overflow => !computed.is_finite(),
                Judgement::Rounded | Judgement::Inside(_) => computed.is_finite(),
            };
            prop_assert!(fits, "{computed:e} is {judgement:?}: {bounded:?}");
        }
    }

    #[test]
    fn a_neighbour_is_refused_where_one_rounding_happens(a in hostile(), b in hostile()) {
        for (bounded, computed) in [
            (input(a).mul(&input(b)), a * b),
            (input(a).add(&input(b)), a + b),
        ] {
            prop_assert_ne!(bounded.judge(f64::from(computed)), Judgement::Wrong);
            if computed.is_finite() {
                for wrong in [computed.next_up(), computed.next_down()] {
                    prop_assert_eq!(bounded.judge(f64::from(wrong)), Judgement::Wrong);
                }
            }
        }
    }

    #[test]
    fn what_is_past_the_bound_is_refused(a in 1.0_f32..2.0, b in 1.0_f32..2.0, c in 1.0_f32..2.0) {
        // Three roundings: γ₃ is a little more than 3·2⁻²⁴.
        let bounded = input(a).mul(&input(b)).mul(&input(c)).mul(&input(a));
        let value = bounded.value().to_rational();
        let off = |units: i32| round(&value + &value * power(-24) * Q::from_integer(units.into()));
        prop_assert_eq!(bounded.roundings(), 3);
        for units in [5, -5, 8] {
            prop_assert_eq!(bounded.judge(off(units)), Judgement::Wrong);
        }
        prop_assert_ne!(bounded.judge(off(0)), Judgement::Wrong);
    }
}

#[test]
fn a_constant_is_rounded_to_the_format() {
    let tenth: Bounded<f32> = Bounded::constant(&Q::new(1.into(), 10.into()));
    assert_eq!(tenth.roundings(), 1);
    assert_eq!(tenth.judge(f64::from(0.1_f32)), Judgement::Rounded);
    assert_eq!(tenth.judge(0.1), Judgement::Wrong);
    // 2²⁴ + 1 is an f64 and no f32.
    let odd = Q::from_integer(((1 << 24) + 1).into());
    assert_eq!(Bounded::<f64>::constant(&odd).roundings(), 0);
    assert_eq!(Bounded::<f32>::constant(&odd).roundings(), 1);
}
