//! The point that a Jacobian matrix is taken at.

use std::collections::{BTreeMap, BTreeSet};

use super::{Block, Column, Matrix};
use crate::exact::{Atom, Number, Point, Polynomial};
use crate::notation::{Entry, NodeForm};
use crate::tape::Shape;
use crate::term::{Argument, Map, Matrix as Dense, Name, Sort, Space, Term, natural};

/// Where a derivative is evaluated.
pub(super) struct Inputs<'a> {
    pub shape: &'a Shape,
    pub blocks: &'a [Block],
    pub node: &'a NodeForm,
}

impl Inputs<'_> {
    pub fn matrix(&self, entry: &Entry, derivative: &Term) -> Result<Matrix, String> {
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
            .collect::<Result<_, _>>()
            .map_err(|why| why.to_string())?;
        let entry = |row: usize| {
            let cells = images.iter().map(|image| image.get(row).cloned());
            cells.collect::<Option<Vec<_>>>()
        };
        Ok(Matrix::Known {
            entries: (0..indices.len())
                .map(entry)
                .collect::<Option<_>>()
                .ok_or("the derivative has another shape than the output")?,
            rows: indices,
            columns,
        })
    }

    fn indices(&self) -> Vec<Vec<usize>> {
        (0..self.shape.size())
            .filter_map(|flat| self.shape.multi_index(flat))
            .collect()
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

    fn point(&self, entry: &Entry) -> Result<Point<Polynomial>, String> {
        let size = self.shape.size();
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

    fn value(&self, name: &Name, sort: &Sort) -> Result<Argument<Polynomial>, String> {
        let size = self.shape.size();
        let columns = |space: &Space| match space {
            Space::Named(_) if *space == self.node.context => Some(size * self.blocks.len()),
            Space::Named(_) => Some(size),
            _ => None,
        };
        let unfit = || format!("`{name} : {sort}` has no matrix of coordinates");
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
                Argument::Map(Map::Dense(Dense::new(width, height, cell)))
            }
        })
    }

    /// What the atoms that occur stand for, and the masks.
    pub fn legend(&self, entry: &Entry, matrix: &Matrix) -> Vec<String> {
        let Matrix::Known { entries, .. } = matrix else {
            return Vec::new();
        };
        let atoms = entries.iter().flatten().flat_map(Polynomial::atoms);
        let occurring: BTreeSet<&str> = atoms.map(Atom::name).collect();
        let with = if self.shape.dims().is_empty() {
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
                    let bits: Vec<String> = alternating(self.shape.size())
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
