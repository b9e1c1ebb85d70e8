//! Kernels for every entry of `spec/`: right ones pass, and a wrong coordinate
//! is found in whichever result it is.

use ndarray::{Array1, Array2};
use torchlean_mirror::{
    audit::{
        Verdict,
        user_kernel::{Answer, Float, Inputs, Quantity, UserKernel, UserReport},
    },
    exact::Number,
    nodes::{Arg, Built, Kernel, kernels},
    notation::{Entry, Form, Spec},
    report::user_kernel::render,
    tape::{Broadcast, Context, Idx, LinearMap, Tensor},
    term::{Sort, Space, Step},
};

use crate::user_kernel::forms::{CASES, Plain, blocks, kernel};

/// Enough to show that something is compared.
const FEW: u64 = 16;

/// Every result that was given is compared and right.
fn passes(report: &UserReport, given: &[Quantity], cases: u64) {
    assert!(report.passed(), "{}", render(report));
    for (quantity, verdict) in &report.results {
        let tally = match verdict {
            Verdict::BitExact(tally) | Verdict::Bounded(tally) => tally,
            Verdict::NotChecked(_) if !given.contains(quantity) => continue,
            other => panic!("{other:?}"),
        };
        assert_eq!(tally.cases, cases, "{}", render(report));
        assert!(tally.comparisons >= cases, "{}", render(report));
    }
}

/// What a definition has: a plain function only its value.
fn given(entry: &Entry) -> &'static [Quantity] {
    match entry.form {
        Form::Function(_) => &Quantity::ALL[..1],
        _ => &Quantity::ALL,
    }
}

/// The forms of an entry are right.
fn right<F: Float>(entry: &Entry, spec: &Spec)
where
    Plain<F>: Number,
{
    let report = kernel::<F>(entry, |_, _| {}).against_entry(entry, &spec.laws);
    passes(&report, given(entry), CASES);
}

