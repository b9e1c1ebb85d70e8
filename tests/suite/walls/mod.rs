//! The walls between the folders of `src/`: what each file may name, read from its text.

mod reader;

use std::collections::BTreeSet;

use reader::{File, files, names_crate, rooms_named};

/// What a room may name besides itself.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("term", &[]),
    ("notation", &["term"]),
    ("exact", &["term", "notation"]),
    ("tape", &[]),
    ("nodes", &["tape"]),
    ("lean", &["term", "notation"]),
    (
        "audit",
        &["term", "notation", "exact", "tape", "nodes", "lean"],
    ),
    ("certificate", &["term", "notation", "exact", "audit"]),
    (
        "report",
        &[
            "term",
            "notation",
            "exact",
            "tape",
            "audit",
            "lean",
            "certificate",
        ],
    ),
    (
        "cli",
        &[
            "term",
            "notation",
            "exact",
            "tape",
            "nodes",
            "lean",
            "audit",
            "certificate",
            "report",
        ],
    ),
    ("main", &["cli"]),
    ("guide", &[]),
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
        "num_bigint" | "num_integer" | "num_rational" | "num_traits" => within(&[
            "exact/",
            "term/",
            "lean/",
            "certificate/",
            "audit/sensitivity.rs",
            "audit/verdict.rs",
            "audit/comparison.rs",
            "report/number.rs",
        ]),
        "ndarray" => within(&["tape/", "nodes/", "audit/"]),
        "clap" => within(&["cli/", "report/table/format.rs"]),
        "anstream" | "anstyle" | "clap_complete" | "clap_mangen" | "indicatif" => within(&["cli/"]),
        "comfy_table" | "serde_json" | "similar" | "maud" => within(&["report/"]),
        "csv" => within(&["report/", "notation/tape/file.rs"]),
        "npyz" => path == "notation/tape/file.rs",
        "annotate_snippets" | "toml" => within(&["notation/"]),
        "rand" | "rand_chacha" => within(&["audit/"]),
        "rayon" => within(&["audit/", "certificate/check.rs"]),
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
        "anstream",
        "anstyle",
        "clap",
        "clap_complete",
        "clap_mangen",
        "indicatif",
        "comfy_table",
        "serde_json",
        "similar",
        "maud",
        "csv",
        "npyz",
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
fn the_replayer_of_tapes_does_not_know_the_search() {
    for part in ["replay", "statement", "instance"] {
        let code = file(&format!("exact/tape/{part}.rs")).code();
        assert!(!names_crate(&code, "egg"));
        let words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
        for word in words {
            let search = [
                "graph",
                "rewrite",
                "prove",
                "simplify",
                "Prover",
                "prove_tape",
            ];
            assert!(!search.contains(&word), "exact/tape/{part}.rs names {word}");
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
        assert!(lines <= 800, "{} has {lines} lines", file.path);
    }
}

#[test]
fn no_definition_is_named_outside_its_kernel_and_its_entry() {
    let spec = torchlean_mirror::notation::Spec::built_in().unwrap();
    let names = spec.entries.iter();
    let names: BTreeSet<String> = names.flat_map(|e| [e.name.to_string(), e.rust()]).collect();
    for file in files().iter().filter(|file| file.room() != "nodes") {
        // Comments may give examples.
        let code = file.with_strings();
        // The operations of the certificates have Lean's names too.
        let operations = torchlean_mirror::certificate::OPERATIONS;
        let operation = |name: &str| operations.iter().any(|(field, ..)| *field == name);
        for name in names
            .iter()
            .filter(|n| file.room() != "certificate" || !operation(n))
        {
            // A short name may be a word of the language: as a string it is still that name.
            let quoted = format!("\"{name}\"");
            let found = code.contains(&quoted) || name.len() > 6 && code.contains(name.as_str());
            assert!(!found, "{} names {name}", file.path);
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
        ("nodes/arithmetic.rs", "use crate::notation::Spec;"),
        (
            "tape/shape.rs",
            "use crate::{\n    nodes::Kernel,\n    tape::Shape,\n};",
        ),
        ("exact/bound.rs", "fn f() { crate::nodes::kernels(); }"),
        ("term/sort.rs", "use crate :: notation::Entry;"),
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
            "// use crate::notation::Spec;\nuse crate::tape::Shape;",
        ),
        (
            "exact/bound.rs",
            "fn f() -> &'static str { \"crate::nodes\" }",
        ),
        (
            "cli/audit.rs",
            "use torchlean_mirror::{audit::audit, nodes::kernels};",
        ),
    ] {
        assert_eq!(trespasses(&at(path, text)), Vec::<String>::new());
    }
    assert!(names_crate("use egg::Id;", "egg"));
    assert!(!names_crate("let leggy = 1; use begg::Id;", "egg"));
}
