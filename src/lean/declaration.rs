//! A declaration: its name, its binders, its type and its body, as ranges of
//! tokens.

use std::ops::Range;

use super::bracket::{closes, opens};
use super::command::Command;
use super::lexer::Tokens;

/// A command of a file that gives something a name.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// `def`, `theorem` and so on.
    pub keyword: String,
    /// The full name.
    pub name: String,
    /// The namespace that its body sees.
    pub namespace: String,
    /// Whether only more than the last part of its name names it.
    pub protected: bool,
    /// All its tokens, modifiers and attributes included.
    pub all: Range<usize>,
    /// The token of the name.
    pub at: usize,
    /// The binders before the type.
    pub binders: Range<usize>,
    /// The type; empty if none is stated.
    pub result: Range<usize>,
    /// What stands after `:=`; none if it is stated otherwise or not at all.
    pub body: Option<Range<usize>>,
    /// The last of what is open here, in [`super::Outline`].
    pub opened: Option<usize>,
    /// The last `variable` command that holds here, in [`super::Outline`].
    pub variables: Option<usize>,
}

impl Declaration {
    /// Cuts a command with a name. Full name, namespace and what holds there
    /// are left to the caller.
    pub(super) fn cut(tokens: &Tokens, command: &Command) -> Declaration {
        let (first, end) = (command.keyword + 2, command.all.end);
        let mut depth = 0_usize;
        let mut colon = None;
        let mut stop = end;
        let mut body = None;
        for at in first..end {
            let text = tokens.text(at);
            if opens(text) {
                depth += 1;
            } else if closes(text) {
                depth = depth.saturating_sub(1);
            } else if depth == 0 {
                match text {
                    ":" if colon.is_none() => colon = Some(at),
                    ":=" => {
                        stop = at;
                        body = Some(at + 1..end);
                        break;
                    }
                    "where" | "|" => {
                        stop = at;
                        break;
                    }
                    _ => {}
                }
            }
        }
        Declaration {
            keyword: tokens.text(command.keyword).into(),
            name: String::new(),
            namespace: String::new(),
            protected: command.before().any(|at| tokens.text(at) == "protected"),
            all: command.all.clone(),
            at: command.keyword + 1,
            binders: first.min(stop)..colon.unwrap_or(stop),
            result: colon.map_or(stop..stop, |colon| colon + 1..stop),
            body,
            opened: None,
            variables: None,
        }
    }

    /// The line of the name, from 1.
    pub fn line(&self, tokens: &Tokens) -> usize {
        tokens.source.line(tokens.span(self.at).start)
    }

    /// Whether it states a proposition with a proof, and no data.
    pub fn is_proof(&self) -> bool {
        matches!(self.keyword.as_str(), "theorem" | "lemma" | "example")
    }
}
