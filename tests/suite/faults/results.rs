//! Results that come out wrong: moved or dropped coordinates, signs, digits, NaN and refusals.

use std::sync::Arc;

use torchlean_mirror::{
    audit::{Case, ClaimName, Verdict, sample},
    exact::{Exact, Number, round},
    nodes::Kernel,
    notation::Entry,
    tape::{Error, Shape},
};

use crate::faults::harness::{
    Count, Values, audit_of, entry_is_not_blamed, kernel_of, many_values, output, spec_of, values,
    verdict,
};
use crate::planted_rule::{Change, Part, Site, changed};

/// Small inputs in each regime, and a large one.
const CASES: u64 = 128;

/// Digits that are lost show at few of them.
const CASES_OF_DIGITS: u64 = 160;

/// For each coordinate of a result the coordinate that it comes from and a factor, or nothing.
type Moves = Vec<Option<(usize, i64)>>;

fn all(site: &Site, factor: i64) -> Moves {
    let size = site.blocks.iter().map(Shape::size).sum();
    (0..size).map(|at| Some((at, factor))).collect()
}

fn when(fault: bool, site: &Site) -> Moves {
    all(site, if fault { -1 } else { 1 })
}

/// In each block coordinate `at` from coordinate `from(shape, at)`.
fn inside(site: &Site, from: impl Fn(&Shape, usize) -> usize) -> Moves {
    let blocks = site.blocks.iter().zip(site.starts());
    blocks
        .flat_map(|(shape, start)| {
            (0..shape.size())
                .map(|at| Some((start + from(shape, at), 1)))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The coordinates of the block that an index points at are gone, or those of the output.
fn without(site: &Site, block: Option<&usize>) -> Moves {
    let mut moves = all(site, 1);
    let block = if site.of_context { block } else { Some(&0) };
    if let Some(&block) = block {
        let start = site.starts()[block];
        moves[start..start + site.blocks[block].size()].fill(None);
    }
    moves
}

fn column_major(shape: &Shape, at: usize) -> usize {
    let index = shape.multi_index(at).unwrap();
    let dims = shape.dims().iter().zip(&index).rev();
    dims.fold(0, |flat, (dim, position)| flat * dim + position)
}

fn transposed(shape: &Shape, at: usize) -> usize {
    match shape.dims() {
        &[rows, columns] if rows == columns => at % rows * rows + at / rows,
        _ => at,
    }
}

type Moving = (&'static str, fn(&Site) -> Moves);

const MOVES: [Moving; 15] = [
    ("sign", |site| all(site, -1)),
    ("twice", |site| all(site, 2)),
    ("nothing", |site| {
        all(site, 0).iter().map(|_| None).collect()
    }),
    ("rotated by one", |site| {
        inside(site, |shape, at| (at + 1) % shape.size())
    }),
    ("reversed", |site| {
        inside(site, |shape, at| shape.size() - 1 - at)
    }),
    ("column-major", |site| inside(site, column_major)),
    ("transposed square", |site| inside(site, transposed)),
    ("no first block", |site| without(site, site.indices.first())),
    ("no last block", |site| without(site, site.indices.last())),
    ("last coordinate dropped", |site| {
        let mut moves = all(site, 1);
        if let Some(last) = moves.last_mut() {
            *last = None;
        }
        moves
    }),
    ("last coordinate of the block dropped", |site| {
        let mut moves = all(site, 1);
        let block = if site.of_context {
            *site.indices.first().unwrap_or(&0)
        } else {
            0
        };
        let end = site.starts()[block] + site.blocks[block].size();
        if site.blocks[block].size() > 0 {
            moves[end - 1] = None;
        }
        moves
    }),
    ("first block in place of the last", |site| {
        let mut moves = all(site, 1);
        if let (Some(&a), Some(&b), true) =
            (site.indices.first(), site.indices.last(), site.of_context)
        {
            let (starts, size) = (site.starts(), site.blocks[b].size());
            for at in 0..size {
                moves[starts[b] + at] = Some((starts[a] + at, 1));
            }
        }
        moves
    }),
    ("sign at one coordinate", |site| {
        when(site.blocks.iter().any(|s| s.size() == 1), site)
    }),
    ("sign with equal indices", |site| when(site.aliased(), site)),
    ("sign at three dimensions", |site| {
        when(site.blocks.iter().any(|s| s.dims().len() == 3), site)
    }),
];

fn moving(moves: fn(&Site) -> Moves) -> Change {
    Arc::new(move |site, values| {
        let old = values.clone();
        for (value, from) in values.iter_mut().zip(moves(site)) {
            *value = from.map_or(0.0, |(at, factor)| match factor {
                -1 => -old[at],
                2 => old[at] + old[at],
                _ => old[at],
            });
        }
        Ok(())
    })
}

fn moved(values: &[Exact], moves: &Moves) -> Vec<Exact> {
    let factor = |n: i64| Exact::dyadic(n, 0);
    moves
        .iter()
        .map(|from| from.map_or(factor(0), |(at, n)| values[at].mul(&factor(n))))
        .collect()
}

fn of_part(part: Part, values: &Values) -> &Vec<Exact> {
    match part {
        Part::Forward | Part::FusedOutput | Part::Value => &values.forward,
        Part::Jvp | Part::Tangent => &values.jvp,
        _ => &values.vjp,
    }
}

/// Whether a change shows in the exact value of a part at any of many points.
fn shows(entry: &Entry, part: Part, moves: fn(&Site) -> Moves) -> bool {
    many_values(entry).iter().any(|(case, values)| {
        let of_context = matches!(part, Part::Vjp | Part::FusedCotangents | Part::Cotangent);
        let site = Site {
            blocks: if of_context {
                case.blocks()
            } else {
                vec![output(case, entry)]
            },
            indices: crate::planted_rule::indices(&case.kernel_arguments().unwrap()),
            of_context,
        };
        let values = of_part(part, values);
        moved(values, &moves(&site)) != *values
    })
}

/// Of how many definitions a fault is planted in one, others with each fault.
const TURNS: usize = 3;

/// Audits with the fault in definitions that have the part, in turn.
fn plant(
    name: &str,
    part: Part,
    change: &Change,
    cases: u64,
    wrong: impl Fn(&Entry) -> bool,
    count: &mut Count,
) {
    let mut spec = spec_of(part.kind());
    let mut number = count.turn;
    spec.entries.retain(|_| {
        number += 1;
        number.is_multiple_of(TURNS)
    });
    count.turn += 1;
    let plant = |entry| changed(&kernel_of(entry), part, change.clone());
    let kernels: Vec<Kernel> = spec.entries.iter().map(plant).collect();
    let report = audit_of(&spec, &kernels, cases);
    for definition in &report.definitions {
        let entry = &definition.entry;
        let fault = format!("{name} in {part:?} of {}", entry.name);
        entry_is_not_blamed(definition, &fault);
        let verdict = verdict(definition, ClaimName::Kernel);
        if wrong(entry) {
            let Verdict::Refuted(found) = verdict else {
                panic!("{fault}: {verdict:?}");
            };
            let quantity = found.quantity.as_str();
            assert!(part.quantities().contains(&quantity), "{fault}: {found:?}");
            count.add("refuted");
            count.shown_by(found);
        } else {
            assert!(!verdict.fails(), "{fault} changes nothing: {verdict:?}");
            count.add("equivalent");
        }
    }
}

#[test]
fn moved_dropped_and_negated_coordinates_are_refuted() {
    let mut count = Count::default();
    for (name, moves) in MOVES {
        for part in Part::ALL.into_iter().filter(|part| *part != Part::Matrix) {
            let wrong = |entry: &Entry| shows(entry, part, moves);
            plant(name, part, &moving(moves), CASES, wrong, &mut count);
        }
    }
    count.print("faults in the place of coordinates");
    assert!(count.of("refuted") > 200 && count.of("equivalent") > 0);
}

type Digits = (&'static str, fn(&mut Vec<f64>));

const DIGITS: [Digits; 7] = [
    ("one ulp up in the first coordinate", |values| {
        if let Some(value) = values.first_mut() {
            *value = value.next_up();
        }
    }),
    ("one ulp up in the last coordinate", |values| {
        if let Some(value) = values.last_mut() {
            *value = value.next_up();
        }
    }),
    ("one ulp down in each coordinate", |values| {
        values.iter_mut().for_each(|v| *v = v.next_down());
    }),
    ("rounded to f32", |values| {
        values.iter_mut().for_each(|v| *v = f64::from(*v as f32));
    }),
    ("subnormal results flushed to zero", |values| {
        let flush = |v: &mut f64| {
            if v.is_subnormal() {
                *v = 0.0;
            }
        };
        values.iter_mut().for_each(flush);
    }),
    ("NaN in the last coordinate", |values| {
        if let Some(value) = values.last_mut() {
            *value = f64::NAN;
        }
    }),
    ("infinite where it is large", |values| {
        let large = |v: &mut f64| {
            if v.abs() > 1e300 {
                *v = f64::INFINITY.copysign(*v);
            }
        };
        values.iter_mut().for_each(large);
    }),
];

/// Whether a change of digits shows in the rounded exact value of a part at an input of the audit.
fn shows_in_digits(entry: &Entry, part: Part, digits: fn(&mut Vec<f64>)) -> bool {
    (0..CASES_OF_DIGITS).any(|number| {
        let case = sample(entry, 0, number);
        let exact = match part {
            Part::Matrix => matrix(entry, &case),
            part => of_part(part, &values(&case, entry)).clone(),
        };
        let right: Vec<f64> = exact.iter().map(round).collect();
        let mut changed = right.clone();
        digits(&mut changed);
        changed != right
    })
}

/// The exact matrix of a derivative, row by row.
fn matrix(entry: &Entry, case: &Case) -> Vec<Exact> {
    let (mut case, columns) = (case.clone(), case.x.len());
    let images: Vec<Vec<Exact>> = (0..columns)
        .map(|column| {
            case.dx.fill(0.0);
            case.dx[column] = 1.0;
            values(&case, entry).jvp
        })
        .collect();
    let rows = images.first().map_or(0, Vec::len);
    let row = |at: usize| images.iter().map(move |image| image[at].clone());
    (0..rows).flat_map(row).collect()
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn wrong_digits_are_refuted() {
    let mut count = Count::default();
    for (name, digits) in DIGITS {
        let change: Change = Arc::new(move |_, values| {
            digits(values);
            Ok(())
        });
        // A change of the entries of a map stands for one of its results.
        for part in Part::ALL {
            if !matches!(part, Part::Tangent | Part::Cotangent) {
                let wrong = |entry: &Entry| shows_in_digits(entry, part, digits);
                plant(name, part, &change, CASES_OF_DIGITS, wrong, &mut count);
            }
        }
    }
    count.print("faults in digits");
    assert!(count.of("refuted") > 100 && count.of("equivalent") > 0);
}

#[test]
fn a_kernel_that_refuses_inputs_is_refuted() {
    let refuse = || Error::Length {
        argument: "scratch".into(),
        expected: 1,
        found: 0,
    };
    let mut count = Count::default();
    type Refusal = (&'static str, fn(usize) -> bool);
    let refusals: [Refusal; 3] = [
        ("an error", |_| true),
        ("an error at size 0", |size| size == 0),
        ("an error at size 1", |size| size == 1),
    ];
    for (name, refuses) in refusals {
        // A product with a map that refuses is never asked at size 0.
        let asked = |part: &Part| !matches!(part, Part::Tangent | Part::Cotangent);
        for part in Part::ALL.into_iter().filter(asked) {
            let change: Change = Arc::new(move |_, values| match refuses(values.len()) {
                true => Err(refuse()),
                false => Ok(()),
            });
            let spec = spec_of(part.kind());
            let plant = |entry| changed(&kernel_of(entry), part, change.clone());
            let kernels: Vec<Kernel> = spec.entries.iter().map(plant).collect();
            let report = audit_of(&spec, &kernels, CASES);
            for definition in &report.definitions {
                let verdict = verdict(definition, ClaimName::Kernel);
                let fault = format!("{name} in {part:?} of {}", definition.entry.name);
                entry_is_not_blamed(definition, &fault);
                let Verdict::Refuted(found) = verdict else {
                    panic!("{fault}: {verdict:?}");
                };
                let expected = match part {
                    Part::Value => "construction",
                    Part::FusedOutput | Part::FusedCotangents => "forward_vjp_add",
                    Part::Matrix => "deriv",
                    part => part.quantities()[0],
                };
                assert_eq!(found.quantity, expected, "{fault}");
                assert_eq!(found.what, refuse().to_string(), "{fault}");
                assert!(found.difference.is_none(), "{fault}");
                count.add("refuted");
            }
        }
    }
    count.print("refusals");
}
