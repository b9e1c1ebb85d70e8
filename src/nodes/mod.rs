//! The f64 kernels: one file per Lean module, one public function per Lean definition.
//!
//! A function is named as its Lean definition, in snake case, and takes the context where Lean has
//! `Γ` implicit, then Lean's explicit arguments in their order. [`kernels`] lists them all, to be
//! called by name with [`Arg`]s.

/// Writes `fn kernels()`, the table of a module's public functions: `kernels![MODULE; add, sub]`.
macro_rules! kernels {
    ($module:expr; $($name:ident),+ $(,)?) => {
        pub(super) fn kernels() -> Vec<$crate::nodes::Kernel> {
            vec![$($crate::nodes::Kernel::of($module, stringify!($name), $name)),+]
        }
    };
}

pub mod arithmetic;
mod kernel;
mod parameters;
mod sweep;

pub use kernel::{Arg, Built, Kernel};
pub use parameters::ArgKind;

/// All kernels, module by module, each module in the order of its Lean file.
pub fn kernels() -> Vec<Kernel> {
    [arithmetic::kernels()].into_iter().flatten().collect()
}
