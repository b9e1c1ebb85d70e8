//! Enclosures of the functions of the reals: balls of integers, refined until a question is
//! decided.
//!
//! [`Function::enclose`](crate::term::Function::enclose) gives a [`Ball`] that contains the value
//! at a number, and [`Function::round`](crate::term::Function::round) the correctly rounded value.

mod ball;
mod functions;
mod rounding;
mod series;

pub use ball::Ball;
pub use functions::NoBall;
pub use rounding::Rounding;
pub use series::pi;
