//! What readers get. Nothing here decides anything.

pub mod table;
