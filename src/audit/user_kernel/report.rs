//! What an audit of a kernel of the user found.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use super::quantity::Quantity;
use crate::audit::report::{Basis, Conclusion, InputFile};
use crate::audit::verdict::{Claim, Verdict};
use crate::exact::Format;
use crate::notation::{Entry, Form, Pin};

/// A process that computes a kernel, as it was started and as it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// The words of the command that are files and can be read.
    pub files: Vec<InputFile>,
    /// The language, as it says.
    pub language: String,
    /// Versions of what it uses, by name, as it says.
    pub versions: BTreeMap<String, String>,
    /// The time in which it must answer.
    pub timeout: Duration,
}

/// The verdicts on the forms, and on each result of the kernel.
#[derive(Clone, Debug)]
pub struct UserReport {
    /// The kernel's name; of one in a process of its own, the command.
    pub kernel: String,
    /// The process that computes it, if it is one.
    pub client: Option<Client>,
    /// What it computes in.
    pub format: Format,
    /// The definition that it was compared with.
    pub entry: Entry,
    /// The file of the user in which the definition is written, if it is.
    pub forms: Option<String>,
    /// What else it rests on, where a process was audited: what was read and run, and what is
    /// mirrored.
    pub basis: Option<(Basis, Pin)>,
    /// The seed of all inputs.
    pub seed: u64,
    /// The numbers of the inputs.
    pub cases: Range<u64>,
    /// Whether each map must be given.
    pub strict: bool,
    /// The claims about the forms, of which the kernel knows nothing.
    pub claims: Vec<Claim>,
    /// The verdict on each result, in the order of [`Quantity::ALL`]; of a process, on the results
    /// that it can be asked for.
    pub results: Vec<(Quantity, Verdict)>,
    /// The verdict on each at inputs with NaN and infinities, in the same order.
    pub non_finite: Vec<(Quantity, Verdict)>,
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

    /// What the audit says on the whole: refuted or unknown by the kernel or by the forms.
    pub fn conclusion(&self) -> Conclusion {
        let claims = self.claims.iter().map(|claim| &claim.verdict);
        let results = self.results.iter().chain(&self.non_finite);
        let results = results.map(|(_, verdict)| verdict);
        let compared = self.results.iter().any(|(_, verdict)| verdict.compared());
        let complete = !self.strict || self.not_compared().is_empty();
        Conclusion::of(claims.chain(results), compared && complete, false)
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
        let mut results = self.results.iter().chain(&self.non_finite);
        results.any(|(_, verdict)| verdict.fails())
    }

    /// Whether every claim about the forms is proved for all shapes; a plain
    /// function has none.
    pub fn forms_proved(&self) -> bool {
        let proved =
            |claim: &Claim| matches!(claim.verdict, Verdict::Proved(_) | Verdict::NotChecked(_));
        self.claims.iter().all(proved)
    }
}
