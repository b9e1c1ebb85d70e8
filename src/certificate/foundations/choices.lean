/-! # Choices between two branches

The laws of `if`, and its derivative where what decides is not at a tie. -/

namespace Foundations

namespace Field

theorem entry_select (K : Field) {E : K.Space} (m : K.Mask E) (u v : K.V E) (i : Ix (Space.coords E)) :
    Eq (entry (K.select m u v) i)
      (Choice.rec (motive := fun _ => K.Number) (entry u i) (entry v i) (m i)) := entry_table _ i

/-- The vector with 1 where a condition holds, and 0 elsewhere. -/
noncomputable def indicator (K : Field) {s : K.Space} (m : K.Mask s) : K.V s :=
  K.select m (K.ones s) (K.zero s)

theorem entry_indicator (K : Field) {s : K.Space} (m : K.Mask s) (i : Ix (Space.coords s)) :
    Eq (entry (K.indicator m) i)
      (Choice.rec (motive := fun _ => K.Number) K.unity K.nought (m i)) :=
  Eq.trans (K.entry_select m _ _ i) (congr₂
    (fun a b => Choice.rec (motive := fun _ => K.Number) a b (m i)) (K.entry_ones i) (K.entry_zero i))

theorem entry_other (K : Field) {E : K.Space} (m : K.Mask E) (i : Ix (Space.coords E)) :
    Eq (entry (K.select m (K.zero E) (K.ones E)) i)
      (Choice.rec (motive := fun _ => K.Number) K.nought K.unity (m i)) :=
  Eq.trans (K.entry_select m _ _ i) (congr₂
    (fun a b => Choice.rec (motive := fun _ => K.Number) a b (m i)) (K.entry_zero i) (K.entry_ones i))

theorem select_split (K : Field) {E : K.Space} (m : K.Mask E) (p q : K.V E) :
    Eq (K.select m p q) (K.add (K.hadamard (K.indicator m) p)
      (K.hadamard (K.select m (K.zero E) (K.ones E)) q)) :=
  K.ext _ _ fun i => Eq.trans (K.entry_select m p q i) (Eq.symm (Eq.trans (K.entry_add _ _ i) (Eq.trans
    (congr₂ K.plus
      (Eq.trans (K.entry_hadamard _ _ i) (congrArg (fun a => K.times a (entry p i)) (K.entry_indicator m i)))
      (Eq.trans (K.entry_hadamard _ _ i) (congrArg (fun a => K.times a (entry q i)) (K.entry_other m i))))
    (Choice.rec (motive := fun c => Eq
      (K.plus (K.times (Choice.rec (motive := fun _ => K.Number) K.unity K.nought c) (entry p i))
        (K.times (Choice.rec (motive := fun _ => K.Number) K.nought K.unity c) (entry q i)))
      (Choice.rec (motive := fun _ => K.Number) (entry p i) (entry q i) c))
      (Eq.trans (congr₂ K.plus (K.unity_times _) (K.nought_times _)) (K.plus_nought _))
      (Eq.trans (congr₂ K.plus (K.nought_times _) (K.unity_times _)) (K.nought_plus _))
      (m i)))))

theorem select_not (K : Field) {E : K.Space} (m : K.Mask E) :
    Eq (K.select m (K.zero E) (K.ones E)) (K.sub (K.ones E) (K.indicator m)) :=
  K.ext _ _ fun i => Eq.trans (K.entry_other m i)
    (Eq.symm (Eq.trans (K.entry_sub _ _ i) (Eq.trans
      (congr₂ (fun a b => K.plus a (K.opposite b)) (K.entry_ones i) (K.entry_indicator m i))
      (Choice.rec (motive := fun c => Eq
        (K.plus K.unity (K.opposite (Choice.rec (motive := fun _ => K.Number) K.unity K.nought c)))
        (Choice.rec (motive := fun _ => K.Number) K.nought K.unity c))
        (K.plus_opposite _)
        (Eq.trans (congrArg (K.plus K.unity) K.opposite_nought) (K.plus_nought _))
        (m i)))))

theorem select_idem (K : Field) {E : K.Space} (m : K.Mask E) :
    Eq (K.hadamard (K.indicator m) (K.indicator m)) (K.indicator m) :=
  K.ext _ _ fun i => Eq.trans (K.entry_hadamard _ _ i) (Eq.trans
    (congr₂ K.times (K.entry_indicator m i) (K.entry_indicator m i))
    (Eq.trans (Choice.rec (motive := fun c => Eq
      (K.times (Choice.rec (motive := fun _ => K.Number) K.unity K.nought c)
        (Choice.rec (motive := fun _ => K.Number) K.unity K.nought c))
      (Choice.rec (motive := fun _ => K.Number) K.unity K.nought c))
      (K.times_unity _) (K.times_nought _) (m i)) (Eq.symm (K.entry_indicator m i))))

