//! The inputs of an audit of a tape, the smallest that fail, and what is said of them.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use ndarray::{ArrayViewD, ArrayViewMutD};
use torchlean_mirror::audit::{Claim, Counterexample, TapeInput, Verdict, compare_tape};
use torchlean_mirror::nodes::{Built, Kernel, kernels};
use torchlean_mirror::notation::{Spec, Tape};
use torchlean_mirror::tape::{Context, Node, Result, Rule};

use super::audited::{Fault, blamed, options, planted};
use super::read;

const TWO_STEPS: &str = "tape t
input x : [2]
input y : [2]
let s := add x y
let t := scale s 3
";

fn refuted(tape: &Tape, kernels: &[Kernel]) -> (Claim, Counterexample) {
    let claim = compare_tape(&Spec::built_in().unwrap(), tape, kernels, &options(64));
    let Verdict::Refuted(found) = &claim.verdict else {
        panic!("{}", claim.verdict.as_str());
    };
    let found = (**found).clone();
    (claim, found)
}

/// The inputs that are not all 0, as `name = values`.
fn nonzero(found: &Counterexample) -> Vec<String> {
    let inputs = found.inputs.iter();
    let shown = inputs.map(|(name, values)| format!("{name} = {values}"));
    shown
        .filter(|text| !text.ends_with("= [0.0, 0.0]"))
        .collect()
}

#[test]
fn a_counterexample_has_one_number_that_is_not_zero() {
    let tape = read(TWO_STEPS).unwrap();
    let one = |name: &str| {
        ["[1.0, 0.0]", "[0.0, 1.0]"]
            .map(|v| format!("{name} = {v}"))
            .to_vec()
    };
    for (fault, names) in [
        (Fault::NegatedForward, vec!["x", "y"]),
        (Fault::DoubledJvp, vec!["dx", "dy"]),
        (Fault::DroppedVjp, vec!["seed s", "seed t"]),
    ] {
        let (claim, found) = refuted(&tape, &planted("add", fault));
        assert_eq!(blamed(&claim, &tape), Some("add"), "{fault:?}");
        let what = "the kernel of `s` in line 4 is wrong at the f64 values that it got";
        assert!(found.what.ends_with(what), "{}", found.what);
        let nonzero = nonzero(&found);
        let [shown] = nonzero.as_slice() else {
            panic!("{fault:?}: {:?}", found.inputs);
        };
        let expected: Vec<String> = names.iter().flat_map(|name| one(name)).collect();
        assert!(expected.contains(shown), "{fault:?}: {shown}");
        // A seed of zeros is not shown; the point and the tangent are.
        let names: Vec<&str> = found.inputs.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names[..4], ["x", "dx", "y", "dy"]);
        assert_eq!(names.len(), 4 + usize::from(fault == Fault::DroppedVjp));
    }
}

#[test]
fn the_wrong_coordinate_is_that_next_to_the_cause() {
    let chain = "tape t input x : [1] let a := scale x 2 let b := scale a 3 let c := scale b 5";
    let tape = read(chain).unwrap();
    for (fault, name, line) in [
        (Fault::NegatedForward, "a", 0),
        (Fault::DoubledJvp, "a", 0),
        (Fault::SlightlyOffVjp, "b", 2),
    ] {
        let (claim, found) = refuted(&tape, &planted("scale", fault));
        assert_eq!(claim.step, Some(line), "{fault:?}");
        assert_eq!(found.difference.unwrap().argument, name, "{fault:?}");
    }
}

/// Whether any but the last position has a seed.
fn seeded(tape: &Tape, input: &TapeInput) -> bool {
    assert_eq!(input.seed.len(), tape.positions().count());
    let (last, rest) = input.seed.split_last().unwrap();
    assert!(last.iter().any(|v| *v != 0.0));
    let any = rest.iter().map(|block| block.iter().any(|v| *v != 0.0));
    let any: BTreeSet<bool> = any.collect();
    assert_eq!(any.len(), 1, "all positions or the last alone");
    any.contains(&true)
}

