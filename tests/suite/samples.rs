//! The audit's inputs: each regime has the numbers that it says, up to its ends, and every kind of shape, map and index is there.

use std::collections::{BTreeMap, BTreeSet};

use torchlean_mirror::{
    audit::{Block, Case, REGIMES, Regime, sample, sample_in},
    notation::{Entry, Spec},
    tape::Shape,
    term::{Argument, Map},
};

const CASES: u64 = 200;

fn entries() -> Vec<Entry> {
    Spec::built_in().unwrap().entries
}

/// The numbers of a case, but for scalar parameters, which are 0 now and then.
fn numbers(case: &Case) -> Vec<f64> {
    let arguments = case
        .arguments
        .iter()
        .flat_map(|(_, argument)| match argument {
            Argument::Scalar(_) => Vec::new(),
            other => other
                .clone()
                .numbers_mut()
                .into_iter()
                .map(|v| *v)
                .collect(),
        });
    let vectors = [&case.x, &case.dx, &case.delta, &case.held];
    arguments
        .chain(vectors.into_iter().flatten().copied())
        .collect()
}

/// All numbers of a regime, case by case.
fn drawn(regime: Regime) -> Vec<Vec<f64>> {
    let of = |entry: &Entry| -> Vec<Vec<f64>> {
        let cases = (0..CASES).map(|number| sample_in(entry, 7, number, regime));
        cases.map(|case| numbers(&case)).collect()
    };
    entries().iter().flat_map(of).collect()
}

/// The biased exponent of a number.
fn exponent(value: f64) -> u64 {
    value.to_bits() >> 52 & 0x7ff
}

/// Whether the exponents are those of this range, both ends drawn, with either sign and with
/// mantissas that are neither all short nor all alike.
fn spread(regime: Regime, least: u64, most: u64) {
    let values = drawn(regime).concat();
    let exponents: BTreeSet<u64> = values.iter().map(|&v| exponent(v)).collect();
    let (first, last) = (exponents.first().unwrap(), exponents.last().unwrap());
    assert!(
        least <= *first && *last <= most,
        "{regime:?}: {first} to {last}"
    );
    let margin = (most - least) / 64;
    assert!(
        *first <= least + margin,
        "{regime:?}: no exponent below {first}"
    );
    assert!(
        *last >= most - margin,
        "{regime:?}: no exponent above {last}"
    );
    for sign in [false, true] {
        let of_sign = values.iter().filter(|v| v.is_sign_negative() == sign);
        assert!(3 * of_sign.count() > values.len(), "{regime:?}: one sign");
    }
    let odd = values.iter().filter(|v| v.to_bits() & 1 == 1).count();
    assert!(
        3 * odd > values.len() && 3 * odd < 2 * values.len(),
        "{regime:?}"
    );
}

#[test]
fn exponents_fill_the_range_of_their_regime() {
    spread(Regime::Ordinary, 1023 - 4, 1023 + 4);
    spread(Regime::Anything, 0, 2046);
    spread(Regime::HalfRange, 1023 - 500, 1023 + 500);
    spread(Regime::Subnormal, 0, 60);
    spread(Regime::Huge, 2046 - 60, 2046);
}

#[test]
fn products_of_half_the_range_stay_in_it() {
    let values = drawn(Regime::HalfRange).concat();
    let magnitudes = || values.iter().map(|v| v.abs());
    let least = magnitudes().fold(f64::MAX, f64::min);
    let most = magnitudes().fold(0.0, f64::max);
    assert!((most * most).is_finite() && most > 2.0_f64.powi(480));
    assert!(least * least >= f64::MIN_POSITIVE && least < 2.0_f64.powi(-480));
}

#[test]
fn quarters_are_all_there() {
    let values = drawn(Regime::Quarters).concat();
    let seen: BTreeSet<String> = values.iter().map(|v| format!("{v}")).collect();
    let quarters = (-16..=16).map(|n| format!("{}", f64::from(n) / 4.0));
    assert_eq!(seen, quarters.collect());
}

#[test]
fn special_numbers_are_all_there_with_either_sign() {
    let positive = [
        0.0,
        f64::from_bits(1),
        f64::MIN_POSITIVE.next_down(),
        f64::MIN_POSITIVE,
        0.1,
        0.3,
        0.5,
        0.9,
        1.0_f64.next_down(),
        1.0,
        1.0_f64.next_up(),
        3.0,
        100.0,
        1024.0,
        f64::MAX,
    ];
    let expected = positive.iter().flat_map(|v| [v.to_bits(), (-v).to_bits()]);
    let values = drawn(Regime::Special).concat();
    let seen: BTreeSet<u64> = values.iter().map(|v| v.to_bits()).collect();
    assert_eq!(seen, expected.collect());
}

