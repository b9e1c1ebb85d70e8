//! Kernels of one's own, audited.

mod float;
mod hold;
mod inputs;
mod kernel;
mod report;
mod stated;

pub use float::Float;
pub use hold::Quantity;
pub use inputs::{Inputs, Matrix, NoInput};
pub use kernel::{Answer, OwnKernel};
pub use report::OwnReport;
pub use stated::{NoEntry, Stated, Written};
