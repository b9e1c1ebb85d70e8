//! The laws as theorems: each has one, and a false law has none.

use std::collections::BTreeSet;

use serde_json::Value;
use torchlean_mirror::audit::{LawProof, Reason, Report, Verdict};
use torchlean_mirror::certificate::{
    Checked, FOUNDATIONS, INSTANCE, check, law_theorem, rule_field, write,
};
use torchlean_mirror::notation::{Laws, Spec};
use torchlean_mirror::report::audit::definitions;
use torchlean_mirror::report::document::markdown;
use torchlean_mirror::report::{json, junit, sarif};

use super::lean::lean;
use super::program::{YES, fake};
use super::{Certified, LAWS, built_in, only_laws};

/// The fields of the laws and rules.
fn fields(laws: &Laws) -> impl Iterator<Item = String> {
    let equations = laws.laws.iter().map(|law| law.name.to_string());
    let facts = laws.facts.iter().map(|fact| fact.name.to_string());
    let rules = laws.derivatives.iter().map(rule_field);
    equations.chain(facts).chain(rules)
}

/// The laws with one declaration in place of another, or behind all.
fn with(laws: &str, name: &str, law: &str) -> String {
    let (kind, bare) = name.split_once(' ').unwrap();
    let start = laws.find(&format!("{kind} {bare} "));
    let start = start.unwrap_or(laws.len());
    let rest = &laws[start..];
    let end = rest
        .find("\n  from ")
        .map_or(rest.len(), |at| at + 1 + rest[at + 1..].find('\n').unwrap());
    let (before, after) = (&laws[..start], &rest[end..]);
    format!("{before}\n{kind} {bare} {law}\n  from Mathlib {bare}\n{after}")
}

/// What Lean says of the laws and their proofs alone.
fn asked(lean: &std::path::Path, laws: &str) -> Checked {
    let mut spec = only_laws(laws);
    spec.laws.identities.clear();
    let certified = Certified::of(spec, &[]);
    let files = ["Laws", FOUNDATIONS].map(|module| certified.file(module).clone());
    let folder = tempfile::tempdir().unwrap();
    write(&files, folder.path()).unwrap();
    check(lean, &files, folder.path()).unwrap()
}

#[test]
fn every_law_has_a_theorem_and_none_is_assumed() {
    let certified = built_in();
    let file = certified.file(FOUNDATIONS);
    assert_eq!(file.assumed, [""; 0]);
    let theorems: BTreeSet<&String> = file.theorems.iter().collect();
    assert_eq!(theorems.len(), file.theorems.len());
    for field in fields(&certified.spec.laws) {
        assert!(theorems.contains(&law_theorem(&field)), "{field}");
    }
    assert_eq!(file.theorems.last(), Some(&law_theorem(INSTANCE)));
}

/// That four vectors are linearly dependent: their Gram determinant is 0. It holds in all spaces
/// of at most three dimensions.
fn dependent() -> String {
    let names = ["u", "v", "w", "z"];
    let mut sides = [Vec::new(), Vec::new()];
    for number in 0..256_usize {
        let image = [number & 3, number >> 2 & 3, number >> 4 & 3, number >> 6];
        if BTreeSet::from(image).len() < image.len() {
            continue;
        }
        let pairs = (0..4).flat_map(|i| (0..i).map(move |j| (j, i)));
        let odd = pairs.filter(|&(j, i)| image[j] > image[i]).count() % 2;
        let factors = (0..4).map(|i| format!("⟪{}, {}⟫", names[i], names[image[i]]));
        sides[odd].push(factors.collect::<Vec<_>>().join(" * "));
    }
    let [even, odd] = sides.map(|terms| terms.join(" + "));
    format!("(u v w z : Vec s) : {even} = {odd}")
}

