//! The claim about a tape of kernels: many inputs, and the smallest that fails.

use ndarray::{Array1, Array2};
use rayon::prelude::*;

use super::TapeClaim;
use super::compare::{Both, TapeFailure, TapeWrong};
use super::input::TapeInput;
use super::reference::{NoReference, steps};
use crate::audit::verdict::{ClaimName, Counterexample, Difference, Found, Tally, Verdict, ulps};
use crate::audit::{Options, counterpart};
use crate::exact::{Format, round_rational};
use crate::nodes::{Arg, Built, Kernel};
use crate::notation::{Argument, Spec, Step, Tape};
use crate::tape::{Context, Graph, Idx, LinearMap, Shape};
use crate::term::Rational;

/// As much [work](work) is done at the most, unless one input asks for more.
const WORK: usize = 200_000;

/// How many simpler inputs are tried at the most, and with how much work.
const TRIES: usize = 2_000;
const SHRINKING: usize = 2_000_000;

/// The kernel claim of a tape alone: the f64 tape of the entries' counterparts among `kernels`, held
/// against exact values.
pub fn hold_tape(spec: &Spec, tape: &Tape, kernels: &[Kernel], options: &Options) -> TapeClaim {
    let unknown = |step: Option<usize>, why: String| TapeClaim {
        step,
        ..TapeClaim::new(ClaimName::Kernel, Verdict::Unknown(why))
    };
    let exact = match steps(spec, tape) {
        Ok(steps) => steps,
        Err((at, why)) => return unknown(Some(at), why),
    };
    let graph = match graph(spec, tape, kernels) {
        Ok(graph) => graph,
        Err((at, why)) => return unknown(Some(at), why),
    };
    let both = Both {
        tape,
        graph: &graph,
        steps: &exact,
    };
    let most = WORK / work(tape).max(1);
    let cases = options.cases.min(u64::try_from(most.max(1)).unwrap_or(1));
    let found: Vec<(Tally, Option<TapeFailure>)> = (0..cases)
        .into_par_iter()
        .map(|number| {
            let input = TapeInput::sample(tape, options.seed, number);
            let mut tally = Tally::default();
            let failure = both.compare(&input, &mut tally).err();
            (tally, failure)
        })
        .collect();
    let mut total = Tally::default();
    let (mut skipped, mut why) = (0, "no comparison was reached".to_string());
    for ((tally, failure), number) in found.into_iter().zip(0..) {
        match failure {
            None => total.merge(&tally),
            Some(TapeFailure::NoReference(
                _,
                none @ (NoReference::TooLong | NoReference::Unbounded),
            )) => {
                skipped += 1;
                why = none.to_string();
            }
            Some(TapeFailure::NoReference(at, other)) => {
                return unknown(Some(at), other.to_string());
            }
            Some(failure) => return refuted(&both, number, &failure, options),
        }
    }
    let verdict = if total.comparisons == total.overflow {
        Verdict::NotChecked(why)
    } else if total.bounded == 0 {
        Verdict::BitExact(total)
    } else {
        Verdict::Bounded(total)
    };
    TapeClaim {
        skipped,
        ..TapeClaim::new(ClaimName::Kernel, verdict)
    }
}

/// What an input costs: the coordinates at all positions and the entries of all matrices.
fn work(tape: &Tape) -> usize {
    let sizes = tape.positions().map(|(_, shape)| Shape::new(shape).size());
    let arguments = tape.steps.iter().flat_map(|step| &step.arguments);
    let entries = arguments.map(|argument| match argument {
        Argument::Map { columns, rows } => columns * rows.len(),
        _ => 0,
    });
    sizes.chain(entries).sum()
}

/// The tape of the entries' counterparts.
fn graph(spec: &Spec, tape: &Tape, kernels: &[Kernel]) -> Result<Graph, (usize, String)> {
    let inputs = tape
        .inputs
        .iter()
        .map(|input| Shape::new(input.shape.clone()));
    let mut graph = Graph::new(Context::new(inputs));
    for (at, step) in tape.steps.iter().enumerate() {
        let blame = |why: String| (at, why);
        let entry = spec.entry(&step.entry);
        let entry = entry.ok_or_else(|| blame("there is no such entry".into()))?;
        let kernel = kernels.iter().find(|kernel| counterpart(entry, kernel));
        let kernel =
            kernel.ok_or_else(|| blame(format!("no Rust item is called `{}`", entry.rust())))?;
        let positions: Vec<Idx> = step.reads().map(Idx).collect();
        let output = Shape::new(step.shape.clone());
        let constants = constants(step).map_err(blame)?;
        let built = graph.push(&positions, |context, local| {
            let mut local = local.iter();
            let args: Vec<Arg> = constants
                .iter()
                .filter_map(|constant| match constant {
                    Some(constant) => Some(constant.clone()),
                    None => local.next().copied().map(Arg::Idx),
                })
                .collect();
            match kernel.build(context, &output, &args)? {
                Built::Node(node) => Ok(node),
                other => Err(crate::tape::Error::ArgumentKind {
                    argument: kernel.name().into(),
                    expected: "a node",
                    found: match other {
                        Built::Fderiv(_) => "a derivative",
                        _ => "a vector",
                    },
                }),
            }
        });
        built.map_err(|e| blame(e.to_string()))?;
    }
    Ok(graph)
}

