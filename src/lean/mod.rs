//! The Lean source in: what its definitions state, as terms of this project.
//!
//! A lexer and a term parser for the part of Lean that definitions are written
//! in, and an evaluator that unfolds what was read. No definition is known by
//! name here: only the combinators of one table.

mod arithmetic;
mod call;
mod combinator;
mod command;
mod definition;
mod doubt;
mod evaluate;
mod inventory;
mod lexer;
mod module;
mod outline;
mod parser;
pub mod pin;
mod signature;
mod syntax;
mod value;

pub use command::Declaration;
pub use definition::{Field, Reading, definition};
pub use doubt::Doubt;
pub use inventory::{Item, Kind, Listing, inventory, listing};
pub use lexer::{Tokens, lex};
pub use module::{Finding, Module, Unreadable, modules, path};
pub use outline::{Outline, outline};
pub use signature::Mismatch;
