//! The kernel of a definition, compared with the exact values of its forms.
//!
//! The expected jvp and vjp come from the linear map that was derived from
//! `forward`, and from its adjoint: a mistake in the stated jvp or vjp cannot
//! hide one in the kernel. Only where those were proved equal to the derived ones
//! may a kernel follow them instead, operation by operation; and where the claim of
//! a computed form is proved, that form is what a kernel is compared with.

use std::ops::Range;

use ndarray::{Array1, ArrayView1};

use super::case::{BUFFER, Case, tensor};
use super::comparison::{Coordinates, Expected, Failure, Tally, compare_coordinates};
use super::layout::{Laid, Layout};
use super::reason::Reason;
use super::sample::{sample, sample_special};
use super::shrink::simpler;
use super::subject::{Place, Subject};
use super::verdict::{Claim, ClaimName, Verdict};
use crate::exact::{Bounded, Format, Judge, Point};
use crate::nodes::{Built, Kernel};
use crate::notation::{Entry, Form, NodeForm};
use crate::tape::{Context, Fderiv, LinearMap, Node, Shape, Tensor};
use crate::term::{Op, Sort, SortError, Term};

/// The context sizes up to which the whole matrix of a derivative is compared.
const MATRIX_COLUMNS: usize = 12;

/// What output buffers hold before a kernel writes to them.
const STALE: [f64; 2] = [f64::NAN, f64::MAX];

/// What a kernel's results are compared with.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'a> {
    /// The derivative of `forward`, if the definition is about a node.
    pub derivative: Option<&'a Term>,
    /// Whether the stated maps were proved equal to the derived ones.
    pub stated: bool,
    /// What is computed, if that is not what is stated and was proved equal to it.
    pub computed: Option<&'a Form>,
}

impl<'a> Reference<'a> {
    /// The reference where the stated maps were proved equal to the derived ones.
    pub fn proved(derivative: Option<&'a Term>) -> Reference<'a> {
        Reference {
            derivative,
            stated: true,
            computed: None,
        }
    }

    /// The reference of an entry, where these claims are known.
    pub(super) fn new(
        entry: &'a Entry,
        derivative: Option<&'a Term>,
        claims: &[Claim],
    ) -> Reference<'a> {
        // Of a derivative certificate, one claim alone does not tie the stated maps to the
        // derived one.
        Reference {
            derivative,
            stated: is_proved(claims, ClaimName::Derivative)
                && is_proved(claims, ClaimName::LinearMap),
            computed: computed_form(entry, claims),
        }
    }

    /// The reference where a hypothesis of a certificate does not hold: its stated map, which these
    /// claims may tie to the maps of the node.
    pub(super) fn of_certificate(deriv: &'a Term, claims: &[Claim]) -> Reference<'a> {
        let everywhere = |claim: &Claim| {
            claim.name == ClaimName::LinearMap
                && matches!(&claim.verdict, Verdict::Proved(found) if found.conditions.is_empty())
        };
        Reference {
            derivative: Some(deriv),
            stated: claims.iter().any(everywhere),
            computed: None,
        }
    }

    /// The maps of a node that are computed: the stated ones, if no others are.
    fn maps<'n>(self, stated: &'n NodeForm) -> &'n NodeForm
    where
        'a: 'n,
    {
        self.computed.and_then(Form::node).unwrap_or(stated)
    }

    /// The forms of a result: the derived one, then the stated ones if they are proved equal.
    fn forms(
        self,
        derived: impl FnOnce(&Term) -> Result<Term, SortError>,
        stated: impl FnOnce() -> Result<Vec<Term>, SortError>,
    ) -> Result<Vec<Term>, Reason> {
        let map = self.derivative.ok_or(Reason::NoDerivedMap)?;
        let mut forms = vec![derived(map)?];
        if self.stated {
            forms.extend(stated()?);
        }
        Ok(forms)
    }

