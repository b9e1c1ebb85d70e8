module

public import Fixture.Arithmetic

/-! Nodes of matrices, spelled by this project. -/

@[expose] public section

namespace Proofs
namespace Autograd

open Spec

noncomputable section

open scoped BigOperators

namespace TapeNodes

namespace Sizes

abbrev rowsOf (m n : Nat) : Nat :=
  Shape.size (.dim m (.dim n .scalar))

abbrev lengthOf (n : Nat) : Nat :=
  Shape.size (.dim n .scalar)

lemma rowsOf_eq (m n : Nat) : rowsOf m n = m * n := by
  simp [rowsOf, Shape.size]

def place {m n : Nat} (i : Fin m) (k : Fin n) : Fin (rowsOf m n) :=
  let same : lengthOf n = n := by simp [lengthOf, Shape.size]
  finProdFinEquiv (i, Fin.cast same.symm k)

def times {m n p : Nat} (v : Vec (rowsOf m n)) (w : Vec (rowsOf n p)) : Vec (rowsOf m p) :=
  vecOfFun (n := rowsOf m p) fun ip =>
    let same : lengthOf p = p := by simp [lengthOf, Shape.size]
    let i : Fin m := ip.divNat (m := m) (n := lengthOf p)
    let k : Fin p := Fin.cast same (ip.modNat (m := m) (n := lengthOf p))
    ∑ l : Fin n, v (place (m := m) (n := n) i l) * w (place (m := n) (n := p) l k)

def timesOf {m n p : Nat} :
    Vec (rowsOf m n) →L[ℝ] Vec (rowsOf n p) →L[ℝ] Vec (rowsOf m p) := by
  classical
  let both : Vec (rowsOf m n) × Vec (rowsOf n p) → Vec (rowsOf m p) :=
    fun pair => times (m := m) (n := n) (p := p) pair.1 pair.2
  have bounded : IsBoundedBilinearMap ℝ both := by
    refine
      { add_left := ?_
        smul_left := ?_
        add_right := ?_
        smul_right := ?_
        bound := ?_ }
    · exact proof_of_this
    · exact proof_of_this
    · exact proof_of_this
    · exact proof_of_this
    · exact proof_of_this
  exact bounded.toContinuousLinearMap

end Sizes

namespace Turned

open Sizes

def turn (m n : Nat) : Fin (m * n) ≃ Fin (n * m) :=
  (finProdFinEquiv.symm.trans (Equiv.prodComm (Fin m) (Fin n))).trans finProdFinEquiv

def turned {m n : Nat} (v : Vec (Sizes.rowsOf m n)) : Vec (Sizes.rowsOf n m) :=
  castVec (rowsOf_eq n m).symm <|
    vecOfFun (n := n * m) (fun k : Fin (n * m) =>
      (castVec (rowsOf_eq m n) v) ((turn m n).symm k))

end Turned

def matrixTranspose {Γ : List Shape} {m n : Nat} (M : Idx Γ (.dim m (.dim n .scalar))) :
    Node Γ (.dim n (.dim m .scalar)) :=
  Node.ofVec (Γ := Γ) (τ := .dim n (.dim m .scalar))
    (f := fun u => Turned.turned (m := m) (n := n)
      (CtxVec.get (Γ := Γ) (s := .dim m (.dim n .scalar)) M u))
    (jvp := fun _u du => Turned.turned (m := m) (n := n)
      (CtxVec.get (Γ := Γ) (s := .dim m (.dim n .scalar)) M du))
    (vjp := fun _u w => CtxVec.single (Γ := Γ) (s := .dim m (.dim n .scalar)) M
      (Turned.turned (m := n) (n := m) w))
    (correct_inner := by simp)

def matrixTransposeFderiv {Γ : List Shape} {m n : Nat} (M : Idx Γ (.dim m (.dim n .scalar))) :
    NodeFDerivCorrect (matrixTranspose (Γ := Γ) (m := m) (n := n) M) := by
  classical
  let whole : Vec (Sizes.rowsOf m n) →L[ℝ] Vec (Sizes.rowsOf n m) := by
    classical
    let bare : Vec (Sizes.rowsOf m n) →ₗ[ℝ] Vec (Sizes.rowsOf n m) :=
      { toFun := fun v => Turned.turned (m := m) (n := n) v
        map_add' := by
          intro v w
          simp [Turned.turned]
        map_smul' := by
          intro c v
          simp [Turned.turned] }
    refine ⟨bare, ?_⟩
    exact LinearMap.continuous_of_finiteDimensional (f := bare)
  refine
    { deriv := fun _u => whole.comp (CtxVec.getCLM (Γ := Γ) (s := .dim m (.dim n .scalar)) M)
      hasFDerivAt := ?_
      jvp_eq := ?_ }
  · intro u
    exact proof_of_this
  · intro u du
    simp [whole]

