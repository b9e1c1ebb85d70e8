//! Wrong forms of tensors: a transpose, a sum over the wrong axis, a missing mean, parts in the
//! wrong order, the other broadcast. Where the spaces still fit, a point refutes them; where they
//! do not, the entry is an error at its place.

use torchlean_mirror::audit::{Audit, ClaimName, Options, Verdict};
use torchlean_mirror::notation::{Source, Spec};

fn spec(entries: &str) -> Result<Spec, String> {
    let text = format!("module M\nnamespace N\n\n{entries}");
    let read = Spec::read(
        &Source::new("pin", include_str!("../../../spec/torchlean.toml")),
        &Source::new("laws", include_str!("../../../spec/laws.spec")),
        &[Source::new("entries", text)],
    );
    read.map_err(|errors| errors.to_string())
}

/// The verdicts of the symbolic claims of the only entry.
fn verdicts(entries: &str) -> Vec<(ClaimName, Verdict)> {
    let spec = spec(entries).unwrap();
    let options = Options {
        cases: 0,
        ..Options::default()
    };
    let report = Audit::of(&spec, &[]).options(options).run(|_| {}).unwrap();
    let definition = report.definitions.into_iter().next().unwrap();
    let claims = definition.claims.into_iter();
    let symbolic = claims.filter(|claim| claim.name.has_theorem());
    symbolic.map(|claim| (claim.name, claim.verdict)).collect()
}

/// A node of square tensors, so that a transpose fits everywhere.
fn node(head: &str, forward: &str, jvp: &str, vjp: &str) -> String {
    format!("node f {head}\n  forward x := {forward}\n  jvp x dx := {jvp}\n  vjp x δ := {vjp}\n")
}

const SQUARE: &str = "(A : Idx Γ [n, n]) : Node Γ [n, n]";
const SPREAD: &str = "(a : Idx Γ [n]) : Node Γ [n, n]";
const MEAN: &str = "(A : Idx Γ [n, n]) : Node Γ [n]";
const JOIN: &str = "(a b : Idx Γ [n]) : Node Γ [n + n]";
const PRODUCT: &str = "(A B : Idx Γ [n, n]) : Node Γ [n, n]";
const PRODUCT_OF_ANY: &str = "(A : Idx Γ [m, n]) (B : Idx Γ [n, p]) : Node Γ [m, p]";
const MATMUL: &str = "fun i k => ∑ j, get A x i j * get B x j k";
const TANGENT: &str =
    "fun i k => (∑ j, get A dx i j * get B x j k) + ∑ j, get A x i j * get B dx j k";

#[test]
fn right_forms_are_proved() {
    let right = [
        node(
            SQUARE,
            "fun i j => get A x j i",
            "fun i j => get A dx j i",
            "single A (fun i j => δ j i)",
        ),
        node(
            SPREAD,
            "fun i j => get a x i",
            "fun i j => get a dx i",
            "single a (fun i => ∑ j, δ i j)",
        ),
        node(
            MEAN,
            "fun i => n⁻¹ * ∑ j, get A x i j",
            "fun i => n⁻¹ * ∑ j, get A dx i j",
            "single A (fun i j => n⁻¹ * δ i)",
        ),
        node(
            JOIN,
            "append (get a x) (get b x)",
            "append (get a dx) (get b dx)",
            "single a (takeLeft δ) + single b (takeRight δ)",
        ),
        node(
            PRODUCT_OF_ANY,
            MATMUL,
            TANGENT,
            "single A (fun i j => ∑ k, δ i k * get B x j k) \
             + single B (fun j k => ∑ i, get A x i j * δ i k)",
        ),
    ];
    for entry in right {
        for (claim, verdict) in verdicts(&entry) {
            assert!(
                matches!(verdict, Verdict::Proved(_)),
                "{claim:?}: {entry}\n{verdict:?}"
            );
        }
    }
}

