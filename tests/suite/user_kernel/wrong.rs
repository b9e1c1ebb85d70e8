//! Wrong kernels of each kind: refuted, with the quantity and the place; and right ones that go another way.

use std::cell::Cell;

use torchlean_mirror::{
    assert_mirrors,
    audit::{
        Counterexample, Found, Verdict,
        user_kernel::{Answer, Float, Inputs, Quantity, UserKernel, UserReport},
    },
    notation::Spec,
};

/// `a ⊙ b`, with another kernel for one of its results.
fn product<'k, F: Float>() -> UserKernel<'k, F> {
    UserKernel::<F>::new("product")
        .cases(200)
        .forward(|at| Ok(zip(at.x("a")?, at.x("b")?, |a, b| a * b)))
        .jvp(|at| {
            let left = zip(at.x("a")?, at.dx("b")?, |a, db| a * db);
            let right = zip(at.x("b")?, at.dx("a")?, |b, da| b * da);
            Ok(zip(&left, &right, |l, r| l + r))
        })
        .vjp(pulled_back)
}

fn pulled_back<F: Float>(at: &Inputs<F>) -> Answer<Vec<Vec<F>>> {
    let mut grads = at.zeros();
    for (i, &delta) in at.delta().iter().enumerate() {
        grads[at.index("a")?][i] += delta * at.x("b")?[i];
        grads[at.index("b")?][i] += delta * at.x("a")?[i];
    }
    Ok(grads)
}

fn zip<U: Copy, V: Copy, W>(u: &[U], v: &[V], f: impl Fn(U, V) -> W) -> Vec<W> {
    u.iter().zip(v).map(|(&u, &v)| f(u, v)).collect()
}

/// Against the entry whose two indices are `a` and `b` and whose value is
/// their product.
fn report<F: Float>(kernel: &UserKernel<'_, F>) -> UserReport {
    kernel.against("mul").unwrap()
}

/// That this result alone is refuted, and how.
fn refuted(report: &UserReport, quantity: Quantity) -> Counterexample {
    assert!(!report.passed() && report.blames_kernel() && !report.blames_forms());
    for (other, verdict) in &report.results {
        assert_eq!(
            verdict.fails(),
            *other == quantity,
            "{other:?}: {verdict:?}"
        );
    }
    match report.verdict(quantity) {
        Some(Verdict::Refuted(found)) => {
            assert_eq!(found.quantity, quantity.as_str());
            (**found).clone()
        }
        other => panic!("{other:?}"),
    }
}

/// The counterexample's input of this name.
fn input(found: &Counterexample, name: &str) -> String {
    let mut inputs = found.inputs.iter();
    inputs.find(|(n, _)| n == name).unwrap().1.clone()
}

#[test]
fn the_right_one_passes() {
    assert_mirrors!(product::<f64>(), "mul");
    assert_mirrors!(product::<f32>(), "mul");
}

#[test]
fn what_is_not_given_is_not_checked() {
    let forward =
        UserKernel::<f64>::new("half").forward(|at| Ok(zip(at.x("a")?, at.x("b")?, |a, b| a * b)));
    let report = report(&forward.cases(100));
    assert!(report.passed());
    for (quantity, verdict) in &report.results {
        let given = *quantity == Quantity::Forward;
        assert_eq!(matches!(verdict, Verdict::NotChecked(_)), !given);
    }
}

#[test]
fn nothing_given_is_no_pass() {
    let report = report(&UserKernel::<f64>::new("nothing"));
    assert!(!report.passed() && !report.blames_kernel() && !report.blames_forms());
    let text = message(|| assert_mirrors!(UserKernel::<f64>::new("nothing"), "mul"));
    assert!(text.contains("nothing was compared"), "{text}");
    let unrun = report_of_none();
    assert!(!unrun.passed() && unrun.blames_kernel());
}

fn report_of_none() -> UserReport {
    report(&product::<f64>().cases(0))
}

#[test]
fn one_ulp_in_one_coordinate_is_located() {
    let found = refuted(
        &report(&product::<f64>().forward(|at| {
            let mut out = zip(at.x("a")?, at.x("b")?, |a, b| a * b);
            if let [_, second, ..] = &mut out[..] {
                *second = second.next_up();
            }
            Ok(out)
        })),
        Quantity::Forward,
    );
    let difference = found.difference.unwrap();
    assert_eq!((difference.flat, &*difference.argument), (1, "output"));
    assert_eq!(difference.shape.size(), 2, "it was shrunk");
    assert!(matches!(difference.computed, Found::Float(_)));
}

