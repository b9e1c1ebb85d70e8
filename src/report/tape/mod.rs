//! What is printed of a tape besides its audit as a document.

pub mod json;
pub mod table;
