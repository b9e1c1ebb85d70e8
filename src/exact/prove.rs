//! The search for proofs: by equality saturation, whose proofs are short, then by a normal form.

mod computed;

use std::sync::Arc;
use std::time::Duration;

use egg::{FlatTerm, Rewrite, Runner, SimpleScheduler, StopReason};

use super::goal::Equation;
use super::graph::{ENode, FOLD, Facts, expression};
use super::guard::{establish, said_of};
use super::memory::Memory;
use super::normalise::{self, CANCEL, Stuck};
use super::proof::{Proof, Reason, Step};
use super::rewrite::{law_of, rewrites};
use crate::notation::Laws;
use crate::term::{Apart, Name, Rational, Substitution, Term};

/// How far a search goes. Counts only, so that a result does not depend on
/// the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Rounds of rewriting in a search for a proof.
    pub iterations: usize,
    /// Rounds of rewriting in a search for a smaller form.
    pub simplification: usize,
    /// Nodes of the e-graph.
    pub nodes: usize,
    /// Steps from a term to its normal form, where the e-graph finds no proof.
    pub steps: usize,
    /// The steps of a proof by the normal form beyond which the e-graph looks for a shorter one.
    pub long: usize,
    /// Nodes of the e-graph in that search; fewer than `nodes` if there is none.
    pub shorter: usize,
}

/// A proof that is so many times as long as one that is long has no short one that a search finds.
const HOPELESS: usize = 2;

impl Limits {
    /// Those for proofs that are shown or written down, with a search for shorter ones.
    pub fn for_short_proofs() -> Limits {
        Limits {
            shorter: 12_000,
            ..Limits::default()
        }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            iterations: 10,
            simplification: 6,
            nodes: 4_000,
            steps: 4_000,
            long: 60,
            shorter: 0,
        }
    }
}

/// Why a search ended without a proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// The laws give nothing new.
    #[error("the laws give no proof (saturated after {0} iterations)")]
    Saturated(usize),
    /// The limit on iterations was reached.
    #[error("no proof within {0} iterations")]
    Iterations(usize),
    /// The limit on nodes was reached.
    #[error("no proof within {0} e-graph nodes")]
    Nodes(usize),
    /// The limit on steps to the normal form was reached.
    #[error("no proof within {0} steps to a normal form")]
    Steps(usize),
    /// A law is false: it makes two constants equal.
    #[error("the laws are inconsistent: they prove {0} = {1}")]
    Contradiction(Box<Rational>, Box<Rational>),
    /// A step of the explanation is not an instance of a law.
    #[error(
        "internal: the e-graph explains `{before}` = `{after}` by what is not a law's instance"
    )]
    Unexplained {
        /// The term before it.
        before: Term,
        /// The term after it.
        after: Term,
    },
    /// A law would apply if its guard were known to hold.
    #[error("no proof without `{guard}` for `{law}`, which is neither a hypothesis nor a fact")]
    Guard {
        /// The law.
        law: Name,
        /// What it needs.
        guard: Box<Apart>,
    },
    /// The explanation has a term that is not well-sorted.
    #[error("internal: the e-graph's explanation has an ill-sorted term")]
    IllSorted,
}

/// What a search gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A proof, not yet replayed.
    Found(Proof),
    /// None.
    NotFound(Stop),
}

/// The laws, made ready for search.
pub struct Prover<'a> {
    pub(super) laws: &'a Laws,
    rewrites: Vec<Rewrite<ENode, Facts>>,
    pub(super) limits: Limits,
    pub(super) memory: Option<Arc<Memory>>,
}

