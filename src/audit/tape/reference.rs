//! The exact values of a tape, its tangents and its cotangents, step by step.
//!
//! Tangents and cotangents come from the linear map that was derived from each entry's `forward`,
//! and from its adjoint, not from the stated jvp and vjp.

use std::collections::BTreeMap;

use crate::audit::reason::Reason;
use crate::exact::{
    Bounded, Differentiation, Exact, Judge, NoValue, Point, derive_given, instance,
};
use crate::notation::{Entry, Laws, LeanName, NodeForm, Spec, Step, Tape};
use crate::tape::Shape;
use crate::term::{Apart, Argument, Name, Rational, Space, Term};

/// Longer exact values and bounds are not computed: their length doubles with each product.
const LENGTH: u64 = 1 << 16;

/// A step whose form can be evaluated.
pub struct ExactStep<'a, N = Bounded> {
    form: &'a NodeForm,
    /// Where the entry has a derivative.
    conditions: &'a [Apart],
    /// The derivative of `forward` at `x`.
    derived: Term,
    /// The positions that it reads, each once, in ascending order.
    pub reads: Vec<usize>,
    spaces: BTreeMap<Name, Vec<usize>>,
    constants: BTreeMap<Name, Argument<N>>,
}

/// A value for each coordinate at each position.
pub type Values<N = Bounded> = Vec<Vec<N>>;

/// The steps of a tape.
///
/// # Errors
/// The first step that has no exact form, and why.
pub fn steps<'a, N: Judge>(
    spec: &'a Spec,
    tape: &Tape,
) -> Result<Vec<ExactStep<'a, N>>, (usize, Reason)> {
    let shapes: Vec<&[usize]> = tape.positions().map(|(_, shape)| shape).collect();
    let mut derived: BTreeMap<LeanName, Term> = BTreeMap::new();
    let each = tape.steps.iter().enumerate().map(|(at, step)| {
        let before = shapes.get(..tape.inputs.len() + at);
        let before = before.ok_or((at, Reason::Internal("a step stands behind the tape's end")))?;
        ExactStep::new(spec, step, before, &mut derived).map_err(|why| (at, why))
    });
    each.collect()
}

impl<'a, N: Judge> ExactStep<'a, N> {
    fn new(
        spec: &'a Spec,
        step: &Step,
        shapes: &[&[usize]],
        known: &mut BTreeMap<LeanName, Term>,
    ) -> Result<ExactStep<'a, N>, Reason> {
        let entry = spec.entry(&step.entry);
        let node = entry.and_then(|entry| Some((entry, entry.form.node()?)));
        let (entry, form) = node.ok_or_else(|| Reason::NotANode(step.entry.clone()))?;
        let derived = match known.get(&entry.name) {
            Some(derived) => derived.clone(),
            None => {
                let derived = derived_map(entry, form, &spec.laws)?;
                known.insert(entry.name.clone(), derived.clone());
                derived
            }
        };
        let mut reads: Vec<usize> = step.reads().collect();
        reads.sort_unstable();
        reads.dedup();
        let size = |shape: &[usize]| Shape::new(shape).size();
        let fitting = instance(entry, step, shapes);
        let mut spaces: BTreeMap<Name, Vec<usize>> = fitting
            .shapes
            .iter()
            .map(|(name, shape)| (name.clone(), vec![size(shape)]))
            .collect();
        if let Space::Named(context) = &form.context {
            let blocks = reads.iter().filter_map(|&at| shapes.get(at));
            spaces.insert(context.clone(), blocks.map(|shape| size(shape)).collect());
        }
        let mut constants = BTreeMap::new();
        for ((name, _), argument) in entry.parameters.iter().zip(&step.arguments) {
            constants.insert(name.clone(), value(argument, &reads)?);
        }
        Ok(ExactStep {
            form,
            conditions: &entry.conditions,
            derived,
            reads,
            spaces,
            constants,
        })
    }

    /// The step at these values of the positions that it reads, refined so many times.
    pub fn at(&self, read: &[&Vec<N>], refined: u32) -> Point<N> {
        let mut variables = self.constants.clone();
        variables.insert("x".into(), Argument::Vector(stored(read)));
        let point = Point {
            spaces: self.spaces.clone(),
            variables,
            ..Point::default()
        };
        point.refined(refined).into_owned()
    }

    /// The value of the result.
    pub fn forward(&self, at: &Point<N>) -> Result<Vec<N>, Reason> {
        usable(at.vector(&self.form.forward))
    }

    /// The point with one more variable, where a hypothesis of the derivative does not hold: there
    /// the stated forms say what Lean's functions give.
    fn outside(
        &self,
        at: &Point<N>,
        name: &str,
        value: Vec<N>,
    ) -> Result<Option<Point<N>>, Reason> {
        if at.admits(self.conditions)? {
            return Ok(None);
        }
        let mut at = at.clone();
        at.variables.insert(name.into(), Argument::Vector(value));
        Ok(Some(at))
    }

    /// The tangent of the result, from those of the positions that are read.
    pub fn tangent(&self, at: &Point<N>, dx: &[&Vec<N>]) -> Result<Vec<N>, Reason> {
        let dx = stored(dx);
        match self.outside(at, "dx", dx.clone())? {
            Some(at) => usable(at.vector(&self.form.jvp)),
            None => usable(at.apply(&self.derived, dx, false)),
        }
    }

    /// What the cotangent of the result adds to each position that is read.
    pub fn cotangents(&self, at: &Point<N>, delta: &Vec<N>) -> Result<Values<N>, Reason> {
        let delta = stored(&[delta]);
        let all = match self.outside(at, "δ", delta.clone())? {
            Some(at) => usable(at.vector(&self.form.vjp))?,
            None => usable(at.apply(&self.derived, delta, true))?,
        };
        let mut rest = all.into_iter();
        let sizes = match &self.form.context {
            Space::Named(context) => self.spaces.get(context),
            _ => None,
        };
        let blocks = sizes.into_iter().flatten();
        Ok(blocks.map(|&n| rest.by_ref().take(n).collect()).collect())
    }
}

