//! Lean, where there is one.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use tempfile::TempDir;
use torchlean_mirror::certificate::{File, find, write};

/// The Lean to ask; none, with a word about it, where there is none. With
/// `REQUIRE_LEAN=1` there must be one.
pub fn lean() -> Option<PathBuf> {
    match find(None) {
        Ok(lean) => Some(lean),
        Err(why) if std::env::var_os("REQUIRE_LEAN").is_some_and(|v| v == "1") => {
            panic!("REQUIRE_LEAN=1, but {why}")
        }
        Err(why) => {
            eprintln!("the Lean check was left out: {why}");
            None
        }
    }
}

/// A folder in which Lean can import the files.
pub fn folder(lean: &Path, files: &[&File]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<File> = files.iter().copied().cloned().collect();
    write(&files, folder.path()).unwrap();
    for file in files {
        let said = output(lean, folder.path(), &file.module, true);
        assert!(!said.contains("error"), "{}: {said}", file.module);
    }
    folder
}

/// A folder with a compiled file; none if it declares what is there.
pub fn compiled(lean: &Path, file: &File) -> Option<TempDir> {
    let folder = tempfile::tempdir().unwrap();
    write(std::slice::from_ref(file), folder.path()).unwrap();
    let said = output(lean, folder.path(), &file.module, true);
    if said.contains("already been declared") {
        return None;
    }
    assert!(!said.contains("error"), "{said}");
    Some(folder)
}

/// The names that Lean reports as free of axioms after reading `text`, and finds
/// no error in. (An `Init` without `sorryAx` has it print both.)
pub fn accepted(lean: &Path, folder: &Path, module: &str, text: &str) -> Vec<String> {
    std::fs::write(folder.join(format!("{module}.lean")), text).unwrap();
    let said = output(lean, folder, module, false);
    let wrong: Vec<&str> = said
        .lines()
        .filter(|line| line.contains(": error"))
        .map(|line| {
            let place = line.split(':').nth(1).and_then(|n| n.parse().ok());
            declared(text, place.expect("Lean names the line of an error"))
        })
        .collect();
    said.lines()
        .filter_map(|line| line.strip_prefix('\'')?.split_once('\''))
        .filter(|(_, said)| *said == " does not depend on any axioms")
        .map(|(name, _)| name.to_string())
        .filter(|name| {
            let is = |wrong: &&str| name == wrong || name.ends_with(&format!(".{wrong}"));
            !wrong.iter().any(is)
        })
        .collect()
}

/// What is declared at a line.
fn declared(text: &str, line: usize) -> &str {
    let before: Vec<&str> = text.lines().take(line).collect();
    let words = ["theorem ", "noncomputable def ", "def ", "structure "];
    let mut found = before
        .iter()
        .rev()
        .filter_map(|line| words.iter().find_map(|word| line.strip_prefix(word)));
    let declaration = found.next().expect("an error in a declaration");
    declaration.split(' ').next().unwrap_or(declaration)
}

fn output(lean: &Path, folder: &Path, module: &str, compile: bool) -> String {
    let known = std::env::var_os("LEAN_PATH").unwrap_or_default();
    let known: Vec<PathBuf> = std::env::split_paths(&known)
        .filter_map(|place| place.canonicalize().ok())
        .collect();
    let places = std::env::join_paths([PathBuf::from(".")].iter().chain(&known)).unwrap();
    let mut command = Command::new(lean);
    if compile {
        command.arg("-o").arg(format!("{module}.olean"));
    }
    let output = command
        .arg(format!("{module}.lean"))
        .current_dir(folder)
        .env("LEAN_PATH", places)
        .output()
        .unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// What `ask` says of each item, two at a time.
pub fn in_two_threads<T: Sync, R: Send>(items: &[T], ask: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let queue = Mutex::new(items.iter().enumerate());
    let answers = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap().next();
                    let Some((position, item)) = next else { return };
                    let answer = ask(item);
                    answers.lock().unwrap().push((position, answer));
                }
            });
        }
    });
    let mut answers = answers.into_inner().unwrap();
    answers.sort_by_key(|(position, _)| *position);
    answers.into_iter().map(|(_, answer)| answer).collect()
}
