//! Correct kernels that are written in another way.

use ndarray::{Array2, ArrayView1, ArrayViewD, ArrayViewMutD};
use torchlean_mirror::{
    audit::ClaimName,
    nodes::{Arg, Built, Kernel},
    tape::{Idx, LinearMap, Node, Result, Rule},
};

use crate::faults::harness::{audit_of, entry_is_not_blamed, kernel_of, spec_of_kernels, verdict};
use crate::planted_rule::{Change, Part, changed};

const CASES: u64 = 400;

fn accepted(name: &str, plant: impl Fn(&Kernel) -> Kernel) {
    let spec = spec_of_kernels();
    let kernels: Vec<Kernel> = spec.entries.iter().map(|e| plant(&kernel_of(e))).collect();
    for definition in &audit_of(&spec, &kernels, CASES).definitions {
        entry_is_not_blamed(definition, name);
        let verdict = verdict(definition, ClaimName::Kernel);
        let word = verdict.as_str();
        let fine = ["bit-exact", "bounded"].contains(&word);
        assert!(fine, "{name} in {}: {verdict:?}", definition.entry.name);
    }
}

#[test]
fn the_kernels_themselves() {
    accepted("nothing", Kernel::clone);
    let nothing: Change = std::sync::Arc::new(|_, _| Ok(()));
    accepted("wrappers", |kernel| {
        let around = |kernel: Kernel, part| changed(&kernel, part, nothing.clone());
        Part::ALL.into_iter().fold(kernel.clone(), around)
    });
}

#[test]
fn the_other_zero() {
    let zeros: Change = std::sync::Arc::new(|_, values| {
        values
            .iter_mut()
            .filter(|v| **v == 0.0)
            .for_each(|v| *v = -*v);
        Ok(())
    });
    accepted("the other zero", |kernel| {
        let parts = Part::ALL.into_iter().filter(|part| part.kind() != "fderiv");
        parts.fold(kernel.clone(), |kernel, part| {
            changed(&kernel, part, zeros.clone())
        })
    });
}

/// Writes `forward`, `jvp` and `vjp` from the matrix of a derivative that is constant: another
/// order of summation than the kernel's, and fused multiply-adds.
struct ByMatrix {
    idx: Idx,
    entries: Array2<f64>,
    offset: Vec<f64>,
}

/// `start + Σ aᵢ xᵢ`, from the last to the first.
fn backwards(a: ArrayView1<'_, f64>, x: &ArrayViewD<'_, f64>, start: f64) -> f64 {
    let x: Vec<f64> = x.iter().copied().collect();
    let terms = a.iter().zip(&x).rev();
    terms.fold(start, |sum, (a, x)| a.mul_add(*x, sum))
}

impl ByMatrix {
    fn image(&self, x: &ArrayViewD<'_, f64>, at: usize) -> f64 {
        backwards(self.entries.row(at), x, 0.0)
    }
}

impl Rule for ByMatrix {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        for (at, out) in out.iter_mut().enumerate() {
            *out = self.image(&x[self.idx.0], at) + self.offset[at];
        }
        Ok(())
    }

    fn jvp(
        &self,
        _: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        for (at, out) in out.iter_mut().enumerate() {
            *out = self.image(&dx[self.idx.0], at);
        }
        Ok(())
    }

    fn vjp_add(
        &self,
        _: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        for (at, grad) in grads[self.idx.0].iter_mut().enumerate() {
            *grad = backwards(self.entries.column(at), delta, *grad);
        }
        Ok(())
    }
}

/// Whether a map has one number per entry, so that its matrix rounds nothing.
fn is_plain(map: &LinearMap) -> bool {
    !format!("{map:?}").contains("Composed")
}

#[test]
fn another_order_of_summation_and_fused_multiply_add() {
    let used = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
    accepted("a kernel by matrix", |kernel| {
        let (real, used) = (kernel.clone(), used.clone());
        Kernel::new(
            kernel.module(),
            kernel.name(),
            move |context, output, args| {
                let mut kinds = (None, None, None);
                for arg in args {
                    match arg {
                        Arg::Idx(idx) => kinds.0 = Some(*idx),
                        Arg::Map(map) if is_plain(map) => kinds.1 = Some(map),
                        Arg::Vector(vector) => kinds.2 = Some(vector.to_vec()),
                        _ => {}
                    }
                }
                match (real.build(context, output, args)?, kinds) {
                    (Built::Node(_), (Some(idx), Some(map), Some(offset))) => {
                        used.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        let entries = map.to_matrix()?;
                        let rule = ByMatrix {
                            idx,
                            entries,
                            offset,
                        };
                        Ok(Built::Node(Node::new(
                            context.clone(),
                            output.clone(),
                            rule,
                        )))
                    }
                    (built, _) => Ok(built),
                }
            },
        )
    });
    assert!(used.load(std::sync::atomic::Ordering::Relaxed) > 100);
}

/// A kernel's fused pass as its two passes, in the other order.
struct Unfused(Node);

impl Rule for Unfused {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        self.0.forward_into(x, out)
    }

    fn jvp(
        &self,
        x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        self.0.jvp_into(x, dx, out)
    }

    fn vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        self.0.vjp_add(x, delta, grads)
    }
}

#[test]
fn two_passes_instead_of_one() {
    accepted("two passes", |kernel| {
        let real = kernel.clone();
        Kernel::new(
            kernel.module(),
            kernel.name(),
            move |context, output, args| {
                Ok(match real.build(context, output, args)? {
                    Built::Node(node) => {
                        Built::Node(Node::new(context.clone(), output.clone(), Unfused(node)))
                    }
                    built => built,
                })
            },
        )
    });
}
