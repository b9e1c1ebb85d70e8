//! Terms of the language out of what written ones stand for: sums, products and
//! choices, of terms and of their coordinates.
use std::sync::Arc;

use super::index::{Coordinate, Index, Variable, ordered, places, same, space};
use super::tensor::one_after_the_other;
use super::value::Value;
use crate::notation::{Diagnostic, Source, Span};
use crate::term::{Axis, Dim, Function, IndexMap, Op, Rational, Sort, Space, Term};

/// The largest term that is built.
const SIZE: usize = 1_000;

/// A value, or what could not be read.
pub type Read<T> = Result<T, Diagnostic>;

/// A place in the source, where terms are built: what cannot be built is an error
/// there.
pub struct Place<'a> {
    source: &'a Arc<Source>,
    span: &'a Span,
}

impl<'a> Place<'a> {
    /// A place in a source.
    pub fn new(source: &'a Arc<Source>, span: &'a Span) -> Place<'a> {
        Place { source, span }
    }

    /// The message, here.
    pub fn error(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.source, self.span.clone(), message)
    }

    /// The message that something is not read.
    pub fn unread(&self, what: &str) -> Diagnostic {
        self.error(format!("{what} is not read"))
    }

    /// An operator applied to terms.
    pub fn form(&self, op: Op, args: Vec<Term>) -> Read<Term> {
        // What stands around an identity says the same without it.
        match (&op, args.as_slice()) {
            (Op::Comp, [map, inner]) if matches!(map.op(), Op::Id(_)) => return Ok(inner.clone()),
            (Op::Comp, [map, inner]) if matches!(inner.op(), Op::Id(_)) => return Ok(map.clone()),
            (Op::Apply, [map, vector]) if matches!(map.op(), Op::Id(_)) => {
                return Ok(vector.clone());
            }
            _ => {}
        }
        if args.iter().map(Term::cost).sum::<usize>() > SIZE {
            return Err(self.error(format!("terms larger than {SIZE} are not read")));
        }
        Term::new(op, args).map_err(|e| self.error(e.to_string()))
    }

    pub fn is(&self, left: Value, right: Value) -> Read<Value> {
        match (left, right) {
            (value, Value::Bool(true)) | (Value::Bool(true), value) => Ok(value),
            (left, _) => Err(self.unread(&format!("an equation of {}", left.describe()))),
        }
    }

    /// `-u`.
    pub fn negation(&self, operand: Value) -> Read<Value> {
        Ok(match operand {
            Value::Numeral(value) => Value::Numeral(-value),
            Value::Term(term) => match term.op() {
                Op::Const(value) => Value::Term(Term::constant(-value)),
                _ => Value::Term(self.form(Op::Neg, vec![term])?),
            },
            Value::At(at, term) => Value::At(at, self.form(Op::Neg, vec![term])?),
            other => return Err(self.unread(&format!("minus {}", other.describe()))),
        })
    }

    /// `u⁻¹` of a number.
    pub fn inverse(&self, operand: Value) -> Read<Value> {
        Ok(match operand {
            Value::Term(term) if *term.sort() == Sort::REAL => {
                Value::Term(self.form(Op::Inv, vec![term])?)
            }
            Value::At(at, term) if is_real(&term) => Value::At(at, self.form(Op::Inv, vec![term])?),
            other => return Err(self.unread(&format!("the inverse of {}", other.describe()))),
        })
    }

    /// A function of the reals, of a number.
    pub fn mapped(&self, function: Function, operand: Value) -> Read<Value> {
        let op = Op::Map(function);
        Ok(match operand {
            Value::Numeral(value) => Value::Term(self.form(op, vec![Term::constant(value)])?),
            Value::Term(term) if *term.sort() == Sort::REAL => {
                Value::Term(self.form(op, vec![term])?)
            }
            Value::At(at, term) if is_real(&term) => Value::At(at, self.form(op, vec![term])?),
            other => {
                let name = function.facts().name;
                return Err(self.unread(&format!("{name} of {}", other.describe())));
            }
        })
    }

    /// `u + v` or `u - v`.
    pub fn sum(&self, op: &Op, left: Value, right: Value) -> Read<Value> {
        if let (Value::Size(_), _) | (_, Value::Size(_)) = (&left, &right)
            && *op == Op::Add
            && let (Some(m), Some(n)) = (size(&left), size(&right))
            && let (Some(d), Some(e)) = (m.dim(), n.dim())
        {
            // Of sizes with the same last axes, that of one tensor after the other.
            let whole = one_after_the_other(&m, &n);
            return Ok(Value::Size(whole.unwrap_or_else(|| axis(d.plus(&e)))));
        }
        let (left, right) = self.alike(left, right)?;
        match (left, right) {
            (Value::Term(u), Value::Term(v)) => self.form(op.clone(), vec![u, v]).map(Value::Term),
            (left @ Value::At(..), right) | (left, right @ Value::At(..)) => {
                self.joined(op, left, right)
            }
            (left, _) => Err(self.unread(&format!("a sum of {}", left.describe()))),
        }
    }

    /// `c * d`, both real; of sizes that of pairs.
    pub fn product(&self, left: Value, right: Value) -> Read<Value> {
        if let (Value::Size(_), _) | (_, Value::Size(_)) = (&left, &right)
            && let (Some(m), Some(n)) = (size(&left), size(&right))
            && let (Some(m), Some(n)) = (m.axes(), n.axes())
        {
            return Ok(Value::Size(Space::of_axes([m, n].concat())));
        }
        let (left, right) = self.alike(left, right)?;
        match (left, right) {
            (Value::Term(c), Value::Term(d)) if d.space() == Some(&Space::Real) => {
                self.form(Op::Smul, vec![c, d]).map(Value::Term)
            }
            (Value::At(_, u), _) | (_, Value::At(_, u)) if !is_real(&u) => {
                Err(self.unread("this product"))
            }
            (left @ Value::At(..), right @ Value::At(..)) => {
                self.joined(&Op::Hadamard, left, right)
            }
            (Value::At(at, u), Value::Term(c)) | (Value::Term(c), Value::At(at, u)) => {
                Ok(Value::At(at, self.form(Op::Smul, vec![c, u])?))
            }
            _ => Err(self.unread("this product")),
        }
    }

    /// `c ^ n` of a number, for a written `n` from 1 to 9.
    pub fn power(&self, base: &Value, exponent: &str) -> Read<Value> {
        match exponent.parse::<u8>() {
            Ok(exponent @ 1..=9) => {
                (1..exponent).try_fold(base.clone(), |power, _| self.product(power, base.clone()))
            }
            _ => Err(self.unread(&format!("the power {exponent}"))),
        }
    }

    /// `c • u`.
    pub fn multiple(&self, left: Value, right: Value) -> Read<Value> {
        let left = match left {
            Value::Numeral(value) => Value::Term(Term::constant(value)),
            left => left,
        };
        match (left, right) {
            (Value::Term(c), Value::Term(u)) => self.form(Op::Smul, vec![c, u]).map(Value::Term),
            (Value::Term(c), Value::At(at, u)) => {
                Ok(Value::At(at, self.form(Op::Smul, vec![c, u])?))
            }
            // Row `i` of the map, times coordinate `i` of the vector.
            (Value::At(at, u), Value::At(other, map)) if is_real(&u) && !is_real(&map) => {
                let both = ordered([at.clone(), other.clone()].concat());
                let diagonal = self.widened(Value::At(at, u), &both)?;
                let diagonal = self.form(Op::Diag, vec![diagonal])?;
                let map = self.widened(Value::At(other, map), &both)?;
                Ok(Value::At(both, self.form(Op::Comp, vec![diagonal, map])?))
            }
            (
                left @ Value::At(..),
                right @ (Value::Term(_) | Value::Numeral(_) | Value::At(..)),
            ) => self.product(left, right),
            (left, right) => {
                Err(self.unread(&format!("{} times {}", left.describe(), right.describe())))
            }
        }
    }

    /// `c / d` of numbers.
    pub fn quotient(&self, left: Value, right: Value) -> Read<Value> {
        let (left, right) = self.alike(left, right)?;
        let inverse = self.inverse(right)?;
        self.product(left, inverse)
    }

    /// `A ∘L B` and `A.comp B`.
    pub fn compose(&self, outer: Value, inner: Value) -> Read<Value> {
        match (outer, inner) {
            (Value::Term(a), Value::Term(b)) => self.form(Op::Comp, vec![a, b]).map(Value::Term),
            (Value::At(at, a), Value::Term(b)) if !is_real(&a) => {
                Ok(Value::At(at, self.form(Op::Comp, vec![a, b])?))
            }
            (Value::Equivalence(space, true), Value::Coordinates(map)) if matches!(map.space(), Some(Space::Hom(_, to)) if **to == space) => {
                Ok(Value::Term(map))
            }
            (Value::Equivalence(space, false), Value::Term(map)) if matches!(map.space(), Some(Space::Hom(_, to)) if **to == space) => {
                Ok(Value::Coordinates(map))
            }
            (outer, inner) => {
                Err(self.unread(&format!("{} after {}", outer.describe(), inner.describe())))
            }
        }
    }

    /// `if condition then yes else no` in every coordinate.
    pub fn choice(&self, at: Vec<Coordinate>, mask: Term, yes: Value, no: Value) -> Read<Value> {
        let yes = self.widened(yes, &at)?;
        let no = self.widened(no, &at)?;
        if !is_real(&yes) {
            return self.choice_of_maps(at, mask, yes, no);
        }
        let term = self.form(Op::Select, vec![mask, yes, no])?;
        Ok(formula(at, term))
    }

    /// One of two linear maps in every coordinate.
    fn choice_of_maps(&self, at: Vec<Coordinate>, mask: Term, yes: Term, no: Term) -> Read<Value> {
        let ones = Term::filled(
            Term::constant(Rational::from_integer(1.into())),
            &space(&at),
        );
        let ones = ones.map_err(|why| self.error(why.to_string()))?;
        let zeros = self.form(Op::zero(space(&at)), Vec::new())?;
        let part = |indicated: [&Term; 2], map: Term| {
            let [yes, no] = indicated.map(Term::clone);
            let indicator = self.form(Op::Select, vec![mask.clone(), yes, no])?;
            let diagonal = self.form(Op::Diag, vec![indicator])?;
            self.form(Op::Comp, vec![diagonal, map])
        };
        let (yes, no) = (part([&ones, &zeros], yes)?, part([&zeros, &ones], no)?);
        Ok(Value::At(at, self.form(Op::Add, vec![yes, no])?))
    }

    /// What a number is by its sign; none stands for the number itself.
    pub fn by_sign(&self, value: Value, values: [Option<i8>; 3]) -> Read<Value> {
        let zero = || Value::Numeral(Rational::default());
        let [above, below, at_zero] = values.map(|chosen| match chosen {
            Some(chosen) => Value::Numeral(Rational::from_integer(chosen.into())),
            None => value.clone(),
        });
        let below = if matches!((&below, &at_zero), (Value::Numeral(a), Value::Numeral(b)) if a == b)
        {
            below
        } else {
            self.chosen(self.greater(zero(), value.clone())?, below, at_zero)?
        };
        self.chosen(self.greater(value, zero())?, above, below)
    }

    /// `|u|`.
    pub fn absolute(&self, value: Value) -> Read<Value> {
        let condition = self.greater(value.clone(), Value::Numeral(Rational::default()))?;
        let negative = self.negation(value.clone())?;
        self.chosen(condition, value, negative)
    }

    /// A choice by a comparison.
    pub fn chosen(&self, condition: Value, yes: Value, no: Value) -> Read<Value> {
        match condition {
            Value::BoolAt(at, mask) => self.choice(at, mask, yes, no),
            other => Err(self.unread(&format!("a choice by {}", other.describe()))),
        }
    }

    /// `u > v` of numbers, in every coordinate.
    pub fn greater(&self, left: Value, right: Value) -> Read<Value> {
        let (left, right) = self.alike(left, right)?;
        let own = |value: &Value| match value {
            Value::At(at, term) if is_real(term) => at.clone(),
            _ => Vec::new(),
        };
        let both = ordered([own(&left), own(&right)].concat());
        let (u, v) = (self.widened(left, &both)?, self.widened(right, &both)?);
        Ok(Value::BoolAt(both, self.form(Op::Greater, vec![u, v])?))
    }

    /// A coordinate of a tensor, or of what a linear map gives.
    pub fn entry(&self, tensor: Term, index: &Index) -> Read<Value> {
        if let Index::Shifted(own, by, whole) = index {
            let map = IndexMap::shift(space(own), whole.clone(), by.clone());
            let map = map.ok_or_else(|| self.unread("this index"))?;
            let pull = self.form(Op::pull(map), Vec::new())?;
            let op = match tensor.space() {
                Some(Space::Hom(..)) => Op::Comp,
                _ => Op::Apply,
            };
            let part = self.form(op, vec![pull, tensor])?;
            return self.entry(part, &Index::Parts(own.clone()));
        }
        if let Index::Broadcast(way, index, _) = index {
            let map = self.form(Op::BroadcastToClm, vec![way.clone()])?;
            let op = match tensor.space() {
                Some(Space::Hom(..)) => Op::Comp,
                _ => Op::Apply,
            };
            let image = self.form(op, vec![map, tensor])?;
            return self.entry(image, index);
        }
        let own = self.coordinates(index)?;
        let at = ordered(own.clone());
        let tensor = self.pulled(tensor, &own, &at)?;
        Ok(formula(at, tensor))
    }

    /// A coordinate of a mask.
    pub fn entry_of_mask(&self, mask: Term, index: &Index) -> Read<Value> {
        let own = self.coordinates(index)?;
        if !same(&own, &ordered(own.clone())) {
            return Err(self.unread("a mask at these indices"));
        }
        Ok(Value::BoolAt(own, mask))
    }

    /// What has this value in every coordinate that the variable runs over.
    pub fn vector(&self, value: Value, variable: &Variable) -> Read<Term> {
        let to = variable.coordinates();
        let to = to.ok_or_else(|| self.error("the size of this vector is not stated"))?;
        self.widened(value, &to)
    }

    /// `∑ i, body`, formed over the coordinates of the body.
    pub fn total(&self, body: Value, variable: &Variable) -> Read<Value> {
        let summed = variable.coordinates();
        let summed = summed.ok_or_else(|| self.error("the size of this sum is not stated"))?;
        let own = match &body {
            Value::At(at, term) if is_real(term) => at.clone(),
            Value::Term(_) | Value::Numeral(_) => Vec::new(),
            other => return Err(self.unread(&format!("a sum of {}", other.describe()))),
        };
        let all = ordered([own, summed.clone()].concat());
        let tensor = self.widened(body, &all)?;
        let kept = |at: &Coordinate| !summed.iter().any(|other| other.same(at));
        let at: Vec<Coordinate> = all.iter().filter(|at| kept(at)).cloned().collect();
        let map = self.map(&at, &all)?;
        if map.is_identity() {
            return Ok(formula(at, tensor));
        }
        let pull = self.form(Op::pull(map), Vec::new())?;
        let push = self.form(Op::Adjoint, vec![pull])?;
        let tensor = self.form(Op::Apply, vec![push, tensor])?;
        Ok(formula(at, tensor))
    }

    /// An operator on two formulas of coordinates.
    fn joined(&self, op: &Op, left: Value, right: Value) -> Read<Value> {
        let own = |value: &Value| match value {
            Value::At(at, _) => at.clone(),
            _ => Vec::new(),
        };
        let both = ordered([own(&left), own(&right)].concat());
        let (u, v) = (self.widened(left, &both)?, self.widened(right, &both)?);
        Ok(formula(both, self.form(op.clone(), vec![u, v])?))
    }

    /// A formula as a tensor over these coordinates, its own among them, or as a linear map
    /// to such.
    pub fn widened(&self, value: Value, to: &[Coordinate]) -> Read<Term> {
        match value {
            Value::At(own, term) => self.pulled(term, &own, to),
            Value::Numeral(value) => self.widened(Value::Term(Term::constant(value)), to),
            Value::Term(term) if *term.op() == Op::Const(Rational::default()) => {
                self.form(Op::zero(space(to)), Vec::new())
            }
            Value::Term(term) if *term.sort() == Sort::REAL => {
                if to.is_empty() {
                    return Ok(term);
                }
                let filled = Term::filled(term, &space(to));
                filled.map_err(|why| self.error(why.to_string()))
            }
            other => Err(self.unread(&format!("{} as a coordinate", other.describe()))),
        }
    }

    /// A tensor over some coordinates as one over others, among which they are.
    fn pulled(&self, tensor: Term, own: &[Coordinate], to: &[Coordinate]) -> Read<Term> {
        let map = self.map(own, to)?;
        if matches!(tensor.space(), Some(Space::Hom(..))) {
            let pull = self.form(Op::pull(map), Vec::new())?;
            return self.form(Op::Comp, vec![pull, tensor]);
        }
        let pulled = tensor.pulled(map);
        pulled.map_err(|why| self.error(why.to_string()))
    }

    /// The index map from tuples of coordinates to those of some of them.
    fn map(&self, own: &[Coordinate], from: &[Coordinate]) -> Read<IndexMap> {
        let axes = places(own, from);
        let map = axes.and_then(|axes| IndexMap::by_axes(space(from), space(own), axes));
        map.ok_or_else(|| self.unread("an index that is bound elsewhere"))
    }

    fn coordinates(&self, index: &Index) -> Read<Vec<Coordinate>> {
        let unknown = || self.error("what this index runs over is not stated");
        index.coordinates().ok_or_else(unknown)
    }

    /// A vector as one of another size, in the same order; `equation` says of which.
    pub fn cast(&self, vector: Term, equation: Option<(Space, Space)>) -> Read<Term> {
        let Some((from, to)) = equation else {
            return Ok(vector);
        };
        if vector.space() != Some(&from) {
            let message = format!("expected {from}, found {}", vector.sort());
            return Err(self.error(message));
        }
        let pulled = vector.pulled(self.order(from, to)?);
        pulled.map_err(|why| self.error(why.to_string()))
    }

    /// The map of coordinates that keeps their order, between sizes that Lean has proved equal.
    pub fn order(&self, from: Space, to: Space) -> Read<IndexMap> {
        let map = IndexMap::flat(to, from, |_, _| true);
        map.ok_or_else(|| self.unread("a cast between these"))
    }

    /// A numeral of a type: a number, or the zero of a space.
    pub fn numeral(&self, value: Rational, sort: &Sort) -> Read<Value> {
        match sort {
            sort if *sort == Sort::REAL => Ok(Value::Term(Term::constant(value))),
            Sort::Vec(space) if value == Rational::default() => {
                let zero = self.form(Op::Zero(space.clone()), Vec::new())?;
                Ok(Value::Term(zero))
            }
            _ => Err(self.error(format!("the numeral {value} is not of type {sort}"))),
        }
    }

    /// A numeral takes the type of what stands beside it.
    fn alike(&self, left: Value, right: Value) -> Read<(Value, Value)> {
        let like = |value: Rational, other: &Value| match other {
            Value::At(_, term) if is_real(term) => Ok(Value::Term(Term::constant(value))),
            Value::Term(term) => self.numeral(value, term.sort()),
            other => Err(self.unread(&format!("a numeral beside {}", other.describe()))),
        };
        Ok(match (left, right) {
            (Value::Numeral(a), right) => (like(a, &right)?, right),
            (left, Value::Numeral(b)) => {
                let right = like(b, &left)?;
                (left, right)
            }
            both => both,
        })
    }
}

/// A formula of coordinates; without any it is a number.
fn formula(at: Vec<Coordinate>, tensor: Term) -> Value {
    if at.is_empty() && is_real(&tensor) {
        Value::Term(tensor)
    } else {
        Value::At(at, tensor)
    }
}

/// A size of one axis.
fn axis(dim: Dim) -> Space {
    Space::of_axes(vec![Axis::Dim(dim)])
}

/// What stands for a size; 1 is that of a shape without axes.
pub fn size(value: &Value) -> Option<Space> {
    match value {
        Value::Size(space) => Some(space.clone()),
        Value::Numeral(value) if *value == Rational::from_integer(1.into()) => Some(Space::Real),
        Value::Numeral(value) if value.is_integer() => {
            Some(axis(Dim::constant(value.numer().to_biguint()?)))
        }
        _ => None,
    }
}

/// Whether a coordinate of the term is a number, not a map.
fn is_real(term: &Term) -> bool {
    !matches!(term.space(), Some(Space::Hom(..)))
}
