//! What an audit of a kernel of the user found.

use std::ops::Range;

use super::quantity::Quantity;
use crate::audit::verdict::{Claim, Verdict};
use crate::exact::Format;
use crate::notation::{Entry, Form};

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
    /// Whether each map must be given.
    pub strict: bool,
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
    /// given agrees, and something was compared; if it is strict, of each map.
    pub fn passed(&self) -> bool {
        let compared = self.results.iter().any(|(_, verdict)| verdict.compared());
        let complete = !self.strict || self.not_compared().is_empty();
        self.forms_proved() && !self.blames_kernel() && compared && complete
    }

    /// The maps of the definition of which no result was compared.
    pub fn not_compared(&self) -> Vec<Quantity> {
        let maps = [
            [Quantity::Forward, Quantity::ForwardInto],
            [Quantity::Jvp, Quantity::JvpInto],
            [Quantity::Vjp, Quantity::VjpAdd],
        ];
        let maps = match self.entry.form {
            Form::Function(_) => maps.get(..1),
            Form::Fderiv { .. } => maps.get(1..),
            Form::Node(_) => maps.get(..),
        };
        let maps = maps.into_iter().flatten();
        let compared = |quantity: &Quantity| self.verdict(*quantity).is_some_and(Verdict::compared);
        let open = maps.filter(|forms| !forms.iter().any(compared));
        open.map(|[first, _]| *first).collect()
    }

    /// Whether a claim about the forms is refuted: no change of the kernel helps.
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
