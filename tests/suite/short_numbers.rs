//! Short numbers above long ones.

use num_bigint::BigInt;
use proptest::prelude::*;

use torchlean_mirror::exact::{Exact, dyadic_above};
use torchlean_mirror::term::Rational;

/// A positive integer of so many bits: a few random ones, zeros, and a one at
/// the end.
fn long(bits: u32, leading: u64, last: bool) -> BigInt {
    let leading = BigInt::from(leading | (1 << 63));
    let shifted = if bits >= 64 {
        leading << (bits - 64)
    } else {
        leading >> (64 - bits)
    };
    shifted + u8::from(last)
}

fn is_just_above(value: &Rational, most: u8) {
    let exact = Exact::from(value.clone());
    let above = dyadic_above(&exact, most);
    let Exact::Short { mantissa, .. } = above else {
        panic!("{value} is not short");
    };
    let error = above.to_rational() - value;
    if matches!(exact, Exact::Short { .. }) {
        assert_eq!(error, Rational::default(), "{value} is short");
        return;
    }
    let bits = mantissa.unsigned_abs() >> most;
    assert_eq!(bits, 0, "{value} has more than {most} bits");
    let room = value / (BigInt::from(1) << (most - 1));
    assert!(error >= Rational::default(), "not above {value}");
    assert!(error < room, "too far above {value}");
}

proptest! {
    #[test]
    fn it_is_above_by_little(
        bits in (1_u32..700, 1_u32..700),
        leading in any::<(u64, u64)>(),
        last in any::<(bool, bool)>(),
        dyadic in any::<bool>(),
        most in 8_u8..=126,
    ) {
        let numerator = long(bits.0, leading.0, last.0);
        let denominator = if dyadic {
            BigInt::from(1) << bits.1
        } else {
            long(bits.1, leading.1, last.1)
        };
        is_just_above(&Rational::new(numerator, denominator), most);
    }
}

#[test]
fn what_is_short_stays_as_it_is() {
    for (numerator, denominator) in [(0, 1), (1, 1), (3, 8), (i64::MAX, 1)] {
        let value = Rational::new(numerator.into(), denominator.into());
        let exact = Exact::from(value);
        assert_eq!(dyadic_above(&exact, 8), exact);
    }
}
