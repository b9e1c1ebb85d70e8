/-! # The rules of differentiation

Each comes from one of three: a linear function of a map, a sum of two, a bilinear function of two. -/

namespace Foundations

namespace Field

/-! ## More of vectors -/

theorem add_neg (K : Field) {E : K.Space} (u : K.V E) : Eq (K.add u (K.neg u)) (K.zero E) :=
  K.ext _ _ fun i => Eq.trans (K.entry_add _ _ i) (Eq.trans (congrArg (K.plus (entry u i)) (K.entry_neg u i))
    (Eq.trans (K.plus_opposite _) (Eq.symm (K.entry_zero i))))

theorem neg_add (K : Field) {E : K.Space} (u v : K.V E) :
    Eq (K.neg (K.add u v)) (K.add (K.neg u) (K.neg v)) :=
  Eq.trans (Eq.symm (K.neg_one_smul _)) (Eq.trans (K.smul_add _ u v)
    (congr₂ (K.add (E := E)) (K.neg_one_smul u) (K.neg_one_smul v)))

theorem neg_smul (K : Field) {E : K.Space} (c : K.V K.real) (u : K.V E) :
    Eq (K.neg (K.smul c u)) (K.smul c (K.neg u)) :=
  Eq.trans (Eq.symm (K.neg_one_smul _)) (Eq.trans (K.smul_smul _ c u)
    (Eq.trans (congrArg (fun s => K.smul s u) (K.mul_comm _ c))
    (Eq.trans (Eq.symm (K.smul_smul c _ u)) (congrArg (K.smul c) (K.neg_one_smul u)))))

theorem eq_of_add_neg (K : Field) {E : K.Space} (u v : K.V E) (h : Eq (K.add u (K.neg v)) (K.zero E)) :
    Eq u v :=
  Eq.trans (Eq.symm (K.add_zero u)) (Eq.trans (congrArg (K.add u)
    (Eq.symm (Eq.trans (K.add_comm _ _) (K.add_neg v))))
    (Eq.trans (Eq.symm (K.add_assoc u _ v)) (Eq.trans (congrArg (fun w => K.add w v) h)
      (Eq.trans (K.add_comm _ _) (K.add_zero v)))))

/-! ## Polynomials -/

theorem zero_add (K : Field) {E : K.Space} (u : K.V E) : Eq (K.add (K.zero E) u) u :=
  Eq.trans (K.add_comm _ _) (K.add_zero u)

theorem add_swap (K : Field) {E : K.Space} (u v w z : K.V E) :
    Eq (K.add (K.add u v) (K.add w z)) (K.add (K.add u w) (K.add v z)) :=
  Eq.trans (K.add_assoc u v _) (Eq.trans
    (congrArg (K.add u) (Eq.trans (Eq.symm (K.add_assoc v w z))
      (Eq.trans (congrArg (fun x => K.add x z) (K.add_comm v w)) (K.add_assoc w v z))))
    (Eq.symm (K.add_assoc u w _)))

/-- A function of each coefficient. -/
noncomputable def polyMap (K : Field) {E F : K.Space} (f : K.V E → K.V F) (p : Polynomial (K.V E)) :
    Polynomial (K.V F) :=
  Polynomial.rec (motive := fun _ => Polynomial (K.V F)) Polynomial.nil
    (fun v _ rest => Polynomial.cons (f v) rest) p

theorem value_polyMap (K : Field) {E F : K.Space} (f : K.V E → K.V F)
    (additive : ∀ u v, Eq (f (K.add u v)) (K.add (f u) (f v)))
    (homogeneous : ∀ c u, Eq (f (K.smul c u)) (K.smul c (f u))) (t : K.V K.real) (p : Polynomial (K.V E)) :
    Eq (K.value (K.polyMap f p) t) (f (K.value p t)) :=
  Polynomial.rec (motive := fun p => Eq (K.value (K.polyMap f p) t) (f (K.value p t)))
    (Eq.symm (K.map_zero f homogeneous))
    (fun v p rest => Eq.trans (congrArg (fun w => K.add (f v) (K.smul t w)) rest)
      (Eq.symm (Eq.trans (additive _ _) (congrArg (K.add (f v)) (homogeneous t _))))) p

