//! Formulas in LaTeX and MathML: matrix products for sums, values for linear maps.

use torchlean_mirror::exact::{Equation, Limits, Outcome, Prover, replay};
use torchlean_mirror::notation::{Form, Source, Spec, read_term};
use torchlean_mirror::term::{Axis, Dim, Name, Op, Sort, Space, Term};

fn tensor(axes: &[&str]) -> Sort {
    let axes = axes.iter().map(|name| Axis::Dim(Dim::named(name)));
    Sort::Vec(Space::of_axes(axes.collect()))
}

/// The LaTeX of a term over `A : [m, n]`, `B : [n, p]`, `u : [m]` and `v : [n]`.
fn latex(text: &str, axes: &[&str]) -> String {
    let variables: Vec<(Name, Sort)> = vec![
        ("A".into(), tensor(&["m", "n"])),
        ("B".into(), tensor(&["n", "p"])),
        ("u".into(), tensor(&["m"])),
        ("v".into(), tensor(&["n"])),
    ];
    let source = Source::new("term", text);
    let term = read_term(&source, &variables, Some(&tensor(axes)));
    term.unwrap_or_else(|e| panic!("{text}: {e}")).latex()
}

#[test]
fn sums_of_products_are_products_of_matrices() {
    let cases = [
        ("fun i k => ∑ j, A i j * B j k", &["m", "p"][..], r"A\, B"),
        (
            "fun k i => ∑ j, A i j * B j k",
            &["p", "m"],
            r"\left(A\, B\right)^{\top}",
        ),
        ("fun i k => ∑ j, B j k * A i j", &["m", "p"], r"A\, B"),
        (
            "fun i k => ∑ j, A i j * A k j",
            &["m", "m"],
            r"A\, A^{\top}",
        ),
        (
            "fun j l => ∑ i, A i j * A i l",
            &["n", "n"],
            r"A^{\top}\, A",
        ),
        ("fun i => ∑ j, A i j * v j", &["m"], r"A\, v"),
        ("fun j => ∑ i, A i j * u i", &["n"], r"A^{\top}\, u"),
        ("fun i j => u i * v j", &["m", "n"], r"u\, v^{\top}"),
        (
            "fun j i => u i * v j",
            &["n", "m"],
            r"\left(u\, v^{\top}\right)^{\top}",
        ),
        ("fun j i => A i j", &["n", "m"], r"A^{\top}"),
        ("fun i => ∑ j, A i j", &["m"], r"A\, \mathbf{1}"),
        ("fun j => ∑ i, A i j", &["n"], r"A^{\top}\, \mathbf{1}"),
        ("∑ i, u i * u i", &[], r"u^{\top}\, u"),
        ("fun i j => u i", &["m", "n"], r"u\, \mathbf{1}^{\top}"),
        ("fun i j => v j", &["m", "n"], r"\mathbf{1}\, v^{\top}"),
        ("(fun i => ∑ j, A i j * v j) + u", &["m"], r"A\, v + u"),
        (
            "fun i => ∑ j, A i j * (v j + v j)",
            &["m"],
            r"A\, \left(v + v\right)",
        ),
        (
            "fun i => ∑ j, (A i j * v j + A i j * v j)",
            &["m"],
            r"A\, v + A\, v",
        ),
        // What has no such product stays in coordinates.
        (
            "fun i => ∑ j, A i j * A i j",
            &["m"],
            r"\left(\sum_{j} A_{i\,j}\, A_{i\,j}\right)_{i}",
        ),
    ];
    let wrong = cases.into_iter().filter_map(|(text, axes, expected)| {
        let found = latex(text, axes);
        (found != expected).then_some((text, found))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), []);
}

#[test]
fn an_index_that_stands_twice_is_no_product() {
    let diagonal = "(fun M i => M i i : Vec [n, n] →L[ℝ] Vec [n])";
    let text = latex(&format!("{diagonal}.adjoint v"), &["n", "n"]);
    assert!(!text.contains("mathbf"), "{text}");
}

#[test]
fn the_maps_of_matmul_are_those_of_matrix_calculus() {
    let spec = Spec::built_in().unwrap();
    let entry = spec.find("TapeNodes.matmul").unwrap();
    let Form::Node(node) = &entry.form else {
        panic!("a node")
    };
    assert_eq!(node.forward.latex(), r"x_{A}\, x_{B}");
    let jvp = r"\mathit{dx}_{A}\, x_{B} + x_{A}\, \mathit{dx}_{B}";
    assert_eq!(node.jvp.latex(), jvp);
    let vjp = r"\operatorname{single}_{A}\left(\delta\, x_{B}^{\top}\right) + \operatorname{single}_{B}\left(x_{A}^{\top}\, \delta\right)";
    assert_eq!(node.vjp.latex(), vjp);
    assert_eq!(
        node.forward
            .mathml()
            .replace("<mo>\u{2062}</mo><mspace width=\"0.17em\"/>", ""),
        "<mrow><msub><mi>x</mi><mi>A</mi></msub><msub><mi>x</mi><mi>B</mi></msub></mrow>"
    );
    let fderiv = spec.find("TapeNodes.matmulFderiv").unwrap();
    let deriv = fderiv.form.deriv().unwrap().latex();
    let map = r"\mathit{dx} \mapsto x_{A}\, \mathit{dx}_{B} + \mathit{dx}_{A}\, x_{B}";
    assert_eq!(deriv, map);
}

/// A map is printed by its value at a variable, which unfolds what it is made of.
#[test]
fn the_value_of_a_map_is_proved_to_be_its_value() {
    let spec = Spec::built_in().unwrap();
    let prover = Prover::new(&spec.laws, Limits::default());
    let maps = spec.entries.iter().filter_map(|entry| entry.form.deriv());
    let mut proved = 0;
    for map in maps {
        let Some((variable, value)) = map.image() else {
            continue;
        };
        let left = Term::new(Op::Apply, vec![map.clone(), variable]).unwrap();
        let equation = Equation {
            left,
            right: value,
            apart: Vec::new(),
        };
        match prover.prove(&equation) {
            Outcome::Found(proof) => {
                replay(&proof, &equation, &spec.laws).unwrap();
                proved += 1;
            }
            other => panic!("{map}: {other:?}"),
        }
    }
    assert!(proved > 10, "{proved}");
}