#[test]
fn cancelling_numbers_are_a_few_steps_apart_with_either_sign() {
    let (mut farthest, mut bases, mut mixed) = (0, BTreeSet::new(), false);
    for case in drawn(Regime::Cancelling) {
        let bits = || case.iter().map(|v| v.abs().to_bits());
        let (Some(least), Some(most)) = (bits().min(), bits().max()) else {
            continue;
        };
        assert!(most - least <= 3, "{case:?}");
        farthest = farthest.max(most - least);
        bases.insert(least);
        mixed |= case.iter().any(|v| *v < 0.0) && case.iter().any(|v| *v > 0.0);
    }
    assert_eq!(farthest, 3);
    assert!(mixed);
    assert!(bases.len() > 100, "{} bases", bases.len());
}

#[test]
fn scalars_are_zero_of_either_sign_now_and_then() {
    let mut seen: BTreeMap<u64, usize> = BTreeMap::new();
    let mut all = 0;
    for entry in entries() {
        for number in 0..CASES {
            let case = sample_in(&entry, 0, number, Regime::Ordinary);
            for (_, argument) in case.arguments {
                if let Argument::Scalar(value) = argument {
                    all += 1;
                    *seen.entry(value.to_bits()).or_default() += 1;
                }
            }
        }
    }
    assert!(all >= 200);
    for zero in [0.0_f64, -0.0] {
        let count = seen.get(&zero.to_bits()).copied().unwrap_or(0);
        assert!(
            16 * count > all && 4 * count < all,
            "{zero:?}: {count} of {all}"
        );
    }
}

/// What kinds of shapes, contexts and arguments there were.
#[derive(Default, PartialEq, Eq, Debug)]
struct Kinds {
    ranks: BTreeSet<usize>,
    dims: BTreeSet<usize>,
    blocks: BTreeSet<usize>,
    others: BTreeSet<usize>,
    maps: BTreeSet<&'static str>,
    positions: BTreeSet<bool>,
    middles: BTreeSet<usize>,
    mask: BTreeSet<bool>,
    same: BTreeSet<bool>,
    last: BTreeSet<bool>,
}

impl Kinds {
    fn see(&mut self, entry: &Entry, case: &Case) {
        // A shape whose size is that of another one has larger dimensions.
        let shapes = case.shapes.values().filter(|_| entry.equal.is_empty());
        for shape in shapes {
            self.ranks.insert(shape.dims().len());
            self.dims.extend(shape.dims());
        }
        if entry.form.node().is_some() {
            self.blocks.insert(case.context.len());
            let other = |block: &&Block| block.of.is_none();
            self.others
                .insert(case.context.iter().filter(other).count());
        }
        let mut indices = Vec::new();
        for (_, argument) in &case.arguments {
            match argument {
                Argument::Index(at) => indices.push(*at),
                Argument::Mask(mask) => self.mask.extend(mask),
                Argument::Map(map) => self.see_map(map),
                _ => {}
            }
        }
        if let [a, b] = indices.as_slice() {
            self.same.insert(a == b);
        }
        let last = case.context.len().saturating_sub(1);
        self.last.extend(indices.iter().map(|&at| at == last));
    }

    fn see_map(&mut self, map: &Map<f64>) {
        self.maps.insert(match map {
            Map::Dense(_) => "dense",
            Map::Diagonal(_) => "diagonal",
            Map::PositionWise(_, positions) => {
                self.positions.insert(*positions > 1);
                "position-wise"
            }
            Map::Composed(_, inner) => {
                self.middles.insert(inner.rows());
                "composed"
            }
        });
    }
}

#[test]
fn every_kind_of_shape_context_and_argument_is_there() {
    let mut kinds = Kinds::default();
    for entry in entries() {
        for number in (0..1_000).filter(|number| number % 101 != 100) {
            kinds.see(&entry, &sample(&entry, 0, number));
        }
    }
    let either = BTreeSet::from([false, true]);
    let expected = Kinds {
        ranks: (0..4).collect(),
        dims: (0..5).collect(),
        // Up to three per index of another shape, and up to two that nothing points at.
        blocks: (1..9).collect(),
        others: (0..3).collect(),
        maps: BTreeSet::from(["composed", "dense", "diagonal", "position-wise"]),
        positions: either.clone(),
        middles: (0..4).collect(),
        mask: either.clone(),
        same: either.clone(),
        last: either,
    };
    assert_eq!(kinds, expected);
}

