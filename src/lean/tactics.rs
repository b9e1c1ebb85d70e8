//! Proofs, which are passed over, and blocks of tactics that build data.

use std::collections::BTreeMap;

use super::lexer::{Kind, closes, opens};
use super::parser::{Parsed, Parser, written};
use super::syntax::{BILINEAR, DERIVATIVES, Local, RELATIONS, Syntax, Written};
use super::words::{TACTIC_WORDS, TACTICS};

/// Symbols whose bound variables end with a comma.
const BINDING: &[&str] = &["∀", "∃", "∑", "∏"];

/// What a term must follow, so that no command begins there.
const BEFORE_TERMS: &[&str] = &[
    ".", ":", ":=", "=>", "|", "↦", "<|", "=", "+", "-", "•", "→", "have", "let", "fun", "exact",
    "refine", "using", "change", "show", "apply",
];

/// A step of a tactic block that builds data.
#[derive(Clone, Debug)]
pub enum Tactic {
    /// `let`, or `have`, which is a proof.
    Local(Local),
    /// `exact` or `refine`: the value.
    Value(Syntax),
}

impl<'a> Parser<'a> {
    /// What follows `have`: its name and its type, the rest passed over. A type
    /// that is not an equation or the like could be one of instances.
    pub(super) fn proof(&mut self) -> Parsed<Local> {
        let span = self.span();
        let name = match self.kind() {
            Some(Kind::Name) => self.name()?.0,
            _ => "this".into(),
        };
        let unread = |parser: &Self| {
            let what = "a `have` of this type is not read";
            Err(parser.error(span.clone(), what))
        };
        if !self.eat(":") {
            return unread(self);
        }
        // `∀ i : Fin n, …` is a proposition if what follows is.
        if self.eat("∀") {
            self.skip_to(&[","])?;
            self.at += 1;
        }
        let sort = self.with_column(None, |parser| parser.nested(Self::term));
        let relates = |sort: &Syntax| matches!(sort.kind.as_ref(), Written::Infix(symbol, ..) if RELATIONS.contains(symbol));
        let bilinear = |sort: &Syntax| matches!(sort.kind.as_ref(), Written::Application(of, _) if of.is_named(BILINEAR));
        let derives = |sort: &Syntax| matches!(sort.kind.as_ref(), Written::Application(of, _) if DERIVATIVES.iter().any(|name| of.is_named(name)));
        let is_known = |sort: &Syntax| relates(sort) || bilinear(sort) || derives(sort);
        let sort = sort.ok().filter(is_known);
        let Some(sort) = sort.filter(|_| self.text() == ":=") else {
            return unread(self);
        };
        self.at += 1;
        self.pass(None, true)?;
        Ok(Local {
            name,
            binders: Vec::new(),
            sort: Some(sort).filter(bilinear),
            value: written(Written::Proposition, span),
            proof: true,
        })
    }

    /// Passes what belongs to a proof: up to the bracket or comma that encloses
    /// it, or a line that does not stand right of the column. `block` is the
    /// column of the tactics, if it begins with them.
    pub(super) fn pass(&mut self, block: Option<u32>, separated: bool) -> Parsed<()> {
        let (mut depth, mut binding) = (0_usize, 0_usize);
        let mut blocks: Vec<u32> = block.into_iter().collect();
        let start = self.at;
        while let Some(token) = self.tokens.list.get(self.at).filter(|_| !self.done()) {
            let text = self.text();
            let outside = self.column.is_some_and(|column| token.column <= column);
            if depth == 0 && self.at > start && token.first {
                if outside {
                    return Ok(());
                }
                // Lean ends a block at a line left of its first tactic.
                let tactics = !blocks.is_empty();
                while blocks.last().is_some_and(|block| token.column < *block) {
                    blocks.pop();
                }
                if tactics && blocks.is_empty() && !closes(text) {
                    return Err(self.unexpected("a line of the proof"));
                }
            }
            if opens(text) {
                depth += 1;
            } else if closes(text) {
                if depth == 0 {
                    return Ok(());
                }
                depth -= 1;
            } else if depth == 0 {
                match text {
                    "," if binding == 0 => return Ok(()),
                    "," => binding -= 1,
                    ";" if separated => return Ok(()),
                    "then" | "else" => return Ok(()),
                    // `(by simp [u] : T)` is a proof of `T`.
                    ":" if self.is_one_tactic(start) => return Ok(()),
                    "by" => blocks.extend(self.tokens.list.get(self.at + 1).map(|t| t.column)),
                    _ if BINDING.contains(&text) => binding += 1,
                    _ => {}
                }
            }
            self.at += 1;
        }
        Ok(())
    }

