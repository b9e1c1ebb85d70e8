//! What is wrong, and where.

use torchlean_mirror::notation::{Source, read_entries, read_laws, read_term};
use torchlean_mirror::term::Sort;

fn laws(text: &str) -> Vec<String> {
    match read_laws(&Source::new("f", text)) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.0.iter().map(ToString::to_string).collect(),
    }
}

fn entries(text: &str) -> Vec<String> {
    match read_entries(&Source::new("f", text)) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.0.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn malformed_laws() {
    for (text, expected) in [
        ("law", "1:4: expected a name, found the end of the text"),
        ("law f", "1:6: expected `:`, found the end of the text"),
        (
            "law f (u : Vec σ) : u + u",
            "1:26: expected `=`, found the end of the text",
        ),
        (
            "law f (u : Vec σ) : u + u = u",
            "1:30: expected `from`, found the end of the text (name the lemma that this stands for: `from LIBRARY LEMMA`)",
        ),
        (
            "law f (u : Vec σ) : u + u = u from Mathlib",
            "1:43: expected a name, found the end of the text",
        ),
        (
            "law f (u : Vec) : u = u from A b",
            "1:15: expected a name, found `)`",
        ),
        (
            "law f (u Vec σ) : u = u from A b",
            "1:15: expected a name, found `)`",
        ),
        (
            "law f (u : Vec σ : u = u from A b",
            "1:18: expected `)`, found `:`",
        ),
        (
            "law f (u u : Vec σ) : u = u from A b",
            "1:10: `u` is bound twice",
        ),
        (
            "law f (u : Vec σ) (u : Vec τ) : u = u from A b",
            "1:20: `u` is bound twice",
        ),
        (
            "law f (u v : Vec σ) : u = v from A b",
            "1:5: `v` does not occur on the left side",
        ),
        (
            "law f (u : Vec σ) : u = w from A b",
            "1:25: unknown name `w`",
        ),
        (
            "law f (u : Vec σ) : cos u = u from A b",
            "1:21: unknown name `cos` (the operators are 0, +, -, •, ⁻¹, ⟪·, ·⟫, ⊙, if, get, \
             single, getCLM, id, ∘L, adjoint, diag, broadcastToCLM, exp, expm1, log, sqrt, sinh, cosh, tanh, \
             reshape, takeLeft, takeRight, append, size, meanDenom)",
        ),
        (
            "law f (u : Vec σ) (v : Vec τ) : u + v = u from A b",
            "1:37: expected Vec σ, found Vec τ",
        ),
        (
            "law f (c : ℝ) (u : Vec σ) : u • c = c from A b",
            "1:29: expected ℝ, found Vec σ",
        ),
        (
            "law f (c : ℝ) (u : Vec σ) : c • u = c from A b",
            "1:37: expected Vec σ, found ℝ",
        ),
        (
            "law f (u : Vec σ) : u + 1 = u from A b",
            "1:25: expected Vec σ, found a number",
        ),
        (
            "law f (c : ℝ) (h : c ≠ 1) : c = c from A b",
            "1:20: a hypothesis is about variables",
        ),
        (
            "law f (c : ℝ) (h : c + c ≠ 0) : c = c from A b",
            "1:20: a hypothesis is about variables",
        ),
        (
            "law f (u : Vec s) (h : u ≠ 0) : u = u from A b",
            "1:24: vectors differ in every coordinate: `∀ i, u i ≠ v i`",
        ),
        (
            "law f (u v : Vec s) : u > v = u from A b",
            "1:23: `>` may stand only between `if` and `then`",
        ),
        (
            "law f (c : ℝ) (h : d ≠ 0) : c = c from A b",
            "1:20: unknown name `d`",
        ),
        (
            "law f (a : Idx Γ s) (x : Vec s) : get a x = x from A b",
            "1:35: get expects Vec Γ as argument 2, found Vec s",
        ),
        (
            "law f (a : Idx Γ s) : get a = 0 from A b",
            "1:23: `get` takes 2 arguments",
        ),
        (
            "law f (u : Vec s) : get u u = u from A b",
            "1:21: get expects an index as argument 1, found Vec s",
        ),
        (
            "law f (u : Vec s) : u u = u from A b",
            "1:21: application expects a linear map as argument 1, found Vec s",
        ),
        (
            "law f (u : Vec s) : u.inner = u from A b",
            "1:21: unknown field `inner`",
        ),
        (
            "law f (u : Vec s) : u.adjoint = u from A b",
            "1:21: adjoint expects a linear map as argument 1, found Vec s",
        ),
        (
            "law f (A : Vec s →L[ℝ] Vec s) : ⟪A, A⟫ = 0 from A b",
            "1:33: ⟪·, ·⟫ expects a vector of coordinates as argument 1, found Vec s →L[ℝ] Vec s",
        ),
        (
            "law f (A : Vec s →L[ℝ] Vec s) : A ⊙ A = A from A b",
            "1:33: ⊙ expects a vector of coordinates as argument 1, found Vec s →L[ℝ] Vec s",
        ),
        (
            "law f (u : Vec s) : id = u from A b",
            "1:21: the space of `id` is not known",
        ),
        (
            "law f (c : ℝ) : (fun i => c) = (fun i => c) from A b",
            "1:32: `fun` may stand only where a vector is expected",
        ),
        (
            "law f (c : ℝ) : (if c then c else c) = c from A b",
            "1:17: `if` may stand only under `fun i =>`",
        ),
        (
            "law f (c : ℝ) : c = ) from A b",
            "1:21: expected a term, found `)`",
        ),
        (
            "law f (c : ℝ) : c + = c from A b",
            "1:21: expected a term, found `=`",
        ),
        (
            "law f (c : ℝ) : c = (c from A b",
            "1:24: expected `)`, found `from`",
        ),
        (
            "law f (c : ℝ) : ⟪c, c = c from A b",
            "1:23: expected `⟫`, found `=`",
        ),
        (
            "law f (c : ℝ) : 0.5 * c = 1e999 from A b",
            "1:27: `1e999` is outside the range of f64",
        ),
        (
            "law f (c : ℝ) : c + # c = c from A b",
            "1:21: unexpected character `#`",
        ),
        (
            "node f : Node Γ s",
            "1:6: `node` is not declared in this file",
        ),
        ("lemma f", "1:1: expected a declaration, found `lemma`"),
        (
            "derivative f (u : Vec s) : u = id from A b",
            "1:28: expected `D`, found `u`",
        ),
        (
            "derivative f (a : Idx Γ s) : D a = 0 from A b",
            "1:12: only vectors have a derivative",
        ),
        (
            "derivative f (u : Vec s) : D u = u from A b",
            "1:34: expected Vec domain →L[ℝ] Vec s, found Vec s",
        ),
        (
            "derivative f (u : Vec s) : D u = D (u + u) from A b",
            "1:34: `D` is applied to one variable of the rule",
        ),
        (
            "identity f (u : Vec s) : D u = u",
            "1:10: a derivative needs the point `x`",
        ),
        (
            "law f (u v : Vec σ) : u + v = v + u from A b\n\nlaw f (u v : Vec σ) : u + v = v + u from A b",
            "3:5: `f` is declared twice",
        ),
    ] {
        let errors = laws(text);
        let first = errors.first().unwrap_or_else(|| panic!("accepted: {text}"));
        assert!(
            first.starts_with(&format!("f:{expected}")),
            "{text}\n{errors:#?}"
        );
    }
}

#[test]
fn malformed_entries() {
    for (text, expected) in [
        (
            "law f (u : Vec σ) : u = u from A b",
            "1:5: `law` is not declared in this file",
        ),
        (
            "node f (a : Idx Γ s) : Node Γ",
            "1:30: expected a name, found the end of the text",
        ),
        (
            "node f (a : Idx Γ s) : Vec s",
            "1:24: expected `Node`, found `Vec`",
        ),
        (
            "node f (a : Idx Γ s) : Node Γ s\n  forward y := get a y",
            "2:11: this variable of `forward` is called `x`",
        ),
        (
            "node f (a : Idx Γ s) : Node Γ s\n  forward x := get a x\n  vjp x δ := single a δ",
            "3:3: expected `jvp`, found `vjp`",
        ),
        (
            "node f (a : Idx Γ s) : Node Γ s\n  forward x := x",
            "2:16: expected Vec s, found Vec Γ",
        ),
        (
            "node f (a : Idx Γ s) : Node Γ s\n  forward x := get b x",
            "2:20: unknown name `b`",
        ),
        (
            "node f (a : Idx Γ s) : Node Γ s := g a",
            "1:36: no definition of this name stands above",
        ),
        (
            "node f (a : Idx Γ s) : Node Γ s := a",
            "1:36: a delegation applies a definition to arguments",
        ),
        (
            "fderiv F of f\n  deriv x := id",
            "1:13: no node of this name stands above",
        ),
        (
            "function f (c : ℝ) : Vec s := c",
            "1:31: expected Vec s, found ℝ",
        ),
        (
            "function f (m : Mask s) (c : ℝ) : Vec s := fun i => if c i then c else 0",
            "1:56: expected Mask s, found ℝ",
        ),
        (
            "function f (m : Mask s) (c : ℝ) : Vec s := fun i => if m then c else 0",
            "1:56: expected a mask at the index of `fun`",
        ),
        (
            "function f (m : Mask t) (c : ℝ) : Vec s := fun i => if m i then c else 0",
            "1:56: expected Mask s, found Mask t",
        ),
        (
            "function f (c : ℝ) : ℝ := c * 1.",
            "1:33: expected a name, found the end of the text",
        ),
    ] {
        let errors = entries(text);
        let first = errors.first().unwrap_or_else(|| panic!("accepted: {text}"));
        assert!(
            first.starts_with(&format!("f:{expected}")),
            "{text}\n{errors:#?}"
        );
    }
}

#[test]
fn all_errors_of_a_file_at_once() {
    let text = "law good (u v : Vec σ) : u + v = v + u from A b
law one (u : Vec σ) : u = w from A b
law two (u : Vec σ) : u + = u from A b
derivative good (u : Vec τ) : D (-u) = -D u from A b
derivative three (u : Vec τ) : D (-u) = u from A b
? identity four (c : ℝ) : c = d
law five (u : Vec σ) : u = u";
    let places: Vec<String> = laws(text)
        .iter()
        .map(|e| e.splitn(4, ':').take(3).collect::<Vec<_>>().join(":"))
        .collect();
    assert_eq!(
        places,
        ["f:2:27", "f:3:27", "f:5:41", "f:6:1", "f:6:31", "f:7:29"]
    );
}

#[test]
fn ill_sorted_entries_are_errors_at_their_place() {
    let file = include_str!("../../../spec/arithmetic.spec");
    let mut tried = 0;
    // Each occurrence of a sort or a variable replaced by another.
    for (from, to) in [
        ("(idx : Idx Γ s)", "(idx : Idx Δ s)"),
        ("(idx : Idx Γ s)", "(idx : Mask s)"),
        ("(a b : Idx Γ s)", "(a : Idx Γ s) (b : Idx Γ t)"),
        ("(c : ℝ)", "(c : Vec s)"),
        ("(mask : Mask s)", "(mask : Vec s)"),
        ("(keepProb : ℝ)", "(keepProb : Vec s)"),
        ("(coeff : Vec s)", "(coeff : Vec t)"),
        ("(b : Vec sOut)", "(b : Vec sIn)"),
        ("Vec sIn →L[ℝ] Vec sOut", "Vec sOut →L[ℝ] Vec sIn"),
        ("A.adjoint δ", "A δ"),
        ("Node Γ s\n", "Node s Γ\n"),
        ("getCLM b", "b"),
        ("single a", "get a"),
        ("get a dx", "single a dx"),
        ("(get b x)", "b"),
        (" • δ", " ⊙ δ"),
        ("coeff ⊙ δ", "coeff • δ"),
    ] {
        let mut found = 0;
        for (at, _) in file.match_indices(from) {
            let mut text = file.to_string();
            text.replace_range(at..at + from.len(), to);
            let errors = read_entries(&Source::new("f", text)).err();
            let errors = errors
                .unwrap_or_else(|| panic!("accepted: {to} for {from} at {at}"))
                .0;
            let line = file[..at].matches('\n').count() + 1;
            let first = errors[0].position().0;
            // In the declaration that was changed: at or after the change.
            assert!(
                (line..line + 6).contains(&first),
                "{from} → {to} in line {line}, error in {first}"
            );
            found += 1;
            tried += 1;
        }
        assert!(found > 0, "{from} is not in the file");
    }
    assert!(tried >= 25, "{tried}");
}

/// Mathlib composes sums of maps too.
#[test]
fn a_composed_sum_is_read() {
    let text = "identity f (A : Vec t →L[ℝ] Vec r) (B C : Vec s →L[ℝ] Vec t) (c : ℝ) : A.comp (B + C) = A.comp (c • B) + A ∘L (-C)";
    assert_eq!(laws(text), Vec::<String>::new());
}

#[test]
fn decimals_are_the_fractions_that_they_say() {
    let laws = |factor: &str| {
        let text = format!("law f (u : Vec σ) : {factor} • u = u from A b");
        read_laws(&Source::new("f", text)).unwrap().laws
    };
    for (decimal, fraction) in [("0.5", "(1/2)"), ("1e-3", "(1/1000)"), ("2.50e1", "25")] {
        assert_eq!(laws(decimal)[0].left, laws(fraction)[0].left, "{decimal}");
    }
}

#[test]
fn numbers_are_rationals() {
    let read = |text: &str| {
        read_term(&Source::new("n", text), &[], Some(&Sort::REAL))
            .unwrap()
            .to_string()
    };
    for (text, value) in [
        ("4 / 6", "2 / 3"),
        ("-4 / 6", "-2 / 3"),
        ("1 / 0", "0"),
        ("007", "7"),
        ("-0", "0"),
        ("2 / 3 / 4", "1 / 6"),
    ] {
        assert_eq!(read(text), value, "{text}");
    }
}
