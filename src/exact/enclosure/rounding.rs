//! Values of functions, correctly rounded: A. Ziv's refinement of balls until all their numbers
//! round to one.

use super::functions::NoBall;
use crate::exact::format::Format;
use crate::exact::number::Exact;
use crate::term::Function;

/// Bits of the first ball: those of a product of two f64, and seven.
const FIRST: u32 = 113;

/// The value of a function in a format.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rounding {
    /// The correctly rounded one.
    Decided {
        /// The value, of the format.
        value: f64,
        /// The bits of the ball that decided it.
        bits: u32,
    },
    /// A ball of so many bits holds numbers that round to both.
    Undecided {
        /// The limit of bits.
        bits: u32,
        /// To what its lower end rounds.
        low: f64,
        /// To what its upper end rounds.
        high: f64,
    },
    /// No ball contains the value.
    NoBall(NoBall),
}

impl Rounding {
    /// The bits of a ball up to which the refinement goes by default.
    pub const LIMIT: u32 = 4000;

    /// The value, if it is decided.
    pub fn value(self) -> Option<f64> {
        match self {
            Rounding::Decided { value, .. } => Some(value),
            Rounding::Undecided { .. } | Rounding::NoBall(_) => None,
        }
    }

    fn decided(value: f64, bits: u32) -> Rounding {
        Rounding::Decided { value, bits }
    }
}

impl Function {
    /// The value at a number, rounded to the nearest of a format, ties to even, by balls of 113
    /// bits and more, up to a limit of bits.
    ///
    /// A value that is rational is one of the table of the function and is rounded itself; any
    /// other one is transcendental, and no number of a format nor the middle of two. So only
    /// the limit ends a refinement without a decision. A root needs none: its integer part, which
    /// is found by squares, has more bits than a format, so that no number between it and the next
    /// decides a rounding.
    pub fn round(self, x: &Exact, format: Format, limit: u32) -> Rounding {
        // For a root the limit does not matter.
        let root = self == Function::Sqrt;
        let mut bits = if root { FIRST } else { FIRST.min(limit) };
        loop {
            let ball = match self.enclose(x, bits) {
                Ok(ball) => ball,
                // Above the largest number of every format.
                Err(NoBall::Above) => return Rounding::decided(f64::INFINITY, bits),
                Err(NoBall::Below) => return Rounding::decided(f64::NEG_INFINITY, bits),
                Err(reason) => return Rounding::NoBall(reason),
            };
            if root {
                // Of the root's own bits and one more, which stands for all others.
                let root = Exact::dyadic(ball.middle().clone(), -ball.scale());
                return Rounding::decided(format.round(&root), bits);
            }
            let (low, high) = (format.round(&ball.low()), format.round(&ball.high()));
            if low == high {
                return Rounding::decided(low, bits);
            }
            if bits >= limit {
                return Rounding::Undecided { bits, low, high };
            }
            bits = limit.min(bits + bits / 2 + 32);
        }
    }
}
