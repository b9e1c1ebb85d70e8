//! Binders, `variable` commands and results: what a declaration takes and gives,
//! beside an entry.

use std::collections::{BTreeMap, BTreeSet};

use super::arithmetic::Read;
use super::axis::{is_any_divided, named_axis};
use super::combinator::CLASSES;
use super::command::Declaration;
use super::evaluate::Reader;
use super::index::Index;
use super::layer::{Layer, Part, weights};
use super::lexer::{Kind, Tokens};
use super::parser::Parser;
use super::syntax::{Binder, DECIDABLE, Syntax, Written};
use super::unfold::axis_name;
use super::value::{Scope, Type, Value};
use super::words::BINDERS;
use crate::notation::{Entry, Form, Span};
use crate::term::{Apart, Axis, Dim, Measure, Name, Op, Sort, Space, Term};

/// More commands, or more variables of one, are not read.
const MOST: usize = 64;

/// An explicit parameter.
#[derive(Clone, Debug)]
pub enum Parameter {
    Of(Sort),
    /// That two sizes are equal.
    Equal(Space, Space),
    Proof,
    /// That two vectors differ in every coordinate.
    Condition(Apart),
    /// The number of an axis of this shape.
    Axis(Space),
    /// A linear layer between these: its weights and its bias.
    Layer(Space, Space),
    /// A size, an index, a bijection.
    Data(Type),
    /// Of a type that was passed over: a proposition, or what cannot be read.
    Unread,
}

/// The binders of a declaration.
pub struct Signature {
    pub binders: Vec<Binder>,
    pub scope: Scope,
    /// Shapes and contexts that callers leave out.
    pub implicit: Vec<(String, Space)>,
    pub explicit: Vec<(String, Parameter, Span)>,
    /// Whether the implicit ones come first.
    pub ordered: bool,
    pub result: Option<Syntax>,
}

/// How a signature differs from that of its entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// Another number of parameters.
    #[error("{found} explicit parameters here, {stated} in spec/")]
    Count {
        /// In the source.
        found: usize,
        /// In the entry.
        stated: usize,
    },
    /// A parameter of another type.
    #[error("`{name}` is {} here, {stated} in spec/", .found.as_ref().map_or("a hypothesis".into(), ToString::to_string))]
    Parameter {
        /// Its name.
        name: String,
        /// Its type in the source; none for a hypothesis.
        found: Option<Box<Sort>>,
        /// Its type in the entry.
        stated: Box<Sort>,
    },
    /// Shapes that are equal, or not free.
    #[error("its shapes are not those of spec/")]
    Shapes,
    /// Another result.
    #[error("its type is {found} here, that of a {stated} in spec/")]
    Result {
        /// The type in the source.
        found: String,
        /// The kind of the entry.
        stated: &'static str,
    },
    /// Other hypotheses.
    #[error("its hypotheses are {found} here, {stated} in spec/")]
    Conditions {
        /// In the source.
        found: String,
        /// In the entry.
        stated: String,
    },
    /// A node between other spaces.
    #[error("the node has another context or output than in spec/")]
    Node,
}

