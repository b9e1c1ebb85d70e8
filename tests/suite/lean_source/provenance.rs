//! What was read is said, and what is not as it is pinned is found.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;
use torchlean_mirror::audit::{Imports, Report, Verdict, check_text};
use torchlean_mirror::lean::{Checkout, MANIFEST, path, pin};
use torchlean_mirror::notation::{Source, SourcePin, Spec};
use torchlean_mirror::report::{audit, document, json};

use crate::report::schema::check;

use super::{ALONE, FIXTURE, MODULE, REPORT, REPORT_ALONE, SPEC, text_of};

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
const IMPORTED: &str = "Fixture/Elementwise.lean";
const DEEP: &str = "Fixture/Deep.lean";

pub fn write(root: &Path, file: &str, text: &str) {
    let file = root.join(file);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// A checkout of the fixture with what it imports.
fn checkout() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, &path(MODULE), FIXTURE);
    let header = "/- A comment. -/ module\n\npublic meta import all Fixture.Deep\nimport Mathlib.Logic.Basic\n";
    write(
        root,
        IMPORTED,
        &format!("{header}\nimport_is_no_command\nimport Fixture.Other"),
    );
    write(root, DEEP, "prelude");
    write(root, "Fixture/Other.lean", "");
    write(root, "lean-toolchain", "leanprover/lean4:v4.32.0\n");
    let packages = r#"{"packages": [{"name": "mathlib", "rev": "81a5", "type": "git"}, {"name": "near", "dir": "../near"}]}"#;
    write(root, MANIFEST, packages);
    write(root, ".git/HEAD", "ref: refs/heads/main\n");
    write(root, ".git/refs/heads/main", &format!("{COMMIT}\n"));
    folder
}

fn read(place: &Path) -> Checkout {
    Checkout::read(&ALONE, place).unwrap()
}

fn pinned(place: &Path) -> Spec {
    let mut spec = ALONE.clone();
    spec.source = pin::source(&spec, &read(place));
    spec
}

fn held(spec: &Spec, place: &Path) -> Report {
    let mut report = REPORT_ALONE.clone();
    check_text(spec, &mut report, &read(place));
    report
}

fn unpinned(report: &Report) -> Vec<String> {
    let source = report.source.as_ref().unwrap();
    source.unpinned.iter().map(ToString::to_string).collect()
}

#[test]
fn what_was_read_is_said() {
    let folder = checkout();
    let read = read(folder.path()).provenance;
    assert_eq!(read.path, folder.path().display().to_string());
    assert_eq!(
        (read.checkout, read.commit.as_deref()),
        (true, Some(COMMIT))
    );
    let files: Vec<&str> = read.files.keys().map(String::as_str).collect();
    // What `Fixture.Other` names stands behind the header, and Mathlib is not here.
    assert_eq!(files, [DEEP, IMPORTED, &path(MODULE), "lean-toolchain"]);
    // `printf prelude | sha256sum`
    assert!(read.files[DEEP].starts_with("2340"), "{}", read.files[DEEP]);
    let packages: Vec<(&str, &str)> = read.packages.iter().map(|(n, r)| (&**n, &**r)).collect();
    assert_eq!(packages, [("mathlib", "81a5"), ("near", "folder ../near")]);
}

#[test]
fn the_commit_is_found_as_git_keeps_it() {
    let folder = checkout();
    let root = folder.path();
    let commit = || read(root).provenance.commit;
    fs::remove_file(root.join(".git/refs/heads/main")).unwrap();
    assert_eq!(commit(), None);
    write(
        root,
        ".git/packed-refs",
        &format!("# pack-refs\n{COMMIT} refs/heads/main\n"),
    );
    assert_eq!(commit().as_deref(), Some(COMMIT));
    write(root, ".git/HEAD", COMMIT);
    assert_eq!(commit().as_deref(), Some(COMMIT));
    write(root, ".git/HEAD", "nonsense");
    assert_eq!(commit(), None);
    assert!(read(root).provenance.checkout);
    // A work tree has a file that names its folder, which names that of the repository.
    fs::rename(root.join(".git"), root.join("repository")).unwrap();
    write(root, "repository/worktrees/w/HEAD", "ref: refs/heads/main");
    write(root, "repository/worktrees/w/commondir", "../..\n");
    write(root, ".git", "gitdir: repository/worktrees/w\n");
    assert_eq!(commit().as_deref(), Some(COMMIT));
    fs::remove_file(root.join(".git")).unwrap();
    let read = read(root).provenance;
    assert_eq!((read.checkout, read.commit), (false, None));
}

