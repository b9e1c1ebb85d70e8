//! A second way to the values of functions, which shares nothing with the first but integers:
//! intervals with both ends rounded outward, and one function, `e^x`, by its series at `x/2^j`
//! and j squarings. All other functions are sums and quotients of it, and logarithms are tested by
//! the exponential of the answer.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational as Q;
use num_traits::{One, Signed, Zero};
use torchlean_mirror::exact::{Ball, Exact};
use torchlean_mirror::term::Function;

/// The numbers from `low` to `high`, in units of `2^-bits`.
struct Interval {
    low: BigInt,
    high: BigInt,
    bits: u64,
}

impl Interval {
    fn map(self, of: impl Fn(BigInt) -> BigInt) -> Interval {
        Interval {
            low: of(self.low),
            high: of(self.high),
            bits: self.bits,
        }
    }

    fn plus(self, n: i64) -> Interval {
        let units = BigInt::from(n) << self.bits;
        self.map(|end| end + &units)
    }

    /// The values of `(a + b·v)/(c + d·v)`, which rises with v.
    fn rising(self, a: i64, b: i64, c: i64, d: i64) -> Interval {
        let one = BigInt::one() << self.bits;
        let value = |v: &BigInt| ((&one * a + v * b) << self.bits, &one * c + v * d);
        let ((low, low_over), (high, high_over)) = (value(&self.low), value(&self.high));
        Interval {
            low: low.div_floor(&low_over),
            high: high.div_ceil(&high_over),
            bits: self.bits,
        }
    }

    fn meets(&self, low: &Exact, high: &Exact) -> bool {
        let end = |end: &BigInt| Exact::dyadic(end.clone(), -(self.bits as i64));
        end(&self.low) <= *high && *low <= end(&self.high)
    }
}

/// `e^x`, to at least so many bits after the point.
fn exp(x: &Q, bits: u64) -> Interval {
    if x.is_negative() {
        // Falling: from the upper end to the lower one.
        let size = x.to_integer().magnitude().bits();
        let Interval { low, high, bits } = exp(&-x, bits + (2 << size));
        let one = BigInt::one() << (2 * bits);
        return Interval {
            low: one.div_floor(&high),
            high: one.div_ceil(&low),
            bits,
        };
    }
    let squarings = x.to_integer().bits() + 8;
    // Each squaring doubles a relative error.
    let bits = bits + 2 * squarings + 32;
    let unit = BigInt::one() << bits;
    let halved = x / Q::from_integer(BigInt::one() << squarings);
    let (n, d) = (halved.numer(), halved.denom());
    let (mut low_term, mut high_term) = (unit.clone(), unit.clone());
    let (mut low, mut high) = (unit.clone(), unit);
    for k in 1_u32.. {
        let divisor = d * k;
        low_term = (low_term * n).div_floor(&divisor);
        high_term = (high_term * n).div_ceil(&divisor);
        low += &low_term;
        high += &high_term;
        if low_term.is_zero() {
            // The terms that are left are below this one.
            high += high_term;
            break;
        }
    }
    for _ in 0..squarings {
        low = (&low * &low) >> bits;
        high = ((&high * &high) >> bits) + 1;
    }
    Interval { low, high, bits }
}

/// Whether the ball may contain the value at `x`, which is not too large for exp: not, if it
/// misses an interval that contains the value and is narrower by 100 bits and more.
pub fn may_contain(function: Function, x: f64, ball: &Ball) -> bool {
    let (low, high) = (ball.low(), ball.high());
    let x = Q::from_float(x).unwrap();
    let size = |q: &Q| {
        (q.numer().bits() as i64 - q.denom().bits() as i64)
            .min(0)
            .unsigned_abs()
    };
    // Small arguments and values need more bits after the point.
    let small = size(&x)
        .max(size(&low.to_rational()))
        .max(size(&high.to_rational()));
    let bits = 300 + 2 * small;
    let one = Q::one();
    // Whether the logarithm of v is in the ball.
    let log = |v: Interval| {
        let (first, last) = (
            exp(&low.to_rational(), bits),
            exp(&high.to_rational(), bits),
        );
        let end = |end: &BigInt, bits: u64| Exact::dyadic(end.clone(), -(bits as i64));
        end(&first.low, first.bits) <= end(&v.high, v.bits)
            && end(&v.low, v.bits) <= end(&last.high, last.bits)
    };
    let alone = |v: Q| {
        let unit = Q::from_integer(BigInt::one() << bits);
        let (low, high) = (
            (&v * &unit).floor().to_integer(),
            (&v * &unit).ceil().to_integer(),
        );
        Interval { low, high, bits }
    };
    match function {
        Function::Exp => exp(&x, bits).meets(&low, &high),
        Function::ExpM1 => exp(&x, bits).plus(-1).meets(&low, &high),
        Function::Log => log(alone(x.abs())),
        Function::Log1p => log(alone((one + x).abs())),
        Function::Softplus => log(exp(&x, bits).plus(1)),
        Function::Sqrt if x.is_negative() => low.is_zero() && high.is_zero(),
        Function::Sqrt => {
            let (low, high) = (low.to_rational(), high.to_rational());
            &low * &low <= x && x <= &high * &high
        }
        Function::Tanh => {
            let twice = x * Q::from_integer(2.into());
            exp(&twice, bits).rising(-1, 1, 1, 1).meets(&low, &high)
        }
        Function::Sigmoid => exp(&x, bits).rising(0, 1, 1, 1).meets(&low, &high),
        Function::Sinh | Function::Cosh => {
            let sign = if function == Function::Sinh { -1 } else { 1 };
            let (e, inverse) = (exp(&x, bits), exp(&-x, bits));
            // Twice the value, at a common scale.
            let shift = e.bits.max(inverse.bits);
            let (a, b) = (shift - e.bits, shift - inverse.bits);
            let (first, last) = if sign < 0 {
                (&inverse.high, &inverse.low)
            } else {
                (&inverse.low, &inverse.high)
            };
            let value = Interval {
                low: (e.low << a) + (first << b) * sign,
                high: (e.high << a) + (last << b) * sign,
                bits: shift + 1,
            };
            value.meets(&low, &high)
        }
    }
}
