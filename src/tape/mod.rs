//! Shapes, contexts, indices, nodes, linear maps and tapes.
//!
//! The mirror of TorchLean's tape over f64: what its proofs call `Γ`, `Idx Γ s`, `Node Γ τ`,
//! `NodeFDerivCorrect` and `Graph Γ ss`, without the proofs. Nothing here knows of a symbol or of a particular node.

mod axes;
mod broadcast;
mod context;
mod error;
mod fderiv;
mod graph;
mod linear_map;
mod node;
mod parse;
mod rule;
mod scratch;
mod shape;
mod sum;
mod threads;

pub(crate) use axes::{Axes, row_major};
pub use broadcast::Broadcast;
pub use context::{Context, Idx};
pub use error::{Error, Result};
pub use fderiv::Fderiv;
pub use graph::Graph;
pub use linear_map::LinearMap;
pub(crate) use linear_map::Start;
pub use node::Node;
pub use parse::NotAShape;
pub use rule::Rule;
pub(crate) use scratch::Scratch;
pub use shape::Shape;
pub(crate) use sum::{LANES, combine, sum_by, sum_of};
pub(crate) use threads::threads;
pub use threads::with_threads;

/// A tensor of f64, of any shape and memory layout.
///
/// Lean: `Spec.Tensor`. Flattened, it is read row-major: the outermost dimension is the most
/// significant.
pub type Tensor = ndarray::ArrayD<f64>;
