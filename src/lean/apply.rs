//! Names and fields to what they stand for, and what is applied to arguments.

use std::collections::VecDeque;
use std::rc::Rc;

use super::arithmetic::Read;
use super::combinator::{BROADCAST_INDEX, Combinator, Meaning, combinator, method};
use super::command::Declaration;
use super::evaluate::{Given, Reader};
use super::index::Index;
use super::syntax::{BILINEAR, Syntax, Written};
use super::value::{Callee, Closure, Delayed, Scope, Type, Value};
use crate::notation::Span;
use crate::term::{Op, Sort, Space, Term};

impl Reader<'_> {
    /// What a proof of `IsBoundedBilinearMap ℝ f` is of.
    pub fn bilinear(&self, sort: &Syntax, scope: &Scope) -> Read<Value> {
        let Written::Application(_, args) = sort.kind.as_ref() else {
            return Err(self.unread(&sort.span, "this"));
        };
        let known = scope.get(BILINEAR).is_some() || self.outline().may_name(BILINEAR);
        let [field, function] = args.as_slice() else {
            return Err(self.unread(&sort.span, "this"));
        };
        let field = self.sort(&field.value, scope)?;
        match self.value(&function.value, scope, None)? {
            function @ Value::Function(_)
                if !known && matches!(&field, Type::Sort(real) if *real == Sort::REAL) =>
            {
                Ok(Value::Curried(Rc::new(function)))
            }
            other => Err(self.unread(&sort.span, &other.describe())),
        }
    }

    /// What a name stands for; of something with parameters before it has any argument.
    pub fn name(&self, name: &str, span: &Span, scope: &Scope) -> Read<Value> {
        if let Some(value) = scope.get(name) {
            return Ok(value.clone());
        }
        let mut parts = name.split('.');
        if let Some(value) = parts.next().and_then(|head| scope.get(head)) {
            return parts.try_fold(value.clone(), |value, field| self.field(value, field, span));
        }
        if let Some(at) = self.declaration(name, span)? {
            let declaration = self.outline().declarations.get(at);
            if declaration.is_some_and(Declaration::is_proof) {
                return Ok(Value::Proof);
            }
            // It is stated by cases, which are pinned and not read.
            if declaration.is_some_and(|d| d.name == BROADCAST_INDEX && d.body.is_none())
                && let Some(row) = combinator(BROADCAST_INDEX)
            {
                return Ok(Value::Call(Callee::Combinator(row), Vec::new()));
            }
            return Ok(Value::Call(Callee::Declaration(at), Vec::new()));
        }
        if let Some(row) = combinator(name) {
            return Ok(Value::Call(Callee::Combinator(row), Vec::new()));
        }
        if let Some(function) = self.number_function(name) {
            return Ok(Value::Call(function, Vec::new()));
        }
        // A field of what the longest beginning of it names.
        if let Some((object, field)) = name.rsplit_once('.')
            && let Ok(object) = self.name(object, span, scope)
        {
            let object = self.apply(object, Vec::new(), span)?;
            return self.field(object, field, span);
        }
        Err(self.error(span, format!("the reader does not know `{name}`")))
    }

    /// `.dim` and `.scalar`: of the types that the reader knows, shapes alone have them.
    pub fn dotted(&self, name: &str, span: &Span) -> Read<Value> {
        let row = method(&["Shape"], name);
        let row = row.filter(|row| matches!(row.meaning, Meaning::Point | Meaning::Axis));
        match row.filter(|_| !self.outline().may_name(name)) {
            Some(row) => Ok(Value::Call(Callee::Combinator(row), Vec::new())),
            None => Err(self.unread(span, &format!("`.{name}`"))),
        }
    }

    /// `object.field`.
    pub fn field(&self, object: Value, field: &str, span: &Span) -> Read<Value> {
        let namespaces: &[&str] = match &object {
            Value::Term(term) | Value::At(_, term) => match term.space() {
                Some(Space::Hom(..)) => &["ContinuousLinearMap"],
                Some(Space::Named(_) | Space::Shaped(_)) => &["EuclideanSpace"],
                _ => &[],
            },
            Value::Coordinates(_)
            | Value::Bilinear(_)
            | Value::OfPair(_)
            | Value::AtRow(_)
            | Value::OfRows(_) => &["ContinuousLinearMap"],
            Value::Equivalence(..) => &["ContinuousLinearEquiv", "ContinuousLinearMap"],
            Value::Shape(_) => &["Shape"],
            Value::Bijection(_) => &["Equiv"],
            Value::Index(_) => &["Fin"],
            _ => &[],
        };
        // Lean looks for a method of the type as it is written first.
        let hidden = self.outline().may_name(field);
        match object {
            Value::Equality(a, b) if field == "symm" && !hidden => {
                return Ok(Value::Equality(b, a));
            }
            Value::Proof if field == "symm" && !hidden => return Ok(Value::Proof),
            Value::Curried(of) if field == "toContinuousLinearMap" && !hidden => {
                return Ok(Value::Curried(of));
            }
            Value::Layer(layer, part) if !hidden => {
                return match part.field(field) {
                    Some(part) => Ok(Value::Layer(layer, part)),
                    None => Err(self.unread(span, &format!("`.{field}` of a linear layer"))),
                };
            }
            Value::Pair(parts) if matches!(field, "1" | "2") => {
                let part = if field == "1" { &parts.0 } else { &parts.1 };
                return Ok(part.clone());
            }
            _ => {}
        }
        // The object is the first argument of its type.
        let first = |row: &&Combinator| {
            !matches!(
                row.meaning,
                Meaning::Axis | Meaning::CastIndex | Meaning::ValidAxis
            )
        };
        let row = method(namespaces, field).filter(|_| !hidden).filter(first);
        let Some(row) = row else {
            let what = format!("`.{field}` of {}", object.describe());
            return Err(self.unread(span, &what));
        };
        let call = Value::Call(Callee::Combinator(row), Vec::new());
        let object = Delayed::Known(object, span.clone());
        // It may lack no more than the object, and take others by name.
        Ok(match row.explicit {
            [_] if !row.implicit.is_empty() => {
                let Value::Call(callee, _) = call else {
                    return Err(self.unread(span, "this field"));
                };
                Value::Call(callee, vec![(None, object)])
            }
            _ => self.apply(call, vec![(None, object)], span)?,
        })
    }

    /// A value applied to arguments.
    pub fn apply(&self, function: Value, args: Vec<Given>, span: &Span) -> Read<Value> {
        let mut value = function;
        let mut args = VecDeque::from(args);
        loop {
            match value {
                Value::Call(callee, mut given) => {
                    let wanted = self.wanted(&callee)?;
                    let mut missing = wanted.missing(&given);
                    while let Some((name, argument)) = args.pop_front() {
                        if name.is_none() && missing == 0 {
                            args.push_front((name, argument));
                            break;
                        }
                        given.push((name, argument));
                        missing = wanted.missing(&given);
                    }
                    if missing > 0 {
                        return Ok(Value::Call(callee, given));
                    }
                    let named = wanted.assign(self, given)?;
                    value = self.perform(&callee, &named, span)?;
                }
                Value::Function(closure) if !args.is_empty() => {
                    value = self.reduce(&closure, &mut args)?;
                }
                value if args.is_empty() => return Ok(value),
                // Of a statement for all, one for these.
                Value::Proof => return Ok(Value::Proof),
                other => {
                    let Some((None, argument)) = args.pop_front() else {
                        return Err(self.unread(span, "a named argument here"));
                    };
                    value = self.applied(other, &argument, span)?;
                }
            }
        }
    }

    /// A function applied to as many arguments as there are.
    pub fn reduce(&self, closure: &Closure, args: &mut VecDeque<Given>) -> Read<Value> {
        let mut scope = closure.scope.clone();
        let mut binders = closure.binders.iter();
        while !args.is_empty() {
            let Some(binder) = binders.next() else { break };
            let Some((None, argument)) = args.pop_front() else {
                return Err(self.unread(&closure.body.span, "a named argument of a local function"));
            };
            let value = match &binder.sort {
                Some(sort) => {
                    let sort = self.inside(closure.within, || self.sort(sort, &scope))?;
                    self.read_delayed(&argument, &sort)?
                }
                None => self.delayed(&argument)?,
            };
            scope = scope.with(&binder.name, value);
        }
        let rest: Vec<_> = binders.cloned().collect();
        if rest.is_empty() {
            let value = self.inside(closure.within, || self.value(&closure.body, &scope, None))?;
            closure.used.set(true);
            return Ok(value);
        }
        Ok(Value::Function(Rc::new(Closure {
            binders: rest,
            body: closure.body.clone(),
            scope,
            within: closure.within,
            used: closure.used.clone(),
        })))
    }

    /// A term of the language applied to one argument.
    pub fn applied(&self, function: Value, argument: &Delayed, span: &Span) -> Read<Value> {
        let vector = |space: &Space| Type::Sort(Sort::Vec(space.clone()));
        match &function {
            Value::Term(term) => match term.sort() {
                Sort::Vec(Space::Hom(from, _)) => {
                    let argument = self.term(argument, &vector(from))?;
                    let args = vec![term.clone(), argument];
                    return self.form(span, Op::Apply, args).map(Value::Term);
                }
                Sort::Vec(space) => {
                    if let Value::Index(index) = self.delayed(argument)?
                        && let Some(row) = self.row(term, &index)
                    {
                        return Ok(Value::Row(row.into()));
                    }
                    let index = self.index(argument, space)?;
                    return self.at(span).entry(term.clone(), &index);
                }
                Sort::Mask(space) => {
                    let index = self.index(argument, space)?;
                    return self.at(span).entry_of_mask(term.clone(), &index);
                }
                Sort::Idx { .. } | Sort::CanBroadcastTo { .. } | Sort::Rank(_) => {}
            },
            Value::Bijection(bijection) => {
                let value = self.delayed(argument)?;
                return self.image(bijection, value, true, span);
            }
            Value::Layer(layer, part) => return self.of_layer(layer, *part, argument, span),
            Value::Row(row) => return self.entry_of_row(row, argument, span),
            Value::Bilinear(map) => {
                let [(_, from), _] = &map.variables;
                if let Value::Row(row) = self.delayed(argument)?
                    && row.rest == *from
                {
                    return Ok(Value::AtRow((map.clone(), row)));
                }
                let argument = self.term(argument, &vector(from))?;
                return self.with_one(map, 0, argument, span).map(Value::Term);
            }
            Value::At(index, term) => {
                if let Some(Space::Hom(from, _)) = term.space() {
                    let argument = self.term(argument, &vector(from))?;
                    let args = vec![term.clone(), argument];
                    let applied = self.form(span, Op::Apply, args)?;
                    return Ok(Value::At(index.clone(), applied));
                }
            }
            _ => {}
        }
        Err(self.unread(span, &format!("an argument of {}", function.describe())))
    }

    pub fn index(&self, argument: &Delayed, space: &Space) -> Read<Index> {
        match self.read_delayed(argument, &Type::Fin(space.clone()))? {
            Value::Index(index) => Ok(index),
            other => Err(self.unread(argument.span(), &other.describe())),
        }
    }

    /// The sizes that a proof says are equal, if it is known to say that of sizes.
    pub fn equation(&self, proof: &Delayed) -> Read<Option<(Space, Space)>> {
        if let Delayed::Written(syntax, ..) = proof
            && matches!(syntax.kind.as_ref(), Written::By(_))
        {
            return Ok(None);
        }
        match self.delayed(proof)? {
            Value::Equality(from, to) => Ok(Some((from, to))),
            Value::Proof => Ok(None),
            other => Err(self.unread(proof.span(), &other.describe())),
        }
    }

    /// An argument that must be a term of a type.
    pub fn term(&self, argument: &Delayed, sort: &Type) -> Read<Term> {
        match self.read_delayed(argument, sort)? {
            Value::Term(term) => Ok(term),
            other => Err(self.unread(argument.span(), &other.describe())),
        }
    }
}
