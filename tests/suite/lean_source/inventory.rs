//! The inventory finds definitions wherever and however they stand.

use std::collections::BTreeSet;

use super::{FIXTURE, MODULE, SPEC};
use torchlean_mirror::lean::{Kind, Module, listing, pin};
use torchlean_mirror::notation::{
    DefinitionKind, Inventory, InventoryModule, Listed, Spec, Status,
};
use torchlean_mirror::report::inventory;

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
fn a_command_behind_a_namespace_leaves_its_name() {
    let text = "
namespace Proofs.Autograd
namespace TapeNodes

#check Nat

def scale {Γ : List Shape} (j : Idx Γ s) : Node Γ s := other j

end TapeNodes

namespace Other
unknown_command Nat
def mul {Γ : List Shape} (j : Idx Γ s) : Node Γ s := TapeNodes.scale j
end Other

private def TapeNodes.add {Γ : List Shape} (j : Idx Γ s) : Node Γ s := TapeNodes.scale j
def TapeNodes.sub {Γ : List Shape} (j : Idx Γ s) : Node Γ s := TapeNodes.scale j

end Proofs.Autograd";
    let module = Module::read("M", "m.lean", text.as_bytes()).unwrap();
    let found = listing(&SPEC, &module);
    let found: Vec<_> = found
        .items
        .iter()
        .map(|i| (i.name.as_str(), i.mirrored, i.doubtful))
        .collect();
    assert_eq!(
        found,
        [
            ("Proofs.Autograd.TapeNodes.scale", true, false),
            ("Proofs.Autograd.Other.mul", false, false),
            ("Proofs.Autograd.TapeNodes.add", false, true),
            ("Proofs.Autograd.TapeNodes.sub", false, true),
        ]
    );
    let shown = inventory::render(&[listing(&SPEC, &module)]);
    assert!(
        shown.contains("in doubt      Proofs.Autograd.TapeNodes.sub"),
        "{shown}"
    );
}

#[test]
fn the_mirrored_are_known() {
    let module = Module::read(MODULE, "fixture.lean", FIXTURE.as_bytes()).unwrap();
    let listing = listing(&SPEC, &module);
    assert!(listing.items.iter().all(|item| item.mirrored));
    let pinned = SPEC.inventory.modules.iter().find(|m| m.name == MODULE);
    assert_eq!(
        pin::inventory(&[listing]).modules,
        [pinned.unwrap().clone()]
    );
}

/// What is wrong with an inventory: names that are there twice, entries that it
/// lacks or has under another module, kind or status, and the reverse.
fn faults(spec: &Spec, inventory: &Inventory) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let twice = inventory.definitions().map(|(_, d)| d.lean.clone());
    let twice = twice.filter(|name| !seen.insert(name.clone()));
    let mut faults: Vec<String> = twice.collect();
    let entries: BTreeSet<_> = spec
        .entries
        .iter()
        .map(|e| (e.module.to_string(), e.name.to_string(), e.form.kind()))
        .collect();
    let listed = inventory.definitions();
    let mirrored: BTreeSet<_> = listed
        .filter(|(_, d)| d.status == Status::Mirrored)
        .map(|(module, d)| (module.to_string(), d.lean.clone(), d.kind.as_str()))
        .collect();
    let differing = entries.symmetric_difference(&mirrored);
    faults.extend(differing.map(|(_, name, _)| name.clone()));
    faults
}

#[test]
fn the_mirrored_definitions_of_the_inventory_are_the_entries() {
    assert_eq!(faults(&SPEC, &SPEC.inventory), [""; 0]);
    let mut entries = SPEC.entries.iter();
    let first = entries.find(|entry| *entry.module == *MODULE).unwrap();
    let first = first.name.to_string();
    let change = |change: &dyn Fn(&mut Vec<Listed>)| {
        let mut wrong = SPEC.inventory.clone();
        let of = |m: &&mut InventoryModule| m.name == MODULE;
        change(&mut wrong.modules.iter_mut().find(of).unwrap().definitions);
        faults(&SPEC, &wrong)
    };
    assert_eq!(change(&|all| all[0].status = Status::Missing), [&*first]);
    assert_eq!(change(&|all| drop(all.remove(0))), [&*first]);
    assert_eq!(change(&|all| all.push(all[0].clone())), [&*first]);
    let kind = |all: &mut Vec<Listed>| all[0].kind = DefinitionKind::Fderiv;
    assert_eq!(change(&kind), [&*first, &*first]);
}

#[test]
fn the_nodes_of_the_tape_are_counted() {
    let count = |kind| {
        let inventory = &SPEC.inventory;
        inventory.counts(kind, "NN.Proofs.Autograd.Tape.Nodes")
    };
    assert_eq!(count(DefinitionKind::Node), (45, 57));
    assert_eq!(count(DefinitionKind::Fderiv), (45, 58));
    assert_eq!(count(DefinitionKind::Function), (1, 1));
}

#[test]
fn the_list_is_what_pin_writes() {
    let written = pin::render_inventory(&SPEC.inventory);
    assert_eq!(written, include_str!("../../../spec/inventory.toml"));
    assert_eq!(
        pin::render(&SPEC.digests),
        include_str!("../../../spec/digests.toml")
    );
}

#[test]
fn a_definition_that_loses_its_entry_is_missing() {
    let module = Module::read(MODULE, "fixture.lean", FIXTURE.as_bytes()).unwrap();
    let mut fewer = SPEC.clone();
    fewer.entries.retain(|entry| entry.name.short() != "mul");
    let found = pin::inventory(&[listing(&fewer, &module)]);
    let missing = found.definitions();
    let missing: Vec<&str> = missing
        .filter(|(_, d)| d.status == Status::Missing)
        .map(|(_, d)| &*d.lean)
        .collect();
    assert_eq!(missing, ["Proofs.Autograd.TapeNodes.mul"]);
}
