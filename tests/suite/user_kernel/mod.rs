//! Kernels that this crate has never seen, in f64 and f32: right ones pass against every entry and against forms written in the test, wrong ones are refuted with the quantity and the place.

mod forms;
mod inputs;
mod process;
mod readme;
mod registry;
mod shown;
mod shown_inputs;
mod strict;
mod written;
mod wrong;
