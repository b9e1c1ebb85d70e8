//! The kernels of a tape, compared with the exact values of its steps, and the step that is to
//! blame.

use std::ops::Range;

use rayon::prelude::*;

use super::input::{TapeInput, tensors};
use super::reference::{ExactRun, ExactStep, picked, run, steps};
use crate::audit::case::kernel_argument;
use crate::audit::comparison::{Cause, Coordinates, Failure, Tally, judge, refined};
use crate::audit::node::counterpart;
use crate::audit::options::Options;
use crate::audit::reason::Reason;
use crate::audit::subject::{Compared, Place, Subject, check, check_special};
use crate::audit::verdict::{Claim, ClaimName, Verdict};
use crate::exact::{Bounded, Ieee, Judge, Judgement, NoValue, round_rational};
use crate::nodes::{Arg, Built, Kernel};
use crate::notation::{Spec, Step, Tape};
use crate::tape::{Context, Error, Graph, Idx, Shape, Tensor};
use crate::term::{Argument, Rational};

/// As much [work](work) is done at the most, unless one input asks for more.
const WORK: usize = 200_000;

/// How many simpler inputs are tried at the most, and with how much work.
const TRIES: usize = 2_000;
const SHRINKING: usize = 2_000_000;

/// The kernel claim of a tape alone: the f64 tape of the entries' counterparts among `kernels`,
/// compared with exact values.
pub fn compare_tape(spec: &Spec, tape: &Tape, kernels: &[Kernel], options: &Options) -> Claim {
    let subject = TapeKernels::<Bounded>::new(spec, tape, kernels, options, TapeInput::sample);
    claim(ClaimName::Kernel, tape, options, subject, check)
}

/// The claim about inputs with NaN and infinities alone, where this is known of `finite` ones.
pub fn compare_tape_non_finite(
    spec: &Spec,
    tape: &Tape,
    kernels: &[Kernel],
    options: &Options,
    finite: &Verdict,
) -> Claim {
    if finite.fails() {
        let why = Reason::FailsWhereFinite;
        return Claim::new(ClaimName::NonFinite, Verdict::NotChecked(why));
    }
    let sample = TapeInput::sample_special;
    let subject = TapeKernels::<Ieee>::new(spec, tape, kernels, options, sample);
    let check = |subject: &_, numbers| check_special(subject, numbers, finite);
    claim(ClaimName::NonFinite, tape, options, subject, check)
}

fn claim<S>(
    name: ClaimName,
    tape: &Tape,
    options: &Options,
    subject: Result<S, (usize, Reason)>,
    check: impl Fn(&S, Range<u64>) -> (Verdict, Option<usize>),
) -> Claim {
    let most = u64::try_from(WORK / work(tape).max(1)).unwrap_or(u64::MAX);
    let (verdict, step) = match subject {
        Ok(subject) => check(&subject, 0..options.cases.min(most.max(1))),
        Err((step, reason)) => (Verdict::Unknown(reason), Some(step)),
    };
    Claim {
        step,
        ..Claim::new(name, verdict)
    }
}

/// What an input costs: the coordinates at all positions and the entries of all matrices.
fn work(tape: &Tape) -> usize {
    let sizes = tape.positions().map(|(_, shape)| Shape::new(shape).size());
    let arguments = tape.steps.iter().flat_map(|step| &step.arguments);
    let entries = arguments.map(|argument| match argument {
        Argument::Map(map) => map.columns() * map.rows(),
        _ => 0,
    });
    sizes.chain(entries).sum()
}

/// The tape of the entries' counterparts.
fn graph(spec: &Spec, tape: &Tape, kernels: &[Kernel]) -> Result<Graph, (usize, Reason)> {
    let inputs = tape
        .inputs
        .iter()
        .map(|input| Shape::new(input.shape.clone()));
    let mut graph = Graph::new(Context::new(inputs));
    for (at, step) in tape.steps.iter().enumerate() {
        let blame = |reason: Reason| (at, reason);
        let entry = spec.entry(&step.entry);
        let entry = entry.ok_or_else(|| blame(Reason::NotANode(step.entry.clone())))?;
        let kernel = kernels.iter().find(|kernel| counterpart(entry, kernel));
        let kernel = kernel.ok_or_else(|| blame(Reason::NoKernel(entry.rust())))?;
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
                other => Err(Error::ArgumentKind {
                    argument: kernel.name().into(),
                    expected: "a node",
                    found: match other {
                        Built::Fderiv(_) => "a derivative",
                        _ => "a vector",
                    },
                }),
            }
        });
        built.map_err(|e| blame(e.into()))?;
    }
    Ok(graph)
}

