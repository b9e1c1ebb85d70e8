//! Kernels of the user, audited.
//!
//! A kernel in Rust is a set of closures over flat slices, in f64 or f32, for as many of
//! its maps as one likes. [`UserKernel::against`] compares it with an entry of
//! `spec/`, by its Lean name, or against forms that are [`Written`] in the same
//! notation; [`assert_mirrors`](crate::assert_mirrors) does so in a test and
//! panics with the located counterexample. What an audit sees, and what it
//! cannot, is on the page [`limitations`](crate::guide::limitations).
//!
//! ```
//! use torchlean_mirror::assert_mirrors;
//! use torchlean_mirror::audit::user_kernel::{UserKernel, Written};
//!
//! let forms = "
//! node sumTimes (a b c : Idx Γ s) : Node Γ s
//!   forward x    := get a x ⊙ (get b x + get c x)
//!   jvp     x dx := get a dx ⊙ (get b x + get c x) + get a x ⊙ (get b dx + get c dx)
//!   vjp     x δ  := single a (δ ⊙ (get b x + get c x)) + single b (δ ⊙ get a x)
//!                   + single c (δ ⊙ get a x)
//! ";
//! let kernel = UserKernel::<f32>::new("a times a sum")
//!     .forward(|at| {
//!         let (a, b, c) = (at.x("a")?, at.x("b")?, at.x("c")?);
//!         Ok((0..a.len()).map(|i| a[i] * (b[i] + c[i])).collect())
//!     })
//!     .vjp(|at| {
//!         let (a, b, c) = (at.x("a")?, at.x("b")?, at.x("c")?);
//!         let mut grads = at.zeros();
//!         for (i, delta) in at.delta().iter().enumerate() {
//!             // Two of the indices may be one, so each adds.
//!             grads[at.index("a")?][i] += delta * (b[i] + c[i]);
//!             grads[at.index("b")?][i] += delta * a[i];
//!             grads[at.index("c")?][i] += delta * a[i];
//!         }
//!         Ok(grads)
//!     });
//! assert_mirrors!(kernel, Written(forms));
//! ```
//!
//! A kernel in another language runs in a [`Process`] of its own and is audited in the same way.
//!
//! Without the macro there is an [`UserReport`], with a verdict for each claim
//! about the forms and for each result of the kernel. A kernel that panics,
//! gives an error, a wrong length or other bits when it is run again is
//! refuted, and the verdict says so.

mod asked;
mod closure;
mod comparison;
mod float;
mod inputs;
mod kernel;
mod panic;
mod process;
mod quantity;
mod report;
mod source;
mod stated;

pub use float::Float;
pub use inputs::{Answer, InputError, Inputs};
pub use kernel::UserKernel;
pub use process::{HelloError, Process, ProcessError, end_all};
pub use quantity::Quantity;
pub use report::{Client, UserReport};
pub use stated::{DefinitionError, Stated, Written, WrittenFile};
