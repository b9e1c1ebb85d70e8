//! Inputs as people read them: each number in the fewest digits of its format that give it back.

use torchlean_mirror::{
    audit::{Case, Counterexample, Verdict, sample, user_kernel::UserKernel},
    exact::Format,
    term::{Argument, Map, Matrix},
};

use crate::report::faulty::spec;

fn described(case: &Case, format: Format, name: &str) -> String {
    let spec = spec();
    let inputs = case.describe(spec.find("affine").unwrap(), format);
    let found = inputs.into_iter().find(|(input, _)| input == name);
    found.unwrap().1
}

#[test]
fn every_kind_of_map_is_shown_with_all_its_numbers() {
    let matrix = |rows: &[[f64; 2]]| Matrix {
        columns: 2,
        rows: rows.iter().map(|row| row.to_vec()).collect(),
    };
    let dense = Map::Dense(matrix(&[[1.0, 2.0], [-0.0, 4.0]]));
    let diagonal = Map::Diagonal(vec![0.5, 6.0]);
    let composed = Map::Composed(Box::new(dense.clone()), Box::new(diagonal.clone()));
    let spec = spec();
    let entry = spec.find("affine").unwrap();
    let mut case = sample(entry, 0, 0);
    for (map, text) in [
        (dense, "dense [[1.0, 2.0], [-0.0, 4.0]]"),
        (diagonal, "diagonal [0.5, 6.0]"),
        (
            Map::PositionWise(matrix(&[[7.0, 8.0]]), 3),
            "position-wise [[7.0, 8.0]] at 3 positions",
        ),
        (
            composed,
            "(dense [[1.0, 2.0], [-0.0, 4.0]]) ∘ (diagonal [0.5, 6.0])",
        ),
    ] {
        let argument = case
            .arguments
            .iter_mut()
            .find(|(_, a)| matches!(a, Argument::Map(_)));
        let (name, argument) = argument.unwrap();
        *argument = Argument::Map(map);
        let name = name.to_string();
        assert_eq!(described(&case, Format::F64, &name), text);
    }
}

#[test]
fn numbers_have_the_digits_of_their_format() {
    let spec = spec();
    let mut case = sample(spec.find("affine").unwrap(), 0, 0);
    case.x = vec![f64::from(0.1_f32), 1.0, f64::from(f32::MIN_POSITIVE)];
    assert_eq!(
        described(&case, Format::F32, "x"),
        "[0.1, 1.0, 1.1754944e-38]"
    );
    assert_eq!(
        described(&case, Format::F64, "x"),
        "[0.10000000149011612, 1.0, 1.1754943508222875e-38]"
    );
}

/// The numbers of a list that is no list of shapes.
fn listed(found: &Counterexample, name: &str) -> Vec<String> {
    let (_, text) = found
        .inputs
        .iter()
        .find(|(input, _)| input == name)
        .unwrap();
    let inside = text.trim_matches(['[', ']']);
    inside
        .split(", ")
        .filter(|n| !n.is_empty())
        .map(String::from)
        .collect()
}

#[test]
fn a_counterexample_in_f32_can_be_typed_in_as_f32() {
    // Not shrunk to a simple number: it fails at the seventh digit alone.
    let near_a_third = |v: f32| (0.333..0.334).contains(&(v.abs() % 1.0));
    let kernel = UserKernel::<f32>::new("off").cases(4_000).forward(|at| {
        let c = at.scalar("c")?;
        let off = |&x: &f32| if near_a_third(x) { c * x + 1.0 } else { c * x };
        Ok(at.x("idx")?.iter().map(off).collect())
    });
    let report = kernel.against("scale").unwrap();
    let refuted = report
        .results
        .iter()
        .find_map(|(_, verdict)| match verdict {
            Verdict::Refuted(found) => Some(found),
            _ => None,
        });
    let found = refuted.expect("a number near a third");
    let numbers = listed(found, "x");
    let typed: Vec<f32> = numbers.iter().map(|n| n.parse().unwrap()).collect();
    assert!(typed.iter().any(|&x| near_a_third(x)), "{numbers:?}");
    for (text, value) in numbers.iter().zip(&typed) {
        assert_eq!(*text, format!("{value:?}"));
    }
}
