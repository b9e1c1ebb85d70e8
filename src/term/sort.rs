//! Spaces and sorts.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::shape::{self, Axis, Dim, Measure, checked_size};

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
    /// A space of coordinates whose axes are told: `Vec [m, n]`. Made by [`Space::of_axes`].
    Shaped(Arc<[Axis]>),
    /// Continuous linear maps from the first to the second: `E →L[ℝ] F`.
    Hom(Arc<Space>, Arc<Space>),
}

impl Space {
    /// The space of coordinates with this name.
    pub fn named(name: &str) -> Space {
        Space::Named(name.into())
    }

    /// The space of linear maps `from →L[ℝ] to`.
    pub fn hom(from: Space, to: Space) -> Space {
        Space::Hom(Arc::new(from), Arc::new(to))
    }

    /// The space of tensors with these axes: `ℝ` without any, as Lean's `Vec (size [])` is.
    pub fn of_axes(axes: Vec<Axis>) -> Space {
        match axes.as_slice() {
            [] => Space::Real,
            [Axis::Shape(name)] => Space::Named(name.clone()),
            _ => Space::Shaped(axes.into()),
        }
    }

    /// The axes of a space of coordinates.
    pub fn axes(&self) -> Option<Vec<Axis>> {
        match self {
            Space::Real => Some(Vec::new()),
            Space::Named(name) => Some(vec![Axis::Shape(name.clone())]),
            Space::Shaped(axes) => Some(axes.to_vec()),
            Space::Hom(..) => None,
        }
    }

    /// The number of coordinates.
    pub fn dim(&self) -> Option<Dim> {
        let axes = self.axes()?;
        let one = Dim::constant(1_u8);
        Some(axes.iter().fold(one, |size, axis| size.times(&axis.dim())))
    }

    /// The number of coordinates along each axis, where names of shapes and dimensions have these
    /// values.
    pub fn axis_sizes(&self, of: &impl Fn(&Name) -> Option<usize>) -> Option<Vec<usize>> {
        match self {
            Space::Real => Some(Vec::new()),
            Space::Named(name) => Some(vec![of(name)?]),
            Space::Shaped(axes) => axes.iter().map(|axis| axis.value(of)).collect(),
            Space::Hom(..) => None,
        }
    }

    /// The number of coordinates, where names of shapes and dimensions have these values.
    pub fn size(&self, of: &impl Fn(&Name) -> Option<usize>) -> Option<usize> {
        match self {
            Space::Real => Some(1),
            Space::Named(name) => of(name),
            Space::Shaped(axes) => {
                let mut plain = axes.iter();
                let product = plain.try_fold(1_usize, |size, axis| {
                    let value = axis.is_plain().then(|| axis.value(of))??;
                    size.checked_mul(value).filter(|size| *size > 0)
                });
                // Polynomials are multiplied where the factors do not tell.
                product.or_else(|| self.dim()?.value(of))
            }
            Space::Hom(..) => None,
        }
    }

    /// The space of tensors with these dimensions.
    pub fn of_dims(dims: &[usize]) -> Space {
        let axis = |&dim: &usize| Axis::Dim(Dim::constant(dim));
        Space::of_axes(dims.iter().map(axis).collect())
    }

