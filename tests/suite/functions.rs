//! Functions of the reals in definitions: what is proved of them, what their kernels must give, and
//! faults that are found.

use std::sync::{Arc, LazyLock};

use num_traits::Signed;
use torchlean_mirror::{
    audit::{Audit, ClaimName, Options, Report, Verdict, audit, sample},
    exact::{Bounded, Exact, Judgement, Number as _, exact},
    nodes::{Arg, Built, Kernel, Number, Pointwise, ScalarRule, kernels, real},
    notation::{Entry, Files, Source, Spec, read_tape},
    report::{explain, json},
    tape::{Error, Idx},
    term::{Function, Op, Rational, Term},
};

use crate::conditions::verdict;
use crate::enclosures::{HARD, pairs};
use crate::faults::harness::kernel_of;
use crate::planted_rule::{Change, Part, changed};

/// A function as kernels call it.
type OfReals = fn(f64) -> f64;

const HEADER: &str = "module NN.Proofs.Autograd.Tape.Nodes.Elementwise
namespace Proofs.Autograd.TapeNodes
";

const EXP: &str = "
node exp (idx : Idx Γ s) : Node Γ s
  forward x    := fun i => exp (get idx x i)
  jvp     x dx := fun i => get idx dx i * exp (get idx x i)
  vjp     x δ  := single idx (fun i => δ i * exp (get idx x i))

fderiv expFderiv of exp
  deriv   x    := (diag (fun i => exp (get idx x i))).comp (getCLM idx)
";

fn spec(entries: &str, laws: &str) -> Spec {
    let mut spec = Spec::read(
        &Source::new("pin", include_str!("../../spec/torchlean.toml")),
        &Source::new("laws", laws.to_string()),
        &[Source::new("entries", format!("{HEADER}{entries}"))],
    )
    .unwrap();
    spec.laws.identities.clear();
    spec
}

const LAWS: &str = include_str!("../../spec/laws.spec");

fn audited(spec: &Spec, kernels: &[Kernel]) -> Report {
    let options = Options {
        cases: 200,
        ..Options::default()
    };
    audit(spec, kernels, &options, |_| {}).unwrap()
}

/// The entries of `spec/` that have functions.
static REPORT: LazyLock<(Spec, Report)> = LazyLock::new(|| {
    let mut spec = Spec::built_in().unwrap();
    let has_functions = |entry: &Entry| entry.form.node().unwrap().forward.has_functions();
    spec.entries
        .retain(|entry| entry.form.node().is_some() && has_functions(entry));
    let report = audited(&spec, &kernels());
    (spec, report)
});

#[test]
fn all_claims_are_shown() {
    let (spec, report) = &*REPORT;
    assert!(spec.entries.len() >= 2);
    for definition in &report.definitions {
        let name = &definition.entry.name;
        for claim in [
            ClaimName::Derivative,
            ClaimName::Adjoint,
            ClaimName::LinearMap,
        ] {
            let found = verdict(definition, claim);
            let Verdict::Proved(evidence) = found else {
                panic!("{name}: {found:?}");
            };
            // What a certificate states is a linear map everywhere.
            let is_about_derivative = match claim {
                ClaimName::Derivative => true,
                ClaimName::LinearMap => definition.entry.form.kind() == "node",
                _ => false,
            };
            let conditional = is_about_derivative && !definition.entry.conditions.is_empty();
            assert_eq!(!evidence.conditions.is_empty(), conditional, "{name}");
        }
        match verdict(definition, ClaimName::Kernel) {
            Verdict::BitExact(tally) | Verdict::Bounded(tally) => {
                let shown = tally.bit_exact + tally.bounded;
                assert!(
                    shown > 4 * tally.overflow && tally.skipped == 0,
                    "{name}: {tally:?}"
                );
            }
            other => panic!("{name}: {other:?}"),
        }
        let found = verdict(definition, ClaimName::NonFinite);
        assert!(matches!(found, Verdict::Propagated(_)), "{name}: {found:?}");
    }
}

