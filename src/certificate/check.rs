//! Lean run on certificates, and its answer.

use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rayon::prelude::*;

use super::foundations::{FOUNDATIONS, INSTANCE, QUESTION, is_ground, law_theorem};
use super::model::MODEL;
use super::{File, Theorem};
use crate::notation::sha256;

/// What Lean said of a set of files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Lean's own version line.
    pub version: String,
    /// The files that the answer rests on: the program, and the `Init.olean` that it loads.
    pub trusted: Vec<Trusted>,
    /// The theorems that Lean accepted, without axioms.
    pub accepted: Vec<Theorem>,
    /// The others, and what Lean said of their file.
    pub rejected: Vec<(Theorem, String)>,
    /// Files without theorems that Lean did not accept, and what it said.
    pub broken: Vec<(String, String)>,
}

/// A file that Lean's answer rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trusted {
    /// Where it is.
    pub path: PathBuf,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
}

impl Trusted {
    fn at(path: PathBuf) -> Option<Trusted> {
        let bytes = std::fs::read(&path).ok()?;
        let sha256 = sha256(&bytes);
        Some(Trusted { path, sha256 })
    }
}

impl Checked {
    /// Whether Lean accepted everything.
    pub fn passed(&self) -> bool {
        self.rejected.is_empty() && self.broken.is_empty()
    }

    /// What the file of the foundations states and Lean does not accept, but for the instance that
    /// all of it makes.
    pub fn without_proof(&self) -> impl Iterator<Item = &str> {
        let instance = law_theorem(INSTANCE);
        let rejected = self.rejected.iter().map(|(theorem, _)| theorem);
        let here = rejected.filter(|theorem| theorem.file == FOUNDATIONS);
        let names = here.map(|theorem| theorem.name.as_str());
        names.filter(move |name| *name != instance)
    }

    /// What Lean does not accept of that which all theorems rest on, if anything; then they prove
    /// nothing. It is the statement of the laws, their model, the proofs about arithmetic and about
    /// the axioms of a field, and the instance, where each law has a proof.
    pub fn groundless(&self) -> Option<&str> {
        let broken = self.broken.iter().map(|(module, _)| module.as_str());
        let rejected = self.rejected.iter().map(|(theorem, _)| theorem);
        let all_proved = self.without_proof().next().is_none();
        let rejected = rejected.filter(|theorem| {
            theorem.file == MODEL
                || theorem.file == FOUNDATIONS && is_ground(&theorem.name, all_proved)
        });
        broken
            .chain(rejected.map(|theorem| theorem.name.as_str()))
            .next()
    }
}

/// Why Lean could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum NotAsked {
    /// There is no Lean.
    #[error(
        "no Lean was found: `{}` does not run; give --lean-bin PATH, set LEAN, or put `lean` on \
         PATH (elan, Lean's installer, does)",
        .0.display()
    )]
    NoLean(PathBuf),
    /// It accepts what is false, or does not say what a theorem rests on.
    #[error("{} is not a Lean to trust: it {what}", .lean.display())]
    Untrustworthy {
        /// The program.
        lean: PathBuf,
        /// What it does with a theorem that was written to be rejected.
        what: &'static str,
    },
    /// A file could not be written or a program not be run.
    #[error("{what}: {why}")]
    Failed {
        /// Which.
        what: String,
        /// Why.
        why: std::io::Error,
    },
}

/// The Lean to ask: the one given, else that of the variable `LEAN`, else
/// `lean` on PATH.
///
/// # Errors
/// [`NotAsked::NoLean`] if there is none that answers.
pub fn find(given: Option<&Path>) -> Result<PathBuf, NotAsked> {
    let named = given
        .map(Path::to_path_buf)
        .or_else(|| std::env::var_os("LEAN").map(PathBuf::from))
        .unwrap_or_else(|| PathBuf::from("lean"));
    match version(&named) {
        // A path must not depend on the folder that Lean will run in.
        Some(_) => Ok(absolute(named)),
        None => Err(NotAsked::NoLean(named)),
    }
}

fn version(lean: &Path) -> Option<String> {
    let output = Command::new(lean).arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_string();
    output.status.success().then_some(text)
}

