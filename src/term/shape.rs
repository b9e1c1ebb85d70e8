//! Shapes: axes, whose dimensions are polynomials in names.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use num_bigint::BigUint;
use num_traits::{One, Zero};

use super::{Name, Space};

/// What a dimension is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measure {
    /// A dimension that is named.
    Dim(Name),
    /// Lean's `s.size`: the number of coordinates of a shape that is named.
    Size(Name),
}

impl Measure {
    /// The name of the dimension or of the shape.
    pub fn name(&self) -> &Name {
        match self {
            Measure::Dim(name) | Measure::Size(name) => name,
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Measure::Dim(name) => f.write_str(name),
            Measure::Size(name) => write!(f, "size {name}"),
        }
    }
}

/// The number of coordinates of tensors with these dimensions; none beyond `usize::MAX`.
pub fn checked_size(dims: &[usize]) -> Option<usize> {
    // A dimension of 0 makes the tensor empty, however large the others are.
    if dims.contains(&0) {
        return Some(0);
    }
    dims.iter()
        .try_fold(1_usize, |size, &dim| size.checked_mul(dim))
}

/// A factor of a dimension.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Factor {
    Measure(Measure),
    /// Lean's `Spec.meanDenom`: the dimension, or 1 where that is 0.
    MeanDenom(Dim),
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Factor::Measure(measure) => write!(f, "{measure}"),
            Factor::MeanDenom(dim) => match dim.single() {
                Some(Measure::Size(name)) => write!(f, "meanDenom {name}"),
                _ => write!(f, "meanDenom ({dim})"),
            },
        }
    }
}

/// A dimension: a polynomial with natural coefficients, so that equal dimensions are equal values.
///
/// The keys are products, their factors in order; no coefficient is 0.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Dim(Arc<BTreeMap<Vec<Factor>, BigUint>>);

impl Dim {
    /// The dimension that is named.
    pub fn named(name: &str) -> Dim {
        Dim::of(Factor::Measure(Measure::Dim(name.into())))
    }

    /// The size of a shape that is named.
    pub fn size(name: &str) -> Dim {
        Dim::of(Factor::Measure(Measure::Size(name.into())))
    }

    /// The dimension, or 1 where it is 0. Lean: `Spec.meanDenom`.
    pub fn mean_denom(dim: Dim) -> Dim {
        match dim.number() {
            Some(value) if value.is_zero() => Dim::constant(1_u8),
            Some(_) => dim,
            None => Dim::of(Factor::MeanDenom(dim)),
        }
    }

    fn of(factor: Factor) -> Dim {
        Dim(BTreeMap::from([(vec![factor], BigUint::one())]).into())
    }

    /// The measure, if the dimension is one.
    fn single(&self) -> Option<&Measure> {
        match self.0.first_key_value() {
            Some((product, count)) if self.0.len() == 1 && count.is_one() => match &**product {
                [Factor::Measure(measure)] => Some(measure),
                _ => None,
            },
            _ => None,
        }
    }

    /// A number.
    pub fn constant(value: impl Into<BigUint>) -> Dim {
        let value = value.into();
        let terms = (!value.is_zero()).then(|| (Vec::new(), value));
        Dim(Arc::new(terms.into_iter().collect()))
    }

    /// `d + e`.
    #[must_use]
    pub fn plus(&self, other: &Dim) -> Dim {
        let mut sum = BTreeMap::clone(&self.0);
        for (product, count) in &*other.0 {
            *sum.entry(product.clone()).or_default() += count;
        }
        Dim(sum.into())
    }

    /// `d * e`.
    #[must_use]
    pub fn times(&self, other: &Dim) -> Dim {
        let mut product = BTreeMap::new();
        for (a, m) in &*self.0 {
            for (b, n) in &*other.0 {
                let mut factors = [a.as_slice(), b.as_slice()].concat();
                factors.sort();
                *product.entry(factors).or_insert_with(BigUint::zero) += m * n;
            }
        }
        Dim(product.into())
    }

    /// `d - e`, if that is a polynomial with natural coefficients.
    pub fn minus(&self, other: &Dim) -> Option<Dim> {
        let mut difference = BTreeMap::clone(&self.0);
        for (product, count) in &*other.0 {
            let room = difference
                .get_mut(product)
                .filter(|room| **room >= *count)?;
            *room -= count;
            if room.is_zero() {
                difference.remove(product);
            }
        }
        Some(Dim(difference.into()))
    }

    /// The name, if the dimension is one.
    pub fn name(&self) -> Option<&Name> {
        match self.single()? {
            Measure::Dim(name) => Some(name),
            Measure::Size(_) => None,
        }
    }

    /// The value, if there are no names in it.
    pub fn number(&self) -> Option<BigUint> {
        match self.0.first_key_value() {
            None => Some(BigUint::zero()),
            Some((product, count)) if self.0.len() == 1 && product.is_empty() => {
                Some(count.clone())
            }
            _ => None,
        }
    }

