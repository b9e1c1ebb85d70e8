//! Matrices at small shapes.

use std::collections::{BTreeMap, BTreeSet};

use torchlean_mirror::audit::Audit;
use torchlean_mirror::exact::{Jacobian, JacobianMatrix as Matrix};
use torchlean_mirror::tape::{NotAShape, Shape};
use torchlean_mirror::term::{Measure, Name, Sort, Space};

use super::{DEFINITIONS, LAWS, Tabled, built_in, edited, matrices, of_built_in, spec};

/// The entries as text, or why there are none.
fn entries(jacobian: &Jacobian) -> Vec<Vec<String>> {
    match &jacobian.matrix {
        Matrix::Known { entries, .. } => entries
            .iter()
            .map(|row| row.iter().map(ToString::to_string).collect())
            .collect(),
        Matrix::Unknown { why } => vec![vec![why.to_string()]],
    }
}

#[test]
fn a_product_has_the_other_factor_on_the_diagonal() {
    let table = of_built_in(Some("2"));
    let [apart, equal] = table.definition("mulFderiv").jacobians.as_slice() else {
        panic!("expected two cases");
    };
    assert_eq!(apart.case.as_deref(), Some("a and b different"));
    assert_eq!(
        entries(apart),
        [["b₀", "0", "a₀", "0"], ["0", "b₁", "0", "a₁"]]
    );
    assert_eq!(equal.case.as_deref(), Some("a = b"));
    assert_eq!(entries(equal), [["2·x₀", "0"], ["0", "2·x₁"]]);
    assert_eq!(
        equal.legend,
        ["x with subscripts: the coordinates of get a x"]
    );
}

#[test]
fn parameters_are_atoms_and_masks_alternate() {
    let table = of_built_in(Some("2"));
    let only = |lean: &str| {
        let jacobians = &table.definition(lean).jacobians;
        assert_eq!(jacobians.len(), 1);
        jacobians[0].clone()
    };
    assert_eq!(
        entries(&only("affineFderiv")),
        [["A₀₀", "A₀₁"], ["A₁₀", "A₁₁"]]
    );
    assert_eq!(entries(&only("scaleFderiv")), [["c", "0"], ["0", "c"]]);
    let dropout = only("fixedInvertedDropoutFderiv");
    assert_eq!(entries(&dropout), [["keepProb⁻¹", "0"], ["0", "0"]]);
    assert_eq!(dropout.legend, ["mask = (true, false), chosen"]);
    let broadcast = only("broadcastToFderiv");
    assert_eq!(broadcast.legend, ["cb = dim_eq scalar_to_any, chosen"]);
    assert_eq!(only("reduceSumFderiv").legend, ["axis = 1, chosen"]);
}

#[test]
fn matrices_have_a_row_per_output_and_a_column_per_coordinate_of_the_context() {
    for text in ["scalar", "2x3", "18446744073709551615,2,0"] {
        let shape: Shape = text.parse().unwrap();
        let report = matrices(&shape);
        for definition in &report.definitions {
            let entry = &definition.entry;
            let dims: BTreeMap<Name, Vec<usize>> = (entry.measures().into_iter())
                .map(|measure| match measure {
                    Measure::Dim(name) => (name, vec![2]),
                    Measure::Size(name) => (name, shape.dims().to_vec()),
                })
                .collect();
            let shape = |space: &Space| {
                let dims = space.dims(&|name| dims.get(name).map(Vec::as_slice));
                Shape::new(dims.unwrap())
            };
            let blocks: Vec<&Space> = (entry.parameters.iter())
                .filter_map(|(_, sort)| match sort {
                    Sort::Idx { shape, .. } => Some(shape),
                    _ => None,
                })
                .collect();
            let is_derivative = entry.form.kind() == "fderiv";
            assert_ne!(definition.jacobians.is_empty(), is_derivative);
            for jacobian in &definition.jacobians {
                let Matrix::Known {
                    rows,
                    columns,
                    entries,
                } = &jacobian.matrix
                else {
                    panic!("{}: {jacobian:?}", entry.name);
                };
                let shared = jacobian.case.as_ref().is_some_and(|c| c.contains('='));
                let distinct: BTreeSet<&&Space> = blocks.iter().collect();
                let sizes: Vec<usize> = match shared {
                    true => distinct.into_iter().map(|s| shape(s).size()).collect(),
                    false => blocks.iter().map(|s| shape(s).size()).collect(),
                };
                assert_eq!(columns.len(), sizes.iter().sum::<usize>());
                let output = shape(&entry.form.node().unwrap().output);
                assert_eq!(entries.len(), rows.len());
                assert!(entries.iter().all(|row| row.len() == columns.len()));
                let expected = (0..output.size()).map(|flat| output.multi_index(flat).unwrap());
                assert!(rows.iter().cloned().eq(expected));
            }
        }
    }
}

#[test]
fn matrices_come_from_the_derived_map() {
    // Only `forward` changes: the stated maps are now wrong, the matrix is not.
    let definitions = edited(
        DEFINITIONS,
        "forward x    := get a x ⊙ get b x",
        "forward x    := get a x ⊙ get a x",
    );
    let table = Tabled::of(spec(&definitions, LAWS), Some("2"));
    let jacobians = &table.definition("mulFderiv").jacobians;
    assert_eq!(
        entries(&jacobians[0]),
        [["2·a₀", "0", "0", "0"], ["0", "2·a₁", "0", "0"]]
    );
}

#[test]
fn a_shape_that_is_too_large_is_refused() {
    let spec = built_in();
    for shape in [Shape::new([17]), Shape::new([usize::MAX, 4])] {
        let error = Audit::of(&spec, &[]).jacobians(&shape).err().unwrap();
        assert!(error.to_string().contains(&shape.to_string()), "{error}");
    }
}

#[test]
fn shapes_are_read_in_several_notations() {
    for (text, dims) in [
        ("2,3", vec![2, 3]),
        ("2x3", vec![2, 3]),
        (" 2 × 3 ", vec![2, 3]),
        ("[2, 3]", vec![2, 3]),
        ("0", vec![0]),
        ("[]", vec![]),
        ("scalar", vec![]),
    ] {
        assert_eq!(text.parse(), Ok(Shape::new(dims)), "{text}");
    }
    for (text, part) in [
        ("", ""),
        ("2,", ""),
        ("-2", "-2"),
        ("+2", "+2"),
        ("2;3", "2;3"),
        ("[2", "[2"),
        ("99999999999999999999", "99999999999999999999"),
    ] {
        let error = text.parse::<Shape>().unwrap_err();
        assert_eq!(
            error,
            NotAShape {
                text: text.into(),
                part: part.into()
            }
        );
    }
    let shape = Shape::new([4, 0, 2]);
    assert_eq!(shape.to_string().parse(), Ok(shape));
}
