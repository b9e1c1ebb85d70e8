//! Linear maps that move, repeat and sum coordinates.

use super::{
    Error, Result, Shape,
    sum::{Sums, sum, sum_of},
};
use ndarray::{ArrayView2, ArrayViewD, ArrayViewMut1, ArrayViewMutD, Axis, Ix1, Ix2, IxDyn, Zip};

/// Which axis of a result each axis of a source is. The axes of the result that are none of the
/// source's are repeated: along them the result is the same everywhere. An axis of the source may
/// be none of the result's if its dimension is 1.
///
/// Read forwards this transposes and broadcasts ([`spread`](Self::spread)). Read backwards, which
/// is the adjoint, it transposes back and sums over the repeated axes ([`gather`](Self::gather)).
#[derive(Clone, Debug)]
pub(crate) struct Axes {
    source: Shape,
    result: Shape,
    /// The source's axes that are none of the result's, descending.
    dropped: Vec<usize>,
    /// The source's axes in the order in which the result has them.
    sorted: IxDyn,
    /// The result's axes that are repeated, ascending.
    repeated: Vec<usize>,
    /// The result's axes in the order in which the source has them, then the repeated ones.
    back: IxDyn,
}

impl Axes {
    /// The map to `result` from a source whose axis `i` is the result's axis `places[i]`.
    ///
    /// The places differ from each other and are axes of the result.
    pub(crate) fn new(places: &[usize], result: &Shape) -> Self {
        let places: Vec<Option<usize>> = places.iter().copied().map(Some).collect();
        Self::broadcast(&places, result)
    }

    /// The same where an axis of the source, of dimension 1, may be none of the result's.
    pub(crate) fn broadcast(all: &[Option<usize>], result: &Shape) -> Self {
        let dims = result.dims();
        let length = |place: &Option<usize>| match place {
            Some(place) => dims.get(*place).copied().unwrap_or_default(),
            None => 1,
        };
        let dropped = (0..all.len()).rev();
        let dropped = dropped.filter(|&axis| matches!(all.get(axis), Some(None)));
        let places: Vec<usize> = all.iter().copied().flatten().collect();
        let repeated: Vec<usize> = (0..dims.len())
            .filter(|axis| !places.contains(axis))
            .collect();
        let mut sorted: Vec<usize> = (0..places.len()).collect();
        sorted.sort_by_key(|axis| places.get(*axis));
        let back: Vec<usize> = places.iter().chain(&repeated).copied().collect();
        Self {
            source: Shape::new(all.iter().map(length).collect::<Vec<_>>()),
            result: result.clone(),
            dropped: dropped.collect(),
            sorted: IxDyn(&sorted),
            repeated,
            back: IxDyn(&back),
        }
    }

    /// The shape of the source.
    pub(crate) fn source(&self) -> &Shape {
        &self.source
    }

    /// The shape of the result.
    pub(crate) fn result(&self) -> &Shape {
        &self.result
    }

    /// Calls `put` at each coordinate of `result` with the source's value there.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] if a view has another shape.
    pub(crate) fn spread(
        &self,
        source: &ArrayViewD<'_, f64>,
        result: &mut ArrayViewMutD<'_, f64>,
        put: impl Fn(&mut f64, f64),
    ) -> Result<()> {
        check(source.shape() == self.source.dims())?;
        check(result.shape() == self.result.dims())?;
        let mut view = source.view();
        for &axis in &self.dropped {
            view = view.index_axis_move(Axis(axis), 0);
        }
        let mut view = view.permuted_axes(self.sorted.clone());
        for &axis in &self.repeated {
            view.insert_axis_inplace(Axis(axis));
        }
        check(view.broadcast(result.raw_dim()).is_some_and(|view| {
            zip(result, &view, put);
            true
        }))
    }

