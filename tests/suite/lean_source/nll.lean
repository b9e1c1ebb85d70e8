module

public import Fixture.Sums

/-! The negative log-likelihood, spelled by this project. -/

@[expose] public section

namespace Proofs
namespace Autograd

open Spec

noncomputable section

namespace TapeNodes

def nllOneHotLast {Γ : List Shape} {m n : Nat}
    (j k : Idx Γ (.dim m (.dim n .scalar))) : Node Γ Shape.scalar :=
  let p : Shape := .dim m (.dim n .scalar)
  let flat : Shape.size p = m * n := by simp [p, Shape.size]
  let share : ℝ := (1 : ℝ) / (m : ℝ)
  Node.ofVec (Γ := Γ) (τ := Shape.scalar)
    (f := fun u =>
      let a : Vec (m * n) := castVec flat (CtxVec.get (Γ := Γ) (s := p) k u)
      let b : Vec (m * n) := castVec flat (CtxVec.get (Γ := Γ) (s := p) j u)
      vecOfFun (n := Shape.size Shape.scalar) fun _ => (-share) * inner ℝ a b)
    (jvp := fun u du =>
      let a : Vec (m * n) := castVec flat (CtxVec.get (Γ := Γ) (s := p) k u)
      let da : Vec (m * n) := castVec flat (CtxVec.get (Γ := Γ) (s := p) k du)
      let b : Vec (m * n) := castVec flat (CtxVec.get (Γ := Γ) (s := p) j u)
      let db : Vec (m * n) := castVec flat (CtxVec.get (Γ := Γ) (s := p) j du)
      vecOfFun (n := Shape.size Shape.scalar) fun _ => (-share) * (inner ℝ da b + inner ℝ a db))
    (vjp := fun u w =>
      let only : Fin (Shape.size Shape.scalar) := ⟨0, by simp [Shape.size]⟩
      let factor : ℝ := w only * (-share)
      let a : Vec (m * n) := castVec flat (CtxVec.get (Γ := Γ) (s := p) k u)
      let b : Vec (m * n) := castVec flat (CtxVec.get (Γ := Γ) (s := p) j u)
      CtxVec.single (Γ := Γ) (s := p) j (castVec flat.symm (factor • a))
        + CtxVec.single (Γ := Γ) (s := p) k (castVec flat.symm (factor • b)))
    (correct_inner := by simp)

def nllOneHotLastFderiv {Γ : List Shape} {m n : Nat}
    (j k : Idx Γ (.dim m (.dim n .scalar))) :
    NodeFDerivCorrect (nllOneHotLast (Γ := Γ) (m := m) (n := n) j k) := by
  classical
  let p : Shape := .dim m (.dim n .scalar)
  let flat : Shape.size p = m * n := by simp [p, Shape.size]
  let first : CtxVec Γ → Vec (m * n) := fun u => castVec flat (CtxVec.get (Γ := Γ) (s := p) k u)
  let second : CtxVec Γ → Vec (m * n) := fun u => castVec flat (CtxVec.get (Γ := Γ) (s := p) j u)
  let A : CtxVec Γ →L[ℝ] Vec (m * n) :=
    (Graph.castCLM flat).comp (CtxVec.getCLM (Γ := Γ) (s := p) k)
  let B : CtxVec Γ →L[ℝ] Vec (m * n) :=
    (Graph.castCLM flat).comp (CtxVec.getCLM (Γ := Γ) (s := p) j)
  let share : ℝ := (1 : ℝ) / (m : ℝ)
  refine
    { deriv := fun u =>
        vecScalarCLM.comp ((-share) • (fderivInnerCLM ℝ (first u, second u)).comp (A.prod B))
      hasFDerivAt := ?_
      jvp_eq := ?_ }
  · intro u
    have same : first u = first u := by
      ext i
      simp
    exact proof_of_this
  · simp

end TapeNodes

end

end Autograd
end Proofs