def matmul {Γ : List Shape} {m n p : Nat} (M : Idx Γ (.dim m (.dim n .scalar)))
    (N : Idx Γ (.dim n (.dim p .scalar))) : Node Γ (.dim m (.dim p .scalar)) :=
  Node.ofVec (Γ := Γ) (τ := .dim m (.dim p .scalar))
    (f := fun u =>
      let left := ofVecT (s := .dim m (.dim n .scalar))
        (CtxVec.get (Γ := Γ) (s := .dim m (.dim n .scalar)) M u)
      let right := ofVecT (s := .dim n (.dim p .scalar))
        (CtxVec.get (Γ := Γ) (s := .dim n (.dim p .scalar)) N u)
      toVecT (t := Spec.matMulSpec left right))
    (jvp := fun u du =>
      let left := ofVecT (s := .dim m (.dim n .scalar))
        (CtxVec.get (Γ := Γ) (s := .dim m (.dim n .scalar)) M u)
      let right := ofVecT (s := .dim n (.dim p .scalar))
        (CtxVec.get (Γ := Γ) (s := .dim n (.dim p .scalar)) N u)
      let dleft := ofVecT (s := .dim m (.dim n .scalar))
        (CtxVec.get (Γ := Γ) (s := .dim m (.dim n .scalar)) M du)
      let dright := ofVecT (s := .dim n (.dim p .scalar))
        (CtxVec.get (Γ := Γ) (s := .dim n (.dim p .scalar)) N du)
      toVecT (t := addSpec (Spec.matMulSpec dleft right) (Spec.matMulSpec left dright)))
    (vjp := fun u w =>
      let left := ofVecT (s := .dim m (.dim n .scalar))
        (CtxVec.get (Γ := Γ) (s := .dim m (.dim n .scalar)) M u)
      let right := ofVecT (s := .dim n (.dim p .scalar))
        (CtxVec.get (Γ := Γ) (s := .dim n (.dim p .scalar)) N u)
      let back := ofVecT (s := .dim m (.dim p .scalar)) w
      CtxVec.single (Γ := Γ) (s := .dim m (.dim n .scalar)) M
          (toVecT (t := Spec.matMulSpec back (matrixTransposeSpec right)))
        + CtxVec.single (Γ := Γ) (s := .dim n (.dim p .scalar)) N
          (toVecT (t := Spec.matMulSpec (matrixTransposeSpec left) back)))
    (correct_inner := by simp)

def matmulFderiv {Γ : List Shape} {m n p : Nat} (M : Idx Γ (.dim m (.dim n .scalar)))
    (N : Idx Γ (.dim n (.dim p .scalar))) :
    NodeFDerivCorrect (matmul (Γ := Γ) (m := m) (n := n) (p := p) M N) := by
  classical
  let atM : CtxVec Γ → Vec (Sizes.rowsOf m n) :=
    fun u => CtxVec.get (Γ := Γ) (s := .dim m (.dim n .scalar)) M u
  let atN : CtxVec Γ → Vec (Sizes.rowsOf n p) :=
    fun u => CtxVec.get (Γ := Γ) (s := .dim n (.dim p .scalar)) N u
  let of : Vec (Sizes.rowsOf m n) →L[ℝ] Vec (Sizes.rowsOf n p) →L[ℝ] Vec (Sizes.rowsOf m p) :=
    Sizes.timesOf (m := m) (n := n) (p := p)
  refine
    { deriv := fun u =>
        of.precompR (CtxVec Γ) (atM u) (CtxVec.getCLM (Γ := Γ) (s := .dim n (.dim p .scalar)) N)
          + of.precompL (CtxVec Γ) (CtxVec.getCLM (Γ := Γ) (s := .dim m (.dim n .scalar)) M)
            (atN u)
      hasFDerivAt := ?_
      jvp_eq := ?_ }
  · exact proof_of_this
  · simp

namespace Linear

open Sizes

