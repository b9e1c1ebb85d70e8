//! Inputs that are hostile on purpose.
//!
//! A case depends on the seed, the definition and its number alone, so that one
//! case can be had again without those before it.

use std::collections::BTreeMap;

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::case::{Block, Case, shape_of};
use crate::exact::{Exact, Format, exact};
use crate::notation::Entry;
use crate::tape::Shape;
use crate::term::{
    Apart, Argument, Broadcast, Map, Matrix, Measure, Name, Rational, Sort, Space, Step, Term,
};

/// The kind of numbers that a case is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Regime {
    /// Quarters between −4 and 4: many ties, zeros and exact results.
    Quarters,
    /// Full mantissas near 1.
    Ordinary,
    /// Any finite number, by its bits.
    Anything,
    /// Exponents whose products stay in range.
    HalfRange,
    /// Subnormal numbers and their neighbours.
    Subnormal,
    /// Near the largest number.
    Huge,
    /// ±0, ±1, the extremes and the neighbours of 1.
    Special,
    /// Nearly equal magnitudes with mixed signs, so that sums cancel.
    Cancelling,
    /// ±0, the smallest subnormal and normal numbers and ±1, so few that tensors have ties.
    Kinks,
    /// Numbers whose exponentials have all exponents, and those beside the ends of the range.
    Exponents,
}

/// The regimes, in the order in which cases go through them.
pub const REGIMES: [Regime; 8] = [
    Regime::Quarters,
    Regime::Ordinary,
    Regime::Anything,
    Regime::HalfRange,
    Regime::Subnormal,
    Regime::Huge,
    Regime::Special,
    Regime::Cancelling,
];

/// How large a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// Dimensions of 0 to 4 and few tensors: most faults show there, and are easy to read.
    Small,
    /// Ranks to 6 and sizes beside powers of two, where blocks of a loop begin and end.
    Large,
    /// Nine tensors and more for each shape, all of which hold the same numbers.
    Many,
}

/// One case in this many is not small. The number is odd, so that such cases are of all regimes.
const SMALL: u64 = 101;

/// What the product of the sizes of a large case's shapes is about at most.
const WORK: usize = 1_100;

/// Of each four cases that are not small, three are large and one has many tensors.
fn extent(number: u64) -> Extent {
    match number % (4 * SMALL) {
        last if last == 4 * SMALL - 1 => Extent::Many,
        other if other % SMALL == SMALL - 1 => Extent::Large,
        _ => Extent::Small,
    }
}

/// The case of this number, in the regime whose turn it is.
pub fn sample(entry: &Entry, seed: u64, number: u64) -> Case {
    sample_in(entry, seed, number, regime_of(entry, number))
}

/// The turns of regimes; of a definition whose derivative has hypotheses, one case in four aims at
/// where these do not hold, and of one with functions of the reals at where their values end, now in
/// the turn of one regime and now in that of another.
fn regime_of(entry: &Entry, number: u64) -> Regime {
    let round = number / REGIMES.len() as u64;
    let node = entry.form.node();
    let has_functions = || node.is_some_and(|node| node.forward.has_functions());
    match number.wrapping_add(round) % 4 {
        3 if !entry.conditions.is_empty() => Regime::Kinks,
        1 if has_functions() => Regime::Exponents,
        _ => regime(number),
    }
}

fn regime(number: u64) -> Regime {
    let turn = usize::try_from(number).unwrap_or(0) % REGIMES.len();
    REGIMES.get(turn).copied().unwrap_or(Regime::Ordinary)
}

/// The case of this number in a given regime.
pub fn sample_in(entry: &Entry, seed: u64, number: u64, regime: Regime) -> Case {
    Sampler::new(entry.name.as_str(), seed, number, regime).case(entry)
}

