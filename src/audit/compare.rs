//! A kernel held against exact values at one input.
//!
//! The expected jvp and vjp come from the linear map that was derived from
//! `forward`, and from its adjoint: a mistake in the stated jvp or vjp cannot
//! hide one in the kernel.

use ndarray::{Array1, ArrayView1};

use super::case::{Case, tensor};
use super::verdict::{Tally, ulps};
use crate::exact::{Bounded, Exact, Format, Judgement, Number, Point, Precision};
use crate::nodes::{Built, Kernel};
use crate::spec::{Entry, Form, NodeForm};
use crate::tape::{Context, Fderiv, Node, Shape, Tensor};
use crate::term::Term;

/// The context sizes up to which the whole matrix of a derivative is compared.
const MATRIX_COLUMNS: usize = 12;

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
        (Form::Fderiv { .. }, Built::Fderiv(fderiv), Some(map)) => comparison.fderiv(map, &fderiv),
        (Form::Function(value), Built::Vector(vector), _) => comparison.vector(value, &vector),
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

        let expected = self.point.vector(&form.forward).map_err(no_reference)?;
        let computed = node.forward(&x).map_err(|e| no_result("forward", &e))?;
        self.output_is("forward", &computed, &expected)?;
        let views: Vec<_> = x.iter().map(|tensor| tensor.view()).collect();
        let mut out = self.used_buffer();
        node.forward_into(&views, &mut out.view_mut())
            .map_err(|e| no_result("forward_into", &e))?;
        self.is_again("forward_into", &out, &computed, &expected)?;

        let tangent = self.tangent(map)?;
        let computed = node.jvp(&x, &dx).map_err(|e| no_result("jvp", &e))?;
        self.output_is("jvp", &computed, &tangent)?;
        let directions: Vec<_> = dx.iter().map(|tensor| tensor.view()).collect();
        let mut out = self.used_buffer();
        node.jvp_into(&views, &directions, &mut out.view_mut())
            .map_err(|e| no_result("jvp_into", &e))?;
        self.is_again("jvp_into", &out, &computed, &tangent)?;

        let cotangent = self.cotangent(map)?;
        let computed = node.vjp(&x, &delta).map_err(|e| no_result("vjp", &e))?;
        self.context_is("vjp", &computed, &cotangent)?;

        let accumulated = self.accumulated(&cotangent);
        let mut held = context("held", &case.held)?;
        let mut grads: Vec<_> = held.iter_mut().map(|tensor| tensor.view_mut()).collect();
        node.vjp_add(&views, &delta.view(), &mut grads)
            .map_err(|e| no_result("vjp_add", &e))?;
        self.context_is("vjp_add", &held, &accumulated)?;

        let mut held = context("held", &case.held)?;
        let mut grads: Vec<_> = held.iter_mut().map(|tensor| tensor.view_mut()).collect();
        let mut out = self.used_buffer();
        node.forward_vjp_add(&views, &delta.view(), &mut out.view_mut(), &mut grads)
            .map_err(|e| no_result("forward_vjp_add", &e))?;
        self.output_is("forward_vjp_add, output", &out, &expected)?;
        self.context_is("forward_vjp_add, cotangents", &held, &accumulated)
    }

    fn fderiv(&mut self, map: &Term, fderiv: &Fderiv) -> Result<(), Failure> {
        let case = self.case;
        let x = case
            .tensors("x", &case.x)
            .map_err(|e| no_result("inputs", &e))?;
        let linear = fderiv.deriv(&x).map_err(|e| no_result("deriv", &e))?;
        let tangent = self.tangent(map)?;
        let computed = linear
            .apply(ArrayView1::from(&case.dx))
            .map_err(|e| no_result("deriv x dx", &e))?;
        self.is("deriv x dx", false, &computed.to_vec(), &tangent)?;
        let cotangent = self.cotangent(map)?;
        let computed = linear
            .adjoint()
            .apply(ArrayView1::from(&case.delta))
            .map_err(|e| no_result("(deriv x)† δ", &e))?;
        self.is("(deriv x)† δ", true, &computed.to_vec(), &cotangent)?;
        if case.x.len() <= MATRIX_COLUMNS {
            self.matrix(map, &linear)?;
        }
        Ok(())
    }

    /// The matrix of a derivative, column by column.
    fn matrix(&mut self, map: &Term, linear: &crate::tape::LinearMap) -> Result<(), Failure> {
        let matrix = linear.to_matrix().map_err(|e| no_result("to_matrix", &e))?;
        let size = self.case.x.len();
        if matrix.dim() != (self.output.size(), size) {
            let why = format!("a matrix of {:?}", matrix.dim());
            return Err(no_result("to_matrix", &why));
        }
        for (column, computed) in matrix.columns().into_iter().enumerate() {
            let basis = (0..size)
                .filter_map(|row| Bounded::input(if row == column { 1.0 } else { 0.0 }))
                .collect();
            let expected = self.point.apply(map, basis, false).map_err(no_reference)?;
            self.is("to_matrix", false, &computed.to_vec(), &expected)?;
        }
        Ok(())
    }

    fn vector(&mut self, value: &Term, computed: &Array1<f64>) -> Result<(), Failure> {
        let expected = self.point.vector(value).map_err(no_reference)?;
        self.is("value", false, &computed.to_vec(), &expected)
    }

    /// An output buffer that holds something, as a tape's does.
    fn used_buffer(&self) -> Tensor {
        Tensor::from_elem(self.output.dims(), f64::NAN)
    }

    /// A result that was computed once more: the same bits need no second look.
    fn is_again(
        &mut self,
        quantity: &'static str,
        computed: &Tensor,
        before: &Tensor,
        expected: &[Bounded],
    ) -> Result<(), Failure> {
        let mut pairs = computed.iter().zip(before);
        if pairs.all(|(a, b)| a.to_bits() == b.to_bits()) {
            return Ok(());
        }
        self.output_is(quantity, computed, expected)
    }

    fn output_is(
        &mut self,
        quantity: &'static str,
        computed: &Tensor,
        expected: &[Bounded],
    ) -> Result<(), Failure> {
        shaped(quantity, computed, self.output)?;
        self.is(quantity, false, &flat([computed]), expected)
    }

    fn context_is(
        &mut self,
        quantity: &'static str,
        computed: &[Tensor],
        expected: &[Bounded],
    ) -> Result<(), Failure> {
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
}

