//! False laws, derivative rules and identities: the check must refute each.

use std::collections::BTreeSet;

use torchlean_mirror::audit::{Counterexample, Options, Verdict, audit};
use torchlean_mirror::notation::{Laws, Source, Spec, read_laws};

use crate::laws::check;

const FALSE: &[&str] = &[
    // Total arithmetic.
    "law f (c : ℝ) : c * c⁻¹ = 1 from Nobody x",
    "law f (c : ℝ) : c⁻¹ * c = 1 from Nobody x",
    "law f (c : ℝ) : c⁻¹ * c * c = 1 from Nobody x",
    "law f (c : ℝ) : c⁻¹ = c from Nobody x",
    "law f (c d : ℝ) : (c + d)⁻¹ = c⁻¹ + d⁻¹ from Nobody x",
    "law f (c d : ℝ) (h : d ≠ 0) : c * c⁻¹ * d = d from Nobody x",
    "law f (c : ℝ) : 0⁻¹ * c = c from Nobody x",
    "law f (c : ℝ) (u : Vec σ) : c • (c⁻¹ • u) = u from Nobody x",
    "law f (c : ℝ) (h : c ≠ 0) : c⁻¹ * c⁻¹ = c⁻¹ from Nobody x",
    // Signs and factors.
    "law f (u v : Vec σ) : u - v = u + v from Nobody x",
    "law f (u v : Vec σ) : u - v = v - u from Nobody x",
    "law f (u v : Vec σ) : u - v = -u + v from Nobody x",
    "law f (u : Vec σ) : (-1) • u = u from Nobody x",
    "law f (u : Vec σ) : 2 • u = u from Nobody x",
    "law f (u : Vec σ) : 2 • u = u + u + u from Nobody x",
    "law f (c d : ℝ) (u : Vec σ) : (c + d) • u = c • u + u from Nobody x",
    "law f (c d : ℝ) (u : Vec σ) : c • (d • u) = (c + d) • u from Nobody x",
    "law f (c : ℝ) (u v : Vec σ) : c • (u + v) = c • u + v from Nobody x",
    "law f (u : Vec σ) : 0 • u = u from Nobody x",
    "law f (u : Vec σ) : u + u = u from Nobody x",
    "law f (u v : Vec σ) : u + v = u from Nobody x",
    "law f (c d : ℝ) : c * d = c from Nobody x",
    // The inner product.
    "law f (u v : Vec s) : ⟪u, v⟫ = -⟪v, u⟫ from Nobody x",
    "law f (u v w : Vec s) : ⟪u + v, w⟫ = ⟪u, w⟫ from Nobody x",
    "law f (c : ℝ) (u v : Vec s) : ⟪c • u, c • v⟫ = c * ⟪u, v⟫ from Nobody x",
    "law f (A : Vec s →L[ℝ] Vec s) (u v : Vec s) : ⟪A u, v⟫ = ⟪A v, u⟫ from Nobody x",
    "law f (u v : Vec s) : ⟪u, v⟫ = ⟪u, u⟫ from Nobody x",
    // Coordinate by coordinate.
    "law f (u v : Vec s) : u ⊙ v = v from Nobody x",
    "law f (u v w : Vec s) : ⟪u ⊙ v, w⟫ = ⟪v, w⟫ from Nobody x",
    "law f (u v w : Vec s) : u ⊙ (v + w) = u ⊙ v + w from Nobody x",
    "law f (c : ℝ) (u v : Vec s) : (c • u) ⊙ (c • v) = c • (u ⊙ v) from Nobody x",
    // Contexts.
    "law f (a b : Idx Γ s) (v : Vec s) : get a (single b v) = v from Nobody x",
    "law f (a b : Idx Γ s) (v : Vec s) : get a (single b v) = 0 from Nobody x",
    "law f (a : Idx Γ s) (x : Vec Γ) : single a (get a x) = x from Nobody x",
    "law f (a b : Idx Γ s) (x : Vec Γ) : get a x + get b x = 2 • get b x from Nobody x",
    "law f (a b : Idx Γ s) (v : Vec s) : single a v + single b v = 2 • single b v from Nobody x",
    "law f (a b : Idx Γ s) (x : Vec Γ) (v : Vec s) : ⟪x, single a v⟫ + ⟪get b x, v⟫ = 2 • ⟪get b x, v⟫ from Nobody x",
    "law f (a : Idx Γ s) (v : Vec s) : (getCLM a).adjoint v = -single a v from Nobody x",
    // Linear maps and adjoints.
    "law f (A : Vec σ →L[ℝ] Vec τ) (u v : Vec σ) : A (u + v) = A u from Nobody x",
    "law f (A : Vec s →L[ℝ] Vec s) (u : Vec s) : A u = u from Nobody x",
    "law f (A B : Vec s →L[ℝ] Vec s) (u : Vec s) : A.comp B u = B (A u) from Nobody x",
    "law f (A : Vec s →L[ℝ] Vec s) : A.adjoint = A from Nobody x",
    "law f (A B : Vec s →L[ℝ] Vec s) : (A.comp B).adjoint = A.adjoint.comp B.adjoint from Nobody x",
    "law f (u : Vec s) : (diag u).adjoint = -diag u from Nobody x",
    "law f (A B : Vec s →L[ℝ] Vec t) : (A + B).adjoint = A.adjoint - B.adjoint from Nobody x",
    "law f (c : ℝ) (A : Vec s →L[ℝ] Vec t) : (c • A).adjoint = A.adjoint from Nobody x",
    "law f (u v : Vec s) : diag u v = u + v from Nobody x",
    // Rules of differentiation.
    "derivative f : D x = 0 from Nobody x",
    "derivative f : D x = (-1) • id from Nobody x",
    "derivative f (u v : Vec τ) : D (u + v) = D u + 0 • D v from Nobody x",
    "derivative f (u v : Vec τ) : D (u - v) = D u + D v from Nobody x",
    "derivative f (u v : Vec τ) : D (u - v) = D v - D u from Nobody x",
    "derivative f (u : Vec τ) : D (-u) = D u from Nobody x",
    "derivative f (c : ℝ) (u : Vec τ) : D (c • u) = D u from Nobody x",
    "derivative f (c : ℝ) (u : Vec τ) : D (c • u) = (c * c) • D u from Nobody x",
    "derivative f (u v : Vec s) : D (u ⊙ v) = (diag u).comp (D v) + 0 • D u from Nobody x",
    "derivative f (u v : Vec s) : D (u ⊙ v) = (diag u).comp (D u) + (diag v).comp (D v) from Nobody x",
    "derivative f (u v : Vec s) : D (u ⊙ v) = (diag u).comp (D v) - (diag v).comp (D u) from Nobody x",
    "derivative f (u : Vec s) : D (u ⊙ u) = (diag u).comp (D u) from Nobody x",
    "derivative f (a b : Idx Γ s) (u : Vec Γ) : D (get a u + get b u) = (getCLM a).comp (D u) + (getCLM a).comp (D u) from Nobody x",
    "derivative f (A : Vec σ →L[ℝ] Vec σ) (u : Vec σ) : D (A u) = (D u) from Nobody x",
    "derivative f (A : Vec σ →L[ℝ] Vec σ) (u : Vec σ) : D (A u) = A.adjoint.comp (D u) from Nobody x",
    // Identities.
    "identity f (a : Idx Γ s) (x : Vec Γ) : D (get a x ⊙ get a x) = (diag (get a x)).comp (getCLM a)",
    "identity f (a b : Idx Γ s) (x : Vec Γ) : D (get a x ⊙ get b x) = 2 • (diag (get a x)).comp (getCLM a)",
    "identity f (c : ℝ) (u : Vec σ) : c • (c⁻¹ • u) = u",
    "identity f (u v : Vec s) : (u + v) ⊙ (u + v) = u ⊙ u + v ⊙ v",
];