/-- The sum of two polynomials. -/
noncomputable def polyAdd (K : Field) {F : K.Space} (p : Polynomial (K.V F)) :
    Polynomial (K.V F) → Polynomial (K.V F) :=
  Polynomial.rec (motive := fun _ => Polynomial (K.V F) → Polynomial (K.V F)) (fun q => q)
    (fun v p rest q => Polynomial.rec (motive := fun _ => Polynomial (K.V F)) (Polynomial.cons v p)
      (fun w q _ => Polynomial.cons (K.add v w) (rest q)) q) p

theorem value_polyAdd (K : Field) {F : K.Space} (t : K.V K.real) (p : Polynomial (K.V F)) :
    ∀ q, Eq (K.value (K.polyAdd p q) t) (K.add (K.value p t) (K.value q t)) :=
  Polynomial.rec (motive := fun p => ∀ q, Eq (K.value (K.polyAdd p q) t) (K.add (K.value p t) (K.value q t)))
    (fun q => Eq.symm (K.zero_add _))
    (fun v p rest q => Polynomial.rec
      (motive := fun q => Eq (K.value (K.polyAdd (Polynomial.cons v p) q) t)
        (K.add (K.value (Polynomial.cons v p) t) (K.value q t)))
      (Eq.symm (K.add_zero _))
      (fun w q _ => Eq.trans (congrArg (fun z => K.add (K.add v w) (K.smul t z)) (rest q))
        (Eq.trans (congrArg (K.add (K.add v w)) (K.smul_add t _ _)) (K.add_swap _ _ _ _))) q) p

/-- The product of two polynomials by a bilinear function. -/
noncomputable def polyMul (K : Field) {E F G : K.Space} (B : K.V E → K.V F → K.V G)
    (p : Polynomial (K.V E)) (q : Polynomial (K.V F)) : Polynomial (K.V G) :=
  Polynomial.rec (motive := fun _ => Polynomial (K.V G)) Polynomial.nil
    (fun v _ rest => K.polyAdd (K.polyMap (B v) q) (Polynomial.cons (K.zero G) rest)) p

/-- That a function is linear in each of two arguments. -/
structure Bilinear (K : Field) {E F G : K.Space} (B : K.V E → K.V F → K.V G) : Prop where
  add_left : ∀ u v w, Eq (B (K.add u v) w) (K.add (B u w) (B v w))
  add_right : ∀ u v w, Eq (B u (K.add v w)) (K.add (B u v) (B u w))
  smul_left : ∀ c u v, Eq (B (K.smul c u) v) (K.smul c (B u v))
  smul_right : ∀ c u v, Eq (B u (K.smul c v)) (K.smul c (B u v))

theorem value_polyMul (K : Field) {E F G : K.Space} (B : K.V E → K.V F → K.V G) (b : K.Bilinear B)
    (t : K.V K.real) (p : Polynomial (K.V E)) (q : Polynomial (K.V F)) :
    Eq (K.value (K.polyMul B p q) t) (B (K.value p t) (K.value q t)) :=
  Polynomial.rec (motive := fun p => Eq (K.value (K.polyMul B p q) t) (B (K.value p t) (K.value q t)))
    (Eq.symm (K.map_zero (fun u => B u (K.value q t)) (fun c u => b.smul_left c u _)))
    (fun v p rest => Eq.trans (K.value_polyAdd t _ _) (Eq.trans
      (congr₂ (K.add (E := G)) (K.value_polyMap (B v) (b.add_right v) (fun c u => b.smul_right c v u) t q)
        (Eq.trans (K.zero_add _) (Eq.trans (congrArg (K.smul t) rest) (Eq.symm (b.smul_left t _ _)))))
      (Eq.symm (b.add_left v _ _)))) p

