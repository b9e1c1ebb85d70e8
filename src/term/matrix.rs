//! Sums and products of coordinates in the notation of matrix calculus: `∑ j, A i j * B j k` is
//! `A B`.
//!
//! A tensor of one axis is a column, and one without axes a matrix of one entry.

use super::indexed::{Moved, distinct};
use super::{Axis, Op, Space, Term};

/// A tensor of at most two axes, as a matrix.
pub(super) enum MatrixForm<'t> {
    /// A term.
    Term(&'t Term),
    /// The transpose.
    Transposed(Box<MatrixForm<'t>>),
    /// The product of matrices.
    Product(Box<MatrixForm<'t>>, Box<MatrixForm<'t>>),
    /// A column of ones, as long as it must be.
    Ones,
    /// The sum of matrices.
    Sum(Box<MatrixForm<'t>>, Box<MatrixForm<'t>>),
}

/// A tensor whose coordinates at all indices are some of those of a vector: the vector, and for
/// each of its axes the index that stands there.
struct Factor<'t> {
    vector: &'t Term,
    indices: Vec<usize>,
}

impl<'t> MatrixForm<'t> {
    /// The matrix of a term that is written by its coordinates; none if that has no short name.
    pub(super) fn of(term: &'t Term) -> Option<MatrixForm<'t>> {
        let whole = rank(term)?;
        let (vector, kept, all) = match Moved::of(term) {
            Some(moved) => match (moved.map.axes()?, moved.summed) {
                (axes, true) => (moved.vector, axes.to_vec(), rank_of_any(moved.vector)?),
                (_, false) => (term, (0..whole).collect(), whole),
            },
            None if *term.op() == Op::Hadamard => (term, (0..whole).collect(), whole),
            None => return None,
        };
        // An index that is kept twice is on a diagonal.
        distinct(&kept).then(|| of_kept(vector, &kept, all))?
    }

    /// The transpose; that of a product is the product of the transposes.
    fn transposed(self) -> MatrixForm<'t> {
        match self {
            MatrixForm::Transposed(of) => *of,
            MatrixForm::Product(left, right) => right.transposed().times(left.transposed()),
            other => MatrixForm::Transposed(Box::new(other)),
        }
    }

    fn times(self, right: MatrixForm<'t>) -> MatrixForm<'t> {
        MatrixForm::Product(Box::new(self), Box::new(right))
    }
}

/// The matrix of a vector with so many indices, at those that are kept and summed over the others.
fn of_kept<'t>(vector: &'t Term, kept: &[usize], all: usize) -> Option<MatrixForm<'t>> {
    if let (Op::Add, [left, right]) = (vector.op(), vector.args()) {
        let [left, right] = [left, right].map(|part| of_kept(part, kept, all));
        return Some(MatrixForm::Sum(Box::new(left?), Box::new(right?)));
    }
    let factors = factors(vector, all)?;
    let summed: Vec<usize> = (0..all).filter(|index| !kept.contains(index)).collect();
    match factors.as_slice() {
        [only] => alone(only, kept, &summed),
        [left, right] => {
            product(left, right, kept, &summed).or_else(|| product(right, left, kept, &summed))
        }
        _ => None,
    }
}

/// The number of axes of a tensor of at most two dimensions.
fn rank(term: &Term) -> Option<usize> {
    let rank = rank_of_any(term)?;
    (rank <= 2).then_some(rank)
}

/// The number of axes of a tensor whose axes are dimensions.
fn rank_of_any(term: &Term) -> Option<usize> {
    let axes = term.space().and_then(Space::axes)?;
    let plain = axes.iter().all(|axis| matches!(axis, Axis::Dim(_)));
    plain.then_some(axes.len())
}

/// The factors of a product of tensors with so many indices; none if one has an index twice.
fn factors(term: &Term, indices: usize) -> Option<Vec<Factor<'_>>> {
    if let (Op::Hadamard, [left, right]) = (term.op(), term.args()) {
        let mut all = factors(left, indices)?;
        all.extend(factors(right, indices)?);
        return Some(all);
    }
    let pulled = Moved::of(term).filter(|moved| !moved.summed);
    let factor = match pulled.and_then(|moved| Some((moved.map.axes()?, moved.vector))) {
        Some((axes, vector)) => Factor {
            vector,
            indices: axes.to_vec(),
        },
        _ => Factor {
            vector: term,
            indices: (0..indices).collect(),
        },
    };
    let fits = rank(factor.vector)? == factor.indices.len() && distinct(&factor.indices);
    fits.then(|| vec![factor])
}

impl<'t> Factor<'t> {
    /// The matrix whose row and column have these indices.
    fn at(&self, row: usize, column: usize) -> Option<MatrixForm<'t>> {
        let matrix = MatrixForm::Term(self.vector);
        match self.indices.as_slice() {
            [i, j] if (*i, *j) == (row, column) => Some(matrix),
            [i, j] if (*i, *j) == (column, row) => Some(matrix.transposed()),
            _ => None,
        }
    }

    /// The column with this index.
    fn column(&self, row: usize) -> Option<MatrixForm<'t>> {
        (self.indices == [row]).then_some(MatrixForm::Term(self.vector))
    }
}

/// A factor alone, at the indices that are kept and summed over the others.
fn alone<'t>(factor: &Factor<'t>, kept: &[usize], summed: &[usize]) -> Option<MatrixForm<'t>> {
    match (kept, summed) {
        (&[i, j], []) => match factor.indices.len() {
            2 => factor.at(i, j),
            _ => match (factor.column(i), factor.column(j)) {
                (Some(column), _) => Some(column.times(MatrixForm::Ones.transposed())),
                (_, Some(row)) => Some(MatrixForm::Ones.times(row.transposed())),
                _ => None,
            },
        },
        (&[i], &[j]) => Some(factor.at(i, j)?.times(MatrixForm::Ones)),
        ([], &[i]) => Some(MatrixForm::Ones.transposed().times(factor.column(i)?)),
        ([], &[i, j]) => {
            let rows = MatrixForm::Ones.transposed().times(factor.at(i, j)?);
            Some(rows.times(MatrixForm::Ones))
        }
        _ => None,
    }
}

/// A product of two factors in this order, at the indices that are kept and summed over the others.
fn product<'t>(
    left: &Factor<'t>,
    right: &Factor<'t>,
    kept: &[usize],
    summed: &[usize],
) -> Option<MatrixForm<'t>> {
    match (kept, summed) {
        (&[i, k], &[j]) => Some(left.at(i, j)?.times(right.at(j, k)?)),
        (&[i], &[j]) => Some(left.at(i, j)?.times(right.column(j)?)),
        ([], &[j]) => Some(left.column(j)?.transposed().times(right.column(j)?)),
        (&[i, j], []) => Some(left.column(i)?.times(right.column(j)?.transposed())),
        _ => None,
    }
}
