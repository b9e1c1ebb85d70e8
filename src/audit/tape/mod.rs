//! The audit of a whole tape.

mod input;
mod kernel;
mod reference;
mod symbolic;

pub use input::TapeInput;
pub use kernel::compare_tape;

use super::report::{Conclusion, LeanCheck, Options};
use super::run::laws_at_points;
use super::verdict::{Claim, ClaimName, Verdict};
use crate::nodes::Kernel;
use crate::notation::{Pin, Spec, Tape};
use crate::term::Name;

/// What an audit found of a tape.
#[derive(Clone, Debug)]
pub struct TapeReport {
    /// What is mirrored.
    pub pin: Pin,
    /// What was asked for.
    pub options: Options,
    /// The tape.
    pub tape: Tape,
    /// The derivative, adjoint, linear map and kernel claims, in this order.
    pub claims: Vec<Claim>,
    /// The laws and the rules of differentiation, by name, at exact points.
    pub laws: Vec<(Name, Verdict)>,
    /// What Lean's kernel said of the theorems about the tape's entries.
    pub lean: LeanCheck,
}

impl TapeReport {
    /// What the audit says on the whole.
    pub fn conclusion(&self) -> Conclusion {
        let compared = self.claims.iter().any(|claim| claim.verdict.compared());
        Conclusion::of(self.verdicts(), compared, false)
    }

    /// The claim of this name.
    pub fn claim(&self, name: ClaimName) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.name == name)
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
    let mut claims = symbolic::check(spec, tape, options.seed, &laws);
    claims.push(compare_tape(spec, tape, kernels, options));
    TapeReport {
        pin: spec.pin.clone(),
        options: options.clone(),
        tape: tape.clone(),
        claims,
        laws,
        lean: LeanCheck::NotAsked,
    }
}
