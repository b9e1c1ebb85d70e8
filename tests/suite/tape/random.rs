//! Random tapes: sharing, fan-out, unused nodes, repeated indices, empty and scalar shapes.

use proptest::collection::vec;
use proptest::prelude::*;
use torchlean_mirror::audit::{Options, compare_tape};
use torchlean_mirror::exact::{Limits, Obligation, Prover, prove_tape, replay_tape};
use torchlean_mirror::nodes::arithmetic::{add, affine, fixed_mask_scale, mul, scale, sub};
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::notation::Spec;
use torchlean_mirror::tape::{Context, Graph, Idx, LinearMap, Shape, Tensor};

use super::read;

const SHAPES: [&[usize]; 6] = [&[2], &[], &[0, 3], &[1, 2], &[3], &[2, 2]];

/// What a step is made of: its kind, what it reads, and a small number.
type Draw = (u8, usize, usize, i8);

fn draws() -> impl Strategy<Value = (Vec<usize>, Vec<Draw>)> {
    let inputs = vec(0..SHAPES.len(), 1..4);
    let step = (0..8_u8, any::<usize>(), any::<usize>(), -3..4_i8);
    (inputs, vec(step, 1..12))
}

/// A position of the same shape as that at `first`.
fn partner(shapes: &[Vec<usize>], first: usize, draw: usize) -> usize {
    let same: Vec<usize> = (0..shapes.len())
        .filter(|&at| shapes[at] == shapes[first])
        .collect();
    same[draw % same.len()]
}

/// `n` numbers that depend on `from`, in thirds.
fn thirds(n: usize, from: i8) -> String {
    let number = |at: usize| format!("{}/3", i64::from(from) + (at as i64) * 2 - 3);
    let all: Vec<String> = (0..n).map(number).collect();
    format!("[{}]", all.join(", "))
}

/// The draws as the text of a tape.
fn text(inputs: &[usize], steps: &[Draw]) -> String {
    let mut text = String::from("tape random\n");
    let mut shapes: Vec<Vec<usize>> = Vec::new();
    for &shape in inputs {
        text += &format!("input v{} : {:?}\n", shapes.len(), SHAPES[shape]);
        shapes.push(SHAPES[shape].to_vec());
    }
    for &(kind, first, second, small) in steps {
        let a = first % shapes.len();
        let b = partner(&shapes, a, second);
        let size: usize = shapes[a].iter().product();
        let mut shape = shapes[a].clone();
        let mut stated = String::new();
        let call = match kind {
            0 => format!("add v{a} v{b}"),
            1 => format!("sub v{a} v{b}"),
            2 => format!("mul v{a} v{b}"),
            3 => format!("square v{a}"),
            4 => format!("scale v{a} ({small}/3)"),
            5 => format!("fixedMaskScale v{a} {}", thirds(size, small)),
            6 => {
                let mask: Vec<bool> = (0..size).map(|at| at % 2 == second % 2).collect();
                format!("fixedInvertedDropout v{a} {mask:?} ({small}/7)")
            }
            _ => {
                shape = SHAPES[second % SHAPES.len()].to_vec();
                stated = format!(": {shape:?} ");
                let rows: usize = shape.iter().product();
                let each = (0..rows).map(|row| thirds(size, small + row as i8));
                let matrix = each.collect::<Vec<_>>().join(", ");
                format!("affine v{a} [{matrix}] {}", thirds(rows, small))
            }
        };
        text += &format!("let v{} {stated}:= {call}\n", shapes.len());
        shapes.push(shape);
    }
    text
}

/// The draws as a tape of kernels with whole constants.
fn graph(inputs: &[usize], steps: &[Draw]) -> Graph {
    let mut graph = Graph::new(inputs.iter().map(|&at| Shape::new(SHAPES[at])).collect());
    let whole = |n: usize, from: i8| (0..n).map(move |at| f64::from(from) + at as f64 - 1.0);
    for &(kind, first, second, small) in steps {
        let shapes: Vec<Vec<usize>> = graph.shapes().iter().map(|s| s.dims().to_vec()).collect();
        let a = first % shapes.len();
        let at = [Idx(a), Idx(partner(&shapes, a, second))];
        let size = graph.shapes()[a].size();
        let pushed = match kind {
            0 => graph.push(&at, |context, at| add(context, at[0], at[1])),
            1 => graph.push(&at, |context, at| sub(context, at[0], at[1])),
            2 | 3 => graph.push(&at, |context, at| mul(context, at[0], at[1])),
            4 => graph.push(&at[..1], |c, at| scale(c, at[0], f64::from(small))),
            5 | 6 => graph.push(&at[..1], |context, at| {
                fixed_mask_scale(context, at[0], whole(size, small).collect())
            }),
            _ => graph.push(&at[..1], |context, at| {
                let output = Shape::new(SHAPES[second % SHAPES.len()]);
                let rows = output.size();
                let matrix: Vec<f64> = whole(rows * size, small).collect();
                let matrix = ndarray::Array2::from_shape_vec((rows, size), matrix).unwrap();
                let b = whole(rows, small).collect();
                affine(context, at[0], LinearMap::dense(matrix), b, output)
            }),
        };
        pushed.unwrap();
    }
    graph
}

