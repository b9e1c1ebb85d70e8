//! Binary floating-point formats, from which every bound is computed.

/// A binary format of IEEE 754: its finite values are `m · 2^e` with
/// `|m| < 2^precision` and `lowest ≤ e ≤ highest`.
///
/// Only formats whose values are all f64 can be described: a value of one is
/// carried as the f64 that equals it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Format {
    precision: u32,
    lowest: i64,
    highest: i64,
}

impl Format {
    /// Double precision, binary64.
    pub const F64: Format = Format {
        precision: 53,
        lowest: -1074,
        highest: 971,
    };
    /// Single precision, binary32.
    pub const F32: Format = Format {
        precision: 24,
        lowest: -149,
        highest: 104,
    };

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
