//! The files of `src/` as text, and what they name.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A file of `src/`: its path from there, and its text.
pub struct File {
    pub path: String,
    pub text: String,
}

pub fn files() -> Vec<File> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        let entries = fs::read_dir(folder).unwrap();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            match path.is_dir() {
                true => walk(&path, found),
                false => found.push(path),
            }
        }
    }
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&src, &mut paths);
    paths
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .map(|path| File {
            text: fs::read_to_string(&path).unwrap(),
            path: path
                .strip_prefix(&src)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/"),
        })
        .collect()
}

impl File {
    /// The first folder, or the file's own name: `exact`, `main`.
    pub fn room(&self) -> &str {
        let first = self.path.split('/').next().unwrap();
        first.trim_end_matches(".rs")
    }

    /// The text without comments and string literals, and without white space inside paths.
    pub fn code(&self) -> String {
        code(&self.text, false)
    }

    /// The text without comments.
    pub fn with_strings(&self) -> String {
        code(&self.text, true)
    }
}

fn code(text: &str, strings: bool) -> String {
    let mut code = String::new();
    let mut rest = text.chars().peekable();
    let mut previous = ' ';
    while let Some(c) = rest.next() {
        match (c, rest.peek()) {
            ('/', Some('/')) => while rest.next().is_some_and(|c| c != '\n') {},
            ('\'', Some('"')) => {
                rest.next();
            }
            ('"', _) => {
                code.push('"');
                while let Some(inner) = rest.next() {
                    match inner {
                        '"' => break,
                        '\\' => drop(rest.next()),
                        inner if strings => code.push(inner),
                        _ => {}
                    }
                }
                code.push('"');
            }
            (c, _) if c.is_whitespace() => {
                if previous != ' ' {
                    code.push(' ');
                }
                previous = ' ';
                continue;
            }
            (c, _) => code.push(c),
        }
        previous = c;
    }
    code
}

/// The rooms that a text names, as `crate::room` or as the library's own name.
pub fn rooms_named(code: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for root in ["crate::", "torchlean_mirror::"] {
        for (at, _) in code.match_indices(root) {
            let rest = &code[at + root.len()..];
            if let Some(group) = rest.strip_prefix('{') {
                rooms.extend(heads(group));
            } else {
                rooms.extend(word(rest));
            }
        }
    }
    rooms
}

/// What a text takes from a layer: the names after `crate::layer::`, alone or in a group.
pub fn imported(code: &str, layer: &str) -> Vec<String> {
    let root = format!("crate::{layer}::");
    let mut found = Vec::new();
    for (at, _) in code.match_indices(&root) {
        let rest = &code[at + root.len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(heads(group)),
            None => found.extend(word(rest)),
        }
    }
    found
}

/// The first word of each path of a `use` group, whose opening brace was read.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut start, mut found) = (1, true, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => start = true,
            c if start && depth == 1 && !c.is_whitespace() => {
                found.extend(word(&group[at..]));
                start = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    found
}

fn word(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    let word = &text[..end.unwrap_or(text.len())];
    (!word.is_empty()).then(|| word.to_string())
}

/// Whether a crate is named: as `name::`, or as a whole `use name`.
pub fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let inside = before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':');
        let after = &code[at + name.len()..];
        !inside && (after.starts_with("::") || after.starts_with(';') || after.starts_with(" as "))
    })
}