/// Small whole numbers in every shape.
fn whole(shapes: &[Shape], from: usize) -> Vec<Tensor> {
    let number = |at: usize| (((at + from) * 5) % 7) as f64 - 3.0;
    let tensor = |(nth, shape): (usize, &Shape)| {
        let values = (0..shape.size()).map(|at| number(at + 3 * nth)).collect();
        Tensor::from_shape_vec(shape.dims(), values).unwrap()
    };
    shapes.iter().enumerate().map(tensor).collect()
}

fn dot(a: &[Tensor], b: &[Tensor]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a * b).sum()).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..Default::default() })]

    /// In every regime each value, tangent and cotangent is inside its computed bound.
    #[test]
    fn results_are_inside_their_bounds((inputs, steps) in draws()) {
        let spec = Spec::built_in().unwrap();
        let text = text(&inputs, &steps);
        let tape = read(&text).unwrap_or_else(|e| panic!("{text}\n{e}"));
        let options = Options { cases: 8, ..Options::default() };
        let claim = compare_tape(&spec, &tape, &kernels(), &options);
        prop_assert!(
            ["bounded", "bit-exact", "not checked"].contains(&claim.verdict.as_str()),
            "{}: {:?}", text, claim.verdict
        );
    }

    /// Every tape that can be written has its proofs.
    #[test]
    fn proofs_are_found_and_replayed((inputs, steps) in draws()) {
        let spec = Spec::built_in().unwrap();
        let tape = read(&text(&inputs, &steps)).unwrap();
        let prover = Prover::new(&spec.laws, Limits::default());
        for claim in [Obligation::Derivative, Obligation::Adjoint, Obligation::LinearMap] {
            let proof = prove_tape(&tape, &spec.entries, claim, &prover, &spec.laws).unwrap();
            prop_assert_eq!(replay_tape(&proof, &tape, &spec.entries, &spec.laws), Ok(()));
        }
    }

    /// Where f64 rounds nothing, each coordinate of the gradient is exactly the product of the
    /// seed with the tangent in that direction.
    #[test]
    fn backprop_is_the_exact_adjoint((inputs, steps) in draws()) {
        let graph = graph(&inputs, &steps);
        let x = whole(&graph.shapes()[..graph.inputs()], 0);
        let values = graph.eval(&x).unwrap();
        let seed = whole(graph.shapes(), 2);
        let gradient = graph.backprop(&x, seed.clone()).unwrap();
        let mut all: Vec<Tensor> = values;
        all.extend(gradient.clone());
        let mut pairs = Vec::new();
        for (input, tensor) in x.iter().enumerate() {
            for at in 0..tensor.len() {
                let mut dx: Vec<Tensor> = x.iter().map(|t| Tensor::zeros(t.shape())).collect();
                *dx[input].iter_mut().nth(at).unwrap() = 1.0;
                let tangents = graph.jvp(&x, &dx).unwrap();
                pairs.push((dot(&tangents, &seed), *gradient[input].iter().nth(at).unwrap()));
                all.extend(tangents);
            }
        }
        let largest = all.iter().flatten().fold(1.0_f64, |most, value| most.max(value.abs()));
        // Whole numbers below 2⁵³ are exact; this leaves room for the sums.
        prop_assume!(largest < 2_f64.powi(40));
        for (expected, found) in pairs {
            prop_assert_eq!(expected, found);
        }
    }
}

#[test]
fn a_repeated_index_is_one_position() {
    let mut tape = Graph::new(Context::new([Shape::new([2]), Shape::new([2])]));
    let at = [Idx(1), Idx(1)];
    tape.push(&at, |context, local| {
        assert_eq!((context.len(), local), (1, [Idx(0), Idx(0)].as_slice()));
        mul(context, local[0], local[1])
    })
    .unwrap();
    // Positions in any order keep their meaning.
    tape.push(&[Idx(2), Idx(0)], |context, local| {
        assert_eq!(local, [Idx(1), Idx(0)]);
        sub(context, local[0], local[1])
    })
    .unwrap();
    let x = [[1.0, 2.0], [3.0, 5.0]].map(|v| ndarray::arr1(&v).into_dyn());
    let values = tape.eval(&x).unwrap();
    assert_eq!(values[3], ndarray::arr1(&[8.0, 23.0]).into_dyn());
    assert_eq!(
        tape.nodes()
            .map(|(_, reads)| reads.to_vec())
            .collect::<Vec<_>>(),
        [vec![1], vec![0, 2]]
    );
}
