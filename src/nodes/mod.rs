//! The f64 kernels: one file per Lean module, one public function per Lean definition.
//!
//! A function is named as its Lean definition, in snake case, and takes the context where Lean has
//! `Γ` implicit, then Lean's explicit arguments in their order. [`kernels`] lists them all, to be
//! called by name with [`Arg`]s.

/// Writes `fn kernels()`, the list of a file's public functions, which mirror the definitions of
/// one Lean module: `kernels!["NN.Module"; add, sub]`.
macro_rules! kernels {
    ($module:literal; $($name:ident),+ $(,)?) => {
        pub(super) fn kernels() -> Vec<$crate::nodes::Kernel> {
            vec![$($crate::nodes::Kernel::of(
                $module,
                concat!(module_path!(), "::", stringify!($name)),
                $name,
            )),+]
        }
    };
}

pub mod activation;
pub mod arithmetic;
pub mod batched;
pub mod elementwise;
mod kernel;
mod linear;
mod loss;
pub mod matrix;
pub mod mse;
mod multiply;
pub mod nll;
mod number;
pub mod piecewise;
mod pointwise;
mod product;
pub mod real;
pub mod reductions;
pub mod shape;

pub use kernel::{Arg, ArgKind, Built, Kernel};
pub use number::Number;
pub use pointwise::{Pointwise, ScalarRule};

/// All kernels, module by module, each module in the order of its Lean file.
pub fn kernels() -> Vec<Kernel> {
    let modules = [
        activation::kernels(),
        arithmetic::kernels(),
        batched::kernels(),
        elementwise::kernels(),
        mse::kernels(),
        nll::kernels(),
        matrix::kernels(),
        piecewise::kernels(),
        reductions::kernels(),
        shape::kernels(),
    ];
    modules.into_iter().flatten().collect()
}