/// Writes files to a folder, which is made if it is not there.
///
/// # Errors
/// When a file cannot be written.
pub fn write(files: &[File], folder: &Path) -> Result<(), NotAsked> {
    let failed = |path: &Path, why| NotAsked::Failed {
        what: path.display().to_string(),
        why,
    };
    std::fs::create_dir_all(folder).map_err(|e| failed(folder, e))?;
    for file in files {
        let path = folder.join(format!("{}.lean", file.module));
        std::fs::write(&path, &file.text).map_err(|e| failed(&path, e))?;
    }
    Ok(())
}

/// Runs Lean on written files, in their order.
///
/// # Errors
/// When Lean cannot be run.
pub fn check(lean: &Path, files: &[File], folder: &Path) -> Result<Checked, NotAsked> {
    let failed = |why| NotAsked::Failed {
        what: lean.display().to_string(),
        why,
    };
    let mut checked = Checked {
        version: version(lean).ok_or_else(|| NotAsked::NoLean(lean.to_path_buf()))?,
        ..Checked::default()
    };
    let known = std::env::var_os("LEAN_PATH").unwrap_or_default();
    let known = std::env::split_paths(&known)
        .filter(|place| !place.as_os_str().is_empty())
        .map(absolute);
    // The folder comes first: a `Laws` from elsewhere would be other laws.
    let places = [PathBuf::from(".")].into_iter().chain(known);
    let path = std::env::join_paths(places).map_err(|e| failed(std::io::Error::other(e)))?;
    let run = |file: &File| {
        Command::new(lean)
            .arg("-o")
            .arg(format!("{}.olean", file.module))
            .arg(format!("{}.lean", file.module))
            // Lean takes the folder that it runs in for the root of modules.
            .current_dir(folder)
            .env("LEAN_PATH", &path)
            .stdin(Stdio::null())
            .output()
    };
    let Some((laws, others)) = files.split_first() else {
        return Ok(checked);
    };
    checked.trusted = trusted(lean, &path);
    let controls = controls();
    write(&controls, folder)?;
    // All other files import the first and not each other.
    let mut outputs = vec![run(laws)];
    let others = others.par_iter().chain(&controls);
    outputs.extend(others.map(run).collect::<Vec<_>>());
    let answers = files.iter().chain(&controls).zip(outputs);
    for (file, output) in answers {
        let answer = Answer::of(output.map_err(failed)?);
        let in_part = match file.module == FOUNDATIONS && !answer.clean {
            true => part(file, &answer.said, folder, &run).map_err(failed)?,
            false => None,
        };
        if let Some(control) = controls
            .iter()
            .position(|control| control.module == file.module)
        {
            let what = match (control, file.theorems.first()) {
                (0, Some(name)) if answer.accepts(name) => "accepts a false theorem",
                (1, Some(name)) if answer.accepts(name) => "does not see an axiom",
                (0, _) if answer.clean => "does not reject a false theorem",
                (1, Some(name)) if !answer.names_an_axiom(name) => "does not name an axiom",
                _ => continue,
            };
            let lean = lean.to_path_buf();
            return Err(NotAsked::Untrustworthy { lean, what });
        }
        if !answer.clean && file.theorems.is_empty() {
            checked
                .broken
                .push((file.module.clone(), answer.said.clone()));
        }
        for name in &file.theorems {
            let theorem = Theorem {
                file: file.module.clone(),
                name: name.clone(),
            };
            if in_part.as_ref().unwrap_or(&answer).accepts(name) {
                checked.accepted.push(theorem);
            } else {
                checked.rejected.push((theorem, answer.said.clone()));
            }
        }
    }
    Ok(checked)
}

/// What Lean says of a file without the declarations that it finds errors in; none if that is not
/// accepted either. So the other laws keep their proofs.
fn part(
    file: &File,
    said: &str,
    folder: &Path,
    run: &impl Fn(&File) -> std::io::Result<Output>,
) -> std::io::Result<Option<Answer>> {
    let mut part = File {
        module: format!("Part_of_{}", file.module),
        ..file.clone()
    };
    let mut module = file.module.clone();
    let mut said = said.to_string();
    while let Some(text) = without_errors(&part.text, &module, &said) {
        part.text = text;
        std::fs::write(folder.join(format!("{}.lean", part.module)), &part.text)?;
        let answer = Answer::of(run(&part)?);
        if answer.clean {
            return Ok(Some(answer));
        }
        module.clone_from(&part.module);
        said = answer.said;
    }
    Ok(None)
}

