//! How the errors of results that may meet several roundings are distributed.

use crate::exact::Share;

/// The ranges of errors in units in the last place of the exact value.
const ULPS: usize = 13;

/// How many results inside their bound have errors of each size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Distribution {
    /// By the error as a share of its bound: none, then each tenth of the bound; an error that is
    /// all of its bound is in the last.
    pub shares: [u64; 11],
    /// By the error in units in the last place of the exact value: none, below ½, then from ½, 1,
    /// 2, … to below twice that, and in the last all that are larger.
    pub ulps: [u64; ULPS],
}

impl Distribution {
    /// Counts an error.
    pub(super) fn count(&mut self, found: &Share) {
        let last = |place: usize, bins: &[u64]| place.min(bins.len().saturating_sub(1));
        let exact = found.error().is_zero();
        let share = found.tenths().filter(|_| !exact).map(|tenths| tenths + 1);
        let ulps = found.doublings().filter(|_| !exact).map(|k| k + 1);
        for (bins, place) in [(self.shares.as_mut_slice(), share), (&mut self.ulps, ulps)] {
            // No error is in the first; one that cannot be measured in none.
            let place = if exact { Some(0) } else { place };
            let place = place.map(|place| last(place, bins));
            if let Some(count) = place.and_then(|place| bins.get_mut(place)) {
                *count += 1;
            }
        }
    }

    /// Adds what was counted elsewhere.
    pub(super) fn merge(&mut self, other: &Distribution) {
        let shares = self.shares.iter_mut().zip(other.shares);
        let ulps = self.ulps.iter_mut().zip(other.ulps);
        shares.chain(ulps).for_each(|(own, more)| *own += more);
    }
}
