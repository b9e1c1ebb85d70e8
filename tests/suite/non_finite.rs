//! NaN and infinities as inputs: what must come out does, and what turns them into numbers, or lets
//! them out where they do not belong, is refuted.

use std::sync::Arc;

use torchlean_mirror::{
    audit::{
        ClaimName, Correct, Counterexample, Options, Verdict, audit_tape,
        user_kernel::{Float, Quantity, UserKernel, UserReport, Written},
    },
    exact::{Bounded, Ieee, Judge, Judgement, Number, Special},
    nodes::kernels,
    notation::{Spec, Tape},
    report,
};

use crate::faults::harness::{audit_of, spec_of, verdict};
use crate::planted_rule::{Change, Part, changed};

fn no_nan(value: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value }
}

fn non_finite(report: &UserReport, quantity: Quantity) -> &Verdict {
    let mut all = report.non_finite.iter();
    &all.find(|(of, _)| *of == quantity).unwrap().1
}

fn refuted(verdict: &Verdict) -> &Counterexample {
    let Verdict::Refuted(found) = verdict else {
        panic!("{verdict:?}");
    };
    found
}

#[test]
fn ieee_arithmetic_is_that_of_the_processor() {
    let values = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, 1.5, -2.0];
    for a in values {
        for b in values {
            let (x, y) = (Ieee::<f64>::from(a), Ieee::<f64>::from(b));
            for (found, computed) in [(x.add(&y), a + b), (x.mul(&y), a * b), (x.neg(), -a)] {
                let fits = found.judge(computed);
                let is_special = Special::of(computed).is_some();
                assert_eq!(fits == Judgement::Special, is_special, "{a} {b}: {found:?}");
                for other in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 17.0] {
                    let same = Special::of(other) == Special::of(computed) && is_special;
                    let wrong = found.judge(other) == Judgement::Wrong;
                    assert_eq!(wrong, !same, "{a} {b}: {found:?} beside {other}");
                }
            }
        }
    }
    // Lean's inverse of 0, and IEEE's of infinities.
    let inverse = |value: f64| Ieee::<f64>::from(value).inverse().unwrap();
    assert_eq!(inverse(f64::NAN).judge(f64::NAN), Judgement::Special);
    for zero in [0.0, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(inverse(zero).judge(0.0), Judgement::Rounded);
        assert_eq!(inverse(zero).judge(f64::NAN), Judgement::Wrong);
    }
}

#[test]
fn what_the_form_does_not_decide_is_open() {
    let nan = Ieee::<f64>::from(f64::NAN);
    // A zero of the form, and one that is an input.
    let written = Ieee::zero().mul(&nan);
    assert_eq!(written.judge(0.0), Judgement::Open);
    assert_eq!(written.judge(f64::NAN), Judgement::Open);
    let given = Ieee::from(0.0).mul(&nan);
    assert_eq!(given.judge(0.0), Judgement::Wrong);
    // The sign of what cancels is that of its rounding.
    let third = Ieee::<f64>::Finite(
        Bounded::input(0.1)
            .unwrap()
            .mul(&Bounded::input(3.0).unwrap()),
    );
    let little = third.add(&Ieee::from(-0.3));
    let infinite = little.mul(&Ieee::from(f64::INFINITY));
    assert_eq!(infinite.judge(f64::INFINITY), Judgement::Open);
}

