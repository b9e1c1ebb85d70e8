//! Any entry as a kernel: its stated forms, computed in f64 or f32.

use std::collections::BTreeMap;

use torchlean_mirror::{
    audit::user_kernel::{Answer, Float, Inputs, Quantity, UserKernel},
    exact::{NoFunction, NoInverse, NoOrder, Number, Point, Precision, Rounding, exact},
    notation::{Entry, Form},
    term::{Argument, Function, Limit, Map, Name, Rational, Sort, Space, Term},
};

/// Inputs per kernel.
pub const CASES: u64 = 100;

/// A float as something that forms are evaluated in.
#[derive(Clone, Copy, Debug)]
pub struct Plain<F>(F);

macro_rules! number {
    ($float:ty) => {
        impl Number for Plain<$float> {
            fn constant(value: &Rational) -> Self {
                let format = <$float as Precision>::FORMAT;
                Plain(Float::from_f64(format.round(&value.clone().into())))
            }
            fn add(&self, other: &Self) -> Self {
                Plain(self.0 + other.0)
            }
            fn neg(&self) -> Self {
                Plain(-self.0)
            }
            fn mul(&self, other: &Self) -> Self {
                Plain(self.0 * other.0)
            }
            fn inverse(&self) -> Result<Self, NoInverse> {
                let zero = self.0 == 0.0;
                Ok(Plain(if zero { 0.0 } else { 1.0 / self.0 }))
            }
            fn map(&self, function: Function, _bits: u32) -> Result<Self, NoFunction> {
                let format = <$float as Precision>::FORMAT;
                let Some(x) = exact(self.0.into()) else {
                    let [below, above] = function.facts().limits;
                    let limit = match if self.0 < 0.0 { below } else { above } {
                        _ if self.0.is_nan() => f64::NAN,
                        Limit::Whole(value) => value as f64,
                        Limit::Above => f64::INFINITY,
                        Limit::Below => f64::NEG_INFINITY,
                    };
                    return Ok(Plain(Float::from_f64(limit)));
                };
                let value = function.round(&x, format, Rounding::LIMIT).value();
                let value = value.ok_or(NoFunction(function))?;
                Ok(Plain(Float::from_f64(value)))
            }
            fn is_greater(&self, other: &Self) -> Result<bool, NoOrder> {
                Ok(self.0 > other.0)
            }
        }
    };
}

number!(f64);
number!(f32);

fn plain<F: Copy>(values: &[F]) -> Vec<Plain<F>> {
    values.iter().copied().map(Plain).collect()
}

/// The inputs as a point.
fn point<F: Float>(entry: &Entry, at: &Inputs<F>) -> Answer<Point<Plain<F>>>
where
    Plain<F>: Number,
{
    let mut variables: BTreeMap<Name, Argument<Plain<F>>> = BTreeMap::new();
    let mut spaces: BTreeMap<Name, Vec<usize>> = BTreeMap::new();
    for measure in entry.measures() {
        let name = measure.name();
        spaces.insert(name.clone(), vec![at.dims(name)?.iter().product()]);
    }
    for (name, sort) in &entry.parameters {
        let value = match sort {
            Sort::Idx { .. } => Argument::Index(at.index(name)?),
            Sort::Mask(_) => Argument::Mask(at.mask(name)?.to_vec()),
            Sort::Vec(Space::Real) => Argument::Scalar(Plain(at.scalar(name)?)),
            Sort::Vec(Space::Hom(..)) => {
                let matrix = at.map(name)?;
                Argument::Map(Map::Dense(matrix.clone())).convert(|&v| Plain(v))
            }
            Sort::Vec(_) => Argument::Vector(plain(at.vector(name)?)),
            Sort::CanBroadcastTo { .. } => Argument::Broadcast(at.broadcast(name)?.clone()),
            Sort::Rank(_) => Argument::Rank(at.axis(name)?),
        };
        variables.insert(name.clone(), value);
    }
    if let Some(node) = entry.form.node() {
        variables.insert("x".into(), Argument::Vector(plain(&at.tensors().concat())));
        variables.insert(
            "dx".into(),
            Argument::Vector(plain(&at.tangents().concat())),
        );
        let delta = match (&node.output, at.delta()) {
            (Space::Real, [delta]) => Argument::Scalar(Plain(*delta)),
            (_, delta) => Argument::Vector(plain(delta)),
        };
        variables.insert("δ".into(), delta);
        if let Space::Named(context) = &node.context {
            let sizes = at.shapes().iter().map(|shape| shape.size()).collect();
            spaces.insert(context.clone(), sizes);
        }
    }
    Ok(Point {
        spaces,
        variables,
        ..Point::default()
    })
}

fn value<F: Float>(entry: &Entry, term: &Term, at: &Inputs<F>) -> Answer<Vec<F>>
where
    Plain<F>: Number,
{
    let values = point(entry, at)?.vector(term)?;
    Ok(values.into_iter().map(|value| value.0).collect())
}

/// Flat coordinates of the context, tensor by tensor.
pub fn blocks<F: Float>(flat: &[F], at: &Inputs<F>) -> Vec<Vec<F>> {
    let mut rest = flat.iter().copied();
    let sizes = at.shapes().iter().map(|shape| shape.size());
    sizes
        .map(|size| rest.by_ref().take(size).collect())
        .collect()
}

/// The stated forms of an entry, all six results of them, each changed.
pub fn kernel<'k, F: Float>(
    entry: &'k Entry,
    change: impl Fn(Quantity, &mut [F]) + Copy + 'k,
) -> UserKernel<'k, F>
where
    Plain<F>: Number,
{
    let kernel = UserKernel::new("the forms").cases(CASES);
    let changed = move |quantity, term: &Term, at: &Inputs<F>| {
        let mut values = value(entry, term, at)?;
        change(quantity, &mut values);
        Answer::Ok(values)
    };
    let node = match &entry.form {
        Form::Function(term) => {
            return kernel.forward(move |at| changed(Quantity::Forward, term, at));
        }
        form => form.node().unwrap(),
    };
    kernel
        .forward(move |at| changed(Quantity::Forward, &node.forward, at))
        .jvp(move |at| changed(Quantity::Jvp, &node.jvp, at))
        .vjp(move |at| Ok(blocks(&changed(Quantity::Vjp, &node.vjp, at)?, at)))
        .forward_into(move |at, out| {
            out.copy_from_slice(&changed(Quantity::ForwardInto, &node.forward, at)?);
            Ok(())
        })
        .jvp_into(move |at, out| {
            out.copy_from_slice(&changed(Quantity::JvpInto, &node.jvp, at)?);
            Ok(())
        })
        .vjp_add(move |at, grads| {
            let added = blocks(&changed(Quantity::VjpAdd, &node.vjp, at)?, at);
            for (grads, added) in grads.iter_mut().zip(added) {
                for (grad, added) in grads.iter_mut().zip(added) {
                    *grad += added;
                }
            }
            Ok(())
        })
}