#[test]
fn a_relative_error_of_a_ten_thousandth_is_refuted_in_f32() {
    let found = refuted(
        &report(&product::<f32>().vjp(|at| {
            let mut grads = pulled_back(at)?;
            grads[at.index("b")?].iter_mut().for_each(|g| *g *= 1.0001);
            Ok(grads)
        })),
        Quantity::Vjp,
    );
    let difference = found.difference.unwrap();
    assert!(difference.argument.contains('b'), "{}", difference.argument);
    assert!(matches!(difference.computed, Found::Single(_)));
}

#[test]
fn f32_inside_an_f64_kernel_is_refuted() {
    let narrow = |v: f64| f64::from(v as f32);
    let found = refuted(
        &report(&product::<f64>().jvp(move |at| {
            let left = zip(at.x("a")?, at.dx("b")?, |a, db| a * narrow(db));
            let right = zip(at.x("b")?, at.dx("a")?, |b, da| b * da);
            Ok(zip(&left, &right, |l, r| l + r))
        })),
        Quantity::Jvp,
    );
    assert!(found.difference.is_some());
}

#[test]
fn overwriting_where_both_indices_are_one_is_refuted() {
    let found = refuted(
        &report(&product::<f64>().vjp(|at| {
            let mut grads = at.zeros();
            grads[at.index("a")?] = zip(at.delta(), at.x("b")?, |d, b| d * b);
            grads[at.index("b")?] = zip(at.delta(), at.x("a")?, |d, a| d * a);
            Ok(grads)
        })),
        Quantity::Vjp,
    );
    assert_eq!(found.difference.as_ref().unwrap().argument, "a and b");
    assert_eq!(input(&found, "a"), input(&found, "b"));
}

#[test]
fn setting_where_it_should_add_is_refuted() {
    let right = product::<f64>().vjp_add(|at, grads| {
        for (held, added) in grads.iter_mut().zip(pulled_back(at)?) {
            held.iter_mut().zip(added).for_each(|(h, a)| *h += a);
        }
        Ok(())
    });
    assert!(report(&right).passed());
    let wrong = product::<f64>().vjp_add(|at, grads| {
        grads.clone_from_slice(&pulled_back(at)?);
        Ok(())
    });
    refuted(&report(&wrong), Quantity::VjpAdd);
}

#[test]
fn a_coordinate_that_is_not_written_is_refuted() {
    let kernel = product::<f64>().forward_into(|at, out| {
        let products = zip(at.x("a")?, at.x("b")?, |a, b| a * b);
        for (out, product) in out.iter_mut().zip(products).skip(1) {
            *out = product;
        }
        Ok(())
    });
    let found = refuted(&report(&kernel), Quantity::ForwardInto);
    let difference = found.difference.unwrap();
    assert_eq!(difference.flat, 0);
    assert!(matches!(difference.computed, Found::Float(v) if v.is_nan()));
}

#[test]
fn a_buffer_that_is_read_is_refuted() {
    // The maximum of NaN and a number is the number: one buffer does not show it.
    let larger = product::<f64>().forward_into(|at, out| {
        let products = zip(at.x("a")?, at.x("b")?, |a, b| a * b);
        let pairs = out.iter_mut().zip(products);
        pairs.for_each(|(out, product)| *out = out.max(product));
        Ok(())
    });
    let found = refuted(&report(&larger), Quantity::ForwardInto);
    assert!(
        found
            .what
            .contains("into a buffer of NaN and one of 1, differ"),
        "{}",
        found.what
    );
    let untouched = product::<f32>().jvp_into(|at, out| {
        let left = zip(at.x("a")?, at.dx("b")?, |a, db| a * db);
        let right = zip(at.x("b")?, at.dx("a")?, |b, da| b * da);
        let sums = zip(&left, &right, |l, r| l + r);
        let unset = out.iter_mut().zip(sums).filter(|(out, _)| out.is_nan());
        unset.for_each(|(out, sum)| *out = sum);
        Ok(())
    });
    refuted(&report(&untouched), Quantity::JvpInto);
}

