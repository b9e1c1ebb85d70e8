//! Nodes of matrices and of whole tensors, each with what it computes as plain loops.

use crate::kernels::cases::tensor_of;
use ndarray::{ArrayD, Dimension, IxDyn};
use torchlean_mirror::{
    nodes::{batched, matrix::*, reductions::*, shape::*},
    tape::{Context, Fderiv, Idx, Node, Result, Shape, Tensor},
};

type Value = Box<dyn Fn(&[&Tensor]) -> Tensor>;

/// A node with its derivative, the entries it reads, and its value as a function of their tensors.
pub struct Sample {
    pub name: String,
    pub node: Node,
    pub fderiv: Fderiv,
    pub reads: Vec<Idx>,
    /// Linear in each of two tensors, and not in both together.
    pub bilinear: bool,
    pub value: Value,
}

impl Sample {
    fn new(
        name: &str,
        reads: &[usize],
        node: Result<Node>,
        fderiv: Result<Fderiv>,
        value: impl Fn(&[&Tensor]) -> Tensor + 'static,
    ) -> Self {
        let node = node.unwrap();
        Self {
            name: format!("{name} over {} to {}", node.context(), node.output()),
            node,
            fderiv: fderiv.unwrap(),
            reads: reads.iter().copied().map(Idx).collect(),
            bilinear: false,
            value: Box::new(value),
        }
    }

    fn read<'t>(&self, x: &'t [Tensor]) -> Vec<&'t Tensor> {
        self.reads.iter().map(|idx| &x[idx.0]).collect()
    }

    pub fn forward(&self, x: &[Tensor]) -> Tensor {
        (self.value)(&self.read(x))
    }

    pub fn jvp(&self, x: &[Tensor], dx: &[Tensor]) -> Tensor {
        if !self.bilinear {
            return self.forward(dx);
        }
        let (x, dx) = (self.read(x), self.read(dx));
        (self.value)(&[dx[0], x[1]]) + (self.value)(&[x[0], dx[1]])
    }

    /// The adjoint of [`jvp`](Self::jvp), one coordinate of the context at a time.
    pub fn vjp(&self, x: &[Tensor], delta: &Tensor) -> Vec<Tensor> {
        let mut unit: Vec<Tensor> = x.iter().map(|x| x.mapv(|_| 0.0)).collect();
        let mut grads = unit.clone();
        for k in 0..x.len() {
            for i in 0..x[k].len() {
                *unit[k].iter_mut().nth(i).unwrap() = 1.0;
                let flow = (self.jvp(x, &unit) * delta).sum();
                *grads[k].iter_mut().nth(i).unwrap() = flow;
                unit[k].fill(0.0);
            }
        }
        grads
    }
}

/// A tensor of integers, different for each `seed`.
pub fn integers(shape: &Shape, seed: usize) -> Tensor {
    tensor_of(shape, |i| ((i + 1) * (2 * seed + 3) % 17) as f64 - 8.0)
}

pub fn tensors(context: &Context, seed: usize) -> Vec<Tensor> {
    let shapes = context.shapes().iter().enumerate();
    shapes
        .map(|(k, shape)| integers(shape, seed + 5 * k))
        .collect()
}

fn by(dims: &[usize], value: impl Fn(&[usize]) -> f64) -> Tensor {
    ArrayD::from_shape_fn(IxDyn(dims), |index| value(index.slice()))
}

fn context(shapes: &[&[usize]]) -> Context {
    Context::new(shapes.iter().map(|dims| Shape::new(*dims)))
}

pub fn product(a: &Tensor, b: &Tensor) -> Tensor {
    let (m, n, p) = (a.shape()[0], a.shape()[1], b.shape()[1]);
    by(&[m, p], |at| {
        (0..n).map(|j| a[[at[0], j]] * b[[j, at[1]]]).sum::<f64>()
    })
}

fn matmul_sample(context: &Context, a: usize, b: usize) -> Sample {
    let (node, fderiv) = (
        matmul(context, Idx(a), Idx(b)),
        matmul_fderiv(context, Idx(a), Idx(b)),
    );
    let mut sample = Sample::new("matmul", &[a, b], node, fderiv, |x| product(x[0], x[1]));
    sample.bilinear = true;
    sample
}

