//! The inventory finds definitions wherever and however they stand.

use std::collections::BTreeSet;

use super::{FIXTURE, MODULE, SPEC};
use torchlean_mirror::lean::{Kind, Module, listing, pin};
use torchlean_mirror::notation::{Spec, Unmirrored};

#[test]
fn every_spelling_of_a_definition_is_found() {
    let text = "
namespace A
  private def one {Γ : List Shape} : Node Γ .scalar := by exact x
  namespace B.C
    public noncomputable abbrev two
        (h : ∀ i : Fin n, 0 < i) :
        Autograd.Node
          Γ s :=
      y
    def threeAt (x : CtxVec Γ) : (∀ i, x i ≠ 0) → NodeFDerivCorrectAt (two h) x := z
  end B.C
  /- def hidden : Node Γ s := x -/
  theorem four : Node Γ s = Node Γ s := rfl
  def count : Nat := 0 def five : NodeFDerivCorrect one := w
  def Node.make (n : Node Γ s) : Node Γ s := n
end A
protected def A.six : Node Γ s := x";
    let module = Module::read("M", "m.lean", text.as_bytes()).unwrap();
    let found = listing(&SPEC, &module);
    let found: Vec<_> = found
        .items
        .iter()
        .map(|i| (i.name.as_str(), i.line, i.kind))
        .collect();
    assert_eq!(
        found,
        [
            ("A.one", 3, Kind::Node),
            ("A.B.C.two", 5, Kind::Node),
            ("A.B.C.threeAt", 10, Kind::Certificate),
            ("A.five", 14, Kind::Certificate),
            ("A.Node.make", 15, Kind::Constructor),
            ("A.six", 17, Kind::Node),
        ]
    );
}

#[test]
fn the_mirrored_are_known() {
    let module = Module::read(MODULE, "fixture.lean", FIXTURE.as_bytes()).unwrap();
    let items = listing(&SPEC, &module).items;
    assert_eq!(items.len(), 16);
    assert!(items.iter().all(|item| item.mirrored));
}

/// What is wrong with a list of what is not mirrored.
fn faults(spec: &Spec, modules: &[Unmirrored]) -> Vec<String> {
    let stated: BTreeSet<String> = spec.entries.iter().map(|e| e.name.to_string()).collect();
    let mut seen = BTreeSet::new();
    let names = modules
        .iter()
        .flat_map(|m| m.nodes.iter().chain(&m.certificates));
    names
        .filter(|name| stated.contains(*name) || !seen.insert(*name))
        .cloned()
        .collect()
}

#[test]
fn what_is_listed_as_not_mirrored_is_not() {
    assert_eq!(faults(&SPEC, &SPEC.not_mirrored), [""; 0]);
    assert!(SPEC.not_mirrored.iter().any(|m| !m.nodes.is_empty()));
    let mut wrong = SPEC.not_mirrored.clone();
    wrong[0].nodes.push(SPEC.entries[0].name.to_string());
    let twice = wrong[1].certificates[0].clone();
    wrong[0].certificates.push(twice.clone());
    assert_eq!(
        faults(&SPEC, &wrong),
        [SPEC.entries[0].name.to_string(), twice]
    );
}

#[test]
fn the_list_is_what_pin_writes() {
    let written = pin::render_inventory(&SPEC.not_mirrored);
    assert_eq!(written, include_str!("../../../spec/inventory.toml"));
    assert_eq!(
        pin::render(&SPEC.digests),
        include_str!("../../../spec/digests.toml")
    );
}

#[test]
fn a_definition_that_loses_its_entry_is_listed() {
    let module = Module::read(MODULE, "fixture.lean", FIXTURE.as_bytes()).unwrap();
    assert_eq!(pin::not_mirrored(&[listing(&SPEC, &module)]), []);
    let mut fewer = SPEC.clone();
    fewer.entries.retain(|entry| entry.name.short() != "mul");
    let found = pin::not_mirrored(&[listing(&fewer, &module)]);
    assert_eq!(found[0].nodes, ["Proofs.Autograd.TapeNodes.mul"]);
    assert_eq!(found[0].certificates, [""; 0]);
}
