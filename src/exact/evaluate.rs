//! The value of a form at given inputs, in any kind of number.
//!
//! Vectors are evaluated window by window: a coordinate of most forms depends
//! on few others, and a million exact numbers need not be in memory at once.

use std::ops::Range;

use super::map::{NoValue, Read};
use super::number::Number;
use super::point::Point;
use crate::term::{Apart, Argument, Images, Op, Sort, Space, Term, natural};

/// The vector whose image under a linear map is evaluated, or under its adjoint;
/// none where a vector is evaluated.
type Image<'v, N> = Option<(&'v Read<'v, N>, bool)>;

impl<N: Number> Point<N> {
    /// The value of a vector term.
    ///
    /// # Errors
    /// When the point does not fit the term.
    pub fn vector(&self, term: &Term) -> Result<Vec<N>, NoValue> {
        self.window(term, 0..self.dimension(term)?)
    }

    /// The value of a linear-map term, or of its adjoint, at a vector.
    ///
    /// # Errors
    /// When the point does not fit the term.
    pub fn apply(&self, map: &Term, v: Vec<N>, adjoint: bool) -> Result<Vec<N>, NoValue> {
        let (taken, given) = self.sizes(map, adjoint)?;
        if v.len() != taken {
            return Err(unfit(map));
        }
        let read = |range: Range<usize>| {
            let window = v.get(range).map(<[N]>::to_vec);
            window.ok_or_else(|| unfit(map))
        };
        self.image(map, &read, adjoint, 0..given)
    }

    /// Some coordinates of a vector term.
    ///
    /// # Errors
    /// When the point does not fit the term, or the term has no such coordinates.
    pub fn window(&self, term: &Term, range: Range<usize>) -> Result<Vec<N>, NoValue> {
        if range.start > range.end || range.end > self.dimension(term)? {
            return Err(unfit(term));
        }
        self.coordinates(term, None, range)
    }

