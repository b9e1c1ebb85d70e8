//! Rounding, exact arithmetic and error bounds, held against plain rationals and against f64 and f32 computations in many orders, with hostile values.

mod arithmetic;
mod bounds;
mod edges;
mod hostile;
mod rounding;
mod short;
mod single;
