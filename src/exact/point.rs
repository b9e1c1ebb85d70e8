//! Where a form is evaluated: values for its variables.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::format::exact;
use super::number::Exact;
use crate::term::{Argument, Name, Op, Sort, Space, Term};

/// The f64 of a vector that become numbers when they are read: an f64 is a small part of
/// the exact number, and a million of those would fill the memory.
#[derive(Clone)]
pub struct Stored<N> {
    values: Arc<[f64]>,
    number: Arc<dyn Fn(f64) -> Option<N> + Send + Sync>,
}

impl<N> Stored<N> {
    /// These values, each to be read by way of `number`; or the position of the
    /// first that is not finite.
    ///
    /// # Errors
    /// The position of a NaN or an infinity.
    pub fn new(
        values: &[f64],
        number: impl Fn(Exact) -> N + Send + Sync + 'static,
    ) -> Result<Stored<N>, usize> {
        match values.iter().position(|value| !value.is_finite()) {
            Some(position) => Err(position),
            None => Ok(Stored {
                values: values.into(),
                number: Arc::new(move |value| exact(value).map(&number)),
            }),
        }
    }

    /// Any values, finite or not.
    pub fn any(values: &[f64], number: impl Fn(f64) -> N + Send + Sync + 'static) -> Stored<N> {
        Stored {
            values: values.into(),
            number: Arc::new(move |value| Some(number(value))),
        }
    }

    /// The values.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    fn window(&self, range: Range<usize>) -> Option<Vec<N>> {
        let values = self.values.get(range)?.iter();
        values.map(|&value| (self.number)(value)).collect()
    }
}

impl<N> fmt::Debug for Stored<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Stored").field(&self.values).finish()
    }
}

/// Where a form is evaluated.
#[derive(Clone, Debug)]
pub struct Point<N> {
    /// The sizes of the blocks of what is named: one for a shape or a dimension,
    /// any number for a context.
    pub spaces: BTreeMap<Name, Vec<usize>>,
    /// The values of the variables.
    pub variables: BTreeMap<Name, Argument<N>>,
    /// The coordinates of vectors that are not among the `variables`.
    pub stored: BTreeMap<Name, Stored<N>>,
    /// To about how many bits values of functions are known that are not exact.
    pub bits: u32,
}

/// How well values of functions are known at first.
const BITS: u32 = 96;

impl<N> Default for Point<N> {
    /// A point without variables.
    fn default() -> Point<N> {
        Point {
            spaces: BTreeMap::new(),
            variables: BTreeMap::new(),
            stored: BTreeMap::new(),
            bits: BITS,
        }
    }
}

/// How often the bits are doubled before a question that they do not decide is left open.
pub const DOUBLINGS: u32 = 4;

impl<N: Clone> Point<N> {
    /// The same point, with values of functions known to twice as many bits so many times.
    pub fn refined(&self, times: u32) -> Cow<'_, Point<N>> {
        if times == 0 {
            return Cow::Borrowed(self);
        }
        Cow::Owned(Point {
            bits: self.bits << times,
            ..self.clone()
        })
    }
}

/// The place of one block of a context.
pub(super) struct Place {
    /// Where it begins.
    pub start: usize,
    /// Its coordinates.
    pub size: usize,
}

impl<N: Clone> Point<N> {
    /// The number of coordinates of a space, if it has coordinates here.
    pub fn size(&self, space: &Space) -> Option<usize> {
        space.size(&|name| self.total(name))
    }

    /// The size of a shape or context that is named, the value of a dimension.
    pub(super) fn total(&self, name: &Name) -> Option<usize> {
        self.spaces.get(name).map(|blocks| blocks.iter().sum())
    }

    /// Some coordinates of a vector variable of so many.
    pub(super) fn vector_window(
        &self,
        name: &str,
        size: usize,
        range: Range<usize>,
    ) -> Option<Vec<N>> {
        match self.variables.get(name) {
            Some(Argument::Vector(v)) if v.len() == size => v.get(range).map(<[N]>::to_vec),
            Some(_) => None,
            None => {
                let stored = self.stored.get(name);
                let stored = stored.filter(|stored| stored.values.len() == size);
                stored?.window(range)
            }
        }
    }

    /// The mask that a term names, of so many coordinates.
    pub(super) fn mask(&self, term: &Term, size: usize) -> Option<&[bool]> {
        match (term.op(), self.variable(term)?) {
            (Op::Var(..), Argument::Mask(mask)) if mask.len() == size => Some(mask),
            _ => None,
        }
    }

    /// What a term stands for that is a variable.
    pub(super) fn variable(&self, term: &Term) -> Option<&Argument<N>> {
        match term.op() {
            Op::Var(name, _) => self.variables.get(name),
            _ => None,
        }
    }

    /// Where the block of an index lies.
    pub(super) fn place(&self, index: &Term) -> Option<Place> {
        let (Some(Argument::Index(position)), Sort::Idx { context, .. }) =
            (self.variable(index), index.sort())
        else {
            return None;
        };
        let Space::Named(context) = context else {
            return None;
        };
        let blocks = self.spaces.get(context)?;
        Some(Place {
            start: blocks.get(..*position)?.iter().sum(),
            size: *blocks.get(*position)?,
        })
    }
}
