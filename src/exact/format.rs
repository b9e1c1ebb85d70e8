//! Binary floating-point formats, and rounding to them. Bits only: no floating-point arithmetic.

use num_bigint::{BigUint, Sign};
use num_integer::Integer;
use num_traits::{ToPrimitive, Zero};

use super::number::{Exact, length};
use crate::term::Rational;

/// A binary format of IEEE 754: its finite values are `m · 2^e` with
/// `|m| < 2^precision` and `lowest ≤ e ≤ highest`.
///
/// Only formats whose values are all f64 can be described: a value of one is
/// carried as the f64 that equals it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Format {
    name: &'static str,
    precision: u32,
    lowest: i64,
    highest: i64,
}

impl Format {
    /// Double precision, binary64.
    pub const F64: Format = Format {
        name: "f64",
        precision: 53,
        lowest: -1074,
        highest: 971,
    };
    /// Single precision, binary32.
    pub const F32: Format = Format {
        name: "f32",
        precision: 24,
        lowest: -149,
        highest: 104,
    };
    /// Half precision, binary16.
    pub const F16: Format = Format {
        name: "f16",
        precision: 11,
        lowest: -24,
        highest: 5,
    };
    /// The upper half of single precision, bfloat16.
    pub const BF16: Format = Format {
        name: "bf16",
        precision: 8,
        lowest: -133,
        highest: 120,
    };

    /// All of them, the widest first.
    pub const ALL: [Format; 4] = [Format::F64, Format::F32, Format::F16, Format::BF16];

    /// Its name, such as `f32`.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The bits of a mantissa, the leading one included: `u = 2^-precision`.
    pub fn precision(self) -> u32 {
        self.precision
    }

    /// The exponent of the lowest bit of the smallest subnormal.
    pub fn lowest(self) -> i64 {
        self.lowest
    }

    /// The exponent of the lowest bit in the highest binade.
    pub fn highest(self) -> i64 {
        self.highest
    }

    /// What is below this power of two is far from overflow, error included.
    pub(super) fn safe(self) -> i64 {
        self.highest + i64::from(self.precision) - 24
    }

    /// Half of the smallest subnormal, the most that one underflow can add:
    /// the exponent of two.
    pub(super) fn underflow(self) -> i64 {
        self.lowest - 1
    }

    /// The smallest normal number: the exponent of two.
    pub(super) fn least_normal(self) -> i64 {
        self.lowest + i64::from(self.precision) - 1
    }

    /// `1/u`.
    pub(super) fn units(self) -> u64 {
        1 << self.precision
    }
}

/// A type of floating-point numbers, as the format that it has.
pub trait Precision: Clone + std::fmt::Debug + Send + Sync {
    /// The format.
    const FORMAT: Format;
}

impl Precision for f64 {
    const FORMAT: Format = Format::F64;
}

impl Precision for f32 {
    const FORMAT: Format = Format::F32;
}

/// Half precision, where only the format matters.
#[derive(Clone, Copy, Debug)]
pub struct F16;

impl Precision for F16 {
    const FORMAT: Format = Format::F16;
}

/// bfloat16, where only the format matters.
#[derive(Clone, Copy, Debug)]
pub struct Bf16;

impl Precision for Bf16 {
    const FORMAT: Format = Format::BF16;
}

/// Stored bits of the mantissa of an f64.
const FRACTION: u32 = 52;
/// The exponent of the lowest bit of the smallest subnormal.
const LOWEST: i64 = -1074;

/// The bits that are looked at of a long mantissa: a format has far fewer.
const KEPT: u8 = 120;

/// The exact value of a finite f64; none for NaN and infinities.
pub fn exact(value: f64) -> Option<Exact> {
    if !value.is_finite() {
        return None;
    }
    let bits = value.to_bits();
    let fraction = bits & ((1 << FRACTION) - 1);
    let (mantissa, exponent) = match biased(value) {
        0 => (fraction, LOWEST),
        biased => (fraction | (1 << FRACTION), biased - 1 + LOWEST),
    };
    let mantissa = i128::from(mantissa);
    let mantissa = if bits >> 63 == 1 { -mantissa } else { mantissa };
    Some(Exact::short(mantissa, exponent))
}

