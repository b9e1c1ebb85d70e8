/-! # The laws of linear maps, contexts and adjoints -/

namespace Foundations

namespace Field

/-! ## Linear maps -/

theorem smul_zero (K : Field) {E : K.Space} (c : K.V K.real) : Eq (K.smul c (K.zero E)) (K.zero E) :=
  K.ext _ _ fun i => Eq.trans (K.entry_smul _ _ i) (Eq.trans (congrArg (K.times c) (K.entry_zero i))
    (Eq.trans (K.times_nought c) (Eq.symm (K.entry_zero i))))

theorem map_add (K : Field) {E F : K.Space} (A : K.V (K.hom E F)) (u v : K.V E) :
    Eq (K.apply A (K.add u v)) (K.add (K.apply A u) (K.apply A v)) :=
  K.ext _ _ fun j => Eq.trans (K.entry_apply _ _ j) (Eq.trans
    (K.sum_congr _ _ fun i => Eq.trans (congrArg (fun x => K.times x (K.coef A i j)) (K.entry_add u v i))
      (K.plus_times _ _ _))
    (Eq.trans (K.sum_plus _ _) (Eq.symm (Eq.trans (K.entry_add _ _ j)
      (congr₂ K.plus (K.entry_apply A u j) (K.entry_apply A v j))))))

theorem map_smul (K : Field) {E F : K.Space} (A : K.V (K.hom E F)) (c : K.V K.real) (u : K.V E) :
    Eq (K.apply A (K.smul c u)) (K.smul c (K.apply A u)) :=
  K.ext _ _ fun j => Eq.trans (K.entry_apply _ _ j) (Eq.trans
    (K.sum_congr _ _ fun i => Eq.trans (congrArg (fun x => K.times x (K.coef A i j)) (K.entry_smul c u i))
      (K.times_assoc _ _ _))
    (Eq.trans (Eq.symm (K.times_sum c _)) (Eq.symm (Eq.trans (K.entry_smul _ _ j)
      (congrArg (K.times c) (K.entry_apply A u j))))))

theorem coef_add (K : Field) {E F : K.Space} (A B : K.V (K.hom E F)) (i : Ix E.coords) (j : Ix F.coords) :
    Eq (K.coef (K.add (E := K.hom E F) A B) i j) (K.plus (K.coef A i j) (K.coef B i j)) :=
  K.entry_add (E := K.hom E F) A B (Pair.pair i j)

theorem coef_smul (K : Field) {E F : K.Space} (c : K.V K.real) (A : K.V (K.hom E F)) (i : Ix E.coords)
    (j : Ix F.coords) :
    Eq (K.coef (K.smul (E := K.hom E F) c A) i j) (K.times c (K.coef A i j)) :=
  K.entry_smul (E := K.hom E F) c A (Pair.pair i j)

theorem coef_zero (K : Field) {E F : K.Space} (i : Ix E.coords) (j : Ix F.coords) :
    Eq (K.coef (K.zero (K.hom E F)) i j) K.nought :=
  K.entry_zero (E := K.hom E F) (Pair.pair i j)

theorem coef_matrix (K : Field) {E F : K.Space} (a : Ix E.coords → Ix F.coords → K.Number) (i : Ix E.coords)
    (j : Ix F.coords) :
    Eq (K.coef (E := E) (F := F) (K.matrix a) i j) (a i j) :=
  entry_table (c := Coords.pairs E.coords F.coords) (fun p => a p.fst p.snd) (Pair.pair i j)

theorem coef_clm (K : Field) {E F : K.Space} (f : K.V E → K.V F) (i : Ix E.coords) (j : Ix F.coords) :
    Eq (K.coef (K.clm f) i j) (entry (f (K.basis i)) j) := K.coef_matrix _ i j

theorem coef_ext (K : Field) {E F : K.Space} (A B : K.V (K.hom E F))
    (h : ∀ i j, Eq (K.coef A i j) (K.coef B i j)) : Eq A B :=
  table_ext (c := Coords.pairs (Space.coords E) (Space.coords F)) A B fun p => h p.fst p.snd

