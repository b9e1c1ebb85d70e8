//! Written terms to what they stand for.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use super::arithmetic::{Place, Read};
use super::combinator::Meaning;
use super::index::{Index, Variable};
use super::lexer::Tokens;
use super::outline::Outline;
use super::parser::Parser;
use super::syntax::{Local, Syntax, Written};
use super::tactics::Tactic;
use super::value::{Callee, Closure, Delayed, Scope, Type, Value};
use crate::notation::{Diagnostic, Entry, LeanName, Span};
use crate::term::{Apart, Op, Rational, Sort, Space, Term};

/// Unfolding goes no deeper, so that no text can exhaust the stack.
const DEPTH: usize = 80;

/// Terms that are read for one definition.
const STEPS: usize = 20_000;

/// An argument of a call, with its name if it is given by name.
pub type Given = (Option<String>, Delayed);

/// Reads the definitions of one file.
pub struct Reader<'a> {
    tokens: &'a Tokens,
    outline: &'a Outline,
    entries: &'a [Entry],
    /// The declaration that is being read: it sees those above it.
    current: Cell<usize>,
    /// The entries that the declaration was read by.
    rests: RefCell<BTreeSet<LeanName>>,
    /// Local functions: whether they were read, and where they stand.
    functions: RefCell<Vec<(Rc<Cell<bool>>, Span)>>,
    depth: Cell<usize>,
    steps: Cell<usize>,
    /// How many variables there are.
    variables: Cell<usize>,
}

impl<'a> Reader<'a> {
    /// A reader of a file; calls of what has an entry are read as the entry.
    pub fn new(tokens: &'a Tokens, outline: &'a Outline, entries: &'a [Entry]) -> Reader<'a> {
        Reader {
            tokens,
            outline,
            entries,
            current: Cell::new(0),
            rests: RefCell::default(),
            functions: RefCell::default(),
            depth: Cell::new(0),
            steps: Cell::new(0),
            variables: Cell::new(0),
        }
    }

    /// A new variable over coordinates.
    pub fn variable(&self, space: Option<Space>) -> Variable {
        Variable::new(self.number(), space)
    }

    /// A number for something new.
    pub fn number(&self) -> usize {
        let number = self.variables.get();
        self.variables.set(number + 1);
        number
    }

    /// Begins with a declaration.
    pub fn begin(&self, declaration: usize) {
        self.current.set(declaration);
        self.rests.take();
        self.functions.take();
        self.steps.set(0);
    }

    /// Ends with a declaration, with the entries that it was read by. Every local
    /// function must have been read, since one that nothing calls could still be
    /// an instance.
    pub fn end(&self) -> Read<BTreeSet<LeanName>> {
        for (used, span) in self.functions.take() {
            if !used.get() {
                return Err(self.unread(&span, "a local function that nothing calls"));
            }
        }
        Ok(self.rests.take())
    }

    /// The tokens of the file.
    pub fn tokens(&self) -> &'a Tokens {
        self.tokens
    }

