//! What an audit of a kernel of one's own found.

use std::ops::Range;

use super::quantity::Quantity;
use crate::audit::verdict::{Claim, Verdict};
use crate::exact::Format;
use crate::notation::Entry;

/// The verdicts on the forms, and on each result of the kernel.
#[derive(Clone, Debug)]
pub struct UserReport {
    /// The kernel's name.
    pub kernel: String,
    /// What it computes in.
    pub format: Format,
    /// The definition that it was compared with.
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

impl UserReport {
    /// The verdict on a result.
    pub fn verdict(&self, quantity: Quantity) -> Option<&Verdict> {
        let mut results = self.results.iter();
        let found = results.find(|(of, _)| *of == quantity);
        found.map(|(_, verdict)| verdict)
    }

    /// Whether every claim about the forms is proved, every result that was
    /// given agrees, and something was compared.
    pub fn passed(&self) -> bool {
        let compared = |(_, verdict): &(Quantity, Verdict)| {
            matches!(verdict, Verdict::BitExact(_) | Verdict::Bounded(_))
        };
        self.forms_proved() && !self.blames_kernel() && self.results.iter().any(compared)
    }

    /// Whether a claim about the forms is refuted: no kernel can mend that.
    pub fn blames_forms(&self) -> bool {
        let refuted = |claim: &Claim| matches!(claim.verdict, Verdict::Refuted(_));
        self.claims.iter().any(refuted)
    }

    /// Whether a result of the kernel is refuted, or given and unknown.
    pub fn blames_kernel(&self) -> bool {
        self.results.iter().any(|(_, verdict)| verdict.fails())
    }

    /// Whether every claim about the forms is proved for all shapes; a plain
    /// function has none.
    pub fn forms_proved(&self) -> bool {
        let proved =
            |claim: &Claim| matches!(claim.verdict, Verdict::Proved(_) | Verdict::NotChecked(_));
        self.claims.iter().all(proved)
    }
}