theorem HasD.congr (K : Field) {E F : K.Space} {f g : K.V E → K.V F} {L M : K.V E → K.V (K.hom E F)}
    (same : ∀ x, Eq (f x) (g x)) (sameD : ∀ x h, Eq (K.apply (L x) h) (K.apply (M x) h)) (d : K.HasD f L) :
    K.HasD g M :=
  fun x h => Exists.rec (motive := fun _ => Exists fun q : Polynomial (K.V F) => ∀ t : K.V K.real,
      Eq (g (K.add x (K.smul t h))) (K.value (Polynomial.cons (g x) (Polynomial.cons (K.apply (M x) h) q)) t))
    (fun q e => Exists.intro q fun t => Eq.trans (Eq.symm (same _)) (Eq.trans (e t)
      (congr₂ (fun v d => K.value (Polynomial.cons v (Polynomial.cons d q)) t) (same x) (sameD x h)))) (d x h)

theorem HasD.linear (K : Field) {D E F : K.Space} (f : K.V E → K.V F)
    (additive : ∀ u v, Eq (f (K.add u v)) (K.add (f u) (f v)))
    (homogeneous : ∀ c u, Eq (f (K.smul c u)) (K.smul c (f u)))
    {u : K.V D → K.V E} {Du : K.V D → K.V (K.hom D E)} {L : K.V D → K.V (K.hom D F)}
    (l : ∀ x h, Eq (K.apply (L x) h) (f (K.apply (Du x) h))) (d : K.HasD u Du) :
    K.HasD (fun x => f (u x)) L :=
  fun x h => Exists.rec (motive := fun _ => Exists fun q : Polynomial (K.V F) => ∀ t : K.V K.real,
      Eq (f (u (K.add x (K.smul t h)))) (K.value (Polynomial.cons (f (u x))
        (Polynomial.cons (K.apply (L x) h) q)) t))
    (fun q e => Exists.intro (K.polyMap f q) fun t => Eq.trans (congrArg f (e t)) (Eq.trans
      (Eq.symm (K.value_polyMap f additive homogeneous t
        (Polynomial.cons (u x) (Polynomial.cons (K.apply (Du x) h) q))))
      (congrArg (fun d => K.value (Polynomial.cons (f (u x)) (Polynomial.cons d (K.polyMap f q))) t)
        (Eq.symm (l x h))))) (d x h)

