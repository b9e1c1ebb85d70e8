//! Smaller inputs that fail in the same way.

use std::collections::BTreeMap;

use super::case::{Block, Case, shape_of};
use super::subject::{self, first_failing};
use crate::notation::Entry;
use crate::tape::Shape;
use crate::term::{Argument, Map, Matrix, Measure, Name, Sort, Space};

type Cases<'c> = Box<dyn Iterator<Item = Case> + 'c>;

/// Simpler cases: fewer tensors, smaller shapes, simpler numbers. The simplest first.
pub(super) fn simpler<'c>(case: &'c Case, entry: &'c Entry) -> Cases<'c> {
    let parts: [fn(&'c Case, &'c Entry) -> Cases<'c>; 5] = [
        |case, _| Box::new(without_blocks(case).into_iter()),
        |case, entry| Box::new(smaller_shapes(case, entry).into_iter()),
        |case, _| Box::new(smaller_blocks(case).into_iter()),
        |case, _| Box::new(zeros(case)),
        |case, _| Box::new(simpler_numbers(case)),
    ];
    // Each part is made only when those before it gave nothing.
    Box::new(parts.into_iter().flat_map(move |part| part(case, entry)))
}

/// The smallest case found that still fails, with at most so many tried.
pub fn shrink(
    mut tries: usize,
    case: Case,
    entry: &Entry,
    mut fails: impl FnMut(&Case) -> bool,
) -> Case {
    subject::shrink(case, |case| {
        first_failing(simpler(case, entry), &mut tries, &mut fails)
    })
}

/// Without one tensor that nothing points at.
fn without_blocks(case: &Case) -> Vec<Case> {
    (0..case.context.len())
        .filter(|&block| case.pointing_at(block).is_empty())
        .map(|removed| {
            let mut smaller = case.clone();
            smaller.context.remove(removed);
            for values in [&mut smaller.x, &mut smaller.dx, &mut smaller.held] {
                let mut blocks = cut(case, values);
                blocks.remove(removed);
                *values = blocks.concat();
            }
            for (_, argument) in &mut smaller.arguments {
                if let Argument::Index(position) = argument
                    && *position > removed
                {
                    *position -= 1;
                }
            }
            smaller
        })
        .collect()
}

/// With one dimension smaller or gone of a tensor whose shape no name gives.
fn smaller_blocks(case: &Case) -> Vec<Case> {
    let unnamed = case.context.iter().enumerate();
    let unnamed = unnamed.filter(|(_, block)| block.of.is_none());
    let mut smaller = Vec::new();
    for (at, block) in unnamed {
        for dims in smaller_dims(block.shape.dims()) {
            let mut context = case.context.clone();
            if let Some(block) = context.get_mut(at) {
                block.shape = Shape::new(dims);
            }
            smaller.push(with_context(case, context, Keep::First));
        }
    }
    smaller
}

/// With a context of as many tensors of other shapes; values are cut off or filled up with 1.
fn with_context(case: &Case, context: Vec<Block>, keep: Keep) -> Case {
    let mut changed = case.clone();
    changed.context = context;
    let sizes: Vec<usize> = changed.blocks().iter().map(Shape::size).collect();
    for values in [&mut changed.x, &mut changed.dx, &mut changed.held] {
        let blocks = cut(case, values);
        let resize = |(block, &size): (Vec<f64>, &usize)| fit(&block, size, 1.0, keep);
        *values = blocks.into_iter().zip(&sizes).flat_map(resize).collect();
    }
    changed
}

/// The coordinates of each block.
fn cut(case: &Case, values: &[f64]) -> Vec<Vec<f64>> {
    let mut rest = values.iter().copied();
    case.blocks()
        .iter()
        .map(|shape| rest.by_ref().take(shape.size()).collect())
        .collect()
}

/// With one dimension smaller or gone.
fn smaller_shapes(case: &Case, entry: &Entry) -> Vec<Case> {
    let admitted = |case: &Case| entry.admits(&|name| case.shapes.get(name).map(Shape::dims));
    let mut smaller = Vec::new();
    let measures = entry.measures();
    for (name, shape) in &case.shapes {
        // It becomes smaller with what it is broadcast to.
        if is_broadcast(name, entry) {
            continue;
        }
        // A dimension stays one.
        let is_dim = measures.contains(&Measure::Dim(name.clone()));
        let dims = smaller_dims(shape.dims());
        for dims in dims.into_iter().filter(|dims| !is_dim || dims.len() == 1) {
            for keep in [Keep::First, Keep::Last] {
                let shape = Shape::new(dims.clone());
                let mut candidate = resized(case, entry, name, shape.clone(), keep);
                // Shapes whose sizes are equal become smaller together.
                for other in &names_beside(name, entry) {
                    if admitted(&candidate) {
                        break;
                    }
                    let flat = Shape::new([shape.size()]);
                    candidate = resized(&candidate, entry, other, flat, keep);
                }
                smaller.push(candidate);
            }
        }
    }
    smaller.retain(admitted);
    smaller
}

