//! Jacobian matrices at a small shape, with polynomials for entries.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};

use super::derive::Derivation;
use super::forms::Underived;
use super::map::NoValue;
use super::number::Number;
use super::point::Point;
use super::polynomial::{Atom, Polynomial};
use crate::notation::{Entry, NodeForm};
use crate::term::{Argument, Map, Matrix, Name, Sort, Space, Term, natural};

/// The matrix of a derivative at one choice of positions for its indices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Jacobian {
    /// Which indices are equal; none if no two can be.
    pub case: Option<String>,
    /// What the entries stand for, and which values were chosen.
    pub legend: Vec<String>,
    /// The matrix.
    #[serde(flatten)]
    pub matrix: JacobianMatrix,
}

/// A matrix, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum JacobianMatrix {
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
        why: NoMatrix,
    },
}

/// Why a derivative has no matrix.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoMatrix {
    /// The derivative is not known.
    #[error(transparent)]
    Underived(#[from] Underived),
    /// An entry has no value.
    #[error(transparent)]
    NoValue(#[from] NoValue),
    /// A parameter is not made of coordinates.
    #[error("`{0} : {1}` has no matrix of coordinates")]
    Parameter(Name, Sort),
    /// The derivative does not have the output's shape.
    #[error("the derivative has another shape than the output")]
    Shape,
}

impl Serialize for NoMatrix {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
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

/// The matrices of an entry's derivative: with a block per index, and where
/// indices of one shape can be equal, with those equal. Every tensor has the dimensions `dims`.
pub fn jacobians(
    entry: &Entry,
    node: &NodeForm,
    derivation: &Result<Derivation, Underived>,
    dims: &[usize],
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
    let jacobian = |blocks: &[Block], case: Option<String>| {
        let inputs = Inputs { dims, blocks, node };
        let derivation = derivation.as_ref().map_err(|why| why.clone().into());
        let matrix = derivation.and_then(|found| inputs.matrix(entry, &found.derivative));
        let matrix = matrix.unwrap_or_else(|why| JacobianMatrix::Unknown { why });
        Jacobian {
            legend: inputs.legend(entry, &matrix),
            case,
            matrix,
        }
    };
    let mut jacobians = vec![jacobian(&apart, different)];
    if equal.is_some() {
        jacobians.push(jacobian(&together, equal));
    }
    jacobians
}

/// Where a derivative is evaluated.
struct Inputs<'a> {
    dims: &'a [usize],
    blocks: &'a [Block],
    node: &'a NodeForm,
}

impl Inputs<'_> {
    fn matrix(&self, entry: &Entry, derivative: &Term) -> Result<JacobianMatrix, NoMatrix> {
        let point = self.point(entry)?;
        let indices = self.indices();
        let columns: Vec<Column> = self
            .blocks
            .iter()
            .flat_map(|block| {
                let column = |index: &Vec<usize>| Column {
                    block: block.label(" = "),
                    index: index.clone(),
                };
                indices.iter().map(column)
            })
            .collect();
        let unit = |position: usize| {
            let entry = |other| natural(u64::from(other == position));
            let entries = (0..columns.len()).map(|other| Polynomial::constant(&entry(other)));
            entries.collect()
        };
        let images: Vec<Vec<Polynomial>> = (0..columns.len())
            .map(|position| point.apply(derivative, unit(position), false))
            .collect::<Result<_, NoValue>>()?;
        let entry = |row: usize| {
            let cells = images.iter().map(|image| image.get(row).cloned());
            cells.collect::<Option<Vec<_>>>()
        };
        Ok(JacobianMatrix::Known {
            entries: (0..indices.len())
                .map(entry)
                .collect::<Option<_>>()
                .ok_or(NoMatrix::Shape)?,
            rows: indices,
            columns,
        })
    }

    /// The multi-indices of a tensor, row-major.
    fn indices(&self) -> Vec<Vec<usize>> {
        if self.size() == 0 {
            return Vec::new();
        }
        self.dims.iter().fold(vec![Vec::new()], |indices, &size| {
            let longer = |index: &Vec<usize>| {
                let index = index.clone();
                (0..size).map(move |last| [index.as_slice(), &[last]].concat())
            };
            indices.iter().flat_map(longer).collect()
        })
    }

    /// The coordinates of a tensor.
    fn size(&self) -> usize {
        if self.dims.contains(&0) {
            return 0;
        }
        let sizes = self.dims.iter();
        sizes.fold(1, |size, dim| size.saturating_mul(*dim))
    }

    /// An atom per coordinate.
    fn tensor(&self, name: &str, prefix: &[usize]) -> Vec<Polynomial> {
        let atom = |index: Vec<usize>| {
            let indices = [prefix, index.as_slice()].concat();
            Polynomial::atom(Atom::new(name, indices))
        };
        self.indices().into_iter().map(atom).collect()
    }

    /// The name of the atoms of a block of `x`: the block's, if there are several.
    fn atoms<'b>(&self, block: &'b Block) -> &'b str {
        match (self.blocks, block.indices.first()) {
            ([_, _, ..], Some(name)) => name,
            _ => POINT,
        }
    }

    fn point(&self, entry: &Entry) -> Result<Point<Polynomial>, NoMatrix> {
        let size = self.size();
        let context = &self.node.context;
        let mut spaces = BTreeMap::new();
        let sorts = entry.parameters.iter().map(|(_, sort)| sort);
        for name in sorts.flat_map(Sort::names).chain(named(&self.node.output)) {
            spaces.insert(name, vec![size]);
        }
        for name in named(context) {
            spaces.insert(name, vec![size; self.blocks.len()]);
        }
        let mut variables = BTreeMap::new();
        for (name, sort) in &entry.parameters {
            variables.insert(name.clone(), self.value(name, sort)?);
        }
        let x = self.blocks.iter();
        let x = x.flat_map(|block| self.tensor(self.atoms(block), &[]));
        variables.insert(POINT.into(), Argument::Vector(x.collect()));
        Ok(Point {
            spaces,
            variables,
            stored: BTreeMap::new(),
        })
    }

    fn value(&self, name: &Name, sort: &Sort) -> Result<Argument<Polynomial>, NoMatrix> {
        let size = self.size();
        let columns = |space: &Space| match space {
            Space::Named(_) if *space == self.node.context => Some(size * self.blocks.len()),
            Space::Named(_) => Some(size),
            _ => None,
        };
        let unfit = || NoMatrix::Parameter(name.clone(), sort.clone());
        Ok(match sort {
            Sort::Idx { .. } => {
                let position = |block: &Block| block.indices.contains(name);
                Argument::Index(self.blocks.iter().position(position).ok_or_else(unfit)?)
            }
            Sort::Mask(_) => Argument::Mask(alternating(size)),
            Sort::Vec(Space::Real) => Argument::Scalar(Polynomial::atom(Atom::new(name, []))),
            Sort::Vec(space) if *space == self.node.context => {
                let blocks = 0..self.blocks.len();
                Argument::Vector(blocks.flat_map(|b| self.tensor(name, &[b])).collect())
            }
            Sort::Vec(Space::Named(_)) => Argument::Vector(self.tensor(name, &[])),
            Sort::Vec(Space::Hom(from, to)) => {
                let (width, height) = columns(from).zip(columns(to)).ok_or_else(unfit)?;
                let cell = |row, column| Polynomial::atom(Atom::new(name, [row, column]));
                Argument::Map(Map::Dense(Matrix::new(width, height, cell)))
            }
        })
    }

    /// What the atoms that occur stand for, and the masks.
    fn legend(&self, entry: &Entry, matrix: &JacobianMatrix) -> Vec<String> {
        let JacobianMatrix::Known { entries, .. } = matrix else {
            return Vec::new();
        };
        let atoms = entries.iter().flatten().flat_map(Polynomial::atoms);
        let occurring: BTreeSet<&str> = atoms.map(Atom::name).collect();
        let with = if self.dims.is_empty() {
            ""
        } else {
            " with subscripts"
        };
        let mut legend = Vec::new();
        for block in self.blocks {
            let name = self.atoms(block);
            if let Some(index) = block.indices.first()
                && occurring.contains(name)
            {
                legend.push(format!(
                    "{name}{with}: the coordinates of get {index} {POINT}"
                ));
            }
        }
        for (name, sort) in &entry.parameters {
            match sort {
                Sort::Mask(_) => {
                    let bits: Vec<String> = alternating(self.size())
                        .iter()
                        .map(ToString::to_string)
                        .collect();
                    legend.push(format!("{name} = ({}), chosen", bits.join(", ")));
                }
                Sort::Vec(Space::Hom(..)) if occurring.contains(&**name) => legend.push(format!(
                    "{name} with subscripts: row and column of its matrix"
                )),
                Sort::Vec(Space::Named(_)) if occurring.contains(&**name) => {
                    legend.push(format!("{name}{with}: its coordinates"));
                }
                _ => {}
            }
        }
        legend
    }
}

/// The variable that a derivative is taken at.
const POINT: &str = "x";

fn named(space: &Space) -> Vec<Name> {
    Sort::Vec(space.clone()).names()
}

/// Atoms cannot be Boolean, so a mask is chosen: true, false, true, …
fn alternating(size: usize) -> Vec<bool> {
    (0..size).map(|position| position % 2 == 0).collect()
}
