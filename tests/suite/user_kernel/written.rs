//! Forms that a user writes: nodes that `spec/` does not have.

use torchlean_mirror::{
    assert_mirrors,
    audit::{
        ClaimName, Verdict,
        user_kernel::{DefinitionError, Quantity, UserKernel, UserReport, Written},
    },
    exact::Limits,
    report::user_kernel::{passed, render},
};

use crate::user_kernel::wrong::message;

const THREE: &str = "
node sumTimes (a b c : Idx Γ s) : Node Γ s
  forward x    := get a x ⊙ (get b x + get c x)
  jvp     x dx := get a dx ⊙ (get b x + get c x) + get a x ⊙ (get b dx + get c dx)
  vjp     x δ  := single a (δ ⊙ (get b x + get c x)) + single b (δ ⊙ get a x) + single c (δ ⊙ get a x)
";

fn three_way() -> UserKernel<'static, f32> {
    UserKernel::<f32>::new("three-way")
        .forward(|at| {
            let (a, b, c) = (at.x("a")?, at.x("b")?, at.x("c")?);
            Ok((0..a.len()).map(|i| a[i] * (b[i] + c[i])).collect())
        })
        .jvp(|at| {
            let (a, b, c) = (at.x("a")?, at.x("b")?, at.x("c")?);
            let (da, db, dc) = (at.dx("a")?, at.dx("b")?, at.dx("c")?);
            let each = |i: usize| da[i] * (b[i] + c[i]) + a[i] * (db[i] + dc[i]);
            Ok((0..a.len()).map(each).collect())
        })
        .vjp(|at| {
            let (a, b, c) = (at.x("a")?, at.x("b")?, at.x("c")?);
            let mut grads = at.zeros();
            for (i, delta) in at.delta().iter().enumerate() {
                grads[at.index("a")?][i] += delta * (b[i] + c[i]);
                grads[at.index("b")?][i] += delta * a[i];
                grads[at.index("c")?][i] += delta * a[i];
            }
            Ok(grads)
        })
}

fn verdict(report: &UserReport, name: ClaimName) -> &Verdict {
    let mut claims = report.claims.iter();
    &claims.find(|claim| claim.name == name).unwrap().verdict
}

#[test]
fn a_node_that_spec_does_not_have() {
    let report = three_way().against(Written(THREE)).unwrap();
    assert!(report.passed(), "{}", render(&report));
    for claim in &report.claims {
        assert!(matches!(claim.verdict, Verdict::Proved(_)), "{claim:?}");
    }
    assert_mirrors!(three_way(), Written(THREE));
}

#[test]
fn a_wrong_form_is_blamed_and_the_kernel_is_not() {
    // The jvp forgets that `c` moves too.
    let wrong = THREE.replace("(get b dx + get c dx)", "get b dx");
    let report = three_way().against(Written(&wrong)).unwrap();
    assert!(report.blames_forms() && !report.blames_kernel() && !report.passed());
    for claim in [ClaimName::Derivative, ClaimName::Adjoint] {
        let found = verdict(&report, claim);
        assert!(matches!(found, Verdict::Refuted(_)), "{claim:?}: {found:?}");
    }
    let text = message(|| assert_mirrors!(three_way(), Written(&wrong)));
    assert!(
        text.contains("the forms contradict each other; that is not the kernel's fault"),
        "{text}"
    );
    assert!(
        text.contains("derivative: D(forward)(x)·dx = jvp x dx: refuted"),
        "{text}"
    );
}

#[test]
fn a_wrong_adjoint_is_blamed_on_the_form() {
    let wrong = THREE.replace("single c (δ ⊙ get a x)", "single c (δ ⊙ get b x)");
    let report = three_way().against(Written(&wrong)).unwrap();
    assert!(report.blames_forms() && !report.blames_kernel());
    assert!(matches!(
        verdict(&report, ClaimName::Derivative),
        Verdict::Proved(_)
    ));
    assert!(matches!(
        verdict(&report, ClaimName::Adjoint),
        Verdict::Refuted(_)
    ));
}

#[test]
fn a_parameter_over_the_context_is_not_the_kernels_fault() {
    let shifted = "
node shifted (a : Idx Γ s) (v : Vec Γ) : Node Γ s
  forward x    := get a x + get a v
  jvp     x dx := get a dx
  vjp     x δ  := single a δ
";
    let kernel = UserKernel::<f64>::new("shifted").forward(|at| {
        let (a, start) = (at.x("a")?, at.index("a")?);
        let before: usize = at.tensors().iter().take(start).map(Vec::len).sum();
        let pairs = a.iter().zip(at.vector("v")?.iter().skip(before));
        Ok(pairs.map(|(a, v)| a + v).collect())
    });
    let report = kernel.against(Written(shifted)).unwrap();
    let Some(Verdict::Unknown(why)) = report.verdict(Quantity::Forward) else {
        panic!("{}", render(&report));
    };
    assert!(why.to_string().contains("the whole context"), "{why}");
}

#[test]
fn what_cannot_be_read_is_a_diagnostic_with_its_place() {
    let text = THREE.replace("get b dx +", "get b dy +");
    let error = three_way().against(Written(&text)).unwrap_err();
    let DefinitionError::Unreadable(found) = &error else {
        panic!("{error}");
    };
    assert_eq!(found.0[0].position().0, 4);
    assert!(error.to_string().contains("forms:4:"), "{error}");
    assert!(error.to_string().contains('^'), "{error}");
    let nothing = three_way().against(Written("-- nothing\n")).unwrap_err();
    assert!(matches!(nothing, DefinitionError::Empty));
}