/// Whether another shape and the way to it say what the name stands for.
fn is_broadcast(name: &Name, entry: &Entry) -> bool {
    let mut sorts = entry.parameters.iter().map(|(_, sort)| sort);
    sorts.any(|sort| match sort {
        Sort::CanBroadcastTo { from, .. } => *from == Space::Named(name.clone()),
        _ => false,
    })
}

/// The other names in the hypotheses that speak of a name.
fn names_beside(name: &Name, entry: &Entry) -> Vec<Name> {
    let sides = entry.equal.iter();
    let sides = sides.map(|(d, e)| [d.measures(), e.measures()].concat());
    let sides = sides.filter(|all| all.iter().any(|measure| measure.name() == name));
    let others = sides.flatten().map(|measure| measure.name().clone());
    others.filter(|other| other != name).collect()
}

fn smaller_dims(dims: &[usize]) -> Vec<Vec<usize>> {
    let mut all = Vec::new();
    for (position, &dim) in dims.iter().enumerate() {
        let mut without = dims.to_vec();
        without.remove(position);
        all.push(without);
        // A large dimension is halved before it is made smaller by one.
        let half = if dim > 4 { dim / 2 } else { dim };
        for less in [0, 1, half, dim.saturating_sub(1)] {
            if less < dim {
                let with = |(at, &d): (usize, &usize)| if at == position { less } else { d };
                all.push(dims.iter().enumerate().map(with).collect());
            }
        }
    }
    all
}

/// Which values stay where there is room for fewer.
#[derive(Clone, Copy)]
enum Keep {
    First,
    Last,
}

/// With another shape for one name; values are cut off or filled up with 1.
fn resized(case: &Case, entry: &Entry, name: &Name, shape: Shape, keep: Keep) -> Case {
    let mut shapes = case.shapes.clone();
    shapes.insert(name.clone(), shape);
    let mut arguments = case.arguments.clone();
    for ((_, argument), (_, sort)) in arguments.iter_mut().zip(&entry.parameters) {
        if let (Argument::Broadcast(way), Sort::CanBroadcastTo { from, to }) = (argument, sort)
            && let (Space::Named(from), Some(to)) = (from, shape_of(to, &shapes))
            && let Some(resized) = way.resized(to.dims())
        {
            shapes.insert(from.clone(), Shape::new(resized.from()));
            *way = resized;
        }
    }
    let mut context = case.context.clone();
    for block in &mut context {
        let shape = block.of.as_ref().and_then(|of| shape_of(of, &shapes));
        block.shape = shape.unwrap_or_else(|| block.shape.clone());
    }
    let mut smaller = with_context(case, context, keep);
    smaller.shapes = shapes;
    smaller.arguments = arguments;
    let size = |shapes: &BTreeMap<Name, Shape>, space: &Space| {
        shape_of(space, shapes).map_or(0, |shape| shape.size())
    };
    if let Some(node) = entry.form.node() {
        let size = size(&smaller.shapes, &node.output);
        smaller.delta = fit(&case.delta, size, 1.0, keep);
    }
    let shapes = smaller.shapes.clone();
    for ((_, argument), (_, sort)) in smaller.arguments.iter_mut().zip(&entry.parameters) {
        match (argument, sort) {
            (Argument::Vector(values), Sort::Vec(space)) => {
                *values = fit(values, size(&shapes, space), 1.0, keep);
            }
            (Argument::Mask(mask), Sort::Mask(space)) => {
                *mask = fit(mask, size(&shapes, space), true, keep);
            }
            (Argument::Map(map), Sort::Vec(Space::Hom(from, to))) => {
                let (columns, rows) = (size(&shapes, from), size(&shapes, to));
                *map = fit_map(map, columns, rows, keep);
            }
            (Argument::Rank(rank), Sort::Rank(of)) => {
                *rank = shapes.get(of).map_or(*rank, |shape| shape.dims().len());
            }
            _ => {}
        }
    }
    smaller
}