    /// The forms of the tangent.
    pub(super) fn tangents(self, node: &NodeForm) -> Result<Vec<Term>, Reason> {
        let computed = &self.maps(node).jvp;
        if self.stated && *computed != node.jvp {
            return Ok(vec![computed.clone()]);
        }
        self.forms(|map| tangent(map, node), || Ok(vec![node.jvp.clone()]))
    }

    /// The forms of the cotangents.
    pub(super) fn cotangents(self, node: &NodeForm) -> Result<Vec<Term>, Reason> {
        let computed = &self.maps(node).vjp;
        if self.stated && *computed != node.vjp {
            return Ok(vec![computed.clone()]);
        }
        self.forms(|map| cotangent(map, node), || Ok(vec![node.vjp.clone()]))
    }

    /// The forms of what a buffer is after the cotangents were added.
    pub(super) fn accumulated(self, node: &NodeForm) -> Result<Vec<Term>, Reason> {
        let forms = self.cotangents(node)?.into_iter();
        let accumulated = forms.map(|form| accumulated(form, node));
        Ok(accumulated.collect::<Result<_, _>>()?)
    }
}

/// What is computed of an entry, if that is not what is stated and the claims say that both are
/// equal.
pub(super) fn computed_form<'a>(entry: &'a Entry, claims: &[Claim]) -> Option<&'a Form> {
    let computed = entry.computed.as_ref();
    computed.filter(|_| is_proved(claims, ClaimName::Computed))
}

fn is_proved(claims: &[Claim], name: ClaimName) -> bool {
    let mut claims = claims.iter().filter(|claim| claim.name == name);
    claims.any(|claim| matches!(claim.verdict, Verdict::Proved(_)))
}

/// The kernel of a definition.
pub(super) struct NodeKernel<'a> {
    pub(super) entry: &'a Entry,
    pub(super) reference: Reference<'a>,
    pub(super) kernel: &'a Kernel,
    pub(super) seed: u64,
    /// Whether its inputs have NaN and infinities.
    pub(super) special: bool,
}

impl Subject for NodeKernel<'_> {
    type Input = Case;

    fn input(&self, number: u64) -> Case {
        let sampled = if self.special { sample_special } else { sample };
        sampled(self.entry, self.seed, number)
    }

    fn compare(&self, case: &Case, tally: &mut Tally) -> Result<(), Failure> {
        if self.special {
            let point = case.ieee_point::<f64>(self.entry);
            return compare_at(self.entry, self.reference, self.kernel, case, &point, tally);
        }
        compare(self.entry, self.reference, self.kernel, case, tally)
    }

    fn simpler<'i>(&'i self, case: &'i Case) -> Box<dyn Iterator<Item = Case> + 'i> {
        simpler(case, self.entry)
    }

    fn place(&self, case: &Case, coordinates: Coordinates, flat: usize) -> Result<Place, Reason> {
        place(self.entry, case, coordinates, flat)
    }

    fn describe(&self, case: &Case, _quantity: &str) -> Vec<(String, String)> {
        case.describe(self.entry, Format::F64)
    }
}

/// Where a wrong coordinate of a definition's result lies.
pub(super) fn place(
    entry: &Entry,
    case: &Case,
    coordinates: Coordinates,
    flat: usize,
) -> Result<Place, Reason> {
    match coordinates {
        Coordinates::Context => case.place(flat),
        Coordinates::Output => Ok(Place {
            argument: "output".into(),
            shape: case.output(entry)?,
            flat,
        }),
        Coordinates::Position(_) => Err(Reason::Internal("a definition has no positions")),
    }
}

/// Compares everything that a kernel computes at one input.
///
/// # Errors
/// The first result that is not what it should be.
pub fn compare(
    entry: &Entry,
    reference: Reference<'_>,
    kernel: &Kernel,
    case: &Case,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let point = case
        .point(entry, Bounded::<f64>::from)
        .map_err(Failure::no_reference)?;
    compare_at(entry, reference, kernel, case, &point, tally)
}

