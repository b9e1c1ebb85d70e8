//! Terms as they are written, before sorts are known.

use super::source::Span;
use crate::term::Sort;

/// A written term and where it stands.
#[derive(Clone, Debug)]
pub struct Syntax {
    /// What it is.
    pub kind: Written,
    /// Where.
    pub span: Span,
    /// The levels of terms that it makes, at most.
    pub height: usize,
}

impl Syntax {
    /// A written term; its height follows from its parts.
    pub fn new(kind: Written, span: Span) -> Syntax {
        let height = kind.height();
        Syntax { kind, span, height }
    }
}

/// `∀ i, left i ≠ right i` or `∀ i, left i < right i`; between numbers without `∀ i`.
#[derive(Clone, Debug)]
pub struct WrittenCondition {
    /// The index, if it is about coordinates.
    pub index: Option<String>,
    /// The left side.
    pub left: Syntax,
    /// The right side.
    pub right: Syntax,
    /// Whether the left side is less, and not only another.
    pub is_less: bool,
}

/// The forms of written terms.
#[derive(Clone, Debug)]
pub enum Written {
    /// A name, dots included.
    Name(String),
    /// A whole number.
    Number(String),
    /// `f u v`.
    Application(Box<Syntax>, Vec<Syntax>),
    /// `u.field` of a term that is not a name.
    Field(Box<Syntax>, String),
    /// `u + v` and the like, by symbol.
    Infix(&'static str, Box<Syntax>, Box<Syntax>),
    /// `-u`.
    Negation(Box<Syntax>),
    /// `c⁻¹`.
    Inverse(Box<Syntax>),
    /// `⟪u, v⟫`.
    Inner(Box<Syntax>, Box<Syntax>),
    /// `fun i j => body`.
    Lambda(Vec<String>, Box<Syntax>),
    /// `∑ k, body`.
    Sum(String, Box<Syntax>),
    /// `(u : T)`.
    Ascription(Box<Syntax>, Sort),
    /// `if m i then u else v`.
    If(Box<Syntax>, Box<Syntax>, Box<Syntax>),
}

impl Written {
    fn height(&self) -> usize {
        match self {
            // Each field and each argument makes a level of its own.
            Written::Name(name) => name.matches('.').count(),
            Written::Number(_) => 0,
            Written::Application(function, args) => {
                let inner = args.iter().map(|arg| arg.height).max().unwrap_or(0);
                function.height.max(inner) + args.len()
            }
            Written::Field(part, _)
            | Written::Negation(part)
            | Written::Inverse(part)
            | Written::Lambda(_, part)
            | Written::Sum(_, part)
            | Written::Ascription(part, _) => part.height + 1,
            Written::Infix(_, left, right) | Written::Inner(left, right) => {
                left.height.max(right.height) + 1
            }
            Written::If(condition, yes, no) => condition.height.max(yes.height).max(no.height) + 1,
        }
    }
}
