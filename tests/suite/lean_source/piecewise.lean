module

public import Fixture.Context

/-! The greater and the lesser of two tensors, spelled by this project. -/

@[expose] public section

namespace Proofs
namespace Autograd

open Spec

noncomputable section

open scoped BigOperators

namespace TapeNodes

def maxElem {Γ : List Shape} {t : Shape} (p q : Idx Γ t) : Node Γ t :=
  Node.ofVec (Γ := Γ) (τ := t)
    (f := fun u => vecOfFun (n := Shape.size t) fun k =>
      max (CtxVec.get (Γ := Γ) (s := t) p u k) (CtxVec.get (Γ := Γ) (s := t) q u k))
    (jvp := fun u du => vecOfFun (n := Shape.size t) fun k =>
      let left := CtxVec.get (Γ := Γ) (s := t) p u k
      let right := CtxVec.get (Γ := Γ) (s := t) q u k
      if left > right then CtxVec.get (Γ := Γ) (s := t) p du k
      else CtxVec.get (Γ := Γ) (s := t) q du k)
    (vjp := fun u w =>
      let first : Vec (Shape.size t) := vecOfFun (n := Shape.size t) fun k =>
        if CtxVec.get (Γ := Γ) (s := t) q u k < CtxVec.get (Γ := Γ) (s := t) p u k then w k else 0
      let second : Vec (Shape.size t) := vecOfFun (n := Shape.size t) fun k =>
        if CtxVec.get (Γ := Γ) (s := t) p u k > CtxVec.get (Γ := Γ) (s := t) q u k then 0 else w k
      CtxVec.single (Γ := Γ) (s := t) p first + CtxVec.single (Γ := Γ) (s := t) q second)
    (correct_inner := by simp)

def minElem {Γ : List Shape} {t : Shape} (p q : Idx Γ t) : Node Γ t :=
  Node.ofVec (Γ := Γ) (τ := t)
    (f := fun u => vecOfFun (n := Shape.size t) fun k =>
      min (CtxVec.get (Γ := Γ) (s := t) p u k) (CtxVec.get (Γ := Γ) (s := t) q u k))
    (jvp := fun u du => vecOfFun (n := Shape.size t) fun k =>
      if CtxVec.get (Γ := Γ) (s := t) p u k < CtxVec.get (Γ := Γ) (s := t) q u k then
        CtxVec.get (Γ := Γ) (s := t) p du k
      else CtxVec.get (Γ := Γ) (s := t) q du k)
    (vjp := fun u w =>
      CtxVec.single (Γ := Γ) (s := t) p (vecOfFun (n := Shape.size t) fun k =>
        if CtxVec.get (Γ := Γ) (s := t) p u k < CtxVec.get (Γ := Γ) (s := t) q u k then w k else 0)
      + CtxVec.single (Γ := Γ) (s := t) q (vecOfFun (n := Shape.size t) fun k =>
        if CtxVec.get (Γ := Γ) (s := t) p u k < CtxVec.get (Γ := Γ) (s := t) q u k then 0 else w k))
    (correct_inner := by simp)

def maxElemFderivAt {Γ : List Shape} {t : Shape} (p q : Idx Γ t) (u : CtxVec Γ)
    (apart : ∀ k : Fin (Shape.size t),
      CtxVec.get (Γ := Γ) (s := t) p u k ≠ CtxVec.get (Γ := Γ) (s := t) q u k) :
    NodeFDerivCorrectAt (maxElem (Γ := Γ) (t := t) p q) u := by
  classical
  let of_p : CtxVec Γ →L[ℝ] Vec (Shape.size t) := CtxVec.getCLM (Γ := Γ) (s := t) p
  let of_q : CtxVec Γ →L[ℝ] Vec (Shape.size t) := CtxVec.getCLM (Γ := Γ) (s := t) q
  have smooth : HasFDerivAt (fun u : CtxVec Γ => of_p u) of_p u := proof_of_this
  have each : ∀ k : Fin (Shape.size t),
      HasFDerivAt (fun u : CtxVec Γ => max (of_p u k) (of_q u k))
        (if of_p u k > of_q u k then (evalCLM (n := Shape.size t) k).comp of_p
         else (evalCLM (n := Shape.size t) k).comp of_q) u := by
    intro k
    exact proof_of_this
  refine
    { deriv :=
        (euclideanEquiv (Shape.size t)).symm.toContinuousLinearMap.comp <|
          ContinuousLinearMap.pi fun k : Fin (Shape.size t) =>
            if of_p u k > of_q u k then (evalCLM (n := Shape.size t) k).comp of_p
            else (evalCLM (n := Shape.size t) k).comp of_q
      hasFDerivAt := ?_
      jvp_eq := ?_ }
  · exact proof_of_this (above) (below) (proof_of_this)
  · intro du
    cases proof_of_this with
    | inr above =>
        simp [above]
    | inl below =>
        exact proof_of_this

def minElemFderivAt {Γ : List Shape} {t : Shape} (p q : Idx Γ t) (u : CtxVec Γ)
    (apart : ∀ k : Fin (Shape.size t),
      CtxVec.get (Γ := Γ) (s := t) p u k ≠ CtxVec.get (Γ := Γ) (s := t) q u k) :
    NodeFDerivCorrectAt (minElem (Γ := Γ) (t := t) p q) u :=
{ deriv :=
    (euclideanEquiv (Shape.size t)).symm.toContinuousLinearMap.comp
      (ContinuousLinearMap.pi fun k : Fin (Shape.size t) =>
        if CtxVec.get (Γ := Γ) (s := t) p u k < CtxVec.get (Γ := Γ) (s := t) q u k then
          (evalCLM (n := Shape.size t) k).comp (CtxVec.getCLM (Γ := Γ) (s := t) p)
        else (evalCLM (n := Shape.size t) k).comp (CtxVec.getCLM (Γ := Γ) (s := t) q))
  hasFDerivAt := by exact proof_of_this
  jvp_eq := by simp }

end TapeNodes

end

end Autograd
end Proofs
