//! False laws, derivative rules and identities: the check must refute each.

use torchlean_mirror::spec::{Source, read_laws};

use crate::check;

const FALSE: &[&str] = &[
    // Total arithmetic.
    "law f (c : ℝ) : c * c⁻¹ = 1 from Nobody x",
    "law f (c : ℝ) : c⁻¹ * c = 1 from Nobody x",
    "law f (c : ℝ) : c⁻¹ * c * c = 1 from Nobody x",
    "law f (c : ℝ) : c⁻¹ = c from Nobody x",
    "law f (c d : ℝ) : (c + d)⁻¹ = c⁻¹ + d⁻¹ from Nobody x",
    "law f (c d : ℝ) (h : d ≠ 0) : c * c⁻¹ * d = d from Nobody x",
    "law f (c : ℝ) : 0⁻¹ * c = c from Nobody x",
    "law f (c : ℝ) (u : Vec σ) : c • (c⁻¹ • u) = u from Nobody x",
    "law f (c : ℝ) (h : c ≠ 0) : c⁻¹ * c⁻¹ = c⁻¹ from Nobody x",
    // Signs and factors.
    "law f (u v : Vec σ) : u - v = u + v from Nobody x",
    "law f (u v : Vec σ) : u - v = v - u from Nobody x",
    "law f (u v : Vec σ) : u - v = -u + v from Nobody x",
    "law f (u : Vec σ) : (-1) • u = u from Nobody x",
    "law f (u : Vec σ) : 2 • u = u from Nobody x",
    "law f (u : Vec σ) : 2 • u = u + u + u from Nobody x",
    "law f (c d : ℝ) (u : Vec σ) : (c + d) • u = c • u + u from Nobody x",
    "law f (c d : ℝ) (u : Vec σ) : c • (d • u) = (c + d) • u from Nobody x",
    "law f (c : ℝ) (u v : Vec σ) : c • (u + v) = c • u + v from Nobody x",
    "law f (u : Vec σ) : 0 • u = u from Nobody x",
    "law f (u : Vec σ) : u + u = u from Nobody x",
    "law f (u v : Vec σ) : u + v = u from Nobody x",
    "law f (c d : ℝ) : c * d = c from Nobody x",
    // The inner product.
    "law f (u v : Vec s) : ⟪u, v⟫ = -⟪v, u⟫ from Nobody x",
    "law f (u v w : Vec s) : ⟪u + v, w⟫ = ⟪u, w⟫ from Nobody x",
    "law f (c : ℝ) (u v : Vec s) : ⟪c • u, c • v⟫ = c * ⟪u, v⟫ from Nobody x",
    "law f (A : Vec s →L[ℝ] Vec s) (u v : Vec s) : ⟪A u, v⟫ = ⟪A v, u⟫ from Nobody x",
    "law f (u v : Vec s) : ⟪u, v⟫ = ⟪u, u⟫ from Nobody x",
    // Coordinate by coordinate.
    "law f (u v : Vec s) : u ⊙ v = v from Nobody x",
    "law f (u v w : Vec s) : ⟪u ⊙ v, w⟫ = ⟪v, w⟫ from Nobody x",
    "law f (u v w : Vec s) : u ⊙ (v + w) = u ⊙ v + w from Nobody x",
    "law f (c : ℝ) (u v : Vec s) : (c • u) ⊙ (c • v) = c • (u ⊙ v) from Nobody x",
    // Contexts.
    "law f (a b : Idx Γ s) (v : Vec s) : get a (single b v) = v from Nobody x",
    "law f (a b : Idx Γ s) (v : Vec s) : get a (single b v) = 0 from Nobody x",
    "law f (a : Idx Γ s) (x : Vec Γ) : single a (get a x) = x from Nobody x",
    "law f (a b : Idx Γ s) (x : Vec Γ) : get a x + get b x = 2 • get b x from Nobody x",
    "law f (a b : Idx Γ s) (v : Vec s) : single a v + single b v = 2 • single b v from Nobody x",
    "law f (a b : Idx Γ s) (x : Vec Γ) (v : Vec s) : ⟪x, single a v⟫ + ⟪get b x, v⟫ = 2 • ⟪get b x, v⟫ from Nobody x",
    "law f (a : Idx Γ s) (v : Vec s) : (getCLM a).adjoint v = -single a v from Nobody x",
    // Linear maps and adjoints.
    "law f (A : Vec σ →L[ℝ] Vec τ) (u v : Vec σ) : A (u + v) = A u from Nobody x",
    "law f (A : Vec s →L[ℝ] Vec s) (u : Vec s) : A u = u from Nobody x",
    "law f (A B : Vec s →L[ℝ] Vec s) (u : Vec s) : A.comp B u = B (A u) from Nobody x",
    "law f (A : Vec s →L[ℝ] Vec s) : A.adjoint = A from Nobody x",
    "law f (A B : Vec s →L[ℝ] Vec s) : (A.comp B).adjoint = A.adjoint.comp B.adjoint from Nobody x",
    "law f (u : Vec s) : (diag u).adjoint = -diag u from Nobody x",
    "law f (A B : Vec s →L[ℝ] Vec t) : (A + B).adjoint = A.adjoint - B.adjoint from Nobody x",
    "law f (c : ℝ) (A : Vec s →L[ℝ] Vec t) : (c • A).adjoint = A.adjoint from Nobody x",
    "law f (u v : Vec s) : diag u v = u + v from Nobody x",
    // Rules of differentiation.
    "derivative f : D x = 0 from Nobody x",
    "derivative f : D x = (-1) • id from Nobody x",
    "derivative f (u v : Vec τ) : D (u + v) = D u + 0 • D v from Nobody x",
    "derivative f (u v : Vec τ) : D (u - v) = D u + D v from Nobody x",
    "derivative f (u v : Vec τ) : D (u - v) = D v - D u from Nobody x",
    "derivative f (u : Vec τ) : D (-u) = D u from Nobody x",
    "derivative f (c : ℝ) (u : Vec τ) : D (c • u) = D u from Nobody x",
    "derivative f (c : ℝ) (u : Vec τ) : D (c • u) = (c * c) • D u from Nobody x",
    "derivative f (u v : Vec s) : D (u ⊙ v) = (diag u).comp (D v) + 0 • D u from Nobody x",
    "derivative f (u v : Vec s) : D (u ⊙ v) = (diag u).comp (D u) + (diag v).comp (D v) from Nobody x",
    "derivative f (u v : Vec s) : D (u ⊙ v) = (diag u).comp (D v) - (diag v).comp (D u) from Nobody x",
    "derivative f (u : Vec s) : D (u ⊙ u) = (diag u).comp (D u) from Nobody x",
    "derivative f (a b : Idx Γ s) (u : Vec Γ) : D (get a u + get b u) = (getCLM a).comp (D u) + (getCLM a).comp (D u) from Nobody x",
    "derivative f (A : Vec σ →L[ℝ] Vec σ) (u : Vec σ) : D (A u) = (D u) from Nobody x",
    "derivative f (A : Vec σ →L[ℝ] Vec σ) (u : Vec σ) : D (A u) = A.adjoint.comp (D u) from Nobody x",
    // Identities.
    "identity f (a : Idx Γ s) (x : Vec Γ) : D (get a x ⊙ get a x) = (diag (get a x)).comp (getCLM a)",
    "identity f (a b : Idx Γ s) (x : Vec Γ) : D (get a x ⊙ get b x) = 2 • (diag (get a x)).comp (getCLM a)",
    "identity f (c : ℝ) (u : Vec σ) : c • (c⁻¹ • u) = u",
    "identity f (u v : Vec s) : (u + v) ⊙ (u + v) = u ⊙ u + v ⊙ v",
];

#[test]
fn every_false_statement_is_refuted() {
    assert!(FALSE.len() >= 50);
    for text in FALSE {
        let laws =
            read_laws(&Source::new("gallery", *text)).unwrap_or_else(|e| panic!("{text}: {e}"));
        let mut searches = laws
            .laws
            .iter()
            .map(|law| check::law(law, false))
            .collect::<Vec<_>>();
        searches.extend(laws.derivatives.iter().map(check::rule));
        searches.extend(laws.identities.iter().map(check::identity));
        let [search] = searches.as_slice() else {
            panic!("{text}: one statement expected");
        };
        assert!(
            search.failure.is_some(),
            "not refuted in {} points: {text}",
            search.points
        );
    }
}
