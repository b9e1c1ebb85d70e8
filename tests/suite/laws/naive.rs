//! A naive meaning of terms: every vector is its list of rational coordinates,
//! a linear map is its matrix, row by row. Shares nothing with `src/exact`.

use std::collections::BTreeMap;

use num_rational::BigRational as Q;
use num_traits::Zero;
use torchlean_mirror::term::{IndexMap, Name, Op, Sort, Space, Term};

/// What a variable stands for.
#[derive(Clone, Debug)]
pub enum Value {
    Coordinates(Vec<Q>),
    Position(usize),
    Mask(Vec<bool>),
}

/// Blocks of the named spaces, and values of the variables.
#[derive(Clone, Debug, Default)]
pub struct World {
    pub blocks: BTreeMap<Name, Vec<usize>>,
    pub values: BTreeMap<Name, Value>,
}

impl World {
    pub fn dimension(&self, space: &Space) -> usize {
        match space {
            Space::Real => 1,
            Space::Named(name) => self.blocks[name].iter().sum(),
            Space::Shaped(_) => self.dims(space).iter().product(),
            Space::Hom(from, to) => self.dimension(from) * self.dimension(to),
        }
    }

    /// The dimension of each axis; of a shape that is named, its size.
    fn dims(&self, space: &Space) -> Vec<usize> {
        let size = |name: &Name| Some(self.blocks[name].iter().sum());
        let axes = space.axes().expect("coordinates").into_iter();
        axes.map(|axis| axis.dim().value(&size).expect("a dimension"))
            .collect()
    }

    /// The image of a coordinate under an index map.
    fn image(&self, map: &IndexMap, coordinate: usize) -> usize {
        let (from, to) = (self.dims(map.from()), self.dims(map.to()));
        if let Some(by) = map.shifted_by() {
            let by = by.value(&|name| Some(self.blocks[name].iter().sum()));
            return coordinate + by.expect("a dimension") * to[1..].iter().product::<usize>();
        }
        let Some(axes) = map.axes() else {
            return coordinate;
        };
        let mut rest = coordinate;
        let mut index = vec![0; from.len()];
        for axis in (0..from.len()).rev() {
            index[axis] = rest % from[axis];
            rest /= from[axis];
        }
        let images = axes.iter().zip(&to);
        images.fold(0, |at, (&axis, dim)| at * dim + index[axis])
    }

    /// The block of an index: its first coordinate, its size, all coordinates.
    fn block(&self, index: &Term) -> (usize, usize, usize) {
        let (Op::Var(name, _), Sort::Idx { context, .. }) = (index.op(), index.sort()) else {
            panic!("`{index}` is no index variable");
        };
        let (Value::Position(at), Space::Named(context)) = (&self.values[name], context) else {
            panic!("`{index}` has no position");
        };
        let blocks = &self.blocks[context];
        let start = blocks[..*at].iter().sum();
        (start, blocks[*at], blocks.iter().sum())
    }

    fn mask(&self, term: &Term) -> Vec<bool> {
        match (term.op(), term.args()) {
            (Op::Greater, [u, v]) => {
                let (u, v) = (self.value(u), self.value(v));
                u.iter().zip(&v).map(|(u, v)| u > v).collect()
            }
            (Op::Var(name, _), _) => match &self.values[name] {
                Value::Mask(mask) => mask.clone(),
                other => panic!("`{name}` is {other:?}"),
            },
            _ => panic!("no mask"),
        }
    }

