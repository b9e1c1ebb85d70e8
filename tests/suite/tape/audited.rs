//! Audits of right tapes, and of tapes with a wrong kernel or entry.

use ndarray::{ArrayViewD, ArrayViewMutD};
use torchlean_mirror::audit::{Claim, ClaimName, Options, Verdict, audit_tape, compare_tape};
use torchlean_mirror::nodes::{Built, Kernel, kernels};
use torchlean_mirror::notation::{Entry, Form, Spec, Tape};
use torchlean_mirror::tape::{Context, Node, Result, Rule, Shape};
use torchlean_mirror::term::Argument;

use super::{ALL_NODES, examples, read};

pub fn options(cases: u64) -> Options {
    Options {
        cases,
        ..Options::default()
    }
}

#[test]
fn every_example_passes() {
    let spec = Spec::built_in().unwrap();
    let all = read(ALL_NODES).unwrap();
    let tapes = examples().into_iter().map(|(_, tape)| tape);
    for tape in tapes.chain([all]) {
        let report = audit_tape(&spec, &tape, &kernels(), &options(64));
        let words: Vec<&str> = report.claims.iter().map(|c| c.verdict.as_str()).collect();
        assert_eq!(
            words,
            ["proved", "proved", "proved", "bounded", "propagated"],
            "{}",
            tape.name
        );
        assert_eq!(report.conclusion().as_str(), "passed");
        let claim = report.claim(ClaimName::Kernel).unwrap();
        let Verdict::Bounded(tally) = &claim.verdict else {
            unreachable!()
        };
        assert_eq!(tally.cases + claim.verdict.skipped(), 64);
        // What is given is no result: inputs, and the cotangents of what nothing reads.
        let sizes: Vec<usize> = tape
            .positions()
            .map(|(_, s)| Shape::new(s).size())
            .collect();
        let results: usize = sizes[tape.inputs.len()..].iter().sum();
        let read = |at: &usize| tape.steps.iter().any(|step| step.reads().any(|r| r == *at));
        let cotangents: usize = (0..sizes.len()).filter(read).map(|at| sizes[at]).sum();
        let expected = tally.cases * u64::try_from(2 * results + cotangents).unwrap();
        assert_eq!(tally.comparisons, expected);
    }
}

#[test]
fn a_large_matrix_is_held_at_fewer_inputs() {
    let spec = Spec::built_in().unwrap();
    let row = format!("[{}]", vec!["1/3"; 100].join(", "));
    let (matrix, bias) = (vec![row; 100].join(", "), vec!["1"; 100].join(", "));
    let text = format!("tape wide\ninput x : [100]\nlet y := affine x [{matrix}] [{bias}]");
    let claim = compare_tape(&spec, &read(&text).unwrap(), &kernels(), &options(1_000));
    let Verdict::Bounded(tally) = &claim.verdict else {
        panic!("{:?}", claim.verdict);
    };
    assert!((1..40).contains(&tally.cases), "{} inputs", tally.cases);
}

#[test]
fn a_tape_without_steps_is_not_checked() {
    let spec = Spec::built_in().unwrap();
    let tape = read("tape nothing\ninput x : [2]").unwrap();
    let claim = compare_tape(&spec, &tape, &kernels(), &options(8));
    assert_eq!(claim.verdict.as_str(), "not checked");
}

#[test]
fn two_audits_are_the_same() {
    let spec = Spec::built_in().unwrap();
    let (_, tape) = examples().swap_remove(0);
    let run = || {
        format!(
            "{:?}",
            compare_tape(&spec, &tape, &kernels(), &options(24)).verdict
        )
    };
    assert_eq!(run(), run());
}

/// What is wrong with a node's results.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    NegatedForward,
    SlightlyOffForward,
    DoubledJvp,
    DroppedVjp,
    OverwrittenCotangents,
    SlightlyOffVjp,
}

struct Faulty {
    node: Node,
    fault: Fault,
}