#[test]
fn rules_with_functions_are_enclosed_and_no_others() {
    for (name, verdict) in &REPORT.1.laws {
        let rules = REPORT.0.laws.derivatives.iter();
        let mut rules =
            rules.filter(|rule| rule.pattern.has_functions() || rule.pattern.has(&Op::Inv));
        let is_rule = rules.any(|rule| format!("derivative {}", rule.name) == **name);
        let fact = REPORT.0.laws.fact(name);
        let law = REPORT.0.laws.law(name);
        let is_enclosed = is_rule
            || fact.is_some_and(|fact| fact.apart.left.has_functions())
            || law.is_some_and(|law| law.left.has_functions());
        match verdict {
            Verdict::Enclosed(points) => assert!(is_enclosed && *points > 30, "{name}: {points}"),
            Verdict::Exact(_) => assert!(!is_enclosed, "{name}"),
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn inputs_reach_the_ends_of_the_range() {
    let (spec, _) = &*REPORT;
    let entry = spec.entries.iter().find(|entry| entry.rust() == "exp");
    let cases = (0..400).map(|number| sample(entry.unwrap(), 0, number));
    let values: Vec<f64> = cases.flat_map(|case| case.x).map(real::exp).collect();
    let count = |is: &dyn Fn(f64) -> bool| values.iter().filter(|value| is(**value)).count();
    assert!(count(&|value| value > f64::MAX / 2.0 && value.is_finite()) > 10);
    assert!(count(&|value| value.is_subnormal()) > 50);
    assert!(count(&|value| value == 1.0) > 50);
    assert!(count(&|value| value == 0.0) > 10 && count(&f64::is_infinite) > 10);
    assert!(count(&|value| value.is_normal() && value != 1.0) > 400);
}

#[test]
fn forms_are_written_as_they_are_read() {
    let (spec, report) = &*REPORT;
    let mut definitions = report.definitions.iter();
    let definition = definitions.find(|of| of.entry.rust() == "exp").unwrap();
    let text = explain::render(definition, report, &spec.laws);
    assert!(
        text.contains("D (exp (get idx x)) = diag (exp (get idx x))"),
        "{text}"
    );
    let forward = &definition.entry.form.node().unwrap().forward;
    assert_eq!(forward.to_string(), "exp (get idx x)");
    assert_eq!(forward.latex(), r"\exp\left(x_{\mathrm{idx}}\right)");
    assert!(
        forward.mathml().contains("<mi>exp</mi>"),
        "{}",
        forward.mathml()
    );
    // A value of a function has no fraction.
    let rendered: serde_json::Value = serde_json::from_str(&json::render(report).unwrap()).unwrap();
    let laws = rendered["laws"].as_array().unwrap();
    assert!(
        laws.iter()
            .any(|law| law["verdict"] == "enclosed" && law["points"].as_u64() > Some(40))
    );
}

#[test]
fn wrong_statements_are_refuted_at_points() {
    for (right, wrong) in [
        ("dx i * exp (get idx x i)", "dx i * -exp (get idx x i)"),
        ("dx i * exp (get idx x i)", "dx i * exp (get idx dx i)"),
        (
            "dx i * exp (get idx x i)",
            "dx i * (exp (get idx x i) + 1 / 1000000000000)",
        ),
    ] {
        let node = EXP.replace(right, wrong);
        assert_ne!(node, EXP);
        let report = audited(&spec(&node, LAWS), &[]);
        let found = verdict(&report.definitions[0], ClaimName::Derivative);
        let Verdict::Refuted(found) = found else {
            panic!("{wrong}: {found:?}");
        };
        assert!(found.difference.is_some());
    }
}

#[test]
fn wrong_rules_are_refuted_at_points() {
    let rules: [(&str, &str, &[&str]); 4] = [
        (
            "derivative exp",
            "= (diag (fun i => exp (u i))).comp (D u)",
            &[
                "= 2 • (diag (fun i => exp (u i))).comp (D u)",
                "= -(diag (fun i => exp (u i))).comp (D u)",
                "= (diag (fun i => exp (u i) + 1 / 1000000000)).comp (D u)",
                "= (diag (fun i => 1 + u i)).comp (D u)",
            ],
        ),
        (
            "derivative inv",
            "= -(diag (u⁻¹ ⊙ u⁻¹)).comp (D u)",
            &[
                "= (diag (u⁻¹ ⊙ u⁻¹)).comp (D u)",
                "= -(diag u⁻¹).comp (D u)",
                "= -(diag (fun i => (u i * u i)⁻¹ + 1 / 1000000000)).comp (D u)",
            ],
        ),
        (
            "derivative log",
            "= (diag u⁻¹).comp (D u)",
            &[
                "= -(diag u⁻¹).comp (D u)",
                "= (diag (u⁻¹ ⊙ u⁻¹)).comp (D u)",
                "= (diag u).comp (D u)",
            ],
        ),
        (
            "derivative sqrt",
            "= (diag (fun i => (2 * sqrt (u i))⁻¹)).comp (D u)",
            &[
                "= (diag (fun i => (sqrt (u i))⁻¹)).comp (D u)",
                "= -(diag (fun i => (2 * sqrt (u i))⁻¹)).comp (D u)",
                "= (diag (fun i => (2 * u i)⁻¹)).comp (D u)",
            ],
        ),
    ];
    for (name, rule, all) in rules {
        for wrong in all {
            let laws = LAWS.replace(rule, wrong);
            assert_ne!(laws, LAWS);
            let report = audited(&spec(EXP, &laws), &[]);
            let mut verdicts = report.laws.iter();
            let (_, found) = verdicts.find(|(law, _)| **law == *name).unwrap();
            assert!(matches!(found, Verdict::Refuted(_)), "{wrong}: {found:?}");
        }
    }
}

/// A kernel for an entry with one index.
fn with_rule(name: &'static str, rule: impl ScalarRule<1>) -> Kernel {
    let module = "NN.Proofs.Autograd.Tape.Nodes.Elementwise";
    Kernel::new(module, name, move |context, _, args| match args {
        [Arg::Idx(idx)] => {
            let indices: [(&str, Idx); 1] = [("idx", *idx)];
            Pointwise::node(rule, context, indices, []).map(Built::Node)
        }
        _ => Err(Error::ArgumentCount {
            kernel: name.into(),
            expected: 1,
            found: args.len(),
        }),
    })
}

/// exp with its value, its derivative, or its cotangent off by about a unit in the last place.
#[derive(Clone, Copy)]
struct Off([bool; 3]);

impl Off {
    fn exp<T: Number>(self, x: T, which: usize) -> T {
        let factor = if self.0[which] {
            1.0 + f64::EPSILON
        } else {
            1.0
        };
        x.exp() * T::from_f64(factor)
    }
}

impl ScalarRule<1> for Off {
    fn value<T: Number>(self, []: [T; 0], [x]: [T; 1]) -> T {
        self.exp(x, 0)
    }

    fn tangent<T: Number>(self, []: [T; 0], [x]: [T; 1], [dx]: [T; 1]) -> T {
        dx * self.exp(x, 1)
    }

    fn cotangent<T: Number>(self, []: [T; 0], [x]: [T; 1], delta: T) -> [T; 1] {
        [delta * self.exp(x, 2)]
    }
}

#[test]
fn kernels_that_are_off_by_a_unit_are_refuted() {
    let spec = spec(EXP, LAWS);
    for (off, quantity) in [
        ([false; 3], None),
        ([true, false, false], Some("forward")),
        ([false, true, false], Some("jvp")),
        ([false, false, true], Some("vjp")),
    ] {
        let report = audited(&spec, &[with_rule("exp", Off(off))]);
        match (verdict(&report.definitions[0], ClaimName::Kernel), quantity) {
            (Verdict::Bounded(_), None) => {}
            (Verdict::Refuted(found), Some(quantity)) => {
                assert_eq!(found.quantity, quantity);
                let x = found.inputs.iter().find(|(name, _)| name == "x").unwrap();
                assert_eq!(x.1, "[0.0]", "{found:?}");
            }
            (other, _) => panic!("{quantity:?}: {other:?}"),
        }
    }
}

#[test]
fn a_value_one_step_away_is_refuted_in_every_definition() {
    let mut spec = REPORT.0.clone();
    // Of what is rounded more than once, one step may be inside the bound.
    let is_function = |entry: &Entry| {
        let node = entry.form.node().unwrap();
        let forward = &node.forward;
        let rounded_once = !forward.args().iter().any(Term::has_functions);
        entry.form.kind() == "node" && matches!(forward.op(), Op::Map(_)) && rounded_once
    };
    spec.entries.retain(is_function);
    let change: Change = Arc::new(|_, values| {
        if let Some(value) = values.first_mut() {
            *value = value.next_up();
        }
        Ok(())
    });
    let plant = |entry| changed(&kernel_of(entry), Part::Forward, change.clone());
    let kernels: Vec<Kernel> = spec.entries.iter().map(plant).collect();
    let report = audited(&spec, &kernels);
    assert!(report.definitions.len() >= 6);
    for definition in &report.definitions {
        match verdict(definition, ClaimName::Kernel) {
            Verdict::Refuted(found) => assert_eq!(found.quantity, "forward", "{found:?}"),
            other => panic!("{}: {other:?}", definition.entry.name),
        }
    }
}

/// The value of a function at an f64.
fn at(function: Function, x: f64, bits: u32) -> Bounded {
    Bounded::input(x).unwrap().map(function, bits).unwrap()
}

#[test]
fn hard_cases_are_judged_right_and_what_misrounds_wrong() {
    let of_std = |function: Function| -> Option<OfReals> {
        Some(match function {
            Function::Exp => f64::exp,
            Function::Sinh => f64::sinh,
            Function::Cosh => f64::cosh,
            Function::Tanh => f64::tanh,
            _ => return None,
        })
    };
    let mut judged = 0;
    for (function, text) in HARD {
        for (x, value) in pairs(text) {
            let expected = at(function, x, 96);
            if expected.judge(value) == Judgement::Undecided {
                // Both sides of the middle are open until there are more bits.
                let refined = at(function, x, 192);
                assert_eq!(
                    refined.judge(value),
                    Judgement::Rounded,
                    "{function:?} {x:e}"
                );
                continue;
            }
            let is_finite = value.is_finite();
            let right = if is_finite {
                Judgement::Rounded
            } else {
                Judgement::Overflow
            };
            assert_eq!(expected.judge(value), right, "{function:?} {x:e}");
            for wrong in [value.next_up(), value.next_down()] {
                if wrong != value {
                    assert_eq!(
                        expected.judge(wrong),
                        Judgement::Wrong,
                        "{function:?} {x:e}"
                    );
                }
            }
            // The platform's own may be right here.
            let own = of_std(function).map_or(value, |own| own(x));
            if own != value {
                assert_eq!(expected.judge(own), Judgement::Wrong, "{function:?} {x:e}");
            }
            judged += 1;
        }
    }
    assert!(judged > 5_000, "{judged}");
}

#[test]
fn too_few_bits_leave_it_open() {
    let value = at(Function::Exp, 1.0, 20);
    assert_eq!(value.judge(real::exp(1.0)), Judgement::Undecided);
    assert_eq!(value.judge(2.7), Judgement::Wrong);
    assert!(!value.radius().is_zero());
    // Outside of what 20 bits leave open, and a difference inside of it.
    let product = value.mul(&Bounded::input(3.0).unwrap());
    assert_eq!(product.judge(8.0), Judgement::Wrong);
    assert_eq!(product.judge(3.0 * real::exp(1.0)), Judgement::Undecided);
    let known = at(Function::Exp, 1.0, 96).mul(&Bounded::input(3.0).unwrap());
    assert!(matches!(
        known.judge(3.0 * real::exp(1.0)),
        Judgement::Inside(_)
    ));
    // Which is greater is not known either.
    let near = Bounded::input(std::f64::consts::E).unwrap();
    assert!(value.is_greater(&near).is_err());
    assert_eq!(value.is_greater(&Bounded::input(2.0).unwrap()), Ok(true));
}

#[test]
fn rational_values_are_exact() {
    for (function, x, value) in [
        (Function::Exp, 0.0, 1.0),
        (Function::Cosh, -0.0, 1.0),
        (Function::Tanh, 0.0, 0.0),
        (Function::Sqrt, 2.25, 1.5),
        (Function::Log, 0.0, 0.0),
    ] {
        let found = at(function, x, 96);
        assert!(found.radius().is_zero() && found.roundings() == 0);
        assert_eq!(found.value(), &exact(value).unwrap());
        assert_eq!(
            exact(x).unwrap().map(function, 96),
            Ok(exact(value).unwrap())
        );
        assert_eq!(found.judge(value.next_up()), Judgement::Wrong);
    }
    assert!(exact(1.0).unwrap().map(Function::Exp, 96).is_err());
    let half = Rational::new(1.into(), 2.into());
    assert!(half.map(Function::Exp, 96).is_err());
}

#[test]
fn values_too_large_for_a_ball_are_out_of_range() {
    let value = at(Function::Exp, 1e300, 96);
    assert_eq!(value.judge(f64::INFINITY), Judgement::Overflow);
    assert_eq!(value.judge(f64::MAX), Judgement::Wrong);
    let input = |value| Bounded::input(value).unwrap();
    for known in [
        value.mul(&input(1e-300)),
        value.add(&input(1.0)),
        value.inverse().unwrap(),
    ] {
        assert_eq!(known.judge(f64::INFINITY), Judgement::Overflow);
        assert_eq!(known.judge(f64::NAN), Judgement::Overflow);
    }
    assert_eq!(value.mul(&input(0.0)).judge(f64::NAN), Judgement::Overflow);
    // Beyond the largest number an inverse is rounded to 0, which shows nothing.
    let inverse = at(Function::Exp, 710.0, 96).inverse().unwrap();
    assert_eq!(inverse.judge(0.0), Judgement::Overflow);
    let inverse = at(Function::Exp, 709.0, 96).inverse().unwrap();
    assert_eq!(inverse.judge(0.0), Judgement::Wrong);
    assert_eq!(
        at(Function::Sinh, -1e300, 96).judge(f64::NEG_INFINITY),
        Judgement::Overflow
    );
    assert_eq!(at(Function::Exp, -1e300, 96).judge(0.0), Judgement::Rounded);
    assert_eq!(
        at(Function::Exp, -1e300, 96).judge(f64::from_bits(1)),
        Judgement::Wrong
    );
    assert!(
        Bounded::<f64>::input(0.0)
            .unwrap()
            .map(Function::Log, 96)
            .is_ok()
    );
}

/// Functions of rounded arguments, sums, products and inverses of them: what is computed is inside
/// the bound, and what is further away than the bound is not.
#[test]
fn computed_values_are_inside_their_bounds() {
    let functions: [(Function, OfReals); 6] = [
        (Function::Exp, real::exp),
        (Function::Tanh, real::tanh),
        (Function::Sinh, real::sinh),
        (Function::Cosh, real::cosh),
        (Function::Log, real::log),
        (Function::Sqrt, real::sqrt),
    ];
    let numbers = [-3.7, -1.1, -0.3, -1e-9, 1e-300, 0.1, 0.7, 1.3, 2.9, 5.5];
    let input = |value: f64| Bounded::<f64>::input(value).unwrap();
    let mut judged = 0;
    let mut judge = |expected: &Bounded, computed: f64, what: &str| {
        let found = expected.judge(computed);
        let fits = matches!(found, Judgement::Inside(_) | Judgement::Rounded);
        assert!(
            fits,
            "{what}: {computed:e} is {found:?} beside {expected:?}"
        );
        let (Some(bound), Some(at)) = (expected.bound(), exact(computed)) else {
            return;
        };
        // Twice the bound away, on the side of the exact value where it is further.
        let further = if at < *expected.value() { -3 } else { 3 };
        let wrong = at.add(&bound.mul(&Exact::constant(&Rational::from_integer(further.into()))));
        let wrong = torchlean_mirror::exact::round(&wrong);
        if expected.roundings() > 1 && wrong != computed {
            assert_eq!(expected.judge(wrong), Judgement::Wrong, "{what}");
        }
        judged += 1;
    };
    // What may be 0 has any inverse, and any logarithm.
    let may_be_zero = |of: &Bounded| {
        let bound = of.bound();
        bound.is_none_or(|bound| bound.add(of.radius()) >= of.value().abs())
    };
    for (f, of_f) in functions {
        for a in numbers {
            for b in numbers {
                let (x, y) = (input(a), input(b));
                // Beside its pole or its kink a function has no bound.
                let rounded = x.mul(&y);
                let Ok(value) = rounded.map(f, 96) else {
                    assert!(matches!(f, Function::Log | Function::Sqrt));
                    continue;
                };
                let computed = of_f(a * b);
                if f == Function::Log && may_be_zero(&rounded) {
                    assert_eq!(value.judge(computed), Judgement::Overflow);
                    continue;
                }
                judge(&value, computed, "of a product");
                judge(&value.mul(&y), computed * b, "times");
                judge(&value.add(&y), computed + b, "plus");
                let sum = value.add(&input(1.0));
                if let (Ok(inverse), false) = (sum.inverse(), may_be_zero(&sum)) {
                    judge(&inverse, 1.0 / (computed + 1.0), "an inverse");
                    judge(
                        &inverse.mul(&value),
                        1.0 / (computed + 1.0) * computed,
                        "a quotient",
                    );
                }
                let twice = real::exp(computed);
                if let (Ok(value), true) = (value.map(Function::Exp, 96), twice.is_finite()) {
                    judge(&value, twice, "exp of it");
                }
            }
        }
    }
    assert!(judged > 1_000, "{judged}");
}

#[test]
fn a_ball_contains_the_value_whatever_the_bits() {
    let fine = at(Function::Exp, 0.7, 400);
    for bits in [10, 30, 53, 96, 200] {
        let coarse = at(Function::Exp, 0.7, bits);
        let products = [&coarse, &fine].map(|value| value.mul(value).add(value));
        let distance = products[0].value().distance(products[1].value());
        assert!(
            distance <= products[0].radius().add(products[1].radius()),
            "{bits}"
        );
        assert!(!products[0].radius().to_rational().is_negative());
    }
}

#[test]
fn a_tape_with_functions_is_audited() {
    let spec = Spec::built_in().unwrap();
    let text = "tape layers\ninput a : [2]\ninput b : [2]\nlet m := mul a b\nlet e := exp m\nlet r := mul e b\n";
    let source = Source::new("layers.tape", text);
    let tape = read_tape(&source, &spec.entries, &Files::beside(".")).unwrap();
    let kernels = kernels();
    let options = Options {
        cases: 64,
        ..Options::default()
    };
    let report = Audit::of(&spec, &kernels).options(options).tape(&tape);
    for claim in &report.claims {
        let found = &claim.verdict;
        let is_shown = matches!(
            found,
            Verdict::Proved(_) | Verdict::Bounded(_) | Verdict::Propagated(_)
        );
        assert!(is_shown, "{}: {found:?}", claim.name.as_str());
    }
}
