/-! # Arithmetic, and what the axioms allow -/

namespace Foundations

namespace Field

/-! ## Differences of numerals, for arithmetic on constants -/

theorem nat_add (K : Field) (m n : Dim) : Eq (K.nat (Dim.add m n)) (K.plus (K.nat m) (K.nat n)) :=
  Dim.rec (motive := fun n => Eq (K.nat (Dim.add m n)) (K.plus (K.nat m) (K.nat n)))
    (Eq.symm (K.plus_nought _))
    (fun n before => Eq.trans (congrArg (fun x => K.plus x K.unity) before) (K.plus_assoc _ _ _)) n

theorem nat_mul (K : Field) (m n : Dim) : Eq (K.nat (Dim.mul m n)) (K.times (K.nat m) (K.nat n)) :=
  Dim.rec (motive := fun n => Eq (K.nat (Dim.mul m n)) (K.times (K.nat m) (K.nat n)))
    (Eq.symm (K.times_nought _))
    (fun n before => Eq.trans (K.nat_add _ m) (Eq.trans (congr₂ K.plus before (Eq.symm (K.times_unity _)))
      (Eq.symm (K.times_plus _ _ _)))) n

/-- The number `m - n`. -/
noncomputable def difference (K : Field) (m n : Dim) : K.V K.real := K.plus (K.nat m) (K.opposite (K.nat n))

theorem difference_nat (K : Field) (n : Dim) : Eq (K.nat n) (K.difference n Dim.zero) :=
  Eq.symm (Eq.trans (congrArg (K.plus (K.nat n)) K.opposite_nought) (K.plus_nought _))

theorem difference_zero (K : Field) :
    Eq (K.zero K.real) (K.difference Dim.zero Dim.zero) := K.difference_nat Dim.zero

theorem difference_neg (K : Field) {x : K.V K.real} {a b : Dim} (p : Eq x (K.difference a b)) :
    Eq (K.neg x) (K.difference b a) :=
  Eq.trans (congrArg K.opposite p) (Eq.trans (Eq.symm (K.opposite_plus _ _))
    (Eq.trans (congrArg (K.plus (K.opposite (K.nat a))) (K.opposite_opposite _)) (K.plus_comm _ _)))

theorem difference_add (K : Field) {x y : K.V K.real} {a b c d : Dim} (p : Eq x (K.difference a b))
    (q : Eq y (K.difference c d)) : Eq (K.add x y) (K.difference (Dim.add a c) (Dim.add b d)) :=
  Eq.trans (congr₂ K.plus p q) (Eq.trans (K.plus_swap _ _ _ _) (congr₂ K.plus (Eq.symm (K.nat_add a c))
    (Eq.trans (K.opposite_plus _ _) (congrArg K.opposite (Eq.symm (K.nat_add b d))))))

theorem difference_sub (K : Field) {x y : K.V K.real} {a b c d : Dim} (p : Eq x (K.difference a b))
    (q : Eq y (K.difference c d)) : Eq (K.sub x y) (K.difference (Dim.add a d) (Dim.add b c)) :=
  K.difference_add p (K.difference_neg q)

theorem difference_mul (K : Field) {x y : K.V K.real} {a b c d : Dim} (p : Eq x (K.difference a b))
    (q : Eq y (K.difference c d)) :
    Eq (K.smul x y) (K.difference (Dim.add (Dim.mul a c) (Dim.mul b d))
      (Dim.add (Dim.mul a d) (Dim.mul b c))) :=
  Eq.trans (congr₂ K.times p q) (Eq.trans (K.plus_times _ _ _) (Eq.trans
    (congr₂ K.plus
      (Eq.trans (K.times_plus _ _ _) (congr₂ K.plus (Eq.symm (K.nat_mul a c))
        (Eq.trans (K.times_opposite _ _) (congrArg K.opposite (Eq.symm (K.nat_mul a d))))))
      (Eq.trans (K.opposite_times _ _) (Eq.trans (congrArg K.opposite (Eq.trans (K.times_plus _ _ _)
        (congr₂ K.plus (Eq.symm (K.nat_mul b c)) (Eq.trans (K.times_opposite _ _)
          (congrArg K.opposite (Eq.symm (K.nat_mul b d)))))))
        (Eq.trans (Eq.symm (K.opposite_plus _ _)) (Eq.trans (congrArg (K.plus _) (K.opposite_opposite _))
          (K.plus_comm _ _))))))
    (Eq.trans (K.plus_swap _ _ _ _) (congr₂ K.plus (Eq.symm (K.nat_add _ _))
      (Eq.trans (K.opposite_plus _ _) (congrArg K.opposite (Eq.symm (K.nat_add _ _))))))))

