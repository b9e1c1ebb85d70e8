//! Time per element of each node's kernels, beside a plain loop over as many arrays.
//!
//! A share is the kernel's time over the plain loop's, which reads and writes the same number of
//! arrays of the same size and adds what it reads. `affine` has a diagonal map.
//! Products, sums, transposes and broadcasts are in the bench `tensors`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a bench stops by a panic"
)]

use criterion::{BenchmarkId, Criterion, SamplingMode};
use ndarray::{Array1, ArrayViewD, ArrayViewMutD};
use std::{
    collections::BTreeMap,
    hint::black_box,
    time::{Duration, Instant},
};
use torchlean_mirror::{
    nodes::{Arg, ArgKind, Built, Kernel, kernels},
    tape::{Broadcast, Context, Idx, LinearMap, Node, Shape, Tensor},
};

const SIZES: [usize; 3] = [1_000, 100_000, 10_000_000];
/// Arrays read and written.
type Arrays = (usize, usize);

const WAYS: [&str; 4] = ["forward", "jvp", "vjp_add", "fused"];

/// The shortest time per run of everything measured, by group, name and size.
#[derive(Default)]
struct Times(BTreeMap<(String, String, usize), Duration>);

impl Times {
    fn measure(
        &mut self,
        criterion: &mut Criterion,
        (group, name, n): (&str, &str, usize),
        mut run: impl FnMut(),
    ) {
        let mut bench = criterion.benchmark_group(group);
        // Flat, for the largest size runs only once or twice per sample.
        bench.sampling_mode(SamplingMode::Flat);
        bench.bench_function(BenchmarkId::new(name, n), |bencher| {
            bencher.iter_custom(|runs| {
                let start = Instant::now();
                for _ in 0..runs {
                    run();
                }
                let elapsed = start.elapsed();
                let each = elapsed.div_f64(runs as f64);
                let key = (group.to_owned(), name.to_owned(), n);
                let best = self.0.entry(key).or_insert(each);
                *best = each.min(*best);
                elapsed
            });
        });
        bench.finish();
    }

    fn get(&self, group: &str, name: &str, n: usize) -> Option<f64> {
        let key = (group.to_owned(), name.to_owned(), n);
        self.0.get(&key).map(|time| time.as_secs_f64() * 1e9)
    }
}

/// How many arrays of the tensor's size each of the four ways reads and writes. A cotangent that is
/// added to counts as written.
fn traffic(kernel: &Kernel, node: &Node) -> [Arrays; 4] {
    let count = |kinds: &[ArgKind]| {
        let of_kind = |kind| kinds.contains(kind);
        kernel
            .parameters()
            .iter()
            .filter(|kind| of_kind(kind))
            .count()
    };
    let inputs = count(&[ArgKind::Idx]);
    let constants = count(&[ArgKind::Vector, ArgKind::Mask, ArgKind::Map]);
    // Beside a map, a vector is its bias, which the derivative does not read.
    let factors = match count(&[ArgKind::Map]) {
        0 => constants,
        maps => maps,
    };
    let dx = full(node.context(), 1.0);
    let at = |value| node.jvp(&full(node.context(), value), &dx).unwrap();
    let state = if at(1.0) == at(2.0) { 0 } else { inputs };
    [
        (inputs + constants, 1),
        (inputs + state + factors, 1),
        (1 + state + factors, inputs),
        (inputs + constants + 1, inputs + 1),
    ]
}

fn full(context: &Context, value: f64) -> Vec<Tensor> {
    let shapes = context.shapes().iter();
    shapes
        .map(|shape| Tensor::from_elem(shape.dims(), value))
        .collect()
}

/// The kernel over as many vectors of size `n` as it has indices, if it gives a node with a result
/// of that size.
fn node(kernel: &Kernel, n: usize) -> Option<Node> {
    let shape = Shape::new([n]);
    let kinds = kernel.parameters().iter();
    let inputs = kinds.clone().filter(|kind| **kind == ArgKind::Idx).count();
    let context = Context::new(vec![shape.clone(); inputs]);
    let mut indices = (0..inputs).map(Idx);
    let args: Vec<_> = kinds
        .map(|kind| match kind {
            ArgKind::Idx => Arg::Idx(indices.next().unwrap()),
            ArgKind::Scalar => Arg::Scalar(0.75),
            ArgKind::Vector => Arg::Vector(Array1::from_elem(n, 1.5)),
            ArgKind::Mask => Arg::Mask((0..n).map(|i| i % 3 != 0).collect()),
            ArgKind::Map => Arg::Map(LinearMap::diagonal(Array1::from_elem(n, 0.5))),
            ArgKind::Broadcast => Arg::Broadcast(vec![Broadcast::DimEq]),
            ArgKind::Axis => Arg::Axis(0),
        })
        .collect();
    match kernel.build(&context, &shape, &args) {
        Ok(Built::Node(node)) => Some(node),
        _ => None,
    }
}

