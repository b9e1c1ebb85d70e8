module

public import Fixture.Elementwise

/-! Nodes that move coordinates, spelled by this project. -/

@[expose] public section

namespace Proofs
namespace Autograd

open Spec

noncomputable section

namespace TapeNodes

namespace ShapeOps

def reshape {Γ : List Shape} {p q : Shape} (j : Idx Γ p) (same : Shape.size p = Shape.size q) :
    Node Γ q :=
  Node.ofVec (Γ := Γ) (τ := q)
    (f := fun u => castVec same (CtxVec.get (Γ := Γ) (s := p) j u))
    (jvp := fun _u du => castVec same (CtxVec.get (Γ := Γ) (s := p) j du))
    (vjp := fun _u w => CtxVec.single (Γ := Γ) (s := p) j (castVec same.symm w))
    (correct_inner := by
      intro u du w
      exact proof_of_this)

def reshapeFderiv {Γ : List Shape} {p q : Shape} (j : Idx Γ p)
    (same : Shape.size p = Shape.size q) :
    NodeFDerivCorrect (reshape (Γ := Γ) (p := p) (q := q) j same) := by
  classical
  let moved : Vec (Shape.size p) →L[ℝ] Vec (Shape.size q) := Graph.castCLM (h := same)
  refine
    { deriv := fun _u => moved.comp (CtxVec.getCLM (Γ := Γ) (s := p) j)
      hasFDerivAt := ?_
      jvp_eq := ?_ }
  · intro u
    have known := (moved.comp (CtxVec.getCLM (Γ := Γ) (s := p) j)).hasFDerivAt (x := u)
    exact known
  · intro u du
    simp [reshape]

def flatten {Γ : List Shape} {p : Shape} (j : Idx Γ p) : Node Γ (.dim (Shape.size p) .scalar) :=
  reshape (Γ := Γ) (p := p) (q := .dim (Shape.size p) .scalar) j (by simp [Shape.size])

def flattenFderiv {Γ : List Shape} {p : Shape} (j : Idx Γ p) :
    NodeFDerivCorrect (flatten (Γ := Γ) (p := p) j) :=
  reshapeFderiv (Γ := Γ) (p := p) (q := .dim (Shape.size p) .scalar) j (by simp [Shape.size])

def along {k l : Nat} (e : Fin k ≃ Fin l) : Vec k → Vec l :=
  fun v => vecOfFun (n := l) fun at_ => v (e.symm at_)

def alongLin {k l : Nat} (e : Fin k ≃ Fin l) : Vec k →L[ℝ] Vec l := by
  classical
  let bare : Vec k →ₗ[ℝ] Vec l :=
    { toFun := along (k := k) (l := l) e
      map_add' := by
        intro v w
        simp [along]
      map_smul' := by
        intro c v
        simp [along] }
  refine ⟨bare, ?_⟩
  exact LinearMap.continuous_of_finiteDimensional (f := bare)

def outerSwap (m n k : Nat) : Fin (m * (n * k)) ≃ Fin (n * (m * k)) :=
  let whole : (Fin m × Fin (n * k)) ≃ Fin (m * (n * k)) := finProdFinEquiv
  let inner : (Fin n × Fin k) ≃ Fin (n * k) := finProdFinEquiv
  let swapped : (Fin m × Fin k) ≃ Fin (m * k) := finProdFinEquiv
  let all : (Fin n × Fin (m * k)) ≃ Fin (n * (m * k)) := finProdFinEquiv
  whole.symm
    |>.trans (Equiv.prodCongrRight (fun _ : Fin m => inner.symm))
    |>.trans (Equiv.prodAssoc (Fin m) (Fin n) (Fin k)).symm
    |>.trans (Equiv.prodCongrLeft (fun _ : Fin k => Equiv.prodComm (Fin m) (Fin n)))
    |>.trans (Equiv.prodAssoc (Fin n) (Fin m) (Fin k))
    |>.trans (Equiv.prodCongrRight (fun _ : Fin n => swapped))
    |>.trans all

