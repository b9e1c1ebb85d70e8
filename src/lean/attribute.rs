//! Attributes that leave alone what a text means.

use std::ops::Range;

use super::bracket::{closes, opens};
use super::lexer::{Kind, Tokens};

/// They guide proof search, printing and code; no other attribute is vouched for.
const HARMLESS: &[&str] = &[
    "simp",
    "simps",
    "expose",
    "no_expose",
    "ext",
    "reducible",
    "irreducible",
    "semireducible",
    "inline",
    "always_inline",
    "noinline",
    "specialize",
    "norm_cast",
    "push_cast",
    "fun_prop",
    "continuity",
    "measurability",
    "aesop",
    "grind",
    "gcongr",
    "deprecated",
    "nolint",
    "inherit_doc",
    // Findings of their own.
    "implemented_by",
    "extern",
    "csimp",
];

/// The first attribute among tokens, such as `@[simp, ext] private`, that is
/// not known to be harmless.
pub fn unknown(tokens: &Tokens, range: Range<usize>) -> Option<(usize, &str)> {
    let mut depth = 0_usize;
    let mut begins = false;
    for at in range {
        let text = tokens.text(at);
        if opens(text) {
            depth += 1;
            begins = depth == 1;
        } else if closes(text) {
            depth = depth.saturating_sub(1);
        } else if depth == 1 && text == "," {
            begins = true;
        } else if begins && !matches!(text, "local" | "scoped" | "-") {
            begins = false;
            let name = tokens.list.get(at).map(|token| token.kind) == Some(Kind::Name);
            if !name || !HARMLESS.contains(&text) {
                return Some((at, text));
            }
        }
    }
    None
}
