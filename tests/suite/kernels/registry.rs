//! The table of kernels is what the source files define.

use torchlean_mirror::nodes::{ArgKind, Kernel, kernels};

#[test]
fn every_public_function_is_registered_and_nothing_else_is_public() {
    let source = include_str!("../../../src/nodes/arithmetic.rs");
    let public: Vec<_> = source
        .lines()
        .filter_map(|line| line.strip_prefix("pub "))
        .filter_map(|item| item.strip_prefix("fn ").or(Some(item)))
        .map(|item| item.split('(').next().unwrap())
        .collect();
    let module = "NN.Proofs.Autograd.Tape.Nodes.Arithmetic";
    let kernels = kernels();
    let registered: Vec<_> = kernels
        .iter()
        .filter(|kernel| kernel.module() == module)
        .map(Kernel::name)
        .collect();
    assert_eq!(public, registered);
}

#[test]
fn parameters_are_read_off_the_functions() {
    use ArgKind::{Idx, Map, Mask, Scalar, Vector};
    let expected = |name: &str| match name.trim_end_matches("_fderiv") {
        "affine" => vec![Idx, Map, Vector],
        "add" | "sub" | "mul" => vec![Idx, Idx],
        "scale" => vec![Idx, Scalar],
        "fixed_mask_scale" => vec![Idx, Vector],
        "inverted_dropout_coeff" => vec![Mask, Scalar],
        "fixed_inverted_dropout" => vec![Idx, Mask, Scalar],
        "square" => vec![Idx],
        other => panic!("{other}"),
    };
    for kernel in kernels() {
        assert_eq!(kernel.parameters(), expected(kernel.name()), "{kernel:?}");
        assert!(format!("{kernel:?}").contains(kernel.name()));
    }
}
