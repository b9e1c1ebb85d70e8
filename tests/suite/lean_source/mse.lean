module

public import Fixture.Sums
public import Fixture.Means

/-! The mean of squares, spelled by this project. -/

@[expose] public section

namespace Proofs
namespace Autograd

open Spec

noncomputable section

namespace TapeNodes

def mseLoss {Γ : List Shape} {p : Shape} (j k : Idx Γ p) : Node Γ Shape.scalar :=
  let many : Nat := Spec.meanDenom p
  let share : ℝ := (1 : ℝ) / (many : ℝ)
  Node.ofVec (Γ := Γ) (τ := Shape.scalar)
    (f := fun u => vecOfFun (n := Shape.size Shape.scalar) fun _ =>
      ‖CtxVec.get (Γ := Γ) (s := p) j u - CtxVec.get (Γ := Γ) (s := p) k u‖ ^ 2 * share)
    (jvp := fun u du =>
      let a := CtxVec.get (Γ := Γ) (s := p) j u - CtxVec.get (Γ := Γ) (s := p) k u
      let da := CtxVec.get (Γ := Γ) (s := p) j du - CtxVec.get (Γ := Γ) (s := p) k du
      vecOfFun (n := Shape.size Shape.scalar) fun _ => 2 * share * inner ℝ a da)
    (vjp := fun u w =>
      let only : Fin (Shape.size Shape.scalar) := ⟨0, by simp [Shape.size]⟩
      let a := CtxVec.get (Γ := Γ) (s := p) j u - CtxVec.get (Γ := Γ) (s := p) k u
      let back : Vec (Shape.size p) := (2 * share * w only) • a
      CtxVec.single (Γ := Γ) (s := p) j back - CtxVec.single (Γ := Γ) (s := p) k back)
    (correct_inner := by simp)

def mseLossFderiv {Γ : List Shape} {p : Shape} (j k : Idx Γ p) :
    NodeFDerivCorrect (mseLoss (Γ := Γ) (p := p) j k) := by
  classical
  let many : Nat := Spec.meanDenom p
  let share : ℝ := (1 : ℝ) / (many : ℝ)
  let D : CtxVec Γ →L[ℝ] Vec (Shape.size p) :=
    CtxVec.getCLM (Γ := Γ) (s := p) j - CtxVec.getCLM (Γ := Γ) (s := p) k
  refine
    { deriv := fun u =>
        let a : Vec (Shape.size p) :=
          CtxVec.get (Γ := Γ) (s := p) j u - CtxVec.get (Γ := Γ) (s := p) k u
        vecScalarCLM.comp (share • ((2 • innerSL ℝ a).comp D))
      hasFDerivAt := ?_
      jvp_eq := ?_ }
  · intro u
    exact proof_of_this
  · intro u du
    ext i
    simp

end TapeNodes

end

end Autograd
end Proofs
