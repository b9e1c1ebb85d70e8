//! Hypotheses that something is greater than 0: of the point, and of a parameter.

use torchlean_mirror::{
    audit::{ClaimName, Definition, Options, Reason, Verdict, audit, audit_tape},
    exact::{Differentiation, NoRule, derive_given, replay_derivation_given},
    nodes::{Arg, Built, Kernel, Number, Pointwise, ScalarRule, kernels},
    notation::{Files, Source, Spec, read_entries, read_tape},
    report::{explain, json, map},
    term::{Apart, Op, Sort, Space, Term},
};

use crate::conditions::{HEADER, audited, spec, verdict};

const CLAMP: &str = "
node sqrtClamp (idx : Idx Γ s) : Node Γ s
  forward x    := fun i => sqrt (if get idx x i > 0 then get idx x i else 0)
  jvp     x dx := fun i => get idx dx i * (1 / (2 * sqrt (get idx x i)))
  vjp     x δ  := single idx (fun i => δ i * (1 / (2 * sqrt (get idx x i))))

fderiv sqrtClampFderivAt of sqrtClamp at x (hx : ∀ i, 0 < get idx x i)
  deriv   x    := (diag (fun i => 1 / (2 * sqrt (get idx x i)))).comp (getCLM idx)
";

const LOG: &str = "
node safeLog (idx : Idx Γ s) (ε : ℝ) : Node Γ s
  forward x    := fun i => log (log (1 + exp (get idx x i)) + ε)
  jvp     x dx := fun i => get idx dx i * (1 / (1 + exp (-get idx x i)) / (log (1 + exp (get idx x i)) + ε))
  vjp     x δ  := single idx (fun i => δ i * (1 / (1 + exp (-get idx x i)) / (log (1 + exp (get idx x i)) + ε)))

fderiv safeLogFderiv of safeLog (hε : 0 < ε)
  deriv   x    := (diag (fun i => 1 / (1 + exp (-get idx x i)) / (log (1 + exp (get idx x i)) + ε))).comp (getCLM idx)
";

/// The conditions under which a claim is proved.
fn proved_where(definition: &Definition, claim: ClaimName) -> Vec<String> {
    match verdict(definition, claim) {
        Verdict::Proved(found) => found.conditions.iter().map(ToString::to_string).collect(),
        other => panic!("{}: {other:?}", definition.entry.name),
    }
}

#[test]
fn an_order_is_read_and_printed() {
    let number = |name: &str| Term::var(name, Sort::REAL);
    let vector = |name: &str| Term::var(name, Sort::Vec(Space::named("s")));
    for (less, greater, printed) in [
        (number("c"), number("d"), "c < d"),
        (vector("u"), vector("v"), "∀ i, u i < v i"),
    ] {
        let said = Apart::less(less.clone(), greater.clone()).unwrap();
        assert_eq!(said.to_string(), printed);
        assert_eq!(said.order(), Some([&less, &greater]));
        assert_eq!(said.positive(), None);
        let other = Apart::less(greater, less).unwrap();
        assert!(!said.is(&other));
    }
    let zero = Term::new(Op::zero(Space::named("s")), Vec::new()).unwrap();
    let said = Apart::less(zero.clone(), vector("u")).unwrap();
    assert_eq!(said.to_string(), "∀ i, 0 < u i");
    assert_eq!(said.positive(), Some(&vector("u")));
    let apart = Apart {
        left: vector("u"),
        right: zero,
    };
    assert_eq!((apart.order(), apart.positive()), (None, None));
    let map = Term::var("A", Sort::Vec(Space::hom(Space::Real, Space::Real)));
    assert!(Apart::less(map.clone(), map).is_err());
}

#[test]
fn it_is_proved_where_the_hypothesis_holds() {
    for (text, condition) in [(CLAMP, "∀ i, 0 < get idx x i"), (LOG, "0 < ε")] {
        let spec = spec(text);
        let report = audited(&spec, &kernels());
        for definition in &report.definitions {
            for claim in [ClaimName::Derivative, ClaimName::LinearMap] {
                let is_of_map =
                    claim == ClaimName::LinearMap && definition.entry.rust().contains("fderiv");
                let expected = if is_of_map { vec![] } else { vec![condition] };
                assert_eq!(proved_where(definition, claim), expected);
            }
            assert_eq!(proved_where(definition, ClaimName::Adjoint), [""; 0]);
            let kernel = verdict(definition, ClaimName::Kernel);
            let Verdict::Bounded(tally) = kernel else {
                panic!("{kernel:?}");
            };
            assert!(tally.outside > 0);
        }
        assert!(json::render(&report).unwrap().contains(condition));
        let proved = format!("proved for all shapes where `{condition}`");
        assert!(map::render(&spec, &report).contains(&proved));
    }
}

#[test]
fn a_weaker_hypothesis_leaves_a_guard_open() {
    for (text, from, to) in [
        (CLAMP, " at x (hx : ∀ i, 0 < get idx x i)", ""),
        (CLAMP, "∀ i, 0 < get", "∀ i, 0 ≠ get"),
        (CLAMP, "∀ i, 0 < get", "∀ i, 0 > get"),
        (CLAMP, "∀ i, 0 < get", "∀ i, 1 < get"),
        (LOG, " (hε : 0 < ε)", ""),
        (LOG, "0 < ε", "ε ≠ 0"),
        (LOG, "0 < ε", "ε < 0"),
        (LOG, "0 < ε", "1 < ε"),
    ] {
        let text = text.replace(from, to);
        let definitions = audited(&spec(&text), &[]).definitions;
        for definition in definitions {
            let found = verdict(&definition, ClaimName::Derivative);
            let is_open = matches!(
                found,
                Verdict::Unknown(Reason::NoRule(NoRule::Guard { .. }))
            );
            assert!(is_open, "{to}: {found:?}");
        }
    }
}

