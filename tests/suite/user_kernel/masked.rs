//! Kernels of a form with a mask, at inputs where what the mask removes overflows.

use torchlean_mirror::audit::{
    Verdict,
    user_kernel::{Quantity, UserKernel, Written},
};

const MASKED: &str = "
node masked (a : Idx Γ s) (m : Mask s) : Node Γ s
  forward x    := (fun i => if m i then 1 else 0) ⊙ (get a x ⊙ get a x)
  jvp     x dx := (fun i => if m i then 1 else 0) ⊙ (get a x ⊙ get a dx + get a x ⊙ get a dx)
  vjp     x δ  := single a ((fun i => if m i then 1 else 0) ⊙ (get a x ⊙ δ + get a x ⊙ δ))
";

#[test]
fn a_mask_removes_what_overflows() {
    let multiplied = UserKernel::<f64>::new("mask times").forward(|at| {
        let pairs = at.x("a")?.iter().zip(at.mask("m")?);
        Ok(pairs
            .map(|(a, m)| f64::from(u8::from(*m)) * (a * a))
            .collect())
    });
    let report = multiplied.against(Written(MASKED)).unwrap();
    let Some(Verdict::Refuted(found)) = report.verdict(Quantity::Forward) else {
        panic!("{report}");
    };
    assert!(found.difference.as_ref().unwrap().exact == Default::default());
    let chosen = UserKernel::<f64>::new("chosen")
        .forward(|at| {
            let pairs = at.x("a")?.iter().zip(at.mask("m")?);
            Ok(pairs.map(|(a, m)| if *m { a * a } else { 0.0 }).collect())
        })
        .vjp(|at| {
            let (a, m) = (at.x("a")?, at.mask("m")?);
            let mut grads = at.zeros();
            for (i, delta) in at.delta().iter().enumerate() {
                if m[i] {
                    grads[at.index("a")?][i] = a[i] * delta + a[i] * delta;
                }
            }
            Ok(grads)
        });
    let report = chosen.against(Written(MASKED)).unwrap();
    assert!(report.passed(), "{report}");
}
