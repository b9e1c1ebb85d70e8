//! The linear layer: `OpSpecFDerivCorrect.linear m` of a layer `m : LinearSpec ℝ inDim outDim`, whose
//! weights and bias are two parameters of an entry.

use std::rc::Rc;

use super::arithmetic::Read;
use super::combinator::Meaning;
use super::combine::Call;
use super::evaluate::Reader;
use super::index::Index;
use super::value::{Delayed, Type, Value};
use crate::notation::Span;
use crate::term::{Op, Sort, Space, Term};

/// The weights, of shape `[outDim, inDim]`, and the bias.
#[derive(Clone, Debug)]
pub struct Layer {
    pub weights: Term,
    pub bias: Term,
}

/// What is taken of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The layer, a `LinearSpec`.
    Spec,
    /// The operation, an `OpSpecFDerivCorrect`.
    Operation,
    /// Its field `correct`.
    Correct,
    /// The field `op` of that.
    Op,
    /// `forwardVec`.
    Forward,
    /// `correct.jvp`, or that at a point: it does not depend on the point.
    Jvp,
    JvpAt,
    /// `correct.op.backward`, or that at a point.
    Backward,
    BackwardAt,
    /// `deriv`.
    Deriv,
}

impl Part {
    /// A field of it.
    pub fn field(self, field: &str) -> Option<Part> {
        Some(match (self, field) {
            (Part::Operation, "forwardVec") => Part::Forward,
            (Part::Operation, "correct") => Part::Correct,
            (Part::Operation, "deriv") => Part::Deriv,
            (Part::Correct, "jvp") => Part::Jvp,
            (Part::Correct, "op") => Part::Op,
            (Part::Op, "backward") => Part::Backward,
            _ => return None,
        })
    }
}

/// The space of the weights.
pub fn weights(from: &Space, to: &Space) -> Option<Space> {
    Some(Space::of_axes([to.axes()?, from.axes()?].concat()))
}

impl Call<'_, '_> {
    /// The type of layers or of operations, and the operation of a layer.
    pub(super) fn of_layers(&self) -> Read<Value> {
        if self.row.meaning == Meaning::LayerOperation {
            return match self.first()? {
                Value::Layer(layer, Part::Spec) => Ok(Value::Layer(layer, Part::Operation)),
                other => Err(self.unread(&other)),
            };
        }
        let size = |position: usize| {
            let argument = self.argument(position)?;
            match self.space(argument)? {
                Some(space) => Ok(space),
                None => Err(self.unread(&self.reader.delayed(argument)?)),
            }
        };
        Ok(Value::Type(match self.row.meaning {
            Meaning::LayerType => {
                match self.first()? {
                    Value::Type(Type::Sort(real)) if real == Sort::REAL => {}
                    other => return Err(self.unread(&other)),
                }
                Type::Layer(size(1)?, size(2)?)
            }
            _ => Type::Operation(size(0)?, size(1)?),
        }))
    }
}

impl Reader<'_> {
    /// A part of a layer applied to one argument.
    pub(super) fn of_layer(
        &self,
        layer: &Rc<Layer>,
        part: Part,
        argument: &Delayed,
        span: &Span,
    ) -> Read<Value> {
        let argument = self.delayed(argument)?;
        let other = || self.unread(span, &format!("a linear layer at {}", argument.describe()));
        let map = self.map_of_layer(layer, span)?;
        let Some(Space::Hom(from, to)) = map.space().cloned() else {
            return Err(other());
        };
        let fits = |term: &Term, space: &Space| term.space() == Some(space);
        let apply =
            |map: Term, vector: &Term| self.form(span, Op::Apply, vec![map, vector.clone()]);
        Ok(match (part, &argument) {
            (Part::Forward, Value::Term(x)) if fits(x, &from) => {
                let image = self.weighted(layer, x, false, span)?;
                Value::Term(self.form(span, Op::Add, vec![image, layer.bias.clone()])?)
            }
            (Part::Deriv, Value::Term(x)) if fits(x, &from) => Value::Term(map),
            (Part::Jvp, Value::Tensor(x)) if fits(x, &from) => {
                Value::Layer(layer.clone(), Part::JvpAt)
            }
            (Part::JvpAt, Value::Tensor(dx)) if fits(dx, &from) => Value::Tensor(apply(map, dx)?),
            (Part::Backward, Value::Tensor(x)) if fits(x, &from) => {
                Value::Layer(layer.clone(), Part::BackwardAt)
            }
            (Part::BackwardAt, Value::Tensor(delta)) if fits(delta, &to) => {
                Value::Tensor(self.weighted(layer, delta, true, span)?)
            }
            _ => return Err(other()),
        })
    }

    /// `x ↦ fun o => ∑ i, W o i * x i`.
    fn map_of_layer(&self, layer: &Layer, span: &Span) -> Read<Term> {
        let [_, from] = self.axes_of_matrix(&layer.weights, span)?;
        let name = format!("·{}", self.number());
        let variable = Term::var(&name, Sort::Vec(from.clone()));
        let value = self.weighted(layer, &variable, false, span)?;
        self.linear(&value, &name, &from, span)
    }

    /// `fun o => ∑ i, W o i * x i`, or `fun i => ∑ o, W o i * x o`.
    fn weighted(&self, layer: &Layer, x: &Term, backward: bool, span: &Span) -> Read<Term> {
        let spaces = self.axes_of_matrix(&layer.weights, span)?;
        let [out, inner] = spaces.map(|space| self.variable(Some(space)));
        let (kept, summed) = if backward {
            (&inner, &out)
        } else {
            (&out, &inner)
        };
        let place = self.at(span);
        let weight = self.at_indices(&layer.weights, &[&out, &inner], span)?;
        let coordinate = place.entry(x.clone(), &Index::Whole(summed.clone()))?;
        let total = place.total(place.product(weight, coordinate)?, summed)?;
        place.vector(total, kept)
    }
}