theorem add_apply (K : Field) {E F : K.Space} (A B : K.V (K.hom E F)) (u : K.V E) :
    Eq (K.apply (K.add (E := K.hom E F) A B) u) (K.add (K.apply A u) (K.apply B u)) :=
  K.ext _ _ fun j => Eq.trans (K.entry_apply _ _ j) (Eq.trans
    (K.sum_congr _ _ fun i => Eq.trans (congrArg (K.times (entry u i)) (K.coef_add A B i j))
      (K.times_plus _ _ _))
    (Eq.trans (K.sum_plus _ _) (Eq.symm (Eq.trans (K.entry_add _ _ j)
      (congr₂ K.plus (K.entry_apply A u j) (K.entry_apply B u j))))))

theorem smul_apply (K : Field) {E F : K.Space} (c : K.V K.real) (A : K.V (K.hom E F)) (u : K.V E) :
    Eq (K.apply (K.smul (E := K.hom E F) c A) u) (K.smul c (K.apply A u)) :=
  K.ext _ _ fun j => Eq.trans (K.entry_apply _ _ j) (Eq.trans
    (K.sum_congr _ _ fun i => Eq.trans (congrArg (K.times (entry u i)) (K.coef_smul c A i j))
      (K.times_left_comm _ _ _))
    (Eq.trans (Eq.symm (K.times_sum c _)) (Eq.symm (Eq.trans (K.entry_smul _ _ j)
      (congrArg (K.times c) (K.entry_apply A u j))))))

theorem zero_apply (K : Field) {E F : K.Space} (u : K.V E) : Eq (K.apply (K.zero (K.hom E F)) u) (K.zero F) :=
  K.ext _ _ fun j => Eq.trans (K.entry_apply _ _ j) (Eq.trans
    (K.sum_congr _ (fun _ => K.nought) fun i => Eq.trans (congrArg (K.times (entry u i)) (K.coef_zero i j))
      (K.times_nought _))
    (Eq.trans K.sum_nought (Eq.symm (K.entry_zero j))))

/-- The sum of vectors over all coordinates. -/
noncomputable def total (K : Field) {c : Coords} {F : K.Space} (g : Ix c → K.V F) : K.V F :=
  table fun j => K.sum fun i => entry (g i) j

theorem entry_total (K : Field) {c : Coords} {F : K.Space} (g : Ix c → K.V F) (j : Ix F.coords) :
    Eq (entry (K.total g) j) (K.sum fun i => entry (g i) j) := entry_table _ j

theorem total_both (K : Field) {a b : Coords} {F : K.Space} (g : Ix (Coords.both a b) → K.V F) :
    Eq (K.total g) (K.add (K.total fun i => g (Either.left i)) (K.total fun i => g (Either.right i))) :=
  K.ext _ _ fun j => Eq.trans (K.entry_total _ j) (Eq.symm (Eq.trans (K.entry_add _ _ j)
    (congr₂ K.plus (K.entry_total _ j) (K.entry_total _ j))))

theorem total_pairs (K : Field) {a b : Coords} {F : K.Space} (g : Ix (Coords.pairs a b) → K.V F) :
    Eq (K.total g) (K.total fun i : Ix a => K.total fun j : Ix b => g (Pair.pair i j)) :=
  K.ext _ _ fun k => Eq.trans (K.entry_total _ k) (Eq.symm (Eq.trans (K.entry_total _ k)
    (K.sum_congr (c := a) _ _ fun i => K.entry_total (c := b) _ k)))

theorem total_congr (K : Field) {c : Coords} {F : K.Space} (g h : Ix c → K.V F) (e : ∀ i, Eq (g i) (h i)) :
    Eq (K.total g) (K.total h) :=
  K.ext _ _ fun j => Eq.trans (K.entry_total _ j) (Eq.trans
    (K.sum_congr _ _ fun i => congrArg (fun u => entry u j) (e i))
    (Eq.symm (K.entry_total _ j)))

theorem map_zero (K : Field) {E F : K.Space} (f : K.V E → K.V F)
    (homogeneous : ∀ c u, Eq (f (K.smul c u)) (K.smul c (f u))) : Eq (f (K.zero E)) (K.zero F) :=
  Eq.trans (congrArg f (Eq.symm (K.zero_smul (K.zero E))))
    (Eq.trans (homogeneous (K.zero K.real) _) (K.zero_smul _))