/// The text without the blocks, between empty lines, in which Lean finds errors, and without what
/// it asks about the theorems there; none if that is all of it.
fn without_errors(text: &str, module: &str, said: &str) -> Option<String> {
    let place = format!("{module}.lean:");
    let errors = said.lines().filter(|line| line.contains(": error"));
    let lines =
        errors.filter_map(|line| line.strip_prefix(&place)?.split(':').next()?.parse().ok());
    let lines: Vec<usize> = lines.collect();
    let mut kept: Vec<&str> = Vec::new();
    let mut questions: Vec<String> = Vec::new();
    let mut last = 0;
    for block in text.split("\n\n") {
        let first = last + 1;
        last = first + block.matches('\n').count();
        if lines.iter().any(|line| (first..=last).contains(line)) {
            let declared = block.lines().filter_map(|line| {
                let line = line.strip_prefix("noncomputable ").unwrap_or(line);
                let theorem = line.strip_prefix("theorem ");
                theorem
                    .or_else(|| line.strip_prefix("def "))?
                    .split(' ')
                    .next()
            });
            // In whichever namespace.
            questions.extend(declared.map(|name| format!(".{name}")));
        } else {
            kept.push(block);
        }
        // The empty line behind it.
        last += 1;
    }
    let kept = kept.join("\n\n");
    let asked = |line: &&str| {
        let mut questions = questions.iter();
        !line.starts_with(QUESTION) || !questions.any(|name| line.ends_with(name))
    };
    let rest: Vec<&str> = kept.lines().filter(asked).collect();
    let rest = rest.join("\n") + "\n";
    (rest.len() < text.len()).then_some(rest)
}

/// What Lean said of a file.
struct Answer {
    /// Whether it found no error.
    clean: bool,
    said: String,
}

impl Answer {
    fn of(output: Output) -> Answer {
        let said = [&output.stdout, &output.stderr].map(|said| String::from_utf8_lossy(said));
        Answer {
            clean: output.status.success(),
            said: said.concat(),
        }
    }

    /// Whether it accepts the theorem, without axioms.
    fn accepts(&self, name: &str) -> bool {
        let without_axioms = format!("'{name}' does not depend on any axioms");
        self.clean && self.said.lines().any(|line| line == without_axioms)
    }

    fn names_an_axiom(&self, name: &str) -> bool {
        let axioms = format!("'{name}' depends on axioms: [assumed_");
        self.clean && self.said.lines().any(|line| line.starts_with(&axioms))
    }
}

/// Two theorems that must not be accepted: one is false, one rests on an axiom. Their names change
/// with each run, so that no program can know them.
fn controls() -> [File; 2] {
    let number = RandomState::new().hash_one(std::process::id());
    let (wrong, resting) = (format!("wrong_{number:x}"), format!("resting_{number:x}"));
    let file = |name: &str, text: String| File {
        module: format!("Control_{name}"),
        text: format!("{text}\n#print axioms {name}\n"),
        theorems: vec![name.into()],
        assumed: Vec::new(),
    };
    let axiom = format!("axiom assumed_{number:x} : False\n");
    [
        file(&wrong, format!("theorem {wrong} : False := True.intro")),
        file(
            &resting,
            format!("{axiom}theorem {resting} : False := assumed_{number:x}"),
        ),
    ]
}

/// The program, the one that it starts (elan starts that of a toolchain), and the first
/// `Init.olean` where it looks for modules.
fn trusted(lean: &Path, path: &std::ffi::OsStr) -> Vec<Trusted> {
    let output = Command::new(lean).arg("--print-prefix").output().ok();
    let prefix = output.filter(|output| output.status.success());
    let prefix = prefix.map(|o| PathBuf::from(String::from_utf8_lossy(&o.stdout).trim()));
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<_> = std::env::split_paths(&on_path)
        .map(|p| p.join(lean))
        .collect();
    let program = on_path.into_iter().find(|place| place.is_file());
    let started = prefix.iter().map(|prefix| prefix.join("bin").join("lean"));
    let library = prefix.iter().map(|prefix| prefix.join("lib").join("lean"));
    let places = std::env::split_paths(path).filter(|place| place.is_absolute());
    let init = places.chain(library).map(|place| place.join("Init.olean"));
    let init = init.into_iter().find(|place| place.is_file());
    let mut files: Vec<PathBuf> = program.into_iter().chain(started).chain(init).collect();
    files.dedup();
    files.into_iter().filter_map(Trusted::at).collect()
}

/// A place that does not depend on the folder that Lean will run in.
fn absolute(place: PathBuf) -> PathBuf {
    place.canonicalize().unwrap_or(place)
}
