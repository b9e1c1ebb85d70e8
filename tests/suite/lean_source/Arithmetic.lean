module

public import Fixture.Elementwise

/-! The definitions of the module, spelled by this project. -/

@[expose] public section

namespace Proofs
namespace Autograd

open Spec

noncomputable section

namespace TapeNodes

/-- A linear map and a shift. -/
def affine {Γ : List Shape} {p q : Shape} (j : Idx Γ p)
    (M : Vec (Shape.size p) →L[ℝ] Vec (Shape.size q)) (shift : Vec (Shape.size q)) : Node Γ q :=
  Node.ofVec (Γ := Γ) (τ := q)
    (f := fun u => M (CtxVec.get (Γ := Γ) (s := p) j u) + shift)
    (jvp := fun _u du => M (CtxVec.get (Γ := Γ) (s := p) j du))
    (vjp := fun _u w => CtxVec.single (Γ := Γ) (s := p) j (M.adjoint w))
    (correct_inner := by
      intro u du w
      exact proof_of_this)

def affineFderiv {Γ : List Shape} {p q : Shape} (j : Idx Γ p)
    (M : Vec (Shape.size p) →L[ℝ] Vec (Shape.size q)) (shift : Vec (Shape.size q)) :
    NodeFDerivCorrect (affine (Γ := Γ) (p := p) (q := q) j M shift) :=
  { deriv := fun _ => M.comp (CtxVec.getCLM (Γ := Γ) (s := p) j)
    hasFDerivAt := by
      intro u
      have h : ∀ v, v = v := fun v => rfl
      simp
    jvp_eq := by
      intro u du
      simp [affine] }

def add {Γ : List Shape} {s : Shape} (a b : Idx Γ s) : Node Γ s :=
  Node.ofVec (Γ := Γ) (τ := s)
    (f := fun u => CtxVec.get (Γ := Γ) (s := s) a u + CtxVec.get (Γ := Γ) (s := s) b u)
    (jvp := fun _u du => CtxVec.get (Γ := Γ) (s := s) a du + CtxVec.get (Γ := Γ) (s := s) b du)
    (vjp := fun _u w => CtxVec.single (Γ := Γ) (s := s) a w + CtxVec.single (Γ := Γ) (s := s) b w)
    (correct_inner := by simp)

def addFderiv {Γ : List Shape} {s : Shape} (a b : Idx Γ s) :
    NodeFDerivCorrect (add (Γ := Γ) (s := s) a b) :=
{ deriv := fun _ => CtxVec.getCLM (Γ := Γ) (s := s) a + CtxVec.getCLM (Γ := Γ) (s := s) b
  hasFDerivAt := by
    intro u
    simp
  jvp_eq := by simp }

def sub {Γ : List Shape} {s : Shape} (a b : Idx Γ s) : Node Γ s :=
  Node.ofVec (Γ := Γ) (τ := s)
    (f := fun u => CtxVec.get (Γ := Γ) (s := s) a u - CtxVec.get (Γ := Γ) (s := s) b u)
    (jvp := fun _u du => CtxVec.get (Γ := Γ) (s := s) a du - CtxVec.get (Γ := Γ) (s := s) b du)
    (vjp := fun _u w => CtxVec.single (Γ := Γ) (s := s) a w - CtxVec.single (Γ := Γ) (s := s) b w)
    (correct_inner := by simp)

def subFderiv {Γ : List Shape} {s : Shape} (a b : Idx Γ s) :
    NodeFDerivCorrect (sub (Γ := Γ) (s := s) a b) :=
{ deriv := fun _ => CtxVec.getCLM (Γ := Γ) (s := s) a - CtxVec.getCLM (Γ := Γ) (s := s) b
  hasFDerivAt := by simp
  jvp_eq := by simp }

def scale {Γ : List Shape} {s : Shape} (j : Idx Γ s) (k : ℝ) : Node Γ s :=
  Node.ofVec (Γ := Γ) (τ := s)
    (f := fun u => k • CtxVec.get (Γ := Γ) (s := s) j u)
    (jvp := fun _u du => k • CtxVec.get (Γ := Γ) (s := s) j du)
    (vjp := fun _u w => CtxVec.single (Γ := Γ) (s := s) j (k • w))
    (correct_inner := by simp)

def scaleFderiv {Γ : List Shape} {s : Shape} (j : Idx Γ s) (k : ℝ) :
    NodeFDerivCorrect (scale (Γ := Γ) (s := s) j k) :=
{ deriv := fun _ => k • CtxVec.getCLM (Γ := Γ) (s := s) j
  hasFDerivAt := by simp
  jvp_eq := by simp }

def fixedMaskScale {Γ : List Shape} {s : Shape} (j : Idx Γ s) (k : Vec (Shape.size s)) :
    Node Γ s :=
  Node.ofVec (Γ := Γ) (τ := s)
    (f := fun u => vecOfFun (n := Shape.size s) fun i => k i * CtxVec.get (Γ := Γ) (s := s) j u i)
    (jvp := fun _u du => vecOfFun (n := Shape.size s) fun i =>
      k i * CtxVec.get (Γ := Γ) (s := s) j du i)
    (vjp := fun _u w => CtxVec.single (Γ := Γ) (s := s) j
      (vecOfFun (n := Shape.size s) fun i => k i * w i))
    (correct_inner := by simp)

