//! The audit: every claim of every definition, and its verdict.
//!
//! This is the one place where kernels and exact forms meet.

mod case;
mod compare;
mod floor;
mod kernel;
mod laws;
pub mod reach;
mod sample;
mod shrink;
mod source;
mod symbolic;
mod tape;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod text;
pub mod user_kernel;
mod verdict;

use rayon::prelude::*;

pub use case::{Argument, Block, Case};
pub use compare::{Failure, Wrong, compare};
pub use floor::{Floor, Refuted, floors};
pub use sample::{REGIMES, Regime, sample, sample_in};
pub use source::SourceReport;
use symbolic::{AtPoints, at_points, prove};
pub use tape::{Quantity, TapeClaim, TapeFailure, TapeInput, TapeReport, audit_tape, hold_tape};
pub use text::hold_text;
pub use verdict::{Claim, ClaimName, Counterexample, Difference, Evidence, Found, Tally, Verdict};

use crate::exact::{Limits, Prover, identity, replay_derivation};
use crate::nodes::Kernel;
use crate::notation::{Entry, Identity, Laws, Pin, Spec};
use crate::term::Name;

/// How much is done, and where randomness comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The seed of all inputs.
    pub seed: u64,
    /// Inputs per definition.
    pub cases: u64,
    /// The Lean names to audit; all if empty.
    pub only: Vec<String>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            seed: 0,
            cases: 1_000,
            only: Vec::new(),
        }
    }
}

/// The claims of one definition.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The entry that states it.
    pub entry: Entry,
    /// All claims, in the order of [`ClaimName::ALL`].
    pub claims: Vec<Claim>,
}

/// What an audit found.
#[derive(Clone, Debug)]
pub struct Report {
    /// What is mirrored.
    pub pin: Pin,
    /// What was asked for.
    pub options: Options,
    /// The definitions, in Lean's order.
    pub definitions: Vec<Definition>,
    /// The laws and the rules of differentiation, by name, at exact points.
    pub laws: Vec<(Name, Verdict)>,
    /// The consequences that `spec/` states, with their verdicts.
    pub identities: Vec<(Identity, Verdict)>,
    /// Kernels that no entry states.
    pub unstated: Vec<String>,
    /// What Lean's kernel said of the proofs.
    pub lean: LeanCheck,
    /// What was found in the Lean source, if one was read.
    pub source: Option<SourceReport>,
    /// The smallest errors that are refuted, if they were measured.
    pub floors: Vec<Floor>,
}

/// Whether Lean's kernel has checked the proofs in this run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum LeanCheck {
    /// It was not asked to.
    #[default]
    NotAsked,
    /// It could not be asked, and why.
    NotChecked(String),
    /// It answered.
    Checked {
        /// Its version.
        version: String,
        /// The theorems that it accepted without axioms.
        accepted: usize,
        /// All theorems.
        theorems: usize,
    },
}

impl Report {
    /// Whether anything is refuted, unknown or without a counterpart.
    pub fn fails(&self) -> bool {
        let found = |source: &SourceReport| !source.findings.is_empty();
        self.verdicts().any(Verdict::fails)
            || !self.unstated.is_empty()
            || self.source.as_ref().is_some_and(found)
    }

    /// Every verdict of the report.
    fn verdicts(&self) -> impl Iterator<Item = &Verdict> {
        let claims = self.definitions.iter().flat_map(|d| &d.claims);
        claims
            .map(|claim| &claim.verdict)
            .chain(self.laws.iter().map(|(_, verdict)| verdict))
            .chain(self.identities.iter().map(|(_, verdict)| verdict))
    }

    /// The report's own verdict: `refuted`, `unknown`, `findings` or `passed`.
    pub fn word(&self) -> &'static str {
        if self.verdicts().any(|v| matches!(v, Verdict::Refuted(_))) {
            "refuted"
        } else if self.verdicts().any(Verdict::fails) || !self.unstated.is_empty() {
            "unknown"
        } else if self.fails() {
            "findings"
        } else {
            "passed"
        }
    }
}

