//! Bijections of indices: Lean's `finProdFinEquiv`, `Equiv.prodComm` and the like, as far as
//! they take tuples apart and join them.

use std::cell::OnceCell;
use std::rc::Rc;

use super::arithmetic::Read;
use super::evaluate::Reader;
use super::index::Index;
use super::value::{Delayed, Type, Value};
use crate::notation::Span;
use crate::term::Space;

/// A bijection.
#[derive(Clone, Debug)]
pub enum Bijection {
    /// Of pairs and their numbers in row-major order; for these two sizes, as soon as they
    /// are known.
    RowMajor(Rc<OnceCell<(Space, Space)>>),
    /// `A ≃ A`.
    Same(Type),
    /// `A × B ≃ B × A`.
    Swap(Type, Type),
    /// `(A × B) × C ≃ A × B × C`.
    Associate(Type, Type, Type),
    /// One of each part of a pair.
    Both(Rc<Bijection>, Rc<Bijection>),
    /// One of the first part of a pair, for each second part.
    First(Box<Value>),
    /// One of the second part of a pair, for each first part.
    Second(Box<Value>),
    /// The first and then the second.
    Then(Rc<Bijection>, Rc<Bijection>),
    /// The other direction.
    Inverse(Rc<Bijection>),
}

impl Bijection {
    /// That of row-major order.
    pub fn row_major() -> Bijection {
        Bijection::RowMajor(Rc::default())
    }

    /// The first and then the second, which must fit.
    pub fn then(first: Rc<Bijection>, second: Rc<Bijection>) -> Bijection {
        if let Some(between) = second.from() {
            first.leads_to(&between);
        }
        if let Some(between) = first.to() {
            second.takes(&between);
        }
        Bijection::Then(first, second)
    }

    /// What it takes, if that is known.
    fn from(&self) -> Option<Type> {
        match self {
            Bijection::RowMajor(sizes) => {
                let (a, b) = sizes.get()?;
                Some(Type::pair(Type::Fin(a.clone()), Type::Fin(b.clone())))
            }
            Bijection::Same(sort) => Some(sort.clone()),
            Bijection::Swap(a, b) => Some(Type::pair(a.clone(), b.clone())),
            Bijection::Associate(a, b, c) => {
                let first = Type::pair(a.clone(), b.clone());
                Some(Type::pair(first, c.clone()))
            }
            Bijection::Both(a, b) => Some(Type::pair(a.from()?, b.from()?)),
            Bijection::First(_) | Bijection::Second(_) => None,
            Bijection::Then(first, _) => first.from(),
            Bijection::Inverse(other) => other.to(),
        }
    }

    /// What it gives, if that is known.
    fn to(&self) -> Option<Type> {
        match self {
            Bijection::RowMajor(sizes) => {
                let (a, b) = sizes.get()?;
                Some(Type::Fin(joined(a, b)?))
            }
            Bijection::Same(sort) => Some(sort.clone()),
            Bijection::Swap(a, b) => Some(Type::pair(b.clone(), a.clone())),
            Bijection::Associate(a, b, c) => {
                let last = Type::pair(b.clone(), c.clone());
                Some(Type::pair(a.clone(), last))
            }
            Bijection::Both(a, b) => Some(Type::pair(a.to()?, b.to()?)),
            Bijection::First(_) | Bijection::Second(_) => None,
            Bijection::Then(_, second) => second.to(),
            Bijection::Inverse(other) => other.from(),
        }
    }

    /// Learns the sizes of pairs from what it takes. Whether that fits is seen where it is
    /// applied.
    pub fn takes(&self, sort: &Type) {
        match (self, sort) {
            (Bijection::RowMajor(sizes), Type::Pair(a, b)) => {
                if let (Type::Fin(a), Type::Fin(b)) = (a.as_ref(), b.as_ref()) {
                    sizes.get_or_init(|| (a.clone(), b.clone()));
                }
            }
            (Bijection::Both(first, second), Type::Pair(a, b)) => {
                first.takes(a);
                second.takes(b);
            }
            (Bijection::Then(first, _), sort) => first.takes(sort),
            (Bijection::Inverse(other), sort) => other.leads_to(sort),
            _ => {}
        }
    }

    /// Learns the sizes of pairs from what it gives.
    pub fn leads_to(&self, sort: &Type) {
        match (self, sort) {
            (Bijection::Both(first, second), Type::Pair(a, b)) => {
                first.leads_to(a);
                second.leads_to(b);
            }
            (Bijection::Then(_, second), sort) => second.leads_to(sort),
            (Bijection::Inverse(other), sort) => other.takes(sort),
            _ => {}
        }
    }
}

/// The size of pairs.
pub fn joined(a: &Space, b: &Space) -> Option<Space> {
    Some(Space::of_axes([a.axes()?, b.axes()?].concat()))
}

