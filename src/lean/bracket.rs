//! What opens a bracket in Lean, and what closes it.

const BRACKETS: &[(&str, &str)] = &[
    ("(", ")"),
    ("[", "]"),
    ("{", "}"),
    ("⟨", "⟩"),
    ("⟪", "⟫"),
    ("@[", "]"),
    ("→L[", "]"),
    ("→ₗ[", "]"),
];

/// Whether a symbol opens a bracket.
pub fn opens(symbol: &str) -> bool {
    BRACKETS.iter().any(|(open, _)| *open == symbol)
}

/// Whether a symbol closes a bracket.
pub fn closes(symbol: &str) -> bool {
    BRACKETS.iter().any(|(_, close)| *close == symbol)
}
