/- The same definitions once more, in as few words as Lean accepts. /- Comments nest. -/ -/
noncomputable section
open Spec Tensor
namespace Proofs.Autograd.TapeNodes
  def product {n : Nat} (v w : Vec n) : Vec n := vecOfFun fun k => w k * v k

  public def affine {Γ : List Spec.Shape} {p q : Spec.Shape} (j : Idx Γ p)
      (M : Vec p.size →L[ℝ] Vec q.size) (c : Vec (Spec.Shape.size q)) : Proofs.Autograd.Node Γ q :=
    Node.ofFn (Γ := Γ) (τ := q) (fun u ↦ c + M (CtxVec.get j u)) (fun _ du ↦ M <| CtxVec.get j du)
      (fun _ w ↦ CtxVec.single j <| ContinuousLinearMap.adjoint M w) (by simp)
end Proofs.Autograd.TapeNodes
namespace Proofs
namespace Autograd.TapeNodes
  @[simp] abbrev mul {Γ : List Shape} {s : Shape} (p : Idx Γ s) (q : Idx Γ s) : Node Γ s :=
    let first := fun u : CtxVec Γ => CtxVec.get p u; let second (u : CtxVec Γ) := CtxVec.get q u
    Node.ofVec (τ := s) (Γ := Γ)
      (jvp := fun u du => product (second u) (CtxVec.get p du) + product (CtxVec.get q du) (first u))
      (vjp := fun u w => CtxVec.single q (product w (first u)) + CtxVec.single p (product (second u) w))
      (f := fun u => (product (first u) (second u)))
      (correct_inner := by
        simp)

  noncomputable def mulFderiv {Γ : List Shape} {s : Shape} (p q : Idx Γ s) :
      NodeFDerivCorrect (mul p q) := by
    classical
    let n := s.size
    let at_point (u : CtxVec Γ) := (euclideanEquiv n).symm.toContinuousLinearMap.comp
      (ContinuousLinearMap.pi fun i =>
        (CtxVec.get q u i) • (evalCLM i).comp (CtxVec.getCLM p) +
          CtxVec.get p u i • ((evalCLM (n := n) i) ∘L (CtxVec.getCLM q)))
    refine { deriv := fun u => at_point u, hasFDerivAt := ?_, jvp_eq := ?_ }
    · (intro u; simp)

  def square {Γ : List Shape} {s : Shape} (j : Idx Γ s) : Node Γ s := (mul j) j

  def invertedDropoutCoeff {s : Shape} (keep : Fin s.size → Bool) (rate : ℝ) : Vec s.size :=
    vecOfFun fun i => if keep i = true then 1 / rate else (0 : ℝ)
end Autograd.TapeNodes
end Proofs
