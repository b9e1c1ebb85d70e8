//! The f64 kernels against loops written by hand, with integer inputs, so that nothing is rounded.

mod accumulation;
mod allocation;
mod cases;
mod errors;
mod formulas;
mod gallery;
mod layouts;
mod linear_map;
mod own_rule;
mod pointwise;
mod registry;
mod rounding;
mod shapes;
mod sums;
mod tensors;
