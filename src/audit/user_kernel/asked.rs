//! What is asked of an audit of a user's kernel, and its course: the forms, then each result.

use std::ops::Range;

use super::comparison::Comparison;
use super::quantity::Quantity;
use super::report::UserReport;
use super::source::Source;
use crate::audit::resting::{settle_all, used_at_points};
use crate::audit::symbolic;
use crate::audit::verdict::Verdict;
use crate::exact::{Limits, Precision, Prover};
use crate::notation::{Entry, Laws};

/// What is asked for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// The seed of all inputs.
    pub(super) seed: u64,
    /// The numbers of the inputs.
    pub(super) cases: Range<u64>,
    /// How far the search for proofs goes.
    pub(super) limits: Limits,
    /// Whether each map must be given.
    pub(super) strict: bool,
}

impl Default for Asked {
    fn default() -> Asked {
        Asked {
            seed: 0,
            cases: 0..1_000,
            limits: Limits::default(),
            strict: false,
        }
    }
}

impl Asked {
    /// The audit of the results that `source` gives in the precision `P`, for a kernel of this name.
    /// `done` is called with the number of inputs after each batch of them.
    pub(super) fn report<'s, P: Precision + 'static>(
        &self,
        kernel: String,
        entry: &Entry,
        laws: &Laws,
        quantities: &[Quantity],
        source: &dyn Fn(Quantity) -> Option<&'s dyn Source>,
        done: &dyn Fn(Quantity, u64),
    ) -> UserReport {
        let prover = Prover::remembering(laws, self.limits);
        let (derivation, mut claims) = symbolic::check(entry, laws, &prover, self.seed);
        let verdicts = claims.iter().map(|claim| &claim.verdict);
        let evaluated = used_at_points(verdicts, laws, self.seed);
        settle_all(&mut claims, &evaluated, laws);
        let derivative = derivation.map(|derivation| derivation.derivative);
        let verdict = |quantity, finite| {
            let comparison = Comparison {
                quantity,
                source: source(quantity),
                entry,
                derivative: derivative.as_ref(),
                claims: &claims,
                seed: self.seed,
                cases: self.cases.clone(),
                done,
            };
            comparison.verdict::<P>(finite)
        };
        let results = quantities.iter();
        let results: Vec<(Quantity, Verdict)> = results
            .map(|&quantity| (quantity, verdict(quantity, None)))
            .collect();
        let non_finite = results.iter();
        let non_finite = non_finite
            .map(|(quantity, finite)| (*quantity, verdict(*quantity, Some(finite))))
            .collect();
        UserReport {
            kernel,
            client: None,
            format: P::FORMAT,
            entry: entry.clone(),
            forms: None,
            basis: None,
            seed: self.seed,
            cases: self.cases.clone(),
            strict: self.strict,
            claims,
            results,
            non_finite,
        }
    }
}
