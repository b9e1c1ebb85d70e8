//! Terms, sorts and binders as Lean text over a structure `M` of laws.

use num_traits::{One, Signed, Zero};

use crate::term::{Facts, Name, Rational, Sort, Space, Term};

/// How the operations are reached: `M.` in theorems, nothing inside the
/// structure itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefix(pub &'static str);

/// Inside a theorem about a structure `M`.
pub const IN_THEOREM: Prefix = Prefix("M.");
/// Inside the declaration of the structure.
pub const IN_STRUCTURE: Prefix = Prefix("");

/// A term, applied in prefix form, with its variables under other names.
pub fn renamed(term: &Term, prefix: Prefix, name: &dyn Fn(&str) -> String) -> String {
    render(term, prefix, name, false)
}

/// A term that can stand as an argument.
pub fn argument(term: &Term, prefix: Prefix) -> String {
    render(term, prefix, &str::to_string, true)
}

fn render(term: &Term, prefix: Prefix, name: &dyn Fn(&str) -> String, atomic: bool) -> String {
    let p = prefix.0;
    let head = match term.op().facts() {
        Facts::Variable(variable, _) => return name(variable),
        Facts::Constant(value) if value.is_zero() => format!("{p}zero {p}real"),
        Facts::Constant(value) => format!("{p}{}", constant(value)),
        // Theorems have variables for these.
        Facts::Dimension(dim) => format!("«{dim}»"),
        Facts::IndexMap(map) => format!("«{} → {}»", map.to().bare(), map.from().bare()),
        Facts::Operator(row) => match term.op().space() {
            // No argument tells the space.
            Some(of) if term.args().is_empty() => {
                format!("{p}{} {}", row.field, space(of, prefix))
            }
            _ => format!("{p}{}", row.field),
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
        Space::Real => format!("{}real", prefix.0),
        Space::Named(name) => name.to_string(),
        Space::Shaped(_) => format!("«{}»", of.bare()),
        Space::Hom(from, to) => format!(
            "({}hom {} {})",
            prefix.0,
            space(from, prefix),
            space(to, prefix)
        ),
    }
}

/// A sort as a type.
pub fn sort(sort: &Sort, prefix: Prefix) -> String {
    let p = prefix.0;
    match sort {
        Sort::Vec(of) => format!("{p}V {}", space(of, prefix)),
        Sort::Mask(of) => format!("{p}Mask {}", space(of, prefix)),
        Sort::Idx { context, shape } => {
            format!("{p}Idx {} {}", space(context, prefix), space(shape, prefix))
        }
        Sort::CanBroadcastTo { from, to } => format!(
            "{p}CanBroadcastTo {} {}",
            space(from, prefix),
            space(to, prefix)
        ),
        Sort::Rank(_) => "Nat".into(),
    }
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
        .map(|name| format!(" {{{name} : {}Space}}", prefix.0))
        .collect()
}

/// `Eq left right`.
pub fn equation(left: &Term, right: &Term, prefix: Prefix) -> String {
    format!("Eq {} {}", argument(left, prefix), argument(right, prefix))
}

/// That a scalar is not zero.
pub fn nonzero(scalar: &Term, prefix: Prefix) -> String {
    let p = prefix.0;
    format!("Eq {} ({p}zero {p}real) → False", argument(scalar, prefix))
}
