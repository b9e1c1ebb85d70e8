//! Whole tapes: run, read, proved and audited; sharing, size, tampered proofs and planted faults.

mod audited;
mod counterexamples;
mod evidence;
mod files;
mod large;
mod program;
mod proofs;
mod random;
mod text;

use std::collections::BTreeSet;

use torchlean_mirror::notation::{
    DefinitionKind, Diagnostics, Files, Source, Spec, Status, Tape, read_tape,
};

/// The tape of a text; paths in it are relative to `examples/`.
pub fn read(text: &str) -> Result<Tape, Diagnostics> {
    let spec = Spec::built_in().unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let files = Files::beside(folder);
    read_tape(&Source::new("test.tape", text), &spec.entries, &files)
}

/// The tapes of `examples/`.
pub fn examples() -> Vec<(&'static str, Tape)> {
    [
        (
            "polynomial",
            include_str!("../../../examples/polynomial.tape"),
        ),
        (
            "affine_network",
            include_str!("../../../examples/affine_network.tape"),
        ),
        ("residual", include_str!("../../../examples/residual.tape")),
        (
            "two_layers",
            include_str!("../../../examples/two_layers.tape"),
        ),
    ]
    .map(|(name, text)| (name, read(text).unwrap()))
    .to_vec()
}

/// A tape with every arithmetic node, repeated indices, an unused result, empty and scalar shapes.
pub const ALL_NODES: &str = "
tape all_nodes
input x : [2]
input e : [0, 3]
input s : []
let a := add x x
let b := sub a x
let c := mul b a
let d := mul c c
let f := square d
let g := scale f (-1/3)
let h := fixedMaskScale g [1/2, -3]
let i := fixedInvertedDropout h [true, false] 0.9
let j : [3, 1] := affine i [[1, 2], [3, 4], [-1/7, 0]] [0, 0, 1]
let k := affine j [[1, 0, 2]] [5]
let unused := sub e e
let none := affine e [] []
let one := affine e [[], []] [1, 2]
let t := mul s s
let u := add one i
";

/// Steps after it with every other node of `spec/`.
pub const OTHER_NODES: &str = "let row : [2, 3] := broadcastRow u
let col : [3, 2] := broadcastCol u
let turned := matrixTranspose row
let product := TapeNodes.matmul row col
let mean := rowMean product
let spread : [3, 2] := broadcastTo u [expand_dims, dim_eq]
let sums := reduceSum 0 spread
let means := reduceMean 1 spread
let total := sum product
let both := concatVectors u mean
let stacked := concatLeadingAxis turned col
let flat := flatten stacked
let cube : [2, 3, 2] := reshape flat
let swapped := swapFirstTwo3d cube
let last := transpose3dLastTwo swapped
let heads := Batched.matmul swapped last
let layer := linear u [[1, 2], [3, 4], [0, -1]] [0, 1/2, 1]
let squares := mseLoss turned col
let likelihood := nllOneHotLast col turned
let positive := relu row
let magnitude := abs positive
let greater := maxElem turned col
let lesser := minElem turned greater
let bounded := tanh row
let growth := exp bounded
let odd := sinh bounded
let even := cosh bounded
let odds := logistic bounded
let chance := sigmoid bounded
let soft := softplus bounded
let gate := silu bounded
let unit := elu row 1/2
let inverse := inv row
let root := sqrt row
let clamped := sqrtClamp row
let safe := safeLog row 1/8
let exponent := log row
";

#[test]
fn the_tape_of_all_nodes_has_every_mirrored_node() {
    let tape = read(&format!("{ALL_NODES}{OTHER_NODES}")).unwrap();
    let used: BTreeSet<&str> = tape.steps.iter().map(|step| step.entry.as_str()).collect();
    let spec = Spec::built_in().unwrap();
    let listed = spec.inventory.definitions();
    let mirrored: BTreeSet<&str> = listed
        .filter(|(_, d)| d.kind == DefinitionKind::Node && d.status == Status::Mirrored)
        .map(|(_, d)| d.lean.as_str())
        .collect();
    assert_eq!(used, mirrored);
}
