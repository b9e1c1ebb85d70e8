//! The Lean source in: what its definitions state, as terms of this project.
//!
//! A lexer and a term parser for the part of Lean that definitions are written
//! in, and an evaluator that unfolds what was read. No definition is known by
//! name here: only the combinators of one table.

mod arithmetic;
mod call;
mod checkout;
mod combinator;
mod declaration;
mod definition;
mod inventory;
mod lexer;
mod meaning;
mod module;
mod parser;
pub mod pin;
mod syntax;
mod typing;
mod value;

pub use checkout::{Unreadable, modules, path};
pub use declaration::{Declaration, Outline, outline};
pub use definition::{Field, Reading};
pub use inventory::{Item, Kind, Listing, inventory, listing};
pub use lexer::{Tokens, lex};
pub use meaning::Reader;
pub use module::{Finding, Module};
