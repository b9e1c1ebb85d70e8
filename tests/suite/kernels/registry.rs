//! The list of kernels is what the files of `src/nodes` define.

use std::{collections::BTreeMap, path::Path};
use torchlean_mirror::nodes::{ArgKind, Kernel, kernels};

/// The public items of each file of `src/nodes` with a public function, in order, by Rust path.
fn public_items() -> BTreeMap<String, Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/nodes");
    let files = std::fs::read_dir(folder).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let items = files.map(|file| {
        let module = file.file_stem().unwrap().to_str().unwrap();
        let path = format!("torchlean_mirror::nodes::{module}");
        let text = std::fs::read_to_string(&file).unwrap();
        let items = text.lines().filter_map(|line| line.strip_prefix("pub "));
        let name = |item: &str| {
            let item = item.strip_prefix("fn ").unwrap_or(item);
            item.split(['(', '<']).next().unwrap().to_string()
        };
        let has_function = items.clone().any(|item| item.starts_with("fn "));
        let items: Vec<_> = items
            .filter(|_| has_function)
            .map(|item| format!("{path}::{}", name(item)))
            .collect();
        (module.to_string(), items)
    });
    items
        // Kernels call the functions of the reals, which are none.
        .filter(|(module, items)| !["mod", "real"].contains(&module.as_str()) && !items.is_empty())
        .collect()
}

#[test]
fn every_public_function_is_registered_in_order_and_nothing_else_is_public() {
    let all = kernels();
    let mut registered: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for kernel in &all {
        let module = kernel.path().rsplit("::").nth(1).unwrap();
        let functions = registered.entry(module.into()).or_default();
        functions.push(kernel.path().into());
    }
    assert_eq!(registered, public_items());
}

#[test]
fn a_file_mirrors_one_lean_module() {
    let mut modules: BTreeMap<&str, &str> = BTreeMap::new();
    for kernel in kernels() {
        let (file, name) = kernel.path().rsplit_once("::").unwrap();
        assert_eq!(name, kernel.name());
        assert_eq!(
            *modules.entry(file).or_insert(kernel.module()),
            kernel.module()
        );
        assert!(format!("{kernel:?}").contains(kernel.path()));
    }
}

#[test]
fn parameters_are_read_off_the_functions() {
    use ArgKind::{Idx, Map, Mask, Scalar, Vector};
    let of = |name: &str| {
        let named = |kernel: &&Kernel| kernel.name() == name;
        kernels().iter().find(named).unwrap().parameters().to_vec()
    };
    assert_eq!(of("affine"), [Idx, Map, Vector]);
    assert_eq!(of("mul_fderiv"), [Idx, Idx]);
    assert_eq!(of("scale"), [Idx, Scalar]);
    assert_eq!(of("inverted_dropout_coeff"), [Mask, Scalar]);
    assert_eq!(of("fixed_inverted_dropout"), [Idx, Mask, Scalar]);
    assert_eq!(of("concat_vectors"), [Idx, Idx]);
    assert_eq!(of("reshape"), [Idx]);
}

#[test]
fn a_kernel_of_another_crate_may_have_only_a_name() {
    let build = |_: &_, _: &_, _: &[_]| unreachable!();
    let named = Kernel::new("Module", "twice", build);
    assert_eq!((named.name(), named.path()), ("twice", "twice"));
    let placed = Kernel::new("Module", "other::twice", build);
    assert_eq!((placed.name(), placed.path()), ("twice", "other::twice"));
}
