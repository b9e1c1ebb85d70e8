//! Affine maps, sums, multiples, fixed masks, products and squares.
//!
//! Lean: `NN.Proofs.Autograd.Tape.Nodes.Arithmetic`, namespace `Proofs.Autograd.TapeNodes`.

use super::{Number, Pointwise, ScalarRule, pointwise::common_shape};
use crate::tape::{
    Context, Error, Fderiv, Idx, LinearMap, Node, Result, Rule, Scratch, Shape, Start, Tensor,
};
use ndarray::{Array1, ArrayViewD, ArrayViewMutD};

kernels![
    "NN.Proofs.Autograd.Tape.Nodes.Arithmetic";
    affine,
    affine_fderiv,
    add,
    add_fderiv,
    sub,
    sub_fderiv,
    scale,
    scale_fderiv,
    fixed_mask_scale,
    fixed_mask_scale_fderiv,
    inverted_dropout_coeff,
    fixed_inverted_dropout,
    fixed_inverted_dropout_fderiv,
    mul,
    mul_fderiv,
    square,
    square_fderiv,
];

/// The affine map `A (get idx x) + b`. `a` and `b` are constants: no gradient flows to them.
///
/// The tensor at `idx` has `a.cols()` coordinates; `output`, the shape of the result, and `b` have
/// `a.rows()`. Lean: `Proofs.Autograd.TapeNodes.affine`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range; [`Error::MapSize`] if `a` does not lead from the
/// tensor's size to the output's; [`Error::Length`] if `b` has not the output's size.
pub fn affine(
    context: &Context,
    idx: Idx,
    a: LinearMap,
    b: Array1<f64>,
    output: Shape,
) -> Result<Node> {
    check_affine(context, idx, &a, &b, &output)?;
    let rule = Affine::new(idx, a, b.to_vec());
    Ok(Node::new(context.clone(), output, rule))
}

/// The derivative of [`affine`], everywhere: `A ∘ proj idx`.
///
/// Shapes as for [`affine`]; `b` has no influence.
/// Lean: `Proofs.Autograd.TapeNodes.affineFderiv`.
///
/// # Errors
///
/// As for [`affine`], and [`Error::TooLarge`] if a vector of the tensor's size cannot be held.
pub fn affine_fderiv(
    context: &Context,
    idx: Idx,
    a: LinearMap,
    b: Array1<f64>,
    output: Shape,
) -> Result<Fderiv> {
    check_affine(context, idx, &a, &b, &output)?;
    let map = LinearMap::compose(a, LinearMap::projection(context, idx)?)?;
    Ok(constant(context, output, map))
}

/// The sum `get a x + get b x` of two tensors of one shape, which is the result's.
///
/// Lean: `Proofs.Autograd.TapeNodes.add`.
///
/// # Errors
///
/// [`Error::Index`] if `a` or `b` is out of range; [`Error::Shape`] if their shapes differ.
pub fn add(context: &Context, a: Idx, b: Idx) -> Result<Node> {
    Pointwise::node(Add, context, [("a", a), ("b", b)], [])
}

/// The derivative of [`add`], everywhere: `proj a + proj b`.
///
/// Lean: `Proofs.Autograd.TapeNodes.addFderiv`.
///
/// # Errors
///
/// As for [`add`].
pub fn add_fderiv(context: &Context, a: Idx, b: Idx) -> Result<Fderiv> {
    let output = common_shape(context, &[("a", a), ("b", b)])?;
    let map = LinearMap::projection(context, a)?.plus(LinearMap::projection(context, b)?)?;
    Ok(constant(context, output, map))
}

/// The difference `get a x - get b x` of two tensors of one shape, which is the result's.
///
/// Lean: `Proofs.Autograd.TapeNodes.sub`.
///
/// # Errors
///
/// [`Error::Index`] if `a` or `b` is out of range; [`Error::Shape`] if their shapes differ.
pub fn sub(context: &Context, a: Idx, b: Idx) -> Result<Node> {
    Pointwise::node(Sub, context, [("a", a), ("b", b)], [])
}

