//! Computed forms: proved equal to what is stated, and what kernels are compared with; and functions
//! of a number, called at coordinates.

use torchlean_mirror::{
    audit::{Audit, ClaimName, Definition, Options, Reason, Report, Verdict, audit},
    nodes::{Kernel, Number, Pointwise, ScalarRule, kernels, real},
    notation::{Source, Spec, read_entries, read_laws},
    report::{explain, json},
    term::Name,
};

use crate::conditions::{HEADER, spec};
use crate::faults::harness::kernel_of;

const ELU: &str = "
function eluSpec (x alpha : ℝ) : ℝ :=
  if x > 0 then x else alpha * (exp x - 1)
  computes if x > 0 then x else alpha * expm1 x

function eluDerivSpec (x alpha : ℝ) : ℝ :=
  if x > 0 then 1 else alpha * exp x

node elu (idx : Idx Γ s) (alpha : ℝ) : Node Γ s
  forward x    := fun i => eluSpec (get idx x i) alpha
  jvp     x dx := fun i => get idx dx i * eluDerivSpec (get idx x i) alpha
  vjp     x δ  := single idx (fun i => δ i * eluDerivSpec (get idx x i) alpha)

fderiv eluFderivAt of elu at x (hx : ∀ i, get idx x i ≠ 0)
  deriv   x    := (diag (fun i => eluDerivSpec (get idx x i) alpha)).comp (getCLM idx)
";

fn audited(spec: &Spec, kernels: &[Kernel]) -> Report {
    let options = Options {
        cases: 300,
        ..Options::default()
    };
    audit(spec, kernels, &options, |_| {}).unwrap()
}

fn definition<'r>(report: &'r Report, name: &str) -> &'r Definition {
    let mut all = report.definitions.iter();
    all.find(|found| found.entry.name.short() == name).unwrap()
}

fn verdict<'r>(report: &'r Report, name: &str, claim: ClaimName) -> &'r Verdict {
    &definition(report, name).claim(claim).unwrap().verdict
}

#[test]
fn what_is_computed_is_proved_and_is_what_kernels_must_give() {
    let report = audited(&spec(ELU), &kernels());
    let computed = |name| verdict(&report, name, ClaimName::Computed);
    assert!(matches!(computed("elu"), Verdict::Proved(evidence) if evidence.steps() > 0));
    let kernel = verdict(&report, "elu", ClaimName::Kernel);
    assert!(matches!(kernel, Verdict::Bounded(_)), "{kernel:?}");
    // Where nothing else is computed, nothing is claimed.
    for name in ["eluDerivSpec", "eluFderivAt"] {
        assert!(
            definition(&report, name)
                .claim(ClaimName::Computed)
                .is_none()
        );
    }
}

