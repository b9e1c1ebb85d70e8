//! Definitions, claims and lemmas in words.

use crate::audit::{ClaimName, Report};
use crate::notation::{Entry, Form, LeanName, Lemma};
use crate::term::{Name, Sort};

/// The name that a definition has in a report: its last components, as few as tell it from others.
pub fn name<'n>(definition: &'n LeanName, report: &Report) -> &'n str {
    let full = definition.as_str();
    let is_told = |name: &&str| {
        let mut all = report.definitions.iter().map(|other| &other.entry.name);
        all.all(|other| other == definition || !other.ends_with(name))
    };
    let dots = full.rmatch_indices('.').map(|(at, _)| at + 1);
    let names = dots.filter_map(|at| full.get(at..));
    names.into_iter().find(is_told).unwrap_or(full)
}

/// Name, parameters and result in Lean's notation.
pub fn signature(entry: &Entry) -> String {
    let result = result(entry).map_or_else(String::new, |result| format!(" : {result}"));
    format!(
        "{} {}{result}",
        entry.name.short(),
        binders(&entry.parameters)
    )
}

/// The type of a node or of a function's value.
pub fn result(entry: &Entry) -> Option<String> {
    match &entry.form {
        Form::Node(node) => Some(format!(
            "Node {} {}",
            node.context.bare(),
            node.output.bare()
        )),
        Form::Fderiv { .. } => None,
        Form::Function(value) => Some(value.sort().to_string()),
    }
}

/// The hypotheses of a definition.
pub fn hypotheses(entry: &Entry) -> Vec<String> {
    let equal = entry.equal.iter().map(|(d, e)| format!("{d} = {e}"));
    let conditions = entry.conditions.iter().map(ToString::to_string);
    equal.chain(conditions).collect()
}

/// Variables as binders in Lean's notation, those of one sort together: `(a b : Idx Γ s)`.
pub fn binders(variables: &[(Name, Sort)]) -> String {
    let groups = variables.chunk_by(|(_, a), (_, b)| a == b);
    let groups = groups.filter_map(|group| {
        let names: Vec<&str> = group.iter().map(|(name, _)| &**name).collect();
        Some(format!("({} : {})", names.join(" "), group.first()?.1))
    });
    groups.collect::<Vec<_>>().join(" ")
}

/// A lemma with its library.
pub fn lemma(lemma: &Lemma) -> String {
    format!("{} {}", lemma.library, lemma.name)
}

/// A claim in symbols.
pub fn statement(claim: ClaimName, form: &Form) -> &'static str {
    match (claim, form) {
        (ClaimName::Derivative, Form::Fderiv { .. }) => "derivative: D(forward)(x)·dx = deriv x dx",
        (ClaimName::Derivative, _) => "derivative: D(forward)(x)·dx = jvp x dx",
        (ClaimName::Adjoint, Form::Fderiv { .. }) => "adjoint: ⟪deriv x dx, δ⟫ = ⟪dx, vjp x δ⟫",
        (ClaimName::Adjoint, _) => "adjoint: ⟪jvp x dx, δ⟫ = ⟪dx, vjp x δ⟫",
        (ClaimName::LinearMap, Form::Fderiv { .. }) => {
            "linear map: deriv x dx = jvp x dx, and (deriv x)† δ = vjp x δ"
        }
        (ClaimName::LinearMap, _) => "linear map: D(forward)(x)† δ = vjp x δ",
        (ClaimName::Computed, _) => "computed form: what the kernel computes equals what is stated",
        (ClaimName::Kernel, _) => "kernel: the f64 results are the exact values, rounded",
        (ClaimName::NonFinite, _) => {
            "non-finite: at inputs with NaN and ±∞ the f64 results are what IEEE arithmetic of the \
             forms gives"
        }
        (ClaimName::Text, _) => "text: the entry says what the Lean source says",
    }
}
