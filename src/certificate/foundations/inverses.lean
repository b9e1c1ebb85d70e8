/-! # Inverses of coordinates

Of a product, the derivative where no coordinate is 0, and what is never 0. -/

namespace Foundations

theorem Choice.yes_ne_no (e : Eq Choice.yes Choice.no) : False :=
  @Eq.rec Choice Choice.yes (fun c _ => Choice.rec (motive := fun _ => Prop) True False c) True.intro
    Choice.no e

theorem Choice.ne_other (c : Choice) : Eq c (Choice.other c) → False :=
  Choice.rec (motive := fun c => Eq c (Choice.other c) → False)
    (fun e => Choice.yes_ne_no e) (fun e => Choice.yes_ne_no (Eq.symm e)) c

namespace Field

theorem entry_inv (K : Field) {E : K.Space} (u : K.V E) (i : Ix (Space.coords E)) :
    Eq (entry (K.inv u) i) (K.reciprocal (entry u i)) := entry_table _ i

theorem mul_inv (K : Field) {E : K.Space} (u v : K.V E) :
    Eq (K.inv (K.hadamard u v)) (K.hadamard (K.inv u) (K.inv v)) :=
  K.ext _ _ fun i => Eq.trans (K.entry_inv _ i) (Eq.trans
    (congrArg K.reciprocal (K.entry_hadamard u v i)) (Eq.trans (K.reciprocal_times _ _)
      (Eq.symm (Eq.trans (K.entry_hadamard _ _ i) (congr₂ K.times (K.entry_inv u i) (K.entry_inv v i))))))

theorem hadamard_inv_cancel (K : Field) {E : K.Space} (u : K.V E) (g : K.Apart u (K.zero E)) :
    Eq (K.hadamard u (K.inv u)) (K.apply (K.fill E) (K.nat (Dim.succ Dim.zero))) :=
  K.ext _ _ fun i => Eq.trans (K.entry_hadamard _ _ i) (Eq.trans
    (congrArg (K.times (entry u i)) (K.entry_inv u i)) (Eq.trans
      (K.times_reciprocal _ (fun e => g i (Eq.trans e (Eq.symm (K.entry_zero i)))))
      (Eq.symm (K.entry_ones i))))

theorem inv_inv (K : Field) {E : K.Space} (u : K.V E) : Eq (K.inv (K.inv u)) u :=
  K.ext _ _ fun i => Eq.trans (K.entry_inv (K.inv u) i) (Eq.trans
    (congrArg K.reciprocal (K.entry_inv u i)) (K.reciprocal_reciprocal _))

theorem exp_neg (K : Field) {E : K.Space} (u : K.V E) :
    Eq (K.exp (K.neg u)) (K.inv (K.exp u)) :=
  K.ext _ _ fun i => Eq.trans (K.entry_map _ (K.neg u) i) (Eq.trans
    (congrArg K.real_exp (K.entry_neg u i)) (Eq.trans (K.exp_opposite _)
      (Eq.symm (Eq.trans (K.entry_inv (K.exp u) i) (congrArg K.reciprocal (K.entry_map _ u i))))))

theorem neg_apply (K : Field) {E F : K.Space} (A : K.V (K.hom E F)) (u : K.V E) :
    Eq (K.apply (K.neg (E := K.hom E F) A) u) (K.neg (K.apply A u)) :=
  Eq.trans (congrArg (fun B => K.apply B u) (Eq.symm (K.neg_one_smul (E := K.hom E F) A)))
    (Eq.trans (K.smul_apply _ A u) (K.neg_one_smul (K.apply A u)))

/-- `1/b = 1/a - (1/a) t (1/b)` for `b = a + t`. -/
theorem reciprocal_step (K : Field) (a b t : K.Number) (sum : Eq b (K.plus a t))
    (a_ne : Eq a K.nought → False) (b_ne : Eq b K.nought → False) :
    Eq (K.reciprocal b) (K.plus (K.reciprocal a)
      (K.opposite (K.times (K.reciprocal a) (K.times t (K.reciprocal b))))) :=
  Eq.symm (Eq.trans
    (congrArg (fun r => K.plus r (K.opposite (K.times (K.reciprocal a) (K.times t (K.reciprocal b)))))
      (Eq.trans (Eq.symm (K.times_unity _)) (Eq.trans
        (congrArg (K.times (K.reciprocal a)) (Eq.trans (Eq.symm (K.times_reciprocal b b_ne)) (Eq.trans
          (congrArg (fun s => K.times s (K.reciprocal b)) sum) (K.plus_times a t _))))
        (Eq.trans (K.times_plus _ _ _) (congrArg
          (fun r => K.plus r (K.times (K.reciprocal a) (K.times t (K.reciprocal b))))
          (K.times_one_of a _ a_ne))))))
    (Eq.trans (K.plus_assoc _ _ _) (Eq.trans (congrArg (K.plus (K.reciprocal b)) (K.plus_opposite _))
      (K.plus_nought _))))

