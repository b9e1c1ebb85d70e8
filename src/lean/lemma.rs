//! Whether a checkout declares the lemmas that the laws cite, and where.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::command::Declaration;
use super::inventory::collect;
use super::lexer::{Kind, Tokens, closes, opens};
use super::module::{Module, Unreadable, bytes, read};
use super::outline::{full, last};
use super::words::MODIFIERS;
use crate::notation::{LemmaFile, Library};

/// Attributes that make a copy of a declaration under another name.
const COPIES: &[&str] = &["to_additive", "to_fun"];

/// A listed lemma that its file does not declare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undeclared<'l> {
    /// The full Lean name.
    pub name: &'l str,
    /// Where the list says that it is declared.
    pub listed: &'l LemmaFile,
    /// The files of the checkout that declare it.
    pub found: Vec<String>,
}

impl fmt::Display for Undeclared<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, file) = (self.name, &self.listed.file);
        if self.found.is_empty() {
            write!(f, "missing {name}: not declared in {file}, nor elsewhere")
        } else {
            let found = self.found.join(", ");
            write!(f, "moved {name}: not declared in {file}, but in {found}")
        }
    }
}

/// The lemmas of a library that are not declared where its list says, in a checkout of it.
///
/// A lemma is declared by a command of that name, as a field of a structure, by `alias` or
/// `export`, or as the copy that an attribute makes. Where the attribute leaves the name of
/// the copy to Lean, the list is believed that it is this one.
///
/// # Errors
/// The first listed file that cannot be read, or a folder of the checkout.
pub fn undeclared<'l>(
    library: &'l Library,
    root: &Path,
) -> Result<Vec<Undeclared<'l>>, Unreadable> {
    let mut files: BTreeMap<&str, Names> = BTreeMap::new();
    let mut undeclared = Vec::new();
    for (name, listed) in &library.lemmas {
        let (file, place) = (&*listed.file, root.join(&listed.file));
        if !files.contains_key(file) && place.is_file() {
            files.insert(file, Names::of(&read("", file, &place)?));
        }
        let names = files.get(file);
        if !names.is_some_and(|names| names.declare(name, listed)) {
            undeclared.push(Undeclared {
                name,
                listed,
                found: Vec::new(),
            });
        }
    }
    if !undeclared.is_empty() {
        search(library, root, &mut undeclared)?;
    }
    Ok(undeclared)
}

/// Looks for lemmas in all files under the folders of the listed ones.
fn search(
    library: &Library,
    root: &Path,
    undeclared: &mut [Undeclared<'_>],
) -> Result<(), Unreadable> {
    let listed = library.lemmas.values();
    let folders: BTreeSet<PathBuf> = listed
        .filter_map(|lemma| {
            Some(
                Path::new(&lemma.file)
                    .components()
                    .next()?
                    .as_os_str()
                    .into(),
            )
        })
        .collect();
    let mut files = Vec::new();
    for folder in folders {
        collect(root, folder, 0, &mut files)?;
    }
    for file in files {
        let (shown, bytes) = (file.display().to_string(), bytes(&root.join(&file))?);
        let text = String::from_utf8_lossy(&bytes);
        let mentions = |lemma: &Undeclared<'_>| {
            let written = lemma.listed.from.as_deref().unwrap_or(lemma.name);
            text.contains(last(written)) || text.contains(last(lemma.name))
        };
        if !undeclared.iter().any(mentions) {
            continue;
        }
        // A file that is not Lean text as the lexer knows it is passed over.
        let Ok(module) = Module::read("", &shown, &bytes) else {
            continue;
        };
        let names = Names::of(&module);
        for lemma in &mut *undeclared {
            if names.declare(lemma.name, lemma.listed) {
                lemma.found.push(shown.clone());
            }
        }
    }
    Ok(())
}

