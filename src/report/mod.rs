//! What the program prints and writes. Decides nothing.

// Formats that only the program writes are left out without it, and with them
// the only users of some functions.
#![cfg_attr(not(feature = "cli"), allow(dead_code))]

pub mod audit;
mod cell;
pub mod certificate;
pub mod document;
pub mod explain;
mod floor;
pub mod inventory;
pub mod json;
#[cfg(feature = "cli")]
pub mod map;
pub mod markdown;
mod number;
mod refutation;
#[cfg(feature = "cli")]
pub mod table;
#[cfg(feature = "cli")]
pub mod tape;
pub mod user_kernel;
