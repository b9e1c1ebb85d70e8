//! `fun i j => …` and `∑ k, …`: tensors by their coordinates, lifted to terms.
//!
//! A formula of indices is lifted to a tensor over the indices that occur in it, its support, in
//! one order whatever the order of writing; where a wider support is needed it is pulled there.

use std::collections::BTreeMap;

use super::{Elaborated, Function, Scope};
use crate::notation::source::{Diagnostic, Span};
use crate::notation::syntax::{Syntax, Written};
use crate::term::{Axis, IndexMap, Name, Op, Rational, Sort, Space, Term};

/// The indices that are bound where a formula stands.
#[derive(Clone, Default)]
struct Indices {
    /// The axes that indices run over, in the order of binding.
    axes: Vec<Axis>,
    /// Each index with the positions of its axes: `fun i => …` of a tensor may have one for all.
    names: Vec<(String, Vec<usize>)>,
}

impl Indices {
    fn bind(&mut self, name: &str, axes: &[Axis]) -> Vec<usize> {
        let first = self.axes.len();
        let positions: Vec<usize> = (first..first + axes.len()).collect();
        self.axes.extend(axes.iter().cloned());
        self.names.push((name.into(), positions.clone()));
        positions
    }

    fn find(&self, name: &str) -> Option<&[usize]> {
        let mut bound = self.names.iter().rev();
        let found = bound.find(|(bound, _)| bound == name);
        found.map(|(_, positions)| positions.as_slice())
    }

    fn space(&self, positions: &[usize]) -> Space {
        let axes = positions.iter().filter_map(|&at| self.axes.get(at));
        Space::of_axes(axes.cloned().collect())
    }

    /// The positions in the order of supports: that of the axes, then that of binding.
    fn ordered(&self, positions: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let mut ordered: Vec<usize> = positions.into_iter().collect();
        ordered.sort_by_key(|&at| (self.axes.get(at), at));
        ordered.dedup();
        ordered
    }
}

/// A formula of indices: a tensor over its support.
struct Coordinate {
    support: Vec<usize>,
    tensor: Term,
}

