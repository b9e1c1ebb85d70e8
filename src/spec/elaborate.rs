//! Written terms to well-sorted terms.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::source::{Diagnostic, Source, Span};
use super::syntax::{Syntax, Written};
use crate::term::{Name, Op, Rational, Sort, SortError, Space, Term, inverse};

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
}

type Elaborated = Result<Term, Diagnostic>;

/// A coordinate of a vector under `fun i => …`.
enum Coordinate {
    /// The same in every coordinate.
    Constant(Term),
    /// Coordinate `i` of this vector.
    Of(Term),
}

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
        }
    }

    /// The scope with `D u`, the derivative of `u` as a map from `domain`.
    #[must_use]
    pub fn with_derivatives(mut self, domain: Space) -> Scope<'a> {
        self.domain = Some(domain);
        self
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
                let operand = self.term(operand, Some(&Sort::REAL))?;
                self.form(span, Op::Inv, vec![operand])
            }
            Written::Inner(left, right) => {
                let (left, right) = self.alike(left, right, None)?;
                self.form(span, Op::Inner, vec![left, right])
            }
            Written::Infix(symbol, left, right) => self.infix(symbol, left, right, span, expected),
            Written::Lambda(index, body) => {
                let inferred = match expected {
                    None => self.indexed(body, index),
                    Some(_) => None,
                };
                let Some(Sort::Vec(space)) = expected.or(inferred.as_ref()) else {
                    return Err(self.error(span, "`fun` may stand only where a vector is expected"));
                };
                let body = self.coordinate(body, index, space)?;
                self.vector(body, space, span)
            }
            Written::Ascription(term, sort) => self.term(term, Some(sort)),
            Written::If(..) => Err(self.error(span, "`if` may stand only under `fun i =>`")),
        }
    }

    /// `-u`; the negative of a constant is a constant.
    fn negated(&self, operand: Term, span: &Span) -> Elaborated {
        match operand.op() {
            Op::Const(value) => Ok(Term::constant(-value)),
            _ => self.form(span, Op::Neg, vec![operand]),
        }
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
                let (left, right) = (self.term(left, real)?, self.term(right, real)?);
                self.form(span, Op::Smul, vec![left, right])
            }
            "/" => {
                let (left, right) = (self.term(left, real)?, self.term(right, real)?);
                if let (Op::Const(a), Op::Const(b)) = (left.op(), right.op()) {
                    return Ok(Term::constant(a * inverse(b)));
                }
                let inverse = self.form(span, Op::Inv, vec![right])?;
                self.form(span, Op::Smul, vec![left, inverse])
            }
            "∘L" => {
                let left = self
                    .term(left, None)
                    .or_else(|error| self.outer_map(left, right, expected).ok_or(error))?;
                let right = self.inner_map(&left, right)?;
                self.form(span, Op::Comp, vec![left, right])
            }
            _ => {
                let op = match symbol {
                    "+" => Op::Add,
                    "-" => Op::Sub,
                    _ => Op::Hadamard,
                };
                let (left, right) = self.alike(left, right, expected)?;
                self.form(span, op, vec![left, right])
            }
        }
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
        match expected {
            None | Some(&Sort::REAL) => digits
                .parse::<Rational>()
                .map(Term::constant)
                .map_err(|e| self.error(span, e.to_string())),
            Some(Sort::Vec(space)) if digits == "0" => {
                self.form(span, Op::Zero(space.clone()), vec![])
            }
            Some(sort) => Err(self.error(span, format!("expected {sort}, found a number"))),
        }
    }

    fn call(
        &self,
        name: &str,
        args: &[Syntax],
        span: &Span,
        expected: Option<&Sort>,
    ) -> Elaborated {
        if let Some(sort) = self.variables.get(name) {
            return self.apply(Term::var(name, sort.clone()), args, span);
        }
        if let Some((object, fields)) = name.split_once('.')
            && let Some(sort) = self.variables.get(object)
        {
            let (inner, last) = match fields.rsplit_once('.') {
                Some((inner, last)) => (Some(inner), last),
                None => (None, fields),
            };
            let object = Term::var(object, sort.clone());
            let object = inner
                .into_iter()
                .flat_map(|fields| fields.split('.'))
                .try_fold(object, |object, field| self.field(object, field, &[], span))?;
            return self.field(object, last, args, span);
        }
        if let Some(function) = self.functions.get(name) {
            return self.function(name, function, args, span);
        }
        let op = match name {
            "get" => Op::Get,
            "single" => Op::Single,
            "getCLM" => Op::GetClm,
            "diag" => Op::Diag,
            "id" => {
                let Some(Sort::Vec(Space::Hom(from, _))) = expected else {
                    return Err(self.error(span, "the space of `id` is not known here"));
                };
                return self.form(span, Op::Id((**from).clone()), vec![]);
            }
            "D" if self.domain.is_some() => return self.derivative(args, span),
            _ => return Err(self.error(span, format!("unknown name `{name}`"))),
        };
        let arity = if matches!(op, Op::Get | Op::Single) {
            2
        } else {
            1
        };
        let (own, rest) = args
            .split_at_checked(arity)
            .ok_or_else(|| self.error(span, format!("`{name}` takes {arity} arguments")))?;
        let mut terms: Vec<Term> = Vec::new();
        for arg in own {
            let sort = is_open(arg)
                .then(|| argument(&op, terms.first(), expected))
                .flatten();
            terms.push(self.term(arg, sort.as_ref())?);
        }
        let term = self.form(span, op, terms)?;
        self.apply(term, rest, span)
    }

    /// `D u` of a variable `u`, as the variable that rules call it by.
    fn derivative(&self, args: &[Syntax], span: &Span) -> Elaborated {
        let message = "`D` is applied to one variable of the rule";
        let ([arg], Some(domain)) = (args, &self.domain) else {
            return Err(self.error(span, message));
        };
        let arg = self.term(arg, None)?;
        match (arg.op(), arg.space()) {
            (Op::Var(name, _), Some(space)) => Ok(Term::var(
                &format!("D {name}"),
                Sort::Vec(Space::hom(domain.clone(), space.clone())),
            )),
            _ => Err(self.error(span, message)),
        }
    }

    /// A call of another definition, replaced by its value.
    fn function(
        &self,
        name: &str,
        function: &Function,
        args: &[Syntax],
        span: &Span,
    ) -> Elaborated {
        let (spaces, terms) = self.arguments(name, &function.parameters, args, span)?;
        function
            .value
            .substitute(&spaces, &terms)
            .map_err(|e| self.error(span, e.to_string()))
    }

    /// Arguments for parameters: what the spaces and the parameters become.
    #[allow(clippy::type_complexity)]
    pub fn arguments(
        &self,
        name: &str,
        parameters: &[(Name, Sort)],
        args: &[Syntax],
        span: &Span,
    ) -> Result<(BTreeMap<Name, Space>, BTreeMap<Name, Term>), Diagnostic> {
        if args.len() != parameters.len() {
            let count = parameters.len();
            return Err(self.error(span, format!("`{name}` takes {count} arguments")));
        }
        let mut spaces = BTreeMap::new();
        let mut terms = BTreeMap::new();
        for ((parameter, sort), arg) in parameters.iter().zip(args) {
            let term = self.term(arg, None)?;
            if !sort.unify(term.sort(), &mut spaces) {
                return Err(self.error(
                    &arg.span,
                    format!(
                        "expected {} for `{parameter}`, found {}",
                        sort.instantiate(&spaces),
                        term.sort()
                    ),
                ));
            }
            terms.insert(parameter.clone(), term);
        }
        Ok((spaces, terms))
    }

    fn field(&self, object: Term, field: &str, args: &[Syntax], span: &Span) -> Elaborated {
        match (field, args) {
            ("adjoint", args) => {
                let adjoint = self.form(span, Op::Adjoint, vec![object])?;
                self.apply(adjoint, args, span)
            }
            ("comp", [inner, rest @ ..]) => {
                let inner = self.inner_map(&object, inner)?;
                let composed = self.form(span, Op::Comp, vec![object, inner])?;
                self.apply(composed, rest, span)
            }
            _ => Err(self.error(span, format!("unknown field `{field}`"))),
        }
    }

    /// An outer map whose sort shows only in what it is composed with.
    fn outer_map(&self, outer: &Syntax, inner: &Syntax, expected: Option<&Sort>) -> Option<Term> {
        let inner = self.term(inner, None).ok()?;
        let Some(Space::Hom(_, middle)) = inner.space() else {
            return None;
        };
        let to = match expected {
            Some(Sort::Vec(Space::Hom(_, to))) => to,
            _ => middle,
        };
        let sort = Sort::Vec(Space::hom((**middle).clone(), (**to).clone()));
        self.term(outer, Some(&sort)).ok()
    }

    /// What is composed with `outer`: a bare `id` is that of its domain.
    fn inner_map(&self, outer: &Term, inner: &Syntax) -> Elaborated {
        let domain = match (outer.space(), &inner.kind) {
            (Some(Space::Hom(from, _)), Written::Name(name)) if name == "id" => {
                Some(Sort::Vec(Space::hom((**from).clone(), (**from).clone())))
            }
            _ => None,
        };
        self.term(inner, domain.as_ref())
    }

    fn apply(&self, function: Term, args: &[Syntax], span: &Span) -> Elaborated {
        args.iter().try_fold(function, |function, arg| {
            let expected = match function.space() {
                Some(Space::Hom(from, _)) => Some(Sort::Vec((**from).clone())),
                _ => None,
            };
            let arg = self.term(arg, expected.as_ref())?;
            self.form(span, Op::Apply, vec![function, arg])
        })
    }

    /// The sort of a vector that a mask in `body`, applied to `index`, tells.
    fn indexed(&self, body: &Syntax, index: &str) -> Option<Sort> {
        match &body.kind {
            Written::Negation(part) => self.indexed(part, index),
            Written::Infix(_, left, right) => self
                .indexed(left, index)
                .or_else(|| self.indexed(right, index)),
            Written::If(condition, ..) => {
                let Written::Application(mask, args) = &condition.kind else {
                    return None;
                };
                let [at] = args.as_slice() else { return None };
                let applied = matches!(&at.kind, Written::Name(name) if name == index);
                match self.term(mask, None).ok()?.sort() {
                    Sort::Mask(space) if applied => Some(Sort::Vec(space.clone())),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// What `body` is in coordinate `index` of a vector of `space`.
    fn coordinate(
        &self,
        body: &Syntax,
        index: &str,
        space: &Space,
    ) -> Result<Coordinate, Diagnostic> {
        let span = &body.span;
        let sort = Sort::Vec(space.clone());
        match &body.kind {
            Written::Application(function, args) => {
                if let Some((last, first)) = args.split_last()
                    && matches!(&last.kind, Written::Name(name) if name == index)
                {
                    let kind = if first.is_empty() {
                        function.kind.clone()
                    } else {
                        Written::Application(function.clone(), first.to_vec())
                    };
                    let vector = Syntax::new(kind, span.clone());
                    return self.term(&vector, Some(&sort)).map(Coordinate::Of);
                }
            }
            Written::Negation(operand) => {
                return Ok(match self.coordinate(operand, index, space)? {
                    Coordinate::Of(u) => Coordinate::Of(self.form(span, Op::Neg, vec![u])?),
                    Coordinate::Constant(c) => Coordinate::Constant(self.negated(c, span)?),
                });
            }
            Written::Infix(symbol @ ("+" | "-" | "*"), left, right) => {
                let left = self.coordinate(left, index, space)?;
                let right = self.coordinate(right, index, space)?;
                return self.lifted(symbol, left, right, space, span);
            }
            Written::If(condition, yes, no) => {
                let mask = self.mask(condition, index, space)?;
                let yes = self.coordinate(yes, index, space)?;
                let yes = self.vector(yes, space, span)?;
                let no = self.coordinate(no, index, space)?;
                let no = self.vector(no, space, span)?;
                let term = self.form(span, Op::Select, vec![mask, yes, no])?;
                return Ok(Coordinate::Of(term));
            }
            _ => {}
        }
        self.term(body, Some(&Sort::REAL)).map(Coordinate::Constant)
    }

    fn mask(&self, condition: &Syntax, index: &str, space: &Space) -> Elaborated {
        if let Written::Application(mask, args) = &condition.kind
            && let [at] = args.as_slice()
            && matches!(&at.kind, Written::Name(name) if name == index)
        {
            return self.term(mask, Some(&Sort::Mask(space.clone())));
        }
        Err(self.error(&condition.span, "expected a mask at the index of `fun`"))
    }

    fn lifted(
        &self,
        symbol: &str,
        left: Coordinate,
        right: Coordinate,
        space: &Space,
        span: &Span,
    ) -> Result<Coordinate, Diagnostic> {
        use Coordinate::{Constant, Of};
        let op = match symbol {
            "+" => Op::Add,
            "-" => Op::Sub,
            _ => Op::Smul,
        };
        let term = match (left, right) {
            (Constant(c), Constant(d)) => {
                return self.form(span, op, vec![c, d]).map(Constant);
            }
            (Of(u), Of(v)) if op == Op::Smul => self.form(span, Op::Hadamard, vec![u, v])?,
            (Constant(c), Of(u)) | (Of(u), Constant(c)) if op == Op::Smul => {
                self.form(span, op, vec![c, u])?
            }
            (left, right) => {
                let left = self.vector(left, space, span)?;
                let right = self.vector(right, space, span)?;
                self.form(span, op, vec![left, right])?
            }
        };
        Ok(Of(term))
    }

    fn vector(&self, coordinate: Coordinate, space: &Space, span: &Span) -> Elaborated {
        match coordinate {
            Coordinate::Of(term) => Ok(term),
            Coordinate::Constant(c) if *c.op() == Op::Const(Rational::default()) => {
                self.form(span, Op::Zero(space.clone()), vec![])
            }
            Coordinate::Constant(c) => self.form(span, Op::Fill(space.clone()), vec![c]),
        }
    }
}

/// Whether the term has a sort only where one is expected.
fn is_open(syntax: &Syntax) -> bool {
    matches!(syntax.kind, Written::Number(_) | Written::Lambda(..))
}

/// The sort of the next argument of an operator, from the index before it or
/// from what the whole is expected to be.
fn argument(op: &Op, first: Option<&Term>, expected: Option<&Sort>) -> Option<Sort> {
    match (op, first.map(Term::sort), expected) {
        (Op::Get, Some(Sort::Idx { context, .. }), _) => Some(Sort::Vec(context.clone())),
        (Op::Single, Some(Sort::Idx { shape, .. }), _) => Some(Sort::Vec(shape.clone())),
        (Op::Diag, None, Some(Sort::Vec(Space::Hom(from, _)))) => Some(Sort::Vec((**from).clone())),
        (Op::Diag, None, Some(sort)) => Some(sort.clone()),
        _ => None,
    }
}
