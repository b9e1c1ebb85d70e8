//! The walls between the folders of `src/`: what each file may name, read from its text.

mod reader;

use std::collections::BTreeSet;

use reader::{File, files, imported, names_crate, rooms_named};

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
        &[
            "term",
            "notation",
            "exact",
            "tape",
            "nodes",
            "lean",
            "certificate",
        ],
    ),
    ("certificate", &["term", "notation", "exact"]),
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
            "report/verdict.rs",
        ]),
        "ndarray" => within(&["tape/", "nodes/", "audit/"]),
        "metallic" => path == "nodes/real.rs",
        "clap" => within(&["cli/", "report/table/mod.rs"]),
        "anstream" | "anstyle" | "clap_complete" | "clap_mangen" | "indicatif" | "signal_hook" => {
            within(&["cli/"])
        }
        "comfy_table" | "similar" | "maud" => within(&["report/"]),
        // Lake's manifest is JSON.
        "serde_json" => within(&[
            "report/",
            "lean/checkout.rs",
            "lean/module.rs",
            "audit/user_kernel/process/",
        ]),
        "shlex" => within(&["audit/user_kernel/process/mod.rs", "report/repeat.rs"]),
        "rustix" => path == "audit/user_kernel/process/group.rs",
        "csv" => within(&["report/", "notation/tape/file.rs"]),
        "npyz" => path == "notation/tape/file.rs",
        "annotate_snippets" => within(&["notation/"]),
        // The program names the packages of its lock file.
        "toml" => within(&["notation/", "cli/program.rs"]),
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
        "metallic",
        "anstream",
        "anstyle",
        "clap",
        "clap_complete",
        "clap_mangen",
        "indicatif",
        "comfy_table",
        "serde_json",
        "shlex",
        "rustix",
        "signal_hook",
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
    for name in ["egg", "graph", "rewrite", "prove", "normalise", "simplify"] {
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
        for search in ["graph", "rewrite", "prove", "normalise", "simplify"] {
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
                "normalise",
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
        if ["exact", "term", "notation"].contains(&file.room()) {
            assert!(!code.contains("float_arithmetic)]") || file.path == "exact/mod.rs");
        }
    }
}

/// What a report may take from the layers that compute, besides types: names, formats of numbers,
/// and tables of names.
const PRINTING: &[&str] = &[
    "exact",
    "operations",
    "round_rational",
    "theorem_name",
    "rule_name",
    "user_kernel",
];

/// Types by which something is proved, simplified, evaluated or audited.
const COMPUTING: &[&str] = &[
    "Audit",
    "Prover",
    "Point",
    "Bounded",
    "Number",
    "UserKernel",
];

/// What a file of the report names that would compute something.
fn computes(code: &str) -> Vec<String> {
    let layers = ["exact", "audit", "certificate", "lean"];
    let named = layers.iter().flat_map(|layer| imported(code, layer));
    named
        .filter(|name| {
            let function = name.starts_with(|c: char| c.is_lowercase());
            COMPUTING.contains(&&**name) || function && !PRINTING.contains(&&**name)
        })
        .collect()
}

#[test]
fn reports_only_print() {
    for file in files().iter().filter(|file| file.room() == "report") {
        assert_eq!(
            computes(&file.code()),
            Vec::<String>::new(),
            "{}",
            file.path
        );
    }
}