/// Off by a part in a million.
const OFF: f64 = 1.0 + 1e-6;

impl Rule for Faulty {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        self.node.forward_into(x, out)?;
        match self.fault {
            Fault::NegatedForward => out.mapv_inplace(|v| -v),
            Fault::SlightlyOffForward => out.mapv_inplace(|v| v * OFF),
            _ => {}
        }
        Ok(())
    }

    fn jvp(
        &self,
        x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        self.node.jvp_into(x, dx, out)?;
        if self.fault == Fault::DoubledJvp {
            out.mapv_inplace(|v| 2.0 * v);
        }
        Ok(())
    }

    fn vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        match self.fault {
            Fault::DroppedVjp => Ok(()),
            Fault::OverwrittenCotangents => {
                for grad in grads.iter_mut() {
                    grad.fill(0.0);
                }
                self.node.vjp_add(x, delta, grads)
            }
            Fault::SlightlyOffVjp => {
                let delta = delta.mapv(|v| v * OFF);
                self.node.vjp_add(x, &delta.view(), grads)
            }
            _ => self.node.vjp_add(x, delta, grads),
        }
    }
}

/// The kernels, one of them with a fault.
pub fn planted(name: &'static str, fault: Fault) -> Vec<Kernel> {
    let mut all = kernels();
    let at = all.iter().position(|kernel| kernel.name() == name).unwrap();
    let right = all[at].clone();
    all[at] = Kernel::new(
        right.module(),
        name,
        move |context: &Context, output, args| {
            let Built::Node(node) = right.build(context, output, args)? else {
                unreachable!()
            };
            let output = node.output().clone();
            let rule = Faulty { node, fault };
            Ok(Built::Node(Node::new(context.clone(), output, rule)))
        },
    );
    all
}

pub fn blamed<'t>(claim: &Claim, tape: &'t Tape) -> Option<&'t str> {
    claim.step.map(|step| tape.steps[step].entry.short())
}

#[test]
fn a_wrong_kernel_is_refuted_and_its_step_blamed() {
    let spec = Spec::built_in().unwrap();
    let tape = read(ALL_NODES).unwrap();
    let mut refuted = 0;
    let is_used = |entry: &&Entry| tape.steps.iter().any(|step| step.entry == entry.name);
    for entry in spec.entries.iter().filter(is_used) {
        let name = kernels()
            .into_iter()
            .map(|k| k.name())
            .find(|n| *n == entry.rust());
        let name = name.unwrap();
        for (fault, quantity) in [
            (Fault::NegatedForward, "eval"),
            (Fault::SlightlyOffForward, "eval"),
            (Fault::DoubledJvp, "jvp"),
            (Fault::DroppedVjp, "backprop"),
            (Fault::OverwrittenCotangents, "backprop"),
            (Fault::SlightlyOffVjp, "backprop"),
        ] {
            let claim = compare_tape(&spec, &tape, &planted(name, fault), &options(16));
            let Verdict::Refuted(found) = &claim.verdict else {
                panic!("{name} with {fault:?} is {}", claim.verdict.as_str());
            };
            assert_eq!(found.quantity, quantity, "{name} with {fault:?}");
            let difference = found.difference.as_ref().unwrap();
            assert!(tape.positions().any(|(n, _)| **n == *difference.argument));
            assert_eq!(blamed(&claim, &tape), Some(entry.name.short()), "{fault:?}");
            refuted += 1;
        }
    }
    println!("{refuted} planted faults refuted");
}

#[test]
fn a_wrong_kernel_of_a_large_tape_is_refuted_in_bearable_memory() {
    let spec = Spec::built_in().unwrap();
    let tape = read("tape large\ninput x : [50000]\nlet y := square x").unwrap();
    let wrong = planted("square", Fault::NegatedForward);
    let claim = compare_tape(&spec, &tape, &wrong, &options(1));
    assert_eq!(
        (claim.verdict.as_str(), blamed(&claim, &tape)),
        ("refuted", Some("square"))
    );
}