/// The constants of a step as the kernels take them; none for an index.
fn constants(step: &Step) -> Result<Vec<Option<Arg>>, Reason> {
    let float = |value: &Rational| {
        let rounded = round_rational(value);
        let range = || Reason::ConstantRange(Box::new(value.clone()));
        rounded.is_finite().then_some(rounded).ok_or_else(range)
    };
    let constant = |argument: &Argument<Rational>| match argument {
        Argument::Index(_) => Ok(None),
        constant => Ok(Some(kernel_argument(&constant.try_convert(float)?)?)),
    };
    step.arguments.iter().map(constant).collect()
}

/// What a tape computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Quantity {
    /// The values.
    Eval,
    /// The tangents.
    Jvp,
    /// The cotangents.
    Backprop,
}

impl Quantity {
    /// The name in reports.
    fn as_str(self) -> &'static str {
        match self {
            Quantity::Eval => "eval",
            Quantity::Jvp => "jvp",
            Quantity::Backprop => "backprop",
        }
    }
}

/// A tape of kernels beside its exact steps.
struct TapeKernels<'a, N> {
    tape: &'a Tape,
    graph: Graph,
    steps: Vec<ExactStep<'a, N>>,
    seed: u64,
    sample: fn(&Tape, u64, u64) -> TapeInput,
}

impl<'a, N: Judge> TapeKernels<'a, N> {
    fn new(
        spec: &'a Spec,
        tape: &'a Tape,
        kernels: &[Kernel],
        options: &Options,
        sample: fn(&Tape, u64, u64) -> TapeInput,
    ) -> Result<TapeKernels<'a, N>, (usize, Reason)> {
        Ok(TapeKernels {
            tape,
            steps: steps(spec, tape)?,
            graph: graph(spec, tape, kernels)?,
            seed: options.seed,
            sample,
        })
    }
}

/// What the f64 tape gave, at each position.
struct Floats {
    values: Vec<Tensor>,
    tangents: Vec<Tensor>,
    cotangents: Vec<Tensor>,
}

impl<N: Judge + Send + Sync> Subject for TapeKernels<'_, N> {
    type Input = TapeInput;

    fn input(&self, number: u64) -> TapeInput {
        (self.sample)(self.tape, self.seed, number)
    }

    fn compare(&self, input: &TapeInput, tally: &mut Tally) -> Result<(), Failure> {
        let compared = |times| {
            let [x, dx, seed] = [&input.x, &input.dx, &input.seed].map(|part| {
                let block = |block: &Vec<f64>| block.iter().filter_map(|&v| N::input(v)).collect();
                part.iter().map(block).collect()
            });
            let exact = run(&self.steps, x, dx, seed, times);
            let exact = exact.map_err(|(at, why)| no_reference(at, why))?;
            let mut counted = Tally {
                cases: 1,
                ..Tally::default()
            };
            let floats = self.floats(input)?;
            for quantity in [Quantity::Eval, Quantity::Jvp, Quantity::Backprop] {
                self.quantity(quantity, &floats, &exact, &mut counted)?;
            }
            Ok(counted)
        };
        tally.merge(&refined(compared(0), compared)?);
        Ok(())
    }

    fn simpler<'i>(&'i self, input: &'i TapeInput) -> Box<dyn Iterator<Item = TapeInput> + 'i> {
        Box::new(input.simpler())
    }

    fn place(
        &self,
        _input: &TapeInput,
        coordinates: Coordinates,
        flat: usize,
    ) -> Result<Place, Reason> {
        let place = match coordinates {
            Coordinates::Position(position) => self.tape.positions().nth(position),
            _ => None,
        };
        let (name, shape) = place.ok_or(Reason::Internal("the tape has no such position"))?;
        Ok(Place {
            argument: name.to_string(),
            shape: Shape::new(shape),
            flat,
        })
    }

    fn describe(&self, input: &TapeInput, _quantity: &str) -> Vec<(String, String)> {
        input.describe(self.tape)
    }

    fn remark(&self, failure: &Failure) -> String {
        match (&failure.cause, failure.step) {
            (Cause::Wrong(_) | Cause::NotSpecial(_), Some(at)) => match self.tape.steps.get(at) {
                Some(step) => format!(
                    "; the kernel of `{}` in line {} is wrong at the f64 values that it got",
                    step.name, step.line
                ),
                None => String::new(),
            },
            (Cause::Wrong(_), None) => "; each kernel alone is inside its bound".into(),
            _ => String::new(),
        }
    }

    fn tries(&self) -> usize {
        TRIES.min(SHRINKING / work(self.tape).max(1))
    }

    fn skips(&self, reason: &Reason) -> bool {
        // Beside a kink the order of rounded values may not be known.
        let unordered = matches!(reason, Reason::NoValue(NoValue::Order(_)));
        unordered || matches!(reason, Reason::TooLong { .. } | Reason::Unbounded)
    }

    fn outcomes(&self, numbers: Range<u64>) -> Vec<Compared> {
        let outcome = |number| {
            let mut tally = Tally::default();
            let outcome = self.compare(&self.input(number), &mut tally);
            (tally, outcome)
        };
        numbers.into_par_iter().map(outcome).collect()
    }
}

