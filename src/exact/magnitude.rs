//! How large an exact number is, by its leading bits alone.

#[cfg(test)]
mod tests;

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use super::number::Exact;

impl Exact {
    /// The exponent of the power of two that is next above the magnitude; none
    /// for a fraction, whose lengths do not tell, and for 0.
    pub(super) fn top(&self) -> Option<i64> {
        let (length, exponent) = match self {
            Exact::Short { mantissa, exponent } => {
                let length = 128 - mantissa.unsigned_abs().leading_zeros();
                (length.into(), *exponent)
            }
            Exact::Dyadic { mantissa, exponent } => (bits(mantissa), *exponent),
            Exact::Ratio(_) => return None,
        };
        (length > 0).then(|| exponent.saturating_add(length))
    }

    /// Whether the lengths alone show that the magnitude is below `2^exponent`.
    pub(super) fn is_below(&self, exponent: i64) -> bool {
        let top = match self {
            Exact::Ratio(value) => Some(bits(value.numer()) - bits(value.denom()) + 1),
            _ => self.top(),
        };
        top.is_none_or(|top| top <= exponent)
    }

    /// The first bits of the magnitude, at most `most` and 126 of them, their
    /// exponent, and whether these are all; none of a fraction.
    pub(super) fn leading(&self, most: u8) -> Option<(u128, i64, bool)> {
        let most = most.min(126);
        let (kept, exponent, cut, zeros) = match self {
            Exact::Short { mantissa, exponent } => {
                let magnitude = mantissa.unsigned_abs();
                let length = 128 - magnitude.leading_zeros();
                let cut = length.saturating_sub(most.into());
                let zeros = magnitude.trailing_zeros();
                let kept = magnitude.checked_shr(cut).unwrap_or(0);
                (kept, exponent, cut.into(), zeros.into())
            }
            Exact::Dyadic { mantissa, exponent } => {
                let magnitude = mantissa.magnitude();
                let cut = magnitude.bits().saturating_sub(most.into());
                let zeros = magnitude.trailing_zeros().unwrap_or(0);
                ((magnitude >> cut).to_u128()?, exponent, cut, zeros)
            }
            Exact::Ratio(_) => return None,
        };
        let exponent = exponent.saturating_add_unsigned(cut);
        Some((kept, exponent, zeros >= cut))
    }
}

fn bits(n: &BigInt) -> i64 {
    i64::try_from(n.bits()).unwrap_or(i64::MAX)
}

/// A number that is not negative, if it is long or no dyadic: one of at most so
/// many (126) bits that is no smaller, and larger by less than one part in
/// `2^(most - 1)`.
pub fn dyadic_above(value: &Exact, most: u8) -> Exact {
    match value {
        Exact::Short { .. } => value.clone(),
        Exact::Dyadic { .. } => cut_above(value, most),
        Exact::Ratio(value) => {
            let (numerator, denominator) = (value.numer(), value.denom());
            // The quotient of lengths n and d has n - d bits, or one more.
            let enough = denominator.bits().saturating_add(most.into());
            let shift = enough.saturating_sub(numerator.bits());
            let quotient = (numerator << shift) / denominator + BigInt::from(1);
            let exponent = i64::try_from(shift).map_or(i64::MIN, |shift| -shift);
            cut_above(&Exact::dyadic(quotient, exponent), most)
        }
    }
}

/// The first bits of a dyadic number, and one unit of them more if these are not all.
fn cut_above(value: &Exact, most: u8) -> Exact {
    let Some((bits, exponent, all)) = value.leading(most) else {
        return value.clone();
    };
    let above = bits.saturating_add(u128::from(!all));
    Exact::short(i128::try_from(above).unwrap_or(i128::MAX), exponent)
}