/-- What is continuous at 0 and not 0 there is not 0 near it. -/
theorem near_nonzero (K : Field) (f : K.Number → K.Number) (c : K.Continuous f)
    (ne : Eq (f K.nought) K.nought → False) : K.Near (fun t => Eq (f t) K.nought → False) :=
  K.near_both
    (fun t => Eq (K.above (f t) K.nought) (K.above (f K.nought) K.nought))
    (fun t => Eq (K.above K.nought (f t)) (K.above K.nought (f K.nought))) _
    (fun t p q e => Choice.ne_other (K.above (f K.nought) K.nought) (Eq.trans (Eq.symm p) (Eq.trans
      (congr₂ K.above e (Eq.symm e)) (Eq.trans q (K.above_flip _ _ ne)))))
    (K.near_above f (fun _ => K.nought) c (K.continuous_const K.nought) ne)
    (K.near_above (fun _ => K.nought) f (K.continuous_const K.nought) c (fun e => ne (Eq.symm e)))

theorem line_nonzero (K : Field) {E : K.Space} (u v : K.V E) (g : K.Apart u (K.zero E))
    (i : Ix (Space.coords E)) (e : Eq (entry (K.add u (K.smul (K.zero K.real) v)) i) K.nought) : False :=
  g i (Eq.trans (congrArg (fun w => entry w i) (Eq.symm (K.line_start u v)))
    (Eq.trans e (Eq.symm (K.entry_zero i))))

theorem steady_inv (K : Field) {E : K.Space} (u : K.V E) (p : K.V K.real → K.V E) (hp : K.Steady p)
    (g : K.Apart u (K.zero E)) : K.Steady (fun t => K.inv (K.add u (K.smul t (p t)))) :=
  fun i => K.continuous_congr _ _ (fun t => Eq.symm (K.entry_inv (K.add u (K.smul t (p t))) i))
    (K.continuous_reciprocal _ (K.steady_line u p hp i) (K.line_nonzero u _ g i))

/-- The slope of the inverse from `a` to `a + t p`: `-(1/a) p (1/(a + t p))`. -/
noncomputable def fall (K : Field) {E : K.Space} (a : K.V E) (t : K.V K.real) (p : K.V E) : K.V E :=
  K.hadamard (K.neg (K.inv a)) (K.hadamard p (K.inv (K.add a (K.smul t p))))

theorem inv_line (K : Field) {E : K.Space} (a p : K.V E) (t : K.V K.real) (g : K.Apart a (K.zero E))
    (ne : ∀ i : Ix (Space.coords E), Eq (entry (K.add a (K.smul t p)) i) K.nought → False) :
    Eq (K.inv (K.add a (K.smul t p))) (K.add (K.inv a) (K.smul t (K.fall a t p))) :=
  K.ext _ _ fun i => Eq.trans (K.entry_inv _ i) (Eq.trans
    (K.reciprocal_step (entry a i) (entry (K.add a (K.smul t p)) i) (K.times t (entry p i))
      (Eq.trans (K.entry_add _ _ i) (congrArg (K.plus (entry a i)) (K.entry_smul t p i)))
      (fun e => g i (Eq.trans e (Eq.symm (K.entry_zero i)))) (ne i))
    (Eq.symm (Eq.trans (K.entry_add _ _ i) (congr₂ K.plus (K.entry_inv a i)
      (Eq.trans (K.entry_smul t _ i) (Eq.trans
        (congrArg (K.times t) (Eq.trans (K.entry_hadamard _ _ i) (Eq.trans
          (congr₂ K.times (Eq.trans (K.entry_neg _ i) (congrArg K.opposite (K.entry_inv a i)))
            (Eq.trans (K.entry_hadamard _ _ i) (congrArg (K.times (entry p i)) (K.entry_inv _ i))))
          (K.opposite_times _ _))))
        (Eq.trans (K.times_opposite _ _) (congrArg K.opposite (Eq.trans (K.times_left_comm _ _ _)
          (congrArg (K.times _) (Eq.symm (K.times_assoc _ _ _))))))))))))