    /// The declarations of the file.
    pub fn outline(&self) -> &'a Outline {
        self.outline
    }

    /// The declaration that is being read: it sees those above it.
    pub fn current(&self) -> usize {
        self.current.get()
    }

    /// Reads as if from inside another declaration.
    pub fn inside<T>(&self, at: usize, read: impl FnOnce() -> Read<T>) -> Read<T> {
        let current = self.current.replace(at);
        let result = read();
        self.current.set(current);
        result
    }

    /// The entry of a declaration, in whose place it is read from now on.
    pub fn entry(&self, lean: &str) -> Option<&'a Entry> {
        self.entry_if(lean, |_| true)
    }

    /// The same, if the entry is as it should be.
    pub fn entry_if(&self, lean: &str, fits: impl Fn(&Entry) -> bool) -> Option<&'a Entry> {
        let mut entries = self.entries.iter();
        let entry = entries.find(|entry| entry.name == *lean && fits(entry))?;
        self.rests.borrow_mut().insert(entry.name.clone());
        Some(entry)
    }

    /// A place in the file.
    pub fn at<'s>(&'s self, span: &'s Span) -> Place<'s> {
        Place::new(&self.tokens.source, span)
    }

    pub fn error(&self, span: &Span, message: impl Into<String>) -> Diagnostic {
        self.at(span).error(message)
    }

    pub fn unread(&self, span: &Span, what: &str) -> Diagnostic {
        self.at(span).unread(what)
    }

    pub fn form(&self, span: &Span, op: Op, args: Vec<Term>) -> Read<Term> {
        self.at(span).form(op, args)
    }

    /// What a term stands for, as a value of a type.
    pub fn read(&self, syntax: &Syntax, scope: &Scope, sort: &Type) -> Read<Value> {
        // Lean has checked a proof, and no value depends on it.
        if sort.is_of_proofs() {
            return self.coerce(Value::Proof, sort, &syntax.span);
        }
        let value = self.value(syntax, scope, Some(sort))?;
        self.coerce(value, sort, &syntax.span)
    }

    /// What an argument stands for, as a value of a type.
    pub fn read_delayed(&self, argument: &Delayed, sort: &Type) -> Read<Value> {
        match argument {
            Delayed::Written(syntax, scope, within) => {
                self.inside(*within, || self.read(syntax, scope, sort))
            }
            Delayed::Known(value, span) => self.coerce(value.clone(), sort, span),
        }
    }

    /// What an argument stands for.
    pub fn delayed(&self, argument: &Delayed) -> Read<Value> {
        match argument {
            Delayed::Written(syntax, scope, within) => {
                self.inside(*within, || self.value(syntax, scope, None))
            }
            Delayed::Known(value, _) => Ok(value.clone()),
        }
    }

    /// A term that is read when it is needed.
    fn later(&self, syntax: &Syntax, scope: &Scope) -> Delayed {
        Delayed::Written(syntax.clone(), scope.clone(), self.current())
    }

    /// What a term stands for; `expected` is known of its type.
    pub fn value(&self, syntax: &Syntax, scope: &Scope, expected: Option<&Type>) -> Read<Value> {
        let steps = self.steps.get() + 1;
        self.steps.set(steps);
        if steps > STEPS || self.depth.get() >= DEPTH {
            return Err(self.error(&syntax.span, "this unfolds too far to be read"));
        }
        self.depth.set(self.depth.get() + 1);
        let value = self.open(syntax, scope, expected);
        self.depth.set(self.depth.get() - 1);
        value
    }

    /// What is applied: of a name, before it has any argument.
    fn head(&self, syntax: &Syntax, scope: &Scope) -> Read<Value> {
        let span = &syntax.span;
        match syntax.kind.as_ref() {
            Written::Name(name) => self.name(name, span, scope),
            Written::Dotted(name) => self.dotted(name, span),
            Written::Field(object, field) => {
                let object = self.value(object, scope, None)?;
                let mut fields = field.split('.');
                fields.try_fold(object, |object, field| {
                    let object = self.apply(object, Vec::new(), span)?;
                    self.field(object, field, span)
                })
            }
            _ => self.value(syntax, scope, None),
        }
    }

    fn open(&self, syntax: &Syntax, scope: &Scope, expected: Option<&Type>) -> Read<Value> {
        let span = &syntax.span;
        match syntax.kind.as_ref() {
            Written::Name(_) | Written::Dotted(_) | Written::Field(..) => {
                let value = self.head(syntax, scope)?;
                self.apply(value, Vec::new(), span)
            }
            Written::Pair(first, second) => {
                let first = self.value(first, scope, None)?;
                Ok(Value::Pair(Rc::new((
                    first,
                    self.value(second, scope, None)?,
                ))))
            }
            Written::Sum(binder, body) => {
                let over = match &binder.sort {
                    None => None,
                    Some(sort) => match self.sort(sort, scope)? {
                        Type::Fin(space) => Some(space),
                        other => {
                            let what = format!("a sum over {}", other.describe());
                            return Err(self.unread(span, &what));
                        }
                    },
                };
                let variable = self.variable(over);
                let index = Value::Index(Index::Whole(variable.clone()));
                let real = Type::Sort(Sort::REAL);
                let body = self.value(body, &scope.with(&binder.name, index), Some(&real))?;
                self.at(span).total(body, &variable)
            }
            Written::Number(digits) => {
                let value: Rational = digits
                    .parse()
                    .map_err(|_| self.error(span, format!("the number `{digits}` is not read")))?;
                Ok(match expected {
                    Some(Type::Sort(Sort::Vec(Space::Real))) => Value::Term(Term::constant(value)),
                    _ => Value::Numeral(value),
                })
            }
            Written::Application(function, args) => {
                let mut function = self.head(function, scope)?;
                let args = args.iter().map(|arg| {
                    let value = self.later(&arg.value, scope);
                    (arg.name.clone(), value)
                });
                let mut args: Vec<Given> = args.collect();
                if let Value::Explicit(callee) = function {
                    args = self.wanted(&callee)?.explicitly(self, args, span)?;
                    function = Value::Call(callee, Vec::new());
                }
                self.follow(&function, &mut args, expected, span);
                self.apply(function, args, span)
            }
            Written::Explicit(name) => match self.head(name, scope)? {
                Value::Call(callee, given) if given.is_empty() => Ok(Value::Explicit(callee)),
                other => Ok(other),
            },
            Written::Infix(symbol, left, right) => {
                self.infix(symbol, left, right, span, scope, expected)
            }
            Written::Negation(operand) => {
                let operand = self.value(operand, scope, expected)?;
                self.at(span).negation(operand)
            }
            Written::Inverse(operand) => {
                let real = Type::Sort(Sort::REAL);
                let operand = self.read(operand, scope, &real)?;
                self.at(span).inverse(operand)
            }
            Written::Lambda(binders, body) => Ok(Value::Function(Rc::new(Closure {
                binders: binders.clone(),
                body: body.clone(),
                scope: scope.clone(),
                within: self.current(),
                used: Rc::default(),
            }))),
            Written::Let(local, body) => {
                let scope = self.bind(local, scope)?;
                self.value(body, &scope, expected)
            }
            Written::If(condition, yes, no) => {
                let condition = self.value(condition, scope, Some(&Type::Bool))?;
                self.choice(condition, yes, no, span, scope, expected)
            }
            Written::Match(value, arms) => {
                let value = self.value(value, scope, None)?;
                let (binder, inner, body) = self.matched(value, arms, span)?;
                self.value(&body, &scope.with(&binder, inner), expected)
            }
            Written::Ascription(term, sort) => {
                let sort = self.sort(sort, scope)?;
                self.read(term, scope, &sort)
            }
            Written::Instance(fields) => {
                let fields = fields.iter().map(|(name, value)| {
                    let value = self.later(value, scope);
                    (name.clone(), value)
                });
                Ok(Value::Record(Rc::new(fields.collect())))
            }
            Written::Anonymous(parts) => {
                let parts = parts.iter();
                let parts = parts.map(|part| self.later(part, scope));
                Ok(Value::Anonymous(Rc::new(parts.collect())))
            }
            Written::By(range) => {
                let steps = Parser::new(self.tokens, range).tactics()?;
                let mut scope = scope.clone();
                for step in &steps {
                    match step {
                        Tactic::Local(local) => scope = self.bind(local, &scope)?,
                        Tactic::Value(value) => return self.value(value, &scope, expected),
                    }
                }
                Err(self.error(span, "this block gives no value"))
            }
            Written::Absolute(operand) => {
                let operand = self.value(operand, scope, expected)?;
                self.at(span).absolute(operand)
            }
            Written::Norm(_) => Err(self.unread(span, "a norm that is not squared")),
            Written::Hole => Err(self.unread(span, "a hole")),
            Written::Proposition => Ok(Value::Type(Type::Proposition)),
            // What it quantifies could be an instance.
            Written::All(..) => Err(self.unread(span, "this type")),
        }
    }

    /// `left symbol right`.
    fn infix(
        &self,
        symbol: &str,
        left: &Syntax,
        right: &Syntax,
        span: &Span,
        scope: &Scope,
        expected: Option<&Type>,
    ) -> Read<Value> {
        let place = self.at(span);
        if let ("^", Written::Norm(operand), Written::Number(two)) =
            (symbol, left.kind.as_ref(), right.kind.as_ref())
            && two == "2"
        {
            return self.norm_squared(operand, scope, span);
        }
        if let ("^", Written::Number(exponent)) = (symbol, right.kind.as_ref()) {
            let base = self.value(left, scope, expected)?;
            return place.power(&base, exponent);
        }
        let op = match symbol {
            "+" => Op::Add,
            "-" => Op::Sub,
            "*" | "•" | "/" => Op::Smul,
            "∘L" => Op::Comp,
            "=" if matches!(expected, Some(Type::Bool)) => {
                let left = self.value(left, scope, expected)?;
                let right = self.value(right, scope, expected)?;
                return place.is(left, right);
            }
            ">" | "<" if matches!(expected, Some(Type::Bool)) => {
                let left = self.value(left, scope, None)?;
                let right = self.value(right, scope, None)?;
                return match symbol {
                    ">" => place.greater(left, right),
                    _ => place.greater(right, left),
                };
            }
            "→" | "->" | "→L[" | "→ₗ[" | "×" | "≃" | "=" | "≠" | "<" | ">" | "≤" | "≥" =>
            {
                return self.type_infix(symbol, left, right, scope);
            }
            _ => return Err(place.unread(&format!("`{symbol}`"))),
        };
        let known = if symbol == "•" { None } else { expected };
        let left = self.value(left, scope, known)?;
        let right = self.value(right, scope, expected)?;
        match symbol {
            "∘L" => place.compose(left, right),
            "/" => place.quotient(left, right),
            "*" => place.product(left, right),
            "•" => place.multiple(left, right),
            _ => place.sum(&op, left, right),
        }
    }

    /// `∀ i : Fin n, u i ≠ v i`, with or without the type of `i`, if a hypothesis says that; `<` and
    /// `>` may take the place of `≠`, between numbers too.
    pub fn condition(&self, sort: &Syntax, scope: &Scope) -> Option<Apart> {
        let related = |body: &Syntax| match body.kind.as_ref() {
            Written::Infix(symbol @ ("≠" | "<"), left, right) => {
                Some((*symbol == "<", left.clone(), right.clone()))
            }
            Written::Infix(">", left, right) => Some((true, right.clone(), left.clone())),
            _ => None,
        };
        let said = |is_less, left, right| match is_less {
            true => Apart::less(left, right).ok(),
            false => Some(Apart { left, right }),
        };
        let Written::All(binder, body) = sort.kind.as_ref() else {
            let (is_less, left, right) = related(sort)?;
            let side = |side: &Syntax| match self.value(side, scope, None).ok()? {
                Value::Term(term) if *term.sort() == Sort::REAL => Some(term),
                Value::Numeral(value) => Some(Term::constant(value)),
                _ => None,
            };
            let (left, right) = (side(&left)?, side(&right)?);
            // Between two numerals it is not known what they are.
            let is_constant = |side: &Term| matches!(side.op(), Op::Const(_));
            if is_constant(&left) && is_constant(&right) {
                return None;
            }
            return said(is_less, left, right);
        };
        let (is_less, left, right) = related(body)?;
        let space = match &binder.sort {
            Some(sort) => match self.sort(sort, scope).ok()? {
                Type::Fin(space) => Some(space),
                _ => return None,
            },
            None => None,
        };
        let variable = self.variable(space);
        let index = Value::Index(Index::Whole(variable.clone()));
        let scope = scope.with(&binder.name, index);
        let side = |side: &Syntax| {
            let value = self.value(side, &scope, None).ok()?;
            self.at(&side.span).vector(value, &variable).ok()
        };
        said(is_less, side(&left)?, side(&right)?)
    }

    /// `match value with | some n => … | none => …`, where the value is known to be one.
    pub(super) fn matched(
        &self,
        value: Value,
        arms: &[(String, Vec<String>, Syntax)],
        span: &Span,
    ) -> Read<(String, Value, Syntax)> {
        let hidden = ["some", "none"]
            .iter()
            .any(|name| self.outline().may_name(name));
        let Value::Some(inner) = &value else {
            return Err(self.unread(span, &format!("a `match` of {}", value.describe())));
        };
        let names: Vec<&str> = arms.iter().map(|(name, ..)| name.as_str()).collect();
        let (mut some, mut none) = (None, 0);
        for (name, binders, body) in arms {
            match (name.as_str(), binders.as_slice()) {
                ("some", [binder]) => some = Some((binder.clone(), body.clone())),
                ("none", []) => none += 1,
                _ => return Err(self.unread(span, "this `match`")),
            }
        }
        match some {
            Some((binder, body)) if !hidden && names.len() == 2 && none == 1 => {
                Ok((binder, inner.as_ref().clone(), body))
            }
            _ => Err(self.unread(span, "this `match`")),
        }
    }

    /// `if condition then yes else no`.
    fn choice(
        &self,
        condition: Value,
        yes: &Syntax,
        no: &Syntax,
        span: &Span,
        scope: &Scope,
        expected: Option<&Type>,
    ) -> Read<Value> {
        match condition {
            Value::Bool(true) => self.value(yes, scope, expected),
            Value::Bool(false) => self.value(no, scope, expected),
            Value::BoolAt(at, mask) => {
                let yes = self.value(yes, scope, expected)?;
                let no = self.value(no, scope, expected)?;
                self.at(span).choice(at, mask, yes, no)
            }
            other => Err(self.unread(span, &format!("a choice by {}", other.describe()))),
        }
    }

    /// What the type that is expected says of a node's implicit arguments.
    fn follow(
        &self,
        function: &Value,
        args: &mut Vec<Given>,
        expected: Option<&Type>,
        span: &Span,
    ) {
        let (Value::Call(Callee::Combinator(row), given), Some(Type::Node(context, output))) =
            (function, expected)
        else {
            return;
        };
        if row.meaning != Meaning::Node {
            return;
        }
        let context = ("Γ", Value::Context(context.clone()));
        for (name, value) in [context, ("τ", Value::Shape(output.clone()))] {
            let stated = args
                .iter()
                .chain(given)
                .any(|(n, _)| n.as_deref() == Some(name));
            if !stated {
                args.push((Some(name.into()), Delayed::Known(value, span.clone())));
            }
        }
    }

    /// The scope with a local definition. It is read even if nothing mentions
    /// it: it could be an instance, which changes what operators mean.
    fn bind(&self, local: &Local, scope: &Scope) -> Read<Scope> {
        let value = if local.proof {
            match &local.sort {
                Some(sort) => self.bilinear(sort, scope)?,
                None => Value::Proof,
            }
        } else if local.binders.is_empty() {
            match &local.sort {
                Some(sort) => self.read(&local.value, scope, &self.sort(sort, scope)?)?,
                None => self.value(&local.value, scope, None)?,
            }
        } else {
            Value::Function(Rc::new(Closure {
                binders: local.binders.clone(),
                body: local.value.clone(),
                scope: scope.clone(),
                within: self.current(),
                used: Rc::default(),
            }))
        };
        if let Value::Function(closure) = &value {
            let function = (closure.used.clone(), local.value.span.clone());
            self.functions.borrow_mut().push(function);
        }
        Ok(scope.with(&local.name, value))
    }
}
