//! Which sorts an operator takes and gives.

use super::{Sort, Space};

/// A space in the sorts of an operator.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    /// Any space.
    Any(&'static str),
    /// Any space of coordinates.
    Coordinates(&'static str),
    /// `ℝ`.
    Real,
    /// Linear maps.
    Hom(&'static Of, &'static Of),
}

/// A sort of an argument or of the result.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A vector.
    Vec(Of),
    /// A mask.
    Mask(Of),
    /// `Idx Γ s`.
    Idx(Of, Of),
    /// `CanBroadcastTo s t`.
    CanBroadcastTo(Of, Of),
}

/// The sorts of an operator: those of the arguments, and that of the result.
#[derive(Clone, Copy, Debug)]
pub struct Signature(pub &'static [Kind], pub Kind);

/// What the names of a signature stand for.
#[derive(Default)]
struct Bound<'a>(Vec<(&'static str, &'a Space)>);

impl<'a> Bound<'a> {
    fn find(&self, name: &str) -> Option<&'a Space> {
        let mut bound = self.0.iter();
        let found = bound.find(|(bound, _)| *bound == name);
        found.map(|(_, space)| *space)
    }

    /// Whether the space is such a one, where the names mean what makes it one.
    fn fits_space(&mut self, of: Of, space: &'a Space) -> bool {
        match (of, space) {
            (Of::Real, _) => *space == Space::Real,
            (Of::Hom(from, to), Space::Hom(a, b)) => {
                self.fits_space(*from, a) && self.fits_space(*to, b)
            }
            (Of::Hom(..), _) => false,
            (Of::Any(name) | Of::Coordinates(name), _) => match self.find(name) {
                Some(bound) => bound == space,
                None => {
                    self.0.push((name, space));
                    matches!(of, Of::Any(_)) || !matches!(space, Space::Hom(..))
                }
            },
        }
    }

    /// The same of a sort; nothing new is known if it does not fit.
    fn fits(&mut self, kind: Kind, sort: &'a Sort) -> bool {
        let known = self.0.len();
        let fits = match (kind, sort) {
            (Kind::Vec(of), Sort::Vec(space)) | (Kind::Mask(of), Sort::Mask(space)) => {
                self.fits_space(of, space)
            }
            (Kind::Idx(of, at), Sort::Idx { context, shape }) => {
                self.fits_space(of, context) && self.fits_space(at, shape)
            }
            (Kind::CanBroadcastTo(of, into), Sort::CanBroadcastTo { from, to }) => {
                self.fits_space(of, from) && self.fits_space(into, to)
            }
            _ => false,
        };
        if !fits {
            self.0.truncate(known);
        }
        fits
    }

    /// The space; of a name that means nothing yet, what `open` says.
    fn space(&self, of: Of, open: fn(&str) -> Option<Space>) -> Option<Space> {
        match of {
            Of::Real => Some(Space::Real),
            Of::Hom(from, to) => Some(Space::hom(self.space(*from, open)?, self.space(*to, open)?)),
            Of::Any(name) | Of::Coordinates(name) => {
                self.find(name).cloned().or_else(|| open(name))
            }
        }
    }

    fn sort(&self, kind: Kind, open: fn(&str) -> Option<Space>) -> Option<Sort> {
        Some(match kind {
            Kind::Vec(of) => Sort::Vec(self.space(of, open)?),
            Kind::Mask(of) => Sort::Mask(self.space(of, open)?),
            Kind::Idx(of, at) => Sort::Idx {
                context: self.space(of, open)?,
                shape: self.space(at, open)?,
            },
            Kind::CanBroadcastTo(of, into) => Sort::CanBroadcastTo {
                from: self.space(of, open)?,
                to: self.space(into, open)?,
            },
        })
    }

    /// The sort in words, as far as it is known.
    fn describe(&self, kind: Kind) -> String {
        if let Some(sort) = self.sort(kind, unknown) {
            return sort.to_string();
        }
        let words = match kind {
            Kind::Vec(Of::Hom(_, to)) => match self.space(*to, unknown) {
                Some(to) => return format!("a linear map into {to}"),
                None => "a linear map",
            },
            Kind::Vec(Of::Coordinates(_)) => "a vector of coordinates",
            Kind::Vec(_) => "a vector",
            Kind::Mask(_) => "a mask",
            Kind::Idx(..) => "an index",
            Kind::CanBroadcastTo(..) => "a way to broadcast",
        };
        words.into()
    }
}

fn unknown(_: &str) -> Option<Space> {
    None
}

impl Signature {
    /// The sort of the result for arguments of these sorts; `carried` is the
    /// space of an operator whose arguments do not tell it.
    ///
    /// # Errors
    /// The position, from 0, of the first argument whose sort does not fit, or
    /// that is missing or left over, and the sort that would do.
    pub fn result(
        &self,
        carried: Option<&Space>,
        sorts: &[&Sort],
    ) -> Result<Sort, (usize, String)> {
        let Signature(takes, gives) = *self;
        let mut bound = Bound::default();
        if let (Some(space), Kind::Vec(Of::Hom(from, to))) = (carried, gives) {
            let of = if matches!(from, Of::Real) { to } else { from };
            if !bound.fits_space(*of, space) {
                return Err((0, "a space of coordinates".into()));
            }
        } else if let (Some(space), Kind::Vec(of)) = (carried, gives) {
            bound.fits_space(of, space);
        }
        for (position, kind) in takes.iter().enumerate() {
            let found = sorts.get(position);
            if !found.is_some_and(|found| bound.fits(*kind, found)) {
                return Err((position, bound.describe(*kind)));
            }
        }
        match bound.sort(gives, unknown) {
            Some(sort) if sorts.len() == takes.len() => Ok(sort),
            _ => Err((takes.len(), "nothing".into())),
        }
    }

    /// The sort of the argument behind those of these sorts, if they or the
    /// sort of the whole tell it. Where the whole is a map, `expected` may also
    /// be the sort of what it gives.
    pub fn next(&self, known: &[&Sort], expected: Option<&Sort>) -> Option<Sort> {
        let Signature(takes, gives) = *self;
        let mut bound = Bound::default();
        for (kind, sort) in takes.iter().zip(known) {
            bound.fits(*kind, sort);
        }
        if let Some(expected) = expected
            && !bound.fits(gives, expected)
            && let Kind::Vec(Of::Hom(_, to)) = gives
        {
            bound.fits(Kind::Vec(*to), expected);
        }
        bound.sort(*takes.get(known.len())?, unknown)
    }

    /// The sorts of the arguments and of the result over spaces that are called
    /// as they are here.
    pub fn generic(&self) -> Vec<Sort> {
        let named = |name: &str| Some(Space::named(name));
        let kinds = self.0.iter().chain([&self.1]);
        kinds
            .filter_map(|kind| Bound::default().sort(*kind, named))
            .collect()
    }
}
