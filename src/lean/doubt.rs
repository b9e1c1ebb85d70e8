//! Words, options and attributes of a Lean file that let something pass unchecked,
//! or that change what the words after them mean.

use std::ops::Range;

use super::command::Command;
use super::lexer::{Kind, Tokens, closes, opens};
use super::words::{ATTRIBUTES, COMMANDS, OPTIONS, UNCHECKED, WEAKENING, begins};

/// Something after which the reader does not vouch for what the text means.
#[derive(Clone, Debug)]
pub struct Doubt {
    /// The position of a token.
    pub at: usize,
    /// What it is.
    pub what: String,
}

/// How much of a token is shown, in characters.
const SHOWN: usize = 40;

/// The tokens that let something pass unchecked, in a proof or elsewhere.
pub fn unchecked(tokens: &Tokens) -> impl Iterator<Item = (usize, String)> + '_ {
    let all = tokens.list.iter().enumerate();
    all.filter_map(|(at, token)| {
        let text = tokens.text(at);
        let what = match token.kind {
            Kind::Name => word(tokens, at, text),
            Kind::Text => interpolated(text),
            Kind::Symbol if text == "#" && tokens.text(at + 1) == "exit" => {
                Some("`#exit`: nothing below is checked".into())
            }
            _ => None,
        };
        Some((at, what?))
    })
}

fn word(tokens: &Tokens, at: usize, word: &str) -> Option<String> {
    if word.split('.').any(|part| UNCHECKED.contains(part)) {
        return Some(format!("`{word}`: not checked by Lean's kernel"));
    }
    let next = tokens.text(at + 1);
    if word == "set_option" && begins(next, &WEAKENING) {
        return Some(format!("`set_option {next}` weakens checking"));
    }
    // `decide +kernel +native`, `decide (config := { native := true })`; the same
    // option without its name is not looked at further.
    let before = at.checked_sub(1).map_or("", |at| tokens.text(at));
    let given = next == ":=" && tokens.text(at + 2) != "false";
    let unnamed = word == "config" && tokens.text(at + 2) == "⟨";
    if word == "native" && (before == "+" || given) || unnamed {
        return Some("`decide +native`: not checked by Lean's kernel".into());
    }
    // It passes over what is left of a proof. An argument may be called so.
    let stop = word == "stop" && !matches!(next, ":" | ":=");
    stop.then(|| "`stop`: not checked by Lean's kernel".into())
}

/// A word in a string such as `s!"{…}"`, which holds terms.
fn interpolated(text: &str) -> Option<String> {
    let (_, terms) = text.split_once('{')?;
    let mut words = terms.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '?'));
    let word = words.find(|word| UNCHECKED.contains(*word))?;
    Some(format!("`{word}`: not checked by Lean's kernel"))
}

/// The tokens outside the keywords of commands that may change what the text
/// means, and how they are shown: words of commands in the middle of others,
/// names in quotes, which hide what they are, options that nobody vouches for,
/// and marks of which Lean may see other ends.
pub fn reserved(tokens: &Tokens, commands: &[Command]) -> Vec<(usize, String)> {
    let mut keywords = commands.iter().peekable();
    let (mut found, mut end) = (Vec::new(), 0);
    for (at, token) in tokens.list.iter().enumerate() {
        let command = keywords.next_if(|command| command.keyword == at);
        end = command.map_or(end, |command| command.all.end);
        let text = tokens.text(at);
        let field = at > 0 && tokens.text(at - 1) == ".";
        let next = tokens.text(at + 1);
        let doubtful = match (token.kind, text) {
            (Kind::Text, _) => text.starts_with('\'') || text.contains('{'),
            (Kind::Symbol, "#") => {
                is_name(tokens, at + 1) && !command.is_some_and(|c| c.is_query(tokens))
            }
            (Kind::Symbol, _) => text == "'",
            (Kind::Number, _) => false,
            (_, "set_option") => !begins(next, &WEAKENING) && !begins(next, &OPTIONS),
            (_, "open") => command.is_none() && !opens_inside(tokens, at, end),
            (_, "module" | "deriving") => false,
            (_, "renaming" | "hiding" | "run_tac" | "by_elab") => true,
            (_, "rec") => at > 0 && tokens.text(at - 1) == "let",
            _ => text.contains('«') || command.is_none() && !field && COMMANDS.contains(text),
        };
        if doubtful {
            let shown = match text {
                "#" => format!("#{next}"),
                _ => text.chars().take(SHOWN).collect(),
            };
            found.push((at, shown));
        }
    }
    found
}

fn is_name(tokens: &Tokens, at: usize) -> bool {
    tokens.list.get(at).is_some_and(|t| t.kind == Kind::Name)
}

/// Whether an `open … in` in the middle of a command holds for what follows in
/// that command, and not for the next.
fn opens_inside(tokens: &Tokens, at: usize, end: usize) -> bool {
    let mut names = at + 1..end;
    let after = names.find(|at| !is_name(tokens, *at) || tokens.text(*at) == "in");
    after.is_some_and(|at| tokens.text(at) == "in" && at + 1 < end)
}

/// The first attribute among tokens, such as `@[simp, ext] private`, that is
/// not known to be harmless.
pub fn unknown_attribute(tokens: &Tokens, range: Range<usize>) -> Option<(usize, &str)> {
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
            if !name || !ATTRIBUTES.contains(text) {
                return Some((at, text));
            }
        }
    }
    None
}
