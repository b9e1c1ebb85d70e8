//! Variables that are called what the certificates call their own things.

use super::lean::lean;
use super::{Certified, LAWS, only_laws};
use torchlean_mirror::certificate::{check, write};

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
        let name = format!("clash_{number}");
        assert!(theorems.contains(&name), "{name} is not proved");
    }
    assert!(checked.passed(), "{}", checked.rejected[0].1);
}
