//! Linear maps between flat vectors.

mod accumulate;
mod dense;

pub(crate) use accumulate::Start;

use super::{Axes, Context, Error, Idx, Result, Scratch, Shape};
use dense::Dense;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};
use std::sync::Arc;

/// A linear map between flat vectors of f64, built from a few kinds and combinators.
///
/// Lean: a continuous linear map `Vec m →L[ℝ] Vec n`, which has `m` columns and `n` rows here.
/// Cloning and [`adjoint`](Self::adjoint) share the storage.
///
/// Each combinator rounds as it is written: a projection or the identity not at all, a diagonal
/// or a factor once per coordinate, a sum of maps once per coordinate on top of its two sides.
/// A coordinate that is a sum of products is added up in one order on every machine: in eight
/// interleaved partial sums and their tree, as all sums of the kernels.
///
/// ```
/// use ndarray::{arr1, arr2};
/// use torchlean_mirror::tape::LinearMap;
///
/// let a = LinearMap::dense(arr2(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]));
/// let a = LinearMap::compose(LinearMap::diagonal(arr1(&[1.0, 10.0])), a)?;
/// assert_eq!(a.apply(arr1(&[1.0, 0.0, -1.0]).view())?, arr1(&[-2.0, -20.0]));
/// assert_eq!(a.adjoint().to_matrix()?, a.to_matrix()?.reversed_axes());
/// # Ok::<(), torchlean_mirror::tape::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct LinearMap {
    kind: Arc<Kind>,
    adjoint: bool,
}

/// What a map does before it is possibly flipped by `adjoint`.
#[derive(Debug)]
enum Kind {
    Dense(Dense),
    Diagonal(Vec<f64>),
    /// Each matrix `positions` times along the diagonal. All are of one size.
    Blocks {
        matrices: Vec<Dense>,
        positions: usize,
    },
    Axes(Axes),
    Identity(usize),
    Zero {
        rows: usize,
        cols: usize,
    },
    Projection {
        offset: usize,
        len: usize,
        cols: usize,
    },
    Composed {
        outer: LinearMap,
        inner: LinearMap,
        between: Scratch,
    },
    Sum {
        left: LinearMap,
        right: LinearMap,
        sign: f64,
    },
    Scaled {
        factor: f64,
        map: LinearMap,
        unscaled: Scratch,
    },
}

impl LinearMap {
    /// The map with this matrix, of one row per output coordinate.
    pub fn dense(matrix: Array2<f64>) -> Self {
        Self::from_kind(Kind::Dense(Dense::new(matrix.view())))
    }

    /// The map that multiplies coordinate by coordinate: `entries.len()` rows and columns.
    pub fn diagonal(entries: Array1<f64>) -> Self {
        Self::from_kind(Kind::Diagonal(entries.to_vec()))
    }

    /// The same matrix for every row of a sequence of `positions` rows, which is block-diagonal:
    /// `positions * matrix.nrows()` rows and `positions * matrix.ncols()` columns, each at most
    /// `usize::MAX`.
    pub fn position_wise(matrix: Array2<f64>, positions: usize) -> Self {
        Self::blocks([matrix.view()], positions)
    }

