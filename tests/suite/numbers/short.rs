//! The bits of values in all formats, and rounding to f16 and bf16, whose values are few enough to
//! look at all of them.

use proptest::prelude::*;
use torchlean_mirror::exact::{
    Bf16, Bounded, Exact, F16, Format, Judgement, Number, Precision, exact,
};

/// The value of 16 bits by the definition of IEEE 754.
fn value(bits: u64, format: Format) -> f64 {
    let stored = format.precision() - 1;
    let (exponents, bias) = if format == Format::F16 {
        (31, 15)
    } else {
        (255, 127)
    };
    let (biased, fraction) = (bits >> stored & exponents, bits & ((1 << stored) - 1));
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let fraction = fraction as f64 / 2_f64.powi(i32::try_from(stored).unwrap());
    let power = |biased: u64| 2_f64.powi(i32::try_from(biased).unwrap() - bias);
    sign * match biased {
        0 => fraction * power(1),
        all if all == exponents && fraction == 0.0 => f64::INFINITY,
        all if all == exponents => f64::NAN,
        biased => (1.0 + fraction) * power(biased),
    }
}

#[test]
fn the_bits_of_short_formats_are_those_of_the_standard() {
    for format in [Format::F16, Format::BF16] {
        assert_eq!((format.width(), format.digits()), (16, 4));
        for bits in 0..1 << 16 {
            let (found, expected) = (format.from_bits(bits), value(bits, format));
            if expected.is_nan() {
                assert!(found.is_nan());
                assert!(value(format.to_bits(found), format).is_nan());
            } else {
                assert_eq!(found.to_bits(), expected.to_bits(), "{bits:#x}");
                assert_eq!(format.to_bits(found), bits);
            }
        }
    }
}

#[test]
fn each_value_and_each_middle_between_two_is_rounded_as_it_should_be() {
    let two = Exact::short(2, 0);
    for (format, infinity) in [(Format::F16, 0x7c00), (Format::BF16, 0x7f80)] {
        for bits in 0..infinity {
            let low = exact(format.from_bits(bits)).unwrap();
            assert_eq!(format.to_bits(format.round(&low)), bits);
            // Past the largest value, the middle to the power of two that would follow.
            let middle = match exact(format.from_bits(bits + 1)) {
                Some(high) => low.add(&high).mul(&two.inverse().unwrap()),
                None => low.add(
                    &format
                        .ulp(format.from_bits(bits))
                        .mul(&two.inverse().unwrap()),
                ),
            };
            let even = bits + bits % 2;
            assert_eq!(format.to_bits(format.round(&middle)), even, "{bits:#x}");
            let tiny = Exact::short(1, -200);
            assert_eq!(format.to_bits(format.round(&middle.add(&tiny))), bits + 1);
            assert_eq!(format.to_bits(format.round(&middle.add(&tiny.neg()))), bits);
        }
    }
}

proptest! {
    #[test]
    fn the_bits_of_f64_and_f32_are_those_of_the_language(wide: u64, narrow: u32) {
        let value = f64::from_bits(wide);
        prop_assert_eq!(Format::F64.width(), 64);
        let same = Format::F64.from_bits(wide);
        prop_assert!(same.to_bits() == wide || same.is_nan() && value.is_nan());
        prop_assert!(value.is_nan() || Format::F64.to_bits(value) == wide);
        let value = f64::from(f32::from_bits(narrow));
        prop_assert_eq!(Format::F32.width(), 32);
        let same = Format::F32.from_bits(narrow.into());
        prop_assert!(same.to_bits() == value.to_bits() || same.is_nan() && value.is_nan());
        prop_assert!(value.is_nan() || Format::F32.to_bits(value) == u64::from(narrow));
    }
}

/// What a dot product of this precision is found to be, rounded after each operation.
fn dot_product<P: Precision>(pairs: &[(u64, u64)]) -> Judgement {
    let format = P::FORMAT;
    let (mut sum, mut bounded) = (0.0, Bounded::<P>::from(Exact::short(0, 0)));
    for &(a, b) in pairs {
        let (a, b) = (format.from_bits(a), format.from_bits(b));
        let (Some(left), Some(right)) = (Bounded::input(a), Bounded::input(b)) else {
            continue;
        };
        bounded = bounded.add(&left.mul(&right));
        let product = format.round(&exact(a).unwrap().mul(&exact(b).unwrap()));
        sum = match (exact(sum), exact(product)) {
            (Some(sum), Some(product)) => format.round(&sum.add(&product)),
            // Infinities and NaN are those of f64.
            _ => sum + product,
        };
    }
    bounded.judge(sum)
}

proptest! {
    #[test]
    fn dot_products_are_inside_their_bounds(
        pairs in prop::collection::vec((0_u64..1 << 16, 0_u64..1 << 16), 1..12),
    ) {
        for found in [dot_product::<F16>(&pairs), dot_product::<Bf16>(&pairs)] {
            prop_assert!(!matches!(found, Judgement::Wrong | Judgement::Unbounded), "{found:?}");
        }
    }
}

#[test]
fn long_sums_have_no_bound_in_bf16() {
    let ones = |count| vec![(0x3f80, 0x3f80); count];
    assert!(matches!(
        dot_product::<Bf16>(&ones(200)),
        Judgement::Inside(_)
    ));
    assert_eq!(dot_product::<Bf16>(&ones(300)), Judgement::Unbounded);
}
