//! A kernel held against exact values at one input.
//!
//! The expected jvp and vjp come from the linear map that was derived from
//! `forward`, and from its adjoint: a mistake in the stated jvp or vjp cannot
//! hide one in the kernel.

use std::ops::Range;

use ndarray::{Array1, ArrayView1};
use rayon::prelude::*;

use super::case::{Case, HELD, tensor};
use super::verdict::Tally;
use crate::exact::{Bounded, Exact, Format, Judgement, NoValue, Point, Precision};
use crate::nodes::{Built, Kernel};
use crate::notation::{Entry, Form, NodeForm};
use crate::tape::{Context, Fderiv, LinearMap, Node, Shape, Tensor};
use crate::term::{Op, Sort, Term};

/// The context sizes up to which the whole matrix of a derivative is compared.
const MATRIX_COLUMNS: usize = 12;

/// Coordinates that are held against exact values at a time.
const WINDOW: usize = 1 << 8;

/// The exact values of some coordinates.
type Expected<'a, P> = dyn Fn(Range<usize>) -> Result<Vec<Bounded<P>>, NoValue> + Sync + 'a;

/// What went wrong at an input.
#[derive(Clone, Debug)]
pub enum Failure {
    /// A result is not what it should be.
    Wrong(Box<Wrong>),
    /// The kernel gave no result, or one of another shape.
    NoResult {
        /// Which.
        quantity: &'static str,
        /// Why.
        why: String,
    },
    /// The kernel panicked.
    Panicked {
        /// In computing which result.
        quantity: &'static str,
        /// What it said.
        why: String,
    },
    /// Two runs at the same input gave different results.
    Unsteady {
        /// Which.
        quantity: &'static str,
        /// Where, and what they gave.
        why: String,
    },
    /// The exact value or its bound cannot be computed.
    NoReference(String),
}

/// A result that is not what it should be.
#[derive(Clone, Debug)]
pub struct Wrong {
    /// Which result.
    pub quantity: &'static str,
    /// Whether its coordinates are those of the context or of the output.
    pub of_context: bool,
    /// The flat coordinate.
    pub flat: usize,
    /// What the kernel gave.
    pub computed: f64,
    /// The exact value.
    pub exact: Exact,
    /// The roundings that it may have met.
    pub roundings: u64,
    /// How far from the exact value it may be, if it may have met several.
    pub bound: Option<Exact>,
    /// The format in which it was computed.
    pub format: Format,
}

/// Compares everything that a kernel computes at one input.
///
/// # Errors
/// The first result that is not what it should be.
pub fn compare(
    entry: &Entry,
    derivative: Option<&Term>,
    kernel: &Kernel,
    case: &Case,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let point = case
        .point(entry, Bounded::<f64>::from)
        .map_err(no_reference)?;
    let output = case.output(entry);
    let build = || {
        let context = case.tape_context();
        kernel.build(&context, &output, &case.kernel_arguments()?)
    };
    let built = build().map_err(|e| no_result("construction", &e))?;
    tally.cases += 1;
    let mut comparison = Comparison {
        case,
        point: &point,
        output: &output,
        tally,
    };
    match (&entry.form, built, derivative) {
        (Form::Node(form), Built::Node(node), Some(map)) => comparison.node(form, map, &node),
        (Form::Fderiv { node, .. }, Built::Fderiv(fderiv), Some(map)) => {
            comparison.fderiv(node, map, &fderiv)
        }
        (Form::Function(value), Built::Vector(vector), _) => {
            comparison.coordinates_are("value", false, &vector, value)
        }
        (form, ..) => Err(Failure::NoResult {
            quantity: "construction",
            why: format!("the kernel is no {}", form.kind()),
        }),
    }
}

/// What is computed at a case, held against exact values in the precision `P`.
pub(super) struct Comparison<'a, P> {
    pub(super) case: &'a Case,
    pub(super) point: &'a Point<Bounded<P>>,
    pub(super) output: &'a Shape,
    pub(super) tally: &'a mut Tally,
}

pub(super) fn no_result(quantity: &'static str, why: &impl ToString) -> Failure {
    Failure::NoResult {
        quantity,
        why: why.to_string(),
    }
}

pub(super) fn no_reference(why: impl ToString) -> Failure {
    Failure::NoReference(why.to_string())
}

/// The coordinates of tensors, row-major, one tensor after the other.
fn flat<'t>(tensors: impl IntoIterator<Item = &'t Tensor>) -> Vec<f64> {
    tensors
        .into_iter()
        .flat_map(|tensor| tensor.iter().copied())
        .collect()
}

