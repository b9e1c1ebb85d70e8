//! The audit of a whole tape.

mod compare;
mod input;
mod kernel;
mod reference;
mod symbolic;

pub use compare::{Quantity, TapeFailure};
pub use input::TapeInput;
pub use kernel::hold_tape;

use super::verdict::Verdict;
use super::{ClaimName, LeanCheck, Options, laws_at_points};
use crate::exact::TapeProof;
use crate::nodes::Kernel;
use crate::notation::{Pin, Spec, Tape};
use crate::term::Name;

/// A claim about a tape with its verdict.
#[derive(Clone, Debug)]
pub struct TapeClaim {
    /// Which claim.
    pub name: ClaimName,
    /// What can be said of it.
    pub verdict: Verdict,
    /// The step that a refuted or unknown verdict is about, if it is one step's fault.
    pub step: Option<usize>,
    /// The proof, if the verdict is proved: replayed on the whole tape.
    pub proof: Option<TapeProof>,
    /// Inputs that showed nothing, because the exact values there are too long to compute.
    pub skipped: u64,
}

impl TapeClaim {
    fn new(name: ClaimName, verdict: Verdict) -> TapeClaim {
        TapeClaim {
            name,
            verdict,
            step: None,
            proof: None,
            skipped: 0,
        }
    }
}

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
    pub claims: Vec<TapeClaim>,
    /// The laws and the rules of differentiation, by name, at exact points.
    pub laws: Vec<(Name, Verdict)>,
    /// What Lean's kernel said of the theorems about the tape's entries.
    pub lean: LeanCheck,
}

impl TapeReport {
    /// Whether anything is refuted or unknown.
    pub fn fails(&self) -> bool {
        self.verdicts().any(Verdict::fails)
    }

    /// The report's own verdict: `refuted`, `unknown` or `passed`.
    pub fn word(&self) -> &'static str {
        if self.verdicts().any(|v| matches!(v, Verdict::Refuted(_))) {
            "refuted"
        } else if self.fails() {
            "unknown"
        } else {
            "passed"
        }
    }

    /// The claim of this name.
    pub fn claim(&self, name: ClaimName) -> Option<&TapeClaim> {
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
    claims.push(hold_tape(spec, tape, kernels, options));
    TapeReport {
        pin: spec.pin.clone(),
        options: options.clone(),
        tape: tape.clone(),
        claims,
        laws,
        lean: LeanCheck::NotAsked,
    }
}