/// The case of this number with numbers of a format, and with all linear maps
/// as matrices.
pub(super) fn sample_dense(entry: &Entry, seed: u64, number: u64, format: Format) -> Case {
    let regime = regime_of(entry, number);
    let mut sampler = Sampler::new(entry.name.as_str(), seed, number, regime);
    sampler.format = format;
    sampler.dense = true;
    sampler.case(entry)
}

/// One input in so many is also tried with NaN and infinities: the one of small numbers, where
/// nothing else leaves the range of a format.
pub(super) const SPECIAL: u64 = REGIMES.len() as u64;

/// The case of small numbers that is the `turn`-th, with NaN and infinities in some places.
pub fn sample_special(entry: &Entry, seed: u64, turn: u64) -> Case {
    let mut case = sample_in(entry, seed, turn * SPECIAL, Regime::Quarters);
    with_special(&mut case, entry, seed, turn);
    case
}

/// The same with numbers of a format, and with all linear maps as matrices.
pub(super) fn sample_special_dense(entry: &Entry, seed: u64, turn: u64, format: Format) -> Case {
    let number = turn * SPECIAL;
    let mut sampler = Sampler::new(entry.name.as_str(), seed, number, Regime::Quarters);
    sampler.format = format;
    sampler.dense = true;
    let mut case = sampler.case(entry);
    with_special(&mut case, entry, seed, turn);
    case
}

fn with_special(case: &mut Case, entry: &Entry, seed: u64, turn: u64) {
    let mut arrays: Vec<Vec<&mut f64>> = Vec::new();
    for (_, argument) in &mut case.arguments {
        arrays.push(argument.numbers_mut());
    }
    for values in [&mut case.x, &mut case.dx, &mut case.delta, &mut case.held] {
        arrays.push(values.iter_mut().collect());
    }
    place_special(arrays, entry.name.as_str(), seed, turn);
}

/// Puts NaN and infinities into arrays of numbers: in turn one NaN, one infinity, two infinities,
/// and any of these at a quarter of all places.
pub(super) fn place_special(mut arrays: Vec<Vec<&mut f64>>, name: &str, seed: u64, turn: u64) {
    let mut random = random(&format!("non-finite {name}"), seed, turn);
    arrays.retain(|array| !array.is_empty());
    let infinity = |random: &mut ChaCha8Rng| {
        if random.random_bool(0.5) {
            f64::INFINITY
        } else {
            f64::NEG_INFINITY
        }
    };
    let kinds = turn % 4;
    let count = match kinds {
        3 => arrays.iter().map(Vec::len).sum::<usize>().div_ceil(4),
        2 => 2,
        _ => 1,
    };
    for _ in 0..count {
        let value = match kinds {
            0 => f64::NAN,
            3 if random.random_bool(0.3) => f64::NAN,
            _ => infinity(&mut random),
        };
        let chosen = random.random_range(0..arrays.len().max(1));
        let Some(array) = arrays.get_mut(chosen) else {
            return;
        };
        let place = random.random_range(0..array.len().max(1));
        if let Some(number) = array.get_mut(place) {
            **number = value;
        }
    }
}

/// A source of numbers of a regime that depends on the name, the seed and the number alone.
pub(super) fn numbers(name: &str, seed: u64, number: u64) -> impl FnMut(usize) -> Vec<f64> + use<> {
    let mut sampler = Sampler::new(name, seed, number, regime(number));
    sampler.base = ordinary(&mut sampler.random, Format::F64);
    move |size| sampler.vector(size)
}

/// Makes the scalars and the point that hypotheses demand to be positive so, or 0.
fn make_positive(case: &mut Case, positive: &[&Term]) {
    let is_named = |name: &str| positive.iter().any(|term| term.mentions(name));
    let named = case.arguments.iter_mut();
    let named =
        named.filter(|(name, argument)| matches!(argument, Argument::Scalar(_)) && is_named(name));
    let mut numbers: Vec<&mut f64> = named.flat_map(|(_, of)| of.numbers_mut()).collect();
    if is_named("x") {
        numbers.extend(&mut case.x);
    }
    for number in numbers {
        *number = number.abs();
    }
}

