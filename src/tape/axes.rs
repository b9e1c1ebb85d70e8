//! Linear maps that move, repeat and sum coordinates.

use super::{
    Error, Result, Shape,
    sum::{LANES, Sums, sum, sum_of},
};
use ndarray::{ArrayView2, ArrayViewD, ArrayViewMut1, ArrayViewMut2, ArrayViewMutD, Axis, IxDyn};

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
        let view = view.broadcast(result.raw_dim()).ok_or(MISFIT)?;
        zip(result.view_mut(), view, &put)
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
        let mut view = result.view().permuted_axes(self.back.clone());
        let mut source = source.view_mut();
        for &axis in &self.dropped {
            source = source.index_axis_move(Axis(axis), 0);
        }
        if self.repeated.is_empty() {
            return zip(source, view, &put);
        }
        // Neighbouring axes whose coordinates are equally far apart are summed over as one.
        let mut last = view.ndim().saturating_sub(1);
        for axis in (source.ndim()..last).rev() {
            if !view.is_empty() && view.merge_axes(Axis(axis), Axis(last)) {
                view = view.index_axis_move(Axis(axis), 0);
                last = last.saturating_sub(1);
            }
        }
        sums(view, source, &put)
    }
}

const MISFIT: Error = Error::Internal("a tensor differs in shape from the description of its axes");

fn check(fits: bool) -> Result<()> {
    if fits { Ok(()) } else { Err(MISFIT) }
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
    if let (Some(to), Some(from)) = (to.as_slice_mut(), from.as_slice()) {
        put_each(to, from, &put);
    } else if to.shape() == from.shape() {
        return zip(to.view_mut(), from.view(), &put);
    } else {
        put_each(to, from, &put);
    }
    Ok(())
}

#[inline(always)]
fn put_each<'a>(
    to: impl IntoIterator<Item = &'a mut f64>,
    from: impl IntoIterator<Item = &'a f64>,
    put: &impl Fn(&mut f64, f64),
) {
    let both = to.into_iter().zip(from);
    both.for_each(|(to, from)| put(to, *from));
}

/// The axis along which coordinates are nearest to each other in memory, but not the same.
fn nearest(strides: &[isize], lengths: &[usize]) -> Option<usize> {
    let axes = strides.iter().zip(lengths).enumerate();
    let axes = axes.filter(|(_, (stride, length))| **stride != 0 && **length > 1);
    let nearest = axes.min_by_key(|(_, (stride, _))| stride.unsigned_abs());
    nearest.map(|(axis, _)| axis)
}

/// The shortest of the axes that are none of these.
fn shortest(lengths: &[usize], but: [Option<usize>; 2]) -> Option<Axis> {
    let axes = lengths.iter().enumerate();
    let axes = axes.filter(|(axis, _)| !but.contains(&Some(*axis)));
    axes.min_by_key(|(_, length)| **length)
        .map(|(axis, _)| Axis(axis))
}

/// Calls `put` at each coordinate of `to` with that of `from`, which has the same shape.
///
/// The innermost loops are along the axes that are nearest in memory.
fn zip(
    mut to: ArrayViewMutD<'_, f64>,
    from: ArrayViewD<'_, f64>,
    put: &impl Fn(&mut f64, f64),
) -> Result<()> {
    if let (Some(to), Some(from)) = (to.as_slice_mut(), from.as_slice()) {
        put_each(to, from, put);
        return Ok(());
    }
    if to.ndim() > 2 {
        let near = [
            nearest(to.strides(), to.shape()),
            nearest(from.strides(), from.shape()),
        ];
        let axis = shortest(to.shape(), near).ok_or(MISFIT)?;
        let mut parts = to.axis_iter_mut(axis).zip(from.axis_iter(axis));
        return parts.try_for_each(|(to, from)| zip(to, from, put));
    }
    let (to, from) = match to.ndim() {
        2 => (to, from),
        _ => (to.insert_axis(Axis(0)), from.insert_axis(Axis(0))),
    };
    let (to, from) = (to.into_dimensionality(), from.into_dimensionality());
    zip_matrices(to.map_err(|_| MISFIT)?, from.map_err(|_| MISFIT)?, put);
    Ok(())
}

/// The rows and columns that are transposed at once, in a buffer that stays in the nearest cache:
/// more rows, since of each column a long run is read, and the rows are written on from tile to
/// tile.
const ROWS: usize = 128;
const COLUMNS: usize = 16;
/// The columns of a band of tiles, so few that the memory's pages are still known for the next.
const BAND: usize = 16 * COLUMNS;

fn zip_matrices(
    mut to: ArrayViewMut2<'_, f64>,
    mut from: ArrayView2<'_, f64>,
    put: &impl Fn(&mut f64, f64),
) {
    if nearest(to.strides(), to.shape()) == Some(0) {
        to.swap_axes(0, 1);
        from.swap_axes(0, 1);
    }
    let is_one_per_row = from.strides().last() == Some(&0);
    if is_one_per_row || nearest(from.strides(), from.shape()) != Some(0) {
        return zip_rows(to, from, put);
    }
    let bands = to.axis_chunks_iter_mut(Axis(1), BAND);
    for (mut to, from) in bands.zip(from.axis_chunks_iter(Axis(1), BAND)) {
        let rows = to.axis_chunks_iter_mut(Axis(0), ROWS);
        for (mut to, from) in rows.zip(from.axis_chunks_iter(Axis(0), ROWS)) {
            let columns = to.axis_chunks_iter_mut(Axis(1), COLUMNS);
            for (to, from) in columns.zip(from.axis_chunks_iter(Axis(1), COLUMNS)) {
                transpose(to, from, put);
            }
        }
    }
}

