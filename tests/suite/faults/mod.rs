//! Faults planted in kernels, entries and laws are refuted, with the blame on the right claim, and correct variants are accepted.

// The tables of faults are lists of names and functions.
#![allow(clippy::type_complexity)]

mod accepted;
mod arguments;
pub mod harness;
mod large;
mod laws;
mod mutate;
mod results;
mod shapes;
mod spec;
mod state;
