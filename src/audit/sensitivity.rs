//! The smallest error that the audit detects, measured by injection.
//!
//! The last coordinate of one result of a correct kernel is moved by `n` steps
//! from f64 to f64, at every input; what is reported is the smallest `n` that the
//! comparison refutes, whether the value is moved up or down.

use ndarray::{Array2, ArrayViewD, ArrayViewMutD};

use super::comparison::{Cause, Tally, Wrong};
use super::node::counterpart;
use super::node::{Reference, compare};
use super::options::Options;
use super::resting::{laws_at_points, settle_all};
use super::sample::sample;
use super::symbolic;
use crate::exact::{Limits, Prover, exact, quotient};
use crate::nodes::{Arg, Built, Kernel};
use crate::notation::{Entry, FindError, Form, LeanName, Spec};
use crate::tape::{Error, Fderiv, Idx, LinearMap, Node, Result, Rule};
use crate::term::{Name, Rational, Sort};
use num_bigint::BigInt;
use rayon::prelude::*;

/// The most steps that are tried.
const MOST: u64 = 1 << 32;

/// The smallest error in one coordinate of a result that is refuted.
#[derive(Clone, Debug)]
pub struct Sensitivity {
    /// The definition.
    pub definition: LeanName,
    /// The result that was changed, such as `jvp`.
    pub result: &'static str,
    /// The argument that the coordinate belongs to, or `output`.
    pub argument: Name,
    /// The smallest error that was refuted; none if nothing was.
    pub detected: Option<Detected>,
}

/// An error that was refuted, when no smaller one was.
#[derive(Clone, Debug)]
pub struct Detected {
    /// By how many steps from f64 to f64 the kernel's result was moved.
    pub steps: u64,
    /// The roundings that the bound allows for; 0 or 1 asks for the correctly
    /// rounded value.
    pub roundings: u64,
    /// The relative error of the moved result; none where the exact one is 0.
    pub relative: Option<Rational>,
    /// That error as a share of its bound in units of `2^-64`, where there is a
    /// bound.
    pub share: Option<BigInt>,
}

/// The sensitivity to each definition's results, of all definitions that have a kernel, in Lean's order.
///
/// # Errors
/// When a name of `options.only` does not mean exactly one definition.
pub fn sensitivity(
    spec: &Spec,
    kernels: &[Kernel],
    options: &Options,
) -> std::result::Result<Vec<Sensitivity>, FindError> {
    let entries = spec.select(&options.only)?;
    let laws = laws_at_points(&spec.laws, options.seed);
    let found = entries.into_par_iter().flat_map_iter(|entry| {
        let kernel = kernels.iter().find(|kernel| counterpart(entry, kernel));
        let prover = Prover::remembering(&spec.laws, Limits::default());
        let (derivation, mut claims) = symbolic::check(entry, &spec.laws, &prover, options.seed);
        settle_all(&mut claims, &laws, &spec.laws);
        let derivative = derivation.map(|found| found.derivative);
        let sites = kernel.map(|kernel| (kernel, sites(entry)));
        let sites = sites
            .into_iter()
            .flat_map(|(kernel, sites)| sites.into_iter().map(move |site| (kernel.clone(), site)));
        sites
            .map(move |(kernel, site)| {
                let reference = Reference::new(entry, derivative.as_ref(), &claims);
                smallest(entry, reference, &kernel, site, options)
            })
            .collect::<Vec<_>>()
    });
    Ok(found.collect())
}

/// A result, and the parameter whose tensor the coordinate is in.
#[derive(Clone)]
struct Site {
    result: &'static str,
    argument: Name,
    /// The place of that parameter among all.
    parameter: Option<usize>,
}

fn sites(entry: &Entry) -> Vec<Site> {
    let output = |result| Site {
        result,
        argument: "output".into(),
        parameter: None,
    };
    let each_index = |result| {
        let parameters = entry.parameters.iter().enumerate();
        let indices = parameters.filter(|(_, (_, sort))| matches!(sort, Sort::Idx { .. }));
        indices.map(move |(position, (name, _))| Site {
            result,
            argument: name.clone(),
            parameter: Some(position),
        })
    };
    match &entry.form {
        Form::Function(_) => vec![output("value")],
        Form::Fderiv { .. } => each_index("deriv").collect(),
        Form::Node(_) => {
            let outputs = [output("forward"), output("jvp")];
            outputs.into_iter().chain(each_index("vjp")).collect()
        }
    }
}

