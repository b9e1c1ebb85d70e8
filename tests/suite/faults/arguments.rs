//! Kernels that take an argument for another, or in part.

use torchlean_mirror::{
    audit::{Case, ClaimName, Verdict},
    nodes::{Arg, Kernel},
    notation::{Entry, Form},
    tape::{Context, Idx},
    term::{Argument, Map, Matrix},
};

use crate::faults::harness::{
    Count, audit_of, entry_is_not_blamed, kernel_of, many_values, spec_of_kernels, values, verdict,
};
use crate::planted_rule::with_arguments;

/// Small inputs in each regime, and a large one.
const CASES: u64 = 128;

/// A fault, as the kernel commits it, and on the arguments at which forms are evaluated.
struct Fault {
    name: &'static str,
    in_kernel: fn(&Context, &mut Vec<Arg>),
    in_case: fn(&mut Case),
}

/// Does the same to the vectors of a kernel and of a case.
macro_rules! each {
    ($name:expr, $kind:ident, $change:expr) => {
        Fault {
            name: $name,
            in_kernel: |_, args| {
                for arg in args {
                    if let Arg::$kind(value) = arg {
                        $change(value);
                    }
                }
            },
            in_case: |case| {
                for (_, argument) in &mut case.arguments {
                    if let Argument::$kind(value) = argument {
                        $change(value);
                    }
                }
            },
        }
    };
}

fn faults() -> Vec<Fault> {
    fn rotate<T: Clone>(values: &mut [T]) {
        let old = values.to_vec();
        for (value, from) in values.iter_mut().zip(old.iter().cycle().skip(1)) {
            *value = from.clone();
        }
    }
    fn first(values: &mut [f64], change: fn(f64) -> f64) {
        if let Some(value) = values.first_mut() {
            *value = change(*value);
        }
    }
    let mut faults = vec![
        each!("one scalar ulp up", Scalar, |v: &mut f64| *v = v.next_up()),
        each!("scalar without its sign", Scalar, |v: &mut f64| *v =
            v.abs()),
        each!("scalar in f32", Scalar, |v: &mut f64| *v =
            f64::from(*v as f32)),
        // The reciprocal of this is ∞, as that of 0 is in IEEE arithmetic.
        each!("scalar 0 as in IEEE division", Scalar, |v: &mut f64| {
            if *v == 0.0 {
                *v = f64::from_bits(1);
            }
        }),
    ];
    // Vectors and masks are slices on both sides.
    faults.extend([
        Fault {
            name: "swapped indices",
            in_kernel: |_, args| {
                let at = positions(args, |arg| matches!(arg, Arg::Idx(_)));
                if let [a, b, ..] = at[..] {
                    args.swap(a, b);
                }
            },
            in_case: |case| {
                let at = positions(&case.arguments, |(_, a)| matches!(a, Argument::Index(_)));
                if let [a, b, ..] = at[..] {
                    let first = case.arguments[a].1.clone();
                    case.arguments[a].1 = case.arguments[b].1.clone();
                    case.arguments[b].1 = first;
                }
            },
        },
        Fault {
            name: "second index for the first",
            in_kernel: |_, args| {
                let at = positions(args, |arg| matches!(arg, Arg::Idx(_)));
                if let [a, b, ..] = at[..] {
                    args[a] = args[b].clone();
                }
            },
            in_case: |case| {
                let at = positions(&case.arguments, |(_, a)| matches!(a, Argument::Index(_)));
                if let [a, b, ..] = at[..] {
                    case.arguments[a].1 = case.arguments[b].1.clone();
                }
            },
        },
        Fault {
            name: "next tensor of the same shape",
            in_kernel: |context, args| {
                for arg in args {
                    if let Arg::Idx(idx) = arg {
                        *idx = Idx(next(context, idx.0));
                    }
                }
            },
            in_case: |case| {
                let context = case.tape_context();
                for (_, argument) in &mut case.arguments {
                    if let Argument::Index(at) = argument {
                        *at = next(&context, *at);
                    }
                }
            },
        },
        Fault {
            name: "transposed square matrix",
            in_kernel: |_, args| {
                for arg in args {
                    if let Arg::Map(map) = arg
                        && map.rows() == map.cols()
                    {
                        *map = map.adjoint();
                    }
                }
            },
            in_case: |case| {
                for (_, argument) in &mut case.arguments {
                    if let Argument::Map(map) = argument
                        && map.rows() == map.columns()
                    {
                        *map = transposed(map);
                    }
                }
            },
        },
    ]);
    macro_rules! slices {
        ($name:expr, $kind:ident, $change:expr) => {
            faults.push(Fault {
                name: $name,
                in_kernel: |_, args| {
                    for arg in args {
                        if let Arg::$kind(values) = arg {
                            $change(values.as_slice_mut().unwrap());
                        }
                    }
                },
                in_case: |case| {
                    for (_, argument) in &mut case.arguments {
                        if let Argument::$kind(values) = argument {
                            $change(values.as_mut_slice());
                        }
                    }
                },
            });
        };
    }
    slices!("vector dropped", Vector, |v: &mut [f64]| v.fill(0.0));
    slices!("vector off by one", Vector, |v: &mut [f64]| rotate(v));
    slices!("vector with its first coordinate one ulp up", Vector, |v| {
        first(v, f64::next_up)
    });
    slices!("vector in f32", Vector, |v: &mut [f64]| {
        v.iter_mut().for_each(|v| *v = f64::from(*v as f32));
    });
    slices!("mask off by one", Mask, |m: &mut [bool]| rotate(m));
    slices!("mask inverted", Mask, |m: &mut [bool]| {
        m.iter_mut().for_each(|m| *m = !*m)
    });
    slices!(
        "mask of the first coordinate for all",
        Mask,
        |m: &mut [bool]| {
            if let Some(&first) = m.first() {
                m.fill(first);
            }
        }
    );
    faults
}