/// The full names that a file declares, and those of which an attribute makes a copy that
/// it does not name.
#[derive(Default)]
struct Names {
    declared: BTreeSet<String>,
    copied: BTreeSet<String>,
}

impl Names {
    fn of(module: &Module) -> Names {
        let (tokens, outline) = (&module.tokens, &module.outline);
        let mut names = Names::default();
        for declaration in &outline.declarations {
            let before = declaration.all.start..declaration.at;
            names.add(tokens, before, declaration.name.clone());
            let fields = fields(tokens, declaration).map(|field| full(&declaration.name, field));
            names.declared.extend(fields);
        }
        for (namespace, command) in &outline.others {
            let rest = command.rest();
            let find = |mark| rest.clone().find(|at| tokens.text(*at) == mark);
            let written = match tokens.text(command.keyword) {
                "alias" => rest.start..find(":=").unwrap_or(rest.end),
                "export" => find("(").unwrap_or(rest.end)..rest.end,
                _ => continue,
            };
            for at in written.filter(|at| is_name(tokens, *at)) {
                let name = full(namespace, tokens.text(at));
                names.add(tokens, command.before(), name);
            }
        }
        names
    }

    /// Adds a name with the copy that the attributes before it make.
    fn add(&mut self, tokens: &Tokens, before: Range<usize>, name: String) {
        if before.clone().any(|at| tokens.text(at) == "private") {
            return;
        }
        if let Some(attribute) = before.clone().find(|at| COPIES.contains(&tokens.text(*at))) {
            match copy(tokens, attribute + 1..before.end) {
                Some(copy) if copy.contains('.') => self.declared.insert(copy.into()),
                Some(copy) => {
                    let namespace = name.rsplit_once('.').map_or("", |(namespace, _)| namespace);
                    self.declared.insert(full(namespace, copy))
                }
                None => self.copied.insert(name.clone()),
            };
        }
        self.declared.insert(name);
    }

    fn declare(&self, name: &str, listed: &LemmaFile) -> bool {
        let from = listed.from.as_ref();
        self.declared.contains(name) || from.is_some_and(|from| self.copied.contains(from))
    }
}

/// The name that an attribute gives to its copy, among the tokens after the attribute's own.
fn copy(tokens: &Tokens, after: Range<usize>) -> Option<&str> {
    let (mut depth, mut name) = (0_usize, None);
    for at in after {
        match tokens.text(at) {
            text if opens(text) => depth += 1,
            text if depth == 0 && (text == "," || closes(text)) => break,
            text if closes(text) => depth -= 1,
            text if depth == 0 && is_name(tokens, at) => name = Some(text),
            _ => {}
        }
    }
    name
}

/// The fields of a structure that begin a line.
fn fields<'t>(
    tokens: &'t Tokens,
    declaration: &Declaration,
) -> impl Iterator<Item = &'t str> + use<'t> {
    let structure = matches!(&*declaration.keyword, "structure" | "class");
    let mark = declaration.result.end;
    let (start, all) = (mark + 1, tokens.list.len());
    // A documented field looks like a command to the outline.
    let outside = |at: &usize| {
        let token = tokens.list.get(*at);
        token.is_none_or(|token| token.first && token.column == 0)
    };
    let end = match structure && tokens.text(mark) == "where" {
        true => (start..all).find(outside).unwrap_or(all),
        false => start,
    };
    let body = start..end;
    let first = tokens.list.get(body.start).map(|token| token.column);
    let begins = move |at: &usize| {
        let token = tokens.list.get(*at);
        token.is_some_and(|token| token.first && Some(token.column) == first)
    };
    body.filter(begins).filter_map(move |at| {
        let name = (at..end).find(|at| !MODIFIERS.contains(tokens.text(*at)))?;
        is_name(tokens, name).then(|| tokens.text(name))
    })
}

fn is_name(tokens: &Tokens, at: usize) -> bool {
    tokens.list.get(at).is_some_and(|t| t.kind == Kind::Name)
}
