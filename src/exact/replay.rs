//! Checks proofs again, without the e-graph.
//!
//! A step is accepted if it rewrites one subterm by an instance of a law whose
//! hypotheses are established, or by arithmetic on constants that is redone
//! here. Terms are well-sorted by construction, so an instance with an operator
//! of the wrong arity or a replacement of the wrong sort cannot be formed.

use super::computed::FunctionEquation;
use super::derive::{Derivation, Differentiation, Rule};
use super::goal::Equation;
use super::proof::{FactInstance, Proof, Reason, Step};
use crate::notation::Laws;
use crate::term::{Apart, IndexMap, Name, Op, Rational, SortError, Space, Term, inverse};

/// Why a proof is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The chain begins elsewhere.
    #[error("the proof starts from `{found}`, the claim from `{expected}`")]
    Start {
        /// The claim's left side.
        expected: Term,
        /// The proof's first term.
        found: Term,
    },
    /// The chain ends elsewhere.
    #[error("the proof ends in `{found}`, the claim in `{expected}`")]
    End {
        /// The claim's right side.
        expected: Term,
        /// The proof's last term.
        found: Term,
    },
    /// A step is not valid.
    #[error("step {step}: {why}")]
    Step {
        /// Which, from 1.
        step: usize,
        /// Why.
        why: InvalidStep,
    },
    /// A derivative is not what its rule gives.
    #[error("derivative of `{term}`: {why}")]
    Derivative {
        /// What is differentiated.
        term: Term,
        /// Why.
        why: InvalidDerivation,
    },
}

/// Why a step of a proof is not valid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidStep {
    /// The path of the step leads nowhere.
    #[error("the term has no such subterm")]
    Path,
    /// There is no law of this name.
    #[error("there is no law `{0}`")]
    UnknownLaw(Name),
    /// No function that may be applied has this name, or it computes what it states.
    #[error("nothing is known of what `{0}` computes")]
    UnknownFunction(Name),
    /// A hypothesis of the law is not established.
    #[error("`{law}` needs `{guard}`")]
    Guard {
        /// The law.
        law: Name,
        /// What must differ.
        guard: Apart,
    },
    /// The subterm is not the instance of the law.
    #[error("`{law}` rewrites `{instance}`, not `{found}`")]
    Instance {
        /// The law.
        law: Name,
        /// The side of the law, instantiated.
        instance: Term,
        /// The subterm.
        found: Term,
    },
    /// What is recorded for a guard is no evidence for it.
    #[error(transparent)]
    Fact(#[from] Box<InvalidFact>),
    /// Arithmetic does not give this.
    #[error("`{0}` and `{1}` are not equal constants")]
    Arithmetic(Term, Term),
    /// The step gives another term.
    #[error("the step gives `{expected}`, not `{found}`")]
    Result {
        /// What it gives.
        expected: Term,
        /// What the proof says.
        found: Term,
    },
    /// An instance is not well-sorted.
    #[error(transparent)]
    Sort(#[from] SortError),
}

/// Why the instance of a fact is no evidence for a guard.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFact {
    /// There is no fact of this name.
    #[error("there is no fact `{0}`")]
    Unknown(Name),
    /// The instance is about something that no guard is about.
    #[error("the fact `{fact}` says `{instance}`, which no guard needs")]
    Instance {
        /// The fact.
        fact: Name,
        /// What its instance says.
        instance: Apart,
    },
    /// What the fact holds under is not known.
    #[error("the fact `{fact}` needs `{guard}`, which is not known")]
    Guard {
        /// The fact.
        fact: Name,
        /// What it needs.
        guard: Apart,
    },
    /// The instance is not well-sorted.
    #[error("the fact `{fact}`: {why}")]
    Sort {
        /// The fact.
        fact: Name,
        /// Why.
        why: SortError,
    },
}