    /// Calls `put` at each coordinate of `source` with the sum of the result's values there.
    ///
    /// The terms of a sum are in row-major order. Where no axis is repeated nothing is summed.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] if a view has another shape.
    pub(crate) fn gather(
        &self,
        result: &ArrayViewD<'_, f64>,
        source: &mut ArrayViewMutD<'_, f64>,
        put: impl Fn(&mut f64, f64),
    ) -> Result<()> {
        check(source.shape() == self.source.dims())?;
        check(result.shape() == self.result.dims())?;
        let view = result.view().permuted_axes(self.back.clone());
        let mut source = source.view_mut();
        for &axis in &self.dropped {
            source = source.index_axis_move(Axis(axis), 0);
        }
        if self.repeated.is_empty() {
            zip(&mut source, &view, put);
        } else {
            sum_rest(view, source, &put);
        }
        Ok(())
    }
}

fn check(fits: bool) -> Result<()> {
    let misfit = Error::Internal("a tensor differs in shape from the description of its axes");
    if fits { Ok(()) } else { Err(misfit) }
}

/// Calls `put` at each coordinate of `to` with the one of `from` at the same row-major place.
///
/// The two have as many coordinates, and may have other shapes.
///
/// # Errors
///
/// [`Error::Internal`] if they have not as many coordinates.
pub(crate) fn row_major(
    from: &ArrayViewD<'_, f64>,
    to: &mut ArrayViewMutD<'_, f64>,
    put: impl Fn(&mut f64, f64),
) -> Result<()> {
    check(from.len() == to.len())?;
    zip(to, from, put);
    Ok(())
}

fn zip(to: &mut ArrayViewMutD<'_, f64>, from: &ArrayViewD<'_, f64>, put: impl Fn(&mut f64, f64)) {
    if let (Some(to), Some(from)) = (to.as_slice_mut(), from.as_slice()) {
        to.iter_mut()
            .zip(from)
            .for_each(|(to, from)| put(to, *from));
    } else if to.shape() == from.shape() {
        Zip::from(to).and(from).for_each(|to, from| put(to, *from));
    } else {
        to.iter_mut()
            .zip(from)
            .for_each(|(to, from)| put(to, *from));
    }
}

/// Calls `put` at each coordinate of `to` with the sum of what `from` has there, whose first axes
/// are those of `to`.
fn sum_rest(
    from: ArrayViewD<'_, f64>,
    mut to: ArrayViewMutD<'_, f64>,
    put: &impl Fn(&mut f64, f64),
) {
    if let [kept, summed] = *from.strides()
        && kept.unsigned_abs() < summed.unsigned_abs()
        && let (Ok(from), Ok(to)) = (
            from.view().into_dimensionality::<Ix2>(),
            to.view_mut().into_dimensionality::<Ix1>(),
        )
    {
        return sum_columns(from, to, put);
    }
    if to.ndim() > 0 {
        for (from, to) in from.outer_iter().zip(to.outer_iter_mut()) {
            sum_rest(from, to, put);
        }
    } else if let Some(to) = to.first_mut() {
        let total = match from.as_slice() {
            Some(terms) => sum(terms),
            None => sum_of(from.iter().copied()),
        };
        put(to, total);
    }
}

/// [`sum_rest`] for sums over the second axis, where those of the first are neighbours: many sums
/// side by side.
fn sum_columns(
    from: ArrayView2<'_, f64>,
    mut to: ArrayViewMut1<'_, f64>,
    put: &impl Fn(&mut f64, f64),
) {
    let parts = from.axis_chunks_iter(Axis(0), Sums::COUNT);
    for (from, to) in parts.zip(to.axis_chunks_iter_mut(Axis(0), Sums::COUNT)) {
        let mut sums = Sums::new();
        for terms in from.axis_iter(Axis(1)) {
            match terms.as_slice() {
                Some(terms) => sums.add(terms.iter().copied()),
                None => sums.add(terms.iter().copied()),
            }
        }
        to.into_iter()
            .zip(sums.totals())
            .for_each(|(to, sum)| put(to, sum));
    }
}
