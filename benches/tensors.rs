//! The speed of products of matrices beside ndarray's, and of sums, transposes and broadcasts beside
//! the memory, as ratios.
//!
//! What is compared runs in turns, and the shortest time of each counts, so that what else the
//! machine does is not taken for a difference.
//!
//! ndarray's product may fuse multiplication and addition and may add up in any order. The memory's
//! limit is a loop that reads, writes, copies or adds to as many numbers and does nothing else.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench stops by a panic"
)]

use ndarray::{Array2, linalg::general_mat_mul};
use std::{
    hint::black_box,
    num::NonZeroUsize,
    time::{Duration, Instant},
};
use torchlean_mirror::{
    nodes::{matrix::*, mse::mse_loss, reductions::*, shape::*},
    tape::{Broadcast, Context, Idx, Node, Shape, Tensor, with_threads},
};

/// The shortest time of each of `runs`, which take turns `rounds` times.
fn shortest<S, const N: usize>(
    rounds: usize,
    state: &mut S,
    runs: [&dyn Fn(&mut S); N],
) -> [Duration; N] {
    let mut best = [Duration::MAX; N];
    for _ in 0..rounds {
        for (best, run) in best.iter_mut().zip(runs) {
            let start = Instant::now();
            run(black_box(state));
            *best = start.elapsed().min(*best);
        }
    }
    best
}

fn one<T>(body: impl FnOnce() -> T) -> T {
    with_threads(NonZeroUsize::MIN, body)
}

fn tensors(context: &Context) -> Vec<Tensor> {
    let shapes = context.shapes().iter().enumerate();
    let entry = |k: usize, i: usize| ((i * (k + 2)) % 13) as f64 - 6.3;
    let tensor = |(k, shape): (usize, &Shape)| {
        let entries = (0..shape.size()).map(|i| entry(k, i)).collect();
        Tensor::from_shape_vec(shape.dims(), entries).unwrap()
    };
    shapes.map(tensor).collect()
}

/// A product as it stands in a text book: a row of `b` at a time.
fn plain(a: &Array2<f64>, b: &Array2<f64>, out: &mut Array2<f64>) {
    out.fill(0.0);
    for (a, mut out) in a.outer_iter().zip(out.outer_iter_mut()) {
        let out = out.as_slice_mut().unwrap();
        for (a, b) in a.iter().zip(b.outer_iter()) {
            let b = b.to_slice().unwrap();
            out.iter_mut().zip(b).for_each(|(out, b)| *out += a * b);
        }
    }
}

/// What is written on the command line selects the nodes whose names contain it.
fn is_wanted(name: &str) -> bool {
    let mut wanted = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .peekable();
    wanted.peek().is_none() || wanted.any(|word| name.contains(&word))
}

fn products() {
    println!(
        "products of n × n matrices: ns per multiplication, and as a share of ndarray's speed"
    );
    println!(
        "{:>6}{:>9}{:>16}{:>16}{:>16}{:>16}",
        "n", "ndarray", "plain loop", "one thread", "all threads", "vjp_add, one"
    );
    for n in [64, 256, 512, 1_000] {
        let context = Context::new([[n, n], [n, n]].map(Shape::from));
        let node = matmul(&context, Idx(0), Idx(1)).unwrap();
        let tensors = tensors(&context);
        let [a, b]: [Array2<f64>; 2] =
            [0, 1].map(|k| tensors[k].clone().into_dimensionality().unwrap());
        let x = [tensors[0].view(), tensors[1].view()];
        let mut state = (Array2::zeros((n, n)), tensors[0].clone(), tensors.clone());
        let rounds = (1 << 31) / (n * n * n);
        let times = shortest(
            rounds.clamp(8, 200),
            &mut state,
            [
                &|(out, ..)| general_mat_mul(1.0, &a, &b, 0.0, out),
                &|(out, ..)| plain(&a, &b, out),
                &|(_, out, _)| one(|| node.forward_into(&x, &mut out.view_mut())).unwrap(),
                &|(_, out, _)| node.forward_into(&x, &mut out.view_mut()).unwrap(),
                &|(_, delta, grads)| {
                    let mut grads: Vec<_> = grads.iter_mut().map(|grad| grad.view_mut()).collect();
                    one(|| node.vjp_add(&x, &delta.view(), &mut grads)).unwrap();
                },
            ],
        );
        // Of `vjp_add`, which multiplies twice, half.
        let [of_ndarray, rest @ ..] = times;
        let each = |time: Duration| time.as_secs_f64() * 1e9 / (n * n * n) as f64;
        print!("{n:>6}{:>9.4}", each(of_ndarray));
        for (time, count) in rest.into_iter().zip([1, 1, 1, 2]) {
            let time = time / count;
            print!(
                "{:>9.4}{:>7.2}",
                each(time),
                of_ndarray.as_secs_f64() / time.as_secs_f64()
            );
        }
        println!();
    }
}

