//! Edits of each definition: what changes the meaning is refuted where it
//! stands, what does not is proved.

use super::{FIXTURE, SPEC, extent, findings, held, renamed, text_of, with};
use torchlean_mirror::audit::Verdict;

/// Definition, field, and edits of it that change its meaning.
type Row = (
    &'static str,
    &'static [(&'static str, &'static str, &'static str)],
);

const CHANGES: &[Row] = &[
    (
        "affine",
        &[
            ("f", "u) + shift)", "u) - shift)"),
            ("f", "u) + shift)", "u))"),
            (
                "jvp",
                "M (CtxVec.get (Γ := Γ) (s := p) j du)",
                "-(M (CtxVec.get (Γ := Γ) (s := p) j du))",
            ),
            ("vjp", "(M.adjoint w)", "((2 : ℝ) • M.adjoint w)"),
        ],
    ),
    (
        "affineFderiv",
        &[
            ("deriv", "M.comp (", "-M.comp ("),
            ("deriv", "M.comp (", "(2 • M).comp ("),
            ("deriv", "M.comp (", "(M - M).comp ("),
            ("deriv", "M.comp (", "M.comp (0 - "),
        ],
    ),
    (
        "add",
        &[
            ("f", "a u + ", "a u - "),
            ("f", "b u)\n    (jvp", "a u)\n    (jvp"),
            ("jvp", "b du)", "b _u)"),
            (
                "vjp",
                "single (Γ := Γ) (s := s) b w",
                "single (Γ := Γ) (s := s) b (-w)",
            ),
        ],
    ),
    (
        "addFderiv",
        &[
            ("deriv", "a + ", "a - "),
            ("deriv", "(s := s) b\n", "(s := s) a\n"),
            ("deriv", "a + CtxVec.getCLM (Γ := Γ) (s := s) b", "a"),
            ("deriv", "fun _ => ", "fun _ => 2 • "),
        ],
    ),
    (
        "sub",
        &[
            ("f", "a u - ", "a u + "),
            (
                "jvp",
                "a du - CtxVec.get (Γ := Γ) (s := s) b du",
                "b du - CtxVec.get (Γ := Γ) (s := s) a du",
            ),
            ("vjp", "a w - ", "a w + "),
            ("vjp", "s) b w)", "s) a w)"),
        ],
    ),
    (
        "subFderiv",
        &[
            ("deriv", "a - ", "a + "),
            ("deriv", "(s := s) b\n", "(s := s) a\n"),
            ("deriv", "fun _ => ", "fun _ => -"),
            ("deriv", "a - CtxVec.getCLM (Γ := Γ) (s := s) b", "a"),
        ],
    ),
    (
        "scale",
        &[
            (
                "f",
                "k • CtxVec.get (Γ := Γ) (s := s) j u",
                "CtxVec.get (Γ := Γ) (s := s) j u",
            ),
            (
                "f",
                "k • CtxVec.get (Γ := Γ) (s := s) j u",
                "k⁻¹ • CtxVec.get (Γ := Γ) (s := s) j u",
            ),
            ("jvp", "fun _u du => k •", "fun _u du => (k + 1) •"),
            ("vjp", "(k • w)", "(k • k • w)"),
        ],
    ),
    (
        "scaleFderiv",
        &[
            ("deriv", "k • C", "(-k) • C"),
            ("deriv", "k • C", "C"),
            ("deriv", "k • C", "(k * k) • C"),
            ("deriv", "k • C", "(1 - k) • C"),
        ],
    ),
    (
        "fixedMaskScale",
        &[
            (
                "f",
                "k i * CtxVec.get (Γ := Γ) (s := s) j u i",
                "k i + CtxVec.get (Γ := Γ) (s := s) j u i",
            ),
            ("jvp", "j du i", "j _u i"),
            ("vjp", "k i * w i", "w i * w i"),
            ("vjp", "k i * w i", "-(k i * w i)"),
        ],
    ),
    (
        "fixedMaskScaleFderiv",
        &[
            ("deriv", "k i * v i", "v i"),
            ("deriv", "k i * v i", "k i * (k i * v i)"),
            ("deriv", "fun _ => whole", "fun _ => whole + whole"),
            ("deriv", "exact rows.comp", "exact (-rows).comp"),
        ],
    ),
    (
        "invertedDropoutCoeff",
        &[
            ("value", "rate⁻¹ else 0", "rate else 0"),
            ("value", "rate⁻¹ else 0", "rate⁻¹ else 1"),
            ("value", "rate⁻¹ else 0", "0 else rate⁻¹"),
            ("value", "rate⁻¹ else 0", "-rate⁻¹ else 0"),
        ],
    ),
    (
        "fixedInvertedDropout",
        &[
            ("f", "keep rate)", "keep rate⁻¹)"),
            ("f", "keep rate)", "keep (-rate))"),
            ("f", "keep rate)", "keep 1)"),
            (
                "f",
                "(invertedDropoutCoeff (s := s) keep rate)",
                "((2 : ℝ) • invertedDropoutCoeff (s := s) keep rate)",
            ),
        ],
    ),
    (
        "fixedInvertedDropoutFderiv",
        &[
            ("deriv", "keep rate)\n", "keep rate⁻¹)\n"),
            ("deriv", "keep rate)\n", "keep (-rate))\n"),
            ("deriv", "keep rate)\n", "keep 0)\n"),
            (
                "deriv",
                "(invertedDropoutCoeff (s := s) keep rate)\n",
                "(-invertedDropoutCoeff (s := s) keep rate)\n",
            ),
        ],
    ),
    (
        "mul",
        &[
            (
                "f",
                "fun u => times (CtxVec.get (Γ := Γ) (s := s) a u)",
                "fun u => times (CtxVec.get (Γ := Γ) (s := s) b u)",
            ),
            ("f", "v i * w i", "v i * v i"),
            ("jvp", "b du) +", "b du) -"),
            (
                "vjp",
                "(times w (CtxVec.get (Γ := Γ) (s := s) a u))",
                "(times w (CtxVec.get (Γ := Γ) (s := s) b u))",
            ),
        ],
    ),
    (
        "mulFderiv",
        &[
            ("deriv", "• right + ", "• right - "),
            ("deriv", "• right + ", "• left + "),
            ("deriv", "a u i) • right", "b u i) • right"),
            (
                "deriv",
                "(CtxVec.get (Γ := Γ) (s := s) b u i) • left",
                "(1 : ℝ) • left",
            ),
        ],
    ),
    (
        "square",
        &[
            ("f", "mul (Γ", "add (Γ"),
            ("f", "mul (Γ", "sub (Γ"),
            ("f", "mul (Γ := Γ) (s := s) j j", "scale j 2"),
            ("f", "mul (Γ := Γ) (s := s) j j", "scale j 0"),
        ],
    ),
    (
        "squareFderiv",
        &[
            ("deriv", "mulFderiv (Γ", "addFderiv (Γ"),
            ("deriv", "mulFderiv (Γ", "subFderiv (Γ"),
            (
                "deriv",
                "mulFderiv (Γ := Γ) (s := s) j j",
                "scaleFderiv j 2",
            ),
            (
                "deriv",
                "mulFderiv (Γ := Γ) (s := s) j j",
                "{ deriv := fun _ => 0, hasFDerivAt := by simp }",
            ),
        ],
    ),
];

