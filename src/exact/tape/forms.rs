//! The forms of a step with the names of its tape put in.

use std::collections::{BTreeMap, BTreeSet};

use crate::exact::forms::Reduced;
use crate::exact::prove::Prover;
use crate::notation::{Entry, Laws, Step, Tape};
use crate::term::{Argument, Name, Op, Sort, SortError, Term};

/// What a step computes, over the names of its tape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepForms {
    /// The value.
    pub value: Reduced,
    /// The tangent, from the tangents of what it reads.
    pub tangent: Reduced,
    /// What the cotangent of the result adds to those of what it reads.
    pub cotangent: Reduced,
}

/// Names that no two things of a tape share.
#[derive(Clone, Debug)]
pub struct TapeNames {
    taken: BTreeSet<Name>,
    tangent: String,
}

impl TapeNames {
    /// Names beside those of a tape.
    pub fn beside(tape: &Tape) -> TapeNames {
        let taken: BTreeSet<Name> = tape.positions().map(|(name, _)| name.clone()).collect();
        let mut tangent = "d".to_string();
        while taken
            .iter()
            .any(|name| taken.contains(&*format!("{tangent}{name}")))
        {
            tangent.push('d');
        }
        TapeNames { taken, tangent }
    }

    /// The tangent of what is called `name`.
    pub fn tangent(&self, name: &str) -> String {
        format!("{}{name}", self.tangent)
    }

    /// The cotangent of a step's result.
    pub fn cotangent(&self) -> String {
        self.fresh("δ".into())
    }

    /// A constant of a step.
    pub fn constant(&self, step: &str, parameter: &str) -> String {
        self.fresh(format!("{step}.{parameter}"))
    }

    fn fresh(&self, mut name: String) -> String {
        let is_tangent = |name: &str| {
            let of = name.strip_prefix(&self.tangent);
            of.is_some_and(|of| self.taken.contains(of))
        };
        while self.taken.contains(name.as_str()) || is_tangent(&name) {
            name.insert(0, '_');
        }
        name
    }
}

/// The stated forms of a step, each with the smallest that equals it; none if its entry is not a
/// node.
///
/// # Errors
/// When an argument is not of its parameter's sort.
pub fn step_forms(
    tape: &Tape,
    step: &Step,
    entry: &Entry,
    names: &TapeNames,
    prover: &Prover<'_>,
    laws: &Laws,
) -> Result<Option<StepForms>, SortError> {
    let Some(node) = entry.form.node() else {
        return Ok(None);
    };
    let positions: Vec<&Name> = tape.positions().map(|(name, _)| name).collect();
    let mut terms: BTreeMap<Name, Term> = BTreeMap::new();
    for ((parameter, sort), argument) in entry.parameters.iter().zip(&step.arguments) {
        let term = match argument {
            Argument::Index(position) => {
                let name = positions.get(*position).map_or("", |name| name);
                Term::var(name, sort.clone())
            }
            Argument::Scalar(value) => Term::constant(value.clone()),
            _ => Term::var(&names.constant(&step.name, parameter), sort.clone()),
        };
        terms.insert(parameter.clone(), term);
    }
    let output = Sort::Vec(node.output.clone());
    terms.insert("δ".into(), Term::var(&names.cotangent(), output));
    let form = |form: &Term| {
        let form = named(&form.substitute(&BTreeMap::new(), &terms)?, names)?;
        Ok(Reduced::of(&form, laws, prover))
    };
    Ok(Some(StepForms {
        value: form(&node.forward)?,
        tangent: form(&node.jvp)?,
        cotangent: form(&node.vjp)?,
    }))
}

/// The term with `get a x` called by the name of `a`, and `get a dx` by that of its tangent.
fn named(term: &Term, names: &TapeNames) -> Result<Term, SortError> {
    if let (Op::Get, [index, point]) = (term.op(), term.args())
        && let (Op::Var(index, _), Op::Var(point, _)) = (index.op(), point.op())
    {
        match &**point {
            "x" => return Ok(Term::var(index, term.sort().clone())),
            "dx" => return Ok(Term::var(&names.tangent(index), term.sort().clone())),
            _ => {}
        }
    }
    let args = term.args().iter().map(|arg| named(arg, names));
    Term::new(term.op().clone(), args.collect::<Result<_, _>>()?)
}
