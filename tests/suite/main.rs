//! All integration tests in one crate, so that they are compiled and linked once.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unreachable,
    clippy::unwrap_used,
    reason = "a test fails by a panic"
)]

mod kernels;

#[cfg(feature = "exact")]
mod added_node;
#[cfg(feature = "exact")]
mod certificates;
#[cfg(feature = "exact")]
mod cli;
#[cfg(feature = "exact")]
mod computed;
#[cfg(feature = "exact")]
mod conditions;
#[cfg(feature = "exact")]
mod enclosures;
#[cfg(feature = "exact")]
mod facts;
#[cfg(feature = "exact")]
mod faults;
#[cfg(feature = "exact")]
mod functions;
#[cfg(feature = "exact")]
mod identity;
#[cfg(feature = "exact")]
mod laws;
#[cfg(feature = "exact")]
mod lean_source;
#[cfg(feature = "exact")]
mod non_finite;
#[cfg(feature = "exact")]
mod notation;
#[cfg(feature = "exact")]
mod numbers;
#[cfg(feature = "exact")]
mod page;
#[cfg(feature = "exact")]
mod planted_rule;
#[cfg(feature = "exact")]
mod polynomial;
#[cfg(feature = "exact")]
mod positive;
#[cfg(feature = "exact")]
mod readme;
#[cfg(feature = "exact")]
mod registry;
#[cfg(feature = "exact")]
mod remembered;
#[cfg(feature = "exact")]
mod repeated;
#[cfg(feature = "exact")]
mod replay;
#[cfg(feature = "exact")]
mod report;
#[cfg(feature = "exact")]
mod rests_on;
#[cfg(feature = "exact")]
mod samples;
#[cfg(feature = "exact")]
mod sensitivity;
#[cfg(feature = "exact")]
mod short_numbers;
#[cfg(feature = "exact")]
mod shrink;
#[cfg(feature = "exact")]
mod simplify;
#[cfg(feature = "exact")]
mod tables;
#[cfg(feature = "exact")]
mod tape;
#[cfg(feature = "exact")]
mod user_kernel;
#[cfg(feature = "exact")]
mod walls;
#[cfg(feature = "exact")]
mod windows;