#[test]
fn a_kernel_of_the_mirror_without_nan_is_refuted_by_this_claim_alone() {
    // Where finite inputs overflow, an infinity shows as little as NaN.
    let change: Change = Arc::new(|_, values| {
        for value in values.iter_mut().filter(|value| value.is_nan()) {
            *value = f64::INFINITY;
        }
        Ok(())
    });
    for (kind, part) in [
        ("node", Part::Forward),
        ("node", Part::Jvp),
        ("node", Part::Vjp),
        ("function", Part::Value),
    ] {
        let spec = spec_of(kind);
        let kernels: Vec<_> = kernels()
            .iter()
            .map(|kernel| changed(kernel, part, change.clone()))
            .collect();
        let report = audit_of(&spec, &kernels, 400);
        for definition in &report.definitions {
            let name = &definition.entry.name;
            assert!(!verdict(definition, ClaimName::Kernel).fails(), "{name}");
            // Its value is never NaN: no comparison with NaN holds.
            if part == Part::Forward && name.as_str().ends_with(".relu") {
                let other = verdict(definition, ClaimName::NonFinite);
                assert_eq!(other.as_str(), "propagated");
                continue;
            }
            let found = refuted(verdict(definition, ClaimName::NonFinite));
            assert!(part.quantities().contains(&&*found.quantity), "{name}");
            assert!(found.what.contains("IEEE arithmetic"), "{}", found.what);
            let difference = found.difference.as_ref().unwrap();
            assert_eq!(difference.correct, Correct::Special(Special::Nan), "{name}");
        }
        assert_eq!(report.conclusion().as_str(), "refuted");
        let text = report::json::render(&report).unwrap();
        assert!(text.contains(r#""claim": "non-finite""#), "{text}");
    }
}

#[test]
fn a_kernel_that_turns_nan_into_numbers_is_refuted() {
    let kernel = UserKernel::<f64>::new("no NaN").forward(|at| {
        let pairs = at.x("a")?.iter().zip(at.x("b")?);
        Ok(pairs.map(|(a, b)| no_nan(*a) * no_nan(*b)).collect())
    });
    let report = kernel.against("mul").unwrap();
    assert!(!report.verdict(Quantity::Forward).unwrap().fails());
    let found = refuted(non_finite(&report, Quantity::Forward));
    let difference = found.difference.as_ref().unwrap();
    assert_eq!(
        difference.correct,
        Correct::Special(Special::NotFinite),
        "{report}"
    );
    assert!(!report.passed() && report.conclusion().as_str() == "refuted");
    let json = report::user_kernel::json(&report).unwrap();
    assert!(json.contains("\"non_finite\""), "{json}");
    let spec = Spec::built_in().unwrap();
    let xml = report::junit::user_kernel(&report, &spec);
    let failure = "name=\"forward, non-finite\"><failure type=\"refuted\"";
    assert!(xml.contains(failure), "{xml}");
    let log = report::sarif::user_kernel(&report, &spec).unwrap();
    assert!(log.contains("forward, non-finite of the kernel"), "{log}");
}

/// `c • a` for `c` that is not 0, as a library that skips what it need not compute.
fn scale<F: Float>(skips: bool) -> UserKernel<'static, F> {
    UserKernel::<F>::new("scale").forward(move |at| {
        let (c, a) = (at.scalar("c")?, at.x("idx")?);
        let zero = F::from_f64(0.0);
        let skipped = skips && c == zero;
        Ok(a.iter()
            .map(|&a| if skipped { zero } else { c * a })
            .collect())
    })
}

#[test]
fn a_factor_that_is_an_input_may_not_be_skipped() {
    for (right, wrong) in [
        (
            scale::<f64>(false).against("scale").unwrap(),
            scale::<f64>(true).against("scale").unwrap(),
        ),
        (
            scale::<f32>(false).against("scale").unwrap(),
            scale::<f32>(true).against("scale").unwrap(),
        ),
    ] {
        assert!(right.passed(), "{right}");
        let Verdict::Propagated(tally) = non_finite(&right, Quantity::Forward) else {
            panic!("{right}");
        };
        assert!(tally.special > 0 && tally.cases == 125, "{tally:?}");
        assert!(!wrong.passed() && wrong.blames_kernel(), "{wrong}");
        assert!(!wrong.verdict(Quantity::Forward).unwrap().fails());
        let found = refuted(non_finite(&wrong, Quantity::Forward));
        let again = scale::<f64>(true)
            .case(found.case)
            .against("scale")
            .unwrap();
        assert!(non_finite(&again, Quantity::Forward).fails(), "{again}");
        let shown = wrong.to_string();
        assert!(shown.contains("forward, non-finite: refuted"), "{shown}");
        assert!(shown.contains("by IEEE"), "{shown}");
    }
}

const MASKED: &str = "
node masked (a : Idx Γ s) (m : Mask s) : Node Γ s
  forward x    := (fun i => if m i then 1 else 0) ⊙ get a x
  jvp     x dx := (fun i => if m i then 1 else 0) ⊙ get a dx
  vjp     x δ  := single a ((fun i => if m i then 1 else 0) ⊙ δ)
";

#[test]
fn a_mask_may_be_multiplied_or_selected_by() {
    let multiplied = UserKernel::<f64>::new("multiplied").forward(|at| {
        let of = |(a, m): (&f64, &bool)| if *m { *a } else { 0.0 * *a };
        Ok(at.x("a")?.iter().zip(at.mask("m")?).map(of).collect())
    });
    let selected = UserKernel::<f64>::new("selected").forward(|at| {
        let of = |(a, m): (&f64, &bool)| if *m { *a } else { 0.0 };
        Ok(at.x("a")?.iter().zip(at.mask("m")?).map(of).collect())
    });
    for kernel in [multiplied, selected] {
        let report = kernel.against(Written(MASKED)).unwrap();
        assert!(report.passed(), "{report}");
    }
}

#[test]
fn what_reaches_results_that_do_not_depend_on_it_is_refuted() {
    // A sum over all coordinates, subtracted again.
    let mixed = UserKernel::<f64>::new("mixed").forward(|at| {
        let (c, a) = (at.scalar("c")?, at.x("idx")?);
        let nothing = a.iter().fold(0.0, |sum, a| sum + 0.0 * a);
        Ok(a.iter().map(|a| c * a + nothing).collect())
    });
    let report = mixed.against("scale").unwrap();
    let finite = report.verdict(Quantity::Forward).unwrap();
    // The largest numbers are finite, and so are their products with 0.
    assert!(!finite.fails(), "{report}");
    let found = refuted(non_finite(&report, Quantity::Forward));
    let difference = found.difference.as_ref().unwrap();
    let nan = Correct::Special(Special::Nan);
    assert!(difference.correct != nan, "{report}");
}

#[test]
fn a_kernel_that_is_wrong_at_finite_inputs_is_refuted_once() {
    let wrong = UserKernel::<f64>::new("wrong")
        .forward(|at| Ok(at.x("idx")?.iter().map(|a| a + 1.0).collect()));
    let report = wrong.against("scale").unwrap();
    assert!(report.verdict(Quantity::Forward).unwrap().fails());
    let other = non_finite(&report, Quantity::Forward);
    assert!(matches!(other, Verdict::NotChecked(why) if why.code() == "fails-where-finite"));
}

#[test]
fn a_tape_has_the_claim_and_its_wrong_step_is_blamed() {
    let spec = Spec::built_in().unwrap();
    let text = "tape two\ninput x : [2]\ninput y : [2]\nlet p := mul x y\nlet q := add p x";
    let tape: Tape = crate::tape::read(text).unwrap();
    let options = Options {
        cases: 400,
        ..Options::default()
    };
    let report = audit_tape(&spec, &tape, &kernels(), &options);
    let claim = report.claim(ClaimName::NonFinite).unwrap();
    assert_eq!(claim.verdict.as_str(), "propagated");
    let change: Change = Arc::new(|_, values| {
        for value in values.iter_mut() {
            *value = no_nan(*value);
        }
        Ok(())
    });
    let planted: Vec<_> = kernels()
        .iter()
        .map(|kernel| match kernel.name() {
            "mul" => changed(kernel, Part::Forward, change.clone()),
            _ => kernel.clone(),
        })
        .collect();
    let report = audit_tape(&spec, &tape, &planted, &options);
    assert!(!report.claim(ClaimName::Kernel).unwrap().verdict.fails());
    let claim = report.claim(ClaimName::NonFinite).unwrap();
    assert_eq!(refuted(&claim.verdict).quantity, "eval");
    assert_eq!(claim.step, Some(0));
    assert_eq!(report.conclusion().as_str(), "refuted");
}
