//! Axes by number, and ways to broadcast.
//!
//! Lean's reductions take a shape and the number of an axis of it. An entry divides the shape
//! there, `[..p, d, ..q]`, and the number is that of the axes of `p`: each shape with such an axis
//! is one of these in one way.

use super::arithmetic::Read;
use super::combinator::Meaning;
use super::combine::Call;
use super::index::Index;
use super::syntax::{Syntax, Written};
use super::value::{Type, Value};
use crate::term::{Axis, IndexMap, Name, Sort, Space};

/// A shape that is divided at an axis.
pub struct Divided {
    /// The axis.
    pub axis: Axis,
    /// What is left without it.
    pub rest: Space,
    /// Its position.
    at: usize,
}

/// The shape as one that is divided at an axis, of whose number this is the name.
pub fn divided(shape: &Space, rank: &Name) -> Option<Divided> {
    let axes = shape.axes()?;
    let [Axis::Shape(before), axis @ Axis::Dim(_), after @ ..] = axes.as_slice() else {
        return None;
    };
    let rest = [&[Axis::Shape(before.clone())], after].concat();
    (before == rank).then(|| Divided {
        axis: axis.clone(),
        rest: Space::of_axes(rest),
        at: 1,
    })
}

/// Whether the space is any shape with an axis: `[..p, d, ..q]`.
pub fn is_any_divided(shape: &Space, rank: &Name) -> bool {
    let Some(of) = divided(shape, rank) else {
        return false;
    };
    let rest = of.rest.axes();
    let named = matches!(&of.axis, Axis::Dim(dim) if dim.name().is_some());
    named && matches!(rest.as_deref(), Some([Axis::Shape(p), Axis::Shape(q)]) if p != q)
}

/// The name of the axis in a type `valid_axis_inst axis s`.
pub fn named_axis(sort: &Syntax) -> Option<&str> {
    let Written::Application(_, args) = sort.kind.as_ref() else {
        return None;
    };
    match args.first()?.value.kind.as_ref() {
        Written::Name(name) => Some(name),
        _ => None,
    }
}

impl Call<'_, '_> {
    /// What is said of an axis by its number, or of a way to broadcast.
    pub(super) fn of_axes(&self) -> Read<Value> {
        let shape = |position: usize| {
            let argument = self.argument(position)?;
            match self.space(argument)? {
                Some(space) => Ok(space),
                None => Err(self.unread(&self.reader.delayed(argument)?)),
            }
        };
        let division = |of: Space, position: usize| {
            let number = self.reader.delayed(self.argument(position)?)?;
            let division = match &number {
                Value::Rank(name) => divided(&of, name),
                _ => None,
            };
            division.ok_or_else(|| self.unread(&number))
        };
        Ok(match &self.row.meaning {
            Meaning::BroadcastType => Value::Type(Type::Sort(Sort::CanBroadcastTo {
                from: shape(0)?,
                to: shape(1)?,
            })),
            Meaning::ValidAxis => Value::Type(Type::ValidAxis(shape(1)?)),
            Meaning::WellFormed => Value::Type(Type::WellFormed),
            Meaning::WithoutAxis => Value::Shape(division(shape(0)?, 1)?.rest),
            Meaning::SizeOfAxis => {
                let axis = division(shape(0)?, 1)?.axis;
                Value::Some(Value::Size(Space::of_axes(vec![axis])).into())
            }
            Meaning::BroadcastBack => {
                let stated = || self.reader.error(self.span, "the shape is not stated");
                let whole = self.implicit("s")?.ok_or_else(stated)?;
                let part = division(whole.clone(), 0)?;
                let count = whole.axes().map_or(0, |axes| axes.len());
                let axes = (0..count).filter(|at| *at != part.at).collect();
                let map = IndexMap::by_axes(whole.clone(), part.rest, axes);
                Value::Way(map.ok_or_else(|| self.unread(&Value::Shape(whole)))?)
            }
            _ => self.broadcast_index()?,
        })
    }

    /// The index in the source that one in the result has its value from.
    fn broadcast_index(&self) -> Read<Value> {
        let way = self.first()?;
        let (from, to) = match &way {
            Value::Way(map) => (map.to().clone(), map.from().clone()),
            Value::Term(term) => match term.sort() {
                Sort::CanBroadcastTo { from, to } => (from.clone(), to.clone()),
                _ => return Err(self.unread(&way)),
            },
            _ => return Err(self.unread(&way)),
        };
        self.agree("s₁", &from)?;
        self.agree("s₂", &to)?;
        let index = self.reader.index(self.argument(1)?, &to)?;
        Ok(Value::Index(match way {
            Value::Way(map) => {
                let chosen = index.coordinates().zip(map.axes());
                let chosen = chosen.and_then(|(parts, axes)| {
                    let chosen = axes.iter().map(|&axis| parts.get(axis).cloned());
                    chosen.collect()
                });
                Index::Parts(chosen.ok_or_else(|| self.reader.unread(self.span, "this index"))?)
            }
            Value::Term(way) => Index::Broadcast(way, index.into(), from),
            other => return Err(self.unread(&other)),
        }))
    }
}
