//! What a smaller input is.

use torchlean_mirror::audit::{Case, sample, shrink};
use torchlean_mirror::notation::{Entry, Source, Spec, read_entries};
use torchlean_mirror::tape::Shape;
use torchlean_mirror::term::{Argument, Map};

/// More than any search here tries.
const ENOUGH: usize = 100_000;

fn entries() -> Vec<Entry> {
    Spec::built_in().unwrap().entries
}

fn entry(name: &str) -> Entry {
    Spec::built_in().unwrap().find(name).unwrap().clone()
}

fn of(argument: &Argument<f64>) -> Vec<f64> {
    let mut argument = argument.clone();
    argument.numbers_mut().into_iter().map(|v| *v).collect()
}

fn numbers(case: &Case) -> Vec<f64> {
    let arguments = case.arguments.iter().flat_map(|(_, argument)| of(argument));
    let vectors = [&case.x, &case.dx, &case.delta, &case.held];
    arguments
        .chain(vectors.into_iter().flatten().copied())
        .collect()
}

/// The inputs that are simpler in one place.
fn simpler(case: &Case, entry: &Entry) -> Vec<Case> {
    let mut tried = Vec::new();
    shrink(ENOUGH, case.clone(), entry, |simpler| {
        tried.push(simpler.clone());
        false
    });
    tried
}

#[test]
fn what_fails_everywhere_shrinks_to_zeros_in_the_fewest_tensors() {
    for entry in entries() {
        for number in 0..64 {
            let case = shrink(ENOUGH, sample(&entry, 0, number), &entry, |_| true);
            assert!(numbers(&case).iter().all(|v| v.to_bits() == 0), "{case:?}");
            let pointed = (0..case.context.len()).all(|at| !case.pointing_at(at).is_empty());
            assert!(pointed, "{case:?}");
            let sizes = || case.shapes.values().map(Shape::size);
            assert!(sizes().all(|size| size <= 1), "{case:?}");
            // Nothing is simpler than zeros in the fewest tensors of the smallest shapes.
            let tried = simpler(&case, &entry);
            assert!(tried.iter().all(|c| c.shapes != case.shapes), "{case:?}");
        }
    }
}

#[test]
fn what_fails_at_two_coordinates_keeps_two_and_every_map_fits() {
    for entry in entries() {
        let mut maps = 0;
        for number in 0..64 {
            let two = |case: &Case| case.shapes.values().all(|shape| shape.size() >= 2);
            let case = sample(&entry, 0, number);
            if !two(&case) {
                continue;
            }
            let case = shrink(ENOUGH, case, &entry, two);
            assert!(
                case.shapes.values().all(|shape| shape.dims() == [2]),
                "{case:?}"
            );
            for (_, argument) in &case.arguments {
                if let Argument::Map(map) = argument {
                    assert_eq!((map.columns(), map.rows()), (2, 2));
                    assert!(of(argument).iter().all(|v| v.to_bits() == 0), "{case:?}");
                    maps += 1;
                }
            }
            assert!(case.kernel_arguments().is_ok(), "{case:?}");
        }
        let takes_map = entry
            .parameters
            .iter()
            .any(|(_, sort)| sort.to_string().contains("→L"));
        assert!(maps > 0 || !takes_map, "{}", entry.name);
    }
}

#[test]
fn no_more_inputs_are_tried_than_is_said() {
    for entry in entries() {
        for most in [0, 1, 10] {
            for fails in [false, true] {
                let mut tries = 0;
                shrink(most, sample(&entry, 0, 9), &entry, |_| {
                    tries += 1;
                    fails
                });
                assert!(tries <= most, "{tries}");
            }
        }
    }
}

#[test]
fn a_smaller_shape_has_a_smaller_or_no_dimension() {
    let square = entry("square");
    let shape = |case: &Case| case.shapes.values().next().unwrap().dims().to_vec();
    let smaller_than = |dims: &[usize]| -> Vec<Vec<usize>> {
        let mut samples = (0..20_000).map(|number| sample(&square, 0, number));
        let case = samples.find(|case| shape(case) == dims).unwrap();
        let mut found: Vec<_> = simpler(&case, &square).iter().map(shape).collect();
        found.retain(|found| found != dims);
        found.sort_by_key(|dims| (dims.len(), dims.clone()));
        found
    };
    // Each with the first values that fit, and with the last.
    let expected: &[&[usize]] = &[&[0], &[2], &[0, 0], &[1, 0], &[1, 0]];
    let expected = expected
        .iter()
        .flat_map(|dims| [dims.to_vec(), dims.to_vec()]);
    assert_eq!(smaller_than(&[2, 0]), expected.collect::<Vec<_>>());
    assert!(smaller_than(&[]).is_empty());
}