theorem difference_eq (K : Field) {x y : K.V K.real} {a b c d : Dim} (p : Eq x (K.difference a b))
    (q : Eq y (K.difference c d)) (same : Eq (Dim.add a d) (Dim.add c b)) : Eq x y :=
  Eq.trans p (Eq.trans (Eq.trans (Eq.symm (K.plus_nought _)) (Eq.trans
    (congrArg (K.plus (K.difference a b)) (Eq.symm (K.plus_opposite (K.nat d))))
    (Eq.trans (K.plus_swap _ _ _ _) (Eq.trans
      (congrArg (fun z => K.plus z (K.plus (K.opposite (K.nat b)) (K.opposite (K.nat d))))
        (Eq.trans (Eq.symm (K.nat_add a d)) (Eq.trans (congrArg K.nat same) (K.nat_add c b))))
      (Eq.trans (congrArg (K.plus (K.plus (K.nat c) (K.nat b))) (K.plus_comm _ _))
        (Eq.trans (K.plus_swap _ _ _ _) (Eq.trans (congrArg (K.plus (K.difference c d))
          (K.plus_opposite (K.nat b))) (K.plus_nought _)))))))) (Eq.symm q))

end Field

/-! ## The field of three elements: the axioms do not contradict each other

`exp` is 1 there and `log` is 0, and the secants are chosen to fit. In the field of two elements
`1 + exp a` would be 0. -/

inductive Three : Type where
  | o : Three
  | l : Three
  | ll : Three

namespace Three

noncomputable def cases (u v w t : Three) : Three := Three.rec (motive := fun _ => Three) u v w t

noncomputable def opposite (a : Three) : Three := cases Three.o Three.ll Three.l a

noncomputable def plus (a b : Three) : Three :=
  cases b (cases Three.l Three.ll Three.o b) (cases Three.ll Three.o Three.l b) a

noncomputable def times (a b : Three) : Three := cases Three.o b (opposite b) a

noncomputable def minus (a b : Three) : Three := plus a (opposite b)

theorem all (P : Three → Prop) (p : P Three.o) (q : P Three.l) (r : P Three.ll) (t : Three) : P t :=
  Three.rec (motive := P) p q r t

noncomputable def is_nought (t : Three) : Prop := Three.rec (motive := fun _ => Prop) True False False t

theorem ne_nought (t : Three) (h : is_nought t → False) (e : Eq t Three.o) : False :=
  h (@Eq.rec Three Three.o (fun t _ => is_nought t) True.intro t (Eq.symm e))

/-- `a > b`, for `-1 < 0 < 1`. -/
noncomputable def above (a b : Three) : Choice :=
  Three.rec (motive := fun _ => Choice)
    (Three.rec (motive := fun _ => Choice) Choice.no Choice.no Choice.yes b)
    (Three.rec (motive := fun _ => Choice) Choice.yes Choice.no Choice.yes b) Choice.no a

/-- Of the three 1 alone is above 0. -/
theorem of_above (P : Three → Prop) (p : P Three.l) (b : Three) (h : Eq (above b Three.o) Choice.yes) :
    P b :=
  Three.rec (motive := fun b => Eq (above b Three.o) Choice.yes → P b)
    (fun e => False.rec (motive := fun _ => P Three.o) (Choice.yes_ne_no (Eq.symm e)))
    (fun _ => p)
    (fun e => False.rec (motive := fun _ => P Three.ll) (Choice.yes_ne_no (Eq.symm e))) b h

/-- What `f` has for a derivative at `a`: `a`, 1 and 1 if it is 0, 1 and 2 everywhere, and `1 - a * a`
if it is the identity. -/
noncomputable def slope (f : Three → Three) (a : Three) : Three :=
  cases (cases a Three.l Three.l (f Three.o)) (plus Three.l (opposite (times a a))) Three.o
    (minus (f Three.l) (f Three.o))

noncomputable def secant (f : Three → Three) (a t : Three) : Three :=
  cases (slope f a) (minus (f (plus a Three.l)) (f a)) (opposite (minus (f (plus a Three.ll)) (f a))) t

theorem plus_nought (a : Three) : Eq (plus a Three.o) a :=
  all (fun a => Eq (plus a Three.o) a) (Eq.refl _) (Eq.refl _) (Eq.refl _) a

