//! Index maps: where each coordinate of a tensor comes from.

use std::collections::BTreeMap;
use std::ops::Range;

use super::shape::{Axis, Dim, checked_size};
use super::{Name, Space};

/// A map `φ` from the coordinates of one space to those of another. It gives the linear map
/// `pull φ`, with `(pull φ u) i = u (φ i)`, whose adjoint sums over the coordinates with one image.
///
/// Coordinates are in row-major order, as Lean's `finProdFinEquiv` has them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IndexMap {
    from: Space,
    to: Space,
    rule: Rule,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Rule {
    /// For each axis of `to` the axis of `from` whose index it has.
    Axes(Vec<usize>),
    /// The coordinate with the same number.
    Flat,
    /// The same coordinate, the index along the first axis being this much greater.
    Shift(Dim),
}

impl IndexMap {
    /// The map that takes for each axis of `to` the index along this axis of `from`; none if that
    /// is another axis, or there is none.
    pub fn by_axes(from: Space, to: Space, axes: Vec<usize>) -> Option<IndexMap> {
        let (own, images) = (from.axes()?, to.axes()?);
        let chosen = axes.iter().map(|&axis| own.get(axis).cloned());
        let fits = chosen.collect::<Option<Vec<Axis>>>()? == images;
        fits.then_some(IndexMap {
            from,
            to,
            rule: Rule::Axes(axes),
        })
    }

    /// The map of all coordinates of a space to the one of `ℝ`.
    pub fn to_point(from: Space) -> IndexMap {
        IndexMap {
            from,
            to: Space::Real,
            rule: Rule::Axes(Vec::new()),
        }
    }

    /// The map that keeps the row-major order; none if the sizes are not `equal`.
    pub fn flat(from: Space, to: Space, equal: impl Fn(&Dim, &Dim) -> bool) -> Option<IndexMap> {
        equal(&from.dim()?, &to.dim()?).then(|| IndexMap::row_major(from, to))?
    }

    fn row_major(from: Space, to: Space) -> Option<IndexMap> {
        if from == to {
            return IndexMap::identity(from);
        }
        Some(IndexMap {
            from,
            to,
            rule: Rule::Flat,
        })
    }

    /// The map into a tensor that begins so far along its first axis; none if there is no room for
    /// it or the other axes differ.
    pub fn shift(from: Space, to: Space, by: Dim) -> Option<IndexMap> {
        let (part, whole) = (from.axes()?, to.axes()?);
        let ([Axis::Dim(d), a @ ..], [Axis::Dim(e), b @ ..]) = (&*part, &*whole) else {
            return None;
        };
        (a == b && e.minus(&d.plus(&by)).is_some()).then_some(IndexMap {
            from,
            to,
            rule: Rule::Shift(by),
        })
    }

    /// The map into a tensor that ends where the first axis of that ends.
    pub fn last(from: Space, to: Space) -> Option<IndexMap> {
        let (part, whole) = (from.axes()?, to.axes()?);
        let (Some(Axis::Dim(d)), Some(Axis::Dim(e))) = (part.first(), whole.first()) else {
            return None;
        };
        let by = e.minus(d)?;
        IndexMap::shift(from, to, by)
    }

    /// The identity of a space of coordinates.
    pub fn identity(space: Space) -> Option<IndexMap> {
        let axes = (0..space.axes()?.len()).collect();
        Some(IndexMap {
            from: space.clone(),
            to: space,
            rule: Rule::Axes(axes),
        })
    }

    /// Where the coordinates are: `pull φ` gives vectors of this space.
    pub fn from(&self) -> &Space {
        &self.from
    }

    /// Where their images are: `pull φ` takes vectors of this space.
    pub fn to(&self) -> &Space {
        &self.to
    }

    /// For each axis of `to` the axis of `from` whose index it has, if the map is of that kind.
    pub fn axes(&self) -> Option<&[usize]> {
        match &self.rule {
            Rule::Axes(axes) => Some(axes),
            Rule::Flat | Rule::Shift(_) => None,
        }
    }

    /// How far along the first axis the coordinates begin, if the map is of that kind.
    pub fn shifted_by(&self) -> Option<&Dim> {
        match &self.rule {
            Rule::Shift(by) => Some(by),
            Rule::Axes(_) | Rule::Flat => None,
        }
    }

    /// Whether every coordinate is its own image.
    pub fn is_identity(&self) -> bool {
        self.from == self.to && IndexMap::identity(self.from.clone()).as_ref() == Some(self)
    }

    /// The inverse, if the map has one.
    pub fn inverse(&self) -> Option<IndexMap> {
        let rule = match &self.rule {
            Rule::Flat => Rule::Flat,
            Rule::Shift(_) => return None,
            Rule::Axes(axes) => {
                let count = self.from.axes()?.len();
                if axes.len() != count {
                    return None;
                }
                let image = |axis| axes.iter().position(|&image| image == axis);
                Rule::Axes((0..count).map(image).collect::<Option<_>>()?)
            }
        };
        Some(IndexMap {
            from: self.to.clone(),
            to: self.from.clone(),
            rule,
        })
    }