def swapFirstTwo3d {Γ : List Shape} {m n : Nat} {q : Shape} (j : Idx Γ (.dim m (.dim n q))) :
    Node Γ (.dim n (.dim m q)) :=
  let before : Shape := .dim m (.dim n q)
  let after : Shape := .dim n (.dim m q)
  let k : Nat := Shape.size q
  let e : Fin (Shape.size before) ≃ Fin (Shape.size after) := outerSwap m n k
  Node.ofVec (Γ := Γ) (τ := after)
    (f := fun u => along (k := Shape.size before) (l := Shape.size after) e
      (CtxVec.get (Γ := Γ) (s := before) j u))
    (jvp := fun _u du => along (k := Shape.size before) (l := Shape.size after) e
      (CtxVec.get (Γ := Γ) (s := before) j du))
    (vjp := fun _u w => CtxVec.single (Γ := Γ) (s := before) j
      (along (k := Shape.size after) (l := Shape.size before) e.symm w))
    (correct_inner := by simp)

def swapFirstTwo3dFderiv {Γ : List Shape} {m n : Nat} {q : Shape}
    (j : Idx Γ (.dim m (.dim n q))) :
    NodeFDerivCorrect (swapFirstTwo3d (Γ := Γ) (m := m) (n := n) (q := q) j) := by
  classical
  let before : Shape := .dim m (.dim n q)
  let after : Shape := .dim n (.dim m q)
  let k : Nat := Shape.size q
  let e : Fin (Shape.size before) ≃ Fin (Shape.size after) := outerSwap m n k
  let moved : Vec (Shape.size before) →L[ℝ] Vec (Shape.size after) :=
    alongLin (k := Shape.size before) (l := Shape.size after) e
  refine
    { deriv := fun _ => moved.comp (CtxVec.getCLM (Γ := Γ) (s := before) j)
      hasFDerivAt := ?_
      jvp_eq := ?_ }
  · intro u
    exact proof_of_this
  · intro u du
    simp [moved]

def innerSwap (a b c : Nat) : Fin (a * (b * (c * 1))) ≃ Fin (a * (c * (b * 1))) :=
  let turned : Fin (b * (c * 1)) ≃ Fin (c * (b * 1)) :=
    (finProdFinEquiv.symm.trans (Equiv.prodComm (Fin b) (Fin (c * 1)))).trans finProdFinEquiv
  let first : (Fin a × Fin (b * (c * 1))) ≃ Fin (a * (b * (c * 1))) := finProdFinEquiv
  let last : (Fin a × Fin (c * (b * 1))) ≃ Fin (a * (c * (b * 1))) := finProdFinEquiv
  (first.symm.trans (Equiv.prodCongr (Equiv.refl (Fin a)) turned)).trans last

def transpose3dLastTwo {Γ : List Shape} {a b c : Nat}
    (j : Idx Γ (.dim a (.dim b (.dim c .scalar)))) : Node Γ (.dim a (.dim c (.dim b .scalar))) :=
  let before : Shape := .dim a (.dim b (.dim c .scalar))
  let after : Shape := .dim a (.dim c (.dim b .scalar))
  let e : Fin (Shape.size before) ≃ Fin (Shape.size after) := innerSwap a b c
  Node.ofVec (Γ := Γ) (τ := after)
    (f := fun u => along (k := Shape.size before) (l := Shape.size after) e
      (CtxVec.get (Γ := Γ) (s := before) j u))
    (jvp := fun _u du => along (k := Shape.size before) (l := Shape.size after) e
      (CtxVec.get (Γ := Γ) (s := before) j du))
    (vjp := fun _u w => CtxVec.single (Γ := Γ) (s := before) j
      (along (k := Shape.size after) (l := Shape.size before) e.symm w))
    (correct_inner := by simp)

def transpose3dLastTwoFderiv {Γ : List Shape} {a b c : Nat}
    (j : Idx Γ (.dim a (.dim b (.dim c .scalar)))) :
    NodeFDerivCorrect (transpose3dLastTwo (Γ := Γ) (a := a) (b := b) (c := c) j) :=
  let before : Shape := .dim a (.dim b (.dim c .scalar))
  let after : Shape := .dim a (.dim c (.dim b .scalar))
  let moved : Vec (Shape.size before) →L[ℝ] Vec (Shape.size after) :=
    alongLin (k := Shape.size before) (l := Shape.size after) (innerSwap a b c)
  { deriv := fun _ => moved.comp (CtxVec.getCLM (Γ := Γ) (s := before) j)
    hasFDerivAt := by
      intro u
      exact proof_of_this
    jvp_eq := by simp }

end ShapeOps

end TapeNodes

end

end Autograd
end Proofs