fn fit<T: Clone>(values: &[T], size: usize, filler: T, keep: Keep) -> Vec<T> {
    let surplus = match keep {
        Keep::First => 0,
        Keep::Last => values.len().saturating_sub(size),
    };
    let mut values = values.get(surplus..).unwrap_or_default().to_vec();
    values.resize(size, filler);
    values
}

fn fit_matrix(matrix: &Matrix<f64>, columns: usize, rows: usize, keep: Keep) -> Matrix<f64> {
    let row = |row: &Vec<f64>| fit(row, columns, 1.0, keep);
    let resized: Vec<Vec<f64>> = matrix.rows.iter().map(row).collect();
    Matrix {
        columns,
        rows: fit(&resized, rows, vec![1.0; columns], keep),
    }
}

fn fit_map(map: &Map<f64>, columns: usize, rows: usize, keep: Keep) -> Map<f64> {
    match map {
        fitting if (fitting.columns(), fitting.rows()) == (columns, rows) => fitting.clone(),
        Map::Dense(matrix) | Map::PositionWise(matrix, _) => {
            Map::Dense(fit_matrix(matrix, columns, rows, keep))
        }
        Map::Diagonal(entries) if columns == rows => Map::Diagonal(fit(entries, rows, 1.0, keep)),
        Map::Diagonal(_) => {
            let rows_of_ones = vec![vec![1.0; columns]; rows];
            Map::Dense(Matrix {
                columns,
                rows: rows_of_ones,
            })
        }
        Map::Composed(outer, inner) => {
            let middle = inner.rows();
            Map::Composed(
                Box::new(fit_map(outer, middle, rows, keep)),
                Box::new(fit_map(inner, columns, middle, keep)),
            )
        }
    }
}

/// As many numbers as are tried one by one.
const FEW: usize = 16;

/// Of many numbers, with a run of them 0: all, then halves, quarters and so on.
fn zeros(case: &Case) -> impl Iterator<Item = Case> {
    let count = numbers(&mut case.clone()).len();
    let lengths = std::iter::successors(Some(count), |length| Some(length.div_ceil(2)));
    let lengths = lengths.take_while(|length| *length > FEW);
    let runs =
        lengths.flat_map(move |length| (0..count).step_by(length).map(move |at| (at, length)));
    runs.filter_map(|(at, length)| {
        let mut candidate = case.clone();
        let mut changed = false;
        for number in numbers(&mut candidate).into_iter().skip(at).take(length) {
            changed |= number.to_bits() != 0;
            *number = 0.0;
        }
        changed.then_some(candidate)
    })
}

/// With one number simpler.
fn simpler_numbers(case: &Case) -> impl Iterator<Item = Case> {
    let values: Vec<f64> = numbers(&mut case.clone()).into_iter().map(|n| *n).collect();
    values
        .into_iter()
        .enumerate()
        .flat_map(move |(position, value)| {
            simpler_than(value).into_iter().map(move |simpler| {
                let mut candidate = case.clone();
                if let Some(number) = numbers(&mut candidate).get_mut(position) {
                    **number = simpler;
                }
                candidate
            })
        })
}

/// Every number of a case.
fn numbers(case: &mut Case) -> Vec<&mut f64> {
    let mut all: Vec<&mut f64> = Vec::new();
    for (_, argument) in &mut case.arguments {
        all.extend(argument.numbers_mut());
    }
    for values in [&mut case.x, &mut case.dx, &mut case.delta, &mut case.held] {
        all.extend(values);
    }
    all
}

/// Numbers that read more simply, the simplest first.
pub(super) fn simpler_than(value: f64) -> Vec<f64> {
    let complexity = |v: f64| {
        let fraction = v.to_bits() & ((1 << 52) - 1);
        let digits = 52 - fraction.trailing_zeros().min(52);
        let exponent = v.to_bits() >> 52 & 0x7ff;
        let known = [0.0, 1.0, 2.0, 3.0].iter().position(|&k| k == v);
        (
            known.unwrap_or(4),
            digits,
            exponent.abs_diff(1023),
            v.is_sign_negative(),
        )
    };
    let halved = f64::from_bits(
        (value.to_bits() & !(0x7ff << 52))
            | (u64::midpoint(value.to_bits() >> 52 & 0x7ff, 1023) << 52),
    );
    let shorter = [52, 49, 46, 39, 26].map(|cut| f64::from_bits(value.to_bits() >> cut << cut));
    [0.0, 1.0, 2.0, 3.0, -1.0, value.abs(), halved]
        .into_iter()
        .chain(shorter)
        .filter(|candidate| complexity(*candidate) < complexity(value))
        .collect()
}