fn measure_node(
    criterion: &mut Criterion,
    times: &mut Times,
    name: &str,
    node: &Node,
    buffers: &mut Buffers,
) {
    let n = node.output().size();
    let Buffers { read, written } = buffers;
    let inputs = node.context().len();
    let mut views: Vec<ArrayViewD<'_, f64>> = read
        .iter()
        .map(|array| ArrayViewD::from_shape([n].as_slice(), &array[..n]).unwrap())
        .collect();
    let delta = views.pop().unwrap();
    let (x, rest) = views.split_at(inputs);
    let dx = &rest[..inputs];
    let (out, grads) = written.split_first_mut().unwrap();
    let mut out = ArrayViewMutD::from_shape([n].as_slice(), &mut out[..n]).unwrap();
    let mut grads: Vec<_> = grads
        .iter_mut()
        .take(inputs)
        .map(|grad| ArrayViewMutD::from_shape([n].as_slice(), &mut grad[..n]).unwrap())
        .collect();

    times.measure(criterion, (name, "forward", n), || {
        node.forward_into(black_box(x), &mut out).unwrap();
    });
    times.measure(criterion, (name, "jvp", n), || {
        node.jvp_into(black_box(x), dx, &mut out).unwrap();
    });
    times.measure(criterion, (name, "vjp_add", n), || {
        node.vjp_add(black_box(x), &delta, &mut grads).unwrap();
    });
    times.measure(criterion, (name, "fused", n), || {
        node.forward_vjp_add(black_box(x), &delta, &mut out, &mut grads)
            .unwrap();
    });
}

/// One set of arrays for everything, so that all meet the same memory.
struct Buffers {
    read: Vec<Vec<f64>>,
    written: Vec<Vec<f64>>,
}

impl Buffers {
    fn new(n: usize) -> Self {
        let array = |value: f64| vec![value; n];
        Self {
            read: (1..=5).map(|i| array(f64::from(i))).collect(),
            written: (0..3).map(|_| array(0.0)).collect(),
        }
    }
}

/// A plain loop that adds up what it reads and writes the sum to each array that it writes.
macro_rules! plain_loop {
    ($buffers:expr, $n:expr; $($written:ident)+; $($read:ident)+) => {{
        #[allow(clippy::too_many_arguments, reason = "one per array")]
        fn run(n: usize, $($written: &mut [f64],)+ $($read: &[f64]),+) {
            // All of one length, so that no index is checked in the loop.
            $(let $written = &mut $written[..n];)+
            $(let $read = &$read[..n];)+
            for i in 0..n {
                let sum = 0.0 $(+ $read[i])+;
                $($written[i] = sum;)+
            }
        }
        let mut written = $buffers.written.iter_mut();
        let mut read = $buffers.read.iter();
        $(let $written = written.next().unwrap();)+
        $(let $read = read.next().unwrap();)+
        run($n, $(black_box(&mut *$written),)+ $(black_box(&*$read)),+);
    }};
}

fn run_plain_loop((reads, writes): Arrays, n: usize, buffers: &mut Buffers) {
    match (reads, writes) {
        (1, 1) => plain_loop!(buffers, n; a; x),
        (2, 1) => plain_loop!(buffers, n; a; x y),
        (3, 1) => plain_loop!(buffers, n; a; x y z),
        (4, 1) => plain_loop!(buffers, n; a; x y z u),
        (1, 2) => plain_loop!(buffers, n; a b; x),
        (2, 2) => plain_loop!(buffers, n; a b; x y),
        (3, 2) => plain_loop!(buffers, n; a b; x y z),
        (4, 2) => plain_loop!(buffers, n; a b; x y z u),
        (3, 3) => plain_loop!(buffers, n; a b c; x y z),
        (4, 3) => plain_loop!(buffers, n; a b c; x y z u),
        (5, 3) => plain_loop!(buffers, n; a b c; x y z u v),
        other => panic!("no plain loop for {other:?} arrays read and written"),
    }
}

fn limit_name((reads, writes): Arrays) -> String {
    format!("{reads} read {writes} written")
}

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(40))
        .measurement_time(Duration::from_millis(160))
        .sample_size(10)
        .nresamples(1_000)
        .configure_from_args();
    let mut times = Times::default();
    let mut rows = Vec::new();
    for n in SIZES {
        let mut buffers = Buffers::new(n);
        let mut limits = BTreeMap::new();
        for kernel in kernels() {
            let Some(node) = node(&kernel, n) else {
                continue;
            };
            let traffic = traffic(&kernel, &node);
            measure_node(
                &mut criterion,
                &mut times,
                kernel.name(),
                &node,
                &mut buffers,
            );
            limits.extend(traffic.map(|arrays| (arrays, ())));
            rows.push((kernel.name(), n, traffic));
        }
        for &arrays in limits.keys() {
            let name = limit_name(arrays);
            times.measure(&mut criterion, ("plain loop", &name, n), || {
                run_plain_loop(arrays, n, &mut buffers);
            });
        }
    }
    criterion.final_summary();
    print_table(&times, rows);
}

/// A node's name, its size, and what each way of it reads and writes.
type Row = (&'static str, usize, [Arrays; 4]);

fn print_table(times: &Times, mut rows: Vec<Row>) {
    // Stable, so that the nodes keep their order within a size and the sizes go together per node.
    let order: Vec<_> = rows.iter().map(|(name, ..)| name.to_string()).collect();
    rows.sort_by_key(|(name, ..)| order.iter().position(|other| other == name));
    println!("\nns per element: kernel / plain loop = share\n");
    print!("{:<24}{:>9}", "node", "n");
    WAYS.iter().for_each(|way| print!("  {way:>23}"));
    println!();
    for (name, n, traffic) in rows {
        print!("{name:<24}{n:>9}");
        for (way, arrays) in WAYS.iter().zip(traffic) {
            let limit = times.get("plain loop", &limit_name(arrays), n);
            match (times.get(name, way, n), limit) {
                (Some(time), Some(limit)) => {
                    let (each, least) = (time / n as f64, limit / n as f64);
                    print!("  {each:>7.3} / {least:>5.3} = {:>4.2}", time / limit);
                }
                _ => print!("  {:>23}", "not measured"),
            }
        }
        println!();
    }
}
