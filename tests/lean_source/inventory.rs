//! The inventory finds definitions wherever and however they stand.

use super::{FIXTURE, MODULE, SPEC};
use torchlean_mirror::lean::source::{Kind, Module, listing};

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
