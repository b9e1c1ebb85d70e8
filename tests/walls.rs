//! The walls between the folders of `src/`: what each file may name, read from its text.
#![cfg(feature = "exact")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A file of `src/`: its path from there, and its text.
struct File {
    path: String,
    text: String,
}

fn files() -> Vec<File> {
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
    fn room(&self) -> &str {
        let first = self.path.split('/').next().unwrap();
        first.trim_end_matches(".rs")
    }

    /// The text without comments and string literals, and without white space inside paths.
    fn code(&self) -> String {
        code(&self.text)
    }
}

fn code(text: &str) -> String {
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
                code.push_str("\"\"");
                while let Some(inner) = rest.next() {
                    match inner {
                        '\\' => drop(rest.next()),
                        '"' => break,
                        _ => {}
                    }
                }
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
fn rooms_named(code: &str) -> BTreeSet<String> {
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
fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let inside = before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':');
        let after = &code[at + name.len()..];
        !inside && (after.starts_with("::") || after.starts_with(';') || after.starts_with(" as "))
    })
}

/// What a room may name besides itself.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("term", &[]),
    ("spec", &["term"]),
    ("exact", &["term", "spec"]),
    ("tape", &[]),
    ("nodes", &["tape"]),
    ("lean", &["term", "spec", "exact"]),
    ("audit", &["term", "spec", "exact", "tape", "nodes"]),
    ("report", &["term", "spec", "exact", "tape", "audit"]),
    (
        "main",
        &[
            "term", "spec", "exact", "tape", "nodes", "audit", "report", "lean",
        ],
    ),
    ("lib", &[]),
];

/// What a file names that its room may not.
fn trespasses(file: &File) -> Vec<String> {
    let room = file.room();
    let Some((_, allowed)) = MAY_NAME.iter().find(|(name, _)| *name == room) else {
        return vec![format!("{}: no wall is drawn for it", file.path)];
    };
    let rooms: Vec<&str> = MAY_NAME.iter().map(|(name, _)| *name).collect();
    rooms_named(&file.code())
        .iter()
        .filter(|named| rooms.contains(&named.as_str()))
        .filter(|named| *named != room && !allowed.contains(&named.as_str()))
        .map(|named| format!("{} names `{named}`", file.path))
        .collect()
}

