//! What the program prints and writes. Decides nothing.

mod cell;
pub mod certificate;
pub mod explain;
mod floor;
pub mod inventory;
pub mod json;
pub mod map;
pub mod markdown;
mod number;
pub mod own;
mod refutation;
pub mod table;
pub mod terminal;