/// What is done to memory at least.
#[derive(Clone, Copy, Debug)]
enum Limit {
    /// All numbers are read.
    Read,
    /// All are written.
    Write,
    /// As many are read and as many written.
    Copy,
    /// As many are read and added to as many.
    Add,
    /// One number is added to all.
    Update,
    /// Twice as many are read.
    ReadTwo,
    /// Twice as many are read, and something is added to twice as many.
    AddTwo,
}

/// Eight sums side by side.
fn read(numbers: &[f64]) {
    let mut lanes = [0.0; 8];
    for block in numbers.as_chunks::<8>().0 {
        lanes
            .iter_mut()
            .zip(block)
            .for_each(|(sum, term)| *sum += term);
    }
    black_box(lanes);
}

impl Limit {
    /// On two tensors that are written and two that are read.
    fn run(self, [a, b]: [&mut Tensor; 2], [x, y]: [&Tensor; 2]) {
        let [a, b] = [a, b].map(|tensor| tensor.as_slice_mut().unwrap());
        let [x, y] = [x, y].map(|tensor| tensor.as_slice().unwrap());
        let value = black_box(1.0);
        match self {
            Self::Read => read(x),
            Self::Write => a.fill(value),
            Self::Copy => a.copy_from_slice(x),
            Self::Add => a.iter_mut().zip(x).for_each(|(a, x)| *a += x),
            Self::Update => a.iter_mut().for_each(|a| *a += value),
            Self::ReadTwo => {
                read(x);
                read(y);
            }
            Self::AddTwo => {
                let both = a.iter_mut().zip(b).zip(x.iter().zip(y));
                both.for_each(|((a, b), (x, y))| {
                    *a += x - y;
                    *b += y - x;
                });
            }
        }
    }
}

const ROUNDS: usize = 15;

type Build = Box<dyn Fn(&Context) -> Node>;