fn batched_sample(context: &Context, a: usize, b: usize) -> Sample {
    let (node, fderiv) = (
        batched::matmul(context, Idx(a), Idx(b)),
        batched::matmul_fderiv(context, Idx(a), Idx(b)),
    );
    let mut sample = Sample::new("batched matmul", &[a, b], node, fderiv, |x| {
        let (a, b) = (x[0], x[1]);
        let (h, m, n, p) = (a.shape()[0], a.shape()[1], a.shape()[2], b.shape()[2]);
        by(&[h, m, p], |at| {
            let term = |j| a[[at[0], at[1], j]] * b[[at[0], j, at[2]]];
            (0..n).map(term).sum::<f64>()
        })
    });
    sample.bilinear = true;
    sample
}

/// Products of many sizes, of two tensors and of one with itself.
pub fn products() -> Vec<Sample> {
    let mut all = Vec::new();
    let sizes = [0, 1, 3, 4, 9];
    for m in sizes {
        for n in sizes {
            for p in sizes {
                all.push(matmul_sample(&context(&[&[2], &[m, n], &[n, p]]), 1, 2));
            }
        }
        all.push(matmul_sample(&context(&[&[m, m], &[1]]), 0, 0));
        all.push(batched_sample(&context(&[&[2, m, m], &[0]]), 0, 0));
        all.push(batched_sample(&context(&[&[3, m, 4], &[3, 4, 5]]), 0, 1));
    }
    for h in [0, 1, 2] {
        all.push(batched_sample(&context(&[&[h, 2, 3], &[h, 3, 9]]), 0, 1));
        all.push(batched_sample(&context(&[&[h, 2, 0], &[h, 0, 3]]), 0, 1));
        all.push(batched_sample(&context(&[&[h, 3, 2], &[h, 2, 0]]), 0, 1));
    }
    all
}

/// Nodes that move, repeat and sum.
pub fn linear() -> Vec<Sample> {
    let mut all = Vec::new();
    for m in [0, 1, 3, 10] {
        for n in [0, 1, 4, 16] {
            matrices(m, n, &mut all);
        }
    }
    for dims in [
        &[][..],
        &[0],
        &[5],
        &[2, 0],
        &[2, 3],
        &[2, 3, 4],
        &[3, 1, 2, 4],
    ] {
        let context = context(&[&[1], dims]);
        let idx = Idx(1);
        let (node, fderiv) = (sum(&context, idx), sum_fderiv(&context, idx));
        let total = |x: &[&Tensor]| by(&[], |_| x[0].iter().sum::<f64>());
        all.push(Sample::new("sum", &[1], node, fderiv, total));
        let (node, fderiv) = (flatten(&context, idx), flatten_fderiv(&context, idx));
        all.push(Sample::new("flatten", &[1], node, fderiv, |x| {
            x[0].iter()
                .copied()
                .collect::<ndarray::Array1<f64>>()
                .into_dyn()
        }));
    }
    for (from, to) in [
        (&[2, 6][..], &[3, 4][..]),
        (&[12], &[2, 3, 2]),
        (&[2, 3, 2], &[12]),
        (&[2, 3], &[2, 3]),
        (&[1, 1], &[]),
        (&[], &[1]),
        (&[0, 3], &[0]),
    ] {
        let context = context(&[from]);
        let output = || Shape::new(to);
        let node = reshape(&context, Idx(0), output());
        let fderiv = reshape_fderiv(&context, Idx(0), output());
        all.push(Sample::new("reshape", &[0], node, fderiv, move |x| {
            let flat: Vec<f64> = x[0].iter().copied().collect();
            Tensor::from_shape_vec(to, flat).unwrap()
        }));
    }
    axes(&mut all);
    concatenations(&mut all);
    all
}

