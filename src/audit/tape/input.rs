//! One input of a tape: a point, a tangent and a seed.

use crate::audit::sample::numbers;
use crate::audit::shrink::simpler_than;
use crate::spec::Tape;
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

    /// Inputs that are simpler in one place.
    pub fn simpler(&self) -> Vec<TapeInput> {
        let mut simpler = Vec::new();
        for part in 0..3 {
            let blocks = self.part(part).len();
            for block in 0..blocks {
                let mut zero = self.clone();
                let changed = zero.block_mut(part, block);
                if changed.iter().any(|&v| v.to_bits() != 0) {
                    changed.fill(0.0);
                    simpler.push(zero);
                }
            }
            for (block, values) in self.part(part).iter().enumerate() {
                for (at, &value) in values.iter().enumerate() {
                    for other in simpler_than(value) {
                        let mut changed = self.clone();
                        if let Some(value) = changed.block_mut(part, block).get_mut(at) {
                            *value = other;
                            simpler.push(changed);
                        }
                    }
                }
            }
        }
        simpler
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
