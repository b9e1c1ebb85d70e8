//! Which laws are theorems: what Lean's kernel says of `Foundations.lean`.

use super::record::Recorded;
use super::resting::rule_name;
use crate::certificate::{Checked, FOUNDATIONS, law_theorem, rule_field};
use crate::notation::Laws;
use crate::term::Name;

/// What is known of the proof of a law from the axioms of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LawProof {
    /// Lean accepts this theorem, without axioms; in this run, or as it is recorded of these very
    /// certificates.
    Proved(String),
    /// The law says `assumed` in `spec/laws.spec`.
    Assumed,
    /// Lean does not accept this theorem: there is none of this name, or it says something else than
    /// the law.
    Unproved(String),
    /// No Lean was asked.
    NotChecked,
}

impl LawProof {
    /// The name in reports.
    pub fn as_str(&self) -> &'static str {
        match self {
            LawProof::Proved(_) => "proved",
            LawProof::Assumed => "assumed",
            LawProof::Unproved(_) => "no proof",
            LawProof::NotChecked => "not checked",
        }
    }

    /// Whether Lean was asked, and accepts no theorem that says the law.
    pub fn is_missing(&self) -> bool {
        matches!(self, LawProof::Unproved(_))
    }
}

/// The laws, facts and rules of differentiation with what is known of their proofs.
pub(super) fn law_proofs(
    laws: &Laws,
    lean: Option<&Checked>,
    recorded: &Recorded,
) -> Vec<(Name, LawProof)> {
    let proof = |field: &str, assumed: bool| {
        if assumed {
            return LawProof::Assumed;
        }
        let theorem = law_theorem(field);
        match (lean, recorded) {
            (Some(checked), _) => {
                let mut accepted = checked.accepted.iter();
                match accepted.any(|of| of.file == FOUNDATIONS && of.name == theorem) {
                    true => LawProof::Proved(theorem),
                    false => LawProof::Unproved(theorem),
                }
            }
            (None, Recorded::Accepted { .. }) => LawProof::Proved(theorem),
            (None, _) => LawProof::NotChecked,
        }
    };
    let equations = laws.laws.iter();
    let equations = equations.map(|law| (law.name.clone(), proof(&law.name, law.assumed)));
    let facts = laws.facts.iter();
    let facts = facts.map(|fact| (fact.name.clone(), proof(&fact.name, fact.assumed)));
    let rules = laws.derivatives.iter().map(|rule| {
        let proof = proof(&rule_field(rule), rule.assumed);
        (rule_name(&rule.name), proof)
    });
    equations.chain(facts).chain(rules).collect()
}
