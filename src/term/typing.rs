//! Which sorts an operator takes and gives.

use super::{Op, Sort, SortError, Space};

impl Op {
    /// The sort of the operator applied to arguments of these sorts.
    ///
    /// # Errors
    /// The first argument whose sort does not fit, or that is missing or left over.
    pub fn result(&self, sorts: &[&Sort]) -> Result<Sort, SortError> {
        result(self, sorts)
    }
}

fn result(op: &Op, sorts: &[&Sort]) -> Result<Sort, SortError> {
    let wrong = |position: usize, expected: &str| SortError {
        operator: op.name(),
        position: position + 1,
        expected: expected.to_string(),
        found: sorts
            .get(position)
            .map_or_else(|| "nothing".to_string(), ToString::to_string),
    };
    // The argument's space, or the message that it must be a vector.
    let vector = |position: usize| match sorts.get(position) {
        Some(Sort::Vec(space)) => Ok(space.clone()),
        _ => Err(wrong(position, "a vector")),
    };
    let coordinates = |position: usize| match vector(position)? {
        space @ Space::Named(_) => Ok(space),
        _ => Err(wrong(position, "a vector of coordinates")),
    };
    let map = |position: usize| match vector(position)? {
        Space::Hom(from, to) => Ok((*from, *to)),
        _ => Err(wrong(position, "a linear map")),
    };
    let index = || match sorts.first() {
        Some(Sort::Idx { context, shape }) => Ok((context.clone(), shape.clone())),
        _ => Err(wrong(0, "an index")),
    };
    let exactly = |position: usize, space: &Space| {
        if vector(position)? == *space {
            Ok(())
        } else {
            Err(wrong(position, &space.to_string()))
        }
    };
    let arity = |count: usize| {
        if sorts.len() > count {
            Err(wrong(count, "nothing"))
        } else {
            Ok(())
        }
    };
    let (sort, count) = match op {
        Op::Var(_, sort) => (sort.clone(), 0),
        Op::Const(_) => (Sort::REAL, 0),
        Op::Zero(space) => (Sort::Vec(space.clone()), 0),
        Op::Id(space) => (Sort::Vec(Space::hom(space.clone(), space.clone())), 0),
        Op::Fill(space) => {
            exactly(0, &Space::Real)?;
            (Sort::Vec(space.clone()), 1)
        }
        Op::Add | Op::Sub => {
            let space = vector(0)?;
            exactly(1, &space)?;
            (Sort::Vec(space), 2)
        }
        Op::Neg => (Sort::Vec(vector(0)?), 1),
        Op::Smul => {
            exactly(0, &Space::Real)?;
            (Sort::Vec(vector(1)?), 2)
        }
        Op::Inv => {
            exactly(0, &Space::Real)?;
            (Sort::REAL, 1)
        }
        Op::Inner => {
            let space = coordinates(0)?;
            exactly(1, &space)?;
            (Sort::REAL, 2)
        }
        Op::Hadamard => {
            let space = coordinates(0)?;
            exactly(1, &space)?;
            (Sort::Vec(space), 2)
        }
        Op::Select => {
            let space = match sorts.first() {
                Some(Sort::Mask(space)) => space.clone(),
                _ => return Err(wrong(0, "a mask")),
            };
            exactly(1, &space)?;
            exactly(2, &space)?;
            (Sort::Vec(space), 3)
        }
        Op::Get => {
            let (context, shape) = index()?;
            exactly(1, &context)?;
            (Sort::Vec(shape), 2)
        }
        Op::Single => {
            let (context, shape) = index()?;
            exactly(1, &shape)?;
            (Sort::Vec(context), 2)
        }
        Op::GetClm => {
            let (context, shape) = index()?;
            (Sort::Vec(Space::hom(context, shape)), 1)
        }
        Op::Apply => {
            let (from, to) = map(0)?;
            exactly(1, &from)?;
            (Sort::Vec(to), 2)
        }
        Op::Comp => {
            let (middle, to) = map(0)?;
            let (from, inner_to) = map(1)?;
            if inner_to != middle {
                return Err(wrong(1, &format!("a linear map into {middle}")));
            }
            (Sort::Vec(Space::hom(from, to)), 2)
        }
        Op::Adjoint => {
            let (from, to) = map(0)?;
            (Sort::Vec(Space::hom(to, from)), 1)
        }
        Op::Diag => {
            let space = coordinates(0)?;
            (Sort::Vec(Space::hom(space.clone(), space)), 1)
        }
    };
    arity(count)?;
    Ok(sort)
}