    /// This map and then another, if that is known to be one of these maps.
    pub fn then(&self, next: &IndexMap) -> Option<IndexMap> {
        if self.to != next.from {
            return None;
        }
        match (&self.rule, &next.rule) {
            (Rule::Axes(first), Rule::Axes(second)) => {
                let axes = second.iter().map(|&axis| first.get(axis).copied());
                let axes = axes.collect::<Option<_>>()?;
                IndexMap::by_axes(self.from.clone(), next.to.clone(), axes)
            }
            (Rule::Flat, Rule::Flat) => IndexMap::row_major(self.from.clone(), next.to.clone()),
            _ if self.is_identity() => Some(next.clone()),
            _ if next.is_identity() => Some(self.clone()),
            // All coordinates have one image.
            (_, Rule::Axes(axes)) if axes.is_empty() => {
                IndexMap::by_axes(self.from.clone(), next.to.clone(), Vec::new())
            }
            _ => None,
        }
    }

    /// The map with the names in its spaces replaced.
    #[must_use]
    pub fn instantiate(&self, spaces: &BTreeMap<Name, Space>) -> IndexMap {
        let rule = match &self.rule {
            Rule::Flat => Rule::Flat,
            Rule::Shift(by) => Rule::Shift(by.instantiate(spaces)),
            Rule::Axes(axes) => {
                // A name of a shape can stand for several axes, or for none.
                let own = self.from.axes().unwrap_or_default();
                let mut start = 0;
                let places: Vec<_> = own
                    .iter()
                    .map(|axis| {
                        let place = start..start + axis.instantiate(spaces).len();
                        start = place.end;
                        place
                    })
                    .collect();
                let chosen = axes.iter().filter_map(|&axis| places.get(axis).cloned());
                Rule::Axes(chosen.flatten().collect())
            }
        };
        IndexMap {
            from: self.from.instantiate(spaces),
            to: self.to.instantiate(spaces),
            rule,
        }
    }

    /// The map where the names have these values; none if one has none, or a size is too large.
    pub fn at(&self, of: &impl Fn(&Name) -> Option<usize>) -> Option<Images> {
        let (from, to) = (self.from.axis_sizes(of)?, self.to.axis_sizes(of)?);
        let (size_from, size_to) = (checked_size(&from)?, checked_size(&to)?);
        let mut stride = 1_usize;
        let mut strides: Vec<usize> = Vec::with_capacity(to.len());
        for dim in to.iter().rev() {
            strides.insert(0, stride);
            stride = stride.saturating_mul(*dim);
        }
        let (dims, strides, offset) = match &self.rule {
            Rule::Flat if size_from != size_to => return None,
            Rule::Flat => (vec![size_from], vec![1], 0),
            Rule::Shift(by) => {
                let offset = by.value(of)?.checked_mul(*strides.first()?)?;
                (from, strides, offset)
            }
            Rule::Axes(axes) => {
                let stride = |axis| {
                    let chosen = axes.iter().zip(&strides);
                    let own = chosen.filter(|(image, _)| **image == axis);
                    own.map(|(_, stride)| *stride).sum()
                };
                let strides = (0..from.len()).map(stride).collect();
                (from, strides, 0)
            }
        };
        Some(Images {
            dims,
            strides,
            offset,
            size_from,
            size_to,
        })
    }
}

/// The images of all coordinates under an index map between tensors of known sizes.
#[derive(Clone, Debug)]
pub struct Images {
    dims: Vec<usize>,
    /// What one step along each axis adds to the image.
    strides: Vec<usize>,
    offset: usize,
    size_from: usize,
    size_to: usize,
}

impl Images {
    /// The images of the coordinates of these dimensions among so many, where one step along each
    /// axis adds this to the image; none if the dimensions are too large.
    pub(super) fn new(dims: Vec<usize>, strides: Vec<usize>, size_to: usize) -> Option<Images> {
        Some(Images {
            size_from: checked_size(&dims)?,
            dims,
            strides,
            offset: 0,
            size_to,
        })
    }

    /// The number of coordinates that are mapped.
    pub fn from_size(&self) -> usize {
        self.size_from
    }

    /// The number of coordinates among which the images are.
    pub fn to_size(&self) -> usize {
        self.size_to
    }

    /// The image of a coordinate; none if there is no such coordinate.
    pub fn of(&self, coordinate: usize) -> Option<usize> {
        let mut rest = coordinate;
        let mut axes = self.dims.iter().zip(&self.strides).rev();
        axes.try_fold(self.offset, |image, (&dim, &stride)| {
            let index = rest.checked_rem(dim)?;
            rest = rest.checked_div(dim)?;
            image.checked_add(index.checked_mul(stride)?)
        })
    }

    /// A range of coordinates that holds all whose images lie in a given range: no others where
    /// images of neighbours are neighbours, else all coordinates.
    pub fn sources(&self, range: &Range<usize>) -> Range<usize> {
        let mut step = 1_usize;
        let mut axes = self.dims.iter().zip(&self.strides).rev();
        let follow = axes.all(|(&dim, &stride)| {
            let next = dim == 1 || stride == step;
            step = step.saturating_mul(dim);
            next
        });
        if !follow {
            return 0..self.size_from;
        }
        let source = |image: usize| image.saturating_sub(self.offset).min(self.size_from);
        source(range.start)..source(range.end)
    }
}