theorem HasD.bilinear (K : Field) {D E F G : K.Space} (B : K.V E → K.V F → K.V G) (b : K.Bilinear B)
    {u : K.V D → K.V E} {v : K.V D → K.V F} {Du : K.V D → K.V (K.hom D E)} {Dv : K.V D → K.V (K.hom D F)}
      {L : K.V D → K.V (K.hom D G)}
    (l : ∀ x h, Eq (K.apply (L x) h) (K.add (B (u x) (K.apply (Dv x) h)) (B (K.apply (Du x) h) (v x))))
    (du : K.HasD u Du) (dv : K.HasD v Dv) : K.HasD (fun x => B (u x) (v x)) L :=
  fun x h => Exists.rec (motive := fun _ => Exists fun q : Polynomial (K.V G) => ∀ t : K.V K.real,
      Eq (B (u (K.add x (K.smul t h))) (v (K.add x (K.smul t h))))
        (K.value (Polynomial.cons (B (u x) (v x)) (Polynomial.cons (K.apply (L x) h) q)) t))
    (fun p e => Exists.rec (motive := fun _ => Exists fun q : Polynomial (K.V G) => ∀ t : K.V K.real,
        Eq (B (u (K.add x (K.smul t h))) (v (K.add x (K.smul t h))))
          (K.value (Polynomial.cons (B (u x) (v x)) (Polynomial.cons (K.apply (L x) h) q)) t))
      (fun q e' => Exists.intro
        (K.polyAdd (K.polyMap (B (u x)) q) (K.polyAdd
          (K.polyMap (B (K.apply (Du x) h)) (Polynomial.cons (K.apply (Dv x) h) q))
          (K.polyMul B p (Polynomial.cons (v x) (Polynomial.cons (K.apply (Dv x) h) q)))))
        fun t => Eq.trans (congr₂ B (e t) (e' t)) (Eq.trans
          (Eq.symm (K.value_polyMul B b t (Polynomial.cons (u x) (Polynomial.cons (K.apply (Du x) h) p))
            (Polynomial.cons (v x) (Polynomial.cons (K.apply (Dv x) h) q))))
          (congr₂ (fun z d => K.value (Polynomial.cons z (Polynomial.cons d
              (K.polyAdd (K.polyMap (B (u x)) q) (K.polyAdd
                (K.polyMap (B (K.apply (Du x) h)) (Polynomial.cons (K.apply (Dv x) h) q))
                (K.polyMul B p (Polynomial.cons (v x) (Polynomial.cons (K.apply (Dv x) h) q))))))) t)
            (K.add_zero _)
            (Eq.trans (congrArg (K.add (B (u x) (K.apply (Dv x) h))) (K.add_zero _)) (Eq.symm (l x h))))))
              (dv x h)) (du x h)

theorem derivative_const (K : Field) {E F : K.Space} (k : K.V F) :
    K.HasD (fun _ : K.V E => k) (fun _ => K.zero (K.hom E F)) :=
  fun x h => Exists.intro Polynomial.nil fun t => Eq.symm (Eq.trans (congrArg (fun z => K.add k (K.smul t z))
    (Eq.trans (congr₂ (K.add (E := F)) (K.zero_apply h) (K.smul_zero t)) (K.add_zero _)))
    (Eq.trans (congrArg (K.add k) (K.smul_zero t)) (K.add_zero k)))

theorem derivative_id (K : Field) {E : K.Space} : K.HasD (fun x : K.V E => x) (fun _ => K.id E) :=
  fun x h => Exists.intro Polynomial.nil fun t => Eq.symm (congrArg (fun z => K.add x (K.smul t z))
    (Eq.trans (congr₂ (K.add (E := E)) (K.id_apply h) (K.smul_zero t)) (K.add_zero h)))

theorem derivative_add (K : Field) {E F : K.Space} (u v : K.V E → K.V F) (Du Dv : K.V E → K.V (K.hom E F))
    (du : K.HasD u Du) (dv : K.HasD v Dv) :
    K.HasD (fun x => K.add (u x) (v x)) (fun x => K.add (E := K.hom E F) (Du x) (Dv x)) :=
  fun x h => Exists.rec (motive := fun _ => Exists fun q : Polynomial (K.V F) => ∀ t : K.V K.real,
      Eq (K.add (u (K.add x (K.smul t h))) (v (K.add x (K.smul t h))))
        (K.value (Polynomial.cons (K.add (u x) (v x)) (Polynomial.cons
          (K.apply (K.add (E := K.hom E F) (Du x) (Dv x)) h) q)) t))
    (fun p e => Exists.rec (motive := fun _ => Exists fun q : Polynomial (K.V F) => ∀ t : K.V K.real,
        Eq (K.add (u (K.add x (K.smul t h))) (v (K.add x (K.smul t h))))
          (K.value (Polynomial.cons (K.add (u x) (v x)) (Polynomial.cons
            (K.apply (K.add (E := K.hom E F) (Du x) (Dv x)) h) q)) t))
      (fun q e' => Exists.intro (K.polyAdd p q) fun t => Eq.trans (congr₂ (K.add (E := F)) (e t) (e' t))
        (Eq.trans (Eq.symm (K.value_polyAdd t (Polynomial.cons (u x) (Polynomial.cons (K.apply (Du x) h) p))
          (Polynomial.cons (v x) (Polynomial.cons (K.apply (Dv x) h) q))))
          (congrArg (fun d => K.value (Polynomial.cons (K.add (u x) (v x))
            (Polynomial.cons d (K.polyAdd p q))) t)
            (Eq.symm (K.add_apply (Du x) (Dv x) h))))) (dv x h)) (du x h)

