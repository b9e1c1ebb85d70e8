//! The lemmas that laws cite are listed, and are looked for in checkouts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;
use torchlean_mirror::audit::{Options, audit};
use torchlean_mirror::lean::{path, undeclared};
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::notation::{Lemma, LemmaFile, Library, Spec};
use torchlean_mirror::report::{json, map};

use super::provenance::write;
use super::{FIXTURES, SPEC};

const BASIC: &str = "Lib/Basic.lean";

const TEXT: &str = r#"module
public import Lib.Other
/-! `theorem hidden : True := trivial` is a comment. -/
@[expose] public section
namespace Lib
variable (M) in
@[simp] theorem plain (a : Nat) : a = a := rfl
protected lemma Inner.dotted : True := trivial
theorem _root_.rooted : True := trivial
@[to_additive (attr := simp, grind =)] theorem mul_thing : True := trivial
@[to_additive (attr := simp) add_named /-- A comment. -/]
lemma pow_named : True := trivial
@[simp, to_additive Lib.Far.added] lemma Near.multiplied : True := trivial
@[to_fun (attr := fun_prop)]
theorem HasD.add (h : HasD f) : HasD (f + g) := h
@[deprecated (since := "2026-05-20")] protected alias old := _root_.rooted
@[to_additive] alias mul_alias := mul_thing
alias ⟨forward, _⟩ := plain_iff
export Other (exported)
/-- A class. -/
@[ext]
class Fields (M : Type*) extends Mul M : Prop where
  /-- A field. -/
  protected first_field : ∀ a b : M,
    inner = b * a
  /-- Another field. -/
  second_field (a : M) : a = a := by rfl
private theorem secret : True := trivial
instance named : Inhabited Nat := ⟨0⟩
noncomputable def value : Nat := 0
end Lib
theorem outside : True := trivial
"#;

/// A list of lemmas: each with its file and what it is a copy of.
fn library(lemmas: &[(&str, &str, Option<&str>)]) -> Library {
    let row = |(name, file, from): &(&str, &str, Option<&str>)| {
        let from = from.map(str::to_string);
        let file = file.to_string();
        (name.to_string(), LemmaFile { file, from })
    };
    Library {
        repository: "example:a/b".into(),
        lemmas: lemmas.iter().map(row).collect(),
    }
}

/// What is not declared in its file, with the files that declare it.
fn found(library: &Library, root: &Path) -> BTreeMap<String, Vec<String>> {
    let undeclared = undeclared(library, root).unwrap();
    let pairs = undeclared.into_iter().map(|u| (u.name.into(), u.found));
    pairs.collect()
}

#[test]
fn a_lemma_is_found_however_it_is_declared() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), BASIC, TEXT);
    let present = [
        ("Lib.plain", None),
        ("Lib.Inner.dotted", None),
        ("rooted", None),
        ("Lib.mul_thing", None),
        ("Lib.add_thing", Some("Lib.mul_thing")),
        ("Lib.add_named", None),
        ("Lib.Far.added", None),
        ("Lib.HasD.fun_add", Some("Lib.HasD.add")),
        ("Lib.old", None),
        ("Lib.add_alias", Some("Lib.mul_alias")),
        ("Lib.forward", None),
        ("Lib.exported", None),
        ("Lib.Fields", None),
        ("Lib.Fields.first_field", None),
        ("Lib.Fields.second_field", None),
        ("Lib.named", None),
        ("Lib.value", None),
        ("outside", None),
    ];
    let missing = [
        ("Lib.hidden", None),
        ("hidden", None),
        ("plain", None),
        ("Lib.rooted", None),
        ("Lib.secret", None),
        ("Lib.plain_iff", None),
        ("Lib.Other", None),
        ("Lib.first_field", None),
        ("Lib.Fields.inner", None),
        ("Lib.outside", None),
        ("Lib.simp", None),
        // No attribute makes a copy of these, or it has another name.
        ("Lib.fun_plain", Some("Lib.plain")),
        ("Lib.add_pow", Some("Lib.pow_named")),
        ("Lib.add_absent", Some("Lib.mul_absent")),
    ];
    let rows = present.iter().chain(&missing);
    let rows: Vec<_> = rows.map(|(name, from)| (*name, BASIC, *from)).collect();
    let expected = missing.map(|(name, _)| (name.to_string(), Vec::new()));
    assert_eq!(found(&library(&rows), folder.path()), expected.into());
}