/// The f64 nearest to an exact number, ties to even; ±∞ past the largest.
/// The sign of a zero is that of the number, plus for 0 itself.
pub fn round(value: &Exact) -> f64 {
    Format::F64.round(value)
}

/// The f64 nearest to a rational.
pub fn round_rational(value: &Rational) -> f64 {
    round(&value.clone().into())
}

impl Format {
    /// The value of this format that is nearest to an exact number, as
    /// [`round`] gives it for f64.
    pub fn round(self, value: &Exact) -> f64 {
        let magnitude = match value.leading(KEPT) {
            // A last bit for all that were cut off: it is not a tie then.
            Some((bits, exponent, all)) => self.nearest_short(bits | u128::from(!all), exponent),
            None => {
                let value = value.to_rational();
                self.nearest(value.numer().magnitude(), value.denom().magnitude())
            }
        };
        signed(magnitude, value.sign() == Sign::Minus)
    }

    /// The unit in the last place of a value of this format: the distance to
    /// the next larger magnitude; of an infinity that of the largest finite one.
    pub fn ulp(self, value: f64) -> Exact {
        // Below the normal range it is the lowest bit.
        let last = biased(value).max(1) - 1 + LOWEST + self.shorter();
        Exact::short(1, last.clamp(self.lowest(), self.highest()))
    }

    /// The biased exponent of the largest values; that of subnormals is 0.
    pub fn most(self) -> u64 {
        self.highest().abs_diff(self.lowest()) + 1
    }

    /// The biased exponent of 1.
    pub fn one(self) -> u64 {
        self.lowest().unsigned_abs() + 2 - u64::from(self.precision())
    }

    /// The value with this sign, this biased exponent, at most [`most`](Self::most),
    /// and the stored bits of its mantissa, of which surplus ones are cut off.
    pub fn value(self, negative: bool, biased: u64, fraction: u64) -> f64 {
        let fraction = fraction & (self.units() / 2 - 1);
        let mantissa = fraction | (u64::from(biased > 0) * (self.units() / 2));
        // One past the most is an infinity already.
        let biased = biased.clamp(1, self.most() + 1).cast_signed();
        let magnitude = self.encode(mantissa, biased - 1 + self.lowest());
        signed(magnitude, negative)
    }

    /// The bits of a value: 16, 32 or 64.
    pub fn width(self) -> u32 {
        // The exponent of infinities has all its bits.
        self.precision() + u64::BITS - (self.most() + 1).leading_zeros()
    }

    /// The hexadecimal digits of its bits: 4, 8 or 16.
    pub fn digits(self) -> usize {
        (0..self.width()).step_by(4).count()
    }

    /// The value with these bits, of which those beyond its [`width`](Self::width) are cut off.
    pub fn from_bits(self, bits: u64) -> f64 {
        let negative = bits >> (self.width() - 1) & 1 == 1;
        let fraction = bits & (self.units() / 2 - 1);
        let biased = bits >> (self.precision() - 1) & (self.most() + 1);
        if biased > self.most() && fraction != 0 {
            return f64::NAN;
        }
        self.value(negative, biased, fraction)
    }

    /// The bits of a value of this format; of NaN those of a quiet one.
    pub fn to_bits(self, value: f64) -> u64 {
        let sign = value.to_bits() >> 63 << (self.width() - 1);
        let infinity = (self.most() + 1) << (self.precision() - 1);
        let fraction = value.to_bits() & ((1 << FRACTION) - 1);
        let (mantissa, exponent) = match biased(value) {
            0x7ff => return sign | infinity | (u64::from(fraction != 0) * self.units() / 4),
            0 => (fraction, LOWEST),
            biased => (fraction | (1 << FRACTION), biased - 1 + LOWEST),
        };
        // What f64 has as normal numbers may be subnormal here.
        let shift = self.shorter().max(self.lowest() - exponent);
        let mantissa = mantissa >> shift.unsigned_abs().min(63);
        let normal = mantissa >= self.units() / 2;
        let biased = u64::from(normal) * (exponent + shift - self.lowest() + 1).unsigned_abs();
        sign | (biased << (self.precision() - 1)) | (mantissa & (self.units() / 2 - 1))
    }

    /// The next larger value of one that is normal.
    pub fn next_up(self, value: f64) -> f64 {
        let step = 1 << self.shorter();
        let bits = value.to_bits();
        f64::from_bits(if bits >> 63 == 1 {
            bits - step
        } else {
            bits + step
        })
    }