/// Why a derivative does not follow from the rules.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDerivation {
    /// No hypothesis is about the term.
    #[error("no hypothesis gives its derivative")]
    NoHypothesis,
    /// The hypothesis about the term gives this.
    #[error("the hypothesis gives `{0}`")]
    Hypothesis(Term),
    /// There is no rule of this name.
    #[error("there is no rule `{0}`")]
    UnknownRule(Name),
    /// The rule is about another term.
    #[error("`{rule}` differentiates `{pattern}`")]
    Pattern {
        /// The rule.
        rule: Name,
        /// What it differentiates.
        pattern: Term,
    },
    /// A variable of the rule stands for nothing.
    #[error("`{0}` stands for nothing")]
    Unbound(Name),
    /// The rule takes this for a constant, and it depends on the point.
    #[error("`{0}` is not a constant")]
    NotConstant(Term),
    /// A hypothesis of the rule is not established.
    #[error("`{rule}` needs `{guard}`")]
    Guard {
        /// The rule.
        rule: Name,
        /// What must differ.
        guard: Apart,
    },
    /// What is recorded for a guard is no evidence for it.
    #[error(transparent)]
    Fact(#[from] Box<InvalidFact>),
    /// The derivative of this is not given.
    #[error("the derivative of `{0}` is missing")]
    NoPremise(Term),
    /// The derivative of something else is given.
    #[error("expected the derivative of `{0}`")]
    Premise(Term),
    /// The rule gives another derivative.
    #[error("`{rule}` gives `{derivative}`")]
    Result {
        /// The rule.
        rule: Name,
        /// What it gives.
        derivative: Term,
    },
    /// An instance is not well-sorted.
    #[error(transparent)]
    Sort(#[from] SortError),
}

/// Checks that `proof` proves `equation` from `laws`.
///
/// # Errors
/// The first step that does not hold, or the end that does not fit.
pub fn replay(proof: &Proof, equation: &Equation, laws: &Laws) -> Result<(), Rejection> {
    replay_computed(proof, equation, &[], laws)
}

/// Checks that `proof` proves `equation` from `laws` and from the claims of these functions, which
/// are proved elsewhere.
///
/// # Errors
/// The first step that does not hold, or the end that does not fit.
pub fn replay_computed(
    proof: &Proof,
    equation: &Equation,
    functions: &[FunctionEquation],
    laws: &Laws,
) -> Result<(), Rejection> {
    if proof.start != equation.left {
        return Err(Rejection::Start {
            expected: equation.left.clone(),
            found: proof.start.clone(),
        });
    }
    let mut current = &proof.start;
    for (position, step) in proof.steps.iter().enumerate() {
        check(current, step, &equation.apart, functions, laws).map_err(|why| Rejection::Step {
            step: position + 1,
            why,
        })?;
        current = &step.after;
    }
    if *current == equation.right {
        Ok(())
    } else {
        Err(Rejection::End {
            expected: equation.right.clone(),
            found: current.clone(),
        })
    }
}

/// Whether a guard is among what is known, its sides in either order, or between two constants
/// that differ.
fn established(guard: &Apart, known: &[Apart]) -> bool {
    let differ = constant(&guard.left)
        .zip(constant(&guard.right))
        .is_some_and(|(left, right)| left != right);
    differ || known.iter().any(|condition| condition.is(guard))
}

/// What the recorded instances of facts say: each fact exists, its own guards are known, and each
/// says what a guard needs.
fn stated_by(
    facts: &[FactInstance],
    guards: &[Apart],
    known: &[Apart],
    laws: &Laws,
) -> Result<Vec<Apart>, Box<InvalidFact>> {
    let mut stated = Vec::new();
    for FactInstance { fact, substitution } in facts {
        let Some(found) = laws.fact(fact) else {
            return Err(InvalidFact::Unknown(fact.clone()).into());
        };
        let unsorted = |why| {
            let fact = fact.clone();
            InvalidFact::Sort { fact, why }
        };
        let instance = found.apart.apply(substitution).map_err(unsorted)?;
        for guard in &found.guards {
            let guard = guard.apply(substitution).map_err(unsorted)?;
            if !established(&guard, known) {
                let fact = fact.clone();
                return Err(InvalidFact::Guard { fact, guard }.into());
            }
        }
        if !guards.contains(&instance) {
            let fact = fact.clone();
            return Err(InvalidFact::Instance { fact, instance }.into());
        }
        stated.push(instance);
    }
    Ok(stated)
}

fn check(
    before: &Term,
    step: &Step,
    known: &[Apart],
    functions: &[FunctionEquation],
    laws: &Laws,
) -> Result<(), InvalidStep> {
    let old = before.at(&step.path).ok_or(InvalidStep::Path)?;
    let new = match &step.reason {
        Reason::Law(name) => {
            let law = laws
                .law(name)
                .ok_or_else(|| InvalidStep::UnknownLaw(name.clone()))?;
            let guards = law.apart.iter();
            let guards = guards.map(|guard| guard.apply(&step.substitution));
            let guards = guards.collect::<Result<Vec<Apart>, SortError>>()?;
            let stated = stated_by(&step.facts, &guards, known, laws)?;
            for guard in guards {
                if !established(&guard, known) && !stated.contains(&guard) {
                    return Err(InvalidStep::Guard {
                        law: name.clone(),
                        guard,
                    });
                }
            }
            instance(step, name, [&law.left, &law.right], old)?
        }
        Reason::Computed(name) => {
            let function = functions.iter().find(|known| known.function == *name);
            let function = function.ok_or_else(|| InvalidStep::UnknownFunction(name.clone()))?;
            stated_by(&step.facts, &[], known, laws)?;
            let Equation { left, right, .. } = &function.equation;
            instance(step, name, [left, right], old)?
        }
        Reason::Fold => {
            stated_by(&step.facts, &[], known, laws)?;
            let new = step.after.at(&step.path).ok_or(InvalidStep::Path)?;
            match (value(old), value(new)) {
                (Some(a), Some(b)) if a == b => new.clone(),
                _ => return Err(InvalidStep::Arithmetic(old.clone(), new.clone())),
            }
        }
    };
    let after = replace(before, &step.path, &new)?;
    if after == step.after {
        Ok(())
    } else {
        Err(InvalidStep::Result {
            expected: after,
            found: step.after.clone(),
        })
    }
}

/// What a step makes of the subterm `old`: the other side of the instance of the named equation.
fn instance(step: &Step, name: &Name, sides: [&Term; 2], old: &Term) -> Result<Term, InvalidStep> {
    let [left, right] = sides.map(|side| step.substitution.apply(side));
    let (from, to) = match step.reversed {
        true => (right?, left?),
        false => (left?, right?),
    };
    if from != *old {
        return Err(InvalidStep::Instance {
            law: name.clone(),
            instance: from,
            found: old.clone(),
        });
    }
    Ok(to)
}

/// The term with the subterm at `path` replaced.
fn replace(term: &Term, path: &[usize], new: &Term) -> Result<Term, InvalidStep> {
    let Some((&first, rest)) = path.split_first() else {
        return Ok(new.clone());
    };
    let mut args = term.args().to_vec();
    let arg = args.get_mut(first).ok_or(InvalidStep::Path)?;
    *arg = replace(arg, rest, new)?;
    Ok(Term::new(term.op().clone(), args)?)
}

/// What a term without variables is, where that is computed and not proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A number.
    Number(Rational),
    /// The linear map `pull φ` of an index map `φ`.
    Map(IndexMap),
}

