//! The proofs of a module, which the reader skips: how many they are, and by which
//! tactics they go.

use std::collections::BTreeSet;

use serde::Serialize;

use super::lexer::{Kind, Tokens, closes, opens};
use super::module::{Finding, Module};
use super::words::{BEFORE_TACTICS, DECLARATIONS, TACTICS};

/// What was skipped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// How many blocks of tactics.
    pub blocks: usize,
    /// The tactics of Lean and Mathlib that they use.
    pub tactics: BTreeSet<String>,
    /// Words that stand where a tactic does and are none of Lean or Mathlib.
    pub unknown: Vec<Finding>,
}

/// The proofs of modules, by their tactics.
pub fn skipped(modules: &[Module]) -> Skipped {
    let mut skipped = Skipped::default();
    for module in modules {
        let tokens = &module.tokens;
        skipped.blocks += (0..tokens.list.len())
            .filter(|at| tokens.text(*at) == "by")
            .count();
        for at in tactics(tokens) {
            let word = tokens.text(at);
            if TACTICS.contains(word) {
                skipped.tactics.insert(word.into());
            } else {
                let what = format!("the tactic `{word}` is not one of Lean or Mathlib");
                skipped
                    .unknown
                    .push(module.finding(tokens.span(at).start, what));
            }
        }
    }
    skipped
}

/// Where the name of a tactic stands: after a word that one follows, at the column of the
/// block that it belongs to, or behind the arrow of a case.
fn tactics(tokens: &Tokens) -> Vec<usize> {
    let mut found = Vec::new();
    // The blocks around a token: the column of each, and the depth of its brackets.
    let mut blocks: Vec<(u32, usize)> = Vec::new();
    let (mut depth, mut case, mut bracketed) = (0_usize, false, false);
    // The columns of the matches of terms that are not over: their cases hold terms.
    let mut matches: Vec<u32> = Vec::new();
    for (at, token) in tokens.list.iter().enumerate() {
        let text = tokens.text(at);
        let back = |by: usize| at.checked_sub(by).map_or("", |at| tokens.text(at));
        // `<;>` is three tokens.
        let before = if back(1) == ">" { back(2) } else { back(1) };
        while let Some((column, opened)) = blocks.last()
            && (depth < *opened || token.first && token.column < *column)
        {
            blocks.pop();
        }
        // A declaration that is indented ends the proof before it too.
        if token.first && DECLARATIONS.contains(text) {
            blocks.clear();
        }
        if before == "by" || before == "·" && !blocks.is_empty() {
            blocks.push((token.column, depth));
        }
        if token.first {
            // Cases to the left of a match are taken for those of a tactic: a word too many is listed
            // rather than one too few.
            matches.retain(|column| *column <= token.column);
            let of_tactic = text == "|" && matches.is_empty();
            case = of_tactic || matches!(text, "case" | "next");
        }
        let begins = |(column, opened): &(u32, usize)| {
            bracketed
                || token.first && (token.column, depth) == (*column, *opened)
                || BEFORE_TACTICS.contains(before)
                || before == "=>" && case
        };
        let stands = blocks.last().is_some_and(begins);
        if stands && token.kind == Kind::Name {
            found.push(at);
            matches.clear();
        } else if text == "match" {
            matches.push(token.column);
        }
        bracketed = stands && matches!(text, "(" | "{");
        if opens(text) {
            depth += 1;
        } else if closes(text) {
            depth = depth.saturating_sub(1);
        }
    }
    found
}
