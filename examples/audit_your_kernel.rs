//! A kernel that this crate has never seen, audited: the polynomial inside GELU,
//! `u + 0.044715·u³`, once right and once with the backward pass of a typing
//! error that finite differences let through.
//!
//! ```text
//! cargo run --release --features exact --example audit_your_kernel
//! ```
#![allow(clippy::indexing_slicing, reason = "the audit gives a panic a verdict")]

use torchlean_mirror::audit::user_kernel::{Answer, Inputs, UserKernel, Written};
use torchlean_mirror::report::user_kernel::{passed, render};

/// What the kernel is compared with, in the notation of `spec/`.
pub const FORMS: &str = "
node geluInner (a : Idx Γ s) : Node Γ s
  forward x    := get a x + (8943 * 200000⁻¹) • (get a x ⊙ get a x ⊙ get a x)
  jvp     x dx := get a dx + (8943 * 200000⁻¹) •
    (get a x ⊙ get a x ⊙ get a dx + get a x ⊙ get a x ⊙ get a dx + get a x ⊙ get a x ⊙ get a dx)
  vjp     x δ  := single a (δ + (8943 * 200000⁻¹) •
    (get a x ⊙ get a x ⊙ δ + get a x ⊙ get a x ⊙ δ + get a x ⊙ get a x ⊙ δ))
";

/// The constant of the paper.
pub const RIGHT: f64 = 0.044715;
/// It without its last digits: the gradient is wrong by 0.03 % at most.
pub const TYPED: f64 = 0.0447;

fn value(u: f64) -> f64 {
    u + RIGHT * u * u * u
}

fn slope(u: f64, c: f64) -> f64 {
    1.0 + 3.0 * c * u * u
}

fn pulled_back(at: &Inputs<f64>, c: f64) -> Answer<Vec<Vec<f64>>> {
    let mut grads = at.zeros();
    let pairs = at.delta().iter().zip(at.x("a")?);
    grads[at.index("a")?] = pairs.map(|(delta, u)| delta * slope(*u, c)).collect();
    Ok(grads)
}

/// With `c` as the constant of the backward pass.
pub fn kernel(name: &str, c: f64) -> UserKernel<'static, f64> {
    UserKernel::new(name)
        .forward(|at| Ok(at.x("a")?.iter().copied().map(value).collect()))
        .vjp(move |at| pulled_back(at, c))
}

/// The rule of PyTorch's `gradcheck`, with its defaults: central differences of
/// step 10⁻⁶, and `|numeric − analytic| ≤ 10⁻⁵ + 10⁻³·|numeric|`.
pub fn finite_differences_agree(c: f64) -> bool {
    (-300..=300).map(|n| f64::from(n) / 100.0).all(|u| {
        let h = 1e-6;
        let numeric = (value(u + h) - value(u - h)) / (2.0 * h);
        (numeric - slope(u, c)).abs() <= 1e-5 + 1e-3 * numeric.abs()
    })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for (name, c) in [("right", RIGHT), ("0.0447 for 0.044715", TYPED)] {
        let agree = finite_differences_agree(c);
        println!("finite differences, 601 points in [-3, 3]: agree = {agree}");
        let report = kernel(name, c).against(Written(FORMS))?;
        print!("{}", render(&report));
        if let Err(refusal) = passed(&report) {
            println!("as the panic of assert_mirrors!:\n{refusal}");
        }
        println!();
    }
    Ok(())
}
