/-! # Functions of the reals, coordinate by coordinate

The chain rule: along a line through `x` the slope of `f (u x)` is that of `u`, times the secant of
`f`. -/

namespace Foundations

namespace Field

theorem entry_map (K : Field) {E : K.Space} (f : K.Number → K.Number) (u : K.V E)
    (i : Ix (Space.coords E)) : Eq (entry (K.map f u) i) (f (entry u i)) := entry_table _ i

/-- The slope of `f` at `v` along a path of slope `p`. -/
noncomputable def chain (K : Field) {E : K.Space} (f : K.Number → K.Number) (v : K.V E)
    (p : K.V K.real → K.V E) (t : K.V K.real) : K.V E :=
  table fun i => K.times (entry (p t) i) (K.secant f (entry v i) (K.times t (entry (p t) i)))

theorem entry_chain (K : Field) {E : K.Space} (f : K.Number → K.Number) (v : K.V E)
    (p : K.V K.real → K.V E) (t : K.V K.real) (i : Ix (Space.coords E)) :
    Eq (entry (K.chain f v p t) i)
      (K.times (entry (p t) i) (K.secant f (entry v i) (K.times t (entry (p t) i)))) :=
  entry_table _ i

theorem steady_chain (K : Field) {E : K.Space} (f : K.Number → K.Number)
    (v : K.V E) (continuous : ∀ i : Ix (Space.coords E), K.Continuous (K.secant f (entry v i)))
    (p : K.V K.real → K.V E) (hp : K.Steady p) : K.Steady (K.chain f v p) :=
  fun i => K.continuous_congr _ _ (fun t => Eq.symm (K.entry_chain f v p t i))
    (K.continuous_times _ _ (hp i) (K.continuous_comp (K.secant f (entry v i))
      (fun t => K.times t (entry (p t) i)) (continuous i)
      (K.continuous_times _ _ K.continuous_id (hp i)) (K.nought_times _)))

theorem chain_start (K : Field) {E : K.Space} (f g : K.Number → K.Number) (v w : K.V E)
    (secant : ∀ i : Ix (Space.coords E), Eq (K.secant f (entry v i) K.nought) (g (entry v i)))
    (p : K.V K.real → K.V E) (start : Eq (p (K.zero K.real)) w) :
    Eq (K.chain f v p (K.zero K.real)) (K.hadamard (K.map g v) w) :=
  K.ext _ _ fun i => Eq.trans (K.entry_chain f v p (K.zero K.real) i) (Eq.trans
    (congr₂ K.times (congrArg (fun z => entry z i) start) (Eq.trans
      (congrArg (K.secant f (entry v i)) (K.nought_times _)) (secant i)))
    (Eq.trans (K.times_comm _ _) (Eq.symm (Eq.trans (K.entry_hadamard _ _ i)
      (congrArg (fun a => K.times a (entry w i)) (K.entry_map g v i))))))

theorem map_line (K : Field) {E : K.Space} (f : K.Number → K.Number) (v : K.V E)
    (p : K.V K.real → K.V E) (t : K.V K.real) :
    Eq (K.map f (K.add v (K.smul t (p t)))) (K.add (K.map f v) (K.smul t (K.chain f v p t))) :=
  K.ext _ _ fun i => Eq.trans (K.entry_map f _ i) (Eq.trans
    (congrArg f (Eq.trans (K.entry_add _ _ i) (congrArg (K.plus (entry v i)) (K.entry_smul t (p t) i))))
    (Eq.trans (K.secant_line f (entry v i) (K.times t (entry (p t) i)))
      (Eq.symm (Eq.trans (K.entry_add _ _ i) (congr₂ K.plus (K.entry_map f v i)
        (Eq.trans (K.entry_smul t _ i) (Eq.trans (congrArg (K.times t) (K.entry_chain f v p t i))
          (Eq.symm (K.times_assoc _ _ _)))))))))

