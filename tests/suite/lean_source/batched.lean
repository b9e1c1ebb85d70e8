module

public import Fixture.Matrix

/-! Products of matrices for each head, spelled by this project. -/

@[expose] public section

namespace Proofs
namespace Autograd

open Spec

noncomputable section

namespace TapeNodes

namespace Batched

def cut {h n : Nat} (x : Vec (h * n)) : Fin h → Vec n :=
  fun q => vecOfFun (n := n) fun k => x (finProdFinEquiv (q, k))

def paste {h n : Nat} (r : Fin h → Vec n) : Vec (h * n) :=
  vecOfFun (n := h * n) fun both =>
    let pair : Fin h × Fin n := (finProdFinEquiv : Fin h × Fin n ≃ Fin (h * n)).symm both
    r pair.1 pair.2

def cutting {h n : Nat} : Vec (h * n) →L[ℝ] (Fin h → Vec n) := by
  classical
  let bare : Vec (h * n) →ₗ[ℝ] (Fin h → Vec n) :=
    { toFun := cut (h := h) (n := n)
      map_add' := by simp
      map_smul' := by simp }
  exact ⟨bare, LinearMap.continuous_of_finiteDimensional (f := bare)⟩

def pasting {h n : Nat} : (Fin h → Vec n) →L[ℝ] Vec (h * n) := by
  classical
  let bare : (Fin h → Vec n) →ₗ[ℝ] Vec (h * n) :=
    { toFun := paste (h := h) (n := n)
      map_add' := by simp
      map_smul' := by simp }
  exact ⟨bare, LinearMap.continuous_of_finiteDimensional (f := bare)⟩

def Size (h m n : Nat) : Nat := h * Matmul.matSize m n

def product {h m n p : Nat} : Vec (Size h m n) →L[ℝ] Vec (Size h n p) →L[ℝ] Vec (Size h m p) := by
  classical
  let one : Vec (Matmul.matSize m n) →L[ℝ] Vec (Matmul.matSize n p) →L[ℝ] Vec (Matmul.matSize m p) :=
    Matmul.matmulBilin (m := m) (n := n) (p := p)
  let all : (Fin h → Vec (Matmul.matSize m n)) →L[ℝ]
      (Fin h → Vec (Matmul.matSize n p)) →L[ℝ] (Fin h → Vec (Matmul.matSize m p)) := by
    let bare : (Fin h → Vec (Matmul.matSize m n)) →ₗ[ℝ]
        (Fin h → Vec (Matmul.matSize n p)) →L[ℝ] (Fin h → Vec (Matmul.matSize m p)) :=
      { toFun := fun a => ContinuousLinearMap.pi (R := ℝ) fun q : Fin h =>
          (one (a q)).comp (ContinuousLinearMap.proj (R := ℝ) q)
        map_add' := by simp
        map_smul' := by simp }
    exact ⟨bare, LinearMap.continuous_of_finiteDimensional (f := bare)⟩
  let bare : Vec (Size h m n) →ₗ[ℝ] Vec (Size h n p) →L[ℝ] Vec (Size h m p) :=
    { toFun := fun a =>
        (pasting (h := h) (n := Matmul.matSize m p)).comp
          ((all (cutting (h := h) (n := Matmul.matSize m n) a)).comp
            (cutting (h := h) (n := Matmul.matSize n p)))
      map_add' := by simp
      map_smul' := by simp }
  exact ⟨bare, LinearMap.continuous_of_finiteDimensional (f := bare)⟩

def matmul {Γ : List Shape} {h m n p : Nat} (j : Idx Γ (.dim h (.dim m (.dim n .scalar))))
    (k : Idx Γ (.dim h (.dim n (.dim p .scalar)))) : Node Γ (.dim h (.dim m (.dim p .scalar))) :=
  let times : Vec (Shape.size (.dim h (.dim m (.dim n .scalar)))) →L[ℝ]
      Vec (Shape.size (.dim h (.dim n (.dim p .scalar)))) →L[ℝ]
        Vec (Shape.size (.dim h (.dim m (.dim p .scalar)))) :=
    product (h := h) (m := m) (n := n) (p := p)
  let left : CtxVec Γ →L[ℝ] Vec (Shape.size (.dim h (.dim m (.dim n .scalar)))) :=
    CtxVec.getCLM (Γ := Γ) (s := .dim h (.dim m (.dim n .scalar))) j
  let right : CtxVec Γ →L[ℝ] Vec (Shape.size (.dim h (.dim n (.dim p .scalar)))) :=
    CtxVec.getCLM (Γ := Γ) (s := .dim h (.dim n (.dim p .scalar))) k
  let slope : CtxVec Γ → (CtxVec Γ →L[ℝ] Vec (Shape.size (.dim h (.dim m (.dim p .scalar))))) :=
    fun u => times.precompR (CtxVec Γ) (left u) right + times.precompL (CtxVec Γ) left (right u)
  Node.ofVec (Γ := Γ) (τ := .dim h (.dim m (.dim p .scalar)))
    (f := fun u => times (left u) (right u))
    (jvp := fun u du => slope u du)
    (vjp := fun u w => (slope u).adjoint w)
    (correct_inner := by simp)

def matmulFderiv {Γ : List Shape} {h m n p : Nat} (j : Idx Γ (.dim h (.dim m (.dim n .scalar))))
    (k : Idx Γ (.dim h (.dim n (.dim p .scalar)))) :
    NodeFDerivCorrect (matmul (Γ := Γ) (h := h) (m := m) (n := n) (p := p) j k) := by
  classical
  let times : Vec (Shape.size (.dim h (.dim m (.dim n .scalar)))) →L[ℝ]
      Vec (Shape.size (.dim h (.dim n (.dim p .scalar)))) →L[ℝ]
        Vec (Shape.size (.dim h (.dim m (.dim p .scalar)))) :=
    product (h := h) (m := m) (n := n) (p := p)
  let left : CtxVec Γ →L[ℝ] Vec (Shape.size (.dim h (.dim m (.dim n .scalar)))) :=
    CtxVec.getCLM (Γ := Γ) (s := .dim h (.dim m (.dim n .scalar))) j
  let right : CtxVec Γ →L[ℝ] Vec (Shape.size (.dim h (.dim n (.dim p .scalar)))) :=
    CtxVec.getCLM (Γ := Γ) (s := .dim h (.dim n (.dim p .scalar))) k
  refine
    { deriv := fun u =>
        times.precompR (CtxVec Γ) (left u) right + times.precompL (CtxVec Γ) left (right u)
      hasFDerivAt := ?_
      jvp_eq := ?_ }
  · exact proof_of_this
  · simp

end Batched

end TapeNodes

end

end Autograd
end Proofs
