//! The program with a Lean, without one, and with programs that are none.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use torchlean_mirror::audit::{LeanCheck, Verdict};
use torchlean_mirror::certificate::{NotAsked, Trusted, check, file_name, write};
use torchlean_mirror::notation::{Source, Spec};
use torchlean_mirror::report::audit::definitions as audit_document;
use torchlean_mirror::report::certificate::render;
use torchlean_mirror::report::document::markdown;
use torchlean_mirror::report::json;

use super::lean::{folder, lean};
use super::{Certified, DEFINITIONS, LAWS, PIN, of_claims, of_two_modules};

fn program(args: &[&str]) -> Output {
    command(args).output().unwrap()
}

/// The program; `certify` is of the entries of [`of_two_modules`], since each run makes all proofs.
fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_torchlean-mirror"));
    if args.first() == Some(&"certify") {
        command.arg("--spec").arg(two_modules());
    }
    command.args(args);
    command
}

/// The files of `spec/` without the entries of other modules.
fn two_modules() -> &'static Path {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("spec");
        for file in std::fs::read_dir(spec).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            let taken = ["laws.spec", "arithmetic.spec", "shape.spec"];
            if name.ends_with(".toml") || taken.contains(&name) {
                std::fs::copy(&path, folder.path().join(name)).unwrap();
            }
        }
        folder
    });
    folder.path()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A program in a folder of its own that claims to be Lean, and answers as Lean does where it is
/// asked about theorems that are there to be rejected. `$file` is the file that it is asked about.
pub fn fake(script: &str) -> (TempDir, PathBuf) {
    straw(&format!("{HONEST}\n{script}"))
}

/// The answers of Lean to the two theorems that it must not accept.
const HONEST: &str = "case \"$file\" in Control_wrong*) exit 1;; \
     Control_resting*) say 'depends on axioms: [assumed_1]'; exit 0;; esac";

/// A program that claims to be Lean.
fn straw(script: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lean");
    // Written by another process: one that is still open here cannot be run.
    let mut shell = Command::new("sh")
        .arg("-c")
        .arg("cat > \"$0\" && chmod +x \"$0\"")
        .arg(&path)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let text = format!(
        "#!/bin/sh\nif [ \"$1\" = --version ]; then echo Lean of straw; exit 0; fi\n\
         for file in \"$@\"; do :; done\n\
         say() {{ sed -n \"s/^#print axioms \\\\(.*\\\\)/'\\\\1' $1/p\" \"$file\"; }}\n{script}\n"
    );
    let mut input = shell.stdin.take().unwrap();
    input.write_all(text.as_bytes()).unwrap();
    drop(input);
    assert!(shell.wait().unwrap().success());
    (folder, path)
}

pub const YES: &str = "does not depend on any axioms";

/// Accepts all but one theorem.
fn all_but(theorem: &str) -> String {
    format!("say '{YES}' | grep -v \"^'{theorem}'\"; exit 0")
}

/// Programs that accept nothing, or not what all rests on.
fn rejecting() -> Vec<(&'static str, String)> {
    vec![
        ("silent", "exit 0".into()),
        ("failing", "exit 1".into()),
        ("says yes and fails", format!("say '{YES}'; exit 1")),
        ("sorry", "say 'depends on axioms: [sorryAx]'".into()),
        (
            "classical",
            "say 'depends on axioms: [Classical.choice]'".into(),
        ),
        ("no laws", format!("say '{YES}'; [ $file != Laws.lean ]")),
        ("no model", format!("[ $file = Model.lean ] || say '{YES}'")),
        (
            "model fails",
            format!("say '{YES}'; [ $file != Model.lean ]"),
        ),
        ("killed", "kill -9 $$".into()),
        ("no arithmetic", all_but("Foundations.arithmetic_1")),
        ("no field", all_but("Foundations.Three.field")),
        (
            "derivatives of many values",
            all_but("Foundations.Field.HasD.unique"),
        ),
        ("no instance", all_but("Foundations.instance_of_laws")),
    ]
}