/// The derivative of [`sub`], everywhere: `proj a - proj b`.
///
/// Lean: `Proofs.Autograd.TapeNodes.subFderiv`.
///
/// # Errors
///
/// As for [`sub`].
pub fn sub_fderiv(context: &Context, a: Idx, b: Idx) -> Result<Fderiv> {
    let output = common_shape(context, &[("a", a), ("b", b)])?;
    let map = LinearMap::projection(context, a)?.minus(LinearMap::projection(context, b)?)?;
    Ok(constant(context, output, map))
}

/// The multiple `c • get idx x` by a constant number, of the tensor's shape.
///
/// Lean: `Proofs.Autograd.TapeNodes.scale`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn scale(context: &Context, idx: Idx, c: f64) -> Result<Node> {
    Pointwise::node(Scale { c }, context, [("idx", idx)], [])
}

/// The derivative of [`scale`], everywhere: `c • proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.scaleFderiv`.
///
/// # Errors
///
/// As for [`scale`].
pub fn scale_fderiv(context: &Context, idx: Idx, c: f64) -> Result<Fderiv> {
    let output = context.shape(idx, "idx")?.clone();
    let map = LinearMap::projection(context, idx)?.scaled(c);
    Ok(constant(context, output, map))
}

/// The product `coeff ⊙ get idx x` with constant coefficients, of the tensor's shape.
///
/// `coeff` has the tensor's size, row-major. Lean: `Proofs.Autograd.TapeNodes.fixedMaskScale`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range; [`Error::Length`] if `coeff` has another size than
/// the tensor.
pub fn fixed_mask_scale(context: &Context, idx: Idx, coeff: Array1<f64>) -> Result<Node> {
    let coeff = [("coeff", coeff.to_vec())];
    Pointwise::node(MaskScale, context, [("idx", idx)], coeff)
}

/// The derivative of [`fixed_mask_scale`], everywhere: `diag coeff ∘ proj idx`.
///
/// Lean: `Proofs.Autograd.TapeNodes.fixedMaskScaleFderiv`.
///
/// # Errors
///
/// As for [`fixed_mask_scale`].
pub fn fixed_mask_scale_fderiv(context: &Context, idx: Idx, coeff: Array1<f64>) -> Result<Fderiv> {
    let output = context.shape(idx, "idx")?.clone();
    Error::check_length("coeff", output.size(), coeff.len())?;
    let projection = LinearMap::projection(context, idx)?;
    let map = LinearMap::compose(LinearMap::diagonal(coeff), projection)?;
    Ok(constant(context, output, map))
}

/// The coefficients of inverted dropout: `keep_prob⁻¹` where `mask` holds, else 0.
///
/// As in Lean `0⁻¹ = 0`, for either sign of zero. `keep_prob` may be negative. The result has
/// `mask`'s length. Lean: `Proofs.Autograd.TapeNodes.invertedDropoutCoeff`.
pub fn inverted_dropout_coeff(mask: Array1<bool>, keep_prob: f64) -> Array1<f64> {
    let kept = if keep_prob == 0.0 {
        0.0
    } else {
        keep_prob.recip()
    };
    mask.mapv(|keep| if keep { kept } else { 0.0 })
}

/// Inverted dropout with a fixed mask: [`fixed_mask_scale`] by [`inverted_dropout_coeff`].
///
/// `mask` has the size of the tensor at `idx`, row-major.
/// Lean: `Proofs.Autograd.TapeNodes.fixedInvertedDropout`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range; [`Error::Length`] if `mask` has another size than
/// the tensor.
pub fn fixed_inverted_dropout(
    context: &Context,
    idx: Idx,
    mask: Array1<bool>,
    keep_prob: f64,
) -> Result<Node> {
    Error::check_length("mask", context.shape(idx, "idx")?.size(), mask.len())?;
    fixed_mask_scale(context, idx, inverted_dropout_coeff(mask, keep_prob))
}

/// The derivative of [`fixed_inverted_dropout`], everywhere: [`fixed_mask_scale_fderiv`] of
/// [`inverted_dropout_coeff`].
///
/// Lean: `Proofs.Autograd.TapeNodes.fixedInvertedDropoutFderiv`.
///
/// # Errors
///
/// As for [`fixed_inverted_dropout`].
pub fn fixed_inverted_dropout_fderiv(
    context: &Context,
    idx: Idx,
    mask: Array1<bool>,
    keep_prob: f64,
) -> Result<Fderiv> {
    Error::check_length("mask", context.shape(idx, "idx")?.size(), mask.len())?;
    fixed_mask_scale_fderiv(context, idx, inverted_dropout_coeff(mask, keep_prob))
}

