//! What a theorem's shapes and parameters stand for at a step of a tape.

use std::collections::BTreeMap;

use crate::notation::{Entry, LeanName, Step};
use crate::term::{Argument, Name, Rational, Sort, Space};

/// A theorem about an entry at one step of a tape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// The Lean name of the entry.
    pub entry: LeanName,
    /// The dimensions that the entry's shapes stand for.
    pub shapes: BTreeMap<Name, Vec<usize>>,
    /// The entry's arguments.
    pub arguments: Vec<Argument<Rational>>,
}

/// The instance of an entry at a step whose context has these shapes.
///
/// What does not fit is left for the check to find.
pub fn instance(entry: &Entry, step: &Step, context: &[&[usize]]) -> Instance {
    let ranks = entry.ranks(&step.arguments);
    let mut shapes = BTreeMap::new();
    if let Some(output) = entry.output() {
        output.bind(&step.shape, &ranks, &mut shapes);
    }
    for ((_, sort), argument) in entry.parameters.iter().zip(&step.arguments) {
        if let (Sort::Idx { shape, .. }, Argument::Index(position)) = (sort, argument)
            && let Some(found) = context.get(*position)
        {
            shape.bind(found, &ranks, &mut shapes);
        }
    }
    // A shape that only a constant has.
    for ((_, sort), argument) in entry.parameters.iter().zip(&step.arguments) {
        let sizes = match (sort, argument) {
            (Sort::Vec(space), Argument::Vector(v)) => vec![(space, v.len())],
            (Sort::Mask(space), Argument::Mask(m)) => vec![(space, m.len())],
            (Sort::Vec(Space::Hom(from, to)), Argument::Map(map)) => {
                vec![(&**from, map.columns()), (&**to, map.rows())]
            }
            _ => Vec::new(),
        };
        for (space, size) in sizes {
            if let Space::Named(name) = space {
                shapes.entry(name.clone()).or_insert_with(|| vec![size]);
            }
        }
    }
    Instance {
        entry: step.entry.clone(),
        shapes,
        arguments: step.arguments.clone(),
    }
}