/// FNV-1a, so that definitions draw from different streams.
pub(super) fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A stream of random bits that depends on these alone.
fn random(name: &str, seed: u64, number: u64) -> ChaCha8Rng {
    let mut key = [0_u8; 32];
    let streams = [seed, number, fingerprint(name)];
    for (bytes, stream) in key.chunks_exact_mut(8).zip(streams) {
        bytes.copy_from_slice(&stream.to_le_bytes());
    }
    ChaCha8Rng::from_seed(key)
}

struct Sampler {
    random: ChaCha8Rng,
    regime: Regime,
    extent: Extent,
    /// How many cases before it are not small.
    turn: u64,
    /// Which numbers there are.
    format: Format,
    /// Whether all linear maps are matrices.
    dense: bool,
    /// What cancelling values are near to.
    base: f64,
}

impl Sampler {
    fn new(name: &str, seed: u64, number: u64, regime: Regime) -> Sampler {
        Sampler {
            random: random(name, seed, number),
            regime,
            extent: extent(number),
            turn: number / SMALL,
            format: Format::F64,
            dense: false,
            base: 1.0,
        }
    }

    fn case(&mut self, entry: &Entry) -> Case {
        self.base = ordinary(&mut self.random, self.format);
        let mut shapes: BTreeMap<Name, Shape> = BTreeMap::new();
        let measures = entry.measures();
        // Each dimension and shape in turn is the large one.
        let mut large = None;
        for (at, measure) in measures.iter().enumerate() {
            if self.extent == Extent::Large && self.is_turn_of(at, measures.len()) {
                large = Some(measure);
                continue;
            }
            let shape = match measure {
                Measure::Dim(_) => Shape::new([self.dim()]),
                Measure::Size(_) => self.shape(),
            };
            shapes.insert(measure.name().clone(), shape);
        }
        if let Some(measure) = large {
            let sizes = shapes.values().map(Shape::size);
            let most = WORK / sizes.fold(1, usize::saturating_mul).max(1);
            let shape = match measure {
                Measure::Dim(_) => Shape::new([self.large_dim(most)]),
                Measure::Size(_) => self.large_shape(most),
            };
            shapes.insert(measure.name().clone(), shape);
        }
        for (d, e) in &entry.equal {
            let size = d.value(&|name| shapes.get(name).map(Shape::size));
            if let (Some(size), [Measure::Size(name)]) = (size, &*e.measures()) {
                let shape = self.shape_of_size(size);
                shapes.insert((*name).clone(), shape);
            }
        }
        // What is broadcast has the shape that the way leads from.
        let mut ways = BTreeMap::new();
        for (name, sort) in &entry.parameters {
            if let Sort::CanBroadcastTo { from, to } = sort
                && let (Space::Named(from), Some(to)) = (from, shape_of(to, &shapes))
                && let Some(way) = self.way_to(to.dims())
            {
                shapes.insert(from.clone(), Shape::new(way.from()));
                ways.insert(name, way);
            }
        }
        let context = self.context(entry, &shapes);
        let parameters = entry.parameters.iter();
        let arguments = parameters.filter_map(|(name, sort)| {
            let argument = match sort {
                Sort::CanBroadcastTo { .. } => Argument::Broadcast(ways.remove(name)?),
                sort => self.argument(sort, &shapes, &context)?,
            };
            Some((name.clone(), argument))
        });
        let arguments = arguments.collect();
        let mut case = Case {
            shapes,
            context,
            arguments,
            x: Vec::new(),
            dx: Vec::new(),
            delta: Vec::new(),
            held: Vec::new(),
        };
        if let Some(node) = entry.form.node() {
            let size = case.blocks().iter().map(Shape::size).sum();
            let out = case.shape(&node.output).map_or(0, |shape| shape.size());
            case.x = match self.extent {
                Extent::Many => self.repeated(&case.blocks()),
                _ => self.vector(size),
            };
            case.dx = self.vector(size);
            case.held = self.vector(size);
            case.delta = self.vector(out);
        }
        let positive: Vec<&Term> = entry
            .conditions
            .iter()
            .filter_map(Apart::positive)
            .collect();
        if !positive.is_empty() && self.random.random_bool(0.75) {
            make_positive(&mut case, &positive);
        }
        case
    }