#[test]
fn a_checkout_as_it_is_pinned_has_no_findings() {
    let folder = checkout();
    let spec = pinned(folder.path());
    let report = held(&spec, folder.path());
    assert_eq!(unpinned(&report), [""; 0]);
    let source = report.source.as_ref().unwrap();
    assert_eq!(source.imports, Imports::Pinned);
    assert_eq!(source.findings, []);
    // What `pin` writes is read back.
    let text = pin::render_source(&spec.source);
    assert_eq!(
        SourcePin::read(&Source::new("source.toml", text)).unwrap(),
        spec.source
    );
}

#[test]
fn what_the_definitions_rest_on_is_found_where_it_differs() {
    type Edit = fn(&Path);
    let edits: [(Edit, &[&str]); 6] = [
        (
            |root| write(root, DEEP, "prelude\naxiom bad : False"),
            &["Fixture/Deep.lean:1: what is imported is not the pinned file"],
        ),
        (
            |root| fs::remove_file(root.join(DEEP)).unwrap(),
            &["Fixture/Deep.lean:1: this file is pinned, and is not here or not imported"],
        ),
        (
            |root| write(root, IMPORTED, "import Fixture.Other"),
            &[
                "Fixture/Deep.lean:1: this file is pinned, and is not here or not imported",
                "Fixture/Elementwise.lean:1: what is imported is not the pinned file",
                "Fixture/Other.lean:1: what is imported is not among the pinned files",
            ],
        ),
        (
            // It would stand in the place of the package's.
            |root| write(root, "Mathlib/Logic/Basic.lean", ""),
            &["Mathlib/Logic/Basic.lean:1: what is imported is not among the pinned files"],
        ),
        (
            |root| write(root, "lakefile.toml", "leanOptions = []"),
            &["lakefile.toml:1: what is imported is not among the pinned files"],
        ),
        (
            |root| {
                write(
                    root,
                    MANIFEST,
                    r#"{"packages": [{"name": "mathlib", "rev": "82"}, {"name": "x"}]}"#,
                )
            },
            &[
                "lake-manifest.json:1: the package mathlib is not at the pinned revision",
                "lake-manifest.json:1: the package near is pinned, and is not here",
                "lake-manifest.json:1: the package x is not among the pinned ones",
            ],
        ),
    ];
    for (edit, expected) in edits {
        let folder = checkout();
        let spec = pinned(folder.path());
        edit(folder.path());
        let report = held(&spec, folder.path());
        assert_eq!(unpinned(&report), expected);
        assert_eq!(report.source.as_ref().unwrap().imports, Imports::NotPinned);
        // Until `pin` renews it.
        assert_eq!(
            unpinned(&held(&pinned(folder.path()), folder.path())),
            [""; 0]
        );
    }
}

#[test]
fn the_commands_around_the_definitions_are_pinned() {
    for (from, to, expected) in [
        (
            "import Fixture.",
            "import Other.",
            &[
                "3: `import` is not pinned here",
                "3: pinned here, and not found: import",
            ] as &[&str],
        ),
        (
            "open Spec",
            "open Spec\ntheorem t : 1 = 1 := rfl",
            &["13: `theorem` is not pinned here"],
        ),
        (
            "open Spec\n",
            "",
            &["175: pinned here, and not found: open"],
        ),
        (
            "\ndef sub ",
            "\nvariable (x : ℝ)\n\ndef sub ",
            &["56: `variable` is not pinned here"],
        ),
        (
            "module\n",
            "junk module\n",
            &[
                "1: `text` is not pinned here",
                "1: pinned here, and not found: module",
            ],
        ),
    ] {
        assert!(FIXTURE.contains(from));
        let report = super::held(&FIXTURE.replacen(from, to, 1));
        let expected: Vec<String> = expected
            .iter()
            .map(|e| format!("fixture.lean:{e}"))
            .collect();
        assert_eq!(unpinned(&report), expected, "{to}");
        assert!(report.fails());
    }
    // Definitions are compared by what they mean, and comments mean nothing.
    for (from, to) in [
        ("u + b", "u - b"),
        ("/-- A linear", "/- A comment. -/ /-- A linear"),
    ] {
        assert_eq!(
            unpinned(&super::held(&FIXTURE.replacen(from, to, 1))),
            [""; 0]
        );
    }
    let mut unknown = SPEC.clone();
    unknown.source.frames.clear();
    let mut report = REPORT.clone();
    check_text(
        &unknown,
        &mut report,
        &Checkout::from(super::module(FIXTURE)),
    );
    let expected = format!("fixture.lean:1: spec/source.toml pins no commands of {MODULE}");
    assert_eq!(unpinned(&report), [expected]);
}

