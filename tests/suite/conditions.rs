//! Derivatives under a hypothesis: what is proved where, and what must be at the kink.

use std::sync::LazyLock;

use torchlean_mirror::{
    audit::{Audit, ClaimName, Definition, Options, Reason, Report, Verdict, audit},
    exact::{Bounded, Ieee, Judge, Judgement, Number as _},
    exact::{Differentiation, Limits, NoRule, Outcome, Prover, derive_given, goals, replay},
    exact::{replay_derivation, replay_derivation_given},
    nodes::{Arg, Built, Kernel, Number, Pointwise, ScalarRule, kernels},
    notation::{Files, Source, Spec, read_tape},
    report::{explain, json, map},
    tape::{Error, Idx},
};

pub const HEADER: &str = "module NN.Proofs.Autograd.Tape.Nodes.Elementwise
namespace Proofs.Autograd.TapeNodes
";

const NODE: &str = "
node relu (idx : Idx Γ s) : Node Γ s
  forward x    := fun i => if get idx x i > 0 then get idx x i else 0
  jvp     x dx := fun i => get idx dx i * (if get idx x i > 0 then 1 else 0)
  vjp     x δ  := single idx (fun i => δ i * (if get idx x i > 0 then 1 else 0))
";

const CERTIFICATE: &str = "
fderiv reluFderivAt of relu at x (hx : ∀ i, get idx x i ≠ 0)
  deriv   x    := (diag (fun i => if get idx x i > 0 then 1 else 0)).comp (getCLM idx)
";

/// The entries of `spec/` whose derivative has hypotheses.
static REPORT: LazyLock<(Spec, Report)> = LazyLock::new(|| {
    let mut spec = Spec::built_in().unwrap();
    spec.entries.retain(|entry| !entry.conditions.is_empty());
    let options = Options {
        cases: 200,
        ..Options::default()
    };
    let kernels = kernels();
    let asked = Audit::of(&spec, &kernels).options(options);
    let report = asked.run(|_| {}).unwrap();
    (spec, report)
});

pub fn spec(entries: &str) -> Spec {
    let mut spec = Spec::read(
        &Source::new("pin", include_str!("../../spec/torchlean.toml")),
        &Source::new("laws", include_str!("../../spec/laws.spec")),
        &[Source::new("entries", format!("{HEADER}{entries}"))],
    )
    .unwrap();
    spec.laws.identities.clear();
    spec
}

pub fn audited(spec: &Spec, kernels: &[Kernel]) -> Report {
    let options = Options {
        cases: 64,
        ..Options::default()
    };
    audit(spec, kernels, &options, |_| {}).unwrap()
}

pub fn verdict(definition: &Definition, name: ClaimName) -> &Verdict {
    let mut claims = definition.claims.iter();
    &claims.find(|claim| claim.name == name).unwrap().verdict
}

/// The conditions of a proof; none if there is no proof.
fn conditions(definition: &Definition, name: ClaimName) -> Option<Vec<String>> {
    match verdict(definition, name) {
        Verdict::Proved(evidence) => {
            let conditions = evidence.conditions.iter();
            Some(conditions.map(ToString::to_string).collect())
        }
        _ => None,
    }
}

#[test]
fn the_derivative_is_proved_where_and_the_adjoint_everywhere() {
    let (spec, report) = &*REPORT;
    assert_eq!(spec.entries.len(), 20);
    for definition in &report.definitions {
        let entry = &definition.entry;
        let stated: Vec<String> = entry.conditions.iter().map(ToString::to_string).collect();
        assert!(!stated.is_empty(), "{}", entry.name);
        let found = |name| conditions(definition, name);
        assert_eq!(
            found(ClaimName::Derivative),
            Some(stated.clone()),
            "{}",
            entry.name
        );
        assert_eq!(
            found(ClaimName::Adjoint),
            Some(Vec::new()),
            "{}",
            entry.name
        );
        // The map of a certificate is that of its node without any hypothesis.
        let of_map = if entry.form.deriv().is_some() {
            Vec::new()
        } else {
            stated
        };
        assert_eq!(found(ClaimName::LinearMap), Some(of_map), "{}", entry.name);
    }
}