impl<P: Precision> Comparison<'_, P> {
    fn variable(&self, values: &[f64]) -> Vec<Bounded<P>> {
        values.iter().filter_map(|&v| Bounded::input(v)).collect()
    }

    /// `D x dx`, of the derived map `D`.
    pub(super) fn tangent(&self, map: &Term) -> Result<Vec<Bounded<P>>, Failure> {
        let dx = self.variable(&self.case.dx);
        self.point.apply(map, dx, false).map_err(no_reference)
    }

    /// `(D x)† δ`.
    pub(super) fn cotangent(&self, map: &Term) -> Result<Vec<Bounded<P>>, Failure> {
        let delta = self.variable(&self.case.delta);
        self.point.apply(map, delta, true).map_err(no_reference)
    }

    /// What cotangents hold after those of the node were added.
    pub(super) fn accumulated(&self, cotangent: &[Bounded<P>]) -> Vec<Bounded<P>> {
        let held = self.variable(&self.case.held);
        let pairs = held.iter().zip(cotangent);
        pairs.map(|(held, added)| held.add(added)).collect()
    }

    /// Holds results against their exact values, coordinate by coordinate.
    pub(super) fn is(
        &mut self,
        quantity: &'static str,
        of_context: bool,
        computed: &[f64],
        expected: &[Bounded<P>],
    ) -> Result<(), Failure> {
        if computed.len() != expected.len() {
            let why = format!(
                "{} coordinates instead of {}",
                computed.len(),
                expected.len()
            );
            return Err(no_result(quantity, &why));
        }
        self.tally.announce(quantity);
        for (flat, (&computed, expected)) in computed.iter().zip(expected).enumerate() {
            let judgement = expected.judge(computed);
            if judgement == Judgement::Wrong {
                return Err(Failure::Wrong(Box::new(Wrong {
                    quantity,
                    of_context,
                    flat,
                    computed,
                    exact: expected.value().clone(),
                    roundings: expected.roundings(),
                    format: P::FORMAT,
                })));
            }
            let ulps = || ulps(computed, expected.value(), P::FORMAT);
            self.tally.count(quantity, &judgement, ulps);
        }
        Ok(())
    }
}

fn shaped(quantity: &'static str, tensor: &Tensor, shape: &Shape) -> Result<(), Failure> {
    if tensor.shape() == shape.dims() {
        Ok(())
    } else {
        let why = format!("a tensor of shape {:?} instead of {shape}", tensor.shape());
        Err(no_result(quantity, &why))
    }
}
