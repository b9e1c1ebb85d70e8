/-! # The rules of differentiation

Each comes from one of four: a linear function of a map, a sum of two, a bilinear function of two,
a choice between two where what decides it is not at a tie. -/

namespace Foundations

namespace Field

/-! ## More of vectors -/

theorem add_neg (K : Field) {E : K.Space} (u : K.V E) : Eq (K.add u (K.neg u)) (K.zero E) :=
  K.ext _ _ fun i => Eq.trans (K.entry_add _ _ i) (Eq.trans (congrArg (K.plus (entry u i)) (K.entry_neg u i))
    (Eq.trans (K.plus_opposite _) (Eq.symm (K.entry_zero i))))

/-! ## Near 0, and continuity there -/

theorem zero_add (K : Field) {E : K.Space} (u : K.V E) : Eq (K.add (K.zero E) u) u :=
  Eq.trans (K.add_comm _ _) (K.add_zero u)

theorem add_swap (K : Field) {E : K.Space} (u v w z : K.V E) :
    Eq (K.add (K.add u v) (K.add w z)) (K.add (K.add u w) (K.add v z)) :=
  Eq.trans (K.add_assoc u v _) (Eq.trans
    (congrArg (K.add u) (Eq.trans (Eq.symm (K.add_assoc v w z))
      (Eq.trans (congrArg (fun x => K.add x z) (K.add_comm v w)) (K.add_assoc w v z))))
    (Eq.symm (K.add_assoc u w _)))

theorem near_of (K : Field) (P Q : K.Number → Prop) (h : ∀ t, P t → Q t) (p : K.Near P) : K.Near Q :=
  K.near_both P P Q (fun t p _ => h t p) p p

theorem near_then (K : Field) (P Q : K.Number → Prop) (p : K.Near P) (h : ∀ t, P t → Q t) : K.Near Q :=
  K.near_of P Q h p

theorem near_forall (K : Field) {c : Coords} : ∀ P : Ix c → K.Number → Prop, (∀ i, K.Near (P i)) →
    K.Near (fun t => ∀ i, P i t) :=
  Coords.rec (motive := fun c => ∀ P : Ix c → K.Number → Prop, (∀ i, K.Near (P i)) →
      K.Near (fun t => ∀ i, P i t))
    (fun P _ => K.near_all _ fun t i => Nowhere.rec (motive := fun i => P i t) i)
    (fun P h => K.near_of _ _ (fun t p i => Point.rec (motive := fun i => P i t) p i) (h Point.here))
    (fun a b inA inB P h => K.near_both _ _ _
      (fun t p q i => Either.rec (motive := fun i => P i t) p q i)
      (inA (fun i => P (Either.left i)) (fun i => h (Either.left i)))
      (inB (fun i => P (Either.right i)) (fun i => h (Either.right i))))
    (fun a b inA inB P h => K.near_of _ _ (fun t p i => p i.fst i.snd)
      (inA (fun i t => ∀ j, P (Pair.pair i j) t)
        (fun i => inB (fun j => P (Pair.pair i j)) (fun j => h (Pair.pair i j))))) c

theorem continuous_sum (K : Field) {c : Coords} : ∀ f : Ix c → K.Number → K.Number,
    (∀ i, K.Continuous (f i)) → K.Continuous (fun t => K.sum fun i => f i t) :=
  Coords.rec (motive := fun c => ∀ f : Ix c → K.Number → K.Number,
      (∀ i, K.Continuous (f i)) → K.Continuous (fun t => K.sum fun i => f i t))
    (fun f _ => K.continuous_const K.nought)
    (fun f h => h Point.here)
    (fun a b inA inB f h => K.continuous_plus _ _
      (inA (fun i => f (Either.left i)) (fun i => h (Either.left i)))
      (inB (fun i => f (Either.right i)) (fun i => h (Either.right i))))
    (fun a b inA inB f h => inA (fun i t => K.sum fun j => f (Pair.pair i j) t)
      (fun i => inB (fun j => f (Pair.pair i j)) (fun j => h (Pair.pair i j)))) c

theorem steady_const (K : Field) {E : K.Space} (u : K.V E) : K.Steady (fun _ => u) :=
  fun i => K.continuous_const (entry u i)

theorem steady_add (K : Field) {E : K.Space} (p q : K.V K.real → K.V E) (hp : K.Steady p)
    (hq : K.Steady q) : K.Steady (fun t => K.add (p t) (q t)) :=
  fun i => K.continuous_congr _ _ (fun t => Eq.symm (K.entry_add (p t) (q t) i))
    (K.continuous_plus _ _ (hp i) (hq i))

