//! A Lean file as a list of commands, and a command that declares something cut
//! into its name, its binders, its type and its body.

use std::ops::Range;

use super::combinator::combinator;
use super::lexer::{Kind, Tokens, closes, opens};
use super::words::{COMMANDS, CONTINUES, DECLARATIONS, MODIFIERS, QUERIES, SCOPES};

/// One command: its tokens, and the position of its keyword.
#[derive(Clone, Debug)]
pub struct Command {
    /// All its tokens, modifiers and attributes included.
    pub all: Range<usize>,
    /// The position of the keyword.
    pub keyword: usize,
    /// Whether its brackets close.
    pub balanced: bool,
}

impl Command {
    /// What follows the keyword.
    pub fn rest(&self) -> Range<usize> {
        self.keyword + 1..self.all.end
    }

    /// The keyword; of a command such as `#check` with what follows the `#`.
    pub fn word(&self, tokens: &Tokens) -> String {
        let next = usize::from(tokens.text(self.keyword) == "#");
        let words = self.keyword..=self.keyword + next;
        words.map(|at| tokens.text(at)).collect()
    }

    /// Whether it only shows something, such as `#check`. What `#eval` runs may do
    /// anything, so its term may only have names of the table.
    pub fn is_query(&self, tokens: &Tokens) -> bool {
        let word = tokens.text(self.keyword + 1);
        let harmless = |at: usize| {
            tokens.list.get(at).map(|t| t.kind) != Some(Kind::Name)
                || combinator(tokens.text(at)).is_some()
        };
        tokens.text(self.keyword) == "#"
            && QUERIES.contains(word)
            && (word != "eval" || (self.keyword + 2..self.all.end).all(harmless))
    }

    /// The attributes and modifiers before the keyword.
    pub fn before(&self) -> Range<usize> {
        self.all.start..self.keyword
    }
}

/// Whether a token is a word where Lean expects a command: an application takes no
/// argument from the first column, and what is documented is a command.
fn unknown(tokens: &Tokens, at: usize) -> bool {
    let Some((token, before)) = tokens.list.get(at).zip(at.checked_sub(1)) else {
        return false;
    };
    let ends = match tokens.list.get(before).map(|t| t.kind) {
        Some(Kind::Symbol) => closes(tokens.text(before)),
        _ => !CONTINUES.contains(tokens.text(before)),
    };
    token.kind == Kind::Name
        && ends
        && (token.first && token.column == 0 || token.documented)
        && !CONTINUES.contains(tokens.text(at))
}

/// Whether a token begins a command such as `#check`.
fn query(tokens: &Tokens, at: usize) -> bool {
    let next = tokens.list.get(at + 1).map(|token| token.kind);
    let token = tokens.list.get(at).filter(|_| tokens.text(at) == "#");
    token.is_some_and(|token| {
        let word = token.column == 0 || QUERIES.contains(tokens.text(at + 1));
        token.first && word && next == Some(Kind::Name)
    })
}

/// Whether a keyword declares something.
pub fn declares(keyword: &str) -> bool {
    DECLARATIONS.contains(keyword) || matches!(keyword, "instance" | "class")
}

/// Cuts the tokens where commands begin. What stands before the first belongs
/// to none.
pub fn commands(tokens: &Tokens) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    let (mut depth, mut balanced) = (0_usize, true);
    // Where the modifiers before the next keyword begin.
    let mut modified: Option<usize> = None;
    let mut attribute = 0_usize;
    for (at, token) in tokens.list.iter().enumerate() {
        let text = tokens.text(at);
        if token.kind == Kind::Symbol {
            if text == "@[" && depth == 0 && attribute == 0 {
                modified.get_or_insert(at);
                attribute = 1;
                continue;
            }
            if attribute > 0 {
                attribute = match text {
                    _ if opens(text) => attribute + 1,
                    _ if closes(text) => attribute - 1,
                    _ => attribute,
                };
                continue;
            }
            if opens(text) {
                depth += 1;
            } else if closes(text) {
                balanced &= depth > 0;
                depth = depth.saturating_sub(1);
            }
        }
        let word = token.kind == Kind::Name;
        let line = token.first || modified.is_some();
        // Brackets that do not close must not hide what follows.
        let always = DECLARATIONS.contains(text) || SCOPES.contains(text);
        let attributed = modified.is_some_and(|start| tokens.text(start) == "@[");
        let known = word && (always || line && depth == 0 && COMMANDS.contains(text));
        let other = word && attributed || unknown(tokens, at) || query(tokens, at);
        let starts = known || other && depth + attribute == 0 && !MODIFIERS.contains(text);
        if starts && (attribute == 0 || token.first) {
            let start = modified.take().unwrap_or(at);
            if let Some(last) = commands.last_mut() {
                last.all.end = start;
                last.balanced = balanced && depth == 0;
            }
            commands.push(Command {
                all: start..tokens.list.len(),
                keyword: at,
                balanced: attribute == 0,
            });
            (depth, attribute, balanced) = (0, 0, attribute == 0);
        } else if word && MODIFIERS.contains(text) && attribute == 0 {
            modified.get_or_insert(at);
        } else if attribute == 0 {
            modified = None;
        }
    }
    if let Some(last) = commands.last_mut() {
        last.balanced = balanced && depth == 0 && attribute == 0;
    }
    commands
}

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
    /// Whether only this file names it: another may have the name for itself.
    pub private: bool,
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
        let modified = |word: &str| command.before().any(|at| tokens.text(at) == word);
        Declaration {
            keyword: tokens.text(command.keyword).into(),
            name: String::new(),
            namespace: String::new(),
            protected: modified("protected"),
            private: modified("private"),
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
