//! Local definitions, tactic blocks that build data, and proofs, which are passed
//! over.

use super::bracket::{closes, opens};
use super::lexer::Kind;
use super::parser::{Parsed, Parser, written};
use super::syntax::{Local, Syntax, Written};

/// Symbols whose bound variables end with a comma.
const BINDING: &[&str] = &["∀", "∃", "∑", "∏"];

/// Symbols of propositions.
const RELATIONS: &[&str] = &["=", "≠", "<", ">", "≤", "≥"];

/// A step of a tactic block that builds data.
#[derive(Clone, Debug)]
pub enum Tactic {
    /// `let`, or `have`, which is a proof.
    Local(Local),
    /// `exact` or `refine`: the value.
    Value(Syntax),
}

impl Parser<'_> {
    /// `let` or `have` up to its body.
    pub(super) fn local(&mut self) -> Parsed<Local> {
        let column = self.here();
        let proof = self.text() == "have";
        self.at += 1;
        self.with_column(column, |parser| {
            if proof {
                return parser.proof();
            }
            let (name, _) = parser.name()?;
            let binders = parser.binders_of_data()?;
            let sort = if parser.eat(":") {
                Some(parser.data_sort()?)
            } else {
                None
            };
            parser.expect(":=")?;
            let value = parser.term()?;
            Ok(Local {
                name,
                binders,
                sort,
                value,
                proof,
            })
        })
    }

    /// What follows `have`: its name and its type, the rest passed over. A type
    /// that is no equation or the like could be one of instances.
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
        if !sort.is_ok_and(|sort| relates(&sort)) || self.text() != ":=" {
            return unread(self);
        }
        self.at += 1;
        self.pass(None, true)?;
        Ok(Local {
            name,
            binders: Vec::new(),
            sort: None,
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
                    "by" => blocks.extend(self.tokens.list.get(self.at + 1).map(|t| t.column)),
                    _ if BINDING.contains(&text) => binding += 1,
                    _ => {}
                }
            }
            self.at += 1;
        }
        Ok(())
    }

    /// The steps of a tactic block that builds data.
    pub fn tactics(&mut self) -> Parsed<Vec<Tactic>> {
        let column = self.here();
        self.with_column(column, |parser| {
            let mut steps = Vec::new();
            while !parser.done() {
                match parser.text() {
                    "classical" => parser.at += 1,
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