fn derived_map(entry: &Entry, form: &NodeForm, laws: &Laws) -> Result<Term, Reason> {
    let by = Differentiation::at("x", &form.context).under(&entry.conditions);
    Ok(derive_given(&form.forward, &by, laws)?.derivative)
}

/// An argument of a step, its position among those that the step reads.
fn value<N: Judge>(argument: &Argument<Rational>, reads: &[usize]) -> Result<Argument<N>, Reason> {
    match argument {
        Argument::Index(position) => match reads.binary_search(position) {
            Ok(place) => Ok(Argument::Index(place)),
            Err(_) => Err(Reason::Internal("a step does not read what it points at")),
        },
        constant => Ok(constant.convert(N::constant)),
    }
}

/// What a step reads: results that an earlier one has written down.
fn stored<N: Judge>(blocks: &[&Vec<N>]) -> Vec<N> {
    let values = blocks.iter().flat_map(|block| block.iter());
    values.map(N::stored).collect()
}

fn usable<N: Judge>(values: Result<Vec<N>, NoValue>) -> Result<Vec<N>, Reason> {
    let values = values?;
    let mut finite = values.iter().filter_map(|value| value.required()?.ok());
    if !finite.clone().all(Bounded::is_bounded) {
        return Err(Reason::Unbounded);
    }
    let length = |value: &Bounded<N::Precision>| value.parts().map(length).into_iter().max();
    if finite.any(|value| length(value) > Some(LENGTH)) {
        return Err(Reason::TooLong { bits: LENGTH });
    }
    Ok(values)
}

fn length(value: &Exact) -> u64 {
    match value {
        Exact::Short { exponent, .. } => exponent.unsigned_abs().saturating_add(128),
        Exact::Dyadic { mantissa, exponent } => {
            mantissa.bits().saturating_add(exponent.unsigned_abs())
        }
        Exact::Ratio(value) => value.numer().bits().max(value.denom().bits()),
    }
}

/// The exact run of a tape at one input.
pub struct ExactRun<N = Bounded> {
    /// At each position.
    pub values: Values<N>,
    /// At each position.
    pub tangents: Values<N>,
    /// At each position: the seed and all that has flowed there.
    pub cotangents: Values<N>,
}

/// Runs a tape exactly, forwards and backwards, at points that are refined so many times.
///
/// # Errors
/// The step without an exact value, and why.
pub fn run<N: Judge>(
    steps: &[ExactStep<'_, N>],
    x: Values<N>,
    dx: Values<N>,
    seed: Values<N>,
    refined: u32,
) -> Result<ExactRun<N>, (usize, Reason)> {
    let inputs = x.len();
    let (mut values, mut tangents, mut cotangents) = (x, dx, seed);
    let mut points = Vec::with_capacity(steps.len());
    for (at, step) in steps.iter().enumerate() {
        let point = step.at(&picked(&values, &step.reads), refined);
        let blame = |e| (at, e);
        values.push(step.forward(&point).map_err(blame)?);
        let read = picked(&tangents, &step.reads);
        tangents.push(step.tangent(&point, &read).map_err(blame)?);
        points.push(point);
    }
    for (at, (step, point)) in steps.iter().zip(&points).enumerate().rev() {
        let delta = cotangents.get(inputs + at).cloned();
        let missing = || (at, Reason::Internal("a step has no cotangent"));
        let delta = delta.ok_or_else(missing)?;
        let added = step.cotangents(point, &delta).map_err(|e| (at, e))?;
        for (&position, added) in step.reads.iter().zip(added) {
            let held = cotangents.get_mut(position).into_iter().flatten();
            for (held, added) in held.zip(added) {
                *held = held.add(&added);
            }
        }
    }
    Ok(ExactRun {
        values,
        tangents,
        cotangents,
    })
}

/// The blocks at these positions.
pub fn picked<'v, N>(values: &'v Values<N>, positions: &[usize]) -> Vec<&'v Vec<N>> {
    let picked = positions.iter().filter_map(|&at| values.get(at));
    picked.collect()
}
