//! What stands for something else, applied to arguments.

use std::collections::VecDeque;
use std::rc::Rc;

use super::meaning::{Given, Read, Reader};
use super::value::{Closure, Delayed, Index, Type, Value};
use crate::notation::Span;
use crate::term::{Op, Sort, Space, Term};

impl Reader<'_> {
    /// A value applied to arguments.
    pub(super) fn apply(&self, function: Value, args: Vec<Given>, span: &Span) -> Read<Value> {
        let mut value = function;
        let mut args = VecDeque::from(args);
        loop {
            match value {
                Value::Call(callee, mut given) => {
                    let wanted = self.wanted(&callee, span)?;
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
    pub(super) fn reduce(&self, closure: &Closure, args: &mut VecDeque<Given>) -> Read<Value> {
        let mut scope = closure.scope.clone();
        let mut binders = closure.binders.iter();
        while !args.is_empty() {
            let Some(binder) = binders.next() else { break };
            let Some((None, argument)) = args.pop_front() else {
                return Err(self.unread(&closure.body.span, "a named argument of a local function"));
            };
            let value = match &binder.sort {
                Some(sort) => self.read_delayed(&argument, &self.sort(sort, &scope)?)?,
                None => self.delayed(&argument)?,
            };
            scope = scope.with(&binder.name, value);
        }
        let rest: Vec<_> = binders.cloned().collect();
        if rest.is_empty() {
            let value = self.value(&closure.body, &scope, None)?;
            closure.used.set(true);
            return Ok(value);
        }
        Ok(Value::Function(Rc::new(Closure {
            binders: rest,
            body: closure.body.clone(),
            scope,
            used: closure.used.clone(),
        })))
    }

    /// A term of the language applied to one argument.
    pub(super) fn applied(&self, function: Value, argument: &Delayed, span: &Span) -> Read<Value> {
        let vector = |space: &Space| Type::Sort(Sort::Vec(space.clone()));
        match &function {
            Value::Term(term) => match term.sort() {
                Sort::Vec(Space::Hom(from, _)) => {
                    let argument = self.term(argument, &vector(from))?;
                    let args = vec![term.clone(), argument];
                    return self.form(span, Op::Apply, args).map(Value::Term);
                }
                Sort::Vec(space @ Space::Named(_)) => {
                    let index = self.index(argument, space)?;
                    return Ok(Value::At(index, term.clone()));
                }
                Sort::Mask(space) => {
                    let index = self.index(argument, space)?;
                    return Ok(Value::BoolAt(index, term.clone()));
                }
                _ => {}
            },
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

    pub(super) fn index(&self, argument: &Delayed, space: &Space) -> Read<Index> {
        match self.read_delayed(argument, &Type::Fin(space.clone()))? {
            Value::Index(index) => Ok(index),
            other => Err(self.unread(argument.span(), &other.describe())),
        }
    }

    /// An argument that must be a term of a type.
    pub(super) fn term(&self, argument: &Delayed, sort: &Type) -> Read<Term> {
        match self.read_delayed(argument, sort)? {
            Value::Term(term) => Ok(term),
            other => Err(self.unread(argument.span(), &other.describe())),
        }
    }
}