impl Comparison<'_, f64> {
    fn node(&mut self, form: &NodeForm, map: &Term, node: &Node) -> Result<(), Failure> {
        let case = self.case;
        let context = |name, flat| {
            case.tensors(name, flat)
                .map_err(|e| no_result("inputs", &e))
        };
        let (x, dx) = (context("x", &case.x)?, context("dx", &case.dx)?);
        let delta = tensor(self.output, &case.delta, "δ").map_err(|e| no_result("inputs", &e))?;

        let expected = &form.forward;
        let computed = node.forward(&x).map_err(|e| no_result("forward", &e))?;
        let forward = self.output_is("forward", &computed, expected)?;
        let views: Vec<_> = x.iter().map(|tensor| tensor.view()).collect();
        let mut out = self.used_buffer();
        node.forward_into(&views, &mut out.view_mut())
            .map_err(|e| no_result("forward_into", &e))?;
        if !same(&out, &computed) {
            self.output_is("forward_into", &out, expected)?;
        }

        let tangent = tangent(map, form)?;
        let jvp = node.jvp(&x, &dx).map_err(|e| no_result("jvp", &e))?;
        self.output_is("jvp", &jvp, &tangent)?;
        let directions: Vec<_> = dx.iter().map(|tensor| tensor.view()).collect();
        let mut out = self.used_buffer();
        node.jvp_into(&views, &directions, &mut out.view_mut())
            .map_err(|e| no_result("jvp_into", &e))?;
        if !same(&out, &jvp) {
            self.output_is("jvp_into", &out, &tangent)?;
        }

        let cotangent = cotangent(map, form)?;
        let vjp = node.vjp(&x, &delta).map_err(|e| no_result("vjp", &e))?;
        self.context_is("vjp", &vjp, &cotangent)?;

        let accumulated = accumulated(cotangent, form)?;
        let mut added = context("held", &case.held)?;
        let mut grads: Vec<_> = added.iter_mut().map(|tensor| tensor.view_mut()).collect();
        node.vjp_add(&views, &delta.view(), &mut grads)
            .map_err(|e| no_result("vjp_add", &e))?;
        let accumulation = self.context_is("vjp_add", &added, &accumulated)?;

        let mut held = context("held", &case.held)?;
        let mut grads: Vec<_> = held.iter_mut().map(|tensor| tensor.view_mut()).collect();
        let mut out = self.used_buffer();
        node.forward_vjp_add(&views, &delta.view(), &mut out.view_mut(), &mut grads)
            .map_err(|e| no_result("forward_vjp_add", &e))?;
        if same(&out, &computed) {
            self.tally.add("forward_vjp_add, output", &forward);
        } else {
            self.output_is("forward_vjp_add, output", &out, expected)?;
        }
        if held.iter().zip(&added).all(|(a, b)| same(a, b)) {
            self.tally.add("forward_vjp_add, cotangents", &accumulation);
        } else {
            self.context_is("forward_vjp_add, cotangents", &held, &accumulated)?;
        }
        Ok(())
    }

    fn fderiv(&mut self, form: &NodeForm, map: &Term, fderiv: &Fderiv) -> Result<(), Failure> {
        let case = self.case;
        let x = case
            .tensors("x", &case.x)
            .map_err(|e| no_result("inputs", &e))?;
        let linear = fderiv.deriv(&x).map_err(|e| no_result("deriv", &e))?;
        let computed = linear
            .apply(ArrayView1::from(&case.dx))
            .map_err(|e| no_result("deriv x dx", &e))?;
        self.coordinates_are("deriv x dx", false, &computed, &tangent(map, form)?)?;
        let computed = linear
            .adjoint()
            .apply(ArrayView1::from(&case.delta))
            .map_err(|e| no_result("(deriv x)† δ", &e))?;
        self.coordinates_are("(deriv x)† δ", true, &computed, &cotangent(map, form)?)?;
        if case.x.len() <= MATRIX_COLUMNS {
            self.matrix(map, &linear)?;
        }
        Ok(())
    }

    /// The matrix of a derivative, column by column.
    fn matrix(&mut self, map: &Term, linear: &LinearMap) -> Result<(), Failure> {
        let matrix = linear.to_matrix().map_err(|e| no_result("to_matrix", &e))?;
        let size = self.case.x.len();
        if matrix.dim() != (self.output.size(), size) {
            let why = format!("a matrix of {:?}", matrix.dim());
            return Err(no_result("to_matrix", &why));
        }
        for (column, computed) in matrix.columns().into_iter().enumerate() {
            let basis = |rows: Range<usize>| {
                let entry = |row| Bounded::input(if row == column { 1.0 } else { 0.0 });
                Ok(rows.filter_map(entry).collect())
            };
            let expected = |range| self.point.image(map, &basis, false, range);
            let tally = self.hold("to_matrix", false, &computed.to_vec(), &expected)?;
            self.tally.add("to_matrix", &tally);
        }
        Ok(())
    }

    /// An output buffer that holds something, as a tape's does.
    fn used_buffer(&self) -> Tensor {
        Tensor::from_elem(self.output.dims(), f64::NAN)
    }

    fn output_is(
        &mut self,
        quantity: &'static str,
        computed: &Tensor,
        expected: &Term,
    ) -> Result<Tally, Failure> {
        shaped(quantity, computed, self.output)?;
        self.is(quantity, false, &flat([computed]), expected)
    }

    fn context_is(
        &mut self,
        quantity: &'static str,
        computed: &[Tensor],
        expected: &Term,
    ) -> Result<Tally, Failure> {
        let context: Context = self.case.tape_context();
        if computed.len() != context.len() {
            let why = format!(
                "{} tensors for a context of {}",
                computed.len(),
                context.len()
            );
            return Err(no_result(quantity, &why));
        }
        for (tensor, shape) in computed.iter().zip(context.shapes()) {
            shaped(quantity, tensor, shape)?;
        }
        self.is(quantity, true, &flat(computed), expected)
    }

    fn coordinates_are(
        &mut self,
        quantity: &'static str,
        of_context: bool,
        computed: &Array1<f64>,
        expected: &Term,
    ) -> Result<(), Failure> {
        let size = expected.space().and_then(|space| self.point.size(space));
        let size =
            size.ok_or_else(|| no_reference(format!("the point does not fit `{expected}`")))?;
        if computed.len() != size {
            let why = format!("{} coordinates instead of {size}", computed.len());
            return Err(no_result(quantity, &why));
        }
        self.is(quantity, of_context, &computed.to_vec(), expected)?;
        Ok(())
    }
}