    pub fn value(&self, term: &Term) -> Vec<Q> {
        let all = |position: usize| self.value(&term.args()[position]);
        let one = |position: usize| all(position)[0].clone();
        let own = || self.dimension(term.space().expect("a vector"));
        let side = |position: usize| {
            let Some(Space::Hom(from, to)) = term.args()[position].space() else {
                panic!("no linear map");
            };
            (self.dimension(to), self.dimension(from))
        };
        match term.op() {
            Op::Var(name, _) => match &self.values[name] {
                Value::Coordinates(v) => v.clone(),
                other => panic!("`{name}` is {other:?}"),
            },
            Op::Const(value) => vec![value.clone()],
            Op::Zero(_) => vec![Q::zero(); own()],
            Op::Id(space) => {
                let n = self.dimension(space);
                matrix(n, n, |i, j| Q::from_integer(i64::from(i == j).into()))
            }
            Op::Nat(dim) => {
                let size = |name: &Name| Some(self.blocks[name].iter().sum());
                let value = dim.value(&size).expect("a dimension");
                vec![Q::from_integer(value.into())]
            }
            Op::Pull(map) => {
                let (rows, columns) = (self.dimension(map.from()), self.dimension(map.to()));
                matrix(rows, columns, |i, j| {
                    Q::from_integer(i64::from(self.image(map, i) == j).into())
                })
            }
            Op::Add => pairs(all(0), all(1), |a, b| a + b),
            Op::Sub => pairs(all(0), all(1), |a, b| a - b),
            Op::Neg => all(0).into_iter().map(|a| -a).collect(),
            Op::Smul => {
                let c = one(0);
                all(1).into_iter().map(|a| &c * a).collect()
            }
            Op::Inv => {
                let inverse = |c: Q| if c.is_zero() { c } else { c.recip() };
                all(0).into_iter().map(inverse).collect()
            }
            Op::Inner => vec![pairs(all(0), all(1), |a, b| a * b).iter().sum()],
            Op::Hadamard => pairs(all(0), all(1), |a, b| a * b),
            Op::Greater => panic!("a mask has no coordinates"),
            Op::Select => {
                let mask = self.mask(&term.args()[0]);
                let (yes, no) = (all(1), all(2));
                (0..mask.len())
                    .map(|i| if mask[i] { &yes[i] } else { &no[i] }.clone())
                    .collect()
            }
            Op::Get => {
                let (start, size, _) = self.block(&term.args()[0]);
                all(1)[start..start + size].to_vec()
            }
            Op::Single => {
                let (start, size, total) = self.block(&term.args()[0]);
                let v = all(1);
                assert_eq!(v.len(), size);
                let mut x = vec![Q::zero(); total];
                x[start..start + size].clone_from_slice(&v);
                x
            }
            Op::GetClm => {
                let (start, size, total) = self.block(&term.args()[0]);
                matrix(size, total, |i, j| {
                    Q::from_integer(i64::from(start + i == j).into())
                })
            }
            Op::Apply => {
                let (rows, columns) = side(0);
                product(&all(0), &all(1), rows, columns, 1)
            }
            Op::Comp => {
                let ((rows, middle), (_, columns)) = (side(0), side(1));
                product(&all(0), &all(1), rows, middle, columns)
            }
            Op::Adjoint => {
                let (rows, columns) = side(0);
                let entries = all(0);
                matrix(columns, rows, |i, j| entries[j * columns + i].clone())
            }
            Op::BroadcastToClm => panic!("no law speaks of it"),
            // No law knows more of a function than that facts hold of it: it is not 0, nor -1.
            Op::Map(_) => {
                let one = || Q::from_integer(1.into());
                all(0).into_iter().map(|v| &v * &v + one()).collect()
            }
            Op::Diag => {
                let u = all(0);
                matrix(u.len(), u.len(), |i, j| {
                    if i == j { u[i].clone() } else { Q::zero() }
                })
            }
        }
    }
}

fn pairs(u: Vec<Q>, v: Vec<Q>, f: impl Fn(&Q, &Q) -> Q) -> Vec<Q> {
    assert_eq!(u.len(), v.len(), "vectors of different spaces");
    u.iter().zip(&v).map(|(a, b)| f(a, b)).collect()
}

fn matrix(rows: usize, columns: usize, entry: impl Fn(usize, usize) -> Q) -> Vec<Q> {
    (0..rows * columns)
        .map(|at| entry(at / columns, at % columns))
        .collect()
}

/// The matrix product, `rows × middle` times `middle × columns`.
pub fn product(a: &[Q], b: &[Q], rows: usize, middle: usize, columns: usize) -> Vec<Q> {
    assert_eq!((a.len(), b.len()), (rows * middle, middle * columns));
    matrix(rows, columns, |i, j| {
        (0..middle)
            .map(|k| &a[i * middle + k] * &b[k * columns + j])
            .sum()
    })
}
