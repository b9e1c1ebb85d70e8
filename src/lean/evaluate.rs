//! Written terms to what they stand for, by unfolding: functions are applied,
//! structures are taken apart, coordinates are lifted to vectors.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use super::arithmetic::{Place, Read, size};
use super::combinator::{Combinator, Meaning, combinator, method};
use super::command::Declaration;
use super::lexer::Tokens;
use super::outline::Outline;
use super::parser::{Parser, Tactic};
use super::syntax::{BILINEAR, Local, Syntax, Written};
use super::tensor::OfTwo;
use super::index::{Index, Variable};
use super::value::{Callee, Closure, Delayed, Scope, Type, Value};
use crate::notation::{Diagnostic, Entry, LeanName, Span};
use crate::term::{Op, Rational, Sort, Space, Term};

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
        let entry = self.entries.iter().find(|e| e.name == *lean)?;
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
                Ok(Value::Pair(Rc::new((first, self.value(second, scope, None)?))))
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
            Written::Hole => Err(self.unread(span, "a hole")),
            Written::Proposition => Ok(Value::Type(Type::Proposition)),
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
            "→" | "->" | "→L[" | "→ₗ[" | "×" | "≃" | "=" | "≠" | "<" | ">" | "≤" | "≥" => {
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

    /// What a proof of `IsBoundedBilinearMap ℝ f` is of.
    fn bilinear(&self, sort: &Syntax, scope: &Scope) -> Read<Value> {
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
    fn name(&self, name: &str, span: &Span, scope: &Scope) -> Read<Value> {
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
            return Ok(Value::Call(Callee::Declaration(at), Vec::new()));
        }
        if let Some(row) = combinator(name) {
            return Ok(Value::Call(Callee::Combinator(row), Vec::new()));
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
    fn dotted(&self, name: &str, span: &Span) -> Read<Value> {
        let row = method(&["Shape"], name);
        let row = row.filter(|row| matches!(row.meaning, Meaning::Point | Meaning::Axis));
        match row.filter(|_| !self.outline().may_name(name)) {
            Some(row) => Ok(Value::Call(Callee::Combinator(row), Vec::new())),
            None => Err(self.unread(span, &format!("`.{name}`"))),
        }
    }

    /// `object.field`.
    fn field(&self, object: Value, field: &str, span: &Span) -> Read<Value> {
        let namespaces: &[&str] = match &object {
            Value::Term(term) | Value::At(_, term) => match term.space() {
                Some(Space::Hom(..)) => &["ContinuousLinearMap"],
                Some(Space::Named(_) | Space::Shaped(_)) => &["EuclideanSpace"],
                _ => &[],
            },
            Value::Coordinates(_) | Value::Bilinear(_) | Value::OfPair(_) => &["ContinuousLinearMap"],
            Value::Equivalence(..) => &["ContinuousLinearEquiv", "ContinuousLinearMap"],
            Value::Shape(_) => &["Shape"],
            Value::Bijection(_) => &["Equiv"],
            Value::Index(_) => &["Fin"],
            _ => &[],
        };
        // Lean looks for a method of the type as it is written first.
        let hidden = self.outline().may_name(field);
        match object {
            Value::Equality(a, b) if field == "symm" && !hidden => return Ok(Value::Equality(b, a)),
            Value::Proof if field == "symm" && !hidden => return Ok(Value::Proof),
            Value::Curried(of) if field == "toContinuousLinearMap" && !hidden => {
                return Ok(Value::Curried(of));
            }
            Value::Pair(parts) if matches!(field, "1" | "2") => {
                let part = if field == "1" { &parts.0 } else { &parts.1 };
                return Ok(part.clone());
            }
            _ => {}
        }
        // The object is the first argument of its type.
        let first = |row: &&Combinator| !matches!(row.meaning, Meaning::Axis | Meaning::CastIndex);
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
                    let index = self.index(argument, space)?;
                    return self.at(span).entry(term.clone(), &index);
                }
                Sort::Mask(space) => {
                    let index = self.index(argument, space)?;
                    return self.at(span).entry_of_mask(term.clone(), &index);
                }
                Sort::Idx { .. } => {}
            },
            Value::Bijection(bijection) => {
                let value = self.delayed(argument)?;
                return self.image(bijection, value, true, span);
            }
            Value::Bilinear(map) => {
                let [(_, from), _] = &map.variables;
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

    /// The type that is written.
    pub fn sort(&self, syntax: &Syntax, scope: &Scope) -> Read<Type> {
        match self.value(syntax, scope, None)? {
            Value::Type(sort) => Ok(sort),
            other => Err(self.unread(&syntax.span, &format!("{} as a type", other.describe()))),
        }
    }

    /// `T → U`, `E →L[ℝ] F`, or a proposition.
    pub fn type_infix(
        &self,
        symbol: &str,
        left: &Syntax,
        right: &Syntax,
        scope: &Scope,
    ) -> Read<Value> {
        let size = |side: &Syntax| size(&self.value(side, scope, None).ok()?);
        if symbol == "="
            && let (Some(a), Some(b)) = (size(left), size(right))
        {
            return Ok(Value::Type(Type::Equality(a, b)));
        }
        if !matches!(symbol, "->" | "×" | "≃") && !symbol.starts_with('→') {
            return Ok(Value::Type(Type::Proposition));
        }
        let (from, to) = (self.sort(left, scope)?, self.sort(right, scope)?);
        if matches!(symbol, "×" | "≃") {
            for (part, sort) in [(left, &from), (right, &to)] {
                let paired = matches!(sort, Type::Sort(Sort::Vec(_))) && symbol == "×";
                if !paired && !matches!(sort, Type::Fin(_) | Type::Pair(..)) {
                    let what = format!("`{symbol}` with {}", sort.describe());
                    return Err(self.unread(&part.span, &what));
                }
            }
            return Ok(Value::Type(match symbol {
                "×" => Type::pair(from, to),
                _ => Type::Bijection(from.into(), to.into()),
            }));
        }
        if matches!(symbol, "→" | "->") {
            return Ok(Value::Type(Type::function(from, to)));
        }
        let span = left.span.start..right.span.end;
        let unread = || self.unread(&span, "a linear map between these types");
        let spaces = |a: &Type, b: &Type| Some([a.space()?, b.space()?]);
        match (&from, &to) {
            (Type::Pair(a, b), to) => {
                let pair = spaces(a, b).zip(to.space());
                return pair.map(|(ab, c)| Value::Type(Type::OfPair(ab, c))).ok_or_else(unread);
            }
            (from, Type::Pair(a, b)) => {
                let pair = from.space().zip(spaces(a, b));
                return pair.map(|(c, ab)| Value::Type(Type::ToPair(c, ab))).ok_or_else(unread);
            }
            _ => {}
        }
        let from = from.space().ok_or_else(unread)?;
        Ok(Value::Type(match &to {
            Type::Function(index, real)
                if matches!(**index, Type::Fin(_)) && matches!(**real, Type::Sort(Sort::REAL)) =>
            {
                Type::Coordinates
            }
            to => {
                let to = to.space().ok_or_else(unread)?;
                Type::Sort(Sort::Vec(Space::hom(from, to)))
            }
        }))
    }

    /// A value as one of a type.
    pub fn coerce(&self, value: Value, sort: &Type, span: &Span) -> Read<Value> {
        let is_sort = |term: &Term| matches!(sort, Type::Sort(s) if s == term.sort());
        Ok(match (value, sort) {
            (_, Type::Proposition) => Value::Proof,
            (_, Type::Equality(a, b)) => Value::Equality(a.clone(), b.clone()),
            (Value::Size(size), Type::Sort(real)) if *real == Sort::REAL => {
                let dim = size.dim();
                let dim = dim.ok_or_else(|| self.unread(span, "this size as a number"))?;
                Value::Term(self.form(span, Op::dimension(dim), Vec::new())?)
            }
            (Value::Pair(parts), Type::Pair(a, b)) => {
                let first = self.coerce(parts.0.clone(), a, span)?;
                Value::Pair(Rc::new((first, self.coerce(parts.1.clone(), b, span)?)))
            }
            (Value::Bijection(bijection), Type::Bijection(from, to)) => {
                self.bijection(bijection, from, to, span)?
            }
            // Of one coordinate there is one index.
            (Value::Anonymous(_), Type::Fin(Space::Real)) => Value::Index(Index::Parts(Vec::new())),
            (Value::Numeral(value), Type::Sort(sort)) => self.at(span).numeral(value, sort)?,
            (Value::Term(term), _) if is_sort(&term) => Value::Term(term),
            // A vector is a function of its coordinates.
            (Value::Term(term), Type::Function(from, _)) if matches!((from.as_ref(), term.space()), (Type::Fin(n), Some(s)) if n == s) => {
                Value::Term(term)
            }
            (Value::At(at, term), Type::Sort(Sort::Vec(space)))
                if match term.space() {
                    Some(Space::Hom(from, _)) => {
                        *space == Space::hom((**from).clone(), Space::Real)
                    }
                    _ => *space == Space::Real,
                } =>
            {
                Value::At(at, term)
            }
            (Value::Curried(of), Type::Sort(Sort::Vec(Space::Hom(a, to)))) => match &**to {
                Space::Hom(b, c) => {
                    let spaces = [(**a).clone(), (**b).clone()];
                    let map = self.of_two(&of, spaces, span)?;
                    // It must be seen to be linear in each.
                    for (name, space) in &map.variables {
                        self.linear(&map.value, name, space, span)?;
                    }
                    self.of_space(map, c, span).map(|map| Value::Bilinear(Rc::new(map)))?
                }
                _ => return Err(self.unread(span, "this bilinear map")),
            },
            (Value::Bilinear(map), Type::Sort(Sort::Vec(Space::Hom(a, to)))) => {
                let [(_, b), (_, c)] = &map.variables;
                let to_value = |d: &Space| Space::hom(c.clone(), d.clone());
                if b != &**a || map.value.space().map(to_value).as_ref() != Some(&**to) {
                    let message = format!("expected {}, found another bilinear map", sort.describe());
                    return Err(self.error(span, message));
                }
                Value::Bilinear(map)
            }
            (Value::OfPair(map), Type::OfPair(spaces, to)) => {
                let own = map.variables.iter().map(|(_, space)| space);
                if !own.eq(spaces) || map.value.space() != Some(to) {
                    return Err(self.error(span, "a linear map of other pairs"));
                }
                Value::OfPair(map)
            }
            (Value::ToPair(maps), Type::ToPair(from, spaces)) => {
                let fits = |(map, to): (&Term, &Space)| {
                    map.space() == Some(&Space::hom(from.clone(), to.clone()))
                };
                if !maps.iter().zip(spaces).all(fits) {
                    return Err(self.error(span, "a linear map into other pairs"));
                }
                Value::ToPair(maps)
            }
            (value @ (Value::Record(_) | Value::Anonymous(_)), Type::OfPair(spaces, to)) => {
                if let Value::Anonymous(parts) = &value {
                    let linear = parts.first().ok_or_else(|| self.unread(span, "this"))?;
                    return self.read_delayed(linear, sort);
                }
                let function = self.part(&value, "toFun", span)?;
                let value = self.delayed(&function)?;
                let map = self.of_two(&value, spaces.clone(), function.span())?;
                self.of_space(map, to, span).map(|map| Value::OfPair(Rc::new(map)))?
            }
            (value @ Value::Coordinates(_), Type::Coordinates)
            | (value @ (Value::Size(_) | Value::Numeral(_)), Type::Number)
            | (value @ Value::Shape(_), Type::Shape)
            | (value @ Value::Context(_), Type::Context)
            | (value @ (Value::BoolAt(..) | Value::Bool(_)), Type::Bool)
            | (value @ (Value::Function(_) | Value::Call(..)), Type::Function(..))
            | (value @ Value::Certificate(..), Type::Certificate(_)) => value,
            (Value::Index(index), Type::Fin(space)) if index.runs_over(space) => {
                Value::Index(index)
            }
            (Value::Node(node), Type::Node(context, output))
                if node.form.context == *context && node.form.output == *output =>
            {
                Value::Node(node)
            }
            (value, Type::Sort(Sort::Vec(Space::Hom(from, to)))) => {
                self.linear_map(&value, from, to, sort, span)?
            }
            (value, Type::Certificate(node)) => {
                let deriv = self.part(&value, "deriv", span)?;
                let at = Value::Term(Term::var("x", Sort::Vec(node.form.context.clone())));
                let function = self.delayed(&deriv)?;
                let argument = (None, Delayed::Known(at, span.clone()));
                let map = self.apply(function, vec![argument], deriv.span())?;
                let (from, to) = (node.form.context.clone(), node.form.output.clone());
                let sort = Type::Sort(Sort::Vec(Space::hom(from, to)));
                match self.coerce(map, &sort, deriv.span())? {
                    Value::Term(map) => Value::Certificate(map, deriv.span().clone()),
                    other => return Err(self.unread(deriv.span(), &other.describe())),
                }
            }
            (value, sort) => {
                return Err(self.error(
                    span,
                    format!("expected {}, found {}", sort.describe(), value.describe()),
                ));
            }
        })
    }

    /// A function of two vectors that must give those of a space.
    fn of_space(&self, map: OfTwo, to: &Space, span: &Span) -> Read<OfTwo> {
        if map.value.space() == Some(to) {
            return Ok(map);
        }
        let message = format!("expected {to}, found {}", map.value.sort());
        Err(self.error(span, message))
    }

    /// A field of a structure: by name, or the first of an anonymous one.
    fn part(&self, value: &Value, field: &str, span: &Span) -> Read<Delayed> {
        let part = match value {
            Value::Record(fields) => fields
                .iter()
                .find(|(name, _)| name == field)
                .map(|(_, value)| value),
            Value::Anonymous(parts) => parts.first(),
            _ => None,
        };
        part.cloned().ok_or_else(|| {
            let what = format!("{} without `{field}`", value.describe());
            self.unread(span, &what)
        })
    }

    /// A linear map that is given by its function.
    fn linear_map(
        &self,
        value: &Value,
        from: &Space,
        to: &Space,
        sort: &Type,
        span: &Span,
    ) -> Read<Value> {
        let nested = match value {
            Value::Record(fields) => fields.iter().find(|(name, _)| name == "toLinearMap"),
            Value::Anonymous(parts) => {
                let linear = parts.first().ok_or_else(|| self.unread(span, "this"))?;
                return self.read_delayed(linear, sort);
            }
            _ => {
                let message = format!("expected {}, found {}", sort.describe(), value.describe());
                return Err(self.error(span, message));
            }
        };
        if let Some((_, linear)) = nested {
            return self.read_delayed(linear, sort);
        }
        let function = self.part(value, "toFun", span)?;
        // Another variable for each map: one may stand inside another.
        let name = &*format!("·{}", self.number());
        let variable = Term::var(name, Sort::Vec(from.clone()));
        let argument = Delayed::Known(Value::Term(variable), function.span().clone());
        let body = self.delayed(&function)?;
        let body = self.apply(body, vec![(None, argument)], function.span())?;
        let body = self.coerce(body, &Type::Sort(Sort::Vec(to.clone())), function.span())?;
        match body {
            Value::Term(body) => self
                .linear(&body, name, from, function.span())
                .map(Value::Term),
            other => Err(self.unread(function.span(), &other.describe())),
        }
    }

    /// The linear map `v ↦ body`: by the definition of each operator.
    pub fn linear(&self, body: &Term, name: &str, from: &Space, span: &Span) -> Read<Term> {
        let apart = |term: &Term| self.linear(term, name, from, span);
        match (body.op(), body.args()) {
            (Op::Var(variable, _), _) if &**variable == name => {
                self.form(span, Op::Id(from.clone()), Vec::new())
            }
            (op @ (Op::Add | Op::Sub), [u, v]) => {
                self.form(span, op.clone(), vec![apart(u)?, apart(v)?])
            }
            (Op::Neg, [u]) => self.form(span, Op::Neg, vec![apart(u)?]),
            (Op::Smul, [c, u]) if !c.mentions(name) => {
                self.form(span, Op::Smul, vec![c.clone(), apart(u)?])
            }
            (Op::Smul, [u, c]) if !c.mentions(name) && *body.sort() == Sort::REAL => {
                self.form(span, Op::Smul, vec![c.clone(), apart(u)?])
            }
            (Op::Hadamard, [u, v]) if u.mentions(name) != v.mentions(name) => {
                let (fixed, moved) = if u.mentions(name) { (v, u) } else { (u, v) };
                let diagonal = self.form(span, Op::Diag, vec![fixed.clone()])?;
                self.form(span, Op::Comp, vec![diagonal, apart(moved)?])
            }
            (Op::Get, [index, u]) if !index.mentions(name) => {
                let map = self.form(span, Op::GetClm, vec![index.clone()])?;
                self.form(span, Op::Comp, vec![map, apart(u)?])
            }
            (Op::Apply, [map, u]) if !map.mentions(name) => {
                self.form(span, Op::Comp, vec![map.clone(), apart(u)?])
            }
            _ => Err(self.error(span, format!("`{body}` is not read as a linear map"))),
        }
    }

    /// The vector of a function of its coordinate, or the map of maps.
    pub fn lifted(&self, function: &Delayed, variable: &Variable) -> Read<Term> {
        let span = function.span();
        let value = self.delayed(function)?;
        let index = Index::Whole(variable.clone());
        if let Value::Term(term) = &value
            && let Some(space @ (Space::Named(_) | Space::Shaped(_))) = term.space()
            && index.runs_over(space)
        {
            return Ok(term.clone());
        }
        let argument = Delayed::Known(Value::Index(index), span.clone());
        let body = self.apply(value, vec![(None, argument)], span)?;
        self.at(span).vector(body, variable)
    }
}