    /// The dimensions of its tensors, where names of shapes and dimensions stand for these.
    pub fn dims<'s>(&self, of: &impl Fn(&Name) -> Option<&'s [usize]>) -> Option<Vec<usize>> {
        let size = |name: &Name| checked_size(of(name)?);
        let mut dims = Vec::new();
        for axis in self.axes()? {
            match axis {
                Axis::Dim(dim) => dims.push(dim.value(&size)?),
                Axis::Shape(name) => dims.extend(of(&name)?),
            }
        }
        Some(dims)
    }

    /// Extends what names of shapes and dimensions stand for, so that tensors of the space have
    /// these dimensions; `false` if they have others. Of two shapes side by side, `[..p, ..q]`,
    /// `ranks` tells the number of axes of the first.
    pub fn bind(
        &self,
        dims: &[usize],
        ranks: &BTreeMap<Name, usize>,
        shapes: &mut BTreeMap<Name, Vec<usize>>,
    ) -> bool {
        self.divide(dims, ranks, shapes);
        let known = shapes.iter();
        let known = known.map(|(name, dims)| (name.clone(), Space::of_dims(dims)));
        let mut spaces: BTreeMap<Name, Space> = known.collect();
        if !self.unify(&Space::of_dims(dims), &mut spaces) {
            return false;
        }
        for (name, space) in spaces {
            if let Some(dims) = space.dims(&|_| None) {
                shapes.insert(name, dims);
            }
        }
        true
    }

    /// Gives the leading shapes whose ranks are known the axes that they stand for.
    fn divide(
        &self,
        dims: &[usize],
        ranks: &BTreeMap<Name, usize>,
        shapes: &mut BTreeMap<Name, Vec<usize>>,
    ) {
        let mut rest = dims;
        for axis in self.axes().iter().flatten() {
            let count = match axis {
                Axis::Dim(_) => Some(1),
                Axis::Shape(name) => match shapes.get(name) {
                    Some(known) => Some(known.len()),
                    None => ranks.get(name).copied(),
                },
            };
            let Some((own, left)) = count.and_then(|count| rest.split_at_checked(count)) else {
                return;
            };
            if let Axis::Shape(name) = axis {
                shapes.entry(name.clone()).or_insert_with(|| own.to_vec());
            }
            rest = left;
        }
    }

    /// The space with each named one replaced as `spaces` says.
    #[must_use]
    pub fn instantiate(&self, spaces: &BTreeMap<Name, Space>) -> Space {
        match self {
            Space::Real => Space::Real,
            Space::Named(name) => spaces.get(name).unwrap_or(self).clone(),
            Space::Shaped(axes) => {
                let axes = axes.iter().flat_map(|axis| axis.instantiate(spaces));
                Space::of_axes(axes.collect())
            }
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
            (Space::Shaped(pattern), space) => {
                let axes = space.axes();
                axes.is_some_and(|axes| shape::unify(pattern, &axes, spaces))
            }
            _ => false,
        }
    }

    /// The spaces of coordinates that it is made of, without `ℝ`.
    pub fn coordinates(&self) -> Vec<&Space> {
        match self {
            Space::Real => Vec::new(),
            Space::Named(_) | Space::Shaped(_) => vec![self],
            Space::Hom(from, to) => [from.coordinates(), to.coordinates()].concat(),
        }
    }

    /// The dimensions and shapes that are named in it.
    pub fn measures(&self) -> Vec<Measure> {
        let of_axis =
            |axis: &Axis| -> Vec<Measure> { axis.dim().measures().into_iter().cloned().collect() };
        match self {
            Space::Hom(from, to) => [from.measures(), to.measures()].concat(),
            _ => self.axes().iter().flatten().flat_map(of_axis).collect(),
        }
    }

    /// As it stands after `Idx`, `Mask` or `Node`: without the word `Vec`.
    pub fn bare(&self) -> String {
        let text = self.to_string();
        text.strip_prefix("Vec ").unwrap_or(&text).into()
    }
}

impl fmt::Display for Space {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Space::Real => f.write_str("ℝ"),
            Space::Named(name) => write!(f, "Vec {name}"),
            Space::Shaped(axes) => {
                let axes: Vec<String> = axes.iter().map(ToString::to_string).collect();
                write!(f, "Vec [{}]", axes.join(", "))
            }
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
    /// Lean's `Shape.CanBroadcastTo s t`: a way to broadcast tensors of the first shape to the second.
    CanBroadcastTo {
        /// The shape `s`.
        from: Space,
        /// The shape `t`.
        to: Space,
    },
    /// The number of axes of the shape that is named: an axis of Lean's, which are counted from 0,
    /// is the number of axes before it.
    Rank(Name),
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
            Sort::CanBroadcastTo { from, to } => Sort::CanBroadcastTo {
                from: from.instantiate(spaces),
                to: to.instantiate(spaces),
            },
            Sort::Rank(name) => match spaces.get(name) {
                Some(Space::Named(other)) => Sort::Rank(other.clone()),
                _ => self.clone(),
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
            (
                Sort::CanBroadcastTo { from, to },
                Sort::CanBroadcastTo {
                    from: other_from,
                    to: other_to,
                },
            ) => from.unify(other_from, spaces) && to.unify(other_to, spaces),
            (Sort::Rank(name), Sort::Rank(other)) => {
                Space::Named(name.clone()).unify(&Space::Named(other.clone()), spaces)
            }
            _ => false,
        }
    }

    /// The spaces in the sort, a context before its shape.
    pub fn spaces(&self) -> Vec<&Space> {
        match self {
            Sort::Vec(space) | Sort::Mask(space) => vec![space],
            Sort::Idx { context, shape } => vec![context, shape],
            Sort::CanBroadcastTo { from, to } => vec![from, to],
            Sort::Rank(_) => Vec::new(),
        }
    }

    /// The dimensions and shapes that are named in the sort, outermost context first.
    pub fn measures(&self) -> Vec<Measure> {
        let spaces = self.spaces().into_iter();
        spaces.flat_map(Space::measures).collect()
    }

    /// Their names.
    pub fn names(&self) -> Vec<Name> {
        let measures = self.measures().into_iter();
        measures.map(|measure| measure.name().clone()).collect()
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Sort::Vec(space) => write!(f, "{space}"),
            Sort::Idx { context, shape } => write!(f, "Idx {} {}", context.bare(), shape.bare()),
            Sort::Mask(space) => write!(f, "Mask {}", space.bare()),
            Sort::CanBroadcastTo { from, to } => {
                write!(f, "CanBroadcastTo {} {}", from.bare(), to.bare())
            }
            Sort::Rank(name) => write!(f, "Rank {name}"),
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
