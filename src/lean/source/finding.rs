//! Words of a Lean file that let something pass unchecked, or that change what
//! the words after them mean.

use super::command::{Command, begins_line};
use super::lexer::{Kind, Tokens};

/// Words that let something pass that Lean has not checked.
const UNCHECKED: &[&str] = &[
    "sorry",
    "sorryAx",
    "admit",
    "native_decide",
    "axiom",
    "opaque",
    "unsafe",
    "implemented_by",
    "extern",
    "ofReduceBool",
    "reduceBool",
    "ofReduceNat",
    "reduceNat",
    "trustCompiler",
    "lcProof",
    "bv_decide",
    "bv_check",
    "apply?",
    "rw?",
    "csimp",
];

/// Tokens after which a tactic may begin on the same line.
const BEFORE_TACTICS: &[&str] = &["by", ";", "·", "=>", "(", "|"];

/// Options that weaken checking, by the beginning of their names.
const WEAKENING: &[&str] = &["debug.", "autoImplicit", "relaxedAutoImplicit", "compiler."];

/// Options that guide search and printing, by the beginning of their names; no
/// other option is vouched for.
const HARMLESS: &[&str] = &[
    "maxHeartbeats",
    "maxRecDepth",
    "synthInstance.",
    "backward.",
    "linter.",
    "trace.",
    "pp.",
    "profiler",
    "warningAsError",
];

/// The tokens that let something pass unchecked, in a proof or elsewhere.
pub fn unchecked(tokens: &Tokens) -> impl Iterator<Item = (usize, String)> + '_ {
    let all = tokens.list.iter().enumerate();
    all.filter_map(|(at, token)| {
        let text = tokens.text(at);
        let what = match token.kind {
            Kind::Name => word(tokens, at, text),
            Kind::Text if at > 0 && tokens.text(at - 1).ends_with('!') => interpolated(text),
            Kind::Symbol if text == "#" && tokens.text(at + 1) == "exit" => {
                Some("`#exit`: nothing below is checked".into())
            }
            _ => None,
        };
        Some((at, what?))
    })
}

fn word(tokens: &Tokens, at: usize, word: &str) -> Option<String> {
    if word.split('.').any(|part| UNCHECKED.contains(&part)) {
        return Some(format!("`{word}`: not checked by Lean's kernel"));
    }
    let next = tokens.text(at + 1);
    if word == "set_option" && begins(next, WEAKENING) {
        return Some(format!("`set_option {next}` weakens checking"));
    }
    // `decide +kernel +native`, `decide (config := { native := true })`.
    let before = |back: usize| at.checked_sub(back).map_or("", |at| tokens.text(at));
    if word == "native" && (before(1) == "+" || next == ":=" && tokens.text(at + 2) == "true") {
        return Some("`decide +native`: not checked by Lean's kernel".into());
    }
    // `stop` passes over what is left of a proof; elsewhere it may be a name.
    let token = tokens.list.get(at);
    let after = BEFORE_TACTICS.contains(&before(1)) || before(1) == ">" && before(2) == ";";
    let begins = after || token.is_some_and(|token| token.first);
    let stop = word == "stop" && begins && !matches!(next, ":" | ":=");
    stop.then(|| "`stop`: not checked by Lean's kernel".into())
}

/// A word in a string such as `s!"{…}"`, which holds terms.
fn interpolated(text: &str) -> Option<String> {
    let (_, terms) = text.split_once('{')?;
    let mut words = terms.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '?'));
    let word = words.find(|word| UNCHECKED.contains(word))?;
    Some(format!("`{word}`: not checked by Lean's kernel"))
}

fn begins(name: &str, with: &[&str]) -> bool {
    with.iter().any(|start| name.starts_with(start))
}

/// The tokens outside the keywords of commands that may change what the text
/// means: words of commands in the middle of others, names in quotes, which
/// hide what they are, and options that nobody vouches for.
pub fn reserved(tokens: &Tokens, commands: &[Command]) -> Vec<usize> {
    let mut keywords = commands.iter().map(|command| command.keyword).peekable();
    let mut found = Vec::new();
    for (at, token) in tokens.list.iter().enumerate() {
        let command = keywords.next_if_eq(&at).is_some();
        let text = tokens.text(at);
        let field = at > 0 && tokens.text(at - 1) == ".";
        let next = tokens.text(at + 1);
        let doubtful = match text {
            _ if token.kind != Kind::Name => false,
            "set_option" => !begins(next, WEAKENING) && !begins(next, HARMLESS),
            "open" | "module" | "deriving" => false,
            "renaming" | "hiding" | "run_tac" | "by_elab" => true,
            _ => text.contains('«') || !command && !field && begins_line(text),
        };
        if doubtful {
            found.push(at);
        }
    }
    found
}