theorem fall_start (K : Field) {E : K.Space} (a p : K.V E) :
    Eq (K.fall a (K.zero K.real) p) (K.neg (K.hadamard (K.hadamard (K.inv a) (K.inv a)) p)) :=
  K.ext _ _ fun i => Eq.trans (K.entry_hadamard _ _ i) (Eq.trans
    (congr₂ K.times (K.entry_neg _ i) (Eq.trans
      (congrArg (fun w => entry (K.hadamard p (K.inv w)) i) (K.line_start a p)) (K.entry_hadamard _ _ i)))
    (Eq.trans (K.opposite_times _ _) (Eq.symm (Eq.trans (K.entry_neg _ i) (congrArg K.opposite
      (Eq.trans (K.entry_hadamard _ _ i) (Eq.trans
        (congrArg (fun z => K.times z (entry p i)) (K.entry_hadamard _ _ i))
        (Eq.trans (K.times_assoc _ _ _) (congrArg (K.times _) (K.times_comm _ _))))))))))

theorem derivative_inv (K : Field) {D s : K.Space} (u : K.V D → K.V s) (Du : K.V D → K.V (K.hom D s))
    (x : K.V D) (du : K.HasD u Du x) (g : K.Apart (u x) (K.zero s)) :
    K.HasD (fun x => K.inv (u x))
      (fun x => K.neg (E := K.hom D s)
        (K.comp (K.diag (K.hadamard (K.inv (u x)) (K.inv (u x)))) (Du x))) x :=
  fun h => Exists.rec
    (motive := fun _ => Exists fun q => K.Slope (fun x => K.inv (u x)) x h
      (K.apply (K.neg (E := K.hom D s)
        (K.comp (K.diag (K.hadamard (K.inv (u x)) (K.inv (u x)))) (Du x))) h) q)
    (fun (p : K.V K.real → K.V s) su => Exists.intro (fun t => K.fall (u x) t (p t))
      (Slope.mk (q := fun t => K.fall (u x) t (p t))
        (K.steady_bilinear K.hadamard K.bilinear_hadamard (fun _ => K.neg (K.inv (u x)))
          (fun t => K.hadamard (p t) (K.inv (K.add (u x) (K.smul t (p t)))))
          (K.steady_const _)
          (K.steady_bilinear K.hadamard K.bilinear_hadamard p
            (fun t => K.inv (K.add (u x) (K.smul t (p t)))) su.continuous
            (K.steady_inv (u x) p su.continuous g)))
        (Eq.trans (K.fall_start (u x) (p (K.zero K.real)))
          (Eq.symm (Eq.trans (K.neg_apply _ h) (congrArg K.neg (Eq.trans (K.comp_apply _ _ h)
            (Eq.trans (K.diag_apply _ _)
              (congrArg (K.hadamard (K.hadamard (K.inv (u x)) (K.inv (u x)))) (Eq.symm su.start))))))))
        (K.near_both _ _ _ (fun t e ne => Eq.trans (congrArg K.inv e) (K.inv_line (u x) (p t) t g ne))
          su.near
          (K.near_forall (fun i t => Eq (entry (K.add (u x) (K.smul t (p t))) i) K.nought → False)
            (fun i => K.near_nonzero _ (K.steady_line (u x) p su.continuous i)
              (K.line_nonzero (u x) _ g i))))))
    (du h)

/-! ## What is not 0 -/

theorem exp_ne_zero (K : Field) {s : K.Space} (u : K.V s) : K.Apart (K.exp u) (K.zero s) :=
  fun i e => K.exp_ne (entry u i)
    (Eq.trans (Eq.symm (K.entry_map K.real_exp u i)) (Eq.trans e (K.entry_zero i)))

theorem entry_one_add_exp (K : Field) {s : K.Space} (u : K.V s) (i : Ix (Space.coords s)) :
    Eq (entry (K.add (K.apply (K.fill s) (K.nat (Dim.succ Dim.zero))) (K.exp u)) i)
      (K.plus K.unity (K.real_exp (entry u i))) :=
  Eq.trans (K.entry_add _ _ i) (congr₂ K.plus (K.entry_ones i) (K.entry_map K.real_exp u i))

theorem one_add_exp_ne_zero (K : Field) {s : K.Space} (u : K.V s) :
    K.Apart (K.add (K.apply (K.fill s) (K.nat (Dim.succ Dim.zero))) (K.exp u)) (K.zero s) :=
  fun i e => K.unity_plus_exp_ne (entry u i)
    (Eq.trans (Eq.symm (K.entry_one_add_exp u i)) (Eq.trans e (K.entry_zero i)))

theorem exp_add_one_ne_zero (K : Field) {s : K.Space} (u : K.V s) :
    K.Apart (K.add (K.exp u) (K.apply (K.fill s) (K.nat (Dim.succ Dim.zero)))) (K.zero s) :=
  fun i e => K.one_add_exp_ne_zero u i
    (Eq.trans (congrArg (fun w => entry w i) (K.add_comm _ (K.exp u))) e)

end Field

end Foundations