impl Signature {
    /// The binders of a declaration, with its explicit parameters and its
    /// spaces called as the caller says.
    pub fn read(
        reader: &Reader<'_>,
        at: usize,
        names: &[Name],
        spaces: &BTreeMap<Name, Space>,
    ) -> Read<Signature> {
        let Some(declaration) = reader.outline().declarations.get(at) else {
            return Err(reader.error(&(0..0), "no declaration"));
        };
        let binders = binders(reader, declaration)?;
        let mut signature = Signature {
            binders: binders.clone(),
            scope: Scope::default(),
            implicit: Vec::new(),
            explicit: Vec::new(),
            ordered: true,
            result: None,
        };
        for binder in binders {
            let span = &binder.span;
            let Some(sort) = &binder.sort else {
                return Err(reader.unread(span, "a binder without a type"));
            };
            let is_type = |name: &str| matches!(signature.scope.get(name), Some(Value::Type(_)));
            if is_of_numbers(&binder, is_type) {
                continue;
            }
            if is_type_of_numbers(&binder) {
                let real = Value::Type(Type::Sort(Sort::REAL));
                signature.scope = signature.scope.with(&binder.name, real);
                continue;
            }
            let passed = matches!(sort.kind.as_ref(), Written::Proposition | Written::All(..));
            let condition = reader.condition(sort, &signature.scope);
            let sort = reader.hypothesis(sort, &signature.scope)?;
            let name = binder.name.as_str();
            let known = |own: Space| spaces.get(name).cloned().unwrap_or(own);
            let shape = || known(Space::named(name));
            let size = || known(Space::of_axes(vec![Axis::Dim(Dim::named(name))]));
            let value = match &sort {
                Type::Shape => Value::Shape(shape()),
                Type::Context => Value::Context(shape()),
                // Of an axis, that of the axes before it.
                Type::Number if binder.explicit => match spaces.get(name) {
                    Some(Space::Named(before)) => Value::Rank(before.clone()),
                    _ => Value::Size(size()),
                },
                Type::Number => Value::Size(size()),
                Type::ValidAxis(shape) if binder.instance => {
                    signature.is_axis(binder.sort.as_ref(), shape);
                    Value::Proof
                }
                Type::WellFormed if binder.instance => Value::Proof,
                // It could change what an operator means.
                _ if binder.instance => {
                    return Err(reader.error(span, "an instance parameter is not read"));
                }
                Type::Proposition => Value::Proof,
                Type::Equality(a, b) => Value::Equality(a.clone(), b.clone()),
                Type::Sort(sort) if binder.explicit => {
                    let called = names.get(signature.terms());
                    let called = called.map_or(name, |called| called);
                    Value::Term(Term::var(called, sort.clone()))
                }
                Type::Family(..) if binder.explicit => {
                    let space = sort.space();
                    let space = space.ok_or_else(|| reader.unread(span, "this family"))?;
                    Value::Term(Term::var(name, Sort::Vec(space)))
                }
                Type::Fin(space) if binder.explicit => {
                    let variable = reader.variable(Some(space.clone()));
                    Value::Index(Index::Whole(variable))
                }
                Type::Layer(from, to) if binder.explicit => {
                    let weights = weights(from, to);
                    let weights = weights.ok_or_else(|| reader.unread(span, "this layer"))?;
                    let first = signature.terms();
                    let called = |at: usize, own: &str| {
                        let stated = names.get(at).map(|name| name.to_string());
                        stated.unwrap_or_else(|| format!("{name}.{own}"))
                    };
                    let layer = Layer {
                        weights: Term::var(&called(first, "weights"), Sort::Vec(weights)),
                        bias: Term::var(&called(first + 1, "bias"), Sort::Vec(to.clone())),
                    };
                    Value::Layer(layer.into(), Part::Spec)
                }
                // Where it matters it is read again, with what it stands for.
                Type::Bijection(..) | Type::Operation(..) | Type::Function(..)
                    if binder.explicit =>
                {
                    Value::Proof
                }
                other => return Err(reader.unread(span, &format!("{} here", other.describe()))),
            };
            let condition = condition.filter(|_| matches!(sort, Type::Proposition));
            let parameter = match (sort, &value) {
                (Type::Sort(sort), _) => Parameter::Of(sort),
                (Type::Equality(a, b), _) => Parameter::Equal(a, b),
                (Type::Proposition, _) if passed => Parameter::Unread,
                (Type::Proposition, _) => Parameter::Proof,
                (Type::Layer(from, to), _) => Parameter::Layer(from, to),
                (
                    sort @ (Type::Number
                    | Type::Fin(_)
                    | Type::Family(..)
                    | Type::Bijection(..)
                    | Type::Function(..)
                    | Type::Operation(..)),
                    _,
                ) => Parameter::Data(sort),
                (_, other) if binder.explicit => {
                    return Err(reader.unread(span, &format!("{} here", other.describe())));
                }
                (sort, _) => Parameter::Data(sort),
            };
            let parameter = condition.map_or(parameter, Parameter::Condition);
            if binder.explicit {
                let parameter = (name.into(), parameter, span.clone());
                signature.explicit.push(parameter);
            } else if !binder.instance {
                let space = match &value {
                    Value::Shape(space) | Value::Context(space) | Value::Size(space) => space,
                    // It could be an instance.
                    _ => return Err(reader.unread(span, "a hypothesis that is not explicit")),
                };
                signature.ordered &= signature.explicit.is_empty();
                signature.implicit.push((name.into(), space.clone()));
            }
            signature.scope = signature.scope.with(name, value);
        }
        if !declaration.result.is_empty() {
            let mut parser = Parser::new(reader.tokens(), &declaration.result);
            let result = parser.term()?;
            if !parser.done() {
                return Err(parser.unexpected("`:=`"));
            }
            signature.result = Some(result);
        }
        Ok(signature)
    }

