//! Theorems about derivatives under a hypothesis: it is an argument, and without it Lean accepts
//! no proof.

use torchlean_mirror::notation::Spec;

use super::Certified;
use super::lean::{accepted, folder, lean};

const MODULES: [&str; 2] = [
    "NN_Proofs_Autograd_Tape_Nodes_Elementwise",
    "NN_Proofs_Autograd_Tape_Nodes_Piecewise",
];

fn certified() -> Certified {
    let mut spec = Spec::built_in().unwrap();
    // One of each kind of hypothesis about the point, since each costs several runs of Lean.
    let taken = ["relu", "sqrtClamp", "maxElem"];
    let is_taken = |name: &str| taken.iter().any(|taken| name.starts_with(taken));
    spec.entries
        .retain(|entry| !entry.conditions.is_empty() && is_taken(entry.name.short()));
    Certified::of(spec, &[])
}

#[test]
fn the_hypothesis_is_an_argument_and_needed() {
    let certified = certified();
    let theorems: usize = MODULES
        .iter()
        .map(|module| certified.file(module).theorems.len())
        .sum();
    assert_eq!(theorems, 3 * certified.spec.entries.len());
    let Some(lean) = lean() else { return };
    let folder = folder(&lean, &[certified.file("Laws")]);
    for module in MODULES {
        let file = certified.file(module);
        let ask = |text: &str| accepted(&lean, folder.path(), module, text);
        assert_eq!(ask(&file.text), file.theorems);
        // Of a node the derivative and the linear map, of its certificate the derivative.
        let conditional: Vec<&String> = file
            .theorems
            .iter()
            .filter(|name| {
                name.ends_with("_derivative")
                    || name.ends_with("_linearMap") && !name.contains("Fderiv")
            })
            .collect();
        let without: Vec<String> = file.text.split_inclusive(":=\n").map(weakened).collect();
        let without = without.concat();
        assert_ne!(without, file.text);
        let left = ask(&without);
        for name in &file.theorems {
            let is_conditional = conditional.contains(&name);
            assert_eq!(left.contains(name), !is_conditional, "{name}");
        }
    }
}

/// A statement with `True` for its hypotheses about the point.
fn weakened(part: &str) -> String {
    let Some(at) = part.find("theorem ") else {
        return part.into();
    };
    let (before, statement) = part.split_at(at);
    let mut text = before.to_string();
    let mut rest = statement;
    while let Some(at) = rest.find("M.Apart ") {
        let (head, tail) = rest.split_at(at);
        // Up to the arrow, or to the parenthesis that ends the binder.
        let mut depth = 0_i32;
        let end = tail.char_indices().find(|(_, c)| {
            depth += i32::from(*c == '(') - i32::from(*c == ')');
            depth < 0 || depth == 0 && *c == '→'
        });
        let (end, _) = end.unwrap();
        text.push_str(head);
        text.push_str("True ");
        rest = &tail[end..];
    }
    text + rest
}
