//! What a counterexample shows: the inputs that the result depends on, and the place.

use std::cell::Cell;

use torchlean_mirror::audit::{
    Counterexample, Verdict,
    user_kernel::{Quantity, UserKernel, UserReport},
};

/// A kernel of `scale` all of whose results are wrong.
fn wrong<'k>() -> UserKernel<'k, f64> {
    UserKernel::<f64>::new("wrong")
        .cases(50)
        .forward(|at| Ok(at.x("idx")?.iter().map(|x| x + 1.0).collect()))
        .jvp(|at| Ok(at.dx("idx")?.iter().map(|dx| dx + 1.0).collect()))
        .vjp(|at| {
            let mut grads = at.zeros();
            grads[at.index("idx")?].fill(7.0);
            Ok(grads)
        })
        .vjp_add(|at, grads| {
            grads[at.index("idx")?].fill(7.0);
            Ok(())
        })
}

fn found(report: &UserReport, quantity: Quantity) -> Counterexample {
    let Some(Verdict::Refuted(found)) = report.verdict(quantity) else {
        panic!("{quantity:?} is not refuted");
    };
    (**found).clone()
}

#[test]
fn only_the_inputs_that_a_result_depends_on_are_shown() {
    let report = wrong().against("scale").unwrap();
    let of = ["x", "dx", "δ", "held"];
    for (quantity, expected) in [
        (Quantity::Forward, vec!["x"]),
        (Quantity::Jvp, vec!["x", "dx"]),
        (Quantity::Vjp, vec!["x", "δ"]),
        (Quantity::VjpAdd, vec!["x", "δ", "held"]),
    ] {
        let inputs = found(&report, quantity).inputs;
        let names = inputs.iter().map(|(name, _)| name.as_str());
        let shown: Vec<&str> = names.filter(|name| of.contains(name)).collect();
        assert_eq!(shown, expected, "{quantity:?}");
    }
}

#[test]
fn a_single_case_is_run_twice_and_no_other() {
    let runs = Cell::new(0);
    let kernel = UserKernel::<f64>::new("counted").case(1).forward(|at| {
        runs.set(runs.get() + 1);
        let c = at.scalar("c")?;
        Ok(at.x("idx")?.iter().map(|x| c * x).collect())
    });
    let report = kernel.against("scale").unwrap();
    assert!(report.passed());
    assert_eq!(runs.get(), 2);
}

#[test]
fn two_runs_are_told_apart_at_the_coordinate_where_they_differ() {
    let runs = Cell::new(0_u32);
    let kernel = UserKernel::<f64>::new("unsteady").forward(|at| {
        runs.set(runs.get() + 1);
        let c = at.scalar("c")?;
        let mut out: Vec<f64> = at.x("idx")?.iter().map(|x| c * x).collect();
        if out.len() > 1 && runs.get().is_multiple_of(2) {
            out[1] += 1.0;
        }
        Ok(out)
    });
    let report = kernel.against("scale").unwrap();
    let found = found(&report, Quantity::Forward);
    assert!(found.what.contains("two runs"), "{}", found.what);
    assert!(
        found.what.contains("at flat coordinate 1 "),
        "{}",
        found.what
    );
}

#[test]
fn what_a_plain_function_has_not_is_said() {
    let kernel = UserKernel::<f64>::new("coefficients").jvp(|_| Ok(Vec::new()));
    let report = kernel.against("invertedDropoutCoeff").unwrap();
    let Some(Verdict::Unknown(why)) = report.verdict(Quantity::Jvp) else {
        panic!("a function has no tangent");
    };
    assert_eq!(why.code(), "plain-function");
}

#[test]
fn a_number_that_is_not_one_the_second_time_is_a_difference() {
    let runs = Cell::new(0_u32);
    let kernel = UserKernel::<f64>::new("unsteady").forward(|at| {
        runs.set(runs.get() + 1);
        let c = at.scalar("c")?;
        let right = at.x("idx")?.iter().map(|x| c * x);
        let wrong = runs.get().is_multiple_of(2);
        Ok(right.map(|v| if wrong { f64::NAN } else { v }).collect())
    });
    let found = found(&kernel.against("scale").unwrap(), Quantity::Forward);
    assert!(found.what.starts_with("two runs"), "{}", found.what);
}

#[test]
fn a_panic_is_looked_for_at_few_smaller_inputs() {
    let mut most = 0;
    for seed in 0..12 {
        let runs = Cell::new(0_u32);
        let kernel = UserKernel::<f64>::new("panics").seed(seed).forward(|at| {
            runs.set(runs.get() + 1);
            // What is left of the input is never simpler than this.
            assert!(at.x("a")?.len() < 2 && at.shapes().len() < 2, "too large");
            Ok(at
                .x("a")?
                .iter()
                .zip(at.x("b")?)
                .map(|(a, b)| a * b)
                .collect())
        });
        let report = kernel.case(7).against("mul").unwrap();
        let panicked = matches!(report.verdict(Quantity::Forward), Some(Verdict::Refuted(_)));
        assert!(panicked || runs.get() == 2);
        most = most.max(runs.get());
    }
    // Each is printed, so there are few; without a limit there would be some 170 runs.
    assert!((10..=80).contains(&most), "{most}");
}