theorem select_idem_not (K : Field) {E : K.Space} (m : K.Mask E) :
    Eq (K.hadamard (K.select m (K.zero E) (K.ones E)) (K.select m (K.zero E) (K.ones E)))
      (K.select m (K.zero E) (K.ones E)) :=
  K.ext _ _ fun i => Eq.trans (K.entry_hadamard _ _ i) (Eq.trans
    (congr₂ K.times (K.entry_other m i) (K.entry_other m i))
    (Eq.trans (Choice.rec (motive := fun c => Eq
      (K.times (Choice.rec (motive := fun _ => K.Number) K.nought K.unity c)
        (Choice.rec (motive := fun _ => K.Number) K.nought K.unity c))
      (Choice.rec (motive := fun _ => K.Number) K.nought K.unity c))
      (K.times_nought _) (K.times_unity _) (m i)) (Eq.symm (K.entry_other m i))))

theorem select_flip (K : Field) {s : K.Space} (u v a b : K.V s) (g : K.Apart u v) :
    Eq (K.select (K.greater v u) a b) (K.select (K.greater u v) b a) :=
  K.ext _ _ fun i => Eq.trans (K.entry_select _ a b i) (Eq.trans
    (congrArg (fun c => Choice.rec (motive := fun _ => K.Number) (entry a i) (entry b i) c)
      (K.above_flip _ _ (g i)))
    (Eq.trans (Choice.rec (motive := fun c => Eq
      (Choice.rec (motive := fun _ => K.Number) (entry a i) (entry b i) (Choice.other c))
      (Choice.rec (motive := fun _ => K.Number) (entry b i) (entry a i) c))
      (Eq.refl _) (Eq.refl _) (K.above (entry u i) (entry v i)))
    (Eq.symm (K.entry_select _ b a i))))

theorem apart_symm (K : Field) {E : K.Space} (u v : K.V E) (h : K.Apart u v) : K.Apart v u :=
  fun i e => h i (Eq.symm e)

theorem steady_select (K : Field) {E : K.Space} (m : K.Mask E) (p q : K.V K.real → K.V E)
    (hp : K.Steady p) (hq : K.Steady q) : K.Steady (fun t => K.select m (p t) (q t)) :=
  fun i => K.continuous_congr _ _ (fun t => Eq.symm (K.entry_select m (p t) (q t) i))
    (Choice.rec (motive := fun c => K.Continuous
        (fun t => Choice.rec (motive := fun _ => K.Number) (entry (p t) i) (entry (q t) i) c))
      (hp i) (hq i) (m i))

theorem select_line (K : Field) {E : K.Space} (m : K.Mask E) (u v p q : K.V E) (t : K.V K.real) :
    Eq (K.select m (K.add u (K.smul t p)) (K.add v (K.smul t q)))
      (K.add (K.select m u v) (K.smul t (K.select m p q))) :=
  K.ext _ _ fun i => Eq.trans (K.entry_select m _ _ i) (Eq.trans
    (congr₂ (fun a b => Choice.rec (motive := fun _ => K.Number) a b (m i))
      (Eq.trans (K.entry_add _ _ i) (congrArg (K.plus (entry u i)) (K.entry_smul t p i)))
      (Eq.trans (K.entry_add _ _ i) (congrArg (K.plus (entry v i)) (K.entry_smul t q i))))
    (Eq.trans (Choice.rec (motive := fun c => Eq
      (Choice.rec (motive := fun _ => K.Number) (K.plus (entry u i) (K.times t (entry p i)))
        (K.plus (entry v i) (K.times t (entry q i))) c)
      (K.plus (Choice.rec (motive := fun _ => K.Number) (entry u i) (entry v i) c)
        (K.times t (Choice.rec (motive := fun _ => K.Number) (entry p i) (entry q i) c))))
      (Eq.refl _) (Eq.refl _) (m i))
    (Eq.symm (Eq.trans (K.entry_add _ _ i) (congr₂ K.plus (K.entry_select m u v i)
      (Eq.trans (K.entry_smul t _ i) (congrArg (K.times t) (K.entry_select m p q i))))))))

/-- Near a point where two vectors differ everywhere, their order is what it is there. -/
theorem near_greater (K : Field) {E : K.Space} (u v : K.V E) (p q : K.V K.real → K.V E)
    (hp : K.Steady p) (hq : K.Steady q) (g : K.Apart u v) :
    K.Near (fun t => ∀ i : Ix (Space.coords E),
      Eq (K.greater (K.add u (K.smul t (p t))) (K.add v (K.smul t (q t))) i) (K.greater u v i)) :=
  K.near_forall (c := Space.coords E) (fun i t =>
      Eq (K.greater (K.add u (K.smul t (p t))) (K.add v (K.smul t (q t))) i) (K.greater u v i))
    fun i => K.near_of _ _
      (fun t e => Eq.trans e (congr₂ K.above
        (congrArg (fun w => entry w i) (K.line_start u (p K.nought)))
        (congrArg (fun w => entry w i) (K.line_start v (q K.nought)))))
      (K.near_above _ _ (K.steady_line u p hp i) (K.steady_line v q hq i)
        (fun e => g i (Eq.trans (congrArg (fun w => entry w i) (Eq.symm (K.line_start u (p K.nought))))
          (Eq.trans e (congrArg (fun w => entry w i) (K.line_start v (q K.nought)))))))

