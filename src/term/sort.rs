//! Spaces and sorts.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A name as it stands in the text.
pub type Name = Arc<str>;

/// A real vector space.
///
/// One family covers scalars, vectors of a shape, whole contexts and linear
/// maps, because Lean's module laws hold in each of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Space {
    /// `ℝ`.
    Real,
    /// A space of coordinates: `Vec s.size` of a shape `s`, or `CtxVec Γ`.
    Named(Name),
    /// Continuous linear maps from the first to the second: `E →L[ℝ] F`.
    Hom(Box<Space>, Box<Space>),
}

impl Space {
    /// The space of coordinates with this name.
    pub fn named(name: &str) -> Space {
        Space::Named(name.into())
    }

    /// The space of linear maps `from →L[ℝ] to`.
    pub fn hom(from: Space, to: Space) -> Space {
        Space::Hom(Box::new(from), Box::new(to))
    }

    /// The space with each named one replaced as `spaces` says.
    #[must_use]
    pub fn instantiate(&self, spaces: &BTreeMap<Name, Space>) -> Space {
        match self {
            Space::Real => Space::Real,
            Space::Named(name) => spaces.get(name).unwrap_or(self).clone(),
            Space::Hom(from, to) => Space::hom(from.instantiate(spaces), to.instantiate(spaces)),
        }
    }

    /// Extends `spaces` so that `self`, read as a pattern, becomes `space`.
    /// `false` if there is no such extension.
    pub fn unify(&self, space: &Space, spaces: &mut BTreeMap<Name, Space>) -> bool {
        match (self, space) {
            (Space::Real, Space::Real) => true,
            (Space::Named(name), _) => match spaces.get(name) {
                Some(bound) => bound == space,
                None => {
                    spaces.insert(name.clone(), space.clone());
                    true
                }
            },
            (Space::Hom(a, b), Space::Hom(c, d)) => a.unify(c, spaces) && b.unify(d, spaces),
            _ => false,
        }
    }
}

impl fmt::Display for Space {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Space::Real => f.write_str("ℝ"),
            Space::Named(name) => write!(f, "Vec {name}"),
            Space::Hom(from, to) => write!(f, "{from} →L[ℝ] {to}"),
        }
    }
}

/// What a term stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sort {
    /// A vector of the space; a scalar is a vector of [`Space::Real`].
    Vec(Space),
    /// Lean's `Idx Γ s`: a position in the context `Γ` that holds the shape `s`.
    Idx {
        /// The context `Γ`.
        context: Space,
        /// The shape `s`.
        shape: Space,
    },
    /// `Fin s.size → Bool`.
    Mask(Space),
}

impl Sort {
    /// `ℝ`.
    pub const REAL: Sort = Sort::Vec(Space::Real);

    /// The sort with each named space replaced as `spaces` says.
    #[must_use]
    pub fn instantiate(&self, spaces: &BTreeMap<Name, Space>) -> Sort {
        match self {
            Sort::Vec(space) => Sort::Vec(space.instantiate(spaces)),
            Sort::Mask(space) => Sort::Mask(space.instantiate(spaces)),
            Sort::Idx { context, shape } => Sort::Idx {
                context: context.instantiate(spaces),
                shape: shape.instantiate(spaces),
            },
        }
    }

    /// Extends `spaces` so that `self`, read as a pattern, becomes `sort`.
    pub fn unify(&self, sort: &Sort, spaces: &mut BTreeMap<Name, Space>) -> bool {
        match (self, sort) {
            (Sort::Vec(a), Sort::Vec(b)) | (Sort::Mask(a), Sort::Mask(b)) => a.unify(b, spaces),
            (
                Sort::Idx { context, shape },
                Sort::Idx {
                    context: other_context,
                    shape: other_shape,
                },
            ) => context.unify(other_context, spaces) && shape.unify(other_shape, spaces),
            _ => false,
        }
    }

    /// The names of the spaces in the sort, outermost context first.
    pub fn names(&self) -> Vec<Name> {
        fn walk(space: &Space, names: &mut Vec<Name>) {
            match space {
                Space::Real => {}
                Space::Named(name) => names.push(name.clone()),
                Space::Hom(from, to) => {
                    walk(from, names);
                    walk(to, names);
                }
            }
        }
        let mut names = Vec::new();
        match self {
            Sort::Vec(space) | Sort::Mask(space) => walk(space, &mut names),
            Sort::Idx { context, shape } => {
                walk(context, &mut names);
                walk(shape, &mut names);
            }
        }
        names
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bare = |space: &Space| space.to_string().trim_start_matches("Vec ").to_string();
        match self {
            Sort::Vec(space) => write!(f, "{space}"),
            Sort::Idx { context, shape } => write!(f, "Idx {} {}", bare(context), bare(shape)),
            Sort::Mask(space) => write!(f, "Mask {}", bare(space)),
        }
    }
}

/// Why a term cannot be formed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{operator} expects {expected} as argument {position}, found {found}")]
pub struct SortError {
    /// The operator that was applied.
    pub operator: String,
    /// Which argument, from 1.
    pub position: usize,
    /// The sort that would do.
    pub expected: String,
    /// The sort that came, or `nothing`.
    pub found: String,
}
