//! The inputs that a kernel sees: of its precision, and hostile.

use std::cell::RefCell;

use torchlean_mirror::{
    audit::{
        Correct, Verdict,
        user_kernel::{Float, Quantity, UserKernel},
    },
    exact::exact,
};

/// What was seen of it.
#[derive(Default)]
struct Seen {
    subnormal: bool,
    negative_zero: bool,
    smallest: bool,
    largest: bool,
    neighbours_of_one: [bool; 2],
    empty: bool,
    scalar: bool,
    one_tensor_for_two: bool,
    unread_tensor: bool,
    not_finite: bool,
}

impl Seen {
    fn everything(&self) -> bool {
        let numbers = self.subnormal && self.negative_zero && self.smallest && self.largest;
        let numbers = numbers && self.not_finite;
        let shapes = self.empty && self.scalar && self.one_tensor_for_two && self.unread_tensor;
        numbers && shapes && self.neighbours_of_one == [true; 2]
    }
}

/// Runs a kernel that watches its inputs; `limits` are the smallest positive
/// number, the smallest normal one, the largest, and the neighbours of 1.
fn watch<F: Float>(limits: [f64; 5]) -> Seen {
    let [smallest, normal, largest, below, above] = limits;
    let seen = RefCell::new(Seen::default());
    let kernel = UserKernel::<F>::new("a watcher").cases(400).forward(|at| {
        let mut seen = seen.borrow_mut();
        for value in at.tensors().concat().into_iter().map(F::to_f64) {
            if !value.is_finite() {
                seen.not_finite = true;
                continue;
            }
            let magnitude = value.abs();
            seen.subnormal |= magnitude > smallest && magnitude < normal;
            seen.negative_zero |= value == 0.0 && value.is_sign_negative();
            seen.smallest |= magnitude == smallest;
            seen.largest |= magnitude == largest;
            seen.neighbours_of_one[0] |= magnitude == below;
            seen.neighbours_of_one[1] |= magnitude == above;
            assert!(magnitude <= largest, "{value:e}");
        }
        let (a, b) = (at.index("a")?, at.index("b")?);
        seen.one_tensor_for_two |= a == b;
        seen.unread_tensor |= at.shapes().len() > 2;
        seen.empty |= at.output().size() == 0;
        seen.scalar |= at.output().dims().is_empty();
        assert_eq!(at.shape("a")?, at.output());
        assert_eq!(at.shapes().len(), at.tangents().len());
        assert_eq!(at.delta().len(), at.output().size());
        let pairs = at.x("a")?.iter().zip(at.x("b")?);
        Ok(pairs.map(|(&a, &b)| a * b).collect())
    });
    assert!(kernel.against("mul").unwrap().passed());
    drop(kernel);
    seen.into_inner()
}

#[test]
fn they_are_hostile_in_either_precision() {
    let double = watch::<f64>([
        f64::from_bits(1),
        f64::MIN_POSITIVE,
        f64::MAX,
        1.0_f64.next_down(),
        1.0_f64.next_up(),
    ]);
    assert!(double.everything());
    let single = watch::<f32>([
        f32::from_bits(1).into(),
        f32::MIN_POSITIVE.into(),
        f32::MAX.into(),
        1.0_f32.next_down().into(),
        1.0_f32.next_up().into(),
    ]);
    assert!(single.everything());
}

/// A counterexample's inputs are numbers of the precision too, however small it
/// was made: the exact value is that of the numbers that f32 reads back.
#[test]
fn smaller_inputs_stay_in_the_precision() {
    // Wrong only where a factor has a long mantissa, so that digits stay.
    let long = |v: f32| v.to_bits().trailing_zeros() < 3 && v.is_normal();
    for seed in 0..8 {
        let kernel = UserKernel::<f32>::new("wrong at times").forward(|at| {
            let pairs = at.x("a")?.iter().zip(at.x("b")?);
            let product = |(&a, &b): (&f32, &f32)| if long(a) && long(b) { a } else { a * b };
            Ok(pairs.map(product).collect())
        });
        let report = kernel.seed(seed).against("mul").unwrap();
        let Some(Verdict::Refuted(found)) = report.verdict(Quantity::Forward) else {
            panic!("{report:?}");
        };
        let input = |name: &str| &found.inputs.iter().find(|(n, _)| n == name).unwrap().1;
        let x: Vec<f32> = input("x")
            .trim_matches(['[', ']'])
            .split(", ")
            .map(|value| value.parse().unwrap())
            .collect();
        let difference = found.difference.as_ref().unwrap();
        assert!(difference.shape.dims().is_empty(), "it is one product");
        let factor = |name: &str| {
            let position: usize = input(name).parse().unwrap();
            exact(f64::from(x[position])).unwrap().to_rational()
        };
        let product = factor("a") * factor("b");
        assert_eq!(difference.correct, Correct::Exact(product));
    }
}