    /// Whether what was passed is one tactic, with no more than a list behind it.
    fn is_one_tactic(&self, start: usize) -> bool {
        let text = |at: usize| self.tokens.text(at);
        if !matches!(text(start), "simp" | "rfl" | "omega") {
            return false;
        }
        let list = start + 1..self.at;
        let closed = list.clone().position(|at| text(at) == "]");
        list.is_empty() || text(list.start) == "[" && closed.is_some_and(|at| at + 1 == list.len())
    }

    /// What is passed over at the end of a declaration has no bracket to end it: a word
    /// that is not of a tactic could begin a command of a library. It does not if it stands
    /// where only a term may, or stood in such a place or inside brackets before, since Lean
    /// refuses a word of a command there.
    pub(super) fn passed(&self, start: usize) -> Parsed<()> {
        let mut depth = 0_usize;
        let mut known: Option<BTreeMap<&str, usize>> = None;
        for at in start..self.end {
            let text = self.text_at(at);
            let name = self.tokens.list.get(at).map(|token| token.kind) == Some(Kind::Name);
            if opens(text) {
                depth += 1;
            } else if closes(text) {
                depth = depth.saturating_sub(1);
            } else if depth == 0 && name && !(TACTICS.contains(text) || TACTIC_WORDS.contains(text))
            {
                let before = at.checked_sub(1).map_or("", |at| self.tokens.text(at));
                let known = known.get_or_insert_with(|| self.bracketed());
                let bracketed = known.get(text).is_some_and(|first| *first < at);
                // No command of Lean or Mathlib has a capital letter or a dot, or is one letter.
                let strange = text.contains(|c: char| c.is_uppercase() || c == '.')
                    || text.chars().count() == 1;
                if bracketed || BEFORE_TERMS.contains(&before) || strange {
                    continue;
                }
                let what = format!("`{text}` could begin a command here, and is not read");
                return Err(self.error(self.tokens.span(at), what));
            }
        }
        Ok(())
    }

    /// Where each name stands for the first time inside brackets of terms, or behind a word
    /// that only a name follows.
    fn bracketed(&self) -> BTreeMap<&'a str, usize> {
        let mut depth = 0_usize;
        let mut found = BTreeMap::new();
        let mut before = "";
        for (at, token) in self.tokens.list.iter().enumerate().take(self.end) {
            let text = self.tokens.text(at);
            match text {
                "(" | "{" | "⟨" => depth += 1,
                ")" | "}" | "⟩" => depth = depth.saturating_sub(1),
                _ if (depth > 0 || matches!(before, "have" | "let"))
                    && token.kind == Kind::Name =>
                {
                    found.entry(text).or_insert(at);
                }
                _ => {}
            }
            before = text;
        }
        found
    }

    /// The steps of a tactic block that builds data.
    pub fn tactics(&mut self) -> Parsed<Vec<Tactic>> {
        let column = self.here();
        self.with_column(column, |parser| {
            let mut steps = Vec::new();
            while !parser.done() {
                match parser.text() {
                    "classical" => parser.at += 1,
                    // It states the goal in other words.
                    "show" => {
                        parser.at += 1;
                        parser.term()?;
                    }
                    "let" | "have" => steps.push(Tactic::Local(parser.local()?)),
                    "exact" => {
                        parser.at += 1;
                        steps.push(Tactic::Value(parser.term()?));
                        if !parser.done() {
                            return Err(parser.unexpected("the end of the block"));
                        }
                    }
                    // What follows fills the holes, with proofs.
                    "refine" => {
                        parser.at += 1;
                        steps.push(Tactic::Value(parser.term()?));
                        parser.passed(parser.at)?;
                        return Ok(steps);
                    }
                    _ => return Err(parser.unexpected("`let`, `exact` or `refine`")),
                }
                parser.eat(";");
            }
            Ok(steps)
        })
    }
}
