//! Enclosures of functions, and the functions that kernels call, which are compared with them.

mod arithmetic;
mod contained;
mod second;
mod values;

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use torchlean_mirror::nodes::real;
use torchlean_mirror::term::Function;

/// A function as kernels call it.
type Kernel = fn(f64) -> f64;

/// The functions that kernels call. `log1p` has Lean's value inside its domain alone.
const KERNELS: [(Function, Kernel); 8] = [
    (Function::Exp, real::exp),
    (Function::ExpM1, real::exp_m1),
    (Function::Log, real::log),
    (Function::Log1p, real::log1p),
    (Function::Sqrt, real::sqrt),
    (Function::Sinh, real::sinh),
    (Function::Cosh, real::cosh),
    (Function::Tanh, real::tanh),
];

/// Arguments of each function whose values are near the middle of two f64, and others, with the
/// correctly rounded values: see `hard_cases/README.md`.
pub const HARD: [(Function, &str); 8] = [
    (Function::Exp, include_str!("hard_cases/exp.txt")),
    (Function::ExpM1, include_str!("hard_cases/expm1.txt")),
    (Function::Log, include_str!("hard_cases/log.txt")),
    (Function::Log1p, include_str!("hard_cases/log1p.txt")),
    (Function::Sqrt, include_str!("hard_cases/sqrt.txt")),
    (Function::Sinh, include_str!("hard_cases/sinh.txt")),
    (Function::Cosh, include_str!("hard_cases/cosh.txt")),
    (Function::Tanh, include_str!("hard_cases/tanh.txt")),
];

/// The arguments and values of a file: two numbers of 64 bits a line, in hexadecimal.
pub fn pairs(text: &str) -> Vec<(f64, f64)> {
    let number = |digits: &str| f64::from_bits(u64::from_str_radix(digits, 16).unwrap());
    let pair = |line: &str| {
        let (x, value) = line.split_once(' ').unwrap();
        (number(x), number(value))
    };
    text.lines().map(pair).collect()
}

/// Finite arguments of all kinds: any bits, all magnitudes up to 1100, the range of exp, small
/// whole numbers and their neighbours.
fn arguments(seed: u64, count: usize) -> Vec<f64> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let one = |kind: usize| match kind % 5 {
        0 => f64::from_bits(random.next_u64()),
        1 | 2 => {
            let exponent: u64 = random.random_range(0..1033);
            let rest = random.next_u64() & !(0x7ff << 52);
            f64::from_bits(rest | exponent << 52)
        }
        3 => random.random_range(-760.0..760.0),
        _ => {
            let whole = f64::from(random.random_range(-40_i32..40)) / 4.0;
            let bits = whole
                .to_bits()
                .wrapping_add(random.random_range(0..5))
                .wrapping_sub(2);
            f64::from_bits(bits)
        }
    };
    let finite = (0..).map(one).filter(|x| x.is_finite());
    finite.take(count).collect()
}