theorem steady_line (K : Field) {E : K.Space} (u : K.V E) (q : K.V K.real → K.V E) (hq : K.Steady q) :
    K.Steady (fun t => K.add u (K.smul t (q t))) :=
  K.steady_add (fun _ => u) (fun t => K.smul t (q t)) (K.steady_const u)
    (fun i => K.continuous_congr _ _ (fun t => Eq.symm (K.entry_smul t (q t) i))
      (K.continuous_times _ _ K.continuous_id (hq i)))

theorem line_start (K : Field) {E : K.Space} (u v : K.V E) :
    Eq (K.add u (K.smul (K.zero K.real) v)) u :=
  Eq.trans (congrArg (K.add u) (K.zero_smul v)) (K.add_zero u)

theorem linear_entry (K : Field) {E F : K.Space} (f : K.V E → K.V F)
    (additive : ∀ u v, Eq (f (K.add u v)) (K.add (f u) (f v)))
    (homogeneous : ∀ c u, Eq (f (K.smul c u)) (K.smul c (f u))) (u : K.V E) (j : Ix (Space.coords F)) :
    Eq (entry (f u) j) (K.sum fun i => K.times (entry u i) (entry (f (K.basis i)) j)) :=
  Eq.trans (congrArg (fun v => entry v j) (Eq.trans (congrArg f (K.decompose u))
      (Eq.trans (K.map_total f additive homogeneous _)
        (K.total_congr _ _ fun i => homogeneous (entry u i) (K.basis i)))))
    (Eq.trans (K.entry_total _ j) (K.sum_congr _ _ fun i => K.entry_smul _ _ j))

theorem steady_linear (K : Field) {E F : K.Space} (f : K.V E → K.V F)
    (additive : ∀ u v, Eq (f (K.add u v)) (K.add (f u) (f v)))
    (homogeneous : ∀ c u, Eq (f (K.smul c u)) (K.smul c (f u))) (q : K.V K.real → K.V E)
    (hq : K.Steady q) : K.Steady (fun t => f (q t)) :=
  fun j => K.continuous_congr _ _ (fun t => Eq.symm (K.linear_entry f additive homogeneous (q t) j))
    (K.continuous_sum _ fun i => K.continuous_times _ _ (hq i) (K.continuous_const _))

/-- That a function is linear in each of two arguments. -/
structure Bilinear (K : Field) {E F G : K.Space} (B : K.V E → K.V F → K.V G) : Prop where
  add_left : ∀ u v w, Eq (B (K.add u v) w) (K.add (B u w) (B v w))
  add_right : ∀ u v w, Eq (B u (K.add v w)) (K.add (B u v) (B u w))
  smul_left : ∀ c u v, Eq (B (K.smul c u) v) (K.smul c (B u v))
  smul_right : ∀ c u v, Eq (B u (K.smul c v)) (K.smul c (B u v))

theorem steady_bilinear (K : Field) {E F G : K.Space} (B : K.V E → K.V F → K.V G) (b : K.Bilinear B)
    (p : K.V K.real → K.V E) (q : K.V K.real → K.V F) (hp : K.Steady p) (hq : K.Steady q) :
    K.Steady (fun t => B (p t) (q t)) :=
  fun k => K.continuous_congr _ _
    (fun t => Eq.symm (K.linear_entry (fun u => B u (q t)) (fun u v => b.add_left u v _)
      (fun c u => b.smul_left c u _) (p t) k))
    (K.continuous_sum _ fun i => K.continuous_times _ _ (hp i)
      (K.steady_linear (B (K.basis i)) (b.add_right _) (fun c u => b.smul_right c _ u) q hq k))

/-! ## The rules -/

theorem HasD.congr (K : Field) {E F : K.Space} {f g : K.V E → K.V F} {L M : K.V E → K.V (K.hom E F)}
    {x : K.V E} (same : ∀ x, Eq (f x) (g x)) (sameD : ∀ h, Eq (K.apply (L x) h) (K.apply (M x) h))
    (d : K.HasD f L x) : K.HasD g M x :=
  fun h => Exists.rec (motive := fun _ => Exists fun q => K.Slope g x h (K.apply (M x) h) q)
    (fun q s => Exists.intro q (Slope.mk s.continuous (Eq.trans s.start (sameD h))
      (K.near_of _ _ (fun t e => Eq.trans (Eq.symm (same _)) (Eq.trans e
        (congrArg (fun v => K.add v (K.smul t (q t))) (same x)))) s.near))) (d h)

