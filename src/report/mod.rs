//! What the program prints and writes. Decides nothing.

mod cell;
pub mod certificate;
pub mod explain;
pub mod inventory;
pub mod json;
pub mod map;
pub mod markdown;
mod number;
mod refutation;
pub mod table;
pub mod tape;
pub mod terminal;
