//! Names that occur twice: variables, and constants of another `Init`, that are called what the
//! certificates call their own things.

use std::collections::BTreeSet;

use super::lean::{compiled, lean};
use super::{Certified, LAWS, only_laws};
use torchlean_mirror::certificate::{File, check, write};

/// Identities whose proofs have several steps below the root.
const CLASHES: &[&str] = &[
    "(t s1 s2 : Vec σ) : t + (s1 + s2) = s1 + (t + s2)",
    "(u t w : Vec σ) : u + (t + w) = t + (u + w)",
    "(s2 s1 t : Vec s3) : s2 ⊙ (s1 ⊙ t) = s1 ⊙ (s2 ⊙ t)",
    "(c t : ℝ) (u h_c : Vec s1) : (c + t) • (u + h_c) = c • u + t • u + (c • h_c + t • h_c)",
    "(t : ℝ) (u : Vec σ) (h : t ≠ 0) : t • (t⁻¹ • u) = u",
    "(s1 : ℝ) (t : Vec σ) (h : s1 ≠ 0) : s1 • (s1⁻¹ • t) = t",
    "(t : Idx s1 s2) (x : Vec s1) : D (-(get t x ⊙ get t x)) = (-2) • (diag (get t x)).comp (getCLM t)",
];

#[test]
fn a_clash_of_names_is_no_reason_to_reject() {
    let Some(lean) = lean() else { return };
    let mut laws = String::from(LAWS);
    for (number, identity) in CLASHES.iter().enumerate() {
        laws.push_str(&format!("\nidentity clash_{number} {identity}\n"));
    }
    let mut spec = only_laws(&laws);
    let identities = &mut spec.laws.identities;
    identities.retain(|identity| identity.name.starts_with("clash_"));
    let certified = Certified::of(spec, &[]);
    let folder = tempfile::tempdir().unwrap();
    write(&certified.files, folder.path()).unwrap();
    let checked = check(&lean, &certified.files, folder.path()).unwrap();
    let theorems = &certified.file("Identities").theorems;
    for number in 0..CLASHES.len() {
        let name = format!("Identities.clash_{number}");
        assert!(theorems.contains(&name), "{name} is not proved");
    }
    assert!(checked.passed(), "{}", checked.rejected[0].1);
}

/// The names that a file declares, without their namespaces.
fn declared(text: &str) -> impl Iterator<Item = &str> {
    let kinds = [
        "structure ",
        "inductive ",
        "noncomputable def ",
        "def ",
        "theorem ",
    ];
    let names = text.lines().filter_map(move |line| {
        let rest = kinds.iter().find_map(|kind| line.strip_prefix(kind))?;
        rest.split([' ', ':']).next()
    });
    names.flat_map(|name| name.split('.'))
}

/// An ordinary `Init` declares more than that of `.ci/lean`: whatever it may declare at the root, no
/// file means something else, or is rejected.
#[test]
fn names_at_the_root_change_nothing() {
    let Some(lean) = lean() else { return };
    let mut spec = only_laws(LAWS);
    spec.laws.identities.truncate(4);
    let mut files = Certified::of(spec, &[]).files;
    assert_eq!(files.len(), 4);
    let names: BTreeSet<&str> = files.iter().flat_map(|file| declared(&file.text)).collect();
    assert!(names.len() > 300, "{}", names.len());
    for own in ["Shape", "Exists", "add", "Three", "Field"] {
        assert!(names.contains(own), "{own}");
    }
    // `Laws` is itself at the root, and `Eq` is Lean's.
    let taken: BTreeSet<&str> = ["Laws", "Eq"].into();
    let others = names.difference(&taken);
    let others = others.map(|name| format!("axiom {name} : False → Prop\n"));
    let others = File {
        module: "Others".into(),
        text: others.collect(),
        theorems: Vec::new(),
        assumed: Vec::new(),
    };
    let Some(folder) = compiled(&lean, &others) else {
        // An ordinary `Init` it is: then all the other tests say the same.
        return;
    };
    let laws = files.iter_mut().find(|file| file.module == "Laws").unwrap();
    laws.text = format!("import Others\n{}", laws.text);
    write(&files, folder.path()).unwrap();
    let checked = check(&lean, &files, folder.path()).unwrap();
    assert!(checked.passed(), "{:?}", checked.rejected.first());
    assert!(checked.accepted.len() > 70);
}
