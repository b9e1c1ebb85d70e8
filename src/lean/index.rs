//! Indices of coordinates: a tuple with one part for each axis of a shape.
//!
//! Lean numbers the coordinates of a tensor in row-major order, so that `Fin (m * n)` is the
//! pairs of `Fin m` and `Fin n` by `finProdFinEquiv`. Here an index stays a tuple: pairs are
//! joined and split along axes, and no number is ever computed.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::term::{Axis, Dim, Space, Term};

/// What a name of `fun i : Fin n => …` stands for, with `n` as soon as it is known.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Later ones have greater numbers.
    number: usize,
    space: Rc<OnceCell<Space>>,
}

impl Variable {
    /// A new variable; two are the same only if one is a copy of the other.
    pub fn new(number: usize, space: Option<Space>) -> Variable {
        let variable = Variable {
            number,
            space: Rc::default(),
        };
        if let Some(space) = space {
            variable.runs_over(&space);
        }
        variable
    }

    /// Whether it runs over the coordinates of `space`; it does from now on if nothing was
    /// known.
    fn runs_over(&self, space: &Space) -> bool {
        self.space.get_or_init(|| space.clone()) == space
    }

    /// What it runs over.
    pub fn space(&self) -> Option<&Space> {
        self.space.get()
    }

    /// Its parts, if it is known what it runs over.
    pub fn coordinates(&self) -> Option<Vec<Coordinate>> {
        let axes = self.space()?.axes()?.into_iter().enumerate();
        let part = |(position, axis)| Coordinate {
            axis,
            variable: self.clone(),
            position,
        };
        Some(axes.map(part).collect())
    }
}

/// The part of a variable along one axis.
#[derive(Clone, Debug)]
pub struct Coordinate {
    axis: Axis,
    variable: Variable,
    position: usize,
}

impl Coordinate {
    /// Whether the two are one.
    pub fn same(&self, other: &Coordinate) -> bool {
        Rc::ptr_eq(&self.variable.space, &other.variable.space) && self.position == other.position
    }

    /// The order of axes, that of binding where they are alike.
    fn key(&self) -> (&Axis, usize, usize) {
        (&self.axis, self.variable.number, self.position)
    }
}

/// Coordinates in the one order that formulas of them are lifted in, each once.
pub fn ordered(coordinates: impl IntoIterator<Item = Coordinate>) -> Vec<Coordinate> {
    let mut all: Vec<Coordinate> = coordinates.into_iter().collect();
    all.sort_by(|a, b| a.key().cmp(&b.key()));
    all.dedup_by(|a, b| a.same(b));
    all
}

/// Whether two lists of coordinates are the same.
pub fn same(left: &[Coordinate], right: &[Coordinate]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(a, b)| a.same(b))
}

/// The space of tensors over coordinates.
pub fn space(coordinates: &[Coordinate]) -> Space {
    Space::of_axes(coordinates.iter().map(|c| c.axis.clone()).collect())
}

/// For each of some coordinates its place among others; none if it is not there.
pub fn places(own: &[Coordinate], among: &[Coordinate]) -> Option<Vec<usize>> {
    let place = |own: &Coordinate| among.iter().position(|other| other.same(own));
    own.iter().map(place).collect()
}

/// An element of `Fin n`.
#[derive(Clone, Debug)]
pub enum Index {
    /// A variable.
    Whole(Variable),
    /// Parts of variables, one for each axis.
    Parts(Vec<Coordinate>),
    /// These, the first being so much greater, among the coordinates of a larger space.
    Shifted(Vec<Coordinate>, Dim, Space),
    /// What a way to broadcast has for an index in the result, among the coordinates of the source.
    Broadcast(Term, Box<Index>, Space),
}

impl Index {
    /// One part for each axis, if that is known.
    pub fn coordinates(&self) -> Option<Vec<Coordinate>> {
        match self {
            Index::Whole(variable) => variable.coordinates(),
            Index::Parts(parts) => Some(parts.clone()),
            Index::Shifted(..) | Index::Broadcast(..) => None,
        }
    }

    /// Whether it is an index of the coordinates of `space`; a variable of which nothing was
    /// known is one from now on.
    pub fn runs_over(&self, over: &Space) -> bool {
        match self {
            Index::Whole(variable) => variable.runs_over(over),
            Index::Parts(parts) => space(parts) == *over,
            Index::Shifted(.., whole) | Index::Broadcast(.., whole) => whole == over,
        }
    }

    /// What it is an index of.
    pub fn space(&self) -> Option<Space> {
        match self {
            Index::Whole(variable) => variable.space().cloned(),
            Index::Parts(parts) => Some(space(parts)),
            Index::Shifted(.., whole) | Index::Broadcast(.., whole) => Some(whole.clone()),
        }
    }
}
