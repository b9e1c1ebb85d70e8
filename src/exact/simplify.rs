//! The smallest equal form of a term.

use egg::{CostFunction, Extractor, Id, Language, RecExpr};

use super::goal::Equation;
use super::graph::{ENode, Graph, expression};
use super::guard::said_of;
use super::proof::Proof;
use super::prove::{Prover, Stop, set_apart};
use super::replay::{Rejection, replay};
use crate::notation::Laws;
use crate::term::{Name, Op, Sort, Term, own_cost};

/// A term with its smallest equal form and the proof that they are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simplified {
    /// The smallest form found; the given one if none is smaller.
    pub term: Term,
    /// The proof of `given = term`, not yet replayed.
    pub proof: Proof,
}

impl Prover<'_> {
    /// The smallest term that the laws make equal to `term`.
    ///
    /// # Errors
    /// When the laws are inconsistent.
    pub fn simplify(&self, term: &Term) -> Result<Simplified, Stop> {
        let search = || self.search_smaller(term);
        match &self.memory {
            Some(memory) => memory.forms.of(term, search),
            None => search(),
        }
    }

    fn search_smaller(&self, term: &Term) -> Result<Simplified, Stop> {
        let mut found = self.smallest_of_one_search(term)?;
        let mut is_new = !found.proof.steps.is_empty();
        // A search from a smaller form reaches further.
        while is_new {
            let next = self.smallest_of_one_search(&found.term)?;
            is_new = !next.proof.steps.is_empty();
            found.term = next.term;
            found.proof.steps.extend(next.proof.steps);
        }
        Ok(found)
    }

    fn smallest_of_one_search(&self, term: &Term) -> Result<Simplified, Stop> {
        let given = expression(term);
        let mut runner = self
            .runner()
            .with_iter_limit(self.limits.simplification)
            .with_expr(&given);
        set_apart(&mut runner, &said_of([term], &[], self.laws));
        let mut runner = runner.run(self.rewrites());
        if let Some((a, b)) = runner.egraph.analysis.contradiction.clone() {
            return Err(Stop::Contradiction(a.into(), b.into()));
        }
        let unchanged = Simplified {
            term: term.clone(),
            proof: Proof {
                start: term.clone(),
                steps: Vec::new(),
            },
        };
        let Some(&root) = runner.roots.first() else {
            return Ok(unchanged);
        };
        let (_, best) = Extractor::new(&runner.egraph, Smallest(&runner.egraph)).find_best(root);
        let Some(smallest) = read(&best).filter(|best| best.cost() < term.cost()) else {
            return Ok(unchanged);
        };
        let equation = Equation {
            left: term.clone(),
            right: smallest.clone(),
            apart: Vec::new(),
        };
        let explanation = runner.explain_equivalence(&given, &best);
        Ok(Simplified {
            proof: self.proof(&equation, explanation)?,
            term: smallest,
        })
    }
}

/// The smallest form of a term with its proof, which was replayed from `laws`;
/// none if no form is smaller.
///
/// # Errors
/// Why no form can be shown: the laws are inconsistent.
pub fn smaller(
    term: &Term,
    prover: &Prover<'_>,
    laws: &Laws,
) -> Result<Option<Simplified>, NotSmaller> {
    let simplified = prover.simplify(term).map_err(NotSmaller::Stopped)?;
    if simplified.term == *term {
        return Ok(None);
    }
    let equation = Equation {
        left: term.clone(),
        right: simplified.term.clone(),
        apart: Vec::new(),
    };
    replay(&simplified.proof, &equation, laws).map_err(NotSmaller::Rejected)?;
    Ok(Some(simplified))
}

/// Why a smaller form cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSmaller {
    /// The search failed.
    #[error("unknown: {0}")]
    Stopped(Stop),
    /// The replay rejects the proof.
    #[error("not shown, the replay rejects its proof: {0}")]
    Rejected(Rejection),
    /// The proof uses a law that fails at points.
    #[error("not shown, its proof rests on `{law}`, which is {verdict}")]
    RestsOnLaw {
        /// The law.
        law: Name,
        /// What is known of it.
        verdict: &'static str,
    },
}

fn read(expression: &RecExpr<ENode>) -> Option<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for node in expression.as_ref() {
        let args = node
            .children
            .iter()
            .map(|&id| terms.get(usize::from(id)).cloned())
            .collect::<Option<_>>()?;
        terms.push(Term::new(node.op.clone(), args).ok()?);
    }
    terms.pop()
}

/// Leaves before the rest and short names before long ones; `single` outermost.
fn reading_order(node: &ENode) -> (u8, usize, Op) {
    let (rank, length) = match &node.op {
        Op::Var(name, _) => (0, name.chars().count()),
        _ if node.is_leaf() => (0, 0),
        Op::Single => (1, 0),
        _ => (2, 0),
    };
    (rank, length, node.op.clone())
}

/// The least cost; among equals the first in reading order, so that the
/// result does not depend on the order of the search.
struct Smallest<'a>(&'a Graph);

impl CostFunction<ENode> for Smallest<'_> {
    type Cost = (usize, Vec<(u8, usize, Op)>);

    fn cost<C: FnMut(Id) -> Self::Cost>(&mut self, node: &ENode, mut costs: C) -> Self::Cost {
        let sorts: Option<Vec<&Sort>> = node
            .children
            .iter()
            .map(|&child| self.0[child].data.sort.as_ref())
            .collect();
        let sort = sorts.and_then(|sorts| node.op.result(&sorts).ok());
        let mut size = sort.map_or(usize::from(u16::MAX), |sort| {
            own_cost(&sort, node.is_leaf())
        });
        let mut order = vec![reading_order(node)];
        for &child in &node.children {
            let (child_size, child_order) = costs(child);
            size += child_size;
            order.extend(child_order);
        }
        (size, order)
    }
}
