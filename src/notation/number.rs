//! Numbers as they are written: integers, fractions and decimals, read exactly.

use crate::term::Rational;

/// Why a text is not a number that a finite f64 can be near to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// It is written in another way.
    #[error("`{0}` is not a number")]
    Other(String),
    /// It is longer than is read.
    #[error("a number may have {DIGITS} digits at most")]
    TooLong,
    /// It is a fraction over 0.
    #[error("the denominator of `{0}` is 0")]
    Denominator(String),
    /// It is too large, or too near to 0, to be read.
    #[error("the exponent of `{0}` is out of range")]
    Exponent(String),
    /// It is larger than the largest f64.
    #[error("`{0}` is outside the range of f64")]
    Range(String),
}

/// Longer numbers are an error: reading one takes time that grows with its square.
const DIGITS: usize = 1_000;

/// How many bytes at the start of `rest`, which begins with a digit, are a number: `3`, `0.25`,
/// `1e-3`.
pub fn length(rest: &str) -> usize {
    let digits = |from: usize| {
        let rest = rest.get(from..).unwrap_or("");
        rest.bytes().take_while(u8::is_ascii_digit).count()
    };
    let mut end = digits(0);
    if rest.get(end..).is_some_and(|rest| rest.starts_with('.')) && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    if rest
        .get(end..)
        .is_some_and(|rest| rest.starts_with(['e', 'E']))
    {
        let after = rest.get(end + 1..).unwrap_or("");
        let sign = usize::from(after.starts_with(['+', '-']));
        if digits(end + 1 + sign) > 0 {
            end += 1 + sign + digits(end + 1 + sign);
        }
    }
    end
}

/// A rational from `-3`, `1/3`, `0.25`, `.5` or `1e-3`, exactly.
///
/// # Errors
/// Why it is not a number that a finite f64 can be near to.
pub fn rational(text: &str) -> Result<Rational, NumberError> {
    let value = unbounded(text)?;
    match Rational::from_float(f64::MAX) {
        Some(largest) if -&largest <= value && value <= largest => Ok(value),
        _ => Err(NumberError::Range(text.into())),
    }
}

fn unbounded(text: &str) -> Result<Rational, NumberError> {
    let not_a_number = || NumberError::Other(text.into());
    if text.len() > DIGITS {
        return Err(NumberError::TooLong);
    }
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    if let Some((numerator, denominator)) = unsigned.split_once('/') {
        let empty = numerator.is_empty() || denominator.is_empty();
        if empty || !digits(numerator) || !digits(denominator) {
            return Err(not_a_number());
        }
        let quotient = format!("{sign}{numerator}/{denominator}");
        return quotient
            .parse()
            .map_err(|_| NumberError::Denominator(text.into()));
    }
    let (decimal, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((decimal, exponent)) => (
            decimal,
            exponent.parse::<i64>().map_err(|_| not_a_number())?,
        ),
        None => (unsigned, 0),
    };
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let empty = whole.is_empty() && fraction.is_empty();
    if empty || !digits(whole) || !digits(fraction) {
        return Err(not_a_number());
    }
    let zeros = |count: u64| {
        let count = usize::try_from(count).ok().filter(|c| *c <= DIGITS);
        count
            .map(|count| "0".repeat(count))
            .ok_or_else(|| NumberError::Exponent(text.into()))
    };
    let places = i64::try_from(fraction.len()).map_err(|_| not_a_number())?;
    let power = exponent.saturating_sub(places);
    let (above, below) = if power < 0 {
        (String::new(), zeros(power.unsigned_abs())?)
    } else {
        (zeros(power.unsigned_abs())?, String::new())
    };
    format!("{sign}{whole}{fraction}{above}/1{below}")
        .parse()
        .map_err(|_| not_a_number())
}
