//! The model of the laws: Lean accepts it, and a false law has none.

use super::lean::{accepted, folder, lean};
use super::{Certified, LAWS, of_two_modules, only_laws};

/// Laws that are false, each for another reason.
const FALSE: &[(&str, &str)] = &[
    ("collapse", "(u v : Vec σ) : u + v = u"),
    ("nothing", "(u : Vec σ) : u = 0"),
    ("no_difference", "(u v : Vec σ) : u - v = 0"),
    ("units", "(u : Vec σ) : 1 • u = 0"),
    ("squares", "(u v : Vec s) : u ⊙ v = u"),
    ("orthogonal", "(u v : Vec s) : ⟪u, v⟫ = 0"),
    ("division", "(c : ℝ) : c * c⁻¹ = 1"),
    ("guarded", "(c d : ℝ) (h : c ≠ 0) : c * d = d⁻¹ * d⁻¹ + 1"),
    (
        "everywhere",
        "(a b : Idx Γ s) (x : Vec Γ) : get a x + get b x = get a x",
    ),
    ("forgetful", "(a : Idx Γ s) (x : Vec Γ) : get a x = 0"),
    (
        "constant_map",
        "(A B : Vec σ →L[ℝ] Vec τ) (u : Vec σ) : A u + B u = A u",
    ),
];

/// Laws that follow from the others.
const TRUE: &[(&str, &str)] = &[
    ("swap", "(u v w : Vec σ) : u + v + w = w + (v + u)"),
    ("units", "(u : Vec σ) : 1 • u = u"),
    (
        "cancel",
        "(c d : ℝ) (h : c ≠ 0) (k : d ≠ 0) : c * c⁻¹ * (d * d⁻¹) = 1",
    ),
];

/// Facts that are false, or that the laws do not exclude from being so.
const FALSE_FACTS: &[(&str, &str)] = &[
    ("never_one", "(u : Vec s) : ∀ i, exp (u i) ≠ 1"),
    ("never_minus_two", "(u : Vec s) : ∀ i, 2 + exp (u i) ≠ 0"),
    ("never_zero", "(u : Vec s) : ∀ i, u i ≠ 0"),
    ("different", "(u v : Vec s) : ∀ i, u i + v i ≠ v i"),
];

/// Facts that hold where `exp u` is 1 and numbers count modulo three.
const TRUE_FACTS: &[(&str, &str)] = &[
    ("square", "(u : Vec s) : ∀ i, exp (u i) * exp (u i) ≠ 0"),
    ("square_and_one", "(u : Vec s) : ∀ i, u i * u i + 1 ≠ 0"),
    ("not_two", "(u : Vec s) : ∀ i, u i * exp (u i) ≠ u i + 1"),
];

fn with_law((name, law): (&str, &str)) -> Certified {
    with("law", (name, law))
}

/// The certificates with one more law or fact.
fn with(kind: &str, (name, says): (&str, &str)) -> Certified {
    let laws = format!("{LAWS}\n{kind} {name} {says}\n  from Mathlib {name}\n");
    let mut spec = only_laws(&laws);
    spec.laws.identities.clear();
    Certified::of(spec, &[])
}

fn accepted_of_model(certified: &Certified, lean: &std::path::Path) -> Vec<String> {
    let folder = folder(lean, &[certified.file("Laws")]);
    let model = certified.file("Model");
    accepted(lean, folder.path(), "Model", &model.text)
}

#[test]
fn lean_accepts_the_model_without_axioms() {
    let Some(lean) = lean() else { return };
    let certified = of_two_modules();
    let accepted = accepted_of_model(certified, &lean);
    assert_eq!(accepted, certified.file("Model").theorems);
    assert_eq!(accepted.len(), 2);
}

#[test]
fn the_model_gives_every_field() {
    let certified = of_two_modules();
    let structure = &certified.file("Laws").text;
    let model = &certified.file("Model").text;
    let fields: Vec<&str> = structure
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("    "))
        .filter_map(|line| Some(line.trim().split_once(" : ")?.0))
        .collect();
    assert!(fields.len() > certified.spec.laws.laws.len());
    for field in fields {
        let given = model.matches(&format!("\n  {field} := ")).count();
        assert_eq!(given, 1, "{field}");
    }
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn a_false_law_has_no_model() {
    let Some(lean) = lean() else { return };
    for law in FALSE {
        let accepted = accepted_of_model(&with_law(*law), &lean);
        // That 0 is not 1 holds all the same.
        assert_eq!(accepted, ["Model.zero_ne_one"], "{law:?}");
    }
}

#[test]
fn a_law_that_follows_has_a_model() {
    let Some(lean) = lean() else { return };
    for law in TRUE {
        let accepted = accepted_of_model(&with_law(*law), &lean);
        assert_eq!(accepted, ["Model.model", "Model.zero_ne_one"], "{law:?}");
    }
}

#[test]
fn a_false_fact_has_no_model() {
    let Some(lean) = lean() else { return };
    for fact in FALSE_FACTS {
        let accepted = accepted_of_model(&with("fact", *fact), &lean);
        assert_eq!(accepted, ["Model.zero_ne_one"], "{fact:?}");
    }
}

#[test]
fn a_fact_that_holds_there_has_a_model() {
    let Some(lean) = lean() else { return };
    for fact in TRUE_FACTS {
        let accepted = accepted_of_model(&with("fact", *fact), &lean);
        assert_eq!(accepted, ["Model.model", "Model.zero_ne_one"], "{fact:?}");
    }
}