fn matrices(m: usize, n: usize, all: &mut Vec<Sample>) {
    let context = context(&[&[m, n], &[m], &[n]]);
    let output = || Shape::new([m, n]);
    let (node, fderiv) = (
        matrix_transpose(&context, Idx(0)),
        matrix_transpose_fderiv(&context, Idx(0)),
    );
    all.push(Sample::new("transpose", &[0], node, fderiv, move |x| {
        by(&[n, m], |at| x[0][[at[1], at[0]]])
    }));
    let (node, fderiv) = (
        broadcast_row(&context, Idx(1), output()),
        broadcast_row_fderiv(&context, Idx(1), output()),
    );
    all.push(Sample::new("broadcast row", &[1], node, fderiv, move |x| {
        by(&[m, n], |at| x[0][[at[0]]])
    }));
    let (node, fderiv) = (
        broadcast_col(&context, Idx(2), output()),
        broadcast_col_fderiv(&context, Idx(2), output()),
    );
    all.push(Sample::new("broadcast col", &[2], node, fderiv, move |x| {
        by(&[m, n], |at| x[0][[at[1]]])
    }));
    let (node, fderiv) = (
        row_mean(&context, Idx(0)),
        row_mean_fderiv(&context, Idx(0)),
    );
    // `n` is 0 or a power of two, so that nothing is rounded.
    all.push(Sample::new("row mean", &[0], node, fderiv, move |x| {
        let total = |i| (0..n).map(|j| x[0][[i, j]]).sum::<f64>();
        by(
            &[m],
            |at| if n == 0 { 0.0 } else { total(at[0]) / n as f64 },
        )
    }));
}

fn axes(all: &mut Vec<Sample>) {
    for dims in [
        &[2, 3][..],
        &[3, 2, 4],
        &[1, 5, 2],
        &[2, 0, 3],
        &[3, 2, 2, 5],
    ] {
        let context = context(&[&[2], dims]);
        let (node, fderiv) = (
            swap_first_two3d(&context, Idx(1)),
            swap_first_two3d_fderiv(&context, Idx(1)),
        );
        let mut swapped = dims.to_vec();
        swapped.swap(0, 1);
        all.push(Sample::new("swap", &[1], node, fderiv, move |x| {
            by(&swapped, |at| {
                let mut at = at.to_vec();
                at.swap(0, 1);
                x[0][&at[..]]
            })
        }));
    }
    for [a, b, c] in [[2, 3, 4], [1, 5, 2], [3, 2, 0], [0, 2, 2]] {
        let context = context(&[&[a, b, c]]);
        let (node, fderiv) = (
            transpose3d_last_two(&context, Idx(0)),
            transpose3d_last_two_fderiv(&context, Idx(0)),
        );
        all.push(Sample::new("last two", &[0], node, fderiv, move |x| {
            by(&[a, c, b], |at| x[0][[at[0], at[2], at[1]]])
        }));
    }
}

fn joined(x: &[&Tensor]) -> Tensor {
    ndarray::concatenate(ndarray::Axis(0), &[x[0].view(), x[1].view()]).unwrap()
}

fn concatenations(all: &mut Vec<Sample>) {
    for (n, m) in [(3, 5), (0, 2), (2, 0), (1, 1), (0, 0)] {
        let vectors = context(&[&[n], &[4], &[m]]);
        for [a, b] in [[0, 2], [2, 0], [0, 0]] {
            let (node, fderiv) = (
                concat_vectors(&vectors, Idx(a), Idx(b)),
                concat_vectors_fderiv(&vectors, Idx(a), Idx(b)),
            );
            all.push(Sample::new("vectors", &[a, b], node, fderiv, joined));
        }
        for rest in [&[][..], &[3], &[2, 0], &[2, 2, 2]] {
            let dims = |rows: usize| [&[rows], rest].concat();
            let tensors = context(&[&dims(n), &[2], &dims(m)]);
            for [a, b] in [[0, 2], [2, 0], [2, 2]] {
                let (node, fderiv) = (
                    concat_leading_axis(&tensors, Idx(a), Idx(b)),
                    concat_leading_axis_fderiv(&tensors, Idx(a), Idx(b)),
                );
                all.push(Sample::new("tensors", &[a, b], node, fderiv, joined));
            }
        }
    }
}