impl<P: Precision> Comparison<'_, P> {
    /// Holds all coordinates of a result against a form; what was counted.
    pub(super) fn is(
        &mut self,
        quantity: &'static str,
        of_context: bool,
        computed: &[f64],
        expected: &Term,
    ) -> Result<Tally, Failure> {
        let expected = |range| self.point.window(expected, range);
        let tally = self.hold(quantity, of_context, computed, &expected)?;
        self.tally.add(quantity, &tally);
        Ok(tally)
    }

    fn hold(
        &self,
        quantity: &'static str,
        of_context: bool,
        computed: &[f64],
        expected: &Expected<'_, P>,
    ) -> Result<Tally, Failure> {
        let window = |(number, computed): (usize, &[f64])| {
            let start = number * WINDOW;
            let expected = expected(start..start + computed.len()).map_err(no_reference)?;
            let mut tally = Tally::default();
            for (at, (&computed, expected)) in computed.iter().zip(&expected).enumerate() {
                let judgement = expected.judge(computed);
                if judgement == Judgement::Unbounded {
                    return Err(no_reference("so many roundings that no bound is known"));
                }
                if judgement == Judgement::Wrong {
                    return Err(Failure::Wrong(Box::new(Wrong {
                        quantity,
                        of_context,
                        flat: start + at,
                        computed,
                        exact: expected.value().clone(),
                        roundings: expected.roundings(),
                        bound: expected.bound().filter(|_| expected.roundings() > 1),
                        format: P::FORMAT,
                    })));
                }
                tally.count(expected.value(), P::FORMAT, &judgement);
            }
            Ok(tally)
        };
        if computed.len() <= WINDOW {
            return window((0, computed));
        }
        let windows: Vec<_> = computed
            .par_chunks(WINDOW)
            .enumerate()
            .map(window)
            .collect();
        let mut all = Tally::default();
        for tally in windows {
            all.merge(&tally?);
        }
        Ok(all)
    }
}

/// The derived map at `dx`.
pub(super) fn tangent(map: &Term, form: &NodeForm) -> Result<Term, Failure> {
    let dx = Term::var("dx", Sort::Vec(form.context.clone()));
    Term::new(Op::Apply, vec![map.clone(), dx]).map_err(no_reference)
}

/// The adjoint of the derived map at `δ`.
pub(super) fn cotangent(map: &Term, form: &NodeForm) -> Result<Term, Failure> {
    let delta = Term::var("δ", Sort::Vec(form.output.clone()));
    let adjoint = Term::new(Op::Adjoint, vec![map.clone()]).map_err(no_reference)?;
    Term::new(Op::Apply, vec![adjoint, delta]).map_err(no_reference)
}

/// What cotangents hold after those of the node were added.
pub(super) fn accumulated(cotangent: Term, form: &NodeForm) -> Result<Term, Failure> {
    let held = Term::var(HELD, Sort::Vec(form.context.clone()));
    Term::new(Op::Add, vec![held, cotangent]).map_err(no_reference)
}

/// Whether two results have the same bits: the second then needs no look.
fn same(a: &Tensor, b: &Tensor) -> bool {
    let mut pairs = a.iter().zip(b);
    a.shape() == b.shape() && pairs.all(|(a, b)| a.to_bits() == b.to_bits())
}

fn shaped(quantity: &'static str, tensor: &Tensor, shape: &Shape) -> Result<(), Failure> {
    if tensor.shape() == shape.dims() {
        Ok(())
    } else {
        let why = format!("a tensor of shape {:?} instead of {shape}", tensor.shape());
        Err(no_result(quantity, &why))
    }
}
