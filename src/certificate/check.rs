//! Lean run on certificates, and its answer.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rayon::prelude::*;

use super::model::MODEL;
use super::{File, Theorem};

/// What Lean said of a set of files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Lean's own version line.
    pub version: String,
    /// The theorems that Lean accepted, without axioms.
    pub accepted: Vec<Theorem>,
    /// The others, and what Lean said of their file.
    pub rejected: Vec<(Theorem, String)>,
    /// Files without theorems that Lean did not accept, and what it said.
    pub broken: Vec<(String, String)>,
}

impl Checked {
    /// Whether Lean accepted everything.
    pub fn passed(&self) -> bool {
        self.rejected.is_empty() && self.broken.is_empty()
    }

    /// What of the laws and their model Lean does not accept, if anything: then
    /// the theorems prove nothing.
    pub fn groundless(&self) -> Option<&str> {
        let broken = self.broken.iter().map(|(module, _)| module.as_str());
        let rejected = self.rejected.iter().map(|(theorem, _)| theorem);
        let unmodelled = rejected.filter(|theorem| theorem.file == MODEL);
        broken
            .chain(unmodelled.map(|theorem| theorem.name.as_str()))
            .next()
    }
}

/// Why Lean could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum NotAsked {
    /// There is no Lean.
    #[error(
        "no Lean was found: give --lean-bin PATH, set LEAN, or put `lean` on PATH \
         (elan, Lean's installer, does)"
    )]
    NoLean,
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
        None => Err(NotAsked::NoLean),
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
        version: version(lean).ok_or(NotAsked::NoLean)?,
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
    // All other files import the first and not each other.
    let mut outputs = vec![run(laws)];
    outputs.extend(others.par_iter().map(run).collect::<Vec<_>>());
    for (file, output) in files.iter().zip(outputs) {
        let output = output.map_err(failed)?;
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        let clean = output.status.success();
        if !clean && file.theorems.is_empty() {
            checked.broken.push((file.module.clone(), said.clone()));
        }
        for name in &file.theorems {
            let theorem = Theorem {
                file: file.module.clone(),
                name: name.clone(),
            };
            let without_axioms = format!("'{name}' does not depend on any axioms");
            if clean && said.lines().any(|line| line == without_axioms) {
                checked.accepted.push(theorem);
            } else {
                checked.rejected.push((theorem, said.clone()));
            }
        }
    }
    Ok(checked)
}

/// A place that does not depend on the folder that Lean will run in.
fn absolute(place: PathBuf) -> PathBuf {
    place.canonicalize().unwrap_or(place)
}
