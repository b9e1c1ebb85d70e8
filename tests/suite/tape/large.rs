//! Large tapes: no recursion, and memory that grows with the tape.

use ndarray::arr1;
use torchlean_mirror::audit::{Options, Verdict, audit_tape, compare_tape};
use torchlean_mirror::exact::{Limits, Obligation, Prover, prove_tape, replay_tape};
use torchlean_mirror::nodes::arithmetic::{add, mul, scale};
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::notation::Spec;
use torchlean_mirror::report::audit::tape as tape_document;
use torchlean_mirror::report::document::terminal;
use torchlean_mirror::tape::{Context, Error, Graph, Idx, Shape};

use super::read;

/// Each node reads the last result and the one that is half as far.
fn tape(nodes: usize) -> Graph {
    let mut tape = Graph::new(Context::new([Shape::new([2])]));
    for last in 0..nodes {
        let at = [Idx(last), Idx(last / 2)];
        let pushed = match last % 2 {
            0 => tape.push(&at, |context, at| add(context, at[0], at[1])),
            _ => tape.push(&at[..1], |context, at| scale(context, at[0], 0.5)),
        };
        pushed.unwrap();
    }
    tape
}

#[test]
fn a_hundred_thousand_nodes_run_and_drop_on_a_small_stack() {
    let run = || {
        let tape = tape(100_000);
        let x = [arr1(&[1.0, -2.0]).into_dyn()];
        let values = tape.eval(&x).unwrap();
        assert_eq!(values.len(), 100_001);
        assert_eq!(tape.jvp(&x, &x).unwrap(), values, "the tape is linear");
        let mut seed = tape.zeros().unwrap();
        seed[100_000].fill(1.0);
        let gradient = tape.backprop(&x, seed).unwrap();
        let last = &values[100_000];
        // The tape is c • x, so its gradient is c.
        let c = gradient[0][[0]];
        assert_eq!(gradient[0][[1]], c);
        assert!((c - last[[0]]).abs() <= c.abs() * f64::EPSILON * 1e5);
        drop(tape.clone());
    };
    let small = std::thread::Builder::new().stack_size(128 * 1024);
    small.spawn(run).unwrap().join().unwrap();
}

#[test]
fn memory_grows_with_the_tape() {
    let bytes = |nodes: usize| {
        let measured = allocation_counter::measure(|| {
            let tape = tape(nodes);
            let x = [arr1(&[1.0, -2.0]).into_dyn()];
            let seed = tape.zeros().unwrap();
            drop(tape.backprop(&x, seed).unwrap());
        });
        measured.bytes_max
    };
    let (small, large) = (bytes(1_000), bytes(16_000));
    assert!(
        large < 17 * small,
        "{small} bytes for 10³, {large} for 16·10³"
    );
}

#[test]
fn a_run_on_the_callers_buffers_allocates_little_per_node() {
    let tape = tape(1_000);
    let x = [arr1(&[1.0, -2.0]).into_dyn()];
    let (mut values, mut cotangents) = (tape.zeros().unwrap(), tape.zeros().unwrap());
    let measured = allocation_counter::measure(|| {
        tape.eval_into(&x, &mut values).unwrap();
        tape.backprop_at(&values, &mut cotangents).unwrap();
    });
    // A list of views per node and pass, whatever the tensors hold.
    assert!(measured.count_total <= 3 * 1_000 + 16, "{measured:?}");
}

#[test]
fn what_does_not_fit_is_an_error_that_says_where() {
    let mut tape = tape(3);
    let x = [arr1(&[1.0, -2.0]).into_dyn()];
    let found = tape.push(&[Idx(4)], |context, at| scale(context, at[0], 1.0));
    assert!(matches!(
        found,
        Err(Error::Index {
            index: 4,
            len: 4,
            ..
        })
    ));
    let other = Context::new([Shape::new([5])]);
    let found = tape.push(&[Idx(0)], |_, at| scale(&other, at[0], 1.0));
    assert!(matches!(found, Err(Error::Shape { argument, .. }) if argument == "node[0]"));
    let found = tape.push(&[Idx(0), Idx(1)], |_, _| scale(&other, Idx(0), 1.0));
    assert!(matches!(found, Err(Error::Length { argument, .. }) if argument == "node"));
    // A failed push leaves the tape as it was.
    assert_eq!(tape.len(), 3);
    let short = [arr1(&[1.0]).into_dyn()];
    let found = tape.eval(&short).unwrap_err();
    assert_eq!(found.to_string(), "x[0]: expected shape [2], got [1]");
    assert!(matches!(tape.eval(&[]), Err(Error::Length { .. })));
    assert!(tape.jvp(&x, &short).is_err());
    assert!(matches!(
        tape.backprop(&x, vec![]),
        Err(Error::Length { .. })
    ));
    let mut seed = tape.zeros().unwrap();
    seed[2] = short[0].clone();
    let found = tape.backprop(&x, seed).unwrap_err();
    assert_eq!(found.to_string(), "seed[2]: expected shape [2], got [1]");
}