/// The product `get a x ⊙ get b x` of two tensors of one shape, which is the result's.
///
/// Lean: `Proofs.Autograd.TapeNodes.mul`.
///
/// # Errors
///
/// [`Error::Index`] if `a` or `b` is out of range; [`Error::Shape`] if their shapes differ.
pub fn mul(context: &Context, a: Idx, b: Idx) -> Result<Node> {
    Pointwise::node(Mul, context, [("a", a), ("b", b)], [])
}

/// The derivative of [`mul`] at `x`: `diag (get a x) ∘ proj b + diag (get b x) ∘ proj a`.
///
/// Lean: `Proofs.Autograd.TapeNodes.mulFderiv`.
///
/// # Errors
///
/// As for [`mul`].
pub fn mul_fderiv(context: &Context, a: Idx, b: Idx) -> Result<Fderiv> {
    let output = common_shape(context, &[("a", a), ("b", b)])?;
    let project_a = LinearMap::projection(context, a)?;
    let project_b = LinearMap::projection(context, b)?;
    let deriv = move |x: &[Tensor]| {
        let by_b = LinearMap::compose(diagonal_of(a.get(x)?), project_b.clone())?;
        let by_a = LinearMap::compose(diagonal_of(b.get(x)?), project_a.clone())?;
        by_b.plus(by_a)
    };
    Ok(Fderiv::new(context.clone(), output, deriv))
}

/// The square of each coordinate of the tensor at `idx`: [`mul`] of it with itself.
///
/// Lean: `Proofs.Autograd.TapeNodes.square`.
///
/// # Errors
///
/// [`Error::Index`] if `idx` is out of range.
pub fn square(context: &Context, idx: Idx) -> Result<Node> {
    context.shape(idx, "idx")?;
    mul(context, idx, idx)
}

/// The derivative of [`square`] at `x`: [`mul_fderiv`] of the tensor with itself.
///
/// Lean: `Proofs.Autograd.TapeNodes.squareFderiv`.
///
/// # Errors
///
/// As for [`square`].
pub fn square_fderiv(context: &Context, idx: Idx) -> Result<Fderiv> {
    context.shape(idx, "idx")?;
    mul_fderiv(context, idx, idx)
}

fn check_affine(
    context: &Context,
    idx: Idx,
    a: &LinearMap,
    b: &Array1<f64>,
    output: &Shape,
) -> Result<()> {
    let size = (output.size(), context.shape(idx, "idx")?.size());
    Error::check_map("a", size, (a.rows(), a.cols()))?;
    Error::check_length("b", output.size(), b.len())
}

fn constant(context: &Context, output: Shape, map: LinearMap) -> Fderiv {
    Fderiv::new(context.clone(), output, move |_| Ok(map.clone()))
}

fn diagonal_of(tensor: &Tensor) -> LinearMap {
    LinearMap::diagonal(tensor.iter().copied().collect())
}

/// `a + b`.
#[derive(Clone, Copy)]
struct Add;

impl ScalarRule<2> for Add {
    fn value<T: Number>(self, []: [T; 0], [a, b]: [T; 2]) -> T {
        a + b
    }

    fn tangent<T: Number>(self, []: [T; 0], _x: [T; 2], [da, db]: [T; 2]) -> T {
        da + db
    }

    fn cotangent<T: Number>(self, []: [T; 0], _x: [T; 2], delta: T) -> [T; 2] {
        [delta, delta]
    }
}

/// `a - b`.
#[derive(Clone, Copy)]
struct Sub;

impl ScalarRule<2> for Sub {
    fn value<T: Number>(self, []: [T; 0], [a, b]: [T; 2]) -> T {
        a - b
    }

    fn tangent<T: Number>(self, []: [T; 0], _x: [T; 2], [da, db]: [T; 2]) -> T {
        da - db
    }

    fn cotangent<T: Number>(self, []: [T; 0], _x: [T; 2], delta: T) -> [T; 2] {
        [delta, -delta]
    }
}

/// `c · x`, with one number for all coordinates.
#[derive(Clone, Copy)]
struct Scale {
    c: f64,
}

