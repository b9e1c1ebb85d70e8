//! What written terms stand for.

use std::cell::Cell;
use std::rc::Rc;

use super::bijection::{Bijection, joined};
use super::combinator::Combinator;
use super::family::{AtRow, Row};
use super::function::NumberFunction;
use super::index::{Coordinate, Index};
use super::layer::{Layer, Part};
use super::syntax::{Binder, Syntax};
use super::tensor::OfTwo;
use crate::notation::{NodeForm, Span};
use crate::term::{IndexMap, Name, Rational, Sort, Space, Term};

/// A type.
#[derive(Clone, Debug)]
pub enum Type {
    /// `Nat`.
    Number,
    /// `Shape`.
    Shape,
    /// `List Shape`.
    Context,
    /// `Bool`.
    Bool,
    /// `Fin n`.
    Fin(Space),
    /// `A × B`, of indices or of vectors.
    Pair(Rc<Type>, Rc<Type>),
    /// `E × F →L[ℝ] G`.
    OfPair([Space; 2], Space),
    /// `E →L[ℝ] F × G`.
    ToPair(Space, [Space; 2]),
    /// `A ≃ B`, of indices.
    Bijection(Rc<Type>, Rc<Type>),
    /// That two sizes are equal.
    Equality(Space, Space),
    /// That a number is that of an axis of a shape: a class of proofs.
    ValidAxis(Space),
    /// That no dimension of a shape is 0: a class of proofs.
    WellFormed,
    /// `LinearSpec ℝ inDim outDim`.
    Layer(Space, Space),
    /// `OpSpecFDerivCorrect inDim outDim`.
    Operation(Space, Space),
    /// That of a term.
    Sort(Sort),
    /// `E →L[ℝ] Fin n → ℝ`, where `Fin n → ℝ` is not a space of the language.
    Coordinates,
    /// `Fin h → Vec n`.
    Family(Space, Space),
    /// `T → U`.
    Function(Rc<Type>, Rc<Type>),
    /// `Node Γ τ`.
    Node(Space, Space),
    /// `NodeFDerivCorrect node`.
    Certificate(Rc<Node>),
    /// `NodeFDerivCorrectAt node x`.
    CertificateAt(Rc<Node>, Term),
    /// That of proofs, or one that no value depends on.
    Proposition,
}

impl Type {
    /// The type in messages.
    pub fn describe(&self) -> String {
        match self {
            Type::Number => "a size".into(),
            Type::Shape => "a shape".into(),
            Type::Context => "a list of shapes".into(),
            Type::Bool => "a Boolean".into(),
            Type::Fin(_) => "an index of coordinates".into(),
            Type::Pair(..) => "a pair".into(),
            Type::OfPair(..) | Type::ToPair(..) => "a linear map of pairs".into(),
            Type::Bijection(..) => "a bijection of indices".into(),
            Type::Equality(..) => "an equation of sizes".into(),
            Type::Layer(..) => "a linear layer".into(),
            Type::Operation(..) => "an operation with its derivative".into(),
            Type::ValidAxis(_) | Type::WellFormed => "a condition on a shape".into(),
            Type::Sort(sort) => sort.to_string(),
            Type::Coordinates => "a map into coordinates".into(),
            Type::Family(..) => "a family of vectors".into(),
            Type::Function(..) => "a function".into(),
            Type::Node(..) => "a node".into(),
            Type::Certificate(_) => "a derivative certificate".into(),
            Type::CertificateAt(..) => "a derivative certificate at a point".into(),
            Type::Proposition => "a proof".into(),
        }
    }

    /// Whether it is a type of data, not one of proofs.
    pub fn is_data(&self) -> bool {
        match self {
            Type::Function(_, to) => to.is_data(),
            sort if sort.is_of_proofs() => false,
            _ => true,
        }
    }

    /// Whether it is one of proofs.
    pub fn is_of_proofs(&self) -> bool {
        matches!(
            self,
            Type::Proposition | Type::Equality(..) | Type::ValidAxis(_) | Type::WellFormed
        )
    }

    /// `A × B`.
    pub fn pair(a: Type, b: Type) -> Type {
        Type::Pair(a.into(), b.into())
    }

