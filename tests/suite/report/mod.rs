//! What a report says of a refuted claim, how small its counterexamples are, and that it depends on its inputs alone.

mod described;
mod document;
pub mod faulty;
mod inputs;
mod refuted;
pub mod schema;
mod stable;
mod tally;
mod unfit;
