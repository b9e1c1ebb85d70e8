//! Facts at points: their sides must not meet.
//!
//! Sides that are equal refute a fact, and so do sides of which the one that is greater is another
//! at another point: what is continuous meets in between.

use std::collections::BTreeMap;

use super::super::case::{describe, list};
use super::{Compared, Sampler, coordinates, enclosed, near, rational};
use crate::exact::{Ball, Exact, NoValue, Number};
use crate::notation::Fact;
use crate::term::{Argument, Function, Name, Op, Sort, Space, Term};

/// Both sides at a point, coordinate by coordinate.
struct Sides {
    left: Vec<Ball>,
    right: Vec<Ball>,
    /// Whether they are rational numbers.
    exact: bool,
}

impl Sides {
    /// Whether the left side is greater at each coordinate, if that is known.
    fn orders(&self) -> impl Iterator<Item = Option<bool>> {
        let pairs = self.left.iter().zip(&self.right);
        pairs.map(|(left, right)| left.is_greater(right).ok())
    }

    /// Whether both are the same number at a coordinate.
    fn meet(&self) -> bool {
        let is_number = |ball: &Ball| *ball.radius() == 0_u8.into();
        let mut pairs = self.left.iter().zip(&self.right);
        pairs.any(|(left, right)| {
            is_number(left) && is_number(right) && left.centre() == right.centre()
        })
    }
}

impl Sampler {
    pub(super) fn fact(&mut self, fact: &Fact) -> Result<Compared, NoValue> {
        // What its guards are about is about coordinates, if that is.
        let said = std::iter::once(&fact.apart).chain(&fact.guards);
        let mut side = said.map(|said| &said.left);
        let side = side.find(|side| !side.only_module_operators());
        let spaces = self.spaces(&fact.variables, side.unwrap_or(&fact.apart.left));
        self.draw(&fact.variables, &spaces)?;
        self.make_positive(&fact.guards);
        if !self.admits(&fact.guards, &spaces)? {
            return Ok(Compared::Nothing);
        }
        let Some(here) = self.sides(fact, &spaces)? else {
            return Ok(Compared::Nothing);
        };
        let claim = fact.apart.to_string();
        if here.meet() {
            let [left, right] = [&here.left, &here.right].map(|side| list(side, &near));
            return Ok(self.failing(claim, format!("{left} and {right} meet")));
        }
        if here.orders().any(|order| order.is_none()) {
            // Large numbers have values with enclosures that reach to 0.
            return Ok(match self.large {
                true => Compared::Nothing,
                false => Compared::Undecided,
            });
        }
        let drawn = self.large;
        for large in [drawn, !drawn] {
            self.large = large;
            let change = self.change(fact, &spaces, &here)?;
            self.large = drawn;
            if let Some(what) = change {
                return Ok(match meets_between(fact) {
                    true => self.failing(claim, what),
                    false => Compared::Undecided,
                });
            }
        }
        Ok(match (here.left.is_empty(), here.exact) {
            (true, _) => Compared::Nothing,
            (_, true) => Compared::Exact,
            (_, false) => Compared::Enclosed,
        })
    }

    /// The sides; none if a value is too large.
    fn sides(&self, fact: &Fact, spaces: &BTreeMap<Name, Space>) -> Result<Option<Sides>, NoValue> {
        let instance = |side: &Term| side.substitute(spaces, &BTreeMap::new());
        let [left, right] = fact.apart.sides().map(instance);
        let (left, right) = (left.map_err(NoValue::Sort)?, right.map_err(NoValue::Sort)?);
        let exact = |side| coordinates(&self.point, side);
        if let (Ok(left), Ok(right)) = (exact(&left), exact(&right)) {
            let balls = |side: Vec<Exact>| side.into_iter().map(Ball::from).collect();
            return Ok(Some(Sides {
                left: balls(left),
                right: balls(right),
                exact: true,
            }));
        }
        let point = enclosed(&self.point);
        let ball = |side| match coordinates(&point, side) {
            Ok(values) => Ok(Some(values)),
            Err(NoValue::Function(_)) => Ok(None),
            Err(other) => Err(other),
        };
        let sides = ball(&left)?.zip(ball(&right)?);
        Ok(sides.map(|(left, right)| Sides {
            left,
            right,
            exact: false,
        }))
    }

    /// Another point where another side is greater, in words.
    fn change(
        &mut self,
        fact: &Fact,
        spaces: &BTreeMap<Name, Space>,
        here: &Sides,
    ) -> Result<Option<String>, NoValue> {
        let place = self.point.variables.clone();
        let vectors = fact.variables.iter();
        let vectors = vectors.filter(|(_, sort)| matches!(sort, Sort::Vec(_)));
        let vectors: Vec<(Name, Sort)> = vectors.cloned().collect();
        self.draw(&vectors, spaces)?;
        self.make_positive(&fact.guards);
        let there = match self.admits(&fact.guards, spaces)? {
            true => self.sides(fact, spaces)?,
            false => None,
        };
        let other = std::mem::replace(&mut self.point.variables, place);
        let Some(there) = there else {
            return Ok(None);
        };
        let mut orders = here.orders().zip(there.orders());
        let changes = orders.any(|(a, b)| a.zip(b).is_some_and(|(a, b)| a != b));
        Ok(changes.then(|| {
            let [left, right] = [&here.left, &here.right].map(|side| list(side, &near));
            let [left_there, right_there] =
                [&there.left, &there.right].map(|side| list(side, &near));
            format!(
                "{left} and {right} here, {left_there} and {right_there} at {}: they meet in between",
                shown(&other)
            )
        }))
    }
}

/// Whether the sides must meet on the way from a point where one of them is greater to a point where
/// the other is: both are continuous, and the guards hold all the way. That one side of a guard is
/// less than the other holds between two points at which it does; that they differ may not.
fn meets_between(fact: &Fact) -> bool {
    let mut guards = fact.guards.iter();
    guards.all(|guard| guard.order().is_some()) && fact.apart.sides().into_iter().all(is_continuous)
}

fn shown(variables: &BTreeMap<Name, Argument<Exact>>) -> String {
    let each = variables.iter();
    let each = each.map(|(name, value)| format!("{name} = {}", describe(value, &rational)));
    each.collect::<Vec<_>>().join(", ")
}

/// Whether the term depends continuously on its variables.
fn is_continuous(term: &Term) -> bool {
    let jumps = matches!(
        term.op(),
        Op::Inv | Op::Select | Op::Greater | Op::Map(Function::Log) | Op::Map(Function::Log1p)
    );
    !jumps && term.args().iter().all(is_continuous)
}