    /// Rank 0 to 3; a dimension of 0 now and then, where the case is small.
    fn shape(&mut self) -> Shape {
        let rank = self.random.random_range(0..4);
        let dims: Vec<usize> = (0..rank).map(|_| self.dim()).collect();
        Shape::new(dims)
    }

    /// Any shape of so many coordinates.
    fn shape_of_size(&mut self, size: usize) -> Shape {
        let mut dims = Vec::new();
        let mut rest = size;
        for _ in 0..self.random.random_range(0..3) {
            let dim = self.random.random_range(1..=3);
            if rest.is_multiple_of(dim) {
                dims.push(dim);
                rest /= dim;
            }
        }
        if rest != 1 || self.random.random_bool(0.5) {
            dims.push(rest);
        }
        Shape::new(dims)
    }

    fn dim(&mut self) -> usize {
        let dim = match self.random.random_range(0..12) {
            0 => 0,
            n if n < 4 => 1,
            n if n < 8 => 2,
            n if n < 11 => 3,
            _ => 4,
        };
        match self.extent {
            Extent::Small => dim,
            Extent::Large => dim.max(1),
            Extent::Many => dim.min(2),
        }
    }

    /// Whether it is the turn of the one at this position.
    fn is_turn_of(&self, at: usize, among: usize) -> bool {
        let turns = u64::try_from(among).ok();
        let turn = turns.and_then(|turns| self.turn.checked_rem(turns));
        turn.is_some_and(|turn| u64::try_from(at) == Ok(turn))
    }

    /// 2ᵏ + 1, 2ᵏ or 2ᵏ − 1 in turn, with a smaller k from one large case to the next.
    fn large_dim(&self, most: usize) -> usize {
        let most = u64::from(most.max(4).ilog2());
        let power = 1_usize << (most - self.turn % (most / 2 + 1));
        match self.turn % 3 {
            0 => power + 1,
            1 => power,
            _ => power - 1,
        }
    }

    /// One large dimension alone, or with others: rank 1 to 6.
    fn large_shape(&mut self, most: usize) -> Shape {
        let others = match self.turn % 3 {
            0 => 5,
            1 => self.random.random_range(1..5),
            _ => 0,
        };
        let mut dims: Vec<usize> = (0..others)
            .map(|_| self.random.random_range(1..3_usize))
            .collect();
        let dim = self.large_dim(most / dims.iter().product::<usize>().max(1));
        dims.insert(self.random.random_range(0..=dims.len()), dim);
        Shape::new(dims)
    }

    /// The same numbers in each block, as far as it has room for them.
    fn repeated(&mut self, blocks: &[Shape]) -> Vec<f64> {
        let sizes = || blocks.iter().map(Shape::size);
        let values = self.vector(sizes().max().unwrap_or(0));
        sizes()
            .flat_map(|size| values.iter().take(size).copied())
            .collect()
    }

    /// One to three tensors for each shape that an index needs, or many, and up to two that
    /// nothing points at, in any order.
    fn context(&mut self, entry: &Entry, shapes: &BTreeMap<Name, Shape>) -> Vec<Block> {
        let mut context = Vec::new();
        let mut spaces: Vec<&Space> = Vec::new();
        for (_, sort) in &entry.parameters {
            if let Sort::Idx { shape, .. } = sort
                && !spaces.contains(&shape)
            {
                spaces.push(shape);
            }
        }
        if entry.form.node().is_none() {
            return context;
        }
        for space in spaces {
            let shape = shape_of(space, shapes);
            let count = match self.extent {
                Extent::Many => self.random.random_range(9..14),
                _ => self.random.random_range(1..4),
            };
            for shape in std::iter::repeat_n(shape, count) {
                context.extend(shape.map(|shape| Block {
                    of: Some(space.clone()),
                    shape,
                }));
            }
        }
        for _ in 0..self.random.random_range(0..3) {
            let shape = self.shape();
            context.push(Block { of: None, shape });
        }
        for last in (1..context.len()).rev() {
            let other = self.random.random_range(0..=last);
            context.swap(last, other);
        }
        context
    }