#[test]
fn one_file_alone_leaves_its_imports_unread() {
    let folder = checkout();
    let file = folder.path().join(path(MODULE));
    let found = read(&file).provenance;
    assert_eq!(found.commit.as_deref(), Some(COMMIT));
    assert_eq!(found.files.len(), 1);
    let elsewhere = folder.path().join("Arithmetic.lean");
    fs::copy(&file, &elsewhere).unwrap();
    assert!(!read(&elsewhere).provenance.checkout);
    let report = held(&ALONE, &file);
    assert_eq!(unpinned(&report), [""; 0]);
    assert_eq!(report.source.as_ref().unwrap().imports, Imports::NotRead);
    let Verdict::Proved(evidence) = text_of(&report, "mul") else {
        panic!("{:?}", text_of(&report, "mul"));
    };
    assert_eq!(evidence.imports, Some(Imports::NotRead));
}

#[test]
fn the_pin_is_what_pin_writes() {
    let spec = Spec::built_in().unwrap();
    let written = pin::render_source(&spec.source);
    assert_eq!(written, include_str!("../../../spec/source.toml"));
    assert!(spec.source.files.len() > 50);
    for module in spec.modules() {
        assert!(spec.source.files.contains_key(&path(module)));
        let frame = &spec.source.frames[module];
        for entry in spec.entries.iter().filter(|e| *e.module == *module) {
            assert!(frame.contains(&entry.name.to_string()), "{}", entry.name);
        }
    }
}

#[test]
fn unknown_tactics_are_listed() {
    let skipped = |from: &str, to: &str| {
        assert!(FIXTURE.contains(from));
        let report = super::held(&FIXTURE.replacen(from, to, 1));
        let skipped = &report.source.as_ref().unwrap().skipped;
        let unknown = skipped.unknown.iter();
        unknown
            .map(|f| f.what.split('`').nth(1).unwrap().to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(skipped("simp", "simp"), [""; 0]);
    let step = "exact proof_of_this";
    for (to, unknown) in [
        ("hammer", "hammer"),
        ("simp; hammer", "hammer"),
        ("simp <;> hammer x", "hammer"),
        ("· hammer", "hammer"),
        ("try hammer", "hammer"),
        ("have h : 1 = 1 := by hammer", "hammer"),
        (
            "have h : 1 = 1 := by\n        rfl\n        hammer",
            "hammer",
        ),
        ("cases w with\n      | a => hammer", "hammer"),
        (
            "cases w with\n      | a => exact\n          match y with\n          | p => q\n      | b => hammer",
            "hammer",
        ),
        ("all_goals hammer", "hammer"),
        ("(hammer)", "hammer"),
        ("{ hammer }", "hammer"),
    ] {
        assert_eq!(skipped(step, to), [unknown], "{to}");
    }
    for to in [
        "exact foo\n        bar",
        "rw [foo,\n      bar]",
        "calc x = y := by simp\n        _ = z := fun w => foo",
        "simpa using\n        foo (by rfl)",
        "let n : Nat :=\n        match w with\n        | some m => m\n        | none => other\n      rfl",
        "rfl\n      def other : Nat := rfl",
    ] {
        assert_eq!(skipped(step, to), [""; 0], "{to}");
    }
}

#[test]
fn reports_say_what_was_read() {
    let folder = checkout();
    let root = folder.path();
    let file = root.join(path(MODULE));
    for (place, edit, imports, remark, hypothesis) in [
        (root, "", "pinned", "of spec/source.toml.", None),
        (
            root,
            "prelude\n#eval 1",
            "not-pinned",
            "imports not as pinned.",
            Some("mean the same"),
        ),
        (
            &file,
            "prelude",
            "not-read",
            "imports not read.",
            Some("were not read"),
        ),
    ] {
        let spec = pinned(root);
        if !edit.is_empty() {
            write(root, DEEP, edit);
        }
        let report = held(&spec, place);
        let text = document::terminal::render(&audit::definitions(&report), None);
        let read = format!("Read: {}, a checkout at {COMMIT}; ", place.display());
        assert!(text.contains(&read), "{text}");
        let digest =
            &report.source.as_ref().unwrap().read.files[&report.source.as_ref().unwrap().files[0]];
        assert!(text.contains(&format!(": {digest}.")), "{text}");
        assert!(
            text.contains("Skipped: 24 blocks of tactics, by calc, "),
            "{text}"
        );
        assert!(text.contains(remark), "{text}");
        let found: Value = serde_json::from_str(&json::render(&report).unwrap()).unwrap();
        assert_eq!(check(&found), [""; 0]);
        assert_eq!(found["source"]["imports"], imports);
        assert_eq!(found["source"]["read"]["commit"], COMMIT);
        let text = &found["definitions"][0]["claims"][5];
        assert_eq!(
            (&text["claim"], &text["verdict"]),
            (&"text".into(), &"proved".into())
        );
        let given = text["where"][0].as_str();
        assert_eq!(given.is_some(), hypothesis.is_some());
        assert!(given.is_none_or(|given| given.contains(hypothesis.unwrap())));
    }
}
