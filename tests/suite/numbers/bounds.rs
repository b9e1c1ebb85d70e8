//! No f64 computation of an expression, in whatever order its sums are taken,
//! is judged wrong; what is further away than the bound is.

use num_bigint::{BigInt, Sign};
use num_rational::BigRational as Q;
use num_traits::{Signed, Zero};
use proptest::prelude::*;
use torchlean_mirror::exact::{
    Bounded, Exact, Judgement, Number, Precision, Share, exact, round_rational,
};

use crate::numbers::hostile::{hostile, power, rational};

#[derive(Clone, Debug)]
enum Tree {
    Input(f64),
    Constant(i64, i64),
    Inverse(f64),
    Neg(Box<Tree>),
    Sum(Vec<Tree>),
    Product(Box<Tree>, Box<Tree>),
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        8 => hostile().prop_map(Tree::Input),
        1 => (-9_i64..9, 1_i64..9).prop_map(|(n, d)| Tree::Constant(n, d)),
        1 => hostile().prop_map(Tree::Inverse),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            1 => inner.clone().prop_map(|a| Tree::Neg(a.into())),
            3 => prop::collection::vec(inner.clone(), 0..6).prop_map(Tree::Sum),
            3 => (inner.clone(), inner.clone()).prop_map(|(a, b)| Tree::Product(a.into(), b.into())),
            // A dot product, with a repeated factor.
            1 => (prop::collection::vec(inner.clone(), 1..5), inner).prop_map(|(terms, b)| {
                let product = |a: Tree| Tree::Product(a.into(), b.clone().into());
                Tree::Sum(terms.into_iter().map(product).collect())
            }),
        ]
    })
}

/// Trees whose numbers are all of one size, so that sums cancel and nothing
/// overflows.
fn tame() -> impl Strategy<Value = Tree> {
    let leaf = (-64_i32..64, 0_u32..12)
        .prop_map(|(m, low)| Tree::Input(f64::from(m) + f64::from(low) * 2_f64.powi(-48)));
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            1 => inner.clone().prop_map(|a| Tree::Neg(a.into())),
            3 => prop::collection::vec(inner.clone(), 1..8).prop_map(Tree::Sum),
            2 => (inner.clone(), inner).prop_map(|(a, b)| Tree::Product(a.into(), b.into())),
        ]
    })
}

/// In which order sums are taken.
#[derive(Clone, Copy, Debug)]
enum Order {
    Left,
    Right,
    Pairwise,
    Shuffled(u64),
}

fn orders() -> Vec<Order> {
    let shuffled = (1..=6).map(Order::Shuffled);
    [Order::Left, Order::Right, Order::Pairwise]
        .into_iter()
        .chain(shuffled)
        .collect()
}

fn sum(mut terms: Vec<f64>, order: Order) -> f64 {
    match order {
        Order::Left => terms.into_iter().reduce(|s, t| s + t).unwrap_or(0.0),
        Order::Right => terms.into_iter().rev().reduce(|s, t| t + s).unwrap_or(0.0),
        Order::Pairwise => {
            while terms.len() > 1 {
                terms = terms
                    .chunks(2)
                    .map(|pair| pair.iter().copied().reduce(|a, b| a + b).unwrap())
                    .collect();
            }
            terms.pop().unwrap_or(0.0)
        }
        Order::Shuffled(mut seed) => {
            // Adds any two of the terms, until one is left.
            let mut draw = |n: usize| {
                seed = seed
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(99);
                usize::try_from((seed >> 33) % n as u64).unwrap()
            };
            while terms.len() > 1 {
                let a = terms.swap_remove(draw(terms.len()));
                let at = draw(terms.len());
                terms[at] += a;
            }
            terms.pop().unwrap_or(0.0)
        }
    }
}

impl Tree {
    fn bounded(&self) -> Bounded {
        match self {
            Tree::Input(value) => Bounded::input(*value).unwrap(),
            Tree::Constant(n, d) => Bounded::constant(&Q::new((*n).into(), (*d).into())),
            Tree::Inverse(value) => Bounded::input(*value).unwrap().inverse().unwrap(),
            Tree::Neg(a) => a.bounded().neg(),
            Tree::Sum(terms) => terms
                .iter()
                .map(Tree::bounded)
                .reduce(|a, b| a.add(&b))
                .unwrap_or_else(Bounded::zero),
            Tree::Product(a, b) => a.bounded().mul(&b.bounded()),
        }
    }

