//! Where a formula has one rounding, there is one: each result against the single operation.

use crate::kernels::cases::{Case, cases_of, flat, flat_context};
use ndarray::Array1;
use proptest::prelude::*;
use torchlean_mirror::nodes::arithmetic::*;

fn bits(values: impl IntoIterator<Item = f64>) -> Vec<u64> {
    // The two zeros are one real number, and one NaN is as good as another.
    let one = |v: f64| if v.is_nan() { f64::NAN } else { v + 0.0 };
    values.into_iter().map(|v| one(v).to_bits()).collect()
}

fn both(case: &Case) -> impl Iterator<Item = (f64, f64)> {
    let (a, b) = (flat(&case.x[case.a.0]), flat(&case.x[case.b.0]));
    a.into_iter().zip(b)
}

fn hostile() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("finite", |value| value.is_finite())
}

proptest! {
    #[test]
    fn forward_of_two_entries(case in cases_of(hostile())) {
        let (context, a, b) = (&case.context, case.a, case.b);
        let forward = |node: torchlean_mirror::tape::Node| bits(node.forward(&case.x).unwrap());
        prop_assert_eq!(forward(add(context, a, b).unwrap()), bits(both(&case).map(|(a, b)| a + b)));
        prop_assert_eq!(forward(sub(context, a, b).unwrap()), bits(both(&case).map(|(a, b)| a - b)));
        prop_assert_eq!(forward(mul(context, a, b).unwrap()), bits(both(&case).map(|(a, b)| a * b)));
    }

    #[test]
    fn one_product_per_coordinate(case in cases_of(hostile()), c in hostile()) {
        let (context, a) = (&case.context, case.a);
        let node = scale(context, a, c).unwrap();
        let expected = bits(flat(&case.x[a.0]).into_iter().map(|x| c * x));
        prop_assert_eq!(bits(node.forward(&case.x).unwrap()), &expected[..]);
        let map = scale_fderiv(context, a, c).unwrap().deriv(&case.x).unwrap();
        prop_assert_eq!(bits(map.apply(flat_context(&case.x).view()).unwrap()), &expected[..]);
        let expected = bits(flat(&case.delta).into_iter().map(|delta| c * delta));
        let grads = node.vjp(&case.x, &case.delta).unwrap();
        prop_assert_eq!(bits(flat(&grads[a.0])), &expected[..]);
        let delta = Array1::from(flat(&case.delta));
        let adjoint = map.adjoint().apply(delta.view()).unwrap();
        prop_assert_eq!(bits(adjoint), bits(flat_context(&grads)));

        let coeff = Array1::from(flat(&case.x[case.b.0]));
        let node = fixed_mask_scale(context, a, coeff.clone()).unwrap();
        let expected = bits(both(&case).map(|(a, b)| b * a));
        prop_assert_eq!(bits(node.forward(&case.x).unwrap()), &expected[..]);
        let map = fixed_mask_scale_fderiv(context, a, coeff).unwrap().deriv(&case.x).unwrap();
        prop_assert_eq!(bits(map.apply(flat_context(&case.x).view()).unwrap()), &expected[..]);
    }

    #[test]
    fn one_product_per_cotangent_of_mul(case in cases_of(hostile())) {
        prop_assume!(case.a != case.b);
        let node = mul(&case.context, case.a, case.b).unwrap();
        let grads = node.vjp(&case.x, &case.delta).unwrap();
        let delta = flat(&case.delta);
        let products = both(&case).zip(delta);
        let (to_a, to_b): (Vec<_>, Vec<_>) = products.map(|((a, b), d)| (d * b, d * a)).unzip();
        prop_assert_eq!(bits(flat(&grads[case.a.0])), bits(to_a));
        prop_assert_eq!(bits(flat(&grads[case.b.0])), bits(to_b));
    }

    #[test]
    fn two_products_and_a_sum_per_tangent_of_mul(case in cases_of(hostile())) {
        let (context, a, b) = (&case.context, case.a, case.b);
        let tangents = flat(&case.dx[a.0]).into_iter().zip(flat(&case.dx[b.0]));
        let expected = both(&case).zip(tangents).map(|((a, b), (da, db))| a * db + b * da);
        let expected = bits(expected);
        let node = mul(context, a, b).unwrap();
        prop_assert_eq!(bits(node.jvp(&case.x, &case.dx).unwrap()), &expected[..]);
        let map = mul_fderiv(context, a, b).unwrap().deriv(&case.x).unwrap();
        prop_assert_eq!(bits(map.apply(flat_context(&case.dx).view()).unwrap()), &expected[..]);
    }

    #[test]
    fn projections_are_exact(case in cases_of(hostile())) {
        let map = torchlean_mirror::tape::LinearMap::projection(&case.context, case.a).unwrap();
        let x = flat_context(&case.x);
        prop_assert_eq!(bits(map.apply(x.view()).unwrap()), bits(flat(&case.x[case.a.0])));
    }
}