theorem map_total (K : Field) {E F : K.Space} (f : K.V E → K.V F)
    (additive : ∀ u v, Eq (f (K.add u v)) (K.add (f u) (f v)))
    (homogeneous : ∀ c u, Eq (f (K.smul c u)) (K.smul c (f u))) {c : Coords} :
    ∀ g : Ix c → K.V E, Eq (f (K.total g)) (K.total fun i => f (g i)) :=
  Coords.rec (motive := fun c => ∀ g : Ix c → K.V E, Eq (f (K.total g)) (K.total fun i => f (g i)))
    (fun g => K.map_zero f homogeneous)
    (fun g => Eq.trans (congrArg f (K.ext _ (g Point.here) fun j => K.entry_total (c := Coords.one) g j))
      (Eq.symm (K.ext _ (f (g Point.here)) fun j => K.entry_total (c := Coords.one) (fun i => f (g i)) j)))
    (fun a b inA inB g =>
      Eq.trans (congrArg f (K.total_both g)) (Eq.trans (additive _ _) (Eq.trans
        (congr₂ (K.add (E := F)) (inA _) (inB _)) (Eq.symm (K.total_both fun i => f (g i))))))
    (fun a b inA inB g =>
      Eq.trans (congrArg f (K.total_pairs g)) (Eq.trans (inA _)
        (Eq.trans (K.total_congr (c := a) _ _ fun i => inB fun j => g (Pair.pair i j))
          (Eq.symm (K.total_pairs fun i => f (g i)))))) c

theorem decompose (K : Field) {E : K.Space} (u : K.V E) :
    Eq u (K.total fun i : Ix (Space.coords E) => K.smul (entry u i) (K.basis i)) :=
  K.ext _ _ fun k => Eq.symm (Eq.trans (K.entry_total _ k) (Eq.trans
    (K.sum_congr _ _ fun i => Eq.trans (K.entry_smul _ _ k) (Eq.trans
      (congrArg (K.times (entry u i)) (Eq.trans (entry_table _ k) (K.delta_comm i k))) (K.times_comm _ _)))
    (K.sum_delta k fun i => entry u i)))

theorem apply_clm (K : Field) {E F : K.Space} (f : K.V E → K.V F)
    (additive : ∀ u v, Eq (f (K.add u v)) (K.add (f u) (f v)))
    (homogeneous : ∀ c u, Eq (f (K.smul c u)) (K.smul c (f u))) (u : K.V E) : Eq (K.apply (K.clm f) u)
      (f u) :=
  Eq.trans
    (K.ext _ (K.total fun i : Ix (Space.coords E) => K.smul (entry u i) (f (K.basis i))) fun j => Eq.trans
      (K.entry_apply _ _ j)
      (Eq.symm (Eq.trans (K.entry_total _ j) (K.sum_congr _ _ fun i => Eq.trans (K.entry_smul _ _ j)
        (congrArg (K.times (entry u i)) (Eq.symm (K.coef_clm f i j)))))))
    (Eq.symm (Eq.trans (congrArg f (K.decompose u)) (Eq.trans (K.map_total f additive homogeneous _)
      (K.total_congr _ _ fun i => homogeneous (entry u i) (K.basis i)))))

theorem id_apply (K : Field) {E : K.Space} (u : K.V E) : Eq (K.apply (K.id E) u) u :=
  K.apply_clm (fun u => u) (fun _ _ => Eq.refl _) (fun _ _ => Eq.refl _) u

theorem comp_apply (K : Field) {F G E : K.Space} (A : K.V (K.hom F G)) (B : K.V (K.hom E F)) (u : K.V E) :
    Eq (K.apply (K.comp A B) u) (K.apply A (K.apply B u)) :=
  K.apply_clm (fun u => K.apply A (K.apply B u))
    (fun u v => Eq.trans (congrArg (K.apply A) (K.map_add B u v)) (K.map_add A _ _))
    (fun c u => Eq.trans (congrArg (K.apply A) (K.map_smul B c u)) (K.map_smul A c _)) u

theorem diag_apply (K : Field) {E : K.Space} (u v : K.V E) : Eq (K.apply (K.diag u) v) (K.hadamard u v) :=
  K.apply_clm (K.hadamard u) (K.hadamard_add u) (fun c v => K.hadamard_smul c u v) v

theorem entry_basis (K : Field) {E : K.Space} (i j : Ix (Space.coords E)) :
    Eq (entry (K.basis (E := E) i) j) (K.delta i j) := entry_table _ j

