module

public import Fixture.Softmax

/-! Nodes that sum, spelled by this project. -/

@[expose] public section

namespace Proofs
namespace Autograd

open Spec

noncomputable section

open scoped BigOperators

namespace TapeNodes

def point : ℝ →L[ℝ] Vec (Shape.size Shape.scalar) := by
  classical
  let bare : ℝ →ₗ[ℝ] Vec (Shape.size Shape.scalar) :=
    { toFun := fun c => vecOfFun (n := Shape.size Shape.scalar) fun _ => c
      map_add' := by intro c d; simp
      map_smul' := by intro c d; simp }
  refine ⟨bare, ?_⟩
  exact LinearMap.continuous_of_finiteDimensional (f := bare)

def total (n : Nat) : Vec n →L[ℝ] ℝ := by
  classical
  let bare : Vec n →ₗ[ℝ] ℝ :=
    { toFun := fun v => ∑ k : Fin n, v k
      map_add' := by simp
      map_smul' := by simp }
  refine ⟨bare, ?_⟩
  exact LinearMap.continuous_of_finiteDimensional (f := bare)

def sum {Γ : List Shape} {p : Shape} (j : Idx Γ p) : Node Γ Shape.scalar :=
  Node.ofVec (Γ := Γ) (τ := Shape.scalar)
    (f := fun u => vecOfFun (n := Shape.size Shape.scalar) fun _ : Fin (Shape.size Shape.scalar) =>
      (total (n := Shape.size p)) (CtxVec.get (Γ := Γ) (s := p) j u))
    (jvp := fun _u du => vecOfFun (n := Shape.size Shape.scalar) fun _ =>
      (total (n := Shape.size p)) (CtxVec.get (Γ := Γ) (s := p) j du))
    (vjp := fun _u w =>
      let only : Fin (Shape.size Shape.scalar) := ⟨0, by simp [Shape.size]⟩
      CtxVec.single (Γ := Γ) (s := p) j
        (vecOfFun (n := Shape.size p) fun _ : Fin (Shape.size p) => w only))
    (correct_inner := by simp)

def sumFderiv {Γ : List Shape} {p : Shape} (j : Idx Γ p) :
    NodeFDerivCorrect (sum (Γ := Γ) (p := p) j) :=
{ deriv := fun _ =>
    point.comp ((total (n := Shape.size p)).comp (CtxVec.getCLM (Γ := Γ) (s := p) j))
  hasFDerivAt := by
    intro u
    exact proof_of_this
  jvp_eq := by simp }

end TapeNodes

end

end Autograd
end Proofs
