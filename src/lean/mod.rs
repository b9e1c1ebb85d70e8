//! The Lean source in: what its definitions state, as terms of this project.
//!
//! A lexer and a term parser for the part of Lean that definitions are written
//! in, and an evaluator that unfolds what was read. No definition is known by
//! name here: only the combinators of one table.

mod apply;
mod arithmetic;
mod axis;
mod bijection;
mod call;
mod checkout;
mod coerce;
mod combinator;
mod combine;
mod command;
mod definition;
mod doubt;
mod evaluate;
mod family;
mod frame;
mod function;
mod index;
mod inner;
mod inventory;
mod layer;
mod lemma;
mod lexer;
mod module;
mod outline;
mod parser;
pub mod pin;
mod proof;
mod signature;
mod syntax;
mod tactics;
mod tensor;
mod unfold;
mod value;
mod words;

pub use checkout::{Checkout, MANIFEST, Provenance};
pub use command::Declaration;
pub use definition::{Field, Reading, definition};
pub use doubt::Doubt;
pub use frame::{Framed, difference, frame};
pub use inventory::{Item, Kind, Listing, inventory, listing};
pub use lemma::{Undeclared, undeclared};
pub use lexer::{Tokens, lex};
pub use module::{Finding, Module, Unreadable, path};
pub use outline::{Outline, outline};
pub use proof::{Skipped, skipped};
pub use signature::Mismatch;