def fixedMaskScaleFderiv {Γ : List Shape} {s : Shape} (j : Idx Γ s) (k : Vec (Shape.size s)) :
    NodeFDerivCorrect (fixedMaskScale (Γ := Γ) (s := s) j k) :=
  let whole : CtxVec Γ →L[ℝ] Vec (Shape.size s) := by
    classical
    let rows : Vec (Shape.size s) →L[ℝ] Vec (Shape.size s) := by
      let bare : Vec (Shape.size s) →ₗ[ℝ] Vec (Shape.size s) :=
        { toFun := fun v => vecOfFun (n := Shape.size s) fun i => k i * v i
          map_add' := by
            intro v w
            ext i
            ring
          map_smul' := by
            intro c v
            ring }
      exact ⟨bare, of_finite_dimension bare⟩
    exact rows.comp (CtxVec.getCLM (Γ := Γ) (s := s) j)
  { deriv := fun _ => whole
    hasFDerivAt := by
      intro u
      exact whole.hasFDerivAt
    jvp_eq := by
      intro u du
      simp [whole] }

def invertedDropoutCoeff {s : Shape} (keep : Fin (Shape.size s) → Bool) (rate : ℝ) :
    Vec (Shape.size s) :=
  vecOfFun (n := Shape.size s) fun i => if keep i then rate⁻¹ else 0

def fixedInvertedDropout {Γ : List Shape} {s : Shape} (j : Idx Γ s)
    (keep : Fin (Shape.size s) → Bool) (rate : ℝ) : Node Γ s :=
  fixedMaskScale (Γ := Γ) (s := s) j (invertedDropoutCoeff (s := s) keep rate)

def fixedInvertedDropoutFderiv {Γ : List Shape} {s : Shape} (j : Idx Γ s)
    (keep : Fin (Shape.size s) → Bool) (rate : ℝ) :
    NodeFDerivCorrect (fixedInvertedDropout (Γ := Γ) (s := s) j keep rate) :=
  fixedMaskScaleFderiv (Γ := Γ) (s := s) j (invertedDropoutCoeff (s := s) keep rate)

def mul {Γ : List Shape} {s : Shape} (a b : Idx Γ s) : Node Γ s :=
  let n : Nat := Shape.size s
  let times : Vec n → Vec n → Vec n := fun v w => vecOfFun (n := n) fun i => v i * w i
  Node.ofVec (Γ := Γ) (τ := s)
    (f := fun u => times (CtxVec.get (Γ := Γ) (s := s) a u) (CtxVec.get (Γ := Γ) (s := s) b u))
    (jvp := fun u du =>
      times (CtxVec.get (Γ := Γ) (s := s) a u) (CtxVec.get (Γ := Γ) (s := s) b du) +
        times (CtxVec.get (Γ := Γ) (s := s) b u) (CtxVec.get (Γ := Γ) (s := s) a du))
    (vjp := fun u w =>
      CtxVec.single (Γ := Γ) (s := s) a (times w (CtxVec.get (Γ := Γ) (s := s) b u)) +
        CtxVec.single (Γ := Γ) (s := s) b (times w (CtxVec.get (Γ := Γ) (s := s) a u)))
    (correct_inner := by
      intro u du w
      calc
        _ = _ := by simp)

def mulFderiv {Γ : List Shape} {s : Shape} (a b : Idx Γ s) :
    NodeFDerivCorrect (mul (Γ := Γ) (s := s) a b) :=
{ deriv := fun u =>
    let n : Nat := Shape.size s
    (euclideanEquiv n).symm.toContinuousLinearMap.comp <|
      ContinuousLinearMap.pi (fun i : Fin n =>
        let left : CtxVec Γ →L[ℝ] ℝ := (evalCLM (n := n) i).comp (CtxVec.getCLM (Γ := Γ) (s := s) a)
        let right : CtxVec Γ →L[ℝ] ℝ := (evalCLM (n := n) i).comp (CtxVec.getCLM (Γ := Γ) (s := s) b)
        (CtxVec.get (Γ := Γ) (s := s) a u i) • right + (CtxVec.get (Γ := Γ) (s := s) b u i) • left)
  hasFDerivAt := by
    intro u
    have h : ∀ i : Fin n, i = i := by
      intro i
      rfl
    simp
  jvp_eq := by simp
}

def square {Γ : List Shape} {s : Shape} (j : Idx Γ s) : Node Γ s :=
  mul (Γ := Γ) (s := s) j j

def squareFderiv {Γ : List Shape} {s : Shape} (j : Idx Γ s) :
    NodeFDerivCorrect (square (Γ := Γ) (s := s) j) :=
  mulFderiv (Γ := Γ) (s := s) j j

end TapeNodes

end

end Autograd
end Proofs