theorem inner_basis (K : Field) {E : K.Space} (i : Ix (Space.coords E)) (u : K.V E) :
    Eq (K.inner (K.basis i) u) (entry u i) :=
  Eq.trans (K.sum_congr _ _ fun j => congrArg (fun x => K.times x (entry u j)) (K.entry_basis i j))
    (K.sum_delta i _)

theorem apply_basis (K : Field) {E F : K.Space} (A : K.V (K.hom E F)) (i : Ix E.coords) (j : Ix F.coords) :
    Eq (entry (K.apply A (K.basis i)) j) (K.coef A i j) :=
  Eq.trans (K.entry_apply _ _ j) (Eq.trans
    (K.sum_congr _ _ fun k => congrArg (fun x => K.times x (K.coef A k j)) (K.entry_basis i k))
      (K.sum_delta i _))

theorem comp_id (K : Field) {E F : K.Space} (A : K.V (K.hom E F)) : Eq (K.comp A (K.id E)) A :=
  K.coef_ext _ _ fun i j => Eq.trans (K.coef_clm _ i j) (Eq.trans
    (congrArg (fun u => entry (K.apply A u) j) (K.id_apply (K.basis i))) (K.apply_basis A i j))

theorem fill_apply (K : Field) {E : K.Space} (c : K.V K.real) :
    Eq (K.apply (K.fill E) c) (table fun _ => c) :=
  K.apply_clm (E := K.real) (F := E) (fun c => table fun _ => c)
    (fun u v => K.ext _ _ fun i => Eq.trans (entry_table _ i) (Eq.symm (Eq.trans (K.entry_add _ _ i)
      (congr₂ K.plus (entry_table _ i) (entry_table _ i)))))
    (fun c u => K.ext _ _ fun i => Eq.trans (entry_table _ i) (Eq.symm (Eq.trans (K.entry_smul _ _ i)
      (congrArg (K.times c) (entry_table _ i))))) c

theorem hadamard_fill (K : Field) {E : K.Space} (c : K.V K.real) (u : K.V E) :
    Eq (K.hadamard u (K.apply (K.fill E) c)) (K.smul c u) :=
  K.ext _ _ fun i => Eq.trans (K.entry_hadamard _ _ i) (Eq.trans
    (congrArg (K.times (entry u i)) (Eq.trans (congrArg (fun v => entry v i) (K.fill_apply c))
      (entry_table _ i)))
    (Eq.trans (K.times_comm _ _) (Eq.symm (K.entry_smul c u i))))

/-! ## Contexts -/

theorem inner_zero (K : Field) {E : K.Space} (u : K.V E) : Eq (K.inner u (K.zero E)) K.nought :=
  Eq.trans (K.sum_congr _ (fun _ => K.nought) fun i =>
    Eq.trans (congrArg (K.times (entry u i)) (K.entry_zero i)) (K.times_nought _)) K.sum_nought

theorem inner_get_single (K : Field) {Γ s : K.Space} (a : K.Idx Γ s) :
    ∀ (x : K.V Γ) (v : K.V s), Eq (K.inner x (K.single a v)) (K.inner (K.get a x) v) :=
  Foundations.Idx.rec (motive := fun Γ s a => ∀ (x : K.V Γ) (v : K.V s), Eq (K.inner x (K.single a v))
    (K.inner (K.get a x) v))
    (fun s Γ x v => Eq.trans
      (congrArg (K.plus (K.inner (E := Foundations.Space.tensor s) x.fst v))
        (K.inner_zero (E := Foundations.Space.context Γ) x.snd)) (K.plus_nought _))
    (fun s Γ t a rest x v => Eq.trans
      (congrArg (fun y => K.plus y (K.inner (E := Foundations.Space.context Γ) x.snd (K.single a v)))
        (K.inner_zero (E := Foundations.Space.tensor s) x.fst))
      (Eq.trans (K.nought_plus _) (rest x.snd v))) a

theorem get_add (K : Field) {Γ s : K.Space} (a : K.Idx Γ s) :
    ∀ x y : K.V Γ, Eq (K.get a (K.add x y)) (K.add (K.get a x) (K.get a y)) :=
  Foundations.Idx.rec (motive := fun Γ s a => ∀ x y : K.V Γ, Eq (K.get a (K.add x y))
    (K.add (K.get a x) (K.get a y)))
    (fun s Γ x y => Eq.refl _) (fun s Γ t a rest x y => rest x.snd y.snd) a