theorem derivative_const_smul (K : Field) {E F : K.Space} (c : K.V K.real) (u : K.V E → K.V F)
    (Du : K.V E → K.V (K.hom E F))
    (du : K.HasD u Du) : K.HasD (fun x => K.smul c (u x)) (fun x => K.smul (E := K.hom E F) c (Du x)) :=
  HasD.linear K (K.smul c) (K.smul_add c)
    (fun d u => Eq.trans (K.smul_smul c d u) (Eq.trans (congrArg (fun s => K.smul s u) (K.mul_comm c d))
      (Eq.symm (K.smul_smul d c u))))
    (fun x h => K.smul_apply c (Du x) h) du

theorem derivative_neg (K : Field) {E F : K.Space} (u : K.V E → K.V F) (Du : K.V E → K.V (K.hom E F))
    (du : K.HasD u Du) : K.HasD (fun x => K.neg (u x)) (fun x => K.neg (E := K.hom E F) (Du x)) :=
  HasD.congr K (fun x => K.neg_one_smul (u x))
    (fun x h => congrArg (fun A => K.apply A h) (K.neg_one_smul (E := K.hom E F) (Du x)))
    (K.derivative_const_smul (K.neg (K.nat (Dim.succ Dim.zero))) u Du du)

theorem derivative_sub (K : Field) {E F : K.Space} (u v : K.V E → K.V F) (Du Dv : K.V E → K.V (K.hom E F))
    (du : K.HasD u Du) (dv : K.HasD v Dv) :
    K.HasD (fun x => K.sub (u x) (v x)) (fun x => K.sub (E := K.hom E F) (Du x) (Dv x)) :=
  HasD.congr K (fun x => Eq.symm (K.sub_eq_add_neg (u x) (v x)))
    (fun x h => congrArg (fun A => K.apply A h) (Eq.symm (K.sub_eq_add_neg (E := K.hom E F) (Du x) (Dv x))))
    (K.derivative_add u (fun x => K.neg (v x)) Du (fun x => K.neg (E := K.hom E F) (Dv x)) du
      (K.derivative_neg v Dv dv))

theorem derivative_apply (K : Field) {D E F : K.Space} (A : K.V (K.hom E F)) (u : K.V D → K.V E)
    (Du : K.V D → K.V (K.hom D E))
    (du : K.HasD u Du) : K.HasD (fun x => K.apply A (u x)) (fun x => K.comp A (Du x)) :=
  HasD.linear K (K.apply A) (K.map_add A) (K.map_smul A) (fun x h => K.comp_apply A (Du x) h) du

theorem derivative_get (K : Field) {D Γ s : K.Space} (a : K.Idx Γ s) (u : K.V D → K.V Γ)
    (Du : K.V D → K.V (K.hom D Γ))
    (du : K.HasD u Du) : K.HasD (fun x => K.get a (u x)) (fun x => K.comp (K.getCLM a) (Du x)) :=
  HasD.linear K (K.get a) (K.get_add a) (K.get_smul a)
    (fun x h => Eq.trans (K.comp_apply _ (Du x) h) (K.getCLM_apply a _)) du

