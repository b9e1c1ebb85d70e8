//! Correctly rounded values: by refined balls, and by the functions that kernels call.

use num_rational::BigRational as Q;
use torchlean_mirror::exact::{Exact, Format, NoBall, Rounding, exact};
use torchlean_mirror::term::{Domain, Function};

use super::{HARD, KERNELS, arguments, pairs};

fn rounded(function: Function, x: f64) -> f64 {
    let rounding = function.round(&exact(x).unwrap(), Format::F64, Rounding::LIMIT);
    let Some(value) = rounding.value() else {
        panic!("{}({x:e}): {rounding:?}", function.facts().name);
    };
    value
}

#[test]
fn hard_cases_are_rounded_correctly() {
    for (function, text) in HARD {
        let cases = pairs(text);
        assert!(cases.len() >= 150);
        for (x, expected) in cases {
            let found = rounded(function, x);
            let name = function.facts().name;
            // The reals have one zero.
            assert_eq!(found, expected, "{name}({x:e})");
        }
    }
    for (x, expected) in pairs(include_str!("hard_cases/rsqrt.txt")) {
        let inverse = Q::from_float(x).unwrap().recip();
        let found = Function::Sqrt.round(&Exact::from(inverse), Format::F64, 0);
        assert_eq!(found.value(), Some(expected), "1/sqrt({x:e})");
    }
}

/// A table in which one value is the next f64 does not pass: the files are read and compared.
#[test]
fn a_value_that_is_one_step_off_is_noticed() {
    for (function, text) in HARD {
        let (x, expected) = pairs(text)[7];
        assert_ne!(rounded(function, x), expected.next_up());
        assert_ne!(rounded(function, x), expected.next_down());
    }
}

/// Of each kernel's function, at so many points, and at the hard cases and special numbers.
fn kernels_are_rounded(count: usize) {
    for (at, (function, kernel)) in KERNELS.into_iter().enumerate() {
        let hard = HARD.iter().filter(|(of, _)| *of == function);
        let hard = hard.flat_map(|(_, text)| pairs(text)).map(|(x, _)| x);
        let special = [
            0.0,
            1.0,
            f64::MIN_POSITIVE,
            f64::from_bits(1),
            f64::MAX,
            709.78,
            745.14,
        ];
        let special = special.into_iter().flat_map(|x| [x, -x]);
        for x in arguments(100 + at as u64, count)
            .into_iter()
            .chain(hard)
            .chain(special)
        {
            if function == Function::Log1p && x <= -1.0 {
                continue;
            }
            let name = function.facts().name;
            assert_eq!(kernel(x), rounded(function, x), "{name}({x:e})");
        }
        assert!(kernel(f64::NAN).is_nan());
    }
}

#[test]
fn kernels_call_correctly_rounded_functions() {
    kernels_are_rounded(1000);
}

#[test]
#[ignore = "takes minutes"]
fn kernels_call_correctly_rounded_functions_at_100_000_points() {
    kernels_are_rounded(100_000);
}

/// At the numbers of the table, and outside of the domains, where Lean's functions are total.
#[test]
fn rational_values_are_exact() {
    let value = |function: Function, x: i64, over: i64| {
        let x = Q::new(x.into(), over.into());
        let value = function.rational_value(&x);
        if let Some(value) = &value {
            let ball = function.enclose(&Exact::from(x.clone()), 60).unwrap();
            let value = Exact::from(value.clone());
            assert!(ball.contains(&value), "{function:?} {x}");
            let dyadic = !matches!(value, Exact::Ratio(_));
            assert_eq!(ball.low() == ball.high(), dyadic, "{function:?} {x}");
        }
        value.map(|value| (value.numer().clone(), value.denom().clone()))
    };
    let is = |n: i64, d: i64| Some((n.into(), d.into()));
    for (function, x, expected) in [
        (Function::Exp, 0, is(1, 1)),
        (Function::Exp, 1, None),
        (Function::ExpM1, 0, is(0, 1)),
        (Function::Log, 1, is(0, 1)),
        (Function::Log, 0, is(0, 1)),
        (Function::Log, -1, is(0, 1)),
        (Function::Log, 2, None),
        (Function::Log1p, 0, is(0, 1)),
        (Function::Log1p, -1, is(0, 1)),
        (Function::Log1p, -2, is(0, 1)),
        (Function::Sinh, 0, is(0, 1)),
        (Function::Cosh, 0, is(1, 1)),
        (Function::Tanh, 0, is(0, 1)),
        (Function::Sigmoid, 0, is(1, 2)),
        (Function::Softplus, 0, None),
        (Function::Sqrt, 0, is(0, 1)),
        (Function::Sqrt, -9, is(0, 1)),
        (Function::Sqrt, 49, is(7, 1)),
        (Function::Sqrt, 50, None),
    ] {
        assert_eq!(value(function, x, 1), expected, "{function:?} {x}");
    }
    assert_eq!(value(Function::Sqrt, 4, 9), is(2, 3));
    assert_eq!(value(Function::Sqrt, 1, 1024), is(1, 32));
    assert_eq!(value(Function::Sqrt, 2, 9), None);
    let minus_two = Function::Log.enclose(&Exact::short(-2, 0), 90);
    assert_eq!(minus_two, Function::Log.enclose(&Exact::short(2, 0), 90));
    // Numbers that are not in lowest terms are the same numbers.
    let one = Exact::Short {
        mantissa: 4,
        exponent: -2,
    };
    assert_eq!(rounded(Function::Log, 1.0), 0.0);
    let log = Function::Log.enclose(&one, 60).unwrap();
    assert_eq!(
        (log.low(), log.high()),
        (Exact::short(0, 0), Exact::short(0, 0))
    );
}

