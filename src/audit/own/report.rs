//! What an audit of a kernel of one's own found.

use std::ops::Range;

use super::hold::Quantity;
use crate::audit::verdict::{Claim, Verdict};
use crate::exact::Format;
use crate::spec::Entry;

/// The verdicts on the forms, and on each result of the kernel.
#[derive(Clone, Debug)]
pub struct OwnReport {
    /// The kernel's name.
    pub kernel: String,
    /// What it computes in.
    pub format: Format,
    /// The definition that it was held against.
    pub entry: Entry,
    /// The seed of all inputs.
    pub seed: u64,
    /// The numbers of the inputs.
    pub cases: Range<u64>,
    /// The claims about the forms, of which the kernel knows nothing.
    pub claims: Vec<Claim>,
    /// The verdict on each result, in the order of [`Quantity::ALL`].
    pub results: Vec<(Quantity, Verdict)>,
}

impl OwnReport {
    /// The verdict on a result.
    pub fn verdict(&self, quantity: Quantity) -> Option<&Verdict> {
        let mut results = self.results.iter();
        let found = results.find(|(of, _)| *of == quantity);
        found.map(|(_, verdict)| verdict)
    }

    /// Whether nothing is refuted or unknown, and something was compared.
    pub fn holds(&self) -> bool {
        let compared = |(_, verdict): &(Quantity, Verdict)| {
            matches!(verdict, Verdict::BitExact(_) | Verdict::Bounded(_))
        };
        !self.blames_forms() && !self.blames_kernel() && self.results.iter().any(compared)
    }

    /// Whether a claim about the forms is refuted or unknown: no kernel can
    /// mend that.
    pub fn blames_forms(&self) -> bool {
        self.claims.iter().any(|claim| claim.verdict.fails())
    }

    /// Whether a result of the kernel is refuted or unknown.
    pub fn blames_kernel(&self) -> bool {
        self.results.iter().any(|(_, verdict)| verdict.fails())
    }
}
