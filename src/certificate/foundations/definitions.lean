/-!
# Foundations: what the operations of the certificates are

This part is to be reviewed, and so are the constants before the laws; the rest Lean checks. It defines, from numbers that form a
field with a total inverse, the spaces and the operations that the certificates speak of. Then
every law of `spec/laws.spec` is a theorem about them, and the structure `Laws` has an instance.

A vector is stored entry by entry, not as a function, so that two vectors with equal entries are
equal without function extensionality, for which Lean needs axioms. Sums, and the order of
entries, go by recursion: along an axis from the first index to the last; in a tensor by its first
axis, then by the rest (row-major, as Lean's `finProdFinEquiv` has it); in a context block after
block.
-/

set_option linter.unusedVariables false

namespace Foundations

/-! ## The axioms -/

inductive Choice : Type where
  | yes : Choice
  | no : Choice

noncomputable def Choice.other (c : Choice) : Choice :=
  Choice.rec (motive := fun _ => Choice) Choice.no Choice.yes c

/-- Numbers: the only thing that is assumed. `ℝ` is one of these, with Mathlib's `0⁻¹ = 0`. There
`above a b` decides `a > b`, `Near P` is `∀ᶠ t in 𝓝 0, P t`, `Continuous f` is
`ContinuousAt f 0`, and `secant f a t` is `dslope f a (a + t)`: where `f` has the derivative `d` at `a`,
it is continuous at 0 and `d` there. So each function `f` has Mathlib's `hasDerivAt_f`, in two parts.
`exp_opposite` is `Real.exp_neg`, `exp_ne` is `Real.exp_ne_zero`; `unity_plus_exp_ne` follows from `Real.exp_pos`,
and `softplus_plus_ne`, that `log (1 + exp a) + b` is not 0 for a positive `b`, from that and `Real.log_pos`. -/
structure Field where
  Number : Type
  nought : Number
  unity : Number
  plus : Number → Number → Number
  times : Number → Number → Number
  opposite : Number → Number
  reciprocal : Number → Number
  plus_comm : ∀ a b, Eq (plus a b) (plus b a)
  plus_assoc : ∀ a b c, Eq (plus (plus a b) c) (plus a (plus b c))
  plus_nought : ∀ a, Eq (plus a nought) a
  plus_opposite : ∀ a, Eq (plus a (opposite a)) nought
  times_comm : ∀ a b, Eq (times a b) (times b a)
  times_assoc : ∀ a b c, Eq (times (times a b) c) (times a (times b c))
  times_unity : ∀ a, Eq (times a unity) a
  times_plus : ∀ a b c, Eq (times a (plus b c)) (plus (times a b) (times a c))
  unity_ne_nought : Eq unity nought → False
  times_reciprocal : ∀ a, (Eq a nought → False) → Eq (times a (reciprocal a)) unity
  reciprocal_nought : Eq (reciprocal nought) nought
  reciprocal_reciprocal : ∀ a, Eq (reciprocal (reciprocal a)) a
  reciprocal_times : ∀ a b, Eq (reciprocal (times a b)) (times (reciprocal a) (reciprocal b))
  above : Number → Number → Choice
  above_flip : ∀ a b, (Eq a b → False) → Eq (above b a) (Choice.other (above a b))
  above_self : ∀ a, Eq (above a a) Choice.no
  Near : (Number → Prop) → Prop
  near_all : ∀ P : Number → Prop, (∀ t, P t) → Near P
  near_both : ∀ P Q R : Number → Prop, (∀ t, P t → Q t → R t) → Near P → Near Q → Near R
  Continuous : (Number → Number) → Prop
  continuous_congr : ∀ f g : Number → Number, (∀ t, Eq (f t) (g t)) → Continuous f → Continuous g
  continuous_const : ∀ c, Continuous (fun _ => c)
  continuous_id : Continuous (fun t => t)
  continuous_plus : ∀ f g, Continuous f → Continuous g → Continuous (fun t => plus (f t) (g t))
  continuous_times : ∀ f g, Continuous f → Continuous g → Continuous (fun t => times (f t) (g t))
  continuous_reciprocal : ∀ f, Continuous f → (Eq (f nought) nought → False) →
    Continuous (fun t => reciprocal (f t))
  near_above : ∀ f g, Continuous f → Continuous g → (Eq (f nought) (g nought) → False) →
    Near (fun t => Eq (above (f t) (g t)) (above (f nought) (g nought)))
  continuous_comp : ∀ f g, Continuous f → Continuous g → Eq (g nought) nought →
    Continuous (fun t => f (g t))
  secant : (Number → Number) → Number → Number → Number
  secant_line : ∀ f a t, Eq (f (plus a t)) (plus (f a) (times t (secant f a t)))
  real_exp : Number → Number
  exp_secant : ∀ a, Eq (secant real_exp a nought) (real_exp a)
  exp_continuous : ∀ a, Continuous (secant real_exp a)
  exp_opposite : ∀ a, Eq (real_exp (opposite a)) (reciprocal (real_exp a))
  exp_ne : ∀ a, Eq (real_exp a) nought → False
  unity_plus_exp_ne : ∀ a, Eq (plus unity (real_exp a)) nought → False
  real_log : Number → Number
  log_secant : ∀ a, (Eq a nought → False) → Eq (secant real_log a nought) (reciprocal a)
  log_continuous : ∀ a, (Eq a nought → False) → Continuous (secant real_log a)
  softplus_plus_ne : ∀ a b, Eq (above b nought) Choice.yes →
    Eq (plus (real_log (plus unity (real_exp a))) b) nought → False
  real_sqrt : Number → Number
  sqrt_secant : ∀ a, (Eq a nought → False) →
    Eq (secant real_sqrt a nought) (reciprocal (times (plus unity unity) (real_sqrt a)))
  sqrt_continuous : ∀ a, (Eq a nought → False) → Continuous (secant real_sqrt a)
  real_sinh : Number → Number
  real_cosh : Number → Number
  sinh_secant : ∀ a, Eq (secant real_sinh a nought) (real_cosh a)
  sinh_continuous : ∀ a, Continuous (secant real_sinh a)
  cosh_secant : ∀ a, Eq (secant real_cosh a nought) (real_sinh a)
  cosh_continuous : ∀ a, Continuous (secant real_cosh a)
  real_tanh : Number → Number
  tanh_secant : ∀ a, Eq (secant real_tanh a nought)
    (plus unity (opposite (times (real_tanh a) (real_tanh a))))
  tanh_continuous : ∀ a, Continuous (secant real_tanh a)

/-! ## Shapes, contexts and spaces -/

/-- A natural number: how many entries there are along an axis. -/
inductive Dim : Type where
  | zero : Dim
  | succ : Dim → Dim

/-- `m + n`. -/
noncomputable def Dim.add (m n : Dim) : Dim :=
  Dim.rec (motive := fun _ => Dim) m (fun _ before => Dim.succ before) n

/-- `m * n`. -/
noncomputable def Dim.mul (m n : Dim) : Dim :=
  Dim.rec (motive := fun _ => Dim) Dim.zero (fun _ before => Dim.add before m) n

/-- TorchLean's `Shape`. -/
inductive Shape : Type where
  | scalar : Shape
  | dim : Dim → Shape → Shape

/-- A list of shapes, as TorchLean's contexts are. -/
inductive Context : Type where
  | nil : Context
  | cons : Shape → Context → Context

/-- The spaces: tensors of a shape, values of a context, linear maps. -/
inductive Space : Type where
  | tensor : Shape → Space
  | context : Context → Space
  | hom : Space → Space → Space

/-- The positions of a shape in a context, TorchLean's `Idx Γ s`. -/
inductive Idx : Space → Space → Type where
  | first : (s : Shape) → (Γ : Context) → Idx (Space.context (Context.cons s Γ)) (Space.tensor s)
  | next : (s : Shape) → (Γ : Context) → (t : Shape) → Idx (Space.context Γ) (Space.tensor t) →
      Idx (Space.context (Context.cons s Γ)) (Space.tensor t)

/-- TorchLean's `Shape.CanBroadcastTo`. -/
inductive CanBroadcastTo : Space → Space → Type where
  | scalar_to_any : (s : Shape) → CanBroadcastTo (Space.tensor Shape.scalar) (Space.tensor s)
  | dim_eq : (n : Dim) → (s t : Shape) → CanBroadcastTo (Space.tensor s) (Space.tensor t) →
      CanBroadcastTo (Space.tensor (Shape.dim n s)) (Space.tensor (Shape.dim n t))
  | dim_1_to_n : (n : Dim) → (s t : Shape) → CanBroadcastTo (Space.tensor s) (Space.tensor t) →
      CanBroadcastTo (Space.tensor (Shape.dim (Dim.succ Dim.zero) s)) (Space.tensor (Shape.dim n t))
  | expand_dims : (n : Dim) → (s t : Shape) → CanBroadcastTo (Space.tensor s) (Space.tensor t) →
      CanBroadcastTo (Space.tensor s) (Space.tensor (Shape.dim n t))

/-! ## Coordinates -/

inductive Nowhere : Type

structure Point : Type where
  here ::

inductive Either (α β : Type) : Type where
  | left : α → Either α β
  | right : β → Either α β

structure Pair (α β : Type) : Type where
  pair ::
  fst : α
  snd : β

/-- Finite sets of coordinates: the empty one, a point, disjoint unions, products. -/
inductive Coords : Type where
  | none : Coords
  | one : Coords
  | both : Coords → Coords → Coords
  | pairs : Coords → Coords → Coords

/-- The coordinates along an axis: a first one, and the rest. -/
noncomputable def axis (n : Dim) : Coords :=
  Dim.rec (motive := fun _ => Coords) Coords.none (fun _ rest => Coords.both Coords.one rest) n

noncomputable def Shape.coords (s : Shape) : Coords :=
  Shape.rec (motive := fun _ => Coords) Coords.one (fun n _ inner => Coords.pairs (axis n) inner) s

noncomputable def Context.coords (Γ : Context) : Coords :=
  Context.rec (motive := fun _ => Coords) Coords.none (fun s _ rest => Coords.both s.coords rest) Γ

/-- Of linear maps: the pairs of a coordinate of the argument and one of the result. -/
noncomputable def Space.coords (E : Space) : Coords :=
  Space.rec (motive := fun _ => Coords) Shape.coords Context.coords
    (fun _ _ from_ to_ => Coords.pairs from_ to_) E

/-- The coordinates themselves. -/
noncomputable def Ix (c : Coords) : Type :=
  Coords.rec (motive := fun _ => Type) Nowhere Point
    (fun _ _ A B => Either A B) (fun _ _ A B => Pair A B) c

/-- A value for each coordinate. -/
noncomputable def Table (c : Coords) : Type → Type :=
  Coords.rec (motive := fun _ => Type → Type) (fun _ => Point) (fun X => X)
    (fun _ _ A B X => Pair (A X) (B X)) (fun _ _ A B X => A (B X)) c

/-- The value at a coordinate. -/
noncomputable def entry {c : Coords} : {X : Type} → Table c X → Ix c → X :=
  Coords.rec (motive := fun c => {X : Type} → Table c X → Ix c → X)
    (fun {X} _ i => Nowhere.rec (motive := fun _ => X) i)
    (fun u _ => u)
    (fun _ _ inA inB {X} u i =>
      Either.rec (motive := fun _ => X) (fun i => inA u.fst i) (fun i => inB u.snd i) i)
    (fun _ b inA inB {X} u i => inB (inA (X := Table b X) u i.fst) i.snd) c

/-- The table with these values. -/
noncomputable def table {c : Coords} : {X : Type} → (Ix c → X) → Table c X :=
  Coords.rec (motive := fun c => {X : Type} → (Ix c → X) → Table c X)
    (fun _ => Point.here)
    (fun f => f Point.here)
    (fun _ _ ofA ofB {X} f =>
      Pair.pair (ofA fun i => f (Either.left i)) (ofB fun i => f (Either.right i)))
    (fun _ _ ofA ofB {X} f => ofA fun i => ofB fun j => f (Pair.pair i j)) c

/-- The coordinate that a broadcast takes each entry from, TorchLean's `broadcastToIndex`. -/
noncomputable def CanBroadcastTo.source {s t : Space} (cb : CanBroadcastTo s t) :
    Ix t.coords → Ix s.coords :=
  CanBroadcastTo.rec (motive := fun s t _ => Ix t.coords → Ix s.coords)
    (fun _ _ => Point.here)
    (fun _ _ _ _ source i => Pair.pair i.fst (source i.snd))
    (fun _ _ _ _ source i => Pair.pair (Either.left Point.here) (source i.snd))
    (fun _ _ _ _ source i => source i.snd) cb

namespace Field

/-- The sum over all coordinates. -/
noncomputable def sum (K : Field) {c : Coords} : (Ix c → K.Number) → K.Number :=
  Coords.rec (motive := fun c => (Ix c → K.Number) → K.Number)
    (fun _ => K.nought)
    (fun f => f Point.here)
    (fun _ _ overA overB f =>
      K.plus (overA fun i => f (Either.left i)) (overB fun i => f (Either.right i)))
    (fun _ _ overA overB f => overA fun i => overB fun j => f (Pair.pair i j)) c

/-- 1 for equal coordinates, 0 for others. -/
noncomputable def delta (K : Field) {c : Coords} : Ix c → Ix c → K.Number :=
  Coords.rec (motive := fun c => Ix c → Ix c → K.Number)
    (fun _ _ => K.nought)
    (fun _ _ => K.unity)
    (fun _ _ inA inB i j => Either.rec (motive := fun _ => K.Number)
      (fun i => Either.rec (motive := fun _ => K.Number) (fun j => inA i j) (fun _ => K.nought) j)
      (fun i => Either.rec (motive := fun _ => K.Number) (fun _ => K.nought) (fun j => inB i j) j) i)
    (fun _ _ inA inB i j => K.times (inA i.fst j.fst) (inB i.snd j.snd)) c

/-! ## The sorts of the structure `Laws` -/

noncomputable def Space (_ : Field) : Type := Foundations.Space

noncomputable def real (_ : Field) : Foundations.Space := Foundations.Space.tensor Shape.scalar

noncomputable def hom (_ : Field) (E F : Foundations.Space) : Foundations.Space :=
  Foundations.Space.hom E F

/-- The vectors of a space. `K.V K.real` is `K.Number`. -/
noncomputable def V (K : Field) (E : K.Space) : Type := Table (Space.coords E) K.Number

noncomputable def Idx (K : Field) (Γ s : K.Space) : Type := Foundations.Idx Γ s

noncomputable def Mask (K : Field) (E : K.Space) : Type := Ix (Space.coords E) → Choice

noncomputable def CanBroadcastTo (K : Field) (s t : K.Space) : Type :=
  Foundations.CanBroadcastTo s t

/-! ## Its operations on vectors -/

/-- The number `n` as a sum of ones. -/
noncomputable def nat (K : Field) (n : Dim) : K.V K.real :=
  Dim.rec (motive := fun _ => K.Number) K.nought (fun _ before => K.plus before K.unity) n

noncomputable def zero (K : Field) (E : K.Space) : K.V E :=
  table fun _ => K.nought

noncomputable def add (K : Field) {E : K.Space} (u v : K.V E) : K.V E :=
  table fun i => K.plus (entry u i) (entry v i)

noncomputable def neg (K : Field) {E : K.Space} (u : K.V E) : K.V E :=
  table fun i => K.opposite (entry u i)

noncomputable def sub (K : Field) {E : K.Space} (u v : K.V E) : K.V E :=
  table fun i => K.plus (entry u i) (K.opposite (entry v i))

noncomputable def smul (K : Field) {E : K.Space} (c : K.V K.real) (u : K.V E) : K.V E :=
  table fun i => K.times c (entry u i)

noncomputable def inv (K : Field) {E : K.Space} (u : K.V E) : K.V E :=
  table fun i => K.reciprocal (entry u i)

noncomputable def inner (K : Field) {E : K.Space} (u v : K.V E) : K.V K.real :=
  K.sum fun i => K.times (entry u i) (entry v i)

noncomputable def hadamard (K : Field) {E : K.Space} (u v : K.V E) : K.V E :=
  table fun i => K.times (entry u i) (entry v i)

/-- A function of each coordinate. -/
noncomputable def map (K : Field) {E : K.Space} (f : K.Number → K.Number) (u : K.V E) : K.V E :=
  table fun i => f (entry u i)

noncomputable def exp (K : Field) {E : K.Space} (u : K.V E) : K.V E :=
  K.map K.real_exp u

/-- `e^a - 1` of a number. -/
noncomputable def real_expm1 (K : Field) (a : K.Number) : K.Number :=
  K.plus (K.real_exp a) (K.opposite K.unity)

noncomputable def expm1 (K : Field) {E : K.Space} (u : K.V E) : K.V E :=
  K.map K.real_expm1 u

noncomputable def log (K : Field) {E : K.Space} (u : K.V E) : K.V E :=
  K.map K.real_log u

noncomputable def sqrt (K : Field) {E : K.Space} (u : K.V E) : K.V E :=
  K.map K.real_sqrt u

noncomputable def sinh (K : Field) {E : K.Space} (u : K.V E) : K.V E :=
  K.map K.real_sinh u

noncomputable def cosh (K : Field) {E : K.Space} (u : K.V E) : K.V E :=
  K.map K.real_cosh u

noncomputable def tanh (K : Field) {E : K.Space} (u : K.V E) : K.V E :=
  K.map K.real_tanh u

/-- That two vectors differ in every coordinate. -/
noncomputable def Apart (K : Field) {E : K.Space} (u v : K.V E) : Prop :=
  ∀ i : Ix (Space.coords E), Eq (entry u i) (entry v i) → False

noncomputable def greater (K : Field) {E : K.Space} (u v : K.V E) : K.Mask E :=
  fun i => K.above (entry u i) (entry v i)

noncomputable def select (K : Field) {E : K.Space} (m : K.Mask E) (u v : K.V E) : K.V E :=
  table fun i => Choice.rec (motive := fun _ => K.Number) (entry u i) (entry v i) (m i)

/-- The block at a position, TorchLean's `CtxVec.get`. -/
noncomputable def get (K : Field) {Γ s : K.Space} (a : K.Idx Γ s) : K.V Γ → K.V s :=
  Foundations.Idx.rec (motive := fun Γ s _ => K.V Γ → K.V s)
    (fun _ _ x => x.fst)
    (fun _ _ _ _ rest x => rest x.snd) a

/-- A block among zeros, TorchLean's `CtxVec.single`. -/
noncomputable def single (K : Field) {Γ s : K.Space} (a : K.Idx Γ s) : K.V s → K.V Γ :=
  Foundations.Idx.rec (motive := fun Γ s _ => K.V s → K.V Γ)
    (fun _ Γ v => Pair.pair v (K.zero (Foundations.Space.context Γ)))
    (fun s _ _ _ rest v => Pair.pair (K.zero (Foundations.Space.tensor s)) (rest v)) a

/-! ## Its linear maps: matrices -/

/-- The vector with 1 at a coordinate and 0 elsewhere. -/
noncomputable def basis (K : Field) {E : K.Space} (i : Ix (Space.coords E)) : K.V E :=
  table fun j => K.delta i j

/-- The coefficient of a linear map for a coordinate of its argument and one of its result. -/
noncomputable def coef (K : Field) {E F : K.Space} (A : K.V (K.hom E F))
    (i : Ix (Space.coords E)) (j : Ix (Space.coords F)) : K.Number :=
  entry (c := Coords.pairs (Space.coords E) (Space.coords F)) A (Pair.pair i j)

/-- The linear map with these coefficients. -/
noncomputable def matrix (K : Field) {E F : K.Space}
    (a : Ix (Space.coords E) → Ix (Space.coords F) → K.Number) : K.V (K.hom E F) :=
  table (c := Coords.pairs (Space.coords E) (Space.coords F)) fun p => a p.fst p.snd

/-- A linear function as a matrix: what it gives for the vectors of the basis. -/
noncomputable def clm (K : Field) {E F : K.Space} (f : K.V E → K.V F) : K.V (K.hom E F) :=
  K.matrix fun i j => entry (f (K.basis i)) j

noncomputable def apply (K : Field) {E F : K.Space} (A : K.V (K.hom E F)) (u : K.V E) : K.V F :=
  table fun j => K.sum fun i => K.times (entry u i) (K.coef A i j)

noncomputable def adjoint (K : Field) {E F : K.Space} (A : K.V (K.hom E F)) : K.V (K.hom F E) :=
  K.matrix fun j i => K.coef A i j

noncomputable def id (K : Field) (E : K.Space) : K.V (K.hom E E) :=
  K.clm fun u => u

noncomputable def comp (K : Field) {F G E : K.Space} (A : K.V (K.hom F G)) (B : K.V (K.hom E F)) :
    K.V (K.hom E G) :=
  K.clm fun u => K.apply A (K.apply B u)

noncomputable def getCLM (K : Field) {Γ s : K.Space} (a : K.Idx Γ s) : K.V (K.hom Γ s) :=
  K.clm (K.get a)

noncomputable def fill (K : Field) (s : K.Space) : K.V (K.hom K.real s) :=
  K.clm (E := K.real) fun c => table fun _ => c

noncomputable def diag (K : Field) {E : K.Space} (u : K.V E) : K.V (K.hom E E) :=
  K.clm (K.hadamard u)

noncomputable def broadcastToCLM (K : Field) {s t : K.Space} (cb : K.CanBroadcastTo s t) :
    K.V (K.hom s t) :=
  K.clm fun u => table fun i => entry u (CanBroadcastTo.source cb i)

end Field

/-! ## Its derivative -/

/-- That there is such an `a`. -/
inductive Exists {α : Type} (p : α → Prop) : Prop where
  | intro : (a : α) → p a → Exists p

namespace Field

/-- That each coordinate of a vector is continuous at 0. -/
noncomputable def Steady (K : Field) {E : K.Space} (p : K.V K.real → K.V E) : Prop :=
  ∀ i : Ix (Space.coords E), K.Continuous (fun t => entry (p t) i)

/-- That `q t`, which is continuous at 0 in each coordinate and `v` there, is the slope of `f` from
`x` to `x + t h`, for all `t` near 0. -/
structure Slope (K : Field) {E F : K.Space} (f : K.V E → K.V F) (x h : K.V E) (v : K.V F)
    (q : K.V K.real → K.V F) : Prop where
  continuous : K.Steady q
  start : Eq (q (K.zero K.real)) v
  near : K.Near (fun t => Eq (f (K.add x (K.smul t h))) (K.add (f x) (K.smul t (q t))))

/-- `L x` gives the derivative of `f` at `x` along every line through `x`: over ℝ,
`HasLineDerivAt ℝ f (L x h) x h` for every direction `h`. -/
noncomputable def HasD (K : Field) {E F : K.Space} (f : K.V E → K.V F) (L : K.V E → K.V (K.hom E F))
    (x : K.V E) : Prop :=
  ∀ h : K.V E, Exists fun q : K.V K.real → K.V F => K.Slope f x h (K.apply (L x) h) q

end Field

end Foundations