impl<'a> Prover<'a> {
    /// Makes the laws ready.
    pub fn new(laws: &'a Laws, limits: Limits) -> Prover<'a> {
        Prover {
            laws,
            rewrites: rewrites(laws),
            limits,
            memory: None,
        }
    }

    /// Makes the laws ready; what was searched for before in this process, from the same laws
    /// within the same limits, is remembered.
    pub fn remembering(laws: &'a Laws, limits: Limits) -> Prover<'a> {
        Prover {
            memory: Some(Memory::of(laws, limits)),
            ..Prover::new(laws, limits)
        }
    }

    /// Searches for a proof of an equation.
    pub fn prove(&self, equation: &Equation) -> Outcome {
        let search = || self.search(equation);
        match &self.memory {
            Some(memory) => memory.proofs.of(equation, search),
            None => search(),
        }
    }

    fn search(&self, equation: &Equation) -> Outcome {
        let stop = match self.saturate(equation, self.limits.nodes) {
            Ok(proof) if proof.steps.len() <= self.limits.long => return Outcome::Found(proof),
            // It may go a long way round.
            Ok(proof) => {
                let other = normalise::prove(equation, self.laws, self.limits.steps);
                let other = other.ok().flatten();
                let shorter = other.filter(|other| other.steps.len() < proof.steps.len());
                return Outcome::Found(shorter.unwrap_or(proof));
            }
            // A law is false.
            Err(stop @ (Stop::Contradiction(..) | Stop::Unexplained { .. } | Stop::IllSorted)) => {
                return Outcome::NotFound(stop);
            }
            Err(stop) => stop,
        };
        match normalise::prove(equation, self.laws, self.limits.steps) {
            Ok(Some(proof))
                if (self.limits.long..HOPELESS * self.limits.long).contains(&proof.steps.len())
                    && self.limits.shorter > self.limits.nodes =>
            {
                let other = self.saturate(equation, self.limits.shorter).ok();
                let shorter = other.filter(|other| other.steps.len() < proof.steps.len());
                Outcome::Found(shorter.unwrap_or(proof))
            }
            Ok(Some(proof)) => Outcome::Found(proof),
            Err(Stuck::Steps(steps)) => Outcome::NotFound(Stop::Steps(steps)),
            Err(Stuck::Guard(guard)) => Outcome::NotFound(Stop::Guard {
                law: CANCEL.into(),
                guard,
            }),
            Ok(None) | Err(Stuck::Depth(_) | Stuck::Law(_)) => Outcome::NotFound(stop),
        }
    }

    /// A proof by an e-graph of so many nodes.
    fn saturate(&self, equation: &Equation, nodes: usize) -> Result<Proof, Stop> {
        let (left, right) = (expression(&equation.left), expression(&equation.right));
        let runner = self.runner().with_node_limit(nodes);
        let mut runner = runner.with_expr(&left).with_expr(&right);
        let said = said_of(
            [&equation.left, &equation.right],
            &equation.apart,
            self.laws,
        );
        set_apart(&mut runner, equation.apart.iter().chain(&said));
        let runner = runner.with_hook(|runner| match runner.roots.as_slice() {
            [a, b] if runner.egraph.find(*a) == runner.egraph.find(*b) => Err("proved".into()),
            _ => Ok(()),
        });
        let mut runner = runner.run(&self.rewrites);
        if let Some((a, b)) = runner.egraph.analysis.contradiction.clone() {
            return Err(Stop::Contradiction(a.into(), b.into()));
        }
        if runner.egraph.equivs(&left, &right).is_empty() {
            return Err(self.stop(&runner));
        }
        let explanation = runner.explain_equivalence(&left, &right);
        self.proof(equation, explanation)
    }

    pub(super) fn runner(&self) -> Runner<ENode, Facts> {
        Runner::default()
            .with_explanations_enabled()
            .with_scheduler(SimpleScheduler)
            .with_iter_limit(self.limits.iterations)
            .with_node_limit(self.limits.nodes)
            .with_time_limit(Duration::MAX)
    }

    pub(super) fn rewrites(&self) -> &[Rewrite<ENode, Facts>] {
        &self.rewrites
    }

    fn stop(&self, runner: &Runner<ENode, Facts>) -> Stop {
        match &runner.stop_reason {
            Some(StopReason::IterationLimit(n)) => Stop::Iterations(*n),
            Some(StopReason::NodeLimit(_)) => Stop::Nodes(self.limits.nodes),
            _ => Stop::Saturated(runner.iterations.len()),
        }
    }

    /// egg's explanation as a proof of ours: each step a named law.
    pub(super) fn proof(
        &self,
        equation: &Equation,
        mut explanation: egg::Explanation<ENode>,
    ) -> Result<Proof, Stop> {
        let mut proof = Proof {
            start: equation.left.clone(),
            steps: Vec::new(),
        };
        for flat in explanation.make_flat_explanation() {
            let term = term(flat).ok_or(Stop::IllSorted)?;
            if term == *proof.end() {
                continue;
            }
            let step = self.step(proof.end(), &term, flat, &equation.apart)?;
            let step = step.ok_or_else(|| Stop::Unexplained {
                before: proof.end().clone(),
                after: term.clone(),
            })?;
            proof.steps.push(step);
        }
        Ok(Proof::direct(proof.start, proof.steps))
    }

    /// A step of an explanation; none if it is not an instance of a law.
    fn step(
        &self,
        before: &Term,
        after: &Term,
        flat: &FlatTerm<ENode>,
        known: &[Apart],
    ) -> Result<Option<Step>, Stop> {
        let Some((reason, reversed, path, substitution)) = self.reason(before, after, flat) else {
            return Ok(None);
        };
        let mut facts = Vec::new();
        if let Reason::Law(name) = &reason
            && let Some(law) = self.laws.law(name)
        {
            let guards = law.apart.iter().map(|guard| guard.apply(&substitution));
            let Ok(guards) = guards.collect::<Result<Vec<Apart>, _>>() else {
                return Ok(None);
            };
            facts = establish(&guards, known, self.laws).map_err(|guard| Stop::Guard {
                law: name.clone(),
                guard: guard.into(),
            })?;
        }
        Ok(Some(Step {
            reason,
            reversed,
            path,
            substitution,
            facts,
            after: after.clone(),
        }))
    }

    /// Why two terms are equal, whether the law is used from right to left, where, and what its
    /// variables stand for.
    fn reason(
        &self,
        before: &Term,
        after: &Term,
        flat: &FlatTerm<ENode>,
    ) -> Option<(Reason, bool, Vec<usize>, Substitution)> {
        let (path, name) = rewritten(flat)?;
        let (old, new) = (before.at(&path)?, after.at(&path)?);
        if name == FOLD {
            return Some((Reason::Fold, false, path, Substitution::default()));
        }
        let law = law_of(self.laws, name)?;
        for (reversed, from, to) in [
            (false, &law.left, &law.right),
            (true, &law.right, &law.left),
        ] {
            let mut substitution = Substitution::default();
            if substitution.extend(&law.variables, from, old)
                && substitution.extend(&law.variables, to, new)
            {
                return Some((Reason::Law(law.name.clone()), reversed, path, substitution));
            }
        }
        None
    }
}

/// Marks the sides of conditions as different.
pub(super) fn set_apart<'c>(
    runner: &mut Runner<ENode, Facts>,
    conditions: impl IntoIterator<Item = &'c Apart>,
) {
    for condition in conditions {
        let [left, right] = condition.sides().map(expression);
        let sides = (
            runner.egraph.add_expr(&left),
            runner.egraph.add_expr(&right),
        );
        runner.egraph.analysis.apart.push(sides);
    }
}

/// A term of an explanation.
fn term(flat: &FlatTerm<ENode>) -> Option<Term> {
    let args = flat.children.iter().map(term).collect::<Option<_>>()?;
    Term::new(flat.node.op.clone(), args).ok()
}

/// Where an explanation rewrites, and by which rule.
fn rewritten(flat: &FlatTerm<ENode>) -> Option<(Vec<usize>, &'static str)> {
    if let Some(rule) = flat.forward_rule.or(flat.backward_rule) {
        return Some((Vec::new(), rule.as_str()));
    }
    flat.children
        .iter()
        .enumerate()
        .find_map(|(position, child)| {
            let (mut path, rule) = rewritten(child)?;
            path.insert(0, position);
            Some((path, rule))
        })
}
