//! The audit of all definitions: laws first, then each definition, then what rests on the laws.

use rayon::prelude::*;

use super::node::NodeKernel;
use super::reason::Reason;
use super::report::{Definition, LeanCheck, Options, Report};
use super::verdict::{Claim, ClaimName, Evidence, Unproved, Verdict};
use super::{laws, subject, symbolic};
use crate::exact::{Limits, Prover, identity, replay_derivation};
use crate::nodes::Kernel;
use crate::notation::{Entry, FindError, Identity, Laws, Spec};
use crate::term::Name;

/// Audits `kernels` against `spec`. `done` is called as each definition ends,
/// in no fixed order.
///
/// # Errors
/// When a name of `options.only` does not mean exactly one definition.
pub fn audit(
    spec: &Spec,
    kernels: &[Kernel],
    options: &Options,
    done: impl Fn(&Entry) + Sync,
) -> Result<Report, FindError> {
    let wanted = spec.select(&options.only)?;
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
            let verdict = proved_identity(stated, &spec.laws, &prover).into();
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
    let audited = definitions.iter().map(|definition| &definition.entry.name);
    let unpinned = audited
        .filter(|name| !spec.digests.contains_key(name.as_str()))
        .cloned()
        .collect();
    let stated = |kernel: &&Kernel| spec.entries.iter().any(|entry| counterpart(entry, kernel));
    Ok(Report {
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
        unpinned,
        lean: LeanCheck::NotAsked,
        source: None,
        sensitivity: Vec::new(),
    })
}

/// The name under which a rule of differentiation stands among the laws.
pub fn rule_name(rule: &str) -> Name {
    format!("derivative {rule}").into()
}

pub(super) fn laws_at_points(laws: &Laws, seed: u64) -> Vec<(Name, Verdict)> {
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
        *verdict = Verdict::Unknown(Reason::RestsOnLaw {
            law: name.clone(),
            verdict: found.as_str(),
        });
    }
}

/// Whether a kernel is the counterpart of an entry.
pub(super) fn counterpart(entry: &Entry, kernel: &Kernel) -> bool {
    entry.rust() == kernel.name() && *entry.module == *kernel.module()
}

fn definition(entry: &Entry, laws: &Laws, kernels: &[Kernel], options: &Options) -> Definition {
    let prover = Prover::new(laws, Limits::default());
    let (derivation, mut claims) = symbolic::check(entry, laws, &prover, options.seed);
    let derivative = derivation.as_ref().map(|d| &d.derivative);
    let kernel = kernels.iter().find(|kernel| counterpart(entry, kernel));
    let verdict = match kernel {
        None => Verdict::Unknown(Reason::NoKernel(entry.rust())),
        Some(_) if derivative.is_none() && entry.form.node().is_some() => {
            Verdict::Unknown(Reason::NoDerivedMap)
        }
        Some(kernel) => {
            let subject = NodeKernel {
                entry,
                derivative,
                kernel,
                seed: options.seed,
            };
            subject::check(&subject, 0..options.cases).0
        }
    };
    claims.push(Claim::new(ClaimName::Kernel, verdict));
    let text = Verdict::NotChecked(Reason::NoSource);
    claims.push(Claim::new(ClaimName::Text, text));
    Definition {
        entry: entry.clone(),
        rust: kernel.map(Kernel::path),
        claims,
    }
}

fn proved_identity(
    stated: &Identity,
    laws: &Laws,
    prover: &Prover<'_>,
) -> Result<Evidence, Unproved> {
    let (derivation, equation) = identity(stated, laws).map_err(Reason::from)?;
    if let (Some(derivation), Some(domain)) = (&derivation, &stated.point) {
        replay_derivation(derivation, "x", domain, laws).map_err(Reason::DerivationRejected)?;
    }
    let proof = symbolic::prove(&equation, prover, laws)?;
    Ok(Evidence {
        derivation,
        proofs: vec![proof],
        ..Evidence::default()
    })
}