#[test]
fn a_false_law_has_no_proof_and_leaves_the_others_theirs() {
    let Some(lean) = lean() else { return };
    let dependent = dependent();
    let planted = [
        // A sign.
        (
            "law smul_add",
            "(c : ℝ) (u v : Vec σ) : c • (u + v) = c • u - c • v",
        ),
        // A wrong index.
        (
            "law inner_get_single",
            "(a b : Idx Γ s) (x : Vec Γ) (v : Vec s) : ⟪x, single a v⟫ + ⟪get b x, v⟫ \
             = ⟪get b x, v⟫ + ⟪get b x, v⟫",
        ),
        // Small dimensions.
        ("law hadamard_comm", &dependent),
        // No guard.
        ("law mul_inv_cancel₀", "(c : ℝ) : c * c⁻¹ = 1"),
        // A rule.
        ("derivative neg", "(u : Vec τ) : D (-u) = D u"),
        // The constant and a sign in the derivative of a function.
        (
            "derivative exp",
            "(u : Vec s) : D (exp u) = 2 • (diag (exp u)).comp (D u)",
        ),
        (
            "derivative tanh",
            "(u : Vec s) : D (tanh u) = (diag (fun i => 1 + tanh (u i) * tanh (u i))).comp (D u)",
        ),
        // Facts: one that is false, and one without a theorem.
        ("fact exp_ne_zero", "(u : Vec s) : ∀ i, exp (u i) ≠ 1"),
        ("fact cosh_ne_zero", "(u : Vec s) : ∀ i, cosh (u i) ≠ 0"),
        // Two that no theorem is called after; this one is true.
        ("law dependent", &dependent),
        ("law swap", "(u v : Vec σ) : u + v + u = u + (v + u)"),
    ];
    let laws = planted
        .iter()
        .fold(LAWS.to_string(), |laws, (name, law)| with(&laws, name, law));
    let checked = asked(&lean, &laws);
    let rejected = checked.rejected.iter();
    let rejected: BTreeSet<&str> = rejected.map(|(theorem, _)| &*theorem.name).collect();
    let planted = planted.iter().map(|(name, _)| {
        law_theorem(
            &name
                .replace("law ", "")
                .replace("fact ", "")
                .replace(' ', "_"),
        )
    });
    let mut expected: BTreeSet<String> = planted.collect();
    expected.insert(law_theorem(INSTANCE));
    let expected: BTreeSet<&str> = expected.iter().map(|name| &**name).collect();
    assert_eq!(rejected, expected);
    let others = fields(&only_laws(&laws).laws).count() + 1 - expected.len();
    assert!(
        checked.accepted.len() > others,
        "{}",
        checked.accepted.len()
    );
    assert_eq!(checked.groundless(), None);
}

fn spec() -> Spec {
    only_laws(LAWS)
}

fn proof<'r>(report: &'r Report, law: &str) -> &'r LawProof {
    let mut proofs = report.law_proofs.iter();
    let (_, proof) = proofs.find(|(name, _)| **name == *law).unwrap();
    proof
}

/// What Lean says of the foundations where it finds an error in one declaration, and of the rest.
fn finding_an_error_in(declaration: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let line = format!("grep -n '^{declaration}$' $file | cut -d: -f1");
    fake(&format!(
        "if [ $file = {FOUNDATIONS}.lean ]; then\n\
         echo \"$file:$({line}):2: error: no\"; exit 1; fi; say '{YES}'"
    ))
}

#[test]
fn what_rests_on_a_law_without_a_proof_is_unknown() {
    let spec = spec();
    let (_folder, path) = finding_an_error_in("theorem add_comm (K : Field) :");
    let report = Certified::of(spec.clone(), &[]).by(Some(&path));
    let theorem = law_theorem("add_comm");
    assert_eq!(*proof(&report, "add_comm"), LawProof::Unproved(theorem));
    let missing = report
        .law_proofs
        .iter()
        .filter(|(_, proof)| proof.is_missing());
    assert_eq!(missing.count(), 1);
    let (mut unknown, mut proved) = (0, 0);
    for (identity, verdict) in &report.identities {
        match verdict {
            Verdict::Unknown(Reason::RestsOnLaw { law, .. }) => {
                assert_eq!(&**law, "add_comm");
                unknown += 1;
            }
            Verdict::Proved(evidence) => {
                assert!(!evidence.laws().contains(&"add_comm".into()));
                proved += 1;
            }
            other => panic!("{}: {other:?}", identity.name),
        }
    }
    assert!(unknown > 0 && proved > 0, "{unknown} {proved}");
    assert!(report.fails());
    let text = markdown::render(&definitions(&report));
    assert!(
        text.replace('\\', "").contains("add_comm has no proof"),
        "{text}"
    );
    for text in [
        sarif::definitions(&report, &spec).unwrap(),
        junit::definitions(&report, &spec),
    ] {
        assert!(text.contains("add_comm has no proof"), "{text}");
        assert!(!text.contains("add_assoc has no proof"), "{text}");
    }
    let json: Value = serde_json::from_str(&json::render(&report).unwrap()).unwrap();
    let mut laws = json["laws"].as_array().unwrap().iter();
    let row = laws.find(|row| row["law"] == "add_comm").unwrap();
    assert_eq!(row["proof"], "no proof");
    assert!(row.get("theorem").is_none());
}

