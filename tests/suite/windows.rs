//! Large inputs: forms are evaluated window by window, and no window is lost.

use ndarray::Array1;
use torchlean_mirror::audit::{Case, Cause, Reference, Tally, compare, sample};
use torchlean_mirror::exact::{Bounded, Exact, Point, Stored, derived};
use torchlean_mirror::nodes::{Arg, Built, Kernel, kernels};
use torchlean_mirror::notation::{Entry, Form, Spec};
use torchlean_mirror::tape::Shape;
use torchlean_mirror::term::{
    Argument, Broadcast, Map, Matrix, Measure, Op, Rational, Sort, Space, Step, Term,
};

/// The forms of an entry, its maps at a tangent and at a cotangent.
fn forms(entry: &Entry) -> Vec<Term> {
    let at = |map: &Term, name: &str, space: &Space| {
        let v = Term::var(name, Sort::Vec(space.clone()));
        Term::new(Op::Apply, vec![map.clone(), v]).unwrap()
    };
    match &entry.form {
        Form::Function(value) => vec![value.clone()],
        Form::Node(node) => vec![node.forward.clone(), node.jvp.clone(), node.vjp.clone()],
        Form::Fderiv { node, deriv, .. } => {
            let adjoint = Term::new(Op::Adjoint, vec![deriv.clone()]).unwrap();
            vec![
                at(deriv, "dx", &node.context),
                at(&adjoint, "δ", &node.output),
            ]
        }
    }
}

/// The entries whose values are rational, or those that have functions of the reals.
fn entries(functions: bool) -> Vec<Entry> {
    let mut entries = Spec::built_in().unwrap().entries;
    entries.retain(|entry| forms(entry).iter().any(Term::has_functions) == functions);
    assert!(entries.len() >= 4);
    entries
}

/// The numbers that values consist of.
fn parts(values: &[Bounded]) -> Vec<[Exact; 4]> {
    let parts = values.iter().map(|value| {
        let [exact, magnitude, underflow] = value.parts().map(Exact::clone);
        [exact, magnitude, underflow, value.radius().clone()]
    });
    parts.collect()
}

#[test]
fn windows_with_values_of_functions_are_parts_of_the_whole() {
    for entry in entries(true) {
        for number in 0..20 {
            let case = sample(&entry, 0, number);
            let point: Point<Bounded> = case.point(&entry, Bounded::from).unwrap();
            for form in forms(&entry) {
                let whole = parts(&point.vector(&form).unwrap());
                let (start, end) = (whole.len() / 3, whole.len());
                let window = point.window(&form, start..end).unwrap();
                assert_eq!(parts(&window), whole[start..end], "{form}");
            }
        }
    }
}

#[test]
fn every_window_is_that_part_of_the_whole() {
    let mut windows = 0;
    for entry in &entries(false) {
        for number in 0..40 {
            let case = sample(entry, 0, number);
            let point: Point<Exact> = case.point(entry, |value| value).unwrap();
            for form in forms(entry) {
                let whole = point.vector(&form).unwrap();
                // Of many coordinates not every window.
                let stride = whole.len() / 40 + 1;
                for start in (0..=whole.len()).step_by(stride) {
                    for end in (start..=whole.len()).step_by(stride) {
                        let window = point.window(&form, start..end).unwrap();
                        assert_eq!(window, whole[start..end], "{form}");
                        windows += 1;
                    }
                }
                let past = 0..whole.len() + 1;
                assert!(point.window(&form, past).is_err(), "{form}");
            }
        }
    }
    assert!(windows > 10_000);
}

#[test]
fn forms_have_the_values_that_fractions_give_them() {
    for entry in &entries(false) {
        for number in 0..40 {
            let case = sample(entry, 2, number);
            let exact: Point<Exact> = case.point(entry, |value| value).unwrap();
            let fractions: Point<Rational> =
                case.point(entry, |value| value.to_rational()).unwrap();
            for form in forms(entry) {
                let third = Term::constant(Rational::new((-1).into(), 3.into()));
                let scaled = Term::new(Op::Smul, vec![third, form.clone()]).unwrap();
                for form in [form, scaled] {
                    let values = exact.vector(&form).unwrap();
                    let values: Vec<Rational> = values.iter().map(Exact::to_rational).collect();
                    assert_eq!(values, fractions.vector(&form).unwrap(), "{form}");
                }
            }
        }
    }
}