#[test]
fn certify_writes_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new/folder");
    let run = program(&["certify", "--out", out.to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    assert!(run.stdout.is_empty());
    let mut written: Vec<String> = std::fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    written.sort();
    let files = &of_two_modules().files;
    let mut expected: Vec<String> = files.iter().map(|f| format!("{}.lean", f.module)).collect();
    expected.sort();
    assert_eq!(written, expected);
    for file in files {
        let path = out.join(format!("{}.lean", file.module));
        assert_eq!(std::fs::read_to_string(path).unwrap(), file.text);
    }
}

#[test]
fn certify_needs_something_to_do() {
    assert_eq!(program(&["certify"]).status.code(), Some(2));
    let file = tempfile::NamedTempFile::new().unwrap();
    let out = file.path().to_str().unwrap();
    let run = program(&["certify", "--out", out]);
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains(out));
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn certify_passes_with_a_lean() {
    let Some(lean) = lean() else { return };
    let out = tempfile::tempdir().unwrap();
    let lean = lean.to_str().unwrap();
    let run = program(&[
        "certify",
        "--check",
        "--lean-bin",
        lean,
        "--out",
        out.path().to_str().unwrap(),
    ]);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stdout));
    let said = text(&run.stdout);
    for file in of_two_modules()
        .files
        .iter()
        .filter(|f| !f.theorems.is_empty())
    {
        let count = file.theorems.len();
        let line = format!(
            "{}.lean: {count} of {count} theorems accepted, without axioms",
            file.module
        );
        assert!(said.lines().any(|l| l == line), "{line}\n{said}");
    }
    assert!(said.starts_with("Lean (version "));
}

#[test]
fn without_a_lean_there_is_a_word_on_how_to_get_one() {
    let nowhere = ["--lean-bin", "/nonexistent"];
    let run = program(&[&["certify", "--check"][..], &nowhere].concat());
    assert_eq!(run.status.code(), Some(2));
    assert!(run.stdout.is_empty());
    assert!(text(&run.stderr).contains("elan"), "{}", text(&run.stderr));
    assert_eq!(text(&run.stderr).lines().count(), 1);
    // One that is there, and is no Lean.
    let run = program(&["certify", "--check", "--lean-bin", "/bin/false"]);
    assert_eq!(run.status.code(), Some(2));
    // What was asked for and cannot be done is not passed, of definitions or of a tape.
    let tape = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/residual.tape");
    for of in [&[][..], &["--tape", tape]] {
        let asked = ["audit", "--cases", "1", "--certify"];
        let run = program(&[&asked, of, &nowhere].concat());
        assert_eq!(run.status.code(), Some(2));
        assert!(run.stdout.is_empty());
        let said = text(&run.stderr);
        assert!(said.starts_with("error: no Lean was found"), "{said}");
        assert!(said.contains("`/nonexistent`"), "{said}");
    }
}

#[test]
fn the_variable_names_a_lean_too() {
    let run = command(&["certify", "--check"])
        .env("LEAN", "/nonexistent")
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(2));
    let (_folder, path) = fake("exit 1");
    let run = command(&["certify", "--check"])
        .env("LEAN", &path)
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(1));
    // The option goes first.
    let run = command(&["certify", "--check", "--lean-bin", "/nonexistent"])
        .env("LEAN", &path)
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(2));
}