theorem get_smul (K : Field) {Γ s : K.Space} (a : K.Idx Γ s) :
    ∀ (c : K.V K.real) (x : K.V Γ), Eq (K.get a (K.smul c x)) (K.smul c (K.get a x)) :=
  Foundations.Idx.rec (motive := fun Γ s a => ∀ (c : K.V K.real) (x : K.V Γ), Eq (K.get a (K.smul c x))
    (K.smul c (K.get a x)))
    (fun s Γ c x => Eq.refl _) (fun s Γ t a rest c x => rest c x.snd) a

theorem getCLM_apply (K : Field) {Γ s : K.Space} (a : K.Idx Γ s) (x : K.V Γ) :
    Eq (K.apply (K.getCLM a) x) (K.get a x) :=
  K.apply_clm (K.get a) (K.get_add a) (K.get_smul a) x

/-! ## Adjoints -/

theorem coef_adjoint (K : Field) {E F : K.Space} (A : K.V (K.hom E F)) (i : Ix E.coords) (j : Ix F.coords) :
    Eq (K.coef (K.adjoint A) j i) (K.coef A i j) := K.coef_matrix _ j i

theorem sum_times (K : Field) {c : Coords} (f : Ix c → K.Number) (s : K.Number) :
    Eq (K.times (K.sum f) s) (K.sum fun i => K.times (f i) s) :=
  Eq.trans (K.times_comm _ s) (Eq.trans (K.times_sum s f) (K.sum_congr _ _ fun i => K.times_comm s _))

theorem adjoint_inner_right (K : Field) {E F : K.Space} (A : K.V (K.hom E F)) (u : K.V E) (v : K.V F) :
    Eq (K.inner u (K.apply (K.adjoint A) v)) (K.inner (K.apply A u) v) :=
  Eq.trans
    (K.sum_congr _ _ fun i => Eq.trans (congrArg (K.times (entry u i)) (K.entry_apply _ v i))
      (Eq.trans (K.times_sum _ _)
      (K.sum_congr _ (fun j => K.times (K.times (entry u i) (K.coef A i j)) (entry v j)) fun j =>
        Eq.trans (congrArg (K.times (entry u i)) (Eq.trans
          (congrArg (K.times (entry v j)) (K.coef_adjoint A i j)) (K.times_comm _ _)))
          (Eq.symm (K.times_assoc _ _ _)))))
    (Eq.trans (K.sum_swap fun i j => K.times (K.times (entry u i) (K.coef A i j)) (entry v j))
      (K.sum_congr _ _ fun j => Eq.trans (Eq.symm (K.sum_times _ _))
        (congrArg (fun x => K.times x (entry v j)) (Eq.symm (K.entry_apply A u j)))))

theorem adjoint_entry (K : Field) {E F : K.Space} (A : K.V (K.hom E F)) (v : K.V F) (i : Ix E.coords) :
    Eq (entry (K.apply (K.adjoint A) v) i) (K.inner (K.apply A (K.basis i)) v) :=
  Eq.trans (Eq.symm (K.inner_basis i _)) (K.adjoint_inner_right A (K.basis i) v)

theorem adjoint_getCLM (K : Field) {Γ s : K.Space} (a : K.Idx Γ s) (v : K.V s) :
    Eq (K.apply (K.adjoint (K.getCLM a)) v) (K.single a v) :=
  K.ext _ _ fun i => Eq.trans (K.adjoint_entry _ v i) (Eq.trans
    (congrArg (fun u => K.inner u v) (K.getCLM_apply a (K.basis i)))
    (Eq.trans (Eq.symm (K.inner_get_single a (K.basis i) v)) (K.inner_basis i _)))

theorem adjoint_add (K : Field) {E F : K.Space} (A B : K.V (K.hom E F)) :
    Eq (K.adjoint (K.add (E := K.hom E F) A B)) (K.add (E := K.hom F E) (K.adjoint A) (K.adjoint B)) :=
  K.coef_ext _ _ fun j i => Eq.trans (K.coef_adjoint _ i j) (Eq.trans (K.coef_add A B i j)
    (Eq.symm (Eq.trans (K.coef_add _ _ j i) (congr₂ K.plus (K.coef_adjoint A i j) (K.coef_adjoint B i j)))))