theorem plus_minus (a b : Three) : Eq b (plus a (minus b a)) :=
  all (fun a => ∀ b, Eq b (plus a (minus b a)))
    (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
    (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
    (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _)) a b

theorem opposite_opposite (a : Three) : Eq (opposite (opposite a)) a :=
  all (fun a => Eq (opposite (opposite a)) a) (Eq.refl _) (Eq.refl _) (Eq.refl _) a

theorem secant_line (f : Three → Three) (a t : Three) :
    Eq (f (plus a t)) (plus (f a) (times t (secant f a t))) :=
  all (fun t => Eq (f (plus a t)) (plus (f a) (times t (secant f a t))))
    (Eq.trans (congrArg f (plus_nought a)) (Eq.symm (plus_nought (f a))))
    (plus_minus (f a) (f (plus a Three.l)))
    (Eq.trans (plus_minus (f a) (f (plus a Three.ll)))
      (congrArg (plus (f a)) (Eq.symm (opposite_opposite _)))) t

theorem absurd_flip (c d : Choice) (a : Three) (h : Eq a a → False) : Eq c d :=
  False.rec (motive := fun _ => Eq c d) (h (Eq.refl _))

noncomputable def field : Field where
  Number := Three
  nought := Three.o
  unity := Three.l
  plus := plus
  times := times
  opposite := opposite
  reciprocal := fun a => a
  plus_comm := all _
    (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
    (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
    (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
  plus_assoc := all _
    (all _
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _)))
    (all _
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _)))
    (all _
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _)))
  plus_nought := plus_nought
  plus_opposite := all _ (Eq.refl _) (Eq.refl _) (Eq.refl _)
  times_comm := all _
    (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
    (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
    (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
  times_assoc := all _
    (all _
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _)))
    (all _
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _)))
    (all _
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _)))
  times_unity := all _ (Eq.refl _) (Eq.refl _) (Eq.refl _)
  times_plus := all _
    (all _
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _)))
    (all _
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _)))
    (all _
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _))
      (all _ (Eq.refl _) (Eq.refl _) (Eq.refl _)))
  unity_ne_nought := ne_nought Three.l (fun h => h)
  times_reciprocal := all _
    (fun h => False.rec (motive := fun _ => Eq Three.o Three.l) (h (Eq.refl _)))
    (fun _ => Eq.refl _) (fun _ => Eq.refl _)
  reciprocal_nought := Eq.refl _
  reciprocal_reciprocal := fun _ => Eq.refl _
  reciprocal_times := fun _ _ => Eq.refl _
  above := above
  above_flip := all _
    (all _ (absurd_flip _ _ Three.o) (fun _ => Eq.refl _) (fun _ => Eq.refl _))
    (all _ (fun _ => Eq.refl _) (absurd_flip _ _ Three.l) (fun _ => Eq.refl _))
    (all _ (fun _ => Eq.refl _) (fun _ => Eq.refl _) (absurd_flip _ _ Three.ll))
  above_self := all _ (Eq.refl _) (Eq.refl _) (Eq.refl _)
  Near := fun P => P Three.o
  near_all := fun _ p => p Three.o
  near_both := fun _ _ _ r p q => r Three.o p q
  Continuous := fun _ => True
  continuous_congr := fun _ _ _ _ => True.intro
  continuous_const := fun _ => True.intro
  continuous_id := True.intro
  continuous_plus := fun _ _ _ _ => True.intro
  continuous_times := fun _ _ _ _ => True.intro
  continuous_reciprocal := fun _ _ _ => True.intro
  near_above := fun _ _ _ _ _ => Eq.refl _
  continuous_comp := fun _ _ _ _ _ => True.intro
  secant := secant
  secant_line := secant_line
  real_exp := fun _ => Three.l
  exp_secant := fun _ => Eq.refl _
  exp_continuous := fun _ => True.intro
  exp_opposite := fun _ => Eq.refl _
  exp_ne := fun _ => ne_nought Three.l (fun h => h)
  unity_plus_exp_ne := fun _ => ne_nought Three.ll (fun h => h)
  real_log := fun _ => Three.o
  log_secant := fun _ _ => Eq.refl _
  log_continuous := fun _ _ => True.intro
  softplus_plus_ne := fun _ => of_above (fun b => Eq (plus Three.o b) Three.o → False)
    (ne_nought Three.l (fun h => h))
  real_sqrt := fun _ => Three.ll
  sqrt_secant := fun _ _ => Eq.refl _
  sqrt_continuous := fun _ _ => True.intro
  real_sinh := fun _ => Three.l
  real_cosh := fun _ => Three.l
  sinh_secant := fun _ => Eq.refl _
  sinh_continuous := fun _ => True.intro
  cosh_secant := fun _ => Eq.refl _
  cosh_continuous := fun _ => True.intro
  real_tanh := fun a => a
  tanh_secant := fun _ => Eq.refl _
  tanh_continuous := fun _ => True.intro

end Three

end Foundations