#[test]
fn kernels_are_compared_where_the_hypothesis_fails() {
    for definition in &REPORT.1.definitions {
        let name = &definition.entry.name;
        match verdict(definition, ClaimName::Kernel) {
            Verdict::BitExact(tally) | Verdict::Bounded(tally) => {
                let inside = tally.comparisons - tally.outside;
                assert!(tally.outside > 100 && inside > 100, "{name}: {tally:?}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn every_format_says_where() {
    let (spec, report) = &*REPORT;
    let condition = "∀ i, get idx x i ≠ 0";
    let value: serde_json::Value = serde_json::from_str(&json::render(report).unwrap()).unwrap();
    let definitions = value["definitions"].as_array().unwrap();
    let claims = definitions
        .iter()
        .flat_map(|of| of["claims"].as_array().unwrap());
    let of_claim = |name: &str| {
        let claims = claims.clone().filter(|claim| claim["claim"] == name);
        claims.cloned().collect::<Vec<_>>()
    };
    assert!(
        of_claim("derivative")
            .iter()
            .all(|claim| claim["verdict"] == "proved")
    );
    let with = of_claim("derivative").into_iter();
    assert_eq!(
        with.filter(|claim| claim["where"][0] == condition).count(),
        12
    );
    assert!(
        of_claim("adjoint")
            .iter()
            .all(|claim| claim.get("where").is_none())
    );
    assert!(
        of_claim("kernel")
            .iter()
            .all(|claim| claim["outside"].as_u64().unwrap() > 0)
    );
    assert!(
        map::render(spec, report).contains(&format!("proved for all shapes where `{condition}`"))
    );
    let definition = &report.definitions[0];
    let text = explain::render(definition, report, &spec.laws);
    assert!(text.contains(&format!("where {condition}")), "{text}");
}

#[test]
fn a_guard_that_is_left_out_is_open() {
    let certificate = CERTIFICATE.replace(" at x (hx : ∀ i, get idx x i ≠ 0)", "");
    let spec = spec(&format!("{NODE}{certificate}"));
    for definition in audited(&spec, &kernels()).definitions {
        match verdict(&definition, ClaimName::Derivative) {
            Verdict::Unknown(Reason::NoRule(NoRule::Guard { rule, guard })) => {
                assert_eq!(&**rule, "select");
                assert_eq!(guard.to_string(), "∀ i, get idx x i ≠ 0");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(
            conditions(&definition, ClaimName::Adjoint),
            Some(Vec::new())
        );
    }
}

#[test]
fn another_hypothesis_does_not_do() {
    let certificate = CERTIFICATE.replace("≠ 0)", "≠ 1)");
    let spec = spec(&format!("{NODE}{certificate}"));
    for definition in audited(&spec, &[]).definitions {
        let found = verdict(&definition, ClaimName::Derivative);
        assert!(matches!(
            found,
            Verdict::Unknown(Reason::NoRule(NoRule::Guard { .. }))
        ));
    }
}

#[test]
fn a_hypothesis_that_nothing_satisfies_is_reported() {
    let more = "≠ 0) (hy : ∀ i, get idx x i ≠ get idx x i)";
    let spec = spec(&format!("{NODE}{}", CERTIFICATE.replace("≠ 0)", more)));
    for definition in audited(&spec, &kernels()).definitions {
        let found = verdict(&definition, ClaimName::Derivative);
        assert!(
            matches!(found, Verdict::Unknown(Reason::NoPoint)),
            "{found:?}"
        );
    }
}

#[test]
fn wrong_statements_are_refuted() {
    // The branches, the sign, the factor, where the certificate holds.
    for (right, wrong) in [
        ("dx i * (if get idx x i > 0", "dx i * (if get idx x i < 0"),
        ("dx i * (if", "dx i * -(if"),
        (
            "dx i * (if get idx x i > 0 then 1 else 0",
            "dx i * (if get idx x i > 0 then 1 else 1",
        ),
    ] {
        let node = NODE.replace(right, wrong);
        assert_ne!(node, NODE);
        let spec = spec(&format!("{node}{CERTIFICATE}"));
        let report = audited(&spec, &[]);
        let found = verdict(&report.definitions[0], ClaimName::Derivative);
        assert!(matches!(found, Verdict::Refuted(_)), "{wrong}: {found:?}");
    }
}

#[test]
fn another_value_at_the_kink_is_refuted_by_the_kernel_alone() {
    // `x ≥ 0` for `x > 0`.
    let at_least = |text: &str| {
        text.replace(
            "(if get idx x i > 0 then 1 else 0)",
            "(if get idx x i < 0 then 0 else 1)",
        )
    };
    let spec = spec(&format!("{}{CERTIFICATE}", at_least(NODE)));
    let report = audited(&spec, &kernels());
    let node = &report.definitions[0];
    let condition = vec!["∀ i, get idx x i ≠ 0".to_string()];
    assert_eq!(conditions(node, ClaimName::Derivative), Some(condition));
    let Verdict::Refuted(found) = verdict(node, ClaimName::Kernel) else {
        panic!("{:?}", verdict(node, ClaimName::Kernel));
    };
    assert_eq!(found.quantity, "jvp");
    let x = found.inputs.iter().find(|(name, _)| name == "x").unwrap();
    assert!(["[0.0]", "[-0.0]"].contains(&x.1.as_str()), "{}", x.1);
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

/// `max x 0` with derivative 1 at 0.
#[derive(Clone, Copy)]
struct AtLeast;

impl ScalarRule<1> for AtLeast {
    fn value<T: Number>(self, []: [T; 0], [x]: [T; 1]) -> T {
        x.if_greater(T::from_f64(0.0), x, T::from_f64(0.0))
    }

    fn tangent<T: Number>(self, []: [T; 0], [x]: [T; 1], [dx]: [T; 1]) -> T {
        T::from_f64(0.0).if_greater(x, T::from_f64(0.0), dx)
    }

    fn cotangent<T: Number>(self, []: [T; 0], x: [T; 1], delta: T) -> [T; 1] {
        [self.tangent([], x, [delta])]
    }
}

/// `|x|` with the sign of a zero for its derivative, as `f64::signum` has it.
#[derive(Clone, Copy)]
struct Signum;

impl ScalarRule<1> for Signum {
    fn value<T: Number>(self, []: [T; 0], [x]: [T; 1]) -> T {
        x.if_greater(T::from_f64(0.0), x, -x)
    }

    fn tangent<T: Number>(self, []: [T; 0], [x]: [T; 1], [dx]: [T; 1]) -> T {
        T::from_f64(0.0).if_greater(x, -dx, dx)
    }

    fn cotangent<T: Number>(self, []: [T; 0], x: [T; 1], delta: T) -> [T; 1] {
        [self.tangent([], x, [delta])]
    }
}

#[test]
fn kernels_that_are_wrong_at_the_kink_alone_are_refuted() {
    let (spec, _) = &*REPORT;
    let faulty = [with_rule("relu", AtLeast), with_rule("abs", Signum)];
    let report = audited(spec, &faulty);
    let mut refuted = 0;
    for definition in &report.definitions {
        let name = definition.entry.rust();
        if !["relu", "abs"].contains(&name.as_str()) {
            continue;
        }
        let Verdict::Refuted(found) = verdict(definition, ClaimName::Kernel) else {
            panic!("{name}: {:?}", verdict(definition, ClaimName::Kernel));
        };
        let x = found.inputs.iter().find(|(name, _)| name == "x").unwrap();
        assert!(["[0.0]", "[-0.0]"].contains(&x.1.as_str()), "{}", x.1);
        assert!(conditions(definition, ClaimName::Derivative).is_some());
        refuted += 1;
    }
    assert_eq!(refuted, 2);
}

/// `max x 0` that is wrong at NaN alone: the value or the derivative there is that of `x`.
#[derive(Clone, Copy)]
struct AtNan {
    value: bool,
    derivative: bool,
}

/// `of` where `x > 0`, 0 at other numbers, `at_nan` at NaN.
fn positive<T: Number>(x: T, of: T, at_nan: T) -> T {
    let zero = T::from_f64(0.0);
    let rest = (x * x).if_greater(T::from_f64(-1.0), zero, at_nan);
    x.if_greater(zero, of, rest)
}

impl ScalarRule<1> for AtNan {
    fn value<T: Number>(self, []: [T; 0], [x]: [T; 1]) -> T {
        positive(x, x, if self.value { x } else { T::from_f64(0.0) })
    }

    fn tangent<T: Number>(self, []: [T; 0], [x]: [T; 1], [dx]: [T; 1]) -> T {
        let at_nan = if self.derivative {
            dx
        } else {
            T::from_f64(0.0)
        };
        positive(x, dx, at_nan)
    }

    fn cotangent<T: Number>(self, []: [T; 0], x: [T; 1], delta: T) -> [T; 1] {
        [self.tangent([], x, [delta])]
    }
}

#[test]
fn kernels_that_are_wrong_at_nan_alone_are_refuted_by_the_other_claim() {
    let spec = spec(&format!("{NODE}{CERTIFICATE}"));
    for (value, derivative, quantity) in [
        (false, false, None),
        (true, false, Some("forward")),
        (false, true, Some("jvp")),
    ] {
        let kernel = with_rule("relu", AtNan { value, derivative });
        let options = Options {
            cases: 800,
            ..Options::default()
        };
        let report = audit(&spec, &[kernel], &options, |_| {}).unwrap();
        let node = &report.definitions[0];
        match (verdict(node, ClaimName::NonFinite), quantity) {
            (Verdict::Propagated(tally), None) => {
                assert!(tally.special > 0 && tally.outside > 0, "{tally:?}");
            }
            (Verdict::Refuted(found), Some(quantity)) => {
                assert_eq!(found.quantity, quantity);
                let x = found.inputs.iter().find(|(name, _)| name == "x").unwrap();
                assert!(x.1.contains("NaN"), "{}", x.1);
            }
            (other, _) => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_rounding_decides_is_open() {
    let input = |value| Ieee::Finite(Bounded::<f64>::input(value).unwrap());
    // Nothing in the reals, and what is computed can have either sign.
    let little = input(0.1).mul(&input(3.0)).add(&input(-0.3));
    let nan = Ieee::from(f64::NAN);
    let chosen = little.if_greater(&Ieee::zero(), input(1.0), Ieee::zero());
    let chosen = chosen.unwrap();
    assert_eq!(chosen.judge(17.0), Judgement::Open);
    // The factor may be the zero that is written, and left out.
    assert_eq!(chosen.mul(&nan).judge(0.0), Judgement::Open);
    // What overflows may be NaN, in which no comparison holds.
    let huge = input(f64::MAX).mul(&input(2.0));
    for other in [&input(1.0), &Ieee::from(f64::NEG_INFINITY)] {
        assert!(huge.is_greater(other).is_err() && other.is_greater(&huge).is_err());
    }
    let values = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, 1.5];
    for a in values {
        for b in values {
            let found = Ieee::<f64>::from(a).is_greater(&Ieee::from(b));
            assert_eq!(found, Ok(a > b), "{a} > {b}");
        }
    }
}

#[test]
fn no_replay_without_the_hypothesis() {
    let (spec, _) = &*REPORT;
    let laws = &spec.laws;
    for entry in &spec.entries {
        let node = entry.form.node().unwrap();
        let by = Differentiation::at("x", &node.context).under(&entry.conditions);
        let derivation = derive_given(&node.forward, &by, laws).unwrap();
        assert_eq!(replay_derivation_given(&derivation, &by, laws), Ok(()));
        assert!(replay_derivation(&derivation, "x", &node.context, laws).is_err());
    }
}

#[test]
fn no_proof_that_needs_the_hypothesis_without_it() {
    let (spec, _) = &*REPORT;
    let prover = Prover::new(&spec.laws, Limits::default());
    // At 0 the derived map of `abs` is not the stated one.
    let abs = spec
        .entries
        .iter()
        .find(|entry| entry.rust() == "abs")
        .unwrap();
    let (_, goals) = goals(abs, &spec.laws).unwrap().unwrap();
    let derived = goals.iter().filter(|goal| goal.derived);
    for goal in derived {
        let Outcome::Found(proof) = prover.prove(&goal.equation) else {
            panic!("{} = {}", goal.equation.left, goal.equation.right);
        };
        let mut bare = goal.equation.clone();
        assert_eq!(replay(&proof, &bare, &spec.laws), Ok(()));
        bare.apart.clear();
        assert!(replay(&proof, &bare, &spec.laws).is_err());
        assert!(matches!(prover.prove(&bare), Outcome::NotFound(_)));
    }
}

#[test]
fn a_tape_is_proved_where_each_step_is() {
    let spec = Spec::built_in().unwrap();
    let text = "tape kinks\ninput a : [2]\ninput b : [2]\nlet m := maxElem a b\nlet r := relu m\n";
    let source = Source::new("kinks.tape", text);
    let tape = read_tape(&source, &spec.entries, &Files::beside(".")).unwrap();
    let kernels = kernels();
    let options = Options {
        cases: 64,
        ..Options::default()
    };
    let report = Audit::of(&spec, &kernels).options(options).tape(&tape);
    for claim in &report.claims {
        let found = match &claim.verdict {
            Verdict::Proved(evidence) => evidence.conditions.len(),
            Verdict::BitExact(_) | Verdict::Bounded(_) | Verdict::Propagated(_) => continue,
            other => panic!("{}: {other:?}", claim.name.as_str()),
        };
        let expected = if claim.name == ClaimName::Adjoint {
            0
        } else {
            2
        };
        assert_eq!(found, expected, "{}", claim.name.as_str());
    }
}