/// One case in 101 is large, or has many tensors, which hold the same numbers.
#[test]
fn large_shapes_and_long_contexts_are_there() {
    let (mut ranks, mut residues, mut blocks) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let (mut largest, mut equal) = (0, false);
    let product = Spec::built_in().unwrap().find("mul").unwrap().clone();
    for number in (100..1_000).step_by(101) {
        let case = sample(&product, 0, number);
        let shape = case.shapes.values().next().unwrap();
        ranks.insert(shape.dims().len());
        residues.insert(shape.size() % 8);
        largest = largest.max(shape.size());
        blocks.insert(case.context.len());
        let mut rest = case.x.as_slice();
        let mut tensors: Vec<&[f64]> = Vec::new();
        for block in case.blocks() {
            let (tensor, others) = rest.split_at(block.size());
            tensors.push(tensor);
            rest = others;
        }
        tensors.retain(|tensor| tensor.len() > 1);
        let bits = |tensor: &[f64]| tensor.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        let distinct: BTreeSet<Vec<u64>> = tensors.iter().map(|tensor| bits(tensor)).collect();
        equal |= case.context.len() >= 9 && distinct.len() + 7 < tensors.len();
    }
    assert!(ranks.len() > 3 && ranks.contains(&6), "{ranks:?}");
    assert!(
        residues.contains(&7) && residues.contains(&1),
        "{residues:?}"
    );
    assert!(largest > 1_024, "{largest}");
    assert!(blocks.iter().any(|count| *count >= 9), "{blocks:?}");
    assert!(equal);
    // What a case costs is bounded: products of dimensions are.
    for entry in entries() {
        for number in (100..1_000).step_by(101) {
            let case = sample(&entry, 0, number);
            let sizes = case.blocks().iter().map(Shape::size).sum::<usize>();
            assert!(sizes < 40_000, "{}: {sizes}", entry.name);
        }
    }
}

#[test]
fn the_regimes_take_turns_and_a_case_is_the_same_when_had_again() {
    for entry in entries() {
        for (number, regime) in (8..).zip(REGIMES) {
            // In the second round one case in four is at the kinks of a definition that has some, or
            // where its values end.
            let regime = match number % 4 {
                0 if has_functions(&entry) => Regime::Exponents,
                2 if has_kinks(&entry) => Regime::Kinks,
                _ => regime,
            };
            let case = format!("{:?}", sample(&entry, 3, number));
            assert_eq!(case, format!("{:?}", sample_in(&entry, 3, number, regime)));
        }
    }
}

#[test]
fn kinks_and_ends_of_the_range_take_no_regime_from_a_definition() {
    let turns = REGIMES.len() as u64;
    for (has, other) in [
        (
            has_kinks as fn(&Entry) -> bool,
            has_functions as fn(&Entry) -> bool,
        ),
        (has_functions, has_kinks),
    ] {
        let alone = |entry: &Entry| has(entry) && !other(entry);
        let entry = entries().into_iter().find(alone).unwrap();
        for (turn, regime) in (0..).zip(REGIMES) {
            let numbers = (0..4).map(|round| round * turns + turn);
            let is_own = |number: &u64| {
                let own = sample_in(&entry, 3, *number, regime);
                format!("{:?}", sample(&entry, 3, *number)) == format!("{own:?}")
            };
            assert_eq!(numbers.filter(is_own).count(), 3, "{regime:?}");
        }
    }
}

fn has_kinks(entry: &Entry) -> bool {
    !entry.conditions.is_empty()
}

fn has_functions(entry: &Entry) -> bool {
    entry
        .form
        .node()
        .is_some_and(|node| node.forward.has_functions())
}

#[test]
fn definitions_seeds_and_numbers_draw_from_streams_of_their_own() {
    let entries = entries();
    let mut streams = BTreeSet::new();
    for entry in &entries {
        for (seed, first) in [(0, 1), (1, 1), (0, 9), (1, 9)] {
            let cases = (0..8).map(|turn| sample(entry, seed, first + 16 * turn));
            let cases: Vec<String> = cases.map(|case| format!("{case:?}")).collect();
            streams.insert(cases.concat());
        }
    }
    assert_eq!(streams.len(), 4 * entries.len());
}