#[test]
fn the_replay_asks_for_what_a_fact_needs() {
    let spec = spec(LOG);
    let entry = &spec.entries[0];
    let node = entry.form.node().unwrap();
    let by = Differentiation::at("x", &node.context).under(&entry.conditions);
    let derivation = derive_given(&node.forward, &by, &spec.laws).unwrap();
    let report = audited(&spec, &[]);
    let text = explain::render(&report.definitions[0], &report, &spec.laws);
    assert!(
        text.contains("by log_add_ne_zero (Mathlib Real.log_pos), since 0 < ε"),
        "{text}"
    );
    assert_eq!(
        replay_derivation_given(&derivation, &by, &spec.laws),
        Ok(())
    );
    let bare = Differentiation::at("x", &node.context);
    let rejected = replay_derivation_given(&derivation, &bare, &spec.laws).unwrap_err();
    assert!(
        rejected
            .to_string()
            .contains("the fact `log_add_ne_zero` needs `0 < ε`, which is not known"),
        "{rejected}"
    );
}

#[test]
fn a_hypothesis_about_the_point_stands_after_at() {
    for (text, from, to) in [(CLAMP, " at x (hx", " (hx"), (LOG, " (hε", " at x (hε")] {
        let text = format!("{HEADER}{}", text.replace(from, to));
        let errors = read_entries(&Source::new("f", text)).unwrap_err();
        let message = errors.0.first().unwrap().to_string();
        // Without `at x` there is no `x`.
        let expected = if from.contains("at x") {
            "f:9:"
        } else {
            "`at x`"
        };
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn a_step_of_a_tape_must_satisfy_what_is_asked_of_its_parameters() {
    let spec = Spec::built_in().unwrap();
    let options = Options {
        cases: 0,
        ..Options::default()
    };
    let verdict = |epsilon: &str| {
        let text = format!("tape t\ninput u : [2]\nlet y := safeLog u {epsilon}\n");
        let tape = read_tape(
            &Source::new("t.tape", text),
            &spec.entries,
            &Files::beside("."),
        )
        .unwrap();
        let report = audit_tape(&spec, &tape, &kernels(), &options);
        let claim = report.claim(ClaimName::Derivative).unwrap();
        claim.verdict.clone()
    };
    let Verdict::Proved(found) = verdict("1/8") else {
        panic!("{:?}", verdict("1/8"));
    };
    assert!(found.conditions.is_empty());
    for epsilon in ["0", "-1/8"] {
        let found = verdict(epsilon);
        assert!(
            matches!(found, Verdict::Unknown(Reason::NoPoint)),
            "{found:?}"
        );
    }
}

#[test]
fn an_identity_says_what_it_holds_under() {
    let options = Options {
        cases: 0,
        only: vec!["mul".into()],
        ..Options::default()
    };
    let spec = Spec::built_in().unwrap();
    let report = audit(&spec, &[], &options, |_| {}).unwrap();
    let mut identities = report.identities.iter();
    let (_, found) = identities
        .find(|(identity, _)| &*identity.name == "mul_inv_of_pos")
        .unwrap();
    let Verdict::Proved(found) = found else {
        panic!("{found:?}");
    };
    let conditions: Vec<String> = found.conditions.iter().map(ToString::to_string).collect();
    assert_eq!(conditions, ["∀ i, 0 < u i"]);
    let row = "| `mul_inv_of_pos` | `u ⊙ u⁻¹ = fun i => 1` | `∀ i, 0 < u i` |";
    assert!(map::render(&spec, &report).contains(row));
}

/// The clamped root, with another derivative below 0.
#[derive(Clone, Copy)]
struct Unclamped;

impl ScalarRule<1> for Unclamped {
    fn value<T: Number>(self, []: [T; 0], [x]: [T; 1]) -> T {
        let zero = T::from_f64(0.0);
        x.if_greater(zero, x, zero).sqrt()
    }

    fn tangent<T: Number>(self, []: [T; 0], [x]: [T; 1], [dx]: [T; 1]) -> T {
        let root = x.if_greater(T::from_f64(0.0), x, -x).sqrt();
        dx.divided_by(root + root)
    }

    fn cotangent<T: Number>(self, []: [T; 0], x: [T; 1], delta: T) -> [T; 1] {
        [self.tangent([], x, [delta])]
    }
}

#[test]
fn another_derivative_where_the_hypothesis_fails_is_refuted() {
    let unclamped = Kernel::new(
        "NN.Proofs.Autograd.Tape.Nodes.Elementwise",
        "sqrt_clamp",
        |context, _, args| {
            let [Arg::Idx(idx)] = args else {
                panic!("other arguments");
            };
            Pointwise::node(Unclamped, context, [("idx", *idx)], []).map(Built::Node)
        },
    );
    let report = audited(&spec(CLAMP), &[unclamped]);
    let found = verdict(&report.definitions[0], ClaimName::Kernel);
    let Verdict::Refuted(found) = found else {
        panic!("{found:?}");
    };
    assert_eq!(found.quantity, "jvp");
}
