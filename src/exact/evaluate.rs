//! The value of a form at given inputs, in any kind of number.

use std::collections::BTreeMap;

use super::map::Map;
use super::number::{NoInverse, Number};
use crate::term::{Name, Op, Space, Term};

/// What a variable stands for.
#[derive(Clone, Debug)]
pub enum Value<N> {
    /// A scalar.
    Scalar(N),
    /// The coordinates of a vector, row-major; of a context, block after block.
    Vector(Vec<N>),
    /// A position in a context.
    Index(usize),
    /// A Boolean per coordinate.
    Mask(Vec<bool>),
    /// A linear map.
    Map(Map<N>),
}

/// Where a form is evaluated.
#[derive(Clone, Debug)]
pub struct Point<N> {
    /// The sizes of the blocks of each named space: one for a shape, any
    /// number for a context.
    pub spaces: BTreeMap<Name, Vec<usize>>,
    /// The values of the variables.
    pub variables: BTreeMap<Name, Value<N>>,
}

/// Why a form has no value at a point.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoValue {
    /// The point gives no value to a variable, or one of another kind or size.
    #[error("the point does not fit `{0}`")]
    Unfit(String),
    /// An inverse cannot be expressed.
    #[error(transparent)]
    Inverse(#[from] NoInverse),
}

impl<N: Number> Point<N> {
    /// The value of a vector term.
    ///
    /// # Errors
    /// When the point does not fit the term.
    pub fn vector(&self, term: &Term) -> Result<Vec<N>, NoValue> {
        let unfit = || NoValue::Unfit(term.to_string());
        let arg = |position: usize| term.args().get(position).ok_or_else(unfit);
        let both = |f: &dyn Fn(&N, &N) -> N| {
            let (u, v) = (self.vector(arg(0)?)?, self.vector(arg(1)?)?);
            Ok(u.iter().zip(&v).map(|(a, b)| f(a, b)).collect())
        };
        if matches!(term.space(), Some(Space::Real)) {
            return Ok(vec![self.scalar(term)?]);
        }
        match term.op() {
            Op::Var(name, _) => match self.variables.get(name) {
                Some(Value::Vector(v)) if Some(v.len()) == self.dimension(term) => Ok(v.clone()),
                _ => Err(unfit()),
            },
            Op::Zero(_) => Ok(vec![N::zero(); self.dimension(term).ok_or_else(unfit)?]),
            Op::Fill(_) => {
                let value = self.scalar(arg(0)?)?;
                Ok(vec![value; self.dimension(term).ok_or_else(unfit)?])
            }
            Op::Add => both(&N::add),
            Op::Sub => both(&|a, b| a.add(&b.neg())),
            Op::Hadamard => both(&N::mul),
            Op::Neg => Ok(self.vector(arg(0)?)?.iter().map(N::neg).collect()),
            Op::Smul => {
                let c = self.scalar(arg(0)?)?;
                Ok(self.vector(arg(1)?)?.iter().map(|u| c.mul(u)).collect())
            }
            Op::Select => {
                let (u, v) = (self.vector(arg(1)?)?, self.vector(arg(2)?)?);
                let mask = self.mask(arg(0)?)?;
                if mask.len() != u.len() {
                    return Err(unfit());
                }
                let choose = |((&keep, u), v)| if keep { u } else { v };
                Ok(mask.iter().zip(u).zip(v).map(choose).collect())
            }
            Op::Get => self.get(arg(0)?, &self.vector(arg(1)?)?),
            Op::Single => self.single(arg(0)?, self.vector(arg(1)?)?),
            Op::Apply => self.apply(arg(0)?, self.vector(arg(1)?)?, false),
            _ => Err(unfit()),
        }
    }

    /// The value of a scalar term.
    ///
    /// # Errors
    /// When the point does not fit the term.
    pub fn scalar(&self, term: &Term) -> Result<N, NoValue> {
        let unfit = || NoValue::Unfit(term.to_string());
        let arg = |position: usize| term.args().get(position).ok_or_else(unfit);
        match term.op() {
            Op::Const(value) => Ok(N::constant(value)),
            Op::Var(name, _) => match self.variables.get(name) {
                Some(Value::Scalar(value)) => Ok(value.clone()),
                _ => Err(unfit()),
            },
            Op::Add => Ok(self.scalar(arg(0)?)?.add(&self.scalar(arg(1)?)?)),
            Op::Sub => Ok(self.scalar(arg(0)?)?.add(&self.scalar(arg(1)?)?.neg())),
            Op::Smul => Ok(self.scalar(arg(0)?)?.mul(&self.scalar(arg(1)?)?)),
            Op::Neg => Ok(self.scalar(arg(0)?)?.neg()),
            Op::Inv => Ok(self.scalar(arg(0)?)?.inverse()?),
            Op::Inner => {
                let (u, v) = (self.vector(arg(0)?)?, self.vector(arg(1)?)?);
                let terms = u.iter().zip(&v).map(|(a, b)| a.mul(b));
                Ok(terms.reduce(|s, t| s.add(&t)).unwrap_or_else(N::zero))
            }
            Op::Apply => {
                let image = self.apply(arg(0)?, self.vector(arg(1)?)?, false)?;
                image.into_iter().next().ok_or_else(unfit)
            }
            _ => Err(unfit()),
        }
    }