#[test]
fn a_lemma_that_moved_is_found_in_its_new_file() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, BASIC, "-- theorem moved : True := trivial");
    write(
        root,
        "Lib/Deep/New.lean",
        "namespace A\ntheorem moved : True := trivial\n@[to_fun] theorem add : True := trivial",
    );
    write(root, "Lib/Other.lean", "theorem moved : True := trivial");
    write(root, "Lib/unread.lean", "theorem A.moved : True := \"");
    write(root, "Elsewhere.lean", "theorem A.moved : True := trivial");
    let list = library(&[
        ("A.moved", BASIC, None),
        ("A.fun_add", "Lib/Gone.lean", Some("A.add")),
        ("A.missing", BASIC, None),
    ]);
    let undeclared = undeclared(&list, root).unwrap();
    let shown: Vec<String> = undeclared.iter().map(ToString::to_string).collect();
    let expected = [
        "moved A.fun_add: not declared in Lib/Gone.lean, but in Lib/Deep/New.lean",
        "missing A.missing: not declared in Lib/Basic.lean, nor elsewhere",
        "moved A.moved: not declared in Lib/Basic.lean, but in Lib/Deep/New.lean",
    ];
    assert_eq!(shown, expected);
    // A listed file that cannot be read is an error.
    let unread = library(&[("A.moved", "Lib/unread.lean", None)]);
    assert!(torchlean_mirror::lean::undeclared(&unread, root).is_err());
}

/// Each law, fact and rule with the lemma that it cites.
fn cited(spec: &Spec) -> Vec<(String, Lemma)> {
    let laws = spec.laws.laws.iter();
    let rules = spec.laws.derivatives.iter();
    let facts = spec.laws.facts.iter();
    let facts = facts.map(|fact| (fact.name.to_string(), fact.lemma.clone()));
    laws.map(|law| (law.name.to_string(), law.lemma.clone()))
        .chain(facts)
        .chain(rules.map(|rule| (format!("derivative {}", rule.name), rule.lemma.clone())))
        .collect()
}

#[test]
fn the_list_is_that_of_the_cited_lemmas() {
    let cited = cited(&SPEC).into_iter();
    let cited: BTreeSet<_> = cited.map(|(_, l)| (l.library, l.name)).collect();
    let listed: BTreeSet<_> = SPEC
        .lemmas
        .iter()
        .flat_map(|(library, list)| {
            list.lemmas
                .keys()
                .map(|name| (library.clone(), name.clone()))
        })
        .collect();
    assert_eq!(listed, cited);
    assert_eq!(SPEC.lemmas["TorchLean"].repository, SPEC.pin.repository);
}

#[test]
fn a_law_that_cites_an_unlisted_lemma_is_a_finding() {
    let options = Options {
        cases: 1,
        ..Options::default()
    };
    let unlisted = |spec: &Spec| {
        let report = audit(spec, &kernels(), &options, |_| {}).unwrap();
        let names = report.unlisted.iter().map(|(law, _)| law.to_string());
        (names.collect::<Vec<_>>(), report)
    };
    let (none, report) = unlisted(&SPEC);
    assert_eq!((none, report.conclusion().as_str()), (vec![], "passed"));
    let mut invented = SPEC.clone();
    invented.laws.laws[0].lemma.name = "no_such_lemma".into();
    invented.laws.derivatives[0].lemma.library = "Batteries".into();
    let (names, report) = unlisted(&invented);
    let law = SPEC.laws.laws[0].name.to_string();
    let rule = &SPEC.laws.derivatives[0];
    assert_eq!(names, [law.clone(), format!("derivative {}", rule.name)]);
    assert!(report.fails());
    assert_eq!(report.conclusion().as_str(), "findings");
    let finding =
        format!("spec/lemmas.toml does not list Mathlib no_such_lemma, the lemma of {law}");
    assert!(map::render(&invented, &report).contains("Mathlib no"));
    let json: serde_json::Value = serde_json::from_str(&json::render(&report).unwrap()).unwrap();
    assert_eq!(json["findings"][0], *finding);
    assert_eq!(json["verdict"], "findings");
    // A lemma that the list loses is missed by all that cite it.
    for (_, lemma) in cited(&SPEC).into_iter().step_by(20) {
        let mut fewer = SPEC.clone();
        let list = fewer.lemmas.get_mut(&lemma.library).unwrap();
        list.lemmas.remove(&lemma.name).unwrap();
        let citing = cited(&SPEC)
            .into_iter()
            .filter(|(_, other)| *other == lemma);
        let citing: Vec<String> = citing.map(|(law, _)| law).collect();
        assert_eq!(unlisted(&fewer).0, citing);
    }
}

