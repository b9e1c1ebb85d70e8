//! What a command reads and writes: definitions by name, tapes, files.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use torchlean_mirror::audit::InputFile;
use torchlean_mirror::notation::{Diagnostics, Files, Source, Spec, Tape, read_tape, sha256};

use super::Failure;

/// Longer files are not read.
const BYTES: u64 = 16 << 20;

/// A file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// A file that cannot be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// A file that is too long.
    #[error("{0}: longer than {BYTES} bytes")]
    TooLong(PathBuf),
    /// A file that is not UTF-8 text: the path, line and column of the first byte that is not.
    #[error("{0}:{1}:{2}: not text in UTF-8")]
    NotText(PathBuf, usize, usize),
}

/// Errors with their places, each with an excerpt of the text.
pub fn rendered(errors: &Diagnostics) -> String {
    let errors: Vec<String> = errors.0.iter().map(|e| e.render()).collect();
    errors.join("\n")
}

/// The text of a file.
pub fn read(path: &Path) -> Result<String, InputError> {
    let failed = |e| InputError::File(path.into(), e);
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(failed)?;
    // One byte too many is refused, and no file can exhaust the memory.
    file.take(BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > BYTES) {
        return Err(InputError::TooLong(path.into()));
    }
    String::from_utf8(bytes).map_err(|e| {
        let good = e.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(e.as_bytes().get(..good).unwrap_or(&[])).into_owned();
        let (line, column) = Source::new("", text).position(good);
        InputError::NotText(path.into(), line, column)
    })
}

/// The spec in a folder: all its files of `.spec` and `.toml`, by name; else what was built in.
pub fn spec(folder: Option<&Path>) -> Result<Spec, Failure> {
    let Some(folder) = folder else {
        return Ok(Spec::built_in()?);
    };
    let failed = |e| InputError::File(folder.into(), e);
    let mut paths = Vec::new();
    for file in std::fs::read_dir(folder).map_err(failed)? {
        let path = file.map_err(failed)?.path();
        if path
            .extension()
            .is_some_and(|end| end == "spec" || end == "toml")
        {
            paths.push(path);
        }
    }
    paths.sort();
    let source = |path: &PathBuf| Ok(Source::new(path.display().to_string(), read(path)?));
    let files = paths
        .iter()
        .map(source)
        .collect::<Result<Vec<_>, InputError>>()?;
    Ok(Spec::of_files(&files, Some(folder.display().to_string()))?)
}

/// Writes a file.
pub fn write(path: &Path, text: &str) -> Result<(), InputError> {
    std::fs::write(path, text).map_err(|e| InputError::File(path.into(), e))
}

/// The tape in a file, and the files that were read; those that it names stand beside it.
pub fn tape(spec: &Spec, path: &Path) -> Result<(Tape, Vec<InputFile>), Failure> {
    let text = read(path)?;
    let own = (path.display().to_string(), sha256(text.as_bytes()));
    let source = Source::new(path.display().to_string(), text);
    let files = Files::beside(path.parent().unwrap_or(Path::new("")));
    let tape = read_tape(&source, &spec.entries, &files)?;
    let all = [own].into_iter().chain(files.digests());
    let file = |(path, sha256)| InputFile { path, sha256 };
    Ok((tape, all.map(file).collect()))
}
