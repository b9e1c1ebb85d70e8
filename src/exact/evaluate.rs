//! The value of a form at given inputs, in any kind of number.
//!
//! Vectors are evaluated window by window: a coordinate of most forms depends
//! on few others, and a million exact numbers need not be in memory at once.

use std::ops::Range;

use super::map::{NoValue, Read};
use super::number::Number;
use super::point::Point;
use crate::term::{Argument, Op, Space, Term};

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
        let size = self.dimension(term)?;
        if range.start > range.end || range.end > size {
            return Err(unfit(term));
        }
        if matches!(term.space(), Some(Space::Real)) {
            return range.map(|_| self.scalar(term)).collect();
        }
        let of = |position: usize, range: Range<usize>| self.window(arg(term, position)?, range);
        let both =
            |f: &dyn Fn(&N, &N) -> N| Ok(zip(of(0, range.clone())?, of(1, range.clone())?, f));
        match term.op() {
            Op::Var(name, _) => self
                .coordinates(name, size, range)
                .ok_or_else(|| unfit(term)),
            Op::Zero(_) => Ok(vec![N::zero(); range.len()]),
            Op::Fill(_) => Ok(vec![self.scalar(arg(term, 0)?)?; range.len()]),
            Op::Add => both(&N::add),
            Op::Sub => both(&|a, b| a.add(&b.neg())),
            Op::Hadamard => both(&N::mul),
            Op::Neg => Ok(of(0, range)?.iter().map(N::neg).collect()),
            Op::Smul => {
                let c = self.scalar(arg(term, 0)?)?;
                Ok(of(1, range)?.iter().map(|u| c.mul(u)).collect())
            }
            Op::Select => {
                let mask = self.mask(arg(term, 0)?, size);
                let mask = mask.and_then(|mask| mask.get(range.clone()));
                let mask = mask.ok_or_else(|| unfit(term))?.iter();
                let (u, v) = (of(1, range.clone())?, of(2, range)?);
                let choose = |((&keep, u), v)| if keep { u } else { v };
                Ok(mask.zip(u).zip(v).map(choose).collect())
            }
            Op::Get => self.get(arg(term, 0)?, &|range| of(1, range), range),
            Op::Single => self.single(arg(term, 0)?, &|range| of(1, range), range),
            Op::Apply => self.image(arg(term, 0)?, &|range| of(1, range), false, range),
            _ => Err(unfit(term)),
        }
    }

    /// The value of a scalar term.
    ///
    /// # Errors
    /// When the point does not fit the term.
    pub fn scalar(&self, term: &Term) -> Result<N, NoValue> {
        let of = |position: usize| self.scalar(arg(term, position)?);
        match term.op() {
            Op::Const(value) => Ok(N::constant(value)),
            Op::Var(..) => match self.variable(term) {
                Some(Argument::Scalar(value)) => Ok(value.clone()),
                _ => Err(unfit(term)),
            },
            Op::Add => Ok(of(0)?.add(&of(1)?)),
            Op::Sub => Ok(of(0)?.add(&of(1)?.neg())),
            Op::Smul => Ok(of(0)?.mul(&of(1)?)),
            Op::Neg => Ok(of(0)?.neg()),
            Op::Inv => Ok(of(0)?.inverse()?),
            Op::Inner => {
                let (u, v) = (self.vector(arg(term, 0)?)?, self.vector(arg(term, 1)?)?);
                let terms = u.iter().zip(&v).map(|(a, b)| a.mul(b));
                Ok(terms.reduce(|s, t| s.add(&t)).unwrap_or_else(N::zero))
            }
            Op::Apply => {
                let v = arg(term, 1)?;
                let read = |range| self.window(v, range);
                let image = self.image(arg(term, 0)?, &read, false, 0..1)?;
                image.into_iter().next().ok_or_else(|| unfit(term))
            }
            _ => Err(unfit(term)),
        }
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
        let of = |position: usize, range| self.image(arg(map, position)?, v, adjoint, range);
        let both =
            |f: &dyn Fn(&N, &N) -> N| Ok(zip(of(0, range.clone())?, of(1, range.clone())?, f));
        match map.op() {
            Op::Var(..) => match self.variable(map) {
                Some(Argument::Map(value)) => {
                    let (taken, given) = (value.columns(), value.rows());
                    let sizes = if adjoint {
                        (given, taken)
                    } else {
                        (taken, given)
                    };
                    if sizes == self.sizes(map, adjoint)? && range.end <= sizes.1 {
                        value.window(v, range, adjoint)
                    } else {
                        Err(unfit(map))
                    }
                }
                _ => Err(unfit(map)),
            },
            Op::Zero(_) => Ok(vec![N::zero(); range.len()]),
            Op::Id(_) => v(range),
            Op::Add => both(&N::add),
            Op::Sub => both(&|a, b| a.add(&b.neg())),
            Op::Neg => Ok(of(0, range)?.iter().map(N::neg).collect()),
            Op::Smul => {
                let c = self.scalar(arg(map, 0)?)?;
                Ok(of(1, range)?.iter().map(|u| c.mul(u)).collect())
            }
            Op::GetClm if adjoint => self.single(arg(map, 0)?, v, range),
            Op::GetClm => self.get(arg(map, 0)?, v, range),
            Op::Diag => {
                let u = self.window(arg(map, 0)?, range.clone())?;
                Ok(zip(u, v(range)?, &N::mul))
            }
            Op::Adjoint => self.image(arg(map, 0)?, v, !adjoint, range),
            Op::Comp => {
                let (outer, inner) = (arg(map, 0)?, arg(map, 1)?);
                let (last, first) = if adjoint {
                    (inner, outer)
                } else {
                    (outer, inner)
                };
                let between = |range| self.image(first, v, adjoint, range);
                self.image(last, &between, adjoint, range)
            }
            _ => Err(unfit(map)),
        }
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

fn unfit(term: &Term) -> NoValue {
    NoValue::Unfit(term.clone())
}

fn arg(term: &Term, position: usize) -> Result<&Term, NoValue> {
    term.args().get(position).ok_or_else(|| unfit(term))
}

fn zip<N>(u: Vec<N>, v: Vec<N>, f: &dyn Fn(&N, &N) -> N) -> Vec<N> {
    u.iter().zip(&v).map(|(a, b)| f(a, b)).collect()
}