    /// None if the case has no such space: the kernel then lacks an argument.
    fn argument(
        &mut self,
        sort: &Sort,
        shapes: &BTreeMap<Name, Shape>,
        context: &[Block],
    ) -> Option<Argument<f64>> {
        let size = |space: &Space| Some(shape_of(space, shapes)?.size());
        Some(match sort {
            Sort::Idx { shape, .. } => {
                let fitting: Vec<usize> = context
                    .iter()
                    .enumerate()
                    .filter(|(_, block)| block.of.as_ref() == Some(shape))
                    .map(|(position, _)| position)
                    .collect();
                let chosen = self.random.random_range(0..fitting.len().max(1));
                Argument::Index(*fitting.get(chosen)?)
            }
            Sort::Mask(space) => {
                let size = size(space)?;
                Argument::Mask((0..size).map(|_| self.random.random_bool(0.5)).collect())
            }
            Sort::Vec(Space::Real) => Argument::Scalar(self.scalar()),
            Sort::Vec(Space::Hom(from, to)) => Argument::Map(self.map(size(from)?, size(to)?)),
            Sort::Vec(space) => Argument::Vector(self.vector(size(space)?)),
            Sort::Rank(name) => Argument::Rank(shapes.get(name)?.dims().len()),
            Sort::CanBroadcastTo { .. } => return None,
        })
    }

    /// Any way to broadcast to these dimensions.
    fn way_to(&mut self, to: &[usize]) -> Option<Broadcast> {
        let mut steps = Vec::new();
        for _ in to {
            steps.push(match self.random.random_range(0..16) {
                0 => break,
                n if n < 5 => Step::Stretched,
                n if n < 9 => Step::New,
                _ => Step::Same,
            });
        }
        Broadcast::new(steps, to.to_vec()).ok()
    }

    fn map(&mut self, columns: usize, rows: usize) -> Map<f64> {
        if self.dense {
            return Map::Dense(self.matrix(columns, rows));
        }
        match self.random.random_range(0..4) {
            0 if columns == rows => Map::Diagonal(self.vector(rows)),
            1 => {
                let middle = self.random.random_range(0..4);
                let outer = Map::Dense(self.matrix(middle, rows));
                let inner = Map::Dense(self.matrix(columns, middle));
                Map::Composed(Box::new(outer), Box::new(inner))
            }
            2 => {
                let fitting: Vec<usize> = (1..=columns.min(rows))
                    .filter(|n| columns.is_multiple_of(*n) && rows.is_multiple_of(*n))
                    .collect();
                let chosen = self.random.random_range(0..fitting.len().max(1));
                let positions = fitting.get(chosen).copied().unwrap_or(1);
                let matrix = self.matrix(columns / positions, rows / positions);
                Map::PositionWise(matrix, positions)
            }
            _ => Map::Dense(self.matrix(columns, rows)),
        }
    }

    fn matrix(&mut self, columns: usize, rows: usize) -> Matrix<f64> {
        Matrix {
            columns,
            rows: (0..rows).map(|_| self.vector(columns)).collect(),
        }
    }

    fn vector(&mut self, size: usize) -> Vec<f64> {
        (0..size).map(|_| self.number()).collect()
    }

    /// A parameter: now and then 0, whose inverse is a convention.
    fn scalar(&mut self) -> f64 {
        match self.random.random_range(0..8) {
            0 => 0.0,
            1 => -0.0,
            _ => self.number(),
        }
    }