#[test]
fn a_report_that_computes_is_noticed() {
    for (text, name) in [
        ("use crate::exact::{Limits, Prover};", "Prover"),
        ("use crate::exact::smaller;", "smaller"),
        ("let d = crate::exact::derive(t, x, c, laws);", "derive"),
        ("use crate::audit::{Report, certify};", "certify"),
        ("use crate::exact::{Exact, Point};", "Point"),
        ("use crate::certificate::check;", "check"),
    ] {
        assert_eq!(computes(text), [name], "{text}");
    }
    let printing = "use crate::exact::{Format, exact};\nuse crate::audit::user_kernel::Quantity;";
    assert_eq!(computes(printing), Vec::<String>::new());
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

/// What a look-up by name ends with, before the name.
const LOOK_UPS: &[&str] = &["find(", "entry(", "select(&[", "against("];

/// What gives the name of a definition, before or after a comparison.
const NAMES: &[&str] = &[
    ".name",
    ".short()",
    ".rust()",
    ".name()",
    ".entry",
    ".definition",
];

/// The literals of a text by which a definition of these names is looked up, or its name
/// compared. A name is not a fault in itself: `sum` and `flatten` are words of the language.
fn looked_up<'n>(code: &str, names: &'n BTreeSet<String>) -> Vec<&'n str> {
    let named = |text: &str| NAMES.iter().any(|end| text.ends_with(end));
    let found = |name: &&String| {
        let quoted = format!("\"{name}\"");
        code.match_indices(&quoted).any(|(at, _)| {
            let before = code[..at].trim_end_matches(['*', '&', ' ', '\n']);
            let after = code[at + quoted.len()..].trim_start();
            let look_up = LOOK_UPS.iter().any(|end| before.ends_with(end));
            let operators = ["==", "!="];
            let left = operators
                .iter()
                .filter_map(|operator| before.strip_suffix(operator))
                .any(|left| named(left.trim_end()));
            let right = operators
                .iter()
                .filter_map(|operator| after.strip_prefix(operator))
                .any(|right| {
                    let end = right.find([';', '{', ',', '|', '}', '\n']);
                    let right = right[..end.unwrap_or(right.len())].trim_end();
                    named(right) || right.strip_suffix(')').is_some_and(named)
                });
            let arm = after.starts_with("=>") || after.starts_with('|');
            let subject = before.rsplit_once("match ").map(|(_, rest)| rest);
            let subject = subject.and_then(|rest| Some(rest.split_once('{')?.0));
            let arm = arm && subject.is_some_and(|subject| named(subject.trim_end()));
            name.contains('.') || look_up || left || right || arm
        })
    };
    names.iter().filter(found).map(|name| &**name).collect()
}

#[test]
fn no_definition_is_looked_up_by_a_literal() {
    let spec = torchlean_mirror::notation::Spec::built_in().unwrap();
    let names = spec.entries.iter();
    let names: BTreeSet<String> = names
        .flat_map(|e| [e.name.to_string(), e.name.short().to_string(), e.rust()])
        .collect();
    for file in files().iter().filter(|file| file.room() != "nodes") {
        // Comments may give examples.
        let found = looked_up(&file.with_strings(), &names);
        assert_eq!(found, Vec::<&str>::new(), "{}", file.path);
    }
}

#[test]
fn a_look_up_by_a_literal_is_noticed_and_a_word_is_not() {
    let names = ["flatten", "exp", "max", "sum", "abs", "N.exp"];
    let names: BTreeSet<String> = names.into_iter().map(Into::into).collect();
    for text in [
        "spec.find(\"exp\")",
        "spec.entry(\"sum\")",
        "kernel.against(\"abs\")",
        "spec.select(&[\"max\".into()])",
        "if entry.name.short() == \"exp\" {}",
        "*kernel.name() != *\"max\"",
        "if \"sum\" == entry.rust() {}",
        "entries.filter(|e| \"abs\" != e.name.short())",
        "match entry.name.short() { \"flatten\" => 1, _ => 0 }",
        "match entry.rust() { \"flatten\" | \"other\" => 1, _ => 0 }",
        "let name = \"N.exp\";",
    ] {
        assert_eq!(looked_up(text, &names).len(), 1, "{text}");
    }
    for text in [
        "rows.flatten().map(|x| x.exp().max(y).abs()).sum()",
        "(\"exp\", Op::Exp), (\"sum\", Op::Sum)",
        "Op::Sum => \"sum\"",
        "fn flatten(max: f64, sum: f64) {}",
        "format!(\"the max of {exp} and the sum\")",
    ] {
        assert_eq!(looked_up(text, &names), Vec::<&str>::new(), "{text}");
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
