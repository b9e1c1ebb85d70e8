//! The frame of a module: everything in it that is not a mirrored definition, by
//! digest.

use super::command::commands;
use super::module::Module;
use crate::notation::Spec;

/// A command of a frame, or a mirrored definition, which is compared by its meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Framed {
    /// The position of its first token.
    pub at: usize,
    /// The full name of a mirrored definition; the keyword and the digest of another command.
    pub text: String,
}

/// The frame of a module, in the order of the file.
pub fn frame(spec: &Spec, module: &Module) -> Vec<Framed> {
    let tokens = &module.tokens;
    let commands = commands(tokens);
    let first = commands.first().map_or(tokens.list.len(), |c| c.all.start);
    let head = (first > 0).then(|| Framed {
        at: 0,
        text: format!("text {}", module.digest(0..first)),
    });
    let mut declarations = module.outline.declarations.iter().peekable();
    // What only shows something is not part of it.
    let commands = commands
        .into_iter()
        .filter(|command| !command.is_query(tokens));
    let commands = commands.map(|command| {
        let declared = declarations.next_if(|d| d.all == command.all);
        let entry = declared.and_then(|d| spec.entries.iter().find(|e| e.name == *d.name));
        Framed {
            at: command.keyword,
            text: match entry {
                Some(entry) => entry.name.to_string(),
                None => {
                    format!(
                        "{} {}",
                        command.word(tokens),
                        module.digest(command.all.clone())
                    )
                }
            },
        }
    });
    let commands: Vec<Framed> = commands.collect();
    head.into_iter().chain(commands).collect()
}

/// Where two frames differ: what the first has there and what the second.
pub fn difference<'a>(pinned: &'a [String], found: &'a [Framed]) -> (&'a [String], &'a [Framed]) {
    let same = |(pinned, found): &(&String, &Framed)| **pinned == found.text;
    let begin = pinned.iter().zip(found).take_while(same).count();
    let pinned = pinned.get(begin..).unwrap_or(&[]);
    let found = found.get(begin..).unwrap_or(&[]);
    let ends = pinned.iter().rev().zip(found.iter().rev());
    let end = ends.take_while(same).count();
    let until = |length: usize| ..length.saturating_sub(end);
    (
        pinned.get(until(pinned.len())).unwrap_or(&[]),
        found.get(until(found.len())).unwrap_or(&[]),
    )
}