/// The same with values in any kind of number.
fn compare_at<N: Judge + Sync>(
    entry: &Entry,
    reference: Reference<'_>,
    kernel: &Kernel,
    case: &Case,
    point: &Point<N>,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let output = case.output(entry).map_err(Failure::no_reference)?;
    let inside = point.admits(&entry.conditions);
    let inside = inside.map_err(Failure::no_reference)?;
    let build = || {
        let context = case.tape_context();
        kernel.build(&context, &output, &case.kernel_arguments()?)
    };
    let built = build().map_err(failed("construction"))?;
    tally.cases += 1;
    let before = tally.comparisons;
    let mut comparison = Comparison {
        case,
        point,
        output: &output,
        reference,
        inside,
        tally,
    };
    let compared = match (&entry.form, built) {
        (Form::Node(form), Built::Node(node)) => comparison.node(form, &node),
        (Form::Fderiv { node, deriv, .. }, Built::Fderiv(fderiv)) => {
            comparison.fderiv(node, deriv, &fderiv)
        }
        (Form::Function(value), Built::Vector(vector)) => {
            let forms = std::slice::from_ref(match reference.computed {
                Some(Form::Function(computed)) => computed,
                _ => value,
            });
            comparison.coordinates_are("value", Coordinates::Output, &vector, forms)
        }
        (form, ..) => {
            let why = format!("the kernel is not a {}", form.kind());
            Err(Failure::no_result("construction", &why))
        }
    };
    if !inside {
        tally.outside += tally.comparisons - before;
    }
    compared
}

/// What a kernel computes at a case, beside the exact values there.
struct Comparison<'a, N> {
    case: &'a Case,
    point: &'a Point<N>,
    output: &'a Shape,
    reference: Reference<'a>,
    /// Whether the hypotheses of the derivative hold: elsewhere the stated forms alone say what
    /// Lean's functions give.
    inside: bool,
    tally: &'a mut Tally,
}

/// The inputs of a node and what its kernel computed of them, row-major, each result with its forms.
struct RowMajor<'r> {
    x: &'r [Tensor],
    dx: &'r [Tensor],
    delta: &'r Tensor,
    output: (&'r Tensor, &'r [Term]),
    tangent: (&'r Tensor, &'r [Term]),
    buffer: (&'r [Tensor], &'r [Term]),
}

/// The coordinates of tensors, row-major, one tensor after the other.
fn flat<'t>(tensors: impl IntoIterator<Item = &'t Tensor>) -> Vec<f64> {
    tensors
        .into_iter()
        .flat_map(|tensor| tensor.iter().copied())
        .collect()
}