/// By its name it is the same entry.
fn right_by_name<F: Float>(entry: &Entry)
where
    Plain<F>: Number,
{
    let kernel = kernel::<F>(entry, |_, _| {}).cases(FEW);
    let report = kernel.against(entry.name.as_str()).unwrap();
    passes(&report, given(entry), FEW);
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn the_forms_of_every_entry_pass_in_f64_and_f32() {
    let spec = Spec::built_in().unwrap();
    assert!(!spec.entries.is_empty());
    for (turn, entry) in spec.entries.iter().enumerate() {
        if turn / 2 % 2 == 0 {
            right::<f64>(entry, &spec);
            right_by_name::<f32>(entry);
        } else {
            right::<f32>(entry, &spec);
            right_by_name::<f64>(entry);
        }
    }
}

/// One result whose last coordinate is 0.05 % too large.
fn spoilt<F: Float>(entry: &Entry, wrong: Quantity, spec: &Spec)
where
    Plain<F>: Number,
{
    let factor = F::from_f64(1.0 + 1.0 / 2048.0);
    let kernel = kernel::<F>(entry, move |quantity, values| {
        if let (true, Some(last)) = (quantity == wrong, values.last_mut()) {
            *last = *last * factor;
        }
    });
    let report = kernel.cases(40).against_entry(entry, &spec.laws);
    assert!(report.blames_kernel() && !report.blames_forms());
    for (quantity, verdict) in &report.results {
        assert_eq!(verdict.fails(), *quantity == wrong, "{}", render(&report));
        if let Verdict::Refuted(found) = verdict {
            let difference = found.difference.as_ref().unwrap();
            let size = difference.shape.size();
            assert_eq!(difference.flat + 1, size, "{}", render(&report));
        }
    }
}

#[test]
fn a_wrong_last_coordinate_is_found_in_every_result_of_every_entry() {
    let spec = Spec::built_in().unwrap();
    for (turn, entry) in spec.entries.iter().enumerate() {
        // In turn, so that each precision has each result.
        for (position, &wrong) in given(entry).iter().enumerate() {
            if (turn / 2 + position) % 2 == 0 {
                spoilt::<f64>(entry, wrong, &spec);
            } else {
                spoilt::<f32>(entry, wrong, &spec);
            }
        }
    }
}

fn arguments(entry: &Entry, at: &Inputs<f64>) -> Answer<Vec<Arg>> {
    let argument = |name: &str, sort: &Sort| {
        Ok(match sort {
            Sort::Idx { .. } => Arg::Idx(Idx(at.index(name)?)),
            Sort::Mask(_) => Arg::Mask(Array1::from_vec(at.mask(name)?.to_vec())),
            Sort::Vec(Space::Real) => Arg::Scalar(at.scalar(name)?),
            Sort::Vec(Space::Hom(..)) => {
                let map = at.map(name)?;
                let shape = (map.rows.len(), map.columns);
                let entries = Array2::from_shape_vec(shape, map.rows.concat())?;
                Arg::Map(LinearMap::dense(entries))
            }
            Sort::Vec(_) => Arg::Vector(Array1::from_vec(at.vector(name)?.to_vec())),
            Sort::CanBroadcastTo { .. } => {
                let steps = at.broadcast(name)?.steps().iter();
                let step = |step: &Step| match step {
                    Step::Same => Broadcast::DimEq,
                    Step::Stretched => Broadcast::Dim1ToN,
                    Step::New => Broadcast::ExpandDims,
                };
                Arg::Broadcast(steps.map(step).collect())
            }
            Sort::Rank(_) => Arg::Axis(at.axis(name)?),
        })
    };
    let parameters = entry.parameters.iter();
    parameters
        .map(|(name, sort)| argument(name, sort))
        .collect()
}

fn tensors(flat: &[Vec<f64>], at: &Inputs<f64>) -> Answer<Vec<Tensor>> {
    let pairs = flat.iter().zip(at.shapes());
    pairs
        .map(|(flat, shape)| Ok(Tensor::from_shape_vec(shape.dims(), flat.clone())?))
        .collect()
}

fn built(entry: &Entry, kernel: &Kernel, at: &Inputs<f64>) -> Answer<Built> {
    let context = Context::new(at.shapes().to_vec());
    Ok(kernel.build(&context, at.output(), &arguments(entry, at)?)?)
}

/// A registered kernel as one that the crate has never seen.
fn registered<'k>(entry: &'k Entry, kernel: &'k Kernel) -> UserKernel<'k, f64> {
    let own = UserKernel::new(kernel.name()).cases(CASES);
    let node = |at: &Inputs<f64>| match built(entry, kernel, at)? {
        Built::Node(node) => Ok(node),
        other => Answer::Err(format!("{other:?}").into()),
    };
    let linear = |at: &Inputs<f64>| match built(entry, kernel, at)? {
        Built::Fderiv(fderiv) => Ok(fderiv.deriv(&tensors(at.tensors(), at)?)?),
        other => Answer::Err(format!("{other:?}").into()),
    };
    match entry.form {
        Form::Function(_) => own.forward(|at| match built(entry, kernel, at)? {
            Built::Vector(vector) => Ok(vector.to_vec()),
            other => Err(format!("{other:?}").into()),
        }),
        Form::Fderiv { .. } => own
            .jvp(move |at| {
                let dx = Array1::from_vec(at.tangents().concat());
                Ok(linear(at)?.apply(dx.view())?.to_vec())
            })
            .vjp(move |at| {
                let delta = Array1::from_vec(at.delta().to_vec());
                let pulled = linear(at)?.adjoint().apply(delta.view())?;
                Ok(blocks(&pulled.to_vec(), at))
            }),
        Form::Node(_) => own
            .forward(move |at| {
                let x = tensors(at.tensors(), at)?;
                Ok(node(at)?.forward(&x)?.into_iter().collect())
            })
            .jvp(move |at| {
                let (x, dx) = (tensors(at.tensors(), at)?, tensors(at.tangents(), at)?);
                Ok(node(at)?.jvp(&x, &dx)?.into_iter().collect())
            })
            .vjp(move |at| {
                let x = tensors(at.tensors(), at)?;
                let delta = Tensor::from_shape_vec(at.output().dims(), at.delta().to_vec())?;
                let grads = node(at)?.vjp(&x, &delta)?.into_iter();
                Ok(grads.map(|grad| grad.into_iter().collect()).collect())
            }),
    }
}

#[test]
fn the_registered_kernels_pass_as_kernels_of_ones_own() {
    let spec = Spec::built_in().unwrap();
    for entry in &spec.entries {
        let all = kernels();
        let mut of_entry = all
            .iter()
            .filter(|kernel| kernel.path() == entry.rust_path());
        let report = registered(entry, of_entry.next().unwrap()).against(entry.name.as_str());
        let given = match entry.form {
            Form::Node(_) => &Quantity::ALL[..3],
            Form::Fderiv { .. } => &Quantity::ALL[1..3],
            Form::Function(_) => &Quantity::ALL[..1],
        };
        passes(&report.unwrap(), given, CASES);
    }
}