#[test]
fn every_false_statement_is_refuted() {
    assert!(FALSE.len() >= 50);
    for text in FALSE {
        let laws =
            read_laws(&Source::new("gallery", *text)).unwrap_or_else(|e| panic!("{text}: {e}"));
        let mut searches = laws
            .laws
            .iter()
            .map(|law| check::law(law, false))
            .collect::<Vec<_>>();
        searches.extend(laws.derivatives.iter().map(check::rule));
        searches.extend(laws.identities.iter().map(check::identity));
        let [search] = searches.as_slice() else {
            panic!("{text}: one statement expected");
        };
        assert!(
            search.failure.is_some(),
            "not refuted in {} points: {text}",
            search.points
        );
    }
}

/// Laws that hold at every small fraction, in few dimensions, or for few indices.
#[test]
fn a_law_that_is_false_at_few_or_unusual_points_is_refuted_by_the_audit() {
    let zeros = [
        "c", "(c - 1)", "(c + 1)", "(c - 2)", "(c + 2)", "(c - 3)", "(c + 3)",
    ];
    let halves = ["(2 * c - 1)", "(2 * c + 1)", "(2 * c - 3)", "(2 * c + 3)"];
    let thirds = ["(3 * c - 1)", "(3 * c + 1)", "(3 * c - 2)", "(3 * c + 2)"];
    let product = [&zeros[..], &halves, &thirds].concat().join(" * ");
    let vanishing = format!("law f (c : ℝ) : {product} = 0 from Nobody x");
    // True unless four indices are pairwise different.
    let pairs = ["a b", "a c", "a d", "b c", "b d", "c d"];
    let factors = pairs.map(|pair| {
        let (one, other) = pair.split_once(' ').unwrap();
        format!("(v - get {one} (single {other} v))")
    });
    let factors = factors.join(" ⊙ ");
    let indices = format!("law f (a b c d : Idx Γ s) (v : Vec s) : {factors} = 0 from Nobody x");
    for text in [vanishing, indices] {
        refuted(read(&text), 0);
    }
}

