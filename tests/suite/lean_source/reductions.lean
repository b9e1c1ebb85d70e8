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

namespace Broadcast

def broadcastToIndex : {p q : Shape} → Shape.CanBroadcastTo p q → Fin (Shape.size q) → Fin (Shape.size p)
  | .scalar, _, .scalar_to_any _, _ => ⟨0, by simp [Shape.size]⟩
  | .dim n _, .dim _ q, .dim_eq rest, i =>
      finProdFinEquiv (i.divNat (m := n), broadcastToIndex rest (i.modNat (n := Shape.size q)))
  | .dim 1 _, .dim _ q, .dim_1_to_n rest, i =>
      finProdFinEquiv (⟨0, by simp⟩, broadcastToIndex rest (i.modNat (n := Shape.size q)))
  | _, .dim _ q, .expand_dims rest, i => broadcastToIndex rest (i.modNat (n := Shape.size q))

def spread {p q : Shape} (way : Shape.CanBroadcastTo p q) :
    Vec (Shape.size p) →L[ℝ] Vec (Shape.size q) := by
  classical
  let bare : Vec (Shape.size p) →ₗ[ℝ] Vec (Shape.size q) :=
    { toFun := fun v => vecOfFun (n := Shape.size q) fun i =>
        v (broadcastToIndex (s₁ := p) (s₂ := q) way i)
      map_add' := by simp
      map_smul' := by simp }
  exact ⟨bare, LinearMap.continuous_of_finiteDimensional (f := bare)⟩

end Broadcast

def broadcastTo {Γ : List Shape} {p q : Shape} (j : Idx Γ p) (way : Shape.CanBroadcastTo p q) :
    Node Γ q :=
  Node.ofVec (Γ := Γ) (τ := q)
    (f := fun u => Broadcast.spread (p := p) (q := q) way (CtxVec.get (Γ := Γ) (s := p) j u))
    (jvp := fun _u du => Broadcast.spread (p := p) (q := q) way (CtxVec.get (Γ := Γ) (s := p) j du))
    (vjp := fun _u w => CtxVec.single (Γ := Γ) (s := p) j
      ((Broadcast.spread (p := p) (q := q) way).adjoint w))
    (correct_inner := by simp)

def broadcastToFderiv {Γ : List Shape} {p q : Shape} (j : Idx Γ p)
    (way : Shape.CanBroadcastTo p q) :
    NodeFDerivCorrect (broadcastTo (Γ := Γ) (p := p) (q := q) j way) :=
{ deriv := fun _ =>
    (Broadcast.spread (p := p) (q := q) way).comp (CtxVec.getCLM (Γ := Γ) (s := p) j)
  hasFDerivAt := by
    intro u
    exact proof_of_this
  jvp_eq := by simp }

def reduceSum {Γ : List Shape} {p : Shape} (k : Nat) [is : Shape.valid_axis_inst k p]
    [full : Shape.WellFormed p] (j : Idx Γ p) : Node Γ (shapeAfterSum p k) :=
  let way := shapeAfterSumBroadcastBack (s := p) k is full
  let back := Broadcast.spread (p := shapeAfterSum p k) (q := p) way
  Node.ofVec (Γ := Γ) (τ := shapeAfterSum p k)
    (f := fun u => back.adjoint (CtxVec.get (Γ := Γ) (s := p) j u))
    (jvp := fun _u du => back.adjoint (CtxVec.get (Γ := Γ) (s := p) j du))
    (vjp := fun _u w => CtxVec.single (Γ := Γ) (s := p) j (back w))
    (correct_inner := by simp)

def reduceSumFderiv {Γ : List Shape} {p : Shape} (k : Nat) [is : Shape.valid_axis_inst k p]
    [full : Shape.WellFormed p] (j : Idx Γ p) :
    NodeFDerivCorrect (reduceSum (Γ := Γ) (p := p) k j) := by
  classical
  let way := shapeAfterSumBroadcastBack (s := p) k is full
  let back := Broadcast.spread (p := shapeAfterSum p k) (q := p) way
  refine
    { deriv := fun _ => (back.adjoint).comp (CtxVec.getCLM (Γ := Γ) (s := p) j)
      hasFDerivAt := ?_
      jvp_eq := ?_ }
  · exact proof_of_this
  · simp

def reduceMean {Γ : List Shape} {p : Shape} (k : Nat) [is : Shape.valid_axis_inst k p]
    [full : Shape.WellFormed p] (j : Idx Γ p) : Node Γ (shapeAfterSum p k) :=
  let way := shapeAfterSumBroadcastBack (s := p) k is full
  let back := Broadcast.spread (p := shapeAfterSum p k) (q := p) way
  let count : Nat :=
    match getDimSize p k with
    | none => 1
    | some n => n
  Node.ofVec (Γ := Γ) (τ := shapeAfterSum p k)
    (f := fun u => (1 / (count : ℝ)) • back.adjoint (CtxVec.get (Γ := Γ) (s := p) j u))
    (jvp := fun _u du => (1 / (count : ℝ)) • back.adjoint (CtxVec.get (Γ := Γ) (s := p) j du))
    (vjp := fun _u w => CtxVec.single (Γ := Γ) (s := p) j ((1 / (count : ℝ)) • back w))
    (correct_inner := by simp)

def reduceMeanFderiv {Γ : List Shape} {p : Shape} (k : Nat) [is : Shape.valid_axis_inst k p]
    [full : Shape.WellFormed p] (j : Idx Γ p) :
    NodeFDerivCorrect (reduceMean (Γ := Γ) (p := p) k j) := by
  classical
  let way := shapeAfterSumBroadcastBack (s := p) k is full
  let back := Broadcast.spread (p := shapeAfterSum p k) (q := p) way
  let count : Nat :=
    match getDimSize p k with
    | some n => n
    | none => 1
  let c : ℝ := (1 : ℝ) / (count : ℝ)
  refine
    { deriv := fun _ => (c • back.adjoint).comp (CtxVec.getCLM (Γ := Γ) (s := p) j)
      hasFDerivAt := ?_
      jvp_eq := ?_ }
  · exact proof_of_this
  · simp

def upper {m n : Nat} (v : Vec (m + n)) : Vec m :=
  vecOfFun (n := m) fun i : Fin m => v (Fin.castAdd n i)

def lower {m n : Nat} (v : Vec (m + n)) : Vec n :=
  vecOfFun (n := n) fun i : Fin n => v (Fin.natAdd m i)

def concatVectors {Γ : List Shape} {n m : Nat} (j : Idx Γ (.dim n .scalar))
    (k : Idx Γ (.dim m .scalar)) : Node Γ (.dim (n + m) .scalar) :=
  let same : Shape.size (.dim (n + m) .scalar) = n + m := by simp [Shape.size]
  Node.ofVec (Γ := Γ) (τ := .dim (n + m) .scalar)
    (f := fun u => castVec same.symm <|
      appendVec (m := n) (n := m) (getVec (Γ := Γ) (n := n) j u) (getVec (Γ := Γ) (n := m) k u))
    (jvp := fun _u du => castVec same.symm <|
      appendVec (m := n) (n := m) (getVec (Γ := Γ) (n := n) j du) (getVec (Γ := Γ) (n := m) k du))
    (vjp := fun _u w =>
      let flat : Vec (n + m) := castVec same w
      let first : Vec n := upper (m := n) (n := m) flat
      let second : Vec m := lower (m := n) (n := m) flat
      singleVec (Γ := Γ) (n := n) j first + singleVec (Γ := Γ) (n := m) k second)
    (correct_inner := by simp)

def concatVectorsFderiv {Γ : List Shape} {n m : Nat} (j : Idx Γ (.dim n .scalar))
    (k : Idx Γ (.dim m .scalar)) :
    NodeFDerivCorrect (concatVectors (Γ := Γ) (n := n) (m := m) j k) := by
  classical
  let same : Shape.size (.dim (n + m) .scalar) = n + m := by simp [Shape.size]
  let whole : CtxVec Γ →L[ℝ] Vec (Shape.size (.dim (n + m) .scalar)) := by
    let bare : CtxVec Γ →ₗ[ℝ] Vec (n + m) :=
      { toFun := fun u => appendVec (m := n) (n := m)
          (getVec (Γ := Γ) (n := n) j u) (getVec (Γ := Γ) (n := m) k u)
        map_add' := by simp
        map_smul' := by simp }
    let cast : CtxVec Γ →ₗ[ℝ] Vec (Shape.size (.dim (n + m) .scalar)) :=
      { toFun := fun u => castVec same.symm (bare u)
        map_add' := by simp
        map_smul' := by simp }
    exact ⟨cast, LinearMap.continuous_of_finiteDimensional (f := cast)⟩
  refine
    { deriv := fun _ => whole
      hasFDerivAt := ?_
      jvp_eq := ?_ }
  · exact proof_of_this
  · simp

def concatLeadingAxis {Γ : List Shape} {n m : Nat} {p : Shape} (j : Idx Γ (.dim n p))
    (k : Idx Γ (.dim m p)) : Node Γ (.dim (n + m) p) :=
  let same : Shape.size (.dim n p) + Shape.size (.dim m p) = Shape.size (.dim (n + m) p) := by
    simp [Shape.size, Nat.add_mul]
  Node.ofVec (Γ := Γ) (τ := .dim (n + m) p)
    (f := fun u =>
      castVec same (appendVec (m := Shape.size (.dim n p)) (n := Shape.size (.dim m p))
        (CtxVec.get (Γ := Γ) (s := .dim n p) j u) (CtxVec.get (Γ := Γ) (s := .dim m p) k u)))
    (jvp := fun _u du =>
      castVec same (appendVec (m := Shape.size (.dim n p)) (n := Shape.size (.dim m p))
        (CtxVec.get (Γ := Γ) (s := .dim n p) j du) (CtxVec.get (Γ := Γ) (s := .dim m p) k du)))
    (vjp := fun _u w =>
      let flat : Vec (Shape.size (.dim n p) + Shape.size (.dim m p)) := castVec same.symm w
      let first : Vec (Shape.size (.dim n p)) :=
        upper (m := Shape.size (.dim n p)) (n := Shape.size (.dim m p)) flat
      let second : Vec (Shape.size (.dim m p)) :=
        lower (m := Shape.size (.dim n p)) (n := Shape.size (.dim m p)) flat
      CtxVec.single (Γ := Γ) (s := .dim n p) j first
        + CtxVec.single (Γ := Γ) (s := .dim m p) k second)
    (correct_inner := by simp)

def concatLeadingAxisFderiv {Γ : List Shape} {n m : Nat} {p : Shape} (j : Idx Γ (.dim n p))
    (k : Idx Γ (.dim m p)) :
    NodeFDerivCorrect (concatLeadingAxis (Γ := Γ) (n := n) (m := m) (p := p) j k) := by
  classical
  let a : Nat := Shape.size (.dim n p)
  let b : Nat := Shape.size (.dim m p)
  let same : a + b = Shape.size (.dim (n + m) p) := by simp [a, b]
  let outer : Vec (a + b) →L[ℝ] Vec (Shape.size (.dim (n + m) p)) := Graph.castCLM (h := same)
  let joined : (Vec a × Vec b) →L[ℝ] Vec (a + b) := by
    classical
    let bare : (Vec a × Vec b) →ₗ[ℝ] Vec (a + b) :=
      { toFun := fun pair => appendVec (m := a) (n := b) pair.1 pair.2
        map_add' := by simp
        map_smul' := by simp }
    exact ⟨bare, LinearMap.continuous_of_finiteDimensional (f := bare)⟩
  let parts : CtxVec Γ →L[ℝ] (Vec a × Vec b) :=
    ContinuousLinearMap.prod (CtxVec.getCLM (Γ := Γ) (s := .dim n p) j)
      (CtxVec.getCLM (Γ := Γ) (s := .dim m p) k)
  let whole : CtxVec Γ →L[ℝ] Vec (Shape.size (.dim (n + m) p)) := outer.comp (joined.comp parts)
  refine
    { deriv := fun _ => whole
      hasFDerivAt := ?_
      jvp_eq := ?_ }
  · exact proof_of_this
  · simp

end TapeNodes

end

end Autograd
end Proofs
