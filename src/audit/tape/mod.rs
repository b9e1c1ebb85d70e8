//! The audit of a whole tape.

mod input;
mod kernel;
mod reference;
mod symbolic;

pub use input::TapeInput;
pub use kernel::{compare_tape, compare_tape_non_finite};

use super::law_proof::LawProof;
use super::options::Options;
use super::reason::Reason;
use super::report::{Basis, Certificates, Conclusion, LeanCheck};
use super::resting::{laws_at_points, withdraw_form};
use super::verdict::{Claim, ClaimName, Verdict};
use crate::exact::{Limits, Prover, StepForms, TapeNames, step_forms};
use crate::nodes::Kernel;
use crate::notation::{LeanName, Pin, Spec, Step, Tape};
use crate::term::Name;

/// What an audit found of a tape.
#[derive(Clone, Debug)]
pub struct TapeReport {
    /// What it rests on.
    pub basis: Basis,
    /// What is mirrored.
    pub pin: Pin,
    /// What was asked for.
    pub options: Options,
    /// The tape.
    pub tape: Tape,
    /// The derivative, adjoint, linear map, kernel and non-finite claims, in this order.
    pub claims: Vec<Claim>,
    /// The claims about the forms of each entry that the tape uses.
    pub entries: Vec<(LeanName, Vec<Claim>)>,
    /// The forms of each step, or why there are none, if they were asked for.
    pub steps: Vec<Result<StepForms, Reason>>,
    /// The laws and the rules of differentiation, by name, at exact points.
    pub laws: Vec<(Name, Verdict)>,
    /// The same with what is known of their proofs from the axioms of a field.
    pub law_proofs: Vec<(Name, LawProof)>,
    /// The theorems about the tape's entries, if they were asked for.
    pub certificates: Option<Certificates>,
    /// What Lean's kernel said of the theorems about the tape's entries.
    pub lean: LeanCheck,
}

impl TapeReport {
    /// What the audit says on the whole.
    pub fn conclusion(&self) -> Conclusion {
        let compared = self.claims.iter().any(|claim| claim.verdict.compared());
        Conclusion::of(self.verdicts(), compared, self.misses_proofs())
    }

    /// The claim of this name.
    pub fn claim(&self, name: ClaimName) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.name == name)
    }

    /// Whether anything is refuted or unknown.
    pub fn fails(&self) -> bool {
        self.verdicts().any(Verdict::fails) || self.misses_proofs()
    }

    /// Whether Lean was asked for the proofs of the laws, and one has none.
    fn misses_proofs(&self) -> bool {
        self.law_proofs.iter().any(|(_, proof)| proof.is_missing())
    }

    /// Puts the forms of each step into the report. `spec` is what the tape was audited against.
    pub(super) fn add_forms(&mut self, spec: &Spec) {
        let prover = Prover::remembering(&spec.laws, Limits::for_short_proofs());
        let names = TapeNames::beside(&self.tape);
        let forms = |step: &Step| {
            let not_a_node = || Reason::NotANode(step.entry.clone());
            let entry = spec.entry(&step.entry).ok_or_else(not_a_node)?;
            let forms = step_forms(&self.tape, step, entry, &names, &prover, &spec.laws)?;
            let mut forms = forms.ok_or_else(not_a_node)?;
            for form in [&mut forms.value, &mut forms.tangent, &mut forms.cotangent] {
                withdraw_form(form, &self.laws);
            }
            Ok(forms)
        };
        self.steps = self.tape.steps.iter().map(forms).collect();
    }

    fn verdicts(&self) -> impl Iterator<Item = &Verdict> {
        let claims = self.claims.iter().map(|claim| &claim.verdict);
        claims.chain(self.laws.iter().map(|(_, verdict)| verdict))
    }
}

/// Audits `tape`, whose nodes are entries of `spec`, and the tape of their counterparts among
/// `kernels`.
pub fn audit_tape(spec: &Spec, tape: &Tape, kernels: &[Kernel], options: &Options) -> TapeReport {
    let laws = laws_at_points(&spec.laws, options.seed);
    let (mut claims, entries) = symbolic::check(spec, tape, options.seed, &laws);
    let finite = compare_tape(spec, tape, kernels, options);
    let non_finite = compare_tape_non_finite(spec, tape, kernels, options, &finite.verdict);
    claims.extend([finite, non_finite]);
    TapeReport {
        basis: Basis::default(),
        pin: spec.pin.clone(),
        options: options.clone(),
        tape: tape.clone(),
        claims,
        entries,
        steps: Vec::new(),
        laws,
        law_proofs: Vec::new(),
        certificates: None,
        lean: LeanCheck::NotAsked,
    }
}