#[test]
fn rooms_name_only_lower_rooms() {
    let found: Vec<String> = files().iter().flat_map(trespasses).collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn no_room_reaches_out_by_super() {
    // `super::` more often than a file is deep leaves the room unseen.
    for file in files() {
        let depth = file.path.matches('/').count();
        let up = "super::".repeat(depth + 1);
        assert!(!file.code().contains(&up), "{}", file.path);
    }
}

/// The crates that only some files may name.
fn may_name_crate(name: &str, path: &str) -> bool {
    let within = |folders: &[&str]| folders.iter().any(|folder| path.starts_with(folder));
    match name {
        "egg" => within(&["exact/"]),
        "num_bigint" | "num_integer" | "num_rational" | "num_traits" => {
            within(&["exact/", "term/", "audit/verdict.rs", "report/number.rs"])
        }
        "ndarray" => within(&["tape/", "nodes/", "audit/"]),
        "clap" | "indicatif" => path == "main.rs",
        "comfy_table" | "serde_json" | "similar" | "maud" | "csv" => within(&["report/"]),
        "annotate_snippets" | "toml" => within(&["spec/"]),
        "rand" | "rand_chacha" | "rayon" => within(&["audit/"]),
        _ => true,
    }
}

#[test]
fn crates_are_named_where_they_belong() {
    let crates = [
        "egg",
        "num_bigint",
        "num_integer",
        "num_rational",
        "num_traits",
        "ndarray",
        "clap",
        "indicatif",
        "comfy_table",
        "serde_json",
        "similar",
        "maud",
        "csv",
        "annotate_snippets",
        "toml",
        "rand",
        "rand_chacha",
        "rayon",
    ];
    for file in files() {
        for name in crates {
            if names_crate(&file.code(), name) {
                let allowed = may_name_crate(name, &file.path);
                assert!(allowed, "{} names the crate {name}", file.path);
            }
        }
    }
}

fn file(path: &str) -> File {
    let mut all = files().into_iter();
    all.find(|file| file.path == path).unwrap()
}

#[test]
fn kernels_name_nothing_symbolic() {
    let symbolic = [
        "egg",
        "num_bigint",
        "num_rational",
        "num_traits",
        "num_integer",
    ];
    for file in files() {
        if ["tape", "nodes"].contains(&file.room()) {
            let code = file.code();
            for name in symbolic {
                assert!(!names_crate(&code, name), "{} names {name}", file.path);
            }
            assert!(
                !file.text.contains("feature ="),
                "{} has a feature",
                file.path
            );
            assert!(!code.contains("include_str"), "{} reads a file", file.path);
        }
    }
}

#[test]
fn the_replayer_does_not_know_the_search() {
    let replay = file("exact/replay.rs").code();
    for name in ["egg", "graph", "rewrite", "prove", "simplify"] {
        let named = ["super::", "exact::"]
            .iter()
            .any(|root| replay.contains(&format!("{root}{name}")));
        assert!(
            !named && !names_crate(&replay, name),
            "replay.rs names {name}"
        );
    }
    let imported: Vec<&str> = replay
        .match_indices("use super::")
        .map(|(at, root)| &replay[at + root.len()..])
        .map(|rest| &rest[..rest.find("::").unwrap()])
        .collect();
    // What it does name must not know the search either.
    for name in imported {
        let text = file(&format!("exact/{name}.rs")).code();
        assert!(!names_crate(&text, "egg"), "exact/{name}.rs names egg");
        for search in ["graph", "rewrite", "prove", "simplify"] {
            assert!(!text.contains(&format!("super::{search}::")), "{name}");
        }
    }
}

#[test]
fn the_exact_side_does_no_float_arithmetic() {
    let module = file("exact/mod.rs");
    assert!(module.text.contains("#![deny(clippy::float_arithmetic)]"));
    for file in files() {
        let code = file.code();
        if ["exact", "term", "spec"].contains(&file.room()) {
            assert!(!code.contains("float_arithmetic)]") || file.path == "exact/mod.rs");
        }
    }
}

#[test]
fn nothing_is_unsafe() {
    assert!(file("lib.rs").text.contains("#![forbid(unsafe_code)]"));
    for file in files() {
        let code = file.code().replace("unsafe_code", "");
        assert!(!code.contains("unsafe"), "{}", file.path);
    }
}

#[test]
fn every_file_says_what_it_is() {
    let missing: Vec<String> = files()
        .into_iter()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| file.path)
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn no_file_is_long() {
    for file in files() {
        let lines = file.text.lines().count();
        assert!(lines <= 600, "{} has {lines} lines", file.path);
    }
}

#[test]
fn no_definition_is_named_outside_its_kernel_and_its_entry() {
    let spec = torchlean_mirror::spec::Spec::built_in().unwrap();
    // A name of one word may be a word of the language.
    let names = spec
        .entries
        .iter()
        .flat_map(|e| [e.name.to_string(), e.rust()]);
    let telling: BTreeSet<String> = names.filter(|name| name.len() > 6).collect();
    for file in files().iter().filter(|file| file.room() != "nodes") {
        // Comments may give examples.
        let code = file.code();
        for name in &telling {
            assert!(!code.contains(name.as_str()), "{} names {name}", file.path);
        }
    }
}

#[test]
fn a_trespass_is_noticed() {
    let at = |path: &str, text: &str| File {
        path: path.into(),
        text: text.into(),
    };
    for (path, text) in [
        ("nodes/arithmetic.rs", "use crate::spec::Spec;"),
        (
            "tape/shape.rs",
            "use crate::{\n    nodes::Kernel,\n    tape::Shape,\n};",
        ),
        ("exact/bound.rs", "fn f() { crate::nodes::kernels(); }"),
        ("term/sort.rs", "use crate :: spec::Entry;"),
        (
            "report/json.rs",
            "use crate::{audit::{Case, Claim}, nodes::Kernel};",
        ),
        ("other/mod.rs", ""),
    ] {
        let text = text.replace(" :: ", "::");
        assert_eq!(trespasses(&at(path, &text)).len(), 1, "{path}: {text}");
    }
    for (path, text) in [
        (
            "nodes/arithmetic.rs",
            "// use crate::spec::Spec;\nuse crate::tape::Shape;",
        ),
        (
            "exact/bound.rs",
            "fn f() -> &'static str { \"crate::nodes\" }",
        ),
        (
            "main.rs",
            "use torchlean_mirror::{audit::audit, nodes::kernels};",
        ),
    ] {
        assert_eq!(trespasses(&at(path, text)), Vec::<String>::new());
    }
    assert!(names_crate("use egg::Id;", "egg"));
    assert!(!names_crate("let leggy = 1; use begg::Id;", "egg"));
}
