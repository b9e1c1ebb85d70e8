//! Balls contain the values, are as narrow as they say, and those of more bits meet those of
//! fewer.

use torchlean_mirror::exact::{Ball, Exact, NoBall, exact, pi};
use torchlean_mirror::term::Function;

use super::arguments;
use super::second::may_contain;

/// Of these many bits.
const BITS: [u32; 3] = [60, 113, 180];

/// Compares the ball at a number with the second source.
fn compare(function: Function, x: f64, bits: u32) {
    let name = function.facts().name;
    // What the table gives is tested in `values`; the second source has no log of 0.
    let table = function.facts().rational;
    if table.iter().any(|(at, _)| x == *at as f64) {
        return;
    }
    let ball = match function.enclose(&exact(x).unwrap(), bits) {
        Ok(ball) => ball,
        Err(NoBall::Above | NoBall::Below) => return assert!(x.abs() > 500_000.0),
        Err(NoBall::Pole) => panic!("{name}({x:e}) has a value"),
    };
    let logarithm = matches!(function, Function::Log | Function::Log1p | Function::Sqrt);
    // The second source is for f64, not for what is far out of their range.
    if logarithm || x.abs() < 1100.0 {
        assert!(
            may_contain(function, x, &ball),
            "{name}({x:e}) at {bits} bits: {ball:?}"
        );
        let width = ball.radius() << bits;
        assert!(
            width <= ball.middle().magnitude() << 1_u8,
            "{name}({x:e}) at {bits} bits: {ball:?}"
        );
    }
}

fn points(count: usize) {
    for (at, function) in Function::ALL.into_iter().enumerate() {
        for (i, x) in arguments(at as u64, count).into_iter().enumerate() {
            compare(function, x, BITS[i % BITS.len()]);
        }
    }
}

#[test]
fn values_are_contained() {
    points(300);
}

#[test]
#[ignore = "takes minutes"]
fn values_are_contained_at_100_000_points_of_each_function() {
    points(100_000);
}

/// One that is narrower by a factor of a million, beside the value, is noticed.
#[test]
fn a_ball_beside_the_value_is_noticed() {
    for function in Function::ALL {
        for x in [0.7, 3.0, 1.0e-3, 20.0] {
            let ball = function.enclose(&exact(x).unwrap(), 113).unwrap();
            assert!(may_contain(function, x, &ball));
            for side in [1, -1] {
                let beside =
                    ball.middle() + side * 2 * i64::try_from(ball.radius().clone()).unwrap();
                let beside = Ball::new(beside, 0_u8.into(), ball.scale());
                assert!(!may_contain(function, x, &beside), "{function:?} {x}");
            }
        }
    }
}

/// Balls of all numbers of bits contain one value, so that any two of them meet; up to those
/// that constants are kept for, and beyond.
#[test]
fn balls_of_more_bits_meet_those_of_fewer() {
    let third = Exact::from(num_rational::BigRational::new(1.into(), 3.into()));
    for function in Function::ALL {
        for x in [
            third.clone(),
            Exact::short(-7, -2),
            Exact::short(3, 7),
            Exact::short(5, -200),
        ] {
            let balls = [1, 20, 113, 201, 333, 1000, 4000, 5000];
            let balls = balls.map(|bits| function.enclose(&x, bits).unwrap());
            for (a, b) in balls.iter().zip(balls.iter().skip(1)) {
                assert!(
                    a.low() <= b.high() && b.low() <= a.high(),
                    "{function:?} {x:?}"
                );
            }
        }
    }
}

/// The image of a ball has the values at its ends and between them, at the bottom of cosh too.
#[test]
fn images_contain_the_values_of_all_numbers() {
    for function in Function::ALL {
        for (middle, radius) in [(3, 2), (-9, 4), (40, 1), (1, 3), (-7, 5), (2, 0)] {
            let x = Ball::new(middle.into(), (radius as u8).into(), 2);
            let image = match function.enclose_image(&x, 80) {
                Ok(image) => image,
                Err(reason) => {
                    assert_eq!(reason, NoBall::Pole);
                    let pole = if function == Function::Log { 0 } else { -1 };
                    assert!(x.contains(&Exact::short(pole, 0)), "{function:?} {x:?}");
                    continue;
                }
            };
            for sixteenth in 4 * (middle - radius)..=4 * (middle + radius) {
                let value = function
                    .enclose(&Exact::short(sixteenth.into(), -4), 100)
                    .unwrap();
                assert!(
                    value.low() >= image.low() && value.high() <= image.high(),
                    "{function:?} {x:?}"
                );
            }
        }
    }
    let across = Ball::new(1.into(), 2_u8.into(), 0);
    assert_eq!(Function::Log.enclose_image(&across, 80), Err(NoBall::Pole));
    let cosh = Function::Cosh.enclose_image(&across, 80).unwrap();
    assert!(cosh.low() <= Exact::short(1, 0));
    let large = Ball::new(1.into(), 0_u8.into(), -40);
    assert_eq!(Function::Exp.enclose_image(&large, 80), Err(NoBall::Above));
    assert_eq!(
        Function::Sinh.enclose_image(&large.neg(), 80),
        Err(NoBall::Below)
    );
}

/// The first 50 decimals, by J. Machin's and the sum of another formula: 12 arctan(1/4) +
/// 4 arctan(5/99), which is π too.
#[test]
fn pi_is_contained() {
    use num_rational::BigRational as Q;
    let arctan = |n: i64, d: i64| {
        let x = Q::new(n.into(), d.into());
        let mut power = x.clone();
        let mut sum = Q::from_integer(0.into());
        for i in 0..120_i64 {
            let term = &power / Q::from_integer((2 * i + 1).into());
            sum = if i % 2 == 0 { sum + term } else { sum - term };
            power = power * &x * &x;
        }
        sum
    };
    let value =
        arctan(1, 4) * Q::from_integer(12.into()) + arctan(5, 99) * Q::from_integer(4.into());
    for bits in [10, 113, 400] {
        let ball = pi(bits);
        // What the two series leave out is below 2^-480.
        assert!(ball.contains(&Exact::from(value.clone())), "{bits}");
        assert!(*ball.radius() <= 3_u8.into());
        assert!(pi(5000).at(i64::from(bits)).low() <= ball.high());
    }
}
