//! The language that everything symbolic is written in: sorts, operators and
//! well-sorted terms over the rationals, and the values of parameters over any
//! kind of number.
//!
//! A [`Term`] is well-sorted by construction. Terms denote Lean's total
//! functions: `0⁻¹ = 0`. Nothing here rewrites, evaluates or reads text.

mod apart;
mod argument;
mod broadcast;
mod formula;
mod function;
mod image;
mod index;
mod indexed;
mod latex;
mod matching;
mod mathml;
mod matrix;
mod operator;
mod pointwise;
mod print;
mod rational;
mod shape;
mod signature;
mod sort;
mod symbol;
#[allow(clippy::module_inception)]
mod term;

pub use apart::Apart;
pub use argument::{Argument, Map, Matrix};
pub use broadcast::{Broadcast, BroadcastError, Step};
pub use function::{Domain, Function, FunctionFacts, Growth, Limit};
pub use index::{Images, IndexMap};
pub(crate) use indexed::Moved;
pub use matching::Substitution;
pub use mathml::mathml_name;
pub use operator::Op;
pub(crate) use operator::{Facts, rows};
pub use rational::{Rational, inverse, natural};
pub use shape::{Axis, Dim, Measure, checked_size};
pub(crate) use signature::Signature;
pub use sort::{Name, Sort, SortError, Space};
pub use symbol::{latex_name, latex_symbol};
pub use term::{Term, own_cost};