impl ScalarRule<1> for Scale {
    fn value<T: Number>(self, []: [T; 0], [x]: [T; 1]) -> T {
        T::from_f64(self.c) * x
    }

    fn tangent<T: Number>(self, []: [T; 0], _x: [T; 1], [dx]: [T; 1]) -> T {
        T::from_f64(self.c) * dx
    }

    fn cotangent<T: Number>(self, []: [T; 0], _x: [T; 1], delta: T) -> [T; 1] {
        [T::from_f64(self.c) * delta]
    }
}

/// `coeff · x`, with a coefficient per coordinate.
#[derive(Clone, Copy)]
struct MaskScale;

impl ScalarRule<1, 1> for MaskScale {
    fn value<T: Number>(self, [coeff]: [T; 1], [x]: [T; 1]) -> T {
        coeff * x
    }

    fn tangent<T: Number>(self, [coeff]: [T; 1], _x: [T; 1], [dx]: [T; 1]) -> T {
        coeff * dx
    }

    fn cotangent<T: Number>(self, [coeff]: [T; 1], _x: [T; 1], delta: T) -> [T; 1] {
        [coeff * delta]
    }
}

/// `a · b`.
#[derive(Clone, Copy)]
struct Mul;

impl ScalarRule<2> for Mul {
    fn value<T: Number>(self, []: [T; 0], [a, b]: [T; 2]) -> T {
        a * b
    }

    fn tangent<T: Number>(self, []: [T; 0], [a, b]: [T; 2], [da, db]: [T; 2]) -> T {
        a * db + b * da
    }

    fn cotangent<T: Number>(self, []: [T; 0], [a, b]: [T; 2], delta: T) -> [T; 2] {
        [delta * b, delta * a]
    }
}

/// `A (get idx x) + b` with fixed `A` and `b`.
struct Affine {
    idx: Idx,
    map: LinearMap,
    adjoint: LinearMap,
    bias: Vec<f64>,
    // Flat copies, for views that are not contiguous.
    input: Scratch,
    output: Scratch,
}

impl Affine {
    fn new(idx: Idx, map: LinearMap, bias: Vec<f64>) -> Self {
        Self {
            idx,
            adjoint: map.adjoint(),
            bias,
            input: Scratch::new(map.cols()),
            output: Scratch::new(map.rows()),
            map,
        }
    }
}

impl Rule for Affine {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        let x = self.idx.get(x)?;
        with_flat(x, &self.input, |x| {
            with_flat_mut(out, &self.output, |out| {
                self.map.accumulate(1.0, x, Start::At(&self.bias), out);
            });
        });
        Ok(())
    }

    fn jvp(
        &self,
        _x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        let dx = self.idx.get(dx)?;
        with_flat(dx, &self.input, |dx| {
            with_flat_mut(out, &self.output, |out| {
                self.map.accumulate(1.0, dx, Start::Zero, out);
            });
        });
        Ok(())
    }

    fn vjp_add(
        &self,
        _x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        let grad = self.idx.get_mut(grads)?;
        with_flat(delta, &self.output, |delta| {
            with_flat_mut(grad, &self.input, |grad| {
                self.adjoint.accumulate(1.0, delta, Start::Kept, grad);
            });
        });
        Ok(())
    }
}

/// Calls `body` with the row-major coordinates of `view`.
fn with_flat(view: &ArrayViewD<'_, f64>, copy: &Scratch, body: impl FnOnce(&[f64])) {
    if let Some(slice) = view.as_slice() {
        return body(slice);
    }
    copy.with(|flat| {
        flat.iter_mut().zip(view).for_each(|(f, v)| *f = *v);
        body(flat);
    });
}

/// Calls `body` with the row-major coordinates of `view`, which take over what it writes there.
fn with_flat_mut(view: &mut ArrayViewMutD<'_, f64>, copy: &Scratch, body: impl FnOnce(&mut [f64])) {
    if let Some(slice) = view.as_slice_mut() {
        return body(slice);
    }
    copy.with(|flat| {
        flat.iter_mut().zip(view.iter()).for_each(|(f, v)| *f = *v);
        body(flat);
        view.iter_mut().zip(&*flat).for_each(|(v, f)| *v = *f);
    });
}