    fn number(&mut self) -> f64 {
        let (random, format) = (&mut self.random, self.format);
        let (most, one) = (format.most(), format.one());
        // Exponents near an end of the range.
        let near = 7 + u64::from(format.precision());
        // Half the exponents that products may have.
        let half = one.saturating_sub(23).max(one / 2) / 2;
        match self.regime {
            Regime::Quarters => f64::from(random.random_range(-16..=16_i8)) / 4.0,
            Regime::Ordinary => ordinary(random, format),
            Regime::Anything => with_exponent(random, format, 0, most),
            Regime::HalfRange => with_exponent(random, format, one - half, one + half),
            Regime::Subnormal => with_exponent(random, format, 0, near),
            Regime::Huge => with_exponent(random, format, most - near, most),
            Regime::Kinks => {
                let others = [0.0, format.value(false, 0, 1), format.value(false, 1, 0)];
                one_of(random, &others, 1.0)
            }
            Regime::Special => {
                let others = [
                    0.0,
                    1.0,
                    format.value(false, 0, 1),
                    format.value(false, 1, 0),
                    format.value(false, 0, u64::MAX),
                    format.value(false, most, u64::MAX),
                    format.value(false, one, 1),
                    format.value(false, one - 1, u64::MAX),
                    3.0,
                    format.round(&tenths(1)),
                    format.round(&tenths(3)),
                    format.round(&tenths(9)),
                    100.0,
                    1024.0,
                ];
                one_of(random, &others, 0.5)
            }
            Regime::Exponents => exponent(random, format),
            Regime::Cancelling => {
                let steps = random.random_range(0..4);
                let value = (0..steps).fold(self.base, |value, _| format.next_up(value));
                with_either_sign(random, value)
            }
        }
    }
}

/// A multiple of ln 2: anywhere in the range, or as near as that to where powers of two overflow,
/// become subnormal, and underflow.
fn exponent(random: &mut impl Rng, format: Format) -> f64 {
    let precision = f64::from(format.precision());
    let highest = f64::from(u32::try_from(format.one()).unwrap_or(u32::MAX)) + 1.0;
    let lowest = 2.0 - highest - precision;
    let ends = [highest, 3.0 - highest, lowest];
    let fraction = |random: &mut dyn Rng| random.next_u64() as f64 / 2_f64.powi(64);
    let power = match ends.get(random.random_range(0..2 * ends.len())) {
        Some(end) => {
            let near = fraction(random) * 2_f64.powi(-random.random_range(0..45));
            if random.random_bool(0.5) {
                end + near
            } else {
                end - near
            }
        }
        None => lowest + fraction(random) * (highest - lowest),
    };
    let value = exact(power * std::f64::consts::LN_2);
    value.map_or(0.0, |value| format.round(&value))
}

/// One of these numbers or the last one, with either sign.
fn one_of(random: &mut ChaCha8Rng, others: &[f64], last: f64) -> f64 {
    let chosen = random.random_range(0..=others.len());
    let value = others.get(chosen).copied().unwrap_or(last);
    with_either_sign(random, value)
}

fn with_either_sign(random: &mut ChaCha8Rng, value: f64) -> f64 {
    if random.random_bool(0.5) {
        -value
    } else {
        value
    }
}

/// So many tenths: as decimals short, in binary never exact.
fn tenths(count: u8) -> Exact {
    Rational::new(count.into(), 10.into()).into()
}

/// A full mantissa with an exponent near 0.
fn ordinary(random: &mut impl Rng, format: Format) -> f64 {
    with_exponent(random, format, format.one() - 4, format.one() + 4)
}

/// A random sign and mantissa with a biased exponent from the range.
fn with_exponent(random: &mut impl Rng, format: Format, least: u64, most: u64) -> f64 {
    let exponent = random.random_range(least..=most);
    let rest = random.next_u64();
    format.value(rest >> 63 == 1, exponent, rest)
}