    /// Matrices of one size along the diagonal, each `positions` times.
    pub(crate) fn blocks<'a>(
        matrices: impl IntoIterator<Item = ArrayView2<'a, f64>>,
        positions: usize,
    ) -> Self {
        let matrices = matrices.into_iter().map(Dense::new).collect();
        Self::from_kind(Kind::Blocks {
            matrices,
            positions,
        })
    }

    /// The map that moves and repeats coordinates; its adjoint sums what was repeated.
    pub(crate) fn axes(axes: Axes) -> Self {
        Self::from_kind(Kind::Axes(axes))
    }

    /// The identity on `n` coordinates.
    pub fn identity(n: usize) -> Self {
        Self::from_kind(Kind::Identity(n))
    }

    /// The zero map of `rows` rows and `cols` columns.
    pub fn zero(rows: usize, cols: usize) -> Self {
        Self::from_kind(Kind::Zero { rows, cols })
    }

    /// The map that cuts the tensor at `idx` out of the flat context: `context.size()` columns.
    /// Its adjoint places a tensor there, with zero elsewhere.
    ///
    /// Lean: `Proofs.Autograd.CtxVec.getCLM`; its adjoint `Proofs.Autograd.CtxVec.single`.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] if `idx` is out of range.
    pub fn projection(context: &Context, idx: Idx) -> Result<Self> {
        Ok(Self::from_kind(Kind::Projection {
            offset: context.offset(idx)?,
            len: context.shape(idx, "idx")?.size(),
            cols: context.size(),
        }))
    }

    /// First `inner`, then `outer`. Lean: `ContinuousLinearMap.comp`.
    ///
    /// # Errors
    ///
    /// [`Error::Incompatible`] if `outer` has not as many columns as `inner` has rows;
    /// [`Error::TooLarge`] if the vector between the two cannot be held.
    pub fn compose(outer: Self, inner: Self) -> Result<Self> {
        if outer.cols() != inner.rows() {
            return Err(outer.incompatible("compose", &inner));
        }
        let between = Scratch::new(inner.rows());
        if !between.is_reserved() {
            return Err(Shape::new([inner.rows()]).too_large("compose"));
        }
        Ok(Self::from_kind(Kind::Composed {
            outer,
            inner,
            between,
        }))
    }

    /// The sum of two maps of the same rows and columns.
    ///
    /// # Errors
    ///
    /// [`Error::Incompatible`] if rows or columns differ.
    pub fn plus(self, other: Self) -> Result<Self> {
        self.sum("plus", other, 1.0)
    }

    /// The difference of two maps of the same rows and columns.
    ///
    /// # Errors
    ///
    /// [`Error::Incompatible`] if rows or columns differ.
    pub fn minus(self, other: Self) -> Result<Self> {
        self.sum("minus", other, -1.0)
    }

    /// The map `v ↦ c • self v`.
    pub fn scaled(self, c: f64) -> Self {
        // Long enough for either direction.
        let unscaled = Scratch::new(self.rows().max(self.cols()));
        Self::from_kind(Kind::Scaled {
            factor: c,
            map: self,
            unscaled,
        })
    }

    /// The adjoint, which is the transpose. Shares the storage.
    ///
    /// Lean: `ContinuousLinearMap.adjoint`.
    #[must_use]
    pub fn adjoint(&self) -> Self {
        Self {
            kind: Arc::clone(&self.kind),
            adjoint: !self.adjoint,
        }
    }

    /// The number of output coordinates.
    pub fn rows(&self) -> usize {
        self.size().0
    }

    /// The number of input coordinates.
    pub fn cols(&self) -> usize {
        self.size().1
    }

    /// The image of `v`, which has [`cols`](Self::cols) coordinates; the result has
    /// [`rows`](Self::rows).
    ///
    /// A result that is zero may be +0 or −0.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if `v` has another length; [`Error::TooLarge`] if the image cannot be held.
    pub fn apply(&self, v: ArrayView1<'_, f64>) -> Result<Array1<f64>> {
        Error::check_length("v", self.cols(), v.len())?;
        let mut out = Shape::new([self.rows()]).zero_coordinates("image")?;
        match v.as_slice() {
            Some(v) => self.accumulate(1.0, v, Start::Kept, &mut out),
            None => self.accumulate(1.0, &v.to_vec(), Start::Kept, &mut out),
        }
        Ok(Array1::from_vec(out))
    }

    /// The matrix of the map, one row per output coordinate: its images of the unit vectors.
    ///
    /// Meant for small maps, for it applies the map once per column.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] if the matrix cannot be held.
    pub fn to_matrix(&self) -> Result<Array2<f64>> {
        let (rows, cols) = self.size();
        let shape = Shape::new([rows, cols]);
        let entries = shape.zero_coordinates("matrix")?;
        let mut matrix =
            Array2::from_shape_vec((rows, cols), entries).map_err(|_| shape.too_large("matrix"))?;
        let mut unit = Shape::new([cols]).zero_coordinates("matrix")?;
        let mut image = Shape::new([rows]).zero_coordinates("matrix")?;
        for (position, mut column) in matrix.columns_mut().into_iter().enumerate() {
            for (coordinate, entry) in unit.iter_mut().enumerate() {
                *entry = if coordinate == position { 1.0 } else { 0.0 };
            }
            self.accumulate(1.0, &unit, Start::Zero, &mut image);
            column.assign(&ArrayView1::from(&image));
        }
        Ok(matrix)
    }

    fn from_kind(kind: Kind) -> Self {
        Self {
            kind: Arc::new(kind),
            adjoint: false,
        }
    }

    fn size(&self) -> (usize, usize) {
        let (rows, cols) = match &*self.kind {
            Kind::Dense(matrix) => matrix.size(),
            Kind::Diagonal(entries) => (entries.len(), entries.len()),
            Kind::Blocks {
                matrices,
                positions,
            } => {
                let positions = matrices.len().saturating_mul(*positions);
                let (rows, cols) = matrices.first().map_or((0, 0), Dense::size);
                (
                    rows.saturating_mul(positions),
                    cols.saturating_mul(positions),
                )
            }
            Kind::Axes(axes) => (axes.result().size(), axes.source().size()),
            Kind::Identity(n) => (*n, *n),
            Kind::Zero { rows, cols } => (*rows, *cols),
            Kind::Projection { len, cols, .. } => (*len, *cols),
            Kind::Composed { outer, inner, .. } => (outer.rows(), inner.cols()),
            Kind::Sum { left, .. } => left.size(),
            Kind::Scaled { map, .. } => map.size(),
        };
        if self.adjoint {
            (cols, rows)
        } else {
            (rows, cols)
        }
    }

    fn sum(self, operation: &'static str, other: Self, sign: f64) -> Result<Self> {
        if self.size() != other.size() {
            return Err(self.incompatible(operation, &other));
        }
        Ok(Self::from_kind(Kind::Sum {
            left: self,
            right: other,
            sign,
        }))
    }

    fn incompatible(&self, operation: &'static str, other: &Self) -> Error {
        Error::Incompatible {
            operation,
            left: self.size(),
            right: other.size(),
        }
    }
}