#[test]
fn the_fixture_is_proved() {
    let report = held(FIXTURE);
    for entry in &SPEC.entries {
        let verdict = text_of(&report, entry.name.short());
        assert!(
            matches!(verdict, Verdict::Proved(_)),
            "{}: {verdict:?}",
            entry.name
        );
    }
    assert_eq!(findings(&report), [""; 0]);
}

#[test]
fn every_definition_has_its_changes() {
    let stated: Vec<&str> = SPEC.entries.iter().map(|e| e.name.short()).collect();
    let edited: Vec<&str> = CHANGES.iter().map(|(name, _)| *name).collect();
    assert_eq!(edited, stated);
    assert!(CHANGES.iter().all(|(_, edits)| edits.len() >= 4));
}

#[test]
fn a_changed_meaning_is_refuted_where_it_stands() {
    for (name, edits) in CHANGES {
        let range = extent(name);
        let first = FIXTURE[..range.start].lines().count() + 1;
        for (field, from, to) in *edits {
            let definition = &FIXTURE[range.clone()];
            assert!(definition.contains(from), "{name} has no `{from}`");
            let edited = definition.replacen(from, to, 1);
            let lines = first..=first + edited.lines().count();
            let report = held(&with(name, &edited));
            let verdict = text_of(&report, name);
            let Verdict::Refuted(found) = verdict else {
                panic!("{name}, `{from}` to `{to}`: {verdict:?}");
            };
            let place = found
                .quantity
                .strip_prefix(&format!("{field} at fixture.lean:"));
            let line = place.and_then(|place| place.split(':').next()?.parse().ok());
            assert!(
                line.is_some_and(|line| lines.contains(&line)),
                "{name}: {}",
                found.quantity
            );
            assert!(found.difference.is_some());
            for entry in SPEC.entries.iter().filter(|e| e.name.short() != &**name) {
                let verdict = text_of(&report, entry.name.short());
                // What is read by the changed one is not vouched for.
                match verdict {
                    Verdict::Proved(_) => {}
                    Verdict::Unknown(why) => {
                        assert!(
                            why.to_string().contains("it rests on `"),
                            "{name}: {}: {why}",
                            entry.name
                        );
                    }
                    other => panic!("{name}: {}: {other:?}", entry.name),
                }
            }
            assert!(report.fails());
        }
    }
}

