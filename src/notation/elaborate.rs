//! Written terms to well-sorted terms.

mod call;
mod coordinate;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::number::rational;
use super::source::{Diagnostic, Source, Span};
use super::syntax::{Syntax, Written, WrittenCondition};
use crate::term::{Apart, Dim, Name, Op, Rational, Sort, SortError, Space, Term, inverse};

/// A named function that terms may call: its parameters and its value.
#[derive(Clone, Debug)]
pub struct Function {
    /// Parameters in order.
    pub parameters: Vec<(Name, Sort)>,
    /// The value, over the parameters.
    pub value: Term,
}

/// The names that a term may use.
#[derive(Clone, Debug)]
pub struct Scope<'a> {
    source: &'a Arc<Source>,
    variables: BTreeMap<Name, Sort>,
    functions: &'a BTreeMap<Name, Function>,
    /// In derivative rules, the space that `D` differentiates over.
    domain: Option<Space>,
    /// The dimensions that hypotheses say are equal.
    equal: Vec<(Dim, Dim)>,
}

type Elaborated = Result<Term, Diagnostic>;

impl<'a> Scope<'a> {
    /// A scope with these variables and functions.
    pub fn new(
        source: &'a Arc<Source>,
        variables: impl IntoIterator<Item = (Name, Sort)>,
        functions: &'a BTreeMap<Name, Function>,
    ) -> Scope<'a> {
        Scope {
            source,
            variables: variables.into_iter().collect(),
            functions,
            domain: None,
            equal: Vec::new(),
        }
    }

    /// The scope with `D u`, the derivative of `u` as a map from `domain`.
    #[must_use]
    pub fn with_derivatives(mut self, domain: Space) -> Scope<'a> {
        self.domain = Some(domain);
        self
    }

    /// The scope with hypotheses that these dimensions are equal.
    #[must_use]
    pub fn with_equal(mut self, equal: &[(Dim, Dim)]) -> Scope<'a> {
        self.equal.extend_from_slice(equal);
        self
    }

    /// Whether a hypothesis says that the dimensions are equal.
    pub fn are_equal(&self, d: &Dim, e: &Dim) -> bool {
        let mut equal = self.equal.iter();
        equal.any(|(a, b)| (a, b) == (d, e) || (b, a) == (d, e))
    }

    /// A condition: that two sides differ, or one is less, between numbers or in every coordinate.
    ///
    /// # Errors
    /// Where a side has no sort, or vectors are compared without an index.
    pub fn condition(&self, written: &WrittenCondition) -> Result<Apart, Diagnostic> {
        let side = |side: &Syntax| match &written.index {
            Some(index) => {
                let body = Box::new(side.clone());
                Syntax::new(
                    Written::Lambda(vec![index.clone()], body),
                    side.span.clone(),
                )
            }
            None => side.clone(),
        };
        let (left, right) = (side(&written.left), side(&written.right));
        // One side tells how far the index of both runs.
        let (left, right) = match self.term(&left, None) {
            Ok(left) => {
                let right = self.term(&right, Some(left.sort()))?;
                (left, right)
            }
            Err(error) => {
                let right = self.term(&right, None).map_err(|_| error)?;
                (self.term(&left, Some(right.sort()))?, right)
            }
        };
        let is_fitting = match &written.index {
            Some(_) => left.space().is_some_and(|space| space.axes().is_some()),
            None => *left.sort() == Sort::REAL,
        };
        if is_fitting && written.is_less {
            let less = Apart::less(left, right);
            return less.map_err(|why| self.error(&written.left.span, why.to_string()));
        }
        if is_fitting {
            return Ok(Apart { left, right });
        }
        let message = "vectors differ in every coordinate: `∀ i, u i ≠ v i`";
        Err(self.error(&written.left.span, message))
    }

    /// The scope with one more variable.
    #[must_use]
    pub fn with(mut self, name: &str, sort: Sort) -> Scope<'a> {
        self.variables.insert(name.into(), sort);
        self
    }

    fn error(&self, span: &Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.source, span.clone(), message)
    }

    fn form(&self, span: &Span, op: Op, args: Vec<Term>) -> Elaborated {
        Term::new(op, args).map_err(|e: SortError| self.error(span, e.to_string()))
    }

    /// The term, of the expected sort if one is given.
    ///
    /// # Errors
    /// At the innermost place that has no sort or the wrong one.
    pub fn term(&self, syntax: &Syntax, expected: Option<&Sort>) -> Elaborated {
        let term = self.open(syntax, expected)?;
        match expected {
            Some(sort) if term.sort() != sort => Err(self.error(
                &syntax.span,
                format!("expected {sort}, found {}", term.sort()),
            )),
            _ => Ok(term),
        }
    }

    fn open(&self, syntax: &Syntax, expected: Option<&Sort>) -> Elaborated {
        let span = &syntax.span;
        match &syntax.kind {
            Written::Number(digits) => self.number(digits, span, expected),
            Written::Name(name) => self.call(name, &[], span, expected),
            Written::Application(function, args) => match &function.kind {
                Written::Name(name) => self.call(name, args, span, expected),
                Written::Field(object, field) => {
                    if let ("comp", [inner]) = (field.as_str(), args.as_slice())
                        && is_open(object)
                    {
                        return self.infix("∘L", object, inner, span, expected);
                    }
                    let object = self.term(object, None)?;
                    self.field(object, field, args, span)
                }
                _ => {
                    let function = self.term(function, None)?;
                    self.apply(function, args, span)
                }
            },
            Written::Field(object, field) => {
                let object = self.term(object, None)?;
                self.field(object, field, &[], span)
            }
            Written::Negation(operand) => {
                let operand = self.term(operand, expected)?;
                self.negated(operand, span)
            }
            Written::Inverse(operand) => {
                let operand = self.term(operand, expected)?;
                self.form(span, Op::Inv, vec![operand])
            }
            Written::Inner(left, right) => {
                let (left, right) = self.alike(left, right, None)?;
                self.form(span, Op::Inner, vec![left, right])
            }
            Written::Infix(symbol, left, right) => self.infix(symbol, left, right, span, expected),
            Written::Lambda(names, body) => self.lambda(names, body, expected, span),
            Written::Sum(..) => self.lambda(&[], syntax, Some(&Sort::REAL), span),
            Written::If(..) if expected == Some(&Sort::REAL) => {
                self.lambda(&[], syntax, expected, span)
            }
            Written::Ascription(term, sort) => self.term(term, Some(sort)),
            Written::If(..) => Err(self.error(
                span,
                "`if` may stand only under `fun i =>`, or for a number",
            )),
        }
    }

    /// `-u`; the negative of a constant is a constant.
    fn negated(&self, operand: Term, span: &Span) -> Elaborated {
        match operand.op() {
            Op::Const(value) => Ok(Term::constant(-value)),
            _ => self.form(span, Op::Neg, vec![operand]),
        }
    }

    /// `c / d` and `u / d`; the quotient of constants is a constant.
    fn quotient(&self, left: Term, right: Term, span: &Span) -> Elaborated {
        if let (Op::Const(a), Op::Const(b)) = (left.op(), right.op()) {
            return Ok(Term::constant(a * inverse(b)));
        }
        let inverse = self.form(span, Op::Inv, vec![right])?;
        let args = if *left.sort() == Sort::REAL {
            vec![left, inverse]
        } else {
            vec![inverse, left]
        };
        self.form(span, Op::Smul, args)
    }

    fn infix(
        &self,
        symbol: &str,
        left: &Syntax,
        right: &Syntax,
        span: &Span,
        expected: Option<&Sort>,
    ) -> Elaborated {
        let real = Some(&Sort::REAL);
        match symbol {
            "•" => {
                let left = self.term(left, real)?;
                let right = self.term(right, expected)?;
                self.form(span, Op::Smul, vec![left, right])
            }
            "*" => {
                let [left, right] = self.numbers(symbol, [left, right])?;
                self.form(span, Op::Smul, vec![left, right])
            }
            "/" => {
                let [left, right] = self.numbers(symbol, [left, right])?;
                self.quotient(left, right, span)
            }
            ">" | "<" => Err(self.error(
                span,
                format!("`{symbol}` may stand only between `if` and `then`"),
            )),
            "∘L" => {
                let left = self
                    .term(left, None)
                    .or_else(|error| self.outer_map(left, right, expected).ok_or(error))?;
                let right = self.inner_map(&left, right)?;
                self.form(span, Op::Comp, vec![left, right])
            }
            _ => {
                let unknown = || self.error(span, format!("unknown symbol `{symbol}`"));
                let op = Op::infix(symbol).ok_or_else(unknown)?;
                let (left, right) = self.alike(left, right, expected)?;
                self.form(span, op.clone(), vec![left, right])
            }
        }
    }

    /// The sides of `*` and `/`, which are between numbers.
    fn numbers(&self, symbol: &str, sides: [&Syntax; 2]) -> Result<[Term; 2], Diagnostic> {
        let [left, right] = sides;
        let number = |side: &Syntax| {
            self.term(side, Some(&Sort::REAL)).map_err(|error| {
                let vector = self.term(side, None).ok();
                match vector.as_ref().map(Term::sort) {
                    Some(Sort::Vec(Space::Named(_) | Space::Shaped(_))) => {
                        error.with_help(match symbol {
                            "*" => "write `u ⊙ v` for the product coordinate by coordinate, `c • u` for a multiple",
                            _ => "write `c⁻¹ • u` for a vector by a number",
                        })
                    }
                    _ => error,
                }
            })
        };
        Ok([number(left)?, number(right)?])
    }

    /// Two terms of one sort; a bare number takes the sort of the other.
    pub fn alike(
        &self,
        left: &Syntax,
        right: &Syntax,
        expected: Option<&Sort>,
    ) -> Result<(Term, Term), Diagnostic> {
        if expected.is_none() && is_open(left) {
            let right = self.term(right, None)?;
            return Ok((self.term(left, Some(right.sort()))?, right));
        }
        let left = self.term(left, expected)?;
        let right = self.term(right, Some(left.sort()))?;
        Ok((left, right))
    }

    fn number(&self, digits: &str, span: &Span, expected: Option<&Sort>) -> Elaborated {
        let value = rational(digits).map_err(|why| self.error(span, why.to_string()))?;
        match expected {
            None | Some(&Sort::REAL) => Ok(Term::constant(value)),
            Some(Sort::Vec(space)) if value == Rational::default() => {
                self.form(span, Op::Zero(space.clone()), vec![])
            }
            Some(sort) => Err(self.error(span, format!("expected {sort}, found a number"))),
        }
    }
}

/// Whether the term has a sort only where one is expected.
fn is_open(syntax: &Syntax) -> bool {
    match &syntax.kind {
        Written::Number(_) | Written::Lambda(..) => true,
        Written::Negation(part) | Written::Infix("•", _, part) => is_open(part),
        Written::Name(name) => call::is_typed(name),
        Written::Application(function, _) => {
            matches!(&function.kind, Written::Name(name) if call::is_typed(name))
        }
        _ => false,
    }
}
