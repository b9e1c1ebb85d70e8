/-! # What is greater than 0

A hypothesis `∀ i, 0 < u i` is that the indicator of `u i > 0` is 0 nowhere. -/

namespace Foundations

namespace Field

/-- That a vector is greater than 0 in every coordinate. -/
noncomputable def Positive (K : Field) {s : K.Space} (u : K.V s) : Prop :=
  K.Apart (K.indicator (K.greater u (K.zero s))) (K.zero s)

theorem above_zero (K : Field) {s : K.Space} {u : K.V s} (h : K.Positive u) (i : Ix (Space.coords s)) :
    Eq (K.greater u (K.zero s) i) Choice.yes :=
  Choice.rec
    (motive := fun c => (Eq (Choice.rec (motive := fun _ => K.Number) K.unity K.nought c) K.nought → False) →
      Eq c Choice.yes)
    (fun _ => Eq.refl _)
    (fun absurd => False.rec (motive := fun _ => Eq Choice.no Choice.yes) (absurd (Eq.refl _)))
    (K.greater u (K.zero s) i)
    (fun e => h i (Eq.trans (K.entry_indicator _ i) (Eq.trans e (Eq.symm (K.entry_zero i)))))

theorem select_pos (K : Field) {s : K.Space} (u v w : K.V s) (h : K.Positive u) :
    Eq (K.select (K.greater u (K.zero s)) v w) v :=
  K.ext _ _ fun i => Eq.trans (K.entry_select _ v w i)
    (congrArg (fun c => Choice.rec (motive := fun _ => K.Number) (entry v i) (entry w i) c)
      (K.above_zero h i))

theorem ne_of_pos (K : Field) {s : K.Space} (u : K.V s) (h : K.Positive u) : K.Apart u (K.zero s) :=
  fun i e => Choice.yes_ne_no (Eq.trans (Eq.symm (K.above_zero h i))
    (Eq.trans (congrArg (fun a => K.above a (entry (K.zero s) i)) e) (K.above_self _)))

theorem max_ne_zero (K : Field) {s : K.Space} (u : K.V s) (h : K.Positive u) :
    K.Apart (K.select (K.greater u (K.zero s)) u (K.zero s)) (K.zero s) :=
  fun i e => K.ne_of_pos u h i
    (Eq.trans (congrArg (fun v => entry v i) (Eq.symm (K.select_pos u u (K.zero s) h))) e)

/-- A positive scalar, as a number. -/
theorem above_nought (K : Field) {c : K.V K.real} (h : K.Positive c) :
    Eq (K.above c K.nought) Choice.yes := K.above_zero h Point.here

theorem log_add_ne_zero (K : Field) {s : K.Space} (u : K.V s) (c : K.V K.real) (h : K.Positive c) :
    K.Apart (K.add (K.log (K.add (K.apply (K.fill s) (K.nat (Dim.succ Dim.zero))) (K.exp u)))
      (K.apply (K.fill s) c)) (K.zero s) :=
  fun i e => K.softplus_plus_ne (entry u i) c (K.above_nought h)
    (Eq.trans (Eq.symm (Eq.trans (K.entry_add _ _ i) (congr₂ K.plus
      (Eq.trans (K.entry_map K.real_log _ i) (congrArg K.real_log (K.entry_one_add_exp u i)))
      (K.entry_fill c i)))) (Eq.trans e (K.entry_zero i)))

end Field

end Foundations