#[test]
fn nan_is_refuted() {
    let kernel = product::<f32>().forward(|at| Ok(vec![f32::NAN; at.output().size()]));
    let found = refuted(&report(&kernel), Quantity::Forward);
    assert!(matches!(found.difference.unwrap().computed, Found::Single(v) if v.is_nan()));
}

#[test]
fn a_wrong_length_is_refuted() {
    let short = product::<f64>().jvp(|at| Ok(vec![0.0; at.output().size() + 1]));
    let found = refuted(&report(&short), Quantity::Jvp);
    assert!(
        found.what.contains("coordinates instead of"),
        "{}",
        found.what
    );
    let few = product::<f64>().vjp(|at| Ok(at.zeros().split_off(1)));
    let found = refuted(&report(&few), Quantity::Vjp);
    assert!(
        found.what.contains("tensors for a context of"),
        "{}",
        found.what
    );
    let long = product::<f64>().vjp(|at| {
        let mut grads = pulled_back(at)?;
        grads.last_mut().unwrap().push(0.0);
        Ok(grads)
    });
    let found = refuted(&report(&long), Quantity::Vjp);
    assert!(found.what.contains("for tensor"), "{}", found.what);
}

#[test]
fn an_error_is_refuted() {
    let kernel = product::<f64>().forward(|_| Err("out of luck".into()));
    let found = refuted(&report(&kernel), Quantity::Forward);
    assert_eq!(found.what, "the kernel gave an error: out of luck");
    let unknown = product::<f64>().forward(|at| Ok(at.x("c")?.to_vec()));
    let found = refuted(&report(&unknown), Quantity::Forward);
    assert_eq!(
        found.what,
        "the kernel gave an error: `c` is not an index of the definition, which has `a` (an index), `b` (an index)"
    );
}

#[test]
fn a_panic_is_refuted_at_a_smaller_input() {
    let kernel = product::<f64>().forward(|at| {
        let out = zip(at.x("a")?, at.x("b")?, |a, b| a * b);
        assert!(out.len() < 2, "at most one coordinate");
        Ok(out)
    });
    let found = refuted(&report(&kernel), Quantity::Forward);
    let said = "the kernel panicked: at most one coordinate (tests/suite/user_kernel/wrong.rs:";
    assert!(found.what.starts_with(said), "{}", found.what);
    assert!(found.difference.is_none());
    let values = input(&found, "x").matches(',').count();
    assert!(values < 8, "{found:?}");
}

#[test]
fn a_panic_is_shown_in_the_report_and_not_printed_at_each_try() {
    let other = "user_kernel::wrong::a_panic_is_refuted_at_a_smaller_input";
    let run = std::process::Command::new(std::env::current_exe().unwrap())
        .args([other, "--exact", "--nocapture"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&[run.stdout, run.stderr].concat()).into_owned();
    assert!(said.contains("1 passed"), "{said}");
    assert!(!said.contains("panicked at"), "{said}");
}

#[test]
fn two_runs_that_differ_are_refuted() {
    let calls = Cell::new(0_u32);
    let kernel = product::<f64>().forward(|at| {
        calls.set(calls.get() + 1);
        let drift = f64::from(calls.get() % 2) * f64::EPSILON;
        Ok(zip(at.x("a")?, at.x("b")?, |a, b| a * b * (1.0 + drift)))
    });
    let found = refuted(&report(&kernel), Quantity::Forward);
    assert!(
        found.what.starts_with("two runs at one input differ: "),
        "{}",
        found.what
    );
    assert!(
        found.what.contains("at flat coordinate 0"),
        "{}",
        found.what
    );
}

#[test]
fn a_kernel_that_fails_once_is_still_located() {
    // It is right ever after, so nothing smaller fails.
    let failed = Cell::new(0_u32);
    let kernel = product::<f64>().forward(|at| {
        let mut out = zip(at.x("a")?, at.x("b")?, |a, b| a * b);
        if failed.get() < 2 && !out.is_empty() {
            failed.set(failed.get() + 1);
            out[0] = out[0].next_up();
        }
        Ok(out)
    });
    let found = refuted(&report(&kernel), Quantity::Forward);
    assert_eq!(found.difference.unwrap().flat, 0);
}

#[test]
fn one_case_can_be_had_again() {
    let wrong = || product::<f64>().forward(|at| Ok(zip(at.x("a")?, at.x("b")?, |a, b| a + b)));
    let found = refuted(&report(&wrong().seed(7)), Quantity::Forward);
    let again = refuted(
        &report(&wrong().seed(7).case(found.case)),
        Quantity::Forward,
    );
    assert_eq!(format!("{found:?}"), format!("{again:?}"));
}

#[test]
fn a_result_that_a_function_does_not_have_is_unknown() {
    let spec = Spec::built_in().unwrap();
    let functions = spec.entries.iter().filter(|e| e.form.kind() == "function");
    for entry in functions {
        let kernel = UserKernel::<f64>::new("none").jvp(|_| Ok(Vec::new()));
        let report = kernel.against(entry.name.as_str()).unwrap();
        assert!(matches!(
            report.verdict(Quantity::Jvp),
            Some(Verdict::Unknown(_))
        ));
        assert!(!report.passed());
    }
}

/// What an assertion says when it panics.
pub fn message(assertion: impl FnOnce()) -> String {
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(assertion)).unwrap_err();
    panic.downcast_ref::<String>().unwrap().clone()
}