fn transpose(
    mut to: ArrayViewMut2<'_, f64>,
    from: ArrayView2<'_, f64>,
    put: &impl Fn(&mut f64, f64),
) {
    let mut tile = [[0.0; ROWS]; COLUMNS];
    for (tile, from) in tile.iter_mut().zip(from.axis_iter(Axis(1))) {
        match from.to_slice() {
            Some(from) => put_each(tile, from, &|to, from| *to = from),
            None => put_each(tile, from, &|to, from| *to = from),
        }
    }
    for (row, mut to) in (0..ROWS).zip(to.outer_iter_mut()) {
        let column = |column: &[f64; ROWS]| column.get(row).copied().unwrap_or_default();
        match to.as_slice_mut() {
            Some(to) => to
                .iter_mut()
                .zip(&tile)
                .for_each(|(to, from)| put(to, column(from))),
            None => to
                .iter_mut()
                .zip(&tile)
                .for_each(|(to, from)| put(to, column(from))),
        }
    }
}

fn zip_rows(
    mut to: ArrayViewMut2<'_, f64>,
    from: ArrayView2<'_, f64>,
    put: &impl Fn(&mut f64, f64),
) {
    for (mut to, from) in to.outer_iter_mut().zip(from.outer_iter()) {
        match (to.as_slice_mut(), from.to_slice(), from.first()) {
            (Some(to), Some(from), _) => put_each(to, from, put),
            (Some(to), None, Some(&value)) if from.strides() == [0] => {
                to.iter_mut().for_each(|to| put(to, value));
            }
            _ => put_each(to, from, put),
        }
    }
}

/// Calls `put` at each coordinate of `to` with the sum of what `from` has there, whose first axes
/// are those of `to`.
fn sums(
    from: ArrayViewD<'_, f64>,
    mut to: ArrayViewMutD<'_, f64>,
    put: &impl Fn(&mut f64, f64),
) -> Result<()> {
    let rank = to.ndim();
    // Terms that lie about unevenly.
    let scattered = from.ndim() > rank.saturating_add(1);
    if scattered && rank == 0 {
        let total = sum_of(from.iter().copied());
        to.iter_mut().for_each(|to| put(to, total));
        return Ok(());
    }
    if scattered || rank > 1 {
        let kept = from.strides().get(..rank).ok_or(MISFIT)?;
        let near = if scattered {
            None
        } else {
            nearest(kept, to.shape())
        };
        let axis = shortest(to.shape(), [near, None]).ok_or(MISFIT)?;
        let mut parts = to.axis_iter_mut(axis).zip(from.axis_iter(axis));
        return parts.try_for_each(|(to, from)| sums(from, to, put));
    }
    let (to, from) = match rank {
        1 => (to, from),
        _ => (to.insert_axis(Axis(0)), from.insert_axis(Axis(0))),
    };
    let from: ArrayView2<'_, f64> = from.into_dimensionality().map_err(|_| MISFIT)?;
    let to = to.into_dimensionality().map_err(|_| MISFIT)?;
    match nearest(from.strides(), from.shape()) {
        Some(0) if to.len() <= NARROW => sum_columns::<NARROW>(from, to, put),
        Some(0) => sum_columns::<WIDE>(from, to, put),
        _ => {
            for (from, to) in from.outer_iter().zip(to) {
                let total = match from.to_slice() {
                    Some(terms) => sum(terms),
                    None => sum_of(from.iter().copied()),
                };
                put(to, total);
            }
        }
    }
    Ok(())
}

/// The sums that are added up side by side: many, since memory is read in long runs, but few where
/// there are no more.
const WIDE: usize = 256;
const NARROW: usize = 64;

/// [`sums`] over the second axis, where those of the first are neighbours.
fn sum_columns<const COUNT: usize>(
    from: ArrayView2<'_, f64>,
    mut to: ArrayViewMut1<'_, f64>,
    put: &impl Fn(&mut f64, f64),
) {
    let parts = from.axis_chunks_iter(Axis(0), COUNT);
    for (from, to) in parts.zip(to.axis_chunks_iter_mut(Axis(0), COUNT)) {
        let mut sums = Sums::<COUNT>::new();
        // Some rows together, so that the memory works on the next page of each at once.
        for rows in from.axis_chunks_iter(Axis(1), LANES) {
            for (part, rows) in rows.axis_chunks_iter(Axis(0), NARROW).enumerate() {
                let first = part.saturating_mul(NARROW);
                for (number, terms) in rows.axis_iter(Axis(1)).enumerate() {
                    match terms.to_slice() {
                        Some(terms) => sums.add(number, first, terms.iter().copied()),
                        None => sums.add(number, first, terms.iter().copied()),
                    }
                }
            }
        }
        to.into_iter()
            .zip(sums.totals())
            .for_each(|(to, sum)| put(to, sum));
    }
}