impl Scope<'_> {
    /// `fun i j => body` as a vector of the space, or as a linear map.
    pub(super) fn lambda(
        &self,
        names: &[String],
        body: &Syntax,
        expected: Option<&Sort>,
        span: &Span,
    ) -> Elaborated {
        let Some(Sort::Vec(space)) = expected else {
            let mut indices = Indices::default();
            for name in names {
                let axes = self.axes_of(name, names, body, &indices);
                let axes = axes.ok_or_else(|| {
                    self.error(span, "`fun` may stand only where a vector is expected")
                })?;
                indices.bind(name, &axes);
            }
            return self.tensor(body, &indices, span);
        };
        match space.axes() {
            Some(axes) => {
                let indices = self.bound(names, &axes, span)?;
                self.tensor(body, &indices, span)
            }
            None => self.linear_map(names, body, space, span),
        }
    }

    /// One index for each axis, or one for all of them.
    fn bound(&self, names: &[String], axes: &[Axis], span: &Span) -> Result<Indices, Diagnostic> {
        let mut indices = Indices::default();
        match names {
            [name] if !axes.is_empty() => {
                indices.bind(name, axes);
            }
            _ if names.len() == axes.len() => {
                for (name, axis) in names.iter().zip(axes) {
                    indices.bind(name, std::slice::from_ref(axis));
                }
            }
            _ => {
                let count = axes.len();
                let plural = if count == 1 { "index" } else { "indices" };
                return Err(self.error(span, format!("expected {count} {plural} after `fun`")));
            }
        }
        Ok(indices)
    }

    /// The body as a tensor over all indices, in the order of binding.
    fn tensor(&self, body: &Syntax, indices: &Indices, span: &Span) -> Elaborated {
        let coordinate = self.coordinate(body, indices)?;
        let all: Vec<usize> = (0..indices.axes.len()).collect();
        self.widened(coordinate, &all, indices, span)
    }

    /// `fun u i j => body`, which must be linear in `u`.
    fn linear_map(
        &self,
        names: &[String],
        body: &Syntax,
        space: &Space,
        span: &Span,
    ) -> Elaborated {
        let (Space::Hom(from, to), Some((vector, indices))) = (space, names.split_first()) else {
            return Err(self.error(span, "`fun` may stand only where a vector is expected"));
        };
        let sort = Sort::Vec((**from).clone());
        let scope = self.clone().with(vector, sort);
        let value = match (indices, to.axes()) {
            ([], _) => scope.term(body, Some(&Sort::Vec((**to).clone())))?,
            (_, Some(axes)) => {
                let indices = self.bound(indices, &axes, span)?;
                scope.tensor(body, &indices, span)?
            }
            (_, None) => {
                return Err(self.error(span, format!("expected one variable for {space}")));
            }
        };
        self.abstracted(&value, vector, from, span)
    }

    /// The linear map that takes the variable to the value.
    fn abstracted(&self, value: &Term, variable: &str, from: &Space, span: &Span) -> Elaborated {
        let of = |part: &Term| self.abstracted(part, variable, from, span);
        let composed = |outer: Term, inner: Term| match inner.op() {
            Op::Id(_) => Ok(outer),
            _ => self.form(span, Op::Comp, vec![outer, inner]),
        };
        let constant = |term: &Term| !term.mentions(variable);
        match (value.op(), value.args()) {
            (Op::Var(name, _), []) if **name == *variable => {
                self.form(span, Op::Id(from.clone()), vec![])
            }
            (Op::Apply, [map, vector]) if constant(map) => composed(map.clone(), of(vector)?),
            (Op::Smul, [c, vector]) if constant(c) => {
                self.form(span, Op::Smul, vec![c.clone(), of(vector)?])
            }
            (Op::Smul, [vector, c]) if constant(c) && *value.sort() == Sort::REAL => {
                self.form(span, Op::Smul, vec![c.clone(), of(vector)?])
            }
            (Op::Hadamard, [u, v]) if constant(u) => {
                composed(self.form(span, Op::Diag, vec![u.clone()])?, of(v)?)
            }
            (Op::Hadamard, [u, v]) if constant(v) => {
                composed(self.form(span, Op::Diag, vec![v.clone()])?, of(u)?)
            }
            // `⟪u, v⟫` is the sum of the products of coordinates.
            (Op::Inner, [u, v]) if constant(u) || constant(v) => {
                let (fixed, v) = if constant(u) { (u, v) } else { (v, u) };
                let space = fixed.space().cloned();
                let space = space.ok_or_else(|| self.error(span, "internal: not a vector"))?;
                let fill = self.form(span, Op::pull(IndexMap::to_point(space)), vec![])?;
                let sum = self.form(span, Op::Adjoint, vec![fill])?;
                let diag = self.form(span, Op::Diag, vec![fixed.clone()])?;
                composed(sum, composed(diag, of(v)?)?)
            }
            (op @ (Op::Add | Op::Sub), [u, v]) => self.form(span, op.clone(), vec![of(u)?, of(v)?]),
            (Op::Neg, [u]) => self.form(span, Op::Neg, vec![of(u)?]),
            _ => Err(self.error(
                span,
                format!("this is not seen to be linear in `{variable}`"),
            )),
        }
    }

    /// The axes that an index runs over, by the first tensor in `body` that it is an index of.
    /// `unknown` are the indices whose axes are not known yet.
    fn axes_of(
        &self,
        name: &str,
        unknown: &[String],
        body: &Syntax,
        indices: &Indices,
    ) -> Option<Vec<Axis>> {
        let within = |part: &Syntax| self.axes_of(name, unknown, part, indices);
        match &body.kind {
            Written::Negation(part) | Written::Inverse(part) | Written::Sum(_, part) => {
                within(part)
            }
            Written::Infix(_, left, right) => within(left).or_else(|| within(right)),
            Written::If(condition, yes, no) => within(condition)
                .or_else(|| within(yes))
                .or_else(|| within(no)),
            Written::Application(..) => {
                if let Some((_, operand)) = self.mapped(body) {
                    return within(operand);
                }
                if let Some((_, args)) = self.function_called(body) {
                    return args.iter().find_map(within);
                }
                let (vector, at) = indexed(body, |arg| {
                    unknown.iter().any(|other| other == arg)
                        || arg == name
                        || indices.find(arg).is_some()
                        || !self.variables.contains_key(arg)
                })?;
                let position = at.iter().position(|(arg, _)| arg == name)?;
                let vector = self.term(&vector, None).ok()?;
                let (Sort::Vec(space) | Sort::Mask(space)) = vector.sort() else {
                    return None;
                };
                let axes = space.axes()?;
                if at.len() == 1 {
                    return Some(axes);
                }
                let known = |(arg, _): &(String, Span)| indices.find(arg).map_or(1, <[_]>::len);
                let before: usize = at.iter().take(position).map(known).sum();
                axes.get(before).map(|axis| vec![axis.clone()])
            }
            _ => None,
        }
    }

    fn coordinate(&self, body: &Syntax, indices: &Indices) -> Result<Coordinate, Diagnostic> {
        let span = &body.span;
        match &body.kind {
            Written::Application(..) => {
                if let Some((vector, at)) = indexed(body, |arg| indices.find(arg).is_some()) {
                    return self.entry(&vector, &at, indices, span);
                }
                if let Some((op, operand)) = self.mapped(body) {
                    let Coordinate { support, tensor } = self.coordinate(operand, indices)?;
                    let tensor = self.form(span, op, vec![tensor])?;
                    return Ok(Coordinate { support, tensor });
                }
                if let Some(value) = self.called(body, indices)? {
                    return Ok(value);
                }
            }
            Written::Negation(operand) => {
                let Coordinate { support, tensor } = self.coordinate(operand, indices)?;
                let tensor = self.negated(tensor, span)?;
                return Ok(Coordinate { support, tensor });
            }
            Written::Inverse(operand) => {
                let Coordinate { support, tensor } = self.coordinate(operand, indices)?;
                let tensor = self.form(span, Op::Inv, vec![tensor])?;
                return Ok(Coordinate { support, tensor });
            }
            Written::Infix(symbol @ ("+" | "-" | "*" | "/"), left, right) => {
                let left = self.coordinate(left, indices)?;
                let right = self.coordinate(right, indices)?;
                return self.lifted(symbol, left, right, indices, span);
            }
            Written::Sum(index, summand) => return self.sum(index, summand, indices, span),
            Written::If(condition, yes, no) => {
                return self.choice(condition, [yes, no], indices, span);
            }
            _ => {}
        }
        Ok(Coordinate {
            support: Vec::new(),
            tensor: self.term(body, Some(&Sort::REAL))?,
        })
    }

    /// A function of the reals with what it is applied to, unless a name hides it.
    fn mapped<'s>(&self, body: &'s Syntax) -> Option<(Op, &'s Syntax)> {
        let Written::Application(function, args) = &body.kind else {
            return None;
        };
        let (Written::Name(name), [operand]) = (&function.kind, args.as_slice()) else {
            return None;
        };
        let hidden = self.variables.contains_key(&**name) || self.functions.contains_key(&**name);
        let op = Op::called(name).filter(|op| matches!(op, Op::Map(_)) && !hidden)?;
        Some((op.clone(), operand))
    }

    /// A function of numbers at coordinates; none if this calls no such function.
    fn called(&self, body: &Syntax, indices: &Indices) -> Result<Option<Coordinate>, Diagnostic> {
        let Some((function, args)) = self.function_called(body) else {
            return Ok(None);
        };
        let is_of_numbers = |function: &Function| {
            let sorts = function.parameters.iter().map(|(_, sort)| sort);
            let mut sorts = sorts.chain([function.value.sort()]);
            sorts.all(|sort| *sort == Sort::REAL) && function.parameters.len() == args.len()
        };
        if !is_of_numbers(function) {
            return Ok(None);
        }
        let mut numbers = BTreeMap::new();
        let mut formulas = Vec::new();
        for ((name, _), arg) in function.parameters.iter().zip(args) {
            match self.coordinate(arg, indices)? {
                number if number.support.is_empty() => {
                    numbers.insert(name.clone(), number.tensor);
                }
                formula => formulas.push((name.clone(), formula)),
            }
        }
        let span = &body.span;
        let all = formulas.iter().flat_map(|(_, formula)| &formula.support);
        let support = indices.ordered(all.copied());
        let widened = formulas.into_iter().map(|(name, formula)| {
            let tensor = self.widened(formula, &support, indices, span)?;
            Ok((name, tensor))
        });
        let tensors = widened.collect::<Result<BTreeMap<Name, Term>, Diagnostic>>()?;
        let space = indices.space(&support);
        match function.value.pointwise(&space, &tensors, &numbers) {
            Ok(tensor) => Ok(Some(Coordinate { support, tensor })),
            Err(why) => Err(self.error(span, why.to_string())),
        }
    }

    /// A definition that is called, with its arguments, unless a variable hides it.
    fn function_called<'s>(&self, body: &'s Syntax) -> Option<(&Function, &'s [Syntax])> {
        match &body.kind {
            Written::Application(function, args) => match &function.kind {
                Written::Name(name) if !self.variables.contains_key(&**name) => {
                    Some((self.functions.get(&**name)?, args))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The entry of a tensor at indices.
    fn entry(
        &self,
        vector: &Syntax,
        at: &[(String, Span)],
        indices: &Indices,
        span: &Span,
    ) -> Result<Coordinate, Diagnostic> {
        let chosen = at.iter().filter_map(|(name, _)| indices.find(name));
        let positions: Vec<usize> = chosen.flatten().copied().collect();
        let space = indices.space(&positions);
        let tensor = self.term(vector, None)?;
        if tensor.space() != Some(&space) {
            let message = format!("expected {space}, found {}", tensor.sort());
            return Err(self.error(&vector.span, message));
        }
        let support = indices.ordered(positions.iter().copied());
        let tensor = self.pulled(tensor, &positions, &support, indices, span)?;
        Ok(Coordinate { support, tensor })
    }

    /// `if condition then yes else no`.
    fn choice(
        &self,
        condition: &Syntax,
        branches: [&Syntax; 2],
        indices: &Indices,
        span: &Span,
    ) -> Result<Coordinate, Diagnostic> {
        let [yes, no] = branches;
        let (yes, no) = (
            self.coordinate(yes, indices)?,
            self.coordinate(no, indices)?,
        );
        let (mask, support) = match &condition.kind {
            Written::Infix(symbol @ (">" | "<"), left, right) => {
                let (left, right) = (
                    self.coordinate(left, indices)?,
                    self.coordinate(right, indices)?,
                );
                // `u < v` is `v > u`, as in Lean.
                let (left, right) = if *symbol == "<" {
                    (right, left)
                } else {
                    (left, right)
                };
                let all = [&left, &right, &yes, &no].into_iter();
                let support = indices.ordered(all.flat_map(|part| part.support.iter().copied()));
                let at = &condition.span;
                let left = self.widened(left, &support, indices, at)?;
                let right = self.widened(right, &support, indices, at)?;
                (self.form(at, Op::Greater, vec![left, right])?, support)
            }
            _ => self.mask(condition, indices)?,
        };
        let yes = self.widened(yes, &support, indices, span)?;
        let no = self.widened(no, &support, indices, span)?;
        let tensor = self.form(span, Op::Select, vec![mask, yes, no])?;
        Ok(Coordinate { support, tensor })
    }

    fn mask(
        &self,
        condition: &Syntax,
        indices: &Indices,
    ) -> Result<(Term, Vec<usize>), Diagnostic> {
        let Some((mask, at)) = indexed(condition, |arg| indices.find(arg).is_some()) else {
            return Err(self.error(&condition.span, "expected a mask at the index of `fun`"));
        };
        let chosen = at.iter().filter_map(|(name, _)| indices.find(name));
        let positions: Vec<usize> = chosen.flatten().copied().collect();
        let sort = Sort::Mask(indices.space(&positions));
        let mask = self.term(&mask, Some(&sort))?;
        if indices.ordered(positions.iter().copied()) != positions {
            let message = "the indices of a mask stand in the order of its axes' names";
            return Err(self.error(&condition.span, message));
        }
        Ok((mask, positions))
    }

    /// `∑ k, body`, formed over the support of the body.
    fn sum(
        &self,
        index: &str,
        body: &Syntax,
        indices: &Indices,
        span: &Span,
    ) -> Result<Coordinate, Diagnostic> {
        let axes = self.axes_of(index, &[], body, indices);
        let axes = axes.ok_or_else(|| {
            self.error(
                span,
                format!("no tensor under the sum has the index `{index}`"),
            )
        })?;
        let mut inner = indices.clone();
        let summed = inner.bind(index, &axes);
        let coordinate = self.coordinate(body, &inner)?;
        let all = coordinate.support.iter().chain(&summed).copied();
        let all = inner.ordered(all);
        let tensor = self.widened(coordinate, &all, &inner, span)?;
        let is_kept = |at: &usize| !summed.contains(at);
        let support: Vec<usize> = all.iter().copied().filter(is_kept).collect();
        let kept = |at: &usize| all.iter().position(|other| other == at);
        let axes = support.iter().filter_map(kept).collect();
        let map = IndexMap::by_axes(inner.space(&all), inner.space(&support), axes);
        let map = map.ok_or_else(|| self.error(span, "internal: a sum over no axis"))?;
        let pull = self.form(span, Op::pull(map), vec![])?;
        let push = self.form(span, Op::Adjoint, vec![pull])?;
        let tensor = self.form(span, Op::Apply, vec![push, tensor])?;
        Ok(Coordinate { support, tensor })
    }

    fn lifted(
        &self,
        symbol: &str,
        left: Coordinate,
        right: Coordinate,
        indices: &Indices,
        span: &Span,
    ) -> Result<Coordinate, Diagnostic> {
        if symbol == "/" {
            if !right.support.is_empty() {
                let tensor = self.form(span, Op::Inv, vec![right.tensor])?;
                let inverse = Coordinate { tensor, ..right };
                return self.lifted("*", left, inverse, indices, span);
            }
            let tensor = self.quotient(left.tensor, right.tensor, span)?;
            let support = left.support;
            return Ok(Coordinate { support, tensor });
        }
        let op = match symbol {
            "+" => Op::Add,
            "-" => Op::Sub,
            _ => Op::Smul,
        };
        if op == Op::Smul {
            let (scalar, vector) = match (left.support.as_slice(), right.support.as_slice()) {
                ([], _) => (left, right),
                (_, []) => (right, left),
                _ => return self.joined(Op::Hadamard, left, right, indices, span),
            };
            return Ok(Coordinate {
                tensor: self.form(span, op, vec![scalar.tensor, vector.tensor])?,
                support: vector.support,
            });
        }
        self.joined(op, left, right, indices, span)
    }

    fn joined(
        &self,
        op: Op,
        left: Coordinate,
        right: Coordinate,
        indices: &Indices,
        span: &Span,
    ) -> Result<Coordinate, Diagnostic> {
        let both = left.support.iter().chain(&right.support).copied();
        let support = indices.ordered(both);
        let left = self.widened(left, &support, indices, span)?;
        let right = self.widened(right, &support, indices, span)?;
        let tensor = self.form(span, op, vec![left, right])?;
        Ok(Coordinate { support, tensor })
    }

    /// The same formula as a tensor over these indices, its own among them.
    fn widened(
        &self,
        coordinate: Coordinate,
        to: &[usize],
        indices: &Indices,
        span: &Span,
    ) -> Elaborated {
        let Coordinate { support, tensor } = coordinate;
        let space = indices.space(to);
        if support.is_empty() && space != Space::Real {
            return match tensor.op() {
                Op::Const(value) if *value == Rational::default() => {
                    self.form(span, Op::Zero(space), vec![])
                }
                _ => {
                    let filled = Term::filled(tensor, &space);
                    filled.map_err(|why| self.error(span, why.to_string()))
                }
            };
        }
        self.pulled(tensor, &support, to, indices, span)
    }

    /// A tensor over some indices as one over others, among which they are.
    fn pulled(
        &self,
        tensor: Term,
        own: &[usize],
        to: &[usize],
        indices: &Indices,
        span: &Span,
    ) -> Elaborated {
        let axes = own.iter().map(|at| to.iter().position(|other| other == at));
        let axes = axes.collect::<Option<Vec<usize>>>();
        let map =
            axes.and_then(|axes| IndexMap::by_axes(indices.space(to), indices.space(own), axes));
        let map = map.ok_or_else(|| self.error(span, "internal: an index is not bound here"))?;
        let pulled = tensor.pulled(map);
        pulled.map_err(|why| self.error(span, why.to_string()))
    }
}

/// A tensor with what follows it as long as that are names of indices: `get A x` and `i`, `j`.
fn indexed(
    body: &Syntax,
    is_index: impl Fn(&str) -> bool,
) -> Option<(Syntax, Vec<(String, Span)>)> {
    let Written::Application(function, args) = &body.kind else {
        return None;
    };
    let index = |arg: &Syntax| match &arg.kind {
        Written::Name(name) if is_index(name) => Some((name.clone(), arg.span.clone())),
        _ => None,
    };
    let count = args
        .iter()
        .rev()
        .take_while(|arg| index(arg).is_some())
        .count();
    let (own, at) = args.split_at_checked(args.len().checked_sub(count)?)?;
    if at.is_empty() {
        return None;
    }
    let kind = if own.is_empty() {
        function.kind.clone()
    } else {
        Written::Application(function.clone(), own.to_vec())
    };
    let span = own.last().map_or(function.span.end, |arg| arg.span.end);
    let vector = Syntax::new(kind, function.span.start..span);
    Some((vector, at.iter().filter_map(index).collect()))
}