#[test]
fn the_message_shows_all_that_is_needed() {
    let text = message(|| {
        let kernel = product::<f32>().seed(3).vjp(|at| {
            let mut grads = pulled_back(at)?;
            grads[at.index("a")?].iter_mut().for_each(|g| *g *= 1.0005);
            Ok(grads)
        });
        assert_mirrors!(kernel, "mul");
    });
    println!("{text}");
    for part in [
        "`product` (f32) against `Proofs.Autograd.TapeNodes.mul`: seed 3, 200 inputs",
        "vjp: refuted",
        "argument ",
        "of shape ",
        "(flat)",
        "computed ",
        "exact ",
        " ulp of the exact value",
        "input x",
        "input δ",
        ".seed(3).case(",
    ] {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
    assert!(!text.contains("forward: "), "{text}");
}

#[test]
fn an_unknown_name_is_an_error_with_the_nearest_one() {
    let text = message(|| assert_mirrors!(product::<f64>(), "mull"));
    assert!(
        text.starts_with("no audit: no definition is called `mull`; did you mean `mul`?"),
        "{text}"
    );
    assert!(text.contains("mul"), "{text}");
}

#[test]
fn flushing_subnormals_is_refuted() {
    let flush = |v: f32| if v.is_subnormal() { 0.0 } else { v };
    let kernel =
        product::<f32>().forward(|at| Ok(zip(at.x("a")?, at.x("b")?, |a, b| flush(a * b))));
    let found = refuted(&report(&kernel), Quantity::Forward);
    assert!(matches!(found.difference.unwrap().computed, Found::Single(v) if v == 0.0));
}

/// The exact value does not depend on how a kernel gets near it.
#[test]
fn right_in_another_way_is_right() {
    let fused = product::<f64>().jvp(|at| {
        let right = zip(at.x("b")?, at.dx("a")?, |b, da| b * da);
        let left = zip(at.x("a")?, at.dx("b")?, |a, db| (a, db));
        Ok(zip(&left, &right, |(a, db), r| a.mul_add(db, r)))
    });
    assert_mirrors!(fused, "mul");
    let wide = |u: f32, v: f32| f64::from(u) * f64::from(v);
    let wider = product::<f32>().jvp(|at| {
        let left = zip(at.x("a")?, at.dx("b")?, wide);
        let right = zip(at.x("b")?, at.dx("a")?, wide);
        Ok(zip(&left, &right, |l, r| (l + r) as f32))
    });
    assert_mirrors!(wider, "mul");
    let backwards = UserKernel::<f32>::new("from the last").forward(|at| {
        let (map, x, b) = (at.map("A")?, at.x("idx")?, at.vector("b")?);
        let row = |row: usize| {
            let products = map.rows[row].iter().zip(x).rev().map(|(a, x)| a * x);
            products.fold(b[row], |sum, product| sum + product)
        };
        Ok((0..map.rows.len()).map(row).collect())
    });
    assert_mirrors!(backwards, "affine");
}
