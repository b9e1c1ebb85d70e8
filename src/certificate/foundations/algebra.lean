/-! # The algebraic laws

The proofs are terms: chains of the axioms, and recursors for what is proved by induction. -/

namespace Foundations

/-! ## Tables -/

theorem entry_table {c : Coords} : ∀ {X : Type} (f : Ix c → X) (i : Ix c), Eq (entry (table f) i) (f i) :=
  Coords.rec (motive := fun c => ∀ {X : Type} (f : Ix c → X) (i : Ix c), Eq (entry (table f) i) (f i))
    (fun {X} f i => Nowhere.rec (motive := fun i => Eq (entry (c := Coords.none) (table f) i) (f i)) i)
    (fun f i => Eq.refl (f i))
    (fun a b inA inB {X} f i => Either.rec (motive := fun i => Eq (entry (c := Coords.both a b) (table f) i)
      (f i))
      (fun i => inA (fun i => f (Either.left i)) i) (fun i => inB (fun i => f (Either.right i)) i) i)
    (fun a b inA inB {X} f i => Eq.trans
      (congrArg (fun u : Table b X => entry u i.snd) (inA
        (fun i => table (fun j => f (Pair.pair i j))) i.fst))
      (inB (fun j => f (Pair.pair i.fst j)) i.snd)) c

