//! The order in which numbers are added up.
//!
//! Every sum of the kernels is added up in one order, so that it has the same bits on every
//! machine, for every memory layout and however the work is divided:
//!
//! - term `i`, counted from 0 in the sum's order, belongs to lane `i mod 8`;
//! - each lane starts at +0 and adds its terms one after the other, ascending;
//! - the lanes are added as the tree `((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7))`.
//!
//! A sum of products multiplies first and rounds, then adds and rounds: nothing is fused. The sum
//! of no terms is +0.

/// The number of partial sums, which need not wait for each other.
pub(crate) const LANES: usize = 8;

/// The lanes added up.
#[inline(always)]
pub(crate) fn combine(lanes: [f64; LANES]) -> f64 {
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

/// The sum of `terms`.
pub(crate) fn sum(terms: &[f64]) -> f64 {
    sum_by([terms], |[term]| term)
}

/// The sum of the products of the terms of `a` and `b`, which are of one length.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    sum_by([a, b], |[a, b]| a * b)
}

/// The sum of what `term` makes of the numbers at each place of slices of one length.
#[inline(always)]
pub(crate) fn sum_by<const N: usize>(numbers: [&[f64]; N], term: impl Fn([f64; N]) -> f64) -> f64 {
    let length = numbers.iter().map(|numbers| numbers.len()).min();
    let numbers = numbers.map(|numbers| numbers.as_chunks::<LANES>());
    let mut lanes = [0.0; LANES];
    let mut add = |block: [[f64; LANES]; N], count: usize| {
        for (place, lane) in lanes.iter_mut().enumerate().take(count) {
            *lane += term(block.map(|numbers| numbers.get(place).copied().unwrap_or_default()));
        }
    };
    let length = length.unwrap_or_default();
    for step in 0..length / LANES {
        let block = numbers.map(|(blocks, _)| blocks.get(step).copied());
        add(block.map(Option::unwrap_or_default), LANES);
    }
    let rest = numbers.map(|(_, rest)| {
        let mut block = [0.0; LANES];
        block
            .iter_mut()
            .zip(rest)
            .for_each(|(to, from)| *to = *from);
        block
    });
    add(rest, length % LANES);
    combine(lanes)
}

/// The sum of `terms`, wherever they are.
pub(crate) fn sum_of(terms: impl Iterator<Item = f64>) -> f64 {
    let (mut lanes, mut next) = ([0.0; LANES], 0_usize);
    terms.for_each(|term| {
        if let Some(lane) = lanes.get_mut(next % LANES) {
            *lane += term;
        }
        next = next.wrapping_add(1);
    });
    combine(lanes)
}

/// Up to `COUNT` sums that are added up side by side.
pub(crate) struct Sums<const COUNT: usize> {
    lanes: [[f64; COUNT]; LANES],
}

impl<const COUNT: usize> Sums<COUNT> {
    /// Sums without terms.
    pub(crate) fn new() -> Self {
        let lanes = [[0.0; COUNT]; LANES];
        Self { lanes }
    }

    /// Adds term `number` of each sum from the one at `first` on. The terms of a sum come ascending.
    pub(crate) fn add(&mut self, number: usize, first: usize, terms: impl Iterator<Item = f64>) {
        let lane = self.lanes.get_mut(number % LANES);
        let sums = lane.and_then(|lane| lane.get_mut(first..));
        let sums = sums.unwrap_or_default().iter_mut();
        sums.zip(terms).for_each(|(sum, term)| *sum += term);
    }

    /// The sums, of which there are only as many as each had terms.
    pub(crate) fn totals(&self) -> impl Iterator<Item = f64> {
        (0..COUNT).map(|place| {
            let lanes = self.lanes.each_ref();
            combine(lanes.map(|lane| lane.get(place).copied().unwrap_or_default()))
        })
    }
}