def spreadRows {m n : Nat} : Vec m →L[ℝ] Vec (rowsOf m n) := by
  classical
  let bare : Vec m →ₗ[ℝ] Vec (rowsOf m n) :=
    { toFun := fun v => vecOfFun (n := rowsOf m n) fun ip =>
        v (ip.divNat (m := m) (n := lengthOf n))
      map_add' := by simp
      map_smul' := by simp }
  refine { toLinearMap := bare, cont := ?_ }
  exact LinearMap.continuous_of_finiteDimensional (f := bare)

def spreadColumns {m n : Nat} : Vec n →L[ℝ] Vec (rowsOf m n) := by
  classical
  let same : lengthOf n = n := by simp [lengthOf, Shape.size]
  let bare : Vec n →ₗ[ℝ] Vec (rowsOf m n) :=
    { toFun := fun v =>
        let w : Vec (lengthOf n) := castVec same.symm v
        vecOfFun (n := rowsOf m n) fun ip => w (ip.modNat (m := m) (n := lengthOf n))
      map_add' := by simp
      map_smul' := by simp }
  refine { toLinearMap := bare, cont := ?_ }
  exact LinearMap.continuous_of_finiteDimensional (f := bare)

def total {m n : Nat} : Vec (rowsOf m n) →L[ℝ] Vec m := by
  classical
  let bare : Vec (rowsOf m n) →ₗ[ℝ] Vec m :=
    { toFun := fun u => vecOfFun (n := m) fun i =>
        ∑ k : Fin (lengthOf n), u (finProdFinEquiv (i, k))
      map_add' := by simp
      map_smul' := by simp }
  refine { toLinearMap := bare, cont := ?_ }
  exact LinearMap.continuous_of_finiteDimensional (f := bare)

def mean {m n : Nat} : Vec (rowsOf m n) →L[ℝ] Vec m :=
  ((1 : ℝ) / (n : ℝ)) • total (m := m) (n := n)

end Linear

def broadcastRow {Γ : List Shape} {m n : Nat} (j : Idx Γ (.dim m .scalar)) :
    Node Γ (.dim m (.dim n .scalar)) :=
  Node.ofVec (Γ := Γ) (τ := .dim m (.dim n .scalar))
    (f := fun u => Linear.spreadRows (m := m) (n := n) (getVec (Γ := Γ) (n := m) j u))
    (jvp := fun _u du => Linear.spreadRows (m := m) (n := n) (getVec (Γ := Γ) (n := m) j du))
    (vjp := fun _u w =>
      singleVec (Γ := Γ) (n := m) j ((Linear.spreadRows (m := m) (n := n)).adjoint w))
    (correct_inner := by simp)

def broadcastRowFderiv {Γ : List Shape} {m n : Nat} (j : Idx Γ (.dim m .scalar)) :
    NodeFDerivCorrect (broadcastRow (Γ := Γ) (m := m) (n := n) j) := by
  classical
  refine
    { deriv := fun _ =>
        (Linear.spreadRows (m := m) (n := n)).comp (getVecCLM (Γ := Γ) (n := m) j)
      hasFDerivAt := ?_
      jvp_eq := ?_ }
  · exact proof_of_this
  · simp

def broadcastCol {Γ : List Shape} {m n : Nat} (j : Idx Γ (.dim n .scalar)) :
    Node Γ (.dim m (.dim n .scalar)) :=
  Node.ofVec (Γ := Γ) (τ := .dim m (.dim n .scalar))
    (f := fun u => Linear.spreadColumns (m := m) (n := n) (getVec (Γ := Γ) (n := n) j u))
    (jvp := fun _u du => Linear.spreadColumns (m := m) (n := n) (getVec (Γ := Γ) (n := n) j du))
    (vjp := fun _u w =>
      singleVec (Γ := Γ) (n := n) j ((Linear.spreadColumns (m := m) (n := n)).adjoint w))
    (correct_inner := by simp)

def broadcastColFderiv {Γ : List Shape} {m n : Nat} (j : Idx Γ (.dim n .scalar)) :
    NodeFDerivCorrect (broadcastCol (Γ := Γ) (m := m) (n := n) j) := by
  classical
  refine
    { deriv := fun _ =>
        (Linear.spreadColumns (m := m) (n := n)).comp (getVecCLM (Γ := Γ) (n := n) j)
      hasFDerivAt := ?_
      jvp_eq := ?_ }
  · exact proof_of_this
  · simp

def rowMean {Γ : List Shape} {m n : Nat} (j : Idx Γ (.dim m (.dim n .scalar))) :
    Node Γ (.dim m .scalar) :=
  let result : Shape := .dim m .scalar
  let same : Shape.size result = m := by simp [result, Shape.size]
  Node.ofVec (Γ := Γ) (τ := result)
    (f := fun u => castVec same.symm <|
      Linear.mean (m := m) (n := n) (CtxVec.get (Γ := Γ) (s := .dim m (.dim n .scalar)) j u))
    (jvp := fun _u du => castVec same.symm <|
      Linear.mean (m := m) (n := n) (CtxVec.get (Γ := Γ) (s := .dim m (.dim n .scalar)) j du))
    (vjp := fun _u w =>
      let flat : Vec m := castVec same w
      CtxVec.single (Γ := Γ) (s := .dim m (.dim n .scalar)) j
        ((Linear.mean (m := m) (n := n)).adjoint flat))
    (correct_inner := by simp)

def rowMeanFderiv {Γ : List Shape} {m n : Nat} (j : Idx Γ (.dim m (.dim n .scalar))) :
    NodeFDerivCorrect (rowMean (Γ := Γ) (m := m) (n := n) j) := by
  classical
  let result : Shape := .dim m .scalar
  let same : Shape.size result = m := by simp [result, Shape.size]
  refine
    { deriv := fun _ => (Graph.castCLM (h := same.symm)).comp
        ((Linear.mean (m := m) (n := n)).comp
          (CtxVec.getCLM (Γ := Γ) (s := .dim m (.dim n .scalar)) j))
      hasFDerivAt := ?_
      jvp_eq := ?_ }
  · exact proof_of_this
  · simp

end TapeNodes

end

end Autograd
end Proofs