/// A root beside the middle of two f64 by less than any number of bits, and on it.
#[test]
fn roots_are_rounded_by_squares() {
    for format in Format::ALL {
        let p = i64::from(format.precision());
        // The middle of 1 and the next number, and that of the next two.
        for (odd, at, below, above) in [(1, 0, 0, 1), (3, 2, 1, 2)] {
            let number = |steps: i64| Exact::dyadic((1_i64 << (p - 1)) + steps, 1 - p);
            let middle = Exact::dyadic((1_i64 << p) + odd, -p);
            let square = Exact::from(middle.to_rational() * middle.to_rational());
            let tiny = Exact::short(1, -6000).to_rational();
            let up = Exact::from(square.to_rational() + &tiny);
            let down = Exact::from(square.to_rational() - &tiny);
            for (x, steps) in [(square, at), (down, below), (up, above)] {
                let root = Function::Sqrt.round(&x, format, 0).value().unwrap();
                assert_eq!(exact(root), Some(number(steps)), "{} {odd}", format.name());
            }
        }
    }
}

/// tanh just below the middle of two subnormal numbers: 2,147 bits show that it is below.
#[test]
fn a_refinement_ends_with_a_decision_or_at_its_limit() {
    let middle = Exact::short(3, -1075);
    let decided = Function::Tanh.round(&middle, Format::F64, Rounding::LIMIT);
    let Rounding::Decided { value, bits } = decided else {
        panic!("{decided:?}");
    };
    assert_eq!(value.to_bits(), 1);
    assert!(bits > 2100, "{bits}");
    let undecided = Function::Tanh.round(&middle, Format::F64, 1000);
    let (low, high) = (f64::from_bits(1), f64::from_bits(2));
    assert_eq!(
        undecided,
        Rounding::Undecided {
            bits: 1000,
            low,
            high
        }
    );
    assert_eq!(undecided.value(), None);
    // At 20 bits nothing of f64 is decided.
    let coarse = Function::Exp.round(&Exact::short(1, 0), Format::F64, 20);
    assert!(matches!(coarse, Rounding::Undecided { bits: 20, .. }));
    // Shorter formats need fewer.
    let short = Function::Exp.round(&Exact::short(1, 0), Format::BF16, 20);
    assert_eq!(short.value(), Some(2.718_75));
}

#[test]
fn large_arguments_have_values_too() {
    let far = |sign: i128| Exact::short(sign, 400);
    let at = |function: Function, sign: i128| {
        function
            .round(&far(sign), Format::F64, Rounding::LIMIT)
            .value()
            .unwrap()
    };
    for (function, below, above) in [
        (Function::Exp, 0.0, f64::INFINITY),
        (Function::ExpM1, -1.0, f64::INFINITY),
        (Function::Sinh, f64::NEG_INFINITY, f64::INFINITY),
        (Function::Cosh, f64::INFINITY, f64::INFINITY),
        (Function::Tanh, -1.0, 1.0),
        (Function::Sigmoid, 0.0, 1.0),
        (Function::Softplus, 0.0, 2_f64.powi(400)),
        (Function::Sqrt, 0.0, 2_f64.powi(200)),
    ] {
        assert_eq!(
            (at(function, -1), at(function, 1)),
            (below, above),
            "{function:?}"
        );
    }
    assert_eq!(at(Function::Log, -1), at(Function::Log, 1));
    assert_eq!(Function::Exp.enclose(&far(1), 60), Err(NoBall::Above));
    assert_eq!(Function::Sinh.enclose(&far(-1), 60), Err(NoBall::Below));
    // e < 2^(3/2): the ball of a value that is nearly 0 reaches it.
    let tiny = Function::Exp.enclose(&Exact::short(-1, 20), 60).unwrap();
    assert!(tiny.high() >= Exact::short(1, -3 << 19));
    // Where the results are long, they are still results.
    for x in [-500_000, 500_000] {
        let x = Exact::short(x, 0);
        for function in Function::ALL {
            assert!(function.enclose(&x, 60).is_ok());
        }
    }
}

/// The tables are whole: names differ, and the rational values are whole numbers of the domain or
/// outside of it by Lean's conventions.
#[test]
fn the_table_of_functions_is_whole() {
    let names: std::collections::BTreeSet<_> = Function::ALL.map(|f| f.facts().name).into();
    assert_eq!(names.len(), Function::ALL.len());
    for function in Function::ALL {
        let facts = function.facts();
        assert!(!facts.name.is_empty() && facts.definition.contains('x'));
        assert!(facts.lean.is_none_or(|name| name.starts_with("Real.")));
    }
    let zero = Q::from_integer(0.into());
    assert!(Domain::Reals.contains(&zero) && Domain::From(0).contains(&zero));
    assert!(!Domain::Above(0).contains(&zero) && Domain::Above(-1).contains(&zero));
}