theorem derivative_const_hadamard (K : Field) {D s : K.Space} (k : K.V s) (u : K.V D → K.V s)
    (Du : K.V D → K.V (K.hom D s))
    (du : K.HasD u Du) : K.HasD (fun x => K.hadamard k (u x)) (fun x => K.comp (K.diag k) (Du x)) :=
  HasD.linear K (K.hadamard k) (K.hadamard_add k) (fun c u => K.hadamard_smul c k u)
    (fun x h => Eq.trans (K.comp_apply _ (Du x) h) (K.diag_apply k _)) du

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
    (du : K.HasD u Du) (dv : K.HasD v Dv) : K.HasD (fun x => K.hadamard (u x) (v x))
      (fun x => K.add (E := K.hom D s) (K.comp (K.diag (u x)) (Dv x)) (K.comp (K.diag (v x)) (Du x))) :=
  HasD.bilinear K K.hadamard K.bilinear_hadamard
    (fun x h => Eq.trans (K.add_apply _ _ h) (congr₂ (K.add (E := s))
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
    (du : K.HasD u Du) (dv : K.HasD v Dv) : K.HasD (F := K.real) (fun x => K.inner (u x) (v x))
      (fun x => K.add (E := K.hom D K.real) (K.comp (K.comp (K.adjoint (K.fill s)) (K.diag (u x))) (Dv x))
        (K.comp (K.comp (K.adjoint (K.fill s)) (K.diag (v x))) (Du x))) :=
  HasD.bilinear K (G := K.real) K.inner K.bilinear_inner
    (fun x h => Eq.trans (K.add_apply _ _ h) (congr₂ (K.add (E := K.real))
      (Eq.trans (K.comp_apply _ _ h) (K.adjoint_fill_diag _ _))
      (Eq.trans (K.comp_apply _ _ h) (Eq.trans (K.adjoint_fill_diag _ _) (K.real_inner_comm _ _))))) du dv

/-! ## What the derivative is where only the zero polynomial vanishes everywhere -/

/-- That all coefficients are 0. -/
noncomputable def IsZero (K : Field) {F : K.Space} (p : Polynomial (K.V F)) : Prop :=
  Polynomial.rec (motive := fun _ => Prop) True (fun v _ rest => And (Eq v (K.zero F)) rest) p

theorem second_is_zero (K : Field) {F : K.Space} (v w : K.V F) (p : Polynomial (K.V F))
    (h : K.IsZero (Polynomial.cons v (Polynomial.cons w p))) : Eq w (K.zero F) :=
  And.rec (motive := fun _ => Eq w (K.zero F)) (fun _ rest => And.rec (motive := fun _ => Eq w (K.zero F))
    (fun here _ => here) rest) h

/-- A map has one derivative, over a field where a polynomial that vanishes everywhere is zero,
    as it is over ℝ. -/
theorem HasD.unique (K : Field) {E F : K.Space} (f : K.V E → K.V F) (L M : K.V E → K.V (K.hom E F))
    (only_zero : ∀ p : Polynomial (K.V F), (∀ t, Eq (K.value p t) (K.zero F)) → K.IsZero p)
    (l : K.HasD f L) (m : K.HasD f M) (x h : K.V E) : Eq (K.apply (L x) h) (K.apply (M x) h) :=
  Exists.rec (motive := fun _ => Eq (K.apply (L x) h) (K.apply (M x) h))
    (fun p e => Exists.rec (motive := fun _ => Eq (K.apply (L x) h) (K.apply (M x) h))
      (fun q e' => K.eq_of_add_neg _ _ (K.second_is_zero (K.add (f x) (K.neg (f x))) _ _
        (only_zero (K.polyAdd (Polynomial.cons (f x) (Polynomial.cons (K.apply (L x) h) p))
            (K.polyMap K.neg (Polynomial.cons (f x) (Polynomial.cons (K.apply (M x) h) q))))
          fun t => Eq.trans (K.value_polyAdd t _ _) (Eq.trans
            (congr₂ (K.add (E := F)) (Eq.symm (e t)) (Eq.trans
              (K.value_polyMap K.neg K.neg_add K.neg_smul t _)
              (congrArg K.neg (Eq.symm (e' t))))) (K.add_neg _))))) (m x h)) (l x h)

end Field

end Foundations
