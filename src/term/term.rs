//! Well-sorted terms.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{IndexMap, Name, Op, Rational, Sort, SortError, Space};

/// A well-sorted term.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Term(Arc<Node>);

#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Node {
    op: Op,
    args: Vec<Term>,
    sort: Sort,
}

impl Term {
    /// Applies an operator.
    ///
    /// # Errors
    /// The first argument whose sort does not fit, or that is missing or left over.
    pub fn new(op: Op, args: Vec<Term>) -> Result<Term, SortError> {
        let sort = {
            let sorts: Vec<&Sort> = args.iter().map(Term::sort).collect();
            op.result(&sorts)?
        };
        Ok(Term(Arc::new(Node { op, args, sort })))
    }

    /// A variable.
    pub fn var(name: &str, sort: Sort) -> Term {
        Term(Arc::new(Node {
            op: Op::Var(name.into(), sort.clone()),
            args: Vec::new(),
            sort,
        }))
    }

    /// A rational constant.
    pub fn constant(value: Rational) -> Term {
        Term(Arc::new(Node {
            op: Op::Const(value),
            args: Vec::new(),
            sort: Sort::REAL,
        }))
    }

    /// The vector of a space that has the value of a scalar in every coordinate.
    ///
    /// # Errors
    /// When the first is not a scalar, or the space has no coordinates.
    pub fn filled(scalar: Term, space: &Space) -> Result<Term, SortError> {
        let fill = Term::new(Op::pull(IndexMap::to_point(space.clone())), Vec::new())?;
        Term::new(Op::Apply, vec![fill, scalar])
    }

    /// The image of a vector under `pull φ`; itself if that is the identity.
    ///
    /// # Errors
    /// When the vector is not of the space that `φ` leads to.
    pub fn pulled(self, map: IndexMap) -> Result<Term, SortError> {
        if map.is_identity() && self.space() == Some(map.to()) {
            return Ok(self);
        }
        let pull = Term::new(Op::pull(map), Vec::new())?;
        Term::new(Op::Apply, vec![pull, self])
    }

    /// The outermost operator.
    pub fn op(&self) -> &Op {
        &self.0.op
    }

    /// The arguments of the outermost operator.
    pub fn args(&self) -> &[Term] {
        &self.0.args
    }

    /// The sort.
    pub fn sort(&self) -> &Sort {
        &self.0.sort
    }

    /// Whether the operator is anywhere in it.
    pub fn has(&self, op: &Op) -> bool {
        self.op() == op || self.args().iter().any(|arg| arg.has(op))
    }

    /// Whether it has values of functions of the reals.
    pub fn has_functions(&self) -> bool {
        matches!(self.op(), Op::Map(_)) || self.args().iter().any(Term::has_functions)
    }

    /// Whether the term is a variable or the number of a dimension.
    pub fn is_symbol(&self) -> bool {
        matches!(self.op(), Op::Var(..) | Op::Nat(_))
    }

    /// The space, if the term is a vector.
    pub fn space(&self) -> Option<&Space> {
        match self.sort() {
            Sort::Vec(space) => Some(space),
            _ => None,
        }
    }

    /// What the term costs: 1 for each operator, 2 for one that works on whole
    /// vectors.
    pub fn cost(&self) -> usize {
        let own = own_cost(self.sort(), self.args().is_empty());
        own + self.args().iter().map(Term::cost).sum::<usize>()
    }

    /// Whether the variable occurs.
    pub fn mentions(&self, name: &str) -> bool {
        matches!(self.op(), Op::Var(n, _) if &**n == name)
            || self.args().iter().any(|arg| arg.mentions(name))
    }

    /// Whether the term is built from sums, differences, multiples and
    /// constants alone, and so makes sense in every vector space.
    pub fn only_module_operators(&self) -> bool {
        matches!(
            self.op(),
            Op::Var(..) | Op::Const(_) | Op::Zero(_) | Op::Add | Op::Sub | Op::Neg | Op::Smul
        ) && self.args().iter().all(Term::only_module_operators)
    }

    /// The variables in order of first occurrence.
    pub fn variables(&self) -> Vec<(Name, Sort)> {
        fn walk(term: &Term, found: &mut Vec<(Name, Sort)>) {
            if let Op::Var(name, sort) = term.op()
                && !found.iter().any(|(n, _)| n == name)
            {
                found.push((name.clone(), sort.clone()));
            }
            for arg in term.args() {
                walk(arg, found);
            }
        }
        let mut found = Vec::new();
        walk(self, &mut found);
        found
    }

    /// Replaces spaces and variables at once.
    ///
    /// # Errors
    /// When a replacement has another sort than its variable.
    pub fn substitute(
        &self,
        spaces: &BTreeMap<Name, Space>,
        terms: &BTreeMap<Name, Term>,
    ) -> Result<Term, SortError> {
        if let Op::Var(name, sort) = self.op()
            && let Some(replacement) = terms.get(name)
        {
            let expected = sort.instantiate(spaces);
            if *replacement.sort() != expected {
                return Err(SortError {
                    operator: name.to_string(),
                    position: 1,
                    expected: expected.to_string(),
                    found: replacement.sort().to_string(),
                });
            }
            return Ok(replacement.clone());
        }
        let args = self
            .args()
            .iter()
            .map(|arg| arg.substitute(spaces, terms))
            .collect::<Result<_, _>>()?;
        Term::new(self.op().instantiate(spaces), args)
    }

    /// The subterm at a path of argument positions.
    pub fn at(&self, path: &[usize]) -> Option<&Term> {
        path.iter()
            .try_fold(self, |term, &position| term.args().get(position))
    }

    /// Whether a part of it is `part`.
    pub fn contains(&self, part: &Term) -> bool {
        self == part || self.args().iter().any(|arg| arg.contains(part))
    }

    /// The term with another subterm at a path; none if there is no such path, or the subterm is
    /// of another sort.
    pub fn with(&self, path: &[usize], new: &Term) -> Option<Term> {
        let Some((&first, rest)) = path.split_first() else {
            return Some(new.clone());
        };
        let mut args = self.args().to_vec();
        let arg = args.get_mut(first)?;
        *arg = arg.with(rest, new)?;
        Term::new(self.op().clone(), args).ok()
    }
}

/// What one operator costs that gives this sort.
pub fn own_cost(sort: &Sort, leaf: bool) -> usize {
    if leaf || *sort == Sort::REAL { 1 } else { 2 }
}