/// A checkout that declares the lemmas of a list, but for one.
fn checkout(library: &Library, without: &str) -> TempDir {
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    for (name, LemmaFile { file, from }) in &library.lemmas {
        let text = files.entry(file).or_default();
        match from {
            _ if name == without => {}
            Some(from) => *text += &format!("@[to_additive]\ntheorem {from} : True := trivial\n"),
            None => *text += &format!("theorem {name} : True := trivial\n"),
        }
    }
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in files {
        write(folder.path(), file, &text);
    }
    folder
}

fn pin(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_torchlean-mirror"));
    let Output {
        status,
        stdout,
        stderr,
    } = command
        .arg("pin")
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn pin_looks_for_the_lemmas_in_both_checkouts() {
    let here = tempfile::tempdir().unwrap();
    let mathlib = |without| checkout(&SPEC.lemmas["Mathlib"], without);
    let whole = mathlib("");
    let root = whole.path().to_str().unwrap();
    let passed = (Some(0), String::new(), String::new());
    assert_eq!(pin(here.path(), &["--mathlib", root]), passed);
    let fewer = mathlib("HasFDerivAt.comp");
    let place = fewer.path().to_str().unwrap();
    let file = "Mathlib/Analysis/Calculus/FDeriv/Comp.lean";
    let missing =
        format!("lemma: missing HasFDerivAt.comp: not declared in {file}, nor elsewhere\n");
    assert_eq!(pin(here.path(), &["--mathlib", place]).0, Some(1));
    assert_eq!(pin(here.path(), &["--mathlib", place]).1, missing);
    write(
        fewer.path(),
        "Mathlib/New.lean",
        "theorem HasFDerivAt.comp : True := trivial",
    );
    let moved =
        format!("lemma: moved HasFDerivAt.comp: not declared in {file}, but in Mathlib/New.lean\n");
    assert_eq!(pin(here.path(), &["--mathlib", place]).1, moved);

    // With TorchLean's checkout the digests are renewed too.
    let lemma = "Proofs.Autograd.inner_eq_sum_mul";
    let torchlean = checkout(&SPEC.lemmas["TorchLean"], lemma);
    for module in SPEC.modules() {
        let mut fixtures = FIXTURES.iter();
        let fixture = fixtures.find(|fixture| *fixture.module == *module);
        let text = fixture.map_or("", |fixture| fixture.text);
        write(torchlean.path(), &path(module), text);
    }
    write(here.path(), "spec/empty", "");
    let both = [
        "--lean",
        torchlean.path().to_str().unwrap(),
        "--mathlib",
        root,
    ];
    let (code, shown, _) = pin(here.path(), &both);
    assert_eq!(code, Some(1));
    assert!(
        shown.contains(&format!("lemma: missing {lemma}: ")),
        "{shown}"
    );
    assert!(here.path().join("spec/digests.toml").is_file());

    // Something must be given, and must be there.
    assert_eq!(pin(here.path(), &[]).0, Some(2));
    let (code, _, error) = pin(here.path(), &["--mathlib", "/nonexistent"]);
    assert_eq!(code, Some(2));
    assert!(error.starts_with("error: /nonexistent"), "{error}");
}
