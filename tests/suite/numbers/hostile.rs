//! Values that break careless arithmetic.

use num_bigint::BigInt;
use num_rational::BigRational as Q;
use num_traits::One;
use proptest::prelude::*;

/// The rational of a finite f64, by num-rational's own decoding.
pub fn rational(value: f64) -> Q {
    Q::from_float(value).expect("a finite number")
}

/// `2^exponent`.
pub fn power(exponent: i32) -> Q {
    let power = Q::from_integer(BigInt::one() << exponent.unsigned_abs());
    if exponent < 0 { power.recip() } else { power }
}

/// Any finite f64, by bits, so that every binade is as likely as another.
pub fn finite() -> impl Strategy<Value = f64> {
    any::<u64>()
        .prop_map(f64::from_bits)
        .prop_filter("finite", |value| value.is_finite())
}

/// Finite f64 of all kinds.
pub fn hostile() -> impl Strategy<Value = f64> {
    prop_oneof![
        3 => finite(),
        4 => (-40_i32..40, -4_i32..4).prop_map(|(m, e)| f64::from(m) * 2_f64.powi(e)),
        2 => (1_u64..1 << 52).prop_map(f64::from_bits),
        1 => (0_u64..8).prop_map(f64::from_bits),
        1 => (0_u64..8).prop_map(|below| f64::from_bits(f64::MAX.to_bits() - below)),
        1 => (-1074_i32..1024, any::<bool>()).prop_map(|(e, up)| {
            let power = if e < -1022 { f64::from_bits(1 << (e + 1074)) } else { 2_f64.powi(e) };
            if up { power.next_up() } else { power.next_down() }
        }),
        1 => Just(0.0),
        1 => Just(-0.0),
        1 => (1.0_f64..2.0, any::<bool>()).prop_map(|(v, negative)| if negative { -v } else { v }),
    ]
    .prop_filter("finite", |value| value.is_finite())
}