impl Value {
    /// The operator that has the value.
    pub fn op(self) -> Op {
        match self {
            Value::Number(value) => Op::Const(value),
            Value::Map(map) => Op::pull(map),
        }
    }
}

/// The value of a term without variables.
pub(super) fn value(term: &Term) -> Option<Value> {
    // The identity is the map of an index map, too.
    if let Op::Id(space) = term.op() {
        return IndexMap::identity(space.clone()).map(Value::Map);
    }
    let values: Vec<Value> = term.args().iter().map(value).collect::<Option<_>>()?;
    folded(term.op(), &values)
}

/// The value of a scalar term without variables.
pub fn constant(term: &Term) -> Option<Rational> {
    match value(term)? {
        Value::Number(value) => Some(value),
        Value::Map(_) => None,
    }
}

/// The value of an operator at values.
pub(super) fn folded(op: &Op, values: &[Value]) -> Option<Value> {
    use Value::{Map, Number};
    Some(match (op, values) {
        (Op::Const(value), []) => Number(value.clone()),
        (Op::Add, [Number(a), Number(b)]) => Number(a + b),
        (Op::Sub, [Number(a), Number(b)]) => Number(a - b),
        (Op::Smul, [Number(a), Number(b)]) => Number(a * b),
        (Op::Neg, [Number(a)]) => Number(-a),
        (Op::Inv, [Number(a)]) => Number(inverse(a)),
        (Op::Pull(map), []) => Map(map.clone()),
        // The adjoint of a permutation of coordinates is its inverse.
        (Op::Adjoint, [Map(map)]) => Map(map.inverse()?),
        // `(pull φ) (pull ψ u)` has the coordinates `u (ψ (φ i))`.
        (Op::Comp, [Map(outer), Map(inner)]) => Map(outer.then(inner)?),
        _ => return None,
    })
}