impl<N: Judge> TapeKernels<'_, N> {
    fn floats(&self, input: &TapeInput) -> Result<Floats, Failure> {
        let failed = |quantity: Quantity| move |e: Error| Failure::no_result(quantity.as_str(), &e);
        let inputs = || self.tape.inputs.iter().map(|input| input.shape.as_slice());
        let positions = self.tape.positions().map(|(_, shape)| shape);
        let x = tensors(inputs(), &input.x, "x").map_err(failed(Quantity::Eval))?;
        let dx = tensors(inputs(), &input.dx, "dx").map_err(failed(Quantity::Jvp))?;
        let seed = tensors(positions, &input.seed, "seed").map_err(failed(Quantity::Backprop))?;
        let values = self.graph.eval(&x).map_err(failed(Quantity::Eval))?;
        let tangents = self.graph.jvp(&x, &dx).map_err(failed(Quantity::Jvp))?;
        let mut cotangents = seed.clone();
        self.graph
            .backprop_at(&values, &mut cotangents)
            .map_err(failed(Quantity::Backprop))?;
        let of_inputs = self.graph.backprop(&x, seed);
        let of_inputs = of_inputs.map_err(failed(Quantity::Backprop))?;
        // NaN has no sign and no payload that is promised.
        let bits = |value: &f64| if value.is_nan() { f64::NAN } else { *value }.to_bits();
        let bits = |tensor: &Tensor| tensor.iter().map(bits).collect::<Vec<_>>();
        let again = of_inputs.iter().zip(&cotangents);
        if of_inputs.len() != x.len() || again.into_iter().any(|(a, b)| bits(a) != bits(b)) {
            let why = "two runs at the same input differ".to_string();
            return Err(Failure::of("backprop", Cause::Unsteady(why)));
        }
        Ok(Floats {
            values,
            tangents,
            cotangents,
        })
    }

    fn quantity(
        &self,
        quantity: Quantity,
        floats: &Floats,
        exact: &ExactRun<N>,
        tally: &mut Tally,
    ) -> Result<(), Failure> {
        let (computed, expected) = match quantity {
            Quantity::Eval => (&floats.values, &exact.values),
            Quantity::Jvp => (&floats.tangents, &exact.tangents),
            Quantity::Backprop => (&floats.cotangents, &exact.cotangents),
        };
        let mut counted = Tally::default();
        let by_kernel = self.by_kernel(quantity);
        // In the order of computation, so that the first wrong one is next to the cause.
        let mut positions: Vec<usize> = (0..expected.len()).collect();
        if quantity == Quantity::Backprop {
            positions.reverse();
        }
        for position in positions {
            let (Some(tensor), Some(block)) = (computed.get(position), expected.get(position))
            else {
                let why = Reason::Internal("a position of the tape has no value");
                return Err(Failure::no_reference(why));
            };
            if tensor.len() != block.len() {
                let why = format!("{} coordinates instead of {}", tensor.len(), block.len());
                return Err(Failure::no_result(quantity.as_str(), &why));
            }
            let coordinates = Coordinates::Position(position);
            for (flat, (&computed, expected)) in tensor.iter().zip(block).enumerate() {
                let judgement = judge(quantity.as_str(), coordinates, flat, computed, expected)
                    .map_err(|failure| self.blamed(failure, position, quantity, floats))?;
                if by_kernel.get(position) == Some(&true) {
                    counted.count(&judgement);
                }
            }
        }
        tally.add(quantity.as_str(), &counted);
        Ok(())
    }

    /// A failure at a position, with the step that is to blame.
    fn blamed(
        &self,
        failure: Failure,
        position: usize,
        quantity: Quantity,
        floats: &Floats,
    ) -> Failure {
        let step = match failure.cause {
            Cause::NoReference(_) => position.checked_sub(self.tape.inputs.len()),
            _ => self.blame(quantity, floats),
        };
        Failure { step, ..failure }
    }

    /// At which positions a kernel has a part in a result: the others hold what was given, a copy
    /// that is compared but not counted.
    fn by_kernel(&self, quantity: Quantity) -> Vec<bool> {
        let inputs = self.tape.inputs.len();
        let positions = 0..inputs + self.steps.len();
        let mut read = vec![false; positions.len()];
        for &position in self.steps.iter().flat_map(|step| &step.reads) {
            if let Some(read) = read.get_mut(position) {
                *read = true;
            }
        }
        match quantity {
            Quantity::Backprop => read,
            Quantity::Eval | Quantity::Jvp => positions.map(|at| at >= inputs).collect(),
        }
    }

    /// The first step, in the order of computation, that is wrong at the f64 values that it got.
    fn blame(&self, quantity: Quantity, floats: &Floats) -> Option<usize> {
        let mut order: Vec<usize> = (0..self.steps.len()).collect();
        if quantity == Quantity::Backprop {
            order.reverse();
        }
        order.into_iter().find(|&at| {
            self.alone(at, quantity, floats)
                .is_some_and(|(computed, expected)| {
                    let pairs = computed.iter().zip(&expected);
                    pairs
                        .into_iter()
                        .any(|(&c, e)| e.judge(c) == Judgement::Wrong)
                })
        })
    }

    /// What one step computes at the f64 values that it got, and what it should.
    fn alone(&self, at: usize, quantity: Quantity, floats: &Floats) -> Option<(Vec<f64>, Vec<N>)> {
        let step = self.steps.get(at)?;
        let (node, _) = self.graph.nodes().nth(at)?;
        let read = |tensors: &[Tensor]| -> Option<Vec<Tensor>> {
            let each = step.reads.iter();
            each.map(|&position| tensors.get(position).cloned())
                .collect()
        };
        let given = |tensors: &[Tensor]| -> Option<Vec<Vec<N>>> {
            let block = |tensor: &Tensor| tensor.iter().map(|&v| N::input(v)).collect();
            tensors.iter().map(block).collect()
        };
        let x = read(&floats.values)?;
        let blocks = given(&x)?;
        let all: Vec<usize> = (0..blocks.len()).collect();
        let point = step.at(&picked(&blocks, &all), 0);
        let flat = |tensors: &[Tensor]| -> Vec<f64> {
            tensors.iter().flat_map(|t| t.iter().copied()).collect()
        };
        match quantity {
            Quantity::Eval => {
                let computed = node.forward(&x).ok()?;
                Some((flat(&[computed]), step.forward(&point).ok()?))
            }
            Quantity::Jvp => {
                let dx = read(&floats.tangents)?;
                let directions = given(&dx)?;
                let tangent = step.tangent(&point, &picked(&directions, &all)).ok()?;
                Some((flat(&[node.jvp(&x, &dx).ok()?]), tangent))
            }
            Quantity::Backprop => {
                let delta = floats.cotangents.get(self.tape.inputs.len() + at)?;
                let exact: Option<Vec<N>> = delta.iter().map(|&v| N::input(v)).collect();
                let mut expected = step.cotangents(&point, &exact?).ok()?.concat();
                let mut computed = flat(&node.vjp(&x, delta).ok()?);
                // Onto the cotangents that there are in the end, so that overwriting shows.
                let mut held = read(&floats.cotangents)?;
                if let Some(before) = given(&held) {
                    let after: Vec<N> = before
                        .iter()
                        .flatten()
                        .zip(&expected)
                        .map(|(held, added)| held.add(added))
                        .collect();
                    expected.extend(after);
                    let x: Vec<_> = x.iter().map(|t| t.view()).collect();
                    let mut grads: Vec<_> = held.iter_mut().map(|t| t.view_mut()).collect();
                    node.vjp_add(&x, &delta.view(), &mut grads).ok()?;
                    computed.extend(flat(&held));
                }
                Some((computed, expected))
            }
        }
    }
}

fn no_reference(step: usize, reason: Reason) -> Failure {
    Failure {
        step: Some(step),
        ..Failure::no_reference(reason)
    }
}