#[test]
fn a_later_definition_may_use_an_earlier_one() {
    let text = format!(
        "{THREE}
node sumTimesTwice (a b : Idx Γ s) : Node Γ s :=
  sumTimes a b b
"
    );
    let kernel = UserKernel::<f64>::new("twice").forward(|at| {
        let (a, b) = (at.x("a")?, at.x("b")?);
        Ok((0..a.len()).map(|i| a[i] * (b[i] + b[i])).collect())
    });
    assert_mirrors!(kernel, Written(&text));
}

#[test]
fn a_constant_is_rounded_to_the_precision_of_the_kernel() {
    let text = "
node tenth (a : Idx Γ s) : Node Γ s
  forward x    := 10⁻¹ • get a x
  jvp     x dx := 10⁻¹ • get a dx
  vjp     x δ  := single a (10⁻¹ • δ)
";
    let single = UserKernel::<f32>::new("f32")
        .forward(|at| Ok(at.x("a")?.iter().map(|a| 0.1 * a).collect()));
    assert_mirrors!(single, Written(text));
    let narrow = UserKernel::<f64>::new("f32 in f64")
        .forward(|at| Ok(at.x("a")?.iter().map(|a| f64::from(0.1_f32) * a).collect()));
    assert!(!narrow.against(Written(text)).unwrap().passed());
}

#[test]
fn forms_without_a_proof_do_not_pass_and_are_not_the_kernels_fault() {
    let little = Limits {
        nodes: 1,
        steps: 0,
        ..Limits::default()
    };
    let report = three_way().limits(little).against(Written(THREE)).unwrap();
    assert!(!report.passed() && !report.blames_kernel() && !report.blames_forms());
    let text = render(&report);
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("form, adjoint unknown: no proof within"),
        "{text}"
    );
    let refusal = passed(&report).unwrap_err().to_string();
    assert!(refusal.contains("no proof was found for what the forms claim"));
    assert!(refusal.contains("no proof within"), "{refusal}");
    assert!(three_way().against(Written(THREE)).unwrap().passed());
}

/// A kernel is right if it follows the stated vjp, which has other intermediate results than the
/// derived map.
#[test]
fn a_kernel_that_follows_the_stated_vjp_passes() {
    let text = "
node prodThree (a b c : Idx Γ s) : Node Γ s
  forward x    := get a x ⊙ get b x ⊙ get c x
  jvp     x dx := get a dx ⊙ get b x ⊙ get c x + get a x ⊙ get b dx ⊙ get c x
                  + get a x ⊙ get b x ⊙ get c dx
  vjp     x δ  := single a (δ ⊙ get b x ⊙ get c x) + single b (δ ⊙ get a x ⊙ get c x)
                  + single c (δ ⊙ get a x ⊙ get b x)
";
    let following = |factor: f64| {
        UserKernel::<f64>::new("as stated").vjp(move |at| {
            let (a, b, c) = (at.x("a")?, at.x("b")?, at.x("c")?);
            let mut grads = at.zeros();
            for (i, delta) in at.delta().iter().enumerate() {
                grads[at.index("a")?][i] += factor * (delta * b[i] * c[i]);
                grads[at.index("b")?][i] += delta * a[i] * c[i];
                grads[at.index("c")?][i] += delta * a[i] * b[i];
            }
            Ok(grads)
        })
    };
    assert_mirrors!(following(1.0), Written(text));
    let wrong = following(1.0 + 8.0 * f64::EPSILON).against(Written(text));
    assert!(wrong.unwrap().blames_kernel());
}

/// A stated map is taken for the derived one only if it was proved equal to it.
#[test]
fn a_kernel_that_follows_a_wrong_stated_jvp_is_refuted() {
    let text = "
node twice (a : Idx Γ s) : Node Γ s
  forward x    := get a x
  jvp     x dx := 2 • get a dx
  vjp     x δ  := single a (2 • δ)
fderiv twiceFderiv of twice
  deriv   x    := getCLM a
";
    let kernel = UserKernel::<f64>::new("twice").jvp(|at| {
        let doubled = at.dx("a")?.iter().map(|dx| 2.0 * dx);
        Ok(doubled.collect())
    });
    let report = kernel.against(Written(text)).unwrap();
    let derivative = verdict(&report, ClaimName::Derivative);
    assert!(matches!(derivative, Verdict::Proved(_)));
    let found = report.verdict(Quantity::Jvp);
    assert!(matches!(found, Some(Verdict::Refuted(_))), "{found:?}");
}

#[test]
fn high_powers_of_a_sum_are_proved_without_multiplying_them_out() {
    for n in [6, 8, 10] {
        let power = |n: usize| vec!["(get a x + get b x)"; n].join(" ⊙ ");
        let by = |direction: &str| format!("{n} • ({} ⊙ {direction})", power(n - 1));
        let form = |vjp: &str| {
            format!(
                "node power (a b : Idx Γ s) : Node Γ s\n  forward x    := {}\n  jvp     x dx := {}\n  \
                 vjp     x δ  := {vjp}\n",
                power(n),
                by("(get a dx + get b dx)"),
            )
        };
        let right = form(&format!("single a ({0}) + single b ({0})", by("δ")));
        let wrong = form(&format!("single a ({0}) - single b ({0})", by("δ")));
        let kernel = UserKernel::<f64>::new("none").cases(1);
        let report = kernel.against(Written(&right)).unwrap();
        assert!(report.forms_proved(), "{report}");
        let report = kernel.against(Written(&wrong)).unwrap();
        assert!(report.blames_forms(), "{report}");
    }
}