/// Checks that a derivative with respect to `point` follows from the rules.
///
/// # Errors
/// The first term whose derivative is not what its rule gives.
pub fn replay_derivation(
    derivation: &Derivation,
    point: &str,
    domain: &Space,
    laws: &Laws,
) -> Result<(), Rejection> {
    replay_derivation_given(derivation, &Differentiation::at(point, domain), laws)
}

/// Checks that a derivative follows from the rules and the derivatives that are given.
///
/// # Errors
/// The first term whose derivative is not what its rule or a hypothesis gives.
pub fn replay_derivation_given(
    derivation: &Derivation,
    by: &Differentiation<'_>,
    laws: &Laws,
) -> Result<(), Rejection> {
    let reject = |why: InvalidDerivation| Rejection::Derivative {
        term: derivation.term.clone(),
        why,
    };
    let sorted = |result: Result<Term, SortError>| result.map_err(|e| reject(e.into()));
    let name = match &derivation.rule {
        Rule::Named(name) => name,
        Rule::Hypothesis => {
            return match by.given(&derivation.term) {
                Some(given) if *given == derivation.derivative => Ok(()),
                Some(given) => Err(reject(InvalidDerivation::Hypothesis(given.clone()))),
                None => Err(reject(InvalidDerivation::NoHypothesis)),
            };
        }
    };
    let rule = laws
        .derivatives
        .iter()
        .find(|rule| rule.name == *name)
        .ok_or_else(|| reject(InvalidDerivation::UnknownRule(name.clone())))?;
    let mut substitution = derivation.substitution.clone();
    let domain = by.domain.clone();
    substitution.spaces.insert("domain".into(), domain);
    let pattern = sorted(
        rule.pattern_at(by.point)
            .and_then(|pattern| substitution.apply(&pattern)),
    )?;
    if pattern != derivation.term {
        return Err(reject(InvalidDerivation::Pattern {
            rule: name.clone(),
            pattern,
        }));
    }
    let guards = rule.apart.iter().map(|guard| guard.apply(&substitution));
    let guards = guards.collect::<Result<Vec<Apart>, SortError>>();
    let guards = guards.map_err(|e| reject(e.into()))?;
    let stated =
        stated_by(&derivation.facts, &guards, by.conditions, laws).map_err(|e| reject(e.into()))?;
    for guard in guards {
        if !established(&guard, by.conditions) && !stated.contains(&guard) {
            let rule = name.clone();
            return Err(reject(InvalidDerivation::Guard { rule, guard }));
        }
    }
    for (variable, _) in &rule.variables {
        let derivative = rule.derivative_of(variable);
        let inner = substitution
            .terms
            .get(variable)
            .ok_or_else(|| reject(InvalidDerivation::Unbound(variable.clone())))?
            .clone();
        let is_guarded = rule.apart.iter().any(|guard| guard.mentions(variable));
        if !rule.derivative.mentions(&derivative) && !is_guarded {
            if !by.is_constant(&inner) {
                return Err(reject(InvalidDerivation::NotConstant(inner)));
            }
            continue;
        }
        let (_, premise) = derivation
            .premises
            .iter()
            .find(|(v, _)| v == variable)
            .ok_or_else(|| reject(InvalidDerivation::NoPremise(inner.clone())))?;
        if premise.term != inner {
            return Err(reject(InvalidDerivation::Premise(inner)));
        }
        replay_derivation_given(premise, by, laws)?;
        substitution
            .terms
            .insert(derivative, premise.derivative.clone());
    }
    let derivative = sorted(substitution.apply(&rule.derivative))?;
    if derivative == derivation.derivative {
        Ok(())
    } else {
        Err(reject(InvalidDerivation::Result {
            rule: name.clone(),
            derivative,
        }))
    }
}
