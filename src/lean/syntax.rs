//! Lean terms as they are written.

use std::ops::Range;
use std::rc::Rc;

use crate::notation::Span;

/// A written term and where it stands. Parts are shared, since local functions
/// and delegations are unfolded.
#[derive(Clone, Debug)]
pub struct Syntax {
    /// What it is.
    pub kind: Rc<Written>,
    /// Where.
    pub span: Span,
}

impl Syntax {
    /// Whether it is `_`.
    pub fn is_hole(&self) -> bool {
        matches!(self.kind.as_ref(), Written::Hole)
    }

    /// Whether it is this name.
    pub fn is_named(&self, name: &str) -> bool {
        matches!(self.kind.as_ref(), Written::Name(own) if own == name)
    }

    /// Whether a binder's type can be left to its proof.
    pub fn is_proposition(&self) -> bool {
        match self.kind.as_ref() {
            Written::Proposition | Written::All(..) => true,
            Written::Infix(symbol, ..) => RELATIONS.contains(symbol),
            _ => false,
        }
    }
}

/// The proposition that a function of pairs is linear in each part, and continuous.
pub const BILINEAR: &str = "IsBoundedBilinearMap";

/// The class of relations that can be decided.
pub const DECIDABLE: &str = "DecidableRel";

/// Propositions about derivatives.
pub const DERIVATIVES: &[&str] = &["HasFDerivAt", "HasDerivAt"];

/// Symbols of propositions.
pub const RELATIONS: &[&str] = &["=", "≠", "<", ">", "≤", "≥"];

/// An argument, with its name if it is given by name.
#[derive(Clone, Debug)]
pub struct Argument {
    /// `Γ` of `(Γ := Γ)`.
    pub name: Option<String>,
    /// The value.
    pub value: Syntax,
}

/// A bound variable.
#[derive(Clone, Debug)]
pub struct Binder {
    /// The name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// Whether callers write the argument.
    pub explicit: bool,
    /// Whether Lean looks for it among the instances.
    pub instance: bool,
    /// The type, if one is stated.
    pub sort: Option<Syntax>,
}

/// The forms of written terms.
#[derive(Clone, Debug)]
pub enum Written {
    /// A name, dots included.
    Name(String),
    /// `.dim` or the like: a name in the namespace of the type.
    Dotted(String),
    /// Decimal digits.
    Number(String),
    /// `f u (n := v)`.
    Application(Syntax, Vec<Argument>),
    /// `@f`.
    Explicit(Syntax),
    /// `u.field` of a term that is not a name.
    Field(Syntax, String),
    /// `u + v` and the like, by symbol; types too.
    Infix(&'static str, Syntax, Syntax),
    /// `-u`.
    Negation(Syntax),
    /// `c⁻¹`.
    Inverse(Syntax),
    /// `fun u v => body`.
    Lambda(Vec<Binder>, Syntax),
    /// `∑ i : T, body`.
    Sum(Binder, Syntax),
    /// `(u, v)`.
    Pair(Syntax, Syntax),
    /// `let u : T := v` and its body; `have` too.
    Let(Local, Syntax),
    /// `‖u‖`.
    Norm(Syntax),
    /// `match u with | constructor n => v …`.
    Match(Syntax, Vec<(String, Vec<String>, Syntax)>),
    /// `if c then u else v`.
    If(Syntax, Syntax, Syntax),
    /// `(u : T)`.
    Ascription(Syntax, Syntax),
    /// `{ field := v … }`.
    Instance(Vec<(String, Syntax)>),
    /// `⟨u, v⟩`.
    Anonymous(Vec<Syntax>),
    /// `by …`: the tokens after `by`.
    By(Range<usize>),
    /// `_` or `?_`.
    Hole,
    /// A proposition or other type that no value depends on.
    Proposition,
    /// `|u|`.
    Absolute(Syntax),
    /// `∀ i : T, body`.
    All(Binder, Syntax),
}

/// A local definition.
#[derive(Clone, Debug)]
pub struct Local {
    /// The name.
    pub name: String,
    /// Its parameters.
    pub binders: Vec<Binder>,
    /// The type, if one is stated.
    pub sort: Option<Syntax>,
    /// The value.
    pub value: Syntax,
    /// Whether it is a proof.
    pub proof: bool,
}