theorem adjoint_smul (K : Field) {E F : K.Space} (c : K.V K.real) (A : K.V (K.hom E F)) :
    Eq (K.adjoint (K.smul (E := K.hom E F) c A)) (K.smul (E := K.hom F E) c (K.adjoint A)) :=
  K.coef_ext _ _ fun j i => Eq.trans (K.coef_adjoint _ i j) (Eq.trans (K.coef_smul c A i j)
    (Eq.symm (Eq.trans (K.coef_smul c _ j i) (congrArg (K.times c) (K.coef_adjoint A i j)))))

theorem adjoint_adjoint (K : Field) {E F : K.Space} (A : K.V (K.hom E F)) : Eq (K.adjoint (K.adjoint A)) A :=
  K.coef_ext _ _ fun i j => Eq.trans (K.coef_adjoint _ j i) (K.coef_adjoint A i j)

theorem coef_inner (K : Field) {E F : K.Space} (A : K.V (K.hom E F)) (i : Ix E.coords) (j : Ix F.coords) :
    Eq (K.coef A i j) (K.inner (K.apply A (K.basis i)) (K.basis j)) :=
  Eq.symm (Eq.trans (K.real_inner_comm _ _) (Eq.trans (K.inner_basis j _) (K.apply_basis A i j)))

/-- A map is the adjoint if it moves to the other side of the inner product. -/

theorem adjoint_unique (K : Field) {E F : K.Space} (A : K.V (K.hom E F)) (B : K.V (K.hom F E))
    (h : ∀ u v, Eq (K.inner (K.apply A u) v) (K.inner u (K.apply B v))) : Eq (K.adjoint A) B :=
  K.coef_ext _ _ fun j i => Eq.trans (K.coef_adjoint A i j) (Eq.trans (K.coef_inner A i j) (Eq.trans (h _ _)
    (Eq.trans (K.inner_basis i _) (K.apply_basis B j i))))

theorem adjoint_comp (K : Field) {F G E : K.Space} (A : K.V (K.hom F G)) (B : K.V (K.hom E F)) :
    Eq (K.adjoint (K.comp A B)) (K.comp (K.adjoint B) (K.adjoint A)) :=
  K.adjoint_unique _ _ fun u v => Eq.trans (congrArg (fun w => K.inner w v) (K.comp_apply A B u)) (Eq.trans
    (Eq.symm (K.adjoint_inner_right A _ v)) (Eq.trans (Eq.symm (K.adjoint_inner_right B u _))
    (congrArg (K.inner u) (Eq.symm (K.comp_apply _ _ v)))))

theorem adjoint_id (K : Field) {E : K.Space} : Eq (K.adjoint (K.id E)) (K.id E) :=
  K.adjoint_unique _ _ fun u v => Eq.trans (congrArg (fun w => K.inner w v) (K.id_apply u))
    (congrArg (K.inner u) (Eq.symm (K.id_apply v)))

theorem adjoint_diag (K : Field) {E : K.Space} (u : K.V E) : Eq (K.adjoint (K.diag u)) (K.diag u) :=
  K.adjoint_unique _ _ fun v w => Eq.trans (congrArg (fun x => K.inner x w) (K.diag_apply u v)) (Eq.trans
    (K.inner_hadamard u v w) (congrArg (K.inner v) (Eq.symm (K.diag_apply u w))))

theorem broadcastToCLM_apply (K : Field) {s t : K.Space} (cb : K.CanBroadcastTo s t) (u : K.V s) :
    Eq (K.apply (K.broadcastToCLM cb) u) (table fun i => entry u (CanBroadcastTo.source cb i)) :=
  K.apply_clm (F := t) (fun u => table fun i => entry u (CanBroadcastTo.source cb i))
    (fun u v => K.ext _ _ fun i => Eq.trans (entry_table _ i) (Eq.trans (K.entry_add u v _)
      (Eq.symm (Eq.trans (K.entry_add _ _ i) (congr₂ K.plus (entry_table _ i) (entry_table _ i))))))
    (fun c u => K.ext _ _ fun i => Eq.trans (entry_table _ i) (Eq.trans (K.entry_smul c u _)
      (Eq.symm (Eq.trans (K.entry_smul _ _ i) (congrArg (K.times c) (entry_table _ i)))))) u

end Field

end Foundations