theorem HasD.linear (K : Field) {D E F : K.Space} (f : K.V E → K.V F)
    (additive : ∀ u v, Eq (f (K.add u v)) (K.add (f u) (f v)))
    (homogeneous : ∀ c u, Eq (f (K.smul c u)) (K.smul c (f u)))
    {u : K.V D → K.V E} {Du : K.V D → K.V (K.hom D E)} {L : K.V D → K.V (K.hom D F)} {x : K.V D}
    (l : ∀ h, Eq (K.apply (L x) h) (f (K.apply (Du x) h))) (d : K.HasD u Du x) :
    K.HasD (fun x => f (u x)) L x :=
  fun h => Exists.rec (motive := fun _ => Exists fun q => K.Slope (fun x => f (u x)) x h (K.apply (L x) h) q)
    (fun (q : K.V K.real → K.V E) s => Exists.intro (fun t => f (q t)) (Slope.mk (q := fun t => f (q t))
      (K.steady_linear f additive homogeneous q s.continuous)
      (Eq.trans (congrArg f s.start) (Eq.symm (l h)))
      (K.near_of _ _ (fun t e => Eq.trans (congrArg f e) (Eq.trans (additive _ _)
        (congrArg (K.add (f (u x))) (homogeneous t (q t))))) s.near))) (d h)

theorem HasD.bilinear (K : Field) {D E F G : K.Space} (B : K.V E → K.V F → K.V G) (b : K.Bilinear B)
    {u : K.V D → K.V E} {v : K.V D → K.V F} {Du : K.V D → K.V (K.hom D E)} {Dv : K.V D → K.V (K.hom D F)}
    {L : K.V D → K.V (K.hom D G)} {x : K.V D}
    (l : ∀ h, Eq (K.apply (L x) h) (K.add (B (u x) (K.apply (Dv x) h)) (B (K.apply (Du x) h) (v x))))
    (du : K.HasD u Du x) (dv : K.HasD v Dv x) : K.HasD (fun x => B (u x) (v x)) L x :=
  fun h => Exists.rec
    (motive := fun _ => Exists fun q => K.Slope (fun x => B (u x) (v x)) x h (K.apply (L x) h) q)
    (fun (p : K.V K.real → K.V E) s => Exists.rec
      (motive := fun _ => Exists fun q => K.Slope (fun x => B (u x) (v x)) x h (K.apply (L x) h) q)
      (fun (q : K.V K.real → K.V F) r => Exists.intro
        (fun t => K.add (B (K.add (u x) (K.smul t (p t))) (q t)) (B (p t) (v x)))
        (Slope.mk (q := fun t => K.add (B (K.add (u x) (K.smul t (p t))) (q t)) (B (p t) (v x)))
          (K.steady_add (fun t => B (K.add (u x) (K.smul t (p t))) (q t)) (fun t => B (p t) (v x))
            (K.steady_bilinear B b (fun t => K.add (u x) (K.smul t (p t))) q (K.steady_line (u x) p s.continuous) r.continuous)
            (K.steady_linear (fun w => B w (v x)) (fun w z => b.add_left w z _)
              (fun c w => b.smul_left c w _) p s.continuous))
          (Eq.trans (congr₂ (K.add (E := G)) (congr₂ B (K.line_start (u x) _) r.start)
            (congrArg (fun w => B w (v x)) s.start)) (Eq.symm (l h)))
          (K.near_both _ _ _ (fun t e e' => Eq.trans (congr₂ B e e') (Eq.trans (b.add_right _ _ _)
            (Eq.trans (congr₂ (K.add (E := G)) (Eq.trans (b.add_left _ _ _)
                (congrArg (K.add (B (u x) (v x))) (b.smul_left t _ _)))
              (b.smul_right t _ _))
            (Eq.trans (K.add_assoc _ _ _) (congrArg (K.add (B (u x) (v x)))
              (Eq.trans (K.add_comm _ _) (Eq.symm (K.smul_add t _ _)))))))) s.near r.near)))
      (dv h)) (du h)

theorem derivative_const (K : Field) {E F : K.Space} (k : K.V F) (x : K.V E) :
    K.HasD (fun _ : K.V E => k) (fun _ => K.zero (K.hom E F)) x :=
  fun h => Exists.intro (fun _ => K.zero F) (Slope.mk (K.steady_const (K.zero F)) (Eq.symm (K.zero_apply h))
    (K.near_all _ fun t => Eq.symm (Eq.trans (congrArg (K.add k) (K.smul_zero t)) (K.add_zero k))))

