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
use crate::term::{
    Argument, Broadcast, Map, Matrix, Measure, Name, Sort, Space, Term, checked_size, natural,
};

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
struct Block<'a> {
    indices: Vec<Name>,
    space: &'a Space,
}

impl Block<'_> {
    fn label(&self, between: &str) -> String {
        self.indices.join(between)
    }
}

/// What a dimension that is named stands for.
const DIM: [usize; 1] = [2];

/// The matrices of an entry's derivative: with a block per index, and where
/// indices of one shape can be equal, with those equal. Every shape that is named has the
/// dimensions `dims`, every dimension is 2.
pub fn jacobians(
    entry: &Entry,
    node: &NodeForm,
    derivation: &Result<Derivation, Underived>,
    dims: &[usize],
) -> Vec<Jacobian> {
    let mut apart: Vec<Block> = Vec::new();
    let mut together: Vec<Block> = Vec::new();
    for (name, sort) in &entry.parameters {
        let Sort::Idx { shape, .. } = sort else {
            continue;
        };
        let block = || Block {
            indices: vec![name.clone()],
            space: shape,
        };
        apart.push(block());
        match together.iter_mut().find(|block| block.space == shape) {
            Some(block) => block.indices.push(name.clone()),
            None => together.push(block()),
        }
    }
    let shared = || together.iter().filter(|block| block.indices.len() > 1);
    let case = |words: fn(&Block<'_>) -> String| {
        let cases: Vec<String> = shared().map(words).collect();
        (!cases.is_empty()).then(|| cases.join(", "))
    };
    let different = case(|block| format!("{} different", block.label(" and ")));
    let equal = case(|block| block.label(" = "));
    let shapes: BTreeMap<Name, &[usize]> = entry
        .measures()
        .into_iter()
        .map(|measure| match measure {
            Measure::Dim(name) => (name, DIM.as_slice()),
            Measure::Size(name) => (name, dims),
        })
        .collect();
    let jacobian = |blocks: &[Block<'_>], case: Option<String>| {
        let inputs = Inputs {
            shapes: &shapes,
            blocks,
            node,
        };
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
    /// The dimensions that names stand for.
    shapes: &'a BTreeMap<Name, &'a [usize]>,
    blocks: &'a [Block<'a>],
    node: &'a NodeForm,
}

