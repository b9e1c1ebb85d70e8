//! Tensors that are written by their coordinates: `fun i j => u j i`, `∑ k, u i k`.

use super::operator::Facts;
use super::{IndexMap, Op, Sort, Space, Term};

/// `pull φ v`, or its adjoint at `v`: the sum of the coordinates that `φ` takes to the same one.
pub(crate) struct Moved<'a> {
    /// The index map.
    pub map: &'a IndexMap,
    /// The vector.
    pub vector: &'a Term,
    /// Whether it is the adjoint.
    pub summed: bool,
}

impl<'a> Moved<'a> {
    /// The term as such a one.
    pub(crate) fn of(term: &'a Term) -> Option<Moved<'a>> {
        let (Op::Apply, [map, vector]) = (term.op(), term.args()) else {
            return None;
        };
        let (map, summed) = match (map.op(), map.args()) {
            (Op::Adjoint, [of]) => (of, true),
            _ => (map, false),
        };
        let Op::Pull(map) = map.op() else {
            return None;
        };
        Some(Moved {
            map,
            vector,
            summed,
        })
    }
}

/// What is written by its coordinates: `pull φ v`, or `v` summed over what `φ` forgets.
pub(super) struct IndexedVector<'a> {
    /// For each axis of the vector that of the whole, or the other way round in a sum.
    axes: &'a [usize],
    /// The vector.
    pub vector: &'a Term,
    summed: bool,
}

impl<'a> IndexedVector<'a> {
    /// The term as such a one.
    pub(super) fn of(term: &'a Term) -> Option<IndexedVector<'a>> {
        let Moved {
            map,
            vector,
            summed,
        } = Moved::of(term)?;
        let indexed = IndexedVector {
            axes: map.axes()?,
            vector,
            summed,
        };
        (!summed || indexed.has_sums()).then_some(indexed)
    }

    /// Whether the sums can be written: two equal indices in one coordinate have none to stand for
    /// them, and an index that is nowhere to be seen has no axis.
    fn has_sums(&self) -> bool {
        distinct(self.axes) && self.summed_axes().all(|axis| tells(self.vector, axis))
    }

    /// The axes of the vector that are summed over.
    fn summed_axes(&self) -> impl Iterator<Item = usize> {
        (0..axes(self.vector)).filter(|axis| !self.axes.contains(axis))
    }

    /// The names of the indices that are summed over, and the indices of the vector, where the
    /// whole is written at these indices.
    pub(super) fn indices(&self, indices: &[String]) -> (Vec<String>, Vec<String>) {
        if !self.summed {
            let chosen = self.axes.iter().filter_map(|&axis| indices.get(axis));
            return (Vec::new(), chosen.cloned().collect());
        }
        // A sum over all coordinates has one index.
        if self.axes.is_empty() && is_plain(self.vector) {
            let names = fresh(self.vector, 1, indices);
            return (names.clone(), names);
        }
        let summed: Vec<usize> = self.summed_axes().collect();
        let names = fresh(self.vector, summed.len(), indices);
        let position = |of: &[usize], axis| of.iter().position(|&other| other == axis);
        let name = |axis: usize| match position(self.axes, axis) {
            Some(kept) => indices.get(kept),
            None => position(&summed, axis).and_then(|at| names.get(at)),
        };
        let all = 0..axes(self.vector);
        let inner = all.filter_map(|axis| name(axis).cloned()).collect();
        (names, inner)
    }
}

/// Whether no number is there twice.
pub(super) fn distinct(numbers: &[usize]) -> bool {
    let mut each = numbers.iter().enumerate();
    each.all(|(at, number)| !numbers.iter().take(at).any(|before| before == number))
}

/// The number of indices that a coordinate of the vector has.
pub(super) fn axes(term: &Term) -> usize {
    let axes = term.space().and_then(Space::axes);
    axes.map_or(0, |axes| axes.len())
}

/// So many names for indices that are neither variables of the term nor taken.
pub(super) fn fresh(term: &Term, count: usize, taken: &[String]) -> Vec<String> {
    let variables = term.variables();
    let is_free = |name: &String| {
        !taken.contains(name) && !variables.iter().any(|(variable, _)| **variable == **name)
    };
    let letters = ["i", "j", "k", "l", "p", "q"].map(String::from).into_iter();
    let numbered = (1..).map(|number| format!("i{number}"));
    let names = letters.chain(numbered).filter(is_free);
    names.take(count).collect()
}

/// Whether a coordinate of the term is written with its index along this axis.
fn tells(term: &Term, axis: usize) -> bool {
    if term.space() == Some(&Space::Real) {
        return false;
    }
    if let Some(Moved {
        map,
        vector,
        summed,
    }) = Moved::of(term)
    {
        return match (map.axes(), summed) {
            (Some(axes), true) => axes.get(axis).is_some_and(|&from| tells(vector, from)),
            (Some(axes), false) => {
                let mut axes = axes.iter().enumerate();
                axes.any(|(to, &from)| from == axis && tells(vector, to))
            }
            (None, _) => true,
        };
    }
    if *term.op() == Op::Apply {
        return true;
    }
    match term.op().facts() {
        Facts::Operator(row) if row.coordinate.is_some() => {
            let mut args = term.args().iter();
            args.any(|arg| match arg.sort() {
                Sort::Mask(_) if arg.args().is_empty() => true,
                _ => tells(arg, axis),
            })
        }
        _ => true,
    }
}

/// Whether a coordinate is written without moving indices: `u i * v i`.
fn is_plain(term: &Term) -> bool {
    if IndexedVector::of(term).is_some() {
        return false;
    }
    match term.op().facts() {
        Facts::Operator(row) if row.coordinate.is_some() => term.args().iter().all(is_plain),
        _ => true,
    }
}