impl<N: Judge + Sync> Comparison<'_, N> {
    fn node(&mut self, form: &NodeForm, node: &Node) -> Result<(), Failure> {
        let case = self.case;
        let context = |name, flat| case.tensors(name, flat).map_err(failed("inputs"));
        let (x, dx) = (context("x", &case.x)?, context("dx", &case.dx)?);
        let delta = tensor(self.output, &case.delta, "δ").map_err(failed("inputs"))?;

        let maps = self.reference.maps(form);
        let expected = std::slice::from_ref(&maps.forward);
        let computed = node.forward(&x).map_err(failed("forward"))?;
        let forward = self.output_is("forward", &computed, expected)?;
        let views: Vec<_> = x.iter().map(|tensor| tensor.view()).collect();
        for stale in STALE {
            let mut out = self.used_buffer(stale);
            node.forward_into(&views, &mut out.view_mut())
                .map_err(failed("forward_into"))?;
            if !same(&out, &computed) {
                self.output_is("forward_into", &out, expected)?;
            }
        }

        let tangents = if self.inside {
            let tangents = self.reference.tangents(form);
            tangents.map_err(Failure::no_reference)?
        } else {
            vec![maps.jvp.clone()]
        };
        let jvp = node.jvp(&x, &dx).map_err(failed("jvp"))?;
        self.output_is("jvp", &jvp, &tangents)?;
        let directions: Vec<_> = dx.iter().map(|tensor| tensor.view()).collect();
        for stale in STALE {
            let mut out = self.used_buffer(stale);
            node.jvp_into(&views, &directions, &mut out.view_mut())
                .map_err(failed("jvp_into"))?;
            if !same(&out, &jvp) {
                self.output_is("jvp_into", &out, &tangents)?;
            }
        }

        let cotangents = if self.inside {
            let cotangents = self.reference.cotangents(form);
            cotangents.map_err(Failure::no_reference)?
        } else {
            vec![maps.vjp.clone()]
        };
        let vjp = node.vjp(&x, &delta).map_err(failed("vjp"))?;
        self.context_is("vjp", &vjp, &cotangents)?;

        let accumulated = cotangents.iter().cloned();
        let accumulated = accumulated.map(|cotangent| self::accumulated(cotangent, form));
        let accumulated: Vec<Term> = accumulated
            .collect::<Result<_, _>>()
            .map_err(Failure::no_reference)?;
        let mut added = context("held", &case.held)?;
        let mut grads: Vec<_> = added.iter_mut().map(|tensor| tensor.view_mut()).collect();
        node.vjp_add(&views, &delta.view(), &mut grads)
            .map_err(failed("vjp_add"))?;
        let accumulation = self.context_is("vjp_add", &added, &accumulated)?;

        let mut fused = context("held", &case.held)?;
        let mut grads: Vec<_> = fused.iter_mut().map(|tensor| tensor.view_mut()).collect();
        let mut out = self.used_buffer(f64::NAN);
        node.forward_vjp_add(&views, &delta.view(), &mut out.view_mut(), &mut grads)
            .map_err(failed("forward_vjp_add"))?;
        if same(&out, &computed) {
            self.tally.add("forward_vjp_add, output", &forward);
        } else {
            self.output_is("forward_vjp_add, output", &out, expected)?;
        }
        if fused.iter().zip(&added).all(|(a, b)| same(a, b)) {
            self.tally.add("forward_vjp_add, cotangents", &accumulation);
        } else {
            self.context_is("forward_vjp_add, cotangents", &fused, &accumulated)?;
        }
        let row_major = RowMajor {
            x: &x,
            dx: &dx,
            delta: &delta,
            output: (&computed, expected),
            tangent: (&jvp, &tangents),
            buffer: (&added, &accumulated),
        };
        for layout in Layout::ALL {
            self.strided(node, layout, &row_major)?;
        }
        Ok(())
    }

    /// Each computation with all tensors in another layout.
    fn strided(
        &mut self,
        node: &Node,
        layout: Layout,
        row_major: &RowMajor<'_>,
    ) -> Result<(), Failure> {
        let [x, dx] = [row_major.x, row_major.dx].map(|tensors| Laid::all(tensors, layout));
        let [x, dx] = [&x, &dx].map(|laid| laid.iter().map(Laid::view).collect::<Vec<_>>());
        let delta = Laid::new(row_major.delta, layout);
        let delta = delta.view();
        let held = self.case.tensors("held", &self.case.held);
        let held = held.map_err(failed("inputs"))?;
        let [mut value, mut tangent, mut output] =
            [(); 3].map(|()| Laid::new(&self.used_buffer(f64::NAN), layout));
        let [mut added, mut fused] = [(); 2].map(|()| Laid::all(&held, layout));
        node.forward_into(&x, &mut value.view_mut())
            .map_err(failed("forward_into, strided"))?;
        node.jvp_into(&x, &dx, &mut tangent.view_mut())
            .map_err(failed("jvp_into, strided"))?;
        let mut grads: Vec<_> = added.iter_mut().map(Laid::view_mut).collect();
        node.vjp_add(&x, &delta, &mut grads)
            .map_err(failed("vjp_add, strided"))?;
        let mut grads: Vec<_> = fused.iter_mut().map(Laid::view_mut).collect();
        node.forward_vjp_add(&x, &delta, &mut output.view_mut(), &mut grads)
            .map_err(failed("forward_vjp_add, strided"))?;
        for (quantity, laid, (computed, expected)) in [
            ("forward_into, strided", value, row_major.output),
            ("jvp_into, strided", tangent, row_major.tangent),
            ("forward_vjp_add, output, strided", output, row_major.output),
        ] {
            let result = laid.view().to_owned();
            if !same(&result, computed) {
                self.output_is(quantity, &result, expected)?;
            }
        }
        let (computed, expected) = row_major.buffer;
        for (quantity, laid) in [
            ("vjp_add, strided", added),
            ("forward_vjp_add, cotangents, strided", fused),
        ] {
            let result: Vec<Tensor> = laid.iter().map(|laid| laid.view().to_owned()).collect();
            if !result.iter().zip(computed).all(|(a, b)| same(a, b)) {
                self.context_is(quantity, &result, expected)?;
            }
        }
        Ok(())
    }

    fn fderiv(&mut self, form: &NodeForm, deriv: &Term, fderiv: &Fderiv) -> Result<(), Failure> {
        let case = self.case;
        let computed = self.reference.computed.and_then(Form::deriv);
        let computed = computed.filter(|_| self.reference.stated || !self.inside);
        let mut maps = Vec::new();
        if let Some(computed) = computed.filter(|computed| *computed != deriv) {
            maps.push(computed);
        } else {
            if self.inside {
                let derived = self.reference.derivative.ok_or(Reason::NoDerivedMap);
                maps.push(derived.map_err(Failure::no_reference)?);
            }
            if self.reference.stated || !self.inside {
                maps.push(deriv);
            }
        }
        let at = |of: fn(&Term, &NodeForm) -> Result<Term, SortError>| {
            let forms = maps.iter().map(|map| of(map, form));
            forms
                .collect::<Result<Vec<Term>, _>>()
                .map_err(Failure::no_reference)
        };
        let x = case.tensors("x", &case.x).map_err(failed("inputs"))?;
        let linear = fderiv.deriv(&x).map_err(failed("deriv"))?;
        let computed = linear
            .apply(ArrayView1::from(&case.dx))
            .map_err(failed("deriv x dx"))?;
        self.coordinates_are("deriv x dx", Coordinates::Output, &computed, &at(tangent)?)?;
        let computed = linear
            .adjoint()
            .apply(ArrayView1::from(&case.delta))
            .map_err(failed("(deriv x)† δ"))?;
        self.coordinates_are(
            "(deriv x)† δ",
            Coordinates::Context,
            &computed,
            &at(cotangent)?,
        )?;
        if case.x.len() <= MATRIX_COLUMNS {
            self.matrix(&maps, &linear)?;
        }
        Ok(())
    }

    /// The matrix of a derivative, column by column.
    fn matrix(&mut self, maps: &[&Term], linear: &LinearMap) -> Result<(), Failure> {
        let matrix = linear.to_matrix().map_err(failed("to_matrix"))?;
        let size = self.case.x.len();
        if matrix.dim() != (self.output.size(), size) {
            let why = format!("a matrix of {:?}", matrix.dim());
            return Err(Failure::no_result("to_matrix", &why));
        }
        for (column, computed) in matrix.columns().into_iter().enumerate() {
            let basis = |rows: Range<usize>| {
                let entry = |row| N::input(if row == column { 1.0 } else { 0.0 });
                Ok(rows.filter_map(entry).collect())
            };
            let images = maps.iter();
            let images =
                images.map(|map| |point: &Point<N>, range| point.image(map, &basis, false, range));
            let images: Vec<_> = images.collect();
            let expected: Vec<&Expected<'_, N>> = images.iter().map(|image| image as _).collect();
            let computed = computed.to_vec();
            let tally = compare_coordinates(
                "to_matrix",
                Coordinates::Output,
                &computed,
                self.point,
                &expected,
            )?;
            self.tally.add("to_matrix", &tally);
        }
        Ok(())
    }

    /// An output buffer that holds something, as a tape's does.
    fn used_buffer(&self, stale: f64) -> Tensor {
        Tensor::from_elem(self.output.dims(), stale)
    }

    fn output_is(
        &mut self,
        quantity: &'static str,
        computed: &Tensor,
        expected: &[Term],
    ) -> Result<Tally, Failure> {
        shaped(quantity, computed, self.output)?;
        self.is(quantity, Coordinates::Output, &flat([computed]), expected)
    }

    fn context_is(
        &mut self,
        quantity: &'static str,
        computed: &[Tensor],
        expected: &[Term],
    ) -> Result<Tally, Failure> {
        let context: Context = self.case.tape_context();
        if computed.len() != context.len() {
            let why = format!(
                "{} tensors for a context of {}",
                computed.len(),
                context.len()
            );
            return Err(Failure::no_result(quantity, &why));
        }
        for (tensor, shape) in computed.iter().zip(context.shapes()) {
            shaped(quantity, tensor, shape)?;
        }
        self.is(quantity, Coordinates::Context, &flat(computed), expected)
    }

    fn coordinates_are(
        &mut self,
        quantity: &'static str,
        coordinates: Coordinates,
        computed: &Array1<f64>,
        expected: &[Term],
    ) -> Result<(), Failure> {
        let size = expected.first().and_then(Term::space);
        let size = size.and_then(|space| self.point.size(space));
        let unfit = Reason::Internal("a form has no size at an input");
        let size = size.ok_or_else(|| Failure::no_reference(unfit))?;
        if computed.len() != size {
            let why = format!("{} coordinates instead of {size}", computed.len());
            return Err(Failure::no_result(quantity, &why));
        }
        self.is(quantity, coordinates, &computed.to_vec(), expected)?;
        Ok(())
    }

    /// Compares all coordinates of a result with its forms; what was counted.
    fn is(
        &mut self,
        quantity: &'static str,
        coordinates: Coordinates,
        computed: &[f64],
        expected: &[Term],
    ) -> Result<Tally, Failure> {
        let point = self.point;
        let windows = expected.iter();
        let windows = windows.map(|form| move |point: &Point<N>, range| point.window(form, range));
        let windows: Vec<_> = windows.collect();
        let expected: Vec<&Expected<'_, N>> = windows.iter().map(|window| window as _).collect();
        let tally = compare_coordinates(quantity, coordinates, computed, point, &expected)?;
        self.tally.add(quantity, &tally);
        Ok(tally)
    }
}