impl Inputs<'_> {
    fn matrix(&self, entry: &Entry, derivative: &Term) -> Result<JacobianMatrix, NoMatrix> {
        let point = self.point(entry)?;
        let indices = self.indices(&self.node.output).ok_or(NoMatrix::Shape)?;
        let mut columns: Vec<Column> = Vec::new();
        for block in self.blocks {
            let column = |index| Column {
                block: block.label(" = "),
                index,
            };
            let indices = self.indices(block.space).ok_or(NoMatrix::Shape)?;
            columns.extend(indices.into_iter().map(column));
        }
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

    /// The multi-indices of the space's tensors, row-major.
    fn indices(&self, space: &Space) -> Option<Vec<Vec<usize>>> {
        let dims = space.dims(&|name| self.shapes.get(name).copied())?;
        if dims.contains(&0) {
            return Some(Vec::new());
        }
        Some(dims.iter().fold(vec![Vec::new()], |indices, &size| {
            let longer = |index: &Vec<usize>| {
                let index = index.clone();
                (0..size).map(move |last| [index.as_slice(), &[last]].concat())
            };
            indices.iter().flat_map(longer).collect()
        }))
    }

    /// The number of coordinates of the space's tensors.
    fn size(&self, space: &Space) -> Option<usize> {
        self.indices(space).map(|indices| indices.len())
    }

    /// An atom per coordinate.
    fn tensor(&self, name: &str, space: &Space, prefix: &[usize]) -> Option<Vec<Polynomial>> {
        let atom = |index: Vec<usize>| {
            let indices = [prefix, index.as_slice()].concat();
            Polynomial::atom(Atom::new(name, indices))
        };
        let indices = self.indices(space)?;
        Some(indices.into_iter().map(atom).collect())
    }

    /// The name of the atoms of a block of `x`: the block's, if there are several.
    fn atoms<'b>(&self, block: &'b Block<'_>) -> &'b str {
        match (self.blocks, block.indices.first()) {
            ([_, _, ..], Some(name)) => name,
            _ => POINT,
        }
    }

    fn point(&self, entry: &Entry) -> Result<Point<Polynomial>, NoMatrix> {
        let sizes = self.shapes.iter();
        let sizes = sizes.map(|(name, dims)| Some((name.clone(), vec![checked_size(dims)?])));
        let sizes = sizes.collect::<Option<_>>();
        let mut spaces: BTreeMap<Name, Vec<usize>> = sizes.ok_or(NoMatrix::Shape)?;
        let blocks = self.blocks.iter().map(|block| self.size(block.space));
        let blocks: Vec<usize> = blocks.collect::<Option<_>>().ok_or(NoMatrix::Shape)?;
        for measure in self.node.context.measures() {
            spaces.insert(measure.name().clone(), blocks.clone());
        }
        let mut variables = BTreeMap::new();
        for (name, sort) in &entry.parameters {
            variables.insert(name.clone(), self.value(name, sort)?);
        }
        let x = self.blocks.iter();
        let x = x.map(|block| self.tensor(self.atoms(block), block.space, &[]));
        let x: Vec<_> = x.collect::<Option<_>>().ok_or(NoMatrix::Shape)?;
        variables.insert(POINT.into(), Argument::Vector(x.concat()));
        Ok(Point {
            spaces,
            variables,
            ..Point::default()
        })
    }

    fn value(&self, name: &Name, sort: &Sort) -> Result<Argument<Polynomial>, NoMatrix> {
        let over_context = |space: &Space| *space == self.node.context;
        let size = |space: &Space| {
            if over_context(space) {
                let mut sizes = self.blocks.iter().map(|block| self.size(block.space));
                return sizes.try_fold(0, |sum, size| Some(sum + size?));
            }
            self.size(space)
        };
        let unfit = || NoMatrix::Parameter(name.clone(), sort.clone());
        Ok(match sort {
            Sort::Idx { .. } => {
                let position = |block: &Block<'_>| block.indices.contains(name);
                Argument::Index(self.blocks.iter().position(position).ok_or_else(unfit)?)
            }
            Sort::Mask(space) => Argument::Mask(alternating(size(space).ok_or_else(unfit)?)),
            Sort::Vec(Space::Real) => Argument::Scalar(Polynomial::atom(Atom::new(name, []))),
            Sort::Vec(space) if over_context(space) => {
                let blocks = self.blocks.iter().enumerate();
                let blocks = blocks.map(|(at, block)| self.tensor(name, block.space, &[at]));
                let blocks: Option<Vec<_>> = blocks.collect();
                Argument::Vector(blocks.ok_or_else(unfit)?.concat())
            }
            Sort::Vec(Space::Hom(from, to)) => {
                let (width, height) = size(from).zip(size(to)).ok_or_else(unfit)?;
                let cell = |row, column| Polynomial::atom(Atom::new(name, [row, column]));
                Argument::Map(Map::Dense(Matrix::new(width, height, cell)))
            }
            Sort::Vec(space) => Argument::Vector(self.tensor(name, space, &[]).ok_or_else(unfit)?),
            Sort::CanBroadcastTo { from, to } => {
                let dims = |space: &Space| space.dims(&|name| self.shapes.get(name).copied());
                let (from, to) = dims(from).zip(dims(to)).ok_or_else(unfit)?;
                Argument::Broadcast(Broadcast::aligned(&from, &to).ok_or_else(unfit)?)
            }
            Sort::Rank(of) => Argument::Rank(self.shapes.get(of).ok_or_else(unfit)?.len()),
        })
    }

    /// What the atoms that occur stand for, and the values that were chosen.
    fn legend(&self, entry: &Entry, matrix: &JacobianMatrix) -> Vec<String> {
        let JacobianMatrix::Known { entries, .. } = matrix else {
            return Vec::new();
        };
        let entries = entries.iter().flatten();
        let occurring: BTreeSet<&str> = entries.flat_map(Polynomial::names).collect();
        let with = |space: &Space| match self.indices(space) {
            Some(indices) if indices.first().is_some_and(Vec::is_empty) => "",
            _ => " with subscripts",
        };
        let mut legend = Vec::new();
        for block in self.blocks {
            let name = self.atoms(block);
            if let Some(index) = block.indices.first()
                && occurring.contains(name)
            {
                let with = with(block.space);
                legend.push(format!(
                    "{name}{with}: the coordinates of get {index} {POINT}"
                ));
            }
        }
        for (name, sort) in &entry.parameters {
            match self.value(name, sort) {
                Ok(Argument::Mask(bits)) => {
                    let bits: Vec<String> = bits.iter().map(ToString::to_string).collect();
                    legend.push(format!("{name} = ({}), chosen", bits.join(", ")));
                }
                Ok(Argument::Broadcast(way)) => legend.push(format!("{name} = {way}, chosen")),
                Ok(Argument::Rank(rank)) => legend.push(format!("{name} = {rank}, chosen")),
                _ => {}
            }
            match sort {
                Sort::Vec(Space::Hom(..)) if occurring.contains(&**name) => legend.push(format!(
                    "{name} with subscripts: row and column of its matrix"
                )),
                Sort::Vec(space @ (Space::Named(_) | Space::Shaped(_)))
                    if occurring.contains(&**name) =>
                {
                    legend.push(format!("{name}{}: its coordinates", with(space)));
                }
                _ => {}
            }
        }
        legend
    }
}

/// The variable that a derivative is taken at.
const POINT: &str = "x";

/// Atoms cannot be Boolean, so a mask is chosen: true, false, true, …
fn alternating(size: usize) -> Vec<bool> {
    (0..size).map(|position| position % 2 == 0).collect()
}