    /// The binders of a declaration that is called from another.
    pub fn inside(reader: &Reader<'_>, at: usize) -> Read<Signature> {
        reader.inside(at, || Signature::read(reader, at, &[], &BTreeMap::new()))
    }

    /// The hypotheses that vectors differ in every coordinate.
    pub fn conditions(&self) -> impl Iterator<Item = &Apart> {
        self.explicit
            .iter()
            .filter_map(|(_, parameter, _)| match parameter {
                Parameter::Condition(condition) => Some(condition),
                _ => None,
            })
    }

    /// How many parameters an entry has for the explicit ones so far.
    fn terms(&self) -> usize {
        let explicit = self.explicit.iter();
        let counts = explicit.map(|(_, parameter, _)| match parameter {
            Parameter::Of(_) | Parameter::Axis(_) => 1,
            Parameter::Layer(..) => 2,
            _ => 0,
        });
        counts.sum()
    }

    /// Notes that the parameter that an instance speaks of is the number of an axis.
    fn is_axis(&mut self, instance: Option<&Syntax>, shape: &Space) {
        let named = instance.and_then(named_axis);
        for (name, parameter, _) in &mut self.explicit {
            if Some(name.as_str()) == named && matches!(parameter, Parameter::Data(Type::Number)) {
                *parameter = Parameter::Axis(shape.clone());
            }
        }
    }