theorem select_congr (K : Field) {E : K.Space} (m n : K.Mask E) (h : ∀ i, Eq (m i) (n i)) (u v : K.V E) :
    Eq (K.select m u v) (K.select n u v) :=
  K.ext _ _ fun i => Eq.trans (K.entry_select m u v i) (Eq.trans
    (congrArg (fun c => Choice.rec (motive := fun _ => K.Number) (entry u i) (entry v i) c) (h i))
    (Eq.symm (K.entry_select n u v i)))

/-- Two facts. -/
structure Both (p q : Prop) : Prop where
  fst : p
  snd : q

theorem near_and (K : Field) (P Q : K.Number → Prop) (p : K.Near P) (q : K.Near Q) :
    K.Near (fun t => Both (P t) (Q t)) :=
  K.near_both P Q (fun t => Both (P t) (Q t)) (fun t p q => Both.mk p q) p q

/-- That a choice has the slope of the branch that is chosen at `x`. -/
noncomputable def Sloped (K : Field) {D s : K.Space} (u v a b : K.V D → K.V s)
    (Da Db : K.V D → K.V (K.hom D s)) (x h : K.V D) : Prop :=
  Exists fun z => K.Slope (fun x => K.select (K.greater (u x) (v x)) (a x) (b x)) x h
    (K.apply (K.add (E := K.hom D s)
      (K.comp (K.diag (K.indicator (K.greater (u x) (v x)))) (Da x))
      (K.comp (K.diag (K.select (K.greater (u x) (v x)) (K.zero s) (K.ones s))) (Db x))) h) z

theorem derivative_select (K : Field) {D s : K.Space} (u v a b : K.V D → K.V s)
    (Du Dv Da Db : K.V D → K.V (K.hom D s)) (x : K.V D)
    (du : K.HasD u Du x) (dv : K.HasD v Dv x) (da : K.HasD a Da x) (db : K.HasD b Db x)
    (g : K.Apart (u x) (v x)) :
    K.HasD (fun x => K.select (K.greater (u x) (v x)) (a x) (b x))
      (fun x => K.add (E := K.hom D s)
        (K.comp (K.diag (K.indicator (K.greater (u x) (v x)))) (Da x))
        (K.comp (K.diag (K.select (K.greater (u x) (v x)) (K.zero s) (K.ones s))) (Db x))) x :=
  fun h => Exists.rec (motive := fun _ => K.Sloped u v a b Da Db x h)
    (fun (p : K.V K.real → K.V s) su => Exists.rec (motive := fun _ => K.Sloped u v a b Da Db x h)
    (fun (q : K.V K.real → K.V s) sv => Exists.rec (motive := fun _ => K.Sloped u v a b Da Db x h)
    (fun (r : K.V K.real → K.V s) sa => Exists.rec (motive := fun _ => K.Sloped u v a b Da Db x h)
    (fun (w : K.V K.real → K.V s) sb =>
      Exists.intro (fun t => K.select (K.greater (u x) (v x)) (r t) (w t)) (Slope.mk
        (q := fun t => K.select (K.greater (u x) (v x)) (r t) (w t))
        (K.steady_select _ r w sa.continuous sb.continuous)
        (Eq.trans (congr₂ (K.select (K.greater (u x) (v x))) sa.start sb.start)
          (Eq.trans (K.select_split _ _ _) (Eq.symm (Eq.trans (K.add_apply _ _ h)
            (congr₂ (K.add (E := s)) (Eq.trans (K.comp_apply _ _ h) (K.diag_apply _ _))
              (Eq.trans (K.comp_apply _ _ h) (K.diag_apply _ _)))))))
        (K.near_then _ _ (K.near_and _ _ (K.near_greater (u x) (v x) p q su.continuous sv.continuous g)
            (K.near_and _ _ (K.near_and _ _ su.near sv.near) (K.near_and _ _ sa.near sb.near)))
          (fun t e => Eq.trans
            (K.select_congr (K.greater (u (K.add x (K.smul t h))) (v (K.add x (K.smul t h))))
              (K.greater (u x) (v x)) (fun i => Eq.trans
                (congr₂ (fun w z => K.greater w z i) e.snd.fst.fst e.snd.fst.snd) (e.fst i)) _ _)
            (Eq.trans (congr₂ (K.select (K.greater (u x) (v x))) e.snd.snd.fst e.snd.snd.snd)
              (K.select_line _ _ _ _ _ t))))))
      (db h)) (da h)) (dv h)) (du h)

end Field

end Foundations
