//! What a report says of a refuted claim, how small its counterexamples are, and that it depends on its inputs alone.
#![cfg(feature = "exact")]

mod described;
mod faulty;
mod inputs;
mod refuted;
#[allow(dead_code)]
#[path = "../faults/rule.rs"]
mod rule;
mod stable;
mod tally;
mod unfit;
