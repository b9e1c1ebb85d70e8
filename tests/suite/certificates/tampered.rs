//! Tampered theorems: Lean rejects every one, next to a copy that it accepts.

use std::collections::BTreeMap;

use super::change::{changes, renamings, variables};
use super::lean::{accepted, folder, in_two_threads, lean};
use super::theorem::Theorem;
use super::{Certified, of_claims, of_two_modules};

/// What was done to a theorem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// One symbol of the statement.
    Statement,
    /// One law of the proof.
    Law,
    /// One argument of the proof.
    Argument,
    /// The equation of one step.
    Equation,
    /// The proof of another theorem.
    Proof,
}

/// At most so many of a list, evenly spread.
fn spread<T>(items: Vec<T>, most: usize) -> Vec<T> {
    let step = items.len().div_ceil(most).max(1);
    items.into_iter().step_by(step).collect()
}

/// The proof with one line changed by one symbol: the equation of a step, or
/// any other line.
fn changed_lines(theorem: &Theorem, equations: bool) -> Vec<String> {
    let variables = variables(&format!(
        "{} {} {}",
        theorem.binders, theorem.claim, theorem.proof
    ));
    let lines: Vec<&str> = theorem.proof.lines().collect();
    let with = |position: usize, line: &str| {
        let mut lines = lines.clone();
        lines[position] = line;
        lines.join("\n")
    };
    let mut proofs = Vec::new();
    for (position, line) in lines.iter().enumerate() {
        if line.contains("have s") != equations || line.trim_start().starts_with("fun ") {
            continue;
        }
        for changed in changes(line, &variables) {
            proofs.push(with(position, &changed));
        }
    }
    proofs
}

/// The laws and rules, each with one that takes as many arguments.
fn other_laws(certified: &Certified) -> BTreeMap<String, String> {
    let laws = &certified.spec.laws;
    let equations = laws
        .laws
        .iter()
        .map(|law| (law.name.to_string(), law.variables.len()));
    let facts = laws
        .facts
        .iter()
        .map(|fact| (fact.name.to_string(), 20 + fact.variables.len()));
    let rules = laws.derivatives.iter().map(|rule| {
        let arguments = 10 + rule.variables.len() + 2 * rule.differentiated().len();
        (format!("derivative_{}", rule.name), arguments)
    });
    let all: Vec<(String, usize)> = equations.chain(facts).chain(rules).collect();
    all.iter()
        .enumerate()
        .map(|(position, (name, arity))| {
            let mut others = all[position + 1..].iter().chain(&all[..position]);
            let other = others
                .clone()
                .find(|(_, a)| a == arity)
                .or_else(|| others.next());
            (format!("M.{name}"), format!("M.{}", other.unwrap().0))
        })
        .collect()
}

fn tampered(
    theorem: &Theorem,
    others: &[Theorem],
    laws: &BTreeMap<String, String>,
) -> Vec<(Kind, Theorem)> {
    let with_proof = |kind: Kind| {
        move |proof: String| {
            let theorem = Theorem {
                proof,
                ..theorem.clone()
            };
            (kind, theorem)
        }
    };
    let known = variables(&format!("{} {}", theorem.binders, theorem.claim));
    let mut all: Vec<(Kind, Theorem)> = spread(changes(&theorem.claim, &known), 3)
        .into_iter()
        .map(|claim| {
            let theorem = Theorem {
                claim,
                ..theorem.clone()
            };
            (Kind::Statement, theorem)
        })
        .collect();
    let renamed = renamings(&theorem.proof, |symbol| laws.get(symbol).cloned());
    all.extend(spread(renamed, 2).into_iter().map(with_proof(Kind::Law)));
    let arguments = changed_lines(theorem, false);
    all.extend(
        spread(arguments, 2)
            .into_iter()
            .map(with_proof(Kind::Argument)),
    );
    let equations = changed_lines(theorem, true);
    all.extend(
        spread(equations, 1)
            .into_iter()
            .map(with_proof(Kind::Equation)),
    );
    let foreign = others
        .iter()
        .find(|o| o.claim != theorem.claim && o.proof != theorem.proof);
    all.extend(foreign.map(|o| with_proof(Kind::Proof)(o.proof.clone())));
    all
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn lean_rejects_tampered_theorems() {
    let certified = of_two_modules();
    let laws = other_laws(certified);
    let theorems: Vec<Theorem> = certified
        .files
        .iter()
        .filter(|file| of_claims(file))
        .flat_map(Theorem::all)
        // One in two, since Lean takes most of the time.
        .step_by(2)
        .collect();
    let jobs: Vec<(&Theorem, Vec<(Kind, Theorem)>)> = theorems
        .iter()
        .enumerate()
        .map(|(position, theorem)| {
            let others = [&theorems[position + 1..], &theorems[..position]].concat();
            (theorem, tampered(theorem, &others, &laws))
        })
        .collect();
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    for (theorem, tampered) in &jobs {
        let kinds: std::collections::BTreeSet<Kind> = tampered.iter().map(|(k, _)| *k).collect();
        assert!(kinds.len() >= 3, "{}: only {kinds:?}", theorem.name);
        assert!(kinds.contains(&Kind::Statement), "{}", theorem.name);
        assert!(kinds.contains(&Kind::Argument), "{}", theorem.name);
        for (kind, tampered) in tampered {
            *counts.entry(*kind).or_default() += 1;
            assert_ne!(tampered, *theorem);
        }
    }
    println!("{} theorems, tampered: {counts:?}", theorems.len());

    let Some(lean) = lean() else { return };
    let folder = folder(&lean, &[certified.file("Laws")]);
    // Lean stops after 100 errors.
    let chunks: Vec<(usize, &[(&Theorem, Vec<_>)])> = jobs.chunks(3).enumerate().collect();
    let answers = in_two_threads(&chunks, |(number, chunk)| {
        let mut text = String::from("import Laws\n\nset_option linter.unusedVariables false\n\n");
        for (theorem, tampered) in *chunk {
            let name = &theorem.name;
            for (number, (kind, tampered)) in tampered.iter().enumerate() {
                text.push_str(&tampered.named(&format!("{name}_{number}")).text());
                if *kind == Kind::Statement {
                    let stated = tampered.named(&format!("{name}_{number}_stated"));
                    text.push_str(&stated.statement());
                }
            }
            // The last one, which shows that Lean has come this far.
            text.push_str(&theorem.named(&format!("{name}_copy")).text());
        }
        accepted(&lean, folder.path(), &format!("Tampered{number}"), &text)
    });
    let accepted: Vec<String> = answers.concat();
    for (theorem, tampered) in &jobs {
        let name = &theorem.name;
        assert!(accepted.contains(&format!("{name}_copy")), "{name}");
        let mut sensible = 0;
        for (number, (kind, tampered)) in tampered.iter().enumerate() {
            let copy = format!("{name}_{number}");
            assert!(!accepted.contains(&copy), "{kind:?}:\n{}", tampered.text());
            sensible += usize::from(accepted.contains(&format!("{copy}_stated")));
        }
        // The statement still makes sense to Lean: it is the proof that fails.
        assert!(sensible > 0, "{name}");
    }
}
