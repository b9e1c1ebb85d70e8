//! A tape of 10⁴ nodes over tensors of 10³ numbers: forward and backprop, beside the sum of the
//! kernels' own times.
//!
//! The kernels' own time is that of `forward_into`, and of `vjp_add`, called node by node on the
//! same buffers, with all views made beforehand. It is what no tape can do without.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a bench stops by a panic"
)]

use criterion::{Criterion, SamplingMode};
use ndarray::{ArrayD, ArrayViewD};
use std::{
    collections::BTreeMap,
    hint::black_box,
    time::{Duration, Instant},
};
use torchlean_mirror::{
    nodes::arithmetic::{add, mul, scale, square, sub},
    tape::{Context, Graph, Idx, Shape, Tensor},
};

const NODES: usize = 10_000;
const SIZE: usize = 1_000;

/// A tape that shares: each node reads the last result and one of the 64 before it.
fn tape() -> Graph {
    let shape = Shape::new([SIZE]);
    let mut tape = Graph::new(Context::new([shape.clone(), shape]));
    for node in 0..NODES {
        let last = node + 1;
        let other = last - (node * 7) % last.min(64);
        let at = [Idx(last), Idx(other)];
        let pushed = match node % 5 {
            0 => tape.push(&at, |context, at| add(context, at[0], at[1])),
            1 => tape.push(&at[..1], |context, at| scale(context, at[0], 0.375)),
            2 => tape.push(&at, |context, at| mul(context, at[0], at[1])),
            3 => tape.push(&at, |context, at| sub(context, at[0], at[1])),
            _ => tape.push(&at[..1], |context, at| square(context, at[0])),
        };
        pushed.unwrap();
    }
    tape
}

fn views<'t>(tensors: &'t [Tensor], positions: &[usize]) -> Vec<ArrayViewD<'t, f64>> {
    positions.iter().map(|&at| tensors[at].view()).collect()
}

/// The shortest time per run of everything measured.
#[derive(Default)]
struct Times(BTreeMap<&'static str, Duration>);

impl Times {
    fn measure(
        &mut self,
        criterion: &mut Criterion,
        name: &'static str,
        mut run: impl FnMut() -> Duration,
    ) {
        let mut group = criterion.benchmark_group("tape");
        group.sampling_mode(SamplingMode::Flat).sample_size(10);
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|runs| {
                let mut all = Duration::ZERO;
                for _ in 0..runs {
                    let time = run();
                    let best = self.0.entry(name).or_insert(time);
                    *best = time.min(*best);
                    all += time;
                }
                all
            });
        });
        group.finish();
    }

    fn share(&self, of: &str, whole: &str) {
        let time = |name| self.0[name].as_secs_f64() * 1e3;
        let (tape, kernels) = (time(of), time(whole));
        println!(
            "{of}: {tape:.1} ms, the kernels alone {kernels:.1} ms: {:.2} of it",
            tape / kernels
        );
    }
}

fn timed(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let tape = tape();
    let x = [0.5, 1.25].map(|value| ArrayD::from_elem(vec![SIZE], value));
    let mut values = tape.zeros().unwrap();
    let mut cotangents = tape.zeros().unwrap();
    tape.eval_into(&x, &mut values).unwrap();
    let mut times = Times::default();
    times.measure(&mut criterion, "eval", || {
        timed(|| tape.eval_into(black_box(&x), &mut values).unwrap())
    });
    times.measure(&mut criterion, "eval, kernels", || {
        let mut total = Duration::ZERO;
        for (at, (node, reads)) in tape.nodes().enumerate() {
            let (before, from) = values.split_at_mut(tape.inputs() + at);
            let read = views(before, reads);
            let mut out = from[0].view_mut();
            total += timed(|| node.forward_into(&read, &mut out).unwrap());
        }
        total
    });
    let seed = |cotangents: &mut [Tensor]| {
        for tensor in cotangents.iter_mut() {
            tensor.fill(0.0);
        }
        cotangents[tape.inputs() + NODES - 1].fill(1.0);
    };
    times.measure(&mut criterion, "backprop", || {
        seed(&mut cotangents);
        timed(|| tape.backprop_at(&values, &mut cotangents).unwrap())
    });
    times.measure(&mut criterion, "backprop, kernels", || {
        seed(&mut cotangents);
        let mut total = Duration::ZERO;
        for (at, (node, reads)) in tape
            .nodes()
            .enumerate()
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
        {
            let (before, from) = cotangents.split_at_mut(tape.inputs() + at);
            let delta = from[0].view();
            let read = views(&values, reads);
            let mut grads: Vec<_> = before
                .iter_mut()
                .enumerate()
                .skip(reads[0])
                .filter(|(position, _)| reads.contains(position))
                .map(|(_, tensor)| tensor.view_mut())
                .collect();
            total += timed(|| node.vjp_add(&read, &delta, &mut grads).unwrap());
        }
        total
    });
    times.measure(&mut criterion, "eval and backprop, allocating", || {
        timed(|| {
            let seed = cotangents.clone();
            black_box(tape.backprop(&x, seed).unwrap());
        })
    });
    times.share("eval", "eval, kernels");
    times.share("backprop", "backprop, kernels");
    criterion.final_summary();
}