    /// How many bits shorter its mantissas are than those of f64.
    fn shorter(self) -> i64 {
        i64::from(FRACTION + 1) - i64::from(self.precision())
    }

    /// The bits of the nearest value to `mantissa · 2^exponent`.
    fn nearest_short(self, mantissa: u128, exponent: i64) -> u64 {
        let length = i64::from(128 - mantissa.leading_zeros());
        let last = exponent.saturating_add(length - i64::from(self.precision()));
        let last = last.max(self.lowest());
        let shift = last.saturating_sub(exponent);
        if mantissa == 0 || shift > length {
            // Nothing, or less than half of the smallest subnormal.
            return 0;
        }
        if shift <= 0 {
            // No bit is lost.
            return self.encode(low_word(mantissa << -shift), last);
        }
        let half = 1_u128 << (shift - 1);
        let kept = mantissa >> (shift - 1) >> 1;
        let lost = mantissa & (half | (half - 1));
        let up = lost > half || lost == half && kept & 1 == 1;
        self.encode(low_word(kept) + u64::from(up), last)
    }

    /// The bits of the nearest value to `numerator / denominator`.
    fn nearest(self, numerator: &BigUint, denominator: &BigUint) -> u64 {
        if numerator.is_zero() {
            return 0;
        }
        // The exponent that gives the quotient all bits, or one more or less.
        let quotient = length(numerator.bits()) - length(denominator.bits());
        let mut exponent = (quotient - i64::from(self.precision())).max(self.lowest());
        loop {
            match scaled(numerator, denominator, exponent) {
                Some((mantissa, up)) if mantissa >> self.precision() == 0 => {
                    return self.encode(mantissa + u64::from(up), exponent);
                }
                // It is too long.
                _ => exponent += 1,
            }
        }
    }

    /// The bits of the f64 `mantissa · 2^exponent`, with a mantissa of this
    /// format or, if rounding up has carried, the power of two past it.
    fn encode(self, mantissa: u64, exponent: i64) -> u64 {
        let (mantissa, exponent) = if mantissa >> self.precision() != 0 {
            (mantissa >> 1, exponent + 1)
        } else {
            (mantissa, exponent)
        };
        if exponent > self.highest() {
            return f64::INFINITY.to_bits();
        }
        // What a shorter format has as a subnormal is normal in f64.
        let room = i64::from(mantissa.leading_zeros()) - i64::from(63 - FRACTION);
        let shift = room.min(exponent - LOWEST).max(0);
        let (mantissa, exponent) = (mantissa << shift, exponent - shift);
        if mantissa >> FRACTION == 0 {
            return mantissa;
        }
        let biased = exponent.abs_diff(LOWEST) + 1;
        (biased << FRACTION) | (mantissa & ((1 << FRACTION) - 1))
    }
}

/// The biased exponent of an f64.
fn biased(value: f64) -> i64 {
    ((value.to_bits() >> FRACTION) & 0x7ff).cast_signed()
}

/// The f64 of these bits, with a sign.
fn signed(magnitude: u64, negative: bool) -> f64 {
    f64::from_bits(magnitude | (u64::from(negative) << 63))
}

/// The low half, of a number of at most 54 bits all of it.
fn low_word(bits: u128) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = bits.to_le_bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// `numerator / denominator / 2^exponent`, cut off, and whether to round up; none if it is longer
/// than a word.
fn scaled(numerator: &BigUint, denominator: &BigUint, exponent: i64) -> Option<(u64, bool)> {
    let shift = exponent.unsigned_abs();
    let (numerator, denominator) = if exponent < 0 {
        (numerator << shift, denominator.clone())
    } else {
        (numerator.clone(), denominator << shift)
    };
    let (quotient, remainder) = numerator.div_rem(&denominator);
    let twice: BigUint = remainder << 1_u8;
    let mantissa = quotient.to_u64()?;
    let up = match twice.cmp(&denominator) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => mantissa & 1 == 1,
        std::cmp::Ordering::Greater => true,
    };
    Some((mantissa, up))
}

/// The unit in the last place of an f64: the distance to the next larger
/// magnitude; of an infinity that of the largest finite one.
pub fn ulp(value: f64) -> Exact {
    Format::F64.ulp(value)
}
