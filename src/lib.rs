//! An audited Rust mirror of TorchLean's tape nodes.
#![forbid(unsafe_code)]
#![deny(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::todo,
    clippy::unimplemented,
    clippy::unreachable
)]

#[cfg(feature = "exact")]
pub mod audit;
#[cfg(feature = "exact")]
pub mod exact;
pub mod nodes;
#[cfg(feature = "exact")]
pub mod report;
#[cfg(feature = "exact")]
pub mod spec;
pub mod tape;
#[cfg(feature = "exact")]
pub mod term;