/// A node by name over tensors of these shapes, with the limits of forward and backward.
fn nodes() -> Vec<(&'static str, Vec<Shape>, Build, [Limit; 2])> {
    use Limit::*;
    let shape = |dims: &[usize]| vec![Shape::new(dims)];
    let build = |build: fn(&Context) -> torchlean_mirror::tape::Result<Node>| -> Build {
        Box::new(move |context| build(context).unwrap())
    };
    let (sums, moves, repeats) = ([Read, Update], [Copy, Add], [Write, Read]);
    let matrix = [2_500, 4_000];
    let (wide, cube) = (shape(&matrix), shape(&[200, 250, 200]));
    vec![
        ("sum", shape(&[10_000_000]), build(|c| sum(c, Idx(0))), sums),
        (
            "rowMean",
            wide.clone(),
            build(|c| row_mean(c, Idx(0))),
            sums,
        ),
        (
            "rowMean, short rows",
            shape(&[500_000, 20]),
            build(|c| row_mean(c, Idx(0))),
            sums,
        ),
        (
            "reduceSum, first axis",
            wide.clone(),
            build(|c| reduce_sum(c, 0, Idx(0))),
            sums,
        ),
        (
            "reduceSum, middle axis",
            cube.clone(),
            build(|c| reduce_sum(c, 1, Idx(0))),
            sums,
        ),
        (
            "reduceSum, last axis",
            cube.clone(),
            build(|c| reduce_sum(c, 2, Idx(0))),
            sums,
        ),
        (
            "mseLoss",
            [wide.clone(), wide.clone()].concat(),
            build(|c| mse_loss(c, Idx(0), Idx(1))),
            [ReadTwo, AddTwo],
        ),
        (
            "reshape",
            wide.clone(),
            build(|c| reshape(c, Idx(0), Shape::from([5_000, 2_000]))),
            moves,
        ),
        (
            "matrixTranspose",
            wide.clone(),
            build(|c| matrix_transpose(c, Idx(0))),
            moves,
        ),
        (
            "matrixTranspose, 2ᵏ",
            shape(&[2_048, 4_096]),
            build(|c| matrix_transpose(c, Idx(0))),
            moves,
        ),
        (
            "swapFirstTwo3d",
            cube.clone(),
            build(|c| swap_first_two3d(c, Idx(0))),
            moves,
        ),
        (
            "transpose3dLastTwo",
            cube,
            build(|c| transpose3d_last_two(c, Idx(0))),
            moves,
        ),
        (
            "concatVectors",
            shape(&[5_000_000]),
            build(|c| concat_vectors(c, Idx(0), Idx(0))),
            moves,
        ),
        (
            "broadcastRow",
            shape(&matrix[..1]),
            build(|c| broadcast_row(c, Idx(0), Shape::from([2_500, 4_000]))),
            repeats,
        ),
        (
            "broadcastCol",
            shape(&matrix[1..]),
            build(|c| broadcast_col(c, Idx(0), Shape::from([2_500, 4_000]))),
            repeats,
        ),
        (
            "broadcastTo, middle axis",
            shape(&[200, 1, 200]),
            build(|c| {
                let steps = vec![Broadcast::DimEq, Broadcast::Dim1ToN, Broadcast::DimEq];
                broadcast_to(c, Idx(0), Shape::from([200, 250, 200]), steps)
            }),
            repeats,
        ),
    ]
}

fn memory() {
    println!(
        "\nsums, transposes and broadcasts of 10⁷ numbers: ns per number, and as a multiple of the memory's limit"
    );
    println!(
        "{:<26}{:>9}{:>7}  {:<10}{:>9}{:>7}  limit",
        "node", "forward", "", "limit", "vjp_add", ""
    );
    for (name, shapes, build, limits) in nodes() {
        if !is_wanted(name) {
            continue;
        }
        let context = Context::new(shapes);
        let node = build(&context);
        let x = tensors(&context);
        let delta = node.forward(&x).unwrap();
        let moved = delta.len().max(x[0].len());
        let views: Vec<_> = x.iter().map(|tensor| tensor.view()).collect();
        // The limit is that of the very memory that the node reads and writes.
        let large = if x[0].len() == moved { &x[0] } else { &delta };
        let read = [large, x.last().unwrap()];
        let from = if delta.len() == moved { &delta } else { large };
        let mut state = (delta.clone(), x.clone(), Tensor::zeros(vec![0]));
        let forward = shortest(
            ROUNDS,
            &mut state,
            [
                &|(out, grads, none)| {
                    let to = if out.len() == moved {
                        out
                    } else {
                        &mut grads[0]
                    };
                    limits[0].run([to, none], read);
                },
                &|(out, ..)| node.forward_into(&views, &mut out.view_mut()).unwrap(),
            ],
        );
        let backward = shortest(
            ROUNDS,
            &mut state,
            [
                &|(out, grads, none)| match grads.as_mut_slice() {
                    [first, second] => limits[1].run([first, second], read),
                    [first] if first.len() == moved => limits[1].run([first, none], [from, from]),
                    _ => limits[1].run([out, none], [from, from]),
                },
                &|(_, grads, _)| {
                    let mut grads: Vec<_> = grads.iter_mut().map(|grad| grad.view_mut()).collect();
                    node.vjp_add(&views, &delta.view(), &mut grads).unwrap();
                },
            ],
        );
        print!("{name:<26}");
        for ([limit, time], name) in [forward, backward].into_iter().zip(limits) {
            let each = time.as_secs_f64() * 1e9 / moved as f64;
            let share = time.as_secs_f64() / limit.as_secs_f64();
            print!("{each:>9.3}{share:>7.2}  {:<10}", format!("{name:?}"));
        }
        println!();
    }
}

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    if is_wanted("matmul") {
        products();
    }
    memory();
}
