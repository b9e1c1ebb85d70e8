//! Functions of numbers that other files declare: read as their entries, which are compared with
//! those files for themselves.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::arithmetic::Read;
use super::call::Assigned;
use super::evaluate::Reader;
use super::value::{Callee, Value};
use crate::notation::{Form, Span};
use crate::term::{Name, Op, Sort, Term};

/// A function of numbers by its entry.
#[derive(Clone, Debug)]
pub struct NumberFunction {
    /// The parameters, in order.
    pub parameters: Vec<Name>,
    /// The value, over the parameters.
    pub value: Term,
}

impl Reader<'_> {
    /// The function of numbers that has an entry of this full name.
    pub fn number_function(&self, name: &str) -> Option<Callee> {
        let is_real = |sort: &Sort| *sort == Sort::REAL;
        let entry = self.entry_if(name, |entry| match &entry.form {
            Form::Function(value) => {
                let mut parameters = entry.parameters.iter();
                is_real(value.sort()) && parameters.all(|(_, sort)| is_real(sort))
            }
            _ => false,
        })?;
        let Form::Function(value) = &entry.form else {
            return None;
        };
        let parameters = entry.parameters.iter().map(|(name, _)| name.clone());
        Some(Callee::Function(Rc::new(NumberFunction {
            parameters: parameters.collect(),
            value: value.clone(),
        })))
    }

    /// The value of such a function at numbers, or at coordinates.
    pub fn value_of(&self, function: &NumberFunction, args: &Assigned, span: &Span) -> Read<Value> {
        let mut values = BTreeMap::new();
        for parameter in &function.parameters {
            let argument = args.get(&**parameter);
            let missing = || self.error(span, format!("`{parameter}` is missing"));
            let value = self.delayed(argument.ok_or_else(missing)?)?;
            values.insert(parameter.clone(), value);
        }
        self.formula_at(&function.value, &values, span)
    }

    /// A formula of numbers where its variables have these values.
    fn formula_at(
        &self,
        formula: &Term,
        values: &BTreeMap<Name, Value>,
        span: &Span,
    ) -> Read<Value> {
        let place = self.at(span);
        let of = |part: &Term| self.formula_at(part, values, span);
        match (formula.op(), formula.args()) {
            (Op::Var(name, _), []) => {
                let unknown = || self.unread(span, &format!("`{name}` in an entry"));
                values.get(name).cloned().ok_or_else(unknown)
            }
            (Op::Neg, [part]) => place.negation(of(part)?),
            (Op::Inv, [part]) => place.inverse(of(part)?),
            (Op::Map(function), [part]) => place.mapped(*function, of(part)?),
            (op @ (Op::Add | Op::Sub), [left, right]) => place.sum(op, of(left)?, of(right)?),
            (Op::Smul, [left, right]) => place.product(of(left)?, of(right)?),
            (Op::Select, [mask, yes, no]) => match (mask.op(), mask.args()) {
                (Op::Greater, [left, right]) => {
                    let condition = place.greater(of(left)?, of(right)?)?;
                    place.chosen(condition, of(yes)?, of(no)?)
                }
                _ => Err(self.unread(span, "a choice of an entry")),
            },
            (_, []) => Ok(Value::Term(formula.clone())),
            _ => Err(self.unread(span, "a form of an entry")),
        }
    }
}
