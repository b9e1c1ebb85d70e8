//! Names in LaTeX.

/// The LaTeX command, for math mode, of a character that pdfTeX cannot print
/// as it stands; none of the others.
pub fn latex_symbol(c: char) -> Option<&'static str> {
    Some(match c {
        'α' => r"\alpha ",
        'β' => r"\beta ",
        'γ' => r"\gamma ",
        'δ' => r"\delta ",
        'ε' => r"\varepsilon ",
        'ζ' => r"\zeta ",
        'η' => r"\eta ",
        'θ' => r"\theta ",
        'ι' => r"\iota ",
        'κ' => r"\kappa ",
        'λ' => r"\lambda ",
        'μ' | 'µ' => r"\mu ",
        'ν' => r"\nu ",
        'ξ' => r"\xi ",
        'ο' => "o",
        'π' => r"\pi ",
        'ρ' => r"\rho ",
        'σ' => r"\sigma ",
        'ς' => r"\varsigma ",
        'τ' => r"\tau ",
        'υ' => r"\upsilon ",
        'φ' => r"\varphi ",
        'χ' => r"\chi ",
        'ψ' => r"\psi ",
        'ω' => r"\omega ",
        '∀' => r"\forall ",
        'Γ' => r"\Gamma ",
        'Δ' => r"\Delta ",
        'Θ' => r"\Theta ",
        'Λ' => r"\Lambda ",
        'Ξ' => r"\Xi ",
        'Π' => r"\Pi ",
        'Σ' => r"\Sigma ",
        'Υ' => r"\Upsilon ",
        'Φ' => r"\Phi ",
        'Ψ' => r"\Psi ",
        'Ω' => r"\Omega ",
        'ℝ' => r"\mathbb{R}",
        'ℕ' => r"\mathbb{N}",
        '→' => r"\to ",
        '≠' => r"\neq ",
        '≤' => r"\leq ",
        '·' => r"\cdot ",
        '•' => r"\bullet ",
        '⊙' => r"\odot ",
        '∘' => r"\circ ",
        '†' => r"\dagger ",
        '⁻' => r"{}^{-}",
        '¹' => r"{}^{1}",
        '⟪' => r"\langle ",
        '⟫' => r"\rangle ",
        '−' => "-",
        '₀' => r"{}_{0}",
        '₁' => r"{}_{1}",
        '₂' => r"{}_{2}",
        '₃' => r"{}_{3}",
        '₄' => r"{}_{4}",
        '₅' => r"{}_{5}",
        '₆' => r"{}_{6}",
        '₇' => r"{}_{7}",
        '₈' => r"{}_{8}",
        '₉' => r"{}_{9}",
        '×' => r"\times ",
        _ => return None,
    })
}

/// A name for math mode: one letter stays a letter, more become upright text.
pub fn latex_name(name: &str) -> String {
    let text: String = name.chars().map(character).collect();
    let text = text.trim_end();
    match name {
        "dx" => r"\mathit{dx}".into(),
        _ if name.chars().count() == 1 => text.into(),
        _ => format!(r"\mathrm{{{text}}}"),
    }
}

fn character(c: char) -> String {
    match latex_symbol(c) {
        Some(command) => command.into(),
        None => match c {
            '_' | '#' | '$' | '%' | '&' | '{' | '}' => format!(r"\{c}"),
            ' ' => r"\,".into(),
            _ if c.is_ascii() && c != '\\' && c != '^' && c != '~' => c.into(),
            // pdfTeX stops at a character that it has no glyph for.
            _ => format!(r"\langle U{:04X}\rangle ", u32::from(c)),
        },
    }
}
