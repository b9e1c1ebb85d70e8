module

public import Fixture.Context

/-! The linear layer, spelled by this project. -/

@[expose] public section

namespace Proofs
namespace Autograd

open Spec

noncomputable section

namespace TapeNodes

def operation {Γ : List Shape} {a b : Nat} (j : Idx Γ (.dim a .scalar))
    (C : OpSpecFDerivCorrect a b) : Node Γ (.dim b .scalar) :=
  Node.ofVec (Γ := Γ) (τ := .dim b .scalar)
    (f := fun u => C.forwardVec (CtxVec.get (Γ := Γ) (s := .dim a .scalar) j u))
    (jvp := fun u du =>
      let at_u : Vec a := CtxVec.get (Γ := Γ) (s := .dim a .scalar) j u
      let at_du : Vec a := CtxVec.get (Γ := Γ) (s := .dim a .scalar) j du
      toVecE (C.correct.jvp (ofVecE at_u) (ofVecE at_du)))
    (vjp := fun u w => CtxVec.single (Γ := Γ) (s := .dim a .scalar) j
      (toVecE (C.correct.op.backward
        (ofVecE (CtxVec.get (Γ := Γ) (s := .dim a .scalar) j u)) (ofVecE w))))
    (correct_inner := by simp)

def linear {Γ : List Shape} {a b : Nat} (j : Idx Γ (.dim a .scalar)) (m : LinearSpec ℝ a b) :
    Node Γ (.dim b .scalar) :=
  operation (Γ := Γ) (a := a) (b := b) j (OpSpecFDerivCorrect.linear m)

def linearFderiv {Γ : List Shape} {a b : Nat} (j : Idx Γ (.dim a .scalar)) (m : LinearSpec ℝ a b) :
    NodeFDerivCorrect (linear (Γ := Γ) (a := a) (b := b) j m) :=
{ deriv := fun u =>
    let C := OpSpecFDerivCorrect.linear m
    (C.deriv (CtxVec.get (Γ := Γ) (s := .dim a .scalar) j u)).comp
      (CtxVec.getCLM (Γ := Γ) (s := .dim a .scalar) j)
  hasFDerivAt := by
    intro u
    exact proof_of_this
  jvp_eq := by simp }

end TapeNodes

end

end Autograd
end Proofs
