//! Numbers as reports show them.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::audit::ErrorSize;
use crate::exact::{Format, exact, round_rational};
use crate::term::Rational;

/// A whole number with its thousands set apart.
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count of something, such as `1 file` or `1,024 entries`.
pub fn counted(count: impl TryInto<u64>, one: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    match (count, one.strip_suffix('y')) {
        (1, _) => format!("1 {one}"),
        (_, Some(stem)) => format!("{} {stem}ies", grouped(count)),
        (_, None) => format!("{} {one}s", grouped(count)),
    }
}

/// A number in units of `2^-64` with three digits: `0.792`, `7.40e15`. Rounded
/// up, so that a worst case never looks better than it is.
pub fn units(value: &BigInt) -> String {
    let thousandths = (value * 1000_u32).div_ceil(&(BigInt::from(1) << 64_u8));
    match thousandths.to_u64() {
        Some(small) if small < 1_000_000 => {
            format!("{}.{:03}", small / 1000, small % 1000)
        }
        _ => {
            let length = thousandths.to_string().len();
            let cut = BigInt::from(10).pow(u32::try_from(length - 3).unwrap_or(u32::MAX));
            let leading = thousandths.div_ceil(&cut).to_string();
            // Rounding 999… up gives a fourth digit.
            let carried = leading.len() - 3;
            let (first, rest) = leading.split_at(1);
            let second = rest.get(..2).unwrap_or("00");
            format!("{first}.{second}e{}", length + carried - 4)
        }
    }
}

/// An error as a share of its bound, in units of `2^-64`: `0.792`. What is not all of the bound is
/// not rounded up to it.
pub fn share(value: &BigInt) -> String {
    let whole = BigInt::from(1) << 64_u8;
    match units(value) {
        text if text == "1.000" && *value < whole => ">0.999".into(),
        text => text,
    }
}

/// The size of an error, with what it is relative to.
pub fn error_size(error: &ErrorSize) -> String {
    match error {
        ErrorSize::Ulps(ulps) => format!("{} ulp of the exact value", units(ulps)),
        ErrorSize::OfBound(multiple) => format!("{} times its bound", units(multiple)),
    }
}

/// A small positive number with three digits, `2.23e-16`, rounded up.
pub fn scientific(value: &Rational) -> String {
    if !value.is_positive() {
        return "0".into();
    }
    let ten = || Rational::from_integer(10.into());
    let hundred = Rational::from_integer(100.into());
    // The first power that gives three digits before the point.
    let (mut scaled, mut exponent) = (value.clone(), 2_i32);
    while scaled < hundred {
        (scaled, exponent) = (scaled * ten(), exponent - 1);
    }
    while scaled >= &hundred * ten() {
        (scaled, exponent) = (scaled / ten(), exponent + 1);
    }
    let mut digits = scaled.ceil().to_integer();
    if digits == 1000.into() {
        (digits, exponent) = (100.into(), exponent + 1);
    }
    let (whole, rest) = digits.div_rem(&100.into());
    format!("{whole}.{:0>2}e{exponent}", rest.to_string())
}

/// An f64: the shortest decimal that reads back, its bits, and its exact value.
pub fn float(value: f64) -> String {
    with_exact(format!("{value:?} ({:#018x})", value.to_bits()), value)
}

/// An f32, likewise.
pub fn single(value: f32) -> String {
    short(value.into(), Format::F32)
}

/// A value of f32 or of a shorter format, likewise; the decimal is the shortest that reads back as
/// an f32.
pub fn short(value: f64, format: Format) -> String {
    with_exact(shown(value, format), value)
}

fn shown(value: f64, format: Format) -> String {
    format!("{:?} ({})", value as f32, bits(value, format))
}

/// The bits of a value, in hexadecimal.
pub fn bits(value: f64, format: Format) -> String {
    let digits = format.digits();
    format!("0x{:0digits$x}", format.to_bits(value))
}

fn with_exact(shown: String, value: f64) -> String {
    match exact(value) {
        Some(exact) => format!("{shown} = {}", fraction(&exact.to_rational())),
        None => shown,
    }
}

/// A rational: its exact value, and the nearest f64 with its bits.
pub fn rational(value: &Rational) -> String {
    let nearest = round_rational(value);
    let bits = format!("{nearest:?} ({:#018x})", nearest.to_bits());
    beside(value, nearest, &bits)
}

/// A rational: its exact value, and the nearest value of f32 or a shorter format with its bits.
pub fn rational_beside_short(value: &Rational, format: Format) -> String {
    let nearest = format.round(&value.clone().into());
    beside(value, nearest, &shown(nearest, format))
}

/// A number that is near a value which is not rational: the nearest of the format, with its bits.
pub fn near(value: &Rational, format: Format) -> String {
    let nearest = format.round(&value.clone().into());
    let shown = match format {
        Format::F64 => format!("{nearest:?} ({:#018x})", nearest.to_bits()),
        shorter => shown(nearest, shorter),
    };
    format!("≈ {shown}")
}

fn beside(value: &Rational, nearest: f64, shown: &str) -> String {
    let same = exact(nearest).is_some_and(|exact| exact.to_rational() == *value);
    let sign = if same { '=' } else { '≈' };
    format!("{} {sign} {shown}", fraction(value))
}

/// A rational exactly: `3/8`, or `5·2^-1074` where digits would run long.
pub fn fraction(value: &Rational) -> String {
    let (numerator, denominator) = (value.numer(), value.denom());
    if numerator.bits() + denominator.bits() <= 128 {
        return value.to_string();
    }
    let zeros = |n: &BigInt| n.magnitude().trailing_zeros().unwrap_or(0);
    let up = zeros(numerator);
    let down = zeros(denominator);
    let odd_numerator = numerator >> up;
    let odd_denominator = denominator >> down;
    let exponent = i128::from(up) - i128::from(down);
    if odd_denominator.abs() == BigInt::from(1) && !numerator.is_zero() {
        format!("{odd_numerator}·2^{exponent}")
    } else {
        format!("({odd_numerator}/{odd_denominator})·2^{exponent}")
    }
}