    /// The space whose vectors these are.
    pub fn space(&self) -> Option<Space> {
        match self {
            Type::Sort(Sort::Vec(space)) => Some(space.clone()),
            Type::Family(index, space) => joined(index, space),
            _ => None,
        }
    }

    /// `T → U`, where the language has it as one of its own.
    pub fn function(from: Type, to: Type) -> Type {
        match (&from, &to) {
            (Type::Fin(space), Type::Bool) => Type::Sort(Sort::Mask(space.clone())),
            (
                Type::Fin(index),
                Type::Sort(Sort::Vec(space @ (Space::Named(_) | Space::Shaped(_)))),
            ) => Type::Family(index.clone(), space.clone()),
            _ => Type::Function(from.into(), to.into()),
        }
    }
}

/// A node's maps, and where each is stated.
#[derive(Clone, Debug)]
pub struct Node {
    /// The maps, over `x`, `dx` and `δ`.
    pub form: NodeForm,
    /// Where `f`, `jvp` and `vjp` stand.
    pub spans: [Span; 3],
}

/// A term or type whose names are bound.
#[derive(Clone, Debug)]
pub struct Closure {
    /// What is bound.
    pub binders: Vec<Binder>,
    /// What it is bound in.
    pub body: Syntax,
    /// What else the body mentions.
    pub scope: Scope,
    /// The declaration that it stands in.
    pub within: usize,
    /// Whether the body was ever read.
    pub used: Rc<Cell<bool>>,
}

/// An argument that is read when it is needed.
#[derive(Clone, Debug)]
pub enum Delayed {
    /// As it is written, with what it mentions and the declaration that it stands in.
    Written(Syntax, Scope, usize),
    /// Already read, and where it stands.
    Known(Value, Span),
}

impl Delayed {
    /// Where it stands.
    pub fn span(&self) -> &Span {
        match self {
            Delayed::Written(syntax, ..) => &syntax.span,
            Delayed::Known(_, span) => span,
        }
    }
}