theorem derivative_id (K : Field) {E : K.Space} (x : K.V E) : K.HasD (fun x : K.V E => x) (fun _ => K.id E) x :=
  fun h => Exists.intro (fun _ => h) (Slope.mk (K.steady_const h) (Eq.symm (K.id_apply h))
    (K.near_all _ fun t => Eq.refl _))

theorem derivative_add (K : Field) {E F : K.Space} (u v : K.V E → K.V F) (Du Dv : K.V E → K.V (K.hom E F))
    (x : K.V E) (du : K.HasD u Du x) (dv : K.HasD v Dv x) :
    K.HasD (fun x => K.add (u x) (v x)) (fun x => K.add (E := K.hom E F) (Du x) (Dv x)) x :=
  fun h => Exists.rec
    (motive := fun _ => Exists fun q => K.Slope (fun x => K.add (u x) (v x)) x h
      (K.apply (K.add (E := K.hom E F) (Du x) (Dv x)) h) q)
    (fun (p : K.V K.real → K.V F) s => Exists.rec
      (motive := fun _ => Exists fun q => K.Slope (fun x => K.add (u x) (v x)) x h
        (K.apply (K.add (E := K.hom E F) (Du x) (Dv x)) h) q)
      (fun (q : K.V K.real → K.V F) r => Exists.intro (fun t => K.add (p t) (q t))
        (Slope.mk (q := fun t => K.add (p t) (q t)) (K.steady_add p q s.continuous r.continuous)
          (Eq.trans (congr₂ (K.add (E := F)) s.start r.start) (Eq.symm (K.add_apply (Du x) (Dv x) h)))
          (K.near_both _ _ _ (fun t e e' => Eq.trans (congr₂ (K.add (E := F)) e e')
            (Eq.trans (K.add_swap _ _ _ _) (congrArg (K.add (K.add (u x) (v x)))
              (Eq.symm (K.smul_add t _ _))))) s.near r.near))) (dv h)) (du h)

theorem derivative_const_smul (K : Field) {E F : K.Space} (c : K.V K.real) (u : K.V E → K.V F)
    (Du : K.V E → K.V (K.hom E F))
    (x : K.V E) (du : K.HasD u Du x) : K.HasD (fun x => K.smul c (u x)) (fun x => K.smul (E := K.hom E F) c (Du x)) x :=
  HasD.linear K (K.smul c) (K.smul_add c)
    (fun d u => Eq.trans (K.smul_smul c d u) (Eq.trans (congrArg (fun s => K.smul s u) (K.mul_comm c d))
      (Eq.symm (K.smul_smul d c u))))
    (fun h => K.smul_apply c (Du x) h) du

theorem derivative_neg (K : Field) {E F : K.Space} (u : K.V E → K.V F) (Du : K.V E → K.V (K.hom E F))
    (x : K.V E) (du : K.HasD u Du x) : K.HasD (fun x => K.neg (u x)) (fun x => K.neg (E := K.hom E F) (Du x)) x :=
  HasD.congr K (L := fun x => K.smul (E := K.hom E F) (K.neg (K.nat (Dim.succ Dim.zero))) (Du x))
    (M := fun x => K.neg (E := K.hom E F) (Du x)) (fun x => K.neg_one_smul (u x))
    (fun h => congrArg (fun A => K.apply A h) (K.neg_one_smul (E := K.hom E F) (Du x)))
    (K.derivative_const_smul (K.neg (K.nat (Dim.succ Dim.zero))) u Du x du)

theorem derivative_sub (K : Field) {E F : K.Space} (u v : K.V E → K.V F) (Du Dv : K.V E → K.V (K.hom E F))
    (x : K.V E) (du : K.HasD u Du x) (dv : K.HasD v Dv x) :
    K.HasD (fun x => K.sub (u x) (v x)) (fun x => K.sub (E := K.hom E F) (Du x) (Dv x)) x :=
  HasD.congr K
    (L := fun x => K.add (E := K.hom E F) (Du x) (K.neg (E := K.hom E F) (Dv x)))
    (M := fun x => K.sub (E := K.hom E F) (Du x) (Dv x)) (fun x => Eq.symm (K.sub_eq_add_neg (u x) (v x)))
    (fun h => congrArg (fun A => K.apply A h) (Eq.symm (K.sub_eq_add_neg (E := K.hom E F) (Du x) (Dv x))))
    (K.derivative_add u (fun x => K.neg (v x)) Du (fun x => K.neg (E := K.hom E F) (Dv x)) x du
      (K.derivative_neg v Dv x dv))