    /// The value of a linear-map term, or of its adjoint, at a vector.
    ///
    /// # Errors
    /// When the point does not fit the term.
    pub fn apply(&self, map: &Term, v: Vec<N>, adjoint: bool) -> Result<Vec<N>, NoValue> {
        let unfit = || NoValue::Unfit(map.to_string());
        let arg = |position: usize| map.args().get(position).ok_or_else(unfit);
        let sum = |u: Vec<N>, v: Vec<N>, f: &dyn Fn(&N, &N) -> N| {
            u.iter().zip(&v).map(|(a, b)| f(a, b)).collect()
        };
        match map.op() {
            Op::Var(name, _) => match self.variables.get(name) {
                Some(Value::Map(map)) => {
                    let (taken, apply) = if adjoint {
                        (map.rows(), map.apply_adjoint(&v))
                    } else {
                        (map.columns(), map.apply(&v))
                    };
                    if taken == v.len() {
                        Ok(apply)
                    } else {
                        Err(unfit())
                    }
                }
                _ => Err(unfit()),
            },
            Op::Zero(_) => {
                let Some(Space::Hom(from, to)) = map.space() else {
                    return Err(unfit());
                };
                let space = if adjoint { from } else { to };
                Ok(vec![N::zero(); self.size(space).ok_or_else(unfit)?])
            }
            Op::Id(_) => Ok(v),
            Op::Add => Ok(sum(
                self.apply(arg(0)?, v.clone(), adjoint)?,
                self.apply(arg(1)?, v, adjoint)?,
                &N::add,
            )),
            Op::Sub => Ok(sum(
                self.apply(arg(0)?, v.clone(), adjoint)?,
                self.apply(arg(1)?, v, adjoint)?,
                &|a, b| a.add(&b.neg()),
            )),
            Op::Neg => Ok(self
                .apply(arg(0)?, v, adjoint)?
                .iter()
                .map(N::neg)
                .collect()),
            Op::Smul => {
                let c = self.scalar(arg(0)?)?;
                let v = self.apply(arg(1)?, v, adjoint)?;
                Ok(v.iter().map(|u| c.mul(u)).collect())
            }
            Op::GetClm if adjoint => self.single(arg(0)?, v),
            Op::GetClm => self.get(arg(0)?, &v),
            Op::Diag => {
                let u = self.vector(arg(0)?)?;
                Ok(u.iter().zip(&v).map(|(a, b)| a.mul(b)).collect())
            }
            Op::Adjoint => self.apply(arg(0)?, v, !adjoint),
            Op::Comp if adjoint => {
                let v = self.apply(arg(0)?, v, true)?;
                self.apply(arg(1)?, v, true)
            }
            Op::Comp => {
                let v = self.apply(arg(1)?, v, false)?;
                self.apply(arg(0)?, v, false)
            }
            _ => Err(unfit()),
        }
    }

    /// The number of coordinates of a space, if it has coordinates here.
    pub fn size(&self, space: &Space) -> Option<usize> {
        match space {
            Space::Real => Some(1),
            Space::Named(name) => self.spaces.get(name).map(|blocks| blocks.iter().sum()),
            Space::Hom(..) => None,
        }
    }

    fn dimension(&self, term: &Term) -> Option<usize> {
        term.space().and_then(|space| self.size(space))
    }

    fn mask(&self, term: &Term) -> Result<&[bool], NoValue> {
        match term.op() {
            Op::Var(name, _) => match self.variables.get(name) {
                Some(Value::Mask(mask)) => Ok(mask),
                _ => Err(NoValue::Unfit(term.to_string())),
            },
            _ => Err(NoValue::Unfit(term.to_string())),
        }
    }

    /// Where the block of an index begins, its size, and the size of its context.
    fn block(&self, index: &Term) -> Option<(usize, usize, usize)> {
        let (Op::Var(name, _), crate::term::Sort::Idx { context, .. }) = (index.op(), index.sort())
        else {
            return None;
        };
        let (Some(Value::Index(position)), Space::Named(context)) =
            (self.variables.get(name), context)
        else {
            return None;
        };
        let blocks = self.spaces.get(context)?;
        let start = blocks.get(..*position)?.iter().sum();
        Some((start, *blocks.get(*position)?, blocks.iter().sum()))
    }

    fn get(&self, index: &Term, x: &[N]) -> Result<Vec<N>, NoValue> {
        self.block(index)
            .and_then(|(start, size, _)| x.get(start..start + size))
            .map(<[N]>::to_vec)
            .ok_or_else(|| NoValue::Unfit(index.to_string()))
    }

    fn single(&self, index: &Term, v: Vec<N>) -> Result<Vec<N>, NoValue> {
        let (start, size, total) = self
            .block(index)
            .filter(|(_, size, _)| *size == v.len())
            .ok_or_else(|| NoValue::Unfit(index.to_string()))?;
        let mut x = vec![N::zero(); start];
        x.extend(v);
        x.resize(total.max(start + size), N::zero());
        Ok(x)
    }
}