/// Audits `kernels` against `spec`. `done` is called as each definition ends,
/// in no fixed order.
pub fn audit(
    spec: &Spec,
    kernels: &[Kernel],
    options: &Options,
    done: impl Fn(&Entry) + Sync,
) -> Report {
    let wanted: Vec<&Entry> = spec
        .entries
        .iter()
        .filter(|entry| options.only.is_empty() || options.only.iter().any(|n| **n == *entry.name))
        .collect();
    let laws = laws_at_points(&spec.laws, options.seed);
    let mut definitions: Vec<Definition> = wanted
        .into_par_iter()
        .map(|entry| {
            let definition = definition(entry, &spec.laws, kernels, options);
            done(entry);
            definition
        })
        .collect();
    let prover = Prover::new(&spec.laws, Limits::default());
    let mut identities: Vec<(Identity, Verdict)> = spec
        .laws
        .identities
        .iter()
        .map(|stated| {
            let verdict = identity_verdict(stated, &spec.laws, &prover);
            (stated.clone(), verdict)
        })
        .collect();
    let claims = definitions.iter_mut().flat_map(|d| &mut d.claims);
    let proved = claims
        .map(|claim| &mut claim.verdict)
        .chain(identities.iter_mut().map(|(_, verdict)| verdict));
    for verdict in proved {
        withdraw(verdict, &laws);
    }
    let stated = |kernel: &&Kernel| spec.entries.iter().any(|entry| counterpart(entry, kernel));
    Report {
        pin: spec.pin.clone(),
        options: options.clone(),
        definitions,
        laws,
        identities,
        unstated: kernels
            .iter()
            .filter(|kernel| !stated(kernel))
            .map(|kernel| kernel.name().to_string())
            .collect(),
        lean: LeanCheck::NotAsked,
        source: None,
        floors: Vec::new(),
    }
}

/// The name under which a rule of differentiation stands among the laws.
pub fn rule_name(rule: &str) -> Name {
    format!("derivative {rule}").into()
}

fn laws_at_points(laws: &Laws, seed: u64) -> Vec<(Name, Verdict)> {
    let equations = laws.laws.iter();
    let equations = equations.map(|law| (law.name.clone(), laws::law(law, seed)));
    let rules = laws.derivatives.iter();
    let rules = rules.map(|rule| (rule_name(&rule.name), laws::rule(rule, seed)));
    equations.chain(rules).collect()
}

/// A proof from a law that does not hold, or that was evaluated nowhere, proves
/// nothing.
pub(crate) fn withdraw(verdict: &mut Verdict, laws: &[(Name, Verdict)]) {
    let Verdict::Proved(evidence) = verdict else {
        return;
    };
    let rules = evidence.rules().into_iter().map(|rule| rule_name(&rule));
    let used: Vec<Name> = evidence.laws().into_iter().chain(rules).collect();
    let failing = laws
        .iter()
        .find(|(name, verdict)| !matches!(verdict, Verdict::Exact(_)) && used.contains(name));
    if let Some((name, found)) = failing {
        *verdict = Verdict::Unknown(format!(
            "the proof rests on `{name}`, which is {}",
            found.word()
        ));
    }
}

/// Whether a kernel is the counterpart of an entry.
fn counterpart(entry: &Entry, kernel: &Kernel) -> bool {
    entry.rust() == kernel.name() && *entry.module == *kernel.module()
}

fn definition(entry: &Entry, laws: &Laws, kernels: &[Kernel], options: &Options) -> Definition {
    let prover = Prover::new(laws, Limits::default());
    let (derivation, mut claims) = symbolic::check(entry, laws, &prover, options.seed);
    let derivative = derivation.as_ref().map(|d| &d.derivative);
    let verdict = match kernels.iter().find(|kernel| counterpart(entry, kernel)) {
        None => Verdict::Unknown(format!("no Rust item is called `{}`", entry.rust())),
        Some(_) if derivative.is_none() && entry.form.node().is_some() => {
            Verdict::Unknown("there is no derived map to hold the kernel against".into())
        }
        Some(kernel) => kernel::check(entry, derivative, kernel, options.seed, options.cases),
    };
    claims.push(Claim {
        name: ClaimName::Kernel,
        verdict,
    });
    claims.push(Claim {
        name: ClaimName::Text,
        verdict: Verdict::NotChecked("no Lean source was read".into()),
    });
    Definition {
        entry: entry.clone(),
        claims,
    }
}

fn identity_verdict(stated: &Identity, laws: &Laws, prover: &Prover<'_>) -> Verdict {
    let (derivation, equation) = match identity(stated, laws) {
        Ok(found) => found,
        Err(e) => return Verdict::Unknown(e.to_string()),
    };
    if let (Some(derivation), Some(domain)) = (&derivation, &stated.point)
        && let Err(e) = replay_derivation(derivation, "x", domain, laws)
    {
        return Verdict::Unknown(format!("the derivation was rejected: {e}"));
    }
    match symbolic::prove(&equation, prover, laws) {
        Ok(proof) => Verdict::Proved(Evidence {
            derivation,
            proofs: vec![proof],
            ..Evidence::default()
        }),
        Err(why) => Verdict::Unknown(why),
    }
}
