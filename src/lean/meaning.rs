//! Written terms to what they stand for, by unfolding: local functions are
//! applied, structures are taken apart, and coordinates are lifted to vectors.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use super::combinator::{Meaning, combinator, method};
use super::lexer::Tokens;
use super::local::Tactic;
use super::outline::Outline;
use super::parser::Parser;
use super::syntax::{Local, Syntax, Written};
use super::value::{Callee, Closure, Delayed, Scope, Type, Value};
use crate::notation::{Diagnostic, Entry, Span};
use crate::term::{Name, Op, Rational, Sort, Space, Term};

/// Unfolding goes no deeper, so that no text can exhaust the stack.
const DEPTH: usize = 80;

/// Terms that are read for one definition.
const STEPS: usize = 20_000;

/// The largest term that is built.
const SIZE: usize = 1_000;

/// A value, or what could not be read.
pub type Read<T> = Result<T, Diagnostic>;

/// An argument of a call, with its name if it is given by name.
pub type Given = (Option<String>, Delayed);

/// Reads the definitions of one file.
pub struct Reader<'a> {
    pub(super) tokens: &'a Tokens,
    pub(super) outline: &'a Outline,
    pub(super) entries: &'a [Entry],
    /// The declaration that is being read: it sees those above it.
    pub(super) current: Cell<usize>,
    /// The entries that the declaration was read by.
    pub(super) rests: RefCell<BTreeSet<Name>>,
    /// Local functions: whether they were read, and where they stand.
    functions: RefCell<Vec<(Rc<Cell<bool>>, Span)>>,
    depth: Cell<usize>,
    steps: Cell<usize>,
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
        }
    }

    /// Begins with a declaration.
    pub(super) fn begin(&self, declaration: usize) {
        self.current.set(declaration);
        self.rests.take();
        self.functions.take();
        self.steps.set(0);
    }

    /// Ends with a declaration: every local function must have been read, since
    /// one that nothing calls could still be an instance.
    pub(super) fn end(&self) -> Read<()> {
        for (used, span) in self.functions.take() {
            if !used.get() {
                return Err(self.unread(&span, "a local function that nothing calls"));
            }
        }
        Ok(())
    }

    pub(super) fn error(&self, span: &Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(&self.tokens.source, span.clone(), message)
    }

    pub(super) fn form(&self, span: &Span, op: Op, args: Vec<Term>) -> Read<Term> {
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
            return Err(self.error(span, format!("terms larger than {SIZE} are not read")));
        }
        Term::new(op, args).map_err(|e| self.error(span, e.to_string()))
    }

    /// What a term stands for, as a value of a type.
    pub(super) fn read(&self, syntax: &Syntax, scope: &Scope, sort: &Type) -> Read<Value> {
        let value = self.value(syntax, scope, Some(sort))?;
        self.coerce(value, sort, &syntax.span)
    }

    /// What an argument stands for, as a value of a type.
    pub(super) fn read_delayed(&self, argument: &Delayed, sort: &Type) -> Read<Value> {
        match argument {
            Delayed::Written(syntax, scope) => self.read(syntax, scope, sort),
            Delayed::Known(value, span) => self.coerce(value.clone(), sort, span),
        }
    }

    /// What an argument stands for.
    pub(super) fn delayed(&self, argument: &Delayed) -> Read<Value> {
        match argument {
            Delayed::Written(syntax, scope) => self.value(syntax, scope, None),
            Delayed::Known(value, _) => Ok(value.clone()),
        }
    }

    /// What a term stands for; `expected` is known of its type.
    pub(super) fn value(
        &self,
        syntax: &Syntax,
        scope: &Scope,
        expected: Option<&Type>,
    ) -> Read<Value> {
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

    fn open(&self, syntax: &Syntax, scope: &Scope, expected: Option<&Type>) -> Read<Value> {
        let span = &syntax.span;
        match syntax.kind.as_ref() {
            Written::Name(name) => self.name(name, span, scope),
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
                let function = self.value(function, scope, None)?;
                let args = args.iter().map(|arg| {
                    let value = Delayed::Written(arg.value.clone(), scope.clone());
                    (arg.name.clone(), value)
                });
                let mut args: Vec<Given> = args.collect();
                self.follow(&function, &mut args, expected, span);
                self.apply(function, args, span)
            }
            Written::Field(object, field) => {
                let object = self.value(object, scope, None)?;
                let mut fields = field.split('.');
                fields.try_fold(object, |object, field| self.field(object, field, span))
            }
            Written::Infix(symbol, left, right) => {
                self.infix(symbol, left, right, span, scope, expected)
            }
            Written::Negation(operand) => {
                let operand = self.value(operand, scope, expected)?;
                self.negation(operand, span)
            }
            Written::Inverse(operand) => {
                let real = Type::Sort(Sort::REAL);
                match self.read(operand, scope, &real)? {
                    Value::Term(term) => self.form(span, Op::Inv, vec![term]).map(Value::Term),
                    other => {
                        Err(self.unread(span, &format!("the inverse of {}", other.describe())))
                    }
                }
            }
            Written::Lambda(binders, body) => Ok(Value::Function(Rc::new(Closure {
                binders: binders.clone(),
                body: body.clone(),
                scope: scope.clone(),
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
            Written::Ascription(term, sort) => {
                let sort = self.sort(sort, scope)?;
                self.read(term, scope, &sort)
            }
            Written::Instance(fields) => {
                let fields = fields.iter().map(|(name, value)| {
                    let value = Delayed::Written(value.clone(), scope.clone());
                    (name.clone(), value)
                });
                Ok(Value::Record(Rc::new(fields.collect())))
            }
            Written::Anonymous(parts) => {
                let parts = parts.iter();
                let parts = parts.map(|part| Delayed::Written(part.clone(), scope.clone()));
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
            Written::Hole => Err(self.unread(span, "a hole")),
            Written::Proposition => Ok(Value::Type(Type::Proposition)),
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

    pub(super) fn unread(&self, span: &Span, what: &str) -> Diagnostic {
        self.error(span, format!("{what} is not read"))
    }

    /// The scope with a local definition. It is read even if nothing mentions
    /// it: it could be an instance, which changes what operators mean.
    fn bind(&self, local: &Local, scope: &Scope) -> Read<Scope> {
        let value = if local.proof {
            Value::Proof
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
                used: Rc::default(),
            }))
        };
        if let Value::Function(closure) = &value {
            let function = (closure.used.clone(), local.value.span.clone());
            self.functions.borrow_mut().push(function);
        }
        Ok(scope.with(&local.name, value))
    }

    fn name(&self, name: &str, span: &Span, scope: &Scope) -> Read<Value> {
        if let Some(value) = scope.get(name) {
            return Ok(value.clone());
        }
        let mut parts = name.split('.');
        if let Some(value) = parts.next().and_then(|head| scope.get(head)) {
            return parts.try_fold(value.clone(), |value, field| self.field(value, field, span));
        }
        if let Some(declaration) = self.declaration(name, span)? {
            return self.apply(
                Value::Call(Callee::Declaration(declaration), Vec::new()),
                Vec::new(),
                span,
            );
        }
        if let Some(row) = combinator(name) {
            let call = Value::Call(Callee::Combinator(row), Vec::new());
            return self.apply(call, Vec::new(), span);
        }
        Err(self.error(span, format!("the reader does not know `{name}`")))
    }

    /// `object.field`.
    fn field(&self, object: Value, field: &str, span: &Span) -> Read<Value> {
        let namespaces: &[&str] = match &object {
            Value::Term(term) | Value::At(_, term) => match term.space() {
                Some(Space::Hom(..)) => &["ContinuousLinearMap"],
                Some(Space::Named(_)) => &["EuclideanSpace"],
                _ => &[],
            },
            Value::Coordinates(_) => &["ContinuousLinearMap"],
            Value::Equivalence(..) => &["ContinuousLinearEquiv", "ContinuousLinearMap"],
            Value::Shape(_) => &["Shape"],
            _ => &[],
        };
        let Some(row) = method(namespaces, field) else {
            let what = format!("`.{field}` of {}", object.describe());
            return Err(self.unread(span, &what));
        };
        let call = Value::Call(Callee::Combinator(row), Vec::new());
        self.apply(
            call,
            vec![(None, Delayed::Known(object, span.clone()))],
            span,
        )
    }
}
