//! An f64 tape held against its exact values at one input, and the step that is to blame.

use super::input::{TapeInput, tensors};
use super::reference::{ExactRun, ExactStep, NoReference, picked, run};
use crate::audit::verdict::Tally;
use crate::exact::{Bounded, Format, Judgement, Number};
use crate::notation::Tape;
use crate::tape::{Graph, Tensor};

/// What a tape computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// The values.
    Eval,
    /// The tangents.
    Jvp,
    /// The cotangents.
    Backprop,
}

impl Quantity {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Quantity::Eval => "eval",
            Quantity::Jvp => "jvp",
            Quantity::Backprop => "backprop",
        }
    }
}

/// What went wrong at an input.
#[derive(Clone, Debug)]
pub enum TapeFailure {
    /// A result is not what it should be.
    Wrong(Box<TapeWrong>),
    /// The tape gave no result.
    NoResult {
        /// Which.
        quantity: Quantity,
        /// Why.
        why: String,
    },
    /// A step has no exact value, and why.
    NoReference(usize, NoReference),
}

/// A result of a tape that is not what it should be.
#[derive(Clone, Debug)]
pub struct TapeWrong {
    /// Which result.
    pub quantity: Quantity,
    /// The position that it belongs to.
    pub position: usize,
    /// The flat coordinate there.
    pub flat: usize,
    /// What the tape gave.
    pub computed: f64,
    /// What it should be.
    pub expected: Bounded,
    /// The step whose kernel, at the very f64 inputs that it got here, is outside its own bound;
    /// none if each is inside.
    pub step: Option<usize>,
}

/// A tape in both forms.
pub struct Both<'a> {
    pub tape: &'a Tape,
    pub graph: &'a Graph,
    pub steps: &'a [ExactStep<'a>],
}

/// What the f64 tape gave, at each position.
struct Floats {
    values: Vec<Tensor>,
    tangents: Vec<Tensor>,
    cotangents: Vec<Tensor>,
}

impl Both<'_> {
    /// Compares all that the tape computes at one input.
    ///
    /// # Errors
    /// The first result that is not what it should be.
    pub fn compare(&self, input: &TapeInput, tally: &mut Tally) -> Result<(), TapeFailure> {
        let [x, dx, seed] = [&input.x, &input.dx, &input.seed].map(|part| {
            let block =
                |block: &Vec<f64>| block.iter().filter_map(|&v| Bounded::input(v)).collect();
            part.iter().map(block).collect()
        });
        let exact =
            run(self.steps, x, dx, seed).map_err(|(at, why)| TapeFailure::NoReference(at, why))?;
        let floats = self.floats(input)?;
        tally.cases += 1;
        for quantity in [Quantity::Eval, Quantity::Jvp, Quantity::Backprop] {
            self.quantity(quantity, &floats, &exact, tally)?;
        }
        Ok(())
    }

    fn floats(&self, input: &TapeInput) -> Result<Floats, TapeFailure> {
        let failed = |quantity| {
            move |e: crate::tape::Error| TapeFailure::NoResult {
                quantity,
                why: e.to_string(),
            }
        };
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
        let bits = |tensor: &Tensor| tensor.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        let again = of_inputs.iter().zip(&cotangents);
        if of_inputs.len() != x.len() || again.into_iter().any(|(a, b)| bits(a) != bits(b)) {
            return Err(TapeFailure::NoResult {
                quantity: Quantity::Backprop,
                why: "two runs at the same input differ".into(),
            });
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
        exact: &ExactRun,
        tally: &mut Tally,
    ) -> Result<(), TapeFailure> {
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
                continue;
            };
            if tensor.len() != block.len() {
                return Err(TapeFailure::NoResult {
                    quantity,
                    why: format!("{} coordinates instead of {}", tensor.len(), block.len()),
                });
            }
            for (flat, (&computed, expected)) in tensor.iter().zip(block).enumerate() {
                let judgement = expected.judge(computed);
                if judgement == Judgement::Unbounded {
                    let step = position.saturating_sub(self.tape.inputs.len());
                    return Err(TapeFailure::NoReference(step, NoReference::Unbounded));
                }
                if judgement == Judgement::Wrong {
                    return Err(TapeFailure::Wrong(Box::new(TapeWrong {
                        quantity,
                        position,
                        flat,
                        computed,
                        expected: expected.clone(),
                        step: self.blame(quantity, floats),
                    })));
                }
                if by_kernel.get(position) == Some(&true) {
                    counted.count(expected.value(), Format::F64, &judgement);
                }
            }
        }
        tally.add(quantity.as_str(), &counted);
        Ok(())
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
    fn alone(
        &self,
        at: usize,
        quantity: Quantity,
        floats: &Floats,
    ) -> Option<(Vec<f64>, Vec<Bounded>)> {
        let step = self.steps.get(at)?;
        let (node, _) = self.graph.nodes().nth(at)?;
        let read = |tensors: &[Tensor]| -> Option<Vec<Tensor>> {
            let each = step.reads.iter();
            each.map(|&position| tensors.get(position).cloned())
                .collect()
        };
        let given = |tensors: &[Tensor]| -> Option<Vec<Vec<Bounded>>> {
            let block = |tensor: &Tensor| tensor.iter().map(|&v| Bounded::input(v)).collect();
            tensors.iter().map(block).collect()
        };
        let x = read(&floats.values)?;
        let blocks = given(&x)?;
        let all: Vec<usize> = (0..blocks.len()).collect();
        let point = step.at(&picked(&blocks, &all));
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
                let bounded: Option<Vec<Bounded>> =
                    delta.iter().map(|&v| Bounded::input(v)).collect();
                let mut expected = step.cotangents(&point, &bounded?).ok()?.concat();
                let mut computed = flat(&node.vjp(&x, delta).ok()?);
                // Onto the cotangents that there are in the end, so that overwriting shows.
                let mut held = read(&floats.cotangents)?;
                if let Some(before) = given(&held) {
                    let after: Vec<Bounded> = before
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
