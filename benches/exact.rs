//! How long exact arithmetic takes to decide every result of `mul`, and to enclose a value of a
//! function.
//!
//! One input of `n` coordinates: forward, jvp, vjp and the accumulating forms,
//! each coordinate held against its exact value. Inputs are of full precision
//! with exponents near 0, as in most programs, and over the whole range of
//! f64, where the integers grow long. Enclosures are of 113 bits, at numbers from 0 to 8.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a bench stops by a panic"
)]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use torchlean_mirror::audit::{Block, Case, Reference, Tally, compare};
use torchlean_mirror::exact::{Exact, Format, Rounding, derive, exact};
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::notation::Spec;
use torchlean_mirror::tape::Shape;
use torchlean_mirror::term::{Argument, Function, Space};

/// `mul` of two tensors of `n` coordinates; biased exponents from this range.
fn case(n: usize, exponents: std::ops::Range<u64>) -> Case {
    let mut random = ChaCha8Rng::seed_from_u64(0);
    let mut numbers = |size: usize| -> Vec<f64> {
        (0..size)
            .map(|_| {
                let rest = random.next_u64() & !(0x7ff << 52);
                let exponent = random.random_range(exponents.clone());
                f64::from_bits(rest | (exponent << 52))
            })
            .collect()
    };
    let block = Block {
        of: Some(Space::named("s")),
        shape: Shape::new([n]),
    };
    Case {
        shapes: BTreeMap::from([("s".into(), Shape::new([n]))]),
        context: vec![block.clone(), block],
        arguments: vec![
            ("a".into(), Argument::Index(0)),
            ("b".into(), Argument::Index(1)),
        ],
        x: numbers(2 * n),
        dx: numbers(2 * n),
        delta: numbers(n),
        held: numbers(2 * n),
    }
}

fn measure(criterion: &mut Criterion) {
    let spec = Spec::built_in().expect("spec/ reads");
    let entry = spec
        .entries
        .iter()
        .find(|entry| entry.name.short() == "mul");
    let entry = entry.expect("there is a mul");
    let node = entry.form.node().expect("mul is a node");
    let derivation = derive(&node.forward, "x", &node.context, &spec.laws).expect("rules exist");
    let kernel = kernels().into_iter().find(|kernel| kernel.name() == "mul");
    let kernel = kernel.expect("mul has a kernel");
    let mut group = criterion.benchmark_group("exact audit of mul");
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(5));
    for (numbers, exponents) in [("ordinary", 1014..1024), ("whole range", 0..2047)] {
        for n in [10_000, 1_000_000] {
            let case = case(n, exponents.clone());
            group.throughput(Throughput::Elements(n as u64));
            group.bench_function(BenchmarkId::new(numbers, n), |b| {
                b.iter(|| {
                    let mut tally = Tally::default();
                    let map = Reference::proved(Some(&derivation.derivative));
                    compare(entry, map, &kernel, black_box(&case), &mut tally)
                        .expect("the kernel is right");
                    assert_eq!(tally.comparisons, 9 * n as u64);
                    tally
                });
            });
        }
    }
    group.finish();
}

fn enclose(criterion: &mut Criterion) {
    let mut random = ChaCha8Rng::seed_from_u64(0);
    let numbers = (0..1000).map(|_| exact(random.random_range(0.0..8.0)));
    let numbers: Vec<Exact> = numbers.collect::<Option<_>>().expect("finite numbers");
    let mut group = criterion.benchmark_group("enclosure of 113 bits");
    group
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_secs(1));
    for function in Function::ALL {
        let mut next = numbers.iter().cycle();
        group.bench_function(function.facts().name, |b| {
            b.iter(|| function.enclose(black_box(next.next().expect("numbers")), 113));
        });
    }
    let mut next = numbers.iter().cycle();
    group.bench_function("exp, rounded to f64", |b| {
        b.iter(|| {
            let x = black_box(next.next().expect("numbers"));
            Function::Exp.round(x, Format::F64, Rounding::LIMIT)
        });
    });
    group.finish();
}

criterion_group!(benches, measure, enclose);
criterion_main!(benches);
