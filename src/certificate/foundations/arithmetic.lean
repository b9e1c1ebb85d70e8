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

/-! ## The field of two elements: the axioms do not contradict each other -/

inductive Two : Type where
  | o : Two
  | l : Two

namespace Two

noncomputable def cases (u v t : Two) : Two := Two.rec (motive := fun _ => Two) u v t

noncomputable def plus (a b : Two) : Two := cases b (cases Two.l Two.o b) a

noncomputable def times (a b : Two) : Two := cases Two.o b a

theorem all (P : Two → Prop) (o : P Two.o) (l : P Two.l) (t : Two) : P t := Two.rec (motive := P) o l t

theorem o_ne_l : Eq Two.o Two.l → False :=
  fun h => @Eq.rec Two Two.o (fun t _ => Two.rec (motive := fun _ => Prop) True False t) True.intro Two.l h

noncomputable def field : Field where
  Number := Two
  nought := Two.o
  unity := Two.l
  plus := plus
  times := times
  opposite := fun a => a
  reciprocal := fun a => a
  plus_comm := all _ (all _ (Eq.refl _) (Eq.refl _)) (all _ (Eq.refl _) (Eq.refl _))
  plus_assoc := all _
    (all _ (all _ (Eq.refl _) (Eq.refl _)) (all _ (Eq.refl _) (Eq.refl _)))
    (all _ (all _ (Eq.refl _) (Eq.refl _)) (all _ (Eq.refl _) (Eq.refl _)))
  plus_nought := all _ (Eq.refl _) (Eq.refl _)
  plus_opposite := all _ (Eq.refl _) (Eq.refl _)
  times_comm := all _ (all _ (Eq.refl _) (Eq.refl _)) (all _ (Eq.refl _) (Eq.refl _))
  times_assoc := all _
    (all _ (all _ (Eq.refl _) (Eq.refl _)) (all _ (Eq.refl _) (Eq.refl _)))
    (all _ (all _ (Eq.refl _) (Eq.refl _)) (all _ (Eq.refl _) (Eq.refl _)))
  times_unity := all _ (Eq.refl _) (Eq.refl _)
  times_plus := all _
    (all _ (all _ (Eq.refl _) (Eq.refl _)) (all _ (Eq.refl _) (Eq.refl _)))
    (all _ (all _ (Eq.refl _) (Eq.refl _)) (all _ (Eq.refl _) (Eq.refl _)))
  unity_ne_nought := fun h => o_ne_l (Eq.symm h)
  times_reciprocal := all _ (fun h => False.rec (motive := fun _ => Eq Two.o Two.l) (h (Eq.refl _)))
    (fun _ => Eq.refl _)
  reciprocal_nought := Eq.refl _
  reciprocal_times := fun _ _ => Eq.refl _
  above := fun a b => Two.rec (motive := fun _ => Choice) Choice.no
    (Two.rec (motive := fun _ => Choice) Choice.yes Choice.no b) a
  above_flip := all _
    (all _ (fun h => False.rec (motive := fun _ => Eq Choice.no Choice.yes) (h (Eq.refl _)))
      (fun _ => Eq.refl _))
    (all _ (fun _ => Eq.refl _)
      (fun h => False.rec (motive := fun _ => Eq Choice.no Choice.yes) (h (Eq.refl _))))
  Near := fun P => P Two.o
  near_all := fun _ p => p Two.o
  near_both := fun _ _ _ r p q => r Two.o p q
  Continuous := fun _ => True
  continuous_congr := fun _ _ _ _ => True.intro
  continuous_const := fun _ => True.intro
  continuous_id := True.intro
  continuous_plus := fun _ _ _ _ => True.intro
  continuous_times := fun _ _ _ _ => True.intro
  continuous_reciprocal := fun _ _ _ => True.intro
  near_above := fun _ _ _ _ _ => Eq.refl _
  continuous_comp := fun _ _ _ _ _ => True.intro
  secant := fun f a t => cases
    (plus (f Two.o) (times (plus (f Two.o) (f Two.l)) (plus a Two.l))) (plus (f (plus a Two.l)) (f a)) t
  secant_line := fun f => all _
    (all _ (all (fun y => Eq y (plus y Two.o)) (Eq.refl _) (Eq.refl _) (f Two.o))
      (all (fun y => ∀ z, Eq z (plus y (plus z y))) (all _ (Eq.refl _) (Eq.refl _))
        (all _ (Eq.refl _) (Eq.refl _)) (f Two.o) (f Two.l)))
    (all _ (all (fun y => Eq y (plus y Two.o)) (Eq.refl _) (Eq.refl _) (f Two.l))
      (all (fun y => ∀ z, Eq z (plus y (plus z y))) (all _ (Eq.refl _) (Eq.refl _))
        (all _ (Eq.refl _) (Eq.refl _)) (f Two.l) (f Two.o)))
  real_exp := fun _ => Two.l
  exp_secant := fun _ => Eq.refl _
  exp_continuous := fun _ => True.intro
  real_log := fun _ => Two.l
  log_secant := all _ (fun h => False.rec (motive := fun _ => Eq Two.l Two.o) (h (Eq.refl _)))
    (fun _ => Eq.refl _)
  log_continuous := fun _ _ => True.intro
  real_sqrt := fun _ => Two.o
  sqrt_secant := fun _ _ => Eq.refl _
  sqrt_continuous := fun _ _ => True.intro
  real_sinh := fun _ => Two.l
  real_cosh := fun _ => Two.l
  sinh_secant := fun _ => Eq.refl _
  sinh_continuous := fun _ => True.intro
  cosh_secant := fun _ => Eq.refl _
  cosh_continuous := fun _ => True.intro
  real_tanh := fun a => a
  tanh_secant := all _ (Eq.refl _) (Eq.refl _)
  tanh_continuous := fun _ => True.intro

end Two

end Foundations
