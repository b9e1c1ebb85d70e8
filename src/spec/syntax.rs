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
    /// `u.field` of a term that is no name.
    Field(Box<Syntax>, String),
    /// `u + v` and the like, by symbol.
    Infix(&'static str, Box<Syntax>, Box<Syntax>),
    /// `-u`.
    Negation(Box<Syntax>),
    /// `c⁻¹`.
    Inverse(Box<Syntax>),
    /// `⟪u, v⟫`.
    Inner(Box<Syntax>, Box<Syntax>),
    /// `fun i => body`.
    Lambda(String, Box<Syntax>),
    /// `(u : T)`.
    Ascription(Box<Syntax>, Sort),
    /// `if m i then u else v`.
    If(Box<Syntax>, Box<Syntax>, Box<Syntax>),
}