/// The same with one coordinate more; none of what has no coordinates.
fn longer(value: &Argument<Exact>) -> Option<Argument<Exact>> {
    let zero = || Exact::from(Rational::default());
    Some(match value {
        Argument::Vector(values) => Argument::Vector([values.as_slice(), &[zero()]].concat()),
        Argument::Mask(mask) => Argument::Mask([mask.as_slice(), &[true]].concat()),
        Argument::Map(map) => {
            let matrix = Matrix::new(map.columns() + 1, map.rows(), |_, _| zero());
            Argument::Map(Map::Dense(matrix))
        }
        Argument::Broadcast(way) => {
            let to = [way.to(), &[2]].concat();
            Argument::Broadcast(Broadcast::new(way.steps().to_vec(), to).unwrap())
        }
        Argument::Scalar(_) | Argument::Index(_) | Argument::Rank(_) => return None,
    })
}

#[test]
fn what_has_another_size_than_its_space_has_no_value() {
    let mut refused = 0;
    for entry in &entries(false) {
        if matches!(entry.form, Form::Fderiv { .. }) {
            continue;
        }
        for number in 0..40 {
            let case = sample(entry, 3, number);
            if case.shapes.values().any(|shape| shape.size() == 0) {
                continue;
            }
            let point: Point<Exact> = case.point(entry, |value| value).unwrap();
            let forms = forms(entry);
            assert!(forms.iter().all(|form| point.vector(form).is_ok()));
            let fails = |name: &str, unfit: &Point<Exact>| {
                let mut of = forms.iter().filter(|form| form.mentions(name));
                let fails = of.all(|form| unfit.vector(form).is_err());
                assert!(fails, "{} with a longer {name}", entry.name);
            };
            for (name, value) in &point.variables {
                if let Some(longer) = longer(value) {
                    let mut unfit = point.clone();
                    unfit.variables.insert(name.clone(), longer);
                    fails(name, &unfit);
                    refused += 1;
                }
            }
            for (name, stored) in &point.stored {
                let values = [stored.values(), &[1.0]].concat();
                let mut unfit = point.clone();
                let longer = Stored::new(&values, |value| value).unwrap();
                unfit.stored.insert(name.clone(), longer);
                fails(name, &unfit);
                // A vector may also be given number by number.
                let exact = |v: &f64| torchlean_mirror::exact::exact(*v).unwrap();
                let mut values: Vec<Exact> = stored.values().iter().map(exact).collect();
                let output = entry.form.node().map(|node| &node.output);
                let given = match (&**name, output) {
                    ("δ", Some(Space::Real)) => Argument::Scalar(values[0].clone()),
                    _ => Argument::Vector(values.clone()),
                };
                unfit.variables.insert(name.clone(), given);
                assert!(forms.iter().all(|form| unfit.vector(form).is_ok()));
                values.push(exact(&1.0));
                let given = Argument::Vector(values);
                unfit.variables.insert(name.clone(), given);
                fails(name, &unfit);
                refused += 1;
            }
        }
    }
    assert!(refused > 100, "{refused}");
}

#[test]
fn a_map_to_the_reals_has_a_real_value() {
    let number = |n: i64| Exact::from(Rational::from_integer(n.into()));
    let s = Space::named("s");
    let map = Term::var("A", Sort::Vec(Space::hom(s.clone(), Space::Real)));
    let v = Term::var("v", Sort::Vec(s));
    let product = Term::new(Op::Apply, vec![map, v]).unwrap();
    let matrix = Matrix {
        columns: 2,
        rows: vec![vec![number(2), number(3)]],
    };
    let mut point = Point {
        spaces: [("s".into(), vec![2])].into(),
        variables: [
            ("A".into(), Argument::Map(Map::Dense(matrix))),
            ("v".into(), Argument::Vector(vec![number(5), number(7)])),
        ]
        .into(),
        ..Point::default()
    };
    assert_eq!(point.scalar(&product).unwrap(), number(31));
    assert_eq!(point.vector(&product).unwrap(), [number(31)]);
    let stored = Stored::new(&[5.0, 7.5], |value| value).unwrap();
    assert_eq!(format!("{stored:?}"), "Stored([5.0, 7.5])");
    point.variables.remove("v");
    point.stored.insert("v".into(), stored);
    assert_eq!(
        point.scalar(&product).unwrap().to_rational(),
        Rational::new(65.into(), 2.into())
    );
}

const SIZE: usize = 1_000;
/// The size of each dimension that is named.
const DIM: usize = 9;