/// The constants of a step as the kernels take them; none for an index.
fn constants(step: &Step) -> Result<Vec<Option<Arg>>, String> {
    let float = |value: &Rational| {
        let rounded = round_rational(value);
        let range = || format!("the constant {value} is out of the range of f64");
        rounded.is_finite().then_some(rounded).ok_or_else(range)
    };
    let floats = |values: &[Rational]| values.iter().map(float).collect::<Result<Vec<f64>, _>>();
    step.arguments
        .iter()
        .map(|argument| {
            Ok(match argument {
                Argument::Index(_) => None,
                Argument::Scalar(value) => Some(Arg::Scalar(float(value)?)),
                Argument::Vector(values) => Some(Arg::Vector(Array1::from_vec(floats(values)?))),
                Argument::Mask(mask) => Some(Arg::Mask(Array1::from_vec(mask.clone()))),
                Argument::Map { columns, rows } => {
                    let entries = floats(&rows.concat())?;
                    let matrix = Array2::from_shape_vec((rows.len(), *columns), entries);
                    let matrix = matrix.map_err(|e| e.to_string())?;
                    Some(Arg::Map(LinearMap::dense(matrix)))
                }
            })
        })
        .collect()
}

fn refuted(both: &Both<'_>, number: u64, failure: &TapeFailure, options: &Options) -> TapeClaim {
    let input = TapeInput::sample(both.tape, options.seed, number);
    let (input, failure) = shrink(both, input, failure.clone());
    let (quantity, step, what, difference) = match &failure {
        TapeFailure::Wrong(wrong) => (
            wrong.quantity.as_str(),
            wrong.step,
            explain(both.tape, wrong),
            Some(difference(both.tape, wrong)),
        ),
        TapeFailure::NoResult { quantity, why } => (quantity.as_str(), None, why.clone(), None),
        TapeFailure::NoReference(step, why) => ("", Some(*step), why.to_string(), None),
    };
    let found = Counterexample {
        quantity: quantity.into(),
        difference,
        what,
        inputs: input.describe(both.tape),
        case: number,
    };
    TapeClaim {
        step,
        ..TapeClaim::new(ClaimName::Kernel, Verdict::Refuted(Box::new(found)))
    }
}

/// A simpler input at which the same quantity is wrong by the same step.
fn shrink(both: &Both<'_>, input: TapeInput, failure: TapeFailure) -> (TapeInput, TapeFailure) {
    fn key(failure: &TapeFailure) -> Option<(super::Quantity, Option<usize>)> {
        match failure {
            TapeFailure::Wrong(wrong) => Some((wrong.quantity, wrong.step)),
            _ => None,
        }
    }
    let (mut best, mut at_best) = (input, failure);
    let mut tries = TRIES.min(SHRINKING / work(both.tape).max(1));
    loop {
        let simpler = best.simpler().take(tries).find_map(|candidate| {
            tries -= 1;
            let found = both.compare(&candidate, &mut Tally::default()).err()?;
            let alike = key(&found).is_some() && key(&found) == key(&at_best);
            alike.then_some((candidate, found))
        });
        match simpler {
            Some(simpler) => (best, at_best) = simpler,
            None => return (best, at_best),
        }
    }
}

fn explain(tape: &Tape, wrong: &TapeWrong) -> String {
    let bound = match wrong.expected.roundings() {
        0 => "nothing is rounded on the way, so the result must be exact".to_string(),
        1 => "one rounding, so the result must be the correctly rounded exact value".into(),
        k => format!("outside the bound for {k} roundings"),
    };
    match wrong.step.and_then(|step| tape.steps.get(step)) {
        Some(step) => format!(
            "{bound}; the kernel of `{}` in line {} is wrong at the f64 values that it got",
            step.name, step.line
        ),
        None => format!("{bound}; each kernel alone is inside its bound"),
    }
}

fn difference(tape: &Tape, wrong: &TapeWrong) -> Difference {
    let position = tape.positions().nth(wrong.position);
    let (name, shape) = position.map_or(("tape".into(), Shape::scalar()), |(name, shape)| {
        (name.to_string(), Shape::new(shape))
    });
    Difference {
        argument: name,
        multi: shape.multi_index(wrong.flat).unwrap_or_default(),
        shape,
        flat: wrong.flat,
        computed: Found::Float(wrong.computed),
        exact: wrong.expected.value().to_rational(),
        ulps: ulps(wrong.computed, wrong.expected.value(), Format::F64),
    }
}