#[test]
fn what_rests_on_a_fact_without_a_proof_is_unknown() {
    let (_folder, path) = finding_an_error_in("theorem exp_ne_zero (K : Field) :");
    let report = Certified::of(spec(), &[]).by(Some(&path));
    let theorem = law_theorem("exp_ne_zero");
    assert_eq!(*proof(&report, "exp_ne_zero"), LawProof::Unproved(theorem));
    let mut unknown = Vec::new();
    for (identity, verdict) in &report.identities {
        match verdict {
            Verdict::Unknown(Reason::RestsOnLaw { law, .. }) => {
                assert_eq!(&**law, "exp_ne_zero");
                unknown.push(&*identity.name);
            }
            Verdict::Proved(evidence) => {
                assert!(!evidence.facts().contains(&"exp_ne_zero".into()));
            }
            other => panic!("{}: {other:?}", identity.name),
        }
    }
    assert_eq!(unknown, ["exp_mul_inv", "inv_one_add_exp_neg"]);
    assert!(report.fails());
}

#[test]
fn an_assumed_fact_is_named_where_a_proof_rests_on_it() {
    let from = "  from Mathlib Real.exp_ne_zero\n";
    assert_eq!(LAWS.matches(from).count(), 1);
    let laws = LAWS.replace(from, "  assumed from Mathlib Real.exp_ne_zero\n");
    let certified = Certified::of(only_laws(&laws), &[]);
    assert_eq!(certified.file(FOUNDATIONS).assumed, ["exp_ne_zero"]);
    assert_eq!(*proof(&certified.report, "exp_ne_zero"), LawProof::Assumed);
    let mut named = Vec::new();
    for (identity, verdict) in &certified.report.identities {
        let Verdict::Proved(evidence) = verdict else {
            panic!("{} is not proved", identity.name);
        };
        if !evidence.assumed.is_empty() {
            assert_eq!(evidence.assumed, ["exp_ne_zero".into()]);
            named.push(&*identity.name);
        }
    }
    assert_eq!(named, ["exp_mul_inv", "inv_one_add_exp_neg"]);
    let Some(lean) = lean() else { return };
    let checked = asked(&lean, &laws);
    assert!(checked.passed(), "{checked:?}");
}

#[test]
fn an_error_in_another_namespace_leaves_the_laws_their_proofs() {
    let (_folder, path) = finding_an_error_in("noncomputable def field : Field where");
    let report = Certified::of(spec(), &[]).by(Some(&path));
    let mut proofs = report.law_proofs.iter().map(|(_, proof)| proof);
    assert!(proofs.all(|proof| matches!(proof, LawProof::Proved(_))));
    let checked = report.lean.checked().unwrap();
    assert_eq!(checked.groundless(), Some("Foundations.Three.field"));
}

#[test]
fn an_assumed_law_is_named_where_a_proof_rests_on_it() {
    let from = "  from Mathlib add_comm\n";
    assert_eq!(LAWS.matches(from).count(), 1);
    let laws = LAWS.replace(from, "  assumed from Mathlib add_comm\n");
    let certified = Certified::of(only_laws(&laws), &[]);
    let file = certified.file(FOUNDATIONS);
    assert_eq!(file.assumed, ["add_comm"]);
    assert!(!file.theorems.contains(&law_theorem("add_comm")));
    let report = &certified.report;
    assert_eq!(*proof(report, "add_comm"), LawProof::Assumed);
    assert_eq!(*proof(report, "smul_add"), LawProof::NotChecked);
    let mut named = 0;
    for (identity, verdict) in &report.identities {
        let Verdict::Proved(evidence) = verdict else {
            panic!("{} is not proved", identity.name);
        };
        let rests = evidence.laws().contains(&"add_comm".into());
        assert_eq!(!evidence.assumed.is_empty(), rests, "{}", identity.name);
        named += usize::from(rests);
    }
    assert!(named > 0);
    let json: Value = serde_json::from_str(&json::render(report).unwrap()).unwrap();
    let rows = json["identities"].as_array().unwrap().iter();
    let assuming = rows.filter(|row| row["assumed"] == serde_json::json!(["add_comm"]));
    assert_eq!(assuming.count(), named);
    let text = markdown::render(&definitions(report));
    assert!(
        text.replace('\\', "").contains("Assumed: add_comm."),
        "{text}"
    );
    // Lean takes it as a hypothesis of the instance, and accepts the rest.
    let Some(lean) = lean() else { return };
    let checked = asked(&lean, &laws);
    assert!(checked.passed(), "{checked:?}");
}
