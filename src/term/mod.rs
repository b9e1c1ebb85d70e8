//! The language that everything symbolic is written in: sorts, operators and
//! well-sorted terms over the rationals.
//!
//! A [`Term`] is well-sorted by construction. Terms denote Lean's total
//! functions: `0⁻¹ = 0`. Nothing here rewrites, evaluates or reads text.

mod argument;
mod latex;
mod matching;
mod print;
mod rational;
mod sort;
mod symbol;
#[allow(clippy::module_inception)]
mod term;
mod typing;

pub use argument::{Argument, Map, Matrix};
pub use matching::Substitution;
pub use print::{Coordinate, pointwise};
pub use rational::{Rational, inverse, natural};
pub use sort::{Name, Sort, SortError, Space};
pub use symbol::{latex_name, latex_symbol};
pub use term::{Op, Term, own_cost};