/// Something that takes arguments and has not got all.
#[derive(Clone, Debug)]
pub enum Callee {
    /// A row of the table.
    Combinator(&'static Combinator),
    /// A declaration of the file, by position.
    Declaration(usize),
    /// A function of numbers that another file declares, as its entry.
    Function(Rc<NumberFunction>),
}

/// What a written term stands for.
#[derive(Clone, Debug)]
pub enum Value {
    /// A term of the language.
    Term(Term),
    /// A numeral whose type is not stated.
    Numeral(Rational),
    /// A formula of coordinates, or one that gives linear maps: a tensor over them, in their
    /// order, or a linear map to such.
    At(Vec<Coordinate>, Term),
    /// A coordinate of a mask.
    BoolAt(Vec<Coordinate>, Term),
    /// `true` or `false`.
    Bool(bool),
    /// An index of coordinates.
    Index(Index),
    /// A pair of indices or vectors.
    Pair(Rc<(Value, Value)>),
    /// A tensor: as a vector in row-major order.
    Tensor(Term),
    /// A function of pairs that is linear in each part, or the proof of that.
    Curried(Rc<Value>),
    /// `E →L[ℝ] F →L[ℝ] G`.
    Bilinear(Rc<OfTwo>),
    /// `E × F →L[ℝ] G`.
    OfPair(Rc<OfTwo>),
    /// `E →L[ℝ] F × G`: its parts.
    ToPair(Rc<[Term; 2]>),
    /// A bijection of indices.
    Bijection(Rc<Bijection>),
    /// A shape.
    Shape(Space),
    /// The size of a shape.
    Size(Space),
    /// The number of axes of the shape that is named.
    Rank(Name),
    /// A way to broadcast: where each coordinate of the result is from.
    Way(IndexMap),
    /// A vector that depends on coordinates.
    Row(Rc<Row>),
    /// A bilinear map with such a one as its first argument.
    AtRow(AtRow),
    /// That after the row of a family.
    OfRows(AtRow),
    /// `ContinuousLinearMap.proj`: the vector of a family for an index.
    Projection(Index),
    /// A linear layer, or a part of what it does.
    Layer(Rc<Layer>, Part),
    /// `some u`.
    Some(Rc<Value>),
    /// A list of shapes.
    Context(Space),
    /// A type.
    Type(Type),
    /// A function.
    Function(Rc<Closure>),
    /// A call that lacks arguments.
    Call(Callee, Vec<(Option<String>, Delayed)>),
    /// `@f`: a call whose arguments are all written.
    Explicit(Callee),
    /// A linear map into `Fin n → ℝ`, as the map into vectors.
    Coordinates(Term),
    /// The equivalence of vectors and `Fin n → ℝ`, or its inverse.
    Equivalence(Space, bool),
    /// A structure instance.
    Record(Rc<Vec<(String, Delayed)>>),
    /// An anonymous constructor.
    Anonymous(Rc<Vec<Delayed>>),
    /// A `Node`.
    Node(Rc<Node>),
    /// A `NodeFDerivCorrect`: its `deriv`, and where that stands.
    Certificate(Term, Span),
    /// A proof that two sizes are equal.
    Equality(Space, Space),
    /// Another proof.
    Proof,
}

impl Value {
    /// What it is, for messages.
    pub fn describe(&self) -> String {
        match self {
            Value::Term(term) => term.sort().to_string(),
            Value::Numeral(_) => "a numeral whose type is not stated".into(),
            Value::At(_, term) => match term.space() {
                Some(Space::Hom(from, _)) => format!("{from} →L[ℝ] ℝ"),
                _ => "a coordinate".into(),
            },
            Value::BoolAt(..) | Value::Bool(_) => "a Boolean".into(),
            Value::Index(_) => "an index of coordinates".into(),
            Value::Pair(_) => "a pair".into(),
            Value::Tensor(_) => "a tensor".into(),
            Value::Curried(_) | Value::Bilinear(_) => "a bilinear map".into(),
            Value::OfPair(_) | Value::ToPair(_) => "a linear map of pairs".into(),
            Value::Bijection(_) => "a bijection of indices".into(),
            Value::Shape(_) => "a shape".into(),
            Value::Size(_) => "a size".into(),
            Value::Rank(_) => "the number of an axis".into(),
            Value::Way(_) => "a way to broadcast".into(),
            Value::Row(_) => "a vector that depends on an index".into(),
            Value::AtRow(_) | Value::OfRows(_) | Value::Projection(_) => {
                "a linear map that depends on an index".into()
            }
            Value::Layer(..) => "a part of a linear layer".into(),
            Value::Some(_) => "an option".into(),
            Value::Context(_) => "a list of shapes".into(),
            Value::Type(_) => "a type".into(),
            Value::Function(_) => "a function".into(),
            Value::Call(..) | Value::Explicit(_) => "a function that lacks arguments".into(),
            Value::Coordinates(_) => "a map into coordinates".into(),
            Value::Equivalence(..) => "an equivalence".into(),
            Value::Record(_) | Value::Anonymous(_) => "a structure".into(),
            Value::Node(_) => "a node".into(),
            Value::Certificate(..) => "a derivative certificate".into(),
            Value::Equality(..) | Value::Proof => "a proof".into(),
        }
    }
}

/// The local names of a term, innermost first.
#[derive(Clone, Debug, Default)]
pub struct Scope(Option<Rc<Bound>>);

#[derive(Debug)]
struct Bound {
    name: String,
    value: Value,
    outer: Scope,
}

impl Drop for Scope {
    /// Name by name: a long scope must not fill the stack.
    fn drop(&mut self) {
        let mut outer = self.0.take();
        while let Some(mut bound) = outer.and_then(Rc::into_inner) {
            outer = bound.outer.0.take();
        }
    }
}

impl Scope {
    /// The scope with one more name.
    #[must_use]
    pub fn with(&self, name: &str, value: Value) -> Scope {
        Scope(Some(Rc::new(Bound {
            name: name.into(),
            value,
            outer: self.clone(),
        })))
    }

    /// What a name stands for.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let mut scope = self;
        while let Scope(Some(bound)) = scope {
            if bound.name == name {
                return Some(&bound.value);
            }
            scope = &bound.outer;
        }
        None
    }
}
