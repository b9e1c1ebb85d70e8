//! Terms, sorts and binders as Lean text over a structure `M` of laws.

use num_traits::{One, Signed, Zero};

use super::foundations::defines;
use crate::term::{Apart, Facts, Name, Rational, Sort, Space, Term};

/// Where a text stands, and so how it names the operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefix {
    /// Inside a theorem about a structure `M`.
    Theorem,
    /// Inside the declaration of the structure.
    Structure,
    /// Beside the definitions of operations from a field `K`. Those that it does not define are
    /// fields of a structure.
    Foundations,
}

/// Inside a theorem about a structure `M`.
pub const IN_THEOREM: Prefix = Prefix::Theorem;
/// Inside the declaration of the structure.
pub const IN_STRUCTURE: Prefix = Prefix::Structure;
/// Beside the definitions from a field.
pub const IN_FOUNDATIONS: Prefix = Prefix::Foundations;

impl Prefix {
    /// An operation of this name.
    pub fn of(self, name: &str) -> String {
        match self {
            Prefix::Theorem => format!("M.{name}"),
            Prefix::Foundations if defines(name) => format!("K.{name}"),
            Prefix::Structure | Prefix::Foundations => name.to_string(),
        }
    }
}

/// A term, applied in prefix form, with its variables under other names.
pub fn renamed(term: &Term, prefix: Prefix, name: &dyn Fn(&str) -> String) -> String {
    render(term, prefix, name, false)
}

/// A term that can stand as an argument.
pub fn argument(term: &Term, prefix: Prefix) -> String {
    render(term, prefix, &str::to_string, true)
}

fn render(term: &Term, prefix: Prefix, name: &dyn Fn(&str) -> String, atomic: bool) -> String {
    let head = match term.op().facts() {
        Facts::Variable(variable, _) => return name(variable),
        Facts::Constant(value) if value.is_zero() => zero(prefix),
        Facts::Constant(value) => prefix.of(&constant(value)),
        // Theorems have variables for these.
        Facts::Dimension(dim) => format!("«{dim}»"),
        Facts::IndexMap(map) => format!("«{} → {}»", map.to().bare(), map.from().bare()),
        Facts::Operator(row) => match term.op().space() {
            // No argument tells the space.
            Some(of) if term.args().is_empty() => {
                format!("{} {}", prefix.of(row.field), space(of, prefix))
            }
            _ => prefix.of(row.field),
        },
    };
    if term.args().is_empty() {
        return if atomic && head.contains(' ') {
            format!("({head})")
        } else {
            head
        };
    }
    let args = term.args().iter();
    let args: Vec<String> = args.map(|a| render(a, prefix, name, true)).collect();
    let text = format!("{head} {}", args.join(" "));
    if atomic { format!("({text})") } else { text }
}

/// The field that a constant is: `c2`, `cneg1`, `c5over4`.
pub fn constant(value: &Rational) -> String {
    let sign = if value.is_negative() { "neg" } else { "" };
    let numerator = value.numer().magnitude();
    if value.denom().is_one() {
        format!("c{sign}{numerator}")
    } else {
        format!("c{sign}{numerator}over{}", value.denom())
    }
}

/// A space as an element of the type of spaces.
pub fn space(of: &Space, prefix: Prefix) -> String {
    match of {
        Space::Real => prefix.of("real"),
        Space::Named(name) => name.to_string(),
        Space::Shaped(_) => format!("«{}»", of.bare()),
        Space::Hom(from, to) => format!(
            "({} {} {})",
            prefix.of("hom"),
            space(from, prefix),
            space(to, prefix)
        ),
    }
}

/// A sort as a type.
pub fn sort(sort: &Sort, prefix: Prefix) -> String {
    let (field, spaces) = match sort {
        Sort::Vec(of) => ("V", vec![of]),
        Sort::Mask(of) => ("Mask", vec![of]),
        Sort::Idx { context, shape } => ("Idx", vec![context, shape]),
        Sort::CanBroadcastTo { from, to } => ("CanBroadcastTo", vec![from, to]),
        Sort::Rank(_) => return "Nat".into(),
    };
    let spaces = spaces
        .into_iter()
        .map(|of| format!(" {}", space(of, prefix)));
    format!("{}{}", prefix.of(field), spaces.collect::<String>())
}

/// Explicit binders for variables.
pub fn binders(variables: &[(Name, Sort)], prefix: Prefix) -> String {
    variables
        .iter()
        .map(|(name, of)| format!(" ({name} : {})", sort(of, prefix)))
        .collect()
}

/// Implicit binders for the named spaces of sorts.
pub fn spaces<'a>(sorts: impl IntoIterator<Item = &'a Sort>, prefix: Prefix) -> String {
    let mut names: Vec<String> = Vec::new();
    let spaces = sorts.into_iter().flat_map(Sort::spaces);
    for name in spaces.flat_map(Space::coordinates).map(Space::bare) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
        .iter()
        .map(|name| format!(" {{{name} : {}}}", prefix.of("Space")))
        .collect()
}

/// `Eq left right`.
pub fn equation(left: &Term, right: &Term, prefix: Prefix) -> String {
    format!("Eq {} {}", argument(left, prefix), argument(right, prefix))
}

/// That two sides differ in every coordinate, with their variables under other names.
pub fn apart(condition: &Apart, prefix: Prefix, name: &dyn Fn(&str) -> String) -> String {
    let [left, right] = condition
        .sides()
        .map(|side| render(side, prefix, name, true));
    format!("{} {left} {right}", prefix.of("Apart"))
}

/// That a constant is not zero.
pub fn nonzero(value: &Rational, prefix: Prefix) -> String {
    let of = prefix.of(&constant(value));
    format!("{} {of} ({})", prefix.of("Apart"), zero(prefix))
}

/// The zero of `ℝ`.
fn zero(prefix: Prefix) -> String {
    format!("{} {}", prefix.of("zero"), prefix.of("real"))
}
