//! What the program prints and writes: one pass over a report. Decides nothing.

// Formats that only the program writes are left out without it, and with them
// the only users of some functions.
#![cfg_attr(not(feature = "cli"), allow(dead_code))]

pub mod audit;
pub mod certificate;
pub mod document;
pub mod explain;
pub mod filed;
pub mod inventory;
pub mod json;
#[cfg(feature = "cli")]
pub mod junit;
#[cfg(feature = "cli")]
pub mod map;
mod number;
#[cfg(feature = "cli")]
pub mod page;
mod problem;
mod refutation;
mod repeat;
pub mod sarif;
mod statement;
#[cfg(feature = "cli")]
pub mod table;
#[cfg(feature = "cli")]
pub mod tape;
pub mod user_kernel;
mod verdict;