    fn value(&self) -> Q {
        match self {
            Tree::Input(value) => rational(*value),
            Tree::Constant(n, d) => Q::new((*n).into(), (*d).into()),
            Tree::Inverse(value) if *value == 0.0 => Q::default(),
            Tree::Inverse(value) => rational(*value).recip(),
            Tree::Neg(a) => -a.value(),
            Tree::Sum(terms) => terms.iter().map(Tree::value).sum(),
            Tree::Product(a, b) => a.value() * b.value(),
        }
    }

    /// The summands, those of sums in sums included.
    fn summands(&self, sign: f64, order: Order, flat: bool, into: &mut Vec<f64>) {
        match self {
            Tree::Sum(terms) if flat => {
                terms
                    .iter()
                    .for_each(|term| term.summands(sign, order, flat, into));
            }
            Tree::Neg(a) if flat => a.summands(-sign, order, flat, into),
            other => into.push(sign * other.computed(order, flat)),
        }
    }

    /// As f64 code would compute it; `flat` sums nested sums as one.
    fn computed(&self, order: Order, flat: bool) -> f64 {
        match self {
            Tree::Input(value) => *value,
            Tree::Constant(n, d) => round_rational(&Q::new((*n).into(), (*d).into())),
            Tree::Inverse(value) if *value == 0.0 => 0.0,
            Tree::Inverse(value) => 1.0 / value,
            Tree::Neg(a) => -a.computed(order, flat),
            Tree::Sum(terms) => {
                let mut all = Vec::new();
                terms
                    .iter()
                    .for_each(|term| term.summands(1.0, order, flat, &mut all));
                sum(all, order)
            }
            Tree::Product(a, b) => a.computed(order, flat) * b.computed(order, flat),
        }
    }
}

/// Judges every order of computation; what the judgement may be follows from
/// the result alone.
fn sound(tree: &Tree) {
    let bounded = tree.bounded();
    assert_eq!(bounded.value().to_rational(), tree.value(), "{tree:?}");
    for order in orders() {
        for flat in [false, true] {
            let computed = tree.computed(order, flat);
            let judgement = bounded.judge(computed);
            let fits = match &judgement {
                Judgement::Wrong
                | Judgement::Unbounded
                | Judgement::Undecided
                | Judgement::Special
                | Judgement::Open => false,
                Judgement::Overflow => !computed.is_finite(),
                Judgement::Rounded => bounded.roundings() <= 1 && computed.is_finite(),
                Judgement::Inside(_) => bounded.roundings() > 1 && computed.is_finite(),
            };
            assert!(
                fits,
                "{computed:e} is {judgement:?}, {order:?} {flat}: {tree:?}\n{bounded:?}"
            );
        }
    }
    refuses(&bounded);
}

/// What is not the rounded value, or outside the bound, is refused.
fn refuses(bounded: &Bounded) {
    let value = bounded.value().to_rational();
    let rounded = round_rational(&value);
    assert_ne!(bounded.judge(rounded), Judgement::Wrong);
    if !rounded.is_finite() {
        return;
    }
    if bounded.roundings() <= 1 {
        for wrong in [rounded.next_up(), rounded.next_down()] {
            assert_eq!(bounded.judge(wrong), Judgement::Wrong);
        }
        return;
    }
    let bound = bounded.bound().unwrap().to_rational();
    let mut step = rounded;
    for _ in 0..3 {
        // The first f64 past each end of the interval, and further away.
        let above = beyond(&(&value + &bound), true);
        let below = beyond(&(&value - &bound), false);
        for wrong in [above, below, 2.0 * above.abs() + 1.0, step] {
            if wrong.is_finite() {
                if let Judgement::Inside(share) = bounded.judge(wrong) {
                    shares(bounded, wrong, &share);
                }
                let outside = (rational(wrong) - &value).abs() > bound;
                assert_eq!(
                    bounded.judge(wrong) == Judgement::Wrong,
                    outside,
                    "{wrong:e}"
                );
            }
        }
        step = step.next_up();
    }
}

/// A share of a bound is `⌊2^64 · error / bound⌋`, and is given if it is more than what is asked.
fn shares(bounded: &Bounded, computed: f64, share: &Share) {
    let error = (rational(computed) - bounded.value().to_rational()).abs();
    let bound = bounded.bound().unwrap().to_rational();
    let quotient = (error * power(64) / bound).to_integer();
    let one = BigInt::from(1);
    let leasts = [
        &quotient - &one,
        quotient.clone(),
        &quotient + &one,
        &quotient / 3,
        &quotient * 3,
    ];
    for least in leasts.into_iter().chain([0.into(), one]) {
        let expected = Some(quotient.clone()).filter(|q| *q > least && !q.is_zero());
        if least.sign() != Sign::Minus {
            assert_eq!(share.above(&least), expected, "{computed:e} above {least}");
        }
    }
}

