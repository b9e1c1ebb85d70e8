//! The f64 kernels.
