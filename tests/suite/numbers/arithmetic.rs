//! `Exact` is ℚ.

use num_bigint::BigInt;
use num_rational::BigRational as Q;
use num_traits::{One, Signed, Zero as _};
use proptest::prelude::*;
use torchlean_mirror::exact::{Exact, Number};

use crate::numbers::hostile::{hostile, power, rational};

/// Rationals: f64 values, fractions, and dyadic ones far out of range.
fn number() -> impl Strategy<Value = Q> {
    prop_oneof![
        3 => hostile().prop_map(rational),
        2 => (any::<i64>(), 1..i64::MAX).prop_map(|(n, d)| Q::new(n.into(), d.into())),
        1 => (-9_i64..9, 1_i64..9).prop_map(|(n, d)| Q::new(n.into(), d.into())),
        1 => Just(Q::default()),
        1 => (any::<i64>(), -3000..3000).prop_map(|(n, e)| Q::from_integer(n.into()) * power(e)),
    ]
}

/// The same number in each of its forms.
fn forms(value: &Q) -> Vec<Exact> {
    let mut forms = vec![
        Exact::from(value.clone()),
        Exact::Ratio(value.clone().into()),
    ];
    let (mantissa, exponent) = match forms[0].clone() {
        Exact::Short { mantissa, exponent } => (BigInt::from(mantissa), exponent),
        Exact::Dyadic { mantissa, exponent } => (*mantissa, exponent),
        Exact::Ratio(_) => return forms,
    };
    // A mantissa that is not in lowest terms, and one that would be short.
    forms.push(Exact::Dyadic {
        mantissa: Box::new(&mantissa << 3),
        exponent: exponent - 3,
    });
    forms.push(Exact::Dyadic {
        mantissa: Box::new(mantissa),
        exponent,
    });
    forms
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn exact_arithmetic_is_rational_arithmetic(a in number(), b in number()) {
        for x in forms(&a) {
            prop_assert_eq!(x.to_rational(), a.clone());
            prop_assert_eq!(x.is_zero(), a.is_zero());
            prop_assert_eq!(x.neg().to_rational(), -&a);
            prop_assert_eq!(x.abs().to_rational(), a.abs());
            let inverse = if a.is_zero() { Q::default() } else { Q::one() / &a };
            prop_assert_eq!(x.inverse().unwrap().to_rational(), inverse);
            for y in forms(&b) {
                for (found, expected) in [
                    (x.add(&y), &a + &b),
                    (x.sub(&y), &a - &b),
                    (x.distance(&y), (&a - &b).abs()),
                    (x.mul(&y), &a * &b),
                ] {
                    // In lowest terms: `==` of fractions does not look at that.
                    let found = found.to_rational();
                    prop_assert_eq!(found.numer(), expected.numer());
                    prop_assert_eq!(found.denom(), expected.denom());
                }
                prop_assert_eq!(x.cmp(&y), a.cmp(&b));
                prop_assert_eq!(x == y, a == b);
            }
            for y in forms(&a) {
                prop_assert!(x == y);
                prop_assert!(x.sub(&y).is_zero());
            }
        }
    }
}