    /// The dimensions and shapes that are named in it.
    pub fn measures(&self) -> Vec<&Measure> {
        let factors = self.0.keys().flatten();
        let each = factors.map(|factor| match factor {
            Factor::Measure(measure) => vec![measure],
            Factor::MeanDenom(dim) => dim.measures(),
        });
        each.flatten().collect()
    }

    /// The value where the names have these; none if one has no value, or the result is too large.
    pub fn value(&self, of: &impl Fn(&Name) -> Option<usize>) -> Option<usize> {
        self.0.iter().try_fold(0_usize, |sum, (product, count)| {
            let count = usize::try_from(count).ok()?;
            let mut factors = product.iter();
            let term = factors.try_fold(count, |value, factor| {
                value.checked_mul(match factor {
                    Factor::Measure(measure) => of(measure.name())?,
                    Factor::MeanDenom(dim) => dim.value(of)?.max(1),
                })
            })?;
            sum.checked_add(term)
        })
    }

    /// The dimension with names replaced: by the sizes of spaces.
    #[must_use]
    pub fn instantiate(&self, spaces: &BTreeMap<Name, Space>) -> Dim {
        let replaced = |factor: &Factor| match factor {
            Factor::Measure(measure) => {
                let space = spaces.get(measure.name()).and_then(Space::dim);
                space.unwrap_or_else(|| Dim::of(factor.clone()))
            }
            Factor::MeanDenom(dim) => Dim::mean_denom(dim.instantiate(spaces)),
        };
        let mut sum = Dim::constant(0_u8);
        for (product, count) in &*self.0 {
            let factors = product.iter().map(replaced);
            sum = sum.plus(&factors.fold(Dim::constant(count.clone()), |d, e| d.times(&e)));
        }
        sum
    }
}

impl fmt::Display for Dim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("0");
        }
        for (position, (product, count)) in self.0.iter().enumerate() {
            let plus = if position == 0 { "" } else { " + " };
            f.write_str(plus)?;
            let count = (!count.is_one() || product.is_empty()).then(|| count.to_string());
            let factors = product.iter().map(ToString::to_string);
            let factors: Vec<String> = count.into_iter().chain(factors).collect();
            f.write_str(&factors.join(" * "))?;
        }
        Ok(())
    }
}

/// A part of a shape.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Axis {
    /// One axis of this dimension.
    Dim(Dim),
    /// The axes of a shape that is named.
    Shape(Name),
}

impl Axis {
    /// The number of coordinates.
    pub fn dim(&self) -> Dim {
        match self {
            Axis::Dim(dim) => dim.clone(),
            Axis::Shape(name) => Dim::size(name),
        }
    }

    /// The number of coordinates where the names have these values.
    pub fn value(&self, of: &impl Fn(&Name) -> Option<usize>) -> Option<usize> {
        match self {
            Axis::Dim(dim) => dim.value(of),
            Axis::Shape(name) => of(name),
        }
    }

    /// Whether it is a number, or one name.
    pub(super) fn is_plain(&self) -> bool {
        match self {
            Axis::Dim(dim) => dim.single().is_some() || dim.number().is_some(),
            Axis::Shape(_) => true,
        }
    }

    /// The axes with names replaced.
    pub fn instantiate(&self, spaces: &BTreeMap<Name, Space>) -> Vec<Axis> {
        match self {
            Axis::Dim(dim) => vec![Axis::Dim(dim.instantiate(spaces))],
            Axis::Shape(name) => {
                let axes = spaces.get(name).and_then(Space::axes);
                axes.unwrap_or_else(|| vec![self.clone()])
            }
        }
    }
}

impl fmt::Display for Axis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Axis::Dim(dim) => write!(f, "{dim}"),
            Axis::Shape(name) => write!(f, "..{name}"),
        }
    }
}

/// Extends `spaces` so that the axes `pattern` become `axes`. A shape's name that stands for
/// nothing yet takes all axes that are left.
pub(super) fn unify(pattern: &[Axis], axes: &[Axis], spaces: &mut BTreeMap<Name, Space>) -> bool {
    let Some((first, rest)) = pattern.split_first() else {
        return axes.is_empty();
    };
    if let Axis::Shape(name) = first
        && !spaces.contains_key(name)
    {
        let taken = axes.len().checked_sub(rest.len());
        let Some((own, left)) = taken.and_then(|taken| axes.split_at_checked(taken)) else {
            return false;
        };
        spaces.insert(name.clone(), Space::of_axes(own.to_vec()));
        return unify(rest, left, spaces);
    }
    if let Axis::Dim(dim) = first
        && let Some(name) = dim.name()
        && !spaces.contains_key(name)
    {
        let Some((found @ Axis::Dim(_), left)) = axes.split_first() else {
            return false;
        };
        spaces.insert(name.clone(), Space::of_axes(vec![found.clone()]));
        return unify(rest, left, spaces);
    }
    let known = first.instantiate(spaces);
    let left = axes.strip_prefix(known.as_slice());
    left.is_some_and(|left| unify(rest, left, spaces))
}