#[test]
fn it_is_shown() {
    let spec = spec(ELU);
    let kernels = kernels();
    let asked = Audit::of(&spec, &kernels).forms();
    let report = asked.run(|_| {}).unwrap();
    let text = explain::render(definition(&report, "elu"), &report, &spec.laws);
    let computed = "computed as fun i => if get idx x i > 0 then get idx x i else alpha * expm1";
    assert!(text.contains(computed), "{text}");
    assert!(text.contains("computed form: what the kernel computes equals what is stated: proved"));
    assert!(
        json::render(&report)
            .unwrap()
            .contains(r#""claim": "computed form""#)
    );
}

#[test]
fn one_whose_proof_is_withdrawn_is_not_what_kernels_must_give() {
    // Two false laws that say together what `expm1_eq` says.
    let laws = "
law one (u : Vec s) : (fun i => expm1 (u i)) = (fun i => sqrt (u i))
  from Lean no_lemma
law two (u : Vec s) : (fun i => sqrt (u i)) = (fun i => exp (u i) - 1)
  from Lean no_lemma
";
    let mut spec = spec(ELU);
    spec.laws.laws.retain(|law| &*law.name != "expm1_eq");
    let added = read_laws(&Source::new("laws", laws)).unwrap();
    spec.laws.laws.extend(added.laws);
    let report = audited(&spec, &[cancelling()]);
    let computed = verdict(&report, "elu", ClaimName::Computed);
    assert!(
        matches!(computed, Verdict::Unknown(Reason::RestsOnLaw { .. })),
        "{computed:?}"
    );
    let kernel = verdict(&report, "elu", ClaimName::Kernel);
    assert!(matches!(kernel, Verdict::Bounded(_)), "{kernel:?}");
}

/// The unit as it is stated, which cancels near 0.
#[derive(Clone, Copy)]
struct Cancelling {
    alpha: f64,
}

impl ScalarRule<1> for Cancelling {
    fn value<T: Number>(self, []: [T; 0], [x]: [T; 1]) -> T {
        let [zero, one, alpha] = [0.0, 1.0, self.alpha].map(T::from_f64);
        x.if_greater(zero, x, alpha * (x.exp() - one))
    }

    fn tangent<T: Number>(self, []: [T; 0], [x]: [T; 1], [dx]: [T; 1]) -> T {
        let [zero, one, alpha] = [0.0, 1.0, self.alpha].map(T::from_f64);
        dx * x.if_greater(zero, one, alpha * x.exp())
    }

    fn cotangent<T: Number>(self, []: [T; 0], x: [T; 1], delta: T) -> [T; 1] {
        [self.tangent([], x, [delta])]
    }
}

fn cancelling() -> Kernel {
    use torchlean_mirror::nodes::{Arg, Built};
    Kernel::new(
        "NN.Proofs.Autograd.Tape.Nodes.Elementwise",
        "elu",
        |context, _, args| {
            let [Arg::Idx(idx), Arg::Scalar(alpha)] = args else {
                panic!("other arguments");
            };
            let rule = Cancelling { alpha: *alpha };
            Pointwise::node(rule, context, [("idx", *idx)], []).map(Built::Node)
        },
    )
}

#[test]
fn a_kernel_that_computes_the_stated_form_is_refuted() {
    let report = audited(&spec(ELU), &[cancelling()]);
    let Verdict::Refuted(found) = verdict(&report, "elu", ClaimName::Kernel) else {
        panic!("{:?}", verdict(&report, "elu", ClaimName::Kernel));
    };
    assert_eq!(found.quantity, "forward");
    // Without a computed form it is what is asked for.
    let stated = ELU.replace("  computes if x > 0 then x else alpha * expm1 x\n", "");
    let report = audited(&spec(&stated), &[cancelling()]);
    let kernel = verdict(&report, "elu", ClaimName::Kernel);
    assert!(matches!(kernel, Verdict::Bounded(_)), "{kernel:?}");
    assert!(
        definition(&report, "elu")
            .claim(ClaimName::Computed)
            .is_none()
    );
}

#[test]
fn a_false_computed_form_is_refuted() {
    for (what, instead) in [
        ("alpha * expm1 x", "alpha * exp x"),
        ("alpha * expm1 x", "expm1 x"),
        ("computes if x > 0", "computes if x < 0"),
    ] {
        let report = audited(&spec(&ELU.replacen(what, instead, 1)), &kernels());
        for name in ["eluSpec", "elu"] {
            let computed = verdict(&report, name, ClaimName::Computed);
            let Verdict::Refuted(found) = computed else {
                panic!("{instead}: {name}: {computed:?}");
            };
            assert!(found.difference.is_some());
        }
        // The kernel is then compared with what is stated, of which it is no fault.
        let kernel = verdict(&report, "elu", ClaimName::Kernel);
        assert!(matches!(kernel, Verdict::Bounded(_)), "{kernel:?}");
    }
}

#[test]
fn an_unproved_one_is_unknown() {
    let mut spec = spec(ELU);
    spec.laws.laws.retain(|law| &*law.name != "expm1_eq");
    let report = audited(&spec, &kernels());
    for name in ["eluSpec", "elu"] {
        let computed = verdict(&report, name, ClaimName::Computed);
        assert!(matches!(computed, Verdict::Unknown(_)), "{computed:?}");
    }
    assert!(report.fails());
}

#[test]
fn functions_of_numbers_are_taken_coordinate_by_coordinate() {
    let read = |text: &str| read_entries(&Source::new("f", format!("{HEADER}{text}")));
    let called = read(ELU).unwrap();
    let inline = ELU
        .replace(
            "eluSpec (get idx x i) alpha",
            "if get idx x i > 0 then get idx x i else alpha * (exp (get idx x i) - 1)",
        )
        .replace(
            "eluDerivSpec (get idx x i) alpha",
            "(if get idx x i > 0 then 1 else alpha * exp (get idx x i))",
        );
    let inline = read(&inline).unwrap();
    for (called, inline) in called.iter().zip(&inline) {
        assert_eq!(called.form, inline.form, "{}", called.name);
    }
    let message = |text: &str| read(text).unwrap_err().to_string();
    let mask = "
function f (x : ℝ) (u : Vec s) : ℝ := ⟪u, u⟫ * x
node g (idx : Idx Γ s) (u : Vec s) : Node Γ s
  forward x    := fun i => f (get idx x i) u
  jvp     x dx := get idx dx
  vjp     x δ  := single idx δ";
    assert!(!message(mask).is_empty());
    let other = ELU.replace(
        "computes if x > 0 then x else alpha * expm1 x",
        "computes id",
    );
    assert!(message(&other).contains("the space of `id` is not known here"));
}

#[test]
fn arguments_take_the_place_of_parameters_all_at_once() {
    let node = |value: &str| {
        format!(
            "
function scaleSpec (a b : ℝ) : ℝ := a * b
node scaled (idx : Idx Γ s) (a b : ℝ) : Node Γ s
  forward x    := fun i => {value}
  jvp     x dx := fun i => {value}
  vjp     x δ  := single idx δ"
        )
    };
    let forward = |value: &str| {
        let text = format!("{HEADER}{}", node(value));
        let entries = read_entries(&Source::new("f", text)).unwrap();
        let found = entries.iter().find(|entry| entry.name.short() == "scaled");
        found.unwrap().form.node().unwrap().forward.to_string()
    };
    for (called, inline) in [
        ("scaleSpec (get idx x i) a", "get idx x i * a"),
        ("scaleSpec b (get idx x i)", "b * get idx x i"),
        ("scaleSpec (get idx x i) b", "get idx x i * b"),
        (
            "scaleSpec (b + get idx x i) (a * b)",
            "(b + get idx x i) * (a * b)",
        ),
        ("scaleSpec b a * get idx x i", "b * a * get idx x i"),
    ] {
        assert_eq!(forward(called), forward(inline), "{called}");
    }
}

#[test]
fn functions_are_audited_for_themselves() {
    let mut spec = Spec::built_in().unwrap();
    spec.entries
        .retain(|entry| entry.module.ends_with("Layers.Activation"));
    spec.laws.identities.clear();
    let of_numbers = |report: &Report| {
        let all = report.definitions.iter();
        let of_numbers = all.filter(|d| d.entry.name.as_str().starts_with("Activation.Math."));
        of_numbers
            .map(|d| {
                (
                    d.entry.name.clone(),
                    d.claim(ClaimName::Kernel).unwrap().verdict.clone(),
                )
            })
            .collect::<Vec<_>>()
    };
    let report = audited(&spec, &kernels());
    let verdicts = of_numbers(&report);
    assert!(verdicts.len() >= 10);
    for (name, verdict) in &verdicts {
        assert!(verdict.compared(), "{name}: {verdict:?}");
    }
    // std's function has other bits at some input.
    let of_std = Kernel::new("NN.Spec.Layers.Activation", "cosh_spec", |_, _, args| {
        use torchlean_mirror::nodes::{Arg, Built};
        let [Arg::Scalar(x)] = args else {
            panic!("other arguments");
        };
        Ok(Built::Vector(vec![real::cosh(*x).next_up()].into()))
    });
    assert_eq!(
        kernel_of(spec.find("coshSpec").unwrap()).name(),
        "cosh_spec"
    );
    let report = audited(&spec, &[of_std]);
    let kernel = verdict(&report, "coshSpec", ClaimName::Kernel);
    assert!(matches!(kernel, Verdict::Refuted(_)), "{kernel:?}");
}

const SIGMOID: &str = "
function sigmoidSpec (x : ℝ) : ℝ :=
  1 / (1 + exp (-x))
  computes if x > 0 then 1 / (1 + exp (-x)) else exp x / (1 + exp x)

function sigmoidDerivSpec (x : ℝ) : ℝ :=
  sigmoidSpec x * (1 - sigmoidSpec x)
  computes sigmoidSpec x * sigmoidSpec (-x)

node sigmoid (idx : Idx Γ s) : Node Γ s
  forward x    := fun i => sigmoidSpec (get idx x i)
  jvp     x dx := fun i => get idx dx i * sigmoidDerivSpec (get idx x i)
  vjp     x δ  := single idx (fun i => δ i * sigmoidDerivSpec (get idx x i))
";

/// The functions whose claims the proof of a definition's computed form uses.
fn functions_used(report: &Report, name: &str) -> (Vec<String>, Vec<Name>) {
    let Verdict::Proved(evidence) = verdict(report, name, ClaimName::Computed) else {
        panic!("{:?}", verdict(report, name, ClaimName::Computed));
    };
    let names = evidence.functions.iter().map(|of| of.function.to_string());
    (names.collect(), evidence.laws())
}

#[test]
fn what_a_function_computes_is_one_step_of_a_proof() {
    let report = audited(&spec(SIGMOID), &kernels());
    let full = |name: &str| format!("Proofs.Autograd.TapeNodes.{name}");
    let (functions, of_function) = functions_used(&report, "sigmoidSpec");
    assert!(functions.is_empty());
    // The values at x and at -x.
    let (functions, _) = functions_used(&report, "sigmoidDerivSpec");
    assert_eq!(functions, [full("sigmoidSpec")]);
    let (functions, laws) = functions_used(&report, "sigmoid");
    assert_eq!(functions, [full("sigmoidSpec"), full("sigmoidDerivSpec")]);
    let computed = verdict(&report, "sigmoid", ClaimName::Computed);
    assert!(matches!(computed, Verdict::Proved(evidence) if evidence.steps() == 3));
    // It rests on the laws on which those rest.
    assert!(!of_function.is_empty());
    assert!(of_function.iter().all(|law| laws.contains(law)), "{laws:?}");
    let json = json::render(&report).unwrap();
    assert!(json.contains(r#""functions": ["#) && json.contains(&full("sigmoidDerivSpec")));
    let text = explain::render(definition(&report, "sigmoid"), &report, &spec(SIGMOID).laws);
    assert!(text.contains("by the computed form of Proofs.Autograd.TapeNodes.sigmoidDerivSpec"));
}

#[test]
fn what_rests_on_a_function_without_a_proof_is_unknown() {
    // Equal, and no law says so.
    let text = SIGMOID.replace(
        "computes if x > 0 then 1 / (1 + exp (-x)) else exp x / (1 + exp x)",
        "computes exp (-log (1 + exp (-x)))",
    );
    let report = audited(&spec(&text), &kernels());
    let Verdict::Unknown(own) = verdict(&report, "sigmoidSpec", ClaimName::Computed) else {
        panic!("{:?}", verdict(&report, "sigmoidSpec", ClaimName::Computed));
    };
    let Verdict::Unknown(Reason::RestsOnFunction { function, why }) =
        verdict(&report, "sigmoid", ClaimName::Computed)
    else {
        panic!("{:?}", verdict(&report, "sigmoid", ClaimName::Computed));
    };
    assert_eq!(&**function, "Proofs.Autograd.TapeNodes.sigmoidSpec");
    assert_eq!(why.to_string(), own.to_string());
    assert!(report.fails());
}