impl Reader<'_> {
    /// The image of an index, or what it is the image of if not `forward`.
    pub fn image(
        &self,
        bijection: &Bijection,
        value: Value,
        forward: bool,
        span: &Span,
    ) -> Read<Value> {
        let other = |value: &Value| {
            let what = format!("a bijection of {}", value.describe());
            Err(self.unread(span, &what))
        };
        let of = |bijection: &Bijection, value| self.image(bijection, value, forward, span);
        let pair = |a, b| Value::Pair(Rc::new((a, b)));
        let fits = |value: &Value, sort: &Type| {
            let value = value.clone();
            self.coerce(value, sort, span).map(|_| ())
        };
        let family = |family: &Value, of: &Value, moved: &Value| {
            let at = (None, Delayed::Known(of.clone(), span.clone()));
            match self.apply(family.clone(), vec![at], span)? {
                Value::Bijection(b) => self.image(&b, moved.clone(), forward, span),
                found => Err(self.unread(span, &format!("{} here", found.describe()))),
            }
        };
        match (bijection, value) {
            (Bijection::Inverse(b), value) => self.image(b, value, !forward, span),
            (Bijection::Then(a, b), value) => {
                let (a, b) = if forward { (a, b) } else { (b, a) };
                of(b, of(a, value)?)
            }
            (Bijection::Same(sort), value) => {
                fits(&value, sort)?;
                Ok(value)
            }
            (Bijection::Swap(a, b), Value::Pair(parts)) => {
                let (first, second) = if forward { (a, b) } else { (b, a) };
                fits(&parts.0, first)?;
                fits(&parts.1, second)?;
                Ok(pair(parts.1.clone(), parts.0.clone()))
            }
            (Bijection::Associate(a, b, c), Value::Pair(parts)) => {
                let inner = if forward { &parts.0 } else { &parts.1 };
                let Value::Pair(inner) = inner else {
                    return other(inner);
                };
                let (first, second, third) = if forward {
                    (&inner.0, &inner.1, &parts.1)
                } else {
                    (&parts.0, &inner.0, &inner.1)
                };
                fits(first, a)?;
                fits(second, b)?;
                fits(third, c)?;
                let [first, second, third] = [first, second, third].map(Value::clone);
                Ok(if forward {
                    pair(first, pair(second, third))
                } else {
                    pair(pair(first, second), third)
                })
            }
            (Bijection::Both(a, b), Value::Pair(parts)) => {
                Ok(pair(of(a, parts.0.clone())?, of(b, parts.1.clone())?))
            }
            (Bijection::First(of), Value::Pair(parts)) => {
                let first = family(of, &parts.1, &parts.0)?;
                Ok(pair(first, parts.1.clone()))
            }
            (Bijection::Second(of), Value::Pair(parts)) => {
                let second = family(of, &parts.0, &parts.1)?;
                Ok(pair(parts.0.clone(), second))
            }
            (Bijection::RowMajor(sizes), value) => {
                self.row_major(sizes.get(), value, forward, span)
            }
            (_, value) => other(&value),
        }
    }

    /// A pair as one index, or an index as a pair.
    fn row_major(
        &self,
        sizes: Option<&(Space, Space)>,
        value: Value,
        forward: bool,
        span: &Span,
    ) -> Read<Value> {
        match value {
            Value::Pair(parts) if forward => {
                let (Value::Index(a), Value::Index(b)) = (&parts.0, &parts.1) else {
                    return Err(self.unread(span, "a pair of these"));
                };
                if let Some((m, n)) = sizes
                    && !(a.runs_over(m) && b.runs_over(n))
                {
                    return Err(self.error(span, "the pair is of other sizes"));
                }
                let (Some(mut a), Some(b)) = (a.coordinates(), b.coordinates()) else {
                    return Err(self.error(span, "the sizes of this pair are not stated"));
                };
                a.extend(b);
                Ok(Value::Index(Index::Parts(a)))
            }
            Value::Index(index) if !forward => {
                let Some((m, n)) = sizes else {
                    return Err(self.error(span, "the sizes of this pair are not stated"));
                };
                let (a, b) = self.split(&index, m, n, span)?;
                let pair = (Value::Index(a), Value::Index(b));
                Ok(Value::Pair(Rc::new(pair)))
            }
            value => Err(self.unread(span, &format!("a bijection of {}", value.describe()))),
        }
    }

    /// An index of pairs of these sizes as the two that it is made of.
    pub fn split(&self, index: &Index, m: &Space, n: &Space, span: &Span) -> Read<(Index, Index)> {
        let whole = joined(m, n);
        if !whole.is_some_and(|whole| index.runs_over(&whole)) {
            return Err(self.error(span, "the index is not of pairs of these sizes"));
        }
        let parts = index.coordinates().zip(m.axes());
        let parts = parts.and_then(|(parts, first)| {
            let (a, b) = parts.split_at_checked(first.len())?;
            Some((Index::Parts(a.to_vec()), Index::Parts(b.to_vec())))
        });
        parts.ok_or_else(|| self.unread(span, "this index"))
    }

    /// A bijection that must be one of these types: seen at an index of no value.
    pub fn bijection(
        &self,
        bijection: Rc<Bijection>,
        from: &Type,
        to: &Type,
        span: &Span,
    ) -> Read<Value> {
        bijection.takes(from);
        bijection.leads_to(to);
        for (forward, from, to) in [(true, from, to), (false, to, from)] {
            let Some(any) = self.any(from) else {
                return Err(self.unread(span, "a bijection of these types"));
            };
            let image = self.image(&bijection, any, forward, span)?;
            self.coerce(image, to, span)?;
        }
        Ok(Value::Bijection(bijection))
    }

    /// An index of no value.
    fn any(&self, sort: &Type) -> Option<Value> {
        match sort {
            Type::Fin(space) => {
                let variable = self.variable(Some(space.clone()));
                Some(Value::Index(Index::Whole(variable)))
            }
            Type::Pair(a, b) => Some(Value::Pair(Rc::new((self.any(a)?, self.any(b)?)))),
            _ => None,
        }
    }
}