#[test]
fn a_wrong_entry_is_refuted_and_its_step_blamed() {
    let right = Spec::built_in().unwrap();
    let (_, tape) = examples().swap_remove(0);
    let add = right.find("add").unwrap().form.clone();
    let Form::Node(add) = add else { unreachable!() };
    let with = |change: &dyn Fn(&mut torchlean_mirror::notation::NodeForm)| {
        let mut spec = right.clone();
        let entry = spec.entries.iter_mut().find(|e| e.name.short() == "sub");
        if let Form::Node(form) = &mut entry.unwrap().form {
            change(form);
        }
        audit_tape(&spec, &tape, &kernels(), &options(16))
    };
    // The whole entry of another node: consistent, but not what the kernel computes.
    let whole = with(&|form| *form = add.clone());
    let words: Vec<&str> = whole.claims.iter().map(|c| c.verdict.as_str()).collect();
    assert_eq!(
        words,
        ["proved", "proved", "proved", "refuted", "not checked"]
    );
    // A wrong vjp cannot hide in the statement: the kernel is held against the derived map.
    let vjp = with(&|form| form.vjp = add.vjp.clone());
    let words: Vec<&str> = vjp.claims.iter().map(|c| c.verdict.as_str()).collect();
    assert_eq!(
        words,
        ["proved", "refuted", "refuted", "bounded", "propagated"]
    );
    let both = with(&|form| {
        form.jvp = add.jvp.clone();
        form.vjp = add.vjp.clone();
    });
    let words: Vec<&str> = both.claims.iter().map(|c| c.verdict.as_str()).collect();
    assert_eq!(
        words,
        ["refuted", "proved", "refuted", "bounded", "propagated"]
    );
    for report in [whole, vjp, both] {
        assert_eq!(report.conclusion().as_str(), "refuted");
        assert!(!report.conclusion().passed());
        for claim in report.claims.iter().filter(|c| c.verdict.fails()) {
            assert_eq!(blamed(claim, &tape), Some("sub"), "{:?}", claim.name);
        }
    }
}

#[test]
fn a_missing_kernel_and_a_constant_beyond_f64_are_unknown_at_their_step() {
    let spec = Spec::built_in().unwrap();
    let (_, tape) = examples().swap_remove(0);
    let without: Vec<Kernel> = kernels()
        .into_iter()
        .filter(|k| k.name() != "sub")
        .collect();
    let claim = compare_tape(&spec, &tape, &without, &options(4));
    assert_eq!(
        (claim.verdict.as_str(), blamed(&claim, &tape)),
        ("unknown", Some("sub"))
    );
    let derivative = kernels().into_iter().find(|k| k.name() == "sub_fderiv");
    let derivative = derivative.unwrap();
    let module = derivative.module();
    let mut other = without;
    other.push(Kernel::new(module, "sub", move |context, output, args| {
        derivative.build(context, output, args)
    }));
    let claim = compare_tape(&spec, &tape, &other, &options(4));
    let Verdict::Unknown(why) = &claim.verdict else {
        panic!("{}", claim.verdict.as_str());
    };
    assert!(
        why.to_string().contains("a node") && why.to_string().contains("a derivative"),
        "{why}"
    );
    assert_eq!(blamed(&claim, &tape), Some("sub"));
    // The text of a tape has no such constant.
    let mut tape = read("tape t\ninput x : []\nlet y := scale x 1").unwrap();
    let huge = format!("1{}", "0".repeat(400)).parse().unwrap();
    tape.steps[0].arguments[1] = Argument::Scalar(huge);
    let claim = compare_tape(&spec, &tape, &kernels(), &options(4));
    let Verdict::Unknown(why) = &claim.verdict else {
        panic!("{}", claim.verdict.as_str());
    };
    assert!(why.to_string().contains("out of the range of f64"), "{why}");
}