theorem derivative_apply (K : Field) {D E F : K.Space} (A : K.V (K.hom E F)) (u : K.V D → K.V E)
    (Du : K.V D → K.V (K.hom D E))
    (x : K.V D) (du : K.HasD u Du x) : K.HasD (fun x => K.apply A (u x)) (fun x => K.comp A (Du x)) x :=
  HasD.linear K (K.apply A) (K.map_add A) (K.map_smul A) (fun h => K.comp_apply A (Du x) h) du

theorem derivative_get (K : Field) {D Γ s : K.Space} (a : K.Idx Γ s) (u : K.V D → K.V Γ)
    (Du : K.V D → K.V (K.hom D Γ))
    (x : K.V D) (du : K.HasD u Du x) : K.HasD (fun x => K.get a (u x)) (fun x => K.comp (K.getCLM a) (Du x)) x :=
  HasD.linear K (K.get a) (K.get_add a) (K.get_smul a)
    (fun h => Eq.trans (K.comp_apply _ (Du x) h) (K.getCLM_apply a _)) du

theorem derivative_const_hadamard (K : Field) {D s : K.Space} (k : K.V s) (u : K.V D → K.V s)
    (Du : K.V D → K.V (K.hom D s))
    (x : K.V D) (du : K.HasD u Du x) : K.HasD (fun x => K.hadamard k (u x)) (fun x => K.comp (K.diag k) (Du x)) x :=
  HasD.linear K (K.hadamard k) (K.hadamard_add k) (fun c u => K.hadamard_smul c k u)
    (fun h => Eq.trans (K.comp_apply _ (Du x) h) (K.diag_apply k _)) du

theorem bilinear_hadamard (K : Field) {E : K.Space} : K.Bilinear (K.hadamard (E := E)) where
  add_left u v w := Eq.trans (K.hadamard_comm _ w) (Eq.trans (K.hadamard_add w u v)
    (congr₂ (K.add (E := E)) (K.hadamard_comm w u) (K.hadamard_comm w v)))
  add_right u v w := K.hadamard_add u v w
  smul_left c u v := Eq.trans (K.hadamard_comm _ v) (Eq.trans (K.hadamard_smul c v u)
    (congrArg (K.smul c) (K.hadamard_comm v u)))
  smul_right c u v := K.hadamard_smul c u v

theorem bilinear_inner (K : Field) {E : K.Space} : K.Bilinear (G := K.real) (K.inner (E := E)) where
  add_left u v w := K.inner_add_left u v w
  add_right u v w := K.inner_add_right u v w
  smul_left c u v := K.real_inner_smul_left c u v
  smul_right c u v := K.real_inner_smul_right c u v

theorem derivative_hadamard (K : Field) {D s : K.Space} (u v : K.V D → K.V s)
    (Du Dv : K.V D → K.V (K.hom D s))
    (x : K.V D) (du : K.HasD u Du x) (dv : K.HasD v Dv x) : K.HasD (fun x => K.hadamard (u x) (v x))
      (fun x => K.add (E := K.hom D s) (K.comp (K.diag (u x)) (Dv x)) (K.comp (K.diag (v x)) (Du x))) x :=
  HasD.bilinear K K.hadamard K.bilinear_hadamard
    (fun h => Eq.trans (K.add_apply _ _ h) (congr₂ (K.add (E := s))
      (Eq.trans (K.comp_apply _ _ h) (K.diag_apply _ _))
      (Eq.trans (K.comp_apply _ _ h) (Eq.trans (K.diag_apply _ _) (K.hadamard_comm _ _))))) du dv

theorem adjoint_fill_diag (K : Field) {s : K.Space} (u v : K.V s) :
    Eq (K.apply (K.comp (K.adjoint (K.fill s)) (K.diag u)) v) (K.inner u v) :=
  Eq.trans (K.comp_apply _ _ v) (Eq.trans (congrArg (K.apply (K.adjoint (K.fill s))) (K.diag_apply u v))
    (Eq.trans (K.adjoint_entry (E := K.real) (K.fill s) (K.hadamard u v) Point.here) (Eq.trans
      (congrArg (fun w => K.inner w (K.hadamard u v)) (K.fill_apply (E := s) K.unity))
      (K.sum_congr _ _ fun i => Eq.trans (congrArg (fun x => K.times x (entry (K.hadamard u v) i))
        (entry_table _ i))
        (Eq.trans (K.unity_times _) (K.entry_hadamard u v i))))))