fn smallest(
    entry: &Entry,
    reference: Reference<'_>,
    kernel: &Kernel,
    site: Site,
    options: &Options,
) -> Sensitivity {
    let first = |steps: u64, up: bool| {
        let moved = moved(kernel, &site, steps, up);
        let failing = |number| {
            let case = sample(entry, options.seed, number);
            let failure = compare(entry, reference, &moved, &case, &mut Tally::default()).err();
            failure.map(|failure| failure.cause)
        };
        match (0..options.cases).find_map(failing) {
            Some(Cause::Wrong(wrong)) => Some(*wrong),
            _ => None,
        }
    };
    let both = |steps| Some(larger(first(steps, true)?, first(steps, false)?));
    let mut refuted = None;
    let (mut least, mut most) = (0, 1);
    while most <= MOST {
        if let Some(wrong) = both(most) {
            refuted = Some((most, wrong));
            break;
        }
        (least, most) = (most, most * 2);
    }
    while most - least > 1 && refuted.is_some() {
        let middle = u64::midpoint(least, most);
        match both(middle) {
            Some(wrong) => (most, refuted) = (middle, Some((middle, wrong))),
            None => least = middle,
        }
    }
    Sensitivity {
        definition: entry.name.clone(),
        result: site.result,
        argument: site.argument,
        detected: refuted.and_then(|(steps, wrong)| describe(steps, &wrong)),
    }
}

/// The one with the larger share of its bound.
fn larger(a: Wrong, b: Wrong) -> Wrong {
    let share = |wrong: &Wrong| describe(0, wrong).and_then(|found| found.share);
    if share(&b) > share(&a) { b } else { a }
}

fn describe(steps: u64, wrong: &Wrong) -> Option<Detected> {
    let error = exact(wrong.computed)?.sub(&wrong.exact);
    let error = error.abs();
    let value = wrong.exact.abs();
    Some(Detected {
        steps,
        roundings: wrong.roundings,
        relative: (!value.is_zero()).then(|| error.to_rational() / value.to_rational()),
        share: wrong
            .bound
            .as_ref()
            .and_then(|bound| quotient(&error, bound)),
    })
}

/// The kernel with one coordinate of one result moved.
fn moved(kernel: &Kernel, site: &Site, steps: u64, up: bool) -> Kernel {
    let (right, site) = (kernel.clone(), site.clone());
    Kernel::new(
        kernel.module(),
        kernel.name(),
        move |context, output, args| {
            let tensor = match site.parameter.and_then(|position| args.get(position)) {
                Some(Arg::Idx(idx)) => Some(*idx),
                _ => None,
            };
            let change = Change {
                result: site.result,
                tensor,
                steps,
                up,
            };
            Ok(match right.build(context, output, args)? {
                Built::Node(node) => Built::Node(Node::new(
                    context.clone(),
                    output.clone(),
                    Moved { node, change },
                )),
                Built::Fderiv(fderiv) => {
                    Built::Fderiv(Fderiv::new(context.clone(), output.clone(), move |x| {
                        change.of_map(&fderiv, x)
                    }))
                }
                Built::Vector(mut vector) => {
                    change.apply("value", vector.iter_mut().next_back());
                    Built::Vector(vector)
                }
            })
        },
    )
}

#[derive(Clone)]
struct Change {
    result: &'static str,
    tensor: Option<Idx>,
    steps: u64,
    up: bool,
}

impl Change {
    /// Moves a normal number to another one, if this is the result to change.
    fn apply(&self, result: &str, coordinate: Option<&mut f64>) {
        let Some(value) = coordinate.filter(|_| result == self.result) else {
            return;
        };
        let magnitude = value.abs().to_bits();
        let moved = if self.up {
            magnitude.saturating_add(self.steps)
        } else {
            magnitude.saturating_sub(self.steps)
        };
        let moved = f64::from_bits(moved).copysign(*value);
        if value.is_normal() && moved.is_normal() {
            *value = moved;
        }
    }

    /// The derivative with the last entry of one tensor's columns moved.
    fn of_map(&self, fderiv: &Fderiv, x: &[crate::tape::Tensor]) -> Result<LinearMap> {
        let map = fderiv.deriv(x)?;
        let matrix = map.to_matrix()?;
        let context = fderiv.context();
        let end = match self.tensor {
            Some(idx) => context.offset(idx)? + context.shape(idx, "idx")?.size(),
            None => context.size(),
        };
        // The last entry that is not 0: a derivative is mostly zeros.
        let entries = matrix.indexed_iter();
        let own = entries.filter(|((_, column), entry)| column + 1 == end && **entry != 0.0);
        let Some((place, value)) = own.last() else {
            return Ok(map);
        };
        let mut moved = *value;
        self.apply("deriv", Some(&mut moved));
        if moved == *value {
            return Ok(map);
        }
        // Added to the map: its matrix alone would round, overflow and underflow elsewhere.
        let mut change = Array2::zeros(matrix.dim());
        if let Some(entry) = change.get_mut(place) {
            *entry = moved - value;
        }
        map.plus(LinearMap::dense(change))
    }
}

/// A node with one coordinate of one result moved.
struct Moved {
    node: Node,
    change: Change,
}

impl Rule for Moved {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        self.node.forward_into(x, out)?;
        self.change.apply("forward", out.iter_mut().last());
        Ok(())
    }

    fn jvp(
        &self,
        x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        self.node.jvp_into(x, dx, out)?;
        self.change.apply("jvp", out.iter_mut().last());
        Ok(())
    }

    fn vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        self.node.vjp_add(x, delta, grads)?;
        let Some(idx) = self.change.tensor else {
            return Ok(());
        };
        let grad: std::result::Result<_, Error> = idx.get_mut(grads);
        self.change.apply("vjp", grad?.iter_mut().last());
        Ok(())
    }
}
