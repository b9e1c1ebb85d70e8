//! One input of a tape: a point, a tangent and a seed.

use crate::audit::sample::{SPECIAL, numbers, place_special};
use crate::audit::shrink::simpler_than;
use crate::notation::Tape;
use crate::tape::{Error, Shape, Tensor};

/// The flat coordinates at each input, and of the seed at each position.
#[derive(Clone, Debug, PartialEq)]
pub struct TapeInput {
    /// The point, input by input.
    pub x: Vec<Vec<f64>>,
    /// The tangent, input by input.
    pub dx: Vec<Vec<f64>>,
    /// The cotangent at each position.
    pub seed: Vec<Vec<f64>>,
}

impl TapeInput {
    /// The input of this number, hostile on purpose.
    pub fn sample(tape: &Tape, seed: u64, number: u64) -> TapeInput {
        let mut numbers = numbers(&format!("tape {}", tape.name), seed, number);
        let size = |shape: &[usize]| Shape::new(shape).size();
        let mut inputs = || -> Vec<Vec<f64>> {
            let inputs = tape.inputs.iter();
            inputs.map(|input| numbers(size(&input.shape))).collect()
        };
        let (x, dx) = (inputs(), inputs());
        // Half of the time all positions have a seed, else the last alone, as a loss has; and each
        // regime of numbers has both.
        let all = (number + number / 8).is_multiple_of(2);
        let last = tape.inputs.len() + tape.steps.len();
        let seed = tape
            .positions()
            .enumerate()
            .map(|(position, (_, shape))| {
                if all || position + 1 == last {
                    numbers(size(shape))
                } else {
                    vec![0.0; size(shape)]
                }
            })
            .collect();
        TapeInput { x, dx, seed }
    }

    /// The input of small numbers that is the `turn`-th, with NaN and infinities in some places.
    pub(super) fn sample_special(tape: &Tape, seed: u64, turn: u64) -> TapeInput {
        let mut input = TapeInput::sample(tape, seed, turn * SPECIAL);
        let name = format!("tape {}", tape.name);
        let parts = [&mut input.x, &mut input.dx, &mut input.seed].into_iter();
        let arrays = parts.flatten().map(|block| block.iter_mut().collect());
        place_special(arrays.collect(), &name, seed, turn);
        input
    }

    /// Names and values, for people.
    pub fn describe(&self, tape: &Tape) -> Vec<(String, String)> {
        let mut described = Vec::new();
        let inputs = tape.inputs.iter().zip(self.x.iter().zip(&self.dx));
        for (input, (x, dx)) in inputs {
            described.push((input.name.to_string(), format!("{x:?}")));
            described.push((format!("d{}", input.name), format!("{dx:?}")));
        }
        for ((name, _), seed) in tape.positions().zip(&self.seed) {
            if seed.iter().any(|&value| value != 0.0) {
                described.push((format!("seed {name}"), format!("{seed:?}")));
            }
        }
        described
    }

    /// Inputs that are simpler in one place. Each is made when it is asked for: all of a large
    /// tape's together would fill the memory.
    pub fn simpler(&self) -> impl Iterator<Item = TapeInput> + '_ {
        let blocks = |part| self.part(part).iter().enumerate();
        (0..3).flat_map(move |part| {
            let zero = blocks(part)
                .filter(|(_, values)| values.iter().any(|v| v.to_bits() != 0))
                .map(move |(block, _)| self.changed(part, block, |values| values.fill(0.0)));
            let one = blocks(part).flat_map(move |(block, values)| {
                let each = values.iter().enumerate();
                each.flat_map(move |(at, &value)| self.with_simpler(part, block, at, value))
            });
            zero.chain(one)
        })
    }

    /// With simpler numbers for the one that stands there.
    fn with_simpler(
        &self,
        part: usize,
        block: usize,
        at: usize,
        value: f64,
    ) -> impl Iterator<Item = TapeInput> + '_ {
        simpler_than(value).into_iter().map(move |other| {
            self.changed(part, block, |values| {
                if let Some(value) = values.get_mut(at) {
                    *value = other;
                }
            })
        })
    }

    fn changed(&self, part: usize, block: usize, change: impl FnOnce(&mut [f64])) -> TapeInput {
        let mut changed = self.clone();
        change(changed.block_mut(part, block));
        changed
    }

    fn part(&self, part: usize) -> &[Vec<f64>] {
        match part {
            0 => &self.x,
            1 => &self.dx,
            _ => &self.seed,
        }
    }

    fn block_mut(&mut self, part: usize, block: usize) -> &mut [f64] {
        let part = match part {
            0 => &mut self.x,
            1 => &mut self.dx,
            _ => &mut self.seed,
        };
        part.get_mut(block).map_or(&mut [], Vec::as_mut_slice)
    }
}

/// Flat coordinates as tensors of these shapes.
///
/// # Errors
/// When there are too few or too many coordinates, or a shape cannot be held.
pub fn tensors<'s>(
    shapes: impl IntoIterator<Item = &'s [usize]>,
    blocks: &[Vec<f64>],
    argument: &str,
) -> Result<Vec<Tensor>, Error> {
    let tensor = |(shape, block): (&[usize], &Vec<f64>)| {
        crate::audit::case::tensor(&Shape::new(shape), block, argument)
    };
    shapes.into_iter().zip(blocks).map(tensor).collect()
}