/// The f64 nearest to `edge` that is strictly past it.
fn beyond(edge: &Q, up: bool) -> f64 {
    let mut near = round_rational(edge);
    for _ in 0..3 {
        let past = !near.is_finite()
            || if up {
                rational(near) > *edge
            } else {
                rational(near) < *edge
            };
        if past {
            break;
        }
        near = if up { near.next_up() } else { near.next_down() };
    }
    near
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn hostile_trees_stay_inside(tree in tree()) {
        sound(&tree);
    }

    #[test]
    fn tame_trees_stay_inside(tree in tame()) {
        sound(&tree);
    }

    #[test]
    fn long_dot_products_stay_inside(pairs in prop::collection::vec((hostile(), hostile()), 0..60)) {
        let product = |(a, b): &(f64, f64)| Tree::Product(Tree::Input(*a).into(), Tree::Input(*b).into());
        sound(&Tree::Sum(pairs.iter().map(product).collect()));
    }

    #[test]
    fn nearly_cancelling_sums_stay_inside(values in prop::collection::vec(hostile(), 1..10), scale in hostile()) {
        let mut terms: Vec<Tree> = values.iter().map(|v| Tree::Input(*v)).collect();
        terms.extend(values.iter().map(|v| Tree::Input(-v.next_up())).filter(|t| matches!(t, Tree::Input(v) if v.is_finite())));
        sound(&Tree::Sum(terms.clone()));
        sound(&Tree::Product(Tree::Sum(terms).into(), Tree::Input(scale).into()));
    }

    #[test]
    fn products_of_products_that_underflow_stay_inside(
        a in -560_i32..-480, b in -560_i32..-480, c in -40_i32..1000, m in 1.0_f64..2.0, n in 1.0_f64..2.0, p in 1.0_f64..2.0
    ) {
        let input = |m: f64, e: i32| Box::new(Tree::Input(m * 2_f64.powi(e)));
        let product = Tree::Product(Tree::Product(input(m, a), input(n, b)).into(), input(p, c));
        sound(&product);
        sound(&Tree::Product(input(m, c), product.clone().into()));
        sound(&Tree::Sum(vec![product.clone(), Tree::Neg(product.clone().into()), *input(n, b)]));
        sound(&Tree::Product(product.clone().into(), product.into()));
    }
}

/// The bound itself, written out: `γ_k·(M + E) + E`.
#[test]
fn the_bound_is_highams() {
    let input = |v: f64| Bounded::input(v).unwrap();
    let terms: Vec<Bounded> = [1.5, -2.5, 3.25, 0.5].map(input).into();
    let sum = terms.iter().skip(1).fold(terms[0].clone(), |s, t| s.add(t));
    assert_eq!(sum.roundings(), 3);
    let u = Q::new(1.into(), (1_i64 << 53).into());
    let ku = Q::from_integer(3.into()) * u;
    let gamma = &ku / (Q::from_integer(1.into()) - &ku);
    let magnitude = Q::new(31.into(), 4.into());
    assert_eq!(sum.bound().unwrap().to_rational(), gamma * magnitude);
    let third: Bounded = Bounded::constant(&Q::new(1.into(), 3.into()));
    assert_eq!(third.roundings(), 1);
    assert_eq!(
        Bounded::<f64>::constant(&Q::new(3.into(), 8.into())).roundings(),
        0
    );
    // The inverse of what can be 0 shows nothing, and makes NaN of a 0.
    let rounded = input(0.1).add(&input(0.2));
    assert!(rounded.inverse().unwrap().roundings() > 1);
    let any = rounded.add(&input(-0.3)).inverse().unwrap();
    assert_eq!(any.judge(1.0), Judgement::Overflow);
    assert_eq!(any.mul(&input(0.0)).judge(f64::NAN), Judgement::Overflow);
    assert_eq!(any.mul(&input(0.0)).judge(1.0), Judgement::Wrong);
    let _: &Exact = sum.value();
    assert_eq!(
        exact(5.5).unwrap().to_rational(),
        Q::new(11.into(), 2.into())
    );
}

