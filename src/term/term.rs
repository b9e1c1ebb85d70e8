//! Operators and well-sorted terms.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Name, Rational, Sort, SortError, Space};

/// An operator of the language.
///
/// The comment of each gives its sorts; `E`, `F`, `G` are spaces, `s` and `Γ`
/// spaces of coordinates.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Op {
    /// A variable or parameter with its sort.
    Var(Name, Sort),
    /// A rational constant: `ℝ`.
    Const(Rational),
    /// The zero of a space: `E`.
    Zero(Space),
    /// The identity map: `E →L[ℝ] E`.
    Id(Space),
    /// The vector with one value in every coordinate: `ℝ → s`.
    Fill(Space),
    /// `u + v`: `E → E → E`.
    Add,
    /// `u - v`: `E → E → E`.
    Sub,
    /// `-u`: `E → E`.
    Neg,
    /// `c • u`: `ℝ → E → E`; in `ℝ` itself the product `c * d`.
    Smul,
    /// `c⁻¹`, total, `0⁻¹ = 0`: `ℝ → ℝ`.
    Inv,
    /// `⟪u, v⟫`: `s → s → ℝ`.
    Inner,
    /// `u ⊙ v`, coordinate by coordinate: `s → s → s`.
    Hadamard,
    /// `fun i => if m i then u i else v i`: `Mask s → s → s → s`.
    Select,
    /// Lean's `CtxVec.get a x`: `Idx Γ s → Γ → s`.
    Get,
    /// Lean's `CtxVec.single a v`: `Idx Γ s → s → Γ`.
    Single,
    /// Lean's `CtxVec.getCLM a`: `Idx Γ s → (Γ →L[ℝ] s)`.
    GetClm,
    /// `A u`: `(E →L[ℝ] F) → E → F`.
    Apply,
    /// `A ∘L B`: `(F →L[ℝ] G) → (E →L[ℝ] F) → (E →L[ℝ] G)`.
    Comp,
    /// `A.adjoint`: `(E →L[ℝ] F) → (F →L[ℝ] E)`.
    Adjoint,
    /// `fun v => u ⊙ v` as a linear map: `s → (s →L[ℝ] s)`.
    Diag,
}

impl Op {
    /// The name of the operator in messages.
    pub fn name(&self) -> String {
        match self {
            Op::Var(name, _) => name.to_string(),
            Op::Const(value) => value.to_string(),
            Op::Zero(_) => "0".into(),
            Op::Id(_) => "id".into(),
            Op::Fill(_) => "fun i => c".into(),
            Op::Add => "+".into(),
            Op::Sub | Op::Neg => "-".into(),
            Op::Smul => "•".into(),
            Op::Inv => "⁻¹".into(),
            Op::Inner => "⟪·, ·⟫".into(),
            Op::Hadamard => "⊙".into(),
            Op::Select => "if".into(),
            Op::Get => "get".into(),
            Op::Single => "single".into(),
            Op::GetClm => "getCLM".into(),
            Op::Apply => "application".into(),
            Op::Comp => "∘L".into(),
            Op::Adjoint => "adjoint".into(),
            Op::Diag => "diag".into(),
        }
    }

    /// The zero of a space; that of `ℝ` is the constant 0.
    pub fn zero(space: Space) -> Op {
        match space {
            Space::Real => Op::Const(Rational::default()),
            space => Op::Zero(space),
        }
    }

    /// The operator with each named space replaced as `spaces` says.
    #[must_use]
    pub fn instantiate(&self, spaces: &BTreeMap<Name, Space>) -> Op {
        match self {
            Op::Var(name, sort) => Op::Var(name.clone(), sort.instantiate(spaces)),
            Op::Zero(space) => Op::zero(space.instantiate(spaces)),
            Op::Id(space) => Op::Id(space.instantiate(spaces)),
            Op::Fill(space) => Op::Fill(space.instantiate(spaces)),
            other => other.clone(),
        }
    }
}

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
}

/// What one operator costs that gives this sort.
pub fn own_cost(sort: &Sort, leaf: bool) -> usize {
    if leaf || *sort == Sort::REAL { 1 } else { 2 }
}
