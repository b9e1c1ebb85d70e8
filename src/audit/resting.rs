//! What rests on which laws: these are evaluated at points, and a proof from one that fails is
//! withdrawn.

use rayon::prelude::*;

use super::laws;
use super::reason::Reason;
use super::verdict::{Claim, Evidence, Verdict};
use crate::exact::{NotSmaller, Reduced};
use crate::notation::Laws;
use crate::term::Name;

/// The name under which a rule of differentiation stands among the laws.
pub fn rule_name(rule: &str) -> Name {
    format!("derivative {rule}").into()
}

pub(super) fn laws_at_points(laws: &Laws, seed: u64) -> Vec<(Name, Verdict)> {
    chosen_at_points(laws, seed, |_| true)
}

/// The laws, facts and rules that verdicts rest on, at points.
pub(super) fn used_at_points<'v>(
    verdicts: impl Iterator<Item = &'v Verdict>,
    laws: &Laws,
    seed: u64,
) -> Vec<(Name, Verdict)> {
    let used: Vec<Name> = verdicts
        .filter_map(|verdict| match verdict {
            Verdict::Proved(evidence) => Some(rests_on(evidence)),
            _ => None,
        })
        .flatten()
        .collect();
    chosen_at_points(laws, seed, |name| used.contains(name))
}

fn chosen_at_points(
    laws: &Laws,
    seed: u64,
    chosen: impl Fn(&Name) -> bool + Sync,
) -> Vec<(Name, Verdict)> {
    let equations = laws.laws.par_iter().filter(|law| chosen(&law.name));
    let equations = equations.map(|law| (law.name.clone(), laws::law(law, seed)));
    let rules = laws
        .derivatives
        .par_iter()
        .map(|rule| (rule_name(&rule.name), rule));
    let rules = rules.filter(|(name, _)| chosen(name));
    let rules = rules.map(|(name, rule)| (name, laws::rule(rule, seed)));
    let facts = laws.facts.par_iter().filter(|fact| chosen(&fact.name));
    let facts = facts.map(|fact| (fact.name.clone(), laws::fact(fact, seed)));
    equations.chain(facts).chain(rules).collect()
}

/// The names of the laws, facts and rules that a proof uses.
pub(super) fn rests_on(evidence: &Evidence) -> Vec<Name> {
    let rules = evidence.rules().into_iter().map(|rule| rule_name(&rule));
    let laws = evidence.laws().into_iter().chain(evidence.facts());
    laws.chain(rules).collect()
}

/// A proof from a law that does not hold, or that was evaluated nowhere, proves
/// nothing.
pub fn withdraw(verdict: &mut Verdict, laws: &[(Name, Verdict)]) {
    let Verdict::Proved(evidence) = verdict else {
        return;
    };
    if let Some((law, found)) = failing(laws, &rests_on(evidence)) {
        let reason = Reason::RestsOnLaw {
            law,
            verdict: found,
        };
        *verdict = Verdict::Unknown(reason);
    }
}

/// Withdraws such a proof, and names in any other what is assumed.
pub(super) fn settle(verdict: &mut Verdict, evaluated: &[(Name, Verdict)], laws: &Laws) {
    withdraw(verdict, evaluated);
    name_assumed(verdict, laws);
}

/// The same of claims.
pub(super) fn settle_all(claims: &mut [Claim], evaluated: &[(Name, Verdict)], laws: &Laws) {
    for claim in claims {
        settle(&mut claim.verdict, evaluated, laws);
    }
}

/// Names in a proof the laws, facts and rules that it uses and that are assumed.
fn name_assumed(verdict: &mut Verdict, laws: &Laws) {
    let Verdict::Proved(evidence) = verdict else {
        return;
    };
    let equations = laws.laws.iter().filter(|law| law.assumed);
    let rules = laws.derivatives.iter().filter(|rule| rule.assumed);
    let facts = laws.facts.iter().filter(|fact| fact.assumed);
    let assumed: Vec<Name> = equations
        .map(|law| law.name.clone())
        .chain(facts.map(|fact| fact.name.clone()))
        .chain(rules.map(|rule| rule_name(&rule.name)))
        .collect();
    let mut used = rests_on(evidence);
    used.retain(|name| assumed.contains(name));
    evidence.assumed = used;
}

/// A smaller form whose proof uses such a law is not shown.
pub(super) fn withdraw_form(form: &mut Reduced, laws: &[(Name, Verdict)]) {
    let used = [form.laws(), form.facts()].concat();
    if let Some((law, verdict)) = failing(laws, &used) {
        form.smaller = Err(NotSmaller::RestsOnLaw { law, verdict });
    }
}

/// The first of the laws that are used which does not hold, or was evaluated nowhere.
pub(super) fn failing(laws: &[(Name, Verdict)], used: &[Name]) -> Option<(Name, &'static str)> {
    let failing = |(name, verdict): &&(Name, Verdict)| {
        !matches!(verdict, Verdict::Exact(_) | Verdict::Enclosed(_)) && used.contains(name)
    };
    let (name, verdict) = laws.iter().find(failing)?;
    Some((name.clone(), verdict.as_str()))
}
