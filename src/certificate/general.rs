//! A claim in general: what a theorem says holds for any spaces and linear maps in place of the
//! shapes and index maps of the claim.
//!
//! A proof looks inside an index map only where it computes, as when the adjoint of a transpose is
//! a transpose. What it computes becomes a hypothesis of the theorem, which the replay checks for
//! the claim's own index maps.

use std::collections::BTreeMap;

use super::claim::{Claim, Unwritable};
use crate::exact::{Derivation, Equation, FactInstance, Proof, Reason, Step};
use crate::term::{Apart, Dim, IndexMap, Name, Op, Sort, Space, Substitution, Term};

/// A claim over variables for its shapes, index maps and dimensions.
#[derive(Debug)]
pub struct General {
    /// The parameters, those for index maps and dimensions last.
    pub parameters: Vec<(Name, Sort)>,
    /// The derivative that the claim speaks of.
    pub derivation: Option<Derivation>,
    /// The equations.
    pub equations: Vec<Equation>,
    /// A proof of each equation.
    pub proofs: Vec<Proof>,
    /// Equations between linear maps that the proofs compute.
    pub computed: Vec<(Term, Term)>,
    /// What the variables stand for.
    pub legend: Vec<String>,
}

impl General {
    /// The claim in general.
    ///
    /// # Errors
    /// When a step does not fit its own proof.
    pub fn of(claim: &Claim<'_>) -> Result<General, Unwritable> {
        let mut variables = Variables::default();
        for (name, _) in &claim.parameters {
            variables.taken.push(name.clone());
        }
        for equation in &claim.equations {
            let sides = [&equation.left, &equation.right];
            let own = sides.into_iter().flat_map(|side| side.variables());
            variables.taken.extend(own.map(|(name, _)| name));
        }
        // No equation speaks of a rank: it says which axes a shape's name stands for.
        let parameters = claim.parameters.iter();
        let parameters = parameters.filter(|(_, sort)| !matches!(sort, Sort::Rank(_)));
        let parameters = parameters.map(|(name, sort)| (name.clone(), general_sort(sort)));
        let mut parameters: Vec<(Name, Sort)> = parameters.collect();
        let derivation = match claim.derivation {
            Some(derivation) => Some(variables.derivation(derivation)?),
            None => None,
        };
        let equations = claim.equations.iter().map(|equation| {
            Ok(Equation {
                left: variables.term(&equation.left)?,
                right: variables.term(&equation.right)?,
                apart: variables.conditions(&equation.apart)?,
            })
        });
        let equations = equations.collect::<Result<_, Unwritable>>()?;
        let proofs = claim.proofs.iter().map(|proof| variables.proof(proof));
        let proofs = proofs.collect::<Result<_, Unwritable>>()?;
        let mut legend = Vec::new();
        for (map, name) in &variables.maps {
            parameters.push((name.clone(), general_sort(&map_sort(map))));
            legend.push(format!("{name} is {} : {}", shown(map), map_sort(map)));
        }
        for (dim, name) in &variables.dims {
            parameters.push((name.clone(), Sort::REAL));
            legend.push(format!("{name} is the number {dim}"));
        }
        Ok(General {
            parameters,
            derivation,
            equations,
            proofs,
            computed: variables.computed,
            legend,
        })
    }
}

fn map_sort(map: &IndexMap) -> Sort {
    Sort::Vec(Space::hom(map.to().clone(), map.from().clone()))
}

fn shown(map: &IndexMap) -> String {
    let pull = Term::new(Op::pull(map.clone()), Vec::new());
    pull.map_or_else(|why| why.to_string(), |pull| pull.to_string())
}

/// A space whose axes are told, as one of a name: Lean's quotes allow any.
fn general_space(space: &Space) -> Space {
    match space {
        Space::Shaped(_) => Space::named(&format!("«{}»", space.bare())),
        Space::Hom(from, to) => Space::hom(general_space(from), general_space(to)),
        Space::Real | Space::Named(_) => space.clone(),
    }
}

fn general_sort(sort: &Sort) -> Sort {
    match sort {
        Sort::Vec(space) => Sort::Vec(general_space(space)),
        Sort::Mask(space) => Sort::Mask(general_space(space)),
        Sort::Idx { context, shape } => Sort::Idx {
            context: general_space(context),
            shape: general_space(shape),
        },
        Sort::CanBroadcastTo { from, to } => Sort::CanBroadcastTo {
            from: general_space(from),
            to: general_space(to),
        },
        Sort::Rank(name) => Sort::Rank(name.clone()),
    }
}

#[derive(Debug, Default)]
struct Variables {
    /// The names that the claim uses itself.
    taken: Vec<Name>,
    maps: Vec<(IndexMap, Name)>,
    dims: Vec<(Dim, Name)>,
    computed: Vec<(Term, Term)>,
}

