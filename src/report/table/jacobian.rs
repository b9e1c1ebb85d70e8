//! Jacobian matrices at a small shape, with polynomials for entries.

mod inputs;

use serde::Serialize;

use super::row::differentiate;
use crate::exact::Polynomial;
use crate::notation::{Entry, Laws, NodeForm};
use crate::tape::Shape;
use crate::term::{Name, Sort, Space};

use inputs::Inputs;

/// The most coordinates that a block may have.
const MOST: usize = 16;

/// The shape has too many coordinates for a matrix that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a Jacobian matrix is shown for at most {MOST} coordinates, shape {shape} has {}", shape.size())]
pub struct TooLarge {
    /// The shape.
    pub shape: Shape,
}

/// The matrix of a derivative at one choice of positions for its indices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Jacobian {
    /// Which indices are equal; none if no two can be.
    pub case: Option<String>,
    /// What the entries stand for, and which values were chosen.
    pub legend: Vec<String>,
    /// The matrix.
    #[serde(flatten)]
    pub matrix: Matrix,
}

/// A matrix, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Matrix {
    /// A matrix.
    Known {
        /// The multi-indices of the output's coordinates.
        rows: Vec<Vec<usize>>,
        /// The coordinates of the context, block by block.
        columns: Vec<Column>,
        /// The entries, row by row.
        entries: Vec<Vec<Polynomial>>,
    },
    /// None.
    Unknown {
        /// Why.
        why: String,
    },
}

/// A coordinate of the context.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// The indices that point to the block.
    pub block: String,
    /// The multi-index inside the block.
    pub index: Vec<usize>,
}

/// A tensor of the context, with the indices that point to it.
struct Block {
    indices: Vec<Name>,
}

impl Block {
    fn label(&self, between: &str) -> String {
        self.indices.join(between)
    }
}

/// # Errors
/// When the shape is too large to show.
pub(super) fn check(shape: &Shape) -> Result<(), TooLarge> {
    if shape.size() <= MOST {
        Ok(())
    } else {
        Err(TooLarge {
            shape: shape.clone(),
        })
    }
}

/// The matrices of an entry's derivative: with a block per index, and where
/// indices of one shape can be equal, with those equal.
pub(super) fn jacobians(
    entry: &Entry,
    node: &NodeForm,
    laws: &Laws,
    shape: &Shape,
) -> Vec<Jacobian> {
    let mut apart: Vec<Block> = Vec::new();
    let mut together: Vec<(&Space, Block)> = Vec::new();
    for (name, sort) in &entry.parameters {
        let Sort::Idx { shape, .. } = sort else {
            continue;
        };
        apart.push(Block {
            indices: vec![name.clone()],
        });
        match together.iter_mut().find(|(other, _)| *other == shape) {
            Some((_, block)) => block.indices.push(name.clone()),
            None => together.push((
                shape,
                Block {
                    indices: vec![name.clone()],
                },
            )),
        }
    }
    let together: Vec<Block> = together.into_iter().map(|(_, block)| block).collect();
    let shared = || together.iter().filter(|block| block.indices.len() > 1);
    let case = |words: fn(&Block) -> String| {
        let cases: Vec<String> = shared().map(words).collect();
        (!cases.is_empty()).then(|| cases.join(", "))
    };
    let different = case(|block| format!("{} different", block.label(" and ")));
    let equal = case(|block| block.label(" = "));
    let mut jacobians = vec![jacobian(entry, node, laws, shape, &apart, different)];
    if equal.is_some() {
        jacobians.push(jacobian(entry, node, laws, shape, &together, equal));
    }
    jacobians
}

fn jacobian(
    entry: &Entry,
    node: &NodeForm,
    laws: &Laws,
    shape: &Shape,
    blocks: &[Block],
    case: Option<String>,
) -> Jacobian {
    let inputs = Inputs {
        shape,
        blocks,
        node,
    };
    let matrix = differentiate(node, laws)
        .and_then(|derivation| inputs.matrix(entry, &derivation.derivative))
        .unwrap_or_else(|why| Matrix::Unknown { why });
    Jacobian {
        legend: inputs.legend(entry, &matrix),
        case,
        matrix,
    }
}