    /// Whether a condition holds here.
    ///
    /// # Errors
    /// When the point does not fit its sides, or it cannot be told.
    pub fn holds(&self, condition: &Apart) -> Result<bool, NoValue> {
        let (left, right) = (
            self.vector(&condition.left)?,
            self.vector(&condition.right)?,
        );
        for (left, right) in left.iter().zip(&right) {
            if !left.is_greater(right)? && !right.is_greater(left)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether all conditions hold here.
    ///
    /// # Errors
    /// As for [`holds`](Point::holds).
    pub fn admits(&self, conditions: &[Apart]) -> Result<bool, NoValue> {
        for condition in conditions {
            if !self.holds(condition)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The value of a scalar term.
    ///
    /// # Errors
    /// When the point does not fit the term.
    pub fn scalar(&self, term: &Term) -> Result<N, NoValue> {
        let scalar = term.space() == Some(&Space::Real);
        let values = scalar.then(|| self.coordinates(term, None, 0..1));
        let value = values
            .transpose()?
            .and_then(|values| values.into_iter().next());
        value.ok_or_else(|| unfit(term))
    }

    /// Some coordinates of the image of `v` under a linear-map term or its
    /// adjoint.
    ///
    /// # Errors
    /// When the point does not fit the term, and those of `v`.
    pub fn image(
        &self,
        map: &Term,
        v: &Read<'_, N>,
        adjoint: bool,
        range: Range<usize>,
    ) -> Result<Vec<N>, NoValue> {
        let (_, given) = self.sizes(map, adjoint)?;
        if range.end > given {
            return Err(unfit(map));
        }
        self.coordinates(map, Some((v, adjoint)), range)
    }

    /// The value of every operator: some coordinates of a vector, a scalar being
    /// a vector of one; of a linear map, those of an image.
    fn coordinates(
        &self,
        term: &Term,
        image: Image<'_, N>,
        range: Range<usize>,
    ) -> Result<Vec<N>, NoValue> {
        let of = |position: usize, range| self.coordinates(arg(term, position)?, image, range);
        let scalar = |position: usize| self.scalar(arg(term, position)?);
        let image_of = || image.ok_or_else(|| unfit(term));
        match term.op() {
            Op::Var(name, _) => self.variable_at(name, term, image, range),
            Op::Const(value) => Ok(vec![N::constant(value); range.len()]),
            Op::Zero(_) => Ok(vec![N::zero(); range.len()]),
            Op::Add => Ok(zip(&of(0, range.clone())?, &of(1, range)?, N::add)),
            Op::Sub => {
                let difference = |a: &N, b: &N| a.add(&b.neg());
                Ok(zip(&of(0, range.clone())?, &of(1, range)?, difference))
            }
            Op::Neg => Ok(of(0, range)?.iter().map(N::neg).collect()),
            Op::Smul => {
                let c = scalar(0)?;
                Ok(of(1, range)?.iter().map(|u| c.mul(u)).collect())
            }
            Op::Inv => {
                let inverses = of(0, range)?;
                let inverses = inverses.iter().map(N::inverse);
                Ok(inverses.collect::<Result<_, _>>()?)
            }
            Op::Map(function) => {
                let values = of(0, range)?;
                let values = values.iter().map(|u| u.map(*function, self.bits));
                Ok(values.collect::<Result<_, _>>()?)
            }
            Op::Inner => {
                let (u, v) = (self.vector(arg(term, 0)?)?, self.vector(arg(term, 1)?)?);
                let terms = zip(&u, &v, N::mul).into_iter();
                let sum = terms.reduce(|s, t| s.add(&t)).unwrap_or_else(N::zero);
                Ok(vec![sum; range.len()])
            }
            Op::Hadamard => Ok(zip(&of(0, range.clone())?, &of(1, range)?, N::mul)),
            Op::Select => {
                let mask = arg(term, 0)?;
                if *mask.op() == Op::Greater {
                    let side =
                        |position| self.coordinates(arg(mask, position)?, None, range.clone());
                    let sides: Vec<(N, N)> = side(0)?.into_iter().zip(side(1)?).collect();
                    let greater = sides.iter().map(|(u, v)| u.is_greater(v));
                    let greater: Result<Vec<bool>, _> = greater.collect();
                    // Functions take time: a branch is evaluated where it is chosen.
                    if let (Ok(greater), true) = (greater, term.has_functions()) {
                        let mut start = range.start;
                        let mut values = Vec::with_capacity(range.len());
                        for run in greater.chunk_by(|a, b| a == b) {
                            let end = start + run.len();
                            let branch = if run.first() == Some(&true) { 1 } else { 2 };
                            values.extend(of(branch, start..end)?);
                            start = end;
                        }
                        return Ok(values);
                    }
                    let branches = of(1, range.clone())?.into_iter().zip(of(2, range)?);
                    let chosen = sides.into_iter().zip(branches);
                    let chosen = chosen.map(|((u, v), (yes, no))| u.if_greater(&v, yes, no));
                    return Ok(chosen.collect::<Result<_, _>>()?);
                }
                let branches = of(1, range.clone())?.into_iter().zip(of(2, range.clone())?);
                let size = self.dimension(term)?;
                let mask = self.mask(mask, size).and_then(|mask| mask.get(range));
                let mask = mask.ok_or_else(|| unfit(term))?.iter();
                let choose = |(&keep, (yes, no))| if keep { yes } else { no };
                Ok(mask.zip(branches).map(choose).collect())
            }
            Op::Greater => Err(unfit(term)),
            Op::Get => self.get(arg(term, 0)?, &|range| of(1, range), range),
            Op::Single => self.single(arg(term, 0)?, &|range| of(1, range), range),
            Op::GetClm => match image_of()? {
                (v, true) => self.single(arg(term, 0)?, v, range),
                (v, false) => self.get(arg(term, 0)?, v, range),
            },
            Op::Apply => {
                let read = |range| of(1, range);
                self.coordinates(arg(term, 0)?, Some((&read, false)), range)
            }
            Op::Id(_) => image_of()?.0(range),
            Op::Nat(dim) => {
                let value = dim.value(&|name| self.total(name));
                let value = value.and_then(|value| u64::try_from(value).ok());
                let value = natural(value.ok_or_else(|| unfit(term))?);
                Ok(vec![N::constant(&value); range.len()])
            }
            Op::Pull(map) => {
                let images = map.at(&|name| self.total(name));
                let images = images.ok_or_else(|| unfit(term))?;
                moved(&images, image_of()?, range)
            }
            Op::BroadcastToClm => {
                let way = match self.variable(arg(term, 0)?) {
                    Some(Argument::Broadcast(way)) => way.images(),
                    _ => None,
                };
                let (taken, given) = self.sizes(term, false)?;
                let fits = |way: &Images| (way.to_size(), way.from_size()) == (taken, given);
                let images = way.filter(fits).ok_or_else(|| unfit(term))?;
                moved(&images, image_of()?, range)
            }
            Op::Comp => {
                let (v, adjoint) = image_of()?;
                let (outer, inner) = (arg(term, 0)?, arg(term, 1)?);
                let (last, first) = if adjoint {
                    (inner, outer)
                } else {
                    (outer, inner)
                };
                let between = |range| self.coordinates(first, Some((v, adjoint)), range);
                self.coordinates(last, Some((&between, adjoint)), range)
            }
            Op::Adjoint => {
                let (v, adjoint) = image_of()?;
                self.coordinates(arg(term, 0)?, Some((v, !adjoint)), range)
            }
            Op::Diag => {
                let u = self.coordinates(arg(term, 0)?, None, range.clone())?;
                Ok(zip(&u, &image_of()?.0(range)?, N::mul))
            }
        }
    }

    fn variable_at(
        &self,
        name: &str,
        term: &Term,
        image: Image<'_, N>,
        range: Range<usize>,
    ) -> Result<Vec<N>, NoValue> {
        let real = *term.sort() == Sort::REAL;
        match (self.variables.get(name), image) {
            (Some(Argument::Map(map)), Some((v, adjoint))) => {
                let (taken, given) = self.sizes(term, adjoint)?;
                let fits = if adjoint {
                    (map.rows(), map.columns()) == (taken, given)
                } else {
                    (map.columns(), map.rows()) == (taken, given)
                };
                if fits && range.end <= given {
                    return map.window(v, range, adjoint);
                }
                None
            }
            (Some(Argument::Scalar(value)), None) if real => Some(vec![value.clone(); range.len()]),
            (None, None) if real => self.vector_window(name, 1, range),
            (_, None) if !real => self.vector_window(name, self.dimension(term)?, range),
            _ => None,
        }
        .ok_or_else(|| unfit(term))
    }

    fn get(&self, index: &Term, x: &Read<'_, N>, range: Range<usize>) -> Result<Vec<N>, NoValue> {
        let place = self.place(index).filter(|place| range.end <= place.size);
        let start = place.ok_or_else(|| unfit(index))?.start;
        x(start + range.start..start + range.end)
    }

    fn single(
        &self,
        index: &Term,
        v: &Read<'_, N>,
        range: Range<usize>,
    ) -> Result<Vec<N>, NoValue> {
        let place = self.place(index).ok_or_else(|| unfit(index))?;
        let inside = |at: usize| at.clamp(place.start, place.start + place.size);
        let (from, to) = (inside(range.start), inside(range.end));
        let mut window = Vec::with_capacity(range.len());
        if from < to {
            window.resize(from - range.start, N::zero());
            window.extend(v(from - place.start..to - place.start)?);
        }
        window.resize(range.len(), N::zero());
        Ok(window)
    }

    fn dimension(&self, term: &Term) -> Result<usize, NoValue> {
        let size = term.space().and_then(|space| self.size(space));
        size.ok_or_else(|| unfit(term))
    }

    /// How many coordinates a map takes and gives.
    fn sizes(&self, map: &Term, adjoint: bool) -> Result<(usize, usize), NoValue> {
        let Some(Space::Hom(from, to)) = map.space() else {
            return Err(unfit(map));
        };
        match (self.size(from), self.size(to)) {
            (Some(from), Some(to)) if adjoint => Ok((to, from)),
            (Some(from), Some(to)) => Ok((from, to)),
            _ => Err(unfit(map)),
        }
    }
}

/// Some coordinates of the image of `v` under a pullback, or under its adjoint.
fn moved<N: Number>(
    images: &Images,
    (v, adjoint): (&Read<'_, N>, bool),
    range: Range<usize>,
) -> Result<Vec<N>, NoValue> {
    if adjoint {
        pushed(images, v, range)
    } else {
        pulled(images, v, range)
    }
}

/// Some coordinates of `i ↦ v (φ i)`.
fn pulled<N: Clone>(
    images: &Images,
    v: &Read<'_, N>,
    range: Range<usize>,
) -> Result<Vec<N>, NoValue> {
    let places = range.map(|at| images.of(at));
    let places: Vec<usize> = places.collect::<Option<_>>().ok_or(NoValue::Range)?;
    let (Some(&first), Some(&last)) = (places.iter().min(), places.iter().max()) else {
        return Ok(Vec::new());
    };
    let window = v(first..last + 1)?;
    let values = places
        .iter()
        .map(|place| window.get(place - first).cloned());
    values.collect::<Option<_>>().ok_or(NoValue::Range)
}

/// Some coordinates of `j ↦ Σ v i` over all `i` with `φ i = j`.
fn pushed<N: Number>(
    images: &Images,
    v: &Read<'_, N>,
    range: Range<usize>,
) -> Result<Vec<N>, NoValue> {
    let mut sums: Vec<Option<N>> = vec![None; range.len()];
    let sources = images.sources(&range);
    for (from, value) in sources.clone().zip(v(sources)?) {
        let place = images.of(from).ok_or(NoValue::Range)?;
        let place = place.checked_sub(range.start);
        if let Some(sum) = place.and_then(|place| sums.get_mut(place)) {
            *sum = Some(match sum.take() {
                Some(sum) => sum.add(&value),
                None => value,
            });
        }
    }
    Ok(sums
        .into_iter()
        .map(|sum| sum.unwrap_or_else(N::zero))
        .collect())
}

fn unfit(term: &Term) -> NoValue {
    NoValue::Unfit(term.clone())
}

fn arg(term: &Term, position: usize) -> Result<&Term, NoValue> {
    term.args().get(position).ok_or_else(|| unfit(term))
}

fn zip<N>(u: &[N], v: &[N], f: impl Fn(&N, &N) -> N) -> Vec<N> {
    u.iter().zip(v).map(|(a, b)| f(a, b)).collect()
}