#[test]
fn an_unused_node_and_the_seed_on_inputs_and_intermediates_count() {
    let mut tape = Graph::new(Context::new([Shape::new([1])]));
    let square = |context: &Context, at: &[Idx]| mul(context, at[0], at[1]);
    let u = tape.push(&[Idx(0), Idx(0)], square).unwrap();
    tape.push(&[u, u], square).unwrap();
    let x = [arr1(&[3.0]).into_dyn()];
    let seed = |values: [f64; 3]| values.map(|v| arr1(&[v]).into_dyn()).to_vec();
    let gradient = |values| tape.backprop(&x, seed(values)).unwrap()[0][[0]];
    assert_eq!(gradient([5.0, 0.0, 0.0]), 5.0);
    assert_eq!(gradient([0.0, 1.0, 0.0]), 6.0);
    assert_eq!(gradient([0.0, 0.0, 1.0]), 108.0);
    assert_eq!(gradient([5.0, 1.0, 1.0]), 119.0);
}

#[test]
fn a_long_text_is_read_proved_and_replayed() {
    let mut text = String::from("tape long\ninput x0 : []\n");
    for step in 0..20_000 {
        text += &format!("let x{} := add x{} x{}\n", step + 1, step, step / 2);
    }
    let spec = Spec::built_in().unwrap();
    let tape = read(&text).unwrap();
    let prover = Prover::new(&spec.laws, Limits::default());
    let claim = Obligation::LinearMap;
    let proof = prove_tape(&tape, &spec.entries, claim, &prover, &spec.laws).unwrap();
    assert_eq!(proof.theorems.len(), 1);
    assert_eq!(
        replay_tape(&proof, &tape, &spec.entries, &spec.laws),
        Ok(())
    );
}

#[test]
fn bounds_follow_the_steps_and_end_where_the_roundings_are_too_many() {
    let chain = |step: &dyn Fn(usize) -> String, steps: usize| {
        let lines = (0..steps).map(|at| format!("let x{} := {}\n", at + 1, step(at)));
        let text: String = lines.collect();
        read(&format!("tape chain\ninput x0 : []\n{text}")).unwrap()
    };
    let spec = Spec::built_in().unwrap();
    let hold = |tape| {
        let options = Options {
            cases: 64,
            ..Options::default()
        };
        compare_tape(&spec, &tape, &kernels(), &options)
    };
    // 2⁷⁰ summands, but one rounding a step.
    let doubled = hold(chain(&|at| format!("add x{at} x{at}"), 70));
    let Verdict::Bounded(tally) = &doubled.verdict else {
        panic!("{:?}", doubled.verdict);
    };
    assert_eq!((tally.cases, doubled.verdict.skipped()), (64, 0));
    // More summands and roundings than can be counted.
    let fibonacci = |at: usize| format!("add x{at} x{}", at.saturating_sub(1));
    assert_eq!(hold(chain(&fibonacci, 200)).verdict.as_str(), "bounded");
    // At ±1 the values stay short, but each square doubles the roundings.
    let squared = hold(chain(&|at| format!("square x{at}"), 200));
    assert!(!squared.verdict.fails(), "{:?}", squared.verdict);
    assert!(squared.verdict.skipped() > 0);
    // The values are all 0, but the bounds grow without end.
    let lines = |at: usize| match at {
        0 => "sub x0 x0".into(),
        _ => format!("square x{at}"),
    };
    let nothing = hold(chain(&lines, 70));
    assert!(!nothing.verdict.fails(), "{:?}", nothing.verdict);
    assert!(nothing.verdict.skipped() > 0);
}

#[test]
fn values_that_grow_without_end_are_skipped_and_said_to_be() {
    let mut text = String::from("tape tower\ninput x0 : []\n");
    for step in 0..30 {
        text += &format!("let x{} := square x{step}\n", step + 1);
    }
    let spec = Spec::built_in().unwrap();
    let tape = read(&text).unwrap();
    let options = Options {
        cases: 16,
        ..Options::default()
    };
    let report = audit_tape(&spec, &tape, &kernels(), &options);
    let kernel = report.claims.last().unwrap();
    assert!(kernel.verdict.skipped() > 0);
    assert!(["bounded", "not checked"].contains(&kernel.verdict.as_str()));
    let text = terminal::render(&tape_document(&report, "tower.tape"), None);
    assert!(text.contains("whose exact values are too long"), "{text}");
}