#[test]
fn every_regime_of_numbers_has_seeds_at_all_positions_and_at_the_last_alone() {
    let tape = read("tape t input x : [40] input y : [40] let s := add x y").unwrap();
    for regime in 0..8 {
        let seeds = [0, 8].map(|turn| seeded(&tape, &TapeInput::sample(&tape, 3, regime + turn)));
        assert_ne!(seeds[0], seeds[1], "{regime}");
    }
    let input = TapeInput::sample(&tape, 3, 1);
    assert_eq!(input, TapeInput::sample(&tape, 3, 1));
    assert_ne!(input.x, input.dx);
    let renamed = read("tape u input x : [40] input y : [40] let s := add x y").unwrap();
    for other in [
        TapeInput::sample(&renamed, 3, 1),
        TapeInput::sample(&tape, 4, 1),
        TapeInput::sample(&tape, 3, 9),
    ] {
        assert_ne!(input.x, other.x);
    }
}

#[test]
fn a_large_tape_is_held_at_fewer_inputs() {
    let tape = read("tape t input x : [20000] let y := scale x 1/3").unwrap();
    let spec = Spec::built_in().unwrap();
    let claim = compare_tape(&spec, &tape, &kernels(), &options(64));
    let Verdict::Bounded(tally) = &claim.verdict else {
        panic!("{}", claim.verdict.as_str());
    };
    // 200,000 coordinates at the most.
    assert_eq!(tally.cases + claim.verdict.skipped(), 5);
}

/// Adds its cotangents right every other time.
struct Unsteady {
    node: Node,
    right: AtomicBool,
}

impl Rule for Unsteady {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        self.node.forward_into(x, out)
    }

    fn jvp(
        &self,
        x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        self.node.jvp_into(x, dx, out)
    }

    fn vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        self.node.vjp_add(x, delta, grads)?;
        if self.right.fetch_xor(true, Ordering::Relaxed) {
            return Ok(());
        }
        grads
            .iter_mut()
            .for_each(|grad| grad.mapv_inplace(|v| v + 1.0));
        Ok(())
    }
}

#[test]
fn two_runs_that_differ_are_refuted() {
    let tape = read("tape t input x : [2] let y := square x").unwrap();
    let right = kernels()
        .into_iter()
        .find(|k| k.name() == "square")
        .unwrap();
    let unsteady = Kernel::new(
        right.module(),
        "square",
        move |context: &Context, output, args| {
            let Built::Node(node) = right.build(context, output, args)? else {
                unreachable!()
            };
            let output = node.output().clone();
            let right = AtomicBool::new(true);
            Ok(Built::Node(Node::new(
                context.clone(),
                output,
                Unsteady { node, right },
            )))
        },
    );
    // One thread and one input, so that the runs follow each other.
    let spec = Spec::built_in().unwrap();
    let claim = compare_tape(&spec, &tape, &[unsteady], &options(1));
    let Verdict::Refuted(found) = &claim.verdict else {
        panic!("{}", claim.verdict.as_str());
    };
    assert_eq!(found.what, "two runs at the same input differ");
    assert_eq!(found.quantity, "backprop");
}

#[test]
fn simpler_inputs_differ_in_one_block_and_end() {
    let tape = read(TWO_STEPS).unwrap();
    let tries = Cell::new(0);
    for number in 0..16 {
        let mut input = TapeInput::sample(&tape, 0, number);
        loop {
            let first = input.simpler().next();
            let Some(simpler) = first else { break };
            tries.set(tries.get() + 1);
            let changed = |a: &[Vec<f64>], b: &[Vec<f64>]| {
                let bits = |v: &Vec<f64>| v.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
                a.iter().zip(b).filter(|(a, b)| bits(a) != bits(b)).count()
            };
            let blocks = changed(&input.x, &simpler.x)
                + changed(&input.dx, &simpler.dx)
                + changed(&input.seed, &simpler.seed);
            assert_eq!(blocks, 1);
            input = simpler;
        }
        let all = [&input.x, &input.dx, &input.seed]
            .into_iter()
            .flatten()
            .flatten();
        assert!(all.into_iter().all(|v| v.to_bits() == 0));
    }
    assert!(tries.get() > 16);
}