theorem derivative_map (K : Field) {D s : K.Space} (f g : K.Number → K.Number)
    (u : K.V D → K.V s) (Du : K.V D → K.V (K.hom D s)) (x : K.V D)
    (secant : ∀ i : Ix (Space.coords s), Eq (K.secant f (entry (u x) i) K.nought) (g (entry (u x) i)))
    (continuous : ∀ i : Ix (Space.coords s), K.Continuous (K.secant f (entry (u x) i)))
    (du : K.HasD u Du x) :
    K.HasD (fun x => K.map f (u x)) (fun x => K.comp (K.diag (K.map g (u x))) (Du x)) x :=
  fun h => Exists.rec
    (motive := fun _ => Exists fun q => K.Slope (fun x => K.map f (u x)) x h
      (K.apply (K.comp (K.diag (K.map g (u x))) (Du x)) h) q)
    (fun (p : K.V K.real → K.V s) r => Exists.intro (K.chain f (u x) p)
      (Slope.mk (q := K.chain f (u x) p) (K.steady_chain f (u x) continuous p r.continuous)
        (Eq.trans (K.chain_start f g (u x) _ secant p r.start)
          (Eq.symm (Eq.trans (K.comp_apply _ _ h) (K.diag_apply _ _))))
        (K.near_of _ _ (fun t e => Eq.trans (congrArg (K.map f) e) (K.map_line f (u x) p t)) r.near)))
    (du h)

theorem derivative_exp (K : Field) {D s : K.Space} (u : K.V D → K.V s) (Du : K.V D → K.V (K.hom D s))
    (x : K.V D) (du : K.HasD u Du x) :
    K.HasD (fun x => K.exp (u x)) (fun x => K.comp (K.diag (K.exp (u x))) (Du x)) x :=
  K.derivative_map K.real_exp K.real_exp u Du x (fun _ => K.exp_secant _)
    (fun _ => K.exp_continuous _) du

theorem derivative_sinh (K : Field) {D s : K.Space} (u : K.V D → K.V s) (Du : K.V D → K.V (K.hom D s))
    (x : K.V D) (du : K.HasD u Du x) :
    K.HasD (fun x => K.sinh (u x)) (fun x => K.comp (K.diag (K.cosh (u x))) (Du x)) x :=
  K.derivative_map K.real_sinh K.real_cosh u Du x (fun _ => K.sinh_secant _)
    (fun _ => K.sinh_continuous _) du

theorem derivative_cosh (K : Field) {D s : K.Space} (u : K.V D → K.V s) (Du : K.V D → K.V (K.hom D s))
    (x : K.V D) (du : K.HasD u Du x) :
    K.HasD (fun x => K.cosh (u x)) (fun x => K.comp (K.diag (K.sinh (u x))) (Du x)) x :=
  K.derivative_map K.real_cosh K.real_sinh u Du x (fun _ => K.cosh_secant _)
    (fun _ => K.cosh_continuous _) du

/-- A vector whose coordinates are 1. -/
noncomputable def ones (K : Field) (s : K.Space) : K.V s :=
  K.apply (K.fill s) (K.nat (Dim.succ Dim.zero))

theorem entry_ones (K : Field) {s : K.Space} (i : Ix (Space.coords s)) :
    Eq (entry (K.ones s) i) K.unity :=
  Eq.trans (congrArg (fun u => entry u i) (K.fill_apply (E := s) (K.nat (Dim.succ Dim.zero))))
    (Eq.trans (entry_table _ i) K.nat_one)

theorem entry_fill (K : Field) {s : K.Space} (c : K.V K.real) (i : Ix (Space.coords s)) :
    Eq (entry (K.apply (K.fill s) c) i) c :=
  Eq.trans (congrArg (fun u => entry u i) (K.fill_apply (E := s) c)) (entry_table _ i)

theorem expm1_eq (K : Field) {s : K.Space} (u : K.V s) :
    Eq (K.expm1 u) (K.sub (K.exp u) (K.apply (K.fill s) (K.nat (Dim.succ Dim.zero)))) :=
  K.ext _ _ fun i => Eq.trans (K.entry_map _ u i) (Eq.symm (Eq.trans (K.entry_sub _ _ i)
    (congr₂ K.plus (K.entry_map _ u i) (congrArg K.opposite (K.entry_ones i)))))

/-- `1 - t * t` for the number `t`. -/
noncomputable def one_minus_square (K : Field) (t : K.Number) : K.Number :=
  K.plus K.unity (K.opposite (K.times t t))

theorem map_one_minus_square (K : Field) {s : K.Space} (f : K.Number → K.Number) (v : K.V s) :
    Eq (K.map (fun a => K.one_minus_square (f a)) v)
      (K.sub (K.apply (K.fill s) (K.nat (Dim.succ Dim.zero))) (K.hadamard (K.map f v) (K.map f v))) :=
  K.ext _ _ fun i => Eq.trans (K.entry_map _ v i) (Eq.symm (Eq.trans (K.entry_sub _ _ i)
    (congr₂ K.plus
      (K.entry_ones i)
      (congrArg K.opposite (Eq.trans (K.entry_hadamard _ _ i)
        (congr₂ K.times (K.entry_map f v i) (K.entry_map f v i)))))))