#[test]
fn a_wrong_form_is_refuted_at_a_small_point() {
    use ClaimName::{Adjoint, Derivative};
    let wrong = [
        // A vjp that does not transpose, and a jvp.
        (
            node(
                SQUARE,
                "fun i j => get A x j i",
                "fun i j => get A dx j i",
                "single A δ",
            ),
            Adjoint,
        ),
        (
            node(
                SQUARE,
                "fun i j => get A x j i",
                "get A dx",
                "single A (fun i j => δ j i)",
            ),
            Derivative,
        ),
        // A sum over the wrong axis, and the other broadcast.
        (
            node(
                SPREAD,
                "fun i j => get a x i",
                "fun i j => get a dx i",
                "single a (fun i => ∑ j, δ j i)",
            ),
            Adjoint,
        ),
        (
            node(
                SPREAD,
                "fun i j => get a x i",
                "fun i j => get a dx j",
                "single a (fun i => ∑ j, δ i j)",
            ),
            Derivative,
        ),
        // No mean.
        (
            node(
                MEAN,
                "fun i => n⁻¹ * ∑ j, get A x i j",
                "fun i => n⁻¹ * ∑ j, get A dx i j",
                "single A (fun i j => δ i)",
            ),
            Adjoint,
        ),
        // Parts in the wrong order.
        (
            node(
                JOIN,
                "append (get a x) (get b x)",
                "append (get b dx) (get a dx)",
                "single a (takeLeft δ) + single b (takeRight δ)",
            ),
            Derivative,
        ),
        (
            node(
                JOIN,
                "append (get a x) (get b x)",
                "append (get a dx) (get b dx)",
                "single a (takeRight δ) + single b (takeLeft δ)",
            ),
            Adjoint,
        ),
        // A wrong transpose in a product.
        (
            node(
                PRODUCT,
                MATMUL,
                TANGENT,
                "single A (fun i j => ∑ k, δ i k * get B x k j) \
                 + single B (fun j k => ∑ i, get A x i j * δ i k)",
            ),
            Adjoint,
        ),
    ];
    for (entry, claim) in wrong {
        let found = verdicts(&entry);
        let (_, verdict) = found.iter().find(|(name, _)| *name == claim).unwrap();
        let Verdict::Refuted(counterexample) = verdict else {
            panic!("{claim:?} is {}: {entry}", verdict.as_str());
        };
        let n = counterexample.inputs.iter().find(|(name, _)| name == "n");
        let n: usize = n.unwrap().1.parse().unwrap();
        assert!(n <= 2, "{n}: {entry}");
    }
}

/// No rule differentiates a product of two scalars that depend on the point.
#[test]
fn what_does_not_speak_of_the_derivative_is_decided_without_one() {
    use ClaimName::{Adjoint, Derivative, LinearMap};
    let forward = "⟪get a x, get a x⟫ * ⟪get a x, get a x⟫";
    for (vjp, adjoint) in [
        ("single a (δ • get a x)", "proved"),
        ("single a (2 • δ • get a x)", "refuted"),
    ] {
        let head = "(a : Idx Γ s) : Node Γ []";
        let entry = node(head, forward, "⟪get a x, get a dx⟫", vjp);
        let found = verdicts(&entry).into_iter();
        let words: Vec<(ClaimName, &str)> = found.map(|(name, v)| (name, v.as_str())).collect();
        let (derivative, linear) = ((Derivative, "unknown"), (LinearMap, "unknown"));
        assert_eq!(words, [derivative, (Adjoint, adjoint), linear], "{entry}");
    }
}

#[test]
fn an_ill_shaped_entry_is_an_error_at_its_place() {
    let head = "(A : Idx Γ [m, n]) : Node Γ [n, m]";
    let good = ("fun j i => get A x i j", "single A (fun i j => δ j i)");
    let cases = [
        (
            "fun i j => get A x i j",
            good.1,
            "expected Vec [n, m], found Vec [m, n]",
        ),
        (
            "fun j i => get A x i",
            good.1,
            "expected Vec [m], found Vec [m, n]",
        ),
        (
            "fun j => get A x j",
            good.1,
            "expected Vec [n, m], found Vec [m, n]",
        ),
        (
            "fun j i k => get A x i j",
            good.1,
            "expected 2 indices after `fun`",
        ),
        ("get A x", good.1, "expected Vec [n, m], found Vec [m, n]"),
        (
            good.0,
            "single A δ",
            "single expects Vec [m, n] as argument 2",
        ),
        (
            "reshape (get A x) + ∑ k, 1",
            good.1,
            "no tensor under the sum has the index `k`",
        ),
        (
            "takeLeft (get A x)",
            good.1,
            "does not lead from Vec [m, n] to Vec [n, m]",
        ),
        ("append (get A x) δ", good.1, "unknown name `δ`"),
        ("fun j i => k * get A x i j", good.1, "unknown name `k`"),
    ];
    for (forward, vjp, message) in cases {
        let entry = node(head, forward, "fun j i => get A dx i j", vjp);
        let errors = spec(&entry).unwrap_err();
        assert!(errors.contains(message), "{forward}\n{vjp}\n{errors}");
    }
}