/// A node with a map from a space to itself.
const TURNED: &str = "module M namespace N
node turned (idx : Idx Γ s) (A : Vec s →L[ℝ] Vec s) : Node Γ s
  forward x    := A (get idx x)
  jvp     x dx := A (get idx dx)
  vjp     x δ  := single idx (A.adjoint δ)
";

fn map(case: &Case) -> &Map<f64> {
    let mut arguments = case.arguments.iter();
    let found = arguments.find_map(|(_, argument)| match argument {
        Argument::Map(map) => Some(map),
        _ => None,
    });
    found.unwrap()
}

#[test]
fn every_map_fits_and_one_that_fitted_stays_as_it_is() {
    let turned = read_entries(&Source::new("turned", TURNED))
        .unwrap()
        .remove(0);
    let (mut kept, mut diagonals) = ([0_usize; 4], [0_usize; 2]);
    for entry in [turned, entry("affine")] {
        for number in 0..64 {
            let case = sample(&entry, 0, number);
            let before = map(&case);
            let size = |map: &Map<f64>| (map.columns(), map.rows());
            for smaller in simpler(&case, &entry) {
                let (found, arguments) = (map(&smaller), smaller.kernel_arguments());
                assert!(found.is_whole() && arguments.is_ok(), "{smaller:?}");
                let point = smaller.point(&entry, |value: torchlean_mirror::exact::Exact| value);
                let node = entry.form.node().unwrap();
                assert!(point.unwrap().vector(&node.forward).is_ok(), "{smaller:?}");
                if smaller.shapes == case.shapes {
                    continue;
                }
                if size(found) == size(before) {
                    assert_eq!(found, before);
                    let kind = match found {
                        Map::Dense(_) => 0,
                        Map::Diagonal(_) => 1,
                        Map::PositionWise(..) => 2,
                        Map::Composed(..) => 3,
                    };
                    kept[kind] += 1;
                } else if let (Map::Diagonal(all), true) = (before, found.columns() == found.rows())
                {
                    let Map::Diagonal(some) = found else {
                        panic!("{found:?} of {before:?}");
                    };
                    let (first, last) = (all.starts_with(some), all.ends_with(some));
                    diagonals[0] += usize::from(first && !last);
                    diagonals[1] += usize::from(last && !first);
                    // Without a dimension of 0 there are more coordinates than before.
                    let more = some.strip_prefix(&all[..]);
                    let filled = more.is_some_and(|more| more.iter().all(|v| *v == 1.0));
                    assert!(first || last || filled, "{some:?} of {all:?}");
                }
            }
        }
    }
    let mut all = kept.iter().chain(&diagonals);
    assert!(all.all(|times| *times > 0), "{kept:?} {diagonals:?}");
}

#[test]
fn simpler_numbers_are_shorter_or_nearer_to_one() {
    let scale = entry("scale");
    let scalar = |case: &Case| {
        let mut arguments = case.arguments.iter();
        let found = arguments.find_map(|(_, argument)| match argument {
            Argument::Scalar(value) => Some(*value),
            _ => None,
        });
        found.unwrap()
    };
    let with = |value: f64| {
        let mut case = shrink(ENOUGH, sample(&scale, 0, 0), &scale, |_| true);
        for (_, argument) in &mut case.arguments {
            if let Argument::Scalar(scalar) = argument {
                *scalar = value;
            }
        }
        case
    };
    let least = |value: f64, fails: &dyn Fn(f64) -> bool| {
        // No search is longer unless it goes in circles.
        let found = shrink(5_000, with(value), &scale, |case| fails(scalar(case)));
        scalar(&found)
    };
    assert_eq!(least(-7.3, &|_| true).to_bits(), 0);
    assert_eq!(least(-7.3, &|v| v != 0.0), 1.0);
    assert_eq!(least(-0.1, &|v| v < 0.0), -1.0);
    let large = 2.0_f64.powi(100);
    let found = least(f64::MAX, &|v| v >= large);
    assert!(found >= large && found < large * large * 2.0, "{found:e}");
    let tiny = least(f64::from_bits(3), &|v| v > 0.0 && v <= 2.0_f64.powi(-100));
    assert!(tiny > 2.0_f64.powi(-202), "{tiny:e}");
    assert_eq!(least(1.234_567_8, &|v| 1.0 < v && v < 2.0), 1.125);
    let tried = |value: f64| -> Vec<f64> {
        let tried = simpler(&with(value), &scale);
        let changed = tried.iter().map(scalar);
        changed.filter(|v| v.to_bits() != value.to_bits()).collect()
    };
    assert!(tried(0.0).is_empty());
    assert_eq!(tried(1.0), [0.0]);
    assert!(tried(-0.0).iter().all(|v| v.to_bits() == 0));
}