fn positions<T>(list: &[T], wanted: impl Fn(&T) -> bool) -> Vec<usize> {
    (0..list.len()).filter(|&at| wanted(&list[at])).collect()
}

fn next(context: &Context, at: usize) -> usize {
    let shapes = context.shapes();
    let others = (at + 1..shapes.len()).chain(0..at);
    let mut fitting = others.filter(|&other| shapes[other] == shapes[at]);
    fitting.next().unwrap_or(at)
}

fn transposed(map: &Map<f64>) -> Map<f64> {
    let of = |matrix: &Matrix<f64>| {
        Matrix::new(matrix.rows.len(), matrix.columns, |row, column| {
            matrix.rows[column][row]
        })
    };
    match map {
        Map::Dense(matrix) => Map::Dense(of(matrix)),
        Map::PositionWise(matrix, positions) => Map::PositionWise(of(matrix), *positions),
        Map::Diagonal(entries) => Map::Diagonal(entries.clone()),
        Map::Composed(outer, inner) => {
            Map::Composed(transposed(inner).into(), transposed(outer).into())
        }
    }
}

/// The results whose exact values the fault changes, at any of many points.
fn wrong(entry: &Entry, fault: &Fault) -> Vec<&'static str> {
    let mut wrong = Vec::new();
    for (case, right) in many_values(entry).iter() {
        let mut faulty = case.clone();
        (fault.in_case)(&mut faulty);
        let found = values(&faulty, entry);
        let names = match entry.form {
            Form::Node(_) => ["forward", "jvp", "vjp"],
            Form::Fderiv { .. } => ["", "deriv x dx", "(deriv x)† δ"],
            Form::Function(_) => ["value", "", ""],
        };
        let differ = [
            right.forward != found.forward,
            right.jvp != found.jvp,
            right.vjp != found.vjp,
        ];
        for (name, differs) in names.into_iter().zip(differ) {
            if differs && !name.is_empty() && !wrong.contains(&name) {
                wrong.push(name);
            }
        }
    }
    wrong
}

/// Whether the fault changes an argument, at any of many points.
fn applies(entry: &Entry, fault: &Fault) -> bool {
    many_values(entry).iter().any(|(case, _)| {
        let mut faulty = case.clone();
        (fault.in_case)(&mut faulty);
        faulty.arguments != case.arguments
    })
}

#[test]
fn arguments_taken_for_others_are_refuted() {
    let mut count = Count::default();
    for fault in faults() {
        // A kernel that is the right one in all that it gets is accepted elsewhere.
        let mut spec = spec_of_kernels();
        spec.entries.retain(|entry| applies(entry, &fault));
        let plant = |entry| with_arguments(&kernel_of(entry), fault.in_kernel);
        let kernels: Vec<Kernel> = spec.entries.iter().map(plant).collect();
        let report = audit_of(&spec, &kernels, CASES);
        let mut refuted = 0;
        for definition in &report.definitions {
            let name = format!("{} in {}", fault.name, definition.entry.name);
            entry_is_not_blamed(definition, &name);
            let wrong = wrong(&definition.entry, &fault);
            let verdict = verdict(definition, ClaimName::Kernel);
            match verdict {
                Verdict::Refuted(found) => {
                    // A matrix holds both results of a derivative.
                    let matrix = found.quantity == "to_matrix" && !wrong.is_empty();
                    assert!(
                        matrix || wrong.contains(&&*found.quantity),
                        "{name}: {found:?}"
                    );
                    count.add("refuted");
                    count.shown_by(found);
                    refuted += 1;
                }
                _ => {
                    assert!(wrong.is_empty(), "{name}: {verdict:?}");
                    assert!(!verdict.fails(), "{name}: {verdict:?}");
                    count.add("equivalent");
                }
            }
        }
        assert!(refuted > 0, "{} applies to no definition", fault.name);
    }
    count.print("faults in arguments");
}