/// A case with every shape of `SIZE` coordinates.
fn large(entry: &Entry, number: u64) -> Case {
    let mut case = sample(entry, 1, number);
    let measures = entry.measures();
    // Of two shapes in one tensor, each has the root of that.
    let divided = entry
        .parameters
        .iter()
        .any(|(_, sort)| matches!(sort, Sort::Rank(_)));
    let size = if divided { SIZE.isqrt() } else { SIZE };
    for (name, shape) in &mut case.shapes {
        let is_dim = measures.contains(&Measure::Dim(name.clone()));
        *shape = Shape::new([if is_dim { DIM } else { size }]);
    }
    let shapes = case.shapes.clone();
    let shape = |space: &Space| {
        let dims = space.dims(&|name| shapes.get(name).map(Shape::dims));
        Shape::new(dims.unwrap())
    };
    for block in &mut case.context {
        if let Some(space) = &block.of {
            block.shape = shape(space);
        }
    }
    let numbers = |size: usize| -> Vec<f64> {
        let each = (0..size).map(|i| 1.0 + (i % 97) as f64 / 96.0);
        each.collect()
    };
    for ((_, argument), (_, sort)) in case.arguments.iter_mut().zip(&entry.parameters) {
        match argument {
            Argument::Vector(values) => {
                let size = sort.spaces().first().map(|space| shape(space).size());
                *values = numbers(size.unwrap());
            }
            Argument::Mask(mask) => *mask = (0..SIZE).map(|i| i % 3 > 0).collect(),
            Argument::Map(map) => *map = Map::Diagonal(numbers(SIZE)),
            Argument::Scalar(value) => *value = 0.7,
            Argument::Broadcast(way) => {
                *way = Broadcast::new(vec![Step::Same], vec![SIZE]).unwrap();
            }
            Argument::Rank(rank) => *rank = 1,
            Argument::Index(_) => {}
        }
    }
    let size = case.blocks().iter().map(Shape::size).sum();
    (case.x, case.dx, case.held) = (numbers(size), numbers(size), numbers(size));
    let output = entry.form.node().map(|node| shape(&node.output).size());
    case.delta = numbers(output.unwrap_or(0));
    case
}

/// A function of numbers has one result.
fn is_of_tensors(entry: &&Entry) -> bool {
    !entry.measures().is_empty()
}

#[test]
fn large_results_are_held_coordinate_by_coordinate() {
    let spec = Spec::built_in().unwrap();
    let kernels = kernels();
    for entry in spec.entries.iter().filter(is_of_tensors) {
        let kernel = kernels
            .iter()
            .find(|kernel| kernel.path() == entry.rust_path());
        let node = entry.form.node();
        let map = node.map(|n| derived(n, &entry.conditions, &spec.laws).unwrap());
        let map = map.map(|found| found.derivative);
        let case = large(entry, 3);
        let mut tally = Tally::default();
        compare(
            entry,
            Reference::proved(map.as_ref()),
            kernel.unwrap(),
            &case,
            &mut tally,
        )
        .unwrap();
        let least = if entry
            .measures()
            .iter()
            .any(|of| matches!(of, Measure::Dim(_)))
        {
            DIM
        } else {
            SIZE
        };
        assert!(tally.comparisons >= least as u64, "{}", entry.name);
        assert_eq!(tally.bit_exact + tally.bounded, tally.comparisons);
    }
}

/// A vector whose coordinate `at` is wrong.
fn wrong_at(right: &Kernel, at: usize) -> Kernel {
    let right = right.clone();
    Kernel::new(
        right.module(),
        right.name(),
        move |context, output, args: &[Arg]| {
            let Built::Vector(vector) = right.build(context, output, args)? else {
                unreachable!("only functions are asked for");
            };
            let mut vector: Array1<f64> = vector;
            vector[at] = vector[at].next_up();
            Ok(Built::Vector(vector))
        },
    )
}

#[test]
fn an_error_in_any_window_is_found_at_its_place() {
    let spec = Spec::built_in().unwrap();
    let function = |entry: &&Entry| matches!(entry.form, Form::Function(_));
    let mut found = 0;
    for entry in spec.entries.iter().filter(function).filter(is_of_tensors) {
        let all = kernels();
        let kernel = all.iter().find(|kernel| kernel.path() == entry.rust_path());
        let case = large(entry, 5);
        for at in [0, 1, 255, 256, 511, 512, 767, 768, SIZE - 1] {
            let wrong = wrong_at(kernel.unwrap(), at);
            let failure = compare(
                entry,
                Reference::proved(None),
                &wrong,
                &case,
                &mut Tally::default(),
            );
            let Err(Cause::Wrong(wrong)) = failure.map_err(|failure| failure.cause) else {
                panic!("nothing is wrong at {at}");
            };
            assert_eq!(wrong.flat, at);
            let point: Point<Bounded> = case.point(entry, Bounded::from).unwrap();
            let exact = &point.window(&forms(entry)[0], at..at + 1).unwrap()[0];
            assert_eq!(wrong.exact, *exact.value());
            found += 1;
        }
    }
    assert!(found > 0);
}