theorem pair_congr {α β : Type} {a a' : α} {b b' : β} (h : Eq a a') (k : Eq b b') :
    Eq (Pair.pair a b) (Pair.pair a' b') :=
  Eq.trans (congrArg (fun x => Pair.pair x b) h) (congrArg (Pair.pair a') k)

theorem table_ext {c : Coords} : ∀ {X : Type} (u v : Table c X), (∀ i, Eq (entry u i) (entry v i)) → Eq u v :=
  Coords.rec (motive := fun c => ∀ {X : Type} (u v : Table c X), (∀ i, Eq (entry u i) (entry v i)) → Eq u v)
    (fun u _ _ => Eq.refl u)
    (fun _ _ h => h Point.here)
    (fun a b inA inB {X} u v h => pair_congr (inA u.fst v.fst (fun i => h (Either.left i)))
      (inB u.snd v.snd (fun i => h (Either.right i))))
    (fun a b inA inB {X} u v h => inA (X := Table b X) u v
      (fun i => inB (entry (c := a) (X := Table b X) u i) (entry (c := a) (X := Table b X) v i)
        (fun j => h (Pair.pair i j)))) c

theorem congr₂ {α β γ : Type} (f : α → β → γ) {a a' : α} {b b' : β} (h : Eq a a') (k : Eq b b') :
    Eq (f a b) (f a' b') :=
  Eq.trans (congrArg (fun x => f x b) h) (congrArg (f a') k)

namespace Field

/-! ## Numbers -/

theorem nought_plus (K : Field) (a : K.Number) : Eq (K.plus K.nought a) a :=
  Eq.trans (K.plus_comm K.nought a) (K.plus_nought a)

theorem unity_times (K : Field) (a : K.Number) : Eq (K.times K.unity a) a :=
  Eq.trans (K.times_comm K.unity a) (K.times_unity a)

theorem plus_times (K : Field) (a b c : K.Number) :
    Eq (K.times (K.plus a b) c) (K.plus (K.times a c) (K.times b c)) :=
  Eq.trans (K.times_comm _ _) (Eq.trans (K.times_plus c a b)
    (congr₂ K.plus (K.times_comm c a) (K.times_comm c b)))

theorem plus_swap (K : Field) (a b c d : K.Number) :
    Eq (K.plus (K.plus a b) (K.plus c d)) (K.plus (K.plus a c) (K.plus b d)) :=
  Eq.trans (K.plus_assoc a b (K.plus c d)) (Eq.trans
    (congrArg (K.plus a) (Eq.trans (Eq.symm (K.plus_assoc b c d))
      (Eq.trans (congrArg (fun x => K.plus x d) (K.plus_comm b c)) (K.plus_assoc c b d))))
    (Eq.symm (K.plus_assoc a c (K.plus b d))))

theorem times_left_comm (K : Field) (a b c : K.Number) :
    Eq (K.times a (K.times b c)) (K.times b (K.times a c)) :=
  Eq.trans (Eq.symm (K.times_assoc a b c)) (Eq.trans (congrArg (fun x => K.times x c) (K.times_comm a b))
    (K.times_assoc b a c))

theorem times_swap (K : Field) (a b c d : K.Number) :
    Eq (K.times (K.times a b) (K.times c d)) (K.times (K.times a c) (K.times b d)) :=
  Eq.trans (K.times_assoc a b _) (Eq.trans (congrArg (K.times a) (K.times_left_comm b c d))
    (Eq.symm (K.times_assoc a c _)))

theorem nought_of_double (K : Field) (a : K.Number) (h : Eq (K.plus a a) a) : Eq a K.nought :=
  Eq.trans (Eq.symm (K.plus_nought a)) (Eq.trans (congrArg (K.plus a) (Eq.symm (K.plus_opposite a)))
    (Eq.trans (Eq.symm (K.plus_assoc a a _)) (Eq.trans (congrArg (fun x => K.plus x (K.opposite a)) h)
      (K.plus_opposite a))))

theorem times_nought (K : Field) (a : K.Number) : Eq (K.times a K.nought) K.nought :=
  K.nought_of_double _ (Eq.trans (Eq.symm (K.times_plus a K.nought K.nought))
    (congrArg (K.times a) (K.plus_nought K.nought)))

theorem nought_times (K : Field) (a : K.Number) : Eq (K.times K.nought a) K.nought :=
  Eq.trans (K.times_comm K.nought a) (K.times_nought a)

theorem opposite_unique (K : Field) (a b : K.Number) (h : Eq (K.plus a b) K.nought) : Eq b (K.opposite a) :=
  Eq.trans (Eq.symm (K.plus_nought b)) (Eq.trans (congrArg (K.plus b) (Eq.symm (K.plus_opposite a)))
    (Eq.trans (Eq.symm (K.plus_assoc b a _)) (Eq.trans
      (congrArg (fun x => K.plus x (K.opposite a)) (Eq.trans (K.plus_comm b a) h)) (K.nought_plus _))))

theorem opposite_nought (K : Field) : Eq (K.opposite K.nought) K.nought :=
  Eq.symm (K.opposite_unique _ _ (K.plus_nought K.nought))

theorem opposite_times (K : Field) (a b : K.Number) :
    Eq (K.times (K.opposite a) b) (K.opposite (K.times a b)) :=
  K.opposite_unique _ _ (Eq.trans (Eq.symm (K.plus_times a _ b))
    (Eq.trans (congrArg (fun x => K.times x b) (K.plus_opposite a)) (K.nought_times b)))

theorem opposite_plus (K : Field) (a b : K.Number) :
    Eq (K.plus (K.opposite a) (K.opposite b)) (K.opposite (K.plus a b)) :=
  K.opposite_unique _ _ (Eq.trans (K.plus_swap a b _ _) (Eq.trans
    (congr₂ K.plus (K.plus_opposite a) (K.plus_opposite b)) (K.plus_nought _)))

theorem opposite_opposite (K : Field) (a : K.Number) : Eq (K.opposite (K.opposite a)) a :=
  Eq.symm (K.opposite_unique _ _ (Eq.trans (K.plus_comm _ _) (K.plus_opposite a)))

theorem times_opposite (K : Field) (a b : K.Number) :
    Eq (K.times a (K.opposite b)) (K.opposite (K.times a b)) :=
  Eq.trans (K.times_comm _ _) (Eq.trans (K.opposite_times b a) (congrArg K.opposite (K.times_comm b a)))

/-! ## Sums -/

theorem sum_congr (K : Field) {c : Coords} :
    ∀ (f g : Ix c → K.Number), (∀ i, Eq (f i) (g i)) → Eq (K.sum f) (K.sum g) :=
  Coords.rec (motive := fun c => ∀ (f g : Ix c → K.Number), (∀ i, Eq (f i) (g i)) → Eq (K.sum f) (K.sum g))
    (fun f g h => Eq.refl _)
    (fun f g h => h Point.here)
    (fun a b inA inB f g h => congr₂ K.plus (inA _ _ (fun i => h (Either.left i)))
      (inB _ _ (fun i => h (Either.right i))))
    (fun a b inA inB f g h => inA _ _ (fun i => inB _ _ (fun j => h (Pair.pair i j)))) c

theorem sum_nought (K : Field) {c : Coords} : Eq (K.sum (fun _ : Ix c => K.nought)) K.nought :=
  Coords.rec (motive := fun c => Eq (K.sum (fun _ : Ix c => K.nought)) K.nought)
    (Eq.refl _) (Eq.refl _)
    (fun a b inA inB => Eq.trans (congr₂ K.plus inA inB) (K.plus_nought _))
    (fun a b inA inB => Eq.trans (K.sum_congr (c := a) _ (fun _ => K.nought) (fun _ => inB)) inA) c

theorem sum_plus (K : Field) {c : Coords} : ∀ f g : Ix c → K.Number,
    Eq (K.sum (fun i => K.plus (f i) (g i))) (K.plus (K.sum f) (K.sum g)) :=
  Coords.rec (motive := fun c => ∀ f g : Ix c → K.Number, Eq (K.sum (fun i => K.plus (f i) (g i)))
    (K.plus (K.sum f) (K.sum g)))
    (fun f g => Eq.symm (K.plus_nought _))
    (fun f g => Eq.refl _)
    (fun a b inA inB f g => Eq.trans (congr₂ K.plus (inA _ _) (inB _ _)) (K.plus_swap _ _ _ _))
    (fun a b inA inB f g => Eq.trans (K.sum_congr (c := a) _ _
      (fun i => inB (fun j => f (Pair.pair i j)) (fun j => g (Pair.pair i j)))) (inA _ _)) c

theorem times_sum (K : Field) {c : Coords} (s : K.Number) : ∀ f : Ix c → K.Number,
    Eq (K.times s (K.sum f)) (K.sum (fun i => K.times s (f i))) :=
  Coords.rec (motive := fun c => ∀ f : Ix c → K.Number, Eq (K.times s (K.sum f))
    (K.sum (fun i => K.times s (f i))))
    (fun f => K.times_nought s)
    (fun f => Eq.refl _)
    (fun a b inA inB f => Eq.trans (K.times_plus s _ _) (congr₂ K.plus (inA _) (inB _)))
    (fun a b inA inB f => Eq.trans (inA _) (K.sum_congr _ _ (fun i => inB (fun j => f (Pair.pair i j))))) c

theorem sum_swap (K : Field) {c d : Coords} : ∀ f : Ix c → Ix d → K.Number,
    Eq (K.sum (fun i => K.sum (fun j => f i j))) (K.sum (fun j => K.sum (fun i => f i j))) :=
  Coords.rec (motive := fun c => ∀ f : Ix c → Ix d → K.Number,
      Eq (K.sum (fun i => K.sum (fun j => f i j))) (K.sum (fun j => K.sum (fun i => f i j))))
    (fun f => Eq.symm K.sum_nought)
    (fun f => Eq.refl _)
    (fun a b inA inB f => Eq.trans (congr₂ K.plus (inA _) (inB _)) (Eq.symm (K.sum_plus _ _)))
    (fun a b inA inB f => Eq.trans (K.sum_congr (c := a) _ _ (fun i => inB (fun k j => f (Pair.pair i k) j)))
      (inA _)) c

theorem sum_nought_times (K : Field) {c : Coords} (f : Ix c → K.Number) :
    Eq (K.sum (fun i => K.times K.nought (f i))) K.nought :=
  Eq.trans (K.sum_congr _ _ (fun i => K.nought_times (f i))) K.sum_nought

theorem sum_delta (K : Field) {c : Coords} : ∀ (i : Ix c) (f : Ix c → K.Number),
    Eq (K.sum (fun j => K.times (K.delta i j) (f j))) (f i) :=
  Coords.rec (motive := fun c => ∀ (i : Ix c) (f : Ix c → K.Number), Eq
    (K.sum (fun j => K.times (K.delta i j) (f j))) (f i))
    (fun i f => Nowhere.rec (motive := fun i => Eq (K.sum (c := Coords.none)
      (fun j => K.times (K.delta (c := Coords.none) i j) (f j))) (f i)) i)
    (fun i f => K.unity_times (f i))
    (fun a b inA inB i f => Either.rec (motive := fun i => Eq
      (K.sum (c := Coords.both a b) (fun j => K.times (K.delta (c := Coords.both a b) i j) (f j))) (f i))
      (fun i => Eq.trans (congr₂ K.plus (inA i (fun j => f (Either.left j))) (K.sum_nought_times _))
        (K.plus_nought _))
      (fun i => Eq.trans (congr₂ K.plus (K.sum_nought_times _) (inB i (fun j => f (Either.right j))))
        (K.nought_plus _)) i)
    (fun a b inA inB i f => Eq.trans
      (K.sum_congr (c := a) _ _ (fun j => Eq.trans
        (K.sum_congr (c := b) _ _ (fun k => K.times_assoc (K.delta i.fst j) (K.delta i.snd k)
          (f (Pair.pair j k))))
        (Eq.trans (Eq.symm (K.times_sum _ _)) (congrArg (K.times (K.delta i.fst j))
          (inB i.snd (fun k => f (Pair.pair j k)))))))
      (inA i.fst (fun j => f (Pair.pair j i.snd)))) c

theorem delta_comm (K : Field) {c : Coords} : ∀ i j : Ix c, Eq (K.delta i j) (K.delta j i) :=
  Coords.rec (motive := fun c => ∀ i j : Ix c, Eq (K.delta i j) (K.delta j i))
    (fun i j => Eq.refl _)
    (fun i j => Eq.refl _)
    (fun a b inA inB i j => Either.rec (motive := fun i => Eq (K.delta (c := Coords.both a b) i j)
      (K.delta (c := Coords.both a b) j i))
      (fun i => Either.rec (motive := fun j => Eq (K.delta (c := Coords.both a b) (Either.left i) j)
        (K.delta (c := Coords.both a b) j (Either.left i)))
        (fun j => inA i j) (fun _ => Eq.refl _) j)
      (fun i => Either.rec (motive := fun j => Eq (K.delta (c := Coords.both a b) (Either.right i) j)
        (K.delta (c := Coords.both a b) j (Either.right i)))
        (fun _ => Eq.refl _) (fun j => inB i j) j) i)
    (fun a b inA inB i j => congr₂ K.times (inA i.fst j.fst) (inB i.snd j.snd)) c

/-! ## Vectors -/

theorem ext (K : Field) {E : K.Space} (u v : K.V E) (h : ∀ i, Eq (entry u i) (entry v i)) : Eq u v :=
  table_ext (c := Space.coords E) u v h

theorem add_comm (K : Field) {E : K.Space} (u v : K.V E) : Eq (K.add u v) (K.add v u) :=
  K.ext _ _ fun i => Eq.trans (entry_table _ i) (Eq.trans (K.plus_comm _ _) (Eq.symm (entry_table _ i)))

theorem entry_add (K : Field) {E : K.Space} (u v : K.V E) (i : Ix E.coords) :
    Eq (entry (K.add u v) i) (K.plus (entry u i) (entry v i)) := entry_table _ i

theorem entry_neg (K : Field) {E : K.Space} (u : K.V E) (i : Ix E.coords) :
    Eq (entry (K.neg u) i) (K.opposite (entry u i)) := entry_table _ i

theorem entry_sub (K : Field) {E : K.Space} (u v : K.V E) (i : Ix E.coords) :
    Eq (entry (K.sub u v) i) (K.plus (entry u i) (K.opposite (entry v i))) := entry_table _ i

theorem entry_smul (K : Field) {E : K.Space} (c : K.V K.real) (u : K.V E) (i : Ix E.coords) :
    Eq (entry (K.smul c u) i) (K.times c (entry u i)) := entry_table _ i

theorem entry_hadamard (K : Field) {E : K.Space} (u v : K.V E) (i : Ix E.coords) :
    Eq (entry (K.hadamard u v) i) (K.times (entry u i) (entry v i)) := entry_table _ i

theorem entry_zero (K : Field) {E : K.Space} (i : Ix (Space.coords E)) :
    Eq (entry (K.zero E) i) K.nought := entry_table _ i

theorem entry_apply (K : Field) {E F : K.Space} (A : K.V (K.hom E F)) (u : K.V E) (j : Ix F.coords) :
    Eq (entry (K.apply A u) j) (K.sum fun i => K.times (entry u i) (K.coef A i j)) := entry_table _ j

theorem add_assoc (K : Field) {E : K.Space} (u v w : K.V E) :
    Eq (K.add (K.add u v) w) (K.add u (K.add v w)) :=
  K.ext _ _ fun i => Eq.trans (K.entry_add _ _ i) (Eq.trans
    (congrArg (fun x => K.plus x (entry w i)) (K.entry_add u v i))
    (Eq.trans (K.plus_assoc _ _ _) (Eq.symm (Eq.trans (K.entry_add _ _ i)
      (congrArg (K.plus (entry u i)) (K.entry_add v w i))))))

theorem add_zero (K : Field) {E : K.Space} (u : K.V E) : Eq (K.add u (K.zero E)) u :=
  K.ext _ _ fun i => Eq.trans (K.entry_add _ _ i) (Eq.trans (congrArg (K.plus (entry u i)) (K.entry_zero i))
    (K.plus_nought _))

theorem sub_eq_add_neg (K : Field) {E : K.Space} (u v : K.V E) : Eq (K.sub u v) (K.add u (K.neg v)) :=
  K.ext _ _ fun i => Eq.trans (K.entry_sub _ _ i) (Eq.symm
    (Eq.trans (K.entry_add _ _ i) (congrArg (K.plus (entry u i)) (K.entry_neg v i))))

theorem smul_add (K : Field) {E : K.Space} (c : K.V K.real) (u v : K.V E) :
    Eq (K.smul c (K.add u v)) (K.add (K.smul c u) (K.smul c v)) :=
  K.ext _ _ fun i => Eq.trans (K.entry_smul _ _ i) (Eq.trans (congrArg (K.times c) (K.entry_add u v i))
    (Eq.trans (K.times_plus c _ _) (Eq.symm (Eq.trans (K.entry_add _ _ i)
      (congr₂ K.plus (K.entry_smul c u i) (K.entry_smul c v i))))))

theorem add_smul (K : Field) {E : K.Space} (c d : K.V K.real) (u : K.V E) :
    Eq (K.smul (K.add c d) u) (K.add (K.smul c u) (K.smul d u)) :=
  K.ext _ _ fun i => Eq.trans (K.entry_smul _ _ i) (Eq.trans (K.plus_times c d _)
    (Eq.symm (Eq.trans (K.entry_add _ _ i) (congr₂ K.plus (K.entry_smul c u i) (K.entry_smul d u i)))))

theorem smul_smul (K : Field) {E : K.Space} (c d : K.V K.real) (u : K.V E) :
    Eq (K.smul c (K.smul d u)) (K.smul (K.smul c d) u) :=
  K.ext _ _ fun i => Eq.trans (K.entry_smul _ _ i) (Eq.trans (congrArg (K.times c) (K.entry_smul d u i))
    (Eq.trans (Eq.symm (K.times_assoc c d _)) (Eq.symm (K.entry_smul _ _ i))))

theorem mul_comm (K : Field) (c d : K.V K.real) : Eq (K.smul c d) (K.smul d c) := K.times_comm c d

theorem zero_smul (K : Field) {E : K.Space} (u : K.V E) : Eq (K.smul (K.zero K.real) u) (K.zero E) :=
  K.ext _ _ fun i => Eq.trans (K.entry_smul _ _ i) (Eq.trans (K.nought_times _) (Eq.symm (K.entry_zero i)))

/-! ## Numerals -/

theorem nat_one (K : Field) : Eq (K.nat (Dim.succ Dim.zero)) K.unity := K.nought_plus K.unity

theorem one_smul (K : Field) {E : K.Space} (u : K.V E) : Eq (K.smul (K.nat (Dim.succ Dim.zero)) u) u :=
  K.ext _ _ fun i => Eq.trans (K.entry_smul _ _ i) (Eq.trans
    (congrArg (fun x => K.times x (entry u i)) K.nat_one) (K.unity_times _))

theorem neg_one_smul (K : Field) {E : K.Space} (u : K.V E) :
    Eq (K.smul (K.neg (K.nat (Dim.succ Dim.zero))) u) (K.neg u) :=
  K.ext _ _ fun i => Eq.trans (K.entry_smul _ _ i) (Eq.trans (K.opposite_times _ _)
    (Eq.trans (congrArg K.opposite (Eq.trans (congrArg (fun x => K.times x (entry u i)) K.nat_one)
      (K.unity_times _))) (Eq.symm (K.entry_neg u i))))

theorem two_smul (K : Field) {E : K.Space} (u : K.V E) :
    Eq (K.smul (K.nat (Dim.succ (Dim.succ Dim.zero))) u) (K.add u u) :=
  K.ext _ _ fun i => Eq.trans (K.entry_smul _ _ i) (Eq.trans (K.plus_times _ _ _)
    (Eq.trans (congr₂ K.plus (Eq.trans (congrArg (fun x => K.times x (entry u i)) K.nat_one)
      (K.unity_times _)) (K.unity_times _))
    (Eq.symm (K.entry_add u u i))))

theorem mul_inv_cancel₀ (K : Field) (c : K.V K.real) (h : K.Apart c (K.zero K.real)) :
    Eq (K.smul c (K.inv c)) (K.nat (Dim.succ Dim.zero)) :=
  Eq.trans (K.times_reciprocal c (h Point.here)) (Eq.symm K.nat_one)

/-! ## The inner product and products by coordinates -/

theorem real_inner_comm (K : Field) {E : K.Space} (u v : K.V E) : Eq (K.inner v u) (K.inner u v) :=
  K.sum_congr _ _ fun i => K.times_comm _ _

theorem inner_add_left (K : Field) {E : K.Space} (u v w : K.V E) :
    Eq (K.inner (K.add u v) w) (K.add (K.inner u w) (K.inner v w)) :=
  Eq.trans (K.sum_congr _ _ fun i => Eq.trans (congrArg (fun x => K.times x (entry w i)) (K.entry_add u v i))
    (K.plus_times _ _ _))
    (K.sum_plus _ _)

theorem inner_add_right (K : Field) {E : K.Space} (u v w : K.V E) :
    Eq (K.inner u (K.add v w)) (K.add (K.inner u v) (K.inner u w)) :=
  Eq.trans (K.real_inner_comm _ _) (Eq.trans (K.inner_add_left v w u)
    (congr₂ (K.add (E := K.real)) (K.real_inner_comm u v) (K.real_inner_comm u w)))

theorem real_inner_smul_left (K : Field) {E : K.Space} (c : K.V K.real) (u v : K.V E) :
    Eq (K.inner (K.smul c u) v) (K.smul c (K.inner u v)) :=
  Eq.trans (K.sum_congr _ _ fun i => Eq.trans (congrArg (fun x => K.times x (entry v i))
    (K.entry_smul c u i)) (K.times_assoc _ _ _))
    (Eq.symm (K.times_sum c _))

theorem real_inner_smul_right (K : Field) {E : K.Space} (c : K.V K.real) (u v : K.V E) :
    Eq (K.inner u (K.smul c v)) (K.smul c (K.inner u v)) :=
  Eq.trans (K.real_inner_comm _ _) (Eq.trans (K.real_inner_smul_left c v u)
    (congrArg (K.smul (E := K.real) c) (K.real_inner_comm u v)))

theorem hadamard_comm (K : Field) {E : K.Space} (u v : K.V E) : Eq (K.hadamard u v) (K.hadamard v u) :=
  K.ext _ _ fun i => Eq.trans (entry_table _ i) (Eq.trans (K.times_comm _ _) (Eq.symm (entry_table _ i)))

theorem hadamard_assoc (K : Field) {E : K.Space} (u v w : K.V E) :
    Eq (K.hadamard (K.hadamard u v) w) (K.hadamard u (K.hadamard v w)) :=
  K.ext _ _ fun i => Eq.trans (K.entry_hadamard _ _ i) (Eq.trans
    (congrArg (fun x => K.times x (entry w i)) (K.entry_hadamard u v i))
    (Eq.trans (K.times_assoc _ _ _) (Eq.symm (Eq.trans (K.entry_hadamard _ _ i)
      (congrArg (K.times (entry u i)) (K.entry_hadamard v w i))))))

theorem hadamard_add (K : Field) {E : K.Space} (u v w : K.V E) :
    Eq (K.hadamard u (K.add v w)) (K.add (K.hadamard u v) (K.hadamard u w)) :=
  K.ext _ _ fun i => Eq.trans (K.entry_hadamard _ _ i) (Eq.trans
    (congrArg (K.times (entry u i)) (K.entry_add v w i))
    (Eq.trans (K.times_plus _ _ _) (Eq.symm (Eq.trans (K.entry_add _ _ i)
      (congr₂ K.plus (K.entry_hadamard u v i) (K.entry_hadamard u w i))))))

theorem hadamard_zero (K : Field) {E : K.Space} (u : K.V E) : Eq (K.hadamard u (K.zero E)) (K.zero E) :=
  K.ext _ _ fun i => Eq.trans (K.entry_hadamard u _ i) (Eq.trans
    (congrArg (K.times (entry u i)) (K.entry_zero i)) (Eq.trans (K.times_nought _) (Eq.symm (K.entry_zero i))))

theorem hadamard_smul (K : Field) {E : K.Space} (c : K.V K.real) (u v : K.V E) :
    Eq (K.hadamard u (K.smul c v)) (K.smul c (K.hadamard u v)) :=
  K.ext _ _ fun i => Eq.trans (K.entry_hadamard _ _ i) (Eq.trans
    (congrArg (K.times (entry u i)) (K.entry_smul c v i))
    (Eq.trans (K.times_left_comm _ _ _) (Eq.symm (Eq.trans (K.entry_smul _ _ i)
      (congrArg (K.times c) (K.entry_hadamard u v i))))))

theorem inner_hadamard (K : Field) {E : K.Space} (u v w : K.V E) :
    Eq (K.inner (K.hadamard u v) w) (K.inner v (K.hadamard u w)) :=
  K.sum_congr _ _ fun i => Eq.trans (congrArg (fun x => K.times x (entry w i))
    (Eq.trans (K.entry_hadamard u v i) (K.times_comm _ _)))
    (Eq.trans (K.times_assoc _ _ _) (congrArg (K.times (entry v i)) (Eq.symm (K.entry_hadamard u w i))))

theorem inner_real (K : Field) (c d : K.V K.real) : Eq (K.inner c d) (K.smul c d) := Eq.refl _

end Field

end Foundations
