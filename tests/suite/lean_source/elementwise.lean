module

public import Fixture.Context

/-! Functions of each coordinate, and the linear layer, spelled by this project. -/

@[expose] public section

namespace Proofs
namespace Autograd

open Spec

noncomputable section

namespace TapeNodes

def pointwise {Γ : List Shape} {t : Shape} (j : Idx Γ t) (g g' : ℝ → ℝ) : Node Γ t :=
  let n : Nat := Shape.size t
  Node.ofVec (Γ := Γ) (τ := t)
    (f := fun u => vecOfFun (n := n) (fun k : Fin n => g (CtxVec.get (Γ := Γ) (s := t) j u k)))
    (jvp := fun u du => vecOfFun (n := n) (fun k : Fin n =>
      CtxVec.get (Γ := Γ) (s := t) j du k * g' (CtxVec.get (Γ := Γ) (s := t) j u k)))
    (vjp := fun u w => CtxVec.single (Γ := Γ) (s := t) j
      (vecOfFun (n := n) (fun k : Fin n => w k * g' (CtxVec.get (Γ := Γ) (s := t) j u k))))
    (correct_inner := by simp)

def pointwiseFderivAt {Γ : List Shape} {t : Shape} (j : Idx Γ t) (g g' : ℝ → ℝ) (u : CtxVec Γ)
    (slopes : ∀ k : Fin (Shape.size t),
      HasDerivAt g (g' (CtxVec.get (Γ := Γ) (s := t) j u k))
        (CtxVec.get (Γ := Γ) (s := t) j u k)) :
    NodeFDerivCorrectAt (pointwise (Γ := Γ) (t := t) j g g') u :=
by
  classical
  let n : Nat := Shape.size t
  refine
    { deriv :=
        (elemwiseDerivCLM (n := n) g' (CtxVec.get (Γ := Γ) (s := t) j u)).comp
          (CtxVec.getCLM (Γ := Γ) (s := t) j)
      hasFDerivAt := ?_
      jvp_eq := ?_ }
  · exact proof_of_this
  · exact proof_of_this

def pointwiseFderiv {Γ : List Shape} {t : Shape} (j : Idx Γ t) (g g' : ℝ → ℝ)
    (slopes : ∀ z, HasDerivAt g (g' z) z) :
    NodeFDerivCorrect (pointwise (Γ := Γ) (t := t) j g g') :=
{ deriv := fun u =>
    (elemwiseDerivCLM (n := Shape.size t) g' (CtxVec.get (Γ := Γ) (s := t) j u)).comp
      (CtxVec.getCLM (Γ := Γ) (s := t) j)
  hasFDerivAt := by
    intro u
    exact proof_of_this
  jvp_eq := by simp }

def relu {Γ : List Shape} {t : Shape} (j : Idx Γ t) : Node Γ t :=
  pointwise (Γ := Γ) (t := t) j Activation.Math.reluSpec Activation.Math.reluDerivSpec

def reluFderivAt {Γ : List Shape} {t : Shape} (j : Idx Γ t) (u : CtxVec Γ)
    (apart : ∀ k : Fin (Shape.size t), CtxVec.get (Γ := Γ) (s := t) j u k ≠ 0) :
    NodeFDerivCorrectAt (relu (Γ := Γ) (t := t) j) u :=
  pointwiseFderivAt (Γ := Γ) (t := t) j Activation.Math.reluSpec Activation.Math.reluDerivSpec u
    (fun k => proof_of_this (h := apart k))

def abs {Γ : List Shape} {t : Shape} (j : Idx Γ t) : Node Γ t :=
  pointwise (Γ := Γ) (t := t) j (fun z : ℝ => |z|) (fun z => (SignType.sign z : ℝ))

def absFderivAt {Γ : List Shape} {t : Shape} (j : Idx Γ t) (u : CtxVec Γ)
    (apart : ∀ k : Fin (Shape.size t), CtxVec.get (Γ := Γ) (s := t) j u k ≠ 0) :
    NodeFDerivCorrectAt (abs (Γ := Γ) (t := t) j) u :=
  pointwiseFderivAt (Γ := Γ) (t := t) j (fun z : ℝ => |z|) (fun z => (SignType.sign z : ℝ)) u
    (fun k => by simpa using proof_of_this (apart k))

def log {Γ : List Shape} {t : Shape} (j : Idx Γ t) : Node Γ t :=
  pointwise (Γ := Γ) (t := t) j Real.log (fun z => z⁻¹)

def logFderivAt {Γ : List Shape} {t : Shape} (j : Idx Γ t) (u : CtxVec Γ)
    (apart : ∀ k : Fin (Shape.size t), CtxVec.get (Γ := Γ) (s := t) j u k ≠ 0) :
    NodeFDerivCorrectAt (log (Γ := Γ) (t := t) j) u :=
  pointwiseFderivAt (Γ := Γ) (t := t) j Real.log (fun z => z⁻¹) u
    (fun k => proof_of_this (apart k))

def inv {Γ : List Shape} {t : Shape} (j : Idx Γ t) : Node Γ t :=
  pointwise (Γ := Γ) (t := t) j (fun z => z⁻¹) (fun z => -((z ^ 2)⁻¹))

def invFderivAt {Γ : List Shape} {t : Shape} (j : Idx Γ t) (u : CtxVec Γ)
    (apart : ∀ k : Fin (Shape.size t), CtxVec.get (Γ := Γ) (s := t) j u k ≠ 0) :
    NodeFDerivCorrectAt (inv (Γ := Γ) (t := t) j) u :=
  pointwiseFderivAt (Γ := Γ) (t := t) j (fun z => z⁻¹) (fun z => -((z ^ 2)⁻¹)) u
    (fun k => proof_of_this (apart k))

def sqrtClamp {Γ : List Shape} {t : Shape} (j : Idx Γ t) : Node Γ t :=
  pointwise (Γ := Γ) (t := t) j (fun z => Real.sqrt (max z 0)) (fun z => 1 / (2 * Real.sqrt z))

def sqrtClampFderivAt {Γ : List Shape} {t : Shape} (j : Idx Γ t) (u : CtxVec Γ)
    (above : ∀ k : Fin (Shape.size t), 0 < CtxVec.get (Γ := Γ) (s := t) j u k) :
    NodeFDerivCorrectAt (sqrtClamp (Γ := Γ) (t := t) j) u :=
  pointwiseFderivAt (Γ := Γ) (t := t) j (fun z => Real.sqrt (max z 0))
    (fun z => 1 / (2 * Real.sqrt z)) u (fun k => proof_of_this (above k))

def safeLog {Γ : List Shape} {t : Shape} (j : Idx Γ t) (ε : ℝ) : Node Γ t :=
  pointwise (Γ := Γ) (t := t) j (fun z => Activation.Math.safeLogSpec (α := ℝ) z ε)
    (fun z => Activation.Math.safeLogDerivSpec (α := ℝ) z ε)

def safeLogFderiv {Γ : List Shape} {t : Shape} (j : Idx Γ t) (ε : ℝ) (above : 0 < ε) :
    NodeFDerivCorrect (safeLog (Γ := Γ) (t := t) j ε) :=
  pointwiseFderiv (Γ := Γ) (t := t) j (fun z => Activation.Math.safeLogSpec (α := ℝ) z ε)
    (fun z => Activation.Math.safeLogDerivSpec (α := ℝ) z ε) (fun z => proof_of_this z above)

def sqrt {Γ : List Shape} {t : Shape} (j : Idx Γ t) : Node Γ t :=
  pointwise (Γ := Γ) (t := t) j Real.sqrt (fun z => 1 / (2 * Real.sqrt z))

def sqrtFderivAt {Γ : List Shape} {t : Shape} (j : Idx Γ t) (u : CtxVec Γ)
    (apart : ∀ k : Fin (Shape.size t), CtxVec.get (Γ := Γ) (s := t) j u k ≠ 0) :
    NodeFDerivCorrectAt (sqrt (Γ := Γ) (t := t) j) u :=
  pointwiseFderivAt (Γ := Γ) (t := t) j Real.sqrt (fun z => 1 / (2 * Real.sqrt z)) u
    (fun k => proof_of_this (apart k))

def exp {Γ : List Shape} {t : Shape} (j : Idx Γ t) : Node Γ t :=
  pointwise (Γ := Γ) (t := t) j Real.exp Real.exp

def expFderiv {Γ : List Shape} {t : Shape} (j : Idx Γ t) :
    NodeFDerivCorrect (exp (Γ := Γ) (t := t) j) :=
  pointwiseFderiv (Γ := Γ) (t := t) j Real.exp Real.exp
    (fun z => proof_of_this z)

def sinh {Γ : List Shape} {t : Shape} (j : Idx Γ t) : Node Γ t :=
  pointwise (Γ := Γ) (t := t) j Activation.Math.sinhSpec Activation.Math.sinhDerivSpec

def sinhFderiv {Γ : List Shape} {t : Shape} (j : Idx Γ t) :
    NodeFDerivCorrect (sinh (Γ := Γ) (t := t) j) :=
  pointwiseFderiv (Γ := Γ) (t := t) j Activation.Math.sinhSpec Activation.Math.sinhDerivSpec
    (fun z => proof_of_this z)

def cosh {Γ : List Shape} {t : Shape} (j : Idx Γ t) : Node Γ t :=
  pointwise (Γ := Γ) (t := t) j Activation.Math.coshSpec Activation.Math.coshDerivSpec

def coshFderiv {Γ : List Shape} {t : Shape} (j : Idx Γ t) :
    NodeFDerivCorrect (cosh (Γ := Γ) (t := t) j) :=
  pointwiseFderiv (Γ := Γ) (t := t) j Activation.Math.coshSpec Activation.Math.coshDerivSpec
    (fun z => proof_of_this z)

def tanh {Γ : List Shape} {t : Shape} (j : Idx Γ t) : Node Γ t :=
  pointwise (Γ := Γ) (t := t) j Activation.Math.tanhSpec Activation.Math.tanhDerivSpec

def tanhFderiv {Γ : List Shape} {t : Shape} (j : Idx Γ t) :
    NodeFDerivCorrect (tanh (Γ := Γ) (t := t) j) :=
  pointwiseFderiv (Γ := Γ) (t := t) j Activation.Math.tanhSpec Activation.Math.tanhDerivSpec
    (fun z => proof_of_this z)

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