/// An error of a kernel, as a failure of one result.
fn failed(quantity: &'static str) -> impl Fn(crate::tape::Error) -> Failure {
    move |e| Failure::no_result(quantity, &e)
}

/// The derived map at `dx`.
pub(super) fn tangent(map: &Term, form: &NodeForm) -> Result<Term, SortError> {
    let dx = Term::var("dx", Sort::Vec(form.context.clone()));
    Term::new(Op::Apply, vec![map.clone(), dx])
}

/// The adjoint of the derived map at `δ`.
pub(super) fn cotangent(map: &Term, form: &NodeForm) -> Result<Term, SortError> {
    let delta = Term::var("δ", Sort::Vec(form.output.clone()));
    let adjoint = Term::new(Op::Adjoint, vec![map.clone()])?;
    Term::new(Op::Apply, vec![adjoint, delta])
}

/// What the buffer of cotangents is after those of the node were added.
pub(super) fn accumulated(cotangent: Term, form: &NodeForm) -> Result<Term, SortError> {
    let buffer = Term::var(BUFFER, Sort::Vec(form.context.clone()));
    Term::new(Op::Add, vec![buffer, cotangent])
}

/// Whether two results have the same bits, of NaN any: the second then needs no look.
fn same(a: &Tensor, b: &Tensor) -> bool {
    let mut pairs = a.iter().zip(b);
    // The sign of a NaN is the compiler's choice.
    let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
    a.shape() == b.shape() && pairs.all(same)
}

fn shaped(quantity: &'static str, tensor: &Tensor, shape: &Shape) -> Result<(), Failure> {
    if tensor.shape() == shape.dims() {
        Ok(())
    } else {
        let why = format!("a tensor of shape {:?} instead of {shape}", tensor.shape());
        Err(Failure::no_result(quantity, &why))
    }
}

/// Whether a kernel is the counterpart of an entry.
pub(super) fn counterpart(entry: &Entry, kernel: &Kernel) -> bool {
    entry.rust() == kernel.name() && *entry.module == *kernel.module()
}