theorem derivative_inner (K : Field) {D s : K.Space} (u v : K.V D → K.V s) (Du Dv : K.V D → K.V (K.hom D s))
    (x : K.V D) (du : K.HasD u Du x) (dv : K.HasD v Dv x) : K.HasD (F := K.real) (fun x => K.inner (u x) (v x))
      (fun x => K.add (E := K.hom D K.real) (K.comp (K.comp (K.adjoint (K.fill s)) (K.diag (u x))) (Dv x))
        (K.comp (K.comp (K.adjoint (K.fill s)) (K.diag (v x))) (Du x))) x :=
  HasD.bilinear K (G := K.real) K.inner K.bilinear_inner
    (fun h => Eq.trans (K.add_apply _ _ h) (congr₂ (K.add (E := K.real))
      (Eq.trans (K.comp_apply _ _ h) (K.adjoint_fill_diag _ _))
      (Eq.trans (K.comp_apply _ _ h) (Eq.trans (K.adjoint_fill_diag _ _) (K.real_inner_comm _ _))))) du dv

/-! ## There is one derivative where 0 is not isolated -/

theorem times_one_of (K : Field) (t a : K.Number) (t_ne : Eq t K.nought → False) :
    Eq (K.times (K.reciprocal t) (K.times t a)) a :=
  Eq.trans (Eq.symm (K.times_assoc _ _ _)) (Eq.trans (congrArg (fun c => K.times c a)
    (Eq.trans (K.times_comm _ _) (K.times_reciprocal t t_ne))) (K.unity_times a))

theorem neg_add_cancel (K : Field) {E : K.Space} (u v : K.V E) : Eq (K.add (K.neg u) (K.add u v)) v :=
  Eq.trans (Eq.symm (K.add_assoc _ _ _)) (Eq.trans (congrArg (fun w => K.add w v)
    (Eq.trans (K.add_comm _ _) (K.add_neg u))) (K.zero_add v))

theorem add_cancel (K : Field) {E : K.Space} (u v w : K.V E) (e : Eq (K.add u v) (K.add u w)) : Eq v w :=
  Eq.trans (Eq.symm (K.neg_add_cancel u v)) (Eq.trans (congrArg (K.add (K.neg u)) e) (K.neg_add_cancel u w))

theorem times_cancel (K : Field) (t a b : K.Number) (t_ne : Eq t K.nought → False)
    (e : Eq (K.times t a) (K.times t b)) : Eq a b :=
  Eq.trans (Eq.symm (K.times_one_of t a t_ne)) (Eq.trans (congrArg (K.times (K.reciprocal t)) e)
    (K.times_one_of t b t_ne))

/-- A map has one derivative, where continuous functions that agree near 0 but at 0 agree there, as
they do in ℝ. -/
theorem HasD.unique (K : Field) {E F : K.Space} (f : K.V E → K.V F) (L M : K.V E → K.V (K.hom E F))
    (x : K.V E)
    (not_isolated : ∀ a b : K.Number → K.Number, K.Continuous a → K.Continuous b →
      K.Near (fun t => (Eq t K.nought → False) → Eq (a t) (b t)) → Eq (a K.nought) (b K.nought))
    (l : K.HasD f L x) (m : K.HasD f M x) (h : K.V E) : Eq (K.apply (L x) h) (K.apply (M x) h) :=
  Exists.rec (motive := fun _ => Eq (K.apply (L x) h) (K.apply (M x) h))
    (fun (p : K.V K.real → K.V F) s => Exists.rec (motive := fun _ => Eq (K.apply (L x) h) (K.apply (M x) h))
      (fun (q : K.V K.real → K.V F) r => Eq.trans (Eq.symm s.start) (Eq.trans
        (K.ext _ _ fun j => not_isolated
          (fun t => entry (p t) j) (fun t => entry (q t) j) (s.continuous j) (r.continuous j)
          (K.near_both _ _ _ (fun t e e' t_ne => K.times_cancel t _ _ t_ne
            (Eq.trans (Eq.symm (K.entry_smul t (p t) j)) (Eq.trans
              (congrArg (fun w => entry w j) (K.add_cancel (f x) _ _ (Eq.trans (Eq.symm e) e')))
              (K.entry_smul t (q t) j)))) s.near r.near))
        r.start)) (m h)) (l h)

end Field

end Foundations
