//! What a smaller input is.

use super::{Keep, fit_map, shrink, shrink_within, simpler_than, smaller_dims};
use crate::audit::{Case, sample};
use crate::notation::{Entry, Spec};
use crate::tape::Shape;
use crate::term::{Argument, Map, Matrix};

fn entries() -> Vec<Entry> {
    Spec::built_in().map_or_else(|_| Vec::new(), |spec| spec.entries)
}

fn of(argument: &Argument<f64>) -> Vec<f64> {
    let mut argument = argument.clone();
    argument.numbers_mut().into_iter().map(|v| *v).collect()
}

fn of_map(map: &Map<f64>) -> Vec<f64> {
    of(&Argument::Map(map.clone()))
}

fn numbers(case: &Case) -> Vec<f64> {
    let arguments = case.arguments.iter().flat_map(|(_, argument)| of(argument));
    let vectors = [&case.x, &case.dx, &case.delta, &case.held];
    arguments
        .chain(vectors.into_iter().flatten().copied())
        .collect()
}

#[test]
fn what_fails_everywhere_shrinks_to_zeros_in_the_fewest_tensors() {
    for entry in entries() {
        for number in 0..64 {
            let case = shrink(sample(&entry, 0, number), &entry, |_| true);
            assert!(numbers(&case).iter().all(|v| v.to_bits() == 0), "{case:?}");
            let pointed = (0..case.context.len()).all(|at| !case.pointing_at(at).is_empty());
            assert!(pointed, "{case:?}");
            let sizes = || case.shapes.values().map(Shape::size);
            assert!(sizes().all(|size| size <= 1), "{case:?}");
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
            let case = shrink(case, &entry, two);
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
            let mut tries = 0;
            shrink_within(most, sample(&entry, 0, 9), &entry, |_| {
                tries += 1;
                false
            });
            assert!(tries <= most, "{tries}");
            tries = 0;
            shrink_within(most, sample(&entry, 0, 9), &entry, |_| {
                tries += 1;
                true
            });
            assert!(tries <= most, "{tries}");
        }
    }
}

#[test]
fn a_smaller_shape_has_a_smaller_or_no_dimension() {
    let expected: &[&[usize]] = &[&[0], &[2], &[0, 0], &[1, 0], &[1, 0]];
    let mut found = smaller_dims(&[2, 0]);
    found.sort_by_key(|dims| (dims.len(), dims.clone()));
    assert_eq!(found, expected);
    assert!(smaller_dims(&[]).is_empty());
}

#[test]
fn a_map_that_fits_stays_as_it_is() {
    let matrix = || Matrix {
        columns: 2,
        rows: vec![vec![1.0, 2.0], vec![3.0, 4.0], vec![5.0, 6.0]],
    };
    let kind = |map: &Map<f64>| match map {
        Map::Dense(_) => "dense",
        Map::Diagonal(_) => "diagonal",
        Map::PositionWise(..) => "position-wise",
        Map::Composed(..) => "composed",
    };
    let square = || Matrix {
        columns: 2,
        rows: vec![vec![1.0, 2.0], vec![3.0, 4.0]],
    };
    let maps = [
        Map::Dense(matrix()),
        Map::Diagonal(vec![1.0, 2.0, 3.0]),
        Map::PositionWise(matrix(), 2),
        Map::Composed(
            Box::new(Map::Dense(matrix())),
            Box::new(Map::Dense(square())),
        ),
    ];
    for map in maps {
        let (columns, rows) = (map.columns(), map.rows());
        let same = fit_map(&map, columns, rows, Keep::First);
        assert_eq!(same, map);
        for (columns, rows) in [
            (columns - 1, rows),
            (columns, rows - 1),
            (2, 2),
            (0, 0),
            (3, 1),
        ] {
            for keep in [Keep::First, Keep::Last] {
                let fitted = fit_map(&map, columns, rows, keep);
                assert_eq!((fitted.columns(), fitted.rows()), (columns, rows));
            }
        }
    }
    let diagonal = Map::Diagonal(vec![1.0, 2.0, 3.0]);
    let of_two = |keep| fit_map(&diagonal, 2, 2, keep);
    assert_eq!(
        (kind(&of_two(Keep::First)), of_map(&of_two(Keep::First))),
        ("diagonal", vec![1.0, 2.0])
    );
    assert_eq!(of_map(&of_two(Keep::Last)), [2.0, 3.0]);
}

#[test]
fn simpler_numbers_are_shorter_or_nearer_to_one() {
    let least = |value: f64, fails: &dyn Fn(f64) -> bool| {
        let mut value = value;
        // No search is longer unless it goes in circles.
        for _ in 0..100 {
            let simpler = simpler_than(value).into_iter().find(|v| fails(*v));
            value = simpler.unwrap_or(value);
        }
        value
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
    assert!(simpler_than(0.0).is_empty());
    assert_eq!(simpler_than(1.0), [0.0]);
    assert!(simpler_than(-0.0).iter().all(|v| v.to_bits() == 0));
}