    /// Why a signature cannot be compared with an entry with as many parameters.
    pub fn passed_over(&self, reader: &Reader<'_>, entry: &Entry) -> Read<()> {
        for (name, parameter, span) in &self.explicit {
            let same = self.explicit.len() == entry.parameters.len() + entry.equal.len();
            match parameter {
                Parameter::Unread if same => {
                    return Err(reader.unread(span, &format!("the type of `{name}`")));
                }
                Parameter::Data(sort) => {
                    return Err(reader.unread(span, &format!("{} here", sort.describe())));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What the entry calls the spaces of a signature, or where they differ.
    pub fn renamed(&self, reader: &Reader<'_>, entry: &Entry) -> Read<Renamed> {
        let mut spaces = BTreeMap::new();
        let layers = self.explicit.iter();
        let layers = layers.filter(|(_, p, _)| matches!(p, Parameter::Layer(..)));
        let (found, all) = (
            self.explicit.len() + layers.count(),
            entry.parameters.len() + entry.equal.len(),
        );
        let conditions = self.conditions().count();
        let found = found - conditions;
        let count = || Err((None, Mismatch::Count { found, stated: all }));
        if found != all {
            return Ok(count());
        }
        let mut equations = Vec::new();
        let mut axes: Vec<(Space, Name)> = Vec::new();
        let mut parameters = entry.parameters.iter();
        for (name, parameter, span) in &self.explicit {
            if let Parameter::Equal(a, b) = parameter
                && equations.len() < entry.equal.len()
            {
                equations.push((a, b));
                continue;
            }
            if matches!(parameter, Parameter::Condition(_)) {
                continue;
            }
            let Some((_, stated)) = parameters.next() else {
                return Ok(count());
            };
            let found = match parameter {
                Parameter::Layer(from, to) => {
                    let bias = parameters.next();
                    if let (Some(weights), Some((_, bias))) = (weights(from, to), bias)
                        && Sort::Vec(weights).unify(stated, &mut spaces)
                        && Sort::Vec(to.clone()).unify(bias, &mut spaces)
                    {
                        continue;
                    }
                    None
                }
                Parameter::Axis(shape) => {
                    if let Sort::Rank(before) = stated {
                        spaces.insert(name.as_str().into(), Space::Named(before.clone()));
                        axes.push((shape.clone(), before.clone()));
                        continue;
                    }
                    None
                }
                Parameter::Of(sort) if sort.unify(stated, &mut spaces) => continue,
                Parameter::Of(sort) => Some(Box::new(sort.clone())),
                _ => None,
            };
            let mismatch = Mismatch::Parameter {
                name: name.clone(),
                found,
                stated: Box::new(stated.clone()),
            };
            return Ok(Err((Some(span.clone()), mismatch)));
        }
        // Some are told by the result alone.
        let open = |(name, _): &(String, Space)| !spaces.contains_key(name.as_str());
        if let (Some(result), true) = (&self.result, self.implicit.iter().any(open)) {
            let output = match stated(reader, result, &self.scope)? {
                Type::Node(_, output) => Some(output),
                Type::Certificate(node) | Type::CertificateAt(node, _) => {
                    Some(node.form.output.clone())
                }
                _ => None,
            };
            let mut more = spaces.clone();
            if let (Some(found), Some(stated)) = (output, entry.form.node())
                && found.unify(&stated.output, &mut more)
            {
                spaces = more;
            }
        }
        let explicit = self.explicit.iter();
        let numbers = explicit.filter(|(_, p, _)| matches!(p, Parameter::Axis(_)));
        let numbers: Vec<Name> = numbers.map(|(name, ..)| name.as_str().into()).collect();
        let of_kind = |(name, space): (&Name, &Space)| match self.scope.get(name) {
            // The number of an axis divides a shape, and is none of its dimensions.
            Some(Value::Size(_)) if numbers.contains(name) => true,
            Some(Value::Size(_)) => axis_name(space).is_some(),
            _ => {
                let mut axes = axes.iter();
                let divided = axes.any(|(shape, before)| {
                    *shape == Space::Named(name.clone()) && is_any_divided(space, before)
                });
                divided || matches!(space, Space::Named(_))
            }
        };
        // Each shape with an axis is divided there, and its parts are any.
        let shapes = spaces.iter().filter(|(name, _)| !numbers.contains(*name));
        let mut measures: Vec<Measure> = shapes.flat_map(|(_, space)| space.measures()).collect();
        let count = measures.len();
        measures.sort();
        measures.dedup();
        let divided = axes
            .iter()
            .all(|(shape, before)| is_any_divided(&shape.instantiate(&spaces), before));
        if !divided || measures.len() != count && !axes.is_empty() {
            return Ok(Err((None, Mismatch::Shapes)));
        }
        let known: Vec<&Space> = spaces.values().collect();
        let distinct = known
            .iter()
            .enumerate()
            .all(|(at, space)| !known.iter().skip(at + 1).any(|s| s == space));
        let dim = |space: &Space| Some(space.dim()?.instantiate(&spaces));
        let equal = equations
            .iter()
            .zip(&entry.equal)
            .all(|((a, b), (d, e))| dim(a).as_ref() == Some(d) && dim(b).as_ref() == Some(e));
        let alike = distinct && equal && equations.len() == entry.equal.len();
        Ok(if alike && spaces.iter().all(of_kind) {
            Ok(spaces)
        } else {
            Err((None, Mismatch::Shapes))
        })
    }
}

/// What an entry calls the spaces of a signature, or where and in what they differ.
pub type Renamed = Result<BTreeMap<Name, Space>, (Option<Span>, Mismatch)>;

/// The type of a parameter or a result. Inside a definition a linear map
/// stands for its continuous one; here the two are different types.
pub fn stated(reader: &Reader<'_>, sort: &Syntax, scope: &Scope) -> Read<Type> {
    if matches!(sort.kind.as_ref(), Written::Infix("→ₗ[", ..)) {
        return Err(reader.unread(&sort.span, "a linear map without continuity here"));
    }
    reader.sort(sort, scope)
}

impl Reader<'_> {
    /// The type of a parameter, or that it is a proof.
    pub fn hypothesis(&self, sort: &Syntax, scope: &Scope) -> Read<Type> {
        match self.sort(sort, scope) {
            Ok(equation @ Type::Equality(..)) => Ok(equation),
            _ if sort.is_proposition() => Ok(Type::Proposition),
            _ => stated(self, sort, scope),
        }
    }
}

/// How the result type differs from the entry's.
pub fn other_result(sort: &Type, entry: &Entry) -> Option<Mismatch> {
    let same = match (sort, &entry.form) {
        (Type::Node(context, output), Form::Node(node)) => {
            *context == node.context && *output == node.output
        }
        (Type::Certificate(of), Form::Fderiv { node, .. }) => {
            !entry.is_at_point() && of.form.context == node.context && of.form.output == node.output
        }
        (Type::CertificateAt(of, point), Form::Fderiv { node, .. }) => {
            entry.is_at_point()
                && matches!(point.op(), Op::Var(name, _) if **name == *"x")
                && of.form.context == node.context
                && of.form.output == node.output
        }
        (Type::Sort(sort), Form::Function(value)) => sort == value.sort(),
        _ => false,
    };
    (!same).then(|| Mismatch::Result {
        found: sort.describe(),
        stated: entry.form.kind(),
    })
}

/// All binders of a declaration: the variables that it mentions, then its own.
fn binders(reader: &Reader<'_>, declaration: &Declaration) -> Read<Vec<Binder>> {
    let mut parser = Parser::new(reader.tokens(), &declaration.binders);
    let own = parser.binders()?;
    if !parser.done() {
        return Err(parser.unexpected("a binder"));
    }
    let mut binders = variables(reader, declaration, &own)?;
    binders.extend(own);
    let mut names = BTreeSet::new();
    for binder in &binders {
        if binder.name != "_" && !names.insert(binder.name.as_str()) {
            let message = format!("`{}` is bound a second time", binder.name);
            return Err(reader.error(&binder.span, message));
        }
    }
    Ok(binders)
}

/// The variables that a declaration mentions, and those that they mention.
fn variables(reader: &Reader<'_>, declaration: &Declaration, own: &[Binder]) -> Read<Vec<Binder>> {
    let commands = reader.outline().variables(declaration).take(MOST + 1);
    let commands: Vec<_> = commands.cloned().collect();
    if commands.is_empty() {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    for range in commands.iter().rev() {
        let mut parser = Parser::new(reader.tokens(), range);
        let binders = parser.binders()?;
        if !parser.done() {
            return Err(parser.unexpected("a binder"));
        }
        let is_type = |name: &str| {
            let mut types = binders.iter().filter(|binder| is_type_of_numbers(binder));
            types.any(|binder| binder.name == name)
        };
        let unread = |binder: &&Binder| binder.instance && !is_of_numbers(binder, is_type);
        if let Some(instance) = binders.iter().find(unread) {
            return Err(reader.error(&instance.span, "an instance parameter is not read"));
        }
        all.extend(binders);
        if commands.len() > MOST || all.len() > MOST {
            let at = reader.tokens().span(range.start);
            return Err(reader.unread(&at, &format!("more than {MOST} variables")));
        }
    }
    let tokens = reader.tokens();
    let harmless = harmless(reader, &all);
    let mut wanted = Vec::new();
    let named = mentioned(tokens, declaration.at + 1..declaration.all.end);
    // Those of the variables that are wanted: no binder of the declaration hides them.
    let mut mentioned_by_types = BTreeSet::new();
    for (binder, harmless) in all.into_iter().zip(harmless).rev() {
        let name = binder.name.as_str();
        let hidden = own.iter().find(|own| own.name == name).is_some_and(|own| {
            let before = declaration.at + 1..declaration.all.end;
            let before = before.filter(|at| tokens.span(*at).start < own.span.start);
            !mentioned(tokens, before).contains(name)
        });
        if !(named.contains(name) && !hidden || mentioned_by_types.contains(name)) {
            if harmless {
                continue;
            }
            // It could be an instance, or a hypothesis that a tactic takes unnamed.
            let what = format!("a variable of this type, which `{name}` is,");
            return Err(reader.unread(&binder.span, &what));
        }
        let Some(sort) = &binder.sort else {
            return Err(reader.unread(&binder.span, "a variable without a type"));
        };
        // Whether Lean takes the variable then depends on what each mention means.
        let again = bound(reader.tokens(), declaration, &binder.name);
        if let Some(at) = again.filter(|_| binder.explicit) {
            let message = format!("`{}` is a variable and is bound here again", binder.name);
            return Err(reader.error(&reader.tokens().span(at), message));
        }
        let inside = |at: usize| {
            let span = reader.tokens().span(at);
            sort.span.start <= span.start && span.end <= sort.span.end
        };
        for range in &commands {
            let of_type = range.clone().filter(|at| inside(*at));
            mentioned_by_types.extend(of_type.map(|at| head(tokens, at).to_string()));
        }
        wanted.push(binder);
    }
    wanted.reverse();
    Ok(wanted)
}

fn head(tokens: &Tokens, at: usize) -> &str {
    tokens.text(at).split('.').next().unwrap_or("")
}

/// Whether each variable is of a type that no instance and no proof is of. One without
/// a type takes that of an earlier one, or none.
fn harmless(reader: &Reader<'_>, variables: &[Binder]) -> Vec<bool> {
    let mut scope = Scope::default();
    let harmless = variables.iter().map(|binder| {
        let Some(sort) = &binder.sort else {
            return true;
        };
        let name = binder.name.as_str();
        if is_of_numbers(binder, |name| {
            matches!(scope.get(name), Some(Value::Type(_)))
        }) {
            return true;
        }
        if is_type_of_numbers(binder) {
            let real = Value::Type(Type::Sort(Sort::REAL));
            scope = scope.with(name, real);
            return true;
        }
        let space = Space::named(name);
        let value = match reader.sort(sort, &scope) {
            Ok(Type::Number) => Value::Size(Space::of_axes(vec![Axis::Dim(Dim::named(name))])),
            Ok(Type::Shape) => Value::Shape(space),
            Ok(Type::Context) => Value::Context(space),
            Ok(Type::Sort(sort)) => Value::Term(Term::var(name, sort)),
            other => return other.is_ok_and(|sort| sort.is_data()),
        };
        scope = scope.with(name, value);
        true
    });
    harmless.collect()
}

/// Whether callers leave out a type, which is read as ℝ.
pub fn is_type_of_numbers(binder: &Binder) -> bool {
    let sort = binder.sort.as_ref().map(|sort| sort.kind.as_ref());
    !binder.explicit
        && !binder.instance
        && matches!(sort, Some(Written::Name(name)) if name == "Type")
}

/// Whether an instance says that a type that is read as ℝ is one of numbers. One of ℝ itself could
/// change what operators mean.
fn is_of_numbers(binder: &Binder, is_type: impl Fn(&str) -> bool) -> bool {
    let Some(Written::Application(class, args)) =
        binder.sort.as_ref().map(|sort| sort.kind.as_ref())
    else {
        return false;
    };
    let Written::Name(class) = class.kind.as_ref() else {
        return false;
    };
    let of_type = match args.first().map(|arg| arg.value.kind.as_ref()) {
        Some(Written::Name(name)) => is_type(name),
        _ => class == DECIDABLE,
    };
    binder.instance && of_type && CLASSES.contains(&class.as_str())
}

/// The first parts of all names among tokens; too many rather than too few.
fn mentioned(tokens: &Tokens, range: impl Iterator<Item = usize>) -> BTreeSet<&str> {
    let name = |at: &usize| tokens.list.get(*at).map(|t| t.kind) == Some(Kind::Name);
    let names = range.filter(name);
    let before = |at: usize| tokens.text(at - 1);
    // `(name := …)`, `.name`, `` `name `` are not variables.
    let argument =
        |at: usize| tokens.text(at + 1) == ":=" && matches!(before(at), "(" | "{" | "," | "with");
    let other = |at: usize| argument(at) || matches!(before(at), "." | "`");
    let mentions = names.filter(|at| !other(*at));
    mentions.map(|at| head(tokens, at)).collect()
}

/// Where a declaration may bind a name for itself.
fn bound(tokens: &Tokens, declaration: &Declaration, name: &str) -> Option<usize> {
    let named = |at: usize| tokens.list.get(at).map(|t| t.kind) == Some(Kind::Name);
    let mut binding = false;
    for at in declaration.at + 1..declaration.all.end {
        let text = tokens.text(at);
        if BINDERS.contains(text) {
            binding = true;
        } else if matches!(text, "(" | "{" | "⟨" | "[") {
            let colon = (at + 1..declaration.all.end).find(|at| !named(*at));
            binding = colon.is_some_and(|at| matches!(tokens.text(at), ":" | "," | "⟩"));
        } else if !named(at) && text != "," {
            binding = false;
        } else if binding && text == name {
            return Some(at);
        }
    }
    None
}