#[test]
fn certify_fails_unless_all_is_accepted() {
    let complete = |path: &Path| {
        let report = of_two_modules().by(Some(path));
        let certificates = report.certificates.as_ref().unwrap();
        certificates.complete(&report.lean)
    };
    for (what, script) in rejecting() {
        let (_folder, path) = fake(&script);
        assert!(!complete(&path), "{what}");
    }
    let (_folder, path) = fake(&format!("say '{YES}'"));
    assert!(complete(&path));
    // The program exits by that.
    let run = program(&["certify", "--check", "--lean-bin", path.to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    let (_, rejects) = &rejecting()[2];
    let (_folder, path) = fake(rejects);
    let run = program(&["certify", "--check", "--lean-bin", path.to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(1), "{}", text(&run.stdout));
}

#[test]
fn a_lean_that_accepts_what_is_false_is_not_trusted() {
    let wrong = "Control_wrong*) exit 1;;";
    let resting = "Control_resting*) say 'depends on axioms: [assumed_1]'; exit 0;;";
    let yes = format!("say '{YES}'");
    for (what, answers) in [
        ("accepts a false theorem", String::new()),
        (
            "accepts a false theorem",
            format!("case $file in {resting} esac"),
        ),
        (
            "does not see an axiom",
            format!("case $file in {wrong} esac"),
        ),
        (
            "does not reject a false theorem",
            "case $file in Control_*) exit 0;; esac".into(),
        ),
        (
            "does not name an axiom",
            format!("case $file in {wrong} Control_*) exit 0;; esac"),
        ),
    ] {
        let (_folder, path) = straw(&format!("{answers}\n{yes}"));
        let folder = tempfile::tempdir().unwrap();
        let files = &of_two_modules().files;
        write(files, folder.path()).unwrap();
        match check(&path, files, folder.path()) {
            Err(NotAsked::Untrustworthy { what: found, .. }) => assert_eq!(found, what),
            other => panic!("{what}: {other:?}"),
        }
    }
    // The program names it and exits by it.
    let (_folder, path) = straw(&yes);
    let lean = path.to_str().unwrap();
    for command in [
        &["certify", "--check"][..],
        &["audit", "--certify", "--cases", "1", "--node", "mul"],
    ] {
        let run = program(&[command, &["--lean-bin", lean]].concat());
        assert_eq!(run.status.code(), Some(2), "{}", text(&run.stdout));
        let said = text(&run.stderr);
        assert!(said.contains("accepts a false theorem"), "{said}");
    }
}

#[test]
fn the_files_that_the_answer_rests_on_are_recorded() {
    let Some(lean) = lean() else { return };
    let files = std::slice::from_ref(of_two_modules().file("Laws"));
    let folder = tempfile::tempdir().unwrap();
    write(files, folder.path()).unwrap();
    let checked = check(&lean, files, folder.path()).unwrap();
    let named = |name: &str| {
        let ends = |file: &&Trusted| file.path.file_name().is_some_and(|last| last == name);
        checked.trusted.iter().find(ends).unwrap()
    };
    for file in [named("lean"), named("Init.olean")] {
        let digest = Sha256::digest(std::fs::read(&file.path).unwrap());
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(file.sha256, digest);
    }
}

/// Whether every proof of the report has its theorem, and how many do.
fn confirmed(path: &Path) -> (usize, usize, bool) {
    let report = of_two_modules().by(Some(path));
    let LeanCheck::Checked { .. } = &report.lean else {
        panic!("{:?}", report.lean);
    };
    let claims = report.definitions.iter().flat_map(|d| &d.claims);
    let verdicts = claims.map(|claim| &claim.verdict);
    let (mut proved, mut unknown) = (0, 0);
    for verdict in verdicts.chain(report.identities.iter().map(|(_, v)| v)) {
        match verdict {
            Verdict::Proved(evidence) => {
                assert!(evidence.theorem.is_some());
                proved += 1;
            }
            Verdict::Unknown(why) if why.to_string().contains("Lean does not accept") => {
                unknown += 1
            }
            _ => {}
        }
    }
    (proved, unknown, report.fails())
}

#[test]
fn a_claim_that_lean_does_not_accept_is_unknown() {
    let all = of_two_modules()
        .files
        .iter()
        .filter(|file| of_claims(file))
        .map(|file| file.theorems.len())
        .sum::<usize>();
    for (what, script) in rejecting() {
        let (_folder, path) = fake(&script);
        assert_eq!(confirmed(&path), (0, all, true), "{what}");
    }
    let (_folder, path) = fake(&format!("say '{YES}'"));
    assert_eq!(confirmed(&path).0, all);
    for file in of_two_modules().files.iter().filter(|f| of_claims(f)) {
        for theorem in file.theorems.iter().step_by(17) {
            let (_folder, path) = fake(&all_but(theorem));
            assert_eq!(confirmed(&path), (all - 1, 1, true), "{theorem}");
        }
    }
}

#[test]
fn a_claim_without_a_proof_is_named_and_fails_although_lean_accepts_the_rest() {
    // A square is a product, and its claims fail with it.
    let names: Vec<String> = ["mul", "mulFderiv", "square", "squareFderiv"]
        .iter()
        .flat_map(|of| ["adjoint", "linearMap"].map(|claim| format!("{of}_{claim}")))
        .map(|name| format!("Proofs.Autograd.TapeNodes.{name}"))
        .collect();
    let right = Certified::of(super::spec(DEFINITIONS, LAWS), &[]);
    let all: usize = right.files.iter().map(|file| file.theorems.len()).sum();
    let rest = all - names.len();
    // A fault in the cotangents of a product.
    let definitions = DEFINITIONS.replace("single a (δ ⊙ get b x)", "single a (-(δ ⊙ get b x))");
    let faulty = Certified::of(super::spec(&definitions, LAWS), &[]);

    // Written and not checked.
    let report = &faulty.report;
    let stated = report.certificates.as_ref().unwrap();
    let omitted: Vec<&String> = stated.omitted.iter().map(|o| &o.theorem.name).collect();
    assert_eq!(omitted, names.iter().collect::<Vec<_>>());
    assert!(!stated.complete(&report.lean));
    let said = render(stated, &report.lean);
    assert!(
        said.ends_with(&format!("{rest} of {all} theorems are stated\n")),
        "{said}"
    );

    // Checked by what accepts all that it is asked for.
    let (_folder, path) = fake(&format!("say '{YES}'"));
    let report = faulty.by(Some(&path));
    let stated = report.certificates.as_ref().unwrap();
    assert!(!stated.complete(&report.lean));
    let said = render(stated, &report.lean);
    for name in &names {
        let line = format!("{name} is not stated: its claim is refuted\n");
        assert!(said.contains(&line), "{said}");
    }
    let json: Value = serde_json::from_str(&json::render(&report).unwrap()).unwrap();
    assert_eq!(json["lean"]["omitted"], serde_json::json!(names));
    let counts = (&json["lean"]["accepted"], &json["lean"]["theorems"]);
    assert_eq!(counts, (&rest.into(), &all.into()));
    let text = markdown::render(&audit_document(&report));
    assert!(
        text.contains(&format!("{rest} of {all} theorems accepted")),
        "{text}"
    );
    assert!(text.contains("Not stated, since not proved:"), "{text}");
}

/// The node `twin` in each of two modules whose last components are the same.
fn twins() -> Certified {
    let file = |module: &str, namespace: &str| {
        let text = format!(
            "module {module}\nnamespace {namespace}\nnode twin (a : Idx Γ s) : Node Γ s\n\
             forward x := get a x\njvp x dx := get a dx\nvjp x δ := single a δ\n"
        );
        Source::new(module, text)
    };
    let spec = Spec::read(
        &Source::new("pin", PIN),
        &Source::new("laws", LAWS),
        &[file("First.Nodes", "N"), file("Second.Nodes", "O")],
    );
    Certified::of(spec.unwrap(), &[])
}

/// The words of their symbolic claims, as Lean, in the form of this script, leaves them.
fn words(twins: &Certified, script: &str) -> Vec<(String, BTreeSet<&'static str>)> {
    let (_folder, path) = fake(script);
    let report = twins.by(Some(&path));
    let files = report.certificates.unwrap().files;
    let modules: Vec<&str> = files.iter().map(|file| &*file.module).collect();
    let expected = [
        "Laws",
        "Model",
        "Foundations",
        "First_Nodes",
        "Second_Nodes",
        "Identities",
    ];
    assert_eq!(modules, expected);
    let words = report.definitions.iter().map(|definition| {
        let claims = definition.claims.iter().take(3);
        let words = claims.map(|claim| claim.verdict.as_str()).collect();
        (definition.entry.name.to_string(), words)
    });
    words.collect()
}

#[test]
fn a_theorem_of_one_module_confirms_no_claim_of_another() {
    let expected = |first, second| {
        let words = [("N.twin", first), ("O.twin", second)];
        words.map(|(name, word)| (name.to_string(), BTreeSet::from([word])))
    };
    let (twins, all) = (twins(), format!("say '{YES}'"));
    assert_eq!(words(&twins, &all), expected("proved", "proved"));
    for (rejected, left) in [
        ("First_Nodes", expected("unknown", "proved")),
        ("Second_Nodes", expected("proved", "unknown")),
    ] {
        assert_eq!(
            words(&twins, &format!("{all}; [ $file != {rejected}.lean ]")),
            left
        );
    }
    // What is said of a theorem in another file than its own counts for nothing.
    let elsewhere = format!(
        "{all}; if [ $file = Second_Nodes.lean ]; then\n\
         for claim in derivative adjoint linearMap; do echo \"'N.twin_$claim' {YES}\"; done\n\
         fi; [ $file != First_Nodes.lean ]"
    );
    assert_eq!(words(&twins, &elsewhere), expected("unknown", "proved"));
}

#[test]
fn two_modules_never_share_a_file() {
    let modules = ["A.B", "A_B", "A__B", "A.B.C", "A._B", "A_.B", "B"];
    let files: BTreeSet<String> = modules.iter().map(|module| file_name(module)).collect();
    assert_eq!(files.len(), modules.len(), "{files:?}");
}

#[test]
fn the_audit_shows_what_lean_accepted() {
    let Some(lean) = lean() else { return };
    let args = [
        "audit",
        "--cases",
        "1",
        "--node",
        "mul",
        "--node",
        "matrixTransposeFderiv",
        "--certify",
        "--lean-bin",
        lean.to_str().unwrap(),
    ];
    let run = program(&args);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stdout));
    let said = text(&run.stdout);
    let proved = said.matches("proved (").count();
    assert!(proved > 0);
    assert_eq!(said.matches(" steps, Lean)").count(), proved, "{said}");
    assert!(said.contains("theorems accepted, without axioms, by Lean (version "));

    let mut spec = Spec::built_in().unwrap();
    let asked = ["mul", "matrixTransposeFderiv"];
    spec.entries
        .retain(|entry| asked.contains(&entry.name.short()));
    let (_folder, accepting) = fake(&format!("say '{YES}'"));
    let report = Certified::of(spec, &[]).by(Some(&accepting));
    let report: Value = serde_json::from_str(&json::render(&report).unwrap()).unwrap();
    let mut proofs = Vec::new();
    collect(&report, &mut proofs);
    assert!(proofs.len() > 6);
    for proof in &proofs {
        assert!(proof["theorem"].is_string(), "{proof}");
    }
    // Those of the model and of the laws too.
    let named = |name: &str| said.contains(name);
    assert!(
        named("are theorems about the numbers of any field"),
        "{said}"
    );
    let laws = report["laws"].as_array().unwrap();
    assert!(laws.iter().all(|law| law["proof"] == "proved"), "{laws:?}");
    let theorems = report["lean"]["theorems"].as_u64().unwrap();
    assert!(theorems > (proofs.len() + laws.len() + 2) as u64);
    let without = ["audit", "--node", "mul", "--cases", "1", "--format", "json"];
    let without = program(&without);
    assert!(!text(&without.stdout).contains("\"theorem\""));
}

/// Every object with the verdict `proved`.
fn collect<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    if value["verdict"] == "proved" {
        found.push(value);
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(fields) => fields.values().for_each(|item| collect(item, found)),
        _ => {}
    }
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn laws_from_elsewhere_are_not_read() {
    let Some(lean) = lean() else { return };
    let mut other = of_two_modules().file("Laws").clone();
    other.text = "structure Laws where\n  nothing : Type\n".into();
    let folder = folder(&lean, &[&other]);
    let known = std::env::var_os("LEAN_PATH").unwrap_or_default();
    let known: Vec<PathBuf> = std::env::split_paths(&known).collect();
    let first = [folder.path().to_path_buf()];
    let path = std::env::join_paths(first.iter().chain(&known)).unwrap();
    let asked = ["audit", "--certify", "--cases", "1", "--node", "scale"];
    let run = command(&[&asked[..], &["--lean-bin", lean.to_str().unwrap()]].concat())
        .env("LEAN_PATH", path)
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stdout));
}