/// Edits that keep every meaning.
fn kept(name: &str) -> Vec<String> {
    let text = &FIXTURE[extent(name)];
    let parameters = [
        "a", "b", "j", "k", "M", "shift", "keep", "rate", "u", "w", "i",
    ];
    vec![
        format!("/-- A docstring. /- Nested. -/ -/\n{text}"),
        text.replace("(s := s)", "(s\n          := -- the shape\n          s)"),
        text.replace('\n', "\r\n"),
        text.replace("Shape.size", "Spec.Shape.size"),
        text.replace("Node.ofVec", "Node.ofFn"),
        parameters.iter().fold(text.to_string(), |text, name| {
            renamed(&text, name, &format!("{name}'₁"))
        }),
        renamed(&renamed(text, "Γ", "Δ"), "s", "shape")
            .replace("(shape :=", "(s :=")
            .replace("(Δ :=", "(Γ :="),
        text.replace("def ", "@[simp] protected def "),
        text.replace(" + ", " +\n            "),
        text.replacen(
            " :=\n",
            " :=\n  let unused : Nat := 0\n",
            usize::from(text.contains(" Node ")),
        ),
    ]
}

#[test]
fn a_kept_meaning_is_proved() {
    for entry in &SPEC.entries {
        for (number, edited) in kept(entry.name.short()).into_iter().enumerate() {
            // Calls by name use the names of the callee.
            let calls = edited.contains("(p :=") || edited.contains("(shape :=");
            if calls && number == 6 {
                continue;
            }
            let report = held(&with(entry.name.short(), &edited));
            let verdict = text_of(&report, entry.name.short());
            assert!(
                matches!(verdict, Verdict::Proved(_)),
                "{edited}: {verdict:?}"
            );
            assert_eq!(findings(&report), [""; 0], "{edited}");
        }
    }
}

#[test]
fn a_signature_that_differs_is_refuted() {
    for (name, from, to) in [
        ("scale", "(j : Idx Γ s) (k : ℝ)", "(k : ℝ) (j : Idx Γ s)"),
        ("scale", "(k : ℝ)", "(k l : ℝ)"),
        ("add", "(a b : Idx Γ s)", "(a : Idx Γ s)"),
        (
            "mul",
            "(a b : Idx Γ s) : Node Γ s",
            "(a b : Idx Γ s) (h : a ≠ b) : Node Γ s",
        ),
        ("affine", ": Node Γ q", ": Node Γ p"),
    ] {
        let edited = FIXTURE[extent(name)].replacen(from, to, 1);
        let report = held(&with(name, &edited));
        let Verdict::Refuted(found) = text_of(&report, name) else {
            panic!("{name}: {:?}", text_of(&report, name));
        };
        assert!(found.quantity.starts_with("signature at fixture.lean:"));
    }
}
