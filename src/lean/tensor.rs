//! What TorchLean's functions of tensors are in coordinates: products of matrices, parts of
//! tensors one after the other, and maps of two vectors.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::arithmetic::Read;
use super::evaluate::Reader;
use super::index::{Coordinate, Index, Variable};
use super::value::{Delayed, Value};
use crate::notation::Span;
use crate::term::{Axis, Dim, IndexMap, Op, Sort, Space, Term};

/// A function of two vectors that is linear in each, or that is linear in the pair of them.
#[derive(Clone, Debug)]
pub struct OfTwo {
    /// The value at the variables.
    pub value: Term,
    /// The variables, with their spaces.
    pub variables: [(String, Space); 2],
}

/// Index variables along the axes of a matrix.
fn along(variables: &[&Variable]) -> Option<Index> {
    let parts = variables.iter().map(|v| v.coordinates());
    let parts: Vec<Vec<Coordinate>> = parts.collect::<Option<_>>()?;
    Some(Index::Parts(parts.concat()))
}

impl Reader<'_> {
    /// The axes of a matrix as spaces.
    pub(super) fn axes_of_matrix(&self, matrix: &Term, span: &Span) -> Read<[Space; 2]> {
        let axes = matrix.space().and_then(Space::axes).unwrap_or_default();
        match axes.as_slice() {
            [a @ Axis::Dim(_), b @ Axis::Dim(_)] => {
                Ok([a, b].map(|axis| Space::of_axes(vec![axis.clone()])))
            }
            _ => Err(self.error(span, format!("expected a matrix, found {}", matrix.sort()))),
        }
    }

    pub(super) fn at_indices(&self, tensor: &Term, at: &[&Variable], span: &Span) -> Read<Value> {
        let index = along(at).ok_or_else(|| self.unread(span, "this index"))?;
        self.at(span).entry(tensor.clone(), &index)
    }

    /// The tensor whose coordinates along these variables are given by a formula.
    fn tensor(&self, value: Value, at: &[&Variable], span: &Span) -> Read<Term> {
        let index = along(at).and_then(|index| index.coordinates());
        let at = index.ok_or_else(|| self.unread(span, "this index"))?;
        self.at(span).widened(value, &at)
    }

    /// `fun i k => ∑ j, a i j * b j k`.
    pub fn matrix_product(&self, a: &Term, b: &Term, span: &Span) -> Read<Term> {
        let ([m, n], [other, p]) = (self.axes_of_matrix(a, span)?, self.axes_of_matrix(b, span)?);
        if n != other {
            let message = format!("a product of {} and {}", a.sort(), b.sort());
            return Err(self.unread(span, &message));
        }
        let [i, j, k] = [m, n, p].map(|space| self.variable(Some(space)));
        let (left, right) = (
            self.at_indices(a, &[&i, &j], span)?,
            self.at_indices(b, &[&j, &k], span)?,
        );
        let place = self.at(span);
        let total = place.total(place.product(left, right)?, &j)?;
        self.tensor(total, &[&i, &k], span)
    }

    /// `fun j i => a i j`.
    pub fn transposed(&self, a: &Term, span: &Span) -> Read<Term> {
        let [i, j] = self
            .axes_of_matrix(a, span)?
            .map(|space| self.variable(Some(space)));
        let entry = self.at_indices(a, &[&i, &j], span)?;
        self.tensor(entry, &[&j, &i], span)
    }

    /// One tensor after the other along their first axis.
    pub fn appended(&self, parts: [Term; 2], span: &Span) -> Read<Term> {
        let of = |part: &Term| part.space().cloned();
        let unread = || self.unread(span, "one after the other of these");
        let spaces = parts.each_ref().map(of);
        let [Some(a), Some(b)] = spaces else {
            return Err(unread());
        };
        let whole = one_after_the_other(&a, &b).ok_or_else(unread)?;
        let maps = [
            IndexMap::shift(a, whole.clone(), Dim::constant(0_u8)),
            IndexMap::last(b, whole),
        ];
        let mut placed = maps.into_iter().zip(parts).map(|(map, part)| {
            let pull = Op::pull(map.ok_or_else(unread)?);
            let pull = self.form(span, pull, Vec::new())?;
            let push = self.form(span, Op::Adjoint, vec![pull])?;
            self.form(span, Op::Apply, vec![push, part])
        });
        match (placed.next(), placed.next()) {
            (Some(a), Some(b)) => self.form(span, Op::Add, vec![a?, b?]),
            _ => Err(unread()),
        }
    }

    /// The linear map of one of two vectors, at a value of the other.
    pub fn with_one(&self, of: &OfTwo, fixed: usize, at: Term, span: &Span) -> Read<Term> {
        let [first, second] = &of.variables;
        let ((own, space), (name, from)) = if fixed == 0 {
            (first, second)
        } else {
            (second, first)
        };
        if at.space() != Some(space) {
            let message = format!("expected {space}, found {}", at.sort());
            return Err(self.error(span, message));
        }
        let map = self.linear(&of.value, name, from, span)?;
        let terms = BTreeMap::from([(own.as_str().into(), at)]);
        let map = map.substitute(&BTreeMap::new(), &terms);
        map.map_err(|why| self.error(span, why.to_string()))
    }

    /// A linear map of pairs after one into pairs.
    pub fn after_pairs(&self, of: &OfTwo, parts: &[Term; 2], span: &Span) -> Read<Term> {
        let from = match parts.first().and_then(Term::space) {
            Some(Space::Hom(from, _)) => (**from).clone(),
            _ => return Err(self.unread(span, "a map into pairs")),
        };
        let name = format!("·{}", self.number());
        let variable = Term::var(&name, Sort::Vec(from.clone()));
        let mut terms = BTreeMap::new();
        for ((own, space), map) in of.variables.iter().zip(parts) {
            let value = self.form(span, Op::Apply, vec![map.clone(), variable.clone()])?;
            if value.space() != Some(space) {
                return Err(self.error(span, "a linear map into other pairs"));
            }
            terms.insert(own.as_str().into(), value);
        }
        let value = of.value.substitute(&BTreeMap::new(), &terms);
        let value = value.map_err(|why| self.error(span, why.to_string()))?;
        self.linear(&value, &name, &from, span)
    }

    /// A function of a pair, at two variables.
    pub fn of_two(&self, function: &Value, spaces: [Space; 2], span: &Span) -> Read<OfTwo> {
        let variables = spaces.map(|space| (format!("·{}", self.number()), space));
        let [a, b] = variables
            .each_ref()
            .map(|(name, space)| Value::Term(Term::var(name, Sort::Vec(space.clone()))));
        let pair = Delayed::Known(Value::Pair(Rc::new((a, b))), span.clone());
        match self.apply(function.clone(), vec![(None, pair)], span)? {
            Value::Term(value) => Ok(OfTwo { value, variables }),
            other => Err(self.unread(span, &other.describe())),
        }
    }
}

/// The space of tensors that are one of the first space and then one of the second: they must
/// differ in their first axis alone.
pub fn one_after_the_other(a: &Space, b: &Space) -> Option<Space> {
    let (a, b) = (a.axes()?, b.axes()?);
    let ([Axis::Dim(m), rest @ ..], [Axis::Dim(n), other @ ..]) = (&*a, &*b) else {
        return None;
    };
    let whole = || [&[Axis::Dim(m.plus(n))], rest].concat();
    (rest == other).then(|| Space::of_axes(whole()))
}