theorem derivative_tanh (K : Field) {D s : K.Space} (u : K.V D → K.V s) (Du : K.V D → K.V (K.hom D s))
    (x : K.V D) (du : K.HasD u Du x) :
    K.HasD (fun x => K.tanh (u x))
      (fun x => K.comp (K.diag (K.sub (K.apply (K.fill s) (K.nat (Dim.succ Dim.zero)))
        (K.hadamard (K.tanh (u x)) (K.tanh (u x))))) (Du x)) x :=
  HasD.congr K
    (L := fun x => K.comp (K.diag (K.map (fun a => K.one_minus_square (K.real_tanh a)) (u x))) (Du x))
    (M := fun x => K.comp (K.diag (K.sub (K.apply (K.fill s) (K.nat (Dim.succ Dim.zero)))
      (K.hadamard (K.tanh (u x)) (K.tanh (u x))))) (Du x))
    (fun _ => Eq.refl _)
    (fun h => congrArg (fun w => K.apply (K.comp (K.diag w) (Du x)) h)
      (K.map_one_minus_square K.real_tanh (u x)))
    (K.derivative_map K.real_tanh (fun a => K.one_minus_square (K.real_tanh a)) u Du x
      (fun _ => K.tanh_secant _) (fun _ => K.tanh_continuous _) du)

theorem entry_ne (K : Field) {E : K.Space} {u : K.V E} (g : K.Apart u (K.zero E))
    (i : Ix (Space.coords E)) (e : Eq (entry u i) K.nought) : False :=
  g i (Eq.trans e (Eq.symm (K.entry_zero i)))

theorem derivative_log (K : Field) {D s : K.Space} (u : K.V D → K.V s) (Du : K.V D → K.V (K.hom D s))
    (x : K.V D) (du : K.HasD u Du x) (g : K.Apart (u x) (K.zero s)) :
    K.HasD (fun x => K.log (u x)) (fun x => K.comp (K.diag (K.inv (u x))) (Du x)) x :=
  K.derivative_map K.real_log K.reciprocal u Du x (fun i => K.log_secant _ (K.entry_ne g i))
    (fun i => K.log_continuous _ (K.entry_ne g i)) du

/-- `1 / (2 * r)` for the number `r`. -/
noncomputable def half_of_inverse (K : Field) (r : K.Number) : K.Number :=
  K.reciprocal (K.times (K.plus K.unity K.unity) r)

theorem map_half_of_inverse (K : Field) {s : K.Space} (f : K.Number → K.Number) (v : K.V s) :
    Eq (K.map (fun a => K.half_of_inverse (f a)) v)
      (K.inv (K.smul (K.nat (Dim.succ (Dim.succ Dim.zero))) (K.map f v))) :=
  K.ext _ _ fun i => Eq.trans (K.entry_map _ v i) (Eq.symm (Eq.trans (entry_table _ i)
    (congrArg K.reciprocal (Eq.trans (K.entry_smul _ _ i)
      (congr₂ K.times (congrArg (fun n => K.plus n K.unity) K.nat_one) (K.entry_map f v i))))))

theorem derivative_sqrt (K : Field) {D s : K.Space} (u : K.V D → K.V s) (Du : K.V D → K.V (K.hom D s))
    (x : K.V D) (du : K.HasD u Du x) (g : K.Apart (u x) (K.zero s)) :
    K.HasD (fun x => K.sqrt (u x))
      (fun x => K.comp (K.diag (K.inv (K.smul (K.nat (Dim.succ (Dim.succ Dim.zero))) (K.sqrt (u x)))))
        (Du x)) x :=
  HasD.congr K
    (L := fun x => K.comp (K.diag (K.map (fun a => K.half_of_inverse (K.real_sqrt a)) (u x))) (Du x))
    (M := fun x => K.comp (K.diag (K.inv (K.smul (K.nat (Dim.succ (Dim.succ Dim.zero)))
      (K.sqrt (u x))))) (Du x))
    (fun _ => Eq.refl _)
    (fun h => congrArg (fun w => K.apply (K.comp (K.diag w) (Du x)) h)
      (K.map_half_of_inverse K.real_sqrt (u x)))
    (K.derivative_map K.real_sqrt (fun a => K.half_of_inverse (K.real_sqrt a)) u Du x
      (fun i => K.sqrt_secant _ (K.entry_ne g i)) (fun i => K.sqrt_continuous _ (K.entry_ne g i)) du)

end Field

end Foundations