fn read(text: &str) -> Laws {
    read_laws(&Source::new("gallery", text)).unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// How the audit refutes the only law or rule of these.
fn refuted(laws: Laws, seed: u64) -> Counterexample {
    let mut spec = Spec::built_in().unwrap();
    spec.laws = laws;
    spec.entries.clear();
    let options = Options {
        seed,
        cases: 1,
        ..Options::default()
    };
    let report = audit(&spec, &[], &options, |_| {}).unwrap();
    let [(name, Verdict::Refuted(found))] = report.laws.as_slice() else {
        panic!("{:?}", report.laws);
    };
    assert!(name.ends_with('f'), "{name}");
    (**found).clone()
}

/// The numbers of a list of fractions, or of rows of them; none if it is no such list.
fn numbers(text: &str) -> Option<Vec<&str>> {
    let text = text.strip_prefix("dense ").unwrap_or(text);
    let inside = text.strip_prefix('[')?.strip_suffix(']')?;
    let all = inside.split([',', '[', ']', ' ']).filter(|n| !n.is_empty());
    let all: Vec<&str> = all.collect();
    let fraction = |n: &&str| {
        let (above, below) = n.split_once('/').unwrap_or((n, "1"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        digits(above.strip_prefix('-').unwrap_or(above)) && digits(below)
    };
    all.iter().all(fraction).then_some(all)
}

#[test]
fn the_audit_refutes_every_false_law_and_rule_at_inputs_that_it_shows() {
    let mut refutations = 0;
    for text in FALSE {
        let laws = read(text);
        let named: Vec<(String, String)> = match (&*laws.laws, &*laws.derivatives) {
            ([law], []) => law
                .variables
                .iter()
                .map(|(n, s)| (n.to_string(), s.to_string()))
                .collect(),
            ([], [rule]) => rule
                .variables
                .iter()
                .map(|(n, s)| (n.to_string(), s.to_string()))
                .collect(),
            _ => continue,
        };
        let found = refuted(laws, 0);
        refutations += 1;
        let (left, right) = found.what.split_once(" is not ").unwrap();
        assert_ne!(numbers(left).unwrap(), numbers(right).unwrap(), "{text}");
        for (name, sort) in named {
            let value = found.inputs.iter().find(|(input, _)| *input == name);
            let value = &value.unwrap_or_else(|| panic!("{text}: no {name}")).1;
            let shown = match sort.as_str() {
                "ℝ" => numbers(&format!("[{value}]")).is_some_and(|n| n.len() == 1),
                _ if sort.starts_with("Idx") => value.parse::<usize>().is_ok(),
                _ if sort.starts_with("Mask") || sort.contains("Bool") => value.starts_with('['),
                _ if sort.contains("→L") => numbers(value).is_some(),
                // A variable of any module may be a scalar.
                _ => numbers(value).is_some() || numbers(&format!("[{value}]")).is_some(),
            };
            assert!(shown, "{text}: {name} : {sort} is {value}");
        }
    }
    assert!(refutations >= 40);
}

#[test]
fn a_law_of_modules_is_evaluated_in_each_kind_of_module() {
    let (mut kinds, mut signs) = (BTreeSet::new(), BTreeSet::new());
    for seed in 0..60 {
        let found = refuted(
            read("law f (u : Vec σ) : u + u + u = 2 • u from Nobody x"),
            seed,
        );
        let [(_, value)] = found.inputs.as_slice() else {
            panic!("{:?}", found.inputs);
        };
        kinds.insert(match value.matches('[').count() {
            0 => "a number",
            1 => "a vector",
            _ => "a linear map",
        });
        signs.insert(value.contains('-'));
    }
    assert_eq!(kinds.len(), 3, "{kinds:?}");
    assert_eq!(signs.len(), 2);
    // Where there is a linear map, what it maps has coordinates.
    for seed in 0..60 {
        let map = "law f (A : Vec σ →L[ℝ] Vec σ) (u : Vec σ) : A (u + u) = A u from Nobody x";
        let found = refuted(read(map), seed);
        let (_, value) = found.inputs.iter().find(|(name, _)| name == "u").unwrap();
        assert!(
            value.starts_with('[') && !value.starts_with("[["),
            "{value}"
        );
    }
}