impl Variables {
    fn fresh(&self, letter: &str) -> Name {
        let maps = self.maps.iter().map(|(_, name)| name);
        let dims = self.dims.iter().map(|(_, name)| name);
        let used: Vec<&Name> = maps.chain(dims).chain(&self.taken).collect();
        let mut number = 1;
        loop {
            let name: Name = format!("{letter}{number}").into();
            if !used.contains(&&name) {
                return name;
            }
            number += 1;
        }
    }

    fn map(&mut self, map: &IndexMap) -> Name {
        if let Some((_, name)) = self.maps.iter().find(|(known, _)| known == map) {
            return name.clone();
        }
        let name = self.fresh("P");
        self.maps.push((map.clone(), name.clone()));
        name
    }

    fn dim(&mut self, dim: &Dim) -> Name {
        if let Some((_, name)) = self.dims.iter().find(|(known, _)| known == dim) {
            return name.clone();
        }
        let name = self.fresh("d");
        self.dims.push((dim.clone(), name.clone()));
        name
    }

    fn term(&mut self, term: &Term) -> Result<Term, Unwritable> {
        let op = match term.op() {
            Op::Var(name, sort) => Op::Var(name.clone(), general_sort(sort)),
            Op::Zero(space) => Op::zero(general_space(space)),
            Op::Id(space) => Op::Id(general_space(space)),
            Op::Nat(dim) => Op::Var(self.dim(dim), Sort::REAL),
            Op::Pull(map) if *map.to() == Space::Real => {
                Op::Pull(IndexMap::to_point(general_space(map.from())))
            }
            Op::Pull(map) => Op::Var(self.map(map), general_sort(&map_sort(map))),
            op => op.clone(),
        };
        let args = self.terms(term.args())?;
        Term::new(op, args).map_err(|why| Unwritable::Sort(why.to_string()))
    }

    fn terms(&mut self, terms: &[Term]) -> Result<Vec<Term>, Unwritable> {
        terms.iter().map(|term| self.term(term)).collect()
    }

    fn conditions(&mut self, conditions: &[Apart]) -> Result<Vec<Apart>, Unwritable> {
        let mut general = |condition: &Apart| condition.try_map(|side| self.term(side));
        conditions.iter().map(&mut general).collect()
    }

    fn substitution(&mut self, of: &Substitution) -> Result<Substitution, Unwritable> {
        let spaces = of.spaces.iter();
        let spaces = spaces.map(|(name, space)| (name.clone(), general_space(space)));
        let mut terms = BTreeMap::new();
        for (name, term) in &of.terms {
            terms.insert(name.clone(), self.term(term)?);
        }
        Ok(Substitution {
            spaces: spaces.collect(),
            terms,
        })
    }

    fn facts(&mut self, of: &[FactInstance]) -> Result<Vec<FactInstance>, Unwritable> {
        let general = of.iter().map(|instance| {
            Ok(FactInstance {
                fact: instance.fact.clone(),
                substitution: self.substitution(&instance.substitution)?,
            })
        });
        general.collect()
    }

    fn derivation(&mut self, of: &Derivation) -> Result<Derivation, Unwritable> {
        let mut premises = Vec::new();
        for (name, premise) in &of.premises {
            premises.push((name.clone(), self.derivation(premise)?));
        }
        Ok(Derivation {
            term: self.term(&of.term)?,
            derivative: self.term(&of.derivative)?,
            rule: of.rule.clone(),
            substitution: self.substitution(&of.substitution)?,
            facts: self.facts(&of.facts)?,
            premises,
        })
    }

    fn proof(&mut self, proof: &Proof) -> Result<Proof, Unwritable> {
        let mut steps = Vec::new();
        let mut before = &proof.start;
        for (position, step) in proof.steps.iter().enumerate() {
            if step.reason == Reason::Fold {
                let misfit = Unwritable::Step(position + 1);
                let old = before.at(&step.path).ok_or_else(|| misfit.clone())?;
                let new = step.after.at(&step.path).ok_or(misfit)?;
                if *old.sort() != Sort::REAL {
                    let computed = (self.term(old)?, self.term(new)?);
                    if !self.computed.contains(&computed) {
                        self.computed.push(computed);
                    }
                }
            }
            steps.push(Step {
                reason: step.reason.clone(),
                reversed: step.reversed,
                path: step.path.clone(),
                substitution: self.substitution(&step.substitution)?,
                facts: self.facts(&step.facts)?,
                after: self.term(&step.after)?,
            });
            before = &step.after;
        }
        Ok(Proof {
            start: self.term(&proof.start)?,
            steps,
        })
    }
}
