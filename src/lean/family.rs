//! Vectors for each index, `Fin h → Vec n`: one tensor, whose first axes are those of the index.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::arithmetic::Read;
use super::bijection::joined;
use super::evaluate::Reader;
use super::index::{Coordinate, Index, Variable, same};
use super::tensor::OfTwo;
use super::value::{Delayed, Value};
use crate::notation::Span;
use crate::term::{IndexMap, Moved, Name, Op, Sort, Space, Term};

/// A vector that depends on coordinates.
#[derive(Clone, Debug)]
pub struct Row {
    /// The coordinates.
    pub at: Vec<Coordinate>,
    /// The space of the vector.
    pub rest: Space,
    /// The tensor over the coordinates and then those of the vector.
    pub tensor: Term,
}

impl Reader<'_> {
    /// The vector of a function of its coordinate; it may depend on others.
    pub fn vector_at(&self, function: &Delayed, variable: &Variable) -> Read<Value> {
        let span = function.span();
        let value = self.delayed(function)?;
        let index = Index::Whole(variable.clone());
        if !matches!(value, Value::Function(_) | Value::Call(..)) {
            let known = Delayed::Known(value, span.clone());
            return self.lifted(&known, variable).map(Value::Term);
        }
        let argument = Delayed::Known(Value::Index(index), span.clone());
        let body = self.apply(value, vec![(None, argument)], span)?;
        let own = variable.coordinates();
        if let (Value::At(at, _), Some(own), Some(rest)) = (&body, own, variable.space()) {
            let is_own = |c: &Coordinate| own.iter().any(|other| other.same(c));
            let at: Vec<Coordinate> = at.iter().filter(|c| !is_own(c)).cloned().collect();
            if !at.is_empty() {
                let rest = rest.clone();
                let tensor = self.at(span).widened(body, &[&*at, &own].concat())?;
                return Ok(Value::Row(Row { at, rest, tensor }.into()));
            }
        }
        self.at(span).vector(body, variable).map(Value::Term)
    }

    /// The vector for an index, of a tensor over more axes.
    pub fn row(&self, tensor: &Term, index: &Index) -> Option<Row> {
        let (own, all) = (index.space()?.axes()?, tensor.space()?.axes()?);
        let rest = all.strip_prefix(own.as_slice())?;
        if rest.is_empty() || own.is_empty() {
            return None;
        }
        Some(Row {
            at: index.coordinates()?,
            rest: Space::of_axes(rest.to_vec()),
            tensor: tensor.clone(),
        })
    }

    /// A coordinate of a vector that depends on coordinates.
    pub fn entry_of_row(&self, row: &Row, argument: &Delayed, span: &Span) -> Read<Value> {
        let index = self.index(argument, &row.rest)?;
        let own = index.coordinates();
        let own = own.ok_or_else(|| self.unread(span, "this index"))?;
        let all = Index::Parts([&*row.at, &own].concat());
        self.at(span).entry(row.tensor.clone(), &all)
    }

    /// A function of an index that gives vectors, as a tensor.
    pub fn family(&self, function: Value, of: &Space, to: &Space, span: &Span) -> Read<Term> {
        let variable = self.variable(Some(of.clone()));
        let index = Delayed::Known(Value::Index(Index::Whole(variable.clone())), span.clone());
        let other = || self.unread(span, "a family of these vectors");
        let at = variable.coordinates().ok_or_else(other)?;
        match self.apply(function, vec![(None, index)], span)? {
            Value::Row(row) if row.rest == *to && same(&row.at, &at) => Ok(row.tensor.clone()),
            Value::Term(vector) if vector.space() == Some(to) => {
                let all = joined(of, to).ok_or_else(other)?;
                let axes = all.axes().map(|all| (at.len()..all.len()).collect());
                let map = axes.and_then(|axes| IndexMap::by_axes(all, to.clone(), axes));
                let pulled = vector.pulled(map.ok_or_else(other)?);
                pulled.map_err(|why| self.error(span, why.to_string()))
            }
            _ => Err(other()),
        }
    }

    /// The linear map of families that is this bilinear map at a row of one family and the row of
    /// the other, for each index.
    pub fn for_each_row(
        &self,
        of: &OfTwo,
        row: &Row,
        variable: &Variable,
        span: &Span,
    ) -> Read<Term> {
        let other = || self.unread(span, "a map of these families");
        let at = variable.coordinates().ok_or_else(other)?;
        let index = variable.space().ok_or_else(other)?;
        let [(first, _), (second, space)] = &of.variables;
        if !same(&row.at, &at) {
            return Err(other());
        }
        let name = format!("·{}", self.number());
        let from = joined(index, space).ok_or_else(other)?;
        let moved = Term::var(&name, Sort::Vec(from.clone()));
        let rows = BTreeMap::from([
            (Name::from(first.as_str()), row.tensor.clone()),
            (Name::from(second.as_str()), moved),
        ]);
        let value = self.at_each(&of.value, &rows, index, span)?;
        self.linear(&value, &name, &from, span)
    }

    /// A term of vectors as one of families, where variables stand for families.
    fn at_each(
        &self,
        term: &Term,
        rows: &BTreeMap<Name, Term>,
        index: &Space,
        span: &Span,
    ) -> Read<Term> {
        let other = || self.unread(span, &format!("`{term}` for each index"));
        let part = |part: &Term| self.at_each(part, rows, index, span);
        match (term.op(), term.args()) {
            (Op::Var(name, _), []) => rows.get(name).cloned().ok_or_else(other),
            (op @ (Op::Add | Op::Sub | Op::Hadamard), [u, v]) => {
                self.form(span, op.clone(), vec![part(u)?, part(v)?])
            }
            (Op::Neg, [u]) => self.form(span, Op::Neg, vec![part(u)?]),
            (Op::Apply, _) => {
                let moved = Moved::of(term).ok_or_else(other)?;
                let beside = beside(index, moved.map).ok_or_else(other)?;
                let pull = self.form(span, Op::pull(beside), Vec::new())?;
                let map = match moved.summed {
                    true => self.form(span, Op::Adjoint, vec![pull])?,
                    false => pull,
                };
                self.form(span, Op::Apply, vec![map, part(moved.vector)?])
            }
            _ => Err(other()),
        }
    }
}

/// The index map beside the identity of further axes, which stand before.
fn beside(index: &Space, map: &IndexMap) -> Option<IndexMap> {
    let first = index.axes()?.len();
    let axes = map.axes()?.iter().map(|axis| first + axis);
    let axes = (0..first).chain(axes).collect();
    IndexMap::by_axes(joined(index, map.from())?, joined(index, map.to())?, axes)
}

/// A bilinear map with a row as its first argument.
pub type AtRow = (Rc<OfTwo>, Rc<Row>);
