//! The Lean source in: what its definitions state, as terms of this project.
//!
//! A lexer and a term parser for the part of Lean that definitions are written
//! in, and an evaluator that unfolds what was read. No definition is known by
//! name here: only the combinators of one table.

mod application;
mod arithmetic;
mod atom;
mod attribute;
mod bracket;
mod call;
mod checkout;
mod combinator;
mod command;
mod declaration;
mod definition;
mod delegation;
mod extent;
mod finding;
mod inventory;
mod lexer;
mod local;
mod meaning;
mod module;
mod outline;
mod parser;
pub mod pin;
mod resolve;
mod scope;
mod signature;
mod syntax;
mod term;
mod typing;
mod value;
mod variable;

pub use checkout::{Unreadable, modules, path};
pub use declaration::Declaration;
pub use definition::{Field, Reading};
pub use inventory::{Item, Kind, Listing, inventory, listing};
pub use lexer::{Tokens, lex};
pub use meaning::Reader;
pub use module::{Finding, Module};
pub use outline::{Doubt, Outline};
pub use scope::outline;