/// Only where it is a subnormal does writing a constant down add an absolute error.
#[test]
fn a_rounded_constant_has_a_relative_error_unless_it_is_subnormal() {
    fn bound<P: Precision>(value: &Q) -> Q {
        let constant = Bounded::<P>::constant(value);
        assert_eq!(constant.roundings(), 1, "{value}");
        constant.bound().unwrap().to_rational()
    }
    fn check<P: Precision>(precision: i32, least_normal: i32) {
        let one = Q::from_integer(1.into());
        // γ₁ = u/(1 − u), and half of the smallest subnormal.
        let gamma = &one / (power(precision) - &one);
        let half = power(least_normal - precision);
        let near = |sign: i64| {
            let off = power(-60) * Q::from_integer(sign.into());
            power(least_normal) * (&one + off)
        };
        let third = Q::new(1.into(), 3.into());
        for normal in [third.clone(), near(1), -near(1)] {
            assert_eq!(bound::<P>(&normal), &gamma * normal.abs());
        }
        for subnormal in [near(-1), -near(-1), third * power(least_normal)] {
            let expected = &gamma * (subnormal.abs() + &half) + &half;
            assert_eq!(bound::<P>(&subnormal), expected);
        }
    }
    check::<f64>(53, -1022);
    check::<f32>(24, -126);
}

/// An infinity is out of range only where a result, its error included, can be.
#[test]
fn an_infinity_is_wrong_where_nothing_can_overflow() {
    let input = |exponent: i32| Bounded::<f64>::input(2_f64.powi(exponent)).unwrap();
    let sum = |exponent: i32| input(exponent).add(&input(exponent - 1)).add(&input(0));
    for exponent in [-1000, 1, 990, 1010, 1022] {
        let product = input(exponent).mul(&input(-3)).mul(&input(1));
        for value in [sum(exponent), product] {
            assert_eq!(value.roundings(), 2);
            for infinite in [f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
                assert_eq!(value.judge(infinite), Judgement::Wrong, "2^{exponent}");
            }
        }
    }
    // The largest sum of magnitudes overflows, though the sum itself does not.
    let cancelled = input(1023).add(&input(1023)).add(&input(1023).neg());
    assert_eq!(cancelled.judge(f64::INFINITY), Judgement::Overflow);
    // So does an intermediate product.
    let smaller = input(600).mul(&input(600)).mul(&input(-600));
    assert_eq!(smaller.judge(f64::INFINITY), Judgement::Overflow);
}

/// `k·u ≥ 1` leaves no bound.
#[test]
fn so_many_roundings_that_there_is_no_bound() {
    let mut sum = Bounded::<f32>::input(1.0).unwrap();
    for _ in 0..24 {
        sum = sum.add(&sum.clone());
    }
    assert_eq!(sum.roundings(), (1 << 24) - 1);
    let bound = sum.bound().unwrap().to_rational();
    assert_eq!(bound, power(24) * (power(24) - power(0)));
    assert!(matches!(sum.judge(0.0), Judgement::Inside(_)));
    let more = sum.add(&Bounded::input(1.0).unwrap());
    assert_eq!(more.roundings(), 1 << 24);
    assert!(more.bound().is_none());
    assert_eq!(more.judge(f64::from(1 << 24)), Judgement::Unbounded);
}

proptest! {
    /// A sum times one factor may be multiplied out, also where each of the products underflows.
    #[test]
    fn a_sum_that_is_multiplied_out_is_not_wrong(
        terms in prop::collection::vec(prop_oneof![hostile(), -8.0_f64..8.0], 2..5),
        c in hostile(),
        tiny in (1_u64..1 << 40).prop_map(f64::from_bits),
    ) {
        for c in [c, tiny] {
            let sum = terms.iter().map(|&v| Bounded::<f64>::input(v).unwrap());
            let sum = sum.reduce(|s, t| s.add(&t)).unwrap();
            let product = Bounded::input(c).unwrap().mul(&sum);
            let out = terms.iter().map(|term| c * term).reduce(|s, t| s + t).unwrap();
            let fused = terms.iter().fold(0.0, |s, term| c.mul_add(*term, s));
            for computed in [out, fused] {
                prop_assert_ne!(product.judge(computed), Judgement::Wrong, "{} of {:?}", c, &terms);
            }
        }
    }
}

/// So many roundings that `k·u ≥ 1`: no bound is known, and nothing is wrong.
#[test]
fn too_many_roundings_have_no_bound() {
    let mut sum = Bounded::<f64>::input(1.0).unwrap();
    let mut value = 1.0;
    for _ in 0..70 {
        sum = sum.add(&sum);
        value += value;
    }
    assert_eq!(sum.bound(), None);
    assert_eq!(sum.judge(value), Judgement::Unbounded);
    assert_eq!(sum.judge(0.0), Judgement::Unbounded);
    let stored = (0..70).fold(Bounded::<f64>::input(1.0).unwrap(), |sum, _| {
        sum.add(&sum).stored()
    });
    assert_eq!(stored.roundings(), 70);
    assert_ne!(stored.judge(value), Judgement::Wrong);
    assert_eq!(stored.judge(value * 1.01), Judgement::Wrong);
}
